/**
 * Splits `.nc` text into tokens, with the layout made explicit: `Newline` ends a logical line, `Indent` and `Dedent`
 * bracket a block. A stack of frames knows the open brackets, templates and interpolations, so that nothing recurses.
 *
 * A mistake is reported once and leaves an `Invalid` token, which no rule of the grammar accepts: the statement is
 * dropped, and the text after it is read as if nothing had happened.
 */

import { type CommentTable, lineStartsOf, TokenKind, type TokenTable } from "../ir/source-file.js";
import type { TokenType } from "./chevrotain.js";
import type { NcCode } from "./codes.js";
import { numberEnd, numberMistake } from "./numbers.js";
import type { Problem, Report } from "./problem.js";
import { decodeBytes, decodeText } from "./strings.js";
import type { NcToken } from "./tokens.js";
import * as t from "./tokens.js";

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
  /** Where the token ends that opened it. */
  readonly end: number;
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
  private readonly reporter: Report = (...problem) => this.report(...problem);

  constructor(private readonly text: string) {
    this.rereadable = 4 * text.length + 4_000_000;
  }

  run(): Lexed {
    this.readHeader();
    this.startLine();
    while (this.at < this.text.length || this.frames.length > 0) {
      const frame = this.frames[this.frames.length - 1];
      if (frame !== undefined && (frame.kind === Kind.Template || frame.kind === Kind.Spec)) this.readTemplateText(frame);
      else if (this.at < this.text.length) this.readToken();
      else this.endBrackets();
    }
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
        else if (unit === formFeed) column = 0;
        else break;
        plainColumn = unit === formFeed ? 0 : plainColumn + 1;
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
    this.report(
      "NC2403",
      start,
      at,
      "tabs and spaces are mixed so that the indentation can be read in two ways",
      "indent with spaces only",
    );
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
    for (; unit === space || unit === tab || unit === formFeed; unit = text.charCodeAt(++at))
      column = unit === tab ? (column | 7) + 1 : column + 1;
    if (unit === newline || unit === hash || isCloser(unit) || at >= text.length) return;
    const frame = this.frames[this.frames.length - 1] as Frame;
    const isOut = column <= (this.columns[this.columns.length - 1] as number);
    if (isOut) {
      this.resumption ??= {
        at: this.at,
        tokens: this.tokens.length,
        comments: this.commentBounds.length,
        problems: this.problems.length,
        frame,
      };
    }
    if (this.startsStatement(at, isOut)) this.endBrackets();
  }

  /** Whether something starts at `at`, inside of brackets, that no bracket can hold; `isOut` when it is not indented. */
  private startsStatement(at: number, isOut: boolean): boolean {
    const { text, tokens, lineToken } = this;
    if ((tokens[tokens.length - 1] as NcToken).tokenType === t.Dot) return false;
    if (matchesAt(statement, text, at)) return true;
    // `a = 1` may be a parameter with a default; that an indented one is none is left to the parser, which can say more.
    return isOut && matchesAt(assignment, text, at) && !tokens.slice(lineToken).some(({ tokenType }) => hasParameters.has(tokenType));
  }

  /**
   * Ends the logical line that has brackets open, and goes on from the first line that is not indented deeper than it, or
   * from here. `at` is the start of a line, or the end of the text.
   */
  private endBrackets(): void {
    const { resumption } = this;
    let frame = this.frames[this.frames.length - 1] as Frame;
    const distance = resumption ? this.at - resumption.at : 0;
    if (resumption && distance <= this.rereadable) {
      this.rereadable -= distance;
      this.tokens.length = resumption.tokens;
      this.commentBounds.length = resumption.comments;
      this.problems.length = resumption.problems;
      this.at = resumption.at;
      frame = resumption.frame;
    }
    this.reportOpen(frame);
    this.frames.length = 0;
    const end = (this.tokens[this.tokens.length - 1] as NcToken).end;
    this.push(t.Invalid, end, end, "", undefined);
    this.push(t.Newline, end, end, "", undefined);
    this.startLine();
  }

  /** Something is never closed; another bracket or a string in it that does not close either explains that. */
  private reportOpen(frame: Frame): void {
    if (this.problems.slice(frame.problems).some(({ code }) => code === "NC2412" || code === "NC2413" || code === "NC2414")) return;
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
    this.frames.push({ kind, start, end: this.at, raw, triple, problems: this.problems.length });
  }

  private readOperator(start: number, unit: number): void {
    const { text } = this;
    switch (unit) {
      case leftParen:
        this.pushSymbol(t.LParen, start, "(");
        this.open(Kind.Paren, start);
        return;
      case rightParen:
        this.close(Kind.Paren, t.RParen, start, ")");
        return;
      case leftBracket:
        this.pushSymbol(t.LBracket, start, "[");
        this.open(Kind.Bracket, start);
        return;
      case rightBracket:
        this.close(Kind.Bracket, t.RBracket, start, "]");
        return;
      case leftBrace:
        this.pushSymbol(t.LBrace, start, "{");
        this.open(Kind.Brace, start);
        return;
      case rightBrace:
        this.close(Kind.Brace, t.RBrace, start, "}");
        return;
      case comma:
        this.pushSymbol(t.Comma, start, ",");
        return;
      case colon:
        if (this.frames.length > 0 && (this.frames[this.frames.length - 1] as Frame).kind === Kind.Interpolation) {
          this.pushSymbol(t.Colon, start, ":");
          const { raw, triple } = this.template();
          this.open(Kind.Spec, start, raw, triple);
        } else if (text.charCodeAt(start + 1) === equals) this.pushSymbol(t.Walrus, start, ":=");
        else this.pushSymbol(t.Colon, start, ":");
        return;
      case dot:
        if (text.charCodeAt(start + 1) === dot && text.charCodeAt(start + 2) === dot) this.pushSymbol(t.Ellipsis, start, "...");
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
    if (unit >= 128 && this.readUnicodeName(start, end)) return;
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

  /** A name that goes on after its ASCII letters, which end at `end`; whether there is one. */
  private readUnicodeName(start: number, end: number): boolean {
    identifier.lastIndex = start;
    if (!identifier.test(this.text) || identifier.lastIndex === end) return false;
    this.at = identifier.lastIndex;
    const image = this.text.slice(start, this.at);
    // Python looks for keywords before it normalises: a word that looks like one only after that is a name.
    this.push(t.Name, start, this.at, image, image.normalize("NFKC"));
    return true;
  }

  private readBacktickName(start: number): void {
    const { text } = this;
    let end = start + 1;
    while (end < text.length && text.charCodeAt(end) !== backtick && text.charCodeAt(end) !== newline) end++;
    const name = text.slice(start + 1, end);
    const closed = text.charCodeAt(end) === backtick;
    this.at = closed ? end + 1 : end;
    if (!closed) this.invalid("NC2421", start, this.at, "this backtick is never closed");
    else if (!wholeIdentifier.test(name)) this.invalid("NC2421", start, this.at, "this is no name", "between backticks stands one name");
    else this.push(t.Name, start, this.at, text.slice(start, this.at), name.normalize("NFKC"));
  }

  private readNumber(start: number): void {
    const { text } = this;
    let end = start + 1;
    let unit = text.charCodeAt(end);
    while (isDigit(unit)) unit = text.charCodeAt(++end);
    const leadingZero = text.charCodeAt(start) === zero && end > start + 1;
    const plain = !leadingZero && unit !== dot && !(unit < 128 && classes[unit] === Class.Letter);
    if (!plain) end = numberEnd(text, start);
    const image = text.slice(start, end);
    this.at = end;
    const mistake = plain ? undefined : numberMistake(image);
    if (mistake) this.invalid("NC2420", start, end, mistake.message, mistake.hint);
    else this.push(t.NumberLiteral, start, end, image, undefined);
  }

  private readBareFraction(start: number): void {
    const end = numberEnd(this.text, start + 1);
    const fraction = this.text.slice(start + 1, end);
    this.at = end;
    const previous = this.tokens[this.tokens.length - 1];
    if (previous?.end === start && /[\w)\]}"`]$/.test(previous.image)) this.invalid("NC2445", start, end, "a name is missing after `.`");
    else this.invalid("NC2420", start, end, "a float has digits on both sides of its dot", `write \`0.${fraction}\``);
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
    if (unit >= 128 && this.readUnicodeName(start, start)) return;
    const character = String.fromCodePoint(text.codePointAt(start) as number);
    this.at = start + character.length;
    if (unit === semicolon) {
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
      this.readUnclosedString(start, bodyStart, triple);
      return;
    }
    const end = bodyEnd + (triple ? 3 : 1);
    this.at = end;
    const known = this.problems.length;
    if (raw) this.checkRaw(bodyStart, bodyEnd, text.slice(quote, bodyStart));
    const value =
      last === letterB
        ? decodeBytes(text, bodyStart, bodyEnd, raw, this.reporter)
        : raw
          ? text.slice(bodyStart, bodyEnd)
          : decodeText(text, bodyStart, bodyEnd, false, this.reporter);
    this.push(this.problems.length > known ? t.Invalid : t.StringLiteral, start, end, text.slice(start, end), value);
  }

  /**
   * Where the closing quotes of a string stand, or -1. Raw strings are searched as Python does it, where `\` keeps a quote
   * from closing; quotes that `.nc` does not allow in them are inside of the string then, and the rest of the line is safe.
   */
  private findQuotes(from: number, triple: boolean, raw: boolean): number {
    const { text } = this;
    const quotes = triple ? '"""' : '"';
    for (let at = from; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === doubleQuote && (!triple || text.startsWith(quotes, at))) return at;
      if (unit === newline && !triple) break;
      if (unit === backslash && (triple || text.charCodeAt(at + 1) !== newline)) at++;
    }
    const end = raw ? text.indexOf(quotes, from) : -1;
    return end < 0 || triple || end < lineEnd(text, from) ? end : -1;
  }

  private checkRaw(from: number, end: number, quotes: string): void {
    const inside = this.text.indexOf(quotes, from);
    if (inside < end) this.report("NC2418", inside, inside + quotes.length, `a raw string cannot contain \`${quotes}\``, rawHint);
    else if (isEscaped(this.text, from, end)) this.reportRawEnd(end);
  }

  private reportRawEnd(end: number): void {
    this.report("NC2418", end - 1, end, "a raw string cannot end with an odd number of `\\`", rawHint);
  }

  private readUnclosedString(start: number, bodyStart: number, triple: boolean): void {
    const { text, frames } = this;
    if (triple) {
      this.at = text.length;
      frames.length = 0;
      this.invalid("NC2413", start, bodyStart, 'this string is never closed: `"""` is missing');
      return;
    }
    const end = lineEnd(text, start);
    const template = frames.find(({ kind, triple: overLines }) => kind === Kind.Template && !overLines);
    const hint = template
      ? 'if this `"` was meant to close the template, the `}` of an interpolation is missing'
      : 'a string over several lines stands between `"""`';
    this.invalid("NC2413", start, end, 'this string is never closed: `"` is missing', hint);
    this.at = end;
    if (template) frames.length = frames.indexOf(template);
    else this.closeSwallowedBrackets(text.slice(bodyStart, end));
  }

  /** Brackets that were meant to be closed after the text of an unclosed string: `f("a)` lacks a quote, but no bracket. */
  private closeSwallowedBrackets(swallowed: string): void {
    const { frames } = this;
    for (let index = swallowed.length - 1; index >= 0; index--) {
      const character = swallowed[index] as string;
      const top = frames[frames.length - 1];
      if (top !== undefined && closers[top.kind] === character) frames.pop();
      else if (!" \t:,".includes(character)) return;
    }
  }

  private readSingleQuoted(start: number, quote: number): void {
    const { text } = this;
    const quotes = text.startsWith("'''", quote) ? "'''" : "'";
    const body = quote + quotes.length;
    const limit = quotes.length === 3 ? text.length : lineEnd(text, quote);
    let end = body;
    while (end < limit && !text.startsWith(quotes, end)) end += text.charCodeAt(end) === backslash ? 2 : 1;
    const closed = end < limit;
    this.at = closed ? end + quotes.length : limit;
    if (!closed) this.closeSwallowedBrackets(text.slice(body, limit));
    const content = text.slice(body, end);
    const shown = closed && quotes === "'" && !/["\\]/.test(content) ? `write \`${text.slice(start, quote)}"${content}"\`` : undefined;
    this.invalid("NC2415", start, closed ? this.at : body, "strings stand between double quotes", shown);
  }

  private readUnknownPrefix(start: number, quote: number, word: string): void {
    const lower = word.toLowerCase();
    const known = [lower, [...lower].reverse().join("")].find((prefix) => prefixes.has(prefix));
    const hint = known === undefined ? "the prefixes are `r`, `u`, `b`, `rb`, `f`, `rf`, `t` and `rt`" : `write \`${known}"…"\``;
    this.invalid("NC2416", start, quote, `\`${word}\` is no prefix of a string`, hint);
    this.readString(quote, quote, known ?? "");
  }

  // --- templates -----------------------------------------------------------------------------------------------------------

  /** The innermost template. */
  private template(): Frame {
    return this.frames.findLast(({ kind }) => kind === Kind.Template) as Frame;
  }

  /** A piece of text of a template or a format specification, and what ends it. */
  private readTemplateText(frame: Frame): void {
    const { text } = this;
    const { raw, triple } = frame;
    const isSpec = frame.kind === Kind.Spec;
    const start = this.at;
    const known = this.problems.length;
    const at = this.findTextEnd(frame);
    const unit = text.charCodeAt(at);
    if (at > start) {
      const value = raw ? text.slice(start, at) : decodeText(text, start, at, true, this.reporter);
      this.push(this.problems.length > known ? t.Invalid : t.TemplateText, start, at, text.slice(start, at), value);
    }
    this.at = at;
    if (at >= text.length || unit === newline) this.endUnclosedTemplate();
    else if (unit === dollar) {
      this.pushSymbol(t.InterpolationStart, at, "${");
      this.open(Kind.Interpolation, at);
    } else if (unit === rightBrace) {
      this.frames.pop();
      this.close(Kind.Brace, t.RBrace, at, "}");
    } else if (isSpec) this.endInterpolationEarly(at, triple);
    else {
      const end = at + (triple ? 3 : 1);
      this.frames.pop();
      this.push(t.TemplateEnd, at, end, text.slice(at, end), undefined);
      this.at = end;
    }
  }

  /** Where text ends: at `${`, the closing quotes, the `}` of a specification, or the end of what the template may run over. */
  private findTextEnd({ kind, raw, triple }: Frame): number {
    const { text } = this;
    for (let at = this.at; at < text.length; at++) {
      switch (text.charCodeAt(at)) {
        case doubleQuote:
          if (!triple || text.startsWith('"""', at)) return at;
          break;
        case dollar:
          if (text.charCodeAt(at + 1) === leftBrace) return at;
          break;
        case rightBrace:
          if (kind === Kind.Spec) return at;
          break;
        case newline:
          if (!triple) return at;
          break;
        case backslash:
          at = raw ? this.lastOfRaw(at, triple) : lastOfEscape(text, at, triple);
      }
    }
    return text.length;
  }

  /** The last character that belongs to the `\` at `at` in a raw template. */
  private lastOfRaw(at: number, triple: boolean): number {
    if (this.text.charCodeAt(at + 1) === backslash) return at + 1;
    if (!this.text.startsWith(triple ? '"""' : '"', at + 1)) return at;
    this.reportRawEnd(at + 1);
    return at + 1;
  }

  /** The text ends, or the line of a one-line template. */
  private endUnclosedTemplate(): void {
    const template = this.template();
    this.frames.length = this.frames.indexOf(template);
    const quotes = template.triple ? '"""' : '"';
    if (this.problems.length > template.problems) this.push(t.Invalid, this.at, this.at, "", undefined);
    else this.invalid("NC2413", template.start, template.end, `this template is never closed: \`${quotes}\` is missing`);
  }

  /** The closing quotes of the template stand where its interpolation is still open. */
  private endInterpolationEarly(at: number, triple: boolean): void {
    const template = this.template();
    const interpolation = this.frames[this.frames.length - 2] as Frame;
    this.frames.length = this.frames.indexOf(template);
    this.at = at + (triple ? 3 : 1);
    const hint = 'a quote in the text after `:` is written `\\"`';
    this.invalid("NC2414", interpolation.start, at, "`}` is missing at the end of this interpolation", hint);
  }

  // --- tables ----------------------------------------------------------------------------------------------------------------

  private commentTable(): CommentTable {
    const { commentBounds } = this;
    const count = commentBounds.length / 2;
    const start = new Uint32Array(count);
    const end = new Uint32Array(count);
    for (let index = 0; index < count; index++) {
      start[index] = commentBounds[2 * index] as number;
      end[index] = commentBounds[2 * index + 1] as number;
    }
    return { count, start, end };
  }
}

