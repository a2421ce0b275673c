/** Data sets that the library downloads: their forms, which the code behind them fixes; names of columns where it fixes those too. */
import type { RuleCall } from "../../rule.js";
import { array, type Column, dict, join, list, none, object, scalar, type Type, tupleOf, unknown } from "../../type.js";
import { bunch } from "./bunch.js";
import { flag, frame } from "./values.js";

const text = scalar("str");
const names = list(text);
const series: Type = { kind: "series", dtype: null, index: null, length: null };
const rows: Type = object("scipy.sparse.csr_matrix");
/** Before and after `spmatrix` gives way to sparse arrays. */
const sparseRows: Type = join(rows, object("scipy.sparse.csr_array"));

interface Download {
  readonly data: Type;
  readonly target: Type;
  /** With `as_frame=True`; absent for data that have no frame. */
  readonly asFrame?: { readonly data: Type; readonly target: Type; readonly whole: Type };
  readonly others: Readonly<Record<string, Type>>;
}

const described = { DESCR: text };
const labelled = { ...described, target_names: names, feature_names: names };

function frameOf(columns: readonly string[], target: string): { readonly data: Type; readonly target: Type; readonly whole: Type } {
  const index = { class: "RangeIndex", dtype: "int64", isDefault: true };
  const floats = columns.map((label): Column => ({ label, dtype: "float64", certain: true }));
  const last: Column = { label: target, dtype: "float64", certain: true };
  return {
    data: { ...frame, columns: floats, complete: true, index },
    target: { kind: "series", dtype: "float64", name: target, index, length: null },
    whole: { ...frame, columns: [...floats, last], complete: true, index },
  };
}

const anyFrames = { data: frame, target: series, whole: frame };

const downloads: Readonly<Record<string, Download>> = {
  fetch_california_housing: {
    data: array("float64", [null, 8], "maybe"),
    target: array("float64", [null]),
    asFrame: frameOf(["MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude", "Longitude"], "MedHouseVal"),
    others: labelled,
  },
  fetch_covtype: { data: array(null, [null, 54]), target: array("int32", [null]), asFrame: anyFrames, others: labelled },
  fetch_kddcup99: { data: array(null, [null, null]), target: array(null, [null]), asFrame: anyFrames, others: labelled },
  fetch_20newsgroups: {
    data: names,
    target: array("int64", [null]),
    others: { ...described, target_names: names, filenames: array(null, [null]) },
  },
  fetch_20newsgroups_vectorized: {
    data: sparseRows,
    target: array("int64", [null]),
    asFrame: anyFrames,
    others: { ...described, target_names: names, feature_names: array("object", [null]) },
  },
  fetch_lfw_people: {
    data: array("float32", [null, null], "maybe"),
    target: array("int64", [null]),
    others: { ...described, images: array("float32", null, "maybe"), target_names: array(null, [null]) },
  },
  fetch_lfw_pairs: {
    data: array("float32", [null, null], "maybe"),
    target: array("int64", [null]),
    others: { ...described, pairs: array("float32", null, "maybe"), target_names: array(null, [null]) },
  },
  fetch_olivetti_faces: {
    data: array("float32", [400, 4096], "maybe"),
    target: array("int64", [400]),
    others: { ...described, images: array("float32", [400, 64, 64], "maybe") },
  },
  fetch_rcv1: {
    data: sparseRows,
    target: sparseRows,
    others: { ...described, sample_id: array(null, [null]), target_names: array("object", [null]) },
  },
};

export function fetchData(call: RuleCall): Type {
  const name = call.name.slice(call.name.lastIndexOf(".") + 1);
  if (name === "fetch_openml") return openData(call);
  const found = downloads[name];
  if (!found) return unknown("downloaded data");
  const asFrame = found.asFrame ? flag(call.argument("as_frame"), false) : false;
  const plain = { data: found.data, target: found.target, whole: none as Type };
  const chosen = asFrame === false || !found.asFrame ? plain : asFrame ? found.asFrame : joined(plain, found.asFrame);
  const whole: Readonly<Record<string, Type>> = found.asFrame ? { frame: chosen.whole } : {};
  return given(call, chosen.data, chosen.target, { ...whole, ...found.others });
}

