/** What a golden case is expected to record: everything that comes after its input, made anew. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { environment } from "../../bench/harness/python-environment.js";
import { readNotebook, writeNotebook } from "../../compiler/frontend/notebook.js";
import type { OptimizeOptions } from "../../compiler/optimize.js";
import type { Diagnostic } from "../../compiler/remarks/diagnostic.js";
import { compareRemarks, type Remark } from "../../compiler/remarks/remark.js";
import { moduleList, type SourceKind } from "../../compiler/workers/jobs.js";
import type { WorkerPool } from "../../compiler/workers/pool.js";
import type { GoldenCase, Section } from "./case.js";
import { mapTable } from "./map-table.js";
import { hostFor, runNc, runPython } from "./programs.js";

const languages: Readonly<Record<string, SourceKind>> = { ".py": "python", ".ipynb": "notebook", ".nc": "nc" };

/** A file of the program under the name that it has on disk. */
interface SourceFile {
  readonly name: string;
  readonly text: string;
}

interface CompiledFile {
  readonly name: string;
  readonly code: string;
  readonly map: string;
}

/** @throws when the program prints something else from NoodleCore than from Python */
export async function evaluate(golden: GoldenCase, pool: WorkerPool): Promise<Section[]> {
  const mainName = golden.status === "notebook" ? "main.ipynb" : "main.py";
  const sources = golden.input.map(({ name, text }) => ({ name: name ?? mainName, text }));
  const { compiled, diagnostics, remarks } = await compile(sources, pool, golden);
  const sections: Section[] = [];
  if (golden.status === "error" || diagnostics.length > 0) sections.push(section("Diagnostics", diagnostics.map(describe).join("\n")));
  const [main] = compiled;
  if (golden.status === "error" || !main) return sections;
  const texts = compiled.map(({ name, code }) => ({ name: name === "main.nc" ? undefined : name, language: "text", text: code }));
  sections.push({ title: "NoodleCore", files: texts });
  sections.push(
    golden.optimize ? section("Remarks", remarks.map(describeRemark).join("\n")) : section("Map", await mapTable(main.code, main.map)),
  );
  if (golden.notRun === undefined) sections.push(section("Output", await output(golden, sources, compiled)));
  return sections;
}

const section = (title: Section["title"], content: string): Section => ({
  title,
  files: [{ name: undefined, language: "text", text: content === "" || content.endsWith("\n") ? content : `${content}\n` }],
});

async function compile(
  sources: readonly SourceFile[],
  pool: WorkerPool,
  golden: Pick<GoldenCase, "optimize" | "engine" | "exactness">,
): Promise<{ compiled: CompiledFile[]; diagnostics: Diagnostic[]; remarks: Remark[] }> {
  const remarks: Remark[] = [];
  const compiled: CompiledFile[] = [];
  const diagnostics: Diagnostic[] = [];
  const modules = moduleList(sources.flatMap(({ name }) => moduleName(name) ?? []));
  for (const source of sources) {
    const suffix = extname(source.name);
    const language = languages[suffix];
    if (language === undefined) continue;
    const name = `${source.name.slice(0, -suffix.length)}.nc`;
    const mapNames = { nc: name, source: source.name };
    const job = { kind: "compile", source: sourceBytes(source), path: source.name, language, emit: ["nc"], modules, mapNames } as const;
    const optimize: OptimizeOptions = {
      level: 2,
      verifyEach: true,
      exactness: golden.exactness,
      ...(golden.engine ? { engine: "dask" } : {}),
    };
    const result = await pool.run({ ...job, ...(golden.optimize ? { optimize } : {}) });
    if (result.ok) remarks.push(...result.value.remarks);
    diagnostics.push(...(result.ok ? result.value.diagnostics : result.diagnostics));
    if (result.ok && result.value.nc) compiled.push({ name, ...result.value.nc });
  }
  return { compiled, diagnostics, remarks: remarks.sort(compareRemarks) };
}

/** Notebooks are written in percent format in the case, and are real notebooks from here on. */
function sourceBytes({ name, text }: SourceFile): Uint8Array {
  return Buffer.from(name.endsWith(".ipynb") && !text.startsWith("{") ? writeNotebook(text) : text);
}

/** `pkg/inner.py` is the module `pkg.inner`, `pkg/__init__.py` is `pkg`; the program itself is none. */
function moduleName(file: string): string | undefined {
  if (!file.endsWith(".py") || file === "main.py") return undefined;
  return file
    .slice(0, -3)
    .replace(/\/__init__$/, "")
    .replaceAll("/", ".");
}

function describeRemark({ kind, code, message, reason, place, file }: Remark): string {
  const where = place ? `${place.file}:${place.line}:${place.column}` : file;
  return `${where}: ${kind} ${code}: ${message}${reason === undefined ? "" : `\n  reason: ${reason}`}`;
}

function describe({ code, severity, message, hint, place, file }: Diagnostic): string {
  const where = place ? `${place.file}:${place.cell === undefined ? "" : `cell ${place.cell}:`}${place.line}:${place.column}` : file;
  return `${where}: ${severity} ${code}: ${message}${hint === undefined ? "" : `\n  hint: ${hint}`}`;
}

async function output(golden: GoldenCase, sources: readonly SourceFile[], compiled: readonly CompiledFile[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "noodle-golden-"));
  const write = (path: string, content: string): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  try {
    for (const file of sources) {
      if (file.name.endsWith(".ipynb")) write("python/main.py", readNotebook(sourceBytes(file), file.name).text);
      else write(`python/${file.name}`, file.text);
      if (languages[extname(file.name)] === undefined) write(`nc/${file.name}`, file.text);
    }
    for (const { name, code, map } of compiled) {
      write(`nc/${name}`, code);
      write(`nc/${name}.map`, map);
    }
    const host = golden.libraries ? environment(golden.libraries) : hostFor(golden.python);
    const [fromPython, fromNc] = await Promise.all([runPython(join(folder, "python"), host), runNc(join(folder, "nc"), host)]);
    if (fromPython.output === fromNc.output) return fromPython.output;
    throw new Error(`from Python it prints\n${fromPython.output}from NoodleCore it prints\n${fromNc.output}${fromNc.stderr}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
