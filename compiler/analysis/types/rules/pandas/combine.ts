/** `merge`, `join`, `concat`: frames put side by side or one below the other. */
import type { Rule, RuleCall } from "../../rule.js";
import {
  type Column,
  type DType,
  type FrameType,
  type IndexInfo,
  join,
  type Label,
  membersOf,
  type SeriesType,
  type Type,
} from "../../type.js";
import { axisOf, flag, isPassed, text, valueOf } from "./arguments.js";
import { combined, isNumber, perhapsWithMissing } from "./dtypes.js";
import {
  anyFrame,
  anySeries,
  areUnique,
  column,
  defaultIndex,
  findColumn,
  frame,
  isColumn,
  labelOrLabels,
  likePlain,
  sameIndex,
  sameLabel,
  series,
} from "./frames.js";

/** `pd.merge(left, right, …)` and `left.merge(right, …)` */
export const merged: Rule = (call) => {
  const left = call.receiver ?? call.argument("left");
  const right = call.argument("right");
  if (!left || !right || call.spreads) return anyFrame;
  return join(...membersOf(left).flatMap((a) => membersOf(right).map((b) => mergedPair(a, b, call))));
};

const asFrame = (type: Type): FrameType => {
  if (type.kind === "frame") return type;
  if (type.kind === "series" && type.name !== undefined && type.name !== null) {
    return frame({ columns: [column(type.name, type.dtype)], complete: true, index: type.index, length: type.length });
  }
  return anyFrame;
};

interface Side {
  readonly frame: FrameType;
  readonly keys: readonly Label[];
  /** Rows of the other side may have no partner here. */
  readonly isOptional: boolean;
}

function mergedPair(leftType: Type, rightType: Type, call: RuleCall): FrameType {
  const left = asFrame(leftType);
  const right = asFrame(rightType);
  const how = text(call, "how") ?? (call.argument("how") === undefined ? "inner" : undefined);
  const index = !isPassed(call, "left_index") && !isPassed(call, "right_index") ? defaultIndex : null;
  const nothing = frame({ columns: null, index: call.name.includes("asof") || call.name.includes("ordered") ? null : index });
  // What `merge_asof` and `merge_ordered` do with keys differs from the rest.
  if (call.name !== "pandas.merge" && !call.name.endsWith(".merge")) return frame({ columns: left.columns && right.columns ? [] : null });
  const suffixes = suffixesOf(call);
  const keys = how === undefined ? undefined : keysOf(left, right, how, call);
  // A key can also be the name of an index, which is kept then.
  const byColumns = keys?.left.every((label) => isColumn(left, label)) && keys.right.every((label) => isColumn(right, label));
  const flat = frame({ columns: [], index: byColumns ? nothing.index : null });
  if (!left.columns || !right.columns || how === undefined) return frame({ columns: null, index: flat.index });
  if (!keys || !byColumns || !suffixes || isPassed(call, "indicator") || !/^(inner|left|right|outer|cross)$/.test(how)) return flat;
  const a: Side = { frame: left, keys: keys.left, isOptional: how === "right" || how === "outer" };
  const b: Side = { frame: right, keys: keys.right, isOptional: how === "left" || how === "outer" };
  const { shared } = keys;
  const isKey = ({ keys: labels }: Side, label: Label): boolean => labels.some((key) => sameLabel(key, label));
  // Keys of different dtypes are brought to one that both can be.
  const areEqual = a.keys.every((key, place) => {
    const dtype = findColumn(left, key)?.dtype ?? null;
    return dtype !== null && dtype !== "category" && dtype === findColumn(right, b.keys[place] ?? null)?.dtype;
  });
  // Keys of objects that meet others may leave nothing, of which all columns are objects.
  const areNumbers = [...a.keys.map((key) => findColumn(left, key)), ...b.keys.map((key) => findColumn(right, key))].every(
    (key) => key !== undefined && isNumber(key.dtype),
  );
  const areKept = areEqual || areNumbers;
  const isShared = (label: Label): boolean => shared.some((key) => sameLabel(key, label));
  const columns: Column[] = [];
  for (const each of left.columns) {
    if (isShared(each.label)) columns.push(column(each.label, keyDType(each.label, left, right, how), each.certain));
    else
      columns.push(
        ...suffixed(isKey(a, each.label) && !areEqual ? { ...each, dtype: null } : each, right, isShared, suffixes[0], a.isOptional),
      );
  }
  for (const each of right.columns) {
    if (!isShared(each.label))
      columns.push(
        ...suffixed(isKey(b, each.label) && !areEqual ? { ...each, dtype: null } : each, left, isShared, suffixes[1], b.isOptional),
      );
  }
  const areFound = shared.every((key) => columns.some(({ label }) => sameLabel(label, key)));
  for (const key of shared) if (!columns.some(({ label }) => sameLabel(label, key))) columns.push(column(key, null));
  const complete = left.complete && right.complete && areFound;
  const known = areKept ? columns : columns.map((each) => ({ ...each, dtype: null }));
  if (columns.some(({ label }) => label === null) || !areUnique(columns.map(({ label }) => label))) return flat;
  const made = frame({ columns: known, complete, index: flat.index });
  return left.plain && right.plain ? likePlain(left, made) : made;
}

