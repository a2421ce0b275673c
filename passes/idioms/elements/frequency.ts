/**
 * Whether a loop runs so often that lists can pay: what is asked in front of everything else, in the cheapest way there is, since a few
 * iterations must not pay for checks.
 */
import { build, type Expression } from "../../../compiler/ir/nodes.js";
import { childrenOf, copyNode, some } from "../../../compiler/ir/visit.js";
import { condition, type Guard } from "../../guards/guard.js";
import { shortText } from "../../guards/short-text.js";
import { dottedName, measuredArray } from "../../loops/vectorize/nest.js";
import type { Loop } from "../../loops/vectorize/sites.js";
import type { Builder } from "../../loops/vectorize/tree.js";
import type { Editor } from "../../manager/editor.js";
import type { Term } from "./work.js";

/** What is known of the variables that iterations are counted by. */
export interface Counted {
  /** Number of axes of an array, `"proved"` where it is a fact; the class that a text or list has to be of; `undefined` for what is none. */
  readonly kindOf: (name: string) => number | "proved" | "str" | "list" | undefined;
  readonly isInt: (name: string) => boolean;
  /** All checks of an array, where its class cannot be asked for alone. */
  readonly whole: (name: string) => readonly Guard[];
  /** Name of NumPy. */
  readonly numpy: string | undefined;
}

export interface Frequency {
  /** Whether it counts by bounds that are to be computed in front. */
  readonly readsBounds: boolean;
  readonly guards: readonly Guard[];
  /** Nanoseconds that are saved, once the guards hold. */
  readonly saved: Expression;
}

/** A number of iterations: `min(a, b)` has two arms. */
interface Factor {
  readonly arms: readonly Expression[];
  /** How its arms are asked for before anything is known of their classes. */
  readonly asked: readonly Expression[];
  /** It cannot be below zero. */
  readonly isLength: boolean;
}

/** @returns `undefined` when it certainly runs too seldom */
export function frequencyOf(terms: readonly Term[], least: bigint, bounds: Bounds, counted: Counted, b: Builder): Frequency | undefined {
  const factors = new Map<string, Factor>();
  const products = productsOf(terms, (key, trip) => factors.set(key, factorOf(trip, bounds, counted, b)));
  const factor = (key: string): Factor => factors.get(key) as Factor;
  const product = (keys: readonly string[], number: bigint | undefined, isAsked: boolean): Expression => {
    const values = keys.map((key) => (isAsked ? smallestOf(factor(key).asked, b) : smallestOf(factor(key).arms, b)));
    return [...(number === undefined ? [] : [b.number(number)]), ...values].reduce((left, right) => b.binary(left, "Mult", right));
  };
  const sumOf = (isAsked: boolean): Expression =>
    products.map(({ nanoseconds, keys }) => product(keys, nanoseconds, isAsked)).reduce((sum, each) => b.binary(sum, "Add", each));
  if (products.length === 0) return undefined;
  const saved = sumOf(false);
  const used = [...new Set(products.flatMap(({ keys }) => keys))];
  const [first, ...others] = used;
  if (first === undefined) {
    const certain = products.reduce((sum, { nanoseconds }) => sum + nanoseconds, 0n);
    return certain < least ? undefined : { readsBounds: false, guards: [], saved };
  }
  const guards: Guard[] = [];
  const harmless = (key: string): Guard[] => factor(key).arms.flatMap((arm) => classes(arm, bounds, counted, b));
  const atLeast = (key: string, number: bigint): Guard[] =>
    factor(key).arms.flatMap((arm, index) => [
      ...classes(arm, bounds, counted, b),
      armAtLeast(factor(key).asked[index] as Expression, number, b),
    ]);
  if (others.length === 0) {
    const total = (count: bigint): bigint =>
      products.reduce((sum, { nanoseconds, keys }) => sum + nanoseconds * count ** BigInt(keys.length), 0n);
    guards.push(
      ...atLeast(
        first,
        leastThat((count) => total(count) >= least),
      ),
    );
  } else {
    for (const key of toBePositive(products, (each) => factor(each).isLength)) guards.push(...atLeast(key, 1n));
    guards.push(...used.flatMap(harmless));
    const [only, ...more] = products;
    if (only && more.length === 0) guards.push(comparison(product(only.keys, undefined, true), quotient(least, only.nanoseconds), b));
    else guards.push(comparison(sumOf(true), least, b));
  }
  const readsBounds = used.some((key) =>
    factor(key).arms.some((arm) => some(arm, (node) => node.kind === "Name" && bounds.names.has(node.id))),
  );
  return { readsBounds, guards, saved };
}

// --- numbers of iterations ----------------------------------------------------------------------------------------------------

