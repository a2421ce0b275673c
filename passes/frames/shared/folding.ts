/**
 * Bodies of loops over rows that only add to numbers, lists, tables and sets: what is added for each row, as a function of the row that can run
 * on columns (`noodle_rt/frames/folds.py`).
 */
import type { Unit } from "../../../compiler/analysis/analyses.js";
import type { Binding } from "../../../compiler/analysis/scopes.js";
import { scopes as scopesAnalysis } from "../../../compiler/analysis/standard.js";
import { dump } from "../../../compiler/ir/dump.js";
import { primarySpan } from "../../../compiler/ir/location.js";
import { build, type Expression, type Name, type Node, type Statement } from "../../../compiler/ir/nodes.js";
import { copyNode, some, walk } from "../../../compiler/ir/visit.js";
import { isSetAt } from "../../manager/is-set.js";
import type { PassContext } from "../../manager/pass.js";
import type { FoldCells } from "./fold-cells.js";
import { ComputationReader, lineOf, type Objection, Unfit } from "./row-function.js";

type For = Extract<Statement, { kind: "For" }>;
type If = Extract<Statement, { kind: "If" }>;
type Call = Extract<Expression, { kind: "Call" }>;
type Subscript = Extract<Expression, { kind: "Subscript" }>;

export interface Fold {
  /** Numbers that get other values; lists, tables and sets that stay the same objects. */
  readonly numbers: readonly string[];
  readonly others: readonly string[];
  /** The body, with calls in the place of what it adds. */
  readonly body: Statement[];
  /** Questions whose answers part the rows. */
  readonly branches: number;
}

/**
 * @param targets the variables that hold the row, or its label
 * @param cells   of the tables that a loop reads which counts rows
 */
export function foldOf(
  loop: For,
  targets: ReadonlySet<Binding>,
  cells: FoldCells | undefined,
  unit: Unit,
  context: PassContext,
): Fold | Objection {
  const reader = new FoldReader(loop, targets, cells, unit, context);
  try {
    return reader.read();
  } catch (error) {
    if (error instanceof Unfit) return { reason: error.message };
    throw error;
  }
}

/** An addition to something, as a call of what stands for it. */
interface Step {
  readonly target: Name;
  readonly method: string;
  readonly operands: readonly Expression[];
  /** Names of the same thing that need no call of their own. */
  readonly others: readonly Name[];
}

class FoldReader extends ComputationReader {
  private readonly numbers = new Set<Binding>();
  private readonly others = new Set<Binding>();
  /** Names of what is added to, in forms that are known. */
  private readonly consumed = new Set<Node>();
  /** Which things have been asked for what they are by now, and by which key. */
  private readonly asked = new Map<Binding, string>();
  private readonly keys = new Map<Binding, Set<string>>();
  private depth = 0;

  constructor(
    private readonly loop: For,
    private readonly targets: ReadonlySet<Binding>,
    private readonly cells: FoldCells | undefined,
    private readonly unit: Unit,
    context: PassContext,
  ) {
    super(context);
  }

  read(): Fold {
    const { loop, context } = this;
    if (loop.orelse.length > 0) throw new Unfit("the loop has an else");
    walk(loop, (node) => {
      const binding = node.kind === "Name" && node.ctx !== "Load" ? this.bindingOf(node) : undefined;
      if (binding) this.checkIsUnseen(binding);
    });
    const body = this.block(loop.body);
    if (this.numbers.size + this.others.size + (this.cells?.stored.length ?? 0) === 0) throw new Unfit("the loop adds to nothing");
    const changed = new Set([...this.numbers, ...this.others]);
    for (const binding of changed) {
      this.checkIsUnseen(binding);
      for (const use of [...binding.uses, ...binding.definitions.map(({ node }) => node)])
        if (some(loop, (part) => part === use) && !this.consumed.has(use)) throw new Unfit(`more is done with ${binding.name} than adding`);
      if (!isSetAt(loop, binding, this.unit, context)) throw new Unfit(`${binding.name} may have no value yet in front of the loop`);
      const asked = this.asked.get(binding);
      const keys = this.keys.get(binding);
      if (asked !== undefined && keys && (keys.size > 1 || !keys.has(asked)))
        throw new Unfit(`${binding.name} is asked for another key than that to which the row adds`);
    }
    const names = (bindings: ReadonlySet<Binding>) => [...bindings].map(({ name }) => name);
    return { numbers: names(this.numbers), others: names(this.others), body, branches: this.branches };
  }

