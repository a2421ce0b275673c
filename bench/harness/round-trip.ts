/**
 * The laws of conversion, checked on one program: Python → `.nc` → Python loses nothing, and each step's source map leads
 * to where everything came from. Python itself (`ast.dump`) is the judge of what a text means.
 */

import { type ParsedModule, type ParseResult, readMessage } from "../../compiler/frontend/message.js";
import type { SourceFile } from "../../compiler/ir/source-file.js";
import { parseNc } from "../../compiler/nc/index.js";
import { type CompileResult, compileModule } from "../../compiler/pipeline.js";
import type { Diagnostic } from "../../compiler/remarks/diagnostic.js";
import { mapProblem } from "./map-check.js";
import type { PythonSide } from "./python-side.js";

/** What went wrong, by the law that was broken. */
export type Reason =
  | "front end throws"
  | "front end rejects valid Python"
  | "bad diagnostic"
  | "printing .nc throws"
  | ".nc parser throws"
  | ".nc parser rejects"
  | "printing Python throws"
  | "Python differs"
  | "comments differ"
  | ".nc printed from .nc differs"
  | "second conversion throws"
  | "second conversion differs"
  | "map to .nc"
  | "map to Python";

export type Outcome =
  | { readonly kind: "passed"; readonly lines: number }
  | { readonly kind: "unparsable"; readonly code: string; readonly message: string }
  | { readonly kind: "failed"; readonly reason: Reason; readonly detail: string };

export interface RoundTripOptions {
  /** Modules of the same build, see `CompileOptions.modules`. */
  readonly modules?: readonly string[];
  /** Checks the maps with the `source-map` package as well. */
  readonly withConsumer?: boolean;
  readonly maps?: boolean;
}

class Broken extends Error {
  constructor(
    readonly reason: Reason,
    readonly detail: string,
  ) {
    super(detail);
  }
}

export const pythonKeywords: ReadonlySet<string> = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);

/** Words that `.nc` may write where Python has a word of its own or none; as names they are checked the other way round. */
const ncWords: ReadonlySet<string> = new Set([
  ...pythonKeywords,
  ..."true false function func def match case when type use python ipython actor foreign extends".split(" "),
]);

/**
 * @param source bytes of a file as found, or the text of a program
 * @throws what the interpreter throws when it breaks down; then it cannot be used any more
 */
export async function checkRoundTrip(python: PythonSide, source: Uint8Array | string, options: RoundTripOptions = {}): Promise<Outcome> {
  try {
    const first = parse(python, source, "front end throws");
    if (!first.ok) return checkRejection(python, source, first.diagnostics);
    await check(python, source, first.parsed, options);
    return { kind: "passed", lines: first.parsed.file.lineStarts.length };
  } catch (error) {
    if (error instanceof Broken) return { kind: "failed", reason: error.reason, detail: error.detail };
    throw error;
  }
}

async function check(python: PythonSide, source: Uint8Array | string, first: ParsedModule, options: RoundTripOptions): Promise<void> {
  const modules = options.modules ?? [];
  const toNc = (parsed: ParsedModule, reason: Reason): NonNullable<CompileResult["nc"]> =>
    attempt(reason, () => output(compileModule(parsed, { modules, mapNames: { nc: "a.nc", source: "a.py" } }), "nc"));
  const nc = toNc(first, "printing .nc throws");
  const fromNc = attempt(".nc parser throws", () => ({ ...parseNc(nc.code, "a.nc"), encoding: "utf-8" }));
  if (fromNc.diagnostics.length > 0) throw new Broken(".nc parser rejects", show(fromNc.diagnostics[0], nc.code));
  const again = toNc(fromNc, "printing .nc throws");
  same(".nc printed from .nc differs", nc.code, again.code);
  const py = attempt("printing Python throws", () =>
    output(compileModule(fromNc, { emit: ["py"], mapNames: { py: "a.py", source: "a.nc" } }), "py"),
  );

  const difference = python.difference(source, py.code);
  if (difference) throw new Broken("Python differs", difference);
  const second = parse(python, py.code, "second conversion throws");
  if (!second.ok) throw new Broken("front end rejects valid Python", show(second.diagnostics[0], py.code));
  same("comments differ", commentsOf(first.file), commentsOf(second.parsed.file));
  same("second conversion differs", nc.code, toNc(second.parsed, "second conversion throws").code);

  if (options.maps === false) return;
  const withConsumer = options.withConsumer ?? false;
  const toNcProblem = await mapProblem({
    map: nc.map,
    original: first.file,
    module: first.module,
    generated: nc.code,
    keywords: pythonKeywords,
    withConsumer,
  });
  if (toNcProblem) throw new Broken("map to .nc", toNcProblem);
  const toPyProblem = await mapProblem({
    map: py.map,
    original: fromNc.file,
    module: fromNc.module,
    generated: py.code,
    keywords: ncWords,
    withConsumer,
  });
  if (toPyProblem) throw new Broken("map to Python", toPyProblem);
}

/** A rejected file is fine when Python rejects it too and the diagnostic points into it. */
function checkRejection(python: PythonSide, source: Uint8Array | string, diagnostics: readonly Diagnostic[]): Outcome {
  const diagnostic = diagnostics[0];
  if (!diagnostic) throw new Broken("bad diagnostic", "the file is rejected without a diagnostic");
  if (python.errorOf(source) === "") throw new Broken("front end rejects valid Python", `${diagnostic.code}: ${diagnostic.message}`);
  const lines = (typeof source === "string" ? source : Buffer.from(source).toString("latin1")).split(/\r\n|\r|\n/).length;
  const { place, code, message } = diagnostic;
  if (!/^NC21\d\d$/.test(code) || message.length < 10) throw new Broken("bad diagnostic", `${code}: ${message}`);
  if (place && (place.line < 1 || place.line > lines + 1 || place.column < 1))
    throw new Broken("bad diagnostic", `${code} points to ${place.line}:${place.column} of ${lines} lines`);
  return { kind: "unparsable", code, message };
}

const parse = (python: PythonSide, source: Uint8Array | string, reason: Reason): ParseResult => {
  const message = python.frontend.parse(source);
  return attempt(reason, () => readMessage(message, "a.py"));
};

function attempt<T>(reason: Reason, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new Broken(reason, error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 4).join("\n") : String(error));
  }
}

function output(result: CompileResult, target: "nc" | "py"): NonNullable<CompileResult["nc"]> {
  const found = result[target];
  const error = result.diagnostics.find((diagnostic) => diagnostic.severity === "error");
  if (!found || error) throw new Error(error ? `${error.code}: ${error.message}` : "no output");
  return found;
}

function same(reason: Reason, expected: string, found: string): void {
  if (expected === found) return;
  const a = expected.split("\n");
  const b = found.split("\n");
  const line = a.findIndex((text, index) => text !== b[index]);
  const at = line < 0 ? a.length : line;
  throw new Broken(reason, `line ${at + 1}: ${JSON.stringify(a[at])?.slice(0, 300)} became ${JSON.stringify(b[at])?.slice(0, 300)}`);
}

const commentsOf = ({ text, comments }: SourceFile): string =>
  Array.from({ length: comments.count }, (_, index) => text.slice(comments.start[index], comments.end[index])).join("\n");

function show(diagnostic: Diagnostic | undefined, text: string): string {
  if (!diagnostic) return "no diagnostic";
  const { place } = diagnostic;
  const line = place ? text.split("\n")[place.line - 1] : undefined;
  return `${diagnostic.code}: ${diagnostic.message}${place ? ` (${place.line}:${place.column}: ${JSON.stringify(line?.slice(0, 200))})` : ""}`;
}