/** The tokens of the source without the layout and without mistakes. */
function tableOf(tokens: readonly NcToken[]): TokenTable {
  const kind = new Uint8Array(tokens.length);
  const start = new Uint32Array(tokens.length);
  const end = new Uint32Array(tokens.length);
  let count = 0;
  for (const token of tokens) {
    const tokenKind = tableKinds[token.tokenTypeIdx] as number;
    if (tokenKind === noKind) continue;
    kind[count] = tokenKind;
    start[count] = token.startOffset;
    end[count++] = token.end;
  }
  return { count, kind: kind.slice(0, count), start: start.slice(0, count), end: end.slice(0, count) };
}

const noKind = 255;

const tableKinds: number[] = [];
const setTableKind = (types: Iterable<TokenType>, kind: number): void => {
  for (const type of types) tableKinds[type.tokenTypeIdx as number] = kind;
};
setTableKind(t.tokenTypes, noKind);
setTableKind(t.symbolTypes.values(), TokenKind.Operator);
setTableKind([t.Name, ...t.reservedWords.values(), ...t.leadingWords.values()], TokenKind.Name);
setTableKind([t.NumberLiteral], TokenKind.Number);
setTableKind([t.StringLiteral], TokenKind.String);
setTableKind([t.TemplateStart], TokenKind.TemplateStart);
setTableKind([t.TemplateText], TokenKind.TemplateText);
setTableKind([t.TemplateEnd], TokenKind.TemplateEnd);