  /** Other functions may neither read nor bind what the loop changes: they would see it at other times. */
  private checkIsUnseen({ name, uses, writtenElsewhere }: Binding): void {
    if (writtenElsewhere || uses.some((use) => this.isSeenByFunction(use))) throw new Unfit(`other functions may see ${name}`);
  }

  /** Whether a function reads a name that may run while the loop does: not one that is made behind it, once. */
  private isSeenByFunction(use: Node): boolean {
    if (!this.isInFunction(use)) return false;
    const { parentOf } = this.context.editor;
    for (let at = parentOf(this.loop); at && at !== this.unit; at = parentOf(at)) if (at.kind === "For" || at.kind === "While") return true;
    return !(startOf(use) > startOf(this.loop) && !some(this.loop, (part) => part === use));
  }

  private isInFunction(use: Node): boolean {
    for (let at = this.context.editor.parentOf(use); at && at !== this.unit; at = this.context.editor.parentOf(at))
      if (["FunctionDef", "AsyncFunctionDef", "Lambda", "ClassDef", "GeneratorExp"].includes(at.kind)) return true;
    return false;
  }

  private bindingOf(node: Name): Binding | undefined {
    const resolution = this.context.get(scopesAnalysis).resolve(node);
    return resolution.kind === "binding" ? resolution.binding : undefined;
  }

  protected override isOwn(node: Name): boolean {
    const binding = this.bindingOf(node);
    return binding !== undefined && (binding.scope.node === this.unit ? !this.targets.has(binding) : super.isOwn(node));
  }

  // ---------------------------------------------------------------- statements

  private block(statements: readonly Statement[]): Statement[] {
    const made: Statement[] = [];
    for (let index = 0; index < statements.length; index++) {
      const node = statements[index] as Statement;
      const pair = this.beginning(node, statements[index + 1]);
      if (pair) {
        made.push(this.added(pair, node));
        index++;
      } else made.push(this.made(node));
    }
    return made;
  }

  private made(node: Statement): Statement {
    const loc = this.context.editor.synthetic();
    if (this.cells?.namesRow(node)) return build.Pass(loc);
    const store = this.cells?.storeOf(node);
    if (store) {
      if (this.depth > 0) throw new Unfit("an inner loop stores into a column");
      this.value(store.value);
      return this.addition(store.parameter, "put", [this.copied(store.value)]);
    }
    const step = stepOf(node, (name) => this.isTemporary(name));
    if (step) return this.added(step, node);
    switch (node.kind) {
      case "If":
        this.branches++;
        this.value(node.test);
        return build.If({ test: this.copied(node.test), body: this.block(node.body), orelse: this.block(node.orelse) }, loc);
      case "For": {
        if (node.orelse.length > 0) throw new Unfit("an inner loop has an else");
        this.target(node.target);
        this.value(node.iter);
        this.depth++;
        const body = this.block(node.body);
        this.depth--;
        return build.For({ target: copyNode(node.target, loc), iter: this.copied(node.iter), body, orelse: [] }, loc);
      }
      case "Continue":
        if (this.depth > 0) return build.Continue(loc);
        return build.Return({ value: null }, loc);
      case "Break":
        if (this.depth > 0) return build.Break(loc);
        throw new Unfit("the loop may end early");
      case "Assign":
      case "AnnAssign":
      case "AugAssign":
      case "Pass":
        this.statement(node);
        return this.copied(node);
      case "Expr":
        if (node.value.kind === "Constant") return build.Pass(loc);
        throw new Unfit(`line ${lineOf(node)} does more than compute and add`);
      default:
        throw new Unfit(`line ${lineOf(node)} does more than compute and add`);
    }
  }

