/** Tokens, comments, layout and literals of `.nc`. */
import { describe, expect, test } from "@jest/globals";
import { parseNc } from "../../compiler/nc/index.js";
import { codesOf, commentsOf, mistakesOf, tokensOf, treeOf } from "./support.js";

const names = (text: string): string[] => tokensOf(text).map((token) => token.slice(token.indexOf(" ") + 1));

describe("the token table", () => {
  test("holds names, numbers, strings and operators, but no layout and no comments", () => {
    expect(tokensOf('if x1 >= 0x1F:  # c\n    y = `true`(u"a", ...)\n')).toEqual([
      "Name if",
      "Name x1",
      "Operator >=",
      "Number 0x1F",
      "Operator :",
      "Name y",
      "Operator =",
      "Name `true`",
      "Operator (",
      'String u"a"',
      "Operator ,",
      "Operator ...",
      "Operator )",
    ]);
  });

  test("takes templates apart", () => {
    expect(tokensOf('rf"a${x!r:>${w}}b${{1: 2}}"\n')).toEqual([
      'TemplateStart rf"',
      "TemplateText a",
      "Operator ${",
      "Name x",
      "Operator !",
      "Name r",
      "Operator :",
      "TemplateText >",
      "Operator ${",
      "Name w",
      "Operator }",
      "Operator }",
      "TemplateText b",
      "Operator ${",
      "Operator {",
      "Number 1",
      "Operator :",
      "Number 2",
      "Operator }",
      "Operator }",
      'TemplateEnd "',
    ]);
  });

  test("takes the longest operator", () => {
    const operators =
      "+ - * / // % @ ** << >> & | ^ ~ < > <= >= == != && || ! := = += -= *= /= //= %= @= **= <<= >>= &= |= ^= -> => ( ) [ ] { } , : . ...";
    expect(names(operators.replaceAll(" ", "\n"))).toEqual(operators.split(" "));
    expect(names("a**=b//c<<d!=e&&f||g->h=>i...")).toEqual("a **= b // c << d != e && f || g -> h => i ...".split(" "));
  });

  test("matches brackets, those of interpolations too", () => {
    const { file } = parseNc('f"${a[(b)]:${c}}"\n', "a.nc");
    const open = file.tokenAtOrAfter(2);
    expect(file.tokenText(open)).toBe("${");
    expect(file.tokens.end[file.matchingBracket(open)]).toBe(16);
  });

  test("leaves out what is no token", () => {
    expect(tokensOf("a\nb = 'c'\nd ? e\n")).toEqual(["Name a", "Name b", "Operator =", "Name d", "Name e"]);
  });
});

describe("comments", () => {
  test("are kept in order, the header is none", () => {
    expect(commentsOf("# nc: v1+py314/1\n# a\nx = (1,  # b\n  # c \n  2)\n#@nc: d\n\n    # e")).toEqual([
      "# a",
      "# b",
      "# c ",
      "#@nc: d",
      "# e",
    ]);
  });

  test("in strings and templates there are none", () => {
    expect(commentsOf('x = "# a" + """\n# b\n""" + f"# c${d  # e\n}"  # f\n')).toEqual(["# e", "# f"]);
  });

  test("of lines that are read a second time are there once", () => {
    expect(commentsOf("x = (1  # a\ny = 2  # b\n# c\nz = 3\n")).toEqual(["# a", "# b", "# c"]);
  });
});

describe("the file", () => {
  test("line ends are normalised, the byte order mark goes", () => {
    const { file, module } = parseNc("\u{FEFF}x = 1\r\ny = 2\rz = 3\n", "a.nc");
    expect(file.text).toBe("x = 1\ny = 2\nz = 3\n");
    expect(file.language).toBe("nc");
    expect(module.body).toHaveLength(3);
  });

  test.each(["", "\n", "\n\n  \n", "# c", "# c\n", "# nc: v1+py314/1", "\f\n", "   # c"])("%j is an empty module", (text) => {
    expect(treeOf(text)).toBe("Module()");
  });

  test.each(["# nc: v1+py314/1 \nx = 1\n", "# nc:v1+py314/1\r\nx = 1\n", "x = 1\n", "# about\n# nc: v9\nx = 1\n"])("header: %j", (text) => {
    expect(codesOf(text)).toEqual([]);
  });

  test("another version is an error, and the rest is read", () => {
    const { diagnostics, module } = parseNc("# nc: v1+py315/1\nx = 1\n", "a.nc");
    expect(diagnostics.map(({ code, place }) => [code, place?.line, place?.column])).toEqual([["NC2401", 1, 1]]);
    expect(module.body).toHaveLength(1);
  });
});

