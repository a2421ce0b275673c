/**
 * Text output that follows the layout of a source. A printer says which tokens to write; the writer finds the token of the
 * source that each one came from, and from that knows three things: where the source broke a line (so it breaks there
 * too), which comments and blank lines stood before it, and what to put into the source map.
 *
 * Layout is kept by line structure, not by column: a continuation line is indented by four from the line that opened its
 * bracket (eight under the header of a block), so that printing the printed text again changes nothing.
 */
import type { Location, Span } from "../ir/location.js";
import { primarySpan } from "../ir/location.js";
import { type SourceFile, TokenKind } from "../ir/source-file.js";
import type { Printed } from "./printed.js";
import { Segments } from "./segments.js";

const indentWidth = 4;

interface Bracket {
  /** Index of the source's closing token, or -1. */
  readonly close: number;
  /** Indentation of the line on which the bracket was opened, and of the lines inside. */
  readonly base: number;
  readonly content: number;
}

/** Source tokens that a printer may leave out, so that looking for the next one skips them. */
const skippable = new Set([",", "(", ")", ";"]);

export class Writer {
  private out = "";
  private line = 0;
  private lineStart = 0;
  private pendingSpace = false;
  /** Nothing but indentation has been written for the current statement. */
  private fresh = true;

  private level = 0;
  private lineIndent = 0;
  private header = false;
  private brackets: Bracket[] = [];

  private readonly segments = new Segments();
  private readonly files: SourceFile[];

  // The place in the source: the next token, the next comment, and the line of what was written last.
  private next = 0;
  private nextComment = 0;
  private sourceLine: number;
  /** Greater than 0 while a part is printed that has no place in the flow of the source. */
  private detached = 0;
  /** Greater than 0 while no line may be broken (inside template strings). */
  private rigid = 0;
  private mustBreak = false;
  /** Comments met where none can stand; they go behind the statement. */
  private deferred: number[] = [];

  /**
   * @param base what stands in front of the indentation of each statement, for text that goes into the middle of another one
   * @param isFragment whether the text has no place in the flow of the source
   */
  constructor(
    readonly file: SourceFile,
    private readonly base = "",
    isFragment = false,
  ) {
    this.files = [file];
    if (isFragment) {
      this.detached = 1;
      this.nextComment = file.comments.count;
    }
    // The header of an `.nc` file is no line of the program.
    this.sourceLine = file.language === "nc" && file.text.startsWith("# nc:") ? 0 : -1;
  }

  // --- text ---------------------------------------------------------------------------------------------------------

  /** A space, unless a line is broken here. */
  space(): void {
    this.pendingSpace = true;
  }

  /** Text that goes with what was written before it. */
  write(text: string): void {
    if (this.pendingSpace) {
      this.pendingSpace = false;
      this.out += " ";
    }
    this.fresh = false;
    this.out += text;
    let at = text.indexOf("\n");
    if (at === -1) return;
    const from = this.out.length - text.length;
    for (; at !== -1; at = text.indexOf("\n", at + 1)) {
      this.line++;
      this.lineStart = from + at + 1;
    }
  }

  /** Text that has no counterpart in the source. */
  added(text: string): void {
    if (this.mustBreak) this.breakLine(this.contentIndent());
    this.flushSpace();
    this.mark(-1);
    this.write(text);
  }

  /** Whether the next token is the first of its statement. */
  get atStatementStart(): boolean {
    return this.fresh;
  }

  // --- tokens -------------------------------------------------------------------------------------------------------

  /**
   * A keyword, operator or separator.
   * @param text   what to write
   * @param source how the source spells it; its next token is taken when it is this one
   */
  token(text: string, source: string = text): void {
    const index = this.find(source);
    if (index >= 0) this.writeToken(text, index);
    else this.added(text);
  }

  /** A name that has no node of its own (of a function, an alias, …): the source's next name token. */
  word(text: string, original: string): void {
    const index = this.findName();
    if (index >= 0) this.writeToken(text, index, text === original ? undefined : original);
    else this.added(text);
  }

