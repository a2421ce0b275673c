/**
 * Grouping and windows. A GroupBy is an object with parts: `of` the frame or series, `by` the key or `keys` what was listed, `selected`
 * what is chosen of a frame, `flat` whether the keys stay columns (`as_index=False`).
 */
import type { Rule, RuleCall } from "../../rule.js";
import {
  array,
  type Column,
  type DType,
  type FrameType,
  type IndexInfo,
  join,
  type Label,
  literal,
  membersOf,
  never,
  type ObjectType,
  object,
  type SeriesType,
  scalar,
  type Type,
  tupleOf,
  unknown,
} from "../../type.js";
import { axisOf, flag, isPassed, passedOn } from "./arguments.js";
import { classOfKeys, multiIndex } from "./columns.js";
import { isDatetime, isFloat, isInteger, isNumpy, isTimedelta, perhapsWithMissing } from "./dtypes.js";
import {
  anyFrame,
  anySeries,
  areUnique,
  column,
  defaultIndex,
  findColumn,
  frame,
  frameOf,
  isColumn,
  labelOf,
  labelsOf,
  mapDTypes,
  sameLabel,
  series,
  seriesOf,
  someItems,
  someRows,
} from "./frames.js";
import { keyOf } from "./keys.js";
import { isGroupAttribute } from "./names.js";
import { overReceiver } from "./rows.js";

const frameGroups = "pandas.api.typing.DataFrameGroupBy";
const seriesGroups = "pandas.api.typing.SeriesGroupBy";

/** `df.groupby(…)`, `s.groupby(…)` */
export const grouped: Rule = (call) => {
  const by = call.argument("by") ?? call.argument("level");
  const isFlat = call.spreads ? undefined : flag(call, "as_index", true);
  const axis = axisOf(call);
  const isByLevel = isPassed(call, "level");
  const isKnown = by !== undefined && !isByLevel && !call.spreads && axis === 0;
  const parts = (of: Type): Record<string, Type> => ({
    of,
    ...(isKnown && by.kind === "list" ? { keys: fixedList(by) } : { by: isKnown ? by : unknown("groups by levels of the index") }),
    flat: isFlat === undefined ? scalar("bool") : literal(!isFlat),
  });
  return overReceiver(
    call,
    (value) => object(frameGroups, parts(value)),
    (value) => object(seriesGroups, parts(value)),
  );
};

/** A list as it is now: what becomes of it later has no influence. */
const fixedList = (type: Type): Type => (type.kind === "list" && type.items ? tupleOf(type.items) : type);

/** The keys of a grouping, as far as they are known. */
interface Keys {
  /** Labels of columns that are the keys; `undefined` when they are something else. */
  readonly labels: readonly Label[] | undefined;
  readonly isList: boolean;
}

interface Groups {
  readonly of: FrameType | SeriesType;
  readonly keys: Keys;
  readonly isFlat: boolean | undefined;
  /** `null` when it is not known what is chosen. */
  readonly selected: readonly Label[] | null | undefined;
  readonly isSeries: boolean;
}

function groupsOf({ receiver, name, assumes }: RuleCall): Groups {
  const value =
    receiver?.kind === "object" && (receiver.class === frameGroups || receiver.class === seriesGroups)
      ? receiver
      : object(name.startsWith(seriesGroups) ? seriesGroups : frameGroups);
  return groupsIn(value, assumes);
}

/** A list as long as the frame may hold a value for each row, unless all that is in it are columns. */
const areLabels = (listed: readonly Label[], { length, ...of }: FrameType): boolean =>
  (typeof length === "number" && length !== listed.length) || listed.every((label) => findColumn(of, label)?.certain);

