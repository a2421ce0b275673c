/** `noodle-opt build -`: Python from standard input, the result on standard output. */
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import type { EncodedOutput } from "../workers/jobs.js";
import type { BuildOptions } from "./build.js";
import { type ExitCode, exitCode } from "./exit-codes.js";
import { lazyPool } from "./lazy-pool.js";
import { optimizeOptions } from "./optimize-options.js";
import { printLog, printTimes } from "./pass-output.js";
import { writeRemarks } from "./remark-options.js";
import { jsonDiagnostic, printDiagnostics, printJson } from "./terminal.js";
import { usageError } from "./usage.js";

/** Name of the source in messages and maps. */
const sourceName = "<stdin>";

export async function buildStdin(options: BuildOptions): Promise<ExitCode> {
  if (options.out !== undefined) throw usageError("with `-` the result goes to standard output, so that --out has no meaning");
  if (options.emit.length > 1 && !options.json)
    throw usageError("only one result fits on standard output: --emit nc, --emit py, or --json for both");
  const pool = lazyPool(1);
  const [source] = await Promise.all([readStdin(options.maxSize * 2 ** 20), pool.get()]);
  const result = await (await pool.get()).run({
    kind: "compile",
    source,
    path: sourceName,
    language: "python",
    emit: options.emit,
    mapNames: { source: sourceName },
    optimize: optimizeOptions(options),
    annotate: options.annotate ?? false,
  });
  await pool.close();
  if (!result.ok) throw new NoodleError(result.diagnostics);
  const { nc, py, diagnostics, remarks, log, times } = result.value;
  if (options.strict && diagnostics.length > 0) throw new NoodleError(diagnostics);
  if (options.json) {
    printJson({
      success: true,
      ...(nc ? { nc } : {}),
      ...(py ? { py: { code: py.code, map: py.map } } : {}),
      diagnostics: diagnostics.map(jsonDiagnostic),
    });
  } else {
    await printDiagnostics(diagnostics, options);
    const output = (nc ?? py) as EncodedOutput;
    process.stdout.write(output.bytes ?? output.code);
  }
  const said = { remarks, log, times };
  printLog([{ said }]);
  if (options.timePasses) printTimes([{ said }]);
  await writeRemarks(remarks, options);
  return exitCode.fine;
}

async function readStdin(limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) throw new NoodleError([tooLarge(limit)]);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (limit: number): Diagnostic => ({
  code: "NC2005",
  severity: "error",
  message: `standard input is larger than ${limit / 2 ** 20} MiB`,
  hint: "--max-size sets another limit, in MiB",
  file: sourceName,
});
