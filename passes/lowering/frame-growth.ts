/**
 * Growth of frames: a frame that a loop makes longer in every iteration is put together once, behind the loop. pandas copies all of
 * it for each row.
 *
 * Before:
 *
 * ```python
 * for name in names:
 *     df = pd.concat([df, pd.DataFrame([{"name": name, "size": len(name)}])], ignore_index=True)
 * ```
 *
 * After:
 *
 * ```python
 * _grown = _rt.growing_frame(df, True)
 * for name in names:
 *     if not _grown.takes([{"name": name, "size": len(name)}]):
 *         df = _grown.now(pd.concat([_grown.frame(), pd.DataFrame(_grown.piece())], ignore_index=True))
 * df = _grown.done()
 * ```
 *
 * `df.loc[len(df)] = [name, size]` becomes `if not _grown.puts([name, size], _grown.next()): df.loc[len(df)] = _grown.piece()`.
 *
 * Counter-example, which stays as it is: the loop looks at what it has so far.
 *
 * ```python
 * for name in names:
 *     df = pd.concat([df, pd.DataFrame([{"name": name, "rank": df["rank"].max() + 1}])], ignore_index=True)
 * ```
 *
 * ## Obligations
 *
 * - in the loop the variable occurs only in `df = pd.concat([df, …])`, or only in `df.loc[label] = row`, and where its length is asked for;
 * - it belongs to this function or module alone, and is set when the loop begins;
 * - where somebody could see it when the loop is left by an exception (a handler, the next cell), the rows are put together then, too;
 * - where the program runs: pandas has just added a row of the same classes, or a frame of the same dtypes and blocks, without changing
 *   anything but the number of rows, and all values are stored as they are. Everything else is added by pandas;
 * - a frame that is changed in place has no other references.
 *
 * ## Exactness
 *
 * `exact`: dtypes, blocks, index and columns are those that adding step by step gives; frames are copied when they are added.
 *
 * ## Keeps
 *
 * Nothing.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import type { Binding } from "../../compiler/analysis/scopes.js";
import { scopes as scopesAnalysis, types as typesAnalysis } from "../../compiler/analysis/standard.js";
import { build, type Expression, type Node, type Statement } from "../../compiler/ir/nodes.js";
import { some, walk } from "../../compiler/ir/visit.js";
import { isBuiltin, isStill, isText } from "../frames/shared/lazy.js";
import { importRuntime } from "../guards/runtime-import.js";
import { readByOthers } from "../loops/vectorize/compiled.js";
import { isLoop, type Loop, statementsOf } from "../loops/vectorize/sites.js";
import { Builder } from "../loops/vectorize/tree.js";
import { isSetAt } from "../manager/is-set.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { standsInClass } from "../manager/units.js";

export const frameGrowth = definePass({
  name: "frame-growth",
  summary: "puts frames together once that a loop makes longer row by row",
  stage: "lowering",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [typesAnalysis],
  run(unit, context) {
    if (observesNames(context.module)) return;
    const done = new Set<Statement>();
    for (const loop of statementsOf(unit.body).filter(isLoop)) {
      for (const name of new Set(stepsIn(loop, context).map((step) => step.name))) grow(loop, name, unit, context, done);
    }
  },
});

type Assign = Extract<Statement, { kind: "Assign" }>;
type Call = Extract<Expression, { kind: "Call" }>;
type Keyword = Call["keywords"][number];

/** `df = pd.concat([df, piece])`, or `df.loc[label] = row`. */
interface Step {
  readonly statement: Assign;
  readonly name: string;
  readonly how: "concat" | "loc";
  /** The variable's own places in the statement. */
  readonly names: readonly Node[];
  /** What is added. */
  readonly piece: Expression;
  /** The call of `DataFrame` that makes a frame of one row of the piece. */
  readonly made?: Call;
  readonly label?: Expression;
  readonly isRenumbered: boolean;
}

function stepsIn(loop: Loop, context: PassContext): Step[] {
  const found: Step[] = [];
  walk(loop, (node) => {
    const step = node.kind === "Assign" ? (concatOf(node, context) ?? storeOf(node, context)) : undefined;
    if (step) found.push(step);
  });
  return found;
}

const isCallOf = (node: Expression, name: string, context: PassContext): node is Call => {
  if (node.kind !== "Call") return false;
  const type = context.get(typesAnalysis).typeOf(node.func);
  return (type.kind === "library-function" || type.kind === "library-class") && type.name === name;
};

