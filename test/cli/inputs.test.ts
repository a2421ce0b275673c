/** From arguments to files and names of modules. */
import { chdir, cwd } from "node:process";
import { findInputs } from "../../compiler/cli/inputs.js";
import { moduleNames } from "../../compiler/cli/modules.js";
import { folderWith } from "./cli.js";

const before = cwd();
afterEach(() => chdir(before));

async function namesOf(files: readonly string[], ...args: string[]): Promise<string[]> {
  chdir(folderWith(Object.fromEntries(files.map((path) => [path, ""]))));
  return moduleNames((await findInputs(args, { kinds: ["python", "notebook"] })).files);
}

test("modules of a folder are named from there", async () => {
  expect(await namesOf(["src/a.py", "src/sub/b.py", "src/pkg/__init__.py", "src/pkg/c.py", "src/pkg/__main__.py"], "src")).toEqual([
    "a",
    "pkg",
    "pkg.__main__",
    "pkg.c",
    "sub.b",
  ]);
});

test("a folder that is a package is named with its parents", async () => {
  expect(await namesOf(["lib/pkg/__init__.py", "lib/pkg/sub/__init__.py", "lib/pkg/sub/m.py"], "lib/pkg/sub")).toEqual([
    "pkg.sub",
    "pkg.sub.m",
  ]);
});

test("packages below another folder are found under their own names too", async () => {
  expect(await namesOf(["src/pkg/__init__.py", "src/pkg/m.py", "tests/numpy.py"], ".")).toEqual([
    "pkg",
    "pkg.m",
    "src.pkg",
    "src.pkg.m",
    "tests.numpy",
  ]);
});

test("a file is named from the first folder that is no package", async () => {
  expect(await namesOf(["a/pkg/__init__.py", "a/pkg/m.py", "tool.py"], "a/pkg/m.py", "tool.py")).toEqual(["pkg.m", "tool"]);
});

test("notebooks and names that nobody can import are no modules", async () => {
  expect(await namesOf(["nb.ipynb", "my-script.py", "1st.py", "naïve.py"], ".")).toEqual(["naïve"]);
});

test("a file that is named twice is one input, patterns keep to what they ask for", async () => {
  chdir(folderWith({ "a.py": "", "b/c.py": "", "b/d.nc": "", "[x].py": "" }));
  const paths = async (...args: string[]): Promise<string[]> =>
    (await findInputs(args, { kinds: ["python"] })).files.map(({ path }) => path);
  expect(await paths("a.py", "./a.py", ".", "a.*")).toEqual(["a.py", "[x].py", "b/c.py"]);
  expect(await paths("[x].py")).toEqual(["[x].py"]);
  expect(await paths("**/*.{py,nc}")).toEqual(["[x].py", "a.py", "b/c.py", "b/d.nc"]);
  expect(await paths("b/*")).toEqual(["b/c.py"]);
  expect((await findInputs(["b/*"], { kinds: ["python"], excluded: `${cwd()}/b` })).problems).toMatchObject([{ code: "NC2006" }]);
});