describe("lines and blocks", () => {
  const nested = "Module(body=[If(test=Name(id='a', ctx=Load()), body=[If(test=Name(id='b', ctx=Load()), body=[Pass()])]), Pass()])";

  test.each([
    "if a:\n    if b:\n        pass\npass\n",
    "if a:\n if b:\n                pass\npass",
    "if a:\n\tif b:\n\t\tpass\npass\n",
    "if a:\n\n# c\n    # c\n    if b:\n\n          # c\n        pass\n# c\n\npass\n",
    "\f\nif a:\n  \f    if b:\n        pass\n  \n\fpass\n",
    "if \\\n  a:\n    if b\\\n:\n        pass\npass\n",
  ])("%j", (text) => {
    expect(treeOf(text)).toBe(nested);
  });

  test("blocks end with the file", () => {
    expect(treeOf("if a:\n    b")).toBe(treeOf("if a:\n    b\n"));
  });

  test("line ends in brackets are layout", () => {
    expect(treeOf("x = [\n1,\n\n  # c\n        2]\n")).toBe(treeOf("x = [1, 2]\n"));
    expect(treeOf('x = f"${\na\n  +\nb}"\n')).toBe(treeOf('x = f"${a + b}"\n'));
    expect(treeOf('x = f"${(\na)\n:>3}"\n')).toBe(treeOf('x = f"${(a):>3}"\n'));
  });

  test("a line in brackets can start with any word that an expression can go on with", () => {
    for (const text of [
      "x = [\nfunc for func in y\n]\n",
      "x = (\nfunction in (a, b)\n)\n",
      "x = (\nfunc if_ (a)\n)\n".replace("if_ (a)", "+ (a)"),
      "x = (a.\nclass_.b)\n",
      "x = (a.\nwith)\n",
      "x = (\nawait y)\n",
      "x = [y\nasync for y in z]\n",
      "x = (lambda (\na = 1) => a)\n",
      "function f(\na = 1,\nb = 2):\n    pass\n",
      "x = (\na == b)\n",
      "x = {\n(a): 1}\n",
      "x = (yield\nfrom_)\n",
      "x = (\ntype)\n",
      "x = f(\nmatch(a))\n",
    ]) {
      expect(mistakesOf(text)).toEqual([]);
    }
  });

  test("tabs and spaces that can be read in two ways", () => {
    expect(codesOf("if a:\n        b\n\tc\n")).toEqual(["NC2403"]);
    expect(codesOf("if a:\n\tb\n        c\n")).toEqual(["NC2403"]);
    expect(codesOf("if a:\n    if b:\n\tc\n")).toEqual(["NC2403"]);
  });
});

describe("names", () => {
  test.each([
    ["é = 1", "é"],
    ["ﬁ = 1", "fi"],
    ["𝐱 = 1", "x"],
    ["x́y = 1", "x́y".normalize("NFKC")],
    ["_1 = 1", "_1"],
    ["变量 = 1", "变量"],
    ["`true` = 1", "true"],
    ["`é` = 1", "é"],
    ["`class` = 1", "class"],
    ["True_ = 1", "True_"],
    // Python looks for keywords before it normalises.
    ["𝐢𝐟 = 1", "if"],
  ])("%s", (text, name) => {
    expect(treeOf(text)).toBe(`Module(body=[Assign(targets=[Name(id='${name}', ctx=Store())], value=Constant(value=1))])`);
  });

  test("leading words are names everywhere but at the start of a statement", () => {
    for (const word of ["function", "func", "match", "case", "type", "use", "actor", "foreign", "extends"]) {
      const text = `x = ${word}.${word}(${word}: ${word}[${word}])\nfor ${word} in ${word}:\n    ${word === "type" ? "pass" : `x = ${word}`}\n\`${word}\` = x\n`;
      expect(mistakesOf(text)).toEqual([]);
      expect(codesOf(`${word} = 1\n`)).toEqual([word === "case" ? "NC2446" : "NC2431"]);
    }
  });

  test("after a dot every word is a name, but `import` ends the module of `from`", () => {
    expect(mistakesOf("x = a.true.if.class.import\n")).toEqual([]);
    expect(treeOf("from .true.match import x\n")).toBe("Module(body=[ImportFrom(module='true.match', names=[alias(name='x')], level=1)])");
    expect(treeOf("from ... import x\n")).toBe("Module(body=[ImportFrom(names=[alias(name='x')], level=3)])");
    expect(treeOf("from .... import x\n")).toBe("Module(body=[ImportFrom(names=[alias(name='x')], level=4)])");
  });
});

