/**
 * Reads of elements that are no plain slices: `x[(i + 1) % n]` goes round, `x[i - 1]` counts from the end in the first iteration, and
 * behind a condition on the counters, as in `if 0 < i: … x[i - 1]`, what is out of bounds is never looked at.
 */
import { type Affine, isConstant, without } from "../../../compiler/analysis/loops/affine.js";
import type { Expression } from "../../../compiler/ir/nodes.js";
import { some } from "../../../compiler/ir/visit.js";
import { rangeOf } from "./legality.js";
import type { Nest, NestLoop, Reference } from "./nest.js";
import type { Place } from "./translate.js";

/** One axis of a window: `start + step * iteration`, modulo something or not. */
export interface WindowAxis {
  readonly form: Affine;
  /** The integers, the same in all iterations, of which it is made. */
  readonly integers: readonly Affine[];
  /** The loop along which the axis runs; else it is a single element. */
  readonly loop: NestLoop | undefined;
  /**
   * - `plain`: within bounds, which is asked beforehand;
   * - `from the end`: as Python counts;
   * - `hidden`: out of bounds where the condition does not hold;
   * - a form: what the subscript goes round.
   */
  readonly bounds: "plain" | "from the end" | "hidden" | Affine;
}

/** The axes of a read that is no plain slice; `undefined` for all others. */
export function windowOf({ array, subscript }: Reference, nest: Nest, place: Place): readonly WindowAxis[] | undefined {
  const isWritten = nest.steps.some(({ target }) => target.kind === "element" && target.array === array);
  const symbols = nest.loops.map(({ symbol }) => symbol);
  const axes: WindowAxis[] = [];
  for (const part of subscript) {
    const [whole, form] = [nest.forms.of(part), nest.forms.of(part, place.kept)];
    const cyclic = form ? undefined : nest.forms.cyclic(part, place.kept);
    const round = form ? undefined : nest.forms.cyclic(part);
    const integers = [whole, round?.form, round?.modulus].flatMap((each) => (each ? [without(each, symbols)] : []));
    const used = form ?? cyclic?.form;
    if (!used) return undefined;
    const [loop, ...others] = place.axes.filter(({ symbol }) => used.terms.has(symbol));
    if (others.length > 0 || axes.some((axis) => loop && axis.loop === loop)) return undefined;
    if (cyclic) axes.push({ form: used, integers, loop, bounds: cyclic.modulus });
    else axes.push({ form: used, integers, loop, bounds: boundsOf(whole as Affine, nest, place, isWritten) });
  }
  return axes.every(({ bounds }) => bounds === "plain") ? undefined : axes;
}

function boundsOf(form: Affine, nest: Nest, { where }: Place, isWritten: boolean): "plain" | "from the end" | "hidden" {
  const isMoved = nest.loops.some(({ counter, symbol }) => {
    const offset = counter && form.terms.get(symbol) === counter.step ? without(form, [symbol]) : undefined;
    return offset && counter && !areEqual(offset, counter.start);
  });
  if (where && isMoved) return "hidden";
  const low = rangeOf(form, nest.loops)?.low;
  return low && isConstant(low) && low.constant < 0n && !isWritten ? "from the end" : "plain";
}

const areEqual = (a: Affine, b: Affine): boolean =>
  a.constant === b.constant && a.terms.size === b.terms.size && [...a.terms].every(([symbol, factor]) => b.terms.get(symbol) === factor);

/** Whether a condition is one on the counters of loops: `0 <= i + 1 < n`. */
export function isOnCounters(test: Expression, nest: Nest): boolean {
  const isCounter = (part: Expression): boolean => {
    const form = nest.forms.of(part);
    return form !== undefined && [...form.terms.keys()].some((symbol) => symbol.startsWith("$"));
  };
  return some(test, (node) => node.kind === "Compare" && [node.left, ...node.comparators].some(isCounter));
}

/** Start, number of elements and step of an axis along a loop. */
export function spanOf({ form, loop }: WindowAxis): { readonly start: Affine; readonly step: bigint } {
  return loop ? { start: without(form, [loop.symbol]), step: form.terms.get(loop.symbol) ?? 1n } : { start: form, step: 1n };
}