/** A column of one side: with a suffix when the other side has the same label. */
function suffixed(
  each: Column,
  other: FrameType,
  isShared: (label: Label) => boolean,
  suffix: string | null,
  isOptional: boolean,
): readonly Column[] {
  const dtype = isOptional ? perhapsWithMissing(each.dtype) : each.dtype;
  const twin = findColumn(other, each.label);
  if (twin && !isShared(each.label)) {
    if (!twin.certain) return [];
    return [column(suffix === null ? each.label : typeof each.label === "string" ? `${each.label}${suffix}` : null, dtype, each.certain)];
  }
  // A label that the other side may have too gets a suffix then.
  return other.complete || isShared(each.label) ? [column(each.label, dtype, each.certain)] : [column(each.label, dtype, false)];
}

function keyDType(label: Label, left: FrameType, right: FrameType, how: string): DType | null {
  const a = findColumn(left, label)?.dtype ?? null;
  const b = findColumn(right, label)?.dtype ?? null;
  if (a !== b || a === null || a === "category") return null;
  return how === "inner" || how === "left" || how === "right" || how === "outer" ? a : null;
}

function suffixesOf(call: RuleCall): readonly [string | null, string | null] | undefined {
  const given = call.argument("suffixes");
  if (given === undefined) return ["_x", "_y"];
  if ((given.kind !== "tuple" && given.kind !== "list") || given.items?.length !== 2) return undefined;
  const texts = given.items.map((item) => (item.kind === "none" ? null : (valueOf(item) ?? undefined)));
  return texts.every((each) => each === null || typeof each === "string")
    ? (texts as unknown as readonly [string | null, string | null])
    : undefined;
}

interface Keys {
  readonly left: readonly Label[];
  readonly right: readonly Label[];
  /** Columns that both sides have and that come out once. */
  readonly shared: readonly Label[];
}

function keysOf(left: FrameType, right: FrameType, how: string, call: RuleCall): Keys | undefined {
  if (how === "cross") return { left: [], right: [], shared: [] };
  const on = call.argument("on");
  if (on && on.kind !== "none") {
    const labels = labelOrLabels(on);
    return labels && { left: labels, right: labels, shared: labels };
  }
  const [leftOn, rightOn] = [call.argument("left_on"), call.argument("right_on")];
  const [leftIndex, rightIndex] = [flag(call, "left_index", false), flag(call, "right_index", false)];
  if (leftIndex === undefined || rightIndex === undefined) return undefined;
  if (leftOn || rightOn || leftIndex || rightIndex) {
    const a = leftOn && leftOn.kind !== "none" ? labelOrLabels(leftOn) : leftIndex ? [] : undefined;
    const b = rightOn && rightOn.kind !== "none" ? labelOrLabels(rightOn) : rightIndex ? [] : undefined;
    if (!a || !b) return undefined;
    // With the index on one side, the key of the other side can take over its values.
    if ((leftIndex || rightIndex) && a.length + b.length > 0) return undefined;
    return { left: a, right: b, shared: a.filter((label, place) => b[place] !== undefined && sameLabel(label, b[place] as Label)) };
  }
  if (!left.complete || !right.complete || !left.columns || !right.columns) return undefined;
  const common = left.columns.filter(({ label }) => findColumn(right, label)).map(({ label }) => label);
  return { left: common, right: common, shared: common };
}

