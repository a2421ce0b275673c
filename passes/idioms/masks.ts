/**
 * Masks: a loop that selects elements of arrays by the value of another one, again and again, finds them in an order that is made once.
 *
 * Before:
 *
 * ```python
 * for i in range(len(edges) - 1):
 *     inside = (edges[i] <= radius) & (radius < edges[i + 1])
 *     means[i] = data[inside].mean()
 * ```
 *
 * After:
 *
 * ```python
 * _by_radius = _rt.ordered(range(len(edges) - 1), radius, (data,), (means,), (edges,))
 * for i in range(len(edges) - 1):
 *     inside = _by_radius.found if _by_radius and _by_radius.within(edges[i], True, edges[i + 1], False) else …
 *     means[i] = data[inside].mean()
 * ```
 *
 * Counter-example, which stays as it is: the loop changes what it looks for.
 *
 * ```python
 * for k in range(n):
 *     labels[labels == k] = k % 3
 * ```
 *
 * Positions select the elements that the mask selects, in the same order.
 *
 * ## Obligations
 *
 * - in the loop, a mask compares one array with a number from each side, or asks for equality, and only selects: `data[mask]`;
 * - the loop runs to its end: there is no `break`, `return`, `raise` or `yield` in it, and no other loop;
 * - nothing in it can change the array that is compared: it only computes with numbers and arrays, stores to other variables, and calls
 *   functions that the catalogue knows as pure, or methods of arrays that reduce or copy;
 * - where the program runs: all of these are numbers and arrays of NumPy without objects, the array has one axis and shares no memory with
 *   what is stored to, those that are selected from are as long, there are at least 128 masks and 2000 elements, and the numbers
 *   compare as elements of the array do. Masks that let through more than one element in sixteen are made as before.
 *
 * ## Exactness
 *
 * `exact`: NaN is never found, zeros of both signs are equal, and what is selected comes in the order of the array.
 *
 * ## Keeps
 *
 * Nothing.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import { loops as loopsAnalysis, scopes as scopesAnalysis, types as typesAnalysis } from "../../compiler/analysis/standard.js";
import { build, type Expression, type For, type Node } from "../../compiler/ir/nodes.js";
import { copyNode, walk } from "../../compiler/ir/visit.js";
import { importRuntime, runtimeNameOf } from "../guards/runtime-import.js";
import { readByOthers } from "../loops/vectorize/compiled.js";
import { shadowedBuiltin } from "../loops/vectorize/names.js";
import { statementsOf } from "../loops/vectorize/sites.js";
import { Builder } from "../loops/vectorize/tree.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { standsInClass } from "../manager/units.js";
import { Contents } from "./masks/contents.js";
import { type Mask, masksIn } from "./masks/find.js";

export const masks = definePass({
  name: "masks",
  summary: "finds what loops select by the value of an array in an order that is made once",
  stage: "idioms",
  exactness: "exact",
  libraries: ["numpy"],
  requires: [typesAnalysis],
  run(unit, context) {
    if (!context.mayGuard || observesNames(context.module)) return;
    for (const statement of statementsOf(unit.body)) if (statement.kind === "For") rewrite(statement, unit, context);
  },
});

/** As many as `noodle_rt.ordered` asks for. */
const leastMasks = 128n;

function rewrite(loop: For, unit: Unit, context: PassContext): void {
  const trips = context.get(loopsAnalysis, unit).all.find(({ node }) => node === loop)?.trips;
  if (trips && trips.terms.size === 0 && trips.constant < leastMasks) return;
  const found = masksIn(loop, context);
  for (const key of new Set(found.map((mask) => mask.key))) {
    const own = found.filter((mask) => mask.key === key);
    const contents = new Contents(loop, key, unit, context);
    const [first] = own as [Mask];
    const reason = surroundings(loop, unit, context) ?? useObjection(own, unit, context) ?? contents.objection(own);
    if (reason === undefined) order(loop, own, contents, context);
    else missed(loop, first, reason, context);
  }
}

