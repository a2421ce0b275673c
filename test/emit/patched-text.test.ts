/** `--emit py` of a changed program: what did not change keeps every byte, what did is where it belongs, and the map is right. */
import { printNc } from "../../compiler/emit/nc-printer.js";
import { patchedText } from "../../compiler/emit/patched-text.js";
import { sourceMap } from "../../compiler/emit/source-map.js";
import { dump } from "../../compiler/ir/dump.js";
import { optimize } from "../../compiler/optimize.js";
import type { Pass } from "../../passes/manager/pass.js";
import { addNothing, dropNames, nameResults, timesOne } from "../passes/support.js";
import { parseValid } from "../support/frontend.js";

const all: readonly Pass[] = [nameResults, addNothing, timesOne, dropNames];

async function patch(text: string, passes: readonly Pass[] = all) {
  const { module, file, ...rest } = await parseValid(text);
  const { originals, ends, remarks } = optimize({ module, file, ...rest }, { level: 2, verifyEach: true }, passes);
  expect(remarks.filter(({ kind }) => kind === "failure")).toEqual([]);
  const printed = patchedText(module, file, originals);
  const nc = printNc(module, file, { ends });
  // The text says what the tree says.
  expect(dump((await parseValid(printed.code)).module)).toBe(dump(module));
  return { printed, nc, module, file };
}

const cases: readonly [string, string, string, (readonly Pass[])?][] = [
  ["an expression", "y  =  x+0  # sum\n", "y  =  x  # sum\n"],
  ["several in one line", "y=[a+0,(b +0), c * 1];z = d+0\n", "y=[a,(b), c];z = d\n"],
  ["one inside of the other", "y = f((a + 0) * 1 + 0)\n", "y = f(a)\n"],
  ["precedence", "y = (a, b) * 1 + 0\nz = -(a if b else c) * 1\n", "y = (a, b)\nz = -(a if b else c)\n"],
  ["over several lines", "y = (  # first\n    x  # second\n    + 0\n)\n", "y = (  # first\n    x\n)\n"],
  ["in an f-string", "y = f'{a + 0!r:>{b * 1}} {c}' 'tail'  # t\n", 'y = f"{a!r:>{b}} {c}tail"  # t\n'],
  ["in a header", "for  i in  x+0 :\n  pass  # p\nelse :\n  y\n", "for  i in  x :\n  pass  # p\nelse :\n  pass\n"],
  ["a keyword argument", "f( a , k = b+0 , **c*1 )\n", "f( a , k = b , **c )\n"],
  ["a removed statement", "a = 1\nx  # gone\nb = 2\n", "a = 1\nb = 2\n"],
  ["the last one", "a = 1\nx", "a = 1\n"],
  ["the only one", "if a:\n    x\n", "if a:\n    pass\n"],
  ["one of a line", "a = 1; x; b = 2; y\n", "a = 1; b = 2\n"],
  ["behind a colon", "if a: x; b = 2\nif c: d = 1; x\n", "if a: b = 2\nif c: d = 1\n"],
  [
    "an inserted statement",
    "def f(a):\n  # why\n  return  a+b  # that\n",
    "def f(a):\n  # why\n  _result = a + b\n  return  _result  # that\n",
  ],
  ["inserted with tabs", "def f(a):\n\tif a:\n\t\treturn a.b\n", "def f(a):\n\tif a:\n\t\t_result = a.b\n\t\treturn _result\n"],
  ["inserted in a line", "def f(a): b = a; return b.c\n", "def f(a): b = a; _result = b.c; return _result\n"],
  [
    "a name that is taken",
    "_result = 1\ndef f(a): return a._result_2\n",
    "_result = 1\ndef f(a): _result_3 = a._result_2; return _result_3\n",
  ],
  ["no docstring is made", "def f():\n    x\n    'text'\n", "def f():\n    pass\n    'text'\n"],
  [
    "decorators and nested functions",
    "@d(a+0)\n@e\ndef f():\n    @g\n    def h(b=1*1):\n        return b\n    x\n",
    "@d(a)\n@e\ndef f():\n    @g\n    def h(b=1):\n        return b\n",
  ],
  ["text that is not ASCII", "é = '😀' + ß+0 ; ü = 'ä'*1\n", 'é = "😀" + ß ; ü = "ä"\n'],
  ["a multi-line string", "def f():\n    return '''a\n  b''' + c\n", 'def f():\n    _result = "a\\n  b" + c\n    return _result\n'],
];

test.each(cases)("%s", async (_, before, after) => {
  expect((await patch(before)).printed.code).toBe(after);
});

test("the map leads every token that stays to its place, and those of new code to what they came from", async () => {
  const before = "# first\ndef f(a):\n    # why\n    return np.sqrt(ä) + a.b  # that\n\nlater = 'é', f\n";
  const { printed, file } = await patch(before, [nameResults]);
  const lines = printed.code.split("\n");
  const origin = (text: string, line: number): string => {
    const { segments } = printed;
    const column = (lines[line] as string).indexOf(text);
    for (let index = 0; index < segments.count; index++) {
      if (segments.line[index] !== line || segments.column[index] !== column) continue;
      const offset = segments.offset[index] as number;
      return offset < 0 ? "nothing" : (file.text.slice(offset).split("\n", 1)[0] as string);
    }
    return "no segment";
  };
  expect(lines.slice(2, 5)).toEqual(["    # why", "    _result = np.sqrt(ä) + a.b", "    return _result  # that"]);
  expect(origin("# why", 2)).toBe("# why");
  expect(origin("_result", 3)).toBe("nothing");
  expect(origin("np", 3)).toBe("np.sqrt(ä) + a.b  # that");
  expect(origin("ä", 3)).toBe("ä) + a.b  # that");
  expect(origin("return", 4)).toBe("return np.sqrt(ä) + a.b  # that");
  expect(origin("_result", 4)).toBe("np.sqrt(ä) + a.b  # that");
  expect(origin("# that", 4)).toBe("# that");
  expect(origin("later", 6)).toBe("later = 'é', f");
  expect(origin("f", 6)).toBe("f");
  expect(JSON.parse(sourceMap(printed, "a.opt.py", "a.py")).sources).toEqual(["a.py"]);
});

test("NoodleCore keeps comments, blank lines and layout around what changed", async () => {
  const before = `# head

def f(a):  # f
    """Doc."""

    # why
    return np.sqrt(
        a,  # an argument
    ) + a.b  # that

# between
if a:
    # inside
    x
    # below
else:
    y  # gone
    z = 1  # kept
# tail
`;
  const { nc } = await patch(before);
  expect(nc.code).toBe(`# nc: v1+py314/1
# head

function f(a):  # f
    """Doc."""

    # why
    _result = np.sqrt(a) + a.b
    return _result
    # an argument
    # that

# between
if a:
    # inside
    pass
    # below
else:
    # gone
    z = 1  # kept
# tail
`);
});
