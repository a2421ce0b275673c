/** Size and depth: what Python can parse is parsed, and what it cannot is refused without harm to the next file. */
import { walk } from "../../compiler/ir/visit.js";
import { parseValid, refusal } from "../support/frontend.js";

const sum = (terms: number): string => `x = ${Array.from({ length: terms }, (_, index) => `a${index}`).join(" + ")}\n`;

test.each([5_000, 30_000])("a sum of %i terms", async (terms) => {
  const { module, file } = await parseValid(sum(terms));
  const names: string[] = [];
  walk(module, (node) => {
    if (node.kind === "Name" && node.loc.kind === "span") names.push(file.text.slice(node.loc.start, node.loc.end));
  });
  expect(names).toEqual(["x", ...Array.from({ length: terms }, (_, index) => `a${index}`)]);
});

test("199 brackets inside each other", async () => {
  const { module } = await parseValid(`x = ${"(".repeat(199)}1${")".repeat(199)}\n`);
  expect(module.body).toMatchObject([{ kind: "Assign", value: { kind: "Constant", value: 1n } }]);
});

test.each([
  ["20,000 brackets", `x = ${"(".repeat(20_000)}1${")".repeat(20_000)}\n`, "NC2101", "too many nested parentheses"],
  [
    "101 blocks",
    `${Array.from({ length: 101 }, (_, depth) => `${" ".repeat(depth)}if x:\n`).join("")}${" ".repeat(101)}pass\n`,
    "NC2101",
    "too many levels of indentation",
  ],
  ["20,000 signs", `x = ${"-".repeat(20_000)}1\n`, "NC2103", "nested too deeply"],
  ["3,000 lambdas", `x = ${"lambda: ".repeat(3_000)}1\n`, "NC2103", "nested too deeply"],
  ["an integer of 5,000 decimal digits", `x = ${"9".repeat(5_000)}\n`, "NC2101", "Exceeds the limit (4300 digits)"],
])("refused: %s", async (_, source, code, message) => {
  const diagnostic = await refusal(source);
  expect(diagnostic.code).toBe(code);
  expect(diagnostic.message).toContain(message);
  await expect(parseValid("x = 1\n")).resolves.toMatchObject({ module: { body: [{ kind: "Assign" }] } });
});

test("100,000 lines", async () => {
  const { module, file } = await parseValid(Array.from({ length: 100_000 }, (_, index) => `x${index} = ${index}  # ${index}\n`).join(""));
  expect(module.body).toHaveLength(100_000);
  expect(module.body.at(-1)).toMatchObject({ kind: "Assign", targets: [{ id: "x99999" }], value: { value: 99_999n } });
  expect(file.comments.count).toBe(100_000);
  expect(file.position(file.text.length - 1)).toMatchObject({ line: 100_000 });
});
