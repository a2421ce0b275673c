/**
 * Row functions: a function that is applied to each row of a frame, or to each element of a series, runs once on whole columns; where it does
 * more than compute, on rows without a Series for each.
 *
 * Before:
 *
 * ```python
 * df["grade"] = df.apply(lambda r: "high" if r["points"] / r["games"] > 2.5 else "low", axis=1)
 * df["fee"] = df["price"].map(lambda v: 0.0 if v < 10 else v * 0.05)
 * df["street"] = df["address"].apply(lambda v: v.split(",")[0].strip())
 * ```
 *
 * After:
 *
 * ```python
 * df["grade"] = _rt.by_columns(df, ("points", "games")).apply(lambda r: "high" if r["points"] / r["games"] > 2.5 else "low", axis=1)
 * df["fee"] = _rt.by_elements(df["price"], 1200, repeated=12000).map(lambda v: 0.0 if v < 10 else v * 0.05)
 * df["street"] = _rt.by_elements(df["address"], repeated=5100).apply(lambda v: v.split(",")[0].strip())
 * ```
 *
 * Counter-example, which stays as it is: the function asks for more of a row than cells.
 *
 * ```python
 * df["total"] = df.apply(lambda r: r.sum(), axis=1)
 * ```
 *
 * ## Obligations
 *
 * - the function is known, and nothing but single cells is asked of a row;
 * - to run on columns: it only computes, in forms for which `noodle_rt` (`frames/values.py`, and `times.py` for dates) gives what
 *   Python, NumPy or pandas gives for each value;
 * - to run once for equal elements, or rows with equal cells: it only computes, and what it gives cannot be changed. What it finds outside of
 *   itself is looked at where the program runs, as are the results, and whether values come again often enough (`frames/distinct.py`);
 * - to run on rows without a Series: it changes no frame, series or array;
 * - checked where the program runs: the frame or series is exactly one of pandas, its columns have names of their own, their dtypes are
 *   known, and there are so many rows that it pays. Where a value would raise, warn, or leave the whole numbers that floats hold, pandas
 *   calls the function as it always did.
 *
 * ## Exactness
 *
 * `exact`: values, dtypes, index, name, exceptions and warnings.
 *
 * ## Keeps
 *
 * Nothing.
 */
import type { Binding } from "../../compiler/analysis/scopes.js";
import { effects, scopes, types } from "../../compiler/analysis/standard.js";
import { build, type Expression } from "../../compiler/ir/nodes.js";
import { classOf, isStill } from "../frames/shared/lazy.js";
import { textOf } from "../frames/shared/names.js";
import { type Purity, purityOf } from "../frames/shared/pure-function.js";
import {
  type Computation,
  cellsOf,
  computationOf,
  firstParameter,
  functionOf,
  isObjection,
  type Objection,
} from "../frames/shared/row-function.js";
import { cellArguments, isStandIn, keyword, makeStandIn, plainArgument } from "../frames/shared/stand-in.js";
import { changesTables } from "../frames/shared/table-writes.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { walkUnit } from "../manager/units.js";

export const rowFunctions = definePass({
  name: "row-functions",
  summary: "runs functions of rows and elements on whole columns, or on rows without a Series for each",
  stage: "lowering",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types, effects],
  run(unit, context) {
    const found: Call[] = [];
    walkUnit(unit, (node) => {
      if (node.kind === "Call" && node.func.kind === "Attribute" && isApplication(node, context)) found.push(node);
    });
    // Inner ones first: an outer one copies what is in it.
    for (const call of found.reverse()) rewrite(call, context);
  },
});

type Call = Extract<Expression, { kind: "Call" }>;

/**
 * From so many elements on it pays, for each question and one more: numbers (1.3× at 600, 5× at 3,000), texts (1.2× at 1,000, 1.7× at 3,000);
 * and when it may be in vain (a run on columns costs less than 2 % of calling the function 20,000 times). pandas 2.2 and 3.1.
 */
const fewElements = 600;
const fewTexts = 2000;
const manyElements = 20_000;

