/**
 * Engine: frames that are read from large files stay on disk, and steps that look at one row at a time are done block by block.
 *
 * Only with `--engine dask` (always) or `--engine auto` (files that are large beside the memory of the machine). The blocks are those of
 * Dask DataFrame, on local threads or on a cluster; where the program needs a value, it is collected as the object of pandas that it would have been.
 *
 * Before:
 *
 * ```python
 * def report(path):
 *     sales = pd.read_csv(path)
 *     dear = sales[sales["price"] > 100]
 *     print(len(dear), dear.groupby("city")["amount"].sum())
 *     return dear["price"].mean()
 * ```
 *
 * After:
 *
 * ```python
 * def report(path):
 *     sales = _rt.engine(pd, path, ["amount", "city", "price"]).read_csv(path)
 *     dear = sales[sales["price"] > 100]
 *     print(len(dear), _rt.collected(dear, "sum", ["city"], ["amount"]).groupby("city")["amount"].sum())
 *     return _rt.collected(dear["price"], "mean").mean()
 * ```
 *
 * Counter-example, which stays as it is: all rows and columns are needed at once.
 *
 * ```python
 * def report(path):
 *     sales = pd.read_csv(path)
 *     return sales.sort_values("price")
 * ```
 *
 * ## Obligations
 *
 * - steps that stay with the engine give each row the same in any block: columns, masks over the same rows, arithmetic, comparisons, methods of
 *   texts, `dropna`, `fillna`, columns that are dropped or renamed. Everything else is a compute point;
 * - reductions stay with the engine where the order of rows cannot be seen: sums of whole numbers, extremes, counts; sums of floats with
 *   `--exactness ulp` only. If not, their columns are collected;
 * - checked where the program runs: lines have the same number of fields, none in quotes, and each column has one dtype whatever parts the file is read in.
 *
 * ## Exactness
 *
 * `exact` for the values, dtypes, labels and order of what is collected. What the engine may do in another way: exceptions of steps on rows
 * come at the compute point behind them, or not at all when nothing needs the value, and a step that raises for every row of its dtype (a text above a
 * number) raises without rows, too; their warnings come once for each block, or not at all; an index of
 * whole numbers may be a RangeIndex or not; variables hold objects of the engine until they are collected.
 *
 * ## Keeps
 *
 * Nothing.
 */
import { types } from "../../compiler/analysis/standard.js";
import { build, type Expression, type Statement } from "../../compiler/ir/nodes.js";
import { copyNode } from "../../compiler/ir/visit.js";
import { importRuntime } from "../guards/runtime-import.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { walkUnit } from "../manager/units.js";
import { type Collection, NotRowwise, Region } from "./engine/region.js";
import { labelsIn } from "./shared/columns.js";
import { targetsOf } from "./shared/frame-expressions.js";

type Call = Extract<Expression, { kind: "Call" }>;

export const engine = definePass({
  name: "engine",
  summary: "reads large files in blocks, and does steps on rows block by block (--engine)",
  stage: "frames",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types],
  run(unit, context) {
    if (context.engine === "pandas" || !context.mayGuard) return;
    const calls: Call[] = [];
    walkUnit(unit, (node) => {
      if (node.kind !== "Call" || node.func.kind !== "Attribute" || node.func.value.kind !== "Name") return;
      const targets = targetsOf(node, context.get(types));
      if (targets?.length === 1 && targets[0] === "pandas.read_csv" && context.allows(node)) calls.push(node);
    });
    for (const call of calls) {
      try {
        const options = optionsOf(call);
        const region = new Region(call, unit, context);
        if (region.steps === 0) throw new NotRowwise(call, "nothing is done with it row by row");
        lower(call, options, region, context);
      } catch (error) {
        if (!(error instanceof NotRowwise)) throw error;
        context.remarks.missed("NC2791", call, "the file is read as a whole", {
          reason: error.message,
          suggest: "select rows and columns, or reduce them, before anything looks at the whole frame",
        });
      }
    }
  },
});

/** What the options of the call say of the blocks. */
interface Reading {
  readonly path: Expression;
  readonly separator: string;
  /** Columns that the call asks for. */
  readonly hasSelection: boolean;
  /** Options that say something of each block, too. */
  readonly others: Call["keywords"];
}