  private added({ target, method, operands, others }: Step, node: Statement): Statement {
    const binding = this.bindingOf(target);
    if (!binding || this.targets.has(binding) || binding.scope.node !== this.unit)
      throw new Unfit(`${target.id} is no variable of the code around the loop`);
    if (this.asked.has(binding)) throw new Unfit(`line ${lineOf(node)} adds to ${target.id} behind where it is asked for`);
    operands.forEach((each, index) => {
      if (kept.get(method) === index) this.kept(each);
      else if (each.kind === "Tuple") for (const part of each.elts) this.value(part);
      else this.value(each);
    });
    const args = operands.map((each) => this.copied(each));
    for (const each of [target, ...others]) this.consumed.add(each);
    const isNumber = node.kind === "AugAssign" ? node.target === target : node.kind === "Assign" && node.targets[0] === target;
    (isNumber || isNumberIf(node, target) ? this.numbers : this.others).add(binding);
    if (keyed.has(method) && !this.numbers.has(binding)) {
      const key = operands[0] as Expression;
      const known = this.keys.get(binding) ?? new Set();
      this.keys.set(binding, known.add(this.isFixed(key) ? dump(key) : `${dump(key)} at ${lineOf(node)}`));
    }
    return this.addition(target.id, method, args);
  }

  private addition(name: string, method: string, args: Expression[]): Statement {
    const loc = this.context.editor.synthetic();
    const func = build.Attribute({ value: build.Name({ id: name, ctx: "Load" }, loc), attr: method, ctx: "Load" }, loc);
    return build.Expr({ value: build.Call({ func, args, keywords: [] }, loc) }, loc);
  }

  /** `if key not in table: table[key] = 0`, followed by `table[key] += value` or `table[key].append(value)`. */
  private beginning(node: Statement, next: Statement | undefined): Step | undefined {
    if (node.kind !== "If" || !next || node.orelse.length > 0 || node.body.length !== 1) return undefined;
    const missing = membershipOf(node.test, "NotIn");
    const store = storeOf(node.body[0] as Statement);
    if (!missing || !store || !isSame(missing, store)) return undefined;
    const step = stepOf(next, () => false);
    if (step?.operands.length !== 2 || step.target.id !== missing.table.id || dump(step.operands[0] as Node) !== dump(missing.key))
      return undefined;
    const others = [...step.others, missing.table, store.table];
    if (step.method === "add" && isNumberConstant(store.value)) return { ...step, operands: [...step.operands, store.value], others };
    if (step.method === "collect" && store.value.kind === "List" && store.value.elts.length === 0)
      return { ...step, operands: [...step.operands, build.Constant({ value: true, prefix: null }, store.value.loc)], others };
    return undefined;
  }

  // ---------------------------------------------------------------- expressions

  /** A value that is put into a list or table. */
  private kept(node: Expression): void {
    if (node.kind === "Tuple" || node.kind === "List") for (const each of node.elts) this.kept(each);
    else if (node.kind === "Dict") {
      for (const key of node.keys) if (key?.kind !== "Constant") throw new Unfit("a key of a dictionary is not a constant");
      for (const each of node.values) this.kept(each);
    } else this.value(node);
  }

  protected override value(node: Expression): void {
    if (this.cells?.parameterFor(node) !== undefined) return;
    const asked = this.askedOf(node);
    if (!asked) return super.value(node);
    const { name, key } = asked;
    const binding = this.bindingOf(name) as Binding;
    if (this.depth > 0) throw new Unfit(`an inner loop asks what ${name.id} is`);
    const text = key ? dump(key) : "";
    if (key && !this.isFixed(key)) throw new Unfit(`the key for which ${name.id} is asked may change`);
    if ((this.asked.get(binding) ?? text) !== text) throw new Unfit(`${name.id} is asked for several keys`);
    this.asked.set(binding, text);
    this.consumed.add(name);
    if (key) super.value(key);
  }

  /** `total`, or `table[key]`, of something to which the row has added before. */
  private askedOf(node: Expression): { readonly name: Name; readonly key?: Expression } | undefined {
    const name = node.kind === "Subscript" ? node.value : node;
    if (name.kind !== "Name" || (node.kind === "Name") !== (name === node)) return undefined;
    const binding = this.bindingOf(name);
    if (!binding) return undefined;
    if (node.kind === "Subscript") return this.keys.has(binding) ? { name, key: node.slice } : undefined;
    return this.numbers.has(binding) ? { name } : undefined;
  }

