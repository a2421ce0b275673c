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

export class Analyses {
  private readonly ofModule = new Map<ModuleAnalysis<unknown>, unknown>();
  private readonly ofUnit = new Map<UnitAnalysis<unknown>, Map<Unit, unknown>>();
  private readonly running: string[] = [];

  constructor(readonly input: AnalysisInput) {}

  /** @throws Error when analyses need each other in a circle: a mistake in the compiler */
  get<Result>(analysis: ModuleAnalysis<Result>): Result;
  get<Result>(analysis: UnitAnalysis<Result>, unit: Unit): Result;
  get<Result>(analysis: ModuleAnalysis<Result> | UnitAnalysis<Result>, unit?: Unit): Result {
    if (analysis.scope === "module") {
      if (!this.ofModule.has(analysis)) {
        this.ofModule.set(
          analysis,
          this.compute(analysis.name, () => analysis.compute(this.input.module, this)),
        );
      }
      return this.ofModule.get(analysis) as Result;
    }
    const results = this.ofUnit.get(analysis) ?? new Map<Unit, unknown>();
    this.ofUnit.set(analysis, results);
    const key = unit as Unit;
    if (!results.has(key)) {
      results.set(
        key,
        this.compute(analysis.name, () => analysis.compute(key, this)),
      );
    }
    return results.get(key) as Result;
  }

  /**
   * Drops what a change may have made wrong: everything about the module, and what is known of the changed units.
   * @param units those whose statements or expressions changed; analyses of others stay
   * @param preserved analyses that the pass promises to have kept true
   */
  changed(units: readonly Unit[], preserved: readonly (ModuleAnalysis<never> | UnitAnalysis<never>)[] = []): void {
    const kept = new Set<unknown>(preserved);
    for (const analysis of this.ofModule.keys()) if (!kept.has(analysis)) this.ofModule.delete(analysis);
    for (const [analysis, results] of this.ofUnit) {
      if (kept.has(analysis)) continue;
      for (const unit of units) results.delete(unit);
    }
  }

  private compute<Result>(name: string, run: () => Result): Result {
    if (this.running.includes(name)) throw new Error(`analyses need each other: ${[...this.running, name].join(" → ")}`);
    this.running.push(name);
    try {
      return run();
    } finally {
      this.running.pop();
    }
  }
}
