/** Special functions: NumPy ufuncs, which work item by item. */
import type { RuleCall } from "../../rule.js";
import { array, join, numpyScalar, type Shape, type Type, unknown } from "../../type.js";

/** Types of numbers that every one of these functions computes in double precision. */
const isDouble = (type: Type): boolean =>
  (type.kind === "scalar" && (type.class === "int" || type.class === "float")) ||
  ((type.kind === "numpy-scalar" || type.kind === "array" || type.kind === "series") &&
    ["float64", "int64", "int32"].includes(type.dtype ?? ""));

/** @param numbers `any` when the function may leave the real numbers */
export function ufunc(call: RuleCall, numbers = "real"): Type {
  const given = call.argument("out");
  if (given && given.kind !== "none") return given.kind === "array" ? given : unknown("the output that was given");
  const others = call.keyword.filter(([name]) => name !== "out");
  if (call.spreads || others.length > 0 || call.positional.length === 0) return unknown("a ufunc with options");
  const dtype = numbers === "real" && call.positional.every(isDouble) ? "float64" : null;
  const shapes: Shape[] = [];
  let kind: "number" | "array" | "series" = "number";
  for (const type of call.positional) {
    switch (type.kind) {
      case "scalar":
      case "numpy-scalar":
        break;
      case "array":
      case "list":
      case "tuple":
        shapes.push(type.kind === "array" ? type.shape : null);
        if (kind === "number") kind = "array";
        break;
      case "series":
        kind = "series";
        break;
      default:
        return unknown("a ufunc of values that are not known");
    }
  }
  if (kind === "series") return { kind: "series", dtype, index: null, length: null };
  if (kind === "number") return numpyScalar(dtype);
  const shape = shapes.length === 1 ? (shapes[0] ?? null) : null;
  const result = array(dtype, shape);
  // Arrays without axes come back as numbers.
  const mayBeNumber = call.positional.every((type) => type.kind !== "array" || !type.shape || type.shape.length === 0);
  if (shape?.length === 0) return numpyScalar(dtype);
  return mayBeNumber ? join(result, numpyScalar(dtype)) : result;
}
