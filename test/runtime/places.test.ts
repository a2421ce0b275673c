/** How places of the Python text are moved back to the source, asked of the Python code itself. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../compiler/package-root.js";

/** Runs Python code that can import `noodle_rt`; returns what it prints as JSON. */
function ask(code: string): unknown {
  const prelude = "import ast, array, json, time\nfrom noodle_rt import locations, modules, report\n";
  const helper = `def places(rows, text=None):
    return locations.Places(array.array("i", [number for row in rows for number in row]).tobytes(), text and text.encode())
`;
  const { stdout, stderr, status } = spawnSync("python3", ["-c", prelude + helper + code], {
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: join(packageRoot, "runtime-shim/python") },
  });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  return JSON.parse(stdout);
}

test("starts: inside a run, before the first run of a line, on a line without runs", () => {
  const code = `p = places([(1, 4, 10, 0, 1), (1, 9, 10, 20, 1), (3, 0, 12, 2, 3)])
print(json.dumps([p.start(1, 4), p.start(1, 6), p.start(1, 9), p.start(1, 0), p.start(2, 5), p.start(3, 1)]))`;
  expect(ask(code)).toEqual([
    [10, 0],
    [10, 2],
    [10, 20],
    [10, 0],
    [10, 20],
    [12, 3],
  ]);
});

test("ends: inside the last run, not into the next one, not past the line", () => {
  const code = `p = places([(1, 0, 1, 0, 1), (1, 8, 1, 5, 1), (2, 0, 2, 0, 2)], "name(x)\\nabc")
print(json.dumps([p.end(1, 4), p.end(1, 8), p.end(1, 9), p.end(2, 3), p.end(2, 30), p.end(4, 2)]))`;
  expect(ask(code)).toEqual([
    [1, 4],
    [1, 5],
    [1, 6],
    [2, 3],
    [2, 3],
    [4, 0],
  ]);
});

test("a string over several lines ends on its last one", () => {
  const code = `p = places([(1, 0, 5, 2, 1), (3, 3, 7, 3, 3)], "\\n\\n\\n\\n  '''a\\n\\n'''+")
print(json.dumps([p.end(3, 3), p.end(2, 0)]))`;
  expect(ask(code)).toEqual([
    [7, 3],
    [6, 0],
  ]);
});

test("whatever the positions say, the code can be compiled", () => {
  const code = `text = """
@decorate(1)
def f(a, *, b: int = 2):
    with open(a) as x, y:
        return [n + 1 for n in (lambda q: q)(a) if n], f"{a!r:>{b}} {b}", {**a}
class C(f): x = y = 3
"""
import random
random.seed(1)
compiled = 0
for attempt in range(300):
    rows = sorted((random.randint(1, 8), random.randint(0, 60), random.randint(1, 9), random.randint(0, 70), 1) for _ in range(attempt % 40 + 1))
    tree = locations.parse(text, "x")
    locations.compile_tree(tree, "x", places(rows, text if attempt % 2 else None))
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            assert (node.lineno, node.col_offset) < (node.end_lineno, node.end_col_offset)
            compiled += 1
print(compiled)`;
  expect(ask(code)).toBeGreaterThan(1000);
});

test("a module of 6,000 lines is moved in well under a second", () => {
  const code = `lines = [f"value_{n} = function_{n}(argument, other[{n}], key=({n} + 1) * 2) if condition else None" for n in range(6000)]
text = "\\n".join(lines)
import re
rows = [(number, match.start(), number, match.start(), number) for number, line in enumerate(lines, 1) for match in re.finditer(r"\\w+|[^\\w ]", line)]
tree, p = locations.parse(text, "x"), None
start = time.process_time()
p = places(rows, text)
locations.move(tree, p)
seconds = time.process_time() - start
assert ast.dump(tree, include_attributes=True) == ast.dump(ast.parse(text), include_attributes=True)
print(seconds)`;
  expect(ask(code)).toBeLessThan(2);
});

test("marks name each line that doubled code may have run on, and the cells of notebooks", () => {
  const code = `def file(path, text, rows):
    module = modules.Module("/made/app.nc", b"", path, text, b"", array.array("i", [number for row in rows for number in row]).tobytes())
    modules.fetch = lambda nc_path: module
    return report.NcFile("/made/app.nc")
plain = file(b"/made/app.py", b"x\\ny\\n", [(1, 0, 1, 0, 4), (2, 0, 1, 0, 9), (3, 0, 2, 0, 12)])
cells = file(b"/made/app.ipynb", b"# %% cell-1\\nx\\n# %% cell-7\\n\\ny\\n", [(1, 0, 2, 0, 2), (2, 0, 5, 0, 3)])
print(json.dumps([plain.mark(1, 0), plain.mark(1, 3), plain.mark(2, None), plain.mark(3, 0), cells.mark(2, 0), cells.mark(5, 0)]))`;
  expect(ask(code)).toEqual([
    "/made/app.nc:4/9",
    "/made/app.nc:4",
    "/made/app.nc:12",
    "",
    "cell-1:1, /made/app.nc:2",
    "cell-7:2, /made/app.nc:3",
  ]);
});
