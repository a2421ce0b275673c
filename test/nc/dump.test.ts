/** `dump` beyond what the programs of the other tests contain: what passes can build. */
import { expect, test } from "@jest/globals";
import { stringOfCodePoints } from "../../compiler/ir/constants.js";
import { dump, pythonRepr } from "../../compiler/ir/dump.js";
import { synthetic } from "../../compiler/ir/location.js";
import { build } from "../../compiler/ir/nodes.js";

const loc = synthetic("test");
const name = build.Name({ id: "x", ctx: "Load" }, loc);

test("empty lists and missing fields are left out, but not the `None` inside of a list", () => {
  expect(dump(build.Dict({ keys: [null, name], values: [name, name] }, loc))).toBe(
    "Dict(keys=[None, Name(id='x', ctx=Load())], values=[Name(id='x', ctx=Load()), Name(id='x', ctx=Load())])",
  );
  expect(dump(build.Return({ value: null }, loc))).toBe("Return()");
  expect(dump(build.Constant({ value: null, prefix: null }, loc))).toBe("Constant(value=None)");
  expect(dump(build.Constant({ value: "a", prefix: "u" }, loc))).toBe("Constant(value='a', kind='u')");
  expect(dump(build.MatchSingleton({ value: null }, loc))).toBe("MatchSingleton(value=None)");
  expect(dump(build.Global({ names: ["a", "b"] }, loc))).toBe("Global(names=['a', 'b'])");
  expect(dump(build.ImportFrom({ module: null, names: [], level: 1 }, loc))).toBe("ImportFrom(level=1)");
  expect(dump(build.Compare({ left: name, ops: ["IsNot", "In"], comparators: [name, name] }, loc))).toContain("ops=[IsNot(), In()]");
});

test.each([
  [true, "True"],
  [-(2n ** 70n), "-1180591620717411303424"],
  [0, "0.0"],
  [-0, "-0.0"],
  [1e100, "1e+100"],
  [-1.5e-7, "-1.5e-07"],
  [123456789012345680, "1.2345678901234568e+17"],
  [1234567890123456, "1234567890123456.0"],
  [0.0001, "0.0001"],
  [1 / 3, "0.3333333333333333"],
  [Number.POSITIVE_INFINITY, "inf"],
  [Number.NEGATIVE_INFINITY, "-inf"],
  [Number.NaN, "nan"],
  ["it's", '"it\'s"'],
  ['it\'s "a"', "'it\\'s \"a\"'"],
  ["a\n\t\r\\\x00\x7f\xa0\xadé\u2028\u{1F600}\u{E000}", "'a\\n\\t\\r\\\\\\x00\\x7f\\xa0\\xadé\\u2028😀\\ue000'"],
  [stringOfCodePoints([0xd83d, 0xde00]), "'\\ud83d\\ude00'"],
  [{ type: "bytes", bytes: Uint8Array.from([0, 9, 34, 39, 65, 92, 255]) } as const, "b'\\x00\\t\"\\'A\\\\\\xff'"],
  [{ type: "imaginary", value: 0.5 } as const, "0.5j"],
  [{ type: "imaginary", value: Number.POSITIVE_INFINITY } as const, "infj"],
  [{ type: "ellipsis" } as const, "Ellipsis"],
])("%p as Python writes it", (value, text) => {
  expect(pythonRepr(value)).toBe(text);
});
