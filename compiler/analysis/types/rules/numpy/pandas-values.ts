/** What NumPy's functions do when they are handed an object of pandas: many call its method of the same name. */
import type { RuleCall } from "../../rule.js";
import { type DType, type FrameType, join, literal, numpyScalar, type SeriesType, scalar, type Type, unknown } from "../../type.js";
import { isNumeric, kindOf } from "./dtypes.js";

/** Reductions that go over both axes of a frame only since pandas 3. */
const byColumnBefore = ["sum", "prod", "std", "var"];

/**
 * The result of a reduction that calls the method of a pandas object, or `undefined` when the value is none.
 * @param axis of the call; frames are reduced over both when it is left out
 */
export function onPandas(value: Type, method: string, axis: Type | undefined, call: RuleCall): Type | undefined {
  if (value.kind === "frame") return onFrame(value, method, axis, call);
  if (value.kind !== "series") return undefined;
  return call.callFunction({ kind: "library-function", name: `pandas.Series.${method}`, receiver: value }, []);
}

function onFrame(value: FrameType, method: string, axis: Type | undefined, call: RuleCall): Type {
  if (!byColumnBefore.includes(method) && !["max", "min", "mean", "any", "all"].includes(method))
    return unknown(`what ${method} of a frame gives`);
  if (call.spreads || call.keyword.some(([name]) => !["axis", "a"].includes(name))) return unknown("a reduction of a frame with arguments");
  const along = (given: Type): Type =>
    call.callFunction({ kind: "library-function", name: `pandas.DataFrame.${method}`, receiver: value }, [], [["axis", given]]);
  if (axis && axis.kind !== "none") {
    const isOne = axis.kind === "scalar" && (axis.value === 0n || axis.value === 1n);
    return isOne ? along(axis) : unknown("a reduction of a frame along an axis that is not known");
  }
  const isNumber = value.complete && (value.columns ?? []).every(({ dtype }) => dtype !== null && isNumeric(dtype));
  const total: Type =
    isNumber || call.assumes
      ? join(numpyScalar(null), scalar("float"), scalar("int"))
      : unknown("a reduction of all columns of a frame, whose dtypes are not known");
  if (!byColumnBefore.includes(method)) return total;
  const isNew = call.targets.satisfies("pandas", ">=3");
  if (isNew) return total;
  return isNew === false ? along(literal(0n)) : join(along(literal(0n)), total);
}

/** A series or frame of the same labels, with other dtypes: what a ufunc of one of them gives. */
export function relabelled(value: SeriesType | FrameType, dtypeFor: (dtype: DType) => DType | null): Type {
  const convert = (dtype: DType | null): DType | null => (dtype !== null && isOfNumPy(dtype) ? dtypeFor(dtype) : null);
  if (value.kind === "series") {
    const { kind, index, length } = value;
    return { kind, dtype: convert(value.dtype), ...(value.name === undefined ? {} : { name: value.name }), index, length };
  }
  const { kind, complete, index, length } = value;
  return { kind, complete, index, length, columns: value.columns?.map((column) => ({ ...column, dtype: convert(column.dtype) })) ?? null };
}

/** A dtype that pandas keeps in arrays of NumPy. */
const isOfNumPy = (dtype: DType): boolean => isNumeric(dtype) || ["m", "M"].includes(kindOf(dtype) ?? "");
