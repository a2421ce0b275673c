/**
 * Runs a loop over what its values can be: which arrays it indexes, of which classes its variables are in the program, and how large
 * whole numbers become. What it cannot follow is refused with a reason.
 */
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import type { Expression, Node, Statement } from "../../../compiler/ir/nodes.js";
import { dottedName, measuredArray } from "../../loops/vectorize/nest.js";
import type { Loop } from "../../loops/vectorize/sites.js";
import { type CallForm, Functions, type Host } from "./functions.js";
import type { ArrayUse, Assumption, Conversion, Obligation, Outcome } from "./outcome.js";
import { Again, Memory, Outside } from "./outside.js";
import { asLoad, type Survey } from "./survey.js";
import {
  Arithmetic,
  anySize,
  type Bound,
  floats,
  holds,
  isOnly,
  isWithin,
  joined,
  kinds,
  larger,
  NotOnLists,
  nothing,
  ofNumPy,
  type Row,
  type Scalar,
  sameValue,
  scalar,
  truths,
  type Value,
  wholes,
} from "./values.js";

/** More assignments than this take days. */
const mostSteps = 2 ** 42;

/** No array has more elements along an axis. */
const lengths: Bound = { steps: 0, rest: 2 ** 42 };

type Environment = Map<string, Value>;

interface Jumps {
  readonly breaks: Environment[];
  readonly continues: Environment[];
}

export function interpret(survey: Survey, facts: TypeFacts, assumption: Assumption): Outcome {
  const memory = new Memory();
  for (let round = 0; round < 100; round++) {
    try {
      return new Interpreter(survey, facts, assumption, memory).run();
    } catch (error) {
      if (!(error instanceof Again)) throw error;
    }
  }
  throw new NotOnLists("it is not found out what its variables are", survey.root);
}

class Interpreter implements Host {
  readonly arithmetic: Arithmetic;
  readonly saved = new Map<Node, number>();
  readonly calls = new Map<Node, CallForm>();
  private readonly outside: Outside;
  private readonly functions = new Functions(this);
  private readonly obligations = new Map<Node, Obligation>();
  private readonly conversions = new Map<Node, Conversion>();
  private jumps: Jumps = { breaks: [], continues: [] };
  private env: Environment = new Map();

  constructor(
    private readonly survey: Survey,
    private readonly facts: TypeFacts,
    private readonly assumption: Assumption,
    private readonly memory: Memory,
  ) {
    this.arithmetic = new Arithmetic(2 ** assumption.bits);
    this.outside = new Outside(survey, facts, assumption, memory);
  }

  run(): Outcome {
    const { survey, memory } = this;
    for (const name of survey.bound)
      this.env.set(name, scalar(memory.carried.has(name) ? this.outside.startOf(name).classes | kinds.start : kinds.unset));
    for (const name of memory.carried) {
      const { classes, bits } = this.outside.startOf(name);
      if (holds(classes, wholes)) this.env.set(name, scalar(kinds.start, this.outside.startBound(name, bits)));
      else this.env.set(name, scalar(kinds.start));
    }
    const end = this.loop(survey.root, this.env, true);
    if (!end) throw new NotOnLists("the loop never ends", survey.root);
    const checks = this.checksOf();
    for (const at of checks) this.saved.set(at, (this.saved.get(at) ?? 0) - looking);
    return {
      arrays: this.outside.arrays,
      numbers: this.outside.numbers,
      end,
      carried: memory.carried,
      conversions: this.conversions,
      checks,
      saved: this.saved,
      calls: this.calls,
    };
  }

  /** Where growth is not bounded, or too fast, numbers are looked at. */
  private checksOf(): Set<Node> {
    const half = 2 ** (this.assumption.bits - 1);
    const checks = new Set<Node>();
    for (const { at, bound } of this.obligations.values()) {
      const isFine = bound.steps === 0 ? bound.rest <= half : bound.steps <= 1 && bound.rest <= half / mostSteps;
      if (!isFine) checks.add(at);
    }
    return checks;
  }

  // --- what comes from outside ----------------------------------------------------------------------------------------

  // --- statements -----------------------------------------------------------------------------------------------------

