/** What notebooks ask of IPython, when they run as programs. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createProject, type Files, type Outcome, type RunSettings, runNc } from "./support/project.js";

/** Runs a program whose map says that it comes from a notebook. */
async function run(text: string, settings: RunSettings = {}, more: Files = {}): Promise<Outcome> {
  const project = createProject({ "app.py": text, ...more });
  writeFileSync(join(project.out, "app.nc.map"), join(project.src, "app.ipynb"));
  return runNc(project, "app.nc", settings);
}

/** Output of a program that has to succeed. */
async function output(text: string, settings?: RunSettings, more?: Files): Promise<string> {
  const { stdout, stderr, code } = await run(text, settings, more);
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  return stdout;
}

test("magics of the page are passed over", async () => {
  const text = `get_ipython().run_line_magic('load_ext', 'autoreload')
get_ipython().run_line_magic('autoreload', '2')
get_ipython().run_line_magic('config', "InlineBackend.figure_format = 'retina'")
get_ipython().run_line_magic('pinfo', 'len')
get_ipython().run_cell_magic('html', '', '<b>x</b>')
get_ipython().run_cell_magic('javascript', '', 'x')
get_ipython().run_line_magic('matplotlib', 'inline')
import os
print("done", os.environ["MPLBACKEND"])
`;
  expect(await output(text)).toBe("done agg\n");
});

test("environment and folder", async () => {
  const text = `import os
get_ipython().run_line_magic('env', 'NEW_VALUE=a b')
get_ipython().run_line_magic('env', 'OTHER {1 + 1}')
print(os.environ["NEW_VALUE"], get_ipython().run_line_magic('env', 'OTHER'), get_ipython().run_line_magic('env', '')["OTHER"])
get_ipython().run_line_magic('cd', '..')
print(os.getcwd() == get_ipython().run_line_magic('pwd', ''))
`;
  const lines = (await output(text)).split("\n");
  expect(lines.slice(0, 3)).toEqual(["env: NEW_VALUE=a b", "env: OTHER=2", "a b 2 2"]);
  expect(lines[4]).toBe("True");
});

test("shell commands see variables of the program", async () => {
  const text = `name = "first"
print("before")
get_ipython().system('echo {name} $name {undefined} {{braces}}')
def f():
    inner = "local"
    files = get_ipython().getoutput('printf "a\\\\n%s\\\\n" {inner.upper()}')
    print(files, files.n, files.s, files[0])
f()
get_ipython().run_cell_magic('bash', '', 'read x <<< "from bash"; echo $x\\n')
get_ipython().run_cell_magic('sh', '', 'echo sh\\n')
`;
  expect(await output(text)).toBe("before\nfirst first {undefined} {braces}\n['a', 'LOCAL'] a\nLOCAL a LOCAL a\nfrom bash\nsh\n");
});

test("a failing cell of the shell is an error", async () => {
  const { stderr, code } = await run("get_ipython().run_cell_magic('bash', '', 'exit 3')\n");
  expect(stderr).toContain("CalledProcessError");
  expect(code).toBe(1);
});

test("timed code runs in the program's names", async () => {
  const text = `count = 0
def step():
    global count
    count += 1
    return count
value = get_ipython().run_line_magic('time', 'step()')
get_ipython().run_cell_magic('time', '', 'made = step() + 10\\nother = made\\n')
print(value, made, other, count)
get_ipython().run_line_magic('timeit', '-n 3 -r 2 step()')
get_ipython().run_cell_magic('timeit', '-n1 -r1 extra = 5', 'step(); assert extra == 5')
print(count)
`;
  const lines = (await output(text)).split("\n");
  expect(lines.filter((line) => line.startsWith("CPU times: total: ") || line.startsWith("Wall time: "))).toHaveLength(4);
  expect(lines).toContain("1 12 12 2");
  expect(lines[5]).toMatch(/^[\d.]+ (s|ms|µs|ns) ± .+ per loop \(mean ± std\. dev\. of 2 runs, 3 loops each\)$/);
  expect(lines[6]).toContain("of 1 runs, 1 loops each");
  expect(lines[7]).toBe("9");
});

test("captured output and written files", async () => {
  const text = `get_ipython().run_cell_magic('capture', 'caught', 'print("hidden")\\nx = 5\\n')
get_ipython().run_cell_magic('capture', '', 'print("gone")')
print(x, repr(caught.stdout), repr(caught.stderr))
caught.show()
get_ipython().run_cell_magic('writefile', 'out.txt', 'line\\n')
get_ipython().run_cell_magic('writefile', '-a out.txt', 'more\\n')
get_ipython().run_cell_magic('writefile', 'out.txt', 'ü\\n')
print(open("out.txt", encoding="utf-8").read())
`;
  expect(await output(text, { env: { PYTHONUTF8: "1" } })).toBe(
    "5 'hidden\\n' ''\nhidden\nWriting out.txt\nAppending to out.txt\nOverwriting out.txt\nü\n\n",
  );
});

test("installers say what to do and let the program go on", async () => {
  const { stdout, stderr, code } = await run("get_ipython().run_line_magic('pip', 'install seaborn')\nprint('on')\n");
  expect({ stdout, code }).toEqual({ stdout: "on\n", code: 0 });
  expect(stderr).toMatch(/^%pip install seaborn: not run\. .*-m pip install/);
});

test.each([
  ["run_line_magic('sql', 'select 1')", "%sql"],
  ["run_cell_magic('R', '', 'x')", "%%R"],
])("an unknown magic is an error: %s", async (call, name) => {
  const { stderr, code } = await run(`get_ipython().${call}\n`);
  expect(stderr).toContain(`NotImplementedError: the IPython magic ${name} is not available when a notebook runs as a program`);
  expect(code).toBe(1);
});

test("programs that are no notebooks do not get the names", async () => {
  const text =
    "try:\n    get_ipython()\nexcept NameError:\n    print('plain')\ntry:\n    display\nexcept NameError:\n    print('Python')\n";
  expect((await runNc(createProject({ "app.py": text }), "app.nc")).stdout).toBe("plain\nPython\n");
});

test("without a map, a program that asks for IPython is taken for a notebook", async () => {
  const project = createProject({ "app.py": "get_ipython().run_line_magic('cd', '.')\n" });
  rmSync(join(project.out, "app.nc.map"));
  expect((await runNc(project, "app.nc")).stdout).toBe(`${project.out}\n`);
});

test("names of the program come first", async () => {
  const text = "def display(x):\n    print('own', x)\ndisplay(1)\nimport helper\nprint(helper.get_ipython())\n";
  expect(await output(text, {}, { "helper.py": "def get_ipython():\n    return 'own'\n" })).toBe("own 1\nown\n");
});

test("display prints", async () => {
  expect(await output("display([1], 'x')\n")).toBe("[1]\nx\n");
});

test("an IPython that runs is left alone", async () => {
  const text = "import IPython, nb\nprint(nb.found)\n";
  const project = createProject({
    "app.py": text,
    "nb.py": "try:\n    found = get_ipython()\nexcept NameError:\n    found = 'unresolved'\n",
  });
  writeFileSync(join(project.out, "nb.nc.map"), join(project.src, "nb.ipynb"));
  writeFileSync(join(project.folder, "IPython.py"), "def get_ipython():\n    return 'the real one'\n");
  expect((await runNc(project, "app.nc")).stdout).toBe("unresolved\n");
});
