/**
 * Dependence tests on pairs of affine subscripts: can two accesses mean the same element in two iterations, and how far apart?
 *
 * The tests are the classical ones (Allen and Kennedy, "Optimizing Compilers for Modern Architectures", chapter 3): ZIV, strong,
 * weak-zero and weak-crossing SIV, and for more than one loop variable the GCD test and Banerjee's bounds.
 */
import { type Affine, coefficientOf, isConstant, subtract, without } from "./affine.js";

/** A loop of the nest around both accesses, outermost first. Its variable counts 0, 1, 2, …, up to `trips - 1`. */
export interface NestLoop {
  readonly symbol: string;
  /** Number of iterations, when it is a known number. */
  readonly trips: bigint | undefined;
}

/** Which iteration of a loop the second access runs in, seen from the first: a later one, the same, an earlier one. */
export type Direction = "<" | "=" | ">";

export interface LoopRelation {
  /** Iterations from the first access to the second, when it is always the same number. */
  readonly distance: bigint | undefined;
  readonly directions: ReadonlySet<Direction>;
}

const anyDirection: ReadonlySet<Direction> = new Set<Direction>(["<", "=", ">"]);

/**
 * The relation per loop between the iterations in which two subscripts are equal; `undefined` when they never are. A subscript
 * that has no affine form (`undefined`) can be equal in any iterations.
 * @param first  one form per axis, of the first access
 * @param second the same of the second, whose iterations are counted on their own
 */
export function relate(
  first: readonly (Affine | undefined)[],
  second: readonly (Affine | undefined)[],
  loops: readonly NestLoop[],
): readonly LoopRelation[] | undefined {
  const relations: LoopRelation[] = loops.map(() => ({ distance: undefined, directions: anyDirection }));
  for (let axis = 0; axis < Math.min(first.length, second.length); axis++) {
    const [a, b] = [first[axis], second[axis]];
    if (!a || !b) continue;
    const used = loops.filter(({ symbol }) => coefficientOf(a, symbol) !== 0n || coefficientOf(b, symbol) !== 0n);
    if (used.length > 1) {
      if (!mayMeet(a, b, used)) return undefined;
      continue;
    }
    const [loop] = used;
    const symbols = loops.map(({ symbol }) => symbol);
    // a(i) = b(i')  ⇔  α·i − β·i' = rest
    const rest = subtract(without(b, symbols), without(a, symbols));
    if (!loop) {
      if (isConstant(rest) && rest.constant !== 0n) return undefined;
      continue;
    }
    const relation = single(coefficientOf(a, loop.symbol), coefficientOf(b, loop.symbol), rest, loop);
    if (!relation) return undefined;
    const index = loops.indexOf(loop);
    const merged = intersect(relations[index] as LoopRelation, relation);
    if (!merged) return undefined;
    relations[index] = merged;
  }
  return relations;
}

/** α·i − β·i' = rest, with one loop. */
function single(alpha: bigint, beta: bigint, rest: Affine, { trips }: NestLoop): LoopRelation | undefined {
  if (!isConstant(rest)) return { distance: undefined, directions: anyDirection };
  const c = rest.constant;
  if (alpha === beta) {
    // Strong SIV: i − i' = c / α.
    if (c % alpha !== 0n) return undefined;
    const distance = -(c / alpha);
    if (trips !== undefined && abs(distance) >= trips) return undefined;
    return { distance, directions: new Set<Direction>([distance > 0n ? "<" : distance < 0n ? ">" : "="]) };
  }
  if (alpha === 0n || beta === 0n) {
    // Weak-zero SIV: one of the two runs over the element in one iteration only.
    const coefficient = alpha === 0n ? -beta : alpha;
    if (c % coefficient !== 0n) return undefined;
    const iteration = c / coefficient;
    if (iteration < 0n || (trips !== undefined && iteration >= trips)) return undefined;
    return { distance: undefined, directions: anyDirection };
  }
  if (alpha === -beta) {
    // Weak-crossing SIV: i + i' = c / α.
    if (c % alpha !== 0n) return undefined;
    const sum = c / alpha;
    if (sum < 0n || (trips !== undefined && sum > 2n * (trips - 1n))) return undefined;
    return { distance: undefined, directions: sum % 2n === 0n ? anyDirection : new Set<Direction>(["<", ">"]) };
  }
  return c % gcd(alpha, beta) === 0n ? { distance: undefined, directions: anyDirection } : undefined;
}

/** The GCD test and Banerjee's bounds, for subscripts that use several loop variables. */
function mayMeet(a: Affine, b: Affine, loops: readonly NestLoop[]): boolean {
  const symbols = loops.map(({ symbol }) => symbol);
  const rest = subtract(without(b, symbols), without(a, symbols));
  if (!isConstant(rest)) return true;
  let divisor = 0n;
  let low: bigint | undefined = 0n;
  let high: bigint | undefined = 0n;
  for (const { symbol, trips } of loops) {
    for (const coefficient of [coefficientOf(a, symbol), -coefficientOf(b, symbol)]) {
      divisor = gcd(divisor, coefficient);
      if (coefficient === 0n) continue;
      const end = trips === undefined ? undefined : coefficient * (trips - 1n);
      if (coefficient > 0n) high = high === undefined || end === undefined ? undefined : high + end;
      else low = low === undefined || end === undefined ? undefined : low + end;
    }
  }
  if (divisor !== 0n && rest.constant % divisor !== 0n) return false;
  return (low === undefined || rest.constant >= low) && (high === undefined || rest.constant <= high);
}

function intersect(a: LoopRelation, b: LoopRelation): LoopRelation | undefined {
  if (a.distance !== undefined && b.distance !== undefined && a.distance !== b.distance) return undefined;
  const directions = new Set([...a.directions].filter((direction) => b.directions.has(direction)));
  return directions.size === 0 ? undefined : { distance: a.distance ?? b.distance, directions };
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [abs(a), abs(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
