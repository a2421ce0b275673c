/**
 * What is known of pandas: frames with their columns, series, indexes, groups. A claim about a column is the dtype that
 * `str(df.dtypes[label])` shows at that moment.
 */
import type { LibraryRules, Outcome, Rule, RuleContext } from "../rule.js";
import {
  type DType,
  type FrameType,
  type IndexInfo,
  join,
  membersOf,
  type ObjectType,
  type SeriesType,
  type Type,
  unknown,
} from "../type.js";
import {
  accessed,
  frameAttribute,
  indexAttribute,
  objectAttribute,
  pairs,
  seriesAttribute,
  splitText,
  toArray,
  toDict,
  toList,
} from "./pandas/accessors.js";
import {
  affixed,
  assigned,
  dropped,
  exploded,
  framed,
  indexed,
  inserted,
  newAxes,
  popped,
  renamed,
  someColumns,
  unindexed,
} from "./pandas/columns.js";
import { concatenated, joined, merged } from "./pandas/combine.js";
import { dataFrame, indexClass, rangeOf, seriesClass } from "./pandas/construct.js";
import { anyFrame, anySeries } from "./pandas/frames.js";
import {
  aggregatedBy,
  aggregatedWith,
  appliedBy,
  grouped,
  groupResult,
  groupRows,
  iterateGroups,
  numbered,
  sizes,
  subscriptGroups,
  transformed,
  windowed,
  windowResult,
} from "./pandas/group.js";
import { indexMethod } from "./pandas/indexes.js";
import { pythonItemOf } from "./pandas/items.js";
import { binary, compare, isMask, operatorMethod, unary } from "./pandas/operators.js";
import { drawn, histograms, plotted, plottedByGroup } from "./pandas/plotting.js";
import { readExcel, readHtml, readJson, readParts, readStored, readText } from "./pandas/read.js";
import { correlation, counted, described, labelOfExtreme, modes, quantiles, reduced } from "./pandas/reduce.js";
import {
  aggregatedAs,
  applied,
  binned,
  dummies,
  factorized,
  indexTruth,
  melted,
  missingIn,
  piped,
  pivoted,
  pivotTable,
  seriesOrFrame,
  stacked,
  toDatetime,
  toNumeric,
  toTimedelta,
  transposed,
  uniques,
} from "./pandas/reshape.js";
import {
  chosenRows,
  converted,
  copied,
  duplicatedRows,
  elementwise,
  firstRows,
  mapped,
  sortedRows,
  withoutMissing,
} from "./pandas/rows.js";
import { type Indexer, labelItem, labelType, subscriptFrame, subscriptIndex, subscriptIndexer, subscriptSeries } from "./pandas/select.js";
import {
  deleteFromFrame,
  deleteFromSeries,
  storeAtFrame,
  storeAtSeries,
  storeFrameAttribute,
  storeInFrame,
  storeInSeries,
  storeSeriesAttribute,
} from "./pandas/store.js";

const rules: Readonly<Record<string, Rule>> = {
  "pd-frame": dataFrame,
  "pd-series": seriesClass,
  "pd-index": indexClass,
  "pd-index-method": indexMethod,
  "pd-range": (call, name = "DatetimeIndex") => rangeOf(call, name),
  "pd-read-text": readText,
  "pd-read-excel": readExcel,
  "pd-read-json": readJson,
  "pd-read-parts": readParts,
  "pd-read-stored": readStored,
  "pd-read-html": readHtml,
  "pd-copy": copied,
  "pd-head": firstRows,
  "pd-rows": chosenRows,
  "pd-sorted": sortedRows,
  "pd-dropna": withoutMissing,
  "pd-each": elementwise,
  "pd-astype": converted,
  "pd-map": mapped,
  "pd-apply": applied,
  "pd-pipe": piped,
  "pd-agg": aggregatedAs,
  "pd-assign": assigned,
  "pd-drop": dropped,
  "pd-rename": renamed,
  "pd-set-index": indexed,
  "pd-reset-index": unindexed,
  "pd-insert": inserted,
  "pd-pop": popped,
  "pd-columns": someColumns,
  "pd-affix": affixed,
  "pd-axes": newAxes,
  "pd-explode": exploded,
  "pd-to-frame": framed,
  "pd-merge": merged,
  "pd-join": joined,
  "pd-concat": concatenated,
  "pd-reduce": reduced,
  "pd-duplicated": duplicatedRows,
  "pd-extreme-label": labelOfExtreme,
  "pd-mode": modes,
  "pd-quantile": quantiles,
  "pd-correlation": correlation,
  "pd-describe": described,
  "pd-value-counts": counted,
  "pd-operator": operatorMethod,
  "pd-groupby": grouped,
  "pd-group-aggregate": aggregatedBy,
  "pd-group-agg": aggregatedWith,
  "pd-group-apply": appliedBy,
  "pd-group-size": sizes,
  "pd-group-transform": transformed,
  "pd-group-number": numbered,
  "pd-group-rows": groupRows,
  "pd-group-result": groupResult,
  "pd-window": windowed,
  "pd-window-result": windowResult,
  "pd-melt": melted,
  "pd-pivot-table": pivotTable,
  "pd-index-truth": indexTruth,
  "pd-pivot": pivoted,
  "pd-series-or-frame": seriesOrFrame,
  "pd-stack": stacked,
  "pd-cut": binned,
  "pd-dummies": dummies,
  "pd-to-datetime": toDatetime,
  "pd-to-timedelta": toTimedelta,
  "pd-to-numeric": toNumeric,
  "pd-missing": missingIn,
  "pd-factorize": factorized,
  "pd-unique": uniques,
  "pd-transpose": transposed,
  "pd-accessor": accessed,
  "pd-split": splitText,
  "pd-array": toArray,
  "pd-list": toList,
  "pd-dict": toDict,
  "pd-pairs": pairs,
  "pd-plot": plotted,
  "pd-plot-by": plottedByGroup,
  "pd-plot-fixed": drawn,
  "pd-hist": histograms,
};

