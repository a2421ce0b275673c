/** IPython's syntax and the calls that IPython 8.12's own `TransformerManager` makes of it. */
import { cleanCell, fromIPython } from "../../compiler/frontend/ipython.js";
import { toIPython } from "../../compiler/frontend/ipython-restore.js";

const magic = (name: string, args = ""): string => `get_ipython().run_line_magic('${name}', '${args}')`;

const translations: readonly (readonly [cell: string, python: string])[] = [
  // Line magics and shell commands.
  ["%matplotlib inline\nx = 1", `${magic("matplotlib", "inline")}\nx = 1`],
  ["%time  f(a)  ", magic("time", " f(a)")],
  ["% time x", magic("", "time x")],
  ["%time a # c", magic("time", "a # c")],
  ["!ls -l", "get_ipython().system('ls -l')"],
  ["!!ls", "get_ipython().getoutput('ls')"],
  ["!echo 'a' \"b\\t\"", "get_ipython().system('echo \\'a\\' \"b\\\\t\"')"],
  ["!it's a\n!(b\ny", "get_ipython().system(\"it's a\")\nget_ipython().system('(b')\ny"],
  [
    "if a:\n    %time f()\n\t!ls\nelse:\n    x?\n",
    `if a:\n    ${magic("time", "f()")}\n\tget_ipython().system('ls')\nelse:\n    ${magic("pinfo", "x")}\n`,
  ],
  ["@dec\n%time\n", `@dec\n${magic("time")}\n`],
  // Assignments.
  ["x = %time f()", `x = ${magic("time", "f()")}`],
  ["x: int = %time a", `x: int = ${magic("time", "a")}`],
  ["f(a=1); y = %time a", `f(a=1); y = ${magic("time", "a")}`],
  ["a, b = !ls {c}", "a, b = get_ipython().getoutput('ls {c}')"],
  ["a.b[0] = !!ls", "a.b[0] = get_ipython().getoutput('!ls')"],
  ["f(a)[b=2].c = !ls", "f(a)[b=2].c = get_ipython().getoutput('ls')"],
  // Help.
  ["?obj", magic("pinfo", "obj")],
  ["obj.a[-1]?", magic("pinfo", "obj.a[-1]")],
  ["obj??", magic("pinfo2", "obj")],
  ["??obj", magic("pinfo2", "obj")],
  ["np.*load*?", magic("psearch", "np.*load*")],
  ["%%time?", magic("pinfo", "%%time")],
  ["!ls a?", magic("pinfo", "a")],
  ["if a: b.é?", magic("pinfo", "b.é")],
  ["?", "get_ipython().show_usage()"],
  // Automatic quotes and calls.
  [",f a b", 'f("a", "b")'],
  [";f a b", 'f("a b")'],
  ["/f a b", "f(a, b)"],
  // Cell magics.
  ["%%time\nf()\ng('x')", "get_ipython().run_cell_magic('time', '', '''\\\nf()\ng(\\'x\\')\\n''')"],
  ['\n%%bash -s a  \necho "\\t"\n\n', "\nget_ipython().run_cell_magic('bash', '-s a', '''\\\necho \"\\\\t\"\n\\n''')\n"],
  ["%%capture", "get_ipython().run_cell_magic('capture', '', '')"],
  ["%%time\n%%time\nx", "get_ipython().run_cell_magic('time', '', '''\\\n%%time\nx\\n''')"],
  ["# c\n%%time\nx", `# c\n${magic("%time")}\nx`],
  // Several lines.
  ["!ls \\\n  -l\ny", "get_ipython().system('ls    -l'\n)\ny"],
  ["x = %time \\\n a\ny", "x = get_ipython().run_line_magic('time', '  a'\n)\ny"],
  ["\\\n%time", `\\\n${magic("time")}`],
  ["!ls \\", "get_ipython().system('ls \\\\')"],
];

test.each(translations)("%j", (cell, python) => {
  expect(fromIPython(cell).python).toBe(python);
  expect(python.split("\n")).toHaveLength(cell.split("\n").length);
});

