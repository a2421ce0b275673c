/** Assignments into frames and series: `df["x"] = …`, `df.loc[m, "x"] = …`, `del df["x"]`, `df.columns = …`. */
import type { RuleContext } from "../../rule.js";
import { type Column, type DType, type FrameType, type Label, membersOf, type SeriesType, type Type } from "../../type.js";
import { valuesOf } from "./construct.js";
import { isDatetime, isFloat, isInteger, ofScalar, perhapsWithMissing } from "./dtypes.js";
import {
  areUnique,
  changed,
  column,
  findColumn,
  frame,
  labelOf,
  labelsOf,
  lacks,
  likePlain,
  mapDTypes,
  partOfIndex,
  sameIndex,
  series,
  withColumn,
  withoutColumns,
} from "./frames.js";
import { type Key, keyOf } from "./keys.js";
import { type Indexer, labelAt, sliceLabels } from "./select.js";

/** What is stored, as a column of a frame. */
interface Stored {
  readonly dtype: DType | null;
  /** It has the same rows for certain, or is one value for all. */
  readonly fits: boolean;
}

export function storedIn(value: FrameType, stored: Type, context: RuleContext): Stored {
  const isPositive = typeof value.length === "number" && value.length > 0;
  if (membersOf(stored).every(({ kind }) => kind === "scalar" || kind === "none" || kind === "numpy-scalar")) {
    return { dtype: ofScalar(stored, context), fits: true };
  }
  if (stored.kind === "object" && /^pandas\.(Timestamp|Timedelta|Period)$/.test(stored.class)) return { dtype: null, fits: true };
  if (stored.kind === "series") {
    const isAligned = sameIndex(value, stored);
    return {
      dtype: isAligned ? stored.dtype : perhapsWithMissing(stored.dtype),
      fits: isPositive || (value.length !== null && value.length === stored.length),
    };
  }
  const values = valuesOf(stored, context, "float64");
  if (!values) return { dtype: null, fits: isPositive };
  // A list has to be as long as the frame.
  const isListed = stored.kind === "list" && typeof values.length !== "number" && isPositive && stored.element.kind !== "never";
  const dtype = isListed ? (valuesOf({ ...stored, items: [stored.element] }, context, "float64")?.dtype ?? null) : values.dtype;
  return { dtype, fits: isPositive || (value.length !== null && value.length === values.length) };
}

/** Whether a column of what is stored holds only what a text file can hold. */
function isPlain(dtype: DType | null, stored: Type): boolean {
  if (stored.kind === "series") return stored.plain === true || isPlainDType(stored.dtype);
  return isPlainDType(dtype) || (stored.kind === "scalar" && stored.class !== "bytes" && stored.class !== "complex");
}

const isPlainDType = (dtype: DType | null): boolean =>
  dtype === "str" || dtype === "bool" || isFloat(dtype) || isInteger(dtype) || isDatetime(dtype);

/** A frame that perhaps had no rows gets those of what is stored: integers and booleans beside it become missing. */
function perhapsGrown(value: FrameType): FrameType {
  return frame({ ...value, columns: mapDTypes(value, perhapsWithMissing), index: null, length: null });
}

/** What is known when any column may have been set. */
function anyColumnSet(value: FrameType): FrameType {
  return frame({ columns: mapDTypes(value, () => null), index: null, length: null });
}

export function setColumn(value: FrameType, label: Label, stored: Type, context: RuleContext): FrameType {
  const { dtype, fits } = storedIn(value, stored, context);
  const made = withColumn(fits ? value : perhapsGrown(value), label, dtype);
  return isPlain(dtype, stored) ? likePlain(value, made) : made;
}

export function storeInFrame(value: FrameType, index: Type, stored: Type, context: RuleContext): FrameType {
  return changed(value, storedFrame(value, index, stored, context));
}

function storedFrame(value: FrameType, index: Type, stored: Type, context: RuleContext): FrameType {
  const key = keyOf(index);
  switch (key.kind) {
    case "label":
      return key.label === undefined ? anyColumnSet(value) : setColumn(value, key.label, stored, context);
    case "labels":
      return key.labels ? setColumns(value, key.labels, stored, context) : anyColumnSet(value);
    case "mask":
    case "slice":
    case "frame":
      return frame({ ...value, columns: mapDTypes(value, (dtype) => kept(dtype, stored, context)) });
    default:
      return anyColumnSet(value);
  }
}

