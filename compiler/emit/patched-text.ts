/** The source text with what passes have changed, for `--emit py`: all other bytes stay, and the map knows the new places. */
import MagicString from "magic-string";
import type { Module } from "../ir/nodes.js";
import { lineStartsOf, type SourceFile } from "../ir/source-file.js";
import { type Edit, editsOf, type Originals } from "./edits.js";
import type { Printed } from "./printed.js";
import { Segments } from "./segments.js";

export function patchedText(module: Module, file: SourceFile, originals: Originals): Printed {
  const edits = editsOf(module, file, originals);
  const text = new MagicString(file.text);
  for (const { start, end, before, printed, after } of edits) {
    const inserted = before + (printed?.code ?? "") + after;
    if (start === end) text.appendLeft(start, inserted);
    else if (inserted === "") text.remove(start, end);
    else text.overwrite(start, end, inserted);
  }
  const mapper = new Mapper(file);
  let at = 0;
  for (const edit of edits) {
    mapper.keep(at, edit.start);
    mapper.insert(edit);
    at = Math.max(at, edit.end);
  }
  mapper.keep(at, file.text.length + 1);
  return { code: text.toString(), segments: mapper.segments.table(), files: mapper.files };
}

/** Follows the edited text from its start and notes where its parts come from. */
class Mapper {
  readonly segments = new Segments();
  readonly files: SourceFile[];
  private line = 0;
  private column = 0;
  private readonly offsets: Uint32Array;
  private next = 0;

  constructor(private readonly file: SourceFile) {
    const { tokens, comments } = file;
    this.files = [file];
    this.offsets = new Uint32Array(tokens.count + comments.count);
    this.offsets.set(tokens.start.subarray(0, tokens.count));
    this.offsets.set(comments.start.subarray(0, comments.count), tokens.count);
    this.offsets.sort();
  }

  /** A stretch of the source that stays; tokens in front of it were replaced. */
  keep(from: number, to: number): void {
    const { offsets } = this;
    while (this.next < offsets.length && (offsets[this.next] as number) < from) this.next++;
    let at = from;
    for (; this.next < offsets.length && (offsets[this.next] as number) < to; this.next++) {
      const offset = offsets[this.next] as number;
      this.advance(this.file.text.slice(at, offset));
      this.segments.add(this.line, this.column, 0, offset, undefined);
      at = offset;
    }
    this.advance(this.file.text.slice(at, to));
  }

  insert({ before, printed, after }: Edit): void {
    this.advance(before);
    if (printed) {
      const { segments, files, code } = printed;
      for (let index = 0; index < segments.count; index++) {
        const line = segments.line[index] as number;
        const column = (segments.column[index] as number) + (line === 0 ? this.column : 0);
        const file = this.indexOf(files[segments.file[index] as number] as SourceFile);
        this.segments.add(this.line + line, column, file, segments.offset[index] as number, segments.names.get(index));
      }
      this.advance(code);
    }
    this.advance(after);
  }

  private indexOf(file: SourceFile): number {
    const index = this.files.indexOf(file);
    return index < 0 ? this.files.push(file) - 1 : index;
  }

  private advance(text: string): void {
    const starts = lineStartsOf(text);
    if (starts.length === 1) {
      this.column += text.length;
      return;
    }
    this.line += starts.length - 1;
    this.column = text.length - (starts.at(-1) as number);
  }
}
