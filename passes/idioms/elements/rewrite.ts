/** Writes a loop anew so that it runs on lists, with variables of its own: nothing that it does can be seen before it has ended. */
import { build, type Expression, type Node, type Statement } from "../../../compiler/ir/nodes.js";
import { copyNode } from "../../../compiler/ir/visit.js";
import { dottedName, measuredArray } from "../../loops/vectorize/nest.js";
import type { Loop } from "../../loops/vectorize/sites.js";
import type { Builder } from "../../loops/vectorize/tree.js";
import type { Outcome } from "./outcome.js";
import { asLoad } from "./survey.js";

export interface Names {
  /** Lists by the arrays that they stand for. */
  readonly lists: ReadonlyMap<string, string>;
  /** Variables of the loop, and numbers from outside that were copied. */
  readonly variables: ReadonlyMap<string, string>;
  /** Raised where the loop on lists cannot go on. */
  readonly unfit: () => Expression;
  readonly squareRoot: () => Expression;
}

export class Rewriter {
  constructor(
    private readonly outcome: Outcome,
    private readonly names: Names,
    private readonly limit: bigint,
    private readonly b: Builder,
  ) {}

  loop(loop: Loop): Loop {
    const body = this.block(loop.body);
    const orelse = this.block(loop.orelse);
    if (loop.kind === "While") return build.While({ test: this.expression(loop.test), body, orelse }, this.b.loc);
    return build.For({ target: this.target(loop.target), iter: this.iterated(loop.iter), body, orelse }, this.b.loc);
  }

  private block(statements: readonly Statement[]): Statement[] {
    return statements.flatMap((statement) => this.statement(statement));
  }

  private statement(statement: Statement): Statement[] {
    const { b } = this;
    switch (statement.kind) {
      case "Assign": {
        const targets = statement.targets.map((target) => this.target(target));
        const parts = statement.targets.flatMap((target) => (target.kind === "Tuple" ? target.elts : [target]));
        const value =
          statement.value.kind === "Tuple"
            ? b.tuple(statement.value.elts.map((each) => this.converted(each)))
            : this.converted(statement.value);
        return [build.Assign({ targets, value }, b.loc), ...this.checks(parts)];
      }
      case "AnnAssign":
        if (!statement.value) return [];
        return [
          build.Assign({ targets: [this.target(statement.target)], value: this.converted(statement.value) }, b.loc),
          ...this.checks([statement.target]),
        ];
      case "AugAssign": {
        const { target, op, value } = statement;
        const isPlain = !this.outcome.conversions.has(statement);
        if (isPlain)
          return [build.AugAssign({ target: this.target(target), op, value: this.expression(value) }, b.loc), ...this.checks([target])];
        const whole = this.wrapped(statement, b.binary(this.expression(asLoad(target)), op, this.expression(value)));
        return [build.Assign({ targets: [this.target(target)], value: whole }, b.loc), ...this.checks([target])];
      }
      case "If":
        return [
          build.If(
            { test: this.expression(statement.test), body: this.block(statement.body), orelse: this.block(statement.orelse) },
            b.loc,
          ),
        ];
      case "For":
      case "While":
        return [this.loop(statement)];
      case "Raise":
        return [this.raise()];
      case "Assert":
        return [
          build.If(
            { test: build.UnaryOp({ op: "Not", operand: this.expression(statement.test) }, b.loc), body: [this.raise()], orelse: [] },
            b.loc,
          ),
        ];
      case "Expr":
        return [];
      default:
        return [copyNode(statement, b.loc)];
    }
  }

  private raise(): Statement {
    return build.Raise({ exc: this.names.unfit(), cause: null }, this.b.loc);
  }

  /** Numbers that have become too large end the attempt. */
  private checks(targets: readonly Expression[]): Statement[] {
    const { b, limit } = this;
    return targets
      .filter((target) => this.outcome.checks.has(target))
      .map((target) => {
        const value = this.expression(asLoad(target));
        const inside = build.Compare({ left: b.number(-limit), ops: ["Lt", "Lt"], comparators: [value, b.number(limit)] }, b.loc);
        return build.If({ test: build.UnaryOp({ op: "Not", operand: inside }, b.loc), body: [this.raise()], orelse: [] }, b.loc);
      });
  }

