/** Methods that change which columns a frame has, or move them into the index and back. */
import type { Outcome, Rule, RuleCall, RuleContext } from "../../rule.js";
import { type Column, type DType, type FrameType, type IndexInfo, join, type Label, none, type SeriesType, type Type } from "../../type.js";
import { axisOf, flag, inPlaceOrNew, isPassed, text, valueOf } from "./arguments.js";
import { isDatetime, isFloat, isInteger, isTimedelta, perhapsWithMissing } from "./dtypes.js";
import {
  anyFrame,
  areUnique,
  changed,
  column,
  defaultIndex,
  findColumn,
  flatFrame,
  frame,
  labelOf,
  labelOrLabels,
  labelsOf,
  likePlain,
  mapDTypes,
  sameLabel,
  series,
  someItems,
  someRows,
  withoutColumns,
} from "./frames.js";
import { keyOf } from "./keys.js";
import { overReceiver } from "./rows.js";
import { renamedColumns, setColumn } from "./store.js";

/** `df.assign(x=…, y=lambda d: …)` */
export const assigned: Rule = (call) =>
  overReceiver(
    call,
    (value) => {
      // Functions are called with the new frame itself, so that it is not only known from here on.
      const { sites } = value;
      const isHanded = call.keyword.some(([, given]) => keyOf(given).kind === "callable" || keyOf(given).kind === "unknown");
      const shared = (made: FrameType): FrameType => (isHanded && sites ? { ...made, memory: sites } : made);
      const all = call.keyword.reduce(
        (made, [name, given]) => {
          const stored = keyOf(given).kind === "callable" ? call.callFunction(given, [made]) : given;
          return shared(setColumn(made, name, stored, call));
        },
        shared(frame(value)),
      );
      return call.spreads ? frame({ columns: mapDTypes(all, () => null) }) : all;
    },
    () => anyFrame,
  );

/** `df.drop(…)` */
export const dropped: Rule = (call) =>
  overReceiver(
    call,
    (value) => inPlaceOrNew(call, value, likePlain(value, droppedFrom(value, call))),
    (value) => inPlaceOrNew(call, value, someItems(value)),
  );

function droppedFrom(value: FrameType, call: RuleCall): FrameType {
  const byColumns = call.argument("columns");
  const labels = call.argument("labels");
  const axis = axisOf(call);
  const isColumns = labels !== undefined && labels.kind !== "none" ? axis : byColumns === undefined || byColumns.kind === "none" ? 0 : 1;
  if (call.spreads || isColumns === undefined) return lessKnown(someRows(value));
  if (isColumns === 0) return isPassed(call, "level") ? anyFrame : someRows(value);
  const gone = labels !== undefined && labels.kind !== "none" ? labels : byColumns;
  const known = gone ? labelOrLabels(gone) : undefined;
  const base = isPassed(call, "index") ? someRows(value) : value;
  return known ? withoutColumns(base, known) : lessKnown(base);
}

/** Some columns may be gone. */
function lessKnown(value: FrameType): FrameType {
  return frame({
    columns: value.columns?.map((each): Column => ({ ...each, certain: false })) ?? null,
    index: value.index,
    length: value.length,
  });
}

/** `rename`: of columns by a dict, of rows, or of a series. */
export const renamed: Rule = (call) =>
  overReceiver(
    call,
    (value) => inPlaceOrNew(call, value, likePlain(value, renamedFrame(value, call))),
    (value) => renamedSeries(value, call),
  );

function renamedFrame(value: FrameType, call: RuleCall): FrameType {
  const mapper = call.argument("mapper");
  const isMapper = mapper !== undefined && mapper.kind !== "none";
  const axis = axisOf(call);
  const columns = isMapper ? (axis === 1 ? mapper : undefined) : call.argument("columns");
  const rows = isMapper ? axis !== 1 : isPassed(call, "index");
  if (call.spreads || axis === undefined || isPassed(call, "level")) return anyFrame;
  const base = rows ? frame({ ...value, index: nameOnly(value.index) }) : frame(value);
  if (!columns || columns.kind === "none") return base;
  const unknown = frame({ columns: null, index: base.index, length: base.length });
  if (columns.kind !== "dict" || !columns.complete || !base.columns || !base.complete) return unknown;
  const labels = base.columns.map(({ label }) => renamedLabel(label, columns.entries ?? []));
  if (labels.some((label) => label === undefined) || !areUnique(labels as readonly Label[])) return unknown;
  return frame({ ...base, columns: base.columns.map((each, place) => ({ ...each, label: labels[place] as Label })) });
}