  /** All of a node's text: a name, a literal. */
  leaf(text: string, loc: Location, name?: string): void {
    const place = this.placeOf(loc);
    if (!place) {
      const span = primarySpan(loc);
      if (this.mustBreak) this.breakLine(this.contentIndent());
      this.flushSpace();
      this.mark(span ? span.start : -1, span?.file, name);
      this.write(text);
      if (span) this.mark(span.end, span.file);
      return;
    }
    this.range(text, place.start, place.end, name);
  }

  /** Text that begins at a place of the source; what follows is written on its own. */
  begin(text: string, offset: number): void {
    this.flushSpace();
    this.mark(offset);
    this.write(text);
  }

  /** Text for a stretch of the source that is known by its offsets. */
  range(text: string, start: number, end: number, name?: string): void {
    this.advance(start);
    this.flushSpace();
    this.mark(start, this.file, name);
    this.write(text);
    this.mark(end);
    this.passTo(end);
  }

  private writeToken(text: string, index: number, name?: string): void {
    const { start, end } = this.file.tokens;
    this.range(text, start[index] as number, end[index] as number, name);
    this.next = index + 1;
  }

  private find(text: string): number {
    if (this.detached > 0) return -1;
    const { count } = this.file.tokens;
    for (let index = this.next; index < count && index < this.next + 6; index++) {
      if (this.file.tokenIs(index, text)) return index;
      if (!this.isSkippable(index)) return -1;
    }
    return -1;
  }

  private findName(): number {
    if (this.detached > 0) return -1;
    const { count, kind } = this.file.tokens;
    for (let index = this.next; index < count; index++) {
      if (kind[index] === TokenKind.Name) return index;
      if (!this.isSkippable(index)) return -1;
    }
    return -1;
  }

  private isSkippable(index: number): boolean {
    return this.file.tokens.kind[index] === TokenKind.Operator && skippable.has(this.file.tokenText(index));
  }

  /** Whether the source's next token, after what a printer leaves out, is `text`; its offset, or -1. */
  peek(text: string): number {
    const index = this.find(text);
    return index < 0 ? -1 : (this.file.tokens.start[index] as number);
  }

  /** Where the `@` in front of a decorator stands; `otherwise` when the source does not show it. */
  startOfDecorator(loc: Location, otherwise: number): number {
    const place = this.placeOf(loc);
    if (!place) return otherwise;
    let index = this.file.tokenAtOrAfter(place.start) - 1;
    while (this.file.tokenIs(index, "(")) index--;
    return this.file.tokenIs(index, "@") ? (this.file.tokens.start[index] as number) : otherwise;
  }

  /** Whether the very next token of the source is `text`. */
  nextIs(text: string): boolean {
    return this.detached === 0 && this.file.tokenIs(this.next, text);
  }

  /** Leaves out the next token of the source. */
  skip(): void {
    this.next++;
  }

  /** Passes the source's tokens up to the one that is `text`, if it comes before one that is `stop`. */
  passUpTo(text: string, stop: string): void {
    if (this.detached > 0) return;
    const { count } = this.file.tokens;
    for (let index = this.position; index < count && !this.file.tokenIs(index, stop); index++) {
      if (this.file.tokenIs(index, text)) {
        this.next = index;
        return;
      }
    }
  }

  /** Whether the source's next token, or the one `ahead` of it, is a string. */
  nextIsString(ahead = 0): boolean {
    return this.detached === 0 && this.file.tokens.kind[this.next + ahead] === TokenKind.String;
  }

  /** Writes `text` for the source's next token, whatever that is. */
  nextToken(text: string): void {
    this.writeToken(text, this.next);
  }

  /** Writes the line breaks and comments in front of the source's next token. */
  arriveAtNext(): void {
    if (this.detached === 0 && this.next < this.file.tokens.count) this.advance(this.file.tokens.start[this.next] as number);
  }

  // --- brackets -----------------------------------------------------------------------------------------------------

