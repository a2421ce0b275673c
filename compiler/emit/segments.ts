/** Collects the mapping segments of a text while it is written. */
import type { SegmentTable } from "./printed.js";

/** Growing form of `SegmentTable`. */
export class Segments {
  private count = 0;
  private line = new Uint32Array(1024);
  private column = new Uint32Array(1024);
  private file = new Uint16Array(1024);
  private offset = new Int32Array(1024);
  private readonly names = new Map<number, string>();

  add(line: number, column: number, file: number, offset: number, name: string | undefined): void {
    const last = this.count - 1;
    // Of two segments at one place the later one counts: an end is overwritten by the start of what follows.
    let index = this.count;
    if (last >= 0 && this.line[last] === line && this.column[last] === column) {
      index = last;
      this.names.delete(index);
    } else this.count++;
    if (index >= this.line.length) this.grow();
    this.line[index] = line;
    this.column[index] = column;
    this.file[index] = file;
    this.offset[index] = offset;
    if (name !== undefined) this.names.set(index, name);
  }

  private grow(): void {
    const size = this.line.length * 2;
    const wider = <T extends Uint32Array | Uint16Array | Int32Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    this.line = wider(this.line, new Uint32Array(size));
    this.column = wider(this.column, new Uint32Array(size));
    this.file = wider(this.file, new Uint16Array(size));
    this.offset = wider(this.offset, new Int32Array(size));
  }

  table(): SegmentTable {
    const { count, names } = this;
    return {
      count,
      line: this.line.slice(0, count),
      column: this.column.slice(0, count),
      file: this.file.slice(0, count),
      offset: this.offset.slice(0, count),
      names,
    };
  }
}
