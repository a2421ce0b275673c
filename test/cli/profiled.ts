/** Programs that run under `noodle-opt profile`, compared with what they do without it. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { environment } from "../../bench/harness/python-environment.js";
import { readProfileFile } from "../../compiler/profile/files.js";
import type { SiteProfile } from "../../compiler/profile/profile.js";
import { sitesOf } from "../../compiler/profile/summary.js";
import { cli, folderWith } from "./cli.js";

export const python = environment("current");

/** Marks below the lines of tracebacks are not compared, see docs/PROFILE.md. */
const env = { PYTHONNODEBUGRANGES: "1" };

/** Runs a program once as it is and once with probes: both must do the same, to the traceback. */
export async function profiled(files: Readonly<Record<string, string>>, ...options: string[]) {
  const cwd = folderWith(files);
  const plain = spawnSync(python, ["app.py", "arg"], { cwd, encoding: "utf8", env: { ...process.env, ...env } });
  const { code, stdout, stderr } = await cli(["profile", "-q", "--python", python, ...options, "app.py", "arg"], { cwd, env });
  expect({ code, stdout, stderr }).toEqual({ code: plain.status, stdout: plain.stdout, stderr: plain.stderr });
  const { profile, diagnostics } = readProfileFile(join(cwd, "default.nprof"));
  expect(diagnostics).toEqual([]);
  const sites = sitesOf(profile);
  return { cwd, profile, sites, counts: countsOf(sites) };
}

/** `line name` → count. */
export const countsOf = (sites: readonly SiteProfile[]): Record<string, number> =>
  Object.fromEntries(sites.map(({ site, count }) => [`${site.module}:${site.line} ${site.name}`, count]));
