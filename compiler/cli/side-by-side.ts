/** The difference of two texts in two columns. */
import type { Colors } from "picocolors/types.js";
import { lineDifferences } from "../emit/unified-diff.js";

/** @param width characters that a line has room for */
export function sideBySide(before: string, after: string, width: number, colors: Colors, context = 3): string {
  const lines = lineDifferences(before.split("\n"), after.split("\n"));
  const room = Math.max(20, Math.floor((width - 3) / 2));
  const cell = (text: string): string => (text.length > room ? `${text.slice(0, room - 1)}…` : text.padEnd(room));
  const rows: { readonly text: string; readonly changed: boolean }[] = [];
  for (let index = 0; index < lines.length; ) {
    if (lines[index]?.sign === " ") {
      const text = lines[index++]?.text ?? "";
      rows.push({ text: `${cell(text)}   ${cell(text).trimEnd()}`, changed: false });
      continue;
    }
    const gone: string[] = [];
    const made: string[] = [];
    for (; lines[index] && lines[index]?.sign !== " "; index++) (lines[index]?.sign === "-" ? gone : made).push(lines[index]?.text ?? "");
    for (let row = 0; row < Math.max(gone.length, made.length); row++) {
      const [left, right] = [gone[row], made[row]];
      const mark = left === undefined ? ">" : right === undefined ? "<" : "|";
      rows.push({ text: `${colors.red(cell(left ?? ""))} ${mark} ${colors.green(cell(right ?? "").trimEnd())}`, changed: true });
    }
  }
  const near = (at: number): boolean => rows.slice(Math.max(0, at - context), at + context + 1).some(({ changed }) => changed);
  const shown: string[] = [];
  for (const [at, { text }] of rows.entries()) {
    if (near(at)) shown.push(text);
    else if (near(at - 1)) shown.push(colors.dim("⋯"));
  }
  return shown.join("\n");
}
