/** Claims against described values: what is a contradiction, what is not, and where it is said to be. */
import { admits } from "../../../compiler/analysis/types/admits.js";
import {
  array,
  dict,
  iterator,
  join,
  list,
  listOf,
  literal,
  never,
  none,
  numpyScalar,
  object,
  scalar,
  type Type,
  tuple,
  tupleOf,
  unknown,
} from "../../../compiler/analysis/types/type.js";

const column = (label: string, dtype: string | null, certain = true) => ({ label, dtype, certain });
const frame = (columns: readonly ReturnType<typeof column>[] | null, complete = true, length: number | string | null = 2): Type => ({
  kind: "frame",
  columns,
  complete,
  index: { class: "RangeIndex", dtype: "int64", name: null, isDefault: true },
  length,
});
const int = scalar("int");
const notLookedAt = unknown("not looked at");
const described = (type: object): Type => type as Type;

describe("a claim is true of", () => {
  test.each<[string, Type, Type]>([
    ["anything, when nothing is known", unknown("why"), literal(3n)],
    ["a value of its class", int, literal(3n)],
    ["the same value", literal(3n), literal(3n)],
    ["not a number, which is one value", literal(Number.NaN), literal(Number.NaN)],
    ["one of several", join(int, none), none],
    ["each of several", list(join(int, scalar("str"))), listOf([literal(1n), literal("a")])],
    ["what was not looked at", list(int), described({ kind: "list", element: notLookedAt, length: 5000 })],
    [
      "the rest that was not looked at",
      list(int),
      described({ kind: "list", element: { kind: "union", members: [literal(1n), notLookedAt] } }),
    ],
    ["an empty list of anything", list(int), listOf([])],
    ["an array with unknown fields", array(null, null, "maybe"), array("float64", [3, 4], "view")],
    ["lengths that are equal", array("float64", ["n", "n"]), array("float64", [3, 3])],
    ["a column that may be missing", frame([column("a", "int64"), column("b", "str", false)]), frame([column("a", "int64")])],
    ["a frame of which some columns are known", frame([column("b", null)], false, null), frame([column("a", "int64"), column("b", "str")])],
    [
      "an object of a derived class",
      { ...object("sklearn.base.BaseEstimator"), subclass: true },
      described({ kind: "object", class: "sklearn.svm._classes.SVC", bases: ["sklearn.base.BaseEstimator"] }),
    ],
    ["an iterator, whatever it gives", iterator(int), iterator(notLookedAt, "generator")],
    ["a file, which is an iterator, too", iterator(scalar("str")), object("_io.TextIOWrapper")],
    [
      "a module under one of its names",
      { kind: "module", name: "os.path" },
      described({ kind: "module", name: "posixpath", names: ["os.path"] }),
    ],
    [
      "a ufunc, which does not know its module",
      { kind: "library-function", name: "numpy.sin" },
      { kind: "library-function", name: "ufunc.sin" },
    ],
    ["any device of a kind", tensor("cuda"), tensor("cuda:1")],
    [
      "an instance with other attributes",
      { kind: "instance", definition: 4, name: "Net", attributes: [["width", int]] },
      {
        kind: "instance",
        definition: -1,
        name: "make.<locals>.Net",
        attributes: [
          ["width", literal(3n)],
          ["depth", literal(1n)],
        ],
      },
    ],
    ["known keys of a dict", { ...dict(scalar("str"), int), entries: [{ key: "a", value: int }] }, dictOf({ b: 1n, a: 2n })],
  ])("%s", (_, claim, actual) => {
    expect(admits(claim, actual)).toBeUndefined();
  });
});

