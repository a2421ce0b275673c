/** What arrays and NumPy scalars become in plain Python: `x.item()`, `x.tolist()`. */
import type { Rule, RuleContext } from "../../rule.js";
import { type DType, join, list, type ScalarClass, type Shape, scalar, type Type, unknown } from "../../type.js";
import { bitsOf, kindOf } from "./dtypes.js";

const classes: Readonly<Record<string, ScalarClass>> = { b: "bool", i: "int", u: "int", f: "float", c: "complex", U: "str", S: "bytes" };

/** The Python value of one element. Extended precision stays with NumPy, and dates depend on their unit. */
function pythonScalar(dtype: DType | null, { assumes }: RuleContext): Type {
  if (dtype === null) return assumes ? join(scalar("int"), scalar("float"), scalar("str")) : unknown("an element of unknown kind");
  const kind = kindOf(dtype);
  const name = kind === undefined ? undefined : classes[kind];
  const isExtended = (kind === "f" && bitsOf(dtype) > 64) || (kind === "c" && bitsOf(dtype) > 128);
  return name === undefined || isExtended ? unknown(`an element of dtype ${dtype} in plain Python`) : scalar(name);
}

/** `x.item()` */
export const item: Rule = (call) => {
  const { receiver } = call;
  if (receiver?.kind === "array" && receiver.element) return receiver.element;
  return receiver?.kind === "array" || receiver?.kind === "numpy-scalar"
    ? pythonScalar(receiver.dtype, call)
    : unknown("the array is not known");
};

/** `x.tolist()`: a list for each axis. */
export const nestedList: Rule = (call) => {
  const { receiver } = call;
  if (receiver?.kind === "numpy-scalar") return pythonScalar(receiver.dtype, call);
  if (receiver?.kind !== "array") return unknown("the array is not known");
  return nested(receiver.element ?? pythonScalar(receiver.dtype, call), receiver.shape, call);
};

function nested(element: Type, shape: Shape, { assumes }: RuleContext): Type {
  if (shape) return shape.reduce((inner: Type) => list(inner), element);
  // Only an array without axes is no list.
  return assumes ? list(join(element, list(element))) : unknown("how many axes the array has is not known");
}
