/** Worker of `fuzz.ts`: makes the program of a number, checks it, and shrinks it when a law is broken. */
import { readFileSync } from "node:fs";
import { printNc } from "../../compiler/emit/nc-printer.js";
import { printPython } from "../../compiler/emit/python-printer.js";
import { type ParsedModule, readMessage } from "../../compiler/frontend/message.js";
import type { Module } from "../../compiler/ir/nodes.js";
import { noComments, noTokens, SourceFile } from "../../compiler/ir/source-file.js";
import { walk } from "../../compiler/ir/visit.js";
import { parseNc, parseNcStrict } from "../../compiler/nc/index.js";
import { type PythonSide, startPythonSide } from "../harness/python-side.js";
import { type Random, random } from "../harness/random.js";
import { checkRoundTrip } from "../harness/round-trip.js";
import { serveJobs } from "../harness/worker.js";
import { damage } from "./damage.js";
import { layOut, randomStyle } from "./layout.js";
import { mutate } from "./mutate.js";
import { type Census, randomProgram } from "./program.js";
import { type Budget, shrinkText, shrinkTree } from "./shrink.js";
import { treeJson } from "./tree-json.js";

export type FuzzKind = "tree" | "mutant" | "damage";

export interface FuzzSetup {
  readonly seed: number;
  /** Real programs to make mutants of. */
  readonly files: readonly string[];
  readonly shrink: Budget;
}

export interface FuzzJob {
  readonly kind: FuzzKind;
  readonly index: number;
}

export interface FuzzFailure {
  readonly reason: string;
  readonly detail: string;
  /** The program as small as it got, and the language it is written in. */
  readonly program: string;
  readonly language: "py" | "nc";
}

export interface FuzzResult {
  /** Programs that were checked: texts that Python accepts, or damaged texts. */
  readonly checked: number;
  readonly lines: number;
  /** Texts that were no valid programs, by what made them. */
  readonly invalid: Readonly<Record<string, number>>;
  readonly census: Census;
  readonly failures: readonly FuzzFailure[];
}

/** Time that the parser may take for a damaged text, in milliseconds; such texts have less than 100 kB. */
const slowest = 3000;

await serveJobs(async (setup: FuzzSetup) => {
  const python = await startPythonSide();
  return async ({ kind, index }: FuzzJob): Promise<FuzzResult> => {
    const run = new FuzzRun(python, setup, random(setup.seed, ["tree", "mutant", "damage"].indexOf(kind), index));
    await run[kind]();
    return run.result();
  };
});

class FuzzRun {
  private checked = 0;
  private lines = 0;
  private readonly invalid: Record<string, number> = {};
  private readonly census: Census = {};
  private readonly failures: FuzzFailure[] = [];

  constructor(
    private readonly python: PythonSide,
    private readonly setup: FuzzSetup,
    private readonly random: Random,
  ) {}

  result(): FuzzResult {
    return { checked: this.checked, lines: this.lines, invalid: this.invalid, census: this.census, failures: this.failures };
  }

  // --- random programs ----------------------------------------------------------------------------------------------

  async tree(): Promise<void> {
    const { random, python } = this;
    const module = this.program();
    const json = treeJson(module);
    const unparsed = python.unparse(json);
    const valid = unparsed.difference === "";
    const printed = this.printTree(module, valid, "printPython of a new tree", pythonOf);
    if (valid) this.printTree(module, valid, "printNc of a new tree", pythonOverNc);
    if (!valid && !printed) {
      // Neither printer could say it: a tree that Python's parser does not make, or a text that nobody can write.
      this.reject(`tree: ${unparsed.difference.replace(/\(line.*|expected.*/s, "")}`);
      return;
    }
    const text = valid && (!printed || random.chance(0.5)) ? unparsed.text : (printed as string);
    await this.check(this.newLayout(text));
  }

