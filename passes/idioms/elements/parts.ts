/** Loops inside of others that only touch a part of a matrix each time: a row, a column. To make a list of all of it would take longer. */
import type { Expression, Node } from "../../../compiler/ir/nodes.js";
import { some, walk } from "../../../compiler/ir/visit.js";
import { dottedName } from "../../loops/vectorize/nest.js";
import type { Loop } from "../../loops/vectorize/sites.js";

/** Variables that loops around count with. */
export function countersAround(loop: Loop, end: Node, parentOf: (node: Node) => Node | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at = parentOf(loop); at && at !== end; at = parentOf(at)) {
    if (at.kind !== "For") continue;
    walk(at.target, (node) => {
      if (node.kind === "Name") names.add(node.id);
    });
  }
  return names;
}

/**
 * An array of which each run of the loop only touches a part that loops around choose.
 * @param bound variables that the loop sets
 */
export function partlyTouched(loop: Loop, bound: ReadonlySet<string>, around: ReadonlySet<string>): string | undefined {
  const parts = new Map<string, { readonly rank: number; moving: number; isChosen: boolean }>();
  const inner = new Set<Node>();
  const mentions = (axis: Expression, names: ReadonlySet<string>): boolean =>
    some(axis, (node) => node.kind === "Name" && names.has(node.id));
  walk(loop, (node) => {
    if (node.kind !== "Subscript" || inner.has(node)) return;
    const axes: Expression[] = [];
    let at: Expression = node;
    for (; at.kind === "Subscript"; at = at.value) {
      inner.add(at);
      axes.push(...(at.slice.kind === "Tuple" ? at.slice.elts : [at.slice]));
    }
    const name = dottedName(at);
    if (name === undefined || bound.has(name)) return;
    const moving = axes.filter((axis) => mentions(axis, bound)).length;
    const isChosen = axes.some((axis) => mentions(axis, around) && !mentions(axis, bound));
    const known = parts.get(name);
    parts.set(name, {
      rank: Math.max(axes.length, known?.rank ?? 0),
      moving: Math.max(moving, known?.moving ?? 0),
      isChosen: isChosen || (known?.isChosen ?? false),
    });
  });
  return [...parts].find(([, { rank, moving, isChosen }]) => isChosen && rank > 1 && moving < rank)?.[0];
}