// --- characters ----------------------------------------------------------------------------------------------------------------

const space = 32;
const tab = 9;
const formFeed = 12;
const newline = 10;
const hash = 35;
const backslash = 92;
const backtick = 96;
const doubleQuote = 34;
const singleQuote = 39;
const semicolon = 59;
const dollar = 36;
const leftParen = 40;
const rightParen = 41;
const leftBracket = 91;
const rightBracket = 93;
const leftBrace = 123;
const rightBrace = 125;
const comma = 44;
const dot = 46;
const colon = 58;
const equals = 61;
const zero = 48;
const letterR = 114;
const letterB = 98;
const letterF = 102;
const letterT = 116;

const enum Class {
  Other,
  Space,
  Newline,
  Letter,
  Digit,
  Quote,
  Operator,
  Hash,
}

const classes = new Uint8Array(128);
const classify = (characters: string, kind: Class): void => {
  for (const character of characters) classes[character.charCodeAt(0)] = kind;
};
classify(" \t\f", Class.Space);
classify("\n", Class.Newline);
classify("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", Class.Letter);
classify("0123456789", Class.Digit);
classify('"', Class.Quote);
classify("+-*/%@<>&|^~!=()[]{},:.", Class.Operator);
classify("#", Class.Hash);

const isDigit = (unit: number): boolean => unit >= zero && unit <= 57;
const isCloser = (unit: number): boolean => unit === rightParen || unit === rightBracket || unit === rightBrace;