function setColumns(value: FrameType, labels: readonly Label[], stored: Type, context: RuleContext): FrameType {
  const { fits } = storedIn(value, stored, context);
  const base = fits && stored.kind !== "frame" ? value : perhapsGrown(value);
  const isScalar = membersOf(stored).every(({ kind }) => kind === "scalar" || kind === "none" || kind === "numpy-scalar");
  const dtype = isScalar ? ofScalar(stored, context) : null;
  return labels.reduce((made, label) => withColumn(made, label, dtype), base);
}

/**
 * The dtype of a column after some of its values were replaced; pandas keeps it when it can hold them. Otherwise it depends on
 * the version and the rows.
 */
function kept(dtype: DType | null, stored: Type, context: RuleContext): DType | null {
  if (dtype === null) return null;
  if (dtype === "object") return stored.kind === "frame" ? null : "object";
  const values = stored.kind === "series" || stored.kind === "array" ? stored.dtype : ofScalar(stored, context);
  if (values === null) return null;
  if (stored.kind === "series" && perhapsWithMissing(values) === null) return null;
  if (dtype === values && !isDatetime(dtype)) return dtype;
  if (isFloat(dtype) && dtype === "float64" && (values === "int64" || values === "float64" || values === "float32" || values === "int32"))
    return dtype;
  return null;
}

export function storeAtFrame(indexer: Indexer, value: FrameType, index: Type, stored: Type, context: RuleContext): FrameType {
  return changed(value, storedAt(indexer, value, index, stored, context));
}

function storedAt(indexer: Indexer, value: FrameType, index: Type, stored: Type, context: RuleContext): FrameType {
  const isPosition = indexer === "iloc" || indexer === "iat";
  const key = keyOf(index);
  const parts = key.kind === "tuple" ? key.items?.map(keyOf) : [key, keyOf({ kind: "slice", start: none, stop: none, step: none })];
  if (parts?.length !== 2) return anyColumnSet(value);
  const [rows, columns] = parts as [Key, Key];
  // A label that is not there makes a new row, with missing values in the other columns.
  const grows = !isPosition && (rows.kind === "label" || rows.kind === "unknown" || rows.kind === "callable" || rows.kind === "tuple");
  if (grows && key.kind !== "tuple") return anyColumnSet(value);
  const base = grows ? perhapsGrown(value) : value;
  const labels = labelsBy(base, columns, isPosition);
  if (labels === undefined) {
    if (isPosition || columns.kind === "slice" || columns.kind === "mask") return frame({ ...base, columns: mapDTypes(base, () => null) });
    return anyColumnSet(value);
  }
  const isWhole = rows.kind === "slice" && rows.all;
  const isNew = (label: Label): boolean => !isPosition && !findColumn(base, label)?.certain;
  const width = labels.some(isNew) && !isWhole ? null : undefined;
  return labels.reduce<FrameType>((made, label) => {
    const before = findColumn(base, label);
    if (!before?.certain) return isPosition ? made : withColumn(made, label, newColumn(base, label, stored, width === undefined, context));
    return withColumn(
      made,
      label,
      labels.length > 1 && stored.kind !== "scalar"
        ? null
        : grows
          ? keptInRow(before.dtype, stored, context)
          : kept(before.dtype, stored, context),
    );
  }, base);
}

const none: Type = { kind: "none" };

/** A column that may not have been there before. */
function newColumn(value: FrameType, label: Label, stored: Type, isWhole: boolean, context: RuleContext): DType | null {
  if (!lacks(value, label) || !isWhole || stored.kind !== "scalar") return null;
  return ofScalar(stored, context);
}

/** One value at a label that may make a new row; what had no rows takes over its dtype. */
function keptInRow(dtype: DType | null, stored: Type, context: RuleContext): DType | null {
  return dtype === "float64" && ofScalar(stored, context) === dtype ? dtype : null;
}

function labelsBy(value: FrameType, key: Key, isPosition: boolean): readonly Label[] | undefined {
  switch (key.kind) {
    case "label": {
      const label = isPosition ? labelAt(value, key.label) : key.label;
      return label === undefined ? undefined : [label];
    }
    case "labels": {
      if (!isPosition || !key.labels) return key.labels;
      const labels = key.labels.map((position) => labelAt(value, position));
      return labels.every((label) => label !== undefined) ? (labels as readonly Label[]) : undefined;
    }
    case "slice":
      if (!value.complete || !value.columns) return undefined;
      return key.all ? value.columns.map(({ label }) => label) : sliceLabels(value, key, isPosition);
    default:
      return undefined;
  }
}

