/** Small programs over frames on which textbook rewrites go wrong: optimised, they do the same with pandas 2.2 and 3. */
import { readProbes } from "../../bench/frames/probe.js";
import { framePythons, type ProbeResult, runProbes } from "../../bench/frames/probe-run.js";
import { closeCompiler } from "../../compiler/index.js";

const probes = readProbes();
let results: readonly ProbeResult[] = [];

beforeAll(async () => {
  results = await runProbes(probes, framePythons());
}, 300_000);

afterAll(closeCompiler);

const nameOf = ({ probe }: ProbeResult): string => `${probe.topic}: ${probe.title}`;

test("there are many probes, each with a name of its own", () => {
  expect(probes.length).toBeGreaterThan(400);
  expect(new Set(results.map(nameOf)).size).toBe(probes.length);
});

test("optimised programs do the same", () => {
  expect(results.filter(({ differences }) => differences.length > 0).map((each) => [nameOf(each), ...each.differences])).toEqual([]);
});

test("every textbook rewrite is caught", () => {
  expect(results.filter(({ probe, naiveCaught }) => probe.naive !== undefined && !naiveCaught).map(nameOf)).toEqual([]);
});