const receiverOf = (call: Call): Expression => (call.func as Extract<Expression, { kind: "Attribute" }>).value;

const isByRow = ({ keywords }: Call): boolean =>
  keywords.some(({ arg, value }) => arg === "axis" && value.kind === "Constant" && (value.value === 1n || value.value === "columns"));

/** `frame.apply(f, axis=1)`, `series.apply(f)`, `series.map(f)` and `frame.index.map(f)`, by what is known of the receiver. */
function isApplication(call: Call, context: PassContext): boolean {
  const { attr, value } = call.func as Extract<Expression, { kind: "Attribute" }>;
  const [first, ...rest] = call.args;
  if (!first || rest.length > 0 || (first.kind !== "Lambda" && first.kind !== "Name") || isStandIn(value, context)) return false;
  if (attr === "apply" && isByRow(call)) {
    if (!call.keywords.every(({ arg, value: given }) => arg !== null && (arg === "axis" || isStill(given) || isPlainTuple(given))))
      return false;
    return ["frame", "unknown"].includes(classOf(value, context));
  }
  if (attr !== "apply" && attr !== "map") return false;
  if (!call.keywords.every(({ arg, value: given }) => attr === "map" && arg === "na_action" && given.kind === "Constant")) return false;
  if (attr === "map" && value.kind === "Attribute" && value.attr === "index" && call.keywords.length === 0)
    return functionOf(first, context) !== undefined;
  const known = classOf(value, context);
  return known === "series" || known === "mask" || (known === "unknown" && isColumn(value) && functionOf(first, context) !== undefined);
}

const isPlainTuple = (node: Expression): boolean => node.kind === "Tuple" && node.elts.every(isStill);

/** `df["a"]`, `df[column]`, `df.a`, and what methods of them give. */
function isColumn(node: Expression): boolean {
  if (node.kind === "Call") return node.func.kind === "Attribute" && isColumn(node.func.value);
  if (node.kind === "Subscript")
    return (node.slice.kind === "Constant" && typeof node.slice.value === "string") || node.slice.kind === "Name";
  return node.kind === "Attribute";
}

function rewrite(call: Call, context: PassContext): void {
  const outcome = isByRow(call) ? ofRows(call, context) : ofElements(call, context);
  if (outcome === undefined) return;
  const { remarks } = context;
  if (isObjection(outcome)) {
    remarks.missed("NC2702", call, isByRow(call) ? "a function is called for each row" : "a function is called for each element", outcome);
    return;
  }
  const { standIn, args, code, effect, metrics } = outcome;
  const remark = remarks
    .passed(code, call, effect)
    .exactness("exact")
    .obligation(outcome.proof, "proved", "the function's body")
    .obligation("a value of pandas whose dtypes are known", "guarded", `${standIn}(${textOf(receiverOf(call))})`);
  for (const [name, value] of Object.entries(metrics)) remark.metric(name, value);
  makeStandIn(receiverOf(call), standIn, args, outcome.keywords ?? [], context);
}

interface Rewrite {
  readonly standIn: "by_columns" | "by_rows" | "by_elements";
  readonly args: readonly Expression[];
  readonly keywords?: ReturnType<typeof plainArgument>;
  readonly code: string;
  readonly effect: string;
  readonly proof: string;
  readonly metrics: Readonly<Record<string, number>>;
}

const offHere: Objection = { reason: "optimisation is switched off here" };
const needsGuards: Objection = { reason: "what it is applied to is checked when the program runs, which -O1 does not do" };

