/** Remarks for people at a terminal: one line, the code, and what is to be known about it. */
import picocolors from "picocolors";
import { placeName } from "../diagnostic.js";
import type { Obligation, Remark } from "../remark.js";
import { codeFrame } from "./code-frame.js";
import type { SinkOptions } from "./sink.js";
import { visible } from "./visible.js";

export function terminalRemarks(remarks: readonly Remark[], { color = false, textOf }: SinkOptions): string {
  const colors = picocolors.createColors(color);
  const paint = { passed: colors.green, missed: colors.yellow, analysis: colors.blue, failure: colors.red };
  const how = (met: Obligation["met"]): string => (met === "not met" ? colors.yellow(met) : met);
  return remarks
    .map((remark) => {
      const { kind, code, pass, message, place, reason, suggest, exactness, obligations, metrics } = remark;
      const where = placeName(remark);
      let text = `${colors.bold(visible(where))}: ${paint[kind](kind)} ${colors.bold(code)}: ${visible(message)} [${pass}]\n`;
      const source = place && textOf?.(place);
      if (place && source !== undefined) text += codeFrame(source, place, paint[kind]);
      const line = (label: string, value: string): void => {
        text += `  ${colors.cyan(label)}: ${value}\n`;
      };
      if (reason !== undefined) line("reason", visible(reason));
      for (const { name, met, by } of obligations) line(visible(name), `${how(met)}${by === undefined ? "" : `: ${visible(by)}`}`);
      const numbers = Object.entries(metrics).map(([key, value]) => `${key} = ${value}`);
      if (numbers.length > 0) line("metrics", visible(numbers.join(", ")));
      if (exactness !== undefined && exactness !== "exact") line("exactness", exactness);
      if (suggest !== undefined) line("suggestion", visible(suggest));
      return text;
    })
    .join("");
}
