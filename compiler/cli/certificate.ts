/** What is known of each rewrite of a program after `verify`: the certificate, and the lines to leave alone in the next build. */
import { createHash } from "node:crypto";
import type { VerifiedUnit, VerifyRequest } from "../../runtime-shim/verify.js";
import { verifyTexts } from "../../runtime-shim/verify.js";
import { readNotebook } from "../frontend/notebook.js";
import type { Cell } from "../ir/source-file.js";
import type { OptimizeOptions } from "../optimize.js";
import { type DiagnosticPlace, NoodleError } from "../remarks/diagnostic.js";
import { inCell } from "../remarks/place.js";
import type { Remark } from "../remarks/remark.js";
import type { CompiledFile, CompileJob } from "../workers/jobs.js";
import type { WorkerPool } from "../workers/pool.js";
import { languageOf } from "./inputs.js";

/** A part of the program; `first` and `last` count in the text that is made of a notebook's cells. */
export interface CertifiedUnit extends VerifiedUnit {
  /** Where its lines are for people: in a notebook, in its cells. */
  readonly places: readonly DiagnosticPlace[];
}

/** One rewrite. */
export interface CertifiedSite {
  readonly remark: Remark;
  /** Absent when nothing differs at its place. */
  readonly unit: CertifiedUnit | undefined;
}

export interface Certified {
  readonly sites: readonly CertifiedSite[];
  readonly units: readonly CertifiedUnit[];
  readonly run: string | null;
  readonly versions: Readonly<Record<string, string>>;
}

export type VerifySettings = Pick<VerifyRequest, "args" | "folder" | "python" | "run" | "examples" | "seconds" | "timeout">;

/** Builds a Python program or a notebook with these options and verifies what the passes have done. */
export async function certify(
  source: Uint8Array,
  path: string,
  optimize: OptimizeOptions,
  settings: VerifySettings,
  pool: Pick<WorkerPool, "run">,
): Promise<Certified> {
  const [original, optimised] = [await compiled(source, path, { level: 0 }, pool), await compiled(source, path, optimize, pool)];
  const remarks = optimised.remarks.filter(({ kind }) => kind === "passed");
  const texts = { original: original.py?.code ?? "", optimised: optimised.py?.code ?? "" };
  if (texts.original === texts.optimised) return { sites: [], units: [], run: null, versions: {} };
  const expected = await pool.run<"inputs">({ kind: "inputs", source, path, language: languageOf(path) ?? "python" });
  const verified = await verifyTexts({
    ...settings,
    ...texts,
    target: path,
    exactness: optimize.exactness ?? "exact",
    expected: expected.ok ? expected.value : {},
  });
  const cells = languageOf(path) === "notebook" ? readNotebook(source, path).cells : [];
  const units = verified.units.map((unit) => ({ ...unit, places: placesOf(unit, path, cells) }));
  const sites = remarks.map((remark) => ({ remark, unit: units.find((unit) => lineIn(unit, remark) !== undefined) }));
  return { sites, units, run: verified.run, versions: verified.versions };
}

async function compiled(source: Uint8Array, path: string, optimize: OptimizeOptions, pool: Pick<WorkerPool, "run">): Promise<CompiledFile> {
  const job: CompileJob = { kind: "compile", source, path, language: languageOf(path) ?? "python", emit: ["py"], mapNames: {}, optimize };
  const result = await pool.run<"compile">(job);
  if (!result.ok) throw new NoodleError(result.diagnostics);
  return result.value;
}

/** By line, from the first of a part to its last. */
function placesOf({ first, last }: VerifiedUnit, file: string, cells: readonly Cell[]): DiagnosticPlace[] {
  return Array.from({ length: last - first + 1 }, (_, at) => inCell({ file, line: first + at, column: 1 }, cells));
}

/** The line of a remark inside of a part, counted as the part's own lines are. */
function lineIn({ first, places }: CertifiedUnit, { place }: Remark): number | undefined {
  const at = places.findIndex(({ cell, line }) => place !== undefined && cell === place.cell && line === place.line);
  return at < 0 ? undefined : first + at;
}

/** Lines of rewrites that a counterexample speaks against. */
export function refutedLines({ sites, units }: Certified): readonly number[] {
  const lines = new Set<number>();
  for (const { remark, unit } of sites) if (unit?.verdict === "counterexample") lines.add(lineIn(unit, remark) ?? unit.first);
  // Where no rewrite stands in the part that differs, its first line stands for it.
  for (const unit of units) if (unit.verdict === "counterexample" && !sites.some((site) => site.unit === unit)) lines.add(unit.first);
  return [...lines].sort((a, b) => a - b);
}

/** The certificate as it is written beside the output. */
export function certificateOf(
  file: string,
  source: Uint8Array,
  optimize: OptimizeOptions,
  certified: Certified,
  off: readonly Remark[] = [],
): object {
  const { sites, units, run, versions } = certified;
  return {
    format: 1,
    file,
    source: createHash("sha256").update(source).digest("hex"),
    options: { level: optimize.level, exactness: optimize.exactness ?? "exact" },
    versions,
    run_ended: run,
    success: units.every(({ verdict }) => verdict !== "counterexample"),
    sites: sites.map(({ remark, unit }) => ({
      ...inItsCell(remark),
      line: remark.place?.line ?? null,
      column: remark.place?.column ?? null,
      function: remark.function,
      pass: remark.pass,
      code: remark.code,
      message: remark.message,
      exactness: remark.exactness ?? "exact",
      obligations: remark.obligations.map(({ name, met, by }) => ({ name, met, by: by ?? null })),
      inputs: { tried: unit?.tried ?? 0, captured: unit?.captured ?? 0, fast: unit?.fast ?? 0, fallback: unit?.fallback ?? 0 },
      result: unit?.verdict ?? "not tried",
      difference: unit?.difference ?? null,
      problem: unit?.problem ?? null,
    })),
    turned_off: off.map((remark) => {
      const { place, pass, code, reason } = remark;
      return { ...inItsCell(remark), line: place?.line ?? null, pass, code, difference: reason ?? null };
    }),
  };
}

const inItsCell = ({ place }: Remark): { readonly cell?: number } => (place?.cell === undefined ? {} : { cell: place.cell });

/** `12`, or `cell 3:12` in a notebook. */
export const lineText = ({ cell, line }: Pick<DiagnosticPlace, "cell" | "line">): string =>
  cell === undefined ? `${line}` : `cell ${cell}:${line}`;

/** `line-12.counterexample.py`, or `cell-3-line-12.counterexample.py` in a notebook. */
export function scriptName({ first, places: [place] }: CertifiedUnit): string {
  const cell = place?.cell === undefined ? "" : `cell-${place.cell}-`;
  return `${cell}line-${place?.line ?? first}.counterexample.py`;
}