export function storeInSeries(value: SeriesType, index: Type, stored: Type, context: RuleContext): SeriesType {
  const key = keyOf(index);
  const grows = key.kind === "label" || key.kind === "unknown" || key.kind === "callable" || key.kind === "tuple";
  const dtype = grows ? keptInRow(value.dtype, stored, context) : kept(value.dtype, stored, context);
  const content = grows ? series(dtype, value.name, partOfIndexGrown(), null) : series(dtype, value.name, value.index, value.length);
  return sameSeries(value, content);
}

export function storeAtSeries(indexer: Indexer, value: SeriesType, index: Type, stored: Type, context: RuleContext): SeriesType {
  if (indexer === "loc" || indexer === "at") return storeInSeries(value, index, stored, context);
  return sameSeries(value, series(kept(value.dtype, stored, context), value.name, value.index, value.length));
}

/** After a label was perhaps added nothing is known of the index. */
const partOfIndexGrown = (): null => null;

export const sameSeries = (object: SeriesType, content: SeriesType): SeriesType => ({
  ...content,
  ...(object.memory ? { memory: object.memory } : {}),
  ...(object.sites ? { sites: object.sites } : {}),
});

/** `del df[index]` */
export function deleteFromFrame(value: FrameType, index: Type): FrameType {
  const label = labelOf(index);
  if (label !== undefined) return changed(value, withoutColumns(value, [label]));
  const columns = value.columns?.map((each): Column => ({ ...each, certain: false })) ?? null;
  return changed(value, frame({ columns, index: value.index, length: value.length }));
}

export function deleteFromSeries(value: SeriesType): SeriesType {
  return sameSeries(value, series(value.dtype, value.name, partOfIndex(value.index), null));
}

/** `df.name = stored` */
export function storeFrameAttribute(value: FrameType, name: string, stored: Type, context: RuleContext): Type | undefined {
  switch (name) {
    case "columns":
      return changed(value, renamedColumns(value, stored));
    case "index":
      return changed(value, frame({ ...value, index: indexFor(stored, value) }));
    case "attrs":
    case "flags":
      return value;
  }
  const known = findColumn(value, name);
  if (known?.certain) return storeInFrame(value, { kind: "scalar", class: "str", value: name }, stored, context);
  // A column that may be there, or a series as an attribute: reading it gives a series in both cases. Of other values only
  // the name tells that an attribute may be there (see `frameAttribute`).
  if (stored.kind === "series" && value.columns && !lacks(value, name)) return changed(value, withPerhaps(value, name));
  return changed(value, frame({ ...perhapsGrown(value), columns: null }));
}

function withPerhaps(value: FrameType, name: string): FrameType {
  const rest = (value.columns ?? []).filter(({ label }) => label !== name);
  return frame({ ...perhapsGrown(value), columns: [...rest, column(name, null, false)] });
}

export function renamedColumns(value: FrameType, stored: Type): FrameType {
  const labels = labelsOf(stored);
  if (!labels || !areUnique(labels)) return frame({ columns: null, index: value.index, length: value.length });
  const isSame = value.complete && value.columns?.length === labels.length;
  return frame({
    columns: labels.map((label, place) => column(label, isSame ? (value.columns?.[place]?.dtype ?? null) : null)),
    complete: true,
    index: value.index,
    length: value.length,
  });
}

function indexFor(stored: Type, value: FrameType | SeriesType) {
  if (stored.kind !== "index" || stored.class === null) return null;
  const { class: name, dtype, isDefault } = stored;
  return {
    class: name,
    dtype,
    ...(stored.name === undefined ? {} : { name: stored.name }),
    ...(isDefault && (stored.length === value.length || stored.length === null) ? { isDefault: true } : {}),
  };
}

/** `s.name = stored` */
export function storeSeriesAttribute(value: SeriesType, name: string, stored: Type): Type | undefined {
  if (name === "name")
    return sameSeries(value, series(value.dtype, stored.kind === "none" ? null : labelOf(stored), value.index, value.length));
  if (name === "index") return sameSeries(value, series(value.dtype, value.name, indexFor(stored, value), value.length));
  if (name === "attrs" || name === "flags") return value;
  return undefined;
}