/** `left.join(right, …)`: by the index of the right side. */
export const joined: Rule = (call) => {
  const left = call.receiver?.kind === "frame" ? call.receiver : anyFrame;
  const other = call.argument("other");
  const how = text(call, "how") ?? (call.argument("how") === undefined ? "left" : undefined);
  const index: IndexInfo | null =
    how === "left" && left.index?.class && left.index.class !== "MultiIndex" && left.index.name !== undefined && !left.index.isDefault
      ? { class: null, dtype: null }
      : null;
  if (!other || call.spreads || (other.kind !== "frame" && other.kind !== "series")) return frame({ columns: null, index });
  const right = asFrame(other);
  if (!left.columns || !right.columns || how === undefined) return frame({ columns: null, index });
  const isOptional = (side: "left" | "right"): boolean => how !== "inner" && how !== side;
  const suffixes = [text(call, "lsuffix"), text(call, "rsuffix")];
  const columns: Column[] = [];
  const add = (from: FrameType, to: FrameType, side: "left" | "right", suffix: string | null | undefined): void => {
    for (const each of from.columns ?? []) {
      const dtype = isOptional(side) ? perhapsWithMissing(each.dtype) : each.dtype;
      const twin = findColumn(to, each.label);
      const affix = suffix ?? "";
      if (!twin) columns.push(column(each.label, dtype, each.certain && (to.complete || affix === "")));
      else if (twin.certain && suffix !== undefined && typeof each.label === "string")
        columns.push(column(`${each.label}${affix}`, dtype, each.certain));
    }
  };
  add(left, right, "left", suffixes[0]);
  add(right, left, "right", suffixes[1]);
  const complete = left.complete && right.complete && suffixes.every((suffix) => suffix !== undefined);
  if (how === "cross" || !areUnique(columns.map(({ label }) => label))) return frame({ columns: null, index: null });
  return frame({ columns, complete, index: null });
};

/** `pd.concat([…])` */
export const concatenated: Rule = (call) => {
  const objects = call.argument("objs");
  const axis = axisOf(call);
  if (!objects || call.spreads || axis === undefined) return join(anySeries, anyFrame);
  const parts = partsOf(objects, call);
  const kinds = new Set(parts.types.flatMap((type) => membersOf(type).map(({ kind }) => kind)));
  kinds.delete("none");
  if (kinds.size === 0 || [...kinds].some((kind) => kind !== "frame" && kind !== "series")) return join(anySeries, anyFrame);
  // Parts beyond the keys are left out.
  const keys = call.argument("keys");
  const hasAsMany =
    keys === undefined ||
    keys.kind === "none" ||
    ((keys.kind === "list" || keys.kind === "tuple") && keys.items?.length === parts.types.length);
  if (!hasAsMany || (keys?.kind === "list" && !parts.isAll)) return join(anySeries, anyFrame);
  // Parts that may all be series make a series.
  const isEither = kinds.size === 2 && parts.types.every((type) => membersOf(type).some(({ kind }) => kind === "series"));
  if (isEither && axis === 0) return join(anySeries, anyFrame);
  const isRenumbered = flag(call, "ignore_index", false);
  const hasKeys = isPassed(call, "keys") || objects.kind === "dict";
  const index = axis === 0 && isRenumbered === true ? defaultIndex : null;
  const present = parts.types
    .flatMap(membersOf)
    .filter((type): type is FrameType | SeriesType => type.kind === "frame" || type.kind === "series");
  if (axis === 1) return sideBySide(present, parts.isAll && !hasKeys && isRenumbered === false, call);
  if (!kinds.has("frame")) return below(present as readonly SeriesType[], index);
  if (kinds.has("series")) return frame({ columns: null, index });
  return belowFrames(present as readonly FrameType[], parts.isAll, index, call);
};

