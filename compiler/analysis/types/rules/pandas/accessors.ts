/** `s.str`, `s.dt`, `s.cat` and what their methods give, and attributes of frames, series and indexes. */
import { loadCatalog } from "../../../../catalog/index.js";
import type { Rule, RuleContext } from "../../rule.js";
import {
  array,
  type DType,
  dict,
  type FrameType,
  type IndexType,
  iterator,
  join,
  type Label,
  list,
  literal,
  never,
  none,
  type ObjectType,
  object,
  type SeriesType,
  scalar,
  type Type,
  tupleOf,
  unknown,
} from "../../type.js";
import { flag, isPassed } from "./arguments.js";
import { isDatetime, isFloat, isInteger, isNumber, isTimedelta } from "./dtypes.js";
import { anyFrame, anyIndex, columnOf, commonDType, findColumn, frame, indexOf, lacks, series } from "./frames.js";
import { groupAttribute } from "./group.js";
import { pythonItemOf } from "./items.js";
import { isFrameAttribute, isGone, isOfFramesOnly } from "./names.js";
import { dimension, labelIndex, shapeOf } from "./reduce.js";
import { labelItem, labelType } from "./select.js";

export const indexers: Readonly<Record<string, string>> = {
  loc: "pandas.core.indexing._LocIndexer",
  iloc: "pandas.core.indexing._iLocIndexer",
  at: "pandas.core.indexing._AtIndexer",
  iat: "pandas.core.indexing._iAtIndexer",
};

const stringMethods = "pandas.core.strings.accessor.StringMethods";

export function frameAttribute(value: FrameType, name: string, context: RuleContext): Type | undefined {
  const width = value.complete && value.columns ? value.columns.length : null;
  const indexer = indexers[name];
  if (indexer) return object(indexer, { of: value });
  switch (name) {
    case "columns":
      return columnIndex(value);
    case "index":
      return indexOf(value.index, value.length);
    case "shape":
      return shapeOf(value, width);
    case "ndim":
      return literal(2n);
    case "size":
      return scalar("int");
    case "empty":
      return scalar("bool");
    case "values":
      return valuesOfFrame(value);
    case "dtypes":
      return series(
        "object",
        null,
        labelIndex(
          (width === null ? [] : (value.columns ?? [])).map(({ label }) => label),
          undefined as unknown as RuleContext,
        ),
        width,
      );
    case "T":
      return anyFrame;
    case "axes":
      return list(anyIndex);
    case "plot":
      return object("pandas.plotting.PlotAccessor", { of: value });
    case "style":
      return object("pandas.io.formats.style.Styler", { of: value });
    case "attrs":
      return dict(unknown("a key of attrs"), unknown("a value of attrs"));
  }
  if (isGone(name) && !findColumn(value, name)) return { kind: "library-function", name: `pandas.DataFrame.${name}`, receiver: value };
  if (isFrameAttribute(name)) return undefined;
  // Only series have these; a frame that `df["a"]` may be has columns of other names.
  if (value.columns === null && (name === "str" || name === "dt" || name === "cat")) return never;
  const known = findColumn(value, name);
  if (known?.certain) return columnOf(value, name);
  // What is no column for certain may be what other code has set, or registered as an accessor.
  if (!context.assumes) return unknown("a column, an accessor or an attribute");
  if (known) return series(null);
  if (value.columns === null && context.programCalls(`pandas.DataFrame.${name}=`)) return unknown("an attribute that the program sets");
  return lacks(value, name) ? never : columnOf(value, name);
}

/** `df.columns` */
export function columnIndex(value: FrameType): IndexType {
  if (!value.complete || !value.columns) return { kind: "index", class: null, dtype: null, length: null };
  const labels = value.columns.map(({ label }) => label);
  const isText = labels.length > 0 && labels.every((label) => typeof label === "string");
  return { kind: "index", class: isText ? "Index" : null, dtype: null, length: labels.length, labels };
}