  /** Statements of a block; `undefined` when what follows them is not reached. */
  private block(statements: readonly Statement[], start: Environment): Environment | undefined {
    let at: Environment | undefined = start;
    for (const statement of statements) {
      if (!at) return undefined;
      this.env = at;
      at = this.statement(statement, at);
    }
    return at;
  }

  private statement(statement: Statement, env: Environment): Environment | undefined {
    switch (statement.kind) {
      case "Pass":
        return env;
      case "Expr":
        if (statement.value.kind === "Constant") return env;
        break;
      case "Assign": {
        const [only] = statement.targets;
        if (statement.targets.length === 1 && only?.kind === "Tuple" && statement.value.kind === "Tuple") {
          const { elts } = statement.value;
          if (elts.length !== only.elts.length) break;
          const values = elts.map((value, index) => this.assignable(value, only.elts[index]));
          only.elts.forEach((target, index) => {
            this.assign(target, values[index] as Value, elts[index] as Expression);
          });
          return this.env;
        }
        for (const target of statement.targets) if (target.kind !== "Name" && target.kind !== "Subscript") return this.refused(statement);
        const isOne = statement.targets.length === 1;
        const value = this.assignable(statement.value, isOne ? only : undefined);
        for (const target of statement.targets) this.assign(target, value, statement.value);
        if (!isOne && this.conversions.has(statement.value)) return this.refused(statement);
        return this.env;
      }
      case "AnnAssign":
        if (!statement.value || statement.target.kind !== "Name") break;
        this.assign(statement.target, this.assignable(statement.value, statement.target), statement.value);
        return this.env;
      case "AugAssign": {
        const { target, op, value } = statement;
        const load = asLoad(target);
        const [left, right] = [this.scalar(load), this.scalar(value)];
        const result = this.binary(op, left, right, statement, constantOf(value));
        this.saved.set(statement, (this.saved.get(statement) ?? 0) + (this.saved.get(load) ?? 0));
        this.assign(target, result, statement);
        return this.env;
      }
      case "If": {
        this.scalar(statement.test);
        const [yes, no] = [new Map(env), new Map(env)];
        return this.join(this.block(statement.body, yes), this.block(statement.orelse, no), statement);
      }
      case "Assert":
        this.scalar(statement.test);
        return this.env;
      case "Raise":
        return undefined;
      case "For":
      case "While":
        return this.loop(statement, env, false);
      case "Break":
        this.jumps.breaks.push(env);
        return undefined;
      case "Continue":
        this.jumps.continues.push(env);
        return undefined;
      default:
    }
    return this.refused(statement);
  }

  private refused(statement: Statement): never {
    throw new NotOnLists("a statement of the loop does more than compute with numbers and elements", statement);
  }

  /** @param runs whether it certainly runs at least once */
  private loop(loop: Loop, env: Environment, runs: boolean): Environment | undefined {
    const outer = this.jumps;
    let head = new Map(env);
    for (let round = 0; ; round++) {
      if (round > 50) throw new NotOnLists("it is not found out what its variables are", loop);
      this.jumps = { breaks: [], continues: [] };
      this.env = new Map(head);
      if (loop.kind === "While") this.scalar(loop.test);
      else this.assignItems(loop.target, loop.iter);
      const afterTest = this.env;
      const through = this.ways([this.block(loop.body, new Map(afterTest)), ...this.jumps.continues], loop);
      const next = through ? (this.join(new Map(head), through, loop) as Environment) : head;
      const settled = this.settle(head, next, round, loop);
      if (isSame(head, settled)) {
        const { breaks } = this.jumps;
        this.jumps = outer;
        const isEndless = loop.kind === "While" && loop.test.kind === "Constant" && Boolean(loop.test.value);
        const certain = loop.kind === "For" && (runs || hasItems(loop.iter));
        const exhausted = isEndless ? undefined : loop.kind === "While" ? new Map(afterTest) : certain ? through : head;
        const ended = exhausted && this.block(loop.orelse, new Map(exhausted));
        return this.ways([ended, ...breaks], loop);
      }
      head = settled;
    }
  }

