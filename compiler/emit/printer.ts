/**
 * Prints the IR. Both languages share Python's statements, so one printer walks the tree for both; what differs (names,
 * literals, logic operators, calls, lambdas, conditionals, imports) is left to `NcPrinter` and `PythonPrinter`.
 *
 * Expressions are printed with the loosest precedence that their place allows; parentheses are written where the tree needs
 * them, and where the source has them.
 */
import type { ConstantValue } from "../ir/constants.js";
import type { Location } from "../ir/location.js";
import type {
  Alias,
  Arguments,
  BinaryOperator,
  Call,
  ClassDef,
  CompareOperator,
  Comprehension,
  Constant,
  Dict,
  DictComp,
  Expression,
  FormattedValue,
  IfExp,
  Import,
  ImportFrom,
  Interpolation,
  JoinedStr,
  Keyword,
  Lambda,
  MatchCase,
  MatchSequence,
  Module,
  Node,
  Pattern,
  Statement,
  TemplateStr,
  Tuple,
  TypeParam,
  WithItem,
} from "../ir/nodes.js";
import { type SourceFile, TokenKind } from "../ir/source-file.js";
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
import type { Printed } from "./printed.js";
import { Writer } from "./writer.js";

/** Precedence of expressions, loosest first. A place asks for at least one of these. */
export const enum Level {
  Yield,
  Tuple,
  Named,
  Test,
  Or,
  And,
  Not,
  Compare,
  BitOr,
  BitXor,
  BitAnd,
  Shift,
  Arith,
  Term,
  Unary,
  Power,
  Await,
  Primary,
}

const binaryOperators: Readonly<Record<BinaryOperator, readonly [text: string, level: Level]>> = {
  Add: ["+", Level.Arith],
  Sub: ["-", Level.Arith],
  Mult: ["*", Level.Term],
  MatMult: ["@", Level.Term],
  Div: ["/", Level.Term],
  Mod: ["%", Level.Term],
  FloorDiv: ["//", Level.Term],
  Pow: ["**", Level.Power],
  LShift: ["<<", Level.Shift],
  RShift: [">>", Level.Shift],
  BitOr: ["|", Level.BitOr],
  BitXor: ["^", Level.BitXor],
  BitAnd: ["&", Level.BitAnd],
};

const compareOperators: Readonly<Record<CompareOperator, readonly string[]>> = {
  Eq: ["=="],
  NotEq: ["!="],
  Lt: ["<"],
  LtE: ["<="],
  Gt: [">"],
  GtE: [">="],
  Is: ["is"],
  IsNot: ["is", "not"],
  In: ["in"],
  NotIn: ["not", "in"],
};

export abstract class Printer {
  protected readonly w: Writer;
  /** Whether the statements being printed stand directly in a class. */
  protected inClass = false;

  constructor(protected readonly file: SourceFile) {
    this.w = new Writer(file);
  }

  // --- what the languages differ in -----------------------------------------------------------------------------------

  protected abstract readonly target: Pick<StringTarget, "language">;
  protected abstract readonly trueText: string;
  protected abstract readonly falseText: string;
  protected abstract name(id: string): string;
  protected abstract functionKeyword(): string;
  /** Between a keyword argument's name and its value. */
  protected abstract keywordSeparator(): void;
  protected abstract parameterDefault(annotated: boolean): void;
  protected abstract logicOperator(op: "And" | "Or"): void;
  protected abstract logicOperand(node: Expression, op: "And" | "Or"): void;
  protected abstract not(operand: Expression): void;
  protected abstract conditional(node: IfExp): void;
  protected abstract lambda(node: Lambda): void;
  protected abstract dictKey(key: Expression): void;
  protected abstract guardKeyword(): void;
  protected abstract import(node: Import): void;
  protected abstract importFrom(node: ImportFrom): void;
  /** Quotes for a literal; Python before 3.12 has few to choose from inside a template. */
  protected abstract quoteFor(node: Expression, style: Style): string;
  /** Prints a template literal, with its quotes, around these values. */
  protected withQuotes(
    node: JoinedStr | TemplateStr,
    _values: readonly (FormattedValue | Interpolation)[],
    style: Style,
    print: (quote: string, multiline: boolean) => void,
  ): void {
    const quote = this.quoteFor(node, style);
    print(quote, quote.length === 3);
  }
  protected abstract interpolationOpen(): string;
  protected abstract interpolatedValue(node: FormattedValue | Interpolation): void;
  protected abstract leadsLikeStatement(node: Expression): boolean;
  /** A whole statement that the language writes in a form of its own. */
  protected abstract special(node: Statement): boolean;

