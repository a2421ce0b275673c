/** Reductions: `s.sum()` is a scalar of an exact class, `df.sum()` a series with one value for each column. */
import type { Outcome, Rule, RuleCall, RuleContext } from "../../rule.js";
import {
  type DType,
  type FrameType,
  type IndexInfo,
  join,
  type Label,
  literal,
  numpyScalar,
  scalar,
  type Type,
  tupleOf,
  unknown,
} from "../../type.js";
import { axisOf, flag, isPassed } from "./arguments.js";
import { isDatetime, isFloat, isInteger, isNumber, isTimedelta } from "./dtypes.js";
import { anySeries, frame, series } from "./frames.js";
import { missingTime, plainItem, timedelta, timestamp } from "./items.js";
import { overReceiver } from "./rows.js";

const float = join(scalar("float"), numpyScalar("float64"));

/** A mean of values of any dtype. */
const anyAverage = join(scalar("float"), scalar("complex"), numpyScalar(null), timestamp, timedelta, missingTime, {
  kind: "object",
  class: "pandas.api.typing.NAType",
});

/** Value of a reduction of one column, by the column's dtype; `undefined` when it cannot be told. */
type Reduction = (dtype: DType | null) => Type | undefined;

const average: Reduction = (dtype) => {
  if (dtype === null) return anyAverage;
  if (isInteger(dtype) || dtype === "bool" || dtype === "float64") return float;
  if (dtype === "float32") return join(scalar("float"), numpyScalar("float32"), numpyScalar("float64"));
  if (isDatetime(dtype)) return join(timestamp, missingTime);
  return isTimedelta(dtype) ? join(timedelta, missingTime) : undefined;
};

const spread: Reduction = (dtype) => (isDatetime(dtype) ? join(timedelta, missingTime) : average(dtype));

const sum: Reduction = (dtype) => {
  if (dtype === "bool") return numpyScalar("int64");
  if (isInteger(dtype)) return numpyScalar(dtype?.startsWith("u") ? "uint64" : "int64");
  if (dtype === "float64" || dtype === "float32") return numpyScalar(dtype);
  return isTimedelta(dtype) ? timedelta : undefined;
};

const extreme: Reduction = (dtype) => {
  // Of nothing it is NaN.
  if (isInteger(dtype) || isFloat(dtype) || dtype === "bool") return join(scalar("float"), numpyScalar(dtype));
  if (isDatetime(dtype)) return join(timestamp, missingTime);
  if (dtype === "str") return join(scalar("str"), scalar("float"));
  return isTimedelta(dtype) ? join(timedelta, missingTime) : undefined;
};

const truth: Reduction = (dtype) => {
  if (isNumber(dtype)) return numpyScalar("bool");
  return join(scalar("bool"), numpyScalar("bool"));
};

const reductions: Readonly<Record<string, Reduction>> = {
  average,
  spread,
  sum,
  extreme,
  truth,
  count: () => numpyScalar("int64"),
  unique: () => scalar("int"),
};

/** Of a mask of any dtype: `bool`, `boolean`, or `object`. */
const ofMask: Readonly<Record<string, Type>> = {
  sum: join(numpyScalar("int64"), scalar("int")),
  truth: join(numpyScalar("bool"), scalar("bool")),
};

/** Of a column that was read from text. */
const ofPlain: Readonly<Record<string, Type>> = {
  sum: join(numpyScalar(null), scalar("int"), scalar("float"), scalar("bool"), scalar("str")),
  extreme: join(numpyScalar(null), plainItem),
};

/** The dtype of the series that the reduction of a frame gives, when all columns are of these dtypes. */
const frameDTypes: Readonly<Record<string, (dtypes: readonly DType[], value: FrameType) => DType | null>> = {
  average: (dtypes) => (dtypes.every((dtype) => isInteger(dtype) || dtype === "bool" || dtype === "float64") ? "float64" : null),
  spread: (dtypes) => (dtypes.every((dtype) => isInteger(dtype) || dtype === "bool" || dtype === "float64") ? "float64" : null),
  sum: (dtypes) => {
    if (dtypes.every((dtype) => dtype === "bool" || dtype === "int64")) return "int64";
    return dtypes.every((dtype) => dtype === "int64" || dtype === "float64") ? "float64" : null;
  },
  extreme: (dtypes, { length }) => {
    if (dtypes.every((dtype) => dtype === "float64")) return "float64";
    const isFilled = typeof length === "number" && length > 0;
    return isFilled && dtypes.every((dtype) => dtype === "int64") ? "int64" : null;
  },
  truth: (dtypes) => (dtypes.every((dtype) => isNumber(dtype)) ? "bool" : null),
  count: () => "int64",
  unique: () => "int64",
};