test.each([
  "x = 5 % y",
  "x = 5 \\\n% y",
  "x = a \\\n  %time",
  "x = [a\n  %time\n]",
  "f(\n!ls)",
  "'''\n%time\n!ls\n'''",
  "rb'''\n%time\n'''",
  "f'''\n%time {x}\n{'''\n!ls\n'''}\n'''",
  "f'{a['b']}' # %x\n'%y'",
  "s = 'a \\\n%b'",
  "x += %time a",
  "x == !ls",
  "x = !=3",
  "x = y = !ls",
  "if x: !ls",
  "a; %time b",
  "a.b()?",
  "# a?",
  "a # c?",
  "'a'?",
])("left alone: %j", (cell) => {
  expect(fromIPython(cell)).toEqual({ python: cell, magics: [] });
});

test("it is known where magics stood", () => {
  const { magics } = fromIPython("x = 1\nif x:\n    y = !ls \\\n  -l\n  ?y\nz");
  expect(magics).toEqual([
    { line: 2, column: 8, lastLine: 3 },
    { line: 4, column: 2, lastLine: 4 },
  ]);
  expect(fromIPython("\n%%time\nf()\n\n").magics).toEqual([{ line: 1, column: 0, lastLine: 2 }]);
});

test.each([
  ["  x = 1\n    y = 2\nz\n", "x = 1\n  y = 2\nz\n"],
  ["\n  \n  x\n", "\n  \nx\n"],
  [">>> for a in b:\n...     c\n1\n>>> d", "for a in b:\n    c\n1\nd"],
  ["In [1]: for a in b:\n   ...:     c\n", "for a in b:\n    c\n"],
  ["x\n... y", "x\ny"],
  ["... \nx", "... \nx"],
])("the first step on %j", (cell, cleaned) => {
  expect(cleanCell(cell)).toBe(cleaned);
});

/** Automatic calls are plain Python afterwards; the others are no magics that could stand in any place of a cell. */
const lasting = [",f a b", ";f a b", "/f a b", "# c\n%%time\nx", "!ls \\"];

test.each(translations.map(([cell]) => cell).filter((cell) => !lasting.includes(cell)))("restored: %j", (cell) => {
  const restored = toIPython(fromIPython(cell).python);
  expect(restored).not.toMatch(/get_ipython/);
  // Joined lines come back as one, so the calls are compared without the line ends that keep their number.
  expect(fromIPython(restored).python.replaceAll("\n)", ")")).toBe(fromIPython(cell).python.replaceAll("\n)", ")"));
});

test.each([
  ['get_ipython().run_line_magic("time", "f()")', "%time f()"],
  ["if a:\n    get_ipython().system('ls')\n", "if a:\n    !ls\n"],
  ["get_ipython(). \\\n    system('ls')\nx", "!ls\nx"],
  ["x = get_ipython().getoutput('''ls''')", "x = !ls"],
  ["\nget_ipython().run_cell_magic(\n    'time',\n    '',\n    'f()\\n',\n)\n", "\n%%time\nf()"],
  ["get_ipython().run_line_magic('timeit', r'f(\"\\d\")')", '%timeit f("\\d")'],
])("calls as a printer may write them: %j", (python, cell) => {
  expect(toIPython(python)).toBe(cell);
});

test.each([
  "if a: get_ipython().system('ls')",
  "get_ipython().system('ls'); x",
  "get_ipython().system('ls')  # c",
  "get_ipython().system('a\\nb')",
  "get_ipython().system('ls \\\\')",
  "get_ipython().system(ls)",
  "get_ipython().system('ls', 1)",
  "get_ipython().system('ls' + x)",
  "get_ipython().run_line_magic('time', 'x ')",
  "x = get_ipython().system('ls')",
  "x == get_ipython().getoutput('ls')",
  "y = [\nget_ipython().system('ls')\n]",
  "'''\nget_ipython().system('ls')\n'''",
  "x = 1\nget_ipython().run_cell_magic('time', '', 'f()\\n')",
  "get_ipython().run_cell_magic('time', '', 'f()')",
])("calls that no magic stands for: %j", (python) => {
  expect(toIPython(python)).toBe(python);
});
