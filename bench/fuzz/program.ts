/**
 * Random programs over the whole grammar of Python 3.14, as IR trees that `ast.parse` could have made: what only the
 * later stages of Python's compiler refuse (`return` outside a function, two stars in one target) may occur.
 *
 * `makers` has a function for each kind of node in the generated tables, so a new version of Python does not compile here
 * until its nodes are made as well.
 */
import { type ConstantValue, codePointsOf, isStringValue } from "../../compiler/ir/constants.js";
import { synthetic } from "../../compiler/ir/location.js";
import {
  type Alias,
  type Arg,
  type Arguments,
  type BinaryOperator,
  build,
  type CompareOperator,
  type Comprehension,
  type ExprContext,
  type Expression,
  type Handler,
  type Keyword,
  type MatchCase,
  type Module,
  type NodeKind,
  type NodeOf,
  type Pattern,
  type Statement,
  type TypeParam,
  type UnaryOperator,
  type WithItem,
} from "../../compiler/ir/nodes.js";
import type { Random } from "../harness/random.js";
import { randomConstant, randomFloat, randomInt, randomModule, randomName, randomText } from "./values.js";

const loc = synthetic("fuzz");

const binaryOperators: readonly BinaryOperator[] = [
  "Add",
  "Sub",
  "Mult",
  "MatMult",
  "Div",
  "Mod",
  "Pow",
  "LShift",
  "RShift",
  "BitOr",
  "BitXor",
  "BitAnd",
  "FloorDiv",
];
const unaryOperators: readonly UnaryOperator[] = ["Invert", "Not", "UAdd", "USub"];
const compareOperators: readonly CompareOperator[] = ["Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In", "NotIn"];

/** How likely each kind of expression is where any of them may stand. */
const expressionWeights = {
  Name: 30,
  Constant: 26,
  Attribute: 10,
  Call: 12,
  BinOp: 9,
  Subscript: 7,
  Compare: 5,
  BoolOp: 5,
  UnaryOp: 6,
  Tuple: 5,
  List: 4,
  Dict: 5,
  Set: 2,
  IfExp: 4,
  Lambda: 4,
  JoinedStr: 6,
  TemplateStr: 2,
  ListComp: 3,
  SetComp: 1,
  DictComp: 2,
  GeneratorExp: 3,
  NamedExpr: 2,
  Await: 2,
  Yield: 1,
  YieldFrom: 1,
} as const;
const leafWeights = { Name: 5, Constant: 5 } as const;
const statementWeights = {
  Expr: 20,
  Assign: 20,
  AnnAssign: 5,
  AugAssign: 5,
  Return: 6,
  Delete: 2,
  Pass: 2,
  Break: 1,
  Continue: 1,
  Raise: 3,
  Assert: 2,
  Global: 1,
  Nonlocal: 1,
  Import: 3,
  ImportFrom: 3,
  TypeAlias: 2,
  If: 8,
  For: 5,
  While: 3,
  With: 4,
  Try: 4,
  TryStar: 1,
  FunctionDef: 7,
  ClassDef: 4,
  AsyncFunctionDef: 2,
  AsyncFor: 1,
  AsyncWith: 1,
  Match: 5,
} as const;
const patternWeights = {
  MatchValue: 6,
  MatchSingleton: 2,
  MatchSequence: 4,
  MatchMapping: 3,
  MatchClass: 4,
  MatchAs: 7,
  MatchOr: 3,
} as const;

type ExpressionKind = keyof typeof expressionWeights;
type StatementKind = keyof typeof statementWeights;

/** How many nodes of each kind were made. */
export type Census = Partial<Record<NodeKind, number>>;

export interface ProgramSize {
  readonly statements: number;
  readonly depth: number;
}

/** Makes a module. Kinds are counted in `census`. */
export function randomProgram(random: Random, size: ProgramSize, census: Census = {}): Module {
  return new Generator(random, census).module(size);
}

class Generator {
  /** Levels of template strings around the node that is made. */
  private templates = 0;

  constructor(
    private readonly random: Random,
    private readonly census: Census,
  ) {}

