/**
 * Column liveness: columns of a text file that the program never looks at are not read.
 *
 * Before:
 *
 * ```python
 * def oldest(path):
 *     people = pd.read_csv(path)
 *     return people[people["city"] == "Rome"]["age"].max()
 * ```
 *
 * After:
 *
 * ```python
 * def oldest(path):
 *     people = _rt.reading(pd, path, ["age", "city"]).read_csv(path)
 *     return people[people["city"] == "Rome"]["age"].max()
 * ```
 *
 * Counter-example, which stays as it is: the caller gets the frame and may look at all of it.
 *
 * ```python
 * def load(path):
 *     people = pd.read_csv(path)
 *     print(people["age"].max())
 *     return people
 * ```
 *
 * ## Obligations
 *
 * - every use of the frame, and of what still has its columns, names the columns that it looks at. Printing, shapes, labels, iteration,
 *   other functions, containers and attributes look at all. Of rows (`apply(axis=1)`, `iterrows`, `itertuples`) only cells are asked for;
 * - variables of a module: no function, class or text that is evaluated reads them, it is no notebook, and (checked where it runs) Python
 *   itself has started the program, without `-i` or a debugger, and nobody records what it leaves;
 * - the options of the call do not depend on which columns are read;
 * - checked where the program runs: the file is large enough to pay, all lines have the same number of fields, no field is quoted, the
 *   labels are unique and those in options are there, pandas could warn of no column that is left out, and where rows are looked at a
 *   column of texts is read, so that their cells stay objects of Python. If not, the whole file is read.
 *
 * ## Exactness
 *
 * `exact`: values, dtypes and index of what the program looks at, exceptions and warnings.
 *
 * ## Keeps
 *
 * Nothing.
 */
import { types } from "../../compiler/analysis/standard.js";
import { primarySpan } from "../../compiler/ir/location.js";
import { build, type Expression, type Node } from "../../compiler/ir/nodes.js";
import { copyNode } from "../../compiler/ir/visit.js";
import { ColumnUses, labelsIn, type Observed } from "../frames/shared/columns.js";
import { targetsOf } from "../frames/shared/frame-expressions.js";
import { textOf } from "../frames/shared/names.js";
import { importRuntime } from "../guards/runtime-import.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { standsInClass, walkUnit } from "../manager/units.js";

type Call = Extract<Expression, { kind: "Call" }>;

export const columnLiveness = definePass({
  name: "column-liveness",
  summary: "does not read the columns of text files that the program never looks at",
  stage: "lowering",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types],
  run(unit, context) {
    const calls: Call[] = [];
    walkUnit(unit, (node) => {
      if (node.kind !== "Call" || node.func.kind !== "Attribute" || node.func.value.kind !== "Name") return;
      const targets = targetsOf(node, context.get(types));
      if (targets?.length === 1 && targets[0] === "pandas.read_csv" && context.allows(node)) calls.push(node);
    });
    for (const call of calls) {
      const reading = optionsOf(call);
      if (typeof reading === "string") {
        missed(call, context, reading);
        continue;
      }
      const observed = new ColumnUses(unit, context).observed(call);
      if ("all" in observed) missed(call, context, `all columns may be looked at: ${quoted(observed.all, context)}`);
      else if (observed.byRows && reading.labels.length > 0) missed(call, context, "options change columns, and so the cells of rows");
      else if (observed.columns.size > 0) narrow(call, reading, observed, context);
    }
  },
});

type Named = Exclude<Observed, { readonly all: unknown }>;

/** What the options of a call say about the columns. */
interface Reading {
  readonly path: Expression;
  readonly separator: string;
  /** Columns that options name. */
  readonly labels: readonly string[];
  /** The one that becomes the index. */
  readonly index: string | undefined;
  /** It is read in parts, whose dtypes are put together. */
  readonly inParts: boolean;
}

