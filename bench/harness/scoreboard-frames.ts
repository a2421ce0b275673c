/** The parts of the scoreboard about frames. */

import type { ProbeScore } from "../frames-probes.js";
import type { FrameFuzzScore } from "../fuzz-frames.js";
import type { Section } from "./scoreboard.js";

type Row = readonly (string | number)[];
type Table = (head: readonly string[], rows: readonly Row[]) => string[];

export const probesNote =
  "Small programs on which textbook rewrites give something else, optimised and run with pandas 2.2 and 3: results, changed inputs, exceptions, warnings and output compared exactly.";

export function probeTable(section: Section, table: Table): string[] {
  const scores = section["scores"] as readonly ProbeScore[];
  const sum = (key: "probes" | "rewritten" | "different" | "caught"): number => scores.reduce((total, score) => total + score[key], 0);
  return table(
    ["probes", "number", "rewritten", "left", "different", "textbook rewrites that are caught"],
    [
      ...scores.map(({ topic, probes, rewritten, different, caught }) => [topic, probes, rewritten, probes - rewritten, different, caught]),
      ["**all**", sum("probes"), sum("rewritten"), sum("probes") - sum("rewritten"), sum("different"), sum("caught")],
    ],
  );
}

export const frameFuzzNote =
  "Random pipelines of 3 to 12 steps over random frames, original and optimised, with pandas 2.2 and 3; results, changed inputs, exceptions, warnings and output compared exactly.";

export function frameFuzzTable(section: Section, table: Table): string[] {
  const { pipelines, rewritten, rewrites, runs, ended, differences } = section as unknown as FrameFuzzScore;
  return table(
    ["pipelines", "rewritten", "rewrites", "runs of changed programs", "without an exception", "differences"],
    [[pipelines, rewritten, rewrites, runs, ended, differences]],
  );
}
