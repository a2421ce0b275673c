/** The recorder of instrumented programs: what it writes about values, and about memory that they share. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../compiler/package-root.js";

const python = process.env["NOODLE_TEST_PYTHON"] ?? "python3";
const hasNumpy = spawnSync(python, ["-c", "import numpy"]).status === 0;

interface Settings {
  readonly owned?: readonly number[];
  readonly new?: readonly number[];
  readonly kept?: readonly number[];
}

/** Runs a program that calls `c(number, value)`; gives its records. */
function record(program: string, settings: Settings = {}): readonly Record<string, unknown>[] {
  const folder = mkdtempSync(join(tmpdir(), "claims-"));
  try {
    const output = join(folder, "out");
    const path = join(folder, "settings.json");
    writeFileSync(path, JSON.stringify({ owned: [], new: [], kept: [], objects: true, ...settings, output }));
    const start = `import sys; sys.path.insert(0, ${JSON.stringify(join(packageRoot, "runtime-shim/python"))})
from noodle_rt import claims; claims.start(${JSON.stringify(path)}); c = __noodle_claim__
`;
    const { stderr } = spawnSync(python, ["-c", start + program], { encoding: "utf8" });
    if (stderr !== "" && !stderr.includes("ValueError")) throw new Error(stderr);
    const lines = readFileSync(output, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("each description once, and how often", () => {
  const records = record("for i in range(1000): c(0, i > 500)\nc(1, 'a')\n");
  expect(records).toEqual([
    { claim: 0, is: { kind: "scalar", class: "bool", value: false } },
    { claim: 0, is: { kind: "scalar", class: "bool", value: true } },
    { claim: 1, is: { kind: "scalar", class: "str", value: "a" } },
    {
      counts: [
        [0, 1000],
        [1, 1],
      ],
    },
  ]);
});

test("what ended the program", () => {
  expect(record("raise ValueError('bad')").at(-1)).toEqual({ error: "ValueError", message: "bad" });
});

(hasNumpy ? test : test.skip)("memory that is shared with an array that the program still has", () => {
  const settings = { owned: [1], kept: [0] };
  const shares = (program: string): boolean => record(`import numpy as np\n${program}`, settings).some((each) => "shares" in each);
  expect(shares("a = c(0, np.zeros(6)); b = c(1, a[1:])")).toBe(true);
  expect(shares("a = c(0, np.zeros(6)); b = c(1, a + 1)")).toBe(false);
  // Nobody else has the array below the view.
  expect(shares("b = c(1, c(2, np.zeros(6)).reshape(2, 3))")).toBe(false);
  // The view came later: the array still lies in its own memory.
  expect(shares("a = np.zeros(6); b = c(0, c(1, a)[1:]); c(1, a)")).toBe(false);
  expect(shares("a = c(0, np.zeros(6)); b = c(1, a[::2].copy())")).toBe(false);
});

(hasNumpy ? test : test.skip)("an object that is not new", () => {
  const settings = { new: [1], kept: [0] };
  const same = (program: string): boolean => record(`import numpy as np\n${program}`, settings).some((each) => "same" in each);
  expect(same("a = c(0, np.zeros(6)); b = c(1, np.asarray(a))")).toBe(true);
  expect(same("a = c(0, np.zeros(6)); b = c(1, np.array(a))")).toBe(false);
});
