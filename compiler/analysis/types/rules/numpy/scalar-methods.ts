/** Methods that NumPy scalars share with arrays: they do what they would do with an array without axes, and no axes make a scalar again. */
import type { Rule } from "../../rule.js";
import { array, join, type Type, unknown } from "../../type.js";
import { elementScalar } from "./operands.js";
import { astype, flattened, reshape } from "./rearranging.js";

const forms: Readonly<Record<string, Rule>> = {
  astype,
  flat: (call) => flattened(call, "flatten"),
  // Of one element, along whatever axis, comes a line.
  repeat: ({ receiver }) => array(receiver?.kind === "array" ? receiver.dtype : null, [null]),
  reshape,
};

export const ofScalar: Rule = (call, form = "") => {
  const { receiver } = call;
  const rule = forms[form];
  if (receiver?.kind !== "numpy-scalar" || !rule) return unknown("a method of a value that is not known");
  const outcome = rule({ ...call, receiver: array(receiver.dtype, []) }, ...[]);
  const result: Type = "result" in outcome ? outcome.result : outcome;
  if (result.kind !== "array") return result;
  const made = array(result.dtype, result.shape);
  if (result.shape === null) return join(made, elementScalar(result.dtype, call));
  return result.shape.length === 0 ? elementScalar(result.dtype, call) : made;
};