function groupsIn(value: ObjectType, assumes: boolean): Groups {
  const isSeries = value.class === seriesGroups;
  const of = value.parts?.["of"];
  const by = value.parts?.["by"];
  const flat = value.parts?.["flat"];
  const selected = value.parts?.["selected"];
  const keys = value.parts?.["keys"];
  const label = by ? labelOf(by) : undefined;
  const listed = keys ? labelsOf(keys) : undefined;
  const labels = label !== undefined ? [label] : listed && of?.kind === "frame" && (assumes || areLabels(listed, of)) ? listed : undefined;
  return {
    of: of?.kind === "series" || of?.kind === "frame" ? of : isSeries ? anySeries : anyFrame,
    keys: { labels: of?.kind === "frame" ? labels : undefined, isList: keys !== undefined },
    isFlat: flat?.kind === "scalar" && typeof flat.value === "boolean" ? flat.value : undefined,
    selected: selected && (labelOf(selected) !== undefined ? [labelOf(selected) as Label] : (labelsOf(selected) ?? null)),
    isSeries,
  };
}

/** Whether `df[label]` of the frame behind is what a key means: then the result's index has that name. */
function keyColumn({ of }: Groups, label: Label): Column | undefined {
  return of.kind === "frame" ? findColumn(of, label) : undefined;
}

/** The index of the groups. */
function groupIndex(groups: Groups): IndexInfo | null {
  const { labels, isList } = groups.keys;
  if (!labels || labels.length === 0) return null;
  if (labels.length > 1) return multiIndex;
  // One key in a list makes a plain index too.
  const [label] = labels as [Label];
  const dtype = keyColumn(groups, label)?.dtype ?? null;
  const isCertain = keyColumn(groups, label)?.certain || (isList === false && groups.of.kind === "frame");
  return { ...classOfKeys(dtype), ...(isCertain || groups.of.kind === "frame" ? { name: label } : {}) };
}

/** Groups of categories that do not occur have missing values before pandas 3. */
function mayHaveEmptyGroups({ keys, of }: Groups, call: RuleCall): boolean {
  if (call.targets.satisfies("pandas", ">=3") === true) return false;
  if (!keys.labels || of.kind !== "frame") return true;
  return keys.labels.some((label) => {
    const dtype = findColumn(of, label)?.dtype ?? null;
    return dtype === null || dtype === "category";
  });
}

/** The columns that are aggregated, and the dtype of each. */
function valueColumns(groups: Groups): { readonly columns: readonly Column[] | null; readonly complete: boolean } {
  const { of, keys, selected } = groups;
  if (of.kind !== "frame" || !of.columns || selected === null || (selected && !areUnique(selected)))
    return { columns: null, complete: false };
  if (selected) return { columns: selected.map((label) => column(label, findColumn(of, label)?.dtype ?? null)), complete: true };
  // Columns that are keys are left out.
  if (!keys.labels) return { columns: of.columns.map((each) => ({ ...each, certain: false })), complete: false };
  const rest = of.columns.filter(({ label }) => !keys.labels?.some((key) => sameLabel(key, label)));
  return { columns: rest, complete: of.complete };
}

type Aggregation = (dtype: DType | null, call: RuleCall, groups: Groups) => DType | null;

const mean: Aggregation = (dtype) =>
  isInteger(dtype) || dtype === "bool" || dtype === "float64" ? "float64" : dtype === "float32" ? null : null;
const total: Aggregation = (dtype) => {
  if (dtype === "int64" || dtype === "float64" || dtype === "object" || dtype === "str") return dtype === "str" ? null : dtype;
  return dtype === "bool" ? "int64" : null;
};
const oneOf: Aggregation = (dtype, call, groups) => {
  const isPlain =
    isInteger(dtype) ||
    isFloat(dtype) ||
    dtype === "object" ||
    isDatetime(dtype) ||
    isTimedelta(dtype) ||
    dtype === "bool" ||
    dtype === "str";
  if (!isPlain || isPassed(call, "min_count")) return null;
  return mayHaveEmptyGroups(groups, call) ? perhapsWithMissing(dtype) : dtype;
};

