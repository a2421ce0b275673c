/** Methods of frames and series that keep their columns: rows chosen, ordered or changed value by value. */
import type { Outcome, Rule, RuleCall } from "../../rule.js";
import { type DType, type FrameType, join, membersOf, type SeriesType, type Type, unknown } from "../../type.js";
import { axisOf, flag, inPlaceOrNew, isPassed, passedOn, valueOf } from "./arguments.js";
import {
  inferred,
  isFloat,
  isInteger,
  isNumber,
  isNumpy,
  isTimedelta,
  ofScalar,
  perhapsWithMissing,
  requested,
  withMissing,
} from "./dtypes.js";
import {
  anyFrame,
  anySeries,
  column,
  copyOf,
  copyOfSeries,
  defaultIndex,
  findColumn,
  frame,
  likePlain,
  mapDTypes,
  partOfIndex,
  series,
  someItems,
  someRows,
} from "./frames.js";
import { pythonItemOf } from "./items.js";
import { keyOf } from "./keys.js";

/** The receiver of a method that frames and series both have; an object of a subclass tells nothing. */
export function overReceiver(call: RuleCall, ofFrame: (value: FrameType) => Outcome, ofSeries: (value: SeriesType) => Outcome): Outcome {
  const { receiver } = call;
  if (receiver?.kind === "frame") return ofFrame(receiver);
  if (receiver?.kind === "series") return ofSeries(receiver);
  return call.name.startsWith("pandas.Series.") ? ofSeries(anySeries) : ofFrame(anyFrame);
}

/** The same content in a new object. */
export const copied: Rule = (call) =>
  overReceiver(
    call,
    (value) => copyOf(value),
    (value) => copyOfSeries(value),
  );

/** The first rows: a RangeIndex that starts at 0 still does. */
export const firstRows: Rule = (call) =>
  overReceiver(
    call,
    (value) => likePlain(value, frame({ ...value, length: null })),
    (value) => likePlain(value, series(value.dtype, value.name, value.index, null)),
  );

/** Some of the rows, in any order. @param inPlace `inplace` when the method has that parameter */
export const chosenRows: Rule = (call, inPlace = "") => {
  const isRenumbered = call.spreads ? undefined : flag(call, "ignore_index", false);
  const renumber = <Value extends FrameType | SeriesType>(value: Value): Value =>
    isRenumbered === false ? value : { ...value, index: isRenumbered ? defaultIndex : null };
  return overReceiver(
    call,
    (value) => {
      const content = renumber(axisOf(call) === 0 ? someRows(value) : partOfColumns(value));
      if (inPlace === "") return content;
      return call.name.endsWith(".drop_duplicates") && !hasRows(value)
        ? perhapsCopied(call, value, content)
        : inPlaceOrNew(call, value, content);
    },
    (value) => {
      const content = renumber(someItems(value));
      return inPlace === "inplace" ? inPlaceOrNew(call, value, content) : content;
    },
  );
};

/** A frame without rows comes back as a copy, also with `inplace=True`. */
function perhapsCopied(call: RuleCall, value: FrameType, content: FrameType): Outcome {
  const either = isPassed(call, "ignore_index") || call.spreads ? { ...content, index: null } : content;
  const outcome = inPlaceOrNew(call, value, either);
  return "result" in outcome ? { ...outcome, result: join(outcome.result, either) } : outcome;
}

const hasRows = ({ length }: FrameType): boolean => typeof length === "number" && length > 0;

/** Some rows, or some columns: which is not known. */
function partOfColumns(value: FrameType): FrameType {
  return frame({
    columns: value.columns?.map((each) => ({ ...each, certain: false })) ?? null,
    index: partOfIndex(value.index),
    length: null,
  });
}

