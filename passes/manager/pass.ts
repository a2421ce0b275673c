/** What a pass is. `docs/API.md` shows how to write one. */
import type { AnyAnalysis, ModuleAnalysis, Unit, UnitAnalysis } from "../../compiler/analysis/analyses.js";
import type { Targets } from "../../compiler/analysis/types/targets.js";
import type { Module, Node } from "../../compiler/ir/nodes.js";
import type { SourceFile } from "../../compiler/ir/source-file.js";
import type { Exactness, RemarkWriter } from "../../compiler/remarks/remark.js";
import type { Editor } from "./editor.js";

/**
 * In the order of running. Each runs to a fixed point before the next begins. `lowering` is last: it hands steps to stand-ins of
 * `noodle_rt`, of whose results other passes would know less than of those of the libraries.
 */
export const stages = ["normalize", "loops", "frames", "tensors", "idioms", "cleanup", "lowering"] as const;
export type Stage = (typeof stages)[number];

/** `dask`: in blocks whenever that can be; `auto`: where a file is large beside the memory of the machine. */
export const engines = ["pandas", "auto", "dask"] as const;
export type Engine = (typeof engines)[number];

export interface Pass {
  /** As options and remarks name it: `invariant-code-motion`. */
  readonly name: string;
  /** One sentence without a full stop: what it does, for `noodle-opt passes`. */
  readonly summary: string;
  readonly stage: Stage;
  /** The weakest contract that any of its rewrites needs. It runs only when the user allows that. */
  readonly exactness: Exactness;
  /** Top-level modules of which the program has to import one, or `[]` when it works on every program. */
  readonly libraries: readonly string[];
  /** Analyses of the module that it needs; when one of them fails, the pass is left out. */
  readonly requires: readonly ModuleAnalysis<unknown>[];
  /** Analyses that are still true after its changes. Everything else is made anew. */
  readonly keeps?: readonly AnyAnalysis[];
  /** Changes a unit through `context.editor`, or leaves it. What is inside of functions of the unit is not its business. */
  run(unit: Unit, context: PassContext): void;
}

/** What a pass may ask and use while it runs on one unit. */
export interface PassContext {
  readonly module: Module;
  readonly file: SourceFile;
  /** Whether rewrites may have guards: not at `-O1`. */
  readonly mayGuard: boolean;
  /** The contract that the user has chosen. */
  readonly exactness: Exactness;
  /** What computes with frames that are read from files. */
  readonly engine: Engine;
  /** Versions of libraries and of Python that the program will run with. */
  readonly targets: Targets;
  get<Result>(analysis: ModuleAnalysis<Result>): Result;
  get<Result>(analysis: UnitAnalysis<Result>, unit: Unit): Result;
  readonly editor: Editor;
  readonly remarks: RemarkWriter;
  /** Whether a node may be changed: not inside of `# noodle: off` or `@no_optimize`. */
  allows(node: Node): boolean;
}

/**
 * Declares a pass.
 * @throws Error when the declaration is not fit for the command line
 */
export function definePass(pass: Pass): Pass {
  if (!/^[a-z]+(-[a-z0-9]+)*$/.test(pass.name)) throw new Error(`the name of a pass is like invariant-code-motion, not ${pass.name}`);
  if (!stages.includes(pass.stage)) throw new Error(`pass ${pass.name}: there is no stage ${pass.stage}`);
  if (pass.summary.length > 100 || /[\n.]$|\n/.test(pass.summary)) throw new Error(`pass ${pass.name}: the summary is one short sentence`);
  return pass;
}