/** Options that say nothing of columns that are not read. */
function optionsOf({ args, keywords }: Call): Reading | string {
  const [path] = args;
  if (args.length !== 1 || !path || path.kind === "Starred") return "the path is no first argument";
  let separator = ",";
  let inParts = true;
  let index: string | undefined;
  const labels: string[] = [];
  for (const { arg, value } of keywords) {
    const named = labelsIn(value);
    const text = value.kind === "Constant" && typeof value.value === "string" ? value.value : undefined;
    if (arg === "sep" && text !== undefined && /^[,;|\t]$/.test(text)) separator = text;
    else if (arg === "low_memory" && value.kind === "Constant" && typeof value.value === "boolean") inParts = value.value;
    else if (arg === "index_col" && text !== undefined) {
      index = text;
      labels.push(text);
    } else if (arg === "parse_dates" && value.kind === "List" && named) labels.push(...named);
    else if (
      arg === "dtype" &&
      value.kind === "Dict" &&
      value.keys.every((key) => key?.kind === "Constant" && typeof key.value === "string")
    )
      labels.push(...value.keys.flatMap((key) => (key ? (labelsIn(key) ?? []) : [])));
    else if (!(arg === "encoding" && (text === "utf-8" || text === "utf8")) && !(arg === "engine" && text === "c"))
      return `with the option ${arg ?? "**"} reading a part of the columns may be something else`;
  }
  return { path, separator, labels, index, inParts };
}

function narrow(call: Call, reading: Reading, { columns, byRows }: Named, context: PassContext): void {
  if (!context.mayGuard) return missed(call, context, "that it is exact depends on the file, which must not be asked (-O1)");
  const { editor, remarks } = context;
  // Without columns, a frame has no labels either, whose dtype could be that of the others.
  if (![...columns].some((label) => label !== reading.index)) return missed(call, context, "only the index is looked at");
  const path = repeatable(call, reading.path, context);
  if (!path) return missed(call, context, "the path is computed within a larger statement");
  const pandas = (call.func as Extract<Expression, { kind: "Attribute" }>).value;
  const loc = editor.synthetic();
  const constant = (value: string | boolean): Expression => build.Constant({ value, prefix: null }, loc);
  const list = (labels: readonly string[]): Expression => build.List({ elts: labels.map(constant), ctx: "Load" }, loc);
  const func = build.Attribute({ value: build.Name({ id: importRuntime(context), ctx: "Load" }, loc), attr: "reading", ctx: "Load" }, loc);
  const all = [...new Set([...columns, ...reading.labels])].sort();
  const rest = reading.inParts
    ? reading.separator === ","
      ? []
      : [constant(reading.separator)]
    : [constant(reading.separator), constant(false)];
  const options: readonly (readonly [string, Expression])[] = [
    ...(reading.labels.length > 0 ? [["needed", list(reading.labels)] as const] : []),
    ...(byRows ? [["by_rows", constant(true)] as const] : []),
    ...(reading.index === undefined ? [] : [["index", constant(reading.index)] as const]),
  ];
  const keywords = options.map(([arg, value]) => build.keyword({ arg, value }, loc));
  const args = [copyNode(pandas, loc), path, list(all), ...rest];
  editor.replaceExpression(pandas, build.Call({ func, args, keywords }, editor.preserve(pandas)));
  remarks
    .passed("NC2750", call, `of the file only ${all.join(", ")} ${all.length === 1 ? "is" : "are"} read`)
    .exactness("exact")
    .obligation("the program looks at no other column", "proved", "all uses of the frame")
    .obligation("leaving columns out cannot be seen", "guarded", "a look at the file")
    .metric("columns", all.length);
}

/** The path once more; one that is computed gets a name in front of the statement. */
function repeatable(call: Call, path: Expression, context: PassContext): Expression | undefined {
  const { editor } = context;
  if (path.kind === "Constant" || path.kind === "Name") return copyNode(path, editor.synthetic());
  const statement = editor.parentOf(call);
  if (statement?.kind !== "Assign" || statement.value !== call || standsInClass(call, context.module, editor.parentOf)) return undefined;
  const id = editor.freshName("path");
  const load = (): Expression => build.Name({ id, ctx: "Load" }, editor.synthetic());
  editor.replaceExpression(path, build.Name({ id, ctx: "Load" }, editor.preserve(path)));
  editor.insertBefore(statement, [
    build.Assign({ targets: [build.Name({ id, ctx: "Store" }, editor.synthetic())], value: path }, editor.synthetic()),
  ]);
  return load();
}

/** The text of a node, or of what it has become a part of. */
function quoted(node: Node, context: PassContext): string {
  for (let at: Node | undefined = node; at; at = context.editor.parentOf(at)) if (primarySpan(at.loc)) return textOf(at as Expression);
  return "this";
}

function missed(call: Call, context: PassContext, reason: string): void {
  if (call.keywords.some(({ arg }) => arg === "usecols")) return;
  context.remarks.missed("NC2751", call, "all columns of the file are read", {
    reason,
    suggest: "say which columns are needed with usecols",
  });
}