  /** An opening bracket of the syntax. Line breaks are free until `close`. */
  open(text: string, source: string = text): void {
    const index = this.find(source);
    const close = index < 0 ? -1 : this.file.matchingBracket(index);
    if (index >= 0) this.writeToken(text, index);
    else this.added(text);
    this.push(close);
  }

  close(text: string): void {
    const { close } = this.brackets[this.brackets.length - 1] as Bracket;
    if (close < this.next || this.detached > 0) {
      const { base } = this.pop();
      if (this.mustBreak) this.breakLine(base);
      this.added(text);
      return;
    }
    const start = this.file.tokens.start[close] as number;
    if (this.keepsTrailingComma(close)) this.writeToken(",", close - 1);
    this.advance(start, true);
    this.pop();
    this.writeToken(text, close);
  }

  /** A comma before a closing bracket on the next line stays; a printer that writes its own commas skips this. */
  private keepsTrailingComma(close: number): boolean {
    return (
      this.rigid === 0 &&
      close - 1 >= this.next &&
      this.file.tokenIs(close - 1, ",") &&
      this.file.lineOf(this.file.tokens.start[close] as number) > this.file.lineOf(this.file.tokens.start[close - 1] as number)
    );
  }

  private push(close: number, closesOwnLine = close > 0 && this.startsLine(close)): void {
    const firstOfHeader = this.header && this.brackets.length === 0;
    const width = firstOfHeader && !closesOwnLine ? 2 * indentWidth : indentWidth;
    this.brackets.push({ close, base: this.lineIndent, content: this.lineIndent + width });
  }

  private pop(): Bracket {
    return this.brackets.pop() as Bracket;
  }

  /** Whether a closing bracket is the first token of its line, apart from a comma. */
  private startsLine(index: number): boolean {
    const { start, end } = this.file.tokens;
    const before = this.file.tokenIs(index - 1, ",") ? index - 2 : index - 1;
    return before < 0 || this.file.lineOf((end[before] as number) - 1) < this.file.lineOf(start[index] as number);
  }

  /**
   * The parentheses that the source puts around a node without need: opens them and returns true. They are not part of
   * the node's span, but lie between the tokens already written and its start.
   */
  openGroup(loc: Location): boolean {
    if (!this.hasGroup(loc)) return false;
    const index = this.next;
    const innermost = this.file.tokenAtOrAfter((loc as Span).start) - 1;
    let closesOwnLine = false;
    for (let at = index; at <= innermost; at++) closesOwnLine ||= this.startsLine(this.file.matchingBracket(at));
    this.writeToken("(", index);
    this.push(this.file.matchingBracket(index), closesOwnLine);
    // Doubled parentheses are written once.
    while (this.file.tokenIs(this.next, "(") && (this.file.tokens.start[this.next] as number) < (loc as Span).start) this.next++;
    return true;
  }

  hasGroup(loc: Location): boolean {
    if (!this.nextIs("(")) return false;
    const place = this.placeOf(loc);
    if (!place) return false;
    // All that is opened in front of the node has to close directly behind it.
    const opened = this.file.tokenAtOrAfter(place.start) - this.next;
    const last = this.file.matchingBracket(this.next) - opened;
    return opened > 0 && last >= this.next && (this.file.tokens.end[last] as number) <= place.end;
  }

  /** Whether the parenthesis that comes next in the source closes on its own line. */
  groupIsOneLine(): boolean {
    const { start, end } = this.file.tokens;
    const close = this.file.matchingBracket(this.next);
    return close > 0 && this.file.lineOf(start[this.next] as number) === this.file.lineOf((end[close] as number) - 1);
  }

  /** Whether the parenthesis that comes next in the source closes directly in front of `text`. */
  groupEndsBefore(text: string): boolean {
    return this.file.tokenIs(this.file.matchingBracket(this.next) + 1, text);
  }

  closeGroup(): void {
    const { close } = this.brackets[this.brackets.length - 1] as Bracket;
    this.advance(this.file.tokens.start[close] as number, true);
    this.pop();
    this.writeToken(")", close);
  }

