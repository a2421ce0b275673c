/** `df[…]`, `df.loc[…]`, `s[…]` and the other brackets, when they are read. */
import type { RuleContext } from "../../rule.js";
import {
  type Dim,
  type FrameType,
  type IndexType,
  join,
  type Label,
  numpyScalar,
  type SeriesType,
  scalar,
  type Type,
  unknown,
} from "../../type.js";
import {
  anyFrame,
  anySeries,
  columnOf,
  commonDType,
  findColumn,
  flatFrame,
  frame,
  frameOf,
  indexOf,
  likePlain,
  sameLabel,
  selectColumns,
  series,
  seriesOf,
  someItems,
  someRows,
} from "./frames.js";
import { itemOf } from "./items.js";
import { type Key, keyOf, positionOf, slicePositions } from "./keys.js";

export function subscriptFrame(value: FrameType, index: Type): Type {
  const key = keyOf(index);
  switch (key.kind) {
    case "label":
      if (key.label !== undefined) return columnOf(value, key.label);
      return someColumn(value);
    case "labels":
      return key.labels ? selectColumns(value, key.labels) : unknownColumns(value);
    case "slice":
    case "mask":
      return someRows(value);
    case "frame":
      return frame({ ...value, columns: value.columns?.map((column) => ({ ...column, dtype: null })) ?? null });
    case "list or mask":
      // A list with the same label twice gives it twice.
      return frame({ columns: null, index: null, length: null });
    case "tuple":
      return value.columns ? join(someColumn(value)) : join(anySeries, anyFrame);
    default:
      return join(anySeries, anyFrame);
  }
}

/** A column that cannot be told. */
function someColumn(value: FrameType): Type {
  const found = likePlain(value, series(commonDType(value), undefined, value.index, value.length));
  return value.columns ? found : join(found, anyFrame);
}

const unknownColumns = (value: FrameType): FrameType => frame({ columns: null, index: value.index, length: value.length });

/** Some of the columns, each at most once. */
function fewerColumns(value: FrameType): FrameType {
  if (!value.columns) return unknownColumns(value);
  return { ...flatFrame, index: value.index, length: value.length };
}

export type Indexer = "loc" | "iloc" | "at" | "iat";

/** `df.loc[index]` and the others. */
export function subscriptFrameAt(indexer: Indexer, value: FrameType, index: Type): Type {
  const key = keyOf(index);
  const isPosition = indexer === "iloc" || indexer === "iat";
  if (key.kind === "tuple") {
    const { items } = key;
    if (items?.length !== 2) return join(anySeries, anyFrame);
    const [rows, columns] = items.map(keyOf) as [Key, Key];
    // A tuple may be one label of a MultiIndex.
    const isAmbiguous = indexer === "loc" && rows.kind === "label" && !isFlat(value);
    if (isAmbiguous) return unknown("a tuple that may be a label of the rows");
    const part = cross(value, rows, columns, isPosition, indexer);
    return part.kind === "frame" || part.kind === "series" ? rowsBy(part, items[0] as Type) : part;
  }
  if (key.kind === "label") {
    const row = rowOf(value);
    return isPosition || value.index?.isDefault ? row : join(row, belowLabel(someRows(value)));
  }
  if (key.kind === "unknown" || key.kind === "callable") return join(anySeries, anyFrame);
  return rowsBy(someRows(value), index);
}

/** Labels that have a name of their own give it to the index. */
const rowsBy = <Value extends FrameType | SeriesType>(value: Value, key: Type): Value =>
  (key.kind === "index" || key.kind === "series") && keyOf(key).kind !== "mask" ? { ...value, index: null } : value;

/** Rows under one label: of a MultiIndex, those of the label are left out. */
const belowLabel = <Value extends FrameType | SeriesType>(value: Value): Value => (isFlat(value) ? value : { ...value, index: null });

/** Row labels that are no tuples. */
const isFlat = (value: FrameType | SeriesType): boolean =>
  value.index !== null && value.index.class !== null && value.index.class !== "MultiIndex";

/** One row as a series: its index are the columns, its dtype the one that all have in common. */
function rowOf(value: FrameType): SeriesType {
  const dtype = commonDType(value);
  const width = value.complete && value.columns ? value.columns.length : null;
  return series(dtype === "category" ? null : dtype, undefined, null, width);
}

function cross(value: FrameType, rows: Key, columns: Key, isPosition: boolean, indexer: Indexer): Type {
  const part = columnsBy(value, columns, isPosition);
  if (rows.kind === "label") {
    const isOne = isPosition || value.index?.isDefault === true;
    if (part === undefined) return unknown("an item, a row or a part of a frame");
    const item =
      part.kind === "series" ? itemOf(part.dtype, part.plain) : part.kind === "frame" ? rowOf(part) : unknown("an item of a frame");
    return isOne
      ? item
      : join(item, part.kind === "series" ? belowLabel(someItems(part)) : part.kind === "frame" ? belowLabel(someRows(part)) : part);
  }
  if (rows.kind === "tuple" || rows.kind === "unknown" || rows.kind === "callable" || indexer === "at" || indexer === "iat") {
    if (part?.kind === "frame") return join(rowOf(part), belowLabel(someRows(part)));
    return unknown("an item, a row or a part of a frame");
  }
  if (part === undefined) return join(anySeries, anyFrame);
  const isAll = rows.kind === "slice" && rows.all;
  if (part.kind === "series") return isAll ? part : someItems(part);
  if (part.kind === "frame") return isAll ? part : someRows(part);
  return join(anySeries, anyFrame);
}

