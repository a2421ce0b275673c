/**
 * Guards as passes write them down: checks of `runtime-shim/python/noodle_rt/guards.py` on variables of the program. A pass
 * collects what it could not prove in a `GuardSet`, which drops what is said twice and puts the cheap checks first.
 */
import type { DType } from "../../compiler/analysis/types/type.js";
import type { ConstantValue } from "../../compiler/ir/constants.js";
import { type Location, synthetic } from "../../compiler/ir/location.js";
import { build, type Expression } from "../../compiler/ir/nodes.js";
import { copyNode, walk } from "../../compiler/ir/visit.js";
import { shortText } from "./short-text.js";

/** Functions of `noodle_rt`, and how their cost grows with the data that they look at. */
const functions = {
  plain: "constant",
  exactly: "constant",
  elements: "linear",
  length: "constant",
  between: "constant",
  array: "constant",
  arrays: "constant",
  number: "constant",
  real: "constant",
  numeric: "constant",
  like: "constant",
  small: "linear",
  shape: "constant",
  extent: "constant",
  same_shape: "constant",
  writable: "constant",
  contiguous: "constant",
  apart: "constant",
  row_major: "constant",
  beside: "constant",
  batched: "constant",
  clear: "constant",
  takes: "constant",
  aligned: "constant",
  within: "linear",
  finite: "linear",
  no_nan: "linear",
  no_zero: "linear",
  distinct: "linear",
  frame: "constant",
  column: "constant",
  no_column: "constant",
  series: "constant",
  range_index: "constant",
  unique_index: "linear",
  same_index: "constant",
  no_null: "linear",
  strings: "linear",
  frame_or_series: "constant",
  tensor: "constant",
  genuine: "constant",
  version: "constant",
  worth: "constant",
  bounded: "linear",
  listed: "linear",
} as const satisfies Readonly<Record<string, "constant" | "linear">>;

export type GuardFunction = keyof typeof functions;

export const guardFunctions = Object.keys(functions) as readonly GuardFunction[];

/** A variable, a constant, or an expression whose evaluation has no effects and cannot raise once the guards before it hold. */
export type GuardArgument =
  | { readonly variable: string }
  | { readonly constant: ConstantValue | readonly bigint[] }
  | { readonly expression: Expression };

/** A call of a function of `noodle_rt`, or a condition of the program's own operators. */
export type Guard =
  | { readonly kind: "call"; readonly function: GuardFunction; readonly args: readonly GuardArgument[] }
  | { readonly kind: "condition"; readonly test: Expression; readonly text: string };

/** `x`, or `self.x` behind a guard that its attributes are plain. */
export const variable = (name: string): GuardArgument => ({ variable: name });
export const constant = (value: ConstantValue | readonly bigint[]): GuardArgument => ({ constant: value });

const call = (name: GuardFunction, ...args: readonly GuardArgument[]): Guard => ({ kind: "call", function: name, args });

/** A variable holds an instance of exactly one of these builtin classes. */
export const exactly = (name: string, ...classes: readonly string[]): Guard => call("exactly", variable(name), ...classes.map(constant));

/** What is asked of an array; what is left out may be anything. */
export interface ArrayGuard {
  readonly dtype?: DType;
  readonly rank?: number;
  /** The least number of elements: below, the rewrite does not pay. */
  readonly size?: number;
}

/** A variable holds a `numpy.ndarray`, no subclass. */
export const array = (name: string, { dtype, rank, size }: ArrayGuard = {}): Guard =>
  call("array", variable(name), constant(dtype ?? null), constant(rank === undefined ? null : BigInt(rank)), constant(BigInt(size ?? 0)));

/** The memory of an array that is written is apart from that of others. */
export const apart = (written: string, ...others: readonly string[]): Guard => call("apart", ...[written, ...others].map(variable));

/** As `apart`, but the others may also lie in the same memory element for element. */
export const aligned = (written: string, ...others: readonly string[]): Guard => call("aligned", ...[written, ...others].map(variable));

/** Indices 0 … `least` - 1 are there along an axis. */
export const extent = (name: string, axis: number, least: Expression): Guard =>
  call("extent", variable(name), constant(BigInt(axis)), { expression: least });

/** Any other function of `noodle_rt` whose arguments are variables, then constants. */
export const check = (name: GuardFunction, variables: readonly string[], ...constants: readonly ConstantValue[]): Guard =>
  call(name, ...variables.map(variable), ...constants.map(constant));

