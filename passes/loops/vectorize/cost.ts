/**
 * From how many iterations on array operations pay: what one iteration of a loop takes, against what array operations take for
 * no elements at all. Nanoseconds of one core, measured with NumPy 1.26 and 2.4 on Python 3.11: low for loops, high for arrays.
 */
import type { Expression, Node, Statement } from "../../../compiler/ir/nodes.js";
import { childrenOf, walk } from "../../../compiler/ir/visit.js";
import { type Nest, type NestLoop, NotVectorizable, type Step } from "./nest.js";

/** What array operations have to gain, so that what is not in these figures does not turn it into a loss. */
const margin = 1.3;

/** Array operations pay when `(iterations of loops that become axes - lost) * (iterations of loops that stay) >= least`. */
export interface BreakEven {
  readonly least: bigint;
  readonly lost: bigint;
  /** Elements of an array that may be copied for each iteration, and looked at. */
  readonly perCopied: bigint;
  readonly perLooked: bigint;
  /** From how many iterations on it pays to look at all elements of so many arrays first. */
  readonly whenLooked: (arrays: number) => bigint;
  /** The loops whose iterations are counted: those around what the nest does most often. */
  readonly loops: readonly NestLoop[];
}

/** `undefined` when the loop is as fast for any number of iterations. */
export function breakEven(nest: Nest, compute: readonly Statement[], commit: readonly Statement[], checks: number): BreakEven | undefined {
  const deepest = nest.steps.reduce<Step | undefined>((a, b) => (a && a.loops.length >= b.loops.length ? a : b), undefined);
  const loops = deepest?.loops ?? [nest.root];
  const inside = nest.steps.filter(
    (step) => step.loops.length === loops.length && step.loops.every((loop, index) => loop === loops[index]),
  );
  const perIteration = inside.reduce((sum, step) => sum + iterationCost(step), loops.at(-1)?.elements.length ? 25 : 10);
  const fixed = { once: 450 + checks, repeated: 0, perElement: 0 };
  for (const statement of [...compute, ...commit]) addStatement(statement, fixed, false);
  const gain = perIteration - fixed.perElement;
  if (gain < perIteration / 10) return undefined;
  const count = (cost: number): bigint => BigInt(Math.ceil((margin * cost) / gain));
  return {
    least: count(fixed.once),
    lost: count(fixed.repeated),
    perCopied: BigInt(Math.max(1, Math.floor(gain / 3))),
    perLooked: BigInt(Math.max(1, Math.floor(gain / 6))),
    whenLooked: (arrays) => count(fixed.once + 4500 * arrays),
    loops,
  };
}

// --- the loop -----------------------------------------------------------------------------------------------------------

function iterationCost({ value, target, masks }: Step): number {
  const stored = target.kind === "element" ? 22 + subscriptCost(target.node.slice) : target.kind === "append" ? 18 : 2;
  const cost = stored + scalarCost(value);
  return masks.length > 0 ? cost / 2 : cost;
}

/** An expression over elements. */
function scalarCost(node: Node): number {
  switch (node.kind) {
    case "Subscript":
      return 27 + subscriptCost(node.slice) + scalarCost(node.value);
    case "BinOp": {
      const inner = scalarCost(node.left) + scalarCost(node.right);
      return inner + (node.op === "Pow" ? 50 : inner > 10 ? 32 : 12);
    }
    case "Compare":
      return 13 + sumOf(node);
    case "IfExp":
      return 4 + scalarCost(node.test) + Math.min(scalarCost(node.body), scalarCost(node.orelse));
    case "BoolOp":
      return 2 + scalarCost(node.values[0] as Expression);
    case "Call": {
      const name = node.func.kind === "Attribute" ? node.func.attr : node.func.kind === "Name" ? node.func.id : "";
      return (callCosts[name] ?? (node.func.kind === "Attribute" ? 20 : 35)) + node.args.reduce((sum, arg) => sum + scalarCost(arg), 0);
    }
    case "UnaryOp":
      return (node.operand.kind === "Constant" ? 0 : 20) + scalarCost(node.operand);
    default:
      return 1 + sumOf(node);
  }
}

const sumOf = (node: Node): number => childrenOf(node).reduce((sum, child) => sum + scalarCost(child), 0);

const callCosts: Readonly<Record<string, number>> = {
  abs: 30,
  min: 60,
  max: 60,
  float: 30,
  int: 40,
  hypot: 40,
  minimum: 300,
  maximum: 300,
};

/** Counters and what is made of them. */
function subscriptCost(slice: Node): number {
  if (slice.kind === "Tuple") return 8 + slice.elts.reduce((sum, each) => sum + subscriptCost(each), 0);
  if (slice.kind === "BinOp") return 11 + subscriptCost(slice.left) + subscriptCost(slice.right);
  return slice.kind === "Name" || slice.kind === "Constant" ? 1 : scalarCost(slice);
}

