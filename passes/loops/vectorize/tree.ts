/** Short forms for making expressions. */
import type { Affine } from "../../../compiler/analysis/loops/affine.js";
import type { Location } from "../../../compiler/ir/location.js";
import { type BinaryOperator, build, type CompareOperator, type Expression, type Statement } from "../../../compiler/ir/nodes.js";
import { copyNode } from "../../../compiler/ir/visit.js";
import { nameOf } from "./nest.js";

/** Builders whose nodes all have one location. */
export class Builder {
  constructor(readonly loc: Location) {}

  /** `x`, `self.x` */
  name(id: string): Expression {
    return nameOf(id, this.loc);
  }

  number(value: bigint | number): Expression {
    if (typeof value === "bigint" && value < 0n) return build.UnaryOp({ op: "USub", operand: this.number(-value) }, this.loc);
    return build.Constant({ value, prefix: null }, this.loc);
  }

  text(value: string): Expression {
    return build.Constant({ value, prefix: null }, this.loc);
  }

  constant(value: boolean): Expression {
    return build.Constant({ value, prefix: null }, this.loc);
  }

  none(): Expression {
    return build.Constant({ value: null, prefix: null }, this.loc);
  }

  attribute(value: Expression, attr: string): Expression {
    return build.Attribute({ value, attr, ctx: "Load" }, this.loc);
  }

  call(func: Expression, ...args: Expression[]): Expression {
    return build.Call({ func, args, keywords: [] }, this.loc);
  }

  binary(left: Expression, op: BinaryOperator, right: Expression): Expression {
    return build.BinOp({ left, op, right }, this.loc);
  }

  negative(operand: Expression): Expression {
    return build.UnaryOp({ op: "USub", operand }, this.loc);
  }

  compare(left: Expression, op: CompareOperator, right: Expression): Expression {
    return build.Compare({ left, ops: [op], comparators: [right] }, this.loc);
  }

  tuple(elts: Expression[]): Expression {
    return build.Tuple({ elts, ctx: "Load" }, this.loc);
  }

  slice(lower: Expression | null, upper: Expression | null, step: Expression | null = null): Expression {
    return build.Slice({ lower, upper, step }, this.loc);
  }

  subscript(value: Expression, parts: readonly Expression[]): Expression {
    const [only] = parts;
    const slice = parts.length === 1 && only ? only : build.Tuple({ elts: [...parts], ctx: "Load" }, this.loc);
    return build.Subscript({ value, slice, ctx: "Load" }, this.loc);
  }

  assign(target: string, value: Expression): Statement {
    return build.Assign({ targets: [build.Name({ id: target, ctx: "Store" }, this.loc)], value }, this.loc);
  }

  store(subscript: Expression, value: Expression): Statement {
    if (subscript.kind !== "Subscript") throw new Error("only elements are stored to");
    return build.Assign({ targets: [build.Subscript({ ...subscript, ctx: "Store" }, this.loc)], value }, this.loc);
  }

  /** `2 * i + n - 1` */
  affine(form: Affine, symbol: (name: string) => Expression): Expression {
    let sum: Expression | undefined;
    for (const [name, coefficient] of form.terms) {
      const size = coefficient < 0n ? -coefficient : coefficient;
      const term = size === 1n ? symbol(name) : this.binary(this.number(size), "Mult", symbol(name));
      if (!sum) sum = coefficient < 0n ? build.UnaryOp({ op: "USub", operand: term }, this.loc) : term;
      else sum = this.binary(sum, coefficient < 0n ? "Sub" : "Add", term);
    }
    if (!sum) return this.number(form.constant);
    if (form.constant === 0n) return sum;
    const size = form.constant < 0n ? -form.constant : form.constant;
    return this.binary(sum, form.constant < 0n ? "Sub" : "Add", this.number(size));
  }

  copy<E extends Expression>(expression: E): E {
    return copyNode(expression, this.loc);
  }
}
