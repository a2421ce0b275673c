/** Places of a program at which a table is worked on row by row, or twice, or more of it is made than is needed: found by their form. */
import { primarySpan } from "../../compiler/ir/location.js";
import type { Call, Expression, For, Module, Node, Subscript } from "../../compiler/ir/nodes.js";
import type { SourceFile } from "../../compiler/ir/source-file.js";
import { childrenOf, some, walk } from "../../compiler/ir/visit.js";
import type { DiagnosticPlace } from "../../compiler/remarks/diagnostic.js";
import { placeOf } from "../../compiler/remarks/place.js";

/** The idioms, in the order of the table, and the passes that may rewrite them. */
export const idioms = {
  "apply(function, axis=1)": ["row-functions"],
  "apply(lambda)": ["row-functions"],
  "map(lambda)": ["row-functions"],
  "apply(named function)": ["row-functions"],
  "map(named function)": ["row-functions"],
  "for … in iterrows()": ["row-loops"],
  "for … in itertuples()": ["row-loops"],
  "index loop over cells": ["row-loops", "vectorization", "lookups"],
  "comprehension over a column": ["column-items"],
  "groupby(…).apply/agg/transform(function)": ["groups"],
  "for … in groupby(…)": ["groups"],
  "rows of each value, in a loop": ["lookups"],
  "append or concat in a loop": ["frame-growth", "growth"],
  "read_csv without usecols": ["column-liveness"],
  "rows selected, then a column": ["selections"],
  "rows selected, then counted": ["selections"],
  "query(…)": ["selections"],
  "sort_values(…), then a part": ["ordering"],
  "value_counts() or describe(), then a part": ["ordering"],
  "mask repeated": ["sharing"],
  "groupby repeated": ["sharing"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Idiom = keyof typeof idioms;

export interface Site {
  readonly idiom: Idiom;
  readonly place: DiagnosticPlace;
}

const functionMethods = new Set(["apply", "map", "applymap", "transform", "agg", "aggregate"]);
const parts = new Set(["head", "tail", "iloc", "iat"]);

/** Sites of a module that imports pandas. Those of other modules would be matches of form alone. */
export function findSites(module: Module, file: SourceFile): readonly Site[] {
  if (!some(module, importsPandas)) return [];
  const sites: Site[] = [];
  const names = functionNames(module);
  const textOf = (node: Node): string => {
    const at = primarySpan(node.loc);
    return at ? file.text.slice(at.start, at.end) : "";
  };
  const add = (idiom: Idiom | undefined, node: Node): void => {
    const at = primarySpan(node.loc);
    if (idiom && at) sites.push({ idiom, place: placeOf(file, at.start, at.end) });
  };
  /** Visits with what stands around: the loops, and what was seen in the same function. */
  const visit = (node: Node, parent: Node | undefined, loops: readonly For[], seen: Set<string>): void => {
    const isFunction = node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef";
    const inside = isFunction ? [] : node.kind === "For" ? [...loops, node] : loops;
    const known = isFunction ? new Set<string>() : seen;
    if (node.kind === "For") add(loopIdiom(node), node);
    else if (node.kind === "Call") {
      add(callIdiom(node, names), node);
      if (loops.length > 0 && isGrowth(node, parent)) add("append or concat in a loop", node);
      add(countIdiom(node), node);
    } else if (node.kind === "Subscript") {
      add(subscriptIdiom(node, parent), node);
      if (isSelection(node) && loops.some((loop) => comparesWith(node.slice, loop.target))) add("rows of each value, in a loop", node);
    } else if (node.kind === "Attribute" && parts.has(node.attr)) add(partIdiom(node.value), node);
    else if ((node.kind === "ListComp" || node.kind === "GeneratorExp") && isColumn(node.generators[0]?.iter))
      add("comprehension over a column", node);
    const repeated = repeatedIdiom(node);
    if (repeated) {
      const text = textOf(node);
      if (known.has(text)) add(repeated, node);
      known.add(text);
    }
    for (const child of childrenOf(node)) visit(child, node, inside, known);
  };
  visit(module, undefined, [], new Set());
  return sites;
}

function importsPandas(node: Node): boolean {
  if (node.kind === "Import") return node.names.some(({ name }) => name.split(".")[0] === "pandas");
  return node.kind === "ImportFrom" && node.module?.split(".")[0] === "pandas";
}

/** Functions of the program. What belongs to Python or a library is left out: pandas hands whole columns to much of it. */
function functionNames(module: Module): ReadonlySet<string> {
  const names = new Set<string>();
  walk(module, (node) => {
    if (node.kind === "FunctionDef") names.add(node.name);
    if (node.kind === "Assign" && node.value.kind === "Lambda" && node.targets[0]?.kind === "Name") names.add(node.targets[0].id);
  });
  return names;
}

function callIdiom(call: Call, names: ReadonlySet<string>): Idiom | undefined {
  if (call.func.kind !== "Attribute") return undefined;
  const { attr, value } = call.func;
  if (attr === "read_csv" || attr === "read_table") return hasKeyword(call, "usecols") ? undefined : "read_csv without usecols";
  if (attr === "query" && call.args[0]?.kind === "Constant") return "query(…)";
  const given = call.args[0];
  if (!functionMethods.has(attr) || !given) return undefined;
  const isLambda = given.kind === "Lambda";
  const isNamed = given.kind === "Name" && names.has(given.id);
  if (!isLambda && !isNamed) return undefined;
  if (callsMethod(value, "groupby")) return attr === "map" ? undefined : "groupby(…).apply/agg/transform(function)";
  if (["rolling", "resample", "expanding"].some((method) => callsMethod(value, method))) return undefined;
  if (attr === "map") return isLambda ? "map(lambda)" : "map(named function)";
  if (attr !== "apply") return undefined;
  if (isAxis1(call)) return "apply(function, axis=1)";
  return isLambda ? "apply(lambda)" : "apply(named function)";
}

function isAxis1(call: Call): boolean {
  const axis = call.keywords.find(({ arg }) => arg === "axis")?.value ?? call.args[1];
  return axis?.kind === "Constant" && (axis.value === "columns" || String(axis.value) === "1");
}

const hasKeyword = (call: Call, name: string): boolean => call.keywords.some(({ arg }) => arg === name);

/** Whether a chain of steps has a call of that method in it. */
function callsMethod(node: Expression, method: string): boolean {
  for (let at: Expression = node; ; ) {
    if (at.kind === "Call" && at.func.kind === "Attribute") {
      if (at.func.attr === method) return true;
      at = at.func.value;
    } else if (at.kind === "Attribute" || at.kind === "Subscript") at = at.value;
    else return false;
  }
}

const isCallOf = (node: Expression | undefined, method: string): boolean =>
  node?.kind === "Call" && node.func.kind === "Attribute" && node.func.attr === method;

function loopIdiom(loop: For): Idiom | undefined {
  if (some(loop.iter, (node) => node.kind === "Call" && isCallOf(node, "iterrows"))) return "for … in iterrows()";
  if (some(loop.iter, (node) => node.kind === "Call" && isCallOf(node, "itertuples"))) return "for … in itertuples()";
  if (isCallOf(loop.iter, "groupby")) return "for … in groupby(…)";
  const counts = loop.iter.kind === "Call" && loop.iter.func.kind === "Name" && loop.iter.func.id === "range";
  const overIndex = loop.iter.kind === "Attribute" && loop.iter.attr === "index";
  if ((!counts && !overIndex) || loop.target.kind !== "Name") return undefined;
  const { id } = loop.target;
  return loop.body.some((statement) => some(statement, (node) => node.kind === "Subscript" && isCell(node, id)))
    ? "index loop over cells"
    : undefined;
}

/** `df.loc[i, "a"]`, `df.iloc[i]`, `df["a"][i]`. */
function isCell({ value, slice }: Subscript, name: string): boolean {
  const row = slice.kind === "Tuple" ? slice.elts[0] : slice;
  if (!row || !some(row, (node) => node.kind === "Name" && node.id === name)) return false;
  if (value.kind === "Attribute") return ["loc", "iloc", "at", "iat", "values"].includes(value.attr);
  return isColumn(value);
}

const isLabel = (node: Expression): boolean => node.kind === "Constant" && typeof node.value === "string";

const isColumn = (node: Expression | undefined): boolean =>
  (node?.kind === "Subscript" && isLabel(node.slice)) || (node?.kind === "Attribute" && node.attr === "values" && isColumn(node.value));

const isGrowth = (call: Call, parent: Node | undefined): boolean => {
  if (isCallOf(call, "concat")) return true;
  // `rows.append(…)` of a list gives nothing that could be kept.
  return isCallOf(call, "append") && parent?.kind === "Assign";
};

/** A mask: a comparison, or a combination of such, of which one side is a column or attribute. */
function isMask(node: Expression): boolean {
  if (node.kind === "BinOp") return (node.op === "BitAnd" || node.op === "BitOr") && (isMask(node.left) || isMask(node.right));
  if (node.kind === "UnaryOp") return node.op === "Invert" && isMask(node.operand);
  if (node.kind === "Compare") return node.left.kind === "Subscript" || node.left.kind === "Attribute" || node.left.kind === "Call";
  return ["isin", "isnull", "isna", "notnull", "notna", "between"].some((method) => isCallOf(node, method));
}

const isSelection = ({ value, slice }: Subscript): boolean =>
  isMask(slice) && (value.kind === "Name" || (value.kind === "Attribute" && value.attr !== "iloc"));

function subscriptIdiom(node: Subscript, parent: Node | undefined): Idiom | undefined {
  const isColumns = isLabel(node.slice) || node.slice.kind === "List";
  if (node.ctx !== "Store" && isColumns && node.value.kind === "Subscript" && isSelection(node.value))
    return "rows selected, then a column";
  return parent?.kind === "Attribute" ? undefined : partIdiom(node.value);
}

function countIdiom(call: Call): Idiom | undefined {
  const [of] = call.args;
  const isLength = call.func.kind === "Name" && call.func.id === "len";
  return isLength && of?.kind === "Subscript" && isSelection(of) ? "rows selected, then counted" : undefined;
}

/** What is asked only for a part. */
function partIdiom(of: Expression): Idiom | undefined {
  if (isCallOf(of, "sort_values")) return "sort_values(…), then a part";
  return isCallOf(of, "value_counts") || isCallOf(of, "describe") ? "value_counts() or describe(), then a part" : undefined;
}

function repeatedIdiom(node: Node): Idiom | undefined {
  if (node.kind === "Compare" && isMask(node)) return "mask repeated";
  return node.kind === "Call" && isCallOf(node, "groupby") ? "groupby repeated" : undefined;
}

const comparesWith = (mask: Expression, target: Expression): boolean =>
  target.kind === "Name" &&
  some(mask, (node) => node.kind === "Compare" && node.comparators.some((each) => each.kind === "Name" && each.id === target.id));
