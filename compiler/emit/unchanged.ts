/** The text of a source as it is, with the map that says so: what `--emit py` gives for a program that no pass has changed. */
import type { SourceFile } from "../ir/source-file.js";
import type { Printed } from "./printed.js";
import { Segments } from "./segments.js";

export function unchangedText(file: SourceFile): Printed {
  const { tokens, comments } = file;
  const offsets = [...tokens.start.subarray(0, tokens.count), ...comments.start.subarray(0, comments.count)].sort((a, b) => a - b);
  const segments = new Segments();
  for (const offset of offsets) segments.add(file.lineOf(offset), file.columnOf(offset), 0, offset, undefined);
  return { code: file.text, segments: segments.table(), files: [file] };
}