  /** The expression, with calls in the place of what is asked of the things that are added to. */
  private copied<N extends Node>(node: N): N {
    const loc = this.context.editor.synthetic();
    return copyNode(node, loc, (part) => {
      if (part.kind !== "Name" && part.kind !== "Subscript") return undefined;
      if (part.ctx !== "Load") return undefined;
      const cell = this.cells?.parameterFor(part);
      if (cell !== undefined) return build.Name({ id: cell, ctx: "Load" }, loc);
      const asked = this.askedOf(part);
      if (!asked) return undefined;
      const func = build.Attribute({ value: build.Name({ id: asked.name.id, ctx: "Load" }, loc), attr: "now", ctx: "Load" }, loc);
      return build.Call({ func, args: asked.key ? [copyNode(asked.key, loc)] : [], keywords: [] }, loc);
    });
  }

  /** Whether a variable gets its value in the loop, anew for each row. */
  private isTemporary(name: Name): boolean {
    const binding = this.bindingOf(name);
    return binding === undefined || this.targets.has(binding) || binding.definitions.some(({ node }) => this.isPlainStore(node));
  }

  private isPlainStore(node: Node): boolean {
    if (!some(this.loop, (part) => part === node)) return false;
    const parent = this.context.editor.parentOf(node);
    if (parent?.kind === "AugAssign") return false;
    if (parent?.kind !== "Assign" || node.kind !== "Name") return true;
    const around = this.context.editor.parentOf(parent);
    return !numberStep(parent, node) && !(around?.kind === "If" && numberLargerStep(around, () => false));
  }

  /** Whether an expression has one value for a row, wherever in the body it stands. */
  private isFixed(node: Expression): boolean {
    return !some(node, (part) => {
      if (part.kind === "Call") return true;
      if (part.kind !== "Name") return false;
      const binding = this.bindingOf(part);
      if (!binding || this.targets.has(binding)) return false;
      return binding.definitions.filter((each) => some(this.loop, (inner) => inner === each.node)).length > 1;
    });
  }
}

function startOf({ loc }: Node): number {
  const span = primarySpan(loc);
  return span ? span.start : -1;
}

const keyed = new Set(["add", "begin", "put", "collect", "largest", "smallest"]);
/** The operand that is put into a list or table as it is. */
const kept: ReadonlyMap<string, number> = new Map([
  ["append", 0],
  ["put", 1],
  ["collect", 1],
]);

// ---------------------------------------------------------------- forms

interface Entry {
  readonly table: Name;
  readonly key: Expression;
}

/** What a statement adds to, if it only does that. */
function stepOf(node: Statement, isTemporary: (name: Name) => boolean): Step | undefined {
  if (node.kind === "Expr" && node.value.kind === "Call") return callStep(node.value);
  if (node.kind === "AugAssign" && (node.op === "Add" || node.op === "Sub")) {
    const method = node.op === "Add" ? "add" : "sub";
    if (node.target.kind === "Name") return isTemporary(node.target) ? undefined : made(node.target, method, [node.value]);
    const entry = entryOf(node.target);
    return entry && method === "add" ? made(entry.table, "add", [entry.key, node.value]) : undefined;
  }
  if (node.kind === "Assign" && node.targets.length === 1) {
    const [target] = node.targets as [Expression];
    if (target.kind === "Name") {
      const number = numberStep(node, target);
      return number && !isTemporary(target) ? made(target, number.method, [number.operand], [number.other]) : undefined;
    }
    const entry = entryOf(target);
    if (!entry) return undefined;
    return tableStep(entry, node.value) ?? made(entry.table, "put", [entry.key, node.value]);
  }
  return node.kind === "If" ? (memberStep(node) ?? largerStep(node) ?? numberLargerStep(node, isTemporary)) : undefined;
}

const made = (target: Name, method: string, operands: readonly Expression[], others: readonly Name[] = []): Step => ({
  target,
  method,
  operands,
  others,
});

