/** `noodle-opt explain`: what a code means and what to do about it. */
import type { Command } from "commander";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import { allCodes, errorsPage } from "./all-codes.js";
import { printJson } from "./terminal.js";
import { usageError } from "./usage.js";

interface ExplainOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

export function defineExplain(command: Command): void {
  command
    .argument("[code]", "a code such as NC2101; without one, all codes are listed")
    .option("--json", "print as JSON")
    .option("--markdown", "print all codes as the page docs/ERRORS.md")
    .action(explain);
}

function explain(code: string | undefined, { json, markdown }: ExplainOptions): void {
  if (markdown) {
    if (json || code !== undefined) throw usageError("--markdown prints all codes as one page, it goes with nothing else");
    process.stdout.write(errorsPage());
  } else if (code === undefined) {
    if (json) printJson(allCodes);
    else process.stdout.write(allCodes.map((entry) => `${entry.code}  ${entry.title}\n`).join(""));
  } else {
    const entry = allCodes.find((candidate) => candidate.code === code.toUpperCase());
    if (!entry) throw new NoodleError([unknownCode(code)]);
    if (json) printJson(entry);
    else process.stdout.write(`${entry.code}: ${entry.title}\n\n${entry.explanation}\n`);
  }
}

const unknownCode = (code: string): Diagnostic => ({
  code: "NC2014",
  severity: "error",
  message: `there is no code ${code}`,
  hint: "codes look like NC2101; `noodle-opt explain` lists them",
});
