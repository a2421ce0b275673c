/** Prints literals and templates, spelled as the source spells them where that says the same. */
import { type ConstantValue, codePointsOf, stringOfCodePoints } from "../ir/constants.js";
import type { Constant, Expression, FormattedValue, Interpolation, JoinedStr, Node, TemplateStr } from "../ir/nodes.js";
import { TokenKind } from "../ir/source-file.js";
import {
  decodeText,
  escapeBytes,
  escapeText,
  formatFloat,
  formatImaginary,
  formatInt,
  joinTexts,
  type Piece,
  piecesIn,
  rawText,
  type StringTarget,
  type Style,
  sameText,
  type Text,
} from "./literals.js";
import { PrinterBase } from "./printer-base.js";

export abstract class LiteralPrinter extends PrinterBase {
  protected constantWord(value: ConstantValue): string {
    return value === null ? "None" : value === true ? this.trueText : value === false ? this.falseText : "...";
  }

  protected constant(node: Constant): void {
    const { value } = node;
    if (typeof value === "bigint") return this.w.leaf(formatInt(value, this.numberSpelling(node)), node.loc);
    if (typeof value === "number") return this.w.leaf(formatFloat(value, this.numberSpelling(node)), node.loc);
    if (typeof value === "string") return this.string(node, value);
    if (value === null || typeof value === "boolean") return this.w.leaf(this.constantWord(value), node.loc);
    switch (value.type) {
      case "ellipsis":
        return this.w.leaf("...", node.loc);
      case "imaginary":
        return this.w.leaf(formatImaginary(value.value, this.numberSpelling(node)), node.loc);
      case "bytes":
        return this.bytes(node);
      case "surrogates":
        return this.string(node, value);
    }
  }

  private numberSpelling(node: Node): string | undefined {
    const place = this.w.placeOf(node.loc);
    if (!place) return undefined;
    const index = this.file.tokenAtOrAfter(place.start);
    return this.file.tokens.kind[index] === TokenKind.Number && this.file.tokens.end[index] === place.end
      ? this.file.tokenText(index)
      : undefined;
  }

  private piecesOf(node: Expression): readonly Piece[] | undefined {
    const place = this.w.placeOf(node.loc);
    return place && piecesIn(this.file, place.start, place.end);
  }

  private string(node: Constant, value: Text): void {
    const pieces = this.piecesOf(node);
    const texts = pieces?.map((piece) => (piece.kind === "text" ? this.decoded(piece, piece.bodyStart, piece.bodyEnd, false) : undefined));
    if (pieces && texts?.every((text) => text !== undefined) && sameText(joinTexts(texts), value)) {
      this.separated(
        [...pieces.keys()],
        () => this.w.space(),
        (index) => {
          const piece = pieces[index] as Piece;
          this.w.range(
            this.stringLiteral(node, texts[index] as Text, piece.style, index === 0 && node.prefix === "u"),
            piece.start,
            piece.end,
          );
        },
      );
      return;
    }
    this.w.leaf(this.stringLiteral(node, value, pieces?.[0]?.style ?? { raw: false, triple: false }, node.prefix === "u"), node.loc);
  }

  private stringLiteral(node: Expression, value: Text, style: Style, unicode: boolean): string {
    const quote = this.quoteFor(node, style);
    const target = { ...this.target, quote, multiline: quote.length === 3, tabs: quote.length === 3 && style.tabs === true };
    if (style.raw && !unicode) {
      const text = rawText(value, target, false);
      if (text !== undefined) return `r${quote}${text}${quote}`;
    }
    return `${unicode ? "u" : ""}${quote}${escapeText(value, target, false)}${quote}`;
  }

  private decoded(piece: Piece, start: number, end: number, template: boolean): Text | undefined {
    return decodeText(this.file.text.slice(start, end), piece.style, this.file.language, template);
  }

  private bytes(node: Constant): void {
    const value = node.value as Extract<ConstantValue, { type: "bytes" }>;
    const pieces = this.piecesOf(node);
    const texts = pieces?.map((piece) => (piece.kind === "bytes" ? this.decoded(piece, piece.bodyStart, piece.bodyEnd, false) : undefined));
    const whole = String.fromCharCode(...(value.bytes.length < 4096 ? value.bytes : []));
    if (pieces && texts && value.bytes.length < 4096 && texts.every((text) => typeof text === "string") && texts.join("") === whole) {
      this.separated(
        [...pieces.keys()],
        () => this.w.space(),
        (index) => {
          const piece = pieces[index] as Piece;
          const bytes = Uint8Array.from(texts[index] as string, (character) => character.charCodeAt(0));
          this.w.range(this.bytesLiteral(node, bytes, piece.style), piece.start, piece.end);
        },
      );
      return;
    }
    this.w.leaf(this.bytesLiteral(node, value.bytes, pieces?.[0]?.style ?? { raw: false, triple: false }), node.loc);
  }

