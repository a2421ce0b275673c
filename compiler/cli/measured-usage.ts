/** `analyze --profile`: what calls really cost in profiled runs, beside what the analysis expects. */
import { dirname, resolve } from "node:path";
import type { ModuleUsage, UsedCall } from "../analysis/usage/usage.js";
import type { Profile, SiteProfile } from "../profile/profile.js";
import { sitesOf } from "../profile/summary.js";

export interface MeasuredUsage {
  readonly usages: readonly ModuleUsage[];
  /** Calls of these modules that the profile knows, and sites of theirs that fit no call: the source has changed, or was rewritten. */
  readonly found: number;
  readonly unknown: number;
}

/** @param path of the profile: modules are named relative to the program, which is expected to lie beside it */
export function withMeasurements(usages: readonly ModuleUsage[], profile: Profile, path: string): MeasuredUsage {
  const sites = sitesOf(profile).filter(({ site }) => site.kind === "call");
  const known = new Map(sites.map((each) => [keyOf(each.site.module, each.site), each]));
  const modules = new Set(sites.map(({ site }) => site.module));
  const used = new Set<SiteProfile>();
  const seen = new Set<string>();
  const measured = usages.map((usage) => {
    const module = moduleOf(usage.file, modules, dirname(path));
    if (module === undefined) return usage;
    seen.add(module);
    const calls = usage.calls.map((call): UsedCall => {
      const site = known.get(keyOf(module, call.site));
      if (!site) return call;
      used.add(site);
      const { count, countError, selfNs, totalNs } = site;
      return { ...call, measured: { count, countError, selfNs, totalNs } };
    });
    return { ...usage, calls };
  });
  return { usages: measured, found: used.size, unknown: sites.filter((each) => seen.has(each.site.module) && !used.has(each)).length };
}

const keyOf = (module: string, { function: name, hash, ordinal }: UsedCall["site"]): string => `${module}\n${name}\n${hash}\n${ordinal}`;

/** The module of a profile that a file is: by its place beside the profile, else by the longest path that it ends with. */
function moduleOf(file: string, modules: ReadonlySet<string>, folder: string): string | undefined {
  const path = resolve(file).replaceAll("\\", "/");
  const all = [...modules].sort((a, b) => b.length - a.length);
  return all.find((module) => resolve(folder, module) === resolve(file)) ?? all.find((module) => path.endsWith(`/${module}`));
}
