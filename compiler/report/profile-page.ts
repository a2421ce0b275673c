/** A profile as one HTML file with charts: the sites, where the time in libraries goes, and how long calls take. */
import { join } from "node:path";
import { boundsOf } from "../profile/histogram.js";
import type { Profile, SiteProfile } from "../profile/profile.js";
import { allBytes, errorsOf, meanNs, quantileNs, sitesOf, totalsOf } from "../profile/summary.js";
import { type Flame, flameOf } from "./flame.js";
import { accent, bars, code, drawing, escape, faint, figure, fileLink, ink, page, table } from "./page.js";
import { bytesText, countText, place, timeText } from "./profile-tables.js";

/** Sites with a histogram of their own. */
const mostHistograms = 24;

/**
 * @param file name of the profile
 * @param root folder that the modules' paths start at
 */
export function profilePage(profile: Profile, file: string, root: string): string {
  const sites = sitesOf(profile);
  const calls = sites.filter(({ site }) => site.kind === "call");
  const guards = sites.filter(({ site }) => site.kind === "guard");
  const { runs, seconds, librarySeconds, overhead, calls: counted, errors } = totalsOf(profile);
  const tiles: readonly (readonly [string, string])[] = [
    [String(counted), `library calls at ${calls.length} sites`],
    [seconds > 0 ? `${((100 * librarySeconds) / seconds).toFixed(1)} %` : "–", "of the running time in libraries"],
    [`${seconds.toFixed(2)} s`, runs === 1 ? "in one run" : `in ${runs} runs`],
    [`${(100 * overhead).toFixed(2)} %`, "taken by measuring"],
    [String(errors), "calls that raised an exception"],
    [bytesText(calls.reduce((sum, site) => sum + allBytes(site, site.bytesCopied), 0)) || "0", "in new memory of results"],
  ];
  const link = linkTo(root);
  const content = `${section("Where the time in libraries goes", "Functions of the program, the calls in them, and the calls that these made in turn.", flame(flameOf(calls)))}
<div class="charts">
${figure("Own time by library, ms", bars(byLibrary(calls)))}
${figure("Own time by function of the library, ms", bars(top(calls, ({ site }) => site.name.split(".").slice(-2).join("."))))}
</div>
${table(
  "Library calls",
  "Own time is without library calls inside of a call. A count with ≈ is estimated, with its error.",
  ["place", "call", "calls", "own time", "total", "mean", "median", "99 %", "copied", "errors", "operands and result"],
  calls.map((site) => [
    link(site),
    code(site.site.name),
    unbroken(countText(site)),
    ...[site.selfNs, site.totalNs, meanNs(site), quantileNs(site, 0.5), quantileNs(site, 0.99)].map((ns) => unbroken(timeText(ns))),
    unbroken(bytesText(allBytes(site, site.bytesCopied))),
    errorsOf(site) === 0 ? "" : escape(`${errorsOf(site)}: ${Object.keys(site.errors).map(lastName).join(", ")}`),
    code(commonest(site.signatures)),
  ]),
)}
${table(
  "Guards of rewrites",
  "How often the rewrite ran, and how often the original code.",
  ["place", "pass", "rewrite ran", "time", "original ran", "time"],
  guards.map((site) => [
    link(site),
    code(site.site.name),
    String(site.hits),
    unbroken(timeText(site.hitNs)),
    String(site.misses),
    unbroken(timeText(site.missNs)),
  ]),
)}
<h2>How long calls take</h2>
<div class="charts">${calls
    .filter(({ measured }) => measured > 0)
    .slice(0, mostHistograms)
    .map((site) => figure(`${place(site)} ${site.site.name}`, histogram(site)))
    .join("\n")}</div>`;
  return page({ title: `Profile: ${file}`, heading: "Profile of library calls", lead: file, tiles, content });
}

const unbroken = (text: string): string => escape(text.replaceAll(" ", "\u00a0"));

const lastName = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

const section = (title: string, note: string, body: string): string =>
  `<section><h2>${escape(title)}</h2><p>${escape(note)}</p>${body}</section>`;

const linkTo =
  (root: string) =>
  (profile: SiteProfile): string =>
    `<a href="${fileLink(join(root, profile.site.module))}#L${profile.site.line}" title="${escape(profile.site.text)}">${escape(place(profile))}</a>`;

function top(calls: readonly SiteProfile[], nameOf: (site: SiteProfile) => string): [string, number][] {
  const times = new Map<string, number>();
  for (const call of calls) times.set(nameOf(call), (times.get(nameOf(call)) ?? 0) + call.selfNs / 1e6);
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 12)
    .map(([name, ms]) => [name, Number(ms.toPrecision(3))]);
}

const byLibrary = (calls: readonly SiteProfile[]): [string, number][] => top(calls, ({ site }) => site.library);

const commonest = (counts: Readonly<Record<string, number>>): string => Object.entries(counts).sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";

/** Bars over a logarithmic axis of time, from the first bucket to the last. */
function histogram({ buckets }: SiteProfile): string {
  const numbers = Object.keys(buckets).map(Number);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return drawing(520, 180, {
    grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
    xAxis: {
      type: "category",
      data: all.map((bucket) => timeText(boundsOf(bucket)[0])),
      axisLabel: { color: ink, fontSize: 11 },
      axisTick: { show: false },
    },
    yAxis: { type: "value", splitLine: { lineStyle: { color: faint } }, axisLabel: { color: ink, fontSize: 11 } },
    series: [{ type: "bar", data: all.map((bucket) => buckets[bucket] ?? 0), barCategoryGap: "10%", itemStyle: { color: accent } }],
  });
}

const rowHeight = 26;

/** Rows of boxes as wide as their time, each above what is inside of it. */
function flame({ boxes, depth, total }: Flame): string {
  if (total === 0) return "<p>nothing</p>";
  const percent = (ns: number): string => `${((100 * ns) / total).toFixed(3)}%`;
  const shown = boxes.filter(({ ns }) => ns / total > 0.001);
  return `<div class="flame" style="height: ${depth * rowHeight}px">${shown
    .map(
      ({ label, detail, start, ns, level }) =>
        `<span class="level${level % 3}" style="left: ${percent(start)}; width: ${percent(ns)}; top: ${level * rowHeight}px" title="${escape(`${detail}: ${timeText(ns)}, ${((100 * ns) / total).toFixed(1)} %`)}">${escape(label)}</span>`,
    )
    .join("")}</div>`;
}