  /** Leaves out the parentheses in front of a node. */
  skipGroup(loc: Location): void {
    const place = this.placeOf(loc);
    if (!place) return;
    while (this.file.tokenIs(this.next, "(") && (this.file.tokens.start[this.next] as number) < place.start) this.next++;
  }

  // --- moving through the source ------------------------------------------------------------------------------------

  /** The node's span when it lies in this source, not before the place that was reached. */
  placeOf(loc: Location): Span | undefined {
    if (this.detached > 0 || loc.kind !== "span" || loc.file !== this.file) return undefined;
    const { start, end, count } = this.file.tokens;
    const reached = this.next === 0 || this.next > count ? 0 : (end[this.next - 1] as number);
    return loc.start >= reached || (start[this.next] as number) <= loc.start ? loc : undefined;
  }

  /** Prints `print` as a part that has no place in the flow of the source when `loc` says so. */
  within(loc: Location, print: () => void): void {
    if (this.detached > 0 || this.placeOf(loc)) return print();
    this.detached++;
    print();
    this.detached--;
  }

  /** Prints a part whose tokens are not those of the source, although it has a place there. */
  detach(loc: Location, print: () => void): void {
    const place = this.placeOf(loc);
    if (place) this.begin("", place.start);
    this.detached++;
    print();
    this.detached--;
    if (place) this.pass(place.end);
  }

  /** Writes the line breaks and comments in front of a node that does not begin with a token of its own. */
  arrive(loc: Location): void {
    const place = this.placeOf(loc);
    if (place) this.advance(place.start);
  }

  /** Index of the source's next token, to come back to with `jump`; -1 while the source is not followed. */
  get position(): number {
    return this.detached > 0 ? -1 : this.next;
  }

  /** Goes to a token of the source without writing line breaks, for output in another order than the source's. */
  jump(token: number): void {
    if (this.detached > 0 || token < 0 || token >= this.file.tokens.count) return;
    this.next = token;
    this.sourceLine = this.file.lineOf(this.file.tokens.start[token] as number);
  }

  /** Comes back to a token after a `jump`: a line break in front of it counts. */
  resume(token: number): void {
    this.jump(token);
    if (this.detached === 0 && token > 0) this.sourceLine = this.file.lineOf((this.file.tokens.end[token - 1] as number) - 1);
  }

  /** Length of the text so far, for `textSince`. */
  get length(): number {
    return this.out.length;
  }

  textSince(length: number): string {
    return this.out.slice(length);
  }

  /** Whether the source has a comment inside of a node. */
  hasComments(loc: Location): boolean {
    const place = this.placeOf(loc);
    const next = this.file.comments.start[this.nextComment];
    return place !== undefined && next !== undefined && this.nextComment < this.file.comments.count && next < place.end;
  }

  /** Inside, no line is broken: comments wait until the statement ends. */
  withoutBreaks(print: () => void): void {
    this.rigid++;
    print();
    this.rigid--;
  }

  /** Passes what the source has before an offset; its comments are still to come. */
  pass(offset: number): void {
    if (this.detached === 0) this.passTo(offset);
  }

  /** Passes what is left of the source before an offset, if anything is. */
  passRest(offset: number): void {
    const { start, count } = this.file.tokens;
    if (this.next < count && (start[this.next] as number) < offset) this.pass(offset);
  }

  private passTo(end: number): void {
    const { start, count } = this.file.tokens;
    while (this.next < count && (start[this.next] as number) < end) this.next++;
    this.sourceLine = this.file.lineOf(Math.max(0, end - 1));
  }

