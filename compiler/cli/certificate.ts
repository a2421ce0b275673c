/** What is known of each rewrite of a program after `verify`: the certificate, and the lines to leave alone in the next build. */
import { createHash } from "node:crypto";
import type { VerifiedUnit, VerifyRequest } from "../../runtime-shim/verify.js";
import { verifyTexts } from "../../runtime-shim/verify.js";
import type { OptimizeOptions } from "../optimize.js";
import { NoodleError } from "../remarks/diagnostic.js";
import type { Remark } from "../remarks/remark.js";
import type { CompiledFile, CompileJob } from "../workers/jobs.js";
import type { WorkerPool } from "../workers/pool.js";

/** One rewrite. */
export interface CertifiedSite {
  readonly remark: Remark;
  /** Absent when nothing differs at its place. */
  readonly unit: VerifiedUnit | undefined;
}

export interface Certified {
  readonly sites: readonly CertifiedSite[];
  readonly units: readonly VerifiedUnit[];
  readonly run: string | null;
  readonly versions: Readonly<Record<string, string>>;
}

export type VerifySettings = Pick<VerifyRequest, "args" | "folder" | "python" | "run" | "examples" | "seconds" | "timeout">;

/** Builds a Python program with these options and verifies what the passes have done. */
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
  const expected = await pool.run<"inputs">({ kind: "inputs", source, path, language: "python" });
  const { units, run, versions } = await verifyTexts({
    ...settings,
    ...texts,
    target: path,
    exactness: optimize.exactness ?? "exact",
    expected: expected.ok ? expected.value : {},
  });
  return { sites: remarks.map((remark) => ({ remark, unit: units.find((unit) => holds(unit, remark)) })), units, run, versions };
}

async function compiled(source: Uint8Array, path: string, optimize: OptimizeOptions, pool: Pick<WorkerPool, "run">): Promise<CompiledFile> {
  const job: CompileJob = { kind: "compile", source, path, language: "python", emit: ["py"], mapNames: {}, optimize };
  const result = await pool.run<"compile">(job);
  if (!result.ok) throw new NoodleError(result.diagnostics);
  return result.value;
}

const holds = ({ first, last }: VerifiedUnit, { place }: Remark): boolean =>
  place !== undefined && place.line >= first && place.line <= last;

/** Lines of rewrites that a counterexample speaks against. */
export function refutedLines({ sites, units }: Certified): readonly number[] {
  const lines = new Set<number>();
  for (const { remark, unit } of sites) if (unit?.verdict === "counterexample" && remark.place) lines.add(remark.place.line);
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
    turned_off: off.map(({ place, pass, code, reason }) => ({ line: place?.line ?? null, pass, code, difference: reason ?? null })),
  };
}
