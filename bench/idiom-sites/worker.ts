/** Worker of `coverage.ts`: finds the sites of one file, optimises it, and says for each site what the remarks say. */
import { readFileSync } from "node:fs";
import { readMessage } from "../../compiler/frontend/message.js";
import { readNotebook } from "../../compiler/frontend/notebook.js";
import { startFrontend } from "../../compiler/frontend/pyodide.js";
import { compileModule } from "../../compiler/pipeline.js";
import type { DiagnosticPlace } from "../../compiler/remarks/diagnostic.js";
import type { Remark } from "../../compiler/remarks/remark.js";
import { serveJobs } from "../harness/worker.js";
import { findSites, type Idiom, idioms, type Site } from "./sites.js";

export interface CoverageJob {
  readonly source: string;
  readonly path: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** A site is rewritten, missed for a reason, or nothing is said of it. */
export interface SiteResult {
  readonly idiom: Idiom;
  readonly outcome: "rewritten" | "missed" | "gap";
  readonly reason?: string;
  /** `file:line`, with the cell in a notebook. */
  readonly at: string;
}

export type CoverageResult = { readonly sites: readonly SiteResult[] } | { readonly refused: string };

await serveJobs(async () => {
  const frontend = await startFrontend();
  return ({ path, versions }: CoverageJob): CoverageResult => {
    const bytes = readFileSync(path);
    const notebook = path.endsWith(".ipynb") ? readNotebook(bytes, path) : undefined;
    const result = readMessage(frontend.parse(notebook?.text ?? bytes), path, notebook?.cells ?? []);
    if (!result.ok) return { refused: result.diagnostics[0]?.message ?? "" };
    const { module, file } = result.parsed;
    const sites = findSites(module, file);
    if (sites.length === 0) return { sites: [] };
    const { remarks } = compileModule(result.parsed, { emit: ["py"], optimize: { level: 2, versions } });
    return { sites: sites.map((site) => outcome(site, remarks)) };
  };
});

/** What the passes for the idiom say at the place of the site: the remark whose place comes next to it counts. */
function outcome({ idiom, place }: Site, remarks: readonly Remark[]): SiteResult {
  const { file, cell, line } = place;
  const at = `${file}:${cell === undefined ? "" : `${cell}:`}${line}`;
  const passes: readonly string[] = idioms[idiom];
  const near = remarks
    .filter((remark) => passes.includes(remark.pass) && remark.place && overlap(remark.place, place))
    .map((remark) => ({ remark, distance: distance(remark.place as DiagnosticPlace, place) }))
    .sort((a, b) => Number(b.remark.kind === "passed") - Number(a.remark.kind === "passed") || a.distance - b.distance);
  const found = near[0]?.remark;
  if (!found) return { idiom, outcome: "gap", at };
  if (found.kind === "passed") return { idiom, outcome: "rewritten", at };
  return { idiom, outcome: "missed", reason: found.reason ?? found.message, at };
}

const start = ({ line, column }: DiagnosticPlace): number => line * 10_000 + column;
const end = (place: DiagnosticPlace): number => (place.endLine ?? place.line) * 10_000 + (place.endColumn ?? place.column);

const overlap = (a: DiagnosticPlace, b: DiagnosticPlace): boolean => a.cell === b.cell && start(a) < end(b) && start(b) < end(a);

const distance = (a: DiagnosticPlace, b: DiagnosticPlace): number => Math.abs(start(a) - start(b)) + Math.abs(end(a) - end(b));
