/** Python's front end for tests. Pyodide does not run inside the test runner's sandbox, so a worker thread holds it. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type ParsedModule, type ParseResult, readMessage } from "../../compiler/frontend/message.js";
import type { Cell } from "../../compiler/ir/source-file.js";
import type { Diagnostic } from "../../compiler/remarks/diagnostic.js";

let worker: Worker | undefined;

afterAll(async () => {
  await worker?.terminate();
});

/** Parses bytes as read from disk, or a text. The file is called `test.py`. */
export async function parse(source: Uint8Array | string, cells: readonly Cell[] = []): Promise<ParseResult> {
  worker ??= new Worker(new URL("./frontend-worker.js", import.meta.url), { resourceLimits: { stackSizeMb: 256 } });
  worker.postMessage(source);
  const [message] = (await once(worker, "message")) as [Uint8Array | Error];
  if (message instanceof Error) throw message;
  return readMessage(message, "test.py", cells);
}

/** The parsed module of a source that has to be valid. */
export async function parseValid(source: Uint8Array | string, cells: readonly Cell[] = []): Promise<ParsedModule> {
  const result = await parse(source, cells);
  if (!result.ok) throw new Error(result.diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n"));
  return result.parsed;
}

/** The one diagnostic of a source that has to be refused. */
export async function refusal(source: Uint8Array | string, cells: readonly Cell[] = []): Promise<Diagnostic> {
  const result = await parse(source, cells);
  if (result.ok) throw new Error("the source was accepted");
  expect(result.diagnostics).toHaveLength(1);
  return result.diagnostics[0] as Diagnostic;
}