/** All rows in another order: `sort_values`, `sort_index`. */
export const sortedRows: Rule = (call) => {
  const isRenumbered = call.spreads ? undefined : flag(call, "ignore_index", false);
  const indexOf = (value: FrameType | SeriesType) =>
    isRenumbered ? defaultIndex : isRenumbered === false ? partOfIndex(value.index) : null;
  return overReceiver(
    call,
    (value) => {
      const isRows = axisOf(call) === 0;
      const ordered = likePlain(value, frame({ ...value, index: indexOf(value) }));
      return inPlaceOrNew(call, value, isRows ? ordered : sortedColumns(ordered, value, isRenumbered));
    },
    (value) => inPlaceOrNew(call, value, likePlain(value, series(value.dtype, value.name, indexOf(value), value.length))),
  );
};

/** Sorting columns keeps them, in an order that is not known; with `ignore_index=True` they are numbered. */
function sortedColumns(ordered: FrameType, before: FrameType, isRenumbered: boolean | undefined): FrameType {
  return frame({ ...ordered, columns: isRenumbered === false ? ordered.columns : null, complete: false, index: before.index });
}

/** `dropna`: rows without missing values, or columns. */
export const withoutMissing: Rule = (call) => chosenRows(call, "inplace");

type DTypeChange = (dtype: DType | null, call: RuleCall) => DType | null;

const same: DTypeChange = (dtype) => dtype;
const summed: DTypeChange = (dtype) => {
  if (isFloat(dtype) || dtype === "object" || dtype === "str" || isTimedelta(dtype)) return dtype;
  if (dtype === "bool") return "int64";
  return isInteger(dtype) ? (dtype?.startsWith("u") ? "uint64" : "int64") : null;
};

/** What methods that work value by value do to a dtype. */
const changes: Readonly<Record<string, DTypeChange>> = {
  same,
  bool: () => "bool",
  compared: (dtype) => (isNumpy(dtype) || dtype === "str" || dtype === "category" ? "bool" : null),
  summed: (dtype) => (dtype === "str" ? null : summed(dtype, undefined as never)),
  /** Missing values may come in. */
  missing: perhapsWithMissing,
  unknown: () => null,
  ranked: (dtype) => (isNumber(dtype) || dtype === "object" || dtype === "str" || dtype === "category" ? "float64" : null),
  ratio: (dtype) => (dtype === "float64" || isInteger(dtype) ? "float64" : dtype === "float32" ? dtype : null),
  difference: (dtype) =>
    dtype === "float64" || dtype === "int64" || dtype === "int32" || dtype === "uint8" ? "float64" : dtype === "float32" ? dtype : null,
  filled,
  padded: (dtype, call) => (dtype === "object" ? (call.targets.satisfies("pandas", ">=3") === true ? dtype : null) : dtype),
  shifted: (dtype, call) => (isPassed(call, "fill_value") || call.spreads ? null : shiftedDType(dtype, call)),
  replaced,
  absolute: (dtype) =>
    dtype === "complex128" ? "float64" : isNumber(dtype) && dtype !== "complex64" ? dtype : dtype === "object" ? dtype : null,
  rounded: (dtype) => (isNumber(dtype) || dtype === "object" ? dtype : null),
};

function shiftedDType(dtype: DType | null, call: RuleCall): DType | null {
  const periods = call.argument("periods");
  const isShifted = periods === undefined || (typeof valueOf(periods) === "bigint" && valueOf(periods) !== 0n);
  return isShifted && !isPassed(call, "freq") && isNumber(dtype)
    ? isInteger(dtype) || isFloat(dtype) || dtype === "bool"
      ? withMissing(dtype)
      : null
    : perhapsWithMissing(dtype);
}

function filled(dtype: DType | null, call: RuleCall): DType | null {
  const value = call.argument("value");
  if (dtype === null || isInteger(dtype) || dtype === "bool") return dtype;
  if (isPassed(call, "downcast") || value === undefined || value.kind === "dict" || value.kind === "series") return null;
  const stored = ofScalar(value, call);
  const isNumeric = stored === "int64" || stored === "float64" || stored === "bool";
  if (dtype === "float64") return stored === "int64" || stored === "float64" ? dtype : null;
  if (dtype === "float32") return null;
  if (dtype === "object") {
    if (call.targets.satisfies("pandas", ">=3") === true) return dtype;
    return value.kind === "scalar" && value.class === "str" && !isNumeric ? dtype : null;
  }
  if (dtype === "str") return value.kind === "scalar" && value.class === "str" ? dtype : null;
  return dtype === "category" ? dtype : null;
}

