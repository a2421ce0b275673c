/**
 * Growth: an array that a loop makes longer in every iteration is put together once, behind the loop. `np.append` and its like copy
 * everything each time.
 *
 * Before:
 *
 * ```python
 * found = np.array([])
 * for x in values:
 *     found = np.append(found, x * 2)
 * ```
 *
 * After:
 *
 * ```python
 * found = np.array([])
 * _grown = _rt.growing(np.append, found)
 * for x in values:
 *     _grown.append(x * 2)
 * found = _grown.array()
 * ```
 *
 * Counter-example, which stays as it is: the loop looks at what it has so far.
 *
 * ```python
 * for x in values:
 *     found = np.append(found, x - found.sum())
 * ```
 *
 * ## Obligations
 *
 * - in the loop the variable occurs only in `r = np.append(r, …)`, `r = np.concatenate((r, …))`, `np.hstack` or `np.vstack`, and it belongs
 *   to this function or module alone;
 * - it is set when the loop begins;
 * - nobody can see it when the loop is left by an exception: there is no handler and no context around the loop;
 * - where the program runs: the array is of float64 or int64, and the pieces fit in there. Everything else is left to NumPy's function at once.
 *
 * ## Exactness
 *
 * `exact`: the dtype is the one that appending step by step gives, values are converted once in both cases, and pieces are copied when
 * they are appended.
 *
 * ## Keeps
 *
 * Nothing.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import type { Binding } from "../../compiler/analysis/scopes.js";
import { scopes as scopesAnalysis, types as typesAnalysis } from "../../compiler/analysis/standard.js";
import { build, type Expression, type Node, type Statement } from "../../compiler/ir/nodes.js";
import { walk } from "../../compiler/ir/visit.js";
import { importRuntime, runtimeNameOf } from "../guards/runtime-import.js";
import { readByOthers } from "../loops/vectorize/compiled.js";
import { isLoop, type Loop, statementsOf } from "../loops/vectorize/sites.js";
import { Builder } from "../loops/vectorize/tree.js";
import { isSetAt } from "../manager/is-set.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { standsInClass } from "../manager/units.js";

export const growth = definePass({
  name: "growth",
  summary: "puts arrays together once that a loop makes longer step by step",
  stage: "idioms",
  exactness: "exact",
  libraries: ["numpy"],
  requires: [typesAnalysis],
  run(unit, context) {
    if (!context.mayGuard || observesNames(context.module)) return;
    const done = new Set<Statement>();
    for (const loop of statementsOf(unit.body).filter(isLoop)) {
      for (const name of new Set(stepsIn(loop, context).map((step) => step.name))) grow(loop, name, unit, context, done);
    }
  },
});

type Assign = Extract<Statement, { kind: "Assign" }>;

/** `name = function(name, value)` */
interface Step {
  readonly statement: Assign;
  readonly name: string;
  readonly library: string;
  readonly function: Expression;
  readonly value: Expression;
  /** The names of the variable in it. */
  readonly names: readonly Node[];
}

const functions = new Set(["numpy.append", "numpy.concatenate", "numpy.hstack", "numpy.vstack"]);

function stepsIn(loop: Loop, context: PassContext): Step[] {
  const found: Step[] = [];
  walk(loop, (node) => {
    const step = node.kind === "Assign" ? stepOf(node, context) : undefined;
    if (step) found.push(step);
  });
  return found;
}

function stepOf(statement: Assign, context: PassContext): Step | undefined {
  const { targets, value } = statement;
  const [target] = targets;
  if (targets.length !== 1 || target?.kind !== "Name" || value.kind !== "Call" || value.keywords.length > 0) return undefined;
  const type = context.get(typesAnalysis).typeOf(value.func);
  if (type.kind !== "library-function" || !functions.has(type.name)) return undefined;
  const [first] = value.args;
  const isAppend = type.name === "numpy.append";
  const parts = isAppend ? value.args : value.args.length === 1 && (first?.kind === "Tuple" || first?.kind === "List") ? first.elts : [];
  const [own, piece] = parts;
  if (parts.length !== 2 || own?.kind !== "Name" || own.id !== target.id || !piece || piece.kind === "Starred") return undefined;
  return { statement, name: target.id, library: type.name, function: value.func, value: piece, names: [target, own] };
}

