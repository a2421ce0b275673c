/** A small part of `npm run fuzz`, with a fixed seed; and whether its checks notice what is wrong. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { FuzzSummary } from "../bench/fuzz.js";
import { mapProblem } from "../bench/harness/map-check.js";
import { random } from "../bench/harness/random.js";
import { span } from "../compiler/ir/location.js";
import { build, type Module } from "../compiler/ir/nodes.js";
import { noComments, SourceFile } from "../compiler/ir/source-file.js";
import { packageRoot } from "../compiler/package-root.js";

async function fuzz(...args: readonly string[]): Promise<FuzzSummary> {
  const command = [join(packageRoot, "dist/bench/fuzz.js"), "--jobs", "1", "--json", "--seed", "20", ...args];
  // The exit code is 1 when a law was broken; the answer says which.
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 1e9 }).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout) as FuzzSummary;
}

test("random programs over the whole grammar survive the way to .nc and back", async () => {
  const { kinds, unseen, failures } = await fuzz("--only", "tree", "--count", "120");
  expect(failures).toEqual([]);
  expect(unseen).toEqual([]);
  expect(kinds.tree?.checked).toBeGreaterThanOrEqual(110);
}, 240_000);

test("mutants of real programs survive the way to .nc and back", async () => {
  const { kinds, failures } = await fuzz("--only", "mutant", "--count", "15");
  expect(failures).toEqual([]);
  expect(kinds.mutant?.checked).toBeGreaterThanOrEqual(8);
}, 240_000);

test("the .nc parser answers damaged texts with diagnostics", async () => {
  const { kinds, failures } = await fuzz("--only", "damage", "--count", "15");
  expect(failures).toEqual([]);
  expect(kinds.damage?.checked).toBe(300);
}, 240_000);

test("the same seed makes the same choices", () => {
  const choices = (...seeds: readonly number[]): number[] => {
    const source = random(...seeds);
    return Array.from({ length: 50 }, () => source.int(1000));
  };
  expect(choices(1, 2)).toEqual(choices(1, 2));
  expect(choices(1, 2)).not.toEqual(choices(2, 1));
});

describe("the check of source maps", () => {
  const text = "a = b\n";
  const tokens = { count: 3, kind: Uint8Array.from([0, 6, 0]), start: Uint32Array.from([0, 2, 4]), end: Uint32Array.from([1, 3, 5]) };
  const original = new SourceFile("a.py", "python", text, tokens, noComments);
  const at = (start: number, end: number) => span(original, start, end);
  const assignment = build.Assign(
    { targets: [build.Name({ id: "a", ctx: "Store" }, at(0, 1))], value: build.Name({ id: "b", ctx: "Load" }, at(4, 5)) },
    at(0, 5),
  );
  const module: Module = build.Module({ body: [assignment] }, at(0, 6));
  const check = (mappings: string, generated = "a   = b\n") =>
    mapProblem({
      map: JSON.stringify({ version: 3, sources: ["a.py"], names: [], mappings }),
      original,
      module,
      generated,
      keywords: new Set(),
      withConsumer: true,
    });

  test("accepts a true map", async () => {
    expect(await check("AAAA,MAAI")).toBeUndefined();
  });

  test("finds a name without a segment", async () => {
    expect(await check("AAAA")).toBe("name b at 1:5 has no segment");
  });

  test("finds a name that is mapped to another text", async () => {
    expect(await check("AAAA,IAAI")).toMatch('name b at 1:5 is mapped to 1:5, where the text is "= b"');
  });

  test("finds a place that does not lead back", async () => {
    expect(await check("AAAA,MAAI,AAAF")).toMatch("name b at 1:5 is mapped to 1:7, which leads back to 1:3");
  });

  test("finds a map to another name", async () => {
    expect(await check("AAAA,MAAI", "a   = c\n")).toMatch('where the text is "c"');
  });
});
