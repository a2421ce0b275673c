/**
 * Runs passes over a module: stage by stage, each to a fixed point, every pass on every unit, as long as something changes.
 * What goes wrong in a pass is undone for that unit and reported; the program stays as it was.
 */
import { Analyses, type AnyAnalysis, type Unit } from "../../compiler/analysis/analyses.js";
import { Targets } from "../../compiler/analysis/types/targets.js";
import type { TypeOptions } from "../../compiler/analysis/types/type-facts.js";
import type { Module, Node } from "../../compiler/ir/nodes.js";
import type { SourceFile } from "../../compiler/ir/source-file.js";
import { verify } from "../../compiler/ir/verify.js";
import { walk } from "../../compiler/ir/visit.js";
import { type Exactness, exactnessLevels, type Remark, type RemarkWriter, remarkWriter } from "../../compiler/remarks/remark.js";
import { readDirectives } from "./directives.js";
import { type EditLog, makeEditor } from "./editor.js";
import { namesIn } from "./names.js";
import { type Engine, type Pass, type PassContext, stages } from "./pass.js";
import { Tree } from "./tree.js";
import { digest, type NamedUnit, unitsOf } from "./units.js";

export interface RunOptions {
  /** 1: rewrites that are proved; 2: also those that need guards. */
  readonly level: 1 | 2;
  readonly exactness: Exactness;
  /** Default: `pandas`. */
  readonly engine?: Engine;
  /** Names of the passes to run. Default: all. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Applications of passes to units beyond this number are left out; each is announced. */
  readonly limit?: number;
  /** Lines (from 1) of statements to leave alone. */
  readonly off?: readonly number[];
  /** Checks the whole module and the report of changes after every application. */
  readonly verifyEach?: boolean;
}

export interface RunInput {
  readonly module: Module;
  readonly file: SourceFile;
  /** In the order of running. */
  readonly passes: readonly Pass[];
  readonly options: RunOptions;
  readonly types?: TypeOptions;
  /** Analyses to use instead of new ones. */
  readonly analyses?: Analyses;
  /** Called after each application that was not left out. */
  readonly observe?: (application: Application) => void;
  /** Told of each application when there is a limit. */
  readonly announce?: (line: string) => void;
}

/** One pass on one unit. */
export interface Application {
  /** From 1, the same in every run up to the first difference between them. */
  readonly number: number;
  readonly pass: Pass;
  /** Qualified name of a function, `null` for the module. */
  readonly unit: string | null;
  readonly changed: boolean;
}

export interface PassTime {
  /** Name of a pass, or what an analysis that it requires is called. */
  readonly pass: string;
  readonly milliseconds: number;
  readonly runs: number;
  /** Runs that changed something. */
  readonly changes: number;
}

export interface PassResult {
  readonly changed: boolean;
  /** By node what its changed fields held at first; for printers that keep what is unchanged. */
  readonly originals: ReadonlyMap<Node, ReadonlyMap<string, unknown>>;
  readonly remarks: readonly Remark[];
  readonly times: readonly PassTime[];
}

/** How often a stage may go over a module. Passes that are right need two or three rounds. */
export const maxRounds = 20;

/** Changes `input.module` in place. */
export function runPasses(input: RunInput): PassResult {
  return new Runner(input).run();
}

/** What a pass did on a unit the last time. */
interface Visit {
  /** `Runner.version` when it began. */
  readonly version: number;
  /** Remarks that the next visit replaces. */
  readonly transient: readonly Remark[];
}

class Runner {
  private readonly tree: Tree;
  private readonly analyses: Analyses;
  private readonly allows: (node: Node) => boolean;
  private remarks: Remark[] = [];
  private readonly times = new Map<string, { milliseconds: number; runs: number; changes: number }>();
  private names: Set<string> | undefined;
  private number = 0;
  /** Grows with every application that changes something. */
  private version = 0;
  private readonly failedAnalyses = new Set<AnyAnalysis>();
  private readonly visits = new Map<Pass, Map<Unit, Visit>>();

  constructor(private readonly input: RunInput) {
    const { module, file, types = {} } = input;
    this.tree = new Tree(module);
    this.analyses = input.analyses ?? new Analyses({ module, file, options: types });
    this.allows = readDirectives(module, file, input.options.off);
  }