const indexerClasses: ReadonlyMap<string, Indexer> = new Map([
  ["pandas.core.indexing._LocIndexer", "loc"],
  ["pandas.core.indexing._iLocIndexer", "iloc"],
  ["pandas.core.indexing._AtIndexer", "at"],
  ["pandas.core.indexing._iAtIndexer", "iat"],
]);

/** `df.loc` and its like: which one, and what it is of. */
function indexerOf(value: Type): { readonly indexer: Indexer; readonly of: readonly Type[]; readonly object: ObjectType } | undefined {
  if (value.kind !== "object") return undefined;
  const indexer = indexerClasses.get(value.class);
  const of = value.parts?.["of"];
  if (!indexer) return undefined;
  return { indexer, of: of ? membersOf(of) : [], object: value };
}

/**
 * An index is one object for all that have it, so that a program that sets the name of one may set those of others: then no
 * names of indexes are known.
 */
function settled(type: Type, context: RuleContext): Type {
  const stores = ["name=", "names=", "set_names"].some((name) => context.programCalls(`pandas.Index.${name}`));
  if (!stores) return type;
  return withoutIndexNames(type);
}

function withoutIndexNames(type: Type): Type {
  const unnamed = (index: IndexInfo | null): IndexInfo | null => {
    if (!index) return null;
    const { name: _, ...rest } = index;
    return rest;
  };
  switch (type.kind) {
    case "frame":
    case "series":
      return { ...type, index: unnamed(type.index) };
    case "index": {
      const { name: _, ...rest } = type;
      return rest;
    }
    case "union":
      return join(...type.members.map(withoutIndexNames));
    default:
      return type;
  }
}

function settledOutcome(outcome: Outcome, context: RuleContext): Outcome {
  if (!("result" in outcome)) return settled(outcome, context);
  return {
    ...outcome,
    result: settled(outcome.result, context),
    ...(outcome.receiver ? { receiver: settled(outcome.receiver, context) } : {}),
  };
}

const settledRules: Readonly<Record<string, Rule>> = Object.fromEntries(
  Object.entries(rules).map(([name, rule]): [string, Rule] => [
    name,
    (call, ...parameters) => settledOutcome(rule(call, ...parameters), call),
  ]),
);

