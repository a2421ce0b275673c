/**
 * Lays a program out anew: the same tree (but for what remembers its text, as `f"{x=}"` and t-strings do) in the many
 * ways in which people and tools write Python. Works on tokens; strings and comments travel as they are.
 */
import type { ParsedModule } from "../../compiler/frontend/message.js";
import type { Span } from "../../compiler/ir/location.js";
import { type Expression, type FieldInfo, isPattern, type Node, nodeFields, type Statement } from "../../compiler/ir/nodes.js";
import { type SourceFile, TokenKind } from "../../compiler/ir/source-file.js";
import type { Random } from "../harness/random.js";

/** How often each change is made where it can be made, from 0 to 1. */
export interface LayoutStyle {
  readonly comments: number;
  readonly breaks: number;
  readonly backslashes: number;
  readonly parentheses: number;
  readonly semicolons: number;
  readonly oneLiners: number;
  readonly spellings: number;
  readonly spaces: number;
}

export function randomStyle(random: Random): LayoutStyle {
  const level = (): number => (random.chance(0.4) ? 0 : random.next() ** 3 * 0.6);
  return {
    comments: level(),
    breaks: level(),
    backslashes: level() / 4,
    parentheses: level(),
    semicolons: level(),
    oneLiners: level(),
    spellings: level(),
    spaces: level(),
  };
}

export function layOut(parsed: ParsedModule, random: Random, style: LayoutStyle): string {
  return new Layout(parsed, random, style).print();
}

const indents = ["    ", "    ", "  ", " ", "\t", "        "];

class Layout {
  private readonly file: SourceFile;
  private out = "";
  private readonly before = new Map<number, string>();
  private readonly after = new Map<number, string>();
  private readonly comments = [
    "# note",
    "#",
    "#!x",
    "# é 变量 🎉",
    "#: typed",
    "# type: ignore",
    "# noqa: E501",
    "#\tx",
    "# \"quoted' \\",
    "#@nc: remark",
    "# nc: v1+py314/1",
    "# }) ]",
  ];

  constructor(
    private readonly parsed: ParsedModule,
    private readonly random: Random,
    private readonly style: LayoutStyle,
  ) {
    this.file = parsed.file;
  }

  print(): string {
    const { random, style } = this;
    this.decorate(this.parsed.module);
    if (random.chance(style.comments))
      this.out += random.pick(["#!/usr/bin/env python3\n", "# -*- coding: utf-8 -*-\n", "\n\n", "   \n", "# nc: v1+py314/1\n", "\f\n"]);
    if (this.parsed.module.body.length > 0) this.block(this.parsed.module.body, "");
    if (random.chance(style.comments)) this.out += random.pick(["# the end", "    # indented end\n", "\n\n\n", "\t\n", "#\n#\n"]);
    return random.chance(0.05) ? this.out.replace(/\n$/, "") : this.out;
  }

  /** Decides where parentheses go, from the tree. */
  private decorate(node: Node): void {
    for (const { name, node: isNode } of nodeFields[node.kind] as readonly FieldInfo[]) {
      if (!isNode) continue;
      const value = (node as unknown as Record<string, unknown>)[name];
      for (const child of (Array.isArray(value) ? value : [value]) as (Node | null)[]) {
        // `(a)[0]: int` is an error: Python takes `(a)` for the whole target.
        if (!child || isPattern(child) || (node.kind === "AnnAssign" && name === "target")) continue;
        if (this.mayParenthesise(node, name, child) && this.random.chance(this.style.parentheses / 2))
          this.parenthesise(child as Expression);
        if (node.kind !== "JoinedStr" && node.kind !== "TemplateStr") this.decorate(child);
        else if (child.kind !== "Constant") this.decorateInterpolation(child);
      }
    }
  }

  private decorateInterpolation(node: Node): void {
    if (node.kind !== "FormattedValue" && node.kind !== "Interpolation") return;
    this.decorate(node);
    const { end } = node.value.loc as Span;
    const next = this.file.tokenAtOrAfter(end);
    // `{x=}` shows its own text.
    if (this.random.chance(this.style.spellings / 4) && ["}", "!", ":"].some((text) => this.file.tokenIs(next, text)))
      this.add(this.before, next, this.random.pick(["=", " = ", "= "]));
  }

