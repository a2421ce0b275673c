/** Loops that follow each other inside of a loop often have the same variable: `for j in …: …`, and again `for j in …: …`. */
import type { For, Name, Node } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import type { Loop } from "./sites.js";

/**
 * The loops inside of a loop that could have a variable of their own: a later one sets it anew before anybody reads it. The last of them
 * keeps the name, since its value is the one that is left.
 */
export function sharedCounters(root: Loop): ReadonlySet<Loop> {
  const byName = new Map<string, For[]>();
  walk(root, (node) => {
    if (node !== root && node.kind === "For" && node.target.kind === "Name")
      byName.set(node.target.id, [...(byName.get(node.target.id) ?? []), node]);
  });
  const shared = new Set<Loop>();
  for (const [name, loops] of byName) {
    const uses = (part: Node): Name[] => {
      const found: Name[] = [];
      walk(part, (node) => void (node.kind === "Name" && node.id === name && found.push(node)));
      return found;
    };
    // Neither a loop inside of it nor a statement gives the variable another value, and its own range does not read it.
    const isSetOnce = loops.every(
      (loop) => uses(loop).filter(({ ctx }) => ctx !== "Load").length === 1 && uses(loop.iter).length === 0 && loop.orelse.length === 0,
    );
    const isReadElsewhere = loops.reduce((sum, loop) => sum + uses(loop).length, 0) !== uses(root).length;
    if (loops.length > 1 && isSetOnce && !isReadElsewhere) for (const loop of loops.slice(0, -1)) shared.add(loop);
  }
  return shared;
}
