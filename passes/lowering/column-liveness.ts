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
 *   other functions, containers, attributes and variables of the module look at all;
 * - the options of the call do not depend on which columns are read;
 * - checked where the program runs: the file is large enough to pay, all lines have the same number of fields, no field is quoted, the
 *   labels are unique and all that are used are there, and pandas could warn of no column that is left out. If not, the whole file is read.
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
import { build, type Expression } from "../../compiler/ir/nodes.js";
import { copyNode } from "../../compiler/ir/visit.js";
import { ColumnUses, labelsIn } from "../frames/shared/columns.js";
import { targetsOf } from "../frames/shared/frame-expressions.js";
import { textOf } from "../frames/shared/names.js";
import { importRuntime } from "../guards/runtime-import.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { walkUnit } from "../manager/units.js";

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
      if ("all" in observed) missed(call, context, `all columns may be looked at: ${textOf(observed.all as Expression)}`);
      else if (observed.columns.size > 0) narrow(call, reading, [...new Set([...observed.columns, ...reading.labels])].sort(), context);
    }
  },
});

/** What the options of a call say about the columns. */
interface Reading {
  readonly path: Expression;
  readonly separator: string;
  /** Columns that options name. */
  readonly labels: readonly string[];
  /** It is read in parts, whose dtypes are put together. */
  readonly inParts: boolean;
}

/** Options that say nothing of columns that are not read. */
function optionsOf({ args, keywords }: Call): Reading | string {
  const [path] = args;
  if (args.length !== 1 || !path || (path.kind !== "Constant" && path.kind !== "Name")) return "the path is no variable or text";
  let separator = ",";
  let inParts = true;
  const labels: string[] = [];
  for (const { arg, value } of keywords) {
    const named = labelsIn(value);
    const text = value.kind === "Constant" && typeof value.value === "string" ? value.value : undefined;
    if (arg === "sep" && text !== undefined && /^[,;|\t]$/.test(text)) separator = text;
    else if (arg === "low_memory" && value.kind === "Constant" && typeof value.value === "boolean") inParts = value.value;
    else if (arg === "index_col" && text !== undefined) labels.push(text);
    else if (arg === "parse_dates" && value.kind === "List" && named) labels.push(...named);
    else if (
      arg === "dtype" &&
      value.kind === "Dict" &&
      value.keys.every((key) => key?.kind === "Constant" && typeof key.value === "string")
    )
      labels.push(...value.keys.flatMap((key) => (key ? (labelsIn(key) ?? []) : [])));
    else if (!(arg === "encoding" && (text === "utf-8" || text === "utf8")) && !(arg === "engine" && text === "c"))
      return `with the option ${arg ?? "**"} reading a part of the columns may be something else`;
  }
  return { path, separator, labels, inParts };
}

function narrow(call: Call, { path, separator, inParts }: Reading, columns: readonly string[], context: PassContext): void {
  if (!context.mayGuard) return missed(call, context, "that it is exact depends on the file, which must not be asked (-O1)");
  const { editor, remarks } = context;
  const pandas = (call.func as Extract<Expression, { kind: "Attribute" }>).value;
  const loc = editor.synthetic();
  const text = (value: string | boolean): Expression => build.Constant({ value, prefix: null }, loc);
  const func = build.Attribute({ value: build.Name({ id: importRuntime(context), ctx: "Load" }, loc), attr: "reading", ctx: "Load" }, loc);
  const list = build.List({ elts: columns.map(text), ctx: "Load" }, loc);
  const rest = inParts ? (separator === "," ? [] : [text(separator)]) : [text(separator), text(false)];
  editor.replaceExpression(
    pandas,
    build.Call({ func, args: [copyNode(pandas, loc), copyNode(path, loc), list, ...rest], keywords: [] }, editor.preserve(pandas)),
  );
  remarks
    .passed("NC2750", call, `of the file only ${columns.join(", ")} ${columns.length === 1 ? "is" : "are"} read`)
    .exactness("exact")
    .obligation("the program looks at no other column", "proved", "all uses of the frame")
    .obligation("leaving columns out cannot be seen", "guarded", "a look at the file")
    .metric("columns", columns.length);
}

function missed(call: Call, context: PassContext, reason: string): void {
  if (call.keywords.some(({ arg }) => arg === "usecols")) return;
  context.remarks.missed("NC2751", call, "all columns of the file are read", {
    reason,
    suggest: "say which columns are needed with usecols",
  });
}
