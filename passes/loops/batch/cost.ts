/**
 * From how many iterations on blocks pay: what one iteration takes besides its elements, against what a block takes besides them.
 * Nanoseconds of one core, measured with NumPy 1.26 and 2.4 on Python 3.11.
 */
import type { For, Node } from "../../../compiler/ir/nodes.js";
import { childrenOf } from "../../../compiler/ir/visit.js";

/** What blocks have to gain, so that what is not in these figures does not turn it into a loss. */
const margin = 1.5;

/** Conditions, the attempt, and the loop over blocks. */
const perLoop = 8000;

/** What a function takes for a single row. */
const calls: Readonly<Record<string, number>> = {
  sum: 1900,
  prod: 1900,
  max: 1900,
  min: 1900,
  amax: 1900,
  amin: 1900,
  any: 1700,
  all: 1700,
  ptp: 2500,
  mean: 2800,
  std: 8000,
  var: 7500,
  median: 12000,
  argmax: 700,
  argmin: 700,
  cumsum: 1200,
  cumprod: 1200,
  sort: 1200,
  argsort: 900,
  where: 900,
  clip: 3000,
  append: 40,
  dot: 700,
  inner: 900,
  vdot: 900,
  matmul: 900,
  len: 40,
  copy: 200,
};

/** @param conditions how many things are asked for first */
export function leastIterations(loop: For, conditions: number): number {
  const iteration = iterationCost(loop);
  // In a block, every operation is done once, a little slower, and what is stored is looked at.
  return Math.max(2, Math.ceil((margin * (perLoop + 250 * conditions + 2 * iteration)) / iteration));
}

function iterationCost(loop: For): number {
  let cost = 40;
  const visit = (node: Node): void => {
    cost += costOf(node);
    // Sums in subscripts are ones of counters.
    for (const child of childrenOf(node)) if (node.kind !== "Subscript" || child !== node.slice) visit(child);
  };
  for (const statement of loop.body) visit(statement);
  return cost;
}

function costOf(node: Node): number {
  switch (node.kind) {
    case "BinOp":
      return node.op === "MatMult" ? 900 : 350;
    case "Compare":
      return 350;
    case "UnaryOp":
      return node.operand.kind === "Constant" ? 0 : 300;
    case "Subscript":
      return 130;
    case "AugAssign":
      return 350;
    case "Call": {
      const name = node.func.kind === "Attribute" ? node.func.attr : node.func.kind === "Name" ? node.func.id : "";
      return calls[name] ?? 450;
    }
    default:
      return 0;
  }
}
