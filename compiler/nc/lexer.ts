/**
 * Splits `.nc` text into tokens, with the layout made explicit: `Newline` ends a logical line, `Indent` and `Dedent`
 * bracket a block. A stack of frames knows the open brackets, templates and interpolations, so that nothing recurses.
 *
 * A mistake is reported once and leaves an `Invalid` token, which no rule of the grammar accepts: the statement is
 * dropped, and the text after it is read as if nothing had happened.
 */
import type { TokenType } from "chevrotain";
import { type CommentTable, lineStartsOf, TokenKind, type TokenTable } from "../ir/source-file.js";
import type { NcCode } from "./codes.js";
import { numberEnd, numberMistake } from "./numbers.js";
import type { Problem } from "./problem.js";
import { decodeBytes, decodeText } from "./strings.js";
import * as t from "./tokens.js";
import type { NcToken } from "./tokens.js";

export interface Lexed {
  readonly tokens: NcToken[];
  readonly tokenTable: TokenTable;
  readonly comments: CommentTable;
  readonly problems: Problem[];
}

/** Version of the language that this parser reads. */
export const languageVersion = "v1+py314/1";

/** Deeper blocks are an error, as in Python. */
const maxBlocks = 100;

/** @param text the source, with `\n` as its only line end */
export function lex(text: string): Lexed {
  return new Lexer(text).run();
}

const enum Kind {
  Paren,
  Bracket,
  Brace,
  /** From `${` to its `}`: code. */
  Interpolation,
  /** From the quotes to the quotes: text. */
  Template,
  /** From the `:` of an interpolation to its `}`: text. */
  Spec,
}

/** Something that is open. */
interface Frame {
  readonly kind: Kind;
  readonly start: number;
  /** Index of the token that opened it. */
  readonly token: number;
  readonly triple: boolean;
  readonly raw: boolean;
  /** How many problems were known when it was opened. */
  readonly problems: number;
}

/** Where to go on when a bracket turns out never to be closed. */
interface Resumption {
  readonly at: number;
  readonly tokens: number;
  readonly comments: number;
  readonly problems: number;
  readonly frame: Frame;
}

class Lexer {
  private at = 0;
  private readonly tokens: NcToken[] = [];
  private readonly commentBounds: number[] = [];
  private readonly problems: Problem[] = [];
  private readonly frames: Frame[] = [];
  /** Columns of the open blocks: with tabs to multiples of eight, and with tabs as one. */
  private readonly columns = [0];
  private readonly plainColumns = [0];
  /** Index of the first token of the logical line. */
  private lineToken = 0;
  private resumption: Resumption | undefined;
  /** How much text may still be read again; bounds the time for files full of open brackets. */
  private rereadable: number;
  private lineStarts: Uint32Array | undefined;

  constructor(private readonly text: string) {
    this.rereadable = 4 * text.length;
  }

  run(): Lexed {
    this.readHeader();
    this.startLine();
    do {
      while (this.at < this.text.length || this.isInTemplate()) {
        const frame = this.frames[this.frames.length - 1];
        if (frame !== undefined && (frame.kind === Kind.Template || frame.kind === Kind.Spec)) this.readTemplateText(frame);
        else this.readToken();
      }
    } while (this.frames.length > 0 && this.closeOpenBracket());
    if (this.tokens.length > this.lineToken) this.push(t.Newline, this.at, this.at, "", undefined);
    for (let level = this.columns.length; level > 1; level--) this.push(t.Dedent, this.at, this.at, "", undefined);
    this.push(t.EOF, this.at, this.at, "", undefined);
    return { tokens: this.tokens, tokenTable: tableOf(this.tokens), comments: this.commentTable(), problems: this.problems };
  }

  private push(type: TokenType, start: number, end: number, image: string, value: NcToken["value"]): void {
    this.tokens.push({ image, startOffset: start, end, tokenTypeIdx: type.tokenTypeIdx as number, tokenType: type, value });
  }

  private report(code: NcCode, start: number, end: number, message: string, hint?: string): void {
    this.problems.push({ code, start, end, message, hint });
  }

  /** Reports a mistake, and leaves a token for it. */
  private invalid(code: NcCode, start: number, end: number, message: string, hint?: string): void {
    this.report(code, start, end, message, hint);
    this.push(t.Invalid, start, end, "", undefined);
  }

