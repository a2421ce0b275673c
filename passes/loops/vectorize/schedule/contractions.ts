/** Sums in another order than that of the loop, by libraries that are made for them; only under contracts that allow it. */
import { build, type Expression } from "../../../../compiler/ir/nodes.js";
import { some } from "../../../../compiler/ir/visit.js";
import type { Arithmetic } from "../combinations.js";
import { isLength, type NestLoop, type Step } from "../nest.js";
import type { Place, Value } from "../translate.js";

import { Places } from "./places.js";

/** `left * right * scale`, where neither array has more elements than what it is made of. */
interface Product {
  readonly left: Value;
  /** `squared`: of `left` itself, by a power. */
  readonly right: Value | "squared" | undefined;
  readonly scale: Value | undefined;
}

/** Names of axes, in the order of loops. */
const letters = "ijklmnopqrstuvw";

export abstract class Contractions extends Places {
  /**
   * A call that adds up, over the loops that are no axes of the result, what a step adds; `undefined` when the sum has to be done in
   * the order of the loop.
   * @param name function of the runtime that does it
   */
  protected contraction(
    name: "contracted" | "summed",
    step: Step,
    { kind, term }: Arithmetic,
    start: Expression,
    axes: readonly NestLoop[],
    isPlain = false,
  ): Expression | undefined {
    if (!this.mayReassociate || kind === "Mult" || step.masks.length > 0 || step.loops.length > letters.length) return undefined;
    const product = this.productOf(term, this.place(step.loops), true);
    if (!product) return undefined;
    const { left, right, scale } = product;
    const parts = typeof right === "object" ? [left, right] : [left];
    // A loop whose iterations all add the same is not worth a form of its own.
    if (!step.loops.every((loop) => parts.some((part) => part.axes.includes(loop)))) return undefined;
    const lettersOf = (loops: readonly NestLoop[]): string => loops.map((loop) => letters[step.loops.indexOf(loop)]).join("");
    const inputs = parts.map((part) => lettersOf(part.axes)).join(",");
    const args = [start, this.b.text(axes.length > 0 ? `${inputs}->${lettersOf(axes)}` : inputs), left.node];
    if (right) args.push(right === "squared" ? this.b.number(2n) : right.node);
    const named: [string, Expression][] = [];
    if (scale) named.push(["scale", scale.node]);
    if (kind === "Sub") named.push(["minus", this.b.constant(true)]);
    if (isPlain) named.push(["plain", this.b.constant(true)]);
    this.translator.notes.reassociates = true;
    const call = this.translator.rt(name, ...args);
    const keywords = named.map(([arg, value]) => build.keyword({ arg, value }, this.b.loc));
    return call.kind === "Call" ? build.Call({ ...call, keywords }, this.b.loc) : call;
  }

  /** The operands of a product, none of which is larger than the arrays that it reads. */
  private productOf(term: Expression, place: Place, mayScale: boolean): Product | undefined {
    const value = (expression: Expression): Value => this.translator.value(expression, place);
    if (term.kind === "BinOp" && term.op === "Mult") {
      const [left, right] = [value(term.left), value(term.right)];
      if (left.axes.length > 0 && right.axes.length > 0) {
        const isSmall = this.isSpread(term.left, left, place) && this.isSpread(term.right, right, place);
        if (isSmall) return { left, right, scale: undefined };
      } else if (mayScale) {
        const [scale, rest] = left.axes.length === 0 ? [left, term.right] : [right, term.left];
        const inner = this.productOf(rest, place, false);
        if (inner && inner.right !== undefined) return { ...inner, scale };
      }
    } else if (term.kind === "BinOp" && term.op === "Pow" && term.right.kind === "Constant" && term.right.value === 2n) {
      const left = value(term.left);
      if (this.isSpread(term.left, left, place)) return { left, right: "squared", scale: undefined };
    }
    const left = value(term);
    return this.isSpread(term, left, place) ? { left, right: undefined, scale: undefined } : undefined;
  }

  /** Whether one of the arrays that an expression reads has all of its axes: what it makes takes no more memory than is there already. */
  private isSpread(expression: Expression, { axes }: Value, place: Place): boolean {
    if (axes.length === 0) return false;
    return some(expression, (node) => {
      if (node.kind !== "Name" && node.kind !== "Subscript") return false;
      if (node.kind === "Subscript" ? isLength(node) : !this.nest.bound.has(node.id)) return false;
      const leaf = this.translator.value(node, place);
      // Elements that are gathered are as many as there are subscripts.
      return leaf.axes.length === axes.length && (axes.length === 1 || node.kind === "Name" || leaf.viewOf !== undefined);
    });
  }
}
