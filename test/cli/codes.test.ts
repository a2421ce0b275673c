/** Every code is explained once, every code that the sources use is explained, and the page of errors is current. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { allCodes, errorsPage } from "../../compiler/cli/all-codes.js";
import { packageRoot } from "../../compiler/package-root.js";
import { cli } from "./cli.js";

const sources = ["compiler", "passes", "runtime-shim"].flatMap((folder) =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|py)$/.test(name))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(packageRoot, folder, name), "utf8") })),
);

test("no code is explained twice", () => {
  const codes = allCodes.map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  expect(codes.length).toBeGreaterThan(40);
});

test("codes that the sources name are explained, and those that are explained are used", () => {
  const named = new Set(sources.filter(({ path }) => !path.endsWith("codes.ts")).flatMap(({ text }) => text.match(/\bNC2\d{3}\b/g) ?? []));
  const explained = new Set(allCodes.map(({ code }) => code));
  expect([...named].filter((code) => !explained.has(code))).toEqual([]);
  expect([...explained].filter((code) => !named.has(code))).toEqual([]);
});

test("titles and explanations are for people", () => {
  for (const { code, title, explanation } of allCodes) {
    expect(code).toMatch(/^NC2\d{3}$/);
    expect(title).toMatch(/^[^\n]{5,80}[^.\n]$/);
    expect(explanation).toMatch(/^\S[\s\S]{20,}\S$/);
  }
});

test("docs/ERRORS.md is what explain --markdown prints", async () => {
  expect(readFileSync(join(packageRoot, "docs/ERRORS.md"), "utf8")).toBe(errorsPage());
  expect((await cli(["explain", "--markdown"])).stdout).toBe(errorsPage());
});

test("explain prints one code, all codes, and JSON", async () => {
  const one = await cli(["explain", "nc2101"]);
  expect(one).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/^NC2101: Python cannot parse this file\n\n/) });
  expect(JSON.parse((await cli(["explain", "NC2101", "--json"])).stdout)).toEqual(allCodes.find(({ code }) => code === "NC2101"));
  expect((await cli(["explain"])).stdout.trim().split("\n")).toHaveLength(allCodes.length);
  expect(JSON.parse((await cli(["explain", "--json"])).stdout)).toEqual(allCodes);
  expect(await cli(["explain", "NC9999"])).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("NC2014") });
});
