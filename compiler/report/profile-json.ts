/** Profiles as `profile show --json` and `profile diff --json` print them: docs/schemas/profile.schema.json. */
import type { Profile, SiteProfile } from "../profile/profile.js";
import { differences, meanNs, quantileNs, sitesOf, totalsOf } from "../profile/summary.js";
import { environmentLine, siteLine } from "../profile/write.js";

type Diagnostics = readonly { readonly severity: string }[];

export function profileJson(profile: Profile, diagnostics: Diagnostics): object {
  const { runs, processes, seconds, overhead, librarySeconds, calls, errors } = totalsOf(profile);
  return {
    success: true,
    totals: { runs, processes, seconds, overhead, library_seconds: librarySeconds, calls, errors },
    environments: profile.environments.map(environmentLine),
    sites: sitesOf(profile).map(shown),
    diagnostics,
  };
}

export function differenceJson(before: Profile, after: Profile, diagnostics: Diagnostics): object {
  return {
    success: true,
    sites: differences(before, after).map(({ before: old, after: now, seconds }) => ({
      before: old ? shown(old) : null,
      after: now ? shown(now) : null,
      seconds_per_run: seconds,
    })),
    diagnostics,
  };
}

const shown = (site: SiteProfile): object => ({
  ...siteLine(site),
  exact: site.measured === site.count,
  mean_ns: meanNs(site),
  median_ns: quantileNs(site, 0.5),
  p99_ns: quantileNs(site, 0.99),
});