/** What is put together: each part when the list is known, and otherwise what every part is. */
function partsOf(objects: Type, call: RuleCall): { readonly types: readonly Type[]; readonly isAll: boolean } {
  if ((objects.kind === "list" || objects.kind === "tuple") && objects.items)
    return { types: objects.items, isAll: objects.items.every(({ kind }) => kind !== "union") };
  if (objects.kind === "dict") return { types: [objects.value], isAll: false };
  return { types: [call.elementOf(objects)], isAll: false };
}

function below(parts: readonly SeriesType[], index: IndexInfo | null): SeriesType {
  const [first] = parts as readonly [SeriesType];
  const areNamed = parts.every(({ name }) => name !== undefined && first.name !== undefined && sameLabel(name, first.name));
  return series(sameDType(parts.map(({ dtype }) => dtype)), areNamed && parts.length > 0 ? first.name : undefined, index, null);
}

/** Parts without rows count in some versions only, so that different dtypes tell nothing. */
const sameDType = (dtypes: readonly (DType | null)[]): DType | null =>
  dtypes.every((dtype) => dtype === dtypes[0]) ? combined(dtypes) : null;

function belowFrames(parts: readonly FrameType[], isAll: boolean, index: IndexInfo | null, call: RuleCall): FrameType {
  const isOuter = text(call, "join") === "outer" || call.argument("join") === undefined;
  const isSorted = flag(call, "sort", false) !== false;
  if (parts.some(({ columns }) => columns === null)) return frame({ columns: null, index });
  const labels: Label[] = [];
  for (const { columns } of parts)
    for (const { label } of columns ?? []) if (!labels.some((other) => sameLabel(other, label))) labels.push(label);
  const areComplete = parts.every(({ complete }) => complete);
  const inAll = (label: Label): boolean => parts.every((part) => findColumn(part, label)?.certain);
  const kept = isOuter ? labels : labels.filter(inAll);
  const columns = kept.map((label) => {
    const found = parts.map((part) => findColumn(part, label));
    const dtype = found.every((each) => each?.certain) ? sameDType(found.map((each) => each?.dtype ?? null)) : null;
    return column(
      label,
      dtype,
      isOuter ? (isAll || parts.length === 1 ? found.some((each) => each?.certain) : inAll(label)) : isAll || parts.length === 1,
    );
  });
  const isSame = parts.every(
    (part) => part.columns?.length === labels.length && part.columns.every(({ label }, place) => sameLabel(label, labels[place] as Label)),
  );
  const isKnown = areComplete && (isAll || isSame) && !isSorted && (isOuter || isSame);
  return frame({ columns, complete: isKnown && columns.every(({ certain }) => certain), index });
}

function sideBySide(parts: readonly (FrameType | SeriesType)[], isAll: boolean, call: RuleCall): FrameType {
  if (!isAll) return frame({ columns: null });
  const [first] = parts as readonly [FrameType | SeriesType];
  const isAligned = parts.every((part) => part === first || sameIndex(first, part));
  const isInner = text(call, "join") === "inner";
  const columns: Column[] = [];
  for (const part of parts) {
    if (part.kind === "frame" ? !part.complete || !part.columns : part.name === undefined || part.name === null)
      return frame({ columns: null });
    const own = part.kind === "frame" ? (part.columns as readonly Column[]) : [column(part.name as Label, part.dtype)];
    columns.push(...own.map((each) => column(each.label, isAligned || isInner ? each.dtype : perhapsWithMissing(each.dtype))));
  }
  if (!areUnique(columns.map(({ label }) => label)) || columns.length === 0) return frame({ columns: null });
  return frame({ columns, complete: true, index: isAligned ? first.index : null, length: isAligned ? first.length : null });
}