  /** Whole numbers that grow from round to round have the bound of all that grow. */
  private settle(head: Environment, next: Environment, round: number, at: Node): Environment {
    const settled: Environment = new Map();
    for (const [name, value] of next) {
      const before = head.get(name) as Value;
      if (value.kind === "row" || before.kind === "row") {
        settled.set(name, value);
        continue;
      }
      if (this.memory.growing.has(name) && holds(value.classes, wholes | kinds.start)) {
        settled.set(name, scalar(value.classes, isWithin(value, nothing) ? nothing : { steps: 1, rest: 0 }));
        continue;
      }
      if (round > 2 && !isWithin(value, before)) {
        if (this.memory.growing.has(name)) throw new NotOnLists(`${name} grows in a way that is not understood`, at);
        this.memory.note(this.memory.growing, name);
      }
      settled.set(name, value);
    }
    return settled;
  }

  private ways(all: readonly (Environment | undefined)[], at: Node): Environment | undefined {
    return all.reduce((one, other) => this.join(one, other, at), undefined);
  }

  private join(a: Environment | undefined, b: Environment | undefined, at: Node): Environment | undefined {
    if (!a || !b) return a ?? b;
    const result: Environment = new Map();
    for (const [name, value] of a) result.set(name, joined(value, b.get(name) as Value, at));
    return result;
  }

  /** The value of an assignment, which may be a row. */
  private assignable(value: Expression, target: Expression | undefined): Value {
    return this.evaluate(value, target && nameIn(target));
  }

  private assign(target: Expression, value: Value, source: Node): void {
    if (target.kind === "Name") return this.assignName(target, value);
    if (target.kind !== "Subscript") throw new NotOnLists("a target of an assignment is neither a variable nor an element", target);
    const found = this.element(target);
    if (found.kind === "row") throw new NotOnLists("a whole row of an array is stored", target);
    if (value.kind === "row") throw new NotOnLists("a row of an array is stored in an element", target);
    const use = found.array;
    this.memory.note(this.memory.written, use.name);
    if (holds(value.classes, kinds.text)) throw new NotOnLists("a text is stored in an array", target);
    this.saved.set(target, storing[Math.min(use.rank, 3)] as number);
    this.convert(use, value, source, target);
  }

  private assignName(target: Extract<Expression, { kind: "Name" }>, value: Value): void {
    const { id } = target;
    if (value.kind === "row") {
      this.env.set(id, value);
      return;
    }
    const isGrowing = this.memory.growing.has(id) && holds(value.classes, wholes | truths);
    if (isGrowing && !isOnly(value.classes, kinds.start)) this.oblige(target, value);
    this.env.set(id, value);
  }

  private oblige(at: Node, bound: Bound): void {
    const known = this.obligations.get(at);
    if (known) known.bound = larger(known.bound, bound);
    else this.obligations.set(at, { at, bound });
  }

  /** What an array makes of a number that is stored in it. */
  private convert({ dtype, name }: ArrayUse, value: Scalar, source: Node, target: Node): void {
    const { classes } = value;
    switch (dtype) {
      case "float64":
        if (!isOnly(classes, floats)) this.conversions.set(source, "float");
        return;
      case "int64":
        if (!isOnly(classes, wholes)) this.conversions.set(source, "int");
        return this.oblige(target, holds(classes, floats) ? anySize : value);
      case "bool":
        if (!isOnly(classes, truths)) this.conversions.set(source, "bool");
        return;
      default:
        throw new NotOnLists(`${name} holds small whole numbers, which wrap around`, target);
    }
  }

  // --- items of loops -------------------------------------------------------------------------------------------------