  /** The source's spelling of a keyword or operator that the languages spell differently. */
  protected spelled(python: string, nc: string): string {
    return this.file.language === "python" ? python : nc;
  }

  // --- modules and statements -----------------------------------------------------------------------------------------

  /** Prints a whole module. */
  print(module: Module): Printed {
    this.statements(module.body);
    return this.w.finish();
  }

  private statements(body: readonly Statement[]): void {
    for (const statement of body) this.statement(statement);
  }

  /** Where a statement's first line starts in the source, decorators included; -1 when it has no place there. */
  private startOf(node: Statement): number {
    const place = this.w.placeOf(node.loc);
    if (!place) return -1;
    if (!("decorator_list" in node) || node.decorator_list.length === 0) return place.start;
    return this.w.peek("@") >= 0 ? this.w.peek("@") : place.start;
  }

  private statement(node: Statement): void {
    this.w.within(node.loc, () => this.statementIn(node));
  }

  private statementIn(node: Statement): void {
    const { w } = this;
    const start = this.startOf(node);
    switch (node.kind) {
      case "FunctionDef":
      case "AsyncFunctionDef":
      case "ClassDef":
        return this.definition(node, start);
      case "If":
        return this.ifStatement(node, start, "if");
      case "For":
      case "AsyncFor":
        w.startLine(start, true);
        if (node.kind === "AsyncFor") this.keyword("async");
        this.keyword("for");
        this.expression(node.target, Level.Tuple);
        this.infix("in");
        this.expression(node.iter, Level.Tuple);
        this.body(node.body);
        return this.elseBlock(node.orelse);
      case "While":
        w.startLine(start, true);
        this.keyword("while");
        this.expression(node.test, Level.Named);
        this.body(node.body);
        return this.elseBlock(node.orelse);
      case "With":
      case "AsyncWith":
        w.startLine(start, true);
        if (node.kind === "AsyncWith") this.keyword("async");
        this.keyword("with");
        this.withItems(node.items);
        return this.body(node.body);
      case "Try":
      case "TryStar":
        return this.tryStatement(node, start);
      case "Match":
        w.startLine(start, true);
        this.keyword("match");
        this.expression(node.subject, Level.Tuple);
        this.blockOf(node.cases[0]?.pattern.loc, "case", () => {
          for (const matchCase of node.cases) this.matchCase(matchCase);
        });
        return;
      default:
        w.startLine(start);
        if (!this.special(node)) this.simple(node);
        w.endLine();
    }
  }

  private simple(node: Statement): void {
    const { w } = this;
    switch (node.kind) {
      case "Expr":
        return this.expression(node.value, this.leadsLikeStatement(node.value) ? Level.Primary : Level.Yield);
      case "Assign":
        for (const target of node.targets) {
          this.expression(target, Level.Tuple);
          this.infix("=");
        }
        return this.expression(node.value, Level.Yield);
      case "AugAssign":
        this.expression(node.target, Level.Named);
        this.infix(`${binaryOperators[node.op][0]}=`);
        return this.expression(node.value, Level.Yield);
      case "AnnAssign":
        // Parentheses around a name say that it is not a simple target.
        this.expression(node.target, node.target.kind === "Name" && node.simple === 0 ? Level.Primary + 1 : Level.Named);
        w.token(":");
        w.space();
        this.expression(node.annotation, Level.Test);
        if (node.value) {
          this.infix("=");
          this.expression(node.value, Level.Yield);
        }
        return;
      case "Return":
        this.bareKeyword("return");
        if (node.value) {
          w.space();
          this.expression(node.value, Level.Tuple);
        }
        return;
      case "Raise":
        this.bareKeyword("raise");
        if (node.exc) {
          w.space();
          this.expression(node.exc, Level.Test);
        }
        if (node.cause) {
          this.infix("from");
          this.expression(node.cause, Level.Test);
        }
        return;
      case "Delete":
        this.keyword("del");
        return this.list(node.targets, (target) => this.expression(target, Level.Named));
      case "Assert":
        this.keyword("assert");
        this.expression(node.test, Level.Test);
        if (node.msg) {
          w.token(",");
          w.space();
          this.expression(node.msg, Level.Test);
        }
        return;
      case "Global":
      case "Nonlocal":
        this.keyword(node.kind.toLowerCase());
        return this.list(node.names, (name) => w.word(this.name(name), name));
      case "TypeAlias":
        this.keyword("type");
        this.expression(node.name, Level.Primary);
        this.typeParams(node.type_params);
        this.infix("=");
        return this.expression(node.value, Level.Test);
      case "Import":
        return this.import(node);
      case "ImportFrom":
        return this.importFrom(node);
      case "Pass":
      case "Break":
      case "Continue":
        return this.bareKeyword(node.kind.toLowerCase());
      default:
        throw new Error(`${node.kind} is no simple statement`);
    }
  }