/** Others count with integers of their own. */
const isPlain = (dtype: DType | null): boolean => isNumpy(dtype) || dtype === "str" || dtype === "category";

const aggregations: Readonly<Record<string, Aggregation>> = {
  mean,
  median: mean,
  std: mean,
  var: mean,
  sem: mean,
  sum: total,
  prod: (dtype) => (dtype === "int64" || dtype === "float64" ? dtype : null),
  min: oneOf,
  max: oneOf,
  first: oneOf,
  last: oneOf,
  count: (dtype) => (isPlain(dtype) ? "int64" : null),
  size: (dtype) => (isPlain(dtype) ? "int64" : null),
  nunique: () => "int64",
  unknown: () => null,
};

const aggregated = (method: string, dtype: DType | null, call: RuleCall, groups: Groups): DType | null =>
  (aggregations[method] ?? aggregations["unknown"])?.(dtype, call, groups) ?? null;

/** `groups.mean()` and the others: one row for each group. @param method whose dtypes it has */
export const aggregatedBy: Rule = (call, method = "unknown") => {
  const groups = groupsOf(call);
  // The old `axis=1`, which is the first parameter of some, gives one value for each row.
  if (call.spreads || call.argument("axis") !== undefined || (method === "unknown" && call.positional.length > 0))
    return join(anySeries, anyFrame);
  if (groups.isSeries) return seriesResult(aggregated(method, dtypeOf(groups), call, groups), groups);
  const { columns, complete } = valueColumns(groups);
  const isNumeric = method === "size" || method === "count" || method === "nunique" ? false : flag(call, "numeric_only", false);
  if (!columns) return frameResult(null, false, groups);
  const numbers = columns.every(({ dtype }) => dtype !== null && (isInteger(dtype) || isFloat(dtype) || dtype === "bool"));
  const kept = isNumeric === false || (isNumeric === true && numbers) ? columns : columns.map((each) => ({ ...each, certain: false }));
  return frameResult(
    kept.map((each) => ({ ...each, dtype: aggregated(method, each.dtype, call, groups) })),
    complete && (isNumeric === false || (isNumeric === true && numbers)),
    groups,
  );
};

const dtypeOf = ({ of, selected }: Groups): DType | null => {
  if (of.kind === "series") return of.dtype;
  return selected?.length === 1 ? (findColumn(of, selected[0] as Label)?.dtype ?? null) : null;
};

const nameOf = ({ of, selected }: Groups): Label | undefined =>
  of.kind === "series" ? of.name : selected?.length === 1 ? selected[0] : undefined;

/** One column of results: a series, or with `as_index=False` a frame that has the keys too. */
function seriesResult(dtype: DType | null, groups: Groups): Type {
  const name = nameOf(groups);
  const made = series(dtype, name, groupIndex(groups));
  if (groups.isFlat === false || groups.of.kind === "series") return made;
  const flat = groups.keys.labels && name !== undefined ? frameResult([column(name, dtype)], true, { ...groups, isFlat: true }) : anyFrame;
  return groups.isFlat ? flat : join(made, flat);
}

function frameResult(columns: readonly Column[] | null, complete: boolean, groups: Groups): Type {
  const byIndex = frame({ columns, complete, index: groupIndex(groups) });
  if (groups.isFlat === false) return byIndex;
  const { labels } = groups.keys;
  const keys = labels?.map((label) => column(label, keyDType(groups, label)));
  const areColumns = labels?.every((label) => groups.of.kind === "frame" && isColumn(groups.of, label));
  const clash = keys?.some(({ label }) => columns?.some((each) => sameLabel(each.label, label)));
  const flat =
    columns && keys && areColumns && !clash
      ? frame({ columns: [...keys, ...columns], complete, index: defaultIndex })
      : frame({ columns: null, index: null });
  return groups.isFlat ? flat : join(byIndex, flat);
}

