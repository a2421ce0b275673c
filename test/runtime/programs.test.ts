/** Programs behave from `.nc` files as they do from `.py` files: output, errors, exit code. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Case,
  comparable,
  compare,
  createProject,
  type Files,
  ncCommand,
  type Outcome,
  runNc,
  runPython,
  withoutMarks,
} from "./support/project.js";

const app = (text: string): Files => ({ "app.py": text });

const cases: readonly Case[] = [
  {
    name: "arguments, environment and names of the main module",
    args: ["a b", "--python", "-m", "", "ü"],
    env: { PYTHONIOENCODING: "utf-8", SOME_VALUE: "1" },
    files: app(`"""About."""
import os, sys
print(sys.argv[1:], sorted(set(os.environ)), sys.flags, sys.path, sys.getrecursionlimit(), sys.dont_write_bytecode)
print(__name__, __doc__, __file__, __spec__, __package__, __cached__, sorted(globals()), os.getcwd())
print(sys.modules["__main__"].__dict__ is globals(), type(__loader__).__mro__[-2], __loader__.name)
print(sys.excepthook is sys.__excepthook__, len(sys.meta_path), len(sys.path_hooks), sys.getswitchinterval())
import warnings; print(warnings.filters)
`),
  },
  {
    name: "standard input",
    stdin: "first\nsecond\nrest ü\nof it",
    files: app(`import sys\nprint([input(), sys.stdin.readline(), sys.stdin.read(), sys.stdin.fileno(), sys.stdin.isatty()])\n`),
  },
  { name: "end of input", files: app("input('name? ')\n") },
  ...["3", "'text'", "None", "True", "0", "256 + 7", "-1", "(1, 2)", "2.5", "''"].map((value) => ({
    name: `sys.exit(${value})`,
    files: app(`import sys\nprint("before")\nsys.exit(${value})\n`),
  })),
  { name: "os._exit", files: app("import os\nprint('lost?', flush=True)\nos._exit(9)\n") },
  { name: "end by a signal", files: app("import os, signal\nprint('before', flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n") },
  { name: "abort", files: app("import os\nos.abort()\n") },
  {
    name: "exit handlers in order",
    files: app(`import atexit, sys, threading, time
atexit.register(print, "first registered")
atexit.register(print, "last registered")
threading.Thread(target=lambda: (time.sleep(0.2), print("thread done"))).start()
class Noisy:
    def __del__(self): print("deleted")
kept = Noisy()
raise ValueError("end")
`),
  },
  {
    name: "chained exceptions and notes",
    files: app(`class Custom(Exception):
    pass

def first():
    return {}["missing"]

def second():
    try:
        first()
    except KeyError as error:
        raise Custom("several\\nlines") from error

def third():
    try:
        second()
    except Custom:
        [].append(1, 2)

try:
    third()
except TypeError as error:
    if hasattr(error, "add_note"):
        error.add_note("a note\\nof two lines")
    raise RuntimeError from None if len(__name__) > 50 else error
`),
  },
  {
    name: "exception groups",
    files: app(`import sys
def fail(n):
    raise ValueError(n)
def collect():
    errors = []
    for n in range(3):
        try:
            fail(n)
        except ValueError as error:
            errors.append(error)
    return errors
if sys.version_info >= (3, 11):
    try:
        raise ExceptionGroup("inner", collect())
    except ExceptionGroup as group:
        raise ExceptionGroup("outer", [group, TypeError("x"), OSError(2, "no", "file")])
raise ValueError
`),
  },
  { name: "a suggestion", files: app("def compute():\n    value = 1\n    return valeu\ncompute()\n") },
  { name: "an exception without text", files: app("assert 1 == 2\n") },
  {
    name: "carets",
    files: app(`# é
def f(a, b):
    return (a["ü"]   [0]
            + b[ "x" ]["y"]  *  3)  # comment
f({"ü": [1]}, {"x": None})
`),
  },
  { name: "KeyboardInterrupt", files: app("try:\n    raise KeyboardInterrupt\nfinally:\n    print('clean')\n") },
  { name: "a generator's and a lambda's frames", files: app("f = lambda n: 1 // n\nprint(list(f(n) for n in (1, 0)))\n") },
  {
    name: "a program's own hook",
    files: app(`import sys, traceback
def hook(kind, value, trace):
    print("hook", kind.__name__, value, traceback.format_tb(trace), value.__traceback__ is trace, sys.last_traceback is trace)
sys.excepthook = hook
def f(): raise ValueError("x")
f()
`),
  },
  {
    name: "tracebacks as text",
    files: app(`import traceback, logging, sys
def f():
    raise ValueError("x")
try:
    f()
except ValueError:
    print(traceback.format_exc())
    traceback.print_exc()
    logging.exception("logged")
`),
  },
  {
    name: "an exception while another one is reported",
    files: app(`import sys
class Bad(Exception):
    def __str__(self): raise RuntimeError
raise Bad
`),
  },
  { name: "closed standard error", files: app("import sys\nsys.stderr = None\nprint('out')\nraise ValueError\n") },
  {
    name: "exceptions that cannot be raised",
    files: app("class A:\n    def __del__(self):\n        raise ValueError('in del')\na = A()\ndel a\nprint('on')\n"),
  },
  {
    name: "code that Python refuses",
    files: app("def f():\n    pass\n\nif f:\n    return  3\n"),
  },
  {
    name: "imported code that Python refuses",
    files: {
      "app.py": "import traceback\ntry:\n    import broken\nexcept SyntaxError:\n    traceback.print_exc()\nimport other.broken\n",
      "broken.py": "# x\nbreak\n",
      "other/__init__.py": "",
      "other/broken.py": "def f():\n    x = 1\n    nonlocal  x\n",
    },
  },
  { name: "a missing module", files: { "app.py": "import pkg\n", "pkg/__init__.py": "def f():\n    import nothing\nf()\n" } },
  {
    name: "packages, relative and circular imports",
    files: {
      "app.py": `import sys
import pkg.one, pkg.sub
from pkg import two as second, VALUE
from pkg.sub.deep import *
import pkg.sub.deep as deep
print(VALUE, second.name, deep.parent, everything, pkg.one.partner().name)
for name in ("pkg", "pkg.one", "pkg.sub", "pkg.sub.deep"):
    module = sys.modules[name]
    print(name, module.__file__, module.__package__, getattr(module, "__path__", None), module.__spec__.origin, module.__spec__.parent,
          module.__spec__.has_location, repr(module))
from pkg.three import missing
`,
      "pkg/__init__.py": "from .one import name as VALUE\nfrom . import two\n",
      "pkg/one.py": "name = 'one'\ndef partner():\n    from . import two\n    return two\nfrom . import two\n",
      "pkg/two.py": "import pkg.one\nfrom .one import name as other\nname = 'two of ' + other\n",
      "pkg/three.py": "from pkg.four import back\nmissing = 1\n",
      "pkg/four.py": "from pkg.three import missing\nback = 1\n",
      "pkg/sub/__init__.py": "",
      "pkg/sub/deep.py":
        "from ... import pkg as parent_module\nfrom ..one import name as parent\n__all__ = ['everything']\neverything = 42\n".replace(
          "from ... import pkg as parent_module\n",
          "",
        ),
    },
  },
  {
    name: "namespace packages and data files",
    files: {
      "app.py": `import importlib.resources, pkgutil, space.part, pathlib
print(space.__path__, space.part.here, space.__file__ if hasattr(space, "__file__") else None)
print(pathlib.Path(__file__).with_name("data.txt").read_text(), pkgutil.get_data("full", "table.csv"))
print(importlib.resources.read_text("full", "table.csv") if hasattr(importlib.resources, "read_text") else "")
print((importlib.resources.files("full") / "table.csv").read_text())
`,
      "space/part.py": "here = __name__\n",
      "full/__init__.py": "",
      "full/table.csv": "a;b",
      "data.txt": "data ü",
    },
  },
  {
    name: "reload, importlib and pkgutil",
    files: {
      "app.py": `import importlib, importlib.util, pkgutil, runpy, sys
import state, pkg
state.values.append(2)
first = state
print(importlib.reload(state) is first, state.values, state.__file__, state.count)
print([m[1:] for m in pkgutil.iter_modules(["."])], [m[1:] for m in pkgutil.walk_packages(pkg.__path__, "pkg.")])
print(importlib.util.find_spec("pkg.inner").origin, importlib.util.find_spec("nothing"))
print(importlib.import_module("pkg.inner").VALUE, importlib.import_module(".inner", "pkg") is sys.modules["pkg.inner"])
print(sorted(runpy.run_module("pkg.inner")), runpy.run_module("pkg.inner", run_name="other")["NAME"])
try:
    importlib.import_module("pkg.nothing")
except ImportError as error:
    print(error, error.name, type(error))
loader = pkg.__loader__
print(loader.is_package("pkg"), loader.get_filename("pkg"), loader.get_source("pkg"), loader.get_code("pkg").co_filename)
del sys.modules["state"]
import state
print(state.values)
`,
      "state.py": "values = [1]\ntry:\n    count += 1\nexcept NameError:\n    count = 0\n",
      "pkg/__init__.py": "print('pkg')\n",
      "pkg/inner.py": "VALUE = 5\nNAME = __name__\n",
      "pkg/deeper/__init__.py": "",
      "pkg/deeper/last.py": "",
    },
  },
  {
    name: "dataclasses, pickle, enum and named tuples of the main module",
    files: app(`import dataclasses, enum, pickle, typing, collections
@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: "float" = 0.5
class Color(enum.Enum):
    RED = 1
Pair = collections.namedtuple("Pair", "a b")
class Typed(typing.NamedTuple):
    name: str
values = [Point(1), Color.RED, Pair(1, 2), Typed("x"), Point]
print(pickle.loads(pickle.dumps(values)) == values, values, Pair.__module__, typing.get_type_hints(Point))
`),
  },
  ...["fork", "spawn", "forkserver"].map((method) => ({
    name: `multiprocessing by ${method}`,
    files: {
      "app.py": `import multiprocessing, os, sys
import concurrent.futures
import helper

class Item:
    def __init__(self, n):
        self.n = n

def work(item):
    return item.n * helper.factor, __name__, os.path.basename(__file__)

def nested(n):
    with multiprocessing.get_context("${method}").Pool(1) as pool:
        return pool.map(work, [Item(n)])

def fail():
    import late
    late.fail()

if __name__ == "__main__":
    multiprocessing.set_start_method("${method}")
    with multiprocessing.Pool(2) as pool:
        print(pool.map(work, [Item(n) for n in range(4)]))
    with concurrent.futures.ProcessPoolExecutor(1) as executor:
        print(executor.submit(nested, 7).result())
        print(executor.submit(helper.square, 5).result())
    process = multiprocessing.Process(target=fail, name="failing")
    process.start()
    process.join()
    print(process.exitcode)
`,
      "helper.py": "factor = 10\ndef square(n):\n    return n * n\n",
      "late.py": "def fail():\n    raise ValueError('in child')\n",
    },
  })),
  {
    name: "multiprocessing from a module",
    options: ["-m"],
    target: "pkg.tool",
    files: {
      "pkg/__init__.py": "",
      "pkg/tool.py": `import multiprocessing
def work(n):
    return n + 1, __name__
if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.map(work, [1, 2]))
`,
    },
  },
  {
    name: "fork and imports in both processes",
    files: {
      "app.py": `import os, sys
children = []
for n in range(4):
    child = os.fork()
    if child == 0:
        module = __import__("part%d" % n)
        sys.stdout.write(module.name + "\\n")
        sys.stdout.flush()
        os._exit(n)
    children.append((child, n))
    __import__("part%d" % n)
    os.waitpid(child, 0)
print(sorted(name for name in sys.modules if name.startswith("part")))
`,
      ...Object.fromEntries([0, 1, 2, 3].map((n) => [`part${n}.py`, `name = "part ${n}"\n`])),
    },
  },
  {
    name: "threads that import and fail",
    files: {
      "app.py": `import threading, importlib, sys
found = []
threads = [threading.Thread(target=lambda n=n: found.append(importlib.import_module("m%d" % n).value)) for n in range(20)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(sorted(found))
def fail():
    raise LookupError("in thread") from ValueError(1)
def leave():
    sys.exit(4)
for target in (fail, leave):
    thread = threading.Thread(target=target, name="worker")
    thread.start()
    thread.join()
threading.excepthook = lambda args: print("own", args.exc_type, args.exc_value, args.thread.name)
thread = threading.Thread(target=fail, name="worker")
thread.start()
thread.join()
`,
      ...Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`m${n}.py`, `value = ${n}\n`])),
    },
  },
  {
    name: "asyncio",
    files: app(`import asyncio
async def child(n):
    await asyncio.sleep(0.01 * n)
    if n == 2:
        raise ValueError(n)
    return n
async def main():
    print(await asyncio.gather(*(child(n) for n in range(4)), return_exceptions=True))
    process = await asyncio.create_subprocess_exec("echo", "from child", stdout=asyncio.subprocess.PIPE)
    print((await process.communicate())[0])
    await child(2)
asyncio.run(main())
`),
  },
  {
    name: "inspect",
    files: {
      "app.py": `import inspect, helper, sys, linecache
def f(x):
    """Doc."""
    return (x +
            1)   # comment

class C:
    # inside
    @property
    def p(self):
        return 1

for thing in (f, C, C.p.fget, helper.g, helper, lambda:  0):
    print(inspect.getsource(thing), inspect.getsourcefile(thing), inspect.getsourcelines(thing)[1])
print(inspect.getdoc(f), inspect.signature(f), f.__code__.co_firstlineno, f.__code__.co_filename, inspect.getcomments(helper.g))
print(inspect.getmodule(f) is sys.modules["__main__"], inspect.currentframe().f_lineno, linecache.getline(__file__, 2))
if hasattr(f.__code__, "co_positions"):
    print(list(f.__code__.co_positions()))
`,
      "helper.py": "# about g\ndef g():\n    return 'é'  # here\n",
    },
  },
  {
    name: "warnings",
    env: { PYTHONWARNINGS: "always" },
    files: {
      "app.py": `import warnings, helper
def f():
    warnings.warn("careful", stacklevel=2)
f()
helper.old()
print(1 is 1, "x" is "y")
assert (1, "always true")
open(__file__)
`,
      "helper.py": "import warnings\nwarnings.warn('at import')\ndef old():\n    warnings.warn('old', DeprecationWarning, stacklevel=2)\n",
    },
  },
  {
    name: "warnings as errors",
    env: { PYTHONWARNINGS: "error" },
    files: { "app.py": "import helper\nprint(helper.x)\nraise UserWarning\n", "helper.py": "x = 1\n" },
  },
  {
    name: "optimised bytecode",
    env: { PYTHONOPTIMIZE: "2" },
    files: app('def f():\n    "doc"\n    assert False\nprint(f(), f.__doc__, __debug__)\n'),
  },
  { name: "a fixed hash seed", env: { PYTHONHASHSEED: "5" }, files: app("print(hash('x'), {'a', 'b', 'c', 'd'})\n") },
  {
    name: "development mode",
    env: { PYTHONDEVMODE: "1" },
    files: { "app.py": "import helper\nprint(helper.x)\n", "helper.py": "x = 1\n" },
  },
  {
    name: "a safe path",
    env: { PYTHONSAFEPATH: "1" },
    files: { "app.py": "import sys\nprint(sys.path)\nimport helper\n", "helper.py": "" },
  },
  {
    name: "inspection after the end",
    env: { PYTHONINSPECT: "1" },
    stdin: "print(value)\nimport sys\nprint(sys.last_value)\n",
    files: app("value = 5\n1 / 0\n"),
  },
  {
    name: "a path from the environment",
    env: { PYTHONPATH: "lib" },
    files: { "app.py": "import extra\nprint(extra.x, extra.__file__)\n", "lib/extra.py": "x = 1\n" },
  },
  {
    name: "much output for a slow reader",
    readLate: 1000,
    files: app("import sys\nfor n in range(60000):\n    print(n, 'x' * 60)\nsys.stderr.write('y' * 500000)\n"),
  },
  {
    name: "any character",
    env: { PYTHONUTF8: "1" },
    files: app("print('üñí 🐍 \\u2028 \\0 end')\nprint('\\ud800'.encode('utf-8', 'surrogatepass'))\n"),
  },
  { name: "output that cannot be encoded", env: { PYTHONIOENCODING: "ascii" }, files: app("print('ü')\n") },
  { name: "a closed pipe", files: app("import os, sys\nos.close(1)\nprint('x')\n") },
  {
    name: "a comment that names an encoding",
    files: app("# -*- coding: latin-1 -*-\nprint('plain', len('x'))\n"),
  },
  {
    name: "a future import and doc string",
    files: app(
      '"""Doc."""\nfrom __future__ import annotations\ndef f(x: undefined): pass\nprint(f.__annotations__, __doc__, annotations.compiler_flag)\n',
    ),
  },
  {
    name: "a long chain of operators",
    files: app(`total = ${Array.from({ length: 900 }, (_, n) => n).join(" + ")}\nprint(total)\n`),
  },
  {
    name: "a folder",
    target: "tool",
    args: ["x"],
    files: {
      "tool/__main__.py": "import sys, near\nprint(__name__, __file__, __package__, sys.argv, sys.path[0], near.x)\nnear.f()\n",
      "tool/near.py": "x = 1\ndef f():\n    1 / 0\n",
    },
  },
  {
    name: "a package",
    options: ["-m"],
    target: "tool",
    args: ["x"],
    files: {
      "tool/__init__.py": "import sys\nprint(sys.argv)\n",
      "tool/__main__.py":
        "import sys\nfrom . import near\nprint(__name__, __file__, __package__, sys.argv, sys.path[0], __spec__.name, sorted(globals()), near.x)\n",
      "tool/near.py": "x = 1\n",
    },
  },
  {
    name: "a module",
    options: ["-m"],
    target: "tool.part",
    args: ["x"],
    files: {
      "tool/__init__.py": "",
      "tool/part.py":
        "import sys\nprint(__name__, __file__, __package__, sys.argv, sys.orig_argv[1:] if hasattr(sys, 'orig_argv') else 0)\n1 / 0\n",
    },
  },
  { name: "a module that is not there", options: ["-m"], target: "tool.nothing", files: { "tool/__init__.py": "" } },
  { name: "a module of the standard library", options: ["-m"], target: "json.tool", stdin: '{"a": [1]}', files: {} },
  {
    name: "another file by runpy",
    files: {
      "app.py":
        "import runpy, sys\nresult = runpy.run_path(sys.argv[1].replace('.nc', '.py') if 0 else 'other.py', run_name='given')\nprint(result['x'])\n",
      "other.py": "x = __name__\n",
    },
  },
  {
    name: "data with the suffix of programs",
    files: {
      "app.py":
        "import pkgutil\nimport samples, pkg\nprint(samples.x, [m[1:] for m in pkgutil.iter_modules(pkg.__path__)])\ntry:\n    import only\nexcept ImportError as error:\n    print(error)\n",
      "pkg/__init__.py": "",
      "pkg/grid.nc": new Uint8Array([0x89, 0x48, 0x44, 0x46, 13, 10]),
      "only.nc": new Uint8Array([0x43, 0x44, 0x46, 1, 0, 0]),
      "samples.py": "x = 1\n",
    },
  },
  {
    name: "sources in another folder",
    layout: "apart",
    files: {
      "app.py": `import os, pathlib, pkg.one, pkg.data
print(__file__, os.path.dirname(pkg.__file__), pathlib.Path(__file__).with_name("data.txt").read_text(), pkg.data.x, pkg.one.__file__)
pkg.one.fail()
`,
      "data.txt": "data",
      "pkg/__init__.py": "",
      "pkg/one.py": "def fail():\n    raise ValueError('é')\n",
      "pkg/data.py": "x = 1\n",
    },
    env: { PYTHONDONTWRITEBYTECODE: "1" },
  },
];

test.each(cases)("$name", async (program) => {
  const { stdout, stderr, code } = await compare(program);
  expect(stdout !== "" || stderr !== "" || code !== 0).toBe(true);
});

test("what a program adds to sys.modules", async () => {
  const listing = "import sys\nprint('\\n'.join(sys.modules))\n";
  const project = createProject(app(listing));
  const plain = (await runPython(project, "app.py")).stdout.split("\n");
  const added = (await runNc(project, "app.nc")).stdout.split("\n").filter((name) => !plain.includes(name));
  const builtIn = ["_ast", "_bisect", "_functools", "_socket"];
  expect(added.filter((name) => !name.startsWith("noodle_rt") && !builtIn.includes(name))).toEqual([]);
  expect(added).toContain("noodle_rt.loader");
});

test("modules that were not built are imported from the sources' folder", async () => {
  const project = createProject(
    { "app.py": "import plain, sys, pkg.plain\nprint(plain.x, pkg.plain.y, sys.path[:2])\n", "pkg/__init__.py": "" },
    "apart",
  );
  writeFileSync(join(project.src, "plain.py"), "x = 1\n");
  writeFileSync(join(project.src, "pkg/plain.py"), "y = 2\n");
  const { stdout, stderr } = await runNc(project, "app.nc");
  expect(stderr).toBe("");
  expect(stdout).toBe(`1 2 ['${project.out}', '${project.src}']\n`);
});

test("a .nc file ranks before a .py file of the same name", async () => {
  const project = createProject({ "app.py": "import helper\nprint(helper.x)\n", "helper.py": "x = 'built'\n" });
  writeFileSync(join(project.folder, "helper.py"), "x = 'source'\n");
  expect((await runNc(project, "app.nc")).stdout).toBe("built\n");
});

test("sources that are gone are shown from the map", async () => {
  const files = {
    "app.py": "import inspect, helper\nprint(__file__, helper.__file__, inspect.getsource(helper.f))\nhelper.f()\n",
    "helper.py": "def f():\n    return 1 /  0  # why\n",
  };
  const project = createProject(files, "gone");
  const { stdout, stderr, code } = await runNc(project, "app.nc");
  expect(stdout).toBe(`${join(project.out, "app.nc")} ${join(project.out, "helper.nc")} def f():\n    return 1 /  0  # why\n\n`);
  expect(stderr).toContain(`  File "${join(project.src, "helper.py")}", line 2, in f  [helper.nc:3]\n    return 1 /  0  # why\n`);
  expect(code).toBe(1);
});

test("a deleted map leaves the .nc file as the source", async () => {
  const project = createProject({ "app.py": "def f():\n    return 1 /  0\nf()\n" }, "gone");
  writeFileSync(join(project.out, "bare.nc"), "# nc: v1+py314/1\ndef f():\n    return 1 /  0\nprint(__file__)\nf()\n");
  const { stdout, stderr } = await runNc(project, "bare.nc");
  const bare = join(project.out, "bare.nc");
  expect(stdout).toBe(`${bare}\n`);
  expect(stderr).toContain(`  File "${bare}", line 5, in <module>\n    f()\n`);
  expect(stderr).toContain(`  File "${bare}", line 3, in f\n    return 1 /  0\n`);
});

test("errors in an imported .nc file are Python's SyntaxError at their place", async () => {
  const project = createProject({
    "app.py":
      "try:\n    import helper\nexcept SyntaxError as error:\n    print(error.filename, error.lineno, error.offset, repr(error.text))\nimport helper\n",
    "helper.py": "x = 1\nü = ¿\n",
  });
  const { stdout, stderr, code } = await runNc(project, "app.nc");
  const nc = join(project.out, "helper.nc");
  expect(stdout).toBe(`${nc} 3 5 'ü = ¿\\n'\n`);
  expect(stderr).toBe(`Traceback (most recent call last):
  File "${join(project.src, "app.py")}", line 5, in <module>  [app.nc:6]
    import helper
  File "${nc}", line 3
    ü = ¿
        ^
SyntaxError: NC2402: this is no statement
`);
  expect(code).toBe(1);
});

test("runpy and child processes run .nc files by their path", async () => {
  const project = createProject({
    "app.py": "import runpy\nprint(runpy.run_path('other.nc', run_name='given')['x'])\n",
    "other.py": "x = __name__, __file__\n",
  });
  expect((await runNc(project, "app.nc")).stdout).toBe(`('given', '${join(project.src, "other.py")}')\n`);
});

test("endless recursion ends at most three frames earlier", async () => {
  const project = createProject(app("def f(x):\n    return f(x + 1)\nf(0)\n"));
  const repeated = /Previous line repeated (\d+) more times/;
  const count = ({ stderr }: Outcome): number => Number(repeated.exec(stderr)?.[1]);
  const rest = ({ stderr }: Outcome): string => withoutMarks(stderr).replace(repeated, "");
  const expected = await runPython(project, "app.py");
  const actual = await runNc(project, "app.nc");
  expect(rest(actual)).toBe(rest(expected));
  expect(count(expected) - count(actual)).toBeLessThanOrEqual(3);
});

test("joblib's processes get the loader with their preparation data", async () => {
  const project = createProject({
    "app.py": `import pickle, subprocess, sys
from loky.backend import spawn
data = spawn.get_preparation_data("name", False)
print(list(data))
read = "import pickle, sys; print(pickle.load(sys.stdin.buffer)['kept']); import helper; print(helper.x)"
print(subprocess.run([sys.executable, "-c", read], input=pickle.dumps(data), stdout=subprocess.PIPE).stdout.decode())
`,
    "helper.py": "x = 'from nc'\n",
  });
  mkdirSync(join(project.folder, "loky/backend"), { recursive: true });
  writeFileSync(
    join(project.folder, "loky/backend/spawn.py"),
    "def get_preparation_data(name, init_main_module=True):\n    return {'kept': name}\n",
  );
  rmSync(join(project.folder, "helper.py"));
  const { stdout, stderr } = await runNc(project, "app.nc");
  expect({ stdout, stderr }).toEqual({ stdout: "['noodle_rt', 'kept']\nname\nfrom nc\n\n", stderr: "" });
});

test("a notebook's frames show its code, cell and line", async () => {
  const project = createProject({ "app.py": "# %% cell-1\ndef f(n):\n    return 1 /  n\n# %% cell-4\nprint(__file__)\nf(0)\n" });
  const notebook = join(project.folder, "app.ipynb");
  writeFileSync(notebook, "{}");
  writeFileSync(join(project.folder, "app.nc.map"), notebook);
  const { stdout, stderr } = await runNc(project, "app.nc");
  expect(stdout).toBe(`${notebook}\n`);
  expect(stderr).toContain(`  File "${notebook} (code)", line 6, in <module>  [cell-4:2, app.nc:7]\n    f(0)\n`);
  expect(stderr).toContain(`  File "${notebook} (code)", line 3, in f  [cell-1:2, app.nc:4]\n    return 1 /  n\n`);
});

/** Runs a command on a terminal: types a name when asked for it, and Ctrl-C once "ready" has appeared. */
const terminal = `import os, pty, sys, time
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
output, typed = b"", 0
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    output += part
    if typed == 0 and b"name? " in output:
        os.write(terminal, b"somebody\\n")
        typed = 1
    if typed == 1 and b"ready" in output:
        time.sleep(0.3)
        os.write(terminal, b"\\x03")
        typed = 2
print(output.decode().replace("\\r\\n", "\\n"), os.waitpid(pid, 0)[1])
`;

