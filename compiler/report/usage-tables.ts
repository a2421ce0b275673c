/** Usage metrics as tables for a terminal. */
import Table from "cli-table3";
import picocolors from "picocolors";
import type { InFile, UsageSummary } from "../analysis/usage/summary.js";
import type { ModuleUsage, UsagePlace } from "../analysis/usage/usage.js";
import { countText, timeText } from "./profile-tables.js";

export interface TableOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** Rows of a table before it is cut. */
const most = 15;

export function usageTables(modules: readonly ModuleUsage[], summary: UsageSummary, { color, width }: TableOptions): string {
  const colors = picocolors.createColors(color);
  const parts: string[] = [];
  const add = (title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[], flexible: number): void => {
    if (rows.length === 0) return;
    const rest = rows.length > most ? `\n${colors.dim(`… and ${rows.length - most} more (--json has all)`)}` : "";
    parts.push(`${colors.bold(title)}\n${table(head, rows.slice(0, most), flexible, width, color)}${rest}`);
  };
  const isMeasured = summary.bottlenecks.some(({ measured }) => measured !== undefined);
  const share = (part: number, whole: number): string => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`);
  add(
    "Libraries",
    ["library", "calls", "functions", "files", "resolved", "typed", "weight"],
    summary.libraries.map((use) => [
      use.library,
      use.calls,
      use.functions,
      use.files,
      share(use.resolved, use.calls),
      share(use.typed, use.calls),
      use.weight,
    ]),
    0,
  );
  add(
    "Functions",
    ["function", "calls", "files", "deepest loop", "weight"],
    summary.functions.map((use) => [use.name, use.calls, use.files, use.depth, use.weight]),
    0,
  );
  add(
    isMeasured ? "Where the time goes" : "Where the time may go",
    isMeasured ? ["own time", "calls", "weight", "loops", "function", "place"] : ["weight", "growth", "loops", "function", "place"],
    summary.bottlenecks.map(({ measured, ...call }) => [
      ...(isMeasured
        ? [measured ? timeText(measured.selfNs) : "", measured ? countText(measured) : "", call.weight]
        : [call.weight, call.growth]),
      call.depth,
      call.name,
      where(call),
    ]),
    isMeasured ? 5 : 4,
  );
  add(
    "Worth a look",
    ["what", "place", "advice"],
    summary.patterns.map((pattern) => [
      `${pattern.title}${pattern.count > 1 ? ` (${pattern.count} ×)` : ""}`,
      where(pattern),
      pattern.advice,
    ]),
    2,
  );
  add(
    "Copies and transfers",
    ["kind", "what", "loops", "function", "place"],
    summary.transfers.map((transfer) => [transfer.kind, transfer.detail, transfer.depth, transfer.name, where(transfer)]),
    4,
  );
  add(
    "Not resolved, why",
    ["calls", "reason"],
    summary.unresolved.map(({ count, reason }) => [count, reason]),
    1,
  );
  if (modules.length > 1)
    add(
      "Files",
      ["calls", "resolved", "typed", "worth a look", "file"],
      modules.map(({ file, calls, patterns }) => [
        calls.length,
        share(calls.filter(({ resolved }) => resolved).length, calls.length),
        share(calls.filter(({ type }) => type !== undefined).length, calls.length),
        patterns.length,
        file,
      ]),
      4,
    );
  const { files, lines, calls, resolved, typed, resolvedByFacts, typedByFacts } = summary;
  const basis = (all: number, proved: number): string =>
    proved === all ? "" : ` (${share(proved, calls)} proved, ${share(all - proved, calls)} expected)`;
  parts.push(
    `${colors.bold(`${calls} library calls`)} in ${lines} lines of ${files} ${files === 1 ? "file" : "files"}: ${share(resolved, calls)} resolved${basis(resolved, resolvedByFacts)}, ${share(typed, calls)} with a known result type${basis(typed, typedByFacts)}`,
  );
  return `${parts.join("\n\n")}\n`;
}

const where = ({ file, line, column, cell }: InFile<UsagePlace>): string =>
  `${file}:${cell === undefined ? "" : `cell ${cell}:`}${line}:${column}`;

/** @param flexible column that is wrapped when the table is wider than the terminal */
function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  flexible: number,
  width: number,
  color: boolean,
): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => String(row[column]).length)) + 2);
  const total = widths.reduce((sum, each) => sum + each, 0) + head.length + 1;
  const own = widths[flexible] as number;
  if (total > width) widths[flexible] = Math.max(20, own - (total - width));
  const result = new Table({
    head: [...head],
    colWidths: widths,
    wordWrap: true,
    wrapOnWordBoundary: flexible < 4 && flexible !== 0,
    colAligns: head.map((_, column) => (typeof rows[0]?.[column] === "number" ? "right" : "left")),
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: color ? { head: ["cyan"], border: ["gray"] } : { head: [], border: [] },
  });
  for (const row of rows) result.push(row.map(String));
  return result.toString();
}