/** `df.values`, `df.to_numpy()` */
export function valuesOfFrame(value: FrameType): Type {
  const width = value.complete && value.columns ? value.columns.length : null;
  const common = commonDType(value);
  const dtype = isNumber(common) || common === "object" ? common : mixed(value);
  return array(dtype, [value.length, width], "maybe");
}

/** Numbers of several dtypes; with anything else among them it is `object`. */
function mixed(value: FrameType): DType | null {
  if (!value.complete || !value.columns || value.columns.length === 0) return null;
  const dtypes = value.columns.map(({ dtype }) => dtype);
  if (dtypes.every((dtype) => dtype === "int64" || dtype === "float64")) return "float64";
  const plain = dtypes.every((dtype) => isNumber(dtype) || dtype === "object");
  return plain && dtypes.includes("object") ? "object" : null;
}

export function seriesAttribute(value: SeriesType, name: string): Type | undefined {
  const indexer = indexers[name];
  if (indexer) return object(indexer, { of: value });
  switch (name) {
    case "index":
      return indexOf(value.index, value.length);
    case "name":
      return value.name === undefined ? unknown("the name of a series") : value.name === null ? none : nameType(value.name);
    case "shape":
      return shapeOf(value, undefined);
    case "ndim":
      return literal(1n);
    case "size":
      return dimension(value.length);
    case "empty":
    case "hasnans":
    case "is_unique":
    case "is_monotonic_increasing":
    case "is_monotonic_decreasing":
      return scalar("bool");
    case "nbytes":
      return scalar("int");
    case "values":
      return arrayOf(value.dtype, value.length);
    case "dtype":
    case "dtypes":
      return dtypeObject(value.dtype);
    case "T":
      return series(value.dtype, value.name, value.index, value.length);
    case "axes":
      return list(anyIndex);
    case "str":
      return object(stringMethods, { of: value });
    case "dt":
      return dateProperties(value);
    case "cat":
      return object("pandas.core.arrays.categorical.CategoricalAccessor", { of: value });
    case "plot":
      return object("pandas.plotting.PlotAccessor", { of: value });
    case "attrs":
      return dict(unknown("a key of attrs"), unknown("a value of attrs"));
  }
  if (isGone(name)) return { kind: "library-function", name: `pandas.Series.${name}`, receiver: value };
  // To ask a series for what only frames have raises, unless it has such a label.
  return isOfFramesOnly(name) ? never : undefined;
}

const nameType = (label: Label): Type =>
  typeof label === "string" || typeof label === "number" ? labelType(label) : unknown("the name of a series");

const words = (text: string): readonly string[] => text.split(" ");

const dateClass = "pandas.core.indexes.accessors.DatetimeProperties";
const durationClass = "pandas.core.indexes.accessors.TimedeltaProperties";

function dateProperties(value: SeriesType): Type {
  if (isDatetime(value.dtype)) return object(dateClass, { of: value });
  if (isTimedelta(value.dtype)) return object(durationClass, { of: value });
  if (value.dtype !== null && !value.dtype.startsWith("period")) return unknown(`dates in a column of ${value.dtype}`);
  return join(
    object(dateClass, { of: value }),
    object(durationClass, { of: value }),
    object("pandas.core.indexes.accessors.PeriodProperties", { of: value }),
  );
}

function dtypeObject(dtype: DType | null): Type {
  if (dtype === null) return unknown("a dtype");
  if (dtype === "category") return object("pandas.CategoricalDtype");
  if (dtype === "str" || dtype === "string") return object("pandas.StringDtype");
  return isNumber(dtype) || dtype === "object" ? { ...object("numpy.dtype"), subclass: true } : unknown("a dtype");
}

