/** Prints expressions, arguments and parameters, with the parentheses that the tree needs and those that the source has. */
import type { Location } from "../ir/location.js";
import type {
  Arguments,
  BinaryOperator,
  Call,
  CompareOperator,
  Comprehension,
  Dict,
  DictComp,
  Expression,
  Keyword,
  Tuple,
  TypeParam,
} from "../ir/nodes.js";
import { LiteralPrinter } from "./literal-printer.js";
import { Level } from "./printer-base.js";

export const binaryOperators: Readonly<Record<BinaryOperator, readonly [text: string, level: Level]>> = {
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

export abstract class ExpressionPrinter extends LiteralPrinter {
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
        return w.word(this.attribute(node.attr), node.attr);
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
        this.w.token("yield");
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

  /** Whether the brackets of a sequence are its own: the one that it starts with closes where it ends. */
  protected hasOwnParentheses(loc: Location, open = "("): boolean {
    const place = this.w.placeOf(loc);
    if (!place) return false;
    const first = this.file.tokenAtOrAfter(place.start);
    if (!this.file.tokenIs(first, open)) return false;
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
  protected singleComma(): void {
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
  protected callItems(args: readonly Expression[], keywords: readonly Keyword[]): void {
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

  protected typeParams(params: readonly TypeParam[]): void {
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
}
