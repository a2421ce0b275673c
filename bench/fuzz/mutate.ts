/** Mutants of real programs: statements are moved, doubled, dropped and taken over from another file. */
import type { ParsedModule } from "../../compiler/frontend/message.js";
import { isStatement, type Node } from "../../compiler/ir/nodes.js";
import { walk } from "../../compiler/ir/visit.js";
import type { Random } from "../harness/random.js";

/** The lines of a statement that has its lines to itself; both ends included, counted from 0. */
interface Block {
  readonly first: number;
  readonly last: number;
  readonly indent: string;
}

/** @param donor program that statements are taken from; may be the same one */
export function mutate(parsed: ParsedModule, donor: ParsedModule, random: Random): string {
  const lines = parsed.file.text.split("\n");
  const own = blocksOf(parsed);
  const others = blocksOf(donor);
  if (own.length === 0 || others.length === 0) return parsed.file.text;
  const donorLines = donor.file.text.split("\n");
  const edits = Array.from({ length: random.small(1, 12) }, () => ({
    target: random.pick(own),
    source: random.pick(others),
    kind: random.pick(["replace", "before", "drop", "own"] as const),
  }));
  // From the end of the text to its start, so that line numbers stay right; edits inside one another are left out.
  edits.sort((a, b) => b.target.first - a.target.first);
  let limit = lines.length;
  for (const { target, source, kind } of edits) {
    if (target.last >= limit) continue;
    limit = target.first;
    const taken = kind === "own" ? random.pick(own) : source;
    const text = (kind === "own" ? parsed.file.text.split("\n") : donorLines)
      .slice(taken.first, taken.last + 1)
      .map((line) => (line.startsWith(taken.indent) ? target.indent + line.slice(taken.indent.length) : line));
    const length = target.last - target.first + 1;
    if (kind === "drop") lines.splice(target.first, length, `${target.indent}pass`);
    else lines.splice(target.first, kind === "before" ? 0 : length, ...text);
  }
  return lines.join("\n");
}

function blocksOf({ module, file }: ParsedModule): Block[] {
  const blocks: Block[] = [];
  walk(module, (node: Node) => {
    if (!isStatement(node) || node.loc.kind !== "span" || ("decorator_list" in node && node.decorator_list.length > 0)) return;
    const first = file.lineOf(node.loc.start);
    const last = file.lineOf(node.loc.end);
    const indent = file.text.slice(file.lineStarts[first], node.loc.start);
    const rest = file.text.slice(node.loc.end, file.lineStarts[last + 1] ?? file.text.length);
    if (/^[ \t]*$/.test(indent) && /^[ \t]*(#.*)?\n?$/.test(rest)) blocks.push({ first, last, indent });
  });
  return blocks;
}