const keyDType = (groups: Groups, label: Label): DType | null => {
  const dtype = keyColumn(groups, label)?.dtype ?? null;
  return isInteger(dtype) || isFloat(dtype) || dtype === "bool" || dtype === "object" || dtype === "str" ? dtype : null;
};

/** `groups.size()` */
export const sizes: Rule = (call) => {
  const groups = groupsOf(call);
  const index = groupIndex(groups);
  const made = series(groups.isSeries && !isPlain(dtypeOf(groups)) ? null : "int64", groups.isSeries ? nameOf(groups) : null, index);
  if (groups.isFlat === false || groups.isSeries)
    return groups.isSeries && groups.of.kind === "frame" && groups.isFlat !== false ? join(made, anyFrame) : made;
  const flat = groups.keys.labels ? frameResult([column("size", "int64")], true, { ...groups, isFlat: true }) : anyFrame;
  return groups.isFlat ? flat : join(made, flat);
};

/** `groups.agg(…)`: a name of a method, several, or a dict by column. */
export const aggregatedWith: Rule = (call) => {
  const groups = groupsOf(call);
  const wanted = call.argument("func");
  callAll(wanted, call, groups);
  if (call.spreads) return join(anySeries, anyFrame);
  if (!wanted || wanted.kind === "none") return named(call, groups);
  if (groups.isSeries) {
    if (wanted.kind === "scalar") return seriesResult(aggregated(methodName(wanted), dtypeOf(groups), call, groups), groups);
    if (wanted.kind === "list") {
      const labels = labelsOf(wanted);
      const columns =
        labels?.map((label) => column(label, typeof label === "string" ? aggregated(label, dtypeOf(groups), call, groups) : null)) ?? null;
      return frameResult(columns, columns !== null, groups);
    }
    return wanted.kind === "dict" ? anyFrame : join(seriesResult(null, groups), anyFrame);
  }
  const values = valueColumns(groups);
  // What else is passed goes to the method, which may leave columns out.
  const isPlain = call.keyword.every(([name]) => name === "func");
  const columns = isPlain ? values.columns : (values.columns?.map((each) => ({ ...each, certain: false })) ?? null);
  const complete = values.complete && isPlain;
  if (wanted.kind === "scalar") {
    const method = methodName(wanted);
    // `size` gives a series.
    if (method === "size") return sizes(call);
    return frameResult(
      columns?.map((each) => ({ ...each, dtype: aggregated(method, each.dtype, call, groups) })) ?? null,
      complete,
      groups,
    );
  }
  if (wanted.kind === "dict") return byColumn(wanted, call, groups);
  if (wanted.kind === "list") return frame({ columns: null, index: groups.isFlat === false ? groupIndex(groups) : null });
  return join(frameResult(columns?.map((each) => ({ ...each, dtype: null, certain: false })) ?? null, false, groups), anySeries);
};

const methodName = (type: Type): string => (type.kind === "scalar" && typeof type.value === "string" ? type.value : "unknown");

function byColumn(wanted: Extract<Type, { kind: "dict" }>, call: RuleCall, groups: Groups): Type {
  const entries = wanted.entries ?? [];
  const isPlain =
    wanted.complete &&
    entries.length > 0 &&
    entries.every(({ value }) => value.kind === "scalar" || keyOf(value).kind === "callable" || value.kind === "library-class");
  if (!isPlain) return frame({ columns: null, index: groups.isFlat === false ? groupIndex(groups) : null });
  const source = groups.of;
  const columns = entries.map(({ key, value }) => {
    const dtype = source.kind === "frame" ? (findColumn(source, key)?.dtype ?? null) : null;
    return column(key, aggregated(methodName(value), dtype, call, groups));
  });
  return source.kind === "frame" && source.columns === null ? frame({ columns: null }) : frameResult(columns, true, groups);
}