function renamedLabel(label: Label, entries: readonly { readonly key: string | number; readonly value: Type }[]): Label | undefined {
  const entry = entries.find(({ key }) => sameLabel(key, label));
  return entry ? labelOf(entry.value) : label;
}

const nameOnly = (index: IndexInfo | null): IndexInfo | null =>
  index && index.name !== undefined && index.class !== null && index.class !== "MultiIndex"
    ? { class: null, dtype: null, name: index.name }
    : null;

function renamedSeries(value: SeriesType, call: RuleCall): Outcome {
  const index = call.argument("index");
  if (index === undefined || index.kind === "none")
    return inPlaceOrNew(call, value, series(value.dtype, index ? null : null, value.index, value.length));
  const label = labelOf(index);
  const isLabel = index.kind === "scalar";
  const isMapping = index.kind === "dict" || index.kind === "series" || keyOf(index).kind === "callable";
  const content = isLabel
    ? series(value.dtype, label, value.index, value.length)
    : series(value.dtype, isMapping ? value.name : undefined, null, value.length);
  const isInPlace = call.spreads ? undefined : flag(call, "inplace", false);
  if (isInPlace !== true || !isLabel) return inPlaceOrNew(call, value, content);
  // With a new name in place, the object itself comes back in some versions.
  const outcome = inPlaceOrNew(call, value, content);
  const self = "receiver" in outcome && outcome.receiver ? outcome.receiver : content;
  return { result: join(none, self), receiver: self };
}

/** `df.set_index(…)` */
export const indexed: Rule = (call) =>
  overReceiver(
    call,
    (value) => inPlaceOrNew(call, value, likePlain(value, indexedBy(value, call))),
    () => anyFrame,
  );

function indexedBy(value: FrameType, call: RuleCall): FrameType {
  const keys = call.argument("keys");
  const drops = flag(call, "drop", true);
  const appends = flag(call, "append", false);
  if (call.spreads || !keys) return lessKnown(frame({ ...value, index: null }));
  const labels = labelOrLabels(keys);
  const isKnownList = keys.kind === "list" && keys.items !== undefined;
  if (!labels || drops === undefined) {
    // Arrays and indexes as keys take no column away.
    const keepsAll = keys.kind === "array" || keys.kind === "series" || keys.kind === "index";
    return keepsAll ? frame({ ...value, index: null }) : lessKnown(frame({ ...value, index: null }));
  }
  const isOne = labelOf(keys) !== undefined || (isKnownList && labels.length === 1);
  const [first] = labels;
  const index =
    appends === false ? (isOne && first !== undefined ? keyIndex(first, value, call) : labels.length > 1 ? multiIndex : null) : null;
  const base = drops ? withoutColumns(value, labels) : value;
  return frame({ ...base, index });
}

export const multiIndex: IndexInfo = { class: "MultiIndex", dtype: "object" };

/** The index that the values of a column make. */
function keyIndex(label: Label, value: FrameType, context: RuleContext): IndexInfo {
  const dtype = findColumn(value, label)?.dtype ?? null;
  const isFilled = typeof value.length === "number" && value.length > 0;
  // Integers make a RangeIndex in some versions, when they are evenly spaced or there are none.
  return isInteger(dtype) && (!isFilled || context.targets.satisfies("pandas", "<3") !== true)
    ? { class: null, dtype: dtype === "int64" ? dtype : null, name: label }
    : { ...classOfKeys(dtype), name: label };
}

/** The class of an index of values of a dtype. */
export function classOfKeys(dtype: DType | null): { readonly class: string | null; readonly dtype: DType | null } {
  if (isInteger(dtype) || (isFloat(dtype) && dtype !== "float16") || dtype === "bool" || dtype === "str") return { class: "Index", dtype };
  if (isDatetime(dtype)) return { class: "DatetimeIndex", dtype };
  if (isTimedelta(dtype)) return { class: "TimedeltaIndex", dtype };
  return { class: null, dtype: null };
}

