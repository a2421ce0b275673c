/** Tables in another form, values in bins, and what is read out of text. */
import type { Rule, RuleCall } from "../../rule.js";
import {
  array,
  type Column,
  type DType,
  join,
  type Label,
  membersOf,
  numpyScalar,
  object,
  scalar,
  type Type,
  tupleOf,
  unknown,
} from "../../type.js";
import { axisOf, flag, isPassed, passedOn, text } from "./arguments.js";
import { classOfKeys, multiIndex } from "./columns.js";
import { isDatetime, isInteger, isNumber } from "./dtypes.js";
import {
  anyFrame,
  anyIndex,
  anySeries,
  areUnique,
  column,
  defaultIndex,
  findColumn,
  frame,
  labelOf,
  labelOrLabels,
  sameLabel,
  series,
} from "./frames.js";
import { missingTime, timedelta, timestamp } from "./items.js";
import { reduced } from "./reduce.js";
import { overReceiver } from "./rows.js";

/** `melt` */
export const melted: Rule = (call) => {
  const value = call.receiver ?? call.argument("frame");
  if (value?.kind !== "frame" || call.spreads) return anyFrame;
  const given = call.argument("id_vars");
  const ids = given === undefined || given.kind === "none" ? [] : labelOrLabels(given);
  const nameOfValues = call.argument("value_name");
  const valueLabel = nameOfValues === undefined ? "value" : labelOf(nameOfValues);
  const nameOfVariables = call.argument("var_name");
  const variableLabel = nameOfVariables === undefined || nameOfVariables.kind === "none" ? undefined : labelOf(nameOfVariables);
  const isRenumbered = flag(call, "ignore_index", true) === true && !isPassed(call, "col_level");
  const index = isRenumbered ? defaultIndex : null;
  if (!value.columns || !ids || valueLabel === undefined || isPassed(call, "col_level")) return frame({ columns: null, index });
  const isNamed = variableLabel !== undefined;
  // Without a name of its own the column of names is called as the columns are, or `variable`.
  const labels: Label[] = [...ids, ...(isNamed ? [variableLabel] : []), valueLabel];
  if (!areUnique(labels)) return frame({ columns: null, index });
  const kept = ids.map((label) => column(label, keptDType(findColumn(value, label)?.dtype ?? null)));
  return frame({
    columns: [...kept, ...(isNamed ? [column(variableLabel, null)] : []), column(valueLabel, null)],
    complete: isNamed,
    index,
  });
};

const keptDType = (dtype: DType | null): DType | null => (isNumber(dtype) || dtype === "object" ? dtype : null);

/** `pivot_table` */
export const pivotTable: Rule = (call) => {
  const value = call.receiver ?? call.argument("data");
  const columns = call.argument("columns");
  const hasColumns = columns !== undefined && columns.kind !== "none";
  const rows = call.argument("index");
  const labels = rows ? labelOrLabels(rows) : undefined;
  const function_ = call.argument("aggfunc");
  const isSimple = function_ === undefined || (function_.kind === "scalar" && function_.class === "str");
  const isPlain = value?.kind === "frame" && !call.spreads && !isPassed(call, "margins") && !hasColumns && isSimple;
  const [first] = labels ?? [];
  const keyed = first === undefined ? undefined : value?.kind === "frame" ? (findColumn(value, first)?.dtype ?? null) : null;
  const isOne = rows !== undefined && labelOf(rows) !== undefined && first !== undefined;
  const index =
    isPlain && isOne
      ? { ...classOfKeys(keyed ?? null), name: first }
      : isPlain && labels && labels.length > 1 && labels.every((label) => findColumn(value, label)?.certain)
        ? multiIndex
        : null;
  const values = call.argument("values");
  const one = values ? labelOf(values) : undefined;
  if (isPlain && one !== undefined && isSimple && labels && !labels.some((label) => sameLabel(label, one))) {
    return frame({ columns: [column(one, null, false)], index });
  }
  const made = frame({ columns: null, index });
  // Without anything to aggregate, newer versions give an empty series.
  const others =
    value?.kind === "frame"
      ? (value.columns ?? []).filter(({ label, certain }) => certain && !labels?.some((one) => sameLabel(one, label)))
      : [];
  const isEmpty = (values === undefined || values.kind === "none") && !hasColumns && (labels === undefined || others.length === 0);
  const mayBeSeries = isEmpty && !call.assumes && call.targets.satisfies("pandas", "<3") !== true;
  return rows === undefined || rows.kind === "none" || call.spreads || mayBeSeries ? join(anySeries, made) : made;
};

