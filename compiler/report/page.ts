/** What the pages with charts are made of: one HTML file that needs nothing else, light and dark. */
import { pathToFileURL } from "node:url";
import * as echarts from "echarts";

export interface PageParts {
  /** In the title of the window. */
  readonly title: string;
  readonly heading: string;
  readonly lead: string;
  readonly tiles: readonly (readonly [value: string, label: string])[];
  /** HTML. */
  readonly content: string;
}

export const page = ({ title, heading, lead, tiles, content }: PageParts): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escape(heading)}</h1>
<p class="lead">${escape(lead)}</p>
<div class="tiles">${tiles.map(([value, label]) => `<div class="tile"><strong>${escape(value)}</strong><span>${escape(label)}</span></div>`).join("")}</div>
${content}
</main>
</body>
</html>
`;

export const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export const code = (text: string): string => `<code>${escape(text)}</code>`;

/** Address of a file, by its absolute path. */
export const fileLink = (path: string): string => escape(pathToFileURL(path).href);

/** Colours that the page replaces by its own, so that one drawing fits light and dark. */
export const ink = "#010203";
export const faint = "#040506";
export const accent = "#070809";

/** A drawing of a chart, as SVG: the page needs no script. */
export function drawing(width: number, height: number, option: echarts.EChartsCoreOption): string {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption({ animation: false, ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg
    .replaceAll(ink, "currentColor")
    .replaceAll(faint, "var(--line)")
    .replaceAll(accent, "var(--accent)")
    .replace(/<svg width="(\d+)" height="(\d+)"/, '<svg viewBox="0 0 $1 $2"');
}

/** A chart of horizontal bars. */
export function bars(rows: readonly (readonly [string, number])[]): string {
  if (rows.length === 0) return "<p>nothing</p>";
  return drawing(520, 60 + rows.length * 24, {
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
}

export const figure = (title: string, chart: string): string => `<figure><figcaption>${escape(title)}</figcaption>${chart}</figure>`;

/** @param rows cells are HTML */
export function table(title: string, note: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
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
main { max-width: 1360px; margin: 0 auto; padding: 32px 24px 64px; }
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
.flame { position: relative; overflow: hidden; border-radius: 8px; font-size: 12px; }
.flame span { position: absolute; height: 25px; line-height: 25px; padding: 0 4px; overflow: hidden; white-space: nowrap; border-radius: 3px; border: 1px solid var(--ground); color: #1d2330; }
.level0 { background: #f3c77a; }
.level1 { background: #f0a35e; }
.level2 { background: #e9805a; }
code { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: break-word; }
td code { display: inline-block; max-width: 44ch; }
a { color: var(--accent); text-decoration: none; white-space: nowrap; }
a:hover { text-decoration: underline; }
`;