  module({ statements, depth }: ProgramSize): Module {
    this.count("Module");
    const body = Array.from({ length: statements }, () => this.statement(depth));
    if (this.random.chance(0.04)) body.push(this.deepStatement());
    return build.Module({ body }, loc);
  }

  private count(kind: NodeKind): void {
    this.census[kind] = (this.census[kind] ?? 0) + 1;
  }

  /** Makes a node of one kind: the only way in which nodes are made. */
  private make<K extends NodeKind>(kind: K, depth: number, ctx: ExprContext = "Load"): NodeOf<K> {
    this.count(kind);
    return (this.makers[kind] as (depth: number, ctx: ExprContext) => NodeOf<K>)(depth - 1, ctx);
  }

  private optional<T>(probability: number, make: () => T): T | null {
    return this.random.chance(probability) ? make() : null;
  }

  private list<T>(from: number, to: number, make: () => T): T[] {
    return Array.from({ length: this.random.small(from, to) }, make);
  }

  // --- expressions --------------------------------------------------------------------------------------------------

  expression(depth: number): Expression {
    const kind: ExpressionKind = depth <= 0 ? this.random.weighted(leafWeights) : this.random.weighted(expressionWeights);
    if (this.templates > 1 && (kind === "JoinedStr" || kind === "TemplateStr")) return this.make("Name", depth);
    return this.make(kind, depth);
  }

  /** Where a tuple needs no parentheses and a starred expression is taken (right sides, `return`, `for … in`). */
  private starExpressions(depth: number): Expression {
    return this.random.chance(0.02) ? this.make("Starred", depth) : this.expression(depth);
  }

  private element(depth: number): Expression {
    return this.random.chance(0.1) ? this.make("Starred", depth) : this.expression(depth);
  }

  private target(depth: number, ctx: "Store" | "Del"): Expression {
    const sequence = depth > 0 ? 2 : 0;
    return this.make(this.random.weighted({ Name: 14, Attribute: 4, Subscript: 4, Tuple: sequence, List: sequence / 2 }), depth, ctx);
  }

  private starTarget(depth: number): Expression {
    return this.random.chance(0.12) ? this.make("Starred", depth, "Store") : this.target(depth, "Store");
  }

  private elements(depth: number, ctx: ExprContext, from: number): Expression[] {
    return this.list(from, 4, () =>
      ctx === "Load" ? this.element(depth) : ctx === "Store" ? this.starTarget(depth) : this.target(depth, ctx),
    );
  }

  private slice(depth: number): Expression {
    const part = (): Expression => (this.random.chance(0.4) ? this.make("Slice", depth) : this.element(depth));
    if (this.random.chance(0.2)) {
      this.count("Tuple");
      return build.Tuple({ elts: this.list(1, 3, part), ctx: "Load" }, loc);
    }
    return this.random.chance(0.4) ? this.make("Slice", depth) : this.expression(depth);
  }

  private keywords(depth: number): Keyword[] {
    return this.list(0, 3, () => this.make("keyword", depth));
  }

  private generators(depth: number): Comprehension[] {
    return this.list(1, 3, () => this.make("comprehension", depth));
  }

  /** Text between the interpolations of a template, never two in a row and never empty. */
  private templateParts(depth: number, interpolation: () => Expression, from: number): Expression[] {
    const parts: Expression[] = [];
    this.templates++;
    for (let left = this.random.small(from, 4); left > 0; left--) {
      if (this.random.chance(0.6)) {
        const text = randomText(this.random);
        const previous = parts[parts.length - 1];
        if (codePointsOf(text).length > 0 && previous?.kind !== "Constant") parts.push(this.constant(text));
      }
      if (this.random.chance(0.7)) parts.push(interpolation());
    }
    this.templates--;
    return depth < -3 ? parts.filter((part) => part.kind === "Constant").slice(0, 1) : parts;
  }

  private constant(value: ConstantValue, prefix: string | null = null): Expression {
    this.count("Constant");
    return build.Constant({ value, prefix }, loc);
  }

  private conversion(): number {
    return this.random.chance(0.7) ? -1 : this.random.pick([114, 115, 97]);
  }