  private definition(node: Extract<Statement, { decorator_list: Expression[] }>, start: number): void {
    const { w } = this;
    let at = start;
    for (const decorator of node.decorator_list) {
      w.startLine(at);
      w.token("@");
      this.expression(decorator, Level.Named);
      w.endLine();
      at = w.peek("@");
    }
    const place = w.placeOf(node.loc);
    w.startLine(place ? place.start : -1, true);
    if (node.kind === "ClassDef") {
      this.keyword("class");
      w.word(this.name(node.name), node.name);
      this.typeParams(node.type_params);
      this.classArguments(node);
    } else {
      if (node.kind === "AsyncFunctionDef") this.keyword("async");
      const keyword = ["def", "function", "func"].find((word) => w.nextIs(word)) ?? "def";
      w.token(this.functionKeyword(), keyword);
      w.space();
      w.word(this.name(node.name), node.name);
      this.typeParams(node.type_params);
      w.open("(");
      this.parameters(node.args);
      w.close(")");
      if (node.returns) {
        this.infix("->");
        this.expression(node.returns, Level.Test);
      }
    }
    const outer = this.inClass;
    this.inClass = node.kind === "ClassDef";
    this.body(node.body);
    this.inClass = outer;
  }

  private classArguments(node: ClassDef): void {
    if (node.bases.length + node.keywords.length === 0) return;
    this.w.open("(");
    this.callItems(node.bases, node.keywords);
    this.w.close(")");
  }

  private ifStatement(node: Extract<Statement, { kind: "If" }>, start: number, word: string): void {
    const { w } = this;
    w.startLine(start, true);
    this.keyword(word);
    this.expression(node.test, Level.Named);
    this.body(node.body);
    const [only, ...others] = node.orelse;
    if (only?.kind === "If" && others.length === 0) {
      const elif = w.peek("elif");
      if (elif >= 0 || w.peek("else") < 0) return this.ifStatement(only, elif, "elif");
    }
    this.elseBlock(node.orelse);
  }

  private elseBlock(body: readonly Statement[], word = "else"): void {
    if (body.length === 0) return;
    this.w.startLine(this.w.peek(word), true);
    this.w.token(word);
    this.body(body);
  }

  private tryStatement(node: Extract<Statement, { kind: "Try" | "TryStar" }>, start: number): void {
    const { w } = this;
    w.startLine(start, true);
    w.token("try");
    this.body(node.body);
    for (const handler of node.handlers) {
      w.startLine(w.peek("except"), true);
      w.token("except");
      if (node.kind === "TryStar") w.token("*");
      if (handler.type) {
        w.space();
        this.expression(handler.type, Level.Test);
      }
      if (handler.name !== null) {
        this.infix("as");
        w.word(this.name(handler.name), handler.name);
      }
      this.body(handler.body);
    }
    this.elseBlock(node.orelse);
    this.elseBlock(node.finalbody, "finally");
  }

  /** `:` and the block below it. */
  private body(body: readonly Statement[]): void {
    const [first] = body;
    this.blockOf(first?.loc, first && "decorator_list" in first && first.decorator_list.length > 0 ? "@" : undefined, () =>
      this.statements(body),
    );
  }