  private mayParenthesise(parent: Node, field: string, child: Node): boolean {
    if (child.kind === "Slice" || child.kind === "Starred") return false;
    if (
      parent.kind === "Subscript" &&
      field === "slice" &&
      child.kind === "Tuple" &&
      child.elts.some((part) => part.kind === "Slice" || part.kind === "Starred")
    )
      return false;
    return expressionFields.has(`${parent.kind}.${field}`);
  }

  private parenthesise(node: Expression): void {
    const { start, end } = node.loc as Span;
    const first = this.file.tokenAtOrAfter(start);
    const last = this.file.tokenAtOrAfter(end) - 1;
    if (last < first || this.file.tokens.start[first] !== start) return;
    this.before.set(first, `${this.before.get(first) ?? ""}(`);
    this.after.set(last, `)${this.after.get(last) ?? ""}`);
  }

  private add(map: Map<number, string>, index: number, text: string): void {
    map.set(index, (map.get(index) ?? "") + text);
  }

  // --- statements ---------------------------------------------------------------------------------------------------

  private block(statements: readonly Statement[], indent: string): void {
    for (let index = 0; index < statements.length; index++) {
      const statement = statements[index] as Statement;
      this.comment(indent);
      const { first, last } = this.range(statement);
      const bodies = bodiesOf(statement);
      this.out += indent;
      if (statement.kind === "Match") {
        this.match(first, bodies, indent);
        continue;
      }
      if (bodies.length > 0) {
        this.compound(first, last, bodies, indent);
        continue;
      }
      this.tokens(first, last);
      while (
        index + 1 < statements.length &&
        this.random.chance(this.style.semicolons) &&
        bodiesOf(statements[index + 1] as Statement).length === 0
      ) {
        this.out += this.random.pick([";", "; ", " ; ", ";\t"]);
        const next = this.range(statements[++index] as Statement);
        this.tokens(next.first, next.last);
      }
      if (this.random.chance(this.style.semicolons / 3)) this.out += ";";
      this.endLine();
    }
  }

  private compound(first: number, last: number, bodies: readonly (readonly Statement[])[], indent: string): void {
    let cursor = first;
    for (const body of bodies) {
      const start = this.range(body[0] as Statement).first;
      const elif = body.length === 1 && body[0]?.kind === "If" && this.file.tokenIs(start, "elif");
      if (elif) {
        this.out += indent;
        this.compound(start, last, bodiesOf(body[0] as Statement), indent);
        return;
      }
      if (cursor > first) {
        this.comment(this.random.chance(0.5) ? indent : `${indent}    `);
        this.out += indent;
      }
      this.header(cursor, start - 1, indent);
      this.body(body, start, indent);
      cursor = this.tokenAfter(body);
    }
  }

  private match(first: number, bodies: readonly (readonly Statement[])[], indent: string): void {
    const inner = indent + this.random.pick(indents);
    let subject = first;
    while (!this.logicalLineEnds().has(subject)) subject++;
    this.tokens(first, subject);
    this.endLine();
    let cursor = subject + 1;
    for (const body of bodies) {
      const start = this.range(body[0] as Statement).first;
      this.comment(inner);
      this.out += inner;
      this.header(cursor, start - 1, inner);
      this.body(body, start, inner);
      cursor = this.tokenAfter(body);
    }
  }

  /** @param start first token of the body, which stands behind the `:` of its header */
  private body(body: readonly Statement[], start: number, indent: string): void {
    const oneLiner = body.every((statement) => bodiesOf(statement).length === 0) && this.random.chance(this.style.oneLiners);
    if (!oneLiner) {
      this.endLine();
      this.block(body, indent + this.random.pick(indents));
      return;
    }
    this.out += this.random.pick([" ", "", "\t"]);
    body.forEach((statement, index) => {
      if (index > 0) this.out += "; ";
      const { first, last } = this.range(statement);
      this.tokens(index === 0 ? start : first, last);
    });
    this.endLine();
  }