/** `unstack`, `stack`, `squeeze`: a series or a frame. */
export const seriesOrFrame: Rule = () => join(anySeries, anyFrame);

/** `pivot`: a frame, unless there are neither rows nor columns to name. */
export const pivoted: Rule = (call) => {
  const index = call.argument("index");
  const isNamed = index === undefined || index.kind === "scalar" || (index.kind === "list" && (index.items?.length ?? 0) > 0);
  return isNamed && !call.spreads ? anyFrame : join(anySeries, anyFrame);
};

/** `Index.any`: of objects, one of them. */
export const indexTruth: Rule = ({ receiver }) =>
  receiver?.kind === "index" && receiver.dtype !== null && receiver.dtype !== "object"
    ? join(scalar("bool"), numpyScalar("bool"))
    : unknown("an object of the index");

export const stacked: Rule = (call) => {
  // Only several levels of column labels leave columns.
  const value = call.receiver;
  const isFlat = value?.kind === "frame" && value.columns !== null && !isPassed(call, "level") && !call.spreads;
  return isFlat ? anySeries : join(anySeries, anyFrame);
};

/** `pd.cut`, `pd.qcut` */
export const binned: Rule = (call) => {
  const value = call.argument("x");
  const labels = call.argument("labels");
  const isNumbered = labels?.kind === "scalar" && labels.value === false;
  const isCategory = labels === undefined || labels.kind === "none" || labels.kind === "list";
  const dtype = isCategory && !isPassed(call, "ordered") ? "category" : null;
  const bins = (of: Type): Type => {
    if (of.kind === "series") return series(dtype, of.name, of.index, of.length);
    if (isNumbered) return array(null, [null]);
    return isCategory ? object("pandas.Categorical") : join(object("pandas.Categorical"), array(null, [null]));
  };
  const result = value
    ? join(
        ...membersOf(value).map((member) =>
          member.kind === "unknown" ? join(anySeries, object("pandas.Categorical"), array(null, [null])) : bins(member),
        ),
      )
    : anySeries;
  const edges = flag(call, "retbins", false);
  const pair = tupleOf([result, unknown("the edges of bins")]);
  return edges === false && !call.spreads ? result : edges === true ? pair : join(result, pair);
};

/** `pd.get_dummies` */
export const dummies: Rule = (call) => {
  const data = call.argument("data");
  if (data?.kind !== "frame" || call.spreads) return anyFrame;
  return frame({ columns: null, index: data.index, length: data.length });
};

const dateResult =
  (dtype: DType | null) =>
  (type: Type): Type => {
    switch (type.kind) {
      case "series":
        return { ...series(isDatetime(type.dtype) ? type.dtype : dtype, type.name, type.index, type.length), plain: true };
      case "frame":
      case "dict":
        return series(null, null);
      case "index":
        return { kind: "index", class: null, dtype: null, length: type.length };
      case "list":
      case "tuple":
      case "array":
        return anyIndex;
      case "scalar":
      case "numpy-scalar":
        return join(timestamp, missingTime);
      case "none":
        return type;
      case "unknown":
        return type;
      default:
        return type.kind === "object" && type.class === "pandas.Timestamp" ? type : join(timestamp, missingTime);
    }
  };