  /** Specs may hold interpolations, and those specs again: Python allows two levels. */
  private formatSpec(depth: number, level: number): Expression {
    this.count("JoinedStr");
    const values = this.templateParts(depth, () => this.formatted(Math.min(depth, 1), level + 1), 0);
    return build.JoinedStr({ values }, loc);
  }

  private formatted(depth: number, level: number): Expression {
    this.count("FormattedValue");
    const spec = level < 2 ? this.optional(0.25, () => this.formatSpec(depth - 1, level)) : null;
    return build.FormattedValue({ value: this.starExpressions(depth), conversion: this.conversion(), format_spec: spec }, loc);
  }

  /** An expression with a Python text of it, for the interpolations of t-strings, which remember theirs. */
  private textual(depth: number): { node: Expression; text: string } {
    const space = this.random.chance(0.3) ? " " : "";
    const name = (): { node: Expression; text: string } => {
      const id = randomName(this.random);
      this.count("Name");
      return { node: build.Name({ id, ctx: "Load" }, loc), text: id };
    };
    const inner = (): { node: Expression; text: string } => (depth > 0 ? this.textual(depth - 1) : name());
    switch (
      this.random.weighted({ name: 4, attribute: 2, call: 2, binary: 2, not: 2, conditional: 1, string: 1, compare: 1, lambda: 1, dict: 1 })
    ) {
      case "name":
        return name();
      case "attribute": {
        const attr = randomName(this.random);
        const value = name();
        return { node: build.Attribute({ value: value.node, attr, ctx: "Load" }, loc), text: `${value.text}${space}.${space}${attr}` };
      }
      case "call": {
        const func = name();
        const arg = inner();
        const key = randomName(this.random);
        const keywords = [build.keyword({ arg: key, value: arg.node }, loc)];
        return {
          node: build.Call({ func: func.node, args: [arg.node], keywords }, loc),
          text: `${func.text}(${space}(${arg.text}),${key}=(${arg.text})${space})`,
        };
      }
      case "binary": {
        const left = inner();
        const right = inner();
        return {
          node: build.BinOp({ left: left.node, op: "Add", right: right.node }, loc),
          text: `(${left.text})${space}+${space}(${right.text})`,
        };
      }
      case "not": {
        const operand = inner();
        return { node: build.UnaryOp({ op: "Not", operand: operand.node }, loc), text: `not${space || " "}(${operand.text})` };
      }
      case "conditional": {
        const [test, body, orelse] = [name(), inner(), name()];
        return {
          node: build.IfExp({ test: test.node, body: body.node, orelse: orelse.node }, loc),
          text: `(${body.text}) if ${test.text} else ${orelse.text}`,
        };
      }
      case "string":
        return { node: build.Constant({ value: "it's", prefix: null }, loc), text: `"it's"` };
      case "compare": {
        const [left, right] = [name(), name()];
        return {
          node: build.Compare({ left: left.node, ops: ["NotEq"], comparators: [right.node] }, loc),
          text: `${left.text} != ${space}${right.text}`,
        };
      }
      case "lambda": {
        const body = name();
        const args = build.arguments(
          { posonlyargs: [], args: [], vararg: null, kwonlyargs: [], kw_defaults: [], kwarg: null, defaults: [] },
          loc,
        );
        return { node: build.Lambda({ args, body: body.node }, loc), text: `(lambda: ${body.text})` };
      }
      case "dict": {
        const [key, value] = [name(), name()];
        return { node: build.Dict({ keys: [key.node], values: [value.node] }, loc), text: `({${space}${key.text}: ${value.text}})` };
      }
    }
  }

  // --- parts of statements ------------------------------------------------------------------------------------------

  statement(depth: number): Statement {
    const kind: StatementKind = this.random.weighted(statementWeights);
    const compound = kind in compoundKinds;
    return this.make(depth <= 0 && compound ? "Expr" : kind, depth);
  }

  private body(depth: number): Statement[] {
    return this.list(1, 4, () => this.statement(depth));
  }

  private orelse(depth: number, probability: number): Statement[] {
    return this.random.chance(probability) ? this.body(depth) : [];
  }

  private typeParams(depth: number): TypeParam[] {
    if (this.random.chance(0.8)) return [];
    return this.list(1, 3, () => this.make(this.random.pick(["TypeVar", "TypeVarTuple", "ParamSpec"] as const), depth));
  }