function ofRows(call: Call, context: PassContext): Rewrite | Objection {
  if (!context.allows(call)) return offHere;
  if (!context.mayGuard) return needsGuards;
  const fn = functionOf(call.args[0] as Expression, context);
  if (!fn) return { reason: "the function is not known", suggest: "hand over a lambda, or a function whose name is never bound again" };
  const row = firstParameter(fn, context.get(scopes));
  if (!row) return { reason: "the function takes no row" };
  if (row.definitions.length !== 1 || row.writtenElsewhere) return { reason: `${row.name} gets other values, too` };
  const cells = cellsOf(row, fn, context);
  if (isObjection(cells)) return cells;
  const args = cellArguments(cells, context);
  const computation = computationOf(fn, context);
  if (!isObjection(computation)) {
    return {
      standIn: "by_columns",
      args,
      code: "NC2700",
      effect: "a function of rows runs on whole columns",
      proof: "it only computes, from cells of the row",
      metrics: { columns: cells.labels.length, branches: computation.branches },
    };
  }
  const purity = purityOf(fn, context);
  // Of a lambda the variables of its surroundings can be looked at where it stands.
  const isSetBefore = ({ scope }: Binding): boolean => fn.kind === "Lambda" && scope.node !== fn && scope.kind !== "comprehension";
  const answer = changesTables(fn.kind === "Lambda" ? [fn.body] : fn.body, { row, isSetBefore }, new Set(), context);
  if (isObjection(answer) && isObjection(purity)) return { reason: `${purity.reason}; ${answer.reason}` };
  const keywords = isObjection(answer) ? [] : plainArgument(answer, context);
  if (isObjection(purity)) {
    return {
      standIn: "by_rows",
      args,
      keywords,
      code: "NC2701",
      effect: `a function of rows gets rows without a Series for each: ${purity.reason}`,
      proof: "only cells are asked of a row, and no table is changed",
      metrics: { columns: cells.labels.length },
    };
  }
  const repeated = fewRepeatedRows(purity);
  keywords.push(keyword("repeated", numberOf(repeated, context), context));
  // Unless no table is changed in any case, it has to be seen what the function looks at.
  if (isObjection(answer))
    keywords.push(keyword("closed", build.Constant({ value: true, prefix: null }, context.editor.synthetic()), context));
  return {
    standIn: "by_rows",
    args,
    keywords,
    code: "NC2701",
    effect: `a function of rows gets rows without a Series for each, and is called once for equal ones: ${computation.reason}`,
    proof: "it only computes, from cells of the row",
    metrics: { columns: cells.labels.length, repeated },
  };
}

function ofElements(call: Call, context: PassContext): Rewrite | Objection | undefined {
  const fn = functionOf(call.args[0] as Expression, context);
  // Classes, functions of libraries and methods are as fast as they can be.
  if (!fn) return undefined;
  if (!context.allows(call)) return offHere;
  if (!context.mayGuard) return needsGuards;
  const computation = computationOf(fn, context);
  const purity = purityOf(fn, context);
  const least = isObjection(computation) || computation.callsByOne || call.keywords.length > 0 ? undefined : leastElements(computation);
  const repeated = isObjection(purity) ? undefined : leastRepeated(purity);
  if (least === undefined && isObjection(purity)) return purity;
  return {
    standIn: "by_elements",
    args: least === undefined ? [] : [numberOf(least, context)],
    keywords: repeated === undefined ? [] : [keyword("repeated", numberOf(repeated, context), context)],
    code: least === undefined ? "NC2703" : "NC2700",
    effect: least === undefined ? "a function of elements runs once for equal ones" : "a function of elements runs on the whole column",
    proof: "it only computes",
    metrics: {
      ...(least !== undefined && !isObjection(computation) && { elements: least, branches: computation.branches }),
      ...(repeated !== undefined && { repeated }),
    },
  };
}

const numberOf = (value: number, context: PassContext): Expression =>
  build.Constant({ value: BigInt(value), prefix: null }, context.editor.synthetic());

function leastElements({ branches, givesTexts, isRisky }: Computation): number {
  if (isRisky) return manyElements;
  return (givesTexts ? fewTexts : fewElements) * (1 + branches);
}

/** To see that there is nothing to gain takes some 30 µs, which shall be less than 2 % of what pandas takes. */
const leastRepeated = ({ cost }: Purity): number => roundUp(1_600_000 / cost);

/** Rows without a Series take longer than a function. */
const fewRepeatedRows = ({ cost }: Purity): number => roundUp(3_000_000 / (cost + 300));

/** Two digits are exact enough. */
function roundUp(value: number): number {
  const unit = 10 ** Math.max(1, Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / unit) * unit;
}