  /** Writes the comments and line breaks that stand before an offset of the source. */
  private advance(offset: number, closing = false): void {
    if (this.detached > 0) return;
    this.commentsBefore(offset);
    const line = this.file.lineOf(offset);
    if (this.rigid > 0) {
      this.sourceLine = line;
      return;
    }
    if (this.mustBreak || line > this.sourceLine) {
      if (this.brackets.length > 0) {
        this.blankLinesBefore(line);
        this.breakLine(closing ? (this.brackets[this.brackets.length - 1] as Bracket).base : this.contentIndent());
      } else if (!this.fresh) {
        this.pendingSpace = false;
        this.out += this.out.endsWith(" ") ? "\\" : " \\";
        this.breakLine(this.level * indentWidth + (this.header ? 2 : 1) * indentWidth);
      }
    }
    this.sourceLine = line;
  }

  private commentsBefore(offset: number): void {
    const { comments } = this.file;
    while (this.nextComment < comments.count && (comments.start[this.nextComment] as number) < offset) {
      this.deferred.push(this.nextComment++);
      if (this.rigid > 0 || this.brackets.length === 0) continue;
      // Those that had to wait come first, so that their order stays.
      for (const index of this.deferred) this.commentInBrackets(index);
      this.deferred = [];
    }
  }

  private commentInBrackets(index: number): void {
    const line = this.file.lineOf(this.file.comments.start[index] as number);
    if (line <= this.sourceLine && !this.mustBreak) {
      this.pendingSpace = false;
      this.out += "  ";
    } else {
      this.blankLinesBefore(line);
      this.breakLine(this.contentIndent());
    }
    this.comment(index);
    this.mustBreak = true;
    this.sourceLine = Math.max(line, this.sourceLine);
  }

  private comment(index: number): void {
    const { start, end } = this.file.comments;
    this.mark(start[index] as number);
    this.out += this.file.text.slice(start[index], end[index]);
    this.mark(end[index] as number);
  }

  /** The blank lines that stand in the source directly above a line. */
  private blankLinesBefore(line: number): void {
    let first = line;
    while (first - 1 > this.sourceLine && this.isBlank(first - 1)) first--;
    for (; first < line; first++) this.newLine();
  }