  private arguments(depth: number, annotated: boolean): Arguments {
    this.count("arguments");
    const arg = (): Arg => this.arg(depth, annotated);
    const posonlyargs = this.random.chance(0.15) ? this.list(1, 2, arg) : [];
    const args = this.list(0, 3, arg);
    const kwonlyargs = this.random.chance(0.2) ? this.list(1, 3, arg) : [];
    const vararg = this.optional(0.2, arg);
    if (vararg?.annotation && this.random.chance(0.2)) vararg.annotation = this.make("Starred", depth);
    return build.arguments(
      {
        posonlyargs,
        args,
        vararg,
        kwonlyargs,
        kw_defaults: kwonlyargs.map(() => this.optional(0.5, () => this.expression(depth))),
        kwarg: this.optional(0.15, arg),
        defaults: Array.from({ length: this.random.small(0, posonlyargs.length + args.length) }, () => this.expression(depth)),
      },
      loc,
    );
  }

  private arg(depth: number, annotated: boolean): Arg {
    this.count("arg");
    return build.arg(
      { arg: randomName(this.random), annotation: annotated ? this.optional(0.3, () => this.expression(depth)) : null },
      loc,
    );
  }

  private decorators(depth: number): Expression[] {
    return this.random.chance(0.8) ? [] : this.list(1, 3, () => this.expression(Math.min(depth, 2)));
  }

  private withItems(depth: number): WithItem[] {
    return this.list(1, 3, () => this.make("withitem", depth));
  }

  private handlers(depth: number, star: boolean): Handler[] {
    return this.list(1, 3, () => {
      this.count("ExceptHandler");
      const type = star || this.random.chance(0.85) ? this.expression(Math.min(depth, 2)) : null;
      return build.ExceptHandler(
        { type, name: type ? this.optional(0.5, () => randomName(this.random)) : null, body: this.body(depth) },
        loc,
      );
    });
  }

  private function(depth: number) {
    return {
      name: randomName(this.random),
      args: this.arguments(Math.min(depth, 2), true),
      body: this.body(depth),
      decorator_list: this.decorators(depth),
      returns: this.optional(0.2, () => this.expression(Math.min(depth, 2))),
      type_params: this.typeParams(Math.min(depth, 2)),
    };
  }

  private loop(depth: number) {
    return {
      target: this.starTarget(Math.min(depth, 2)),
      iter: this.starExpressions(Math.min(depth, 3)),
      body: this.body(depth),
      orelse: this.orelse(depth, 0.2),
    };
  }

  private aliases(make: () => string, from = 1): Alias[] {
    return this.list(from, 3, () => {
      this.count("alias");
      return build.alias({ name: make(), asname: this.optional(0.4, () => randomName(this.random)) }, loc);
    });
  }

  // --- patterns -----------------------------------------------------------------------------------------------------

  private pattern(depth: number): Pattern {
    if (depth <= 0) return this.make(this.random.weighted({ MatchValue: 2, MatchAs: 2, MatchSingleton: 1 }), depth);
    return this.make(this.random.weighted(patternWeights), depth);
  }

  private literalPattern(): Expression {
    const number = (): Expression => this.constant(this.random.chance(0.5) ? randomInt(this.random) : randomFloat(this.random));
    const signed = (): Expression =>
      this.random.chance(0.5) ? number() : build.UnaryOp({ op: "USub", operand: this.random.chance(0.2) ? imaginary() : number() }, loc);
    const real = (): Expression => (this.random.chance(0.5) ? number() : build.UnaryOp({ op: "USub", operand: number() }, loc));
    const imaginary = (): Expression => this.constant({ type: "imaginary", value: this.random.int(9) });
    switch (this.random.weighted({ text: 4, signed: 3, complex: 2, dotted: 3, bytes: 1, template: 0.1 })) {
      case "text":
        return this.constant(randomText(this.random), this.random.chance(0.05) ? "u" : null);
      case "bytes":
        return this.constant({ type: "bytes", bytes: Uint8Array.from([97, 34]) });
      case "signed":
        return signed();
      case "complex":
        return build.BinOp({ left: real(), op: this.random.pick(["Add", "Sub"]), right: imaginary() }, loc);
      case "dotted":
        return this.dotted(true);
      case "template":
        return this.make("JoinedStr", 1);
    }
  }

