/** `scoreboard.json`: the results of the last full runs, one section per benchmark; `SCOREBOARD.md` is made from it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { benchFolder } from "./paths.js";
import { scoreboardPage } from "./scoreboard-page.js";

export interface Section {
  /** Day of the run, as YYYY-MM-DD. */
  readonly date: string;
  readonly machine: string;
  readonly [key: string]: unknown;
}

export type Scoreboard = Readonly<
  Partial<
    Record<
      | "conformance"
      | "fuzz"
      | "cpythonTests"
      | "speed"
      | "catalog"
      | "analysis"
      | "coverage"
      | "checkTypes"
      | "typeFuzz"
      | "passes"
      | "smallLoops"
      | "guards"
      | "profile"
      | "loopFuzz"
      | "statementFuzz"
      | "loops"
      | "frames"
      | "dias"
      | "tpch"
      | "tpchScripts"
      | "engine"
      | "frameProbes"
      | "frameFuzz",
      Section
    >
  >
>;

const jsonPath = join(benchFolder, "scoreboard.json");

export const readScoreboard = (): Scoreboard => (existsSync(jsonPath) ? (JSON.parse(readFileSync(jsonPath, "utf8")) as Scoreboard) : {});

/** Writes one section and makes the page anew. */
export function writeSection(name: keyof Scoreboard, content: object): void {
  const section: Section = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? "CPU"}, Node ${process.versions.node}`,
    ...content,
  };
  const board = { ...readScoreboard(), [name]: section };
  writeFileSync(jsonPath, `${compact(JSON.stringify(board, undefined, 2))}\n`);
  writeFileSync(join(benchFolder, "SCOREBOARD.md"), scoreboardPage(board));
}

/** Objects without inner ones on a line of their own where they fit: one row of results is one line of a diff. */
function compact(json: string): string {
  return json.replace(
    /^( *(?:"[^"\n]*": )?)\{\s+([^{}[\]]*?)\s+\}(?=(,?)$)/gm,
    (whole: string, start: string, inner: string, comma: string) => {
      const line = `${start}{ ${inner.replace(/\s*\n\s*/g, " ")} }`;
      return line.length + comma.length <= 140 ? line : whole;
    },
  );
}
