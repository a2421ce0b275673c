/** Masks in a loop: comparisons of an array with numbers, and what they select. */
import { types as typesAnalysis } from "../../../compiler/analysis/standard.js";
import type { CompareOperator, Expression, For, Node } from "../../../compiler/ir/nodes.js";
import { childrenOf, some, walk } from "../../../compiler/ir/visit.js";
import type { PassContext } from "../../manager/pass.js";

export interface Bound {
  readonly value: Expression;
  /** Elements that are equal to it are found, too. */
  readonly belongs: boolean;
}

export interface Mask {
  readonly node: Expression;
  /** The array that is compared. */
  readonly key: string;
  /** The number that elements are equal to, or the least and the largest one. */
  readonly bounds: readonly [Bound] | readonly [Bound, Bound];
  /** Arrays that it selects from. */
  readonly selected: readonly string[];
  /** The variable that holds it, and all places in the loop where that stands as it should. */
  readonly name?: string;
  readonly uses: readonly Node[];
}

/** Masks that select, and masks in variables of which some use selects. */
export function masksIn(loop: For, context: PassContext): Mask[] {
  const bound = boundIn(loop);
  const found: Mask[] = [];
  const visit = (node: Node): void => {
    if (node.kind === "FunctionDef" || node.kind === "Lambda" || node.kind === "ClassDef" || isChosen(node)) return;
    const inline =
      node.kind === "Subscript" && node.ctx === "Load" && node.value.kind === "Name" ? maskOf(node.slice, bound, context) : undefined;
    if (inline && node.kind === "Subscript" && node.value.kind === "Name")
      found.push({ ...inline, node: node.slice, selected: [node.value.id], uses: [] });
    for (const child of childrenOf(node)) visit(child);
  };
  for (const [index, statement] of loop.body.entries()) {
    visit(statement);
    if (statement.kind !== "Assign" || statement.targets.length !== 1) continue;
    const [target] = statement.targets;
    const mask = target?.kind === "Name" && !isChosen(statement.value) ? maskOf(statement.value, bound, context) : undefined;
    if (!mask || target?.kind !== "Name") continue;
    const { id } = target;
    const uses: Node[] = [target];
    const selected: string[] = [];
    for (const later of loop.body.slice(index + 1)) {
      walk(later, (node) => {
        if (node.kind !== "Subscript" || node.ctx !== "Load" || node.value.kind !== "Name") return;
        if (node.slice.kind !== "Name" || node.slice.id !== id) return;
        uses.push(node.slice);
        selected.push(node.value.id);
      });
    }
    if (selected.length > 0) found.push({ ...mask, node: statement.value, selected, name: id, uses });
  }
  return found;
}

/** Names that a loop binds. */
export function boundIn(loop: For): Set<string> {
  const bound = new Set<string>();
  walk(loop, (node) => {
    if (node.kind === "Name" && node.ctx !== "Load") bound.add(node.id);
  });
  return bound;
}

/** What this pass has put in the place of a mask. */
const isChosen = (node: Node): boolean => node.kind === "IfExp" && node.body.kind === "Attribute" && node.body.attr === "found";

interface Comparison {
  readonly key: string;
  /** As it stands behind the array. */
  readonly op: CompareOperator;
  readonly value: Expression;
}

function maskOf(node: Expression, bound: ReadonlySet<string>, context: PassContext): Pick<Mask, "key" | "bounds"> | undefined {
  if (node.kind === "Compare") {
    const [only, ...others] = comparisons(node, bound).filter(({ op }) => op === "Eq");
    return only && others.length === 0 ? { key: only.key, bounds: [{ value: only.value, belongs: true }] } : undefined;
  }
  const [left, right] = conjunction(node, context) ?? [];
  if (!left || !right) return undefined;
  for (const one of comparisons(left, bound)) {
    for (const other of comparisons(right, bound)) {
      if (one.key !== other.key) continue;
      const low = [one, other].find(({ op }) => op === "Gt" || op === "GtE");
      const high = [one, other].find(({ op }) => op === "Lt" || op === "LtE");
      if (!low || !high) continue;
      return {
        key: one.key,
        bounds: [
          { value: low.value, belongs: low.op === "GtE" },
          { value: high.value, belongs: high.op === "LtE" },
        ],
      };
    }
  }
  return undefined;
}

function conjunction(node: Expression, context: PassContext): readonly [Expression, Expression] | undefined {
  if (node.kind === "BinOp" && node.op === "BitAnd") return [node.left, node.right];
  if (node.kind !== "Call" || node.args.length !== 2 || node.keywords.length > 0) return undefined;
  const type = context.get(typesAnalysis).typeOf(node.func);
  const isAnd = type.kind === "library-function" && (type.name === "numpy.logical_and" || type.name === "numpy.bitwise_and");
  return isAnd ? [node.args[0] as Expression, node.args[1] as Expression] : undefined;
}

const flipped: Partial<Record<CompareOperator, CompareOperator>> = { Lt: "Gt", LtE: "GtE", Gt: "Lt", GtE: "LtE", Eq: "Eq" };

/** An array that the loop does not bind beside a number, in all ways in which a comparison can be understood. */
function comparisons(node: Expression, bound: ReadonlySet<string>): Comparison[] {
  if (node.kind !== "Compare" || node.ops.length !== 1) return [];
  const [op, left, right] = [node.ops[0] as CompareOperator, node.left, node.comparators[0] as Expression];
  const back = flipped[op];
  if (back === undefined) return [];
  const found: Comparison[] = [];
  const add = (key: Expression, value: Expression, as: CompareOperator): void => {
    if (key.kind === "Name" && !bound.has(key.id) && isNumber(value, key.id) && some(value, (each) => isBound(each, bound)))
      found.push({ key: key.id, op: as, value });
  };
  add(left, right, op);
  add(right, left, back);
  // Between an array and a variable that stays the same, nobody knows which is which: the other comparison tells.
  if (left.kind === "Name" && !bound.has(left.id) && isNumber(right, left.id)) found.push({ key: left.id, op, value: right });
  if (right.kind === "Name" && !bound.has(right.id) && isNumber(left, right.id)) found.push({ key: right.id, op: back, value: left });
  return op === "Eq" ? found.filter(({ value }) => some(value, (each) => isBound(each, bound))).slice(0, 1) : found;
}

const isBound = (node: Node, bound: ReadonlySet<string>): boolean => node.kind === "Name" && bound.has(node.id);

/** An expression that may be computed twice. */
function isNumber(node: Expression, key: string): boolean {
  switch (node.kind) {
    case "Name":
      return node.id !== key;
    case "Constant":
      return typeof node.value === "bigint" || typeof node.value === "number";
    case "UnaryOp":
      return node.op === "USub" && isNumber(node.operand, key);
    case "BinOp":
      return ["Add", "Sub", "Mult", "Div"].includes(node.op) && isNumber(node.left, key) && isNumber(node.right, key);
    case "Subscript":
      return node.value.kind === "Name" && node.value.id !== key && isNumber(node.slice, key);
    default:
      return false;
  }
}