const identifier = /[\p{XID_Start}_]\p{XID_Continue}*/uy;
const wholeIdentifier = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;

const prefixes: ReadonlySet<string> = new Set(["r", "u", "b", "rb", "f", "rf", "t", "rt"]);
const rawHint = 'write an ordinary string, with `\\\\` for each `\\` and `\\"` for each `"`';

const closers: Readonly<Partial<Record<Kind, string>>> = {
  [Kind.Paren]: ")",
  [Kind.Bracket]: "]",
  [Kind.Brace]: "}",
  [Kind.Interpolation]: "}",
};

/** Statements that can be told by their first words, wherever these stand at the start of a line. */
const statement = new RegExp(
  [
    "(?:def|class|while|pass|break|continue|return|import|raise|try|with|assert|del|global|nonlocal|except|finally|elif)(?![\\p{XID_Continue}\"'`])",
    "async +(?:def|with|func(?:tion)?) ",
    // Not `func for f in fs` or `func in (f, g)`.
    "func(?:tion)? +(?!(?:in|is|not|and|or|if|else|for|async|as|from)(?!\\p{XID_Continue}))[\\p{XID_Start}_`][\\p{XID_Continue}`]* *[[(]",
  ].join("|"),
  "uy",
);

const assignment = /[\p{XID_Start}_`][\p{XID_Continue}.`]* *(?:[-+%@&|^]|\*\*?|\/\/?|<<|>>)?=(?![=>])/uy;

