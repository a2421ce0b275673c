/** Frames, series and indexes that are made of other values. */
import type { Outcome, RuleCall, RuleContext } from "../../rule.js";
import {
  type ArrayType,
  type Column,
  type DictType,
  type Dim,
  type DType,
  type FrameType,
  type IndexInfo,
  type IndexType,
  join,
  type Label,
  membersOf,
  type SeriesType,
  type Type,
} from "../../type.js";
import { isPassed, valueOf } from "./arguments.js";
import { inferred, ofArray, ofScalar, perhapsWithMissing, requested, textDType } from "./dtypes.js";
import {
  anyFrame,
  anySeries,
  areUnique,
  column,
  copyOf,
  defaultIndex,
  flatFrame,
  frame,
  indexOf,
  labelOf,
  labelsOf,
  sameIndex,
  selectColumns,
  series,
} from "./frames.js";

/** Values that become one column or one series. */
interface Values {
  readonly dtype: DType | null;
  readonly length: Dim;
  /** Of a series or index: what it brings along. */
  readonly index?: IndexInfo | null;
  /** One value for all rows. */
  readonly scalar?: boolean;
}

/** Whether a list may have no items, which changes the dtype that pandas finds. */
const mayBeEmpty = (length: Dim): boolean => typeof length !== "number" || length === 0;

/**
 * The values of a list, array, series, … as a column.
 * @param whenEmpty dtype of a list without items: `float64` in a frame, `object` in a series
 */
export function valuesOf(type: Type, context: RuleContext, whenEmpty: DType): Values | undefined {
  switch (type.kind) {
    case "list":
    case "tuple": {
      if (type.kind === "tuple" && type.class !== undefined) return undefined;
      const length = type.items ? type.items.length : context.lengthOf(type);
      if (length === 0) return { dtype: whenEmpty, length };
      const dtype = inferred(type.items ?? [type.element], context);
      return { dtype: mayBeEmpty(length) && dtype !== whenEmpty ? null : dtype, length };
    }
    case "range":
      return { dtype: "int64", length: context.lengthOf(type) };
    case "array":
      return type.shape?.length === 1 ? { dtype: ofArray(type.dtype, context), length: type.shape[0] ?? null } : undefined;
    case "series":
      return { dtype: type.dtype, length: type.length, index: type.index };
    case "index":
      return type.class === "MultiIndex" || type.class === null
        ? { dtype: null, length: type.length }
        : { dtype: indexValues(type), length: type.length };
    case "scalar":
    case "numpy-scalar":
    case "none":
      return { dtype: ofScalar(type, context), length: null, scalar: true };
    default:
      return undefined;
  }
}

const indexValues = (type: IndexType): DType | null => (type.class === "RangeIndex" ? "int64" : type.dtype);

/** An index that an argument `index=…` makes. */
function indexFrom(type: Type | undefined, context: RuleContext): { readonly index: IndexInfo | null; readonly length: Dim } | undefined {
  if (type === undefined || type.kind === "none") return undefined;
  if (type.kind === "index") {
    const { class: name, dtype, isDefault } = type;
    return {
      index: { class: name, dtype, ...(type.name === undefined ? {} : { name: type.name }), ...(isDefault ? { isDefault } : {}) },
      length: type.length,
    };
  }
  if (type.kind === "series") return { index: null, length: type.length };
  // A list of arrays holds the levels of a MultiIndex, one of tuples its labels.
  const labels = membersOf(context.elementOf(type));
  if (type.kind === "list" && !labels.every(isLabel)) return { index: null, length: null };
  const isText = labels.length > 0 && labels.every((label) => label.kind === "scalar" && label.class === "str");
  const isFilled = (type.kind === "list" || type.kind === "tuple") && type.items !== undefined && type.items.length > 0;
  const index = isText && isFilled ? { class: "Index", dtype: textDType(context), name: null } : null;
  return { index, length: context.lengthOf(type) };
}

const isLabel = ({ kind }: Type): boolean => kind === "scalar" || kind === "none" || kind === "numpy-scalar" || kind === "tuple";

export function dataFrame(call: RuleCall): Outcome {
  if (call.spreads) return anyFrame;
  return join(...membersOf(call.argument("data") ?? { kind: "none" }).map((data) => frameFrom(data, call)));
}

