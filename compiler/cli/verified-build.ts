/** `build --verify`: rewrites that a counterexample speaks against are taken back, until none is found. */
import { writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { NoodleError } from "../remarks/diagnostic.js";
import type { Remark } from "../remarks/remark.js";
import type { CompiledFile, CompileJob } from "../workers/jobs.js";
import type { WorkerPool } from "../workers/pool.js";
import { type Certified, certificateOf, certify, refutedLines, scriptName, type VerifySettings } from "./certificate.js";

export interface VerifiedFile {
  readonly compiled: CompiledFile;
  readonly certificate: object;
  /** Programs that show what was found, by the end of their names. */
  readonly scripts: ReadonlyMap<string, string>;
}

/**
 * Verifies what a job has compiled, and compiles it again without what does not hold.
 * @param compiled what the job gave
 */
export async function verifiedFile(
  job: CompileJob,
  compiled: CompiledFile,
  settings: VerifySettings,
  pool: Pick<WorkerPool, "run">,
): Promise<VerifiedFile> {
  const source = typeof job.source === "string" ? Buffer.from(job.source) : job.source;
  const scripts = new Map<string, string>();
  const refuted: Remark[] = [];
  let optimize = job.optimize ?? { level: 0 };
  for (;;) {
    const certified = await certify(source, job.path, optimize, settings, pool);
    for (const unit of certified.units) if (unit.script !== null) scripts.set(scriptName(unit), unit.script);
    const lines = refutedLines(certified);
    if (lines.length === 0) {
      const now = refuted.length === 0 ? compiled : await compileAgain({ ...job, optimize }, pool);
      const certificate = certificateOf(job.path, source, optimize, certified, refuted);
      return { compiled: withRemarks(now, refuted), certificate, scripts };
    }
    refuted.push(...refutations(certified));
    const off = optimize.off ?? [];
    // Whoever turns a line off that is off already gets no further.
    const isNew = lines.some((line) => !off.includes(line));
    optimize = isNew ? { ...optimize, off: [...new Set([...off, ...lines])] } : { ...optimize, level: 0 };
  }
}

async function compileAgain(job: CompileJob, pool: Pick<WorkerPool, "run">): Promise<CompiledFile> {
  const result = await pool.run<"compile">(job);
  if (!result.ok) throw new NoodleError(result.diagnostics);
  return result.value;
}

function refutations({ sites }: Certified): Remark[] {
  return sites.flatMap(({ remark, unit }) => {
    if (unit?.verdict !== "counterexample") return [];
    const { pass, file, place, function: name, obligations } = remark;
    return [
      {
        kind: "failure",
        pass,
        code: "NC2546",
        file,
        ...(place ? { place } : {}),
        function: name,
        message: "the rewrite is turned off, since it would change what the program does",
        ...(unit.difference === null ? {} : { reason: unit.difference }),
        obligations,
        metrics: {},
        related: [],
      } satisfies Remark,
    ];
  });
}

function withRemarks(compiled: CompiledFile, refuted: readonly Remark[]): CompiledFile {
  const warnings = refuted.map(({ code, pass, message, reason, place, file }) => ({
    code,
    severity: "warning" as const,
    message: `${pass}: ${message}: ${reason ?? ""}`,
    hint: "this is a mistake in noodle-opt, please report it together with the script that shows it",
    ...(place ? { place } : { file }),
  }));
  return { ...compiled, remarks: [...compiled.remarks, ...refuted], diagnostics: [...compiled.diagnostics, ...warnings] };
}

/** Writes the certificate and the scripts beside an output. */
export function writeCertificate(output: string, { certificate, scripts }: VerifiedFile): void {
  const stem = join(dirname(output), basename(output, extname(output)).replace(/\.opt$/, ""));
  writeFileSync(`${stem}.verify.json`, `${JSON.stringify(certificate, null, 2)}\n`);
  for (const [name, script] of scripts) writeFileSync(`${stem}.${name}`, script);
}