  private assignItems(target: Expression, source: Expression): void {
    if (source.kind === "Call" && source.keywords.length === 0) {
      const callee = this.builtin(source.func);
      const [first] = source.args;
      switch (callee) {
        case "range": {
          if (source.args.length === 0 || source.args.length > 3 || target.kind !== "Name") break;
          let bound: Bound = nothing;
          for (const arg of source.args) {
            const value = this.scalar(arg);
            this.mustBeWhole(value, arg);
            bound = larger(bound, value);
          }
          return this.assignName(target, scalar(kinds.int, bound));
        }
        case "enumerate": {
          if (source.args.length !== 1 || !first || target.kind !== "Tuple" || target.elts.length !== 2) break;
          const [count, item] = target.elts as [Expression, Expression];
          if (count.kind !== "Name") break;
          this.assignName(count, scalar(kinds.int, lengths));
          return this.assignItems(item, first);
        }
        case "zip": {
          if (target.kind !== "Tuple" || target.elts.length !== source.args.length || source.args.length === 0) break;
          target.elts.forEach((item, index) => {
            this.assignItems(item, source.args[index] as Expression);
          });
          return;
        }
        case "reversed":
          if (source.args.length === 1 && first) return this.assignItems(target, first);
          break;
        default:
      }
    }
    const name = dottedName(source);
    if (target.kind === "Name" && (name !== undefined || source.kind === "Subscript")) {
      const row = this.rowOf(source);
      if (row) return this.assignName(target, this.itemOf(row));
    }
    throw new NotOnLists("the loop does not count, and does not run over arrays", source);
  }

  private itemOf({ array, rank }: Row): Value {
    return rank > 1 ? { kind: "row", array, rank: rank - 1 } : this.outside.elementOf(this.outside.arrays.get(array) as ArrayUse);
  }

  /** An array, or a part of one, as something that has elements. */
  private rowOf(expression: Expression): Row | undefined {
    if (expression.kind === "Name" && this.survey.bound.has(expression.id)) {
      const value = this.env.get(expression.id);
      return value?.kind === "row" ? value : undefined;
    }
    const name = dottedName(expression);
    if (name !== undefined) return { kind: "row", array: name, rank: this.outside.array(name, expression, 1).rank };
    if (expression.kind !== "Subscript") return undefined;
    const found = this.element(expression);
    return found.kind === "row" ? found.row : undefined;
  }

  // --- expressions ----------------------------------------------------------------------------------------------------

  scalar(expression: Expression, target?: string): Scalar {
    const value = this.evaluate(expression, target);
    if (value.kind === "row") throw new NotOnLists("a whole array, or a row of one, is computed with", expression);
    return value;
  }

  /** @param target the variable that gets the value: it may keep the object that it had */
  private evaluate(expression: Expression, target?: string): Value {
    switch (expression.kind) {
      case "Constant":
        return this.constant(expression);
      case "Name":
      case "Attribute":
        return this.variable(expression, target);
      case "Subscript": {
        if (measuredArray(expression) !== undefined) return this.length(expression);
        const found = this.element(expression);
        if (found.kind === "row") return found.row;
        if (found.array.holder === "array") this.saved.set(expression, loading[Math.min(found.array.rank, 3)] as number);
        return this.outside.elementOf(found.array);
      }
      case "BinOp":
        return this.binary(
          expression.op,
          this.scalar(expression.left),
          this.scalar(expression.right),
          expression,
          constantOf(expression.right),
        );
      case "UnaryOp": {
        const operand = this.scalar(expression.operand);
        if (expression.op === "Not") return scalar(kinds.bool);
        const result = this.arithmetic.unary(expression.op, operand, expression);
        if (expression.op === "Invert" && isOnly(operand.classes, kinds.bool_)) this.calls.set(expression, "not");
        if (holds(operand.classes, ofNumPy)) this.saved.set(expression, 15);
        return result;
      }
      case "Compare": {
        let left = this.scalar(expression.left);
        let classes = 0;
        expression.comparators.forEach((comparator, index) => {
          const right = this.scalar(comparator);
          classes |= this.arithmetic.compare(expression.ops[index] as never, left, right, expression).classes;
          left = right;
        });
        this.saved.set(expression, 3);
        return scalar(classes);
      }
      case "BoolOp":
        return expression.values.map((value) => this.scalar(value, target)).reduce((a, b) => joined(a, b, expression) as Scalar);
      case "IfExp": {
        this.scalar(expression.test);
        return joined(this.evaluate(expression.body, target), this.evaluate(expression.orelse, target), expression);
      }
      case "Call": {
        const name = this.functionOf(expression.func);
        return name === "builtins.len" && expression.keywords.length === 0
          ? this.length(expression)
          : this.functions.call(expression, name, target);
      }
      default:
        throw new NotOnLists("an expression of the loop is more than numbers and elements", expression);
    }
  }