/** `replace` of infinities and missing values by each other keeps what cannot hold them. */
function replaced(dtype: DType | null, call: RuleCall): DType | null {
  const numbers = (type: Type | undefined): boolean =>
    type !== undefined &&
    (type.kind === "scalar"
      ? type.class === "float"
      : type.kind === "list" && type.element.kind === "scalar" && type.element.class === "float");
  const isFloatOnly = numbers(call.argument("to_replace")) && numbers(call.argument("value")) && !isPassed(call, "regex");
  return isFloatOnly && dtype === "float64" ? dtype : null;
}

/** Whether values that a method fills in are as plain as the others. */
function staysPlain(change: string, call: RuleCall): boolean {
  if (change === "padded") return true;
  const value = call.argument("value");
  return change === "filled" && !call.spreads && value !== undefined && membersOf(value).every(({ kind }) => kind === "scalar");
}

/**
 * A method that works value by value.
 * @param change how it changes dtypes, by name
 * @param inPlace `inplace` when the method has that parameter, `self` when it gives the object itself since pandas 3
 */
export const elementwise: Rule = (call, change = "same", inPlace = "") => {
  // By several periods, or by some that are not known, every column becomes several.
  const periods = change === "shifted" ? call.argument("periods") : undefined;
  const isSeveral = periods !== undefined && !(periods.kind === "scalar" || periods.kind === "numpy-scalar");
  if (change === "shifted" && (isSeveral || call.spreads || isPassed(call, "suffix")))
    return overReceiver(
      call,
      () => anyFrame,
      () => join(anySeries, anyFrame),
    );
  const dtypeOf = changes[change] as DTypeChange;
  const value = change === "filled" ? call.argument("value") : undefined;
  return overReceiver(
    call,
    (receiver) => {
      const isRowwise = change === "same" || change === "bool" || change === "compared" || axisOf(call) === 0;
      const columns = mapDTypes(receiver, (dtype, label) => {
        if (!isRowwise) return null;
        if (change === "shifted" && !hasRows(receiver))
          return perhapsWithMissing(dtypeOf(dtype, call)) === null ? null : perhapsWithMissing(dtype);
        if (value?.kind !== "dict") return dtypeOf(dtype, call);
        const entry = value.entries?.find(({ key }) => key === label);
        if (!entry) return value.complete ? dtype : null;
        return filled(dtype, { ...call, argument: (name) => (name === "value" ? entry.value : call.argument(name)) });
      });
      const isPart = isPassed(call, "numeric_only") && flag(call, "numeric_only", false) !== false;
      const made = isPart ? partOfColumns(frame({ ...receiver, columns })) : frame({ ...receiver, columns });
      const content = staysPlain(change, call) ? likePlain(receiver, made) : made;
      return inPlace === "" ? content : inPlaceOrNew(call, receiver, content, inPlace === "self");
    },
    (receiver) => {
      const made = series(dtypeOf(receiver.dtype, call), receiver.name, receiver.index, receiver.length);
      const content = {
        ...(staysPlain(change, call) ? likePlain(receiver, made) : made),
        ...(change === "bool" || change === "compared" ? { mask: true as const } : {}),
      };
      return inPlace === "" ? content : inPlaceOrNew(call, receiver, content, inPlace === "self");
    },
  );
};

/** `df.duplicated()`: a mask of the rows. */
export const duplicatedRows: Rule = (call) => {
  const value = call.receiver?.kind === "frame" ? call.receiver : anyFrame;
  return { ...series("bool", null, value.index, value.length), mask: true };
};

