/** Where nodes start and end, for what only `.nc` has, and for nodes that have no place in Python. */
import { describe, expect, test } from "@jest/globals";
import { textsOf } from "./support.js";

test.each([
  ["conditional expressions", "x = if (a) b else (c)\n", "IfExp", ["if (a) b else (c)"]],
  ["chains of them", "x = if (a) b else if (c) d else e\n", "IfExp", ["if (a) b else if (c) d else e", "if (c) d else e"]],
  ["lambdas", "f(lambda (x, y = 1) => (x))\n", "Lambda", ["lambda (x, y = 1) => (x)"]],
  ["logic", "x = (a) && (b) && c || !(d)\n", "BoolOp", ["(a) && (b) && c || !(d)", "(a) && (b) && c"]],
  ["prefix operators", "!(a)\n-b ** c\n", "UnaryOp", ["!(a)", "-b ** c"]],
  ["keyword arguments", "f(a: (1), **(b))\n", "keyword", ["a: (1)", "**(b)"]],
  ["generators as arguments", "f(x for x in y)\n", "GeneratorExp", ["(x for x in y)"]],
  ["keys in parentheses", "{(k): v}\n", "Name", ["k", "v"]],
  [
    "functions",
    "@d\n\nfunction f():\n    pass\n@e\nclass A:\n    @g\n    async def h(self):\n        pass\n",
    "AsyncFunctionDef",
    ["async def h(self):\n        pass"],
  ],
  ["decorated functions", "@d\nfunction f():\n    a\n\n    # c\n", "FunctionDef", ["function f():\n    a"]],
  [
    "else-if",
    "if a:\n    b\nelif c:\n    d\nelse:\n    e\n\n",
    "If",
    ["if a:\n    b\nelif c:\n    d\nelse:\n    e", "elif c:\n    d\nelse:\n    e"],
  ],
  ["handlers", "try:\n    a\nexcept B as c:\n    d\nfinally:\n    e\n", "ExceptHandler", ["except B as c:\n    d"]],
  ["modules in quotes", 'use python "a.b" as c, "d"\n', "alias", ['"a.b" as c', '"d"']],
  ["modules in quotes after import", 'import python "a" as b, c.d\n', "alias", ['"a" as b', "c.d"]],
  ["imported names", 'use python "a" import (b as c, d,)\n', "alias", ["b as c", "d"]],
  ["stars", 'use python "a" import *\n', "alias", ["*"]],
  ["imports", 'use python "a" import (b,)  # c\n', "ImportFrom", ['use python "a" import (b,)']],
  ["magics", 'use ipython "!ls"\n', "Call", ['use ipython "!ls"', 'use ipython "!ls"']],
  ["interpolations", 'f"a${ x !r : >${w} }b"\n', "FormattedValue", ["${ x !r : >${w} }", "${w}"]],
  ["specifications", 'f"${x:>${w}}" f"${y:}"\n', "JoinedStr", ['f"${x:>${w}}" f"${y:}"', ">${w}", ""]],
  ["texts of templates", '"a" f"b${x:c${y}d}e" "f"\n', "Constant", ['"a" f"b', "c", "d", 'e" "f"']],
  ["structured templates", 't"${!x as "not x"}" t"y"\n', "TemplateStr", ['t"${!x as "not x"}" t"y"']],
  ["structured interpolations", 't"${!x as "not x"}"\n', "Interpolation", ['${!x as "not x"}']],
  ["guards", "match a:\n    case A(x: 1) when (b):\n        c\n", "match_case", ["case A(x: 1) when (b):\n        c"]],
  ["class patterns", "match a:\n    case A(x: (1)) | [b] as c:\n        d\n", "MatchClass", ["A(x: (1))"]],
  ["type parameters", "class A[T: int = str, *Ts = *(a), **P]:\n    pass\n", "TypeVarTuple", ["*Ts = *(a)"]],
] as const)("%s", (_, text, kind, expected) => {
  expect(textsOf(text, kind)).toEqual(expected);
});

describe("nodes that have no place in Python", () => {
  test.each([
    ["function f(a, /, b: int = (1), *c, d = 2, **e,):\n    pass\n", ["a, /, b: int = (1), *c, d = 2, **e"]],
    ["function f( ):\n    pass\n", [""]],
    ["lambda (*, a) => lambda () => 1\n", ["*, a", ""]],
  ])("parameters: %j", (text, expected) => {
    expect(textsOf(text, "arguments")).toEqual(expected);
  });

  test("no parameters stand behind the parenthesis", () => {
    expect(textsOf("function f(  ):\n    pass\n", "arguments")).toEqual([""]);
  });

  test("clauses of comprehensions", () => {
    expect(textsOf("[a for b in (c) if (d) async for e in f]\n", "comprehension")).toEqual(["for b in (c) if (d)", "async for e in f"]);
  });

  test("items of with", () => {
    expect(textsOf("with (a) as b, (c):\n    pass\nwith (d as e, f,):\n    pass\n", "withitem")).toEqual([
      "(a) as b",
      "(c)",
      "d as e",
      "f",
    ]);
  });

  test("modules", () => {
    expect(textsOf("# a\n\n@b\nclass C:\n    pass\n# d\n", "Module")).toEqual(["@b\nclass C:\n    pass"]);
    expect(textsOf("# a\n", "Module")).toEqual([""]);
  });
});