/** `df = pd.concat([df, piece], ignore_index=True)` */
function concatOf(statement: Assign, context: PassContext): Step | undefined {
  const { targets, value } = statement;
  const [target] = targets;
  if (targets.length !== 1 || target?.kind !== "Name" || !isCallOf(value, "pandas.concat", context)) return undefined;
  const [list] = value.args;
  if (value.args.length !== 1 || (list?.kind !== "List" && list?.kind !== "Tuple") || list.elts.length !== 2) return undefined;
  const [own, piece] = list.elts;
  if (own?.kind !== "Name" || own.id !== target.id || !piece || piece.kind === "Starred") return undefined;
  if (!value.keywords.every(isUsual)) return undefined;
  const isRenumbered = value.keywords.some(({ arg, value: given }) => arg === "ignore_index" && isConstant(given, true));
  const step = { statement, name: target.id, how: "concat", names: [target, own], isRenumbered } as const;
  const made = rowIn(piece, isRenumbered, context);
  return made ? { ...step, piece: made.args[0] as Expression, made } : { ...step, piece };
}

const isConstant = (node: Expression, value: unknown): boolean => node.kind === "Constant" && node.value === value;

function isUsual({ arg, value }: Keyword): boolean {
  if (arg === "ignore_index") return isConstant(value, true) || isConstant(value, false);
  if (arg === "axis") return isConstant(value, 0n) || isConstant(value, "index");
  return arg === "sort" && isConstant(value, false);
}

/** The call in `pd.DataFrame([{…}])`, `pd.DataFrame({"a": [1]})`, `pd.DataFrame([[1, 2]], columns=["a", "b"])`: a frame of one row. */
function rowIn(piece: Expression, isRenumbered: boolean, context: PassContext): Call | undefined {
  if (!isCallOf(piece, "pandas.DataFrame", context) || piece.args.length !== 1) return undefined;
  const [data] = piece.args;
  const index = piece.keywords.find(({ arg }) => arg === "index");
  const columns = piece.keywords.find(({ arg }) => arg === "columns");
  if (piece.keywords.length !== Number(index !== undefined) + Number(columns !== undefined)) return undefined;
  const isOneIndex = index?.value.kind === "List" && index.value.elts.length === 1 && isStill(index.value);
  if (index && !(isRenumbered && isOneIndex)) return undefined;
  if (columns) {
    const isNamed = columns.value.kind === "List" && columns.value.elts.every(isText);
    return isNamed && !index && data?.kind === "List" && data.elts.length === 1 && isRow(data.elts[0]) ? piece : undefined;
  }
  if (data?.kind === "List") return data.elts.length === 1 && data.elts[0]?.kind !== "Starred" && !index ? piece : undefined;
  if (data?.kind !== "Dict" || data.keys.some((key) => key === null)) return undefined;
  const isOneRow = data.values.every((each) => (index ? each.kind !== "List" : each.kind === "List" && each.elts.length === 1));
  return isOneRow && data.values.length > 0 ? piece : undefined;
}

const isRow = (node: Expression | undefined): boolean =>
  (node?.kind === "List" || node?.kind === "Tuple") && node.elts.every(({ kind }) => kind !== "Starred");

/** `df.loc[len(df)] = [1, 2]`, `df.loc[name] = {"a": 1, "b": 2}` */
function storeOf(statement: Assign, context: PassContext): Step | undefined {
  const [target] = statement.targets;
  if (statement.targets.length !== 1 || target?.kind !== "Subscript" || target.value.kind !== "Attribute") return undefined;
  const { value: own, attr } = target.value;
  if (attr !== "loc" || own.kind !== "Name") return undefined;
  const label = target.slice;
  const { value: piece } = statement;
  const isNext = some(label, (node) => isSizeOf(node, own.id, context));
  const isLabel = isNext || label.kind === "Name" || isText(label);
  if (!isLabel || !isRepeatable(label, own.id, context)) return undefined;
  if (!isRow(piece) && piece.kind !== "Dict" && !(isNext && piece.kind === "Name")) return undefined;
  return { statement, name: own.id, how: "loc", names: [own], piece, label, isRenumbered: false };
}

