/** The dependence tests against counting: every pair of iterations of small loops is looked at. */
import fc from "fast-check";
import type { Affine } from "../../../compiler/analysis/loops/affine.js";
import { type Direction, type NestLoop, relate } from "../../../compiler/analysis/loops/dependence-tests.js";

const names = ["i", "j"];

/** Most subscripts of real programs use one loop variable, with a coefficient of one. */
const coefficient = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constant(1) },
  fc.integer({ min: -3, max: 3 }),
);

const form = fc.tuple(coefficient, coefficient, fc.integer({ min: -6, max: 6 })).map(([i, j, constant]): Affine => {
  const terms = new Map<string, bigint>();
  if (i !== 0) terms.set("i", BigInt(i));
  if (j !== 0) terms.set("j", BigInt(j));
  return { constant: BigInt(constant), terms };
});

const value = (affine: Affine, iteration: readonly number[]): number =>
  Number(affine.constant) +
  names.reduce((sum, name, index) => sum + Number(affine.terms.get(name) ?? 0n) * (iteration[index] as number), 0);

function* iterations(trips: readonly number[]): Iterable<number[]> {
  for (let i = 0; i < (trips[0] as number); i++) for (let j = 0; j < (trips[1] as number); j++) yield [i, j];
}

test("no pair of iterations that meet is ruled out, and distances are right", () => {
  const axes = fc.integer({ min: 1, max: 2 });
  let ruledOut = 0;
  let withDistance = 0;
  fc.assert(
    fc.property(
      axes.chain((count) =>
        fc.tuple(fc.array(form, { minLength: count, maxLength: count }), fc.array(form, { minLength: count, maxLength: count })),
      ),
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
      fc.boolean(),
      ([first, second], trips, isKnown) => {
        const loops: NestLoop[] = names.map((symbol, index) => ({ symbol, trips: isKnown ? BigInt(trips[index] as number) : undefined }));
        const relations = relate(first, second, loops);
        if (!relations) ruledOut++;
        if (relations?.some(({ distance }) => distance !== undefined)) withDistance++;
        for (const a of iterations(trips)) {
          for (const b of iterations(trips)) {
            if (first.some((one, axis) => value(one, a) !== value(second[axis] as Affine, b))) continue;
            expect(relations).toBeDefined();
            for (const [index, { distance, directions }] of (relations ?? []).entries()) {
              const between = (b[index] as number) - (a[index] as number);
              const direction: Direction = between > 0 ? "<" : between < 0 ? ">" : "=";
              expect([...directions]).toContain(direction);
              if (distance !== undefined) expect(between).toBe(Number(distance));
            }
          }
        }
      },
    ),
    { numRuns: 3000, seed: 5 },
  );
  // The tests have to decide something, not only to be careful.
  expect(ruledOut).toBeGreaterThan(600);
  expect(withDistance).toBeGreaterThan(100);
});

test("symbols that are the same on both sides cancel out", () => {
  const n = (constant: bigint): Affine => ({ constant, terms: new Map([["n", 1n]]) });
  const loop: NestLoop[] = [{ symbol: "i", trips: undefined }];
  expect(relate([n(0n)], [n(1n)], loop)).toBeUndefined();
  expect(relate([n(0n)], [n(0n)], loop)?.[0]?.distance).toBeUndefined();
  expect(relate([n(0n)], [{ constant: 0n, terms: new Map() }], loop)).toHaveLength(1);
  expect(relate([undefined], [n(1n)], loop)).toHaveLength(1);
});