/**
 * A condition in the program's own words, like `n > 0`.
 * @param text says the same as `test`: equal texts are checked once
 */
export const condition = (test: Expression, text: string): Guard => ({ kind: "condition", test, text });

/** Conditions that must all hold. */
export class GuardSet {
  private readonly guards = new Map<string, Guard>();

  add(...guards: readonly Guard[]): this {
    for (const guard of guards) {
      if (guard.kind === "call" && guard.function === "array") this.addArray(guard);
      else this.guards.set(textOf(guard), guard);
    }
    return this;
  }

  /**
   * The guards that say the same as long as their variables stay what they are, and all of whose variables pass a test; and the
   * others, with those that look at elements. Both in their order.
   */
  split(isFixed: (variable: string) => boolean): readonly [GuardSet, GuardSet] {
    const parts = [new GuardSet(), new GuardSet()] as const;
    for (const guard of this.guards.values()) parts[!isLinear(guard) && variablesOf(guard).every(isFixed) ? 0 : 1].add(guard);
    return parts;
  }

  /** These guards but for those that another set has too. */
  without(other: GuardSet): GuardSet {
    return new GuardSet().add(...[...this.guards].flatMap(([text, guard]) => (other.guards.has(text) ? [] : [guard])));
  }

  get all(): readonly Guard[] {
    return [...this.guards.values()];
  }

  get size(): number {
    return this.guards.size;
  }

  get isEmpty(): boolean {
    return this.guards.size === 0;
  }

  /** What a person reads in a remark: `array(x, "float64", 1)`. */
  get texts(): readonly string[] {
    return this.ordered().map(textOf);
  }

  /**
   * The condition, cheapest checks first; those that look at all elements last. A check stands behind those of its kind that
   * were added before it.
   * @param runtime the name under which the module knows `noodle_rt`
   */
  test(runtime: string, pass: string): Expression {
    const loc = synthetic(pass);
    const tests = together(this.ordered()).map((guard) => expressionOf(guard, runtime, loc));
    const [only] = tests;
    if (only === undefined) throw new Error("there is nothing to guard");
    return tests.length === 1 ? only : build.BoolOp({ op: "And", values: tests }, loc);
  }

  /** Two demands on one array become one, unless they contradict each other: then both are kept, and one of them fails. */
  private addArray(guard: Extract<Guard, { kind: "call" }>): void {
    const [subject] = guard.args;
    for (const [text, known] of this.guards) {
      if (known.kind !== "call" || known.function !== "array" || argumentText(known.args[0]) !== argumentText(subject)) continue;
      const merged = mergeArrays(known, guard);
      if (!merged) continue;
      // In its place: other checks may rest on it.
      const entries = [...this.guards].map(([at, each]): [string, Guard] => (at === text ? [textOf(merged), merged] : [at, each]));
      this.guards.clear();
      for (const [at, each] of entries) this.guards.set(at, each);
      return;
    }
    this.guards.set(textOf(guard), guard);
  }

  private ordered(): Guard[] {
    return [...this.guards.values()].sort((a, b) => Number(isLinear(a)) - Number(isLinear(b)));
  }
}

/** Looks at every element. */
const isLinear = (guard: Guard): boolean => guard.kind === "call" && functions[guard.function] === "linear";

type Call = Extract<Guard, { kind: "call" }>;

/** `y.dtype is x.dtype` */
const sameDtype = /^(.+)\.dtype is (.+)\.dtype$/;

/** Arrays of one dtype and number of axes are asked about in one call, which also says that their dtypes are the same. */
function together(guards: readonly Guard[]): Guard[] {
  const same = guards.flatMap((guard) => (guard.kind === "condition" ? (sameDtype.exec(guard.text)?.slice(1) ?? []) : []));
  const groups = new Map<string, { readonly first: Call; readonly names: string[] }>();
  const keyOf = (guard: Guard): string | undefined => {
    if (guard.kind !== "call" || guard.function !== "array") return undefined;
    const [subject, dtype, rank, size] = guard.args;
    if (!subject || !("variable" in subject) || valueOf(dtype) === null || valueOf(rank) === null || valueOf(size) !== 0n) return undefined;
    return !String(valueOf(dtype)).includes("|") || same.includes(subject.variable)
      ? `${argumentText(dtype)} ${argumentText(rank)}`
      : undefined;
  };
  for (const guard of guards) {
    const key = keyOf(guard);
    if (key === undefined || guard.kind !== "call") continue;
    const group = groups.get(key);
    const name = argumentText(guard.args[0]);
    if (group) group.names.push(name);
    else groups.set(key, { first: guard, names: [name] });
  }
  const isSaid = (guard: Guard): boolean => {
    const [, one, other] = guard.kind === "condition" ? (sameDtype.exec(guard.text) ?? []) : [];
    return one !== undefined && [...groups.values()].some(({ names }) => names.includes(one) && names.includes(other as string));
  };
  return guards.flatMap((guard): Guard[] => {
    const group = groups.get(keyOf(guard) ?? "");
    if (!group || group.names.length < 2) return isSaid(guard) ? [] : [guard];
    const [, dtype, rank] = group.first.args as [GuardArgument, GuardArgument, GuardArgument];
    return group.first === guard ? [call("arrays", dtype, rank, ...group.names.map(variable))] : [];
  });
}