  /**
   * @param first location of the first thing in the block
   * @param lead  token in front of it that starts its line, if any
   */
  private blockOf(first: Location | undefined, lead: string | undefined, print: () => void): void {
    const { w } = this;
    w.token(":");
    w.endLine();
    const place = first && w.placeOf(first);
    const led = lead ? w.peek(lead) : -1;
    w.block(place ? (led >= 0 ? led : place.start) : -1, print);
  }

  private withItems(items: readonly WithItem[]): void {
    const { w } = this;
    const print = (): void =>
      this.list(items, (item) => {
        this.expression(item.context_expr, Level.Test);
        if (item.optional_vars) {
          this.infix("as");
          this.expression(item.optional_vars, Level.Named);
        }
      });
    if (!this.groupHoldsItems(items)) return print();
    // Parentheses around the items only stay when they hold a line break.
    if (w.groupIsOneLine()) {
      w.skip();
      return print();
    }
    w.open("(");
    print();
    w.close(")");
  }

  /** Whether the parenthesis that comes next is around the items, not around the first one's expression. */
  private groupHoldsItems(items: readonly WithItem[]): boolean {
    const [first] = items;
    return (
      first !== undefined &&
      this.w.nextIs("(") &&
      this.w.groupEndsBefore(":") &&
      !this.w.hasGroup(first.context_expr.loc) &&
      !this.isOneParenthesised(items)
    );
  }

  private isOneParenthesised([first, ...others]: readonly WithItem[]): boolean {
    return others.length === 0 && first !== undefined && !first.optional_vars && this.hasOwnParentheses(first.context_expr.loc);
  }

  // --- patterns -------------------------------------------------------------------------------------------------------

  private matchCase(node: MatchCase): void {
    const { w } = this;
    w.startLine(w.peek("case"), true);
    this.keyword("case");
    this.pattern(node.pattern, "open");
    if (node.guard) {
      this.guardKeyword();
      this.expression(node.guard, Level.Named);
    }
    this.body(node.body);
  }

  /** @param place what may stand here without parentheses: an open sequence, an `as` pattern, an `or` pattern, or neither */
  private pattern(node: Pattern, place: "open" | "as" | "or" | "closed"): void {
    const { w } = this;
    w.within(node.loc, () => {
      if (w.openGroup(node.loc)) {
        this.patternIn(node, "as");
        return w.closeGroup();
      }
      const needs =
        (node.kind === "MatchAs" && node.pattern && place !== "as" && place !== "open") || (node.kind === "MatchOr" && place === "closed");
      if (!needs) return this.patternIn(node, place);
      w.arrive(node.loc);
      w.open("(", "");
      this.patternIn(node, "as");
      w.close(")");
    });
  }

  private patternIn(node: Pattern, place: "open" | "as" | "or" | "closed"): void {
    const { w } = this;
    switch (node.kind) {
      case "MatchValue":
        return this.expression(node.value, Level.Arith);
      case "MatchSingleton":
        return w.leaf(this.constantWord(node.value), node.loc);
      case "MatchSequence":
        return this.sequencePattern(node, place === "open");
      case "MatchMapping":
        w.open("{");
        this.list([...node.keys.keys(), ...(node.rest === null ? [] : ["rest" as const])], (index) => {
          if (index === "rest") {
            w.token("**");
            w.word(this.name(node.rest as string), node.rest as string);
            return;
          }
          this.expression(node.keys[index] as Expression, Level.Arith);
          w.token(":");
          w.space();
          this.pattern(node.patterns[index] as Pattern, "as");
        });
        return w.close("}");
      case "MatchClass": {
        this.expression(node.cls, Level.Primary);
        w.open("(");
        const attributes = node.kwd_attrs.map((name, index) => [name, node.kwd_patterns[index] as Pattern] as const);
        this.list([...node.patterns, ...attributes], (item) => {
          if (!isPair(item)) return this.pattern(item, "as");
          w.word(this.name(item[0]), item[0]);
          this.keywordSeparator();
          this.pattern(item[1], "as");
        });
        return w.close(")");
      }
      case "MatchStar":
        w.token("*");
        return w.word(node.name === null ? "_" : this.name(node.name), node.name ?? "_");
      case "MatchAs":
        if (node.pattern) {
          this.pattern(node.pattern, "or");
          this.infix("as");
          return w.word(this.name(node.name as string), node.name as string);
        }
        return w.word(node.name === null ? "_" : this.name(node.name), node.name ?? "_");
      case "MatchOr":
        return this.separated(
          node.patterns,
          () => this.infix("|"),
          (pattern) => this.pattern(pattern, "closed"),
        );
    }
  }