  private bytesLiteral(node: Expression, bytes: Uint8Array, style: Style): string {
    const quote = this.quoteFor(node, style);
    const target = { ...this.target, quote, multiline: quote.length === 3 };
    if (style.raw && bytes.every((byte) => byte < 0x7f)) {
      const text = rawText(String.fromCharCode(...bytes), target, false);
      if (text !== undefined) return `rb${quote}${text}${quote}`;
    }
    return `b${quote}${escapeBytes({ type: "bytes", bytes }, target)}${quote}`;
  }

  // --- templates ------------------------------------------------------------------------------------------------------

  protected template(node: JoinedStr | TemplateStr): void {
    const pieces = this.piecesOf(node);
    const split = pieces && this.splitTemplate(node, pieces);
    if (!pieces || !split) return this.wholeTemplate(node, pieces?.find((piece) => piece.kind === "template")?.style);
    this.separated(
      [...pieces.keys()],
      () => this.w.space(),
      (index) => {
        const piece = pieces[index] as Piece;
        const parts = split[index] as TemplatePart[];
        if (piece.kind === "template") return this.templateLiteral(node, parts, piece.style, piece);
        this.w.range(this.stringLiteral(node, (parts[0] as { text: Text }).text, piece.style, piece.unicode), piece.start, piece.end);
      },
    );
  }

  /**
   * Which texts and values stand in which of a template's adjacent literals, or `undefined` when the source does not say
   * the same as the tree.
   */
  private splitTemplate(node: JoinedStr | TemplateStr, pieces: readonly Piece[]): TemplatePart[][] | undefined {
    const values = node.values.filter(
      (value): value is FormattedValue | Interpolation => value.kind === "FormattedValue" || value.kind === "Interpolation",
    );
    let next = 0;
    const split: TemplatePart[][] = [];
    for (const piece of pieces) {
      if (piece.kind === "bytes") return undefined;
      const parts: TemplatePart[] = [];
      let at = piece.bodyStart;
      const addText = (end: number): boolean => {
        const text = this.decoded(piece, at, end, piece.kind === "template");
        if (text === undefined) return false;
        parts.push({ text });
        return true;
      };
      for (; next < values.length; next++) {
        const value = values[next] as FormattedValue | Interpolation;
        if (value.loc.kind !== "span" || value.loc.file !== this.file) return undefined;
        if (value.loc.start >= piece.end) break;
        if (value.loc.start < at || !addText(value.loc.start)) return undefined;
        const debug = this.debugText(value);
        const last = parts.at(-1);
        // What `{x = }` says in words is text like the text in front of it.
        if (debug && last && "text" in last) parts[parts.length - 1] = { text: joinTexts([last.text, debug]) };
        parts.push({ value });
        at = value.loc.end;
      }
      if (!addText(piece.bodyEnd)) return undefined;
      split.push(parts);
    }
    return next === values.length && sameTemplate(split, node) ? split : undefined;
  }

  /** The text that `{x = }` adds in front of its value. */
  private debugText(node: FormattedValue | Interpolation): string | undefined {
    if (this.file.language !== "python" || node.loc.kind !== "span" || node.value.loc.kind !== "span") return undefined;
    let index = this.file.tokenAtOrAfter(node.value.loc.end);
    while (this.file.tokenIs(index, ")")) index++;
    if (!this.file.tokenIs(index, "=")) return undefined;
    return this.file.text.slice(node.loc.start + 1, this.file.tokens.start[index + 1]);
  }

  private wholeTemplate(node: JoinedStr | TemplateStr, style: Style = { raw: false, triple: false }): void {
    // Literal text that carries a `u` prefix can only stand in a literal of its own.
    const runs: { unicode: boolean; parts: TemplatePart[] }[] = [];
    for (const value of node.values) {
      const unicode = value.kind === "Constant" && value.prefix === "u";
      const part: TemplatePart =
        value.kind === "Constant" ? { text: value.value as Text } : { value: value as FormattedValue | Interpolation };
      const last = runs[runs.length - 1];
      if (!unicode && last && !last.unicode) last.parts.push(part);
      else runs.push({ unicode, parts: [part] });
    }
    if (!runs.some((run) => !run.unicode)) runs.push({ unicode: false, parts: [] });
    this.w.arrive(node.loc);
    this.separated(
      runs,
      () => this.w.space(),
      (run) => {
        if (run.unicode) this.w.write(this.stringLiteral(node, (run.parts[0] as { text: Text }).text, { raw: false, triple: false }, true));
        else this.templateLiteral(node, run.parts, { raw: false, triple: style.triple });
      },
    );
    const place = this.w.placeOf(node.loc);
    if (place) this.w.pass(place.end);
  }