  private constant(expression: Extract<Expression, { kind: "Constant" }>): Scalar {
    const { value } = expression;
    switch (typeof value) {
      case "bigint":
        return scalar(kinds.int, { steps: 0, rest: Math.abs(Number(value)) });
      case "number":
        return scalar(kinds.float);
      case "boolean":
        return scalar(kinds.bool);
      case "string":
        return scalar(kinds.text);
      default:
        throw new NotOnLists("a constant is not a number", expression);
    }
  }

  private variable(expression: Extract<Expression, { kind: "Name" | "Attribute" }>, target: string | undefined): Value {
    if (expression.kind === "Name" && this.survey.bound.has(expression.id)) return this.ownVariable(expression, target);
    const name = dottedName(expression);
    const type = this.facts.typeOf(expression);
    // `math.pi`
    if (expression.kind === "Attribute" && expression.value.kind === "Name" && this.facts.typeOf(expression.value).kind === "module") {
      if (type.kind === "scalar" && (type.class === "float" || type.class === "int"))
        return scalar(type.class === "float" ? kinds.float : kinds.int, typeof type.value === "bigint" ? rest(type.value) : anySize);
      throw new NotOnLists("an attribute of a module is not a number", expression);
    }
    if (expression.kind === "Attribute" && ["size", "ndim"].includes(expression.attr)) {
      const owner = dottedName(expression.value);
      if (owner !== undefined && this.survey.isArray(owner)) {
        this.outside.array(owner, expression.value);
        return scalar(kinds.int, lengths);
      }
    }
    if (name === undefined) throw new NotOnLists("an expression of the loop is more than numbers and elements", expression);
    if (this.survey.isArray(name)) return { kind: "row", array: name, rank: this.outside.array(name, expression).rank };
    const { classes, bits } = this.outside.number(name, expression, type);
    const known = type.kind === "scalar" && typeof type.value === "bigint" ? rest(type.value) : undefined;
    return scalar(classes, known ?? (bits === undefined ? anySize : { steps: 0, rest: 2 ** bits }));
  }

  private ownVariable(expression: Extract<Expression, { kind: "Name" }>, target: string | undefined): Value {
    const { id } = expression;
    const value = this.env.get(id) as Value;
    if (value.kind === "row") return value;
    if (holds(value.classes, kinds.unset)) {
      if (!this.survey.canCarry(id)) throw new NotOnLists(`${id} may not be set when it is read`, expression);
      this.memory.note(this.memory.carried, id);
      throw new NotOnLists(`${id} may not be set when it is read`, expression);
    }
    if (!holds(value.classes, kinds.start) || target === id) return value;
    return scalar((value.classes & ~kinds.start) | this.outside.startOf(id).classes, value);
  }

  /** Of the first value of a variable, which classes it has. */
  plain(value: Scalar, names: readonly string[] = [...this.memory.carried]): Scalar {
    if (!holds(value.classes, kinds.start)) return value;
    const starts = names.map((name) => this.outside.startOf(name).classes).reduce((a, b) => a | b, 0);
    return scalar((value.classes & ~kinds.start) | starts, value);
  }

  private binary(op: Parameters<Arithmetic["binary"]>[0], left: Scalar, right: Scalar, at: Node, constant?: bigint | number): Scalar {
    const [a, b] = [this.plain(left), this.plain(right)];
    this.saved.set(at, holds(a.classes | b.classes, ofNumPy) ? (holds(a.classes | b.classes, floats) ? 20 : 13) : 0);
    return this.arithmetic.binary(op, a, b, at, constant);
  }

  private length(expression: Expression): Scalar {
    const name = measuredArray(expression) as string;
    if (expression.kind === "Call") {
      const [subject] = expression.args as [Expression];
      if (!this.rowOf(subject)) throw new NotOnLists("the length of something that is not an array is read", expression);
    } else {
      if (this.survey.bound.has(name)) throw new NotOnLists("the shape of a row is read", expression);
      const owner = expression.kind === "Subscript" && expression.value.kind === "Attribute" ? expression.value.value : expression;
      this.outside.array(name, owner);
    }
    return scalar(kinds.int, lengths);
  }

