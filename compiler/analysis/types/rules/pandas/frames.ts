/**
 * Building blocks of the rules: frames and series as plain values. A list of columns that is not `null` also says that the
 * labels are unique and no MultiIndex, so that `df["a"]` is a series; what could make labels double gives `columns: null`.
 */
import {
  type Column,
  type Dim,
  type DType,
  type FrameType,
  type IndexInfo,
  type IndexType,
  join,
  type Label,
  type SeriesType,
  sameData,
  type Type,
} from "../../type.js";

/** A frame of which nothing is known. */
export const anyFrame: FrameType = { kind: "frame", columns: null, complete: false, index: null, length: null };
/** A frame with unique labels that are not known. */
export const flatFrame: FrameType = { kind: "frame", columns: [], complete: false, index: null, length: null };
export const anySeries: SeriesType = { kind: "series", dtype: null, index: null, length: null };
export const anyIndex: IndexType = { kind: "index", class: null, dtype: null, length: null };

export const defaultIndex: IndexInfo = { class: "RangeIndex", dtype: "int64", name: null, isDefault: true };

export interface FrameContent {
  readonly columns: readonly Column[] | null;
  readonly complete?: boolean;
  readonly index?: IndexInfo | null;
  readonly length?: Dim;
}

/** A new frame. */
export function frame({ columns, complete = false, index = null, length = null }: FrameContent): FrameType {
  return { kind: "frame", columns, complete: complete && columns !== null, index, length };
}

export function series(dtype: DType | null, name?: Label, index: IndexInfo | null = null, length: Dim = null): SeriesType {
  return { kind: "series", dtype, ...(name === undefined ? {} : { name }), index, length };
}

export function indexOf(info: IndexInfo | null, length: Dim): IndexType {
  return { kind: "index", ...(info ?? { class: null, dtype: null }), length };
}

/** What is made of values of a plain frame or series is plain too. */
export const likePlain = <Made extends FrameType | SeriesType>(source: { readonly plain?: true }, made: Made): Made =>
  source.plain ? { ...made, plain: true } : made;

/** A copy of a frame: the same content, another object. */
export function copyOf(value: FrameType): FrameType {
  return likePlain(value, frame(value));
}

export function copyOfSeries(value: SeriesType): SeriesType {
  return likePlain(value, series(value.dtype, value.name, value.index, value.length));
}

/** The same object with another content. */
export function changed(object: FrameType, content: FrameType): FrameType {
  return { ...content, ...(object.memory ? { memory: object.memory } : {}), ...(object.sites ? { sites: object.sites } : {}) };
}

export const column = (label: Label, dtype: DType | null, certain = true): Column => ({ label, dtype, certain });

export const sameLabel = (a: Label, b: Label): boolean => sameData(a, b);

export function findColumn({ columns }: { readonly columns: readonly Column[] | null }, label: Label): Column | undefined {
  return columns?.find((other) => sameLabel(other.label, label));
}

/** Whether a frame certainly has no such column. */
export const lacks = (value: FrameType, label: Label): boolean => value.complete && !findColumn(value, label);

/** A label that is known. Floats, booleans and missing values are not followed: they can be equal to others. */
export function labelOf(type: Type): Label | undefined {
  if (type.kind === "scalar") {
    if (type.class === "str" && typeof type.value === "string") return type.value;
    if (type.class === "int" && typeof type.value === "bigint" && Number.isSafeInteger(Number(type.value))) return Number(type.value);
  }
  return undefined;
}

/** Labels of a list, tuple or index that are all known. */
export function labelsOf(type: Type): readonly Label[] | undefined {
  if (type.kind === "index") return type.labels?.every(isSimple) ? type.labels : undefined;
  if ((type.kind !== "list" && type.kind !== "tuple") || !type.items) return undefined;
  const labels = type.items.map(labelOf);
  return labels.every((label) => label !== undefined) ? labels : undefined;
}

const isSimple = (label: Label): boolean => typeof label === "string" || typeof label === "number";

