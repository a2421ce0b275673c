/** Arrays that lie in the memory of others. */
import { type ArrayType, array, type DType, type Shape, type Site, type Type, type View } from "../../type.js";

/** The sites whose memory an array lies in; `undefined` when they are not known. */
export function memoryOf(value: ArrayType): readonly Site[] | undefined {
  return value.memory ?? (value.view === "owned" ? value.sites : undefined);
}

/** A new array object in the memory of another. */
export function viewOf(base: ArrayType, dtype: DType | null, shape: Shape): ArrayType {
  const memory = memoryOf(base);
  return { kind: "array", dtype, shape, view: "view", ...(memory ? { memory } : {}) };
}

/** A new array object that lies in the memory of another or has its own. */
export function maybeViewOf(base: Type | undefined, dtype: DType | null, shape: Shape, view: View = "maybe"): ArrayType {
  if (base?.kind !== "array") return array(dtype, shape, base === undefined || isFresh(base) ? "owned" : "maybe");
  const memory = memoryOf(base);
  return { kind: "array", dtype, shape, view, ...(memory ? { memory } : {}) };
}

/** NumPy makes a new array of these values, in memory of its own. */
const isFresh = (type: Type): boolean => ["scalar", "numpy-scalar", "list", "tuple", "range", "none"].includes(type.kind);