/** `reset_index` of a frame or series. */
export const unindexed: Rule = (call) =>
  overReceiver(
    call,
    (value) => inPlaceOrNew(call, value, unindexedFrame(value, call)),
    (value) => unindexedSeries(value, call),
  );

function unindexedFrame(value: FrameType, call: RuleCall): FrameType {
  const drops = call.spreads ? undefined : flag(call, "drop", false);
  const isPlain = !call.spreads && ["level", "names", "col_level", "col_fill", "allow_duplicates"].every((name) => !isPassed(call, name));
  const index = isPassed(call, "level") || call.spreads ? null : defaultIndex;
  if (drops === true) return likePlain(value, frame({ ...value, index }));
  const base = frame({ ...value, index });
  if (drops === undefined) return lessKnown(base);
  if (!value.columns) return base;
  const name = isPlain ? indexLabel(value.index, value) : undefined;
  if (name === undefined)
    return isPassed(call, "allow_duplicates") || call.spreads ? frame({ ...base, columns: null }) : frame({ ...base, complete: false });
  const added = column(name, value.index?.class === "MultiIndex" ? null : indexDType(value.index));
  if (findColumn(value, name)?.certain) return frame({ ...base, complete: false });
  return frame({ ...base, columns: [added, ...value.columns.filter(({ label }) => !sameLabel(label, name))] });
}

const indexDType = (index: IndexInfo | null): DType | null => (index?.class === "RangeIndex" ? "int64" : (index?.dtype ?? null));

/** The label under which an index becomes a column. */
function indexLabel(index: IndexInfo | null, value: FrameType): Label | undefined {
  if (!index || index.class === "MultiIndex" || index.name === undefined || (index.class === null && index.name === null)) return undefined;
  if (index.name !== null) return index.name;
  // Without a name it is `index`, or `level_0` when there is such a column.
  if (!value.complete) return undefined;
  return findColumn(value, "index") ? "level_0" : "index";
}

function unindexedSeries(value: SeriesType, call: RuleCall): Outcome {
  const drops = call.spreads ? undefined : flag(call, "drop", false);
  if (drops === true)
    return inPlaceOrNew(call, value, series(value.dtype, value.name, isPassed(call, "level") ? null : defaultIndex, value.length));
  if (drops === undefined) return join(anyFrame, series(value.dtype, value.name));
  const given = call.argument("name");
  const name = given === undefined ? value.name : labelOf(given);
  const isPlain = !isPassed(call, "level") && !isPassed(call, "allow_duplicates");
  const index = isPassed(call, "level") ? null : defaultIndex;
  if (name === undefined || !isPlain) return frame({ columns: null, index, length: value.length });
  const label = name ?? 0;
  const key =
    value.index?.name === null
      ? value.index.class === null || value.index.class === "MultiIndex"
        ? undefined
        : "index"
      : value.index?.name;
  if (key === undefined || value.index?.class === "MultiIndex")
    return frame({ columns: [column(label, value.dtype)], index, length: value.length });
  if (sameLabel(key, label)) return frame({ columns: null, index, length: value.length });
  return frame({
    columns: [column(key, indexDType(value.index)), column(label, value.dtype)],
    complete: true,
    index,
    length: value.length,
  });
}

/** `df.insert(loc, column, value)` */
export const inserted: Rule = (call) =>
  overReceiver(
    call,
    (value) => {
      const label = call.argument("column");
      const known = label ? labelOf(label) : undefined;
      const place = valueOf(call.argument("loc"));
      const stored = call.argument("value");
      const isPlain = !call.spreads && !isPassed(call, "allow_duplicates") && stored !== undefined;
      if (known === undefined || !isPlain)
        return { result: none, receiver: changed(value, frame({ ...value, columns: null, index: null, length: null })) };
      const made = setColumn(withoutColumns(value, [known]), known, stored, call);
      if (!made.complete || !made.columns || typeof place !== "bigint" || place < 0n)
        return { result: none, receiver: changed(value, frame({ ...made, complete: false })) };
      const rest = made.columns.slice(0, -1);
      const last = made.columns.at(-1) as Column;
      const columns = [...rest.slice(0, Number(place)), last, ...rest.slice(Number(place))];
      return { result: none, receiver: changed(value, frame({ ...made, columns })) };
    },
    () => none,
  );

