/** The text of a profile: JSON Lines, so that a file that is cut off, or a bad line, costs no more than that. */
import { formatVersion, type Profile, type ProfiledEnvironment, type SiteProfile } from "./profile.js";

export function profileText({ environments, merged }: Profile): string {
  const lines: object[] = [{ noodle_profile: formatVersion, ...(merged.length > 0 ? { merged } : {}) }];
  for (const environment of environments) lines.push(environmentLine(environment), ...environment.sites.map(siteLine));
  lines.push({ end: lines.length + 1 });
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}

export const environmentLine = (environment: ProfiledEnvironment): object => ({
  environment: environment.machine,
  versions: environment.versions,
  runs: environment.runs,
  processes: environment.processes,
  seconds: environment.seconds,
  probe_seconds: environment.probeSeconds,
  began: environment.began,
  ended: environment.ended,
  ends: environment.ends,
  memory: environment.memory,
});

export const siteLine = (site: SiteProfile): object => ({
  site: site.site,
  count: site.count,
  count_error: site.countError,
  measured: site.measured,
  errors: site.errors,
  ...(site.measured > 0 && site.site.kind === "call"
    ? {
        total_ns: site.totalNs,
        self_ns: site.selfNs,
        least_ns: site.leastNs,
        most_ns: site.mostNs,
        buckets: site.buckets,
        signatures: site.signatures,
        looked: site.looked,
        bytes_in: site.bytesIn,
        bytes_out: site.bytesOut,
        bytes_copied: site.bytesCopied,
        memory: site.memory,
        inner: site.inner,
      }
    : {}),
  ...(site.site.kind === "guard" ? { hits: site.hits, misses: site.misses, hit_ns: site.hitNs, miss_ns: site.missNs } : {}),
});
