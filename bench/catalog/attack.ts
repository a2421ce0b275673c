/** Attacks the catalogue's facts: what `test/catalog/attack.py` is asked to try in one Python, and what its calls say about the type analysis. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { CatalogEntry, Parameter } from "../../compiler/catalog/catalog.js";
import { loadCatalog } from "../../compiler/catalog/index.js";
import type { Facts } from "../../compiler/catalog/schema.js";
import { packageRoot } from "../../compiler/package-root.js";
import { type Example, judge } from "./judge.js";

export interface AttackOptions {
  /** Calls per name. */
  readonly examples: number;
  /** Seconds per name, and for all of a library. */
  readonly seconds: number;
  readonly total?: number;
  readonly seed?: number;
  /** Make calls that refute something as small as possible. */
  readonly shrink?: boolean;
  /** Only names that match. */
  readonly only?: RegExp;
}

/** What became of one name's facts. */
export interface NameResult {
  readonly name: string;
  readonly calls: number;
  readonly raised: Readonly<Record<string, number>>;
  /** Facts that the catalogue claims, that were tried, and that were refuted. */
  readonly claimed: readonly FactKind[];
  readonly tried: readonly FactKind[];
  readonly refuted: readonly { readonly fact: FactKind; readonly message: string }[];
  /** Why it was not called. */
  readonly skipped?: string;
}

export type FactKind = "result" | "effects" | "alias" | "raises" | "twins";

export interface LibraryResult {
  readonly library: string;
  readonly version: string;
  readonly names: readonly NameResult[];
}

const factKinds: readonly FactKind[] = ["result", "effects", "alias", "raises", "twins"];

interface AttackedName {
  readonly entry: CatalogEntry;
  readonly facts: Facts;
}

/** Every name that the facts of a library are about, with the facts that hold for a version. */
export function attackedNames(library: string, version: string, only?: RegExp): readonly AttackedName[] {
  const catalog = loadCatalog();
  const names = [...catalog.library(library).facts().keys()];
  return names.flatMap((name) => {
    if (only && !only.test(name)) return [];
    const dot = name.lastIndexOf(".");
    const entry = catalog.lookUp(name) ?? catalog.member(name.slice(0, dot), name.slice(dot + 1));
    const facts = entry && catalog.factsFor(entry, version);
    if (!entry || !facts || entry.kind === "module") return [];
    // Versions that have it: all that were looked at, or those that are listed.
    if (entry.versions && !entry.versions.some((one) => sameMinor(one, version))) return [];
    return [{ entry, facts }];
  });
}

const sameMinor = (one: string, other: string): boolean => one.split(".").slice(0, 2).join() === other.split(".").slice(0, 2).join();

/** Attacks the facts of a library with the version that an interpreter has of it. */
export async function attackLibrary(python: string, library: string, options: AttackOptions): Promise<LibraryResult> {
  const version = await installedVersion(python, library);
  return attack(python, library, version, options, attackedNames(library, version, options.only));
}

/** Attacks facts that are not in the catalogue, about names that are. */
export async function attackFacts(
  python: string,
  library: string,
  options: AttackOptions,
  claims: readonly { readonly name: string; readonly facts: Facts }[],
): Promise<LibraryResult> {
  const names = claims.flatMap(({ name, facts }) => {
    const entry = loadCatalog().lookUp(name);
    return entry ? [{ entry: Object.create(entry, { facts: { value: facts } }) as CatalogEntry, facts }] : [];
  });
  return attack(python, library, await installedVersion(python, library), options, names);
}

