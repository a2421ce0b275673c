/**
 * `npm run bench:profile [-- --pairs N --only PROGRAM --write]`: what `noodle-opt profile` costs, and whether its figures are true.
 *
 * Each program of `bench/profile` runs as it is and with probes, in turn (`-O0`, the default budget); compared is the time of the
 * processor that it takes from its first statement to its last, the median of the ratios of pairs. A run that traces every call says how
 * often each site is really called: the counts of a run within the budget have to agree within the error that they state. `--write`
 * writes the section `profile` of the scoreboard.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../compiler/package-root.js";
import { readProfileFile } from "../compiler/profile/files.js";
import type { Profile, SiteProfile } from "../compiler/profile/profile.js";
import { sitesOf, totalsOf } from "../compiler/profile/summary.js";
import { median, ratioOf } from "../runtime-shim/paired.js";
import { round } from "./harness/numbers.js";
import { benchFolder } from "./harness/paths.js";
import { environment } from "./harness/python-environment.js";
import { writeSection } from "./harness/scoreboard.js";

export interface ProfileScore {
  readonly program: string;
  /** Of the processor, without probes. */
  readonly seconds: number;
  /** Library calls per second of that. */
  readonly rate: number;
  /** Percent, by comparison: the median, and its bounds with a confidence of 95 %. */
  readonly overhead: number;
  readonly low: number;
  readonly high: number;
  /** Percent, by the profile's own account. */
  readonly reported: number;
  readonly sites: number;
  /** Sites whose counts are stated to be exact. */
  readonly exact: number;
  /** Sites, of all runs, whose counts are as wrong as they say, at most. */
  readonly within: number;
  readonly checked: number;
  /** Percent: how wrong the count of a site was at most, and how wrong it was said to be. */
  readonly worst: number;
  readonly stated: number;
}

const python = environment("current");
const folder = mkdtempSync(join(tmpdir(), "noodle-bench-profile-"));

/** Seconds that a program says to have taken. */
function run(command: string, args: readonly string[]): number {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8", env: { ...process.env, OMP_NUM_THREADS: "1" } });
  const seconds = Number(stderr.trim().split("\n").at(-1));
  if (status !== 0 || !(seconds > 0)) throw error ?? new Error(`${args.join(" ")}: ${stderr}`);
  return seconds;
}

function profiled(program: string, ...options: string[]): { readonly seconds: number; readonly profile: Profile } {
  const output = join(folder, "run.nprof");
  const cli = join(packageRoot, "dist/compiler/cli/main.js");
  const seconds = run(process.execPath, [cli, "profile", "-q", "-O0", "--python", python, "-o", output, ...options, program]);
  const { profile } = readProfileFile(output);
  rmSync(output);
  return { seconds, profile };
}

function score(name: string, pairs: number): ProfileScore {
  const program = join(benchFolder, "profile", name);
  const truth = new Map(sitesOf(profiled(program, "--trace").profile).map((site) => [site.site.id, site.count]));
  const deviation = ({ site, count }: SiteProfile): number => Math.abs(count - (truth.get(site.id) ?? 0));
  const percent = (part: number, site: SiteProfile): number => (100 * part) / Math.max(truth.get(site.site.id) ?? 0, 1);
  const times: [number, number][] = [];
  const profiles: Profile[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const first = pair % 2 === 0 ? run(python, [program]) : 0;
    const { seconds, profile } = profiled(program);
    times.push([seconds, first || run(python, [program])]);
    profiles.push(profile);
  }
  const sites = profiles.flatMap(sitesOf);
  const ratio = ratioOf(times);
  const seconds = median(times.map(([, plain]) => plain));
  const asPercent = (value: number): number => round(100 * (value - 1));
  return {
    program: name,
    seconds: round(seconds),
    rate: Math.round([...truth.values()].reduce((sum, count) => sum + count, 0) / seconds),
    overhead: asPercent(ratio.median),
    low: asPercent(ratio.low),
    high: asPercent(ratio.high),
    reported: round(100 * median(profiles.map((profile) => totalsOf(profile).overhead))),
    sites: truth.size,
    exact: Math.round(sites.filter(({ countError }) => countError === 0).length / pairs),
    within: sites.filter((site) => deviation(site) <= site.countError).length,
    checked: sites.length,
    worst: round(Math.max(...sites.map((site) => percent(deviation(site), site)))),
    stated: round(Math.max(...sites.map((site) => percent(site.countError, site)))),
  };
}

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "11" },
    only: { type: "string", multiple: true, default: [] },
    write: { type: "boolean", default: false },
  },
});
const pairs = Number(values.pairs);
if (!Number.isInteger(pairs) || pairs < 1) throw new RangeError(`--pairs has to be a whole number above 0, not ${values.pairs}`);
const only = values.only;
const programs = readdirSync(join(benchFolder, "profile")).filter((name) => name.endsWith(".py"));
const scores: ProfileScore[] = [];
try {
  for (const program of programs.filter((name) => only.length === 0 || only.includes(name))) {
    const result = score(program, pairs);
    scores.push(result);
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (values.write) writeSection("profile", { pairs, scores });