  private templateLiteral(node: JoinedStr | TemplateStr, parts: readonly TemplatePart[], style: Style, piece?: Piece): void {
    const values = parts.flatMap((part) => ("value" in part ? [part.value] : []));
    this.withQuotes(node, values, style, (quote, multiline) => {
      this.templateIn(node, parts, style.raw, { ...this.target, quote, multiline }, piece);
    });
  }

  private templateIn(
    node: JoinedStr | TemplateStr,
    parts: readonly TemplatePart[],
    asRaw: boolean,
    target: StringTarget,
    piece: Piece | undefined,
  ): void {
    const { w } = this;
    const { quote } = target;
    const letter = node.kind === "JoinedStr" ? "f" : "t";
    const raws = asRaw ? parts.map((part) => ("text" in part ? rawText(part.text, target, true) : "")) : [undefined];
    const raw = !raws.includes(undefined) && !this.specsNeedEscapes(parts);
    const opening = `${raw ? "r" : ""}${letter}${quote}`;
    const place = w.placeOf(node.loc);
    if (piece) w.range(opening, piece.start, piece.bodyStart);
    else if (place) w.begin(opening, place.start);
    else w.added(opening);
    w.withoutBreaks(() => {
      parts.forEach((part, index) => {
        if ("value" in part) this.interpolation(part.value, target);
        else w.write(raw ? (raws[index] as string) : escapeText(part.text, target, true));
      });
      if (piece) w.range(quote, piece.bodyEnd, piece.end);
      else w.write(quote);
    });
  }

  /** A raw template is raw in its format specifications as well. */
  private specsNeedEscapes(parts: readonly TemplatePart[]): boolean {
    const check = (node: Expression): boolean =>
      node.kind === "JoinedStr"
        ? node.values.some(check)
        : node.kind === "Constant"
          ? typeof node.value !== "string" || /[^ !#-&(-[\]-z|~]/.test(node.value)
          : (node.kind === "FormattedValue" || node.kind === "Interpolation") && node.format_spec !== null && check(node.format_spec);
    return parts.some((part) => "value" in part && part.value.format_spec !== null && check(part.value.format_spec));
  }

  private interpolation(node: FormattedValue | Interpolation, target: StringTarget): void {
    const { w } = this;
    if (node.loc.kind === "span" && node.loc.file === this.file) w.pass(node.loc.start);
    w.token(this.interpolationOpen(), this.spelled("{", "${"));
    this.interpolatedValue(node);
    if (node.conversion !== -1) {
      w.passUpTo("!", "}");
      w.token("!");
      w.token(String.fromCharCode(node.conversion));
    }
    const spec = node.format_spec;
    if (spec) {
      w.write(":");
      for (const value of spec.kind === "JoinedStr" ? spec.values : [spec]) {
        if (value.kind === "Constant") w.write(this.specText(value.value as Text, target));
        else this.interpolation(value as FormattedValue, target);
      }
    }
    w.write("}");
    if (node.loc.kind === "span" && node.loc.file === this.file) w.pass(node.loc.end);
  }

  /** Text of a format specification: the braces that end it, or open a value in it, can only be escapes. */
  private specText(value: Text, target: StringTarget): string {
    const braces = target.language === "nc" ? [125] : [123, 125];
    let text = "";
    let run: number[] = [];
    const flush = (): void => {
      text += escapeText(stringOfCodePoints(run), target, target.language === "nc");
      run = [];
    };
    for (const point of codePointsOf(value)) {
      if (!braces.includes(point)) run.push(point);
      else {
        flush();
        text += `\\x${point.toString(16)}`;
      }
    }
    flush();
    return text;
  }
}

type TemplatePart = { readonly text: Text } | { readonly value: FormattedValue | Interpolation };

/** Whether texts and values, read in order, are those of the node. */
function sameTemplate(split: readonly TemplatePart[][], node: JoinedStr | TemplateStr): boolean {
  const merged: (Text | FormattedValue | Interpolation)[] = [];
  let texts: Text[] = [];
  const flush = (): void => {
    const text = joinTexts(texts);
    if (text !== "") merged.push(text);
    texts = [];
  };
  for (const part of split.flat()) {
    if ("text" in part) texts.push(part.text);
    else {
      flush();
      merged.push(part.value);
    }
  }
  flush();
  return (
    merged.length === node.values.length &&
    merged.every((item, index) => {
      const value = node.values[index] as Expression;
      return value.kind === "Constant" ? isText(item) && sameText(item, value.value as Text) : item === value;
    })
  );
}

const isText = (item: Text | FormattedValue | Interpolation): item is Text => typeof item === "string" || !("kind" in item);