  run(): PassResult {
    const passes = this.passesToRun();
    const wrong = passes.length === 0 ? [] : verify(this.input.module);
    const [first] = wrong;
    if (first) {
      this.say("pass-manager", null).analysis("NC2545", first.node, `not optimised, since Python refuses it: ${first.message}`);
    } else {
      for (const stage of stages) {
        const ofStage = passes.filter((pass) => pass.stage === stage);
        if (ofStage.length > 0) this.stage(stage, ofStage);
      }
    }
    return {
      changed: this.version > 0,
      originals: this.tree.originals(),
      remarks: this.remarks,
      times: this.allTimes(passes),
    };
  }

  /** Passes in their order, then what their analyses took. */
  private allTimes(passes: readonly Pass[]): PassTime[] {
    const names = new Set([...passes.map(({ name }) => name), ...this.times.keys()]);
    return [...names].map((name) => ({ pass: name, milliseconds: 0, runs: 0, changes: 0, ...this.times.get(name) }));
  }

  private passesToRun(): Pass[] {
    const { passes, options, module } = this.input;
    const { only, skip = [], exactness } = options;
    const strictness = exactnessLevels.indexOf(exactness);
    const imported = importedModules(module);
    return passes.filter(
      (pass) =>
        (only === undefined || only.includes(pass.name)) &&
        !skip.includes(pass.name) &&
        exactnessLevels.indexOf(pass.exactness) <= strictness &&
        (pass.libraries.length === 0 || pass.libraries.some((library) => imported.has(library))),
    );
  }

  private say(pass: string, unit: string | null, list: Remark[] = this.remarks): RemarkWriter {
    return remarkWriter({ pass, file: this.input.file, function: unit }, list);
  }

  private stage(name: string, passes: readonly Pass[]): void {
    const before = { mark: this.tree.mark, version: this.version, remarks: [...this.remarks] };
    for (let round = 1; round <= maxRounds; round++) {
      const version = this.version;
      for (const pass of passes) this.pass(pass);
      // What passes kept true says nothing of the nodes that they have made: it is made anew for the next round.
      if (this.version !== version) this.refresh();
      if (this.version === version) return;
    }
    const changing = passes.filter((pass) => (this.times.get(pass.name)?.changes ?? 0) >= maxRounds).map((pass) => pass.name);
    this.takeBack(before.mark);
    this.version = before.version;
    this.remarks = before.remarks;
    this.refresh();
    this.say(changing[0] ?? "pass-manager", null).failure(
      "NC2543",
      undefined,
      `the stage ${name} found no end in ${maxRounds} rounds and was undone`,
      {
        reason: changing.length === 0 ? "its passes undo each other's work" : `still changing the program: ${changing.join(", ")}`,
      },
    );
  }

  private pass(pass: Pass): void {
    for (const named of unitsOf(this.input.module)) {
      if (!this.allows(named.unit) && named.name !== null) continue;
      if (this.visitOf(pass, named.unit)?.version === this.version) continue;
      if (!this.canAnalyze(pass)) return;
      this.number++;
      if (this.isBeyondLimit(pass, named)) continue;
      this.apply(pass, named);
    }
  }

  private visitOf(pass: Pass, unit: Unit): Visit | undefined {
    return this.visits.get(pass)?.get(unit);
  }

  /** Whether the analyses that a pass needs can be had; a failure is reported once. */
  private canAnalyze(pass: Pass): boolean {
    for (const analysis of pass.requires) {
      if (this.failedAnalyses.has(analysis)) return false;
      const start = performance.now();
      try {
        this.analyses.get(analysis);
        this.time(`analysis of ${analysis.name}`, performance.now() - start, false);
      } catch (error) {
        this.failedAnalyses.add(analysis);
        this.say(pass.name, null).failure("NC2544", undefined, `the analysis ${analysis.name} failed: ${messageOf(error)}`);
        return false;
      }
    }
    return true;
  }

  private isBeyondLimit(pass: Pass, { name }: NamedUnit): boolean {
    const { limit } = this.input.options;
    if (limit === undefined) return false;
    const isBeyond = this.number > limit;
    this.input.announce?.(`BISECT: ${isBeyond ? "NOT running" : "running"} pass (${this.number}) ${pass.name} on ${unitName(name)}`);
    return isBeyond;
  }