/** `groups.agg(total=("x", "sum"))` */
function named(call: RuleCall, groups: Groups): Type {
  const wanted = call.keyword.filter(([name]) => name !== "func" && name !== "engine" && name !== "engine_kwargs");
  if (wanted.length === 0) return anyFrame;
  const source = groups.of;
  const columns = wanted.map(([name, value]) => {
    if (value.kind === "scalar") return column(name, aggregated(methodName(value), dtypeOf(groups), call, groups));
    const items = value.kind === "tuple" && value.items?.length === 2 ? value.items : undefined;
    const label = items ? labelOf(items[0] as Type) : undefined;
    const dtype = label !== undefined && source.kind === "frame" ? (findColumn(source, label)?.dtype ?? null) : null;
    return column(name, items ? aggregated(methodName(items[1] as Type), dtype, call, groups) : null);
  });
  return frameResult(columns, true, groups);
}

/** Runs the functions that are passed, so that what they do is seen. */
function callAll(wanted: Type | undefined, call: RuleCall, groups: Groups): void {
  if (!wanted) return;
  const functions =
    wanted.kind === "list"
      ? (wanted.items ?? [wanted.element])
      : wanted.kind === "dict"
        ? [...(wanted.entries ?? []).map(({ value }) => value), wanted.value]
        : [wanted];
  const rest = passedOn(call, ["func", "engine", "engine_kwargs"]);
  for (const each of rest ? functions.flatMap(membersOf) : []) {
    const part = groups.isSeries ? anySeries : join(anySeries, anyFrame);
    if (each.kind === "user-function") call.callFunction(each, [part, ...(rest?.positional ?? [])], rest?.keyword);
  }
}

/** `groups.apply(f)`: what comes of it depends on what `f` gives. */
export const appliedBy: Rule = (call) => {
  const groups = groupsOf(call);
  const wanted = call.argument("func");
  const rest = passedOn(call, ["func", "include_groups"]);
  if (!wanted || keyOf(wanted).kind !== "callable" || !rest) return join(anySeries, anyFrame);
  const given = call.callFunction(wanted, [groupPart(groups), ...rest.positional], rest.keyword);
  const members = membersOf(given);
  // Of a series, scalars make a series.
  const areScalars = members.length > 0 && members.every(({ kind }) => kind === "scalar" || kind === "numpy-scalar");
  return areScalars && groups.isSeries && groups.isFlat === false
    ? series(null, nameOf(groups), groupIndex(groups))
    : join(anySeries, anyFrame);
};

/** One group: a frame or series of some of the rows. Its attribute `name` is the key, also that of a series. */
function groupPart(groups: Groups): Type {
  if (groups.isSeries) return series(dtypeOf(groups));
  return groups.of.kind === "frame"
    ? frame({ columns: groups.of.columns?.map((each) => ({ ...each, certain: false })) ?? null })
    : anyFrame;
}

/** `groups.transform(…)`, `groups.cumsum()`, `groups.shift()`: one row for each row. */
export const transformed: Rule = (call, method = "") => {
  const groups = groupsOf(call);
  const wanted = call.argument("func");
  if (method === "") callAll(wanted, call, groups);
  const name = method !== "" ? method : wanted ? methodName(wanted) : "unknown";
  const dtypeAfter = (dtype: DType | null): DType | null => {
    if (name === "counter") return "int64";
    // Rows whose key is missing have no group.
    if (name === "mean" || name === "median" || name === "std" || name === "var") return mean(dtype, call, groups);
    if (name === "sum") return dtype === "float64" ? dtype : null;
    return name === "cumsum" || name === "shift" || name === "first" || name === "min" || name === "max"
      ? dtype === "float64"
        ? dtype
        : null
      : null;
  };
  // Where no row has a group, what a function gives for each of them has no rows.
  const isOwn = method === "" && wanted?.kind !== "scalar";
  const rows = isOwn ? { index: null, length: null } : { index: groups.of.index, length: groups.of.length };
  if (groups.isSeries) return series(dtypeAfter(dtypeOf(groups)), nameOf(groups), rows.index, rows.length);
  const { columns } = valueColumns(groups);
  return frame({
    columns: columns?.map((each) => ({ ...each, dtype: dtypeAfter(each.dtype), certain: false })) ?? null,
    ...rows,
  });
};

