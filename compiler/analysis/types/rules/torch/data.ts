/** Datasets and loaders: what comes out of them. */
import type { Rule, RuleContext } from "../../rule.js";
import type { ObjectType, Shape, TensorType, Type } from "../../type.js";
import { join, list, listOf, membersOf, object, tupleOf, unknown } from "../../type.js";
import { sharedDtype } from "./dtypes.js";
import { anyTensor, bind, intOf, isNone, isTensor, tensor, viewOf } from "./values.js";

/** `torch-tensor-dataset`: tuples of one row of each tensor. */
const tensorDataset: Rule = (call) => {
  if (call.stars || !call.positional.every(isTensor)) return object(call.name);
  const rows = call.positional.map((value) =>
    viewOf(value, { shape: value.shape && value.shape.length > 0 ? value.shape.slice(1) : null }),
  );
  return object(call.name, { element: tupleOf(rows) });
};

/** `torch-dataset(parameter)`: a dataset with the elements of others. */
const derived: Rule = (call) => {
  const given = bind({ ...call, receiver: undefined }, ["dataset"]).get("dataset") ?? call.positional[0];
  const inner = given && (given.kind === "list" || given.kind === "tuple") ? call.elementOf(given) : given;
  const element = inner ? datasetElement(inner, call) : undefined;
  return object(call.name, element ? { element } : undefined);
};

/** `torch-random-split`: subsets of one dataset. */
const randomSplit: Rule = (call) => {
  const [dataset] = call.positional;
  const element = dataset ? datasetElement(dataset, call) : undefined;
  const subset = object("torch.utils.data.Subset", element ? { element } : undefined);
  const lengths = call.positional[1] ?? call.keyword.find(([name]) => name === "lengths")?.[1];
  const count = lengths ? call.lengthOf(lengths) : null;
  return typeof count === "number" && count <= 8 ? listOf(Array<Type>(count).fill(subset)) : list(subset);
};

/** `torch-data-loader` */
const dataLoader: Rule = (call) => {
  const parameters = ["dataset", "batch_size", "shuffle", "sampler", "batch_sampler", "num_workers", "collate_fn"];
  const { get } = bind({ ...call, receiver: undefined }, parameters);
  const dataset = get("dataset");
  const element = dataset && !call.stars ? datasetElement(dataset, call) : undefined;
  const batch = call.stars ? undefined : batchOf(element, get("batch_size"), get("collate_fn"), call);
  return object(call.name, { ...(batch ? { batch } : {}), ...(dataset ? { dataset } : {}) });
};

/** What one index of a dataset gives. */
function datasetElement(dataset: Type, context: RuleContext): Type | undefined {
  if (dataset.kind === "object") return dataset.parts?.["element"];
  const element = context.elementOf(dataset);
  return element.kind === "unknown" || element.kind === "never" ? undefined : element;
}

function batchOf(element: Type | undefined, size: Type | undefined, collate: Type | undefined, context: RuleContext): Type | undefined {
  if (!element) return undefined;
  if (!isNone(collate)) return size?.kind === "none" ? undefined : context.callFunction(collate as Type, [list(element)]);
  if (size?.kind === "none") return undefined;
  return collated(element);
}

/** What the default collation makes of equal elements: a new axis in front. */
function collated(element: Type): Type {
  const members = membersOf(element);
  if (members.length !== 1) return unknown("elements of different kinds are put into one batch");
  if (isTensor(element)) return batched(element.dtype, element.shape, element.device);
  switch (element.kind) {
    case "array":
      return batched(sharedDtype(element.dtype), element.shape, "cpu");
    case "numpy-scalar":
      return batched(sharedDtype(element.dtype), [], "cpu");
    case "scalar":
      // Python numbers: 64 bits.
      if (element.class === "float") return batched("float64", [], "cpu");
      if (element.class === "int") return batched("int64", [], "cpu");
      return element.class === "bool" ? batched(null, [], "cpu") : unknown("a list of texts");
    case "tuple":
      if (element.class !== undefined) return unknown("a named tuple of batches");
      return element.items ? listOf(element.items.map(collated)) : list(collated(element.element));
    case "list":
      return element.items ? listOf(element.items.map(collated)) : list(collated(element.element));
    case "dict":
      return {
        kind: "dict",
        class: "dict",
        key: element.key,
        value: element.entries && element.complete ? join(...element.entries.map(({ value }) => collated(value))) : unknown("a batch"),
        ...(element.entries && element.complete
          ? { entries: element.entries.map(({ key, value }) => ({ key, value: collated(value) })), complete: true }
          : {}),
      };
    default:
      return unknown("how it is put into a batch is not known");
  }
}

const batched = (dtype: string | null, shape: Shape, device: string | null): TensorType => ({
  ...tensor(dtype, shape && [null, ...shape], { device, requiresGrad: null }),
});

const isLoader = (value: ObjectType): boolean => value.class === "torch.utils.data.DataLoader";
const isDataset = (value: ObjectType): boolean => value.class.startsWith("torch.utils.data.") && value.parts?.["element"] !== undefined;

export function iterateData(value: Type): Type | undefined {
  if (value.kind !== "object") return undefined;
  if (isLoader(value)) return value.parts?.["batch"] ?? unknown("what the dataset holds is not known");
  return isDataset(value) ? value.parts?.["element"] : undefined;
}

export function subscriptData(value: Type, index: Type): Type | undefined {
  if (value.kind !== "object" || !isDataset(value)) return undefined;
  return intOf(index) !== undefined || (index.kind === "scalar" && index.class === "int")
    ? value.parts?.["element"]
    : unknown("one element or several");
}

export function dataAttribute(value: Type, name: string): Type | undefined {
  if (value.kind !== "object" || !value.class.startsWith("torch.utils.data.")) return undefined;
  if (name === "dataset") return value.parts?.["dataset"];
  return undefined;
}

/** Packed sequences and padding. */
const padPacked: Rule = () => tupleOf([{ ...anyTensor }, { ...anyTensor, dtype: "int64" }]);

/** Rules for the catalogue. */
export const dataRules: Readonly<Record<string, Rule>> = {
  "torch-tensor-dataset": tensorDataset,
  "torch-dataset": derived,
  "torch-random-split": randomSplit,
  "torch-data-loader": dataLoader,
  "torch-pad-packed": padPacked,
};
