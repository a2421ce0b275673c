/** Usage metrics as one HTML file with charts, which needs nothing else: light and dark, every place a link. */
import { resolve } from "node:path";
import type { InFile, UsageSummary } from "../analysis/usage/summary.js";
import type { ModuleUsage, UsagePlace } from "../analysis/usage/usage.js";
import { bars, code, escape, figure, fileLink, page, table } from "./page.js";
import { countText, timeText } from "./profile-tables.js";

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
  const lead = modules.length === 1 ? (modules[0] as ModuleUsage).file : `${files} files`;
  return page({ title: `Library usage: ${lead}`, heading: "Library usage", lead, tiles, content: contentOf(modules, summary) });
}

const contentOf = (modules: readonly ModuleUsage[], summary: UsageSummary): string => `<div class="charts">
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
${bottlenecks(summary)}
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
          `<a href="${fileLink(resolve(file))}">${escape(file)}</a>`,
          String(lines),
          String(calls.length),
          String(calls.filter(({ resolved }) => resolved).length),
          String(calls.filter(({ type }) => type !== undefined).length),
          String(patterns.length),
        ]),
      )
    : ""
}`;

function bottlenecks({ bottlenecks }: UsageSummary): string {
  const isMeasured = bottlenecks.some(({ measured }) => measured !== undefined);
  const note = "Static cost is ten for each loop around a call, times a factor for how its time grows with the size of its arguments.";
  return table(
    isMeasured ? "Where the time goes" : "Where the time may go",
    isMeasured ? `Calls by their own time in the runs of the profile. ${note}` : `Calls by static cost. ${note}`,
    [...(isMeasured ? ["own time", "calls"] : []), "cost", "growth", "loops", "function", "place", "source"],
    bottlenecks
      .slice(0, 40)
      .map(({ measured, ...call }) => [
        ...(isMeasured ? (measured ? [timeText(measured.selfNs), escape(countText(measured))] : ["", ""]) : []),
        String(call.weight),
        growth(call.growth),
        String(call.depth),
        code(call.name),
        link(call),
        code(call.text),
      ]),
  );
}

const growth = (text: string): string => escape(text).replace(/\^(\d)/g, "<sup>$1</sup>");

/** Browsers open the file; editors that know them also go to the line. */
function link({ file, line, column, cell }: InFile<UsagePlace>): string {
  const place = `${cell === undefined ? "" : `cell ${cell}:`}${line}:${column}`;
  return `<a href="${fileLink(resolve(file))}#L${line}" title="${escape(file)}">${escape(file.slice(file.lastIndexOf("/") + 1))}:${place}</a>`;
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
