import { printType } from "../../../compiler/analysis/types/print-type.js";
import {
  array,
  dict,
  join,
  list,
  listOf,
  literal,
  none,
  numpyScalar,
  object,
  scalar,
  type Type,
  tupleOf,
} from "../../../compiler/analysis/types/type.js";

const int = scalar("int");

test.each<[string, Type]>([
  ["int = 3", literal(3n)],
  ["float = 2.0", literal(2)],
  ['str = "a\\"b"', literal('a"b')],
  ["bool = True", literal(true)],
  ["int | None", join(int, none)],
  ["list[int]", list(int)],
  ["list[int] of 2", listOf([literal(1n), literal(2n)])],
  ["(int = 1, str)", tupleOf([literal(1n), scalar("str")])],
  ["(int,)", tupleOf([int])],
  ["dict[str, list[int]]", dict(scalar("str"), list(int))],
  ['dict{"a": int, …}', { ...dict(scalar("str"), int), entries: [{ key: "a", value: int }] }],
  ["numpy.float64", numpyScalar("float64")],
  ["ndarray[float64, (n, 3)]", array("float64", ["n", 3])],
  ["ndarray[?]", array(null, null)],
  ["ndarray[float64, ()]", array("float64", [])],
  ["Figure", object("matplotlib.figure.Figure")],
  ["Axes+", { ...object("matplotlib.axes.Axes"), subclass: true }],
  ["Series[price: float64] × n", { kind: "series", dtype: "float64", name: "price", index: null, length: "n" }],
  [
    "DataFrame{a: int64, b?: ?, …}",
    {
      kind: "frame",
      columns: [
        { label: "a", dtype: "int64", certain: true },
        { label: "b", dtype: null, certain: false },
      ],
      complete: false,
      index: null,
      length: null,
    },
  ],
  [
    "Tensor[float32, (8, ?), cuda:0, grad]",
    { kind: "tensor", class: "torch.Tensor", dtype: "float32", shape: [8, null], device: "cuda:0", requiresGrad: true, view: "owned" },
  ],
  ["range(0, int, 1)", { kind: "range", start: literal(0n), stop: int, step: literal(1n) }],
])("%s", (text, type) => {
  expect(printType(type)).toBe(text);
});

test("wide and deep types are cut", () => {
  expect(printType(tupleOf([int, none, int, none, int, none, int, none]))).toBe("(int, None, int, None, int, None, …)");
  expect(printType(list(list(list(list(list(int)))))).length).toBeLessThan(30);
});