  private tokenAfter(body: readonly Statement[]): number {
    let index = this.range(body[body.length - 1] as Statement).last + 1;
    while (this.file.tokenIs(index, ";")) index++;
    return index;
  }

  /** The line of a compound statement, each of its decorators on a line of its own. */
  private header(first: number, last: number, indent: string): void {
    let from = first;
    for (let index = first; index < last; index++) {
      if (!this.logicalLineEnds().has(index)) continue;
      this.tokens(from, index);
      this.endLine();
      this.comment(indent);
      this.out += indent;
      from = index + 1;
    }
    this.tokens(from, last);
  }

  private lineEnds: Set<number> | undefined;

  /** Tokens behind which a line of the source ends outside of all brackets. */
  private logicalLineEnds(): Set<number> {
    if (this.lineEnds) return this.lineEnds;
    const ends = new Set<number>();
    const { tokens, text } = this.file;
    let depth = 0;
    for (let index = 0; index + 1 < tokens.count; index++) {
      if (tokens.kind[index] === TokenKind.TemplateStart) depth++;
      else if (tokens.kind[index] === TokenKind.TemplateEnd) depth--;
      else if (tokens.kind[index] === TokenKind.Operator) {
        const token = this.file.tokenText(index);
        if ("([{".includes(token)) depth++;
        else if (")]}".includes(token)) depth--;
      }
      const gap = text.slice(tokens.end[index], tokens.start[index + 1]);
      if (depth === 0 && gap.includes("\n") && !/\\\n/.test(gap.replace(/#.*/g, ""))) ends.add(index);
    }
    this.lineEnds = ends;
    return ends;
  }

  private range(statement: Statement): { first: number; last: number } {
    const { start, end } = statement.loc as Span;
    let first = this.file.tokenAtOrAfter(start);
    const decorator = "decorator_list" in statement ? statement.decorator_list[0] : undefined;
    if (decorator) {
      first = this.file.tokenAtOrAfter((decorator.loc as Span).start);
      while (!this.file.tokenIs(first, "@") || this.insideExpression(first)) first--;
    }
    return { first, last: this.file.tokenAtOrAfter(end) - 1 };
  }

  /** An `@` that is an operator follows an operand on its line; a decorator's follows a line end. */
  private insideExpression(index: number): boolean {
    return index > 0 && !this.logicalLineEnds().has(index - 1) && !this.file.tokenIs(index - 1, ";");
  }

  // --- tokens -------------------------------------------------------------------------------------------------------

  private tokens(first: number, last: number): void {
    const { tokens, text } = this.file;
    let depth = 0;
    for (let index = first; index <= last; index++) {
      const start = tokens.start[index] as number;
      if (index > first) this.gap(tokens.end[index - 1] as number, start, depth, index);
      const opened = this.before.get(index);
      if (opened) {
        this.out += opened;
        depth += [...opened].filter((character) => character === "(").length;
      }
      const kind = tokens.kind[index];
      if (kind === TokenKind.TemplateStart) {
        const end = this.templateEnd(index);
        this.template(index, end);
        index = end;
      } else this.out += this.spell(index, text.slice(start, tokens.end[index]), depth);
      if (kind === TokenKind.Operator) {
        const token = this.file.tokenText(index);
        if ("([{".includes(token)) depth++;
        else if (")]}".includes(token)) depth--;
      }
      const closed = this.after.get(index);
      if (closed) {
        this.out += closed;
        depth -= [...closed].filter((character) => character === ")").length;
      }
    }
  }

  private gap(from: number, to: number, depth: number, index: number): void {
    const { random, style } = this;
    const original = this.file.text.slice(from, to);
    // What stood here may belong to a layout that is gone; only whether there was something matters.
    const space = /[\n#\\]/.test(original) ? " " : original;
    if (depth > 0 && random.chance(style.breaks)) {
      const comment = random.chance(style.comments) ? `  ${random.pick(this.comments)}` : "";
      this.out += `${space}${comment}\n${random.chance(0.1) ? random.pick(["\n", "   # alone\n", "\t\n"]) : ""}${" ".repeat(random.int(12))}`;
    } else if (depth === 0 && index > 0 && random.chance(style.backslashes)) this.out += `${space || ""}\\\n${" ".repeat(random.int(9))}`;
    else if (random.chance(style.spaces)) this.out += space + random.pick([" ", "  ", "\t", "\f"]);
    else this.out += space;
  }

  private templateEnd(start: number): number {
    const { kind } = this.file.tokens;
    let index = start;
    for (let depth = 1; depth > 0; ) {
      index++;
      if (kind[index] === TokenKind.TemplateStart) depth++;
      else if (kind[index] === TokenKind.TemplateEnd) depth--;
    }
    return index;
  }

  /** A template as it is, but for line ends and comments at the start of interpolations, and a new prefix. */
  private template(first: number, last: number): void {
    const { tokens, text } = this.file;
    const { random, style } = this;
    const start = tokens.start[first] as number;
    let from = start;
    if (random.chance(style.spellings) && this.file.tokenIs(first, 'f"')) {
      this.out += 'F"';
      from += 2;
    }
    for (let index = first + 1; index < last; index++) {
      const opened = this.before.get(index);
      const closed = this.after.get(index);
      const interpolation =
        tokens.kind[index] === TokenKind.Operator &&
        this.file.tokenIs(index, "{") &&
        (tokens.kind[index - 1] ?? 0) >= TokenKind.TemplateStart &&
        (tokens.kind[index - 1] ?? 9) <= TokenKind.TemplateText;
      if (opened) {
        this.out += text.slice(from, tokens.start[index]) + opened;
        from = tokens.start[index] as number;
      }
      if (interpolation && random.chance(style.breaks / 4)) {
        this.out += text.slice(from, tokens.end[index]) + random.pick(["\n", " ", "\n  ", "  # here\n"]);
        from = tokens.end[index] as number;
      }
      if (closed) {
        this.out += text.slice(from, tokens.end[index]) + closed;
        from = tokens.end[index] as number;
      }
    }
    this.out += text.slice(from, tokens.end[last]);
    if (random.chance(style.spellings / 3)) this.out += text[start] === "t" || text[start] === "T" ? ' t""' : " ''";
  }

  /** Another spelling of the same literal or name. */
  private spell(index: number, token: string, depth: number): string {
    const { random, style } = this;
    if (!random.chance(style.spellings)) return token;
    switch (this.file.tokens.kind[index]) {
      case TokenKind.Number:
        return this.spellNumber(token);
      case TokenKind.String:
        return (
          this.spellString(token) +
          (random.chance(0.15)
            ? (depth > 0 && random.chance(0.3) ? "\n  " : " ") +
              (/^[^'"]*[bB]/.test(token) ? random.pick(["b''", 'B""', "rb''"]) : random.pick(["''", '""', "r''", "f''", 'u""']))
            : "")
        );
      case TokenKind.Name:
        return this.spellName(token);
      default:
        return token;
    }
  }

  private spellNumber(token: string): string {
    const { random } = this;
    if (/^[1-9]\d*$/.test(token) && token.length < 400) {
      const value = BigInt(token);
      return random.pick([
        `0x${value.toString(16)}`,
        `0X${value.toString(16).toUpperCase()}`,
        `0o${value.toString(8)}`,
        `0B${value.toString(2)}`,
        token.replace(/(\d)(?=(\d{3})+$)/g, "$1_"),
      ]);
    }
    if (token === "0") return random.pick(["00", "0_0", "0x0", "0b0", "000"]);
    if (/^\d+\.0$/.test(token))
      return random.pick([token.slice(0, -1), `${token.slice(0, -2)}e0`, `${token}00`, `${token.slice(0, -2)}E+0`, `0${token}`]);
    if (/^0\.\d+$/.test(token)) return token.slice(1);
    if (token.endsWith("j")) return `${token.slice(0, -1)}J`;
    return token.replace("e", "E");
  }

  private spellString(token: string): string {
    const { random } = this;
    const match = /^([bB]?)(['"])([^'"\\\n]*)\2$/.exec(token);
    if (!match) return token;
    const [, prefix = "", , body = ""] = match;
    const quote = random.pick(["'", '"', "'''", '"""']);
    return random.pick(["", "r", "R"]) + (prefix && random.pick([prefix, prefix.toUpperCase()])) + quote + body + quote;
  }

  /** Python normalises identifiers: `𝑥` is `x`. */
  private spellName(token: string): string {
    if (!/^[a-z]$/.test(token) || this.random.chance(0.7)) return token;
    return String.fromCodePoint(0x1d41a + token.charCodeAt(0) - 97);
  }

  // --- lines --------------------------------------------------------------------------------------------------------

  private endLine(): void {
    const { random, style } = this;
    if (random.chance(style.comments)) this.out += random.pick(["  ", " ", "", "\t"]) + random.pick(this.comments);
    else if (random.chance(style.spaces)) this.out += random.pick([" ", "\t", "   "]);
    this.out += "\n";
    if (random.chance(style.spaces)) this.out += random.pick(["\n", "\n\n", "   \n", "\t\n"]);
  }

  private comment(indent: string): void {
    const { random, style } = this;
    while (random.chance(style.comments / 2))
      this.out += `${random.chance(0.7) ? indent : " ".repeat(random.int(10))}${random.pick(this.comments)}\n`;
  }
}

/** The blocks of a statement in the order of the text. */
function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case "If":
    case "For":
    case "AsyncFor":
    case "While":
      return statement.orelse.length > 0 ? [statement.body, statement.orelse] : [statement.body];
    case "With":
    case "AsyncWith":
    case "FunctionDef":
    case "AsyncFunctionDef":
    case "ClassDef":
      return [statement.body];
    case "Try":
    case "TryStar":
      return [statement.body, ...statement.handlers.map((handler) => handler.body), statement.orelse, statement.finalbody].filter(
        (body) => body.length > 0,
      );
    case "Match":
      return statement.cases.map((matchCase) => matchCase.body);
    default:
      return [];
  }
}

/** `Kind.field` where an expression in parentheses is the same expression. */
const expressionFields = new Set([
  "Assert.test",
  "Assert.msg",
  "Assign.targets",
  "Assign.value",
  "AugAssign.target",
  "AugAssign.value",
  "AnnAssign.annotation",
  "AnnAssign.value",
  "Attribute.value",
  "Await.value",
  "BinOp.left",
  "BinOp.right",
  "BoolOp.values",
  "Call.func",
  "Call.args",
  "Compare.left",
  "Compare.comparators",
  "Delete.targets",
  "Dict.keys",
  "Dict.values",
  "DictComp.key",
  "DictComp.value",
  "Expr.value",
  "For.target",
  "For.iter",
  "AsyncFor.target",
  "AsyncFor.iter",
  "FormattedValue.value",
  "Interpolation.value",
  "GeneratorExp.elt",
  "If.test",
  "IfExp.test",
  "IfExp.body",
  "IfExp.orelse",
  "Lambda.body",
  "List.elts",
  "ListComp.elt",
  "NamedExpr.value",
  "Raise.exc",
  "Raise.cause",
  "Return.value",
  "Set.elts",
  "SetComp.elt",
  "Slice.lower",
  "Slice.upper",
  "Slice.step",
  "Starred.value",
  "Subscript.value",
  "Subscript.slice",
  "Tuple.elts",
  "TypeAlias.value",
  "While.test",
  "Yield.value",
  "YieldFrom.value",
  "comprehension.target",
  "comprehension.iter",
  "comprehension.ifs",
  "keyword.value",
  "match_case.guard",
  "withitem.context_expr",
  "arguments.defaults",
  "arguments.kw_defaults",
  "FunctionDef.returns",
  "AsyncFunctionDef.returns",
  "FunctionDef.decorator_list",
  "ClassDef.bases",
  "ClassDef.decorator_list",
  "Match.subject",
  "ExceptHandler.type",
  "TypeVar.bound",
  "UnaryOp.operand",
  "arg.annotation",
]);
