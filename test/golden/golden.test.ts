/** Every golden case: its program is compiled and run again, and nothing of what it records may have changed. */
import { startPool } from "../../compiler/workers/pool.js";
import { formatCase, parseCase, readCases } from "./case.js";
import { evaluate } from "./evaluate.js";

const pool = startPool({ threads: 1 });
afterAll(() => pool.close());

const cases = readCases();

test.concurrent.each(cases.filter(({ status }) => status !== "bug").map((golden) => [golden.name, golden] as const))(
  "%s",
  async (_, golden) => {
    expect(formatCase(golden, await evaluate(golden, pool))).toBe(formatCase(golden, golden.expected));
  },
);

/** Cases of known bugs record what should be. One that is right now loses its prefix, and its place in this list. */
const knownBugs: readonly string[] = [];

test("the known bugs are these, and no others", async () => {
  const bugs = cases.filter(({ status }) => status === "bug");
  expect(bugs.map(({ name }) => name)).toEqual(knownBugs);
  for (const golden of bugs) {
    const now = await evaluate(golden, pool).then(
      (sections) => formatCase(golden, sections),
      (error: Error) => error.message,
    );
    expect(now).not.toBe(formatCase(golden, golden.expected));
  }
});

test("there are cases of every kind", () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
  expect(cases.some(({ status }) => status === "error")).toBe(true);
  expect(cases.some(({ status }) => status === "notebook")).toBe(true);
});

test("a case is written as it was read", () => {
  const text =
    '---\npython: ">=3.12"\nrun: no, it waits\n---\n\n# Title\n\n## Input\n\n````python\n"""\n```\n"""\n````\n\n```python pkg/a.py\n```\n\n## Output\n\n```text\nx\n```\n';
  const golden = parseCase("a", "a.md", text);
  expect(golden).toMatchObject({
    python: [3, 12],
    notRun: "it waits",
    input: [
      { name: undefined, text: '"""\n```\n"""\n' },
      { name: "pkg/a.py", text: "" },
    ],
  });
  expect(formatCase(golden, golden.expected)).toBe(text);
});

test.each([
  ["no input", "# Title\n", "the first section is `## Input`"],
  ["an unknown option", "---\nwith: x\n---\n## Input\n```python\n```\n", "unknown option `with: x`"],
  ["an unknown section", "## Input\n```python\n```\n## Ouput\n", "unknown section `Ouput`"],
  ["an open block", "## Input\n```python\nx\n", "a fenced block does not end"],
  ["loose text", "## Input\nx\n", "unexpected text in a section: x"],
])("a case with %s is refused", (_, text, message) => {
  expect(() => parseCase("a", "a.md", text)).toThrow(message);
});
