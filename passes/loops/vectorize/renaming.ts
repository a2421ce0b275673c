/** Names of new variables while a rewrite is put together: what they are called is only decided when it is certain that it is made. */
import type { Node } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";

/** The runtime's name is only known for certain when a nest can be rewritten. */
export const placeholder = "noodle_rt";

/** Gives the runtime and new variables their names. */
export function rename(root: Node, names: Map<string, string>, fresh: (hint: string) => string): void {
  walk(root, (node) => {
    if (node.kind !== "Name") return;
    if (node.id.startsWith("~") && !names.has(node.id)) names.set(node.id, fresh(node.id.split("~")[1] as string));
    node.id = names.get(node.id) ?? node.id;
  });
}