  /** In patterns `_` is the wildcard, so that neither a dotted name nor a keyword can start with it. */
  private dotted(attribute: boolean): Expression {
    this.count("Name");
    let node: Expression = build.Name({ id: this.captureName(), ctx: "Load" }, loc);
    for (let length = this.random.small(attribute ? 1 : 0, 3); length > 0; length--) {
      this.count("Attribute");
      node = build.Attribute({ value: node, attr: randomName(this.random), ctx: "Load" }, loc);
    }
    return node;
  }

  private captureName(): string {
    const name = randomName(this.random);
    return name === "_" ? "captured" : name;
  }

  // --- nesting ------------------------------------------------------------------------------------------------------

  /** One statement that is nested as deeply as Python's parser still takes. */
  private deepStatement(): Statement {
    const { random } = this;
    const name = (): Expression => build.Name({ id: randomName(random), ctx: "Load" }, loc);
    let node = name();
    switch (random.pick(["chain", "sum", "not", "list", "call", "blocks", "elif", "subscript"] as const)) {
      case "chain":
        for (let level = random.small(50, 600); level > 0; level--)
          node = build.Attribute({ value: node, attr: randomName(random), ctx: "Load" }, loc);
        break;
      case "sum":
        for (let level = random.small(50, 1500); level > 0; level--)
          node = build.BinOp({ left: node, op: random.pick(["Add", "Sub"]), right: name() }, loc);
        break;
      case "not":
        for (let level = random.small(20, 180); level > 0; level--)
          node = build.UnaryOp({ op: random.pick(["Not", "USub"]), operand: node }, loc);
        break;
      case "list":
        for (let level = random.small(20, 95); level > 0; level--)
          node = random.chance(0.5) ? build.List({ elts: [node], ctx: "Load" }, loc) : build.Dict({ keys: [name()], values: [node] }, loc);
        break;
      case "call":
        for (let level = random.small(20, 95); level > 0; level--) node = build.Call({ func: name(), args: [node], keywords: [] }, loc);
        break;
      case "subscript":
        for (let level = random.small(50, 600); level > 0; level--)
          node = build.Subscript({ value: node, slice: name(), ctx: "Load" }, loc);
        break;
      case "blocks": {
        let block: Statement = build.Pass(loc);
        for (let level = random.small(20, 95); level > 0; level--) block = build.While({ test: name(), body: [block], orelse: [] }, loc);
        return block;
      }
      case "elif": {
        let orelse: Statement[] = [];
        for (let level = random.small(20, 300); level > 0; level--)
          orelse = [build.If({ test: name(), body: [build.Pass(loc)], orelse }, loc)];
        return orelse[0] as Statement;
      }
    }
    return build.Expr({ value: node }, loc);
  }

  // --- one maker per kind -------------------------------------------------------------------------------------------

