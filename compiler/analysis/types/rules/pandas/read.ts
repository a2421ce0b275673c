/** Frames that come from files, databases and the web: their columns are known only as far as the call says them. */
import type { Outcome, RuleCall } from "../../rule.js";
import {
  type Column,
  type DType,
  dict,
  type FrameType,
  type IndexInfo,
  iterator,
  join,
  type Label,
  list,
  object,
  scalar,
  type Type,
  unknown,
} from "../../type.js";
import { requested } from "./dtypes.js";
import { anyFrame, anySeries, areUnique, column, defaultIndex, frame, labelOf, labelsOf } from "./frames.js";

/** An argument, also of functions that only take `**kwargs`. */
const given = (call: RuleCall, name: string): Type | undefined => {
  const type = call.argument(name) ?? call.keyword.find(([key]) => key === name)?.[1];
  return type?.kind === "none" ? undefined : type;
};

/** `read_csv`, `read_table`, `read_fwf`. */
export function readText(call: RuleCall): Outcome {
  const made = tableOf(call);
  const reader = object("pandas.io.parsers.TextFileReader", { of: made });
  if (call.spreads) return join(made, reader);
  const flags = [given(call, "chunksize"), given(call, "iterator")];
  if (flags[0] === undefined && (flags[1] === undefined || isFalse(flags[1]))) return made;
  const isReader = flags[0]?.kind === "scalar" || (flags[1]?.kind === "scalar" && flags[1].value === true);
  return isReader ? reader : join(made, reader);
}

const isFalse = (type: Type): boolean => type.kind === "scalar" && type.value === false;

/** `read_excel`: one sheet, or several in a dict. */
export function readExcel(call: RuleCall): Outcome {
  const made = tableOf(call);
  const sheet = call.argument("sheet_name");
  if (call.spreads) return join(made, dict(join(scalar("str"), scalar("int")), made));
  if (sheet === undefined || sheet.kind === "scalar") return made;
  if (sheet.kind === "none") return dict(scalar("str"), made);
  if (sheet.kind === "list") return dict(join(scalar("str"), scalar("int")), made);
  return join(made, dict(join(scalar("str"), scalar("int")), made));
}

function tableOf(call: RuleCall): FrameType {
  const length = call.symbol("rows");
  if (call.spreads) return { ...anyFrame, length };
  const header = given(call, "header");
  if (header && header.kind !== "scalar") return anyFrame;
  const made = readColumns(call, length);
  return isText(call) ? { ...made, plain: true } : made;
}

/** Whether all values are made by pandas' own reader of text. */
function isText(call: RuleCall): boolean {
  const others = ["dtype", "converters", "dtype_backend", "date_parser", "engine", "date_format"];
  return call.name !== "pandas.read_excel" && others.every((name) => given(call, name) === undefined);
}

function readColumns(call: RuleCall, length: string): FrameType {
  const indexColumns = indexLabels(call);
  // Rows that are longer than the header make an index without a name.
  const index = indexColumns === false ? defaultIndex : indexColumns?.length === 0 ? unnamedIndex : null;
  // Lists of lists and dicts of columns to parse make new ones.
  const parsed = datesOf(call);
  if (parsed === undefined) return frame({ columns: [], index, length });
  const names = given(call, "names");
  const used = given(call, "usecols");
  const labels = names ? labelsOf(names) : undefined;
  const chosen = used ? labelsOf(used) : undefined;
  const dtypeOf = dtypesOf(call, parsed);
  const columns = (found: readonly Label[]): readonly Column[] | undefined => {
    if (indexColumns === undefined) return undefined;
    const inIndex = (indexColumns || []).map((at) => (typeof at === "number" && !found.includes(at) ? found[at] : at));
    if (inIndex.some((label) => label === undefined)) return undefined;
    return found.filter((label) => !inIndex.includes(label)).map((label) => column(label, dtypeOf(label)));
  };
  if (names) {
    if (!labels || !areUnique(labels) || (used && !chosen)) return frame({ columns: [], index, length });
    const found = chosen ? labels.filter((label, place) => chosen.includes(label) || chosen.includes(place)) : labels;
    const kept = columns(found);
    return kept ? frame({ columns: kept, complete: true, index, length }) : frame({ columns: [], index, length });
  }
  if (chosen?.every((label) => typeof label === "string") && areUnique(chosen)) {
    const places = (indexColumns || []).some((at) => typeof at === "number");
    const kept = places ? undefined : columns(chosen);
    // The order is that of the file.
    if (kept) return frame({ columns: kept, complete: kept.length <= 1, index, length });
  }
  return frame({ columns: certainColumns(call, indexColumns, parsed), index, length });
}