async function attack(
  python: string,
  library: string,
  version: string,
  options: AttackOptions,
  targets: readonly AttackedName[],
): Promise<LibraryResult> {
  const attacked = new Map(targets.map((one) => [one.entry.name, one]));
  const { examples, seconds, total, seed, shrink } = options;
  const names: NameResult[] = [];
  const onLine = (line: string): void => {
    const report = JSON.parse(line) as Partial<NameResult> & { readonly name?: string; readonly examples?: readonly Example[] };
    const target = report.name === undefined ? undefined : attacked.get(report.name);
    if (target) names.push(resultFor(target, report, { [library]: version }));
  };
  for (let rest = targets; rest.length > 0; ) {
    const job = {
      library,
      examples,
      seconds,
      ...(total === undefined ? {} : { total }),
      ...(seed === undefined ? {} : { seed }),
      ...(shrink === undefined ? {} : { shrink }),
      names: rest.map(({ entry, facts }) => jobEntry(entry, facts)),
    };
    const before = names.length;
    const problem = await runPython(python, ["-B", join(packageRoot, "test/catalog/attack.py")], JSON.stringify(job), onLine);
    const done = names.length - before;
    const fatal = rest[done];
    if (problem === undefined || !fatal) break;
    // Compiled code brought the interpreter down: that name is left out, and the others go on.
    names.push(resultFor(fatal, { skipped: "it ends the interpreter" }, {}));
    rest = rest.slice(done + 1);
  }
  return { library, version, names };
}

function resultFor(
  { entry, facts }: AttackedName,
  report: Partial<NameResult> & { readonly examples?: readonly Example[] },
  versions: Readonly<Record<string, string>>,
): NameResult {
  const wrong = judge(entry, report.examples ?? [], versions);
  return {
    name: entry.name,
    calls: report.calls ?? 0,
    raised: report.raised ?? {},
    claimed: factKinds.filter((kind) => facts[kind] !== undefined),
    tried: report.tried ?? [],
    refuted: [...(report.refuted ?? []), ...wrong.slice(0, 1).map((message) => ({ fact: "result" as const, message }))],
    ...(report.skipped === undefined ? {} : { skipped: report.skipped }),
  };
}

function jobEntry(entry: CatalogEntry, facts: Facts): object {
  const parameters = entry.parameters?.map(({ name, kind, default: given }: Parameter) => ({
    name,
    kind,
    ...(given === undefined ? {} : { default: given }),
  }));
  return { name: entry.name, kind: entry.kind, facts, ...(parameters ? { parameters } : {}) };
}

/** Counts of claimed, tried and refuted facts by kind. */
export function countFacts(names: readonly NameResult[]): Readonly<Record<FactKind, { claimed: number; tried: number; refuted: number }>> {
  const count = (kind: FactKind): { claimed: number; tried: number; refuted: number } => ({
    claimed: names.filter(({ claimed }) => claimed.includes(kind)).length,
    tried: names.filter(({ tried, claimed }) => tried.includes(kind) && claimed.includes(kind)).length,
    refuted: names.filter(({ refuted }) => refuted.some(({ fact }) => fact === kind)).length,
  });
  return { result: count("result"), effects: count("effects"), alias: count("alias"), raises: count("raises"), twins: count("twins") };
}

async function installedVersion(python: string, library: string): Promise<string> {
  const program =
    library === "python"
      ? "import sys; print('.'.join(map(str, sys.version_info[:3])))"
      : "import importlib, sys; print(importlib.import_module(sys.argv[1]).__version__)";
  let version = "";
  await runPython(python, ["-c", program, library], "", (line) => {
    version = line.trim();
  });
  return version;
}

/** Runs Python and hands over the lines that it writes; a text about it when it was killed. */
function runPython(
  python: string,
  parameters: readonly string[],
  input: string,
  onLine: (line: string) => void,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, parameters, { stdio: ["pipe", "pipe", "pipe"] });
    let said = "";
    let isLate = false;
    child.stderr.on("data", (data: Buffer) => {
      said += data.toString();
      // Long traces follow.
      isLate ||= said.includes("Timeout (");
      said = said.slice(-4000);
    });
    createInterface({ input: child.stdout }).on("line", onLine);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(undefined);
      else if (signal || isLate) resolve(`ended by ${signal ?? "its time limit"}`);
      else reject(new Error(`${python} ended with ${code}:\n${said}`));
    });
    child.stdin.end(input);
  });
}
