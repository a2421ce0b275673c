/**
 * Removal of dead library calls: a pure call whose result nobody uses is not made.
 *
 * Before:
 *
 * ```python
 * def area(r):
 *     unused = math.floor(2.5)
 *     return r * r
 * ```
 *
 * After:
 *
 * ```python
 * def area(r):
 *     return r * r
 * ```
 *
 * Counter-example, which stays as it is: the call could raise, so leaving it out could be seen.
 *
 * ```python
 * def check(r):
 *     math.sqrt(r)
 *     return r
 * ```
 *
 * ## Obligations
 *
 * - the call and its operands are pure: the catalogue says that they have no effects, and no code runs that is not known;
 * - they cannot raise or warn;
 * - the result is not used: the call is a statement of its own, or its variable is local and dead (liveness);
 * - the variable stays a local one, or is not named elsewhere in the function;
 * - nobody looks at the local names that there are (`locals()`), and no notebook cell shows the value.
 *
 * ## Exactness
 *
 * `exact`: nothing of what is left changes.
 *
 * ## Keeps
 *
 * The types of everything that is left.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import { isPure } from "../../compiler/analysis/effects.js";
import { controlFlow, effects, liveness, scopes, types } from "../../compiler/analysis/standard.js";
import type { Expression, Statement } from "../../compiler/ir/nodes.js";
import { mayRaise } from "../manager/may-raise.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { argumentsOf, isPlainData, isPureLibraryCall } from "../manager/pure-calls.js";
import { walkUnit } from "../manager/units.js";

export const deadCalls = definePass({
  name: "dead-calls",
  summary: "leaves out pure library calls whose results nobody uses",
  stage: "cleanup",
  exactness: "exact",
  libraries: [],
  requires: [types, effects],
  keeps: [types],
  run(unit, context) {
    const dead: { readonly statement: Statement; readonly value: Expression }[] = [];
    walkUnit(unit, (node) => {
      if (node.kind !== "Expr" && node.kind !== "Assign") return;
      if (node.value.kind !== "Call" || !context.allows(node) || !isUnused(node, unit, context)) return;
      const operation = context.get(types).operationOf(node.value);
      if (!operation || !isPureLibraryCall(operation)) return;
      const objection = objectionTo(node.value, context);
      if (objection === undefined) dead.push({ statement: node, value: node.value });
      else context.remarks.missed("NC2902", node.value, "nobody uses the result of this call, but it stays", { reason: objection });
    });
    for (const { statement, value } of dead) {
      context.remarks
        .passed("NC2901", value, "a call whose result nobody uses is left out")
        .exactness("exact")
        .obligation("it is pure and cannot raise", "proved", "the catalogue")
        .obligation("its result is not used", "proved", statement.kind === "Expr" ? "a statement of its own" : "liveness");
      context.editor.remove(statement);
    }
  },
});

function isUnused(node: Extract<Statement, { kind: "Expr" | "Assign" }>, unit: Unit, context: PassContext): boolean {
  // A cell of a notebook shows the value of its last expression.
  if (node.kind === "Expr") return context.file.cells.length === 0;
  const [target, ...others] = node.targets;
  if (target?.kind !== "Name" || others.length > 0 || unit.kind === "Module" || observesNames(context.module)) return false;
  const resolution = context.get(scopes).resolve(target);
  const at = context.get(controlFlow, unit).nodeOf(node);
  if (!at || resolution.kind !== "binding" || resolution.binding.scope.node !== unit) return false;
  const { binding } = resolution;
  // Without its last assignment a name would mean a global.
  const staysLocal = binding.definitions.length > 1 || binding.uses.length === 0;
  return staysLocal && !context.get(liveness, unit).after(at, binding);
}

/** Why leaving out an expression could be seen. */
function objectionTo(value: Expression, context: PassContext): string | undefined {
  const operation = context.get(types).operationOf(value);
  if (!operation || !argumentsOf(operation).every(isPlainData))
    return "the class of an argument is not known, and its methods may do anything";
  const summary = context.get(effects).of(value);
  if (summary.unknown !== undefined) return `code runs that is not known: ${summary.unknown}`;
  if (!isPure(summary)) return "its operands have effects";
  return !mayRaise(value, context.get(effects), context.get(types)) ? undefined : `it can raise ${[...summary.raises].sort().join(", ")}`;
}