const hasParameters: ReadonlySet<TokenType> = new Set([t.Def, t.Lambda]);

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Whether an odd number of `\` stands before `end`. */
function isEscaped(text: string, from: number, end: number): boolean {
  let at = end;
  while (at > from && text.charCodeAt(at - 1) === backslash) at--;
  return (end - at) % 2 === 1;
}

/** The last character of the escape at `at`; the brace of `\u{…}` belongs to it. */
function lastOfEscape(text: string, at: number, triple: boolean): number {
  if (matchesAt(codePointEscape, text, at)) return codePointEscape.lastIndex - 1;
  return text.charCodeAt(at + 1) === newline && !triple ? at : at + 1;
}

const codePointEscape = /\\u\{[0-9a-fA-F]*\}/y;

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

const codeName = (character: string): string => (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");

const characterHints: Readonly<Record<string, string>> = {
  "?": "a conditional expression is `if (c) a else b`",
  $: '`${…}` stands in template strings: `f"…"`',
  "\u00a0": "write an ordinary space",
  "\u201c": 'strings stand between `"` and `"`',
  "\u201d": 'strings stand between `"` and `"`',
  "\u2018": 'strings stand between `"` and `"`',
  "\u2019": 'strings stand between `"` and `"`',
  "\u00d7": "multiplication is `*`",
  "\u2212": "subtraction is `-`",
};
