/** PyTorch's dtypes and how they combine. */
import type { RuleContext } from "../../rule.js";
import type { Type } from "../../type.js";
import { floatingDefault } from "./state.js";
import { isTensor } from "./values.js";

const floats = ["float16", "bfloat16", "float32", "float64"];
const complexes = ["complex32", "complex64", "complex128"];
const signed = ["int8", "int16", "int32", "int64"];

export type Category = "bool" | "int" | "float" | "complex";

/** `undefined` for dtypes that arithmetic is not defined for in general (`uint16`, `float8_e4m3fn`, quantized ones). */
export function categoryOf(dtype: string): Category | undefined {
  if (dtype === "bool") return "bool";
  if (dtype === "uint8" || signed.includes(dtype)) return "int";
  if (floats.includes(dtype)) return "float";
  return complexes.includes(dtype) ? "complex" : undefined;
}

export const isFloating = (dtype: string | null): boolean => dtype !== null && floats.includes(dtype);
export const isComplex = (dtype: string | null): boolean => dtype !== null && complexes.includes(dtype);
/** Values of this dtype have gradients. `undefined` when it is not known. */
export const isDifferentiable = (dtype: string | null): boolean | undefined =>
  dtype === null ? undefined : isFloating(dtype) || isComplex(dtype);

/** Of the real and imaginary part. */
export const realOf = (dtype: string): string => ({ complex32: "float16", complex64: "float32", complex128: "float64" })[dtype] ?? dtype;

const complexOf: Readonly<Record<string, string>> = {
  float16: "complex32",
  bfloat16: "complex64",
  float32: "complex64",
  float64: "complex128",
};

/** Of two operands of the same priority; `null` when there is none or it is not known. */
export function promote(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return null;
  const [one, two] = [categoryOf(a), categoryOf(b)];
  if (!one || !two) return null;
  if (a === b) return a;
  if (one === "complex" || two === "complex") {
    const asComplex = (dtype: string, category: Category): string =>
      category === "complex" ? dtype : (complexOf[dtype] ?? (complexes[0] as string));
    const ranks = [asComplex(a, one), asComplex(b, two)].map((dtype) => complexes.indexOf(dtype));
    return complexes[Math.max(...ranks)] as string;
  }
  if (one === "float" && two === "float") return a.endsWith("16") && b.endsWith("16") ? "float32" : widerFloat(a, b);
  if (one === "float") return a;
  if (two === "float") return b;
  if (one === "bool") return b;
  if (two === "bool") return a;
  if (a === "uint8") return b === "int8" ? "int16" : b;
  if (b === "uint8") return a === "int8" ? "int16" : a;
  return signed[Math.max(signed.indexOf(a), signed.indexOf(b))] as string;
}

const widerFloat = (a: string, b: string): string => (floats.indexOf(a) > floats.indexOf(b) ? a : b);

/** An operand of arithmetic, by its priority: tensors with axes come before those without, and these before Python numbers. */
interface Operand {
  readonly priorities: readonly ("axes" | "no-axes" | "number")[];
  readonly dtype: string | null;
}

/** What arithmetic takes as an operand; `undefined` for what may be something else. */
function operandOf(type: Type, context: RuleContext): Operand | undefined {
  if (isTensor(type)) {
    const priorities = type.shape ? ([type.shape.length > 0 ? "axes" : "no-axes"] as const) : (["axes", "no-axes"] as const);
    return { priorities, dtype: type.dtype };
  }
  if (type.kind !== "scalar") return undefined;
  switch (type.class) {
    case "bool":
      return { priorities: ["number"], dtype: "bool" };
    case "int":
      return { priorities: ["number"], dtype: "int64" };
    case "float":
      return { priorities: ["number"], dtype: floatingDefault(context) };
    case "complex":
      return { priorities: ["number"], dtype: complexDefault(context) };
    default:
      return undefined;
  }
}

export function complexDefault(context: RuleContext): string | null {
  const real = floatingDefault(context);
  return real === null ? null : (complexOf[real] ?? null);
}

/** Dtype of arithmetic on several operands, `null` when it is not known. */
export function resultDtype(types: readonly Type[], context: RuleContext): string | null {
  const operands: Operand[] = [];
  for (const type of types) {
    const operand = operandOf(type, context);
    if (!operand) return null;
    operands.push(operand);
  }
  // An operand whose number of axes is not known is tried both ways.
  const results = new Set<string | null>();
  const choose = (index: number, chosen: readonly string[]): void => {
    const operand = operands[index];
    if (!operand) {
      results.add(combine(operands.map(({ dtype }, at) => ({ dtype, priority: chosen[at] as string }))));
      return;
    }
    for (const priority of operand.priorities) choose(index + 1, [...chosen, priority]);
  };
  choose(0, []);
  return results.size === 1 ? ([...results][0] as string | null) : null;
}

function combine(operands: readonly { readonly dtype: string | null; readonly priority: string }[]): string | null {
  let result: string | null | undefined;
  for (const priority of ["number", "no-axes", "axes"]) {
    const group = operands.filter((operand) => operand.priority === priority);
    if (group.length === 0) continue;
    const dtype = group.map((operand) => operand.dtype).reduce(promote);
    result = result === undefined ? dtype : combineCategories(dtype, result);
  }
  return result ?? null;
}

/** The lower priority counts only when its category is the higher one. */
function combineCategories(higher: string | null, lower: string | null): string | null {
  if (higher === null || lower === null) return higher !== null && isComplex(higher) ? higher : null;
  const [above, below] = [categoryOf(higher), categoryOf(lower)];
  if (!above || !below) return null;
  if (above === "complex") return higher;
  if (above === "float") return below === "complex" ? (complexOf[higher] ?? null) : higher;
  if (above === "bool" || below === "float" || below === "complex") return promote(higher, lower);
  return higher;
}

/** Integers become the default float, everything else stays. */
export function floatOf(dtype: string | null, context: RuleContext): string | null {
  if (dtype === null) return null;
  const category = categoryOf(dtype);
  if (category === undefined) return null;
  return category === "bool" || category === "int" ? floatingDefault(context) : dtype;
}

/** Sums of integers are 64 bits wide. */
export function sumOf(dtype: string | null): string | null {
  if (dtype === null) return null;
  const category = categoryOf(dtype);
  if (category === undefined) return null;
  return category === "bool" || category === "int" ? "int64" : dtype;
}

const fromNumpy = new Set([
  "bool",
  "uint8",
  "int8",
  "int16",
  "int32",
  "int64",
  "float16",
  "float32",
  "float64",
  "complex64",
  "complex128",
  "uint16",
  "uint32",
  "uint64",
]);

/** The dtype that a NumPy array's values have in PyTorch, and the other way. Both have the same names. */
export const sharedDtype = (dtype: string | null): string | null => (dtype !== null && fromNumpy.has(dtype) ? dtype : null);