function grow(loop: Loop, name: string, unit: Unit, context: PassContext, done: Set<Statement>): void {
  const { editor, remarks } = context;
  const steps = stepsIn(loop, context).filter((step) => step.name === name && !done.has(step.statement));
  const [first] = steps;
  if (!first) return;
  const reason = objection(loop, steps, unit, context);
  if (reason !== undefined) {
    // The loop around may look at the array, and this one not.
    const isInnermost = !loop.body.some((statement) =>
      statementsOf([statement])
        .filter(isLoop)
        .some((inner) => holds(inner, first.statement)),
    );
    if (isInnermost)
      remarks
        .missed("NC2931", first.statement, `${name} is copied each time that it becomes longer`, {
          reason,
          suggest: "collect the pieces in a list, and make the array behind the loop",
        })
        .related(loop);
    return;
  }
  const b = new Builder(editor.synthetic());
  const runtime = importRuntime(context);
  const grown = editor.freshName("grown");
  const start = b.call(b.attribute(b.name(runtime), "growing"), b.copy(first.function), b.name(name));
  editor.insertBefore(loop, [b.assign(grown, start)]);
  editor.insertAfter(loop, [b.assign(name, b.call(b.attribute(b.name(grown), "array")))]);
  for (const { statement, value } of steps) {
    done.add(statement);
    const call = b.call(b.attribute(b.name(grown), "append"), value);
    editor.replaceStatement(statement, [build.Expr({ value: call }, editor.preserve(statement))]);
  }
  remarks
    .passed("NC2930", first.statement, `${name} is put together once, behind the loop`)
    .exactness("exact")
    .obligation("the loop does not look at the array", "proved")
    .metric("places", steps.length)
    .related(loop);
}

/** Why an array has to be there in every iteration. */
function objection(loop: Loop, steps: readonly Step[], unit: Unit, context: PassContext): string | undefined {
  const { editor } = context;
  const [{ name, library }] = steps as [Step];
  const scopes = context.get(scopesAnalysis);
  const binding: Binding | undefined = scopes.scopeOf(unit).bindings.get(name);
  if (!context.allows(loop)) return "optimisation is switched off here";
  if (!binding || binding.writtenElsewhere || binding.uses.some((use) => scopes.scopeAt(use) !== binding.scope))
    return `other functions can see ${name}`;
  if (standsInClass(loop, unit, editor.parentOf)) return "the loop stands in the body of a class";
  const own = new Set(steps.flatMap((step) => step.names));
  let isSeen = false;
  walk(loop, (node) => {
    isSeen ||= node.kind === "Name" && node.id === name && !own.has(node);
  });
  if (isSeen) return `the loop does something else with ${name}`;
  if (steps.some((step) => step.library !== library)) return `${name} becomes longer in several ways`;
  if (!isSetAt(loop, binding, unit, context)) return `${name} may not be set when the loop begins`;
  for (let at = editor.parentOf(loop); at && at !== unit; at = editor.parentOf(at))
    if (["Try", "TryStar", "With", "AsyncWith"].includes(at.kind)) return `a handler around the loop could see ${name}`;
  if (unit.kind === "Module" && context.file.cells.length > 0) return `the next cell could see ${name} when the loop fails`;
  const runtime = runtimeNameOf(context.module);
  if (runtime !== undefined && scopes.scopeOf(unit) !== scopes.module && scopes.scopeOf(unit).bindings.has(runtime))
    return `${runtime} may mean something else here`;
  return readByOthers(unit, context.module, context.get(typesAnalysis), (node) => editor.parentOf(node));
}

function holds(loop: Loop, statement: Statement): boolean {
  let isInside = false;
  walk(loop, (node) => {
    isInside ||= node === statement;
  });
  return isInside;
}