// --- array operations -------------------------------------------------------------------------------------------------------

interface Costs {
  once: number;
  /** In each iteration of the loops that stay. */
  repeated: number;
  /** Of operations that go through the elements one by one, or nearly. */
  perElement: number;
}

function addStatement(statement: Statement, costs: Costs, isRepeated: boolean): void {
  if (statement.kind === "For") {
    costs.once += 150;
    for (const inner of statement.body) addStatement(inner, costs, true);
    return;
  }
  let cost = 0;
  if (statement.kind === "Delete") return;
  if (statement.kind === "AugAssign") {
    costs.perElement += 1;
    cost = 550 + arrayCost(statement.value, costs);
  } else if (statement.kind === "Assign") {
    cost += arrayCost(statement.value, costs);
    for (const target of statement.targets) cost += target.kind === "Subscript" ? 140 + arrayCost(target, costs) : 5;
  } else {
    walk(statement, (node) => {
      if (node.kind === "Call") cost += callCost(node, costs);
    });
  }
  if (isRepeated) costs.repeated += cost;
  else costs.once += cost;
}

/** An expression over arrays. */
function arrayCost(node: Node, costs: Costs): number {
  switch (node.kind) {
    case "Subscript":
      return 60 + boundsCost(node.slice) + arrayCost(node.value, costs);
    case "BinOp":
    case "Compare":
    case "UnaryOp": {
      const isNumber = node.kind === "UnaryOp" && node.operand.kind === "Constant";
      costs.perElement += isNumber ? 0 : 1;
      return (isNumber ? 0 : 650) + childrenOf(node).reduce((sum, child) => sum + arrayCost(child, costs), 0);
    }
    case "Call":
      return callCost(node, costs) + node.args.reduce((sum, arg) => sum + arrayCost(arg, costs), 0);
    default:
      return childrenOf(node).reduce((sum, child) => sum + arrayCost(child, costs), 0);
  }
}

const boundsCost = (slice: Node): number => {
  let cost = 0;
  walk(slice, ({ kind }) => {
    cost += kind === "Slice" ? 20 : kind === "BinOp" ? 12 : 0;
  });
  return cost;
};

/** Fixed cost, and that of each element where it is more than the usual nanosecond. */
const arrayCalls: Readonly<Record<string, readonly [number, number]>> = {
  where: [1300, 2],
  logical_and: [250, 0.5],
  logical_or: [250, 0.5],
  logical_not: [250, 0.5],
  arange: [400, 1],
  full: [1300, 1],
  broadcast_to: [2500, 0],
  copy: [150, 0.5],
  tolist: [150, 15],
  list: [150, 30],
  extend: [80, 5],
  at: [1500, 12],
  count_nonzero: [250, 0.5],
  int: [60, 0],
  fold_sum: [1800, 3],
  fold_difference: [1800, 3],
  fold_product: [1800, 3],
  summed: [2600, 2],
  contracted: [13000, 0.5],
  scan_sum: [2200, 4],
  scan_difference: [2200, 4],
  scan_product: [2200, 4],
  first_extreme: [2500, 1],
  winner: [2500, 1],
  winners: [6000, 1],
  picked: [6000, 1],
  last_true: [1500, 0.5],
  chosen: [500, 0],
  shifted: [2000, 1],
  around: [3500, 1.5],
  inside: [5500, 2],
  counted: [2500, 3],
  put: [6000, 8],
  stack: [5000, 3],
  power: [2500, 20],
  each: [1500, 45],
  nonzero: [1500, 1],
  whole: [3000, 3],
  array: [600, 1],
};

function callCost({ func }: Extract<Node, { kind: "Call" }>, costs: Costs): number {
  const name = func.kind === "Attribute" ? func.attr : func.kind === "Name" ? func.id : "";
  const [fixed, perElement] = arrayCalls[name] ?? [600, 2];
  costs.perElement += perElement;
  return fixed;
}

/** Powers take as long in an array as in the loop: the rest has to be worth it. Costs in nanoseconds, measured with NumPy 2.4. */
export function checkPowers({ root, steps }: Nest, powers: number): void {
  let parts = 0;
  for (const { value, target } of steps) {
    for (const part of target.kind === "element" ? [value, target.node] : [value]) {
      walk(part, ({ kind }) => {
        if (kind === "BinOp" || kind === "Subscript" || kind === "Call" || kind === "Compare") parts++;
      });
    }
  }
  if (parts * 45 + powers * 50 < powers * 200)
    throw new NotVectorizable("nearly all of its time goes into powers, which have to be computed one by one", root.node);
}
