/** The parts that depend on the version of Python, on every version that this machine has as `python3.9` … `python3.14`. */
import { type Case, compare, createProject, pythons, runNc, runPython } from "./support/project.js";

const tracebacks: Case = {
  name: "tracebacks",
  files: {
    "app.py": `import sys, helper, threading
def  f( x ):
    # comment
    try:
        return helper.table [ "ü" ] (x)  + helper . missing
    except ZeroDivisionError as error:
        raise ValueError("é",  "b") from error
worker = threading.Thread(target=f, args=(0,), name="worker")
worker.start()
worker.join()
if sys.version_info >= (3, 11):
    try:
        f(0)
    except ValueError as error:
        error.add_note("note")
        raise ExceptionGroup("both", [error, TypeError(1)])
f(1)
`,
    "helper.py": `def divide(n): return (1
                       //   n)
table = {"ü": divide}
`,
  },
};

const imports: Case = {
  name: "imports",
  files: {
    "app.py": `import pkg.one, importlib, pkgutil, inspect, runpy
print([m[1:] for m in pkgutil.walk_packages(["."])], importlib.reload(pkg.one).x, inspect.getsource(pkg.one.f), pkg.one.__file__)
print(importlib.util.find_spec("pkg.two").origin, pkg.__path__)
print(importlib.import_module("pkg.two").y, __import__("pkg.one", fromlist=["x"]).x)
import pkg.bad
`,
    "pkg/__init__.py": "",
    "pkg/one.py": "from . import two\nx = two.y + 1\ndef f():\n    return 'source'\n",
    "pkg/two.py": "y = 1\n",
    "pkg/bad.py": "x = 1\n\ncontinue   # outside\n",
  },
};

const processes: Case = {
  name: "multiprocessing",
  files: {
    "app.py": `import multiprocessing, helper
def work(n):
    return helper.twice(n), __name__
def nested(n):
    with multiprocessing.Pool(1) as pool:
        return pool.map(work, [n])
if __name__ == "__main__":
    for method in multiprocessing.get_all_start_methods():
        with multiprocessing.get_context(method).Pool(1) as pool:
            print(method, pool.map(work, [1, 2]))
    multiprocessing.set_start_method("spawn")
    import concurrent.futures
    with concurrent.futures.ProcessPoolExecutor(1) as executor:
        print(executor.submit(nested, 3).result())
`,
    "helper.py": "def twice(n):\n    return 2 * n\n",
  },
};

const refused: Case = { name: "code that Python refuses", files: { "app.py": "def f(a,\n      a):\n    pass\n" } };

const ends: Case = { name: "an interrupt", files: { "app.py": "def f():\n    raise KeyboardInterrupt\nf()\n" } };

/** Positions of code objects say whether all nodes were moved back to where they were. */
const exactPlaces: Case = {
  name: "places of large modules",
  files: {
    "app.py": `import sys, inspect, importlib.util
def compare(name):
    spec = importlib.util.find_spec(name)
    code = spec.loader.get_code(name)
    plain = compile(open(spec.origin, encoding="utf-8").read(), spec.origin, "exec", dont_inherit=True)
    print(name, code == plain)
for name in sys.argv[1:]:
    compare(name)
`,
  },
};

describe.each(pythons)("$command", ({ command, found }) => {
  const onThis = found ? test : test.skip;
  const suffix = found ? "" : ` (there is no ${command} on PATH)`;

  onThis.each([tracebacks, imports, processes, refused, ends])(`$name${suffix}`, async (program) => {
    const { stdout, stderr } = await compare(program, command);
    expect(stdout + stderr).not.toBe("");
  });

  onThis(`places of whole modules${suffix}`, async () => {
    const reading = "import argparse, heapq, sys\nsys.stdout.write(open(sys.modules[sys.argv[1]].__file__, encoding='utf-8').read())\n";
    const reader = createProject({ "read.py": reading });
    const names = ["argparse", "heapq"];
    const texts = await Promise.all(names.map((name) => runPython(reader, "read.py", { args: [name] }, command)));
    const modules = Object.fromEntries(names.map((name, index) => [`copy_of_${name}.py`, texts[index]?.stdout as string]));
    const project = createProject({ ...exactPlaces.files, ...modules });
    const { stdout, stderr } = await runNc(project, "app.nc", {
      options: ["--python", command],
      args: names.map((name) => `copy_of_${name}`),
    });
    expect(stderr).toBe("");
    expect(stdout).toBe("copy_of_argparse True\ncopy_of_heapq True\n");
  });

  onThis(`marks beside the frames${suffix}`, async () => {
    const { stderr } = await runNc(createProject(tracebacks.files), "app.nc", { options: ["--python", command] });
    const frames = stderr.split("\n").filter((line) => line.includes('File "') && !line.includes("threading.py"));
    expect(frames.length).toBeGreaterThan(4);
    for (const frame of frames) {
      const [, file, line, nc, ncLine] = /(\w+)\.py", line (\d+), in .+ {2}\[(\w+)\.nc:(\d+)\]$/.exec(frame) ?? [];
      expect(nc).toBe(file);
      expect(Number(ncLine)).toBe(Number(line) + 1);
    }
  });
});