  private apply(pass: Pass, { unit, name }: NamedUnit): void {
    const { verifyEach = false } = this.input.options;
    const { mark } = this.tree;
    const { version } = this;
    const remarks: Remark[] = [];
    const before = verifyEach ? digests(this.input.module) : undefined;
    const { editor, log } = makeEditor(this.tree, pass.name, this.allows, () => (this.names ??= namesIn(this.input.module)));
    const start = performance.now();
    let failure = attempt("NC2540", () => pass.run(unit, this.contextOf(pass, name, editor, remarks)));
    failure ??= this.objection(log, before);
    if (failure) {
      this.tree.undo(mark);
      if (before) this.restoreReport(before, failure);
      // An analysis may have seen what is undone now.
      this.analyses.changed(log.units);
      remarks.length = 0;
      this.say(pass.name, name, remarks).failure(failure.code, name === null ? undefined : unit, failure.message, {
        reason: "the original code is kept",
      });
    }
    const changed = !failure && log.units.length > 0;
    this.time(pass.name, performance.now() - start, changed);
    if (changed) {
      this.version++;
      this.analyses.changed(log.units, pass.keeps);
    }
    this.remember(pass, unit, version, remarks);
    this.input.observe?.({ number: this.number, pass, unit: name, changed });
  }

  private contextOf(pass: Pass, unit: string | null, editor: PassContext["editor"], remarks: Remark[]): PassContext {
    const { module, file, options } = this.input;
    return {
      module,
      file,
      mayGuard: options.level >= 2,
      exactness: options.exactness,
      engine: options.engine ?? "pandas",
      targets: new Targets(this.analyses.input.options.versions),
      get: this.analyses.get.bind(this.analyses) as PassContext["get"],
      editor,
      remarks: this.say(pass.name, unit, remarks),
      allows: this.allows,
    };
  }

  /** What is wrong with what a pass has left behind. */
  private objection({ units }: EditLog, before: ReadonlyMap<Unit, string> | undefined): Failure | undefined {
    const { module } = this.input;
    const [problem] = before ? verify(module) : units.flatMap((unit) => verify(unit));
    if (problem) return { code: "NC2541", message: `the pass made no valid program: ${problem.message}` };
    if (!before) return undefined;
    const after = digests(module);
    for (const [unit, text] of after) {
      const isNew = !before.has(unit);
      const changed = before.get(unit) !== text;
      if (changed && !isNew && !units.includes(unit))
        return { code: "NC2542", message: `the pass changed ${nameOf(unit)} without saying so` };
      if (!changed && units.includes(unit))
        return { code: "NC2542", message: `the pass says that it changed ${nameOf(unit)}, but it did not` };
    }
    return undefined;
  }

  /** Under `verifyEach`: changes behind the editor's back cannot be taken back. */
  private restoreReport(before: ReadonlyMap<Unit, string>, failure: Failure): void {
    for (const [unit, text] of digests(this.input.module)) {
      if (before.has(unit) && before.get(unit) !== text) failure.message += "; the change cannot be undone";
    }
  }

  private time(name: string, milliseconds: number, changed: boolean): void {
    const time = this.times.get(name) ?? { milliseconds: 0, runs: 0, changes: 0 };
    this.times.set(name, time);
    time.milliseconds += milliseconds;
    time.runs++;
    if (changed) time.changes++;
  }

  /** Keeps the remarks of a visit: what was not done counts only as of the last one. */
  private remember(pass: Pass, unit: Unit, version: number, remarks: readonly Remark[]): void {
    const ofPass = this.visits.get(pass) ?? new Map<Unit, Visit>();
    this.visits.set(pass, ofPass);
    const outdated = new Set(ofPass.get(unit)?.transient);
    if (outdated.size > 0) this.remarks = this.remarks.filter((remark) => !outdated.has(remark));
    this.remarks.push(...remarks);
    ofPass.set(unit, { version, transient: remarks.filter(({ kind }) => kind !== "passed") });
  }

  private refresh(): void {
    this.analyses.changed(unitsOf(this.input.module).map(({ unit }) => unit));
  }

  private takeBack(mark: number): void {
    this.tree.undo(mark);
    this.visits.clear();
  }
}

/** A unit in messages. */
export const unitName = (name: string | null): string => (name === null ? "the module" : `function ${name}`);

interface Failure {
  readonly code: string;
  message: string;
}

function attempt(code: string, run: () => void): Failure | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return { code, message: `the pass threw: ${messageOf(error)}` };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const nameOf = (unit: Unit): string => (unit.kind === "Module" ? "the module" : unit.name);

function digests(module: Module): Map<Unit, string> {
  return new Map(unitsOf(module).map(({ unit }) => [unit, digest(unit)]));
}

/** First parts of the names of all imported modules. */
function importedModules(module: Module): Set<string> {
  const names = new Set<string>();
  walk(module, (node) => {
    if (node.kind === "Import") for (const alias of node.names) names.add(alias.name.split(".", 1)[0] as string);
    else if (node.kind === "ImportFrom" && node.level === 0 && node.module !== null) names.add(node.module.split(".", 1)[0] as string);
  });
  return names;
}
