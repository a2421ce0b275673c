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

export type Scoreboard = Readonly<Partial<Record<"conformance" | "fuzz" | "cpythonTests" | "speed", Section>>>;

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

/** Innermost objects on one line each: one row of results, one line of a diff. */
const compact = (json: string): string =>
  json.replace(/\{\s+([^{}[\]]*?)\s+\}/g, (_, inner: string) => `{ ${inner.replace(/\s*\n\s*/g, " ")} }`);