  private sequencePattern(node: MatchSequence, mayBeOpen: boolean): void {
    const { w } = this;
    const items = (): void => this.list(node.patterns, (pattern) => this.pattern(pattern, "as"));
    if (w.placeOf(node.loc) && !w.nextIs("[")) {
      if (this.hasOwnParentheses(node.loc)) {
        w.open("(");
        items();
        if (node.patterns.length === 1) this.singleComma();
        return w.close(")");
      }
      if (mayBeOpen) {
        items();
        if (node.patterns.length === 1) this.singleComma();
        return;
      }
    }
    w.open("[");
    items();
    w.close("]");
  }

  // --- expressions ----------------------------------------------------------------------------------------------------

  /** Prints an expression where at least `level` is needed. */
  protected expression(node: Expression, level: Level): void {
    this.w.within(node.loc, () => {
      if (this.w.openGroup(node.loc)) {
        this.expressionIn(node, Level.Yield);
        this.w.closeGroup();
      } else if (this.needsParentheses(node, level)) this.parenthesised(node);
      else this.expressionIn(node, level);
    });
  }

  /** `:=` goes without parentheses only where the grammar says so, not wherever looser expressions do. */
  private needsParentheses(node: Expression, level: Level): boolean {
    return this.levelOf(node) < level || (node.kind === "NamedExpr" && level !== Level.Named);
  }

  protected parenthesised(node: Expression): void {
    this.w.arrive(node.loc);
    this.w.open("(", "");
    this.expressionIn(node, Level.Yield);
    this.w.close(")");
  }

  /** Prints an expression without the parentheses that the source has around it. */
  protected bare(node: Expression, level: Level): void {
    this.w.within(node.loc, () => {
      this.w.skipGroup(node.loc);
      if (this.needsParentheses(node, level)) this.parenthesised(node);
      else this.expressionIn(node, level);
    });
  }

  protected levelOf(node: Expression): Level {
    switch (node.kind) {
      case "Yield":
      case "YieldFrom":
        return Level.Yield;
      case "Tuple":
        return this.hasOwnParentheses(node.loc) || node.elts.length === 0 ? Level.Primary : Level.Tuple;
      case "NamedExpr":
        return Level.Named;
      case "Lambda":
      case "IfExp":
        return Level.Test;
      case "BoolOp":
        return node.op === "Or" ? Level.Or : Level.And;
      case "UnaryOp":
        return node.op === "Not" ? Level.Not : Level.Unary;
      case "Compare":
        return Level.Compare;
      case "BinOp":
        return binaryOperators[node.op][1];
      case "Await":
        return Level.Await;
      default:
        return Level.Primary;
    }
  }