describe("a claim is contradicted by", () => {
  test.each<[string, Type, Type, string]>([
    ["another class", int, literal(true), "claimed int, is bool True"],
    ["a NumPy scalar that is a float", scalar("float"), numpyScalar("float64"), "claimed float, is numpy float64"],
    ["another value", literal(3n), literal(4n), "claimed 3, is 4"],
    ["minus zero", literal(0), literal(-0), "claimed 0.0, is -0.0"],
    ["any value, when there should be none", never, none, "claimed that nothing comes of it, is none"],
    ["one bad element", list(int), listOf([literal(1n), literal("a")]), 'items[1]: claimed int, is str "a"'],
    ["a bad element of many", list(int), list(join(int, none)), "element: claimed int, is none"],
    ["another number of items", listOf([int, int]), listOf([literal(1n)]), "length: claimed 2, is 1"],
    ["a tuple with another item", tupleOf([int, none]), tupleOf([literal(1n), literal(2n)]), "items[1]: claimed none, is int 2"],
    [
      "a named tuple where a plain one was claimed",
      tuple(int),
      { ...tupleOf([literal(1n)]), class: "torch.Size" },
      "claimed tuple, is torch.Size",
    ],
    ["another dtype", array("float64", null), array("float32", [2]), "dtype: claimed float64, is float32"],
    ["another rank", array(null, ["n"]), array("float64", [2, 3]), 'shape: claimed ["n"], is [2,3]'],
    ["another length", array(null, [2, 4]), array("float64", [2, 3]), "shape[1]: claimed 4, is 3"],
    ["lengths that differ", array(null, ["n", "n"]), array("float64", [2, 3]), "shape[1]: claimed n = 2, is 3"],
    ["a view", array(null, null, "owned"), array("float64", [2], "view"), "view: claimed owned, is view"],
    ["a column's dtype", frame([column("a", "float64")]), frame([column("a", "int64")]), "columns[0].dtype: claimed float64, is int64"],
    ["a missing column", frame([column("a", null)], false), frame([column("b", "str")]), "columns[0]: claimed a, is missing"],
    [
      "another column",
      frame([column("a", null)]),
      frame([column("a", "int64"), column("b", "str")]),
      'columns: claimed ["a"], is ["a","b"]',
    ],
    [
      "another order of columns",
      frame([column("b", null), column("a", null)]),
      frame([column("a", "int64"), column("b", "str")]),
      'columns: claimed ["b","a"], is ["a","b"]',
    ],
    [
      "a column that is there twice",
      frame([column("a", null)], false),
      frame([column("a", "int64"), column("a", "str")]),
      "columns[0]: claimed a, is there more than once",
    ],
    ["another number of rows", frame(null, false, 3), frame([], true, 2), "length: claimed 3, is 2"],
    [
      "an index",
      { kind: "series", dtype: "int64", name: null, index: { class: "Index", dtype: null }, length: null },
      { kind: "series", dtype: "int64", name: "a", index: { class: "RangeIndex", dtype: "int64" }, length: 2 },
      "name: claimed null, is a",
    ],
    ["a class that derives from it", object("a.A"), described({ kind: "object", class: "a.B", bases: ["a.A"] }), "claimed a.A, is a.B"],
    ["another device", tensor("cpu"), tensor("cuda:0"), "device: claimed cpu, is cuda:0"],
    ["none of several", join(int, none), literal("a"), 'claimed int | none, is str "a"'],
    ["the inside of one of several", join(array("float64", null), none), array("int64", [2]), "dtype: claimed float64, is int64"],
    [
      "an attribute",
      { kind: "instance", definition: 0, name: "A", attributes: [["x", int]] },
      instance({ x: none }),
      "x: claimed int, is none",
    ],
    [
      "keys that are not there",
      { ...dict(scalar("str"), int), entries: [{ key: "a", value: int }] },
      dictOf({ b: 2n }),
      "keys: claimed a, is missing",
    ],
  ])("%s", (_, claim, actual, objection) => {
    expect(admits(claim, actual)).toBe(objection);
  });
});

test("a length that differs from one element to the next", () => {
  const claim = tupleOf([array("float64", ["n"]), array("float64", ["n"])]);
  expect(admits(claim, tupleOf([array("float64", [2]), array("float64", [3])]))).toBe("items[1].shape[0]: claimed n = 2, is 3");
});

test("a member of a union that does not fit leaves no lengths behind", () => {
  const claim: Type = { kind: "union", members: [array("float64", ["n", 9]), array("float64", ["m", "n"])] };
  expect(admits(claim, array("float64", [2, 3]))).toBeUndefined();
});

test("names of one class", () => {
  const canonical = (name: string): string => name.replace(".axes._axes.", ".axes.");
  const actual = object("matplotlib.axes._axes.Axes");
  expect(admits(object("matplotlib.axes.Axes"), actual, { canonical })).toBeUndefined();
  expect(admits(object("matplotlib.axes.Axes"), actual)).toBe("claimed matplotlib.axes.Axes, is matplotlib.axes._axes.Axes");
});

function tensor(device: string): Type {
  return { kind: "tensor", class: "torch.Tensor", dtype: "float32", shape: [2], device, requiresGrad: false, view: "maybe" };
}

function dictOf(values: Readonly<Record<string, bigint>>): Type {
  const entries = Object.entries(values).map(([key, value]) => ({ key, value: literal(value) }));
  return { kind: "dict", class: "dict", key: scalar("str"), value: int, entries, complete: true };
}

function instance(attributes: Readonly<Record<string, Type>>): Type {
  return { kind: "instance", definition: -1, name: "A", attributes: Object.entries(attributes) };
}

test("a module of a library goes by the name that another library has for it", () => {
  const canonical = (name: string): string => (name === "tensorflow.keras" ? "keras" : name);
  const module = (name: string): Type => ({ kind: "module", name });
  expect(admits(module("keras"), module("tensorflow.keras"), { canonical })).toBeUndefined();
  expect(admits(module("keras"), module("tensorflow.nn"), { canonical })).toBe("claimed module keras, is module tensorflow.nn");
});