/** `s.values`, `s.to_numpy()`: an array, or an array of pandas' own. */
export function arrayOf(dtype: DType | null, length: number | string | null): Type {
  const plain = isNumber(dtype) || dtype === "object" || isTimedelta(dtype) || (isDatetime(dtype) && !dtype?.includes(","));
  if (plain) return array(dtype, [length], "maybe");
  if (dtype === "category") return object("pandas.Categorical");
  const extension: Type = { ...object("pandas.api.extensions.ExtensionArray"), subclass: true };
  return dtype === null ? join(array(null, [length], "maybe"), extension) : extension;
}

/** `s.to_numpy(dtype)`, `df.to_numpy()`, `np.asarray(s)`: always an array. */
export const toArray: Rule = (call) => {
  const { receiver } = call;
  const isPlain = !call.spreads && !isPassed(call, "dtype") && !isPassed(call, "na_value");
  if (receiver?.kind === "frame") {
    const made = valuesOfFrame(receiver);
    return isPlain ? made : made.kind === "array" ? array(null, made.shape, "maybe") : made;
  }
  if (receiver?.kind !== "series" && receiver?.kind !== "index") return array(null, null, "maybe");
  const plain = receiver.kind === "index" && receiver.class === "RangeIndex" ? "int64" : receiver.dtype;
  return array(isPlain && (isNumber(plain) || plain === "object") ? plain : null, [receiver.length], "maybe");
};

export function indexAttribute(value: IndexType, name: string): Type | undefined {
  switch (name) {
    case "shape":
      return shapeOf(value, undefined);
    case "size":
      return dimension(value.length);
    case "ndim":
      return literal(1n);
    case "empty":
    case "is_unique":
    case "hasnans":
    case "has_duplicates":
    case "is_monotonic_increasing":
    case "is_monotonic_decreasing":
      return scalar("bool");
    case "nlevels":
      return value.class === "MultiIndex" || value.class === null ? scalar("int") : literal(1n);
    case "name":
      return value.name === undefined ? unknown("the name of an index") : value.name === null ? none : nameType(value.name);
    case "values":
      return arrayOf(value.class === "RangeIndex" ? "int64" : value.class === "MultiIndex" ? "object" : value.dtype, value.length);
    case "dtype":
      return dtypeObject(value.class === "RangeIndex" ? "int64" : value.dtype);
    case "T":
      return anyIndex;
    case "str":
      return object(stringMethods, { of: value });
    case "year":
    case "month":
    case "day":
    case "hour":
    case "minute":
    case "second":
    case "dayofweek":
    case "weekday":
    case "quarter":
    case "dayofyear":
      return value.class === "DatetimeIndex" || value.class === "PeriodIndex"
        ? indexOf({ class: "Index", dtype: null }, value.length)
        : undefined;
    case "date":
    case "time":
      return value.class === "DatetimeIndex" ? array("object", [value.length]) : undefined;
  }
  return undefined;
}

/** Members that only some of the accessors for dates have: to ask others for them raises. */
const ofDates: Readonly<Record<string, readonly string[]>> = {
  [dateClass]: words(
    "date time timetz tz day_name month_name normalize tz_convert tz_localize to_period isocalendar is_month_start is_month_end is_quarter_start is_quarter_end is_year_start is_year_end microsecond nanosecond",
  ),
  "pandas.core.indexes.accessors.PeriodProperties": words("qyear start_time end_time to_timestamp asfreq"),
  [durationClass]: words("days seconds microseconds nanoseconds components total_seconds to_pytimedelta"),
};

const ofDatesAndPeriods = words(
  "year month day hour minute second quarter weekday dayofweek day_of_week dayofyear day_of_year days_in_month daysinmonth is_leap_year strftime",
);

export function objectAttribute(value: ObjectType, name: string): Type | undefined {
  // All that these have is in the catalogue.
  const isTime = ["pandas.Timestamp", "pandas.api.typing.NaTType", "datetime.datetime"].includes(value.class) && !name.startsWith("_");
  if (isTime && !value.subclass) return loadCatalog().member(value.class, name) ? undefined : never;
  if (value.class in ofDates) {
    const isOther = Object.entries(ofDates).some(([owner, members]) => owner !== value.class && members.includes(name));
    if (isOther && !ofDates[value.class]?.includes(name)) return never;
    return value.class === durationClass && ofDatesAndPeriods.includes(name) ? never : undefined;
  }
  return groupAttribute(value, name);
}

