/** Runs a program with probes on CPython and adds what they have measured to a profile (`noodle_rt/probes`). */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { type Added, addParts } from "../compiler/profile/files.js";
import { formatVersion, type SiteKey } from "../compiler/profile/profile.js";
import { dropStale } from "../compiler/profile/stale.js";
import type { ProbedModule } from "../compiler/workers/jobs.js";
import { runOnCPython } from "./hosts/cpython.js";
import { moduleSource } from "./hosts/modules.js";

export interface ProfileRun {
  /** Path of the program, as the user wrote it. */
  readonly target: string;
  readonly args: readonly string[];
  readonly python?: string | undefined;
  /** The profile to add to. */
  readonly output: string;
  /** Share of the running time that the probes may take. */
  readonly budget: number;
  /** Every call is measured, whatever it takes. */
  readonly trace: boolean;
  /** Versions by library and of `python`. */
  readonly versions: Readonly<Record<string, string>>;
  /** Makes a module with probes. */
  readonly probe: (module: ModuleToProbe) => Promise<ProbedModule>;
}

export interface ModuleToProbe {
  /** Absolute path of the file. */
  readonly path: string;
  /** The same below the program's folder, with `/`. */
  readonly module: string;
  /** Path of the file in which it will find its settings. */
  readonly settings: string;
  readonly firstSite: number;
  readonly firstUnit: number;
}

export interface ProfileResult extends Added {
  readonly exitCode: number;
  /** Sites of the modules that were run. */
  readonly sites: readonly SiteKey[];
  readonly stale: readonly SiteKey[];
}

/** Runs the program; its standard streams are those of this process. */
export async function runProfiled(run: ProfileRun): Promise<ProfileResult> {
  const folder = await mkdtemp(join(tmpdir(), "noodle-profile-"));
  try {
    return await runIn(folder, run);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runIn(folder: string, run: ProfileRun): Promise<ProfileResult> {
  const main = resolve(run.target);
  const root = dirname(main);
  const output = resolve(run.output);
  const id = randomBytes(4).toString("hex");
  const sites: SiteKey[] = [];
  const modules = new Set<string>();
  let [firstSite, firstUnit] = [0, 0];
  let last: Promise<unknown> = Promise.resolve();
  const probeModule = async (path: string): Promise<ProbedModule["text"]> => {
    const module = relative(root, path).split(sep).join("/");
    const settings = join(folder, `${modules.size}.txt`);
    modules.add(module);
    const numbers = [firstSite, firstUnit] as const;
    const probed = await run.probe({ path, module, settings, firstSite, firstUnit });
    firstSite += probed.sites.length;
    firstUnit += probed.units;
    for (const { unit: _, operands: __, isCertain: ___, ...site } of probed.sites) sites.push(site);
    await writeFile(settings, settingsText(run, `${output}.${id}`, root, numbers, probed));
    return probed.text;
  };
  // One after the other: their numbers follow on each other.
  const decompile = (path: string): Promise<ProbedModule["text"]> => {
    const result = last.then(() => probeModule(path));
    last = result.catch(() => {});
    return result;
  };
  const source = moduleSource(decompile);
  await source.read(main);
  const environment = { NOODLE_PROFILE_RUN: "1" };
  const exitCode = await runOnCPython({ kind: "file", target: run.target, args: run.args }, source, run.python, { environment });
  let stale: readonly SiteKey[] = [];
  const added = await addParts(output, id, (profile) => {
    const current = dropStale(profile, sites, modules);
    stale = current.stale;
    return current.profile;
  });
  return { ...added, exitCode, sites, stale };
}

/** What `noodle_rt/probes/start.py` reads: a line for each setting and site, its fields separated by tabs. */
function settingsText(
  { budget, trace, versions }: ProfileRun,
  prefix: string,
  root: string,
  [firstSite, firstUnit]: readonly [number, number],
  { sites, units }: ProbedModule,
): string {
  const environment = JSON.stringify({ environment: machine(), versions }).slice(1, -1);
  const rows: (readonly (string | number)[])[] = [
    ["part", prefix],
    ["header", JSON.stringify({ noodle_profile: formatVersion })],
    ["environment", environment],
    ["budget", budget],
    ["trace", trace ? 1 : 0],
    ["root", root],
    ["numbers", firstSite, firstUnit, units],
    ...sites.map(
      ({ unit, operands, isCertain, ...site }) =>
        ["site", unit, isCertain ? 1 : 0, operands.join(","), site.id, JSON.stringify(site)] as const,
    ),
  ];
  return rows.map((row) => `${row.join("\t")}\n`).join("");
}

/** What makes two machines differ, as far as times are concerned. */
function machine(): Record<string, string | number> {
  const processors = cpus();
  const threads = process.env["OMP_NUM_THREADS"];
  return {
    system: process.platform,
    architecture: process.arch,
    processor: processors[0]?.model ?? "",
    processors: processors.length,
    ...(threads === undefined ? {} : { threads }),
  };
}