function missed(loop: For, { node, key }: Mask, reason: string, { remarks }: PassContext): void {
  remarks.missed("NC2933", node, `all elements of ${key} are compared in every iteration`).reason(reason).related(loop);
}

/** What is wrong with the place where a loop stands. */
function surroundings(loop: For, unit: Unit, context: PassContext): string | undefined {
  const { editor, module } = context;
  const scopes = context.get(scopesAnalysis);
  if (!context.allows(loop)) return "optimisation is switched off here";
  if (standsInClass(loop, unit, editor.parentOf)) return "the loop stands in the body of a class, whose names are attributes";
  const shadowed = shadowedBuiltin(scopes.module, ["tuple"]);
  if (shadowed !== undefined) return `the program gives ${shadowed} a meaning of its own`;
  const runtime = runtimeNameOf(module);
  if (runtime !== undefined && scopes.scopeOf(unit) !== scopes.module && scopes.scopeOf(unit).bindings.has(runtime))
    return `${runtime} may mean something else here`;
  return readByOthers(unit, module, context.get(typesAnalysis), (node) => editor.parentOf(node));
}

/** What else than select a mask is used for. */
function useObjection(own: readonly Mask[], unit: Unit, context: PassContext): string | undefined {
  const scopes = context.get(scopesAnalysis);
  for (const { name, uses } of own) {
    if (name === undefined) continue;
    const binding = scopes.scopeOf(unit).bindings.get(name);
    if (unit.kind === "Module") return `other code may look at ${name}, since it is a variable of the module`;
    if (!binding || binding.writtenElsewhere || binding.uses.some((use) => scopes.scopeAt(use) !== binding.scope))
      return `other functions can see ${name}`;
    // Whatever reads the variable anywhere reads a mask that has been made just before.
    const known = new Set<Node>(uses);
    let isSeen = false;
    walk(unit, (node) => {
      isSeen ||= node.kind === "Name" && node.id === name && !known.has(node);
    });
    if (isSeen) return `${name} is used for something else than selecting`;
  }
  return undefined;
}

function order(loop: For, own: readonly Mask[], contents: Contents, context: PassContext): void {
  const { editor, remarks } = context;
  const b = new Builder(editor.synthetic());
  const runtime = importRuntime(context);
  const [{ key }] = own as [Mask];
  const name = editor.freshName(`by_${key}`);
  const tuple = (names: Iterable<string>): Expression => b.tuple([...names].sort().map((each) => b.name(each)));
  const { over, before } = contents.over(editor.freshName);
  const call = b.call(
    b.attribute(b.name(runtime), "ordered"),
    over,
    b.name(key),
    tuple(new Set(own.flatMap(({ selected }) => selected))),
    tuple(contents.written),
    tuple(contents.numbers),
  );
  // Of few iterations it need not even be asked.
  const count = contents.count;
  const isInt = count && b.compare(b.call(b.name("type"), b.name(count)), "Is", b.name("int"));
  const values = count && isInt ? [isInt, b.compare(b.name(count), "GtE", b.number(leastMasks)), call] : [];
  editor.insertBefore(loop, [...before, b.assign(name, count ? build.BoolOp({ op: "And", values }, b.loc) : call)]);
  if (before.length > 0) contents.replaceIterable(editor);
  for (const { node, bounds } of own) {
    const args = bounds.flatMap(({ value, belongs }) => (bounds.length === 1 ? [copyNode(value)] : [copyNode(value), b.constant(belongs)]));
    const asked = b.call(b.attribute(b.name(name), bounds.length === 1 ? "equal" : "within"), ...args);
    const choice = build.IfExp(
      {
        test: build.BoolOp({ op: "And", values: [b.name(name), asked] }, b.loc),
        body: b.attribute(b.name(name), "found"),
        orelse: copyNode(node),
      },
      editor.preserve(node),
    );
    editor.replaceExpression(node, choice);
    remarks
      .passed("NC2932", node, `elements are found by the value of ${key} in an order that is made once`)
      .exactness("exact")
      .obligation(`nothing in the loop changes ${key}`, "guarded")
      .obligation("the mask only selects", "proved")
      .related(loop);
  }
}
