/** `--remarks FORMAT[:FILE]`: where the remarks of a build go. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { readNotebook } from "../frontend/notebook.js";
import { packageRoot } from "../package-root.js";
import type { DiagnosticPlace } from "../remarks/diagnostic.js";
import { matchesFilter, type Remark, type RemarkKind, remarkKinds } from "../remarks/remark.js";
import { formatRemarks, type RemarkFormat, remarkFormats } from "../remarks/sinks/sink.js";
import { names } from "./optimize-options.js";
import { writeOutput } from "./outputs.js";
import { wantsColor } from "./terminal.js";
import { usageError } from "./usage.js";

export interface RemarkFlags {
  readonly remarks?: readonly RemarkTarget[];
  readonly remarkKinds?: readonly RemarkKind[];
  readonly remarkPasses?: readonly string[];
  readonly remarkCodes?: readonly string[];
  /** Every reason why something is left as it is. */
  readonly verbose?: boolean;
}

export interface RemarkTarget {
  readonly format: RemarkFormat;
  /** Without one, remarks for people go to standard error and all others to standard output. */
  readonly file: string | undefined;
}

export function addRemarkOptions(command: Command): Command {
  return command
    .option("--remarks <format[:file]>", `write what passes did and why not: ${remarkFormats.join(", ")}; may be repeated`, target)
    .option("--remark-kinds <kinds>", `only these kinds: ${remarkKinds.join(", ")}`, kinds)
    .option("--remark-passes <passes>", "only remarks of these passes; * stands for any text", names)
    .option("--remark-codes <codes>", "only remarks with these codes: NC26*", names);
}

function target(value: string, previous: readonly RemarkTarget[] = []): readonly RemarkTarget[] {
  const colon = value.indexOf(":");
  const format = (colon < 0 ? value : value.slice(0, colon)) as RemarkFormat;
  const file = colon < 0 ? undefined : value.slice(colon + 1);
  if (!remarkFormats.includes(format)) throw new InvalidArgumentError(`The formats are ${remarkFormats.join(", ")}.`);
  if (file === "") throw new InvalidArgumentError("The name of the file is missing behind the colon.");
  return [...previous, { format, file }];
}

function kinds(value: string, previous: readonly RemarkKind[] = []): readonly RemarkKind[] {
  const given = names(value);
  if (!given.every((kind): kind is RemarkKind => (remarkKinds as readonly string[]).includes(kind)))
    throw new InvalidArgumentError(`The kinds are ${remarkKinds.join(", ")}.`);
  return [...previous, ...(given as readonly RemarkKind[])];
}

/** @throws NoodleError when two results would be mixed on standard output */
export function checkRemarkTargets({ remarks = [] }: RemarkFlags, usesStdout: boolean): void {
  const onStdout = remarks.filter(({ format, file }) => file === undefined && format !== "terminal").length + (usesStdout ? 1 : 0);
  if (onStdout > 1) throw usageError("only one result fits on standard output", "name a file: --remarks sarif:remarks.sarif");
}

/** Writes all that is wanted of the remarks of a build. */
export async function writeRemarks(remarks: readonly Remark[], flags: RemarkFlags): Promise<void> {
  const { remarks: targets = [], remarkKinds: wantedKinds, remarkPasses: passes, remarkCodes: codes, verbose = false } = flags;
  if (targets.length === 0) return;
  const filter = { ...(wantedKinds ? { kinds: wantedKinds } : {}), ...(passes ? { passes } : {}), ...(codes ? { codes } : {}) };
  const wanted = remarks.filter((remark) => matchesFilter(remark, filter));
  const [{ allCodes }, textOf] = [await import("./all-codes.js"), sourceReader()];
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };
  for (const { format, file } of targets) {
    const color = file === undefined && wantsColor(process.stderr);
    const text = await formatRemarks(wanted, format, { textOf, color, codes: allCodes, version, everyReason: verbose });
    if (file !== undefined) await writeOutput(file, text);
    else (format === "terminal" ? process.stderr : process.stdout).write(text);
  }
}

/** Reads the texts that places count lines in, each file once; none for what is not on disk. */
function sourceReader(): (place: DiagnosticPlace) => string | undefined {
  const texts = new Map<string, readonly string[]>();
  return ({ file, cell }) => {
    if (!texts.has(file)) texts.set(file, readTexts(file));
    return texts.get(file)?.[cell === undefined ? 0 : cell - 1];
  };
}

/** The text of a file, or those of a notebook's cells. */
function readTexts(file: string): readonly string[] {
  try {
    const bytes = readFileSync(file);
    if (file.endsWith(".ipynb")) return readNotebook(bytes, file).cells.map(({ text }) => text);
    return [
      bytes
        .toString("utf8")
        .replace(/^\ufeff/, "")
        .replace(/\r\n?/g, "\n"),
    ];
  } catch {
    return [];
  }
}