/** So many nanoseconds for each of so many iterations. */
interface Product {
  readonly nanoseconds: bigint;
  readonly keys: readonly string[];
}

/** Terms of the same iterations become one, and constants are multiplied. */
function productsOf(terms: readonly Term[], note: (key: string, trip: Expression) => void): Product[] {
  const sums = new Map<string, { nanoseconds: number; keys: readonly string[] }>();
  for (const { nanoseconds, trips } of terms) {
    const keys: string[] = [];
    let certain = nanoseconds;
    for (const trip of trips) {
      const number = numberOf(trip);
      if (number !== undefined) certain *= Math.max(0, Number(number));
      else {
        const key = keyOf(trip);
        keys.push(key);
        note(key, trip);
      }
    }
    const name = keys.join(" * ");
    sums.set(name, { nanoseconds: (sums.get(name)?.nanoseconds ?? 0) + certain, keys });
  }
  return [...sums.values()]
    .map(({ nanoseconds, keys }) => ({ nanoseconds: BigInt(Math.round(nanoseconds)), keys }))
    .filter((each) => each.nanoseconds > 0n);
}

function factorOf(trip: Expression, bounds: Bounds, counted: Counted, b: Builder): Factor {
  const arms = (trip.kind === "Call" && calledName(trip) === "min" ? trip.args : [trip]).map((arm) => withNames(arm, bounds, b));
  return { arms, asked: arms.map((arm) => asked(arm, counted, b)), isLength: arms.every((arm) => measuredArray(arm) !== undefined) };
}

function smallestOf(arms: readonly Expression[], b: Builder): Expression {
  const [only, ...others] = arms.map((arm) => copyNode(arm)) as [Expression, ...Expression[]];
  return others.length === 0 ? only : b.call(b.name("min"), only, ...others);
}

/** Of two numbers below zero the product is above it: all but one of each product have to be asked. */
function toBePositive(products: readonly Product[], isLength: (key: string) => boolean): Set<string> {
  const positive = new Set<string>();
  for (const { keys } of products) {
    for (;;) {
      const open = keys.filter((key) => !positive.has(key) && !isLength(key));
      if (open.length < 2) break;
      positive.add(open[0] as string);
    }
  }
  return positive;
}

/** What tells expressions apart. */
const keyOf = (node: Expression): string =>
  JSON.stringify(node, (field, value: unknown) => (field === "loc" ? undefined : typeof value === "bigint" ? `${value}n` : value));

const calledName = ({ func }: Extract<Expression, { kind: "Call" }>): string | undefined => (func.kind === "Name" ? func.id : undefined);

/** The value of sums and products of constants. */
function numberOf(node: Expression): bigint | undefined {
  if (node.kind === "Constant") return typeof node.value === "bigint" ? node.value : undefined;
  if (node.kind !== "BinOp") return undefined;
  const [left, right] = [numberOf(node.left), numberOf(node.right)];
  if (left === undefined || right === undefined) return undefined;
  return node.op === "Add" ? left + right : node.op === "Sub" ? left - right : node.op === "Mult" ? left * right : undefined;
}

function leastThat(holds: (count: bigint) => boolean): bigint {
  let count = 1n;
  while (!holds(count)) count++;
  return count;
}

const quotient = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

// --- bounds -------------------------------------------------------------------------------------------------------------------

/** Lengths and attributes in the bounds of a range, which the loop asks for first of all: once for the conditions and the loop. */
export interface Bounds {
  /** By text of what was asked for, the variable that is to hold it. */
  readonly byText: ReadonlyMap<string, string>;
  /** By variable, whether it may be something else than an `int`. */
  readonly names: ReadonlyMap<string, boolean>;
  /** Has them computed in front of the loop, and the loop take them from there. */
  readonly compute: () => void;
}

export function boundsOf(loop: Loop, editor: Editor): Bounds {
  const [byText, names] = [new Map<string, string>(), new Map<string, boolean>()];
  const leaves: { readonly leaf: Expression; readonly name: string }[] = [];
  const collect = (node: Expression): void => {
    if (measuredArray(node) === undefined && node.kind !== "Attribute") {
      for (const child of childrenOf(node)) collect(child as Expression);
    } else if (!byText.has(shortText(node))) {
      const name = editor.freshName("size");
      byText.set(shortText(node), name);
      names.set(name, node.kind !== "Call");
      leaves.push({ leaf: node, name });
    }
  };
  if (loop.kind === "For" && loop.iter.kind === "Call" && calledName(loop.iter) === "range") for (const arg of loop.iter.args) collect(arg);
  const compute = (): void => {
    for (const { leaf, name } of leaves.splice(0)) {
      const target = build.Name({ id: name, ctx: "Store" }, leaf.loc);
      editor.insertBefore(loop, [build.Assign({ targets: [target], value: copyNode(leaf) }, editor.synthetic())]);
      editor.replaceExpression(leaf, build.Name({ id: name, ctx: "Load" }, leaf.loc));
    }
  };
  return { byText, names, compute };
}

