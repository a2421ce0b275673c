/** Data sets (`tf.data`): what comes out of them. Structures of tuples and dicts stay, all else is made into tensors. */
import type { Rule, RuleCall } from "../../rule.js";
import { iterator, join, membersOf, numpyScalar, type ObjectType, scalar, type Type, tupleOf, unknown } from "../../type.js";
import { anyTensor, converted, isDataset, isObject, isTensor, mapStructure, ragged, sparse, subclassOf } from "./values.js";

const notKnown = unknown("what the dataset holds is not known");

/** Every class of data sets is a subclass of the public one. */
export const dataset = (element: Type): ObjectType =>
  subclassOf("tensorflow.data.Dataset", element.kind === "unknown" || element.kind === "never" ? undefined : { element });

const elementOf = (type: Type | undefined): Type => (type && isDataset(type) ? type.parts?.["element"] : undefined) ?? notKnown;

/** One slice of a leaf: a row of ragged rows can be ragged itself. */
function sliced(value: Type): Type | undefined {
  if (isObject(value, ragged.class)) return join(anyTensor, ragged);
  return converted(value);
}

/** `tf-dataset(form)`: of tensors, whole or in slices; of other forms, with tensors in it. */
const made: Rule = (call, form = "tensor") => {
  if (form === "tensor") return dataset(anyTensor);
  const tensors = call.argument("tensors");
  if (!tensors) return dataset(notKnown);
  return dataset(mapStructure(tensors, form === "slices" ? sliced : converted, false));
};

/** `tf-generated`: by the signature or the types that are given, tensors; a structure of them for a structure. */
const generated: Rule = (call) => {
  const signature = call.argument("output_signature") ?? call.argument("output_types");
  const isLeaf = (type: Type): boolean => type.kind === "object" && /\.(TensorSpec|DType)$/.test(type.class);
  return dataset(signature ? mapStructure(signature, (type) => (isLeaf(type) ? anyTensor : undefined), false) : notKnown);
};

/** `tf-dataset-same`: what the receiver holds. */
const same: Rule = (call) => dataset(elementOf(call.receiver));

/** `tf-dataset-batch`: with one more axis; rows of their own lengths stay ragged. */
const batched: Rule = (call) =>
  dataset(
    mapStructure(
      elementOf(call.receiver),
      (value) => (isTensor(value) ? anyTensor : isObject(value, ragged.class) || isObject(value, sparse.class) ? value : undefined),
      false,
    ),
  );

/** `tf-dataset-unbatch` */
const unbatched: Rule = (call) => dataset(mapStructure(elementOf(call.receiver), sliced, false));

/** `tf-dataset-window`: data sets of the elements of a window, in the structure of an element. */
const windows: Rule = (call) => dataset(mapStructure(elementOf(call.receiver), (value) => dataset(value), false));

/** What a function of the program gives for one element. */
function applied(call: RuleCall, callee: Type | undefined, before: readonly Type[] = []): Type {
  if (!callee) return notKnown;
  const element = elementOf(call.receiver);
  const isSpread = element.kind === "tuple" && element.class === undefined && before.length === 0;
  if (isSpread && !element.items) return unknown("how many values an element has is not known");
  const values = isSpread ? (element.items as readonly Type[]) : [element];
  return call.callFunction(callee, [...before, ...values]);
}

/** `tf-dataset-map` */
const mapped: Rule = (call) => dataset(mapStructure(applied(call, call.argument("map_func")), converted, false));

/** `tf-dataset-flat-map`: elements of the data sets that the function gives. */
const flatMapped: Rule = (call) => dataset(elementOf(applied(call, call.argument("map_func"))));

/** `tf-dataset-filter` */
const filtered: Rule = (call) => {
  applied(call, call.argument("predicate"));
  return dataset(elementOf(call.receiver));
};

/** `tf-dataset-apply`: what the function makes of the data set. */
const transformed: Rule = (call) => {
  const transform = call.argument("transformation_func");
  const given = transform && call.receiver ? call.callFunction(transform, [call.receiver]) : notKnown;
  return isDataset(given) ? given : dataset(notKnown);
};

/** `tf-dataset-zip`: elements in the structure of the data sets. */
const zipped: Rule = (call) => {
  if (call.stars) return dataset(notKnown);
  const given = call.argument("datasets") ?? call.argument("args");
  const several = call.positional.length > 1 ? tupleOf(call.positional) : undefined;
  const [first] = call.positional;
  const structure = several ?? first ?? given;
  if (!structure) return dataset(notKnown);
  return dataset(mapStructure(structure, (value) => (isDataset(value) ? elementOf(value) : undefined), false));
};

/** `tf-dataset-concatenate` */
const joined: Rule = (call) => dataset(join(elementOf(call.receiver), elementOf(call.argument("dataset"))));