/** `pd.to_datetime` */
export const toDatetime: Rule = (call) => {
  const value = call.argument("arg");
  if (!value || call.spreads) return unknown("dates of a value that is not known");
  const errors = text(call, "errors");
  if (errors === "ignore" || errors === undefined) {
    return value.kind === "series" ? series(null, value.name, value.index, value.length) : unknown("dates, or the value as it was");
  }
  const format = text(call, "format");
  const isLocal =
    typeof format === "string" && !format.includes("%z") && !format.includes("%Z") && format !== "ISO8601" && format !== "mixed";
  const isOld = call.targets.satisfies("pandas", "<3") === true;
  const isUtc = isPassed(call, "utc");
  const dtype = isLocal && isOld && !isUtc && !isPassed(call, "unit") && !isPassed(call, "origin") ? "datetime64[ns]" : null;
  const own = dateResult(dtype);
  return join(
    ...membersOf(value).map((member) =>
      isUtc && member.kind === "series" ? series(null, member.name, member.index, member.length) : own(member),
    ),
  );
};

/** `pd.to_timedelta` */
export const toTimedelta: Rule = (call) => {
  const value = call.argument("arg");
  if (value?.kind === "series") return series(null, value.name, value.index, value.length);
  if (value?.kind === "scalar" || value?.kind === "numpy-scalar") return join(timedelta, missingTime);
  return value?.kind === "list" || value?.kind === "array" || value?.kind === "index" || value?.kind === "tuple"
    ? anyIndex
    : unknown("durations of a value that is not known");
};

/** `pd.to_numeric` */
export const toNumeric: Rule = (call) => {
  const value = call.argument("arg");
  if (value?.kind === "series") {
    const stays =
      (isInteger(value.dtype) || value.dtype === "float64" || value.dtype === "bool") &&
      !isPassed(call, "downcast") &&
      !isPassed(call, "dtype_backend");
    return series(stays ? value.dtype : null, value.name, value.index, value.length);
  }
  if (value?.kind === "list" || value?.kind === "tuple" || value?.kind === "array") return array(null, [null]);
  return value?.kind === "index" ? anyIndex : unknown("a number of a value that is not known");
};

/** `pd.isna(x)`, `pd.notna(x)` */
export const missingIn: Rule = (call) => {
  const value = call.argument("obj");
  if (!value) return unknown("nothing is passed");
  return join(
    ...membersOf(value).map((member): Type => {
      switch (member.kind) {
        case "series":
          return { ...series("bool", member.name, member.index, member.length), mask: true };
        case "frame":
          return frame({ ...member, columns: member.columns?.map((each): Column => ({ ...each, dtype: "bool" })) ?? null });
        case "array":
          return member.shape?.length === 0 ? unknown("of an array of rank 0") : array("bool", member.shape);
        case "list":
          return array("bool", null);
        case "index":
          return array("bool", [member.length]);
        case "scalar":
        case "none":
        case "dict":
        case "numpy-scalar":
          return { kind: "scalar", class: "bool" };
        default:
          return unknown("whether a value that is not known is missing");
      }
    }),
  );
};

/** `factorize`: codes and what they stand for. */
export const factorized: Rule = (call) => {
  const uniques =
    call.receiver?.kind === "series" || call.receiver?.kind === "index" ? anyIndex : unknown("the values that codes stand for");
  return tupleOf([array("int64", [null]), uniques]);
};

/** `s.unique()`, `pd.unique(x)` */
export const uniques: Rule = (call) => {
  const value = call.receiver ?? call.argument("values");
  if (value?.kind === "index") return anyIndex;
  if (value?.kind === "array") return array(value.dtype, [null]);
  const dtype = value?.kind === "series" ? value.dtype : null;
  if (isNumber(dtype) || dtype === "object") return array(dtype, [null]);
  const extension: Type = { ...object("pandas.api.extensions.ExtensionArray"), subclass: true };
  if (dtype === null) return join(array(null, [null]), extension);
  return dtype === "category" ? object("pandas.Categorical") : extension;
};

/** Functions that make a frame of another form, with the same axis or not. */
export const transposed: Rule = (call) =>
  overReceiver(
    call,
    () => anyFrame,
    (value) => series(value.dtype, value.name, value.index, value.length),
  );

