/** Every format says everything that a remark holds, in the same bytes each time, and keeps to its published schema. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Log } from "sarif";
import { parseAllDocuments } from "yaml";
import { span } from "../../compiler/ir/location.js";
import { build } from "../../compiler/ir/nodes.js";
import { SourceFile } from "../../compiler/ir/source-file.js";
import { packageRoot } from "../../compiler/package-root.js";
import { compareRemarks, matchesFilter, type Remark, remarkWriter } from "../../compiler/remarks/remark.js";
import { formatRemarks, remarkFormats } from "../../compiler/remarks/sinks/sink.js";

const text = "import numpy as np\nfor i in range(9):\n    y = np.sqrt(x)\n";
const noTokens = { count: 0, kind: new Uint8Array(), start: new Uint32Array(), end: new Uint32Array() };
const file = new SourceFile("src/app.py", "python", text, noTokens, noTokens);
const at = (start: number, end: number) => build.Name({ id: "x", ctx: "Load" }, span(file, start, end));
const call = at(text.indexOf("np.sqrt"), text.indexOf("(x)") + 3);
const loop = at(text.indexOf("for"), text.length - 1);

function sample(): Remark[] {
  const remarks: Remark[] = [];
  const { passed, missed, analysis, failure } = remarkWriter({ pass: "hoist", file, function: "Model.fit" }, remarks);
  passed("NC2601", call, "np.sqrt(x) is computed once", { exactness: "exact" })
    .obligation("the loop runs at least once", "proved", "range(9) has 9 items")
    .obligation("x is not rebound", "guarded")
    .metric("depth", 2)
    .related(loop);
  missed("NC2602", call, "np.sqrt(x) stays in the loop", {
    reason: "f(x): may change x\nin place",
    suggest: "call it with a copy, 100% sure",
    obligations: [{ name: "x is not changed", met: "not met", by: "f" }],
    metrics: { calls: 4, hot: true, "where: it is": "a, b" },
  });
  analysis("NC2602", undefined, "nothing is known of f");
  failure("NC2601", loop, "the pass threw");
  remarks.push({ ...(remarks[1] as Remark), file: "n.ipynb", place: { file: "n.ipynb", cell: 2, line: 1, column: 1 }, function: null });
  return remarks;
}

const options = {
  textOf: ({ file: name }: { file: string }) => (name === "src/app.py" ? text : undefined),
  codes: [
    { code: "NC2601", title: "hoisted", explanation: "Text *with* marks." },
    { code: "NC2602", title: "not hoisted", explanation: "More." },
  ],
  version: "1.2.3",
};

test("the fluent and the plain style say the same", () => {
  const list: Remark[] = [];
  const { missed } = remarkWriter({ pass: "p", file, function: null }, list);
  missed("NC2601", call, "m", { reason: "r", suggest: "s", exactness: "ulp", metrics: { a: 1, b: "x" }, related: [loop] });
  missed("NC2601", call, "m").reason("r").suggest("s").exactness("ulp").metric("a", 1).metric("b", "x").related(loop);
  expect(list[0]).toEqual(list[1]);
  expect(list[0]?.place).toEqual({ file: "src/app.py", line: 3, column: 9, endLine: 3, endColumn: 19 });
});

test("remarks are plain data, in the order of the program", () => {
  const remarks = sample();
  expect(structuredClone(remarks)).toEqual(remarks);
  expect(JSON.parse(JSON.stringify(remarks))).toEqual(remarks);
  const kinds = [...remarks].sort(compareRemarks).map(({ kind }) => kind);
  expect(kinds).toEqual(["missed", "analysis", "failure", "passed", "missed"]);
});

test("filters by kind, pass and code", () => {
  const count = (filter: Parameters<typeof matchesFilter>[1]) => sample().filter((remark) => matchesFilter(remark, filter)).length;
  expect(count({})).toBe(5);
  expect(count({ kinds: ["missed", "failure"] })).toBe(3);
  expect(count({ codes: ["nc26*"] })).toBe(5);
  expect(count({ codes: ["NC2602"], passes: ["h*t"] })).toBe(3);
  expect(count({ passes: ["h.ist"] })).toBe(0);
});

test.each(remarkFormats)("%s is the same for the same remarks in any order", async (format) => {
  const once = await formatRemarks(sample(), format, options);
  expect(once).toContain("NC2601");
  expect(await formatRemarks(sample().reverse(), format, options)).toBe(once);
  expect(await formatRemarks([], format, options)).not.toContain("undefined");
});

test("terminal", async () => {
  const plain = await formatRemarks(sample(), "terminal", options);
  expect(plain).toContain("src/app.py:3:9: passed NC2601: np.sqrt(x) is computed once [hoist]");
  expect(plain).toContain("> 3 |     y = np.sqrt(x)\n    |         ^^^^^^^^^^\n");
  expect(plain).toContain(
    "  the loop runs at least once: proved: range(9) has 9 items\n  x is not rebound: guarded\n  metrics: depth = 2\n",
  );
  expect(plain).toContain("  suggestion: call it with a copy, 100% sure\n");
  expect(plain).toContain("n.ipynb:cell 2:1:1: missed");
  expect(plain).not.toContain("\u001b");
  expect(await formatRemarks(sample(), "terminal", { ...options, color: true })).toContain("\u001b[32mpassed");
});

test("YAML has LLVM's documents and keys", async () => {
  const yaml = await formatRemarks(sample(), "yaml", options);
  expect(yaml.match(/^--- !\w+$/gm)).toEqual(["--- !Missed", "--- !Analysis", "--- !Failure", "--- !Passed", "--- !Missed"]);
  expect(yaml).toContain("DebugLoc: { File: src/app.py, Line: 3, Column: 9 }");
  const documents = parseAllDocuments(yaml, { logLevel: "silent" }).map((document) => document.toJS());
  expect(documents).toHaveLength(5);
  for (const document of documents) expect(Object.keys(document)).toEqual(["Pass", "Name", "DebugLoc", "Function", "Args"]);
  expect(documents[3].Args).toContainEqual({ Obligation: "the loop runs at least once", Met: "proved", By: "range(9) has 9 items" });
  expect(documents[4].Args).toContainEqual({ Reason: "f(x): may change x\nin place" });
});

const schemaIn = (path: string) => JSON.parse(readFileSync(path, "utf8"));

test("JSON fits its schema", async () => {
  const json = JSON.parse(await formatRemarks(sample(), "json", options));
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(schemaIn(join(packageRoot, "docs/schemas/remarks.schema.json")));
  expect([validate(json), validate.errors]).toEqual([true, null]);
  expect(json.remarks).toHaveLength(5);
  expect(validate({ ...json, remarks: [{ ...json.remarks[0], kind: "other" }] })).toBe(false);
});

test("GitHub's commands are escaped", async () => {
  const lines = (await formatRemarks(sample(), "github", options)).trimEnd().split("\n");
  expect(lines).toHaveLength(5);
  expect(lines[3]).toBe(
    "::notice file=src/app.py,line=3,endLine=3,col=9,endColumn=19,title=passed NC2601 (hoist)::np.sqrt(x) is computed once",
  );
  expect(lines[2]).toMatch(/^::warning file=src\/app.py,line=2,endLine=3,title=/);
  expect(lines[4]).toContain("may change x%0Ain place%0Acall it with a copy, 100%25 sure");
  expect(lines[0]).toContain("file=n.ipynb,title=missed NC2602 (hoist)::cell 2, line 1: ");
});

describe("SARIF", () => {
  const log = async (remarks: readonly Remark[], given: object = options): Promise<Log> =>
    JSON.parse(await formatRemarks(remarks, "sarif", given));

  test("rules, places and levels", async () => {
    const run = (await log(sample())).runs[0];
    expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual(["NC2601", "NC2602"]);
    expect(run?.results?.map(({ ruleId, level, kind }) => [ruleId, level, kind])).toEqual([
      ["NC2602", "note", "fail"],
      ["NC2602", "none", "informational"],
      ["NC2601", "warning", "fail"],
      ["NC2601", "none", "pass"],
      ["NC2602", "note", "fail"],
    ]);
    expect(run?.results?.[3]?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: "src/app.py", uriBaseId: "SRCROOT" },
      region: { startLine: 3, startColumn: 9, endLine: 3, endColumn: 19 },
    });
    expect(run?.results?.[0]?.locations?.[0]?.physicalLocation).toEqual({ artifactLocation: { uri: "n.ipynb", uriBaseId: "SRCROOT" } });
  });

  test("fingerprints stay when lines are added above, and differ for equal lines", async () => {
    const prints = (result: Log) => result.runs[0]?.results?.map(({ partialFingerprints }) => Object.values(partialFingerprints ?? {})[0]);
    const before = await log(sample().filter(({ place }) => place?.line === 3));
    const moved = sample()
      .filter(({ place }) => place?.line === 3)
      .map((remark) => ({ ...remark, place: { file: "src/app.py", line: 5, column: 9 } }));
    const after = await log(moved, { ...options, textOf: () => `# new\n# new\n${text}` });
    expect(prints(after)).toEqual(prints(before));
    const twice = prints(await log([...moved, ...moved])) ?? [];
    expect(new Set(twice).size).toBe(twice.length);
  });

  const official = join(packageRoot, "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");

  (existsSync(official) ? test : test.skip)("fits the official schema", async () => {
    // Of draft 4, which names itself in keywords that the validator no longer has.
    const { $schema: _, id: __, ...schema } = schemaIn(official);
    const ajv = new Ajv({ strict: false, unicodeRegExp: false });
    addFormats.default(ajv);
    const validate = ajv.compile(schema);
    for (const remarks of [sample(), []]) {
      const result = await log(remarks);
      expect([validate(result), validate.errors]).toEqual([true, null]);
    }
    expect(validate({ version: "2.1.0", runs: [{ tool: {} }] })).toBe(false);
  });
});

test("people get the most useful reason why a loop stays, and every reason when they ask for them", async () => {
  const remarks: Remark[] = [];
  const { missed, passed } = remarkWriter({ pass: "p", file, function: null }, remarks);
  const codes = ["NC2611", "NC2615", "NC2921"].map((code) => ({ code, title: code, explanation: code, subject: "loop" as const }));
  missed("NC2921", loop, "lists", { reason: "first" });
  missed("NC2611", loop, "arrays", { reason: "second" });
  missed("NC2611", call, "another place", { reason: "third" });
  missed("NC2601", loop, "another subject", { reason: "fourth" });
  const told = async (everyReason?: boolean): Promise<string[]> =>
    [...(await formatRemarks(remarks, "terminal", { codes, ...(everyReason ? { everyReason } : {}) })).matchAll(/reason: (\w+)/g)].map(
      ([, reason]) => reason as string,
    );
  expect(await told()).toEqual(["fourth", "second", "third"]);
  expect(await told(true)).toEqual(["fourth", "second", "first", "third"]);
  missed("NC2615", loop, "rows", { reason: "fifth", suggest: "something" });
  expect(await told()).toEqual(["fourth", "fifth", "third"]);
  expect(await formatRemarks(remarks, "terminal", { codes })).toContain("further reasons = 2");
  // Other programs get all of them.
  expect(JSON.parse(await formatRemarks(remarks, "json", { codes })).remarks).toHaveLength(remarks.length);
  // What has been done says more than why something else was not, unless that suggests something.
  passed("NC2921", loop, "runs on lists");
  expect(await told()).toEqual(["fourth", "fifth", "third"]);
  remarks.splice(4, 1);
  expect(await told()).toEqual(["fourth", "third"]);
});