  private program(): Module {
    const { random } = this;
    return randomProgram(random, { statements: 1 + random.int(6), depth: 1 + random.small(1, 6) }, this.census);
  }

  /** Prints a tree that has no source, as passes make them, and asks Python whether the text means the same. */
  private printTree(module: Module, valid: boolean, reason: string, print: (module: Module) => string): string | undefined {
    const problem = (): string => {
      try {
        return this.python.treeDifference(treeJson(module), print(module));
      } catch (error) {
        return String(error instanceof Error ? error.stack : error).slice(0, 500);
      }
    };
    const detail = problem();
    if (detail === "") return print(module);
    if (!valid) return undefined;
    shrinkTree(module, () => problem() !== "" && this.python.unparse(treeJson(module)).difference === "", this.setup.shrink);
    const { text } = this.python.unparse(treeJson(module));
    this.failures.push({ reason, detail: problem(), program: text, language: "py" });
    return undefined;
  }

  // --- mutants ------------------------------------------------------------------------------------------------------

  async mutant(): Promise<void> {
    const { random } = this;
    const base = this.realFile();
    const donor = this.realFile();
    if (!base || !donor) return;
    let text = mutate(base, donor, random);
    if (random.chance(0.15)) text = damage(text, random);
    else if (random.chance(0.5)) text = this.newLayout(text);
    await this.check(text);
  }

  private realFile(): ParsedModule | undefined {
    const parsed = this.parse(readFileSync(this.random.pick(this.setup.files)));
    if (!parsed) this.reject("a real file that Python cannot parse");
    return parsed;
  }

  // --- damage -------------------------------------------------------------------------------------------------------

  async damage(): Promise<void> {
    const { random } = this;
    const base = random.chance(0.6) ? this.realFile() : undefined;
    let text: string;
    try {
      text = base ? printNc(base.module, base.file).code : ncOf(this.program());
    } catch (error) {
      return this.reject(`printNc: ${String(error).slice(0, 60)}`);
    }
    if (text.length > 60_000) text = text.slice(0, 60_000);
    for (let times = 0; times < 20; times++) {
      const damaged = damage(text, random);
      this.checked++;
      const problem = damageProblem(damaged);
      if (!problem) continue;
      const small = await shrinkText(
        damaged,
        async (smaller) => damageProblem(smaller)?.reason === problem.reason,
        () => undefined,
        this.setup.shrink,
      );
      this.failures.push({ ...(damageProblem(small) ?? problem), program: small, language: "nc" });
    }
  }

  // --- common -------------------------------------------------------------------------------------------------------

  private parse(source: string | Uint8Array): ParsedModule | undefined {
    const result = readMessage(this.python.frontend.parse(source), "a.py");
    return result.ok ? result.parsed : undefined;
  }

  /** The text in another layout, or as it is when that came out invalid. */
  private newLayout(text: string): string {
    try {
      const parsed = this.parse(text);
      const result = parsed && layOut(parsed, this.random, randomStyle(this.random));
      const error = result === undefined ? "not parsable" : this.python.errorOf(result);
      if (result !== undefined && error === "") return result;
      this.reject(`layout: ${error.replace(/\(line.*/s, "")}`);
    } catch (error) {
      this.reject(`layout: ${String(error).slice(0, 80)}`);
    }
    return text;
  }

  private async check(text: string): Promise<void> {
    const options = { modules: this.someModules(text), withConsumer: this.random.chance(0.05) };
    const bytes = this.newBytes();
    const outcome = await checkRoundTrip(this.python, bytes(text), options);
    if (outcome.kind === "unparsable")
      return this.reject(`program: ${outcome.message.replace(/Python cannot parse this file: /, "").slice(0, 60)}`);
    this.checked++;
    this.lines += text.split("\n").length;
    if (outcome.kind === "passed") return;
    const failing = async (smaller: string): Promise<string | undefined> => {
      const result = await checkRoundTrip(this.python, bytes(smaller), options);
      return result.kind === "failed" && result.reason === outcome.reason ? result.detail : undefined;
    };
    const parse = (smaller: string): ParsedModule | undefined => this.parse(smaller);
    const program = await shrinkText(text, async (smaller) => (await failing(smaller)) !== undefined, parse, this.setup.shrink);
    this.failures.push({ reason: outcome.reason, detail: (await failing(program)) ?? outcome.detail, program, language: "py" });
  }