test("a terminal: its size, line input, and one interrupt for one Ctrl-C", async () => {
  const text = `import os, sys, time
print(sys.stdin.isatty(), sys.stdout.isatty(), sys.stderr.isatty(), os.get_terminal_size(), os.tcgetpgrp(0) == os.getpgrp())
print("hello", input("name? "))
count = 0
for _ in range(2):
    try:
        print("ready" if count == 0 else "again", flush=True)
        time.sleep(1)
    except KeyboardInterrupt:
        count += 1
print(count)
1 / (count - 1)
`;
  const project = createProject({ "app.py": text, "terminal.py": terminal });
  const expected = await runPython(project, "terminal.py", { args: ["python3", "app.py"] });
  const actual = await runPython(project, "terminal.py", { args: ncCommand("app.nc") });
  expect(withoutMarks(actual.stdout)).toBe(expected.stdout);
  expect(actual.stdout).toContain("hello somebody\n");
});

describe("signals", () => {
  const waiting = `import signal, time
def on_term(number, frame):
    print("term")
    raise SystemExit(5)
signal.signal(signal.SIGTERM, on_term)
try:
    print("ready", flush=True)
    time.sleep(30)
finally:
    print("cleaned")
`;
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s reaches the program once", async (signal) => {
    const project = createProject(app(waiting));
    const expected = await runPython(project, "app.py", { signal });
    const actual = await runNc(project, "app.nc", { signal });
    expect(comparable(actual)).toEqual(comparable(expected));
    expect(actual.signal).toBeNull();
    expect(actual.code).toBe({ SIGINT: 130, SIGTERM: 5, SIGHUP: 129 }[signal]);
  });
});
