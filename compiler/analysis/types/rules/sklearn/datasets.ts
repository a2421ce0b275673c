/** Data sets that come with the library, and that it makes. */
import type { RuleCall } from "../../rule.js";
import { array, type Column, type Dim, join, list, literal, none, type Shape, scalar, type Type, tupleOf, unknown } from "../../type.js";
import { bunch } from "./bunch.js";
import { flag, frame } from "./values.js";

interface DataSet {
  readonly rows: number;
  readonly columns: number;
  readonly target: "int64" | "float64";
  /** Names of the columns, where they are worth knowing. */
  readonly features?: readonly string[];
  readonly targets?: number;
  readonly others: Readonly<Record<string, Type>>;
}

const text = scalar("str");
const names = list(text);
const files = { filename: text, data_module: text };
const dataFiles = { data_filename: text, target_filename: text, data_module: text };

const dataSets: Readonly<Record<string, DataSet>> = {
  load_iris: {
    rows: 150,
    columns: 4,
    target: "int64",
    features: ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"],
    others: { target_names: array("<U10", [3]), feature_names: names, ...files },
  },
  load_wine: {
    rows: 178,
    columns: 13,
    target: "int64",
    features: [
      ...["alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids", "nonflavanoid_phenols"],
      ...["proanthocyanins", "color_intensity", "hue", "od280/od315_of_diluted_wines", "proline"],
    ],
    others: { target_names: array("<U7", [3]), feature_names: names },
  },
  load_breast_cancer: {
    rows: 569,
    columns: 30,
    target: "int64",
    others: { target_names: array("<U9", [2]), feature_names: array("<U23", [30]), ...files },
  },
  load_digits: {
    rows: 1797,
    columns: 64,
    target: "int64",
    others: { target_names: array("int64", [null]), feature_names: names, images: array("float64", [null, 8, 8], "maybe") },
  },
  load_diabetes: {
    rows: 442,
    columns: 10,
    target: "float64",
    features: ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"],
    others: { feature_names: names, ...dataFiles },
  },
  load_linnerud: {
    rows: 20,
    columns: 3,
    target: "float64",
    targets: 3,
    features: ["Chins", "Situps", "Jumps"],
    others: { target_names: names, feature_names: names, ...dataFiles },
  },
};

export function loadData(call: RuleCall): Type {
  const data = dataSets[call.name.slice(call.name.lastIndexOf(".") + 1)];
  if (!data) return unknown(`the data set of ${call.name} is not known`);
  const rows = call.argument("n_class") === undefined ? data.rows : null;
  const asFrame = flag(call.argument("as_frame"), false);
  const arrays = [array("float64", [rows, data.columns]), array(data.target, data.targets ? [rows, data.targets] : [rows])] as const;
  const frames = framesOf(data, rows);
  const [features, target, whole] =
    asFrame === undefined
      ? [join(arrays[0], frames.features), join(arrays[1], frames.target), join(none, frames.whole)]
      : asFrame
        ? [frames.features, frames.target, frames.whole]
        : [...arrays, none];
  const asTuple = flag(call.argument("return_X_y"), false);
  const tuple = tupleOf([features, target]);
  const all = bunch({ data: features, target, frame: whole, DESCR: text, ...data.others });
  if (asTuple === undefined) return join(tuple, all);
  return asTuple ? tuple : all;
}

function framesOf(data: DataSet, rows: Dim): { readonly features: Type; readonly target: Type; readonly whole: Type } {
  const index = { class: "RangeIndex", dtype: "int64", isDefault: true };
  const columns = (data.features ?? []).map((label): Column => ({ label, dtype: "float64", certain: true }));
  const features: Type = { ...frame, columns, complete: data.features !== undefined, index, length: rows };
  if (data.targets)
    return { features, target: { ...frame, columns: [], index, length: rows }, whole: { ...frame, columns: [], length: rows } };
  const target: Type = { kind: "series", dtype: data.target, name: "target", index, length: rows };
  const last: Column = { label: "target", dtype: data.target, certain: true };
  return { features, target, whole: { ...frame, columns: [...columns, last], complete: data.features !== undefined, index, length: rows } };
}

const countOf = (argument: Type | undefined, byDefault: number): Dim => {
  const given = argument ?? literal(BigInt(byDefault));
  return given.kind === "scalar" && typeof given.value === "bigint" ? Number(given.value) : null;
};

export function makeBlobs(call: RuleCall): Type {
  const centers = call.argument("centers");
  // Centers that are given decide the number of features.
  const columns =
    centers === undefined || centers.kind === "none" || centers.kind === "scalar" ? countOf(call.argument("n_features"), 2) : null;
  const rows = countOf(call.argument("n_samples"), 100);
  const parts = [array("float64", [rows, columns]), array("int64", [rows])];
  const more = tupleOf([...parts, array(null, [null, null])]);
  const withCenters = flag(call.argument("return_centers"), false);
  if (withCenters === undefined) return join(tupleOf(parts), more);
  return withCenters ? more : tupleOf(parts);
}

export function makeRegression(call: RuleCall): Type {
  const rows = countOf(call.argument("n_samples"), 100);
  const targets = countOf(call.argument("n_targets"), 1);
  const shape: Shape = targets === null ? null : targets === 1 ? [rows] : [rows, targets];
  const parts = [array("float64", [rows, countOf(call.argument("n_features"), 100)]), array("float64", shape)];
  const more = tupleOf([...parts, array("float64", null)]);
  const withCoefficients = flag(call.argument("coef"), false);
  if (withCoefficients === undefined) return join(tupleOf(parts), more);
  return withCoefficients ? more : tupleOf(parts);
}