  private expressionIn(node: Expression, level: Level): void {
    const { w } = this;
    switch (node.kind) {
      case "Name": {
        const text = this.name(node.id);
        return w.leaf(text, node.loc, text === node.id ? undefined : node.id);
      }
      case "Constant":
        return this.constant(node);
      case "Attribute":
        this.expression(
          node.value,
          node.value.kind === "Constant" && typeof node.value.value === "bigint" ? Level.Primary + 1 : Level.Primary,
        );
        w.token(".");
        return w.word(node.attr, node.attr);
      case "Call":
        this.expression(node.func, Level.Primary);
        w.open("(");
        this.callArguments(node);
        return w.close(")");
      case "Subscript":
        this.expression(node.value, Level.Primary);
        w.open("[");
        this.subscript(node.slice);
        return w.close("]");
      case "Slice":
        return this.slice(node);
      case "BinOp": {
        const [text, own] = binaryOperators[node.op];
        const power = node.op === "Pow";
        this.expression(node.left, power ? Level.Await : own);
        this.infix(text);
        return this.expression(node.right, power ? Level.Unary : own + 1);
      }
      case "UnaryOp":
        if (node.op === "Not") return this.not(node.operand);
        w.token(node.op === "USub" ? "-" : node.op === "UAdd" ? "+" : "~");
        return this.expression(node.operand, Level.Unary);
      case "BoolOp":
        return this.separated(
          node.values,
          () => this.logicOperator(node.op),
          (value) => this.logicOperand(value, node.op),
        );
      case "Compare":
        this.expression(node.left, Level.BitOr);
        node.ops.forEach((op, index) => {
          for (const word of compareOperators[op]) this.infix(word);
          this.expression(node.comparators[index] as Expression, Level.BitOr);
        });
        return;
      case "NamedExpr":
        this.expression(node.target, Level.Primary);
        this.infix(":=");
        return this.expression(node.value, Level.Test);
      case "IfExp":
        // The languages order its parts differently, so that a comment between them has no place of its own.
        if (!w.hasComments(node.loc)) return this.conditional(node);
        w.arrive(node.loc);
        return w.withoutBreaks(() => this.conditional(node));
      case "Lambda":
        return this.lambda(node);
      case "Await":
        this.keyword("await");
        return this.expression(node.value, Level.Primary);
      case "Yield":
        this.bareKeyword("yield");
        if (node.value) {
          w.space();
          this.expression(node.value, Level.Tuple);
        }
        return;
      case "YieldFrom":
        this.keyword("yield");
        this.keyword("from");
        return this.expression(node.value, Level.Test);
      case "Starred":
        w.token("*");
        return this.expression(node.value, Level.BitOr);
      case "Tuple":
        return this.tuple(node, level);
      case "List":
        w.open("[");
        this.list(node.elts, (element) => this.expression(element, Level.Named));
        return w.close("]");
      case "Set":
        w.open("{");
        this.list(node.elts, (element) => this.expression(element, Level.Named));
        return w.close("}");
      case "Dict":
        return this.dict(node);
      case "ListComp":
      case "SetComp":
      case "GeneratorExp": {
        const [open, close] = node.kind === "ListComp" ? ["[", "]"] : node.kind === "SetComp" ? ["{", "}"] : ["(", ")"];
        w.open(open as string);
        this.comprehended(node.elt, node.generators);
        return w.close(close as string);
      }
      case "DictComp":
        return this.dictComprehension(node);
      case "JoinedStr":
      case "TemplateStr":
        return this.template(node);
      case "FormattedValue":
      case "Interpolation":
        throw new Error(`${node.kind} outside of a template`);
    }
  }

  private hasOwnParentheses(loc: Location): boolean {
    const place = this.w.placeOf(loc);
    if (!place) return false;
    const first = this.file.tokenAtOrAfter(place.start);
    if (!this.file.tokenIs(first, "(")) return false;
    const close = this.file.matchingBracket(first);
    return close >= 0 && this.file.tokens.end[close] === place.end;
  }

  private tuple(node: Tuple, level: Level): void {
    const { w } = this;
    const bare = level <= Level.Tuple && node.elts.length > 0 && !this.hasOwnParentheses(node.loc);
    if (!bare) w.open("(");
    this.list(node.elts, (element) => this.expression(element, bare ? Level.Test : Level.Named));
    if (node.elts.length === 1) this.singleComma();
    if (!bare) w.close(")");
  }

  /** The comma that makes a tuple of one element. */
  private singleComma(): void {
    this.w.token(",");
  }

  private dict(node: Dict): void {
    const { w } = this;
    w.open("{");
    this.list([...node.keys.keys()], (index) => {
      const key = node.keys[index];
      const value = node.values[index] as Expression;
      if (!key) {
        w.token("**");
        return this.expression(value, Level.BitOr);
      }
      this.dictKey(key);
      w.token(":");
      w.space();
      this.expression(value, Level.Test);
    });
    w.close("}");
  }

  private dictComprehension(node: DictComp): void {
    const { w } = this;
    w.open("{");
    this.dictKey(node.key);
    w.token(":");
    w.space();
    this.expression(node.value, Level.Test);
    this.generators(node.generators);
    w.close("}");
  }

  private comprehended(element: Expression, generators: readonly Comprehension[]): void {
    this.expression(element, Level.Named);
    this.generators(generators);
  }