/** @param kind which of the reductions above */
export const reduced: Rule = (call, kind = "average") => {
  const reduction = reductions[kind] as Reduction;
  return overReceiver(
    call,
    (value) => reducedFrame(value, kind, call),
    (value) => {
      if (call.spreads) return unknown("a reduction with arguments that are not known");
      const axis = call.argument("axis");
      if (axis !== undefined && axis.kind !== "scalar" && axis.kind !== "none")
        return unknown("a reduction along an axis that is not known");
      const result =
        (value.mask && value.dtype === null ? ofMask[kind] : undefined) ??
        (value.plain && (value.dtype === null || value.dtype === "object") ? ofPlain[kind] : undefined) ??
        reduction(value.dtype) ??
        unknown(value.dtype === null ? "a reduction of a column whose dtype is not known" : `a reduction of a column of ${value.dtype}`);
      return isPassed(call, "min_count") && kind === "sum" ? join(scalar("float"), result) : result;
    },
  );
};

function reducedFrame(value: FrameType, kind: string, call: RuleCall): Outcome {
  const given = call.argument("axis");
  if (given?.kind === "none" && !call.spreads) {
    // One value of all.
    return kind === "average"
      ? (average(null) as Type)
      : kind === "truth"
        ? (truth("bool") as Type)
        : join(series(null), unknown("a reduction of a whole frame"));
  }
  const axis = axisOf(call);
  if (call.spreads || axis === undefined || isPassed(call, "level")) return anySeries;
  const isNumeric = flag(call, "numeric_only", false);
  const columns = value.complete ? (value.columns ?? []) : [];
  const dtypes = columns.map(({ dtype }) => dtype);
  const areKnown = value.complete && columns.length > 0 && !dtypes.includes(null);
  const used = areKnown && isNumeric === true ? columns.filter(({ dtype }) => isNumber(dtype)) : columns;
  const isExotic = dtypes.some(
    (dtype) => dtype !== null && !isNumber(dtype) && dtype !== "object" && dtype !== "str" && !isDatetime(dtype),
  );
  const isPlain = areKnown && used.length > 0 && (isNumeric === false || (isNumeric === true && !isExotic)) && !isPassed(call, "min_count");
  const dtype =
    isPlain || ((kind === "count" || kind === "unique") && value.complete && columns.length > 0)
      ? (frameDTypes[kind]?.(
          used.map((each) => each.dtype as DType),
          value,
        ) ?? null)
      : null;
  const mask = kind === "truth" ? { mask: true as const } : {};
  if (axis === 1) return { ...series(dtype, null, value.index, value.length), ...mask };
  const labels = used.map(({ label }) => label);
  const length = isPlain || (value.complete && isNumeric === false) ? used.length : null;
  return { ...series(dtype, null, labelIndex(labels, call), length), ...mask };
}

/** The index that column labels make. */
export function labelIndex(labels: readonly Label[], _context: RuleContext): IndexInfo | null {
  return labels.length > 0 && labels.every((label) => typeof label === "string") ? { class: "Index", dtype: null } : null;
}

/** What labels usually are. */
const anyLabel = join(scalar("str"), scalar("int"), numpyScalar(null), timestamp);

/** `s.idxmax()`: a label; `df.idxmax()`: one for each column. */
export const labelOfExtreme: Rule = (call) =>
  overReceiver(
    call,
    () => series(null),
    (value) => {
      if (value.index?.isDefault) return join(scalar("int"), scalar("float"));
      return call.assumes ? anyLabel : unknown("a label of an index");
    },
  );

/** `s.mode()` keeps the dtype, `df.mode()` has missing values at the ends. */
export const modes: Rule = (call) =>
  overReceiver(
    call,
    (value) =>
      frame({
        columns:
          axisOf(call) === 0 && !isPassed(call, "numeric_only") ? (value.columns?.map((each) => ({ ...each, dtype: null })) ?? null) : null,
        complete: value.complete,
        index: null,
      }),
    (value) => series(value.dtype, value.name, null, null),
  );

