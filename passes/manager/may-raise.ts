/**
 * Whether an expression can raise, more exactly than the catalogue's list of exceptions: `math.sqrt` can raise, but
 * `math.sqrt(2.0)` cannot. It follows from the classes of arguments, and from the values of those that are known.
 */
import type { Effects } from "../../compiler/analysis/effects.js";
import { membersOf, type Type } from "../../compiler/analysis/types/type.js";
import type { TypeFacts } from "../../compiler/analysis/types/type-facts.js";
import type { Expression } from "../../compiler/ir/nodes.js";

/** Functions of `math` of one argument: for which values they certainly give a result. Limits keep away from the edges. */
const domains: Readonly<Record<string, (x: number) => boolean>> = {
  "math.sqrt": (x) => x >= 0,
  "math.log": (x) => x > 0,
  "math.log2": (x) => x > 0,
  "math.log10": (x) => x > 0,
  "math.log1p": (x) => x > -0.99,
  "math.exp": (x) => x < 700,
  "math.sin": () => true,
  "math.cos": () => true,
  "math.tan": () => true,
  "math.asin": (x) => Math.abs(x) <= 1,
  "math.acos": (x) => Math.abs(x) <= 1,
  "math.sinh": (x) => Math.abs(x) < 700,
  "math.cosh": (x) => Math.abs(x) < 700,
  "math.floor": () => true,
  "math.ceil": () => true,
  "math.trunc": () => true,
};

/** Functions of `math` that give a result for every float, infinities and NaN among them. */
const total = new Set("fabs atan tanh asinh erf erfc degrees radians isnan isinf isfinite".split(" ").map((name) => `math.${name}`));

export function mayRaise(node: Expression, effects: Effects, facts: TypeFacts): boolean {
  if (effects.of(node).raises.size === 0) return false;
  const value = knownNumber(node, facts);
  if (value !== undefined) return false;
  if (node.kind !== "Call" || node.args.length !== 1 || node.keywords.length > 0) return true;
  const [argument] = node.args;
  const target = facts.operationOf(node)?.targets;
  const name = target?.length === 1 && target[0]?.kind === "library" ? target[0].entry.name : undefined;
  if (!argument || name === undefined || effects.of(node.func).raises.size > 0 || mayRaise(argument, effects, facts)) return true;
  if (name === "builtins.len") return !membersOf(facts.typeOf(argument)).every(hasLength);
  if (total.has(name)) return !membersOf(facts.typeOf(argument)).every((type) => type.kind === "scalar" && type.class === "float");
  const known = knownNumber(argument, facts);
  return known === undefined || !(domains[name]?.(known) ?? false);
}

/** Values of exactly a builtin class, and frames: their length is a number that is there. */
const hasLength = (type: Type): boolean =>
  (type.kind === "scalar" && (type.class === "str" || type.class === "bytes")) ||
  ["list", "tuple", "dict", "set", "frozenset", "series", "frame"].includes(type.kind);

/** The finite value of an expression of numbers, as a float; `undefined` when it is not known, or computing it could raise. */
function knownNumber(node: Expression, facts: TypeFacts): number | undefined {
  const value = valueOf(node, facts);
  return value !== undefined && Number.isFinite(value) && Math.abs(value) < 1e300 ? value : undefined;
}

/** Constants of `math`. */
const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E, tau: 2 * Math.PI };

function valueOf(node: Expression, facts: TypeFacts): number | undefined {
  const type = facts.typeOf(node);
  if (type.kind !== "scalar" || (type.class !== "float" && type.class !== "int")) return undefined;
  if (typeof type.value === "number") return type.value;
  if (typeof type.value === "bigint") return type.value < 2n ** 53n && type.value > -(2n ** 53n) ? Number(type.value) : undefined;
  switch (node.kind) {
    case "Attribute": {
      const owner = facts.typeOf(node.value);
      return owner.kind === "module" && owner.name === "math" ? constants[node.attr] : undefined;
    }
    case "UnaryOp": {
      const operand = knownNumber(node.operand, facts);
      return operand === undefined || node.op === "Invert" || node.op === "Not" ? undefined : node.op === "USub" ? -operand : operand;
    }
    case "BinOp": {
      const left = knownNumber(node.left, facts);
      const right = knownNumber(node.right, facts);
      if (left === undefined || right === undefined) return undefined;
      if (node.op === "Add") return left + right;
      if (node.op === "Sub") return left - right;
      if (node.op === "Mult") return left * right;
      return node.op === "Div" && right !== 0 ? left / right : undefined;
    }
    case "Call": {
      const [argument] = node.args;
      const targets = facts.operationOf(node)?.targets ?? [];
      if (!argument || targets.length !== 1 || targets[0]?.kind !== "library" || targets[0].entry.name !== "math.radians") return undefined;
      const degrees = knownNumber(argument, facts);
      return degrees === undefined ? undefined : (degrees * Math.PI) / 180;
    }
    default:
      return undefined;
  }
}
