/** The catalogue's loader on the real data files. */
import { loadCatalog } from "../../compiler/catalog/index.js";
import { parseParameters, splitAtCommas } from "../../compiler/catalog/parameters.js";
import { factsOfVersion } from "../../compiler/catalog/version-facts.js";

const catalog = loadCatalog();

test.each([
  ["numpy.sum", "numpy.sum", "function"],
  ["numpy.double", "numpy.float64", "class"],
  ["numpy.ndarray.sum", "numpy.ndarray.sum", "method"],
  ["numpy.random.normal", "numpy.random.normal", "function"],
  ["numpy.random.Generator.normal", "numpy.random.Generator.normal", "method"],
  ["pandas.core.frame.DataFrame", "pandas.DataFrame", "class"],
  ["pandas.DataFrame.merge", "pandas.DataFrame.merge", "method"],
  ["pandas.Series.str.upper", "pandas.core.strings.accessor.StringMethods.upper", "method"],
  ["pandas.core.groupby.generic.DataFrameGroupBy", "pandas.api.typing.DataFrameGroupBy", "class"],
  ["builtins.len", "builtins.len", "function"],
  ["os.path.join", "os.path.join", "function"],
  ["tensorflow.keras.layers.Dense", "keras.layers.Dense", "class"],
  ["tensorflow.keras.Sequential.fit", "keras.Model.fit", "method"],
  ["torch.nn.parameter.Parameter", "torch.nn.Parameter", "class"],
  ["torch.nn.Linear.parameters", "torch.nn.Module.parameters", "method"],
  ["scipy.stats.norm.cdf", "scipy.stats.rv_continuous.cdf", "method"],
  ["matplotlib.pyplot.cm.get_cmap", "matplotlib.cm.get_cmap", "function"],
  ["matplotlib.axes.Axes.plot", "matplotlib.axes.Axes.plot", "method"],
  ["sklearn.linear_model.LinearRegression", "sklearn.linear_model.LinearRegression", "class"],
  ["seaborn.heatmap", "seaborn.heatmap", "function"],
  ["plotly.express.scatter", "plotly.express.scatter", "function"],
  ["polars.DataFrame.filter", "polars.DataFrame.filter", "method"],
  ["pyarrow.Table.to_pandas", "pyarrow.Table.to_pandas", "method"],
])("%s is %s, a %s", (path, name, kind) => {
  const entry = catalog.lookUp(path);
  expect([entry?.name, entry?.kind]).toEqual([name, kind]);
});

test("what does not exist is not found", () => {
  expect(catalog.lookUp("numpy.nothing")).toBeUndefined();
  expect(catalog.lookUp("numpy.sum.nothing")).toBeUndefined();
  expect(catalog.lookUp("nothing")).toBeUndefined();
  expect(catalog.lookUp("numpy.constructor")).toBeUndefined();
  expect(catalog.member("numpy.ndarray", "toString")).toBeUndefined();
  expect(catalog.hasLibrary("requests")).toBe(false);
  expect(catalog.publicNames("requests")).toBeUndefined();
});

test("members are found through bases, under any name of the class", () => {
  expect(catalog.member("torch.nn.Linear", "parameters")?.name).toBe("torch.nn.Module.parameters");
  expect(catalog.member("torch.nn.parameter.Parameter", "backward")?.name).toBe("torch.Tensor.backward");
  expect(catalog.member("str", "upper")?.name).toBe("builtins.str.upper");
  expect(catalog.isSubclass("torch.nn.modules.linear.Linear", "torch.nn.Module")).toBe(true);
  expect(catalog.isSubclass("builtins.bool", "builtins.int")).toBe(true);
  expect(catalog.isSubclass("builtins.int", "builtins.bool")).toBe(false);
});

test("public names of modules", () => {
  expect(catalog.publicNames("math")).toEqual(expect.arrayContaining(["sin", "pi"]));
  expect(catalog.publicNames("tensorflow.keras.layers")).toContain("Dense");
  expect(catalog.publicNames("numpy")).toEqual(expect.arrayContaining(["array", "float64", "double"]));
});

test("parameters", () => {
  expect(parseParameters("a, b=(1, 2), /, c='x, y', *, d, e={}, **f")).toEqual([
    { name: "a", kind: "positional" },
    { name: "b", kind: "positional", default: "(1, 2)" },
    { name: "c", kind: "any", default: "'x, y'" },
    { name: "d", kind: "keyword" },
    { name: "e", kind: "keyword", default: "{}" },
    { name: "f", kind: "keyword-rest" },
  ]);
  expect(parseParameters("*rest, a=None")).toEqual([
    { name: "rest", kind: "rest" },
    { name: "a", kind: "keyword", default: "None" },
  ]);
  expect(parseParameters("")).toEqual([]);
  expect(splitAtCommas("'\\', ', [1, 2]")).toEqual(["'\\', '", "[1, 2]"]);
});

test("facts of a version, of another one, and of any", () => {
  const facts = { result: "int", effects: [], cost: "n", versions: [{ range: "<2", result: "float", effects: ["warns"] }] } as const;
  expect(factsOfVersion(facts, "1.26.4")).toEqual({ result: "float", effects: ["warns"], cost: "n" });
  expect(factsOfVersion(facts, "2.4.6")).toEqual({ result: "int", effects: [], cost: "n" });
  expect(factsOfVersion(facts, undefined)).toEqual({ result: "int | float", effects: ["warns"], cost: "n" });
  expect(factsOfVersion({ result: "int", versions: [{ range: ">=2", alias: "new" }] }, undefined)).toEqual({ result: "int" });
});

test("every parameter list can be read, and canonical names are their own meaning", () => {
  const wrong: string[] = [];
  for (const name of catalog.libraries) {
    const library = catalog.library(name);
    for (const path of library.names()) {
      const entry = catalog.lookUp(path);
      if (entry?.name !== path) wrong.push(path);
      else if (entry.parameters?.some((parameter) => !/^\w+$/u.test(parameter.name))) wrong.push(`${path}(…)`);
    }
  }
  expect(wrong).toEqual([]);
});
