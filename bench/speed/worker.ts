/** Worker of `speed.ts`: measures inside of one thread, as the tool's own workers compile. */

import { printNc } from "../../compiler/emit/nc-printer.js";
import { printPython } from "../../compiler/emit/python-printer.js";
import { sourceMap } from "../../compiler/emit/source-map.js";
import { readMessage } from "../../compiler/frontend/message.js";
import { startFrontend } from "../../compiler/frontend/pyodide.js";
import { parseNcStrict } from "../../compiler/nc/index.js";
import { serveJobs } from "../harness/worker.js";
import { backPhases, forthPhases } from "./phases.js";

export interface SpeedJob {
  readonly texts: readonly string[];
  readonly passes: number;
}

export interface SpeedResult {
  /** Milliseconds of each phase, for each pass over all texts. */
  readonly forth: readonly (readonly number[])[];
  readonly back: readonly (readonly number[])[];
  /** Highest resident set of the process so far, in bytes. */
  readonly peak: number;
}

await serveJobs(async () => {
  const frontend = await startFrontend();

  /** Adds the time of each phase to `times`. */
  const convert = (text: string, times: number[]): string => {
    const lap = stopwatch(times);
    const message = frontend.parse(text);
    lap(0);
    const result = readMessage(message, "a.py");
    lap(1);
    if (!result.ok) throw new Error(result.diagnostics[0]?.message);
    const printed = printNc(result.parsed.module, result.parsed.file);
    lap(2);
    sourceMap(printed, "a.nc", "a.py");
    lap(3);
    return printed.code;
  };

  const decompile = (text: string, times: number[]): void => {
    const lap = stopwatch(times);
    const { module, file } = parseNcStrict(text, "a.nc");
    lap(0);
    const printed = printPython(module, file);
    lap(1);
    sourceMap(printed, "a.py", "a.nc");
    lap(2);
  };

  return ({ texts, passes }: SpeedJob): SpeedResult => {
    const forth: number[][] = [];
    const back: number[][] = [];
    for (let pass = 0; pass < passes; pass++) {
      const forthTimes = forthPhases.map(() => 0);
      const backTimes = backPhases.map(() => 0);
      const converted = texts.map((text) => convert(text, forthTimes));
      for (const text of converted) decompile(text, backTimes);
      forth.push(forthTimes);
      back.push(backTimes);
    }
    return { forth, back, peak: process.resourceUsage().maxRSS * 1024 };
  };
});

function stopwatch(times: number[]): (phase: number) => void {
  let last = performance.now();
  return (phase) => {
    const now = performance.now();
    times[phase] = (times[phase] ?? 0) + now - last;
    last = now;
  };
}
