/** A small part of `npm run conformance`, which checks whole libraries: all the new-syntax cases, and some of the standard library. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ConformanceSummary } from "../bench/conformance.js";
import { packageRoot } from "../compiler/package-root.js";

async function conformance(...args: readonly string[]): Promise<ConformanceSummary> {
  const command = [join(packageRoot, "dist/bench/conformance.js"), "--jobs", "1", "--json", ...args];
  // The exit code is 1 when a file failed; the answer says which.
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 1e9 }).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout) as ConformanceSummary;
}

test("the syntax of Python 3.8 to 3.14 survives the way to .nc and back", async () => {
  const { corpora, failures } = await conformance("--only", "new-syntax");
  expect(failures).toEqual([]);
  expect(corpora["new-syntax"]?.passed).toBeGreaterThanOrEqual(46);
  expect(corpora["new-syntax"]?.unparsable).toBe(0);
}, 120_000);

test("files of the standard library survive the way to .nc and back", async () => {
  const { corpora, failures } = await conformance("--only", "stdlib", "--limit", "40");
  expect(failures).toEqual([]);
  expect(corpora["stdlib"]?.passed).toBeGreaterThanOrEqual(35);
}, 240_000);
