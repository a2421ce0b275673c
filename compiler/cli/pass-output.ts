/** What the debugging options of a build print, on standard error. */
import Table from "cli-table3";
import type { BuiltFile } from "./build-files.js";
import { say } from "./terminal.js";

type Built = Pick<BuiltFile, "said">;

/** Texts of `--print-after`, `--print-changed` and `--opt-limit`. */
export function printLog(records: readonly Built[]): void {
  for (const { said } of records) for (const text of said?.log ?? []) say(text);
}

/** The table of `--time-passes`: all files together, slowest first. */
export function printTimes(records: readonly Built[]): void {
  const sums = new Map<string, { milliseconds: number; runs: number; changes: number }>();
  for (const { pass, milliseconds, runs, changes } of records.flatMap(({ said }) => said?.times ?? [])) {
    const sum = sums.get(pass) ?? { milliseconds: 0, runs: 0, changes: 0 };
    sums.set(pass, { milliseconds: sum.milliseconds + milliseconds, runs: sum.runs + runs, changes: sum.changes + changes });
  }
  const table = new Table({
    head: ["pass", "ms", "runs", "changes"],
    colAligns: ["left", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  const rows = [...sums].sort(([, a], [, b]) => b.milliseconds - a.milliseconds);
  for (const [pass, { milliseconds, runs, changes }] of rows) table.push([pass, milliseconds.toFixed(1), runs, changes]);
  say(rows.length === 0 ? "no pass ran" : table.toString());
}