/** Whether a label may be computed twice: it is a variable, a text, the length of the frame, or that and a number. */
function isRepeatable(label: Expression, name: string, context: PassContext): boolean {
  if (label.kind === "Constant" || isSizeOf(label, name, context)) return true;
  if (label.kind === "Name") return label.id !== name;
  return label.kind === "BinOp" && ["Add", "Sub"].includes(label.op) && isSizeOf(label.left, name, context) && isWhole(label.right);
}

const isWhole = (node: Expression): boolean => node.kind === "Constant" && typeof node.value === "bigint";

/** `len(df)`, `len(df.index)`, `df.shape[0]` */
function isSizeOf(node: Node, name: string, context: PassContext): boolean {
  if (node.kind === "Call") {
    const [of] = node.args;
    if (node.args.length !== 1 || node.keywords.length > 0 || !of || !isBuiltin(node.func, "len", context)) return false;
    const frame = of.kind === "Attribute" && of.attr === "index" ? of.value : of;
    return frame.kind === "Name" && frame.id === name;
  }
  if (node.kind !== "Subscript" || node.ctx !== "Load" || !isConstant(node.slice, 0n)) return false;
  const { value } = node;
  return value.kind === "Attribute" && value.attr === "shape" && value.value.kind === "Name" && value.value.id === name;
}

function grow(loop: Loop, name: string, unit: Unit, context: PassContext, done: Set<Statement>): void {
  const { editor, remarks } = context;
  const steps = stepsIn(loop, context).filter((step) => step.name === name && !done.has(step.statement));
  const [first] = steps;
  if (!first || isDone(first)) return;
  const sizes = sizesIn(loop, name, context);
  const reason = objection(loop, steps, sizes, unit, context);
  if (reason !== undefined) {
    // The loop around may look at the frame, and this one not.
    const inner = statementsOf(loop.body).filter(isLoop);
    if (!inner.some((each) => some(each, (node) => node === first.statement)))
      remarks
        .missed("NC2771", first.statement, `${name} is copied each time that it becomes longer`, {
          reason,
          suggest: "collect the rows in a list, and make the frame behind the loop",
        })
        .related(loop);
    return;
  }
  const b = new Builder(editor.synthetic());
  const runtime = importRuntime(context);
  const grown = editor.freshName("grown");
  const method = (attr: string, ...args: Expression[]): Expression => b.call(b.attribute(b.name(grown), attr), ...args);
  const isStored = first.how === "loc";
  const begin = b.assign(
    grown,
    isStored
      ? b.call(b.attribute(b.name(runtime), "growing_rows"), b.name(name))
      : b.call(b.attribute(b.name(runtime), "growing_frame"), b.name(name), ...(first.isRenumbered ? [b.constant(true)] : [])),
  );
  const end = isStored ? build.Expr({ value: method("done") }, b.loc) : b.assign(name, method("done"));
  const own = new Set(steps.flatMap(({ label }) => label ?? []));
  // A label is written twice: what pandas is told asks the frame itself.
  const labels = new Map(steps.flatMap(({ statement, label }) => (label ? [[statement, grownLabel(b.copy(label), method)]] : [])));
  for (const size of sizes) if (!isWithin(size, own, context)) editor.replaceExpression(size, method("size"));
  for (const step of steps) {
    done.add(step.statement);
    replaceStep(step, labels.get(step.statement), method, b, context);
  }
  if (isSeenAfterFailure(loop, unit, context)) {
    const attempt = build.Try({ body: [loop], handlers: [], orelse: [], finalbody: [end] }, editor.preserve(loop));
    editor.replaceStatement(loop, [begin, attempt]);
  } else {
    editor.insertBefore(loop, [begin]);
    editor.insertAfter(loop, [end]);
  }
  remarks
    .passed("NC2770", first.statement, `${name} is put together once, behind the loop`)
    .exactness("exact")
    .obligation("the loop does not look at the frame", "proved", "its places in the loop")
    .obligation(
      "pandas has added such a row, and changed nothing else",
      "guarded",
      isStored ? `growing_rows(${name})` : `growing_frame(${name})`,
    )
    .metric("places", steps.length)
    .related(loop);
}

type Method = (attr: string, ...args: Expression[]) => Expression;