  private mustBeWhole(value: Scalar, at: Expression): void {
    const { classes } = this.plain(value);
    if (isOnly(classes, wholes)) return;
    // A variable, or an array, of which nothing is known is whole because it has to be.
    const name = at.kind === "Subscript" ? arrayOf(at) : dottedName(at);
    if (name !== undefined && this.survey.isOpen(name, this.facts) && !this.memory.whole.has(name))
      this.memory.note(this.memory.whole, name);
    for (const source of this.survey.sourcesOf(at)) {
      if (!this.memory.whole.has(source) && this.survey.isOpen(source, this.facts)) this.memory.note(this.memory.whole, source);
    }
    throw new NotOnLists("a subscript or bound is not certainly a whole number", at);
  }

  /** What a subscript leads to. */
  private element(
    node: Extract<Expression, { kind: "Subscript" }>,
  ): { readonly kind: "element"; readonly array: ArrayUse } | { readonly kind: "row"; readonly row: Row } {
    const axes = node.slice.kind === "Tuple" ? node.slice.elts : [node.slice];
    const base = node.value.kind === "Subscript" ? this.element(node.value) : undefined;
    if (base?.kind === "element") throw new NotOnLists("an element of an array has a subscript", node);
    const from = base ? base.row : this.rowOf(node.value);
    if (!from) throw new NotOnLists("something has a subscript that is not an array", node);
    for (const axis of axes) {
      if (axis.kind === "Slice") throw new NotOnLists("a slice of an array is used as a whole", axis);
      this.mustBeWhole(this.scalar(axis), axis);
    }
    const left = from.rank - axes.length;
    if (left < 0) throw new NotOnLists("an array has more subscripts than axes", node);
    const array = this.outside.arrays.get(from.array) as ArrayUse;
    return left === 0 ? { kind: "element", array } : { kind: "row", row: { kind: "row", array: from.array, rank: left } };
  }

  // --- calls ----------------------------------------------------------------------------------------------------------

  private builtin(callee: Expression): string | undefined {
    const name = this.functionOf(callee);
    return name?.startsWith("builtins.") ? name.slice("builtins.".length) : undefined;
  }

  private functionOf(callee: Expression): string | undefined {
    const type = this.facts.typeOf(callee);
    return type.kind === "library-function" || type.kind === "library-class" ? type.name : undefined;
  }
}

/** Nanoseconds that access to an element of an array takes more than to one of a list, by the number of axes; with NumPy 2.4. */
const loading = [0, 22, 38, 50] as const;
const storing = [0, 18, 32, 45] as const;
/** Nanoseconds that a look at a number takes. */
const looking = 35;

const rest = (value: bigint): Bound => ({ steps: 0, rest: Math.abs(Number(value)) });

export const nameIn = (target: Expression): string | undefined => (target.kind === "Name" ? target.id : undefined);

export function constantOf(expression: Expression): bigint | number | undefined {
  const isNegative = expression.kind === "UnaryOp" && expression.op === "USub";
  const inner = isNegative ? expression.operand : expression;
  if (inner.kind !== "Constant" || (typeof inner.value !== "bigint" && typeof inner.value !== "number")) return undefined;
  return isNegative ? -inner.value : inner.value;
}

function arrayOf(node: Expression): string | undefined {
  let at = node;
  while (at.kind === "Subscript") at = at.value;
  return dottedName(at);
}

/** A range of constants that is not empty. */
function hasItems(source: Expression): boolean {
  if (source.kind !== "Call" || source.func.kind !== "Name" || source.func.id !== "range") return false;
  const [first, second, third] = source.args.map(constantOf);
  if (typeof first !== "bigint" || third !== undefined || source.args.length > 2) return false;
  return source.args.length === 1 ? first > 0n : typeof second === "bigint" && second > first;
}

function isSame(a: Environment, b: Environment): boolean {
  for (const [name, value] of a) if (!sameValue(value, b.get(name) as Value)) return false;
  return true;
}
