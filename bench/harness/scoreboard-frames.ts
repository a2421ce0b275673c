/** The parts of the scoreboard about frames. */
import type { IdiomScore } from "../coverage.js";
import type { MemoryScore, ProgramScore, ProgramSize } from "../frames/program-scores.js";
import type { DiasScore } from "../frames-dias.js";
import type { ProbeScore } from "../frames-probes.js";
import type { FrameFuzzScore } from "../fuzz-frames.js";
import { geometricMean } from "../loops/scores.js";
import type { QueryScore } from "../tpch.js";
import type { Spread } from "./numbers.js";
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

export function coverageNote(section: Section): string {
  const { files, sources } = section as unknown as { files: number; sources: readonly string[] };
  return `Places of real programs (${sources.join(", ")}: ${files} files) that are found by their form: rows worked on one by one, more made than is needed, the same computed twice. A gap is a place of which no pass says anything (\`npm run coverage\`).`;
}

export function coverageTable(section: Section, table: Table): string[] {
  const scores = section["idioms"] as readonly IdiomScore[];
  const sum = (key: "sites" | "rewritten" | "missed" | "gaps"): number => scores.reduce((total, score) => total + score[key], 0);
  const first = ({ reasons }: IdiomScore): string =>
    reasons
      .slice(0, 2)
      .map(([reason, times]) => `${times} × ${reason}`)
      .join("; ");
  return table(
    ["idiom", "sites", "rewritten", "missed", "gaps", "missed because"],
    [
      ...scores.map((score) => [score.idiom, score.sites, score.rewritten, score.missed, score.gaps, first(score)]),
      ["**all**", sum("sites"), sum("rewritten"), sum("missed"), sum("gaps"), ""],
    ],
  );
}

export const framesNote =
  "Programs as analysts write them: times faster than the original (range), in rounds in which each version runs in turn, with one thread. The expert's version is written by hand in pandas and NumPy for the same bits. Results, inputs, warnings and output are equal. `–`: the original takes too long.";

/** Tables by size, by program, and of peak memory. */
export function frameTables(section: Section, table: Table): string[] {
  const programs = section["programs"] as readonly ProgramScore[];
  const memory = section["memory"] as readonly MemoryScore[];
  const sizes = [...new Set(programs.flatMap((program) => program.sizes.map(({ size }) => size)))].sort((a, b) => a - b);
  const at = ({ sizes: all }: ProgramScore, size: number): ProgramSize | undefined => all.find((each) => each.size === size);
  return [
    ...table(
      ["rows", "programs", "geometric mean", "rewritten", "… geometric mean", "slowest", "slower than 0.98", "of the expert's speed"],
      sizes.map((size) => {
        const present = programs.filter((program) => at(program, size));
        const median = (program: ProgramScore): number => at(program, size)?.speedUp.median as number;
        const rewritten = present.filter(({ rewrites }) => rewrites > 0);
        const share = rewritten.map((program) => median(program) / (at(program, size)?.expert.median as number));
        const medians = present.map(median);
        return [
          size,
          present.length,
          times(geometricMean(medians)),
          rewritten.length,
          times(geometricMean(rewritten.map(median))),
          times(Math.min(...medians)),
          medians.filter((each) => each < 0.98).length,
          `${Math.round(100 * geometricMean(share))} %`,
        ];
      }),
    ),
    "",
    ...table(
      ["program", "rewrites", ...sizes.map(String), "expert at the largest size"],
      programs.map((program) => [
        `${program.file}.${program.name}`,
        program.rewrites,
        ...sizes.map((size) => ratio(at(program, size)?.speedUp)),
        ratio(program.sizes.at(-1)?.expert),
      ]),
    ),
    "",
    ...table(
      ["peak memory (MiB)", "rows", "original", "optimised", "expert"],
      memory.map(({ name, rows, original, optimised, expert }) => [name, rows, original, optimised, expert]),
    ),
  ];
}

const times = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));
const ratio = (spread: Spread | undefined): string =>
  spread ? `${times(spread.median)} (${times(spread.min)}–${times(spread.max)})` : "–";

interface TpchRun {
  readonly scale: number;
  readonly queries: readonly QueryScore[];
}

export const diasNote = (section: Section): string =>
  `The programs over frames as cells of a notebook with ${(section as unknown as { rows: number }).rows.toLocaleString("en")} rows, rewritten by Dias 0.1.4 (its time for rewriting counts), and ours, with pandas 2.2: times faster than the original, medians of rounds in turn. Dias asks for pandas 1.5, which none of our environments has.`;

export function diasTable(section: Section, table: Table): string[] {
  const scores = section["scores"] as readonly DiasScore[];
  const mean = (key: "dias" | "ours"): string => times(geometricMean(scores.map((score) => score[key])));
  const slower = (key: "dias" | "ours"): number => scores.filter((score) => score[key] < 0.98).length;
  const changed = scores.filter(({ rewritten }) => rewritten).length;
  const different = scores.filter(({ difference }) => difference !== null).length;
  return table(
    ["program", "changed by Dias", "Dias", "ours", "different with Dias"],
    [
      ...scores.map(
        ({ name, rewritten, dias, ours, difference }): Row => [
          name,
          rewritten ? "yes" : "",
          times(dias),
          times(ours),
          difference === null ? "" : "yes",
        ],
      ),
      ["**geometric mean**", changed, mean("dias"), mean("ours"), different],
      ["slower than 0.98", "", slower("dias"), slower("ours"), ""],
    ],
  );
}

export const tpchNote = (): string =>
  `The 22 queries as plain pandas on generated tables: times faster than the original (range), in rounds in which each version runs in turn, with one thread. Results and warnings are equal.`;

export const tpchScriptsNote = (): string =>
  `The same queries as scripts: their steps are statements at the top of a module, as users write them (\`npm run bench:tpch -- --scripts\`). Everything that the scripts leave in their variables is compared, what they print too.`;

export function tpchTable(section: Section, table: Table): string[] {
  const runs = section["runs"] as readonly TpchRun[];
  const [first] = runs;
  const cells = runs.map(({ queries }) => queries.map(({ milliseconds, speedUp }) => [milliseconds, ratio(speedUp)]));
  return table(
    ["query", "rewrites", ...runs.flatMap(({ scale }) => [`scale ${scale}: original (ms)`, "times faster"])],
    [
      ...(first?.queries ?? []).map(({ name, rewrites }, at): Row => [name, rewrites, ...cells.flatMap((run) => run[at] ?? [])]),
      [
        "**geometric mean**",
        "",
        ...runs.flatMap(({ queries }) => ["", times(geometricMean(queries.map(({ speedUp }) => speedUp.median)))]),
      ],
    ],
  );
}
