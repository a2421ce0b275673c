/** Errors of the command line itself, and parsers of option values. */
import { InvalidArgumentError } from "commander";
import type { EmitTarget } from "../pipeline.js";
import { NoodleError } from "../remarks/diagnostic.js";

export function usageError(message: string, hint?: string): NoodleError {
  return new NoodleError([{ code: "NC2001", severity: "error", message, ...(hint === undefined ? {} : { hint }) }]);
}

/** `nc`, `py`, `nc,py`. */
export function emitTargets(value: string): readonly EmitTarget[] {
  const targets = value.split(",").map((target) => target.trim());
  const known = (["nc", "py"] as const).filter((target) => targets.includes(target));
  if (known.length === 0 || targets.some((target) => target !== "nc" && target !== "py"))
    throw new InvalidArgumentError("It is nc, py or nc,py.");
  return known;
}

export function positiveInteger(value: string): number {
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new InvalidArgumentError("It is a whole number from 1.");
  return Number(value);
}

export function positiveNumber(value: string): number {
  const number = Number(value);
  if (!(number > 0 && number < Number.POSITIVE_INFINITY)) throw new InvalidArgumentError("It is a number above 0.");
  return number;
}