  private generators(generators: readonly Comprehension[]): void {
    const { w } = this;
    for (const generator of generators) {
      w.space();
      if (generator.is_async) this.keyword("async");
      this.keyword("for");
      this.expression(generator.target, Level.Tuple);
      this.infix("in");
      this.expression(generator.iter, Level.Or);
      for (const condition of generator.ifs) {
        this.infix("if");
        this.expression(condition, Level.Or);
      }
    }
  }

  private subscript(node: Expression): void {
    const { w } = this;
    if (node.kind !== "Tuple" || node.elts.length === 0 || this.hasOwnParentheses(node.loc) || w.hasGroup(node.loc))
      return this.expression(node, Level.Named);
    w.within(node.loc, () => {
      this.list(node.elts, (element) => this.expression(element, Level.Named));
      if (node.elts.length === 1) this.singleComma();
    });
  }

  private slice(node: Extract<Expression, { kind: "Slice" }>): void {
    const { w } = this;
    if (node.lower) this.expression(node.lower, Level.Test);
    w.token(":");
    if (node.upper) this.expression(node.upper, Level.Test);
    if (node.step) {
      w.token(":");
      this.expression(node.step, Level.Test);
    }
  }

  // --- calls and parameters -------------------------------------------------------------------------------------------

  private callArguments(node: Call): void {
    const [only] = node.args;
    if (only?.kind === "GeneratorExp" && node.args.length === 1 && node.keywords.length === 0) {
      this.w.skipGroup(only.elt.loc.kind === "span" && this.w.nextIs("(") && this.sharesParentheses(node, only) ? only.loc : only.elt.loc);
      return this.comprehended(only.elt, only.generators);
    }
    this.callItems(node.args, node.keywords);
  }

  /** Whether a lone generator's parentheses are the call's own, as its span tells. */
  private sharesParentheses(call: Call, generator: Expression): boolean {
    return call.loc.kind === "span" && generator.loc.kind === "span" && call.loc.end === generator.loc.end;
  }

  /** Positional and keyword arguments in the order of the source. */
  private callItems(args: readonly Expression[], keywords: readonly Keyword[]): void {
    const items: (Expression | Keyword)[] = [...args, ...keywords];
    if (keywords.length > 0 && args.some((arg) => arg.kind === "Starred")) {
      const places = items.map((item) => (item.loc.kind === "span" ? item.loc.start : -1));
      if (places.every((place) => place >= 0))
        items.sort((a, b) => (a.loc as { start: number }).start - (b.loc as { start: number }).start);
    }
    this.list(items, (item) => (item.kind === "keyword" ? this.keywordArgument(item) : this.expression(item, Level.Named)));
  }

  private keywordArgument(node: Keyword): void {
    const { w } = this;
    w.within(node.loc, () => {
      if (node.arg === null) w.token("**");
      else {
        w.word(this.name(node.arg), node.arg);
        this.keywordSeparator();
      }
      this.expression(node.value, Level.Test);
    });
  }

  /** A parameter list without its parentheses. */
  protected parameters(args: Arguments): void {
    const { w } = this;
    const positional = [...args.posonlyargs, ...args.args];
    const firstDefault = positional.length - args.defaults.length;
    const items: (() => void)[] = [];
    positional.forEach((arg, index) => {
      items.push(() => this.parameter(arg, args.defaults[index - firstDefault] ?? null));
      if (index === args.posonlyargs.length - 1) items.push(() => w.token("/"));
    });
    const { vararg, kwarg } = args;
    if (vararg) {
      items.push(() => {
        w.token("*");
        this.parameter(vararg, null);
      });
    } else if (args.kwonlyargs.length > 0) items.push(() => w.token("*"));
    args.kwonlyargs.forEach((arg, index) => {
      items.push(() => this.parameter(arg, args.kw_defaults[index] ?? null));
    });
    if (kwarg) {
      items.push(() => {
        w.token("**");
        this.parameter(kwarg, null);
      });
    }
    this.list(items, (print) => print());
  }

  private parameter(arg: Arguments["args"][number], value: Expression | null): void {
    const { w } = this;
    w.word(this.name(arg.arg), arg.arg);
    if (arg.annotation) {
      w.token(":");
      w.space();
      this.expression(arg.annotation, Level.Test);
    }
    if (value) {
      this.parameterDefault(arg.annotation !== null);
      this.expression(value, Level.Test);
    }
  }

