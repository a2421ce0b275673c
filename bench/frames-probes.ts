/**
 * `npm run probe:frames`: small programs over frames on which textbook rewrites go wrong, as they are and optimised.
 *
 *     npm run probe:frames [-- --only TEXT --write]
 *
 * `bench/frames/probe.ts` says what a probe is. Each is optimised in three forms (inputs known, handed to a function, unknown), for any
 * version of the libraries and for each of those it runs with, and has to do the same as before: results, changed inputs,
 * exceptions, warnings and output. `--write` writes the section `frameProbes` of the scoreboard. Exit code 1 when anything differs.
 */
import { parseArgs } from "node:util";
import { closeCompiler } from "../compiler/index.js";
import { readProbes } from "./frames/probe.js";
import { framePythons, runProbes } from "./frames/probe-run.js";
import { writeSection } from "./harness/scoreboard.js";

export interface ProbeScore {
  readonly topic: string;
  readonly probes: number;
  readonly rewritten: number;
  readonly different: number;
  /** Probes whose textbook rewrite is caught. */
  readonly caught: number;
}

const { values } = parseArgs({ options: { only: { type: "string" }, write: { type: "boolean", default: false } } });

const probes = readProbes().filter(({ topic, title }) => `${topic}: ${title}`.includes(values.only ?? ""));
const results = await runProbes(probes, framePythons());
await closeCompiler();
for (const { probe, differences } of results)
  for (const difference of differences) process.stdout.write(`${probe.topic}: ${probe.title}\n  ${difference}\n`);
const scores = [...new Set(probes.map(({ topic }) => topic))].map((topic): ProbeScore => {
  const of = results.filter(({ probe }) => probe.topic === topic);
  return {
    topic,
    probes: of.length,
    rewritten: of.filter(({ rewritten }) => rewritten).length,
    different: of.filter(({ differences }) => differences.length > 0).length,
    caught: of.filter(({ naiveCaught }) => naiveCaught).length,
  };
});
for (const { topic, probes: count, rewritten, different, caught } of scores)
  process.stdout.write(`${topic}: ${count} probes, ${rewritten} rewritten, ${different} different; ${caught} textbook rewrites caught\n`);
if (values.write) writeSection("frameProbes", { scores });
process.exitCode = scores.some(({ different }) => different > 0) ? 1 : 0;
