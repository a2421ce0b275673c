/** Calls of the classes of NumPy's scalars: `numpy.uint8(x)` is a scalar of a scalar, and an array of what is an array. */
import type { Rule } from "../../rule.js";
import { array, type Dim, join, numpyScalar, type Type, unknown } from "../../type.js";
import { isNumeric } from "./dtypes.js";
import { arrayFrom } from "./operands.js";
import { each } from "./reductions.js";
import { viewOf } from "./views.js";

/** `@np-scalar-class`: an array keeps its shape, and is the result itself when it has the dtype already. */
export const scalarClass: Rule = (call) => {
  const name = call.name.replace(/^numpy\./, "");
  // What `longlong` and `longdouble` are depends on the machine.
  const dtype = isNumeric(name) ? name : null;
  const made = numpyScalar(dtype);
  const [value, ...others] = [...call.positional, ...call.keyword.map(([, type]) => type)];
  if (call.spreads || others.length > 0) return call.assumes ? made : several;
  return value === undefined ? made : each(value, madeOf);

  function madeOf(value: Type): Type {
    const content = value.kind === "unknown" ? undefined : arrayFrom(value, call);
    // Most of what is converted where nothing is known is one number.
    if (!content) return call.assumes ? made : unknown("of an array, or what becomes one, an array is made");
    if (content.shape?.length === 0) return made;
    // A sequence is never of rank 0.
    if (["list", "tuple", "range"].includes(value.kind)) return array(dtype, content.shape);
    const isWhole = value.kind === "array" && content.shape !== null && !mayBeNumber(content.shape);
    if (value.kind === "array" && value.dtype === dtype && dtype !== null) return isWhole ? value : join(value, made);
    const plain = value.kind === "array" ? viewOf(value, dtype, content.shape) : array(dtype, content.shape);
    // Of another dtype, it is copied.
    const isCopy = value.kind === "array" && value.dtype !== null && dtype !== null && value.dtype !== dtype;
    const whole = isCopy ? array(dtype, content.shape) : { ...plain, view: "maybe" as const };
    // `float64` asks a series, a tensor … for `__float__` first, which they answer when they have one element.
    return isWhole ? whole : join(whole, made);
  }

  /** NumPy 1 asks arrays, too. */
  function mayBeNumber(shape: readonly Dim[]): boolean {
    const isAsked = dtype === "float64" && call.targets.satisfies("numpy", ">=2") !== true;
    return isAsked && !shape.some((dim) => typeof dim === "number" && dim !== 1);
  }
};

const several = unknown("whether an array is passed is not known");