/** `items.append(x)`, `seen.add(x)`, `table[key].append(x)`, `table.setdefault(key, []).append(x)`. */
function callStep({ func, args, keywords }: Call): Step | undefined {
  const [value] = args;
  if (func.kind !== "Attribute" || args.length !== 1 || !value || value.kind === "Starred" || keywords.length > 0) return undefined;
  const { value: owner, attr } = func;
  if (owner.kind === "Name") {
    if (attr === "append") return made(owner, "append", [value]);
    return attr === "add" ? made(owner, "add", [value]) : undefined;
  }
  if (attr !== "append") return undefined;
  const entry = owner.kind === "Subscript" ? entryOf(owner) : undefined;
  if (entry) return made(entry.table, "collect", [entry.key, value]);
  if (owner.kind !== "Call" || owner.func.kind !== "Attribute" || owner.func.attr !== "setdefault" || owner.keywords.length > 0)
    return undefined;
  const [key, empty] = owner.args;
  if (owner.args.length !== 2 || owner.func.value.kind !== "Name" || !key || empty?.kind !== "List" || empty.elts.length > 0)
    return undefined;
  return made(owner.func.value, "collect", [key, value, build.Constant({ value: true, prefix: null }, empty.loc)]);
}

/** `n = n + x`, `n = n - x`, `n = max(n, x)`. */
function numberStep(
  { value }: Extract<Statement, { kind: "Assign" }>,
  target: Name,
): { readonly method: string; readonly operand: Expression; readonly other: Name } | undefined {
  if (value.kind === "BinOp" && (value.op === "Add" || value.op === "Sub") && value.left.kind === "Name" && value.left.id === target.id)
    return { method: value.op === "Add" ? "add" : "sub", operand: value.right, other: value.left };
  const extreme = extremeOf(value);
  if (extreme?.first.kind === "Name" && extreme.first.id === target.id)
    return { method: extreme.method, operand: extreme.second, other: extreme.first };
  return undefined;
}

/** `max(first, second)`, `min(first, second)`. */
function extremeOf(value: Expression): { readonly method: string; readonly first: Expression; readonly second: Expression } | undefined {
  if (value.kind !== "Call" || value.func.kind !== "Name" || value.keywords.length > 0) return undefined;
  const [first, second] = value.args;
  if (value.args.length !== 2 || !first || !second || (value.func.id !== "max" && value.func.id !== "min")) return undefined;
  return { method: value.func.id === "max" ? "largest" : "smallest", first, second };
}

/** `table[key] = table.get(key, 0) + x`, `table[key] = table[key] + x`. */
function tableStep(entry: Entry, value: Expression): Step | undefined {
  if (value.kind !== "BinOp" || value.op !== "Add") return undefined;
  const { left, right } = value;
  const own = left.kind === "Subscript" ? entryOf(left) : undefined;
  if (own && isSame(own, entry)) return made(entry.table, "add", [entry.key, right], [own.table]);
  if (left.kind !== "Call" || left.func.kind !== "Attribute" || left.func.attr !== "get" || left.keywords.length > 0) return undefined;
  const [key, start] = left.args;
  if (left.func.value.kind !== "Name" || left.args.length !== 2 || !key || !start || !isNumberConstant(start)) return undefined;
  if (!isSame({ table: left.func.value, key }, entry)) return undefined;
  return made(entry.table, "add", [entry.key, right, start], [left.func.value]);
}

/** `if key in table: table[key] += x`, `else: table[key] = first`, or the other way round. */
function memberStep({ test, body, orelse }: If): Step | undefined {
  const isIn = membershipOf(test, "In");
  const entry = isIn ?? membershipOf(test, "NotIn");
  if (!entry || body.length !== 1 || orelse.length !== 1) return undefined;
  const [known, fresh] = (isIn ? [body[0], orelse[0]] : [orelse[0], body[0]]) as [Statement, Statement];
  const step = stepOf(known, () => false);
  const store = storeOf(fresh);
  if (!step || !store || !isSame(store, entry) || step.target.id !== entry.table.id || step.operands.length !== 2) return undefined;
  if (dump(step.operands[0] as Node) !== dump(entry.key)) return undefined;
  const others = [...step.others, entry.table, store.table];
  if (step.method === "add") return made(step.target, "begin", [...step.operands, store.value], others);
  if (step.method !== "collect" || store.value.kind !== "List" || store.value.elts.length !== 1) return undefined;
  // The list begins with what is appended to it later.
  if (dump(store.value.elts[0] as Node) !== dump(step.operands[1] as Node)) return undefined;
  return made(step.target, "collect", [...step.operands, build.Constant({ value: true, prefix: null }, test.loc)], others);
}