  private lineNumber(offset: number): number {
    this.lineStarts ??= lineStartsOf(this.text);
    let low = 0;
    let high = this.lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.lineStarts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  // --- lines -----------------------------------------------------------------------------------------------------------

  private readHeader(): void {
    const match = /^# nc:(.*)/.exec(this.text);
    if (!match) return;
    const version = (match[1] as string).trim();
    this.at = match[0].length;
    if (version === languageVersion) return;
    this.report("NC2401", 0, this.at, `this file is in version \`${version}\` of the language`, `this parser reads \`${languageVersion}\``);
  }

  /** Goes to the first token of the next logical line, past blank lines and comments; opens and closes blocks. */
  private startLine(): void {
    const { text } = this;
    this.resumption = undefined;
    let at = this.at;
    for (;;) {
      let column = 0;
      let plainColumn = 0;
      let unit = text.charCodeAt(at);
      for (; ; unit = text.charCodeAt(at)) {
        if (unit === space) column++;
        else if (unit === tab) column = (column | 7) + 1;
        else if (unit === formFeed) column = plainColumn = -1;
        else break;
        if (unit === formFeed) column++;
        plainColumn++;
        at++;
      }
      if (unit === newline) at++;
      else if (unit === hash) at = this.readComment(at);
      else {
        this.at = at;
        if (at < text.length) this.indent(column, plainColumn);
        this.lineToken = this.tokens.length;
        return;
      }
    }
  }

  private indent(column: number, plainColumn: number): void {
    const { columns, plainColumns, at } = this;
    if (column > (columns[columns.length - 1] as number)) {
      if (plainColumn <= (plainColumns[plainColumns.length - 1] as number)) this.reportMixedTabs(at);
      if (columns.length === maxBlocks + 1) {
        this.report("NC2410", at, at, `blocks are nested more than ${maxBlocks} deep`, "move the inner blocks into functions");
      }
      columns.push(column);
      plainColumns.push(plainColumn);
      this.push(t.Indent, at, at, "", undefined);
      return;
    }
    while (column < (columns[columns.length - 1] as number)) {
      columns.pop();
      plainColumns.pop();
      if (column > (columns[columns.length - 1] as number)) {
        // The line is taken for one of the block that it is indented deeper than the outside of.
        const wanted = columns.map((open) => String(open)).join(", ");
        this.report("NC2404", at, at, "this line is indented like no block that is open", `the open blocks start after ${wanted} columns`);
        columns.push(column);
        plainColumns.push(plainColumn);
        return;
      }
      this.push(t.Dedent, at, at, "", undefined);
    }
    if (plainColumn !== plainColumns[plainColumns.length - 1]) this.reportMixedTabs(at);
  }

  private reportMixedTabs(at: number): void {
    const start = this.text.lastIndexOf("\n", at - 1) + 1;
    this.report("NC2403", start, at, "tabs and spaces are mixed so that the indentation can be read in two ways", "indent with spaces only");
  }

  /** Notes the comment at `at`; its end. */
  private readComment(at: number): number {
    let end = this.text.indexOf("\n", at);
    if (end === -1) end = this.text.length;
    this.commentBounds.push(at, end);
    return end;
  }

  /** At a line end in code. */
  private readNewline(): void {
    if (this.frames.length > 0) {
      this.at++;
      this.lookAtLineInBrackets();
      return;
    }
    if (this.tokens.length > this.lineToken) this.push(t.Newline, this.at, this.at + 1, "", undefined);
    this.at++;
    this.startLine();
  }

  /** Inside brackets a new line starts: perhaps a bracket was forgotten, and it is a statement of its own. */
  private lookAtLineInBrackets(): void {
    const { text } = this;
    let at = this.at;
    let column = 0;
    let unit = text.charCodeAt(at);
    for (; unit === space || unit === tab || unit === formFeed; unit = text.charCodeAt(++at)) column = unit === tab ? (column | 7) + 1 : column + 1;
    if (unit === newline || unit === hash || isCloser(unit) || at >= text.length) return;
    const frame = this.frames[this.frames.length - 1] as Frame;
    if (column <= (this.columns[this.columns.length - 1] as number)) {
      this.resumption ??= {
        at: this.at,
        tokens: this.tokens.length,
        comments: this.commentBounds.length,
        problems: this.problems.length,
        frame,
      };
    }
    if (unit < 97 || unit > 122) return;
    const previous = this.tokens[this.tokens.length - 1] as NcToken;
    if (previous.tokenType === t.Dot || !startsStatement(text, at)) return;
    this.reportOpen(frame);
    this.endLineEarly();
  }

  /** Ends the logical line inside of brackets, after a problem. `at` is the start of a line. */
  private endLineEarly(): void {
    this.frames.length = 0;
    const end = (this.tokens[this.tokens.length - 1] as NcToken).end;
    this.push(t.Invalid, end, end, "", undefined);
    this.push(t.Newline, end, end, "", undefined);
    this.startLine();
  }

  /** At the end of the text with something open: whether there is more to read, from an earlier place. */
  private closeOpenBracket(): boolean {
    const { resumption } = this;
    const distance = resumption ? this.text.length - resumption.at : 0;
    if (!resumption || distance > this.rereadable) {
      this.reportOpen(resumption?.frame ?? (this.frames[this.frames.length - 1] as Frame));
      this.frames.length = 0;
      this.push(t.Invalid, this.at, this.at, "", undefined);
      return false;
    }
    this.rereadable -= distance;
    this.tokens.length = resumption.tokens;
    this.commentBounds.length = resumption.comments;
    this.problems.length = resumption.problems;
    this.at = resumption.at;
    this.reportOpen(resumption.frame);
    this.endLineEarly();
    return true;
  }

  /** Something is never closed; a problem inside of it explains that already. */
  private reportOpen(frame: Frame): void {
    if (this.problems.length > frame.problems) return;
    const opener = frame.kind === Kind.Interpolation ? "${" : (this.text[frame.start] as string);
    const message = `\`${opener}\` opened on line ${this.lineNumber(frame.start)} is never closed`;
    this.report("NC2411", frame.start, frame.start + opener.length, message);
  }

  // --- code ------------------------------------------------------------------------------------------------------------

  private readToken(): void {
    const { text } = this;
    const start = this.at;
    const unit = text.charCodeAt(start);
    switch (unit < 128 ? classes[unit] : Class.Other) {
      case Class.Space:
        this.at++;
        return;
      case Class.Newline:
        this.readNewline();
        return;
      case Class.Letter:
        this.readWord(start);
        return;
      case Class.Digit:
        this.readNumber(start);
        return;
      case Class.Quote:
        this.readString(start, start, "");
        return;
      case Class.Operator:
        this.readOperator(start, unit);
        return;
      case Class.Hash:
        this.at = this.readComment(start);
        return;
      default:
        this.readOther(start, unit);
    }
  }

  private open(kind: Kind, start: number, raw = false, triple = false): void {
    this.frames.push({ kind, start, token: this.tokens.length - 1, raw, triple, problems: this.problems.length });
  }

  private readOperator(start: number, unit: number): void {
    const { text } = this;
    switch (unit) {
      case 40:
        this.pushSymbol(t.LParen, start, "(");
        this.open(Kind.Paren, start);
        return;
      case 41:
        this.close(Kind.Paren, t.RParen, start, ")");
        return;
      case 91:
        this.pushSymbol(t.LBracket, start, "[");
        this.open(Kind.Bracket, start);
        return;
      case 93:
        this.close(Kind.Bracket, t.RBracket, start, "]");
        return;
      case 123:
        this.pushSymbol(t.LBrace, start, "{");
        this.open(Kind.Brace, start);
        return;
      case 125:
        this.close(Kind.Brace, t.RBrace, start, "}");
        return;
      case 44:
        this.pushSymbol(t.Comma, start, ",");
        return;
      case 58:
        if (this.frames.length > 0 && (this.frames[this.frames.length - 1] as Frame).kind === Kind.Interpolation) {
          this.pushSymbol(t.Colon, start, ":");
          const { raw, triple } = this.template();
          this.open(Kind.Spec, start, raw, triple);
        } else if (text.charCodeAt(start + 1) === 61) this.pushSymbol(t.Walrus, start, ":=");
        else this.pushSymbol(t.Colon, start, ":");
        return;
      case 46:
        if (text.charCodeAt(start + 1) === 46 && text.charCodeAt(start + 2) === 46) this.pushSymbol(t.Ellipsis, start, "...");
        else if (isDigit(text.charCodeAt(start + 1))) this.readBareFraction(start);
        else this.pushSymbol(t.Dot, start, ".");
        return;
      default:
        for (let length = 3; length > 0; length--) {
          const image = text.slice(start, start + length);
          const type = t.symbolTypes.get(image);
          if (type) {
            this.pushSymbol(type, start, image);
            return;
          }
        }
    }
  }

  private pushSymbol(type: TokenType, start: number, image: string): void {
    this.at = start + image.length;
    this.push(type, start, this.at, image, undefined);
  }

  /** A closing bracket; `}` closes an interpolation too. */
  private close(kind: Kind, type: TokenType, start: number, image: string): void {
    const { frames } = this;
    this.at = start + 1;
    let index = frames.length - 1;
    const top = frames[index];
    const fits = (frame: Frame): boolean => frame.kind === kind || (kind === Kind.Brace && frame.kind === Kind.Interpolation);
    if (top !== undefined && fits(top)) {
      (this.tokens[top.token] as NcToken).value = BigInt(this.tokens.length);
      frames.pop();
      if (frames.length === 0) this.resumption = undefined;
      this.push(type, start, start + 1, image, undefined);
      return;
    }
    if (top === undefined || top.kind === Kind.Interpolation) {
      this.invalid("NC2412", start, start + 1, `\`${image}\` closes no bracket`);
      return;
    }
    const opener = this.text[top.start] as string;
    this.invalid("NC2412", start, start + 1, `\`${image}\` does not fit \`${opener}\` of line ${this.lineNumber(top.start)}`);
    while (index > 0 && !fits(frames[index] as Frame) && (frames[index] as Frame).kind !== Kind.Interpolation) index--;
    // Closes what it fits, with all that is open inside, or else the innermost bracket.
    frames.length = fits(frames[index] as Frame) ? index : frames.length - 1;
  }

  private readWord(start: number): void {
    const { text } = this;
    let end = start + 1;
    let unit = text.charCodeAt(end);
    while (unit < 128 && (classes[unit] === Class.Letter || classes[unit] === Class.Digit)) unit = text.charCodeAt(++end);
    if (unit >= 128) {
      this.readUnicodeWord(start);
      return;
    }
    const word = text.slice(start, end);
    if ((unit === doubleQuote || unit === singleQuote) && end - start <= 2 && /^[a-zA-Z]+$/.test(word)) {
      if (unit === singleQuote) {
        this.readSingleQuoted(start, end);
        return;
      }
      if (prefixes.has(word)) {
        this.readString(start, end, word);
        return;
      }
      if (/^[rubft]+$/i.test(word)) {
        this.readUnknownPrefix(start, end, word);
        return;
      }
    }
    this.at = end;
    this.push(this.wordType(word), start, end, word, word);
  }

  private wordType(word: string): TokenType {
    const { tokens, lineToken } = this;
    const index = tokens.length;
    if (index === lineToken) return t.reservedWords.get(word) ?? t.leadingWords.get(word) ?? t.Name;
    const previous = (tokens[index - 1] as NcToken).tokenType;
    if (previous === t.Dot || previous === t.Ellipsis) {
      const inFrom = (tokens[lineToken] as NcToken).tokenType === t.From;
      if (inFrom && word === "import") return t.Import;
      return previous === t.Dot || inFrom ? t.Name : (t.reservedWords.get(word) ?? t.Name);
    }
    const reserved = t.reservedWords.get(word);
    if (reserved) return reserved;
    const leads = previous === t.Async && index === lineToken + 1;
    return leads ? (t.leadingWords.get(word) ?? t.Name) : t.Name;
  }

  private readUnicodeWord(start: number): void {
    identifier.lastIndex = start;
    if (!identifier.test(this.text)) {
      this.readOther(start, this.text.charCodeAt(start));
      return;
    }
    this.at = identifier.lastIndex;
    const image = this.text.slice(start, this.at);
    // Python looks for keywords before it normalises: a word that looks like one only after that is a name.
    this.push(t.Name, start, this.at, image, image.normalize("NFKC"));
  }

  private readBacktickName(start: number): void {
    const { text } = this;
    let end = start + 1;
    while (end < text.length && text.charCodeAt(end) !== backtick && text.charCodeAt(end) !== newline) end++;
    const name = text.slice(start + 1, end);
    const closed = text.charCodeAt(end) === backtick;
    this.at = closed ? end + 1 : end;
    if (!closed) this.invalid("NC2421", start, this.at, "this backtick is never closed");
    else if (!wholeIdentifier.test(name)) this.invalid("NC2421", start, this.at, `\`\`\`${name}\`\`\` is not a name`, "between backticks stands one name");
    else this.push(t.Name, start, this.at, text.slice(start, this.at), name.normalize("NFKC"));
  }

  private readNumber(start: number): void {
    const { text } = this;
    let end = start + 1;
    let unit = text.charCodeAt(end);
    while (isDigit(unit)) unit = text.charCodeAt(++end);
    const simple = text.charCodeAt(start) !== 48 || end === start + 1;
    if (!simple || unit === 46 || (unit < 128 && classes[unit] === Class.Letter)) end = numberEnd(text, start);
    const image = text.slice(start, end);
    this.at = end;
    const mistake = numberMistake(image);
    if (mistake) this.invalid("NC2420", start, end, mistake.message, mistake.hint);
    else this.push(t.NumberLiteral, start, end, image, undefined);
  }

  private readBareFraction(start: number): void {
    const end = numberEnd(this.text, start + 1);
    const fraction = this.text.slice(start + 1, end);
    this.at = end;
    this.invalid("NC2420", start, end, "a float has digits on both sides of its dot", `write \`0.${fraction}\``);
  }

  /** What starts no token of the language, and the few characters that start one seldom. */
  private readOther(start: number, unit: number): void {
    const { text } = this;
    if (unit === backtick) {
      this.readBacktickName(start);
      return;
    }
    if (unit === backslash) {
      this.readContinuation(start);
      return;
    }
    if (unit === singleQuote) {
      this.readSingleQuoted(start, start);
      return;
    }
    identifier.lastIndex = start;
    if (unit >= 128 && identifier.test(text)) {
      this.readUnicodeWord(start);
      return;
    }
    const character = String.fromCodePoint(text.codePointAt(start) as number);
    this.at = start + character.length;
    if (unit === 59) {
      this.invalid("NC2408", start, this.at, "there is one statement a line", "write what follows `;` on the next line");
      return;
    }
    const spelled = /[\p{C}\p{Z}]/u.test(character) ? `the character U+${codeName(character)}` : `\`${character}\``;
    this.invalid("NC2402", start, this.at, `${spelled} has no meaning here`, characterHints[character]);
  }

  private readContinuation(start: number): void {
    if (this.text.charCodeAt(start + 1) === newline) {
      this.at = start + 2;
      return;
    }
    let end = start + 1;
    while (this.text.charCodeAt(end) === space || this.text.charCodeAt(end) === tab) end++;
    const blanksOnly = this.text.charCodeAt(end) === newline;
    this.at = blanksOnly ? end + 1 : start + 1;
    this.invalid("NC2409", start, blanksOnly ? end : start + 1, "`\\` joins lines only as the last character of a line");
  }

  // --- strings -----------------------------------------------------------------------------------------------------------

  /** A string or the start of a template; `start` is that of the prefix, `quote` that of the quotes. */
  private readString(start: number, quote: number, prefix: string): void {
    const { text } = this;
    const triple = text.charCodeAt(quote + 1) === doubleQuote && text.charCodeAt(quote + 2) === doubleQuote;
    const bodyStart = quote + (triple ? 3 : 1);
    const raw = prefix.charCodeAt(0) === letterR;
    const last = prefix.charCodeAt(prefix.length - 1);
    if (last === letterF || last === letterT) {
      this.at = bodyStart;
      this.push(t.TemplateStart, start, bodyStart, text.slice(start, bodyStart), undefined);
      this.open(Kind.Template, start, raw, triple);
      return;
    }
    const bodyEnd = this.findQuotes(bodyStart, triple, raw);
    if (bodyEnd < 0) {
      this.readUnclosedString(start, triple);
      return;
    }
    const end = bodyEnd + (triple ? 3 : 1);
    this.at = end;
    const known = this.problems.length;
    if (raw && isEscaped(text, bodyStart, bodyEnd)) this.reportRawEnd(bodyEnd);
    const report = this.report.bind(this);
    const value =
      last === letterB
        ? decodeBytes(text, bodyStart, bodyEnd, raw, report)
        : raw
          ? text.slice(bodyStart, bodyEnd)
          : decodeText(text, bodyStart, bodyEnd, false, report);
    this.push(this.problems.length > known ? t.Invalid : t.StringLiteral, start, end, text.slice(start, end), value);
  }

  /** Where the closing quotes of a string stand, or -1. In raw strings a quote after an odd number of `\` is none of them. */
  private findQuotes(from: number, triple: boolean, raw: boolean): number {
    const { text } = this;
    if (triple) {
      for (let at = from; ; ) {
        const end = text.indexOf('"""', at);
        if (end < 0) return -1;
        if (!isEscaped(text, from, end)) return end;
        // The next quotes may begin with the second of these three.
        at = end + 1;
        if (raw && !text.startsWith('"""', at)) {
          const next = text.indexOf('"""', at);
          if (next < 0) return end;
        }
      }
    }
    for (let at = from; ; at++) {
      const unit = text.charCodeAt(at);
      if (unit === doubleQuote) return at;
      if (unit === backslash) {
        if (text.charCodeAt(at + 1) === newline) return -1;
        at++;
      } else if (unit === newline || at >= text.length) return -1;
    }
  }

  private reportRawEnd(end: number): void {
    this.report("NC2418", end - 1, end, "a raw string cannot end with an odd number of `\\`", 'write an ordinary string, with `\\\\` for each `\\`');
  }
}