/** Series that an accessor is of; `undefined` when it is of an index or not known. */
const ofAccessor = (receiver: Type | undefined): SeriesType | IndexType | undefined => {
  const of = receiver?.kind === "object" ? receiver.parts?.["of"] : undefined;
  return of?.kind === "series" || of?.kind === "index" ? of : undefined;
};

/**
 * What a method of an accessor gives: a series like the one it is of, with another dtype.
 * @param kind `same` dtype, `text`, `mask`, `object`, `int32`, `int64`, `float64`, or `any`
 */
export const accessed: Rule = (call, kind = "any") => {
  const of = ofAccessor(call.receiver);
  // Missing values make an index of objects of a mask.
  if (of?.kind === "index") return kind === "mask" ? join(array(null, [of.length], "maybe"), anyIndex) : anyIndex;
  if (!of) return join(series(null), anyIndex);
  const isText = of.dtype === "object" || of.dtype === "str";
  const dtypes: Readonly<Record<string, DType | null>> = {
    same: isDatetime(of.dtype) ? of.dtype : null,
    // Values that are no text give NaN, and a column without any text other dtypes.
    text: of.dtype === "str" ? "str" : null,
    object: isText || isDatetime(of.dtype) ? "object" : null,
    int32: isDatetime(of.dtype) ? null : null,
    int64: null,
    float64: null,
    any: null,
    bool: isDatetime(of.dtype) ? "bool" : null,
    mask: of.dtype === "str" && !isPassed(call, "na") ? "bool" : null,
  };
  const made = series(dtypes[kind] ?? null, kind === "codes" ? null : of.name, of.index, of.length);
  if (kind === "mask" || kind === "bool") return { ...made, mask: true };
  // Text or NaN.
  return kind === "text" ? { ...made, plain: true } : made;
};

/** `s.str.split(…, expand=True)`: a frame; otherwise a series of lists. */
export const splitText: Rule = (call, byDefault = "False") => {
  const of = ofAccessor(call.receiver);
  if (of?.kind === "index") return anyIndex;
  const expands = call.spreads ? undefined : flag(call, "expand", byDefault === "True");
  const parts = frame({ columns: [], index: of?.index ?? null, length: of?.length ?? null });
  const lists = series(of?.dtype === "object" || of?.dtype === "str" ? null : null, of?.name, of?.index ?? null, of?.length ?? null);
  // Groups with names make the labels, which are unique as well.
  if (expands === true) return call.name.endsWith("extract") ? join(parts) : parts;
  return expands === false ? (call.name.endsWith("extract") ? join(lists, parts) : lists) : join(lists, parts);
};

/** `index.tolist()`, `s.tolist()` */
export const toList: Rule = (call) => {
  const { receiver } = call;
  if (receiver?.kind === "series") return list(pythonItemOf(receiver.dtype, receiver.plain));
  if (receiver?.kind === "index") {
    const { labels } = receiver;
    if (labels?.every((label) => typeof label === "string" || typeof label === "number"))
      return { kind: "list", element: join(...labels.map(labelType)), items: labels.map(labelType) };
    const item =
      receiver.class === "RangeIndex" ? scalar("int") : isNumber(receiver.dtype) ? pythonItemOf(receiver.dtype) : labelItem(receiver);
    return list(item);
  }
  return list(unknown("an item"));
};