/** `astype`: one dtype for all, or by column. */
export const converted: Rule = (call) => {
  const wanted = call.argument("dtype");
  const isStrict = !isPassed(call, "errors") && !call.spreads && wanted !== undefined;
  const one = isStrict && wanted.kind !== "dict" ? requested(wanted, call) : null;
  return overReceiver(
    call,
    (value) => {
      if (!isStrict) return frame({ ...value, columns: mapDTypes(value, () => null) });
      if (wanted.kind !== "dict") return frame({ ...value, columns: mapDTypes(value, () => one) });
      const entries = wanted.entries ?? [];
      const made = frame({
        ...value,
        columns: mapDTypes(value, (dtype, label) => {
          const entry = entries.find(({ key }) => key === label);
          return entry ? requested(entry.value, call) : wanted.complete ? dtype : null;
        }),
      });
      if (!made.columns || made.complete) return made;
      // Every key has to be a column.
      const added = entries.filter(({ key }) => !findColumn(made, key)).map(({ key, value: dtype }) => column(key, requested(dtype, call)));
      const columns = made.columns.map((each) => (entries.some(({ key }) => key === each.label) ? { ...each, certain: true } : each));
      return frame({ ...made, columns: [...columns, ...added] });
    },
    (value) => series(one, value.name, value.index, value.length),
  );
};

const ownOfMap = ["func", "arg", "na_action", "convert_dtype", "by_row", "engine"];

/** `s.map`, `s.apply`, `df.map`, `df.applymap`: a function, dict or series is asked for every value. */
export const mapped: Rule = (call) => {
  const mapper = call.argument("arg") ?? call.argument("func");
  return overReceiver(
    call,
    (value) => {
      const rest = passedOn(call, ownOfMap);
      if (mapper && rest && keyOf(mapper).kind === "callable")
        call.callFunction(mapper, [unknown("an item of a frame"), ...rest.positional], rest.keyword);
      return frame({ ...value, columns: mapDTypes(value, () => null) });
    },
    (value) => mappedSeries(value, mapper, call),
  );
};

function mappedSeries(value: SeriesType, mapper: Type | undefined, call: RuleCall): Type {
  const isApply = call.name.endsWith(".apply");
  if (!mapper) return isApply ? join(anySeries, anyFrame) : series(null, value.name, value.index, value.length);
  const result = (dtype: DType | null): SeriesType => series(dtype, value.name, value.index, value.length);
  if (mapper.kind === "library-class" || keyOf(mapper).kind === "callable") {
    const item = pythonItemOf(value.dtype, value.plain);
    const rest = passedOn(call, ownOfMap);
    const given = rest ? call.callFunction(mapper, [item, ...rest.positional], rest.keyword) : unknown("what a function gives");
    if (given.kind === "unknown" && isApply) return join(result(null), anyFrame);
    const members = given.kind === "union" ? given.members : [given];
    // A function that gives a series for each value makes a frame; the empty series stays one.
    if (isApply && members.some(({ kind }) => kind === "series" || kind === "unknown" || kind === "object"))
      return join(result(null), anyFrame);
    const length = typeof value.length === "number" && value.length > 0;
    const isOwn = isNumber(value.dtype) || value.dtype === "object";
    const dtype = length && isOwn && members.length === 1 && isPlainResult(given) ? inferred([given], call) : null;
    return members.every(isPlainValue) ? { ...result(dtype), plain: true } : result(dtype);
  }
  if (isApply) return join(result(null), anyFrame, unknown("apply of a value that is not known"));
  return result(null);
}

/** What a text file can hold. */
const isPlainValue = (type: Type): boolean => type.kind === "scalar" && type.class !== "bytes" && type.class !== "complex";

/** Functions may give other values than the type shows only in ways that do not count for the dtype. */
const isPlainResult = (type: Type): boolean =>
  type.kind === "scalar" && (type.class === "float" || type.class === "bool" || type.class === "str");