const unnamedIndex: IndexInfo = { class: null, dtype: null, name: null };

/** Labels of `index_col`; `false` when the index is certainly new, `[]` when no column is chosen, `undefined` when that is not known. */
function indexLabels(call: RuleCall): readonly Label[] | false | undefined {
  const chosen = given(call, "index_col");
  if (chosen === undefined) return [];
  if (isFalse(chosen)) return false;
  const one = labelOf(chosen);
  return one !== undefined ? [one] : labelsOf(chosen);
}

/** The columns that are parsed as dates; `undefined` when others may be made. */
function datesOf(call: RuleCall): readonly Label[] | "index" | undefined {
  const parsed = given(call, "parse_dates");
  if (parsed === undefined || parsed.kind === "scalar") return parsed === undefined || isFalse(parsed) ? [] : "index";
  return labelsOf(parsed);
}

function dtypesOf(call: RuleCall, parsed: readonly Label[] | "index"): (label: Label) => DType | null {
  const dtype = given(call, "dtype");
  const free = given(call, "converters") !== undefined || given(call, "dtype_backend") !== undefined;
  return (label) => {
    if (dtype === undefined || free || (parsed !== "index" && (parsed.includes(label) || parsed.some((at) => typeof at === "number"))))
      return null;
    if (dtype.kind !== "dict") return requested(dtype, call);
    const entry = dtype.complete || dtype.entries ? dtype.entries?.find(({ key }) => key === label) : undefined;
    return entry ? requested(entry.value, call) : null;
  };
}

/** Columns to parse as dates have to exist, others raise. */
function certainColumns(
  call: RuleCall,
  indexColumns: readonly Label[] | false | undefined,
  parsed: readonly Label[] | "index",
): readonly Column[] {
  if (parsed === "index" || indexColumns === undefined || indexColumns === false) return [];
  if (indexColumns.some((at) => typeof at === "number")) return [];
  const found = parsed.filter((label) => typeof label === "string" && !indexColumns.includes(label));
  return areUnique(found) && call.name !== "pandas.read_excel" ? found.map((label) => column(label, null)) : [];
}

/** `read_json`: a frame, a series with `typ="series"`, or a reader of parts. */
export function readJson(call: RuleCall): Outcome {
  const kind = given(call, "typ");
  const parts = given(call, "chunksize");
  if (call.spreads || parts !== undefined) return join(anyFrame, object("pandas.api.typing.JsonReader"));
  if (kind?.kind === "scalar" && kind.value === "series") return anySeries;
  if (kind !== undefined && !(kind.kind === "scalar" && kind.value === "frame")) return join(anyFrame, anySeries);
  return given(call, "orient") === undefined ? frame({ columns: null }) : anyFrame;
}

/** Readers that give a frame, or an iterator over frames when `chunksize` is passed. */
export function readParts(call: RuleCall): Outcome {
  if (call.spreads) return join(anyFrame, iterator(anyFrame));
  return given(call, "chunksize") === undefined && given(call, "iterator") === undefined ? anyFrame : join(anyFrame, iterator(anyFrame));
}

/** Readers of files that can hold a frame or a series. */
export function readStored(call: RuleCall): Outcome {
  const several = call.spreads || given(call, "chunksize") !== undefined || given(call, "iterator") !== undefined;
  return several ? unknown("a stored object or an iterator over its parts") : join(anyFrame, anySeries);
}

export const readHtml = (): Outcome => list(anyFrame);
