/** What passes write when they could not prove something: conditions on `noodle_rt`, and its import. */
import { patchedText } from "../../compiler/emit/patched-text.js";
import { synthetic } from "../../compiler/ir/location.js";
import { build } from "../../compiler/ir/nodes.js";
import { apart, array, check, condition, exactly, extent, GuardSet } from "../../passes/guards/guard.js";
import { importRuntime } from "../../passes/guards/runtime-import.js";
import { definePass } from "../../passes/manager/pass.js";
import { runPasses } from "../../passes/manager/runner.js";
import { parseValid } from "../support/frontend.js";
import { standardOptions } from "./support.js";

const loc = synthetic("test");

/** Every `for` loop gets a guarded twin that does nothing. */
const guarding = (guards: () => GuardSet) =>
  definePass({
    name: "guarding",
    summary: "a pass of a test",
    stage: "loops",
    exactness: "exact",
    libraries: [],
    requires: [],
    run(unit, context) {
      for (const statement of unit.body) {
        if (statement.kind !== "For") continue;
        const test = guards().test(importRuntime(context), "guarding");
        const fast = build.If({ test, body: [build.Pass(loc)], orelse: [statement] }, context.editor.preserve(statement));
        context.editor.replaceStatement(statement, [fast]);
      }
    },
  });

async function guarded(text: string, guards: () => GuardSet): Promise<string> {
  const { module, file } = await parseValid(text);
  const { originals, remarks } = runPasses({ module, file, passes: [guarding(guards)], options: standardOptions });
  expect(remarks).toEqual([]);
  return patchedText(module, file, originals).code;
}

const n = build.Name({ id: "n", ctx: "Load" }, loc);
const zero = build.Constant({ value: 0n, prefix: null }, loc);
const isPositive = condition(build.Compare({ left: n, ops: ["Gt"], comparators: [zero] }, loc), "n > 0");

test("a condition is short, says nothing twice, and what looks at all elements comes last", async () => {
  const guards = (): GuardSet =>
    new GuardSet().add(
      check("finite", ["x"]),
      array("x", { rank: 1 }),
      exactly("n", "int"),
      array("x", { dtype: "float64", size: 32 }),
      isPositive,
      isPositive,
      array("y", { dtype: "float64", rank: 1 }),
      apart("y", "x"),
      extent("x", 0, n),
      extent("x", 0, n),
    );
  expect(await guarded("for i in range(n):\n    y[i] = x[i]\n", guards)).toBe(
    [
      "import noodle_rt as _rt",
      'if _rt.array(x, "float64", 1, 32) and _rt.exactly(n, "int") and n > 0 and _rt.array(y, "float64", 1) and _rt.apart(y, x) and _rt.extent(x, 0, n) and _rt.finite(x):',
      "    pass",
      "else:",
      "    for i in range(n):",
      "        y[i] = x[i]",
      "",
    ].join("\n"),
  );
});

test("contradicting demands are both kept, so that the original runs", () => {
  const { texts } = new GuardSet().add(array("x", { dtype: "float64" }), array("x", { dtype: "int64" }));
  expect(texts).toEqual(['array(x, "float64")', 'array(x, "int64")']);
});

test.each([
  ["", ""],
  ['"""What it does."""\nfrom __future__ import annotations\nimport numpy as np\n\n', "import noodle_rt as _rt\n"],
  ["_rt = 1\n", "import noodle_rt as _rt_2\n"],
  ["import noodle_rt as runtime\n", ""],
])("the import of the runtime behind %j", async (head, added) => {
  const text = await guarded(`${head}for i in range(n):\n    pass\n`, () => new GuardSet().add(exactly("n", "int")));
  if (added === "" && head !== "") expect(text).toContain("runtime.exactly(n");
  expect(text.match(/import noodle_rt.*/g)).toHaveLength(1);
  if (added !== "") expect(text).toContain(added);
});