function optionsOf(call: Call): Reading {
  const [path] = call.args;
  if (call.args.length !== 1 || !path || (path.kind !== "Constant" && path.kind !== "Name"))
    throw new NotRowwise(call, "the path is no variable or text");
  let separator = ",";
  const others: Call["keywords"] = [];
  for (const keyword of call.keywords) {
    const { arg, value } = keyword;
    const text = value.kind === "Constant" && typeof value.value === "string" ? value.value : undefined;
    const isDtypes = value.kind === "Dict" && [...value.keys, ...value.values].every((each) => each?.kind === "Constant");
    if (arg === "sep" && text !== undefined && /^[,;|\t]$/.test(text)) separator = text;
    else if ((arg === "usecols" && value.kind === "List" && labelsIn(value)) || (arg === "dtype" && isDtypes)) others.push(keyword);
    else if (arg !== "low_memory")
      throw new NotRowwise(call, `with the option ${arg ?? "**"} a block may be read in another way than the file`);
  }
  return { path, separator, hasSelection: others.some(({ arg }) => arg === "usecols"), others };
}

function lower(call: Call, { path, separator, hasSelection, others }: Reading, region: Region, context: PassContext): void {
  const { editor, remarks } = context;
  const loc = editor.synthetic();
  const runtime = importRuntime(context);
  const text = (value: string): Expression => build.Constant({ value, prefix: null }, loc);
  const list = (labels: Iterable<string>): Expression => build.List({ elts: [...labels].map(text), ctx: "Load" }, loc);
  const named = (arg: string, value: Expression) => build.keyword({ arg, value }, loc);
  const called = (name: string, args: Expression[], keywords: Call["keywords"] = []): Call => {
    const func = build.Attribute({ value: build.Name({ id: runtime, ctx: "Load" }, loc), attr: name, ctx: "Load" }, loc);
    return build.Call({ func, args, keywords }, loc);
  };

  const collected = ({ node, reduction }: Collection): Expression => {
    const args: Expression[] = [copyNode(node)];
    if (reduction) {
      const { how, keys, columns } = reduction;
      args.push(
        typeof how === "string" ? text(how) : build.Dict({ keys: Object.keys(how).map(text), values: Object.values(how).map(text) }, loc),
      );
      if (keys) args.push(list(keys), list(columns ?? []));
    }
    const mayDiffer = reduction && context.exactness !== "exact" && context.exactness !== "ties";
    return called("collected", args, mayDiffer ? [named("ulp", build.Constant({ value: true, prefix: null }, loc))] : []);
  };
  for (const collection of region.collections) editor.replaceExpression(collection.node, collected(collection));
  for (const [statement, names] of region.points) {
    const points = [...names].sort().map((id): Statement => {
      const value = called("collected", [build.Name({ id, ctx: "Load" }, loc)]);
      return build.Assign({ targets: [build.Name({ id, ctx: "Store" }, loc)], value }, loc);
    });
    editor.insertBefore(statement, points);
  }

  const columns = hasSelection ? undefined : region.labels && [...region.labels].sort();
  const args = [copyNode((call.func as Extract<Expression, { kind: "Attribute" }>).value), copyNode(path)];
  const keywords = others.map(({ arg, value }) => named(arg as string, copyNode(value)));
  if (columns) args.push(list(columns));
  if (separator !== ",") keywords.push(named("separator", text(separator)));
  if (context.engine !== "dask") keywords.push(named("mode", text(context.engine)));
  const { value: pandas } = call.func as Extract<Expression, { kind: "Attribute" }>;
  editor.replaceExpression(pandas, called("engine", args, keywords));
  remarks
    .passed("NC2790", call, "the file is read in blocks, and steps on rows are done block by block")
    .exactness("exact")
    .obligation("every step gives each row the same in any block", "proved", "all uses of the frame")
    .obligation("blocks have the dtypes of the whole file", "guarded", "each block as it is read")
    .metric("steps", region.steps)
    .metric("compute points", region.collections.length + region.points.size);
}
