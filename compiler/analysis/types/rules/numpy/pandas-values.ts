/** What NumPy's functions do when they are handed an object of pandas: many call its method of the same name. */
import type { RuleCall } from "../../rule.js";
import { type DType, type FrameType, type SeriesType, type Type, unknown } from "../../type.js";
import { isNumeric, kindOf } from "./dtypes.js";

/**
 * The result of a reduction that calls the method of a pandas object, or `undefined` when the value is none. What it does to
 * the two axes of a frame differs between versions.
 */
export function onPandas(value: Type, method: string, call: RuleCall): Type | undefined {
  if (value.kind === "frame") return unknown("what a reduction of a frame gives depends on the version of pandas");
  if (value.kind !== "series") return undefined;
  return call.callFunction({ kind: "library-function", name: `pandas.Series.${method}`, receiver: value }, []);
}

/** A series or frame of the same labels, with other dtypes: what a ufunc of one of them gives. */
export function relabelled(value: SeriesType | FrameType, dtypeFor: (dtype: DType) => DType | null): Type {
  const convert = (dtype: DType | null): DType | null => (dtype !== null && isOfNumPy(dtype) ? dtypeFor(dtype) : null);
  if (value.kind === "series") {
    const { sites: _, ...rest } = value;
    return { ...rest, dtype: convert(value.dtype) };
  }
  const { sites: _, ...rest } = value;
  return { ...rest, columns: value.columns?.map((column) => ({ ...column, dtype: convert(column.dtype) })) ?? null };
}

/** A dtype that pandas keeps in arrays of NumPy. */
const isOfNumPy = (dtype: DType): boolean => isNumeric(dtype) || ["m", "M"].includes(kindOf(dtype) ?? "");
