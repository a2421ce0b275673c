/** Notebooks to Python and back: cells, places, and files that are no notebooks. */
import { readNotebook, writeNotebook } from "../../compiler/frontend/notebook.js";
import type { SourceFile } from "../../compiler/ir/source-file.js";
import { NoodleError } from "../../compiler/remarks/diagnostic.js";
import { placeOf } from "../../compiler/remarks/place.js";
import { parseValid, refusal } from "../support/frontend.js";

interface TestCell {
  readonly cell_type: string;
  readonly source?: string | readonly string[];
  readonly id?: string;
}

const code = (source: string | readonly string[], id?: string): TestCell => ({
  cell_type: "code",
  source,
  ...(id === undefined ? {} : { id }),
});

const notebook = (cells: readonly unknown[], metadata: object = {}): Uint8Array =>
  Buffer.from(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }));

test("code cells become one text, in order, each after a comment", () => {
  const { text, cells } = readNotebook(
    notebook([
      { cell_type: "markdown", source: "# Title" },
      code(["import os\n", "%matplotlib inline"], "a1"),
      code(""),
      code("!ls\nx = 1\n"),
      { cell_type: "raw", source: "raw" },
      code("x?", "not an id\n"),
    ]),
    "nb.ipynb",
  );
  expect(text).toBe(
    `# %% cell 1 [a1]
import os
get_ipython().run_line_magic('matplotlib', 'inline')

# %% cell 2

# %% cell 3
get_ipython().system('ls')
x = 1

# %% cell 4
get_ipython().run_line_magic('pinfo', 'x')
`,
  );
  expect(cells).toEqual([
    {
      number: 1,
      id: "a1",
      firstLine: 1,
      lineCount: 2,
      text: "import os\n%matplotlib inline",
      magics: [{ line: 1, column: 0, lastLine: 1 }],
    },
    { number: 2, id: undefined, firstLine: 5, lineCount: 0, text: "", magics: [] },
    { number: 3, id: undefined, firstLine: 7, lineCount: 2, text: "!ls\nx = 1\n", magics: [{ line: 0, column: 0, lastLine: 0 }] },
    { number: 4, id: undefined, firstLine: 11, lineCount: 1, text: "x?", magics: [{ line: 0, column: 0, lastLine: 0 }] },
  ]);
});

test("format 3, a byte order mark and foreign line ends", () => {
  const old = {
    nbformat: 3,
    metadata: {},
    worksheets: [
      {
        cells: [
          { cell_type: "code", language: "python", input: ["a\r\n", "b"] },
          { cell_type: "heading", source: "x" },
        ],
      },
    ],
  };
  const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(JSON.stringify(old))]);
  expect(readNotebook(bytes, "old.ipynb").text).toBe("# %% cell 1\na\nb\n");
});

test("a notebook without code is an empty program", async () => {
  const { text, cells } = readNotebook(notebook([{ cell_type: "markdown", source: "x" }]), "nb.ipynb");
  expect(text).toBe("");
  expect((await parseValid(text, cells)).module.body).toEqual([]);
});

test.each([
  ["cut off", Buffer.from('{"nbformat": 4, "cells": ['), "NC2110", "it ends too early"],
  ["cut off in a string", Buffer.from('{"nbformat": 4, "cells": [{"sour'), "NC2110", "it ends too early"],
  ["a merge conflict", Buffer.from('{"nbformat": 4,\n<<<<<<< HEAD\n"cells": []}'), "NC2110", "`<<<<<<< HEAD` does not belong here"],
  ["a comma too many", Buffer.from('{"nbformat": 4,}'), "NC2110", "not valid JSON: "],
  ["nothing", Buffer.from(""), "NC2110", "it ends too early"],
  ["not UTF-8", Buffer.from([0x7b, 0xff]), "NC2110", "it is not UTF-8"],
  ["a list", Buffer.from("[]"), "NC2111", "it has no `nbformat`"],
  ["another kind of JSON", Buffer.from('{"cells": []}'), "NC2111", "it has no `nbformat`"],
  ["no cells", Buffer.from('{"nbformat": 4}'), "NC2111", "it has no list of cells"],
  ["format 3 without worksheets", Buffer.from('{"nbformat": 3}'), "NC2111", "it has no list of cells"],
  ["a cell without type", notebook([code("x"), { source: "x" }]), "NC2111", "cell 2 of this notebook has no `cell_type`"],
  ["a cell without source", notebook([{ cell_type: "code", source: 1 }]), "NC2111", "cell 1 of this notebook has no source"],
  ["a later format", Buffer.from('{"nbformat": 5, "cells": []}'), "NC2112", "format 5"],
  ["R", notebook([code("x <- 1")], { kernelspec: { language: "R", name: "ir" } }), "NC2113", "its language is R"],
  ["Julia", notebook([], { language_info: { name: "julia" } }), "NC2113", "its language is julia"],
])("refused: %s", (_, bytes, code, message) => {
  const read = (): unknown => readNotebook(bytes, "nb.ipynb");
  expect(read).toThrow(NoodleError);
  expect(read).toThrow(code);
  expect(read).toThrow(message);
});

test("damage is shown where it is, when the place is known", () => {
  let thrown: unknown;
  try {
    readNotebook(Buffer.from('{\n "nbformat": 4,\n  =======\n "cells": []\n}'), "nb.ipynb");
  } catch (error) {
    thrown = error;
  }
  expect((thrown as NoodleError).diagnostics).toMatchObject([{ code: "NC2110", place: { file: "nb.ipynb", line: 3, column: 3 } }]);
});

