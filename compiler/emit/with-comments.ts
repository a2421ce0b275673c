/** Puts lines of comments above statements of a printed text; its segments move along. */
import type { Printed } from "./printed.js";

/** @param comments lines by the offset, in the compiled file, at which the statement starts below them */
export function withComments(printed: Printed, comments: ReadonlyMap<number, readonly string[]>): Printed {
  const { segments } = printed;
  const above = new Map<number, readonly string[]>();
  const placed = new Set<number>();
  const lines = printed.code.split("\n");
  for (let index = 0; index < segments.count; index++) {
    const offset = segments.offset[index] as number;
    const own = segments.file[index] === 0 ? comments.get(offset) : undefined;
    const line = segments.line[index] as number;
    const indentation = /^\s*/.exec(lines[line] as string)?.[0].length;
    // The first thing on its line: anywhere else, the line begins with something that the comment does not mean.
    if (!own || placed.has(offset) || segments.column[index] !== indentation) continue;
    placed.add(offset);
    above.set(line, own);
  }
  const moved = new Uint32Array(lines.length);
  const result: string[] = [];
  for (const [line, text] of lines.entries()) {
    const indentation = /^\s*/.exec(text)?.[0] ?? "";
    for (const comment of above.get(line) ?? []) result.push(indentation + comment);
    moved[line] = result.length;
    result.push(text);
  }
  return {
    ...printed,
    code: result.join("\n"),
    segments: { ...segments, line: segments.line.map((line) => moved[line] as number) },
  };
}