  private readonly makers: { [K in NodeKind]: (depth: number, ctx: ExprContext) => NodeOf<K> } = {
    AnnAssign: (depth) => {
      const target = this.make(this.random.pick(["Name", "Name", "Attribute", "Subscript"]), Math.min(depth, 2), "Store");
      const simple = target.kind === "Name" && this.random.chance(0.85) ? 1 : 0;
      return build.AnnAssign(
        { target, annotation: this.expression(Math.min(depth, 2)), value: this.optional(0.6, () => this.starExpressions(depth)), simple },
        loc,
      );
    },
    Assert: (depth) => build.Assert({ test: this.expression(depth), msg: this.optional(0.4, () => this.expression(depth)) }, loc),
    Assign: (depth) =>
      build.Assign(
        {
          targets: this.list(1, 3, () =>
            this.random.chance(0.02) ? this.make("Starred", depth, "Store") : this.target(Math.min(depth, 2), "Store"),
          ),
          value: this.starExpressions(depth),
        },
        loc,
      ),
    AsyncFor: (depth) => build.AsyncFor(this.loop(depth), loc),
    AsyncFunctionDef: (depth) => build.AsyncFunctionDef(this.function(depth), loc),
    AsyncWith: (depth) => build.AsyncWith({ items: this.withItems(Math.min(depth, 2)), body: this.body(depth) }, loc),
    Attribute: (depth, ctx) => build.Attribute({ value: this.expression(depth), attr: randomName(this.random), ctx }, loc),
    AugAssign: (depth) =>
      build.AugAssign(
        {
          target: this.make(this.random.pick(["Name", "Attribute", "Subscript"]), Math.min(depth, 2), "Store"),
          op: this.random.pick(binaryOperators),
          value: this.starExpressions(depth),
        },
        loc,
      ),
    Await: (depth) => build.Await({ value: this.expression(depth) }, loc),
    BinOp: (depth) =>
      build.BinOp({ left: this.expression(depth), op: this.random.pick(binaryOperators), right: this.expression(depth) }, loc),
    BoolOp: (depth) => build.BoolOp({ op: this.random.pick(["And", "Or"]), values: this.list(2, 4, () => this.expression(depth)) }, loc),
    Break: () => build.Break(loc),
    Call: (depth) => {
      const args = this.list(0, 4, () => this.element(depth));
      return build.Call({ func: this.expression(depth), args, keywords: this.keywords(depth) }, loc);
    },
    ClassDef: (depth) =>
      build.ClassDef(
        {
          name: randomName(this.random),
          bases: this.list(0, 3, () => this.element(Math.min(depth, 2))),
          keywords: this.random.chance(0.7) ? [] : this.keywords(Math.min(depth, 2)),
          body: this.body(depth),
          decorator_list: this.decorators(depth),
          type_params: this.typeParams(Math.min(depth, 2)),
        },
        loc,
      ),
    Compare: (depth) => {
      const ops = this.list(1, 3, () => this.random.pick(compareOperators));
      return build.Compare({ left: this.expression(depth), ops, comparators: ops.map(() => this.expression(depth)) }, loc);
    },
    Constant: () => {
      const value = randomConstant(this.random);
      return build.Constant({ value, prefix: isStringValue(value) && this.random.chance(0.04) ? "u" : null }, loc);
    },
    Continue: () => build.Continue(loc),
    Delete: (depth) => build.Delete({ targets: this.list(1, 3, () => this.target(Math.min(depth, 2), "Del")) }, loc),
    Dict: (depth) => {
      const keys = this.list(0, 4, () => this.optional(0.9, () => this.expression(depth)));
      return build.Dict({ keys, values: keys.map(() => this.expression(depth)) }, loc);
    },
    DictComp: (depth) =>
      build.DictComp({ key: this.expression(depth), value: this.expression(depth), generators: this.generators(depth) }, loc),
    ExceptHandler: (depth) => this.handlers(depth, false)[0] as Handler,
    Expr: (depth) => build.Expr({ value: this.starExpressions(depth) }, loc),
    For: (depth) => build.For(this.loop(depth), loc),
    FormattedValue: (depth) => this.formatted(depth, 0) as NodeOf<"FormattedValue">,
    FunctionDef: (depth) => build.FunctionDef(this.function(depth), loc),
    GeneratorExp: (depth) => build.GeneratorExp({ elt: this.expression(depth), generators: this.generators(depth) }, loc),
    Global: () => build.Global({ names: this.list(1, 3, () => randomName(this.random)) }, loc),
    If: (depth) => build.If({ test: this.expression(Math.min(depth, 3)), body: this.body(depth), orelse: this.orelse(depth, 0.4) }, loc),
    IfExp: (depth) => build.IfExp({ test: this.expression(depth), body: this.expression(depth), orelse: this.expression(depth) }, loc),
    Import: () => build.Import({ names: this.aliases(() => randomModule(this.random)) }, loc),
    ImportFrom: () => {
      const level = this.random.chance(0.7) ? 0 : this.random.small(1, 5);
      const star = this.random.chance(0.1);
      return build.ImportFrom(
        {
          module: level > 0 && this.random.chance(0.4) ? null : randomModule(this.random),
          names: star ? [build.alias({ name: "*", asname: null }, loc)] : this.aliases(() => randomName(this.random)),
          level,
        },
        loc,
      );
    },
    Interpolation: (depth) => {
      const { node, text } = this.textual(Math.min(depth, 2));
      const spec = this.optional(0.25, () => this.formatSpec(depth - 1, 0));
      return build.Interpolation({ value: node, str: text, conversion: this.conversion(), format_spec: spec }, loc);
    },
    JoinedStr: (depth) =>
      build.JoinedStr({ values: this.templateParts(depth, () => this.make("FormattedValue", Math.min(depth, 2)), 0) }, loc),
    Lambda: (depth) => build.Lambda({ args: this.arguments(Math.min(depth, 2), false), body: this.expression(depth) }, loc),
    List: (depth, ctx) => build.List({ elts: this.elements(depth, ctx, 0), ctx }, loc),
    ListComp: (depth) => build.ListComp({ elt: this.expression(depth), generators: this.generators(depth) }, loc),
    Match: (depth) =>
      build.Match(
        {
          subject: this.random.chance(0.2) ? this.make("Tuple", depth) : this.expression(Math.min(depth, 3)),
          cases: this.list(1, 4, (): MatchCase => this.make("match_case", depth)),
        },
        loc,
      ),
    MatchAs: (depth) => {
      if (depth > 0 && this.random.chance(0.3)) return build.MatchAs({ pattern: this.pattern(depth), name: this.captureName() }, loc);
      return build.MatchAs({ pattern: null, name: this.optional(0.7, () => this.captureName()) }, loc);
    },
    MatchClass: (depth) => {
      const attrs = this.list(0, 2, () => this.captureName());
      return build.MatchClass(
        {
          cls: this.dotted(false),
          patterns: this.list(0, 3, () => this.pattern(depth)),
          kwd_attrs: attrs,
          kwd_patterns: attrs.map(() => this.pattern(depth)),
        },
        loc,
      );
    },
    MatchMapping: (depth) => {
      const keys = this.list(0, 3, () =>
        this.random.chance(0.15) ? this.constant(this.random.pick([null, true, false])) : this.literalPattern(),
      );
      return build.MatchMapping(
        { keys, patterns: keys.map(() => this.pattern(depth)), rest: this.optional(0.3, () => this.captureName()) },
        loc,
      );
    },
    MatchOr: (depth) => build.MatchOr({ patterns: this.list(2, 4, () => this.pattern(depth)) }, loc),
    MatchSequence: (depth) =>
      build.MatchSequence(
        { patterns: this.list(0, 4, () => (this.random.chance(0.15) ? this.make("MatchStar", depth) : this.pattern(depth))) },
        loc,
      ),
    MatchSingleton: () => build.MatchSingleton({ value: this.random.pick([null, true, false]) }, loc),
    MatchStar: () => build.MatchStar({ name: this.optional(0.6, () => this.captureName()) }, loc),
    MatchValue: () => build.MatchValue({ value: this.literalPattern() }, loc),
    Module: (depth) => build.Module({ body: this.body(depth) }, loc),
    Name: (_depth, ctx) => build.Name({ id: randomName(this.random), ctx }, loc),
    NamedExpr: (depth) => build.NamedExpr({ target: this.make("Name", depth, "Store"), value: this.expression(depth) }, loc),
    Nonlocal: () => build.Nonlocal({ names: this.list(1, 3, () => randomName(this.random)) }, loc),
    ParamSpec: (depth) =>
      build.ParamSpec({ name: randomName(this.random), default_value: this.optional(0.2, () => this.expression(depth)) }, loc),
    Pass: () => build.Pass(loc),
    Raise: (depth) => {
      const exc = this.optional(0.85, () => this.expression(depth));
      return build.Raise({ exc, cause: exc ? this.optional(0.3, () => this.expression(depth)) : null }, loc);
    },
    Return: (depth) => build.Return({ value: this.optional(0.8, () => this.starExpressions(depth)) }, loc),
    Set: (depth) => build.Set({ elts: this.list(1, 4, () => this.element(depth)) }, loc),
    SetComp: (depth) => build.SetComp({ elt: this.expression(depth), generators: this.generators(depth) }, loc),
    Slice: (depth) => {
      const part = (probability: number): Expression | null => this.optional(probability, () => this.expression(Math.min(depth, 2)));
      return build.Slice({ lower: part(0.5), upper: part(0.5), step: part(0.2) }, loc);
    },
    Starred: (depth, ctx) =>
      build.Starred({ value: ctx === "Store" ? this.target(Math.min(depth, 1), "Store") : this.expression(depth), ctx }, loc),
    Subscript: (depth, ctx) => build.Subscript({ value: this.expression(depth), slice: this.slice(depth), ctx }, loc),
    TemplateStr: (depth) =>
      build.TemplateStr({ values: this.templateParts(depth, () => this.make("Interpolation", Math.min(depth, 2)), 0) }, loc),
    Try: (depth) => {
      const handlers = this.random.chance(0.8) ? this.handlers(depth, false) : [];
      const finalbody = handlers.length === 0 ? this.body(depth) : this.orelse(depth, 0.25);
      return build.Try({ body: this.body(depth), handlers, orelse: handlers.length > 0 ? this.orelse(depth, 0.25) : [], finalbody }, loc);
    },
    TryStar: (depth) =>
      build.TryStar(
        {
          body: this.body(depth),
          handlers: this.handlers(depth, true),
          orelse: this.orelse(depth, 0.25),
          finalbody: this.orelse(depth, 0.25),
        },
        loc,
      ),
    Tuple: (depth, ctx) => build.Tuple({ elts: this.elements(depth, ctx, 0), ctx }, loc),
    TypeAlias: (depth) =>
      build.TypeAlias({ name: this.make("Name", depth, "Store"), type_params: this.typeParams(depth), value: this.expression(depth) }, loc),
    TypeVar: (depth) =>
      build.TypeVar(
        {
          name: randomName(this.random),
          bound: this.optional(0.4, () => this.expression(depth)),
          default_value: this.optional(0.2, () => this.expression(depth)),
        },
        loc,
      ),
    TypeVarTuple: (depth) =>
      build.TypeVarTuple({ name: randomName(this.random), default_value: this.optional(0.3, () => this.element(depth)) }, loc),
    UnaryOp: (depth) => build.UnaryOp({ op: this.random.pick(unaryOperators), operand: this.expression(depth) }, loc),
    While: (depth) =>
      build.While({ test: this.expression(Math.min(depth, 3)), body: this.body(depth), orelse: this.orelse(depth, 0.2) }, loc),
    With: (depth) => build.With({ items: this.withItems(Math.min(depth, 2)), body: this.body(depth) }, loc),
    Yield: (depth) => build.Yield({ value: this.optional(0.7, () => this.starExpressions(depth)) }, loc),
    YieldFrom: (depth) => build.YieldFrom({ value: this.expression(depth) }, loc),
    alias: () => this.aliases(() => randomName(this.random))[0] as Alias,
    arg: (depth) => this.arg(depth, true),
    arguments: (depth) => this.arguments(depth, true),
    comprehension: (depth) =>
      build.comprehension(
        {
          target: this.starTarget(Math.min(depth, 1)),
          iter: this.expression(depth),
          ifs: this.list(0, 2, () => this.expression(depth)),
          is_async: this.random.chance(0.1) ? 1 : 0,
        },
        loc,
      ),
    keyword: (depth) => build.keyword({ arg: this.optional(0.85, () => randomName(this.random)), value: this.expression(depth) }, loc),
    match_case: (depth) =>
      build.match_case(
        { pattern: this.pattern(Math.min(depth + 1, 3)), guard: this.optional(0.3, () => this.expression(depth)), body: this.body(depth) },
        loc,
      ),
    withitem: (depth) =>
      build.withitem(
        { context_expr: this.expression(depth), optional_vars: this.optional(0.6, () => this.starTarget(Math.min(depth, 1))) },
        loc,
      ),
  };
}

const compoundKinds = {
  If: 1,
  For: 1,
  While: 1,
  With: 1,
  Try: 1,
  TryStar: 1,
  FunctionDef: 1,
  ClassDef: 1,
  AsyncFunctionDef: 1,
  AsyncFor: 1,
  AsyncWith: 1,
  Match: 1,
};