/** `quantile`: one value for a number, a series or frame for a list of them. */
export const quantiles: Rule = (call) => {
  const wanted = call.argument("q");
  const isOne = !call.spreads && (wanted === undefined || (wanted.kind === "scalar" && wanted.class !== "str"));
  const isSeveral = wanted?.kind === "list" || wanted?.kind === "tuple" || wanted?.kind === "array";
  return overReceiver(
    call,
    (value) =>
      isOne
        ? anySeries
        : isSeveral
          ? frame({
              columns:
                flag(call, "numeric_only", false) === false ? (value.columns?.map((each) => ({ ...each, dtype: null })) ?? null) : null,
              complete: value.complete,
            })
          : join(anySeries, frame({ columns: null })),
    (value) => {
      const dtype = value.dtype === "float64" || value.dtype === "int64" ? (isPassed(call, "interpolation") ? null : "float64") : null;
      const several = series(dtype, value.name);
      const one = dtype === "float64" ? numpyScalar("float64") : (average(null) as Type);
      return isOne ? one : isSeveral ? several : join(one, several);
    },
  );
};

/** `s.corr(other)`, `s.cov(other)`, `s.autocorr()` */
export const correlation: Rule = (call) =>
  overReceiver(
    call,
    (value) => {
      const labels = value.complete ? (value.columns ?? []) : [];
      if (call.name.endsWith(".corrwith")) return series(null);
      const isNumeric = flag(call, "numeric_only", false);
      if (isNumeric !== false || call.spreads || !value.complete || !value.columns) return frame({ columns: value.columns ? [] : null });
      return frame({
        columns: labels.map(({ label }) => ({ label, dtype: "float64", certain: true })),
        complete: true,
        index: null,
        length: labels.length,
      });
    },
    () => float,
  );

/** `describe`: a frame of numbers for numeric columns, a series for a series. */
export const described: Rule = (call) =>
  overReceiver(
    call,
    (value) => {
      const isPlain = !call.spreads && !isPassed(call, "include") && !isPassed(call, "exclude");
      if (!value.columns) return frame({ columns: null, index: { class: "Index", dtype: null, name: null } });
      const numeric = value.columns.filter(({ dtype }) => isInteger(dtype) || isFloat(dtype));
      const others = value.columns.filter(({ dtype }) => !isInteger(dtype) && !isFloat(dtype));
      const areTold =
        value.complete && others.every(({ dtype }) => dtype === "object" || dtype === "str" || dtype === "bool" || dtype === "category");
      const index = { class: "Index", dtype: null, name: null };
      if (!isPlain || numeric.length === 0) return frame({ columns: [], index });
      if (areTold && numeric.every(({ dtype }) => dtype === "int64" || dtype === "float64")) {
        const rows = isPassed(call, "percentiles") ? null : 8;
        return frame({ columns: numeric.map((each) => ({ ...each, dtype: "float64" })), complete: true, index, length: rows });
      }
      return frame({ columns: numeric.map((each) => ({ ...each, dtype: null })), index });
    },
    (value) => {
      const dtype = value.dtype === "int64" || value.dtype === "float64" ? "float64" : null;
      return series(dtype, value.name, { class: "Index", dtype: null, name: null }, null);
    },
  );

/** `value_counts` of a series, frame or index. */
export const counted: Rule = (call) => {
  const normalized = call.spreads ? undefined : flag(call, "normalize", false);
  const name = normalized === undefined ? undefined : normalized ? "proportion" : "count";
  return overReceiver(
    call,
    () =>
      series(
        normalized === undefined ? null : normalized ? "float64" : "int64",
        name,
        isPassed(call, "subset") || call.spreads ? null : { class: "MultiIndex", dtype: "object" },
        null,
      ),
    (value) => {
      const isNumpy =
        isNumber(value.dtype) || value.dtype === "object" || value.dtype === "str" || isDatetime(value.dtype) || isTimedelta(value.dtype);
      const dtype = isNumpy ? (normalized === undefined ? null : normalized ? "float64" : "int64") : null;
      const isBinned = isPassed(call, "bins") || call.spreads;
      const keys =
        isInteger(value.dtype) || isFloat(value.dtype) || value.dtype === "bool" || value.dtype === "str"
          ? { class: "Index", dtype: value.dtype }
          : { class: null, dtype: null };
      return series(
        isBinned && normalized === true ? null : dtype,
        name,
        isBinned ? null : { ...keys, ...(value.name === undefined ? {} : { name: value.name }) },
        null,
      );
    },
  );
};

export const shapeOf = (value: { readonly length: number | string | null }, width: number | null | undefined): Type =>
  tupleOf([dimension(value.length), ...(width === undefined ? [] : [dimension(width)])]);

export const dimension = (length: number | string | null): Type => (typeof length === "number" ? literal(BigInt(length)) : scalar("int"));
