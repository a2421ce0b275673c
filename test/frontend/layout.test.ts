/** Text to tree: odd layouts, columns, strings that are no Unicode, and places of errors. */
import type { Span } from "../../compiler/ir/location.js";
import type { Module, Name } from "../../compiler/ir/nodes.js";
import { walk } from "../../compiler/ir/visit.js";
import { parseValid, refusal } from "../support/frontend.js";

function namesOf(module: Module): Name[] {
  const names: Name[] = [];
  walk(module, (node) => {
    if (node.kind === "Name") names.push(node);
  });
  return names;
}

test.each([
  ["nothing", "", 0],
  ["a line end", "\n", 0],
  ["blanks", "   \n\t\n  ", 0],
  ["a comment without line end", "# x", 0],
  ["a statement without line end", "x = 1", 1],
  ["form feeds between and before statements", "x = 1\n\fif x:\n    y = 2\n\f    z = 3\n", 2],
  ["tabs, and blanks after them", "if x:\n\tif y:\n\t  z = 1\n\tz = 2\n", 1],
  ["semicolons and joined lines", "x = 1; y = \\\n  2; z = 3\n", 3],
])("accepted: %s", async (_, source, statements) => {
  const { module } = await parseValid(source);
  expect(module.body).toHaveLength(statements);
});

test.each([
  ["mixed tabs", "if 1:\n\tx = 1\n        y = 2\n", "TabError: inconsistent use of tabs and spaces in indentation", 3, 1],
  ["a dedent to nowhere", "if 1:\n    x = 1\n  y = 2\n", "IndentationError: unindent does not match any outer indentation level", 3, 8],
  ["a joined line at the end", "x = 1 \\", "unexpected EOF while parsing", 1, 8],
  ["a control character", "x = 1\n\x1a", "invalid non-printable character U+001A", 2, 1],
  ["an error after characters beyond ASCII", 'é😀 = "x"\n', "invalid character '😀' (U+1F600)", 1, 2],
  ["an error after a surrogate pair in the same line", 's = "😀"; x = ?\n', "invalid syntax", 1, 15],
  ["an unclosed bracket", "x = 1\ny = (2,\n  3\n", "'(' was never closed", 2, 5],
])("refused: %s", async (_, source, message, line, column) => {
  const diagnostic = await refusal(source);
  expect(diagnostic.code).toBe("NC2101");
  expect(diagnostic.message).toContain(message);
  expect(diagnostic.place).toMatchObject({ file: "test.py", line, column });
  expect(diagnostic.sourceText).toBe(source);
});

test("the place of every name is where its text is", async () => {
  const source =
    'größe = 1; s = "日本語"; größe2 = größe + größe\nprint(größe, "😀", ñandú := 2, 変数 = größe)\nf"😀{größe!r:>{größe2}}é{ñandú}"\n# 😀\nx = größe\n';
  const { module, file } = await parseValid(source);
  const names = namesOf(module);
  expect(names.map(({ loc }) => file.text.slice((loc as Span).start, (loc as Span).end))).toEqual(names.map(({ id }) => id));
  expect(names).toHaveLength(14);
});

test("names are normalised, their places are those of the source", async () => {
  const { module, file } = await parseValid("ﬁn = 1\n");
  const [name] = namesOf(module) as [Name];
  expect(name.id).toBe("fin");
  expect(file.text.slice((name.loc as Span).start, (name.loc as Span).end)).toBe("ﬁn");
});

test("surrogates in strings are kept apart from the characters they would form", async () => {
  const { module } = await parseValid('"\\ud83d\\ude00"; "\\U0001f600"; "\\udc80"\n');
  const values = module.body.map((statement) => statement.kind === "Expr" && statement.value.kind === "Constant" && statement.value.value);
  expect(values).toEqual([{ type: "surrogates", codePoints: [0xd83d, 0xde00] }, "😀", "\udc80"]);
});

test("tokens and comments cover the text, and never overlap", async () => {
  const source = "def f(a, *, b=1):  # one\n    return f\"{a!r:>{b}}é\" + 'x'  # zwei 😀\n";
  const { file } = await parseValid(source);
  const { tokens, comments } = file;
  const stretches = [
    ...Array.from({ length: tokens.count }, (_, index) => [tokens.start[index] as number, tokens.end[index] as number] as const),
    ...Array.from({ length: comments.count }, (_, index) => [comments.start[index] as number, comments.end[index] as number] as const),
  ].sort((a, b) => a[0] - b[0]);
  let rest = "";
  let at = 0;
  for (const [start, end] of stretches) {
    expect(start).toBeGreaterThanOrEqual(at);
    rest += source.slice(at, start);
    at = end;
  }
  expect((rest + source.slice(at)).trim()).toBe("");
  expect(comments.count).toBe(2);
});