/** `df.apply(f)`: by column or by row. */
export const applied: Rule = (call) => {
  const value = call.receiver;
  const wanted = call.argument("func");
  if (value?.kind !== "frame" || !wanted || call.spreads) return join(anySeries, anyFrame);
  const axis = axisOf(call);
  const isCallable = membersOf(wanted).every(
    ({ kind }) => kind === "user-function" || kind === "library-function" || kind === "partial" || kind === "library-class",
  );
  const rest = passedOn(call, ["func", "axis", "raw", "result_type", "by_row", "engine", "engine_kwargs"]);
  const isRaw = flag(call, "raw", false);
  if (!isCallable || !rest || isRaw === undefined) return join(anySeries, anyFrame);
  const part = isRaw
    ? array(null, [null], "maybe")
    : axis === 1
      ? rowPart(value)
      : series(sameDType(value.columns, value.complete), undefined, value.index, value.length);
  const given = call.callFunction(wanted, [part, ...rest.positional], rest.keyword);
  const members = membersOf(given);
  const areScalars = members.length > 0 && members.every(({ kind }) => kind === "scalar" || kind === "numpy-scalar" || kind === "none");
  const isFilled = typeof value.length === "number" && value.length > 0;
  // Of a frame without rows the function is not called, and the frame comes back.
  const index = axis === 1 ? value.index : null;
  const length = axis === 1 ? value.length : null;
  if (areScalars && !isPassed(call, "result_type"))
    return isFilled ? series(null, null, index, length) : join(series(null, undefined, index, null), anyFrame);
  return join(anySeries, anyFrame);
};

function rowPart(value: Extract<Type, { kind: "frame" }>): Type {
  return series(sameDType(value.columns, value.complete), undefined, null, value.complete && value.columns ? value.columns.length : null);
}

const sameDType = (columns: readonly Column[] | null, complete: boolean): DType | null => {
  const [first] = columns ?? [];
  return complete && first && first.dtype !== null && columns?.every(({ dtype }) => dtype === first.dtype) ? first.dtype : null;
};

/** `df.pipe(f, …)` */
export const piped: Rule = (call: RuleCall) => {
  const wanted = call.argument("func");
  const rest = passedOn(call, ["func"]);
  if (!wanted || !call.receiver || !rest || wanted.kind === "tuple") return unknown("what a function gives");
  return call.callFunction(wanted, [call.receiver, ...rest.positional], rest.keyword);
};

/** Reductions that `agg` and `apply` call by name, and the rule that each has. */
const byName: Readonly<Record<string, string>> = {
  sum: "sum",
  prod: "sum",
  mean: "average",
  median: "average",
  std: "spread",
  var: "spread",
  min: "extreme",
  max: "extreme",
  count: "count",
  nunique: "unique",
  any: "truth",
  all: "truth",
};

/** `s.agg(…)`, `df.agg(…)` */
export const aggregatedAs: Rule = (call) => {
  const wanted = call.argument("func");
  const isFrame = call.receiver?.kind === "frame" || call.name.startsWith("pandas.DataFrame.");
  const rest = passedOn(call, ["func", "axis"]);
  for (const each of wanted && rest ? membersOf(wanted) : []) {
    // A series tries its values one by one in some versions.
    const part = isFrame ? join(anySeries, anyFrame) : unknown("a series or its values");
    if (each.kind === "user-function") call.callFunction(each, [part, ...(rest?.positional ?? [])], rest?.keyword);
  }
  const axis = call.argument("axis");
  if (!wanted || call.spreads) return isFrame ? join(anySeries, anyFrame) : unknown("an aggregation");
  if (wanted.kind === "scalar" && typeof wanted.value === "string") {
    const kind = byName[wanted.value];
    if (kind !== undefined && (axis === undefined || isFrame)) return reduced(call, kind);
    return isFrame ? join(anySeries, anyFrame) : unknown(`the method ${wanted.value} of a series`);
  }
  if (isFrame) return join(anySeries, anyFrame);
  return wanted.kind === "list" || wanted.kind === "dict" ? join(anySeries, anyFrame) : unknown("an aggregation");
};