export const pandasRules: LibraryRules = {
  rules: settledRules,

  binary(op, left, right, context) {
    const made = binary(op, left, right, context);
    if (!made) return undefined;
    const result = made.kind === "series" && isMask(op, left, right) ? { ...made, mask: true as const } : made;
    return settled(result, context);
  },

  inPlace(op, target, value, context) {
    if (target.kind !== "series" && target.kind !== "frame") return undefined;
    const made = binary(op, target, value, context);
    // `s += 1` changes the series itself where the dtype allows it.
    if (made?.kind !== target.kind) return made;
    return {
      ...made,
      index: target.index,
      length: target.length,
      ...(target.sites ? { sites: target.sites } : {}),
      ...(target.memory ? { memory: target.memory } : {}),
    };
  },

  unary: (op, operand) => unary(op, operand),
  compare: (op, left, right, context) => {
    const made = compare(op, left, right);
    return made && settled(made, context);
  },

  subscript(value, index, context) {
    switch (value.kind) {
      case "frame":
        return settled(subscriptFrame(value, calledKey(value, index, context)), context);
      case "series":
        return settled(subscriptSeries(value, calledKey(value, index, context)), context);
      case "index":
        return settled(subscriptIndex(value, index, context), context);
      case "object": {
        const at = indexerOf(value);
        if (at) return settled(readAt(at.indexer, at.of, index, context), context);
        if (value.class === "pandas.core.strings.accessor.StringMethods") return anySeriesOf(value);
        return subscriptGroups(value, index);
      }
      default:
        return undefined;
    }
  },

  storeSubscript(value, index, stored, context) {
    if (value.kind === "frame") return settled(storeInFrame(value, index, stored, context), context);
    if (value.kind === "series") return settled(storeInSeries(value, index, stored, context), context);
    const at = indexerOf(value);
    if (!at) return undefined;
    const after = at.of.map((of) => {
      if (of.kind === "frame") return storeAtFrame(at.indexer, of, index, stored, context);
      return of.kind === "series" ? storeAtSeries(at.indexer, of, index, stored, context) : of;
    });
    return { ...at.object, parts: { ...at.object.parts, of: settled(join(...after), context) } };
  },

  deleteSubscript(value, index) {
    if (value.kind === "frame") return deleteFromFrame(value, index);
    return value.kind === "series" ? deleteFromSeries(value) : undefined;
  },

  attribute(value, name, context) {
    switch (value.kind) {
      case "frame":
        return frameAttribute(value, name, context);
      case "series":
        return seriesAttribute(value, name);
      case "index":
        return indexAttribute(value, name);
      case "object":
        return objectAttribute(value, name);
      default:
        return undefined;
    }
  },

  storeAttribute(value, name, stored, context) {
    if (value.kind === "frame") return settled(storeFrameAttribute(value, name, stored, context) ?? value, context);
    return value.kind === "series"
      ? storeSeriesAttribute(value, name, stored)
      : value.kind === "index"
        ? { ...withoutIndexNames(value), ...(value.sites ? { sites: value.sites } : {}) }
        : undefined;
  },

  iterate(value) {
    switch (value.kind) {
      case "frame": {
        const labels = value.complete ? (value.columns ?? []).map(({ label }) => labelType(label)) : [];
        return labels.length > 0 ? join(...labels) : { kind: "unknown", reason: "a label of a column" };
      }
      case "series":
        return pythonItemOf(value.dtype, value.plain);
      case "index":
        return iteratedLabel(value.class, value.dtype, value);
      case "object":
        return value.class === "pandas.io.parsers.TextFileReader"
          ? value.parts?.["of"]
            ? partOf(value.parts["of"])
            : anyFrame
          : iterateGroups(value);
      default:
        return undefined;
    }
  },

  length(value) {
    if (value.kind === "frame" || value.kind === "series" || value.kind === "index") return value.length;
    return undefined;
  },
};

/** A part of what a reader reads: as many rows as it likes. */
const partOf = (of: Type): Type => (of.kind === "frame" ? { ...of, index: null, length: null } : anyFrame);

function readAt(indexer: Indexer, of: readonly Type[], index: Type, context: RuleContext): Type {
  if (of.length === 0) return unknown("an item of a frame or series that is not known");
  return join(
    ...of.map((each) =>
      each.kind === "frame" || each.kind === "series"
        ? subscriptIndexer(indexer, each, calledKey(each, index, context))
        : unknown("an item of a frame or series that is not known"),
    ),
  );
}

/** The function that stands as a key is asked with the object itself. */
function calledKey(value: FrameType | SeriesType, index: Type, context: RuleContext): Type {
  return index.kind === "user-function" ? context.callFunction(index, [value]) : index;
}

function anySeriesOf(value: ObjectType): Type {
  const of = value.parts?.["of"];
  return of?.kind === "series"
    ? { ...anySeries, ...(of.name === undefined ? {} : { name: of.name }), index: of.index, length: of.length }
    : anySeries;
}

function iteratedLabel(className: string | null, dtype: DType | null, value: Extract<Type, { kind: "index" }>): Type {
  if (value.labels && value.labels.length > 0) return join(...value.labels.map(labelType));
  if (className === "RangeIndex") return { kind: "scalar", class: "int" };
  return className === null || className === "MultiIndex" || dtype === null ? labelItem(value) : pythonItemOf(dtype);
}
