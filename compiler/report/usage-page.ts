/** Usage metrics as one HTML file with charts, which needs nothing else: light and dark, every place a link. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as echarts from "echarts";
import type { InFile, UsageSummary } from "../analysis/usage/summary.js";
import type { ModuleUsage, UsagePlace } from "../analysis/usage/usage.js";

export function usagePage(modules: readonly ModuleUsage[], summary: UsageSummary): string {
  const { calls, resolved, typed, resolvedByFacts, typedByFacts, lines, files } = summary;
  const share = (part: number): string => (calls === 0 ? "–" : `${((100 * part) / calls).toFixed(1)} %`);
  const label = (text: string, all: number, proved: number): string => (proved === all ? text : `${text}, ${share(proved)} proved`);
  const tiles: readonly (readonly [string, string])[] = [
    [String(calls), "library calls"],
    [share(resolved), label("resolved to a name", resolved, resolvedByFacts)],
    [share(typed), label("with a known result type", typed, typedByFacts)],
    [String(summary.patterns.length), "places worth a look"],
    [String(summary.hot.length), "calls in loops"],
    [`${lines}`, `lines in ${files} ${files === 1 ? "file" : "files"}`],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Library usage: ${escape(modules.length === 1 ? (modules[0] as ModuleUsage).file : `${files} files`)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Library usage</h1>
<p class="lead">${escape(modules.length === 1 ? (modules[0] as ModuleUsage).file : `${files} files`)}</p>
<div class="tiles">${tiles.map(([value, label]) => `<div class="tile"><strong>${escape(value)}</strong><span>${escape(label)}</span></div>`).join("")}</div>
<div class="charts">
${figure("Calls by library", bars(summary.libraries.slice(0, 12).map(({ library, calls }) => [library, calls])))}
${figure("Most used functions", bars(summary.functions.slice(0, 12).map(({ name, calls }) => [shortened(name), calls])))}
${figure("Calls by loops around them", bars(byDepth(modules)))}
${figure(
  "Static cost by library",
  bars(
    [...summary.libraries]
      .sort((a, b) => b.weight - a.weight)
      .slice(0, 12)
      .map(({ library, weight }) => [library, weight]),
  ),
)}
</div>
${table(
  "Where the time may go",
  "Calls by static cost: ten for each loop around a call, times a factor for how its time grows with the size of its arguments.",
  ["cost", "growth", "loops", "function", "place", "source"],
  summary.bottlenecks
    .slice(0, 40)
    .map((call) => [String(call.weight), growth(call.growth), String(call.depth), code(call.name), link(call), code(call.text)]),
)}
${table(
  "Worth a look",
  "Patterns that cost far more time than they need.",
  ["what", "place", "source", "advice"],
  summary.patterns
    .slice(0, 100)
    .map((pattern) => [
      escape(`${pattern.title}${pattern.count > 1 ? ` (${pattern.count} ×)` : ""}`),
      link(pattern),
      code(pattern.text),
      escape(pattern.advice),
    ]),
)}
${table(
  "Copies and transfers",
  "Points at which data is copied, converted from one library's form to another's, or brought to another device.",
  ["kind", "what", "loops", "function", "place", "source"],
  summary.transfers
    .slice(0, 100)
    .map((transfer) => [
      escape(transfer.kind),
      escape(transfer.detail),
      String(transfer.depth),
      code(transfer.name),
      link(transfer),
      code(transfer.text),
    ]),
)}
${table(
  "Functions",
  "All resolved functions and methods by frequency.",
  ["function", "calls", "files", "deepest loop", "cost"],
  summary.functions
    .slice(0, 100)
    .map((use) => [code(use.name), String(use.calls), String(use.files), String(use.depth), String(use.weight)]),
)}
${table(
  "Not resolved",
  "Calls whose target is not known, by reason.",
  ["calls", "reason"],
  summary.unresolved.slice(0, 40).map(({ count, reason }) => [String(count), escape(reason)]),
)}
${
  modules.length > 1
    ? table(
        "Files",
        "",
        ["file", "lines", "calls", "resolved", "typed", "worth a look"],
        modules.map(({ file, lines, calls, patterns }) => [
          `<a href="${fileLink(file)}">${escape(file)}</a>`,
          String(lines),
          String(calls.length),
          String(calls.filter(({ resolved }) => resolved).length),
          String(calls.filter(({ type }) => type !== undefined).length),
          String(patterns.length),
        ]),
      )
    : ""
}
</main>
</body>
</html>
`;
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const code = (text: string): string => `<code>${escape(text)}</code>`;

const growth = (text: string): string => escape(text).replace(/\^(\d)/g, "<sup>$1</sup>");

const fileLink = (file: string): string => escape(pathToFileURL(resolve(file)).href);

/** Browsers open the file; editors that know them also go to the line. */
function link({ file, line, column, cell }: InFile<UsagePlace>): string {
  const place = `${cell === undefined ? "" : `cell ${cell}:`}${line}:${column}`;
  return `<a href="${fileLink(file)}#L${line}" title="${escape(file)}">${escape(file.slice(file.lastIndexOf("/") + 1))}:${place}</a>`;
}

