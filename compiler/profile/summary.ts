/** Figures for people: all environments of a profile together, and the difference of two profiles. */
import { quantile } from "./histogram.js";
import { mergeSites } from "./merge.js";
import type { Profile, SiteProfile } from "./profile.js";

/** The sites of a profile, those first that took the most time themselves. */
export function sitesOf({ environments }: Profile): readonly SiteProfile[] {
  const sites = new Map<string, SiteProfile[]>();
  for (const environment of environments) {
    for (const site of environment.sites) {
      const known = sites.get(site.site.id);
      if (known) known.push(site);
      else sites.set(site.site.id, [site]);
    }
  }
  return [...sites.values()].map(mergeSites).sort((a, b) => b.selfNs - a.selfNs || b.count - a.count || (a.site.id < b.site.id ? -1 : 1));
}

export interface ProfileTotals {
  readonly runs: number;
  readonly processes: number;
  readonly seconds: number;
  /** What the probes have cost, as a share of the running time. */
  readonly overhead: number;
  /** Time inside of libraries, in seconds. */
  readonly librarySeconds: number;
  readonly calls: number;
  readonly errors: number;
}

export function totalsOf(profile: Profile): ProfileTotals {
  const { environments } = profile;
  const sum = (of: (environment: Profile["environments"][number]) => number): number =>
    environments.reduce((all, each) => all + of(each), 0);
  const seconds = sum((environment) => environment.seconds);
  const sites = environments.flatMap((environment) => environment.sites);
  return {
    runs: sum(({ runs }) => runs),
    processes: sum(({ processes }) => processes),
    seconds,
    overhead: seconds > 0 ? sum(({ probeSeconds }) => probeSeconds) / seconds : 0,
    librarySeconds: sites.reduce((all, { selfNs }) => all + selfNs, 0) / 1e9,
    calls: sites.reduce((all, { site, count }) => all + (site.kind === "call" ? count : 0), 0),
    errors: sites.reduce((all, site) => all + errorsOf(site), 0),
  };
}

export const errorsOf = ({ errors }: SiteProfile): number => Object.values(errors).reduce((sum, count) => sum + count, 0);

export const meanNs = ({ totalNs, count }: SiteProfile): number => (count > 0 ? totalNs / count : 0);

export const quantileNs = ({ buckets, mostNs }: SiteProfile, share: number): number => Math.min(quantile(buckets, share) ?? 0, mostNs);

/** Bytes of all calls, from those that were looked at. */
export const allBytes = (site: SiteProfile, bytes: number): number => (site.looked > 0 ? (bytes / site.looked) * site.count : 0);

export interface SiteDifference {
  readonly before?: SiteProfile;
  readonly after?: SiteProfile;
  /** Seconds that the site takes more per run. */
  readonly seconds: number;
}

/** Sites whose own time per run differs, the largest differences first. */
export function differences(before: Profile, after: Profile): readonly SiteDifference[] {
  const [old, now] = [before, after].map((profile) => new Map(sitesOf(profile).map((site) => [site.site.id, site])));
  const [oldRuns, nowRuns] = [before, after].map((profile) => Math.max(totalsOf(profile).runs, 1)) as [number, number];
  const ids = new Set([...(old as Map<string, SiteProfile>).keys(), ...(now as Map<string, SiteProfile>).keys()]);
  return [...ids]
    .map((id): SiteDifference => {
      const [a, b] = [old?.get(id), now?.get(id)];
      const seconds = (b?.selfNs ?? 0) / nowRuns / 1e9 - (a?.selfNs ?? 0) / oldRuns / 1e9;
      return { ...(a ? { before: a } : {}), ...(b ? { after: b } : {}), seconds };
    })
    .sort((a, b) => Math.abs(b.seconds) - Math.abs(a.seconds));
}