function frameFrom(data: Type, call: RuleCall): FrameType {
  const made = withoutDType(data, call);
  if (!isPassed(call, "dtype") || !made.columns) return made;
  const dtype = requested(call.argument("dtype") as Type, call);
  return frame({ ...made, columns: made.columns.map((each) => ({ ...each, dtype })) });
}

function withoutDType(data: Type, call: RuleCall): FrameType {
  const columnsArgument = call.argument("columns");
  const hasColumns = columnsArgument !== undefined && columnsArgument.kind !== "none";
  const labels = hasColumns ? labelsOf(columnsArgument) : undefined;
  const index = indexFrom(call.argument("index"), call);
  switch (data.kind) {
    case "none":
      return emptyFrame(hasColumns, labels, index);
    case "dict": {
      const made = fromDict(data, index, call);
      if (!hasColumns) return made;
      return labels && made.columns && made.complete
        ? reselected(made, labels)
        : frame({ columns: null, index: null, length: made.length });
    }
    case "frame": {
      if (!hasColumns && !index) return copyOf(data);
      if (index) return labels ? reselected({ ...data, columns: null, index: null, length: index.length }, labels) : anyFrame;
      return labels ? reselected(data, labels) : anyFrame;
    }
    case "series": {
      if (hasColumns) return frame({ columns: null, index: null, length: null });
      if (index) return anyFrame;
      if (data.name === undefined) return frame({ columns: null, index: data.index, length: data.length });
      return frame({ columns: [column(data.name ?? 0, data.dtype)], complete: true, index: data.index, length: data.length });
    }
    case "array":
      return fromArray(data, hasColumns, labels, index, call);
    case "list":
    case "tuple":
      return fromRows(data, hasColumns, labels, index, call);
    default:
      return anyFrame;
  }
}

function emptyFrame(hasColumns: boolean, labels: readonly Label[] | undefined, index: ReturnType<typeof indexFrom>): FrameType {
  if (hasColumns && !labels) return frame({ columns: null, index: index?.index ?? null, length: index?.length ?? null });
  // The dtype of columns without any values: `object` in all versions.
  const columns = (labels ?? []).map((label) => column(label, "object"));
  if (!areUnique(labels ?? [])) return anyFrame;
  return frame({ columns, complete: true, index: index ? index.index : defaultIndex, length: index ? index.length : 0 });
}

/** `columns=` chooses among the columns; one that is not there is full of missing values. */
function reselected(made: FrameType, labels: readonly Label[]): FrameType {
  const selected = selectColumns(made, labels);
  return made.complete && made.columns?.length === 0
    ? frame({ ...selected, columns: selected.columns?.map(({ label }) => column(label, null)) ?? null })
    : selected;
}

function fromDict(data: DictType, index: ReturnType<typeof indexFrom>, call: RuleContext): FrameType {
  const entries = data.entries ?? [];
  if (!data.complete) {
    // Keys of a dict are unique; tuples would make a MultiIndex.
    const areFlat = membersOf(data.key).every(({ kind }) => kind === "scalar") && membersOf(data.key).length === 1;
    return areFlat ? { ...flatFrame, length: index?.length ?? null } : anyFrame;
  }
  const values = entries.map(({ key, value }) => ({ label: key as Label, values: valuesOf(value, call, "float64"), type: value }));
  if (values.length === 0)
    return frame({ columns: [], complete: true, index: index ? index.index : defaultIndex, length: index ? index.length : 0 });
  const withIndex = values.filter(({ values }) => values === undefined || values.index !== undefined);
  const seriesOnly = withIndex.flatMap(({ type }) => (type.kind === "series" ? [type] : []));
  const [first] = seriesOnly;
  const areAligned =
    withIndex.length === seriesOnly.length && seriesOnly.every((other) => sameIndex(first as SeriesType, other) || other === first);
  const isReindexed = (index !== undefined && withIndex.length > 0) || !areAligned;
  const lengths = values.flatMap(({ values }) => (values && !values.scalar && values.length !== null ? [values.length] : []));
  const columns: Column[] = values.map(({ label, values }) => column(label, columnDType(values, isReindexed)));
  const known = index ? index.index : withIndex.length === 0 ? defaultIndex : areAligned && first ? first.index : null;
  return frame({ columns, complete: true, index: known, length: index ? index.length : isReindexed ? null : (lengths[0] ?? null) });
}

