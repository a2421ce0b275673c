/** Comments about calls: they stand above their statements, say what is known, and change nothing about the program. */
import { Analyses } from "../../compiler/analysis/analyses.js";
import { annotationComments, commentOf } from "../../compiler/analysis/annotate.js";
import { array, scalar, unknown } from "../../compiler/analysis/types/type.js";
import { printNc } from "../../compiler/emit/nc-printer.js";
import { printPython } from "../../compiler/emit/python-printer.js";
import { withComments } from "../../compiler/emit/with-comments.js";
import { dump } from "../../compiler/ir/dump.js";
import type { Call } from "../../compiler/ir/nodes.js";
import { parseNcStrict } from "../../compiler/nc/index.js";
import { parseValid } from "../support/frontend.js";

const program = `"""Docstring with
#@nc: something
"""
import numpy as np

@np.vectorize
def f(x):
    return x + 1

for i in range(3):
    if i == 0: a = np.zeros(i); b = np.ones(2)
    elif np.any(np.zeros(2)):
        b = """
  np.zeros(1)""" + str(np.zeros(
            3))
with np.errstate(all="ignore"):
    print(f"{np.sum(np.ones(3)):>5}")
`;

test("comments stand above the statements that they mean, and the program stays the same", async () => {
  const { module, file } = await parseValid(program);
  const comments = annotationComments(new Analyses({ module, file, options: { closedWorld: true } }));
  const printed = printNc(module, file);
  const annotated = withComments(printed, comments);
  const lines = annotated.code.split("\n");
  const mentions = lines.flatMap((line, index) => {
    const name = /^\s*#@nc: (numpy\.[\w.]+)/.exec(line)?.[1];
    const below = lines.slice(index + 1).find((each) => !each.includes("#@nc:"));
    return name === undefined ? [] : [`${name} | ${below?.trim()}`];
  });
  expect(mentions).toContain("numpy.zeros | a = np.zeros(i)");
  expect(mentions).toContain("numpy.ones | b = np.ones(2)");
  expect(mentions.filter((each) => each.startsWith("numpy.any"))).toHaveLength(1);
  // Every comment has the indentation of what it stands above.
  for (const [index, line] of lines.entries()) {
    if (!/^\s*#@nc: numpy/.test(line)) continue;
    expect(/^\s*/.exec(lines[index + 1] as string)?.[0]).toBe(/^\s*/.exec(line)?.[0]);
  }
  const read = parseNcStrict(annotated.code, "a.nc");
  const python = printPython(read.module, read.file);
  expect(dump((await parseValid(python.code)).module)).toBe(dump(module));
  // Printed again, it is the same text: comments keep their places.
  expect(printNc(read.module, read.file).code).toBe(annotated.code);
});

test("segments move with their lines", async () => {
  const { module, file } = await parseValid("x = 1\nif x:\n    y = 2\n");
  const printed = printNc(module, file);
  const annotated = withComments(printed, new Map([[file.text.indexOf("y"), ["#@nc: one", "#@nc: two"]]]));
  const lines = annotated.code.split("\n");
  expect(annotated.code.replace(/^\s*#@nc.*\n/gm, "")).toBe(printed.code);
  for (let index = 0; index < printed.segments.count; index++) {
    const at = (table: typeof printed, text: readonly string[]): string | undefined =>
      text[table.segments.line[index] as number]?.slice(table.segments.column[index]);
    expect(at(annotated, lines)).toBe(at(printed, printed.code.split("\n")));
  }
});

test("what a comment says", () => {
  const base = {
    node: {} as Call,
    library: "numpy",
    positional: [array("float64", ["n"])],
    keyword: [["axis", scalar("int")]] as const,
    twins: [],
    isExpected: false,
    hasExpectedResult: false,
  };
  expect(commentOf({ ...base, names: ["numpy.sort"], result: array("float64", ["n"]), effects: [], growth: "n log n" })).toBe(
    "#@nc: numpy.sort(ndarray[float64, (n,)], axis: int) -> ndarray[float64, (n,)]; pure; O(n log n)",
  );
  expect(commentOf({ ...base, isExpected: true, names: ["numpy.sort"], result: array("float64", ["n"]), effects: [] })).toBe(
    "#@nc: expected numpy.sort(ndarray[float64, (n,)], axis: int) -> ndarray[float64, (n,)]; pure",
  );
  expect(commentOf({ ...base, hasExpectedResult: true, names: ["numpy.sort"], result: array(null, null), effects: [] })).toBe(
    "#@nc: numpy.sort(ndarray[float64, (n,)], axis: int) -> expected ndarray[?]; pure",
  );
  const long = commentOf({
    ...base,
    names: ["numpy.sort"],
    positional: Array(9).fill(array("float64", ["n"])),
    result: unknown("why"),
    effects: undefined,
  });
  expect(long).toBe("#@nc: numpy.sort(…) -> unknown (why)");
  expect(commentOf({ ...base, names: [], unresolved: "x.foo: because\nof a line", result: unknown("why"), effects: undefined })).toBe(
    "#@nc: not resolved: x.foo: because of a line",
  );
});