/** `df.to_dict(…)` */
export const toDict: Rule = (call) => {
  const { receiver } = call;
  if (receiver?.kind === "series")
    return call.spreads || isPassed(call, "into") ? unknown("a mapping") : dict(unknown("a label"), pythonItemOf(receiver.dtype));
  const orient = call.argument("orient");
  const value = orient?.kind === "scalar" ? orient.value : orient === undefined ? "dict" : undefined;
  if (call.spreads || isPassed(call, "into")) return unknown("a mapping");
  if (value === "records") return list(recordOf(receiver?.kind === "frame" ? receiver : anyFrame));
  if (value === "list") return dict(unknown("a label"), list(unknown("an item")));
  if (value === "series") return dict(unknown("a label"), series(null));
  return value === undefined
    ? join(dict(unknown("a key"), unknown("a value")), list(dict(unknown("a key"), unknown("a value"))))
    : dict(unknown("a key"), unknown("a value"));
};

function recordOf(value: FrameType): Type {
  if (!value.complete || !value.columns || value.columns.some(({ label }) => typeof label !== "string" && typeof label !== "number")) {
    return dict(unknown("a label"), unknown("an item"));
  }
  const items = value.columns.map(({ label, dtype }) => ({ key: label as string | number, value: recordItem(dtype) }));
  return {
    kind: "dict",
    class: "dict",
    key: join(...items.map(({ key }) => labelType(key))),
    value: join(...items.map((item) => item.value)),
    entries: items,
    complete: true,
  };
}

const recordItem = (dtype: DType | null): Type =>
  isInteger(dtype) || isFloat(dtype) || dtype === "bool" ? pythonItemOf(dtype) : unknown("an item of a record");

/** `df.iterrows()`, `df.itertuples()`, `df.items()`, `s.items()` */
export const pairs: Rule = (call) => {
  const { receiver } = call;
  const method = call.name.split(".").at(-1);
  if (receiver?.kind === "series" || call.name.startsWith("pandas.Series.")) {
    const dtype = receiver?.kind === "series" ? receiver.dtype : null;
    const label = receiver?.kind === "series" && receiver.index?.class === "RangeIndex" ? scalar("int") : unknown("a label");
    return iterator(tupleOf([label, pythonItemOf(dtype, receiver?.kind === "series" ? receiver.plain : undefined)]));
  }
  const value = receiver?.kind === "frame" ? receiver : anyFrame;
  const label = value.index?.class === "RangeIndex" ? scalar("int") : unknown("a label");
  if (method === "iterrows") {
    const common = commonDType(value);
    const row = series(isNumber(common) ? common : null, undefined, null, value.complete && value.columns ? value.columns.length : null);
    return iterator(tupleOf([label, row]));
  }
  if (method === "itertuples") return iterator(namedRow(value, call), null);
  const labels = value.complete && value.columns ? value.columns.map(({ label: each }) => labelType(each)) : [];
  return iterator(
    tupleOf([labels.length > 0 ? join(...labels) : unknown("a label"), series(commonDType(value), undefined, value.index, value.length)]),
  );
};

function namedRow(value: FrameType, call: Parameters<Rule>[0]): Type {
  const isPlain = !call.spreads && !isPassed(call, "name") && call.argument("name")?.kind !== "none" && flag(call, "index", true) === true;
  const labels = (value.columns ?? []).map(({ label }) => label);
  const areNames = labels.every(
    (label) => typeof label === "string" && /^[A-Za-z][A-Za-z0-9_]*$/.test(label) && !keywords.includes(label) && label !== "Index",
  );
  const items = value.index?.class === "RangeIndex" ? scalar("int") : unknown("a label");
  const ownName = call.argument("name");
  if (call.spreads || (ownName !== undefined && !(ownName.kind === "scalar" && ownName.value === "Pandas")))
    return unknown("a row under another name");
  if (!isPlain || !value.complete || !areNames || labels.length > 200)
    return { kind: "tuple", element: unknown("an item of a row"), class: "pandas.core.frame.Pandas" };
  const types = [items, ...(value.columns ?? []).map(({ dtype }) => pythonItemOf(dtype))];
  return { ...tupleOf(types), class: "pandas.core.frame.Pandas", fields: ["Index", ...(labels as readonly string[])] };
}

const keywords =
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield count index".split(
    " ",
  );