function columnDType(values: Values | undefined, isReindexed: boolean): DType | null {
  if (!values) return null;
  return isReindexed && values.index !== undefined ? perhapsWithMissing(values.dtype) : values.dtype;
}

function fromArray(
  data: ArrayType,
  hasColumns: boolean,
  labels: readonly Label[] | undefined,
  index: ReturnType<typeof indexFrom>,
  call: RuleContext,
): FrameType {
  const { shape } = data;
  const length = index?.length ?? shape?.[0] ?? null;
  const known = index ? index.index : defaultIndex;
  const dtype = ofArray(data.dtype, call);
  if (!shape || (shape.length !== 1 && shape.length !== 2) || (dtype === null && data.dtype === null && !shape)) return anyFrame;
  if (hasColumns && !labels) return frame({ columns: null, index: known, length });
  if (labels)
    return areUnique(labels)
      ? frame({ columns: labels.map((label) => column(label, dtype)), complete: true, index: known, length })
      : anyFrame;
  const width = shape.length === 1 ? 1 : shape[1];
  if (typeof width !== "number" || width > 200) return frame({ columns: [], index: known, length });
  return frame({ columns: Array.from({ length: width }, (_, place) => column(place, dtype)), complete: true, index: known, length });
}

function fromRows(
  data: Extract<Type, { kind: "list" | "tuple" }> | Type,
  hasColumns: boolean,
  labels: readonly Label[] | undefined,
  index: ReturnType<typeof indexFrom>,
  call: RuleContext,
): FrameType {
  if (data.kind !== "list" && data.kind !== "tuple") return anyFrame;
  if (data.kind === "tuple" && data.class !== undefined) return anyFrame;
  const length = index?.length ?? (data.items ? data.items.length : call.lengthOf(data));
  const known = index ? index.index : defaultIndex;
  const rows = data.items;
  const elements = membersOf(data.element);
  if (rows && rows.length > 0 && rows.every(({ kind }) => kind === "dict")) {
    if (hasColumns)
      return labels && areUnique(labels)
        ? frame({ columns: labels.map((label) => column(label, null)), complete: true, index: known, length })
        : anyFrame;
    return fromRecords(rows as readonly DictType[], known, length, call);
  }
  const areSequences = elements.every(({ kind }) => kind === "list" || kind === "tuple");
  if (elements.length > 0 && areSequences && labels && areUnique(labels)) {
    return frame({
      columns: labels.map((label, place) => column(label, rowsDType(rows, place, call))),
      complete: true,
      index: known,
      length,
    });
  }
  if (elements.length > 0 && elements.every(({ kind }) => kind === "dict") && !hasColumns) {
    const plain = elements.every((element) => element.kind === "dict" && membersOf(element.key).every((key) => key.kind === "scalar"));
    // Rows that are series or dicts with tuples as keys would bring other labels.
    return plain ? frame({ columns: [], index: known, length }) : anyFrame;
  }
  const areScalars = elements.every(({ kind }) => kind === "scalar" || kind === "none" || kind === "numpy-scalar");
  if (elements.length > 0 && areScalars && !mayBeEmpty(length)) {
    const names = labels ?? (hasColumns ? undefined : [0]);
    if (names?.length !== 1) return anyFrame;
    return frame({ columns: [column(names[0] as Label, inferred(rows ?? [data.element], call))], complete: true, index: known, length });
  }
  if (labels && areUnique(labels) && elements.length === 0)
    return frame({
      columns: labels.map((label) => column(label, "object")),
      complete: true,
      index: index ? index.index : defaultIndex,
      length,
    });
  return hasColumns || elements.length === 0 ? anyFrame : frame({ columns: null, index: null, length });
}

/** The dtype of one column of rows whose items are known. */
function rowsDType(rows: readonly Type[] | undefined, place: number, call: RuleContext): DType | null {
  const items = rows?.map((row) => ((row.kind === "list" || row.kind === "tuple") && row.items ? row.items[place] : undefined));
  if (!items || items.length === 0 || items.some((item) => item === undefined)) return null;
  return inferred(items as readonly Type[], call);
}