  private target(target: Expression): Expression {
    switch (target.kind) {
      case "Name":
        return build.Name({ id: this.names.variables.get(target.id) ?? target.id, ctx: "Store" }, this.b.loc);
      case "Tuple":
        return build.Tuple({ elts: target.elts.map((each) => this.target(each)), ctx: "Store" }, this.b.loc);
      default: {
        const read = this.expression(target);
        return read.kind === "Subscript" ? build.Subscript({ ...read, ctx: "Store" }, this.b.loc) : read;
      }
    }
  }

  private iterated(source: Expression): Expression {
    if (source.kind === "Call") {
      return build.Call(
        { func: copyNode(source.func, this.b.loc), args: source.args.map((arg) => this.iterated(arg)), keywords: [] },
        this.b.loc,
      );
    }
    return this.expression(source);
  }

  /** What a list holds that stands for an array, which converts what is stored. */
  private converted(value: Expression): Expression {
    return this.wrapped(value, this.expression(value));
  }

  private wrapped(source: Node, value: Expression): Expression {
    const conversion = this.outcome.conversions.get(source);
    if (!conversion) return value;
    if (conversion === "float" && value.kind === "Constant" && typeof value.value === "bigint") return this.b.number(Number(value.value));
    return this.b.call(this.b.name(conversion), value);
  }

  private expression(node: Expression): Expression {
    const { b, names } = this;
    switch (node.kind) {
      case "Name":
      case "Attribute": {
        const name = dottedName(node);
        const other = name === undefined ? undefined : (names.lists.get(name) ?? names.variables.get(name));
        return other === undefined ? copyNode(node, b.loc) : b.name(other);
      }
      case "Subscript": {
        if (measuredArray(node) !== undefined) return copyNode(node, b.loc);
        const axes = node.slice.kind === "Tuple" ? node.slice.elts : [node.slice];
        return axes.reduce<Expression>((at, axis) => b.subscript(at, [this.expression(axis)]), this.expression(node.value));
      }
      case "BinOp":
        return b.binary(this.expression(node.left), node.op, this.expression(node.right));
      case "UnaryOp": {
        const op = this.outcome.calls.get(node) === "not" ? "Not" : node.op;
        return build.UnaryOp({ op, operand: this.expression(node.operand) }, b.loc);
      }
      case "Compare":
        return build.Compare(
          { left: this.expression(node.left), ops: [...node.ops], comparators: node.comparators.map((each) => this.expression(each)) },
          b.loc,
        );
      case "BoolOp":
        return build.BoolOp({ op: node.op, values: node.values.map((each) => this.expression(each)) }, b.loc);
      case "IfExp":
        return build.IfExp(
          { test: this.expression(node.test), body: this.expression(node.body), orelse: this.expression(node.orelse) },
          b.loc,
        );
      case "Call":
        return this.call(node);
      default:
        return copyNode(node, b.loc);
    }
  }

  private call(node: Extract<Expression, { kind: "Call" }>): Expression {
    const { b, names } = this;
    // Lengths of arrays stay what they are.
    if (measuredArray(node) !== undefined && !names.variables.has(measuredArray(node) as string)) return copyNode(node, b.loc);
    const args = node.args.map((arg) => this.expression(arg));
    switch (this.outcome.calls.get(node)) {
      case "sqrt":
        return b.call(names.squareRoot(), ...args);
      case "abs":
        return b.call(b.name("abs"), ...args);
      case "float":
        return b.call(b.name("float"), ...args);
      case "isnan": {
        const [only] = args as [Expression];
        return b.compare(only, "NotEq", copyNode(only));
      }
      default:
        return b.call(copyNode(node.func, b.loc), ...args);
    }
  }
}
