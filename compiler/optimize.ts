/** The middle of the compiler: runs the passes and notes what somebody who looks for a mistake wants to see. */
import { passes as allPasses } from "../passes/index.js";
import type { Engine, Pass } from "../passes/manager/pass.js";
import { type Application, type PassTime, runPasses, unitName } from "../passes/manager/runner.js";
import type { Originals } from "./emit/edits.js";
import { printNc } from "./emit/nc-printer.js";
import type { BlockEnds } from "./emit/printer.js";
import { unifiedDiff } from "./emit/unified-diff.js";
import type { ParsedModule } from "./frontend/message.js";
import { primarySpan } from "./ir/location.js";
import { isStatement, type Node, type Statement } from "./ir/nodes.js";
import { type Diagnostic, NoodleError } from "./remarks/diagnostic.js";
import type { Exactness, Remark } from "./remarks/remark.js";

/** How to optimise. Plain data: it travels to the workers and is part of the cache's keys. */
export interface OptimizeOptions {
  /** 0: not at all; 1: rewrites that are proved; 2: also those that need guards. */
  readonly level: 0 | 1 | 2;
  /** Default: `exact`. */
  readonly exactness?: Exactness;
  /** What computes with frames that are read from files. Default: `pandas`. */
  readonly engine?: Engine;
  /** Names of the passes to run. Default: all. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Applications of passes beyond this number are left out. */
  readonly limit?: number;
  /** Lines (from 1) of statements to leave alone, as if `# noodle: off` stood behind them. */
  readonly off?: readonly number[];
  /** Checks the tree and the reports of changes after every application of a pass. */
  readonly verifyEach?: boolean;
  /** Passes after whose changes the program is noted in the log; `*` for all. */
  readonly printAfter?: readonly string[];
  /** Notes what every application of a pass has changed. */
  readonly printChanged?: boolean;
  /** Notes how long each pass took; results then differ from run to run. */
  readonly timePasses?: boolean;
  /** Versions that the program will run with, by library and of `python`. Default: any. */
  readonly versions?: Readonly<Record<string, string>>;
}

export interface Optimized {
  readonly changed: boolean;
  readonly originals: Originals;
  readonly ends: BlockEnds;
  readonly remarks: readonly Remark[];
  /** A warning for each mistake of a pass that was undone. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was asked for with `limit`, `printAfter` and `printChanged`, in the order in which it happened. */
  readonly log: readonly string[];
  readonly times: readonly PassTime[];
}

export const notOptimized: Optimized = {
  changed: false,
  originals: new Map(),
  ends: new Map(),
  remarks: [],
  diagnostics: [],
  log: [],
  times: [],
};

/**
 * Optimises a module in place.
 * @param passes in the order of running
 * @throws NoodleError when an option names a pass that does not exist
 */
export function optimize({ module, file }: ParsedModule, options: OptimizeOptions, passes: readonly Pass[] = allPasses): Optimized {
  const { level, exactness = "exact", only, skip, limit, verifyEach, versions } = options;
  checkNames(passes, [...(only ?? []), ...(skip ?? []), ...(options.printAfter ?? []).filter((name) => name !== "*")]);
  if (level === 0) return notOptimized;
  const log: string[] = [];
  const print = (): string => printNc(module, file).code;
  const watch = options.printChanged || options.printAfter ? watchChanges(options, print, log) : undefined;
  const { changed, originals, remarks, times } = runPasses({
    module,
    file,
    passes,
    options: {
      level,
      exactness,
      ...(options.engine ? { engine: options.engine } : {}),
      ...(only ? { only } : {}),
      ...(skip ? { skip } : {}),
      ...(limit === undefined ? {} : { limit }),
      ...(options.off ? { off: options.off } : {}),
      ...(verifyEach ? { verifyEach } : {}),
    },
    types: versions ? { versions } : {},
    announce: (line) => log.push(line),
    ...(watch ? { observe: watch } : {}),
  });
  return {
    changed,
    originals,
    ends: blockEnds(originals),
    remarks,
    diagnostics: remarks.flatMap(warningFor),
    log,
    times: options.timePasses ? times : [],
  };
}

function checkNames(passes: readonly Pass[], names: readonly string[]): void {
  const unknown = names.find((name) => !passes.some((pass) => pass.name === name));
  if (unknown === undefined) return;
  throw new NoodleError([
    { code: "NC2001", severity: "error", message: `there is no pass ${unknown}`, hint: "`noodle-opt passes` lists them" },
  ]);
}

/** Notes the texts and differences that the options ask for. */
function watchChanges(
  { printChanged = false, printAfter = [] }: OptimizeOptions,
  print: () => string,
  log: string[],
): (application: Application) => void {
  let before = print();
  return ({ number, pass, unit, changed }) => {
    if (!changed) return;
    const after = print();
    const title = `*** ${pass.name} on ${unitName(unit)} (${number})`;
    if (printAfter.includes("*") || printAfter.includes(pass.name)) log.push(`${title}\n${after.trimEnd()}`);
    if (printChanged) log.push(`${title}\n${unifiedDiff(before, after, { before: "before", after: "after" }).trimEnd()}`);
    before = after;
  };
}

/** Where the blocks that have changed ended in the source. */
function blockEnds(originals: Originals): BlockEnds {
  const ends = new Map<readonly Statement[], { start: number; end: number }>();
  for (const [node, fields] of originals) {
    for (const [field, before] of fields) {
      const now = (node as unknown as Record<string, unknown>)[field];
      const [first, last] = Array.isArray(before) ? [before[0] as Node | undefined, before.at(-1) as Node | undefined] : [];
      const start = first && isStatement(first) ? primarySpan(first.loc)?.start : undefined;
      const end = last && primarySpan(last.loc)?.end;
      if (start !== undefined && end !== undefined && Array.isArray(now)) ends.set(now as Statement[], { start, end });
    }
  }
  return ends;
}

function warningFor({ kind, code, pass, file, place, message }: Remark): Diagnostic[] {
  if (kind !== "failure") return [];
  return [
    {
      code,
      severity: "warning",
      message: `${pass}: ${message}`,
      hint: "the original code is kept; this is a mistake in noodle-opt, please report it together with the file",
      ...(place ? { place } : { file }),
    },
  ];
}
