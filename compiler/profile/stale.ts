/** Profiles and programs that have changed since: a site is the same as long as its function and its own text are. */
import type { Profile, SiteKey } from "./profile.js";

export interface CurrentProfile {
  readonly profile: Profile;
  /** Sites that are dropped: the program has none like them any more. */
  readonly stale: readonly SiteKey[];
}

/**
 * Drops the sites of some modules that are not in them any more, and brings the places of the others up to date.
 * @param sites of those modules, as they are now
 */
export function dropStale(profile: Profile, sites: readonly SiteKey[], modules: ReadonlySet<string>): CurrentProfile {
  const current = new Map(sites.map((site) => [site.id, site]));
  const stale = new Map<string, SiteKey>();
  const environments = profile.environments.map((environment) => ({
    ...environment,
    sites: environment.sites.flatMap((site) => {
      if (!modules.has(site.site.module)) return [site];
      const now = current.get(site.site.id);
      if (now) return [{ ...site, site: now }];
      stale.set(site.site.id, site.site);
      return [];
    }),
  }));
  return { profile: { ...profile, environments }, stale: [...stale.values()] };
}