function replaceStep(step: Step, label: Expression | undefined, method: Method, b: Builder, context: PassContext): void {
  const { editor } = context;
  const { statement, piece, made } = step;
  const loc = editor.preserve(statement);
  const columns = made?.keywords.find(({ arg }) => arg === "columns")?.value;
  const names = columns?.kind === "List" ? [b.tuple(columns.elts.map((each) => b.copy(each)))] : [];
  const asks = label ? method("puts", piece, label) : method("takes", piece, ...names);
  const rest = method("piece");
  let added: Statement;
  if (label) added = build.Assign({ targets: statement.targets, value: rest }, loc);
  else {
    const call = statement.value as Call;
    const frame = made ? build.Call({ func: made.func, args: [rest], keywords: made.keywords }, made.loc) : rest;
    const list = build.List({ elts: [method("frame"), frame], ctx: "Load" }, loc);
    const whole = build.Call({ func: call.func, args: [list], keywords: call.keywords }, call.loc);
    added = build.Assign({ targets: statement.targets, value: method("now", whole) }, loc);
  }
  const test = build.UnaryOp({ op: "Not", operand: asks }, loc);
  editor.replaceStatement(statement, [build.If({ test, body: [added], orelse: [] }, loc)]);
}

/** A label in which the length of the frame is asked of what grows. */
function grownLabel(label: Expression, method: Method): Expression {
  if (label.kind === "Name" || label.kind === "Constant") return label;
  if (label.kind !== "BinOp") return method("next");
  const { loc, right } = label;
  return method("next", label.op === "Add" ? right : build.UnaryOp({ op: "USub", operand: right }, loc));
}

/** Where a loop asks for the length of the frame. */
function sizesIn(loop: Loop, name: string, context: PassContext): Expression[] {
  const found: Expression[] = [];
  walk(loop, (node) => {
    if (isSizeOf(node, name, context)) found.push(node as Expression);
  });
  return found;
}

function isWithin(node: Node, roots: ReadonlySet<Node>, context: PassContext): boolean {
  for (let at: Node | undefined = node; at; at = context.editor.parentOf(at)) if (roots.has(at)) return true;
  return false;
}

/** Whether a step stands in what this pass has made. */
const isDone = ({ how, piece, statement }: Step): boolean => {
  const isOfGrown = (node: Node): boolean =>
    node.kind === "Call" && node.func.kind === "Attribute" && node.func.attr === "piece" && node.args.length === 0;
  return how === "loc" ? isOfGrown(piece) : some(statement.value, isOfGrown);
};

/** Whether somebody can see the variable when an exception leaves the loop. */
function isSeenAfterFailure(loop: Loop, unit: Unit, context: PassContext): boolean {
  for (let at = context.editor.parentOf(loop); at && at !== unit; at = context.editor.parentOf(at))
    if (["Try", "TryStar", "With", "AsyncWith"].includes(at.kind)) return true;
  return unit.kind === "Module" && context.file.cells.length > 0;
}

/** Why a frame has to be there in every iteration. */
function objection(loop: Loop, steps: readonly Step[], sizes: readonly Expression[], unit: Unit, context: PassContext): string | undefined {
  const { editor } = context;
  const [{ name, how, isRenumbered }] = steps as [Step];
  const scopes = context.get(scopesAnalysis);
  const binding: Binding | undefined = scopes.scopeOf(unit).bindings.get(name);
  if (!context.allows(loop)) return "optimisation is switched off here";
  if (!context.mayGuard) return "what is added has to be looked at when the program runs, which -O1 does not do";
  if (!binding || binding.writtenElsewhere || binding.uses.some((use) => scopes.scopeAt(use) !== binding.scope))
    return `other functions can see ${name}`;
  if (standsInClass(loop, unit, editor.parentOf)) return "the loop stands in the body of a class";
  const own = new Set<Node>(steps.flatMap((step) => step.names));
  for (const size of sizes) walk(size, (node) => own.add(node));
  let isSeen = false;
  walk(loop, (node) => {
    isSeen ||= node.kind === "Name" && node.id === name && !own.has(node);
  });
  if (isSeen) return `the loop does something else with ${name}`;
  if (steps.some((step) => step.how !== how || step.isRenumbered !== isRenumbered)) return `${name} becomes longer in several ways`;
  if (!isSetAt(loop, binding, unit, context)) return `${name} may not be set when the loop begins`;
  return readByOthers(unit, context.module, context.get(typesAnalysis), (node) => editor.parentOf(node));
}