  /** How the program is stored: most as text, some as a file with a byte order mark or with other line ends. */
  private newBytes(): (text: string) => Uint8Array | string {
    const { random } = this;
    if (random.chance(0.85)) return (text) => text;
    const mark = random.chance(0.3) ? "\ufeff" : "";
    const lineEnd = random.pick(["\r\n", "\r\n", "\r", "\n"]);
    return (text) => Buffer.from(mark + text.replaceAll("\n", lineEnd));
  }

  /** Some of the modules that a program imports, so that both forms of import are printed. */
  private someModules(text: string): string[] {
    const names = new Set<string>();
    const parsed = this.parse(text);
    if (parsed) {
      walk(parsed.module, (node) => {
        if (node.kind === "ImportFrom" && node.module) names.add(node.module);
        if (node.kind === "Import") for (const alias of node.names) names.add(alias.name);
      });
    }
    return [...names].filter(() => this.random.chance(0.4));
  }

  private reject(what: string): void {
    this.invalid[what] = (this.invalid[what] ?? 0) + 1;
  }
}

const emptyFile = (): SourceFile => new SourceFile("a.py", "python", "", noTokens, noComments);
const pythonOf = (module: Module): string => printPython(module, emptyFile()).code;
const ncOf = (module: Module): string => printNc(module, emptyFile()).code;

function pythonOverNc(module: Module): string {
  const { module: read, file } = parseNcStrict(ncOf(module), "a.nc");
  return printPython(read, file).code;
}

/** What the `.nc` parser does wrong with a damaged text: it must answer, soon, and point into the text. */
function damageProblem(text: string): { reason: string; detail: string } | undefined {
  const start = performance.now();
  try {
    const { module, file, diagnostics } = parseNc(text, "a.nc");
    const time = performance.now() - start;
    if (time > slowest) return { reason: ".nc parser is slow", detail: `${Math.round(time)} ms for ${text.length} characters` };
    if (diagnostics.length === 0) return stillProgram(printNc(module, file).code);
    const lines = text.split(/\r\n|\r|\n/);
    for (const { code, message, place } of diagnostics) {
      if (!/^NC2[0-5]\d\d$/.test(code) || message.length < 8)
        return { reason: ".nc diagnostic is not for people", detail: `${code}: ${message}` };
      if (!place) continue;
      const line = lines[place.line - 1];
      if (line === undefined || place.column < 1 || place.column > line.length + 1)
        return { reason: ".nc diagnostic points outside of the file", detail: `${code} ${place.line}:${place.column}: ${message}` };
    }
    return undefined;
  } catch (error) {
    return { reason: ".nc parser throws", detail: String(error instanceof Error ? error.stack : error).slice(0, 600) };
  }
}

/** A damaged text that is a program all the same has a canonical form, which is the form of itself. */
function stillProgram(code: string): { reason: string; detail: string } | undefined {
  const { module, file, diagnostics } = parseNc(code, "a.nc");
  if (diagnostics[0])
    return {
      reason: ".nc printed from .nc is rejected",
      detail: `${diagnostics[0].code}: ${diagnostics[0].message} in ${code.slice(0, 300)}`,
    };
  const again = printNc(module, file).code;
  return again === code
    ? undefined
    : {
        reason: ".nc printed from .nc differs",
        detail: `${JSON.stringify(code.slice(0, 300))} became ${JSON.stringify(again.slice(0, 300))}`,
      };
}