/** `df.pop("x")`, `s.pop(label)` */
export const popped: Rule = (call) =>
  overReceiver(
    call,
    (value) => {
      const item = call.argument("item");
      const label = item ? labelOf(item) : undefined;
      if (label === undefined)
        return { result: value.columns ? series(null) : join(series(null), anyFrame), receiver: changed(value, lessKnown(value)) };
      const result = series(findColumn(value, label)?.dtype ?? null, label, value.index, value.length);
      return { result: value.columns ? result : join(result, anyFrame), receiver: changed(value, withoutColumns(value, [label])) };
    },
    (value) => ({ result: { kind: "unknown", reason: "an item of a series" }, receiver: { ...value, length: null, index: null } }),
  );

/** `df.filter(…)`, `df.select_dtypes(…)`: some of the columns. */
export const someColumns: Rule = (call) =>
  overReceiver(
    call,
    (value) => {
      if (isPassed(call, "cond") || call.spreads) return someRows(lessKnown(value));
      if (call.name.endsWith(".filter") && axisOf(call, "axis", 1) !== 1) return someRows(lessKnown(value));
      const items = call.argument("items") ?? call.argument("arg");
      const labels = items ? labelsOf(items) : undefined;
      // Since pandas 3 a condition on the rows may stand there.
      const isCondition = call.name.endsWith(".filter") && items !== undefined && items.kind !== "none" && items.kind !== "list";
      if (isCondition) return someRows(lessKnown(value));
      if (!value.columns) return frame({ columns: null, index: value.index, length: value.length });
      if (labels && value.complete && areUnique(labels)) {
        const kept = labels.flatMap((label) => findColumn(value, label) ?? []);
        return frame({ ...value, columns: kept });
      }
      const chosen = call.name.endsWith(".select_dtypes") && value.complete ? selectedByDType(value, call) : undefined;
      return chosen ? frame({ ...value, columns: chosen }) : { ...flatFrame, index: value.index, length: value.length };
    },
    (value) => someItems(value),
  );

function selectedByDType(value: FrameType, call: RuleCall): readonly Column[] | undefined {
  const include = namesOf(call.argument("include"));
  const exclude = namesOf(call.argument("exclude"));
  if (!include || !exclude || include.length > 0 === exclude.length > 0 || value.columns?.some(({ dtype }) => dtype === null))
    return undefined;
  const wanted = [...include, ...exclude];
  if (!wanted.every((name) => name === "number" || /^(int64|float64|bool|category)$/.test(name))) return undefined;
  const isIn = ({ dtype }: Column): boolean | undefined => {
    if (
      !(
        isInteger(dtype) ||
        isFloat(dtype) ||
        dtype === "bool" ||
        dtype === "object" ||
        dtype === "str" ||
        dtype === "category" ||
        isDatetime(dtype)
      )
    )
      return undefined;
    return wanted.some((name) => (name === "number" ? isInteger(dtype) || isFloat(dtype) : name === dtype));
  };
  const decisions = (value.columns ?? []).map(isIn);
  if (decisions.some((decision) => decision === undefined)) return undefined;
  return (value.columns ?? []).filter((_, place) => decisions[place] === include.length > 0);
}

function namesOf(type: Type | undefined): readonly string[] | undefined {
  if (type === undefined || type.kind === "none") return [];
  const items = type.kind === "list" ? type.items : [type];
  const names = items?.map((item) => (item.kind === "scalar" && typeof item.value === "string" ? item.value : undefined));
  return names?.every((name) => name !== undefined) ? (names as readonly string[]) : undefined;
}

