/** `noodle-opt decompile`: NoodleCore back to Python, or to a notebook. */
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { writeNotebook } from "../frontend/notebook.js";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import { readSource } from "../workers/read-source.js";
import { exitCodeFor } from "./exit-codes.js";
import { findInputs } from "./inputs.js";
import { lazyPool } from "./lazy-pool.js";
import { type PlannedFile, planOutputs, writeOutput } from "./outputs.js";
import { jsonDiagnostic, printDiagnostics, printJson, say } from "./terminal.js";
import { positiveNumber, usageError } from "./usage.js";

interface DecompileOptions {
  readonly out?: string;
  readonly to: "py" | "ipynb";
  /** MiB. */
  readonly maxSize: number;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

export function defineDecompile(command: Command): void {
  command
    .argument("<files...>", "files, folders or globs of .nc")
    .option("-o, --out <folder>", "write below this folder, in the same tree as the files (default: one file to standard output)")
    .addOption(
      new Option("-t, --to <format>", "Python, or a notebook with a cell for each comment `# %%`").choices(["py", "ipynb"]).default("py"),
    )
    .option("--max-size <MiB>", "largest file to read", positiveNumber, 64)
    .option("-q, --quiet", "print errors only")
    .option("-v, --verbose", "print the details of internal errors")
    .option("--json", "print the result as JSON")
    .action(decompile);
}

/** What became of one file; `code` and `map` are there when nothing was written. */
interface Decompiled {
  readonly nc_file: string;
  readonly success: boolean;
  readonly output_file: string | null;
  readonly code?: string;
  readonly map?: string;
  readonly diagnostics: readonly Diagnostic[];
}

async function decompile(args: readonly string[], options: DecompileOptions): Promise<void> {
  const excluded = options.out === undefined ? undefined : resolve(options.out);
  const { files, problems } = await findInputs(args, { kinds: ["nc"], excluded });
  if (options.out === undefined && files.length > 1 && !options.json) {
    throw usageError("only one file fits on standard output", "name a folder with --out, or use --json");
  }
  const wrong = files.filter(({ language }) => language !== "nc").map(({ path }) => notNc(path));
  const plan = planOutputs(
    files.filter(({ language }) => language === "nc"),
    ["py"],
    options.out,
  );
  const failures = [...problems, ...wrong, ...(options.out === undefined ? [] : plan.problems)];
  const results: Decompiled[] = failures.map((problem) => failure(problem.file ?? "", [problem]));
  const pool = lazyPool(1);
  for (const file of plan.files) results.push(await decompileFile(file, options, pool));
  await pool.close();
  const diagnostics = results.flatMap((result) => result.diagnostics);
  if (options.json) {
    printJson({
      success: results.every(({ success }) => success),
      files: results.map((result) => ({ ...result, diagnostics: result.diagnostics.map(jsonDiagnostic) })),
    });
  } else {
    await printDiagnostics(diagnostics, options);
    if (options.out !== undefined && !options.quiet)
      for (const { nc_file, output_file } of results) if (output_file !== null) say(`${nc_file} → ${output_file}`);
  }
  process.exitCode = exitCodeFor(diagnostics);
}

async function decompileFile(
  { input, outputs, mapNames }: PlannedFile,
  options: DecompileOptions,
  pool: ReturnType<typeof lazyPool>,
): Promise<Decompiled> {
  try {
    const source = readSource(input.path, options.maxSize * 2 ** 20);
    const result = await (await pool.get()).run({ kind: "decompile", source, path: input.path, mapNames });
    if (!result.ok) return failure(input.path, result.diagnostics);
    const { code, bytes, map } = result.value;
    const isNotebook = options.to === "ipynb";
    const content = isNotebook ? writeNotebook(code) : (bytes ?? code);
    if (options.out !== undefined) {
      const path = isNotebook ? (outputs.py as string).replace(/\.py$/, ".ipynb") : (outputs.py as string);
      await writeOutput(path, content);
      return { nc_file: input.path, success: true, output_file: path, diagnostics: [] };
    }
    if (!options.json) process.stdout.write(content);
    const texts = isNotebook ? { code: content as string } : { code, map };
    return { nc_file: input.path, success: true, output_file: null, ...texts, diagnostics: [] };
  } catch (error) {
    if (error instanceof NoodleError) return failure(input.path, error.diagnostics);
    throw error;
  }
}

const failure = (nc_file: string, diagnostics: readonly Diagnostic[]): Decompiled => ({
  nc_file,
  success: false,
  output_file: null,
  diagnostics,
});

const notNc = (file: string): Diagnostic => ({
  code: "NC2004",
  severity: "error",
  message: "decompile reads NoodleCore (.nc)",
  hint: "`noodle-opt build` is the way from Python to NoodleCore",
  file,
});