/** The columns that a key selects: a series for one, a frame for several, `undefined` when it may be either. */
function columnsBy(value: FrameType, key: Key, isPosition: boolean): Type | undefined {
  switch (key.kind) {
    case "label": {
      if (!isPosition) return key.label === undefined ? someColumn(value) : columnOf(value, key.label);
      const label = labelAt(value, key.label);
      // A position gives one column, whatever its label.
      return label === undefined ? series(commonDType(value), undefined, value.index, value.length) : columnOf(value, label);
    }
    case "labels": {
      if (!key.labels) return unknownColumns(value);
      if (!isPosition) return selectColumns(value, key.labels);
      const labels = key.labels.map((position) => labelAt(value, position));
      return labels.every((label) => label !== undefined) ? selectColumns(value, labels as readonly Label[]) : unknownColumns(value);
    }
    case "slice": {
      if (key.all) return value;
      const part = value.complete && value.columns ? sliceLabels(value, key, isPosition) : undefined;
      return part ? selectColumns(value, part) : fewerColumns(value);
    }
    case "mask":
      return fewerColumns(value);
    case "list or mask":
      return unknownColumns(value);
    default:
      return undefined;
  }
}

/** The label of the column at a position. */
export function labelAt(value: FrameType, position: Label | undefined): Label | undefined {
  if (!value.complete || !value.columns || typeof position !== "number") return undefined;
  return value.columns.at(position)?.label;
}

export function sliceLabels(value: FrameType, key: Extract<Key, { kind: "slice" }>, isPosition: boolean): readonly Label[] | undefined {
  const labels = (value.columns ?? []).map(({ label }) => label);
  if (isPosition) return slicePositions(labels, key);
  if (key.step.kind !== "none") return undefined;
  const place = (type: Type): number | undefined => {
    const { label } = keyOf(type) as { label?: Label };
    const found = label === undefined ? -1 : labels.findIndex((other) => sameLabel(other, label));
    return found < 0 ? undefined : found;
  };
  const start = key.start.kind === "none" ? 0 : place(key.start);
  const stop = key.stop.kind === "none" ? labels.length - 1 : place(key.stop);
  return start === undefined || stop === undefined ? undefined : labels.slice(start, stop + 1);
}

export function subscriptSeries(value: SeriesType, index: Type): Type {
  const key = keyOf(index);
  switch (key.kind) {
    case "label": {
      const item = itemOf(value.dtype, value.plain);
      return value.index?.isDefault ? item : join(item, belowLabel(someItems(value)));
    }
    case "labels":
    case "list or mask":
      return rowsBy(someItems(value), index);
    case "slice":
    case "mask":
      return someItems(value);
    default:
      return join(itemOf(value.dtype, value.plain), belowLabel(someItems(value)));
  }
}

export function subscriptSeriesAt(indexer: Indexer, value: SeriesType, index: Type): Type {
  const key = keyOf(index);
  if (key.kind === "label") {
    const isOne = indexer === "iloc" || indexer === "iat" || value.index?.isDefault === true;
    return isOne ? itemOf(value.dtype, value.plain) : join(itemOf(value.dtype, value.plain), belowLabel(someItems(value)));
  }
  return subscriptSeries(value, index);
}

/** `index[…]` */
export function subscriptIndex(value: IndexType, index: Type, context: RuleContext): Type {
  const key = keyOf(index);
  if (key.kind === "label") {
    const position = positionOf(index);
    const label = position === undefined ? undefined : value.labels?.at(position);
    if (label === undefined) return labelItem(value);
    // A RangeIndex gives `int`, others NumPy's integers.
    return typeof label === "number" ? join(scalar("int"), numpyScalar("int64")) : labelType(label);
  }
  if (key.kind === "slice" || key.kind === "labels" || key.kind === "mask" || key.kind === "list or mask") {
    const labels = value.labels && key.kind === "slice" ? slicePositions(value.labels, key) : undefined;
    const part = indexOf(
      {
        class: value.class === "RangeIndex" ? null : value.class,
        dtype: value.dtype,
        ...(value.name === undefined ? {} : { name: value.name }),
      },
      null,
    );
    return labels ? { ...part, labels, length: labels.length } : { ...part, length: lengthOfKey(index, key, context) };
  }
  return unknown("a part of an index");
}

const lengthOfKey = (index: Type, key: Key, context: RuleContext): Dim => (key.kind === "labels" ? context.lengthOf(index) : null);

/** A label as a value. */
export function labelType(label: Label): Type {
  if (typeof label === "string") return { kind: "scalar", class: "str", value: label };
  if (typeof label === "number" && Number.isInteger(label)) return { kind: "scalar", class: "int", value: BigInt(label) };
  return unknown("a label");
}

/** One label that cannot be told. */
export function labelItem(value: IndexType): Type {
  if (value.labels && value.labels.length > 0 && value.labels.every((label) => typeof label === "string"))
    return join(...value.labels.map(labelType));
  if (value.class === "RangeIndex") return { kind: "scalar", class: "int" };
  if (value.class === "MultiIndex") return { kind: "tuple", element: unknown("a part of a label") };
  return value.class === null ? unknown("a label of an index") : itemOf(value.dtype);
}

/** The frame or series behind `df.loc`. */
export function subscriptIndexer(indexer: Indexer, of: Type, index: Type): Type {
  if (of.kind === "series") return subscriptSeriesAt(indexer, seriesOf(of), index);
  return subscriptFrameAt(indexer, frameOf(of), index);
}

/** Whether a frame certainly has a column. */
export const has = (value: FrameType, label: Label): boolean => findColumn(value, label)?.certain ?? false;