/** A number of iterations with the variables that hold its bounds. */
function withNames(node: Expression, { byText }: Bounds, b: Builder): Expression {
  return mapped(node, (leaf) => {
    const name = byText.get(shortText(leaf));
    return name === undefined ? copyNode(leaf) : b.name(name);
  });
}

/** Lengths of arrays with one axis, in the quickest way that works for anything that is an array. */
const asked = (node: Expression, counted: Counted, b: Builder): Expression =>
  mapped(node, (leaf) => {
    const name = measuredArray(leaf);
    return name !== undefined && counted.kindOf(name) === 1 ? b.attribute(b.name(name), "size") : copyNode(leaf);
  });

function mapped(node: Expression, change: (leaf: Expression) => Expression): Expression {
  if (node.kind === "BinOp") {
    const [left, right] = [mapped(node.left, change), mapped(node.right, change)];
    return build.BinOp({ ...node, left, right }, node.loc);
  }
  if (node.kind === "UnaryOp") return build.UnaryOp({ ...node, operand: mapped(node.operand, change) }, node.loc);
  return change(node);
}

// --- conditions -----------------------------------------------------------------------------------------------------------------

/** What makes it harmless to count. */
function classes(arm: Expression, bounds: Bounds, counted: Counted, b: Builder): Guard[] {
  const guards: Guard[] = [];
  const isOf = (name: string, cls: Expression, text: string): Guard =>
    condition(b.compare(b.call(b.name("type"), b.name(name)), "Is", cls), `type(${name}) is ${text}`);
  const isSequence = (name: string): Guard => {
    const classes = ["list", "tuple"].map((cls) => b.compare(b.call(b.name("type"), b.name(name)), "Is", b.name(cls)));
    return condition(build.BoolOp({ op: "Or", values: classes }, b.loc), `type(${name}) is list or tuple`);
  };
  const integer = (name: string): Guard => isOf(name, b.name("int"), "int");
  const arraysAsked = new Map<string, number>();
  const visit = (leaf: Expression): Expression => {
    const array = measuredArray(leaf);
    const name = dottedName(leaf);
    if (array !== undefined) {
      const axis = leaf.kind === "Subscript" && leaf.slice.kind === "Constant" ? Number(leaf.slice.value) : 0;
      arraysAsked.set(array, Math.max(axis, arraysAsked.get(array) ?? 0));
    } else if (name !== undefined) {
      if (bounds.names.has(name) ? bounds.names.get(name) : !counted.isInt(name)) {
        if (name.includes(".")) guards.push(...counted.whole(name));
        guards.push(integer(name));
      }
    }
    return leaf;
  };
  mapped(arm, visit);
  for (const [name, axis] of arraysAsked) {
    const kind = counted.kindOf(name);
    if (kind === "proved") continue;
    if (typeof kind === "string")
      guards.push(...(name.includes(".") ? counted.whole(name) : []), kind === "list" ? isSequence(name) : isOf(name, b.name(kind), kind));
    else if (kind === undefined || name.includes(".") || counted.numpy === undefined) guards.push(...counted.whole(name));
    else {
      guards.push(isOf(name, b.attribute(b.name(counted.numpy), "ndarray"), "numpy.ndarray"));
      const more = b.compare(b.attribute(b.name(name), "ndim"), "Gt", b.number(BigInt(axis)));
      if (kind > 1) guards.push(condition(more, `${name}.ndim > ${axis}`));
    }
  }
  return guards;
}

/** `n - 2 >= 5` is `n >= 7`. */
function armAtLeast(arm: Expression, least: bigint, b: Builder): Guard {
  const right = arm.kind === "BinOp" ? numberOf(arm.right) : undefined;
  if (arm.kind === "BinOp" && right !== undefined) {
    if (arm.op === "Sub") return armAtLeast(arm.left, least + right, b);
    if (arm.op === "Add") return armAtLeast(arm.left, least - right, b);
    if (arm.op === "FloorDiv" && right > 0n) return armAtLeast(arm.left, least * right, b);
  }
  return comparison(copyNode(arm), least, b);
}

const comparison = (left: Expression, least: bigint, b: Builder): Guard =>
  condition(b.compare(left, "GtE", b.number(least)), `${shortText(left)} >= ${least}`);
