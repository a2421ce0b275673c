import { median, ratioOf } from "../../runtime-shim/paired.js";

test("the median of ratios and its bounds by rank", () => {
  const pairs = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((before) => [before, 1] as const);
  // Binomial with 10 and 1/2: ranks 2 and 9 hold the median with 97.9 %.
  expect(ratioOf(pairs)).toEqual({ median: 5.5, low: 2, high: 9, pairs: 10 });
  expect(ratioOf([[3, 2]])).toEqual({ median: 1.5, low: 1.5, high: 1.5, pairs: 1 });
  expect(ratioOf(pairs.slice(0, 5))).toMatchObject({ low: 1, high: 5 });
  expect(median([3, 1, 2])).toBe(2);
});