/** One label, or a list of them. */
export function labelOrLabels(type: Type): readonly Label[] | undefined {
  const one = labelOf(type);
  return one !== undefined ? [one] : type.kind === "list" || type.kind === "index" ? labelsOf(type) : undefined;
}

export const areUnique = (labels: readonly Label[]): boolean =>
  new Set(labels.map((label) => JSON.stringify(label))).size === labels.length;

/** Every column with another dtype. */
export function mapDTypes(value: FrameType, dtypeOf: (dtype: DType | null, label: Label) => DType | null): readonly Column[] | null {
  return value.columns?.map((each) => ({ ...each, dtype: dtypeOf(each.dtype, each.label) })) ?? null;
}

/** The dtype that all columns have, when all are known. */
export function commonDType(value: FrameType): DType | null {
  if (!value.complete || !value.columns || value.columns.length === 0) return null;
  const [first] = value.columns as readonly [Column];
  return value.columns.every(({ dtype }) => dtype === first.dtype) ? first.dtype : null;
}

/** A frame with a column set: replaced where it is, appended where it was not. */
export function withColumn(value: FrameType, label: Label, dtype: DType | null): FrameType {
  if (!value.columns) return frame(value);
  const set = column(label, dtype);
  const columns = findColumn(value, label)
    ? value.columns.map((other) => (sameLabel(other.label, label) ? set : other))
    : [...value.columns, set];
  return frame({ ...value, columns });
}

/** A frame without some columns. */
export function withoutColumns(value: FrameType, labels: readonly Label[]): FrameType {
  if (!value.columns) return frame(value);
  return likePlain(
    value,
    frame({ ...value, columns: value.columns.filter(({ label }) => !labels.some((other) => sameLabel(label, other))) }),
  );
}

/** Exactly these columns, in this order. */
export function selectColumns(value: FrameType, labels: readonly Label[]): FrameType {
  if (!areUnique(labels)) return frame({ columns: null, index: value.index, length: value.length });
  if (!value.columns) return frame({ columns: null, index: value.index, length: value.length });
  const columns = labels.map((label) => column(label, findColumn(value, label)?.dtype ?? null));
  return likePlain(value, frame({ columns, complete: true, index: value.index, length: value.length }));
}

/** Rows of a frame: the same columns, of another number and other labels. */
export function someRows(value: FrameType, length: Dim = null): FrameType {
  return likePlain(value, frame({ ...value, index: partOfIndex(value.index), length }));
}

export function someItems(value: SeriesType, length: Dim = null): SeriesType {
  return likePlain(value, series(value.dtype, value.name, partOfIndex(value.index), length));
}

/** What is still known of an index when some of its labels are taken: a RangeIndex may become a plain one. */
export function partOfIndex(index: IndexInfo | null): IndexInfo | null {
  if (!index) return null;
  const { isDefault: _, ...rest } = index;
  return { ...rest, class: index.class === "RangeIndex" || index.class === null ? null : index.class };
}

/** The column of a frame, as a series. */
export function columnOf(value: FrameType, label: Label): Type {
  const dtype = findColumn(value, label)?.dtype ?? null;
  const found = likePlain(value, series(dtype, label, value.index, value.length));
  return value.columns ? found : join(found, anyFrame);
}

/** Whether two objects have equal labels in the same order. */
export function sameIndex(a: FrameType | SeriesType, b: FrameType | SeriesType): boolean {
  return a.index?.isDefault === true && b.index?.isDefault === true && a.length !== null && a.length === b.length;
}

export const frameOf = (type: Type): FrameType => (type.kind === "frame" ? type : anyFrame);
export const seriesOf = (type: Type): SeriesType => (type.kind === "series" ? type : anySeries);

/** Whether a key that is a label can only mean a column, and not a level of the index of the same name. */
export function isColumn(value: FrameType, label: Label): boolean {
  const { index } = value;
  if (findColumn(value, label)?.certain) return true;
  return index !== null && index.class !== "MultiIndex" && index.name !== undefined && !sameLabel(index.name, label);
}