/** `groups.cumcount()`, `groups.ngroup()` */
export const numbered: Rule = (call) => {
  const { of } = groupsOf(call);
  return series(null, null, of.index, of.length);
};

/** `groups.head()`, `groups.nth(0)`, `groups.filter(f)`, `groups.get_group(k)`: some of the rows. */
export const groupRows: Rule = (call) => {
  const groups = groupsOf(call);
  const wanted = call.argument("func");
  const rest = passedOn(call, ["func", "dropna"]);
  if (wanted?.kind === "user-function" && rest) call.callFunction(wanted, [groupPart(groups), ...rest.positional], rest.keyword);
  if (groups.isSeries) return groups.of.kind === "series" ? someItems(groups.of) : series(dtypeOf(groups), nameOf(groups));
  if (groups.of.kind !== "frame") return anyFrame;
  const { columns } = groups.of;
  return groups.selected !== undefined
    ? frame({ columns: columns?.map((each) => ({ ...each, certain: false })) ?? null })
    : someRows(groups.of);
};

/** Other methods of groups: a series of a series, a frame of a frame. */
export const groupResult: Rule = (call) => (groupsOf(call).isSeries ? join(anySeries, anyFrame) : anyFrame);

/** `groups["x"]`, `groups[["x", "y"]]` */
export function subscriptGroups(value: ObjectType, index: Type): Type | undefined {
  if (value.class === seriesGroups) return never;
  if (value.class !== frameGroups) return isWindow(value) ? subscriptWindow(value, index) : undefined;
  const key = keyOf(index);
  const of = value.parts?.["of"];
  const parts = { ...value.parts, selected: fixedList(index) };
  if (key.kind === "label") {
    const one = object(seriesGroups, parts);
    // Of a label that is there twice there are two columns.
    return of?.kind === "frame" && of.columns ? one : join(one, object(frameGroups, parts));
  }
  if (key.kind === "labels" || key.kind === "list or mask") return object(frameGroups, parts);
  return undefined;
}

/** `groups.x` */
export function groupAttribute(value: ObjectType, name: string): Type | undefined {
  // An object that is called like a method.
  if (name === "nth" && (value.class === frameGroups || value.class === seriesGroups))
    return { kind: "library-function", name: `${value.class}.nth`, receiver: value };
  if ((value.class !== frameGroups && !isWindow(value)) || isGroupAttribute(name)) return undefined;
  const of = value.parts?.["of"];
  return of?.kind === "frame" ? subscriptGroups(value, literal(name)) : undefined;
}

/** `for key, part in groups` */
export function iterateGroups(value: ObjectType): Type | undefined {
  if (value.class !== frameGroups && value.class !== seriesGroups) return undefined;
  const groups = groupsIn(value, false);
  const part = groups.isSeries
    ? series(dtypeOf(groups), nameOf(groups))
    : groups.of.kind === "frame"
      ? groups.selected !== undefined
        ? anyFrame
        : someRows(groups.of)
      : anyFrame;
  return tupleOf([unknown("the key of a group"), part]);
}

const windows =
  /^pandas\.(api\.typing\.(Rolling|Expanding|ExponentialMovingWindow|Window|RollingGroupBy|ExpandingGroupBy|Resampler)|core\.resample\.\w+)$/;
export const isWindow = (value: ObjectType): boolean => windows.test(value.class);

