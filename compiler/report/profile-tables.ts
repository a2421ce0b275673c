/** Profiles as tables for a terminal. */
import Table from "cli-table3";
import picocolors from "picocolors";
import type { Profile, SiteProfile } from "../profile/profile.js";
import { allBytes, differences, errorsOf, meanNs, quantileNs, sitesOf, totalsOf } from "../profile/summary.js";

export interface ProfileTableOptions {
  readonly color: boolean;
  /** Sites to show. */
  readonly number: number;
}

export function profileTables(profile: Profile, { color, number }: ProfileTableOptions): string {
  const colors = picocolors.createColors(color);
  const all = sitesOf(profile);
  const calls = all.filter(({ site }) => site.kind === "call");
  const guards = all.filter(({ site }) => site.kind === "guard");
  const totals = totalsOf(profile);
  const parts: string[] = [];
  if (calls.length > 0) {
    const rows = calls
      .slice(0, number)
      .map((site) => [
        place(site),
        site.site.name,
        countText(site),
        timeText(site.selfNs),
        timeText(site.totalNs),
        timeText(meanNs(site)),
        timeText(quantileNs(site, 0.5)),
        timeText(quantileNs(site, 0.99)),
        bytesText(allBytes(site, site.bytesCopied)),
        errorsOf(site) || "",
      ]);
    const head = ["place", "call", "calls", "self", "total", "mean", "median", "99 %", "copied", "errors"];
    parts.push(`${colors.bold("Library calls")}\n${table(head, rows, color)}${rest(calls.length - number)}`);
  }
  if (guards.length > 0) {
    const rows = guards
      .slice(0, number)
      .map((site) => [place(site), site.site.name, site.hits, timeText(site.hitNs), site.misses, timeText(site.missNs)]);
    parts.push(`${colors.bold("Guards of rewrites")}\n${table(["place", "pass", "hits", "time", "misses", "time"], rows, color)}`);
  }
  const { runs, processes, seconds, librarySeconds, overhead, calls: counted, errors } = totals;
  const share = seconds > 0 ? ` (${((100 * librarySeconds) / seconds).toFixed(0)} %)` : "";
  parts.push(
    `${colors.bold(`${counted} library calls`)} at ${calls.length} sites, ${errors} errors; ${runs} runs, ${processes} processes, ` +
      `${seconds.toFixed(2)} s, of which ${librarySeconds.toFixed(2)} s in libraries${share}; the probes took ${(100 * overhead).toFixed(2)} %`,
  );
  return `${parts.join("\n\n")}\n`;
}

export function differenceTable(before: Profile, after: Profile, { color, number }: ProfileTableOptions): string {
  const found = differences(before, after);
  const rows = found.slice(0, number).map(({ before: old, after: now, seconds }) => {
    const any = (now ?? old) as SiteProfile;
    const ratio = old && now && meanNs(now) > 0 ? `${(meanNs(old) / meanNs(now)).toFixed(2)}×` : old ? "gone" : "new";
    const mean = (site: SiteProfile | undefined): string => (site ? timeText(meanNs(site)) : "");
    const calls = (site: SiteProfile | undefined): string => (site ? countText(site) : "");
    const change = `${seconds < 0 ? "-" : "+"}${timeText(Math.abs(seconds) * 1e9)}`;
    return [place(any), any.site.name, calls(old), calls(now), mean(old), mean(now), ratio, change];
  });
  const head = ["place", "call", "calls before", "after", "mean before", "after", "faster", "self per run"];
  return rows.length === 0 ? "no sites\n" : `${table(head, rows, color)}${rest(found.length - number)}\n`;
}

const rest = (number: number): string => (number > 0 ? `\n… and ${number} more (--number shows more, --json all)` : "");

export const place = ({ site }: SiteProfile): string =>
  `${site.module}:${site.cell === undefined ? "" : `cell ${site.cell}:`}${site.line}:${site.column}`;

/** `1200`, `≈ 350000 ± 1200`. */
export const countText = ({ count, countError }: Pick<SiteProfile, "count" | "countError">): string =>
  countError === 0 ? String(count) : `≈ ${count} ± ${countError}`;

export function timeText(ns: number): string {
  if (ns === 0) return "0";
  if (ns < 1e3) return `${ns.toFixed(0)} ns`;
  if (ns < 1e6) return `${(ns / 1e3).toPrecision(3)} µs`;
  if (ns < 1e9) return `${(ns / 1e6).toPrecision(3)} ms`;
  return `${(ns / 1e9).toPrecision(3)} s`;
}

export function bytesText(bytes: number): string {
  if (bytes < 1) return "";
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return `${(bytes / 1000 ** power).toPrecision(3)} ${units[power]}`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[], color: boolean): string {
  const result = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (column < 2 ? "left" : "right")),
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: color ? { head: ["cyan"], border: ["gray"] } : { head: [], border: [] },
  });
  for (const row of rows) result.push(row.map(String));
  return result.toString();
}