/** Names that a guard reads. */
function variablesOf(guard: Guard): string[] {
  const names: string[] = [];
  const collect = (expression: Expression): void =>
    walk(expression, (node) => {
      if (node.kind === "Name") names.push(node.id);
    });
  if (guard.kind === "condition") collect(guard.test);
  else {
    for (const argument of guard.args) {
      if ("variable" in argument) names.push(argument.variable.split(".", 1)[0] as string);
      else if ("expression" in argument) collect(argument.expression);
    }
  }
  return names;
}

function mergeArrays(a: Call, b: Call): Call | undefined {
  const args: GuardArgument[] = [a.args[0] as GuardArgument];
  for (const index of [1, 2]) {
    const [left, right] = [valueOf(a.args[index]), valueOf(b.args[index])];
    if (left !== null && right !== null && left !== right) return undefined;
    args.push(constant(left ?? right));
  }
  const [first, second] = [a.args[3], b.args[3]] as [GuardArgument, GuardArgument];
  args.push((valueOf(first) as bigint) > (valueOf(second) as bigint) ? first : second);
  return { ...a, args };
}

const valueOf = (argument: GuardArgument | undefined): ConstantValue =>
  argument && "constant" in argument && !Array.isArray(argument.constant) ? (argument.constant as ConstantValue) : null;

function textOf(guard: Guard): string {
  return guard.kind === "condition" ? guard.text : `${guard.function}(${trimmed(guard).map(argumentText).join(", ")})`;
}

/** Arguments that say what is the default anyway are left out. */
function trimmed({ function: name, args }: Call): readonly GuardArgument[] {
  if (name !== "array") return args;
  const [subject, dtype, rank, size] = args as [GuardArgument, GuardArgument, GuardArgument, GuardArgument];
  if (valueOf(size) !== 0n) return args;
  return valueOf(rank) === null ? [subject, dtype] : [subject, dtype, rank];
}

function argumentText(argument: GuardArgument | undefined): string {
  if (!argument) return "";
  if ("variable" in argument) return argument.variable;
  if ("expression" in argument) return shortText(argument.expression);
  const { constant: value } = argument;
  if (Array.isArray(value)) return `(${value.join(", ")})`;
  return typeof value === "string" ? JSON.stringify(value) : value === null ? "None" : String(value);
}

function expressionOf(guard: Guard, runtime: string, loc: Location): Expression {
  if (guard.kind === "condition") return copyNode(guard.test);
  const func = build.Attribute({ value: build.Name({ id: runtime, ctx: "Load" }, loc), attr: guard.function, ctx: "Load" }, loc);
  return build.Call({ func, args: trimmed(guard).map((argument) => argumentExpression(argument, loc)), keywords: [] }, loc);
}

function argumentExpression(argument: GuardArgument, loc: Location): Expression {
  if ("variable" in argument) {
    const [name, ...attributes] = argument.variable.split(".") as [string, ...string[]];
    const value: Expression = build.Name({ id: name, ctx: "Load" }, loc);
    return attributes.reduce<Expression>((at, attr) => build.Attribute({ value: at, attr, ctx: "Load" }, loc), value);
  }
  if ("expression" in argument) return copyNode(argument.expression);
  const { constant: value } = argument;
  if (Array.isArray(value)) {
    const elts = value.map((item: bigint) => build.Constant({ value: item, prefix: null }, loc));
    return build.Tuple({ elts, ctx: "Load" }, loc);
  }
  // Text has no negative constants.
  if (typeof value === "bigint" && value < 0n) {
    return build.UnaryOp({ op: "USub", operand: build.Constant({ value: -value, prefix: null }, loc) }, loc);
  }
  return build.Constant({ value: value as ConstantValue, prefix: null }, loc);
}
