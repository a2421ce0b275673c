/** Programs on the embedded Python. */
import { join } from "node:path";
import { createProject, type Files, type Outcome, type RunSettings, runNc } from "./support/project.js";

const run = (files: Files, settings: RunSettings = {}, target = "app.nc"): Promise<Outcome> =>
  runNc(createProject(files), target, { ...settings, options: ["--host", "pyodide", ...(settings.options ?? [])] });

test("arguments, input, output, files and imports", async () => {
  const files = {
    "app.py": `import sys, os, pkg.one, importlib, pathlib, inspect, pickle, dataclasses
@dataclasses.dataclass
class Point:
    x: int
print(sys.argv[1:], __name__, __file__, sys.path[0] == os.getcwd(), __spec__, sorted(globals()))
print(input(), sys.stdin.read(), os.environ["SOME_VALUE"], pathlib.Path(__file__).with_name("data.txt").read_text())
print(pkg.one.x, pkg.one.__file__, importlib.reload(pkg.one).x, inspect.getsource(pkg.one.f))
print(pickle.loads(pickle.dumps(Point(3))), sys.modules["__main__"].Point is Point, sys.excepthook is sys.__excepthook__)
with open("out.txt", "w") as file:
    file.write("written")
print(open("out.txt").read())
sys.stderr.write("an error\\n")
sys.exit(7)
`,
    "data.txt": "data",
    "pkg/__init__.py": "",
    "pkg/one.py": "from . import two\nx = two.y\ndef f():\n    return 'é'\n",
    "pkg/two.py": "y = 5\n",
  };
  const project = createProject(files);
  const { stdout, stderr, code } = await runNc(project, "app.nc", {
    options: ["--host", "pyodide"],
    args: ["a b", "ü"],
    stdin: "first\nrest ü\n",
    env: { SOME_VALUE: "1" },
  });
  const names =
    "['Point', '__builtins__', '__cached__', '__doc__', '__file__', '__loader__', '__name__', '__package__', '__spec__', 'dataclasses', 'importlib', 'inspect', 'os', 'pathlib', 'pickle', 'pkg', 'sys']";
  expect(stdout).toBe(`['a b', 'ü'] __main__ ${join(project.src, "app.py")} True None ${names}
first rest ü
 1 data
5 ${join(project.src, "pkg/one.py")} 5 def f():
    return 'é'

Point(x=3) True True
written
`);
  expect({ stderr, code }).toEqual({ stderr: "an error\n", code: 7 });
});

test("exceptions with both places", async () => {
  const project = createProject({
    "app.py": "import helper\ntry:\n    helper.f ( 0 )\nexcept ZeroDivisionError as error:\n    raise ValueError('é') from error\n",
    "helper.py": "def f(x):\n    # why\n    return 1 /  x\n",
  });
  const { stderr, code } = await runNc(project, "app.nc", { options: ["--host", "pyodide"] });
  expect(stderr).toBe(`Traceback (most recent call last):
  File "${join(project.src, "app.py")}", line 3, in <module>  [app.nc:4]
    helper.f ( 0 )
    ~~~~~~~~~^^^^^
  File "${join(project.src, "helper.py")}", line 3, in f  [helper.nc:4]
    return 1 /  x
           ~~^~~~
ZeroDivisionError: division by zero

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "${join(project.src, "app.py")}", line 5, in <module>  [app.nc:6]
    raise ValueError('é') from error
ValueError: é
`);
  expect(code).toBe(1);
});

test("a missing library says what the host has", async () => {
  const { stderr, code } = await run({ "app.py": "import numpy\n" });
  expect(stderr).toMatch(/ModuleNotFoundError: No module named 'numpy'\nThe Pyodide host has only the standard library/);
  expect(code).toBe(1);
});

test("asyncio, exit handlers and deep recursion", async () => {
  const files = {
    "app.py": `import asyncio, atexit, sys, time
async def child(n):
    await asyncio.sleep(0.01 * n)
    return n
async def main():
    async with asyncio.timeout(5):
        print(await asyncio.gather(*(child(n) for n in (2, 1))))
asyncio.run(main())
atexit.register(print, "at exit")
def depth(n):
    return n if n == 0 else 1 + depth(n - 1)
sys.setrecursionlimit(6000)
print(depth(5000))
def endless(n):
    return endless(n + 1)
try:
    endless(0)
except RecursionError:
    print("caught")
sys.exit("the end")
`,
  };
  const { stdout, stderr, code } = await run(files);
  expect({ stdout, stderr, code }).toEqual({ stdout: "[2, 1]\n5000\ncaught\nat exit\n", stderr: "the end\n", code: 1 });
});

test("a package, by module name", async () => {
  const files = {
    "tool/__init__.py": "",
    "tool/__main__.py": "import sys\nfrom . import near\nprint(sys.argv[1:], __name__, __package__, near.x)\n",
    "tool/near.py": "x = 1\n",
  };
  const { stdout, stderr, code } = await run(files, { options: ["-m"], args: ["a"] }, "tool");
  expect({ stdout, stderr, code }).toEqual({ stdout: "['a'] __main__ tool 1\n", stderr: "", code: 0 });
});

test("sources that are gone, and much output for a slow reader", async () => {
  const project = createProject(
    { "app.py": "import sys\nfor n in range(20000):\n    print(n, 'x' * 60)\nsys.stderr.write('y' * 300000)\n1 /  0\n" },
    "gone",
  );
  const { stdout, stderr, code } = await runNc(project, "app.nc", { options: ["--host", "pyodide"], readLate: 3000 });
  expect(stdout.split("\n")).toHaveLength(20001);
  expect(stderr.startsWith("y".repeat(300000))).toBe(true);
  expect(stderr).toContain(`  File "${join(project.src, "app.py")}", line 5, in <module>  [app.nc:6]\n    1 /  0\n`);
  expect(code).toBe(1);
});

test.each([
  ["SIGINT", 130, "cleaned\n"],
  ["SIGTERM", 143, ""],
] as const)("%s", async (signal, exitCode, output) => {
  const files = {
    "app.py": "import time\ntry:\n    print('ready', flush=True)\n    while True: time.sleep(0.01)\nfinally:\n    print('cleaned')\n",
  };
  const { stdout, code } = await run(files, { signal });
  expect({ stdout, code }).toEqual({ stdout: `ready\n${output}`, code: exitCode });
});

test("an immediate exit", async () => {
  const { stdout, stderr, code } = await run({ "app.py": "import os\nprint('before', flush=True)\nos._exit(9)\nprint('after')\n" });
  expect({ stdout, stderr, code }).toEqual({ stdout: "before\n", stderr: "", code: 9 });
});

test("NC2307: a Pyodide that cannot start", async () => {
  const { stderr, code } = await run({ "app.py": "print('ran')\n" }, { env: { NODE_OPTIONS: "--jitless" } });
  expect(stderr).toMatch(/NC2307: The Pyodide host failed: .*WebAssembly/m);
  expect(code).toBe(2);
});