/** `tf-dataset-enumerate` */
const numbered: Rule = (call) => {
  const element = elementOf(call.receiver);
  return dataset(element.kind === "unknown" ? element : tupleOf([anyTensor, element]));
};

/** `tf-dataset-element`: one element. */
const single: Rule = (call) => elementOf(call.receiver);

/** `tf-dataset-reduce`: the state has the structure that it begins with. */
const reduced: Rule = (call) => {
  const state = call.argument("initial_state");
  const callee = call.argument("reduce_func");
  const begin = state ? mapStructure(state, converted, false) : notKnown;
  const element = elementOf(call.receiver);
  if (callee) call.callFunction(callee, [begin, element]);
  return begin;
};

/** `tf-distributed`: the elements come as one value per replica, each of which is used like the value. */
const distributed: Rule = (call) => {
  if (!call.assumes) return unknown("one value per replica");
  const given = call.argument("dataset");
  const element = given ? elementOf(given) : notKnown;
  return subclassOf("tensorflow.distribute.DistributedDataset", element.kind === "unknown" ? undefined : { element });
};

/** `tf-dataset-numpy`: an iterator over arrays, scalars and bytes. */
const asNumpy: Rule = (call) => iterator(mapStructure(elementOf(call.receiver), inNumpy, false), null);

export function inNumpy(value: Type): Type | undefined {
  if (isTensor(value)) return tensorValue;
  if (value.kind === "none") return value;
  return undefined;
}

/** What `t.numpy()` gives. */
export const tensorValue = join({ kind: "array", dtype: null, shape: null, view: "maybe" } as const, numpyScalar(null), scalar("bytes"));

/** `keras-directory(labels)`: files of a folder, with labels unless nobody wants them; two data sets for both subsets. */
const fromFiles: Rule = (call) => {
  const labels = call.argument("labels");
  const mode = call.argument("label_mode");
  const without = [labels, mode].some((given) => given?.kind === "none");
  const unclear =
    call.stars || [labels, mode].some((given) => given && given.kind !== "none" && given.kind !== "scalar" && given.kind !== "list");
  const one = dataset(unclear ? notKnown : without ? anyTensor : tupleOf([anyTensor, anyTensor]));
  const subset = call.argument("subset");
  const isOne =
    !call.stars &&
    (subset === undefined ||
      subset.kind === "none" ||
      (subset.kind === "scalar" && ["training", "validation"].includes(String(subset.value))));
  const result = isOne || call.assumes ? one : join(one, { kind: "list", element: one }, { kind: "tuple", element: one });
  const isBoth = subset?.kind === "scalar" && subset.value === "both";
  return isBoth ? join({ kind: "list", element: one, items: [one, one] } as const, tupleOf([one, one])) : result;
};

/** `tf-csv`: columns by name, and the label apart when one is named. */
const columns: Rule = (call) => {
  const features: Type = { kind: "dict", class: "collections.OrderedDict", key: scalar("str"), value: anyTensor };
  const label = call.argument("label_name");
  if (call.stars || (label && label.kind !== "none" && label.kind !== "scalar")) return dataset(notKnown);
  return dataset(label && label.kind !== "none" ? tupleOf([features, anyTensor]) : features);
};

/** `keras-series` */
const fromSeries: Rule = (call) => {
  const targets = call.argument("targets");
  if (targets === undefined || call.stars) return dataset(notKnown);
  if (membersOf(targets).every(({ kind }) => kind === "none")) return dataset(anyTensor);
  return dataset(membersOf(targets).some(({ kind }) => kind === "none" || kind === "unknown") ? notKnown : tupleOf([anyTensor, anyTensor]));
};

export function iterateDataset(value: Type): Type | undefined {
  if (isObject(value, "tensorflow.distribute.DistributedDataset")) return value.parts?.["element"];
  return isDataset(value) ? elementOf(value) : undefined;
}

export const datasetRules: Readonly<Record<string, Rule>> = {
  "tf-dataset": made,
  "tf-dataset-generated": generated,
  "tf-dataset-same": same,
  "tf-dataset-batch": batched,
  "tf-dataset-unbatch": unbatched,
  "tf-dataset-window": windows,
  "tf-dataset-map": mapped,
  "tf-dataset-flat-map": flatMapped,
  "tf-dataset-filter": filtered,
  "tf-dataset-apply": transformed,
  "tf-dataset-zip": zipped,
  "tf-dataset-concatenate": joined,
  "tf-dataset-enumerate": numbered,
  "tf-dataset-element": single,
  "tf-dataset-reduce": reduced,
  "tf-dataset-numpy": asNumpy,
  "tf-distributed": distributed,
  "tf-csv": columns,
  "keras-directory": fromFiles,
  "keras-series": fromSeries,
};
