/**
 * All analyses of one module: each is computed when it is first asked for, kept, and dropped when a pass reports a change
 * that it depends on. An analysis is a description with a function; adding one needs no change here.
 */
import type { AsyncFunctionDef, FunctionDef, Module } from "../ir/nodes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { TypeOptions } from "./types/type-facts.js";

/** What a control-flow graph is built of: the part of a program that a change is reported for. */
export type Unit = Module | FunctionDef | AsyncFunctionDef;

/** An analysis of a whole module, or of one unit of it. */
export interface ModuleAnalysis<Result> {
  readonly name: string;
  readonly scope: "module";
  compute(module: Module, analyses: Analyses): Result;
}

export interface UnitAnalysis<Result> {
  readonly name: string;
  readonly scope: "unit";
  compute(unit: Unit, analyses: Analyses): Result;
}

export interface AnalysisInput {
  readonly module: Module;
  readonly file: SourceFile;
  readonly options: TypeOptions;
  /** Other modules of the same build by dotted name, for imports between them. */
  readonly modules?: ReadonlyMap<string, Module>;
  /** Dotted name of this module in the build. */
  readonly name?: string;
}

/** Any analysis, whatever it gives. */
export type AnyAnalysis = Omit<ModuleAnalysis<unknown>, "compute"> | Omit<UnitAnalysis<unknown>, "compute">;

/** A result that is kept, and the results that were made of it. */
interface Entry {
  readonly analysis: AnyAnalysis;
  /** `undefined` for an analysis of the module. */
  readonly unit: Unit | undefined;
  value: unknown;
  readonly dependents: Set<Entry>;
}

export class Analyses {
  private readonly entries = new Map<AnyAnalysis, Map<Unit | undefined, Entry>>();
  /** What is being computed, outermost first. */
  private readonly running: Entry[] = [];

  constructor(readonly input: AnalysisInput) {}

  /** @throws Error when analyses need each other in a circle: a mistake in the compiler */
  get<Result>(analysis: ModuleAnalysis<Result>): Result;
  get<Result>(analysis: UnitAnalysis<Result>, unit: Unit): Result;
  get<Result>(analysis: ModuleAnalysis<Result> | UnitAnalysis<Result>, unit?: Unit): Result {
    const results = this.resultsOf(analysis);
    let entry = results.get(unit);
    if (!entry) {
      entry = { analysis, unit, value: undefined, dependents: new Set() };
      entry.value = this.compute(entry, () =>
        analysis.scope === "module" ? analysis.compute(this.input.module, this) : analysis.compute(unit as Unit, this),
      );
      results.set(unit, entry);
    }
    const asker = this.running.at(-1);
    if (asker) entry.dependents.add(asker);
    return entry.value as Result;
  }

  /** Sets the result of an analysis that was made elsewhere; it is dropped like all others. */
  provide<Result>(analysis: ModuleAnalysis<Result>, value: Result): void {
    this.resultsOf(analysis).set(undefined, { analysis, unit: undefined, value, dependents: new Set() });
  }

  /**
   * Drops what a change may have made wrong: everything about the module, what is known of the changed units, and whatever
   * was made of these. (The liveness of a unit that did not change names variables of the old scopes, so it goes with them.)
   * @param units those whose statements or expressions changed
   * @param preserved analyses that the pass promises to have kept true; they stay although what they were made of goes
   */
  changed(units: readonly Unit[], preserved: readonly AnyAnalysis[] = []): void {
    const kept = new Set<AnyAnalysis>(preserved);
    const dropped: Entry[] = [];
    for (const [analysis, results] of this.entries) {
      if (kept.has(analysis)) continue;
      for (const [unit, entry] of results) if (unit === undefined || units.includes(unit)) dropped.push(entry);
    }
    for (let entry = dropped.pop(); entry; entry = dropped.pop()) {
      this.entries.get(entry.analysis)?.delete(entry.unit);
      for (const dependent of entry.dependents) if (!kept.has(dependent.analysis)) dropped.push(dependent);
      entry.dependents.clear();
    }
  }

  private resultsOf(analysis: AnyAnalysis): Map<Unit | undefined, Entry> {
    const results = this.entries.get(analysis) ?? new Map<Unit | undefined, Entry>();
    this.entries.set(analysis, results);
    return results;
  }

  private compute<Result>(entry: Entry, run: () => Result): Result {
    if (this.running.some(({ analysis, unit }) => analysis === entry.analysis && unit === entry.unit)) {
      throw new Error(`analyses need each other: ${[...this.running, entry].map(({ analysis }) => analysis.name).join(" → ")}`);
    }
    this.running.push(entry);
    try {
      return run();
    } finally {
      this.running.pop();
    }
  }
}