/** `if key not in table or x > table[key]: table[key] = x`. */
function largerStep({ test, body, orelse }: If): Step | undefined {
  if (test.kind !== "BoolOp" || test.op !== "Or" || test.values.length !== 2 || body.length !== 1 || orelse.length > 0) return undefined;
  const [absent, larger] = test.values as [Expression, Expression];
  const entry = membershipOf(absent, "NotIn");
  const store = storeOf(body[0] as Statement);
  if (!entry || !store || !isSame(entry, store)) return undefined;
  for (const { method, value, bound } of comparisonsOf(larger)) {
    const known = entryOf(bound);
    if (known && isSame(known, entry) && dump(value) === dump(store.value))
      return made(entry.table, method, [entry.key, store.value], [known.table, store.table]);
  }
  return undefined;
}

/** `if x > best: best = x`. */
function numberLargerStep({ test, body, orelse }: If, isTemporary: (name: Name) => boolean): Step | undefined {
  const store = body[0];
  if (body.length !== 1 || orelse.length > 0 || store?.kind !== "Assign" || store.targets.length !== 1) return undefined;
  const [target] = store.targets;
  if (target?.kind !== "Name" || isTemporary(target)) return undefined;
  for (const { method, value, bound } of comparisonsOf(test))
    if (bound.kind === "Name" && bound.id === target.id && dump(value) === dump(store.value))
      return made(target, method, [store.value], [bound]);
  return undefined;
}

const isNumberIf = (node: Statement, target: Name): boolean =>
  node.kind === "If" && node.body[0]?.kind === "Assign" && node.body[0].targets[0] === target;

interface Comparison {
  readonly method: "largest" | "smallest";
  readonly value: Expression;
  readonly bound: Expression;
}

/** `x > bound`, `bound < x`: either side may be the bound. */
function comparisonsOf(node: Expression): readonly Comparison[] {
  if (node.kind !== "Compare" || node.ops.length !== 1) return [];
  const [op] = node.ops;
  const { left } = node;
  const right = node.comparators[0] as Expression;
  if (op !== "Gt" && op !== "Lt") return [];
  const [first, second] = op === "Gt" ? (["largest", "smallest"] as const) : (["smallest", "largest"] as const);
  return [
    { method: first, value: left, bound: right },
    { method: second, value: right, bound: left },
  ];
}

function membershipOf(node: Expression, op: "In" | "NotIn"): Entry | undefined {
  if (node.kind !== "Compare" || node.ops.length !== 1 || node.ops[0] !== op) return undefined;
  let table = node.comparators[0] as Expression;
  if (
    table.kind === "Call" &&
    table.func.kind === "Attribute" &&
    table.func.attr === "keys" &&
    table.args.length + table.keywords.length === 0
  )
    table = table.func.value;
  return table.kind === "Name" ? { table, key: node.left } : undefined;
}

/** `table[key] = value`. */
function storeOf(node: Statement): (Entry & { readonly value: Expression }) | undefined {
  if (node.kind !== "Assign" || node.targets.length !== 1) return undefined;
  const entry = entryOf(node.targets[0] as Expression);
  return entry && { ...entry, value: node.value };
}

function entryOf(node: Expression): Entry | undefined {
  if (node.kind !== "Subscript" || node.value.kind !== "Name" || node.slice.kind === "Slice") return undefined;
  return { table: node.value, key: (node as Subscript).slice };
}

const isSame = (left: Entry, right: Entry): boolean => left.table.id === right.table.id && dump(left.key) === dump(right.key);

const isNumberConstant = (node: Expression): boolean =>
  node.kind === "Constant" && (typeof node.value === "bigint" || typeof node.value === "number");