  private typeParams(params: readonly TypeParam[]): void {
    const { w } = this;
    if (params.length === 0) return;
    w.open("[");
    this.list(params, (param) => {
      if (param.kind !== "TypeVar") w.token(param.kind === "ParamSpec" ? "**" : "*");
      w.word(this.name(param.name), param.name);
      if (param.kind === "TypeVar" && param.bound) {
        w.token(":");
        w.space();
        this.expression(param.bound, Level.Test);
      }
      if (param.default_value) {
        this.infix("=");
        this.expression(param.default_value, Level.Test);
      }
    });
    w.close("]");
  }

  // --- imports --------------------------------------------------------------------------------------------------------

  /** `a as b, c`, in parentheses when the source has them over several lines. */
  protected importedNames(names: readonly Alias[]): void {
    const { w } = this;
    const print = (): void => this.list(names, (alias) => this.importedName(alias));
    if (w.nextIs("(") && !w.groupIsOneLine()) {
      w.open("(");
      print();
      w.close(")");
    } else print();
  }

  private importedName(alias: Alias): void {
    const { w } = this;
    if (alias.name === "*") return w.token("*");
    w.word(this.name(alias.name), alias.name);
    this.importedAs(alias);
  }

  /**
   * A dotted module name.
   * @param level leading dots of a relative import
   * @param quote what stands around the name, if anything
   */
  protected moduleName(name: string, level = 0, quote = ""): void {
    const { w } = this;
    if (w.nextIsString()) return w.nextToken(`${quote}${name}${quote}`);
    w.arriveAtNext();
    while (w.nextIs(".") || w.nextIs("...")) w.skip();
    w.write(".".repeat(level) + quote);
    if (name !== "") {
      this.separated(
        name.split("."),
        () => w.token("."),
        (part) => w.word(quote === "" ? this.name(part) : part, part),
      );
    }
    w.write(quote);
  }

  /** Leaves out the word `python` that `.nc` writes in front of a foreign module's string. */
  protected skipForeignMark(): void {
    if (this.w.nextIs("python") && this.w.nextIsString(1)) this.w.skip();
  }

  protected importedAs(alias: Alias): void {
    if (alias.asname === null) return;
    this.infix("as");
    this.w.word(this.name(alias.asname), alias.asname);
  }

  // --- literals -------------------------------------------------------------------------------------------------------

  private constantWord(value: ConstantValue): string {
    return value === null ? "None" : value === true ? this.trueText : value === false ? this.falseText : "...";
  }

  private constant(node: Constant): void {
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
    if (pieces && texts && texts.every((text) => text !== undefined) && sameText(joinTexts(texts), value)) {
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
    const target = { ...this.target, quote, multiline: quote.length === 3 };
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

  private template(node: JoinedStr | TemplateStr): void {
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
        if (debug) parts.push({ text: debug });
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
    if (piece) w.range(opening, piece.start, piece.bodyStart);
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
    const text = escapeText(value, target, target.language === "nc");
    return target.language === "nc" ? text.replaceAll("}", "\\x7d") : text.replaceAll("{", "\\x7b").replaceAll("}", "\\x7d");
  }

  // --- small parts ----------------------------------------------------------------------------------------------------

  /** A keyword and the space behind it. */
  protected keyword(text: string, source: string = text): void {
    this.w.token(text, source);
    this.w.space();
  }

  protected bareKeyword(text: string): void {
    this.w.token(text);
  }

  /** An operator with spaces on both sides. */
  protected infix(text: string, source: string = text): void {
    this.w.space();
    this.w.token(text, source);
    this.w.space();
  }

  /** Items separated by commas. */
  protected list<T>(items: readonly T[], print: (item: T) => void): void {
    this.separated(
      items,
      () => {
        this.w.token(",");
        this.w.space();
      },
      print,
    );
  }

  protected separated<T>(items: readonly T[], separator: () => void, print: (item: T) => void): void {
    items.forEach((item, index) => {
      if (index > 0) separator();
      print(item);
    });
  }
}

type TemplatePart = { readonly text: Text } | { readonly value: FormattedValue | Interpolation };

const isPair = <T>(item: T | readonly [string, T]): item is readonly [string, T] => Array.isArray(item);

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