/** A list of dicts: their keys in the order in which they are met first. */
function fromRecords(rows: readonly DictType[], index: IndexInfo | null, length: Dim, call: RuleContext): FrameType {
  if (rows.some(({ complete, entries }) => !complete || (entries ?? []).some(({ key }) => typeof key !== "string"))) {
    return frame({ columns: null, index, length });
  }
  const labels = [...new Set(rows.flatMap(({ entries }) => (entries ?? []).map(({ key }) => key)))];
  const columns = labels.map((label) => {
    const items = rows.map(({ entries }) => entries?.find(({ key }) => key === label)?.value);
    const isComplete = items.every((item) => item !== undefined);
    const dtype = inferred(
      items.flatMap((item) => (item ? [item] : [])),
      call,
    );
    return column(label, isComplete ? dtype : dtype === "float64" || dtype === "object" ? dtype : null);
  });
  return frame({ columns, complete: true, index, length });
}

export function seriesClass(call: RuleCall): Outcome {
  if (call.spreads) return anySeries;
  return join(...membersOf(call.argument("data") ?? { kind: "none" }).map((data) => seriesFrom(data, call)));
}

function seriesFrom(data: Type, call: RuleCall): SeriesType {
  const index = indexFrom(call.argument("index"), call);
  const nameArgument = call.argument("name");
  const own = data.kind === "series" || data.kind === "index" ? data.name : null;
  const name = nameArgument === undefined || nameArgument.kind === "none" ? own : labelOf(nameArgument);
  const values = data.kind === "dict" ? dictValues(data, call) : valuesOf(data, call, "object");
  const isReindexed = index !== undefined && (data.kind === "series" || data.kind === "dict");
  const found = isReindexed ? perhapsWithMissing(values?.dtype ?? null) : (values?.dtype ?? null);
  const isNothing = data.kind === "none";
  const dtype = isPassed(call, "dtype") ? requested(call.argument("dtype") as Type, call) : isNothing ? null : found;
  const known = index
    ? index.index
    : data.kind === "series"
      ? data.index
      : data.kind === "dict" || isNothing || !values
        ? null
        : defaultIndex;
  const length = index ? index.length : values?.scalar ? (isNothing ? null : 1) : (values?.length ?? null);
  return series(dtype, name, known, length);
}

function dictValues(data: DictType, call: RuleContext): Values {
  if (!data.complete || !data.entries || data.entries.length === 0) return { dtype: null, length: null };
  return {
    dtype: inferred(
      data.entries.map(({ value }) => value),
      call,
    ),
    length: data.entries.length,
  };
}

/** `pandas.Index(…)` and `pandas.RangeIndex(…)`. */
export function indexClass(call: RuleCall, name = "Index"): Outcome {
  if (name === "RangeIndex") return { kind: "index", class: "RangeIndex", dtype: "int64", length: null };
  const data = call.argument("data");
  if (!data || call.spreads || isPassed(call, "dtype")) return indexOf(null, null);
  const labels = labelsOf(data);
  const length = labels?.length ?? call.lengthOf(data);
  if (labels && labels.length > 0 && labels.every((label) => typeof label === "string")) {
    return { kind: "index", class: "Index", dtype: textDType(call), length, labels };
  }
  return labels ? { ...indexOf(null, length), labels } : indexOf(null, length);
}

/** `date_range`, `timedelta_range`, … with the class of index that they make. */
export function rangeOf(call: RuleCall, className: string): Outcome {
  const periods = valueOf(call.argument("periods"));
  const isWhole = !call.spreads && !isPassed(call, "inclusive") && !isPassed(call, "closed");
  const length =
    typeof periods === "bigint" && isWhole && (!isPassed(call, "start") || !isPassed(call, "end") || isPassed(call, "freq") === false)
      ? Number(periods)
      : null;
  const isPlain =
    !call.spreads &&
    !isPassed(call, "tz") &&
    !isPassed(call, "unit") &&
    [call.argument("start"), call.argument("end")].every((edge) => edge === undefined || edge.kind === "scalar" || edge.kind === "none");
  const dtype = className === "DatetimeIndex" && isPlain && call.targets.satisfies("pandas", "<3") === true ? "datetime64[ns]" : null;
  return { kind: "index", class: className, dtype, length: length === null ? null : length };
}