/** The last two names, which tell functions apart well enough for an axis. */
const shortened = (name: string): string => name.split(".").slice(-2).join(".");

function byDepth(modules: readonly ModuleUsage[]): [string, number][] {
  const counts = new Map<number, number>();
  for (const { calls } of modules) for (const { depth } of calls) counts.set(depth, (counts.get(depth) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([depth, count]) => [depth === 0 ? "no loop" : depth === 1 ? "1 loop" : `${depth} loops`, count]);
}

/** Colours that the page replaces by its own, so that one drawing fits light and dark. */
const ink = "#010203";
const faint = "#040506";
const accent = "#070809";

/** A chart of horizontal bars, drawn here: the page needs no script. */
function bars(rows: readonly (readonly [string, number])[]): string {
  if (rows.length === 0) return "<p>nothing</p>";
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: 520, height: 60 + rows.length * 24 });
  chart.setOption({
    animation: false,
    grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "value", splitLine: { lineStyle: { color: faint } }, axisLabel: { show: false } },
    yAxis: {
      type: "category",
      inverse: true,
      data: rows.map(([name]) => name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: ink, fontSize: 12, width: 190, overflow: "truncate" },
    },
    series: [
      {
        type: "bar",
        data: rows.map(([, value]) => value),
        barWidth: 14,
        itemStyle: { color: accent, borderRadius: [0, 3, 3, 0] },
        label: { show: true, position: "right", color: ink, fontSize: 12 },
      },
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg
    .replaceAll(ink, "currentColor")
    .replaceAll(faint, "var(--line)")
    .replaceAll(accent, "var(--accent)")
    .replace(/<svg width="(\d+)" height="(\d+)"/, '<svg viewBox="0 0 $1 $2"');
}

const figure = (title: string, chart: string): string => `<figure><figcaption>${escape(title)}</figcaption>${chart}</figure>`;

/** @param rows cells are HTML */
function table(title: string, note: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const isNumber = head.map((_, column) => rows.every((row) => /^\d+$/.test(row[column] ?? "")));
  const cells = (row: readonly string[], tag: "td" | "th"): string =>
    row.map((cell, column) => `<${tag}${isNumber[column] ? ' class="number"' : ""}>${cell}</${tag}>`).join("");
  return `<section>
<h2>${escape(title)}</h2>
${note === "" ? "" : `<p>${escape(note)}</p>`}
<div class="scroll"><table><thead><tr>${cells(head.map(escape), "th")}</tr></thead>
<tbody>${rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("\n")}</tbody></table></div>
</section>`;
}

const style = `
:root { color-scheme: light dark; --ground: #ffffff; --text: #1d2330; --soft: #5b6475; --line: #dfe3ea; --card: #f6f7f9; --accent: #2f6fde; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14171d; --text: #e5e9f0; --soft: #98a2b3; --line: #2c323d; --card: #1c2129; --accent: #6ea0ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { margin: 0; font-size: 28px; }
h2 { margin: 40px 0 4px; font-size: 20px; }
p { margin: 0 0 12px; color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 20px 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
.tile strong { display: block; font-size: 24px; }
.tile span { color: var(--soft); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 16px; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
figcaption { font-weight: 600; margin-bottom: 4px; }
figure svg { display: block; width: 100%; height: auto; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 7px 12px; border-bottom: 1px solid var(--line); vertical-align: top; }
th { background: var(--card); font-weight: 600; white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
code { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
a { color: var(--accent); text-decoration: none; white-space: nowrap; }
a:hover { text-decoration: underline; }
`;