  private isBlank(line: number): boolean {
    const { lineStarts, text } = this.file;
    for (let at = lineStarts[line] as number; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 10) return true;
      if (code !== 32 && code !== 9 && code !== 12) return false;
    }
    return true;
  }

  private contentIndent(): number {
    return this.brackets.length > 0 ? (this.brackets[this.brackets.length - 1] as Bracket).content : this.lineIndent;
  }

  private breakLine(indent: number): void {
    this.pendingSpace = false;
    this.mustBreak = false;
    this.newLine();
    this.out += " ".repeat(indent);
    this.lineIndent = indent;
  }

  private newLine(): void {
    this.out += "\n";
    this.line++;
    this.lineStart = this.out.length;
  }

  private flushSpace(): void {
    if (!this.pendingSpace) return;
    this.pendingSpace = false;
    this.out += " ";
  }

  // --- statements ---------------------------------------------------------------------------------------------------

  /** Text of a whole line at the very top, before anything of the source. */
  preamble(text: string): void {
    this.mark(-1);
    this.out += text;
    this.newLine();
  }

  /**
   * Begins a line of a statement: comments and blank lines that stand above it come first.
   * @param offset where the line starts in the source, or -1 when it has no place there
   * @param header whether the line ends in `:` and a block follows
   */
  startLine(offset: number, header = false): void {
    if (offset >= 0 && this.detached === 0) {
      this.commentLinesBefore(offset, this.level * indentWidth);
      const line = this.file.lineOf(offset);
      this.blankLinesBefore(line);
      this.sourceLine = line;
      this.next = Math.max(this.next, this.file.tokenAtOrAfter(offset));
    }
    this.header = header;
    this.lineIndent = this.level * indentWidth;
    this.out += this.base + " ".repeat(this.lineIndent);
    this.fresh = true;
  }

  /** Writes the comments and blank lines above a place already: a statement that was made by a pass comes between them and it. */
  leadUpTo(offset: number): void {
    if (this.detached > 0) return;
    this.commentLinesBefore(offset, this.level * indentWidth);
    const line = this.file.lineOf(offset);
    this.blankLinesBefore(line);
    this.sourceLine = line;
  }

  /** Ends the line, with the comment that stands behind it in the source. */
  endLine(): void {
    this.pendingSpace = false;
    const below = (this.level + (this.header ? 1 : 0)) * indentWidth;
    this.header = false;
    const waiting = this.deferred;
    this.deferred = [];
    const trailing = this.trailingComment();
    if (trailing >= 0) waiting.push(trailing);
    const [first, ...others] = waiting;
    if (first !== undefined) {
      this.out += "  ";
      this.comment(first);
    }
    this.newLine();
    for (const index of others) this.commentLine(index, below);
    this.fresh = true;
  }

  private trailingComment(): number {
    if (this.detached > 0) return -1;
    const { comments, tokens } = this.file;
    const index = this.nextComment;
    if (index >= comments.count || this.file.lineOf(comments.start[index] as number) !== this.sourceLine) return -1;
    let token = this.pastLeftovers();
    while (this.file.tokenIs(token, ":") || this.file.tokenIs(token, ";")) token++;
    if (token < tokens.count && (tokens.start[token] as number) < (comments.start[index] as number)) return -1;
    this.nextComment++;
    return index;
  }

  /** The token that the next statement begins with, behind what is left of the last one: closing parentheses that were doubled, `;`. */
  private pastLeftovers(): number {
    let token = this.next;
    while (this.isSkippable(token) && !this.file.tokenIs(token, "(")) token++;
    return token;
  }

  private commentLinesBefore(offset: number, indent: number): void {
    const { comments } = this.file;
    while (this.nextComment < comments.count && (comments.start[this.nextComment] as number) < offset)
      this.commentLine(this.nextComment++, indent);
  }

  private commentLine(index: number, indent: number): void {
    const line = this.file.lineOf(this.file.comments.start[index] as number);
    if (line > this.sourceLine) {
      this.blankLinesBefore(line);
      this.sourceLine = line;
    }
    this.out += " ".repeat(indent);
    this.comment(index);
    this.newLine();
  }

  /**
   * Prints a block one level deeper. Comments after its last statement belong to it when they are indented like it.
   * @param firstOffset where its first statement starts in the source, or -1
   */
  block(firstOffset: number, print: () => void): void {
    const headerLine = this.sourceLine;
    this.level++;
    print();
    if (firstOffset >= 0 && this.detached === 0 && this.file.lineOf(firstOffset) > headerLine)
      this.commentsOfBlock(this.visualColumn(firstOffset));
    this.level--;
  }

  private commentsOfBlock(column: number): void {
    const { comments, tokens } = this.file;
    const token = this.pastLeftovers();
    const limit = token < tokens.count ? (tokens.start[token] as number) : this.file.text.length + 1;
    while (this.nextComment < comments.count) {
      const start = comments.start[this.nextComment] as number;
      if (start >= limit || this.visualColumn(start) < column) return;
      this.commentLine(this.nextComment++, this.level * indentWidth);
    }
  }

  /** Column with tabs expanded, as Python's tokenizer compares indentation. */
  private visualColumn(offset: number): number {
    const start = this.file.lineStarts[this.file.lineOf(offset)] as number;
    let column = 0;
    for (let at = start; at < offset; at++) {
      const code = this.file.text.charCodeAt(at);
      column = code === 9 ? (Math.floor(column / 8) + 1) * 8 : code === 12 ? 0 : column + 1;
    }
    return column;
  }

  /** Writes what is left of the comments and returns the result. */
  finish(): Printed {
    this.commentLinesBefore(this.file.text.length + 1, 0);
    return { code: this.out, segments: this.segments.table(), files: this.files };
  }

  private mark(offset: number, file: SourceFile = this.file, name?: string): void {
    let index = 0;
    if (file !== this.file) {
      index = this.files.indexOf(file);
      if (index < 0) index = this.files.push(file) - 1;
    }
    this.segments.add(this.line, this.out.length - this.lineStart, index, offset, name);
  }
}
