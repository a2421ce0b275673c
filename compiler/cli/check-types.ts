/** `noodle-opt analyze --check-types`: runs a program and compares every inferred type with what its expressions really give. */
import { resolve } from "node:path";
import picocolors from "picocolors";
import { type CheckRecording, runChecked } from "../../runtime-shim/check.js";
import { libraryVersions } from "../../runtime-shim/hosts/library-versions.js";
import { type CheckResult, type ClaimRecord, compareRecords } from "../analysis/check/compare.js";
import { canonicalName } from "../analysis/usage/library-calls.js";
import { NoodleError } from "../remarks/diagnostic.js";
import { startProgramReader } from "../runnable.js";
import type { CheckableProgram } from "../workers/jobs.js";
import { startPool } from "../workers/pool.js";
import { readSource } from "../workers/read-source.js";
import type { AnalyzeOptions } from "./analyze.js";
import { type ExitCode, exitCode } from "./exit-codes.js";
import { languageOf } from "./inputs.js";
import { count, printJson, wantsColor } from "./terminal.js";
import { usageError } from "./usage.js";

export async function checkTypes(target: string, args: readonly string[], options: AnalyzeOptions): Promise<ExitCode> {
  const language = languageOf(target);
  if (language === undefined) throw usageError("--check-types runs one program: a .py, .ipynb or .nc file");
  const source = readSource(target, Number.POSITIVE_INFINITY);
  const versions = libraryVersions(options.python);
  const pool = startPool({ threads: 1 });
  const reader = startProgramReader();
  try {
    let program: CheckableProgram | undefined;
    const recording = await runChecked({
      target,
      args,
      python: options.python,
      timeout: options.timeout,
      decompile: reader.read,
      prepare: async (settings) => {
        const path = resolve(target);
        const result = await pool.run<"check">({ kind: "check", source, path, language, versions, settings });
        if (!result.ok) throw new NoodleError(result.diagnostics);
        program = result.value;
        return { module: program.text, settings: program.settings };
      },
    });
    return report(target, program as unknown as CheckableProgram, recording, options);
  } finally {
    await reader.close();
    await pool.close();
  }
}

function report(file: string, program: CheckableProgram, recording: CheckRecording, options: AnalyzeOptions): ExitCode {
  const { claims, unknown } = program;
  const placeOf = (claim: number): string => `${claims[claim]?.line}:${claims[claim]?.column}`;
  const result = compareRecords(
    claims.map(({ type }) => type),
    recording.records as readonly ClaimRecord[],
    (name) => canonicalName(name),
    placeOf,
    (claim) => claims[claim]?.isExpectation === true,
  );
  if (options.json) printJson(asJson(file, program, recording, result));
  else process.stdout.write(asText(file, program, recording, result, unknown));
  return result.wrong.length > 0 ? exitCode.findings : exitCode.fine;
}

function asJson(file: string, { claims, unknown }: CheckableProgram, recording: CheckRecording, result: CheckResult): object {
  const { wrong, missed, checked, expectationsChecked, evaluations, notReached, failures, error } = result;
  const shown = ({ claim, claimed, contradiction }: CheckResult["wrong"][number]): object => {
    const { line, column, text } = claims[claim] as CheckableProgram["claims"][number];
    return { line, column, text, claimed, contradiction };
  };
  return {
    success: wrong.length === 0,
    file,
    claims: { checked, not_reached: notReached, unknown, evaluations, wrong: wrong.length, not_described: failures.length },
    program: { exit_code: recording.exitCode, timed_out: recording.timedOut, error: error ?? null },
    expectations: { checked: expectationsChecked, missed: missed.length },
    wrong: wrong.map(shown),
    missed: missed.map(shown),
  };
}

function asText(file: string, { claims }: CheckableProgram, recording: CheckRecording, result: CheckResult, unknown: number): string {
  const colors = picocolors.createColors(wantsColor(process.stdout));
  const lines: string[] = [];
  for (const { claim, claimed, contradiction } of result.wrong) {
    const { line, column, text } = claims[claim] as CheckableProgram["claims"][number];
    lines.push(`${colors.bold(`${file}:${line}:${column}`)}: ${colors.red("wrong")}: ${text}`);
    lines.push(`  claimed ${claimed}`, `  ${contradiction}`);
  }
  const { checked, expectationsChecked, evaluations, notReached, wrong, missed, failures, error } = result;
  lines.push(
    `${count(checked, "claim")} checked in ${count(evaluations, "evaluation")}: ${wrong.length === 0 ? colors.green("none is wrong") : colors.red(`${wrong.length} wrong`)}; ` +
      `${notReached} not reached, ${count(unknown, "expression")} of unknown type`,
  );
  if (expectationsChecked > 0) lines.push(`${count(expectationsChecked, "expectation")} checked: ${missed.length} missed`);
  if (failures.length > 0) lines.push(`${count(failures.length, "value")} could not be described: ${failures[0]?.failure}`);
  if (recording.timedOut) lines.push("the program was stopped: it took longer than --timeout");
  else if (error) lines.push(`the program ended with ${error.name}: ${error.message.split("\n", 1)[0]}${missing(error.name)}`);
  else if (recording.exitCode !== 0) lines.push(`the program ended with exit code ${recording.exitCode}`);
  return `${lines.join("\n")}\n`;
}

function missing(error: string): string {
  if (error === "ModuleNotFoundError") return " (install it for the Python that --python names; what comes after was not checked)";
  return error === "FileNotFoundError" ? " (run it where its files are; what comes after was not checked)" : "";
}