interface Forms {
  readonly data: Type;
  readonly target: Type;
  readonly whole: Type;
}

const joined = (a: Forms, b: Forms): Forms => ({
  data: join(a.data, b.data),
  target: join(a.target, b.target),
  whole: join(a.whole, b.whole),
});

/** Any data set of a server: frames when that is asked for, and by default unless the data are sparse. */
function openData(call: RuleCall): Type {
  const how = call.argument("as_frame");
  const isAuto = how === undefined || (how.kind === "scalar" && how.value === "auto");
  const asFrame = isAuto ? undefined : flag(how, false);
  const frames: Forms = { data: frame, target: join(series, frame, none), whole: frame };
  const arrays: Forms = { data: join(array(null, [null, null], "maybe"), rows), target: join(array(null, null), none), whole: none };
  const sparse: Forms = { data: rows, target: join(array(null, null), none), whole: none };
  const { data, target, whole } =
    asFrame === true ? frames : asFrame === false ? arrays : isAuto ? joined(frames, sparse) : joined(frames, arrays);
  return given(call, data, target, { frame: whole, feature_names: names, target_names: names });
}

function given(call: RuleCall, data: Type, target: Type, others: Readonly<Record<string, Type>>): Type {
  const asTuple = flag(call.argument("return_X_y"), false);
  const tuple = tupleOf([data, target]);
  const all = bunch({ ...others, data, target });
  if (asTuple === undefined) return join(tuple, all);
  return asTuple ? tuple : all;
}

/** Where species were seen, and the maps that go with it. */
export function speciesData(): Type {
  const records = array(null, [null]);
  return bunch({
    coverages: array("int16", [null, null, null]),
    train: records,
    test: records,
    Nx: scalar("int"),
    Ny: scalar("int"),
    x_left_lower_corner: scalar("float"),
    y_left_lower_corner: scalar("float"),
    grid_size: scalar("float"),
  });
}

/** Texts of a folder: bytes unless they are told to be decoded. */
export function folderData(call: RuleCall): Type {
  const encoding = call.argument("encoding");
  const isText = encoding === undefined || encoding.kind === "none" ? false : encoding.kind === "scalar" ? true : undefined;
  const bytes = list(scalar("bytes"));
  const data = isText === undefined ? join(bytes, names) : isText ? names : bytes;
  const common = { filenames: array(null, [null]), target_names: names, target: array(null, [null]) };
  // Without their content only their names.
  return flag(call.argument("load_content"), true) === true ? bunch({ data, ...common }) : bunch(common);
}

export const sampleImages = (): Type => bunch({ images: list(array("uint8", [null, null, 3], "maybe")), filenames: names, DESCR: text });

/** Importances of features, one bunch for each score. */
export function importances(call: RuleCall): Type {
  const one = bunch({
    importances_mean: array(null, [null]),
    importances_std: array(null, [null]),
    importances: array(null, [null, null]),
  });
  const scoring = call.argument("scoring");
  const isOne = scoring === undefined || scoring.kind === "none" || scoring.kind === "scalar" || scoring.kind === "object";
  if (isOne) return one;
  const isMany = ["list", "tuple", "set", "dict"].includes(scoring.kind);
  return isMany ? dict(text, one) : unknown("one bunch, or one for each score");
}

export function dependence(call: RuleCall): Type {
  const kind = call.argument("kind");
  const which = kind === undefined ? "average" : kind.kind === "scalar" ? kind.value : undefined;
  const values = array(null, null);
  return bunch({
    grid_values: list(array(null, [null])),
    ...(which === "average" || which === "both" ? { average: values } : {}),
    ...(which === "individual" || which === "both" ? { individual: values } : {}),
  });
}