test.each([["python"], ["ipython"], ["Python 3"]])("kernel language %s is Python", (language) => {
  expect(readNotebook(notebook([code("x")], { kernelspec: { language } }), "nb.ipynb").cells).toHaveLength(1);
});

test("errors name the cell, and count lines in it", async () => {
  const { text, cells } = readNotebook(notebook([code("x = 1\ny = 2"), code("%time x\nif y:\n    z = (1,\n\n    w = 2")]), "nb.ipynb");
  const diagnostic = await refusal(text, cells);
  expect(diagnostic).toMatchObject({
    code: "NC2101",
    message: "Python cannot parse this file: '(' was never closed",
    place: { cell: 2, line: 3, column: 9 },
    sourceText: "%time x\nif y:\n    z = (1,\n\n    w = 2",
  });
});

test("a message that speaks of a line in another cell names that cell", async () => {
  const { text, cells } = readNotebook(notebook([code("x = 1\nif x:"), code("y = 2")]), "nb.ipynb");
  const diagnostic = await refusal(text, cells);
  expect(diagnostic.message).toMatch(/expected an indented block after 'if' statement on line 2 of cell 1$/);
  expect(diagnostic.place).toMatchObject({ cell: 2, line: 1, column: 1 });
});

test("places of nodes are places in cells", async () => {
  const { text, cells } = readNotebook(notebook([code("a = 1"), code("\nb = 'é'; c = b")]), "nb.ipynb");
  const { file } = await parseValid(text, cells);
  const place = (target: SourceFile, part: string): unknown => placeOf(target, text.indexOf(part), text.indexOf(part) + part.length);
  expect(place(file, "a = 1")).toEqual({ file: "test.py", cell: 1, line: 1, column: 1, endLine: 1, endColumn: 6 });
  expect(place(file, "c = b")).toEqual({ file: "test.py", cell: 2, line: 2, column: 10, endLine: 2, endColumn: 15 });
});

test("what stands in place of a magic is where the magic begins", async () => {
  const { text, cells } = readNotebook(notebook([code("x = 1\nfiles = !ls"), code("y?")]), "nb.ipynb");
  const { file } = await parseValid(text, cells);
  const call = text.indexOf("get_ipython");
  expect(placeOf(file, call, call + 11)).toEqual({ file: "test.py", cell: 1, line: 2, column: 9 });
  expect(placeOf(file, call + 14, call + 20)).toEqual({ file: "test.py", cell: 1, line: 2, column: 9 });
  expect(placeOf(file, call - 8, call - 3)).toMatchObject({ line: 2, column: 1, endLine: 2, endColumn: 6 });
  const help = text.indexOf("run_line_magic");
  expect(placeOf(file, help, help + 3)).toEqual({ file: "test.py", cell: 2, line: 1, column: 1 });
});

test("places outside of notebooks count lines of the file", async () => {
  const { file } = await parseValid("a = 1\nb = 2\n");
  expect(placeOf(file, 6, 11)).toEqual({ file: "test.py", line: 2, column: 1, endLine: 2, endColumn: 6 });
});

test("a notebook and back is the same program", () => {
  const sources = ["import os\n%matplotlib inline", "%%bash\nls 'x'\n", "x = !ls\nif x:\n    %time f()\n    y?", "# %% no boundary\nz", ""];
  const written = writeNotebook(readNotebook(notebook(sources.map((source, index) => code(source, `id-${index}`))), "nb.ipynb").text);
  const { cells, nbformat, nbformat_minor } = JSON.parse(written) as {
    cells: { id: string; source: string[] }[];
    nbformat: number;
    nbformat_minor: number;
  };
  expect([nbformat, nbformat_minor]).toEqual([4, 5]);
  expect(cells.map(({ id }) => id)).toEqual(["id-0", "id-1", "id-2", "id-3", "id-4"]);
  expect(cells.map(({ source }) => source.join(""))).toEqual([
    "import os\n%matplotlib inline",
    "%%bash\nls 'x'",
    "x = !ls\nif x:\n    %time f()\n    ?y",
    "# %% no boundary\nz",
    "",
  ]);
  expect(cells[0]?.source).toEqual(["import os\n", "%matplotlib inline"]);
  expect(readNotebook(Buffer.from(written), "nb.ipynb").text).toBe(
    readNotebook(notebook(sources.map((source, index) => code(source.trimEnd(), `id-${index}`))), "nb.ipynb").text,
  );
});

test("any Python in percent format is a notebook", () => {
  const written = writeNotebook(
    '"""Doc."""\nimport os\n# %% [markdown]\n# # Title\n#\n# text\n# %% Load\nx = 1\n\n\n# %% [raw]\n# <b>\n#%%\ny = 2\n',
  );
  const { cells } = JSON.parse(written) as { cells: { cell_type: string; id: string; source: string[] }[] };
  expect(cells.map(({ cell_type, source }) => [cell_type, source.join("")])).toEqual([
    ["code", '"""Doc."""\nimport os'],
    ["markdown", "# Title\n\ntext"],
    ["code", "x = 1"],
    ["raw", "<b>"],
    ["code", "y = 2"],
  ]);
  expect(new Set(cells.map(({ id }) => id)).size).toBe(5);
});