/** `add_prefix`, `add_suffix` */
export const affixed: Rule = (call) =>
  overReceiver(
    call,
    (value) => {
      const affix = text(call, call.name.endsWith("prefix") ? "prefix" : "suffix");
      if (axisOf(call, "axis", 1) !== 1 || typeof affix !== "string") return frame({ ...value, columns: null, index: null });
      if (!value.columns || value.columns.some(({ label }) => typeof label !== "string")) return frame({ ...value, columns: null });
      const named = (label: Label): Label => (call.name.endsWith("prefix") ? `${affix}${label as string}` : `${label as string}${affix}`);
      // Labels that are not known may be numbers, and two of them be equal as texts.
      if (!value.complete) return frame({ ...value, columns: null });
      return frame({ ...value, columns: value.columns.map((each) => ({ ...each, label: named(each.label) })) });
    },
    (value) => series(value.dtype, value.name, null, value.length),
  );

/** `set_axis`, `rename_axis`, `reindex`, `droplevel`, … */
export const newAxes: Rule = (call) =>
  overReceiver(
    call,
    (value) => {
      const method = call.name.split(".").at(-1);
      if (method === "set_axis") {
        const labels = call.argument("labels");
        if (axisOf(call) === 1 && labels) return renamedColumns(value, labels);
        return axisOf(call) === 0 ? frame({ ...value, index: null }) : anyFrame;
      }
      if (method === "rename_axis") {
        const touchesColumns = isPassed(call, "columns") || axisOf(call) !== 0 || call.spreads;
        return inPlaceOrNew(call, value, frame({ ...value, columns: touchesColumns ? null : value.columns, index: null }));
      }
      if (method === "reindex") return reindexed(value, call);
      return anyFrame;
    },
    (value) => {
      const method = call.name.split(".").at(-1);
      if (method === "rename_axis") return inPlaceOrNew(call, value, series(value.dtype, value.name, null, value.length));
      if (method === "set_axis") return series(value.dtype, value.name, null, value.length);
      return series(isPassed(call, "fill_value") ? null : perhapsWithMissing(value.dtype), value.name, null, null);
    },
  );

function reindexed(value: FrameType, call: RuleCall): FrameType {
  const labels = call.argument("labels");
  const isLabels = labels !== undefined && labels.kind !== "none";
  const axis = axisOf(call);
  const columns = isLabels && axis === 1 ? labels : call.argument("columns");
  const rows = isLabels ? axis !== 1 : isPassed(call, "index");
  if (call.spreads || axis === undefined) return anyFrame;
  const missing = (dtype: DType | null): DType | null => (isPassed(call, "fill_value") ? null : perhapsWithMissing(dtype));
  const base = rows ? frame({ columns: mapDTypes(value, missing), complete: value.complete }) : frame(value);
  if (!columns || columns.kind === "none") return base;
  const wanted = labelsOf(columns);
  if (!wanted || !areUnique(wanted)) return frame({ ...base, columns: null });
  return frame({
    columns: wanted.map((label) => {
      const found = findColumn(base, label);
      return column(label, found?.certain ? found.dtype : null);
    }),
    complete: base.columns !== null,
    index: base.index,
    length: base.length,
  });
}

/** `df.explode`, `df.update`, …: the same columns, of other dtypes perhaps. */
export const exploded: Rule = (call) =>
  overReceiver(
    call,
    (value) => {
      const label = call.argument("column");
      const labels = label ? labelOrLabels(label) : undefined;
      return frame({
        columns: mapDTypes(value, (dtype, at) => (labels && !labels.some((other) => sameLabel(other, at)) ? dtype : null)),
        complete: value.complete,
      });
    },
    (value) => series(null, value.name, null, null),
  );

/** `s.to_frame(name)` */
export const framed: Rule = (call) => {
  const { receiver } = call;
  if (receiver?.kind !== "series") return receiver?.kind === "index" ? anyFrame : frame({ columns: null });
  const given = call.argument("name");
  const name = given === undefined ? receiver.name : given.kind === "none" ? undefined : labelOf(given);
  if (name === undefined || call.spreads) return frame({ columns: null, index: receiver.index, length: receiver.length });
  return frame({ columns: [column(name ?? 0, receiver.dtype)], complete: true, index: receiver.index, length: receiver.length });
};
