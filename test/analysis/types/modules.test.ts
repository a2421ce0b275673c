/** Types across the modules of one build. */
import { Analyses } from "../../../compiler/analysis/analyses.js";
import { types } from "../../../compiler/analysis/standard.js";
import { printType } from "../../../compiler/analysis/types/print-type.js";
import type { Module } from "../../../compiler/ir/nodes.js";
import { parseValid } from "../../support/frontend.js";

/** Types of the expression statements of the first module. */
async function typesOf(sources: Readonly<Record<string, string>>, closedWorld = true): Promise<string[]> {
  const modules = new Map<string, Module>();
  for (const [name, source] of Object.entries(sources)) modules.set(name, (await parseValid(source)).module);
  const name = Object.keys(sources)[0] as string;
  const { module, file } = await parseValid(sources[name] as string);
  modules.set(name, module);
  const facts = new Analyses({ module, file, name, modules, options: { closedWorld } }).get(types);
  return module.body.flatMap((statement) => (statement.kind === "Expr" ? [printType(facts.typeOf(statement.value))] : []));
}

test("functions, classes and values of other modules", async () => {
  const tools = `
SCALE = 2
class Box:
    def __init__(self, content):
        self.content = content
def scaled(value):
    return value * SCALE
`;
  expect(
    await typesOf({
      main: "import tools\nfrom tools import Box, scaled as s\ntools.SCALE\ns(3)\nBox('x').content\ntools.scaled(1.5)\n",
      tools,
    }),
  ).toEqual(["int = 2", "int = 6", 'str = "x"', "float = 3.0"]);
});

test("packages and relative imports", async () => {
  expect(
    await typesOf({
      "pkg.main": "from . import sizes\nfrom .sizes import width\nimport pkg.sizes\nsizes.width\nwidth\npkg.sizes.width\n",
      pkg: "",
      "pkg.sizes": "width = 4\n",
    }),
  ).toEqual(["int = 4", "int = 4", "int = 4"]);
});

test("a star import of a module of the build", async () => {
  expect(await typesOf({ main: "x = 1\nfrom other import *\nx\ny\nlen\n", other: "x = 'other'\ny = 2\n_z = 3\n" })).toEqual([
    'str = "other"',
    "int = 2",
    "function builtins.len",
  ]);
});

test("what a module sets on another is seen", async () => {
  expect(await typesOf({ main: "import config\nconfig.level = 'high'\nconfig.level\n", config: "level = 1\n" })).toEqual([
    'int = 1 | str = "high"',
  ]);
});

test("names after a star import of an unknown module mean anything", async () => {
  expect(await typesOf({ main: "x = 1\nfrom elsewhere import *\nx\nlen\n" })).toEqual(["unknown", "unknown"]);
});

test("in an open world parameters can be anything, and what the files pass is what to expect", async () => {
  const { module, file } = await parseValid("def f(a):\n    a\n    return a\nf(1)\n");
  const facts = new Analyses({ module, file, options: {} }).get(types);
  const [definition] = module.body;
  const statement = definition?.kind === "FunctionDef" ? definition.body[0] : undefined;
  if (statement?.kind !== "Expr") throw new Error("the program has another form");
  expect(printType(facts.typeOf(statement.value))).toBe("unknown");
  expect(printType(facts.expectedTypeOf(statement.value))).toBe("int = 1");
});

test("what the program sets on a library is not what the catalogue says", async () => {
  expect(await typesOf({ main: "import math\nmath.pi = 3\nmath.pi\nmath.e\n" })).toEqual(["unknown", "float"]);
});