/** `s.rolling(n)`, `df.expanding()`, `groups.rolling(n)`, `df.resample("D")`: an object that knows what it is of. */
export const windowed: Rule = (call, className = "Rolling") => {
  const { receiver } = call;
  const whole = receiver?.kind === "frame" || receiver?.kind === "series" ? receiver : undefined;
  // With a step, windows are made for some of the rows only.
  const isStepped = call.spreads || isPassed(call, "step");
  const cut = (value: FrameType | SeriesType): Type =>
    value.kind === "frame" ? frame({ columns: value.columns, complete: value.complete }) : series(value.dtype, value.name);
  const of = whole && isStepped ? cut(whole) : whole;
  if (className === "Resampler") return { ...object("pandas.api.typing.Resampler", of ? { of } : {}), subclass: true };
  const isWeighted = className === "Rolling" && (call.spreads || isPassed(call, "win_type"));
  const made = object(`pandas.api.typing.${className}`, of ? { of } : {});
  return isWeighted ? join(made, object("pandas.api.typing.Window", of ? { of } : {})) : made;
};

function subscriptWindow(value: ObjectType, index: Type): Type | undefined {
  const of = value.parts?.["of"];
  const key = keyOf(index);
  const label = key.kind === "label" ? key.label : undefined;
  const rest: ObjectType = { ...object(value.class), ...(value.subclass ? { subclass: true } : {}) };
  if (of?.kind === "frame" && label !== undefined)
    return { ...rest, parts: { of: series(findColumn(of, label)?.dtype ?? null, label, of.index, of.length) } };
  if (of?.kind === "frame" && key.kind === "labels" && key.labels)
    return { ...rest, parts: { of: frame({ columns: null, index: of.index, length: of.length }) } };
  return rest;
}

/** `window.mean()`: floats in the shape of what it is of. @param kind `window` keeps the rows, `bins` makes new ones */
export const windowResult: Rule = (call, kind = "window", method = "unknown") => {
  const value = call.receiver?.kind === "object" ? call.receiver : object("");
  const of = value.parts?.["of"];
  const wanted = call.argument("func");
  // A function gets the values of each window: as an array, or as a series.
  const isRaw = flag(call, "raw", false);
  const rest = method === "apply" ? passedOn(call, ["func", "raw", "engine", "engine_kwargs"]) : undefined;
  for (const each of wanted && rest && isRaw !== undefined ? membersOf(wanted) : []) {
    const part = isRaw ? array(null, [null], "maybe") : anySeries;
    if (each.kind === "user-function") call.callFunction(each, [part, ...(rest?.positional ?? [])], rest?.keyword);
  }
  const isByGroup = /GroupBy$/.test(value.class);
  if ((of?.kind !== "series" && of?.kind !== "frame") || (method === "agg" && wanted?.kind !== "scalar")) return join(anySeries, anyFrame);
  const isWindowed = kind === "window";
  const dtypeAfter = (dtype: DType | null): DType | null => {
    if (isWindowed) return isInteger(dtype) || isFloat(dtype) || dtype === "bool" ? "float64" : null;
    const name = method === "agg" && wanted ? methodName(wanted) : method;
    if (name === "count" || name === "nunique" || name === "size") return null;
    if (name === "mean" || name === "median" || name === "std" || name === "var") return mean(dtype, call, groupsOf(call));
    if (name === "sum") return dtype === "int64" || dtype === "float64" ? dtype : null;
    return dtype === "float64" && /^(min|max|first|last)$/.test(name) ? dtype : null;
  };
  const index = isWindowed && !isByGroup ? (of.kind === "series" || of.kind === "frame" ? of.index : null) : null;
  if (of.kind === "series") {
    const one = seriesOf(of);
    return series(dtypeAfter(one.dtype), one.name, index, isWindowed && !isByGroup ? one.length : null);
  }
  if (method === "size") return join(anySeries, anyFrame);
  const whole = frameOf(of);
  return frame({
    columns: mapDTypes(whole, dtypeAfter)?.map((each) => ({ ...each, certain: each.certain && each.dtype !== null })) ?? null,
    complete: whole.complete && (whole.columns ?? []).every(({ dtype }) => dtypeAfter(dtype) !== null),
    index,
    length: isWindowed && !isByGroup ? whole.length : null,
  });
};