describe("numbers", () => {
  const value = (text: string): string => /Constant\(value=(.*?)\)/.exec(treeOf(text))?.[1] ?? "";

  test.each([
    ["0", "0"],
    ["00_0", "0"],
    ["1_000", "1000"],
    ["0xdead_BEEF", "3735928559"],
    ["0b_101", "5"],
    ["0o17", "15"],
    ["1.0", "1.0"],
    ["1_0.0_1", "10.01"],
    ["1.5e-3", "0.0015"],
    ["1.0e+3", "1000.0"],
    ["1.0e309", "inf"],
    ["2j", "2j"],
    ["2.5j", "2.5j"],
    ["1.0e3j", "1000j"],
    ["9007199254740993", "9007199254740993"],
  ])("%s is %s", (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  test("an attribute of a number needs a blank or parentheses", () => {
    expect(mistakesOf("1 .real, (1).real, 1.0.real, 0x1.real\n")).toEqual([]);
    expect(codesOf("1.real\n")).toEqual(["NC2420"]);
  });

  test.each([
    "1e5",
    "1.e5",
    ".5",
    "5.",
    "0XFF",
    "0xg",
    "0x",
    "1__0",
    "1_",
    "012",
    "0b2",
    "0o8",
    "1.0E5",
    "1J",
    "1.5ej",
    "1.0e",
    "12abc",
    "1_.0",
  ])("%s is none", (text) => {
    expect(codesOf(`x = ${text}\n`)).toEqual(["NC2420"]);
  });
});

describe("strings", () => {
  test.each([
    ["\"a\" 'b'", "NC2415"],
    ['"a\nb"', "NC2413"],
    ['"\\\n"', "NC2413"],
    ['b"\\u{41}"', "NC2417"],
    ['rb"é"', "NC2419"],
    ['ur"a"', "NC2416"],
    ['fr"a"', "NC2416"],
    ['"\\a"', "NC2417"],
    ['"\\\'"', "NC2417"],
    ['"\\x"', "NC2417"],
    ['"\\u{1234567}"', "NC2417"],
    ['r"\\"', "NC2418"],
    ['r"a\\"b"', "NC2418"],
    ['r"""\\""" + 1', "NC2418"],
    ['"""a', "NC2413"],
    ['f"${a', "NC2411"],
    ['f"a', "NC2413"],
    ['f"""a', "NC2413"],
    ['f"${a}', "NC2413"],
    ['f"${a:b', "NC2413"],
    ['f"${a:b"', "NC2414"],
    ['f"""${a:b"""', "NC2414"],
    ['rf"\\"', "NC2418"],
    ['f"\\', "NC2413"],
  ])("%j is %s", (text, code) => {
    expect([...new Set(codesOf(`x = ${text}\n`))]).toContain(code);
  });

  test("every mistake in a string is reported", () => {
    expect(codesOf('x = "\\a \\q \\x1"\n')).toEqual(["NC2417", "NC2417", "NC2417"]);
  });

  test("quotes of the other kind, and what looks like a template, are text", () => {
    expect(treeOf('"""a "" b\'\'\'${c}"""')).toBe("Module(body=[Expr(value=Constant(value='a \"\" b\\'\\'\\'${c}'))])");
  });

  test("a word before quotes is a prefix only if it touches them", () => {
    expect(mistakesOf('x = a in"b"\nif"c":\n    pass\n')).toEqual([]);
    expect(codesOf('x = r "a"\n')).toEqual(["NC2444"]);
  });

  test("reading many strings takes time in proportion", () => {
    const text = 'x = ["aaaaaaaa", f"bbb${c}dddd"]\n'.repeat(20_000);
    const start = performance.now();
    expect(parseNc(text, "a.nc").module.body).toHaveLength(20_000);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
