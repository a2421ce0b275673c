/**
 * Operations on tensors. They dispatch on what they get: ragged and sparse tensors (and Keras' symbolic ones, before TensorFlow 2.16)
 * give the same kind, so that a plain tensor is only certain when every argument is dense.
 */
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../../../../ir/nodes.js";
import type { Rule, RuleContext } from "../../rule.js";
import { join, list, membersOf, none, numpyScalar, object, scalar, type Type, tuple, tupleOf, unknown } from "../../type.js";
import {
  anyTensor,
  anyVariable,
  argumentsOf,
  isDense,
  isObject,
  isTensor,
  mapStructure,
  mayDispatch,
  operationObject,
  ragged,
  sparse,
  subclassOf,
  symbolic,
} from "./values.js";

const isRagged = (type: Type): boolean => isObject(type, ragged.class);
const isSparse = (type: Type): boolean => isObject(type, sparse.class);
const isSymbolic = (type: Type): boolean => isObject(type, symbolic.class);

function resultFor(values: readonly Type[], context: RuleContext): Type {
  if (mayDispatch(context)) return unknown("types of the program take part in the dispatch");
  if (values.every(isDense)) return anyTensor;
  if (context.assumes) {
    const kinds = values.flatMap(membersOf);
    // Ragged tensors lose their raggedness in reductions only.
    if (kinds.some(isRagged)) return join(anyTensor, ragged);
    if (kinds.some(isSymbolic)) return symbolic;
    return kinds.some(isSparse) ? join(anyTensor, sparse) : anyTensor;
  }
  return join(anyTensor, ragged, sparse, symbolic);
}

/** `tf-op`: one tensor. */
const operation: Rule = (call) => resultFor(argumentsOf(call), call);

/** `tf-dense`: a plain tensor for dense arguments; ragged ones give something of their own. */
const dense: Rule = (call) => {
  if (mayDispatch(call)) return unknown("types of the program take part in the dispatch");
  return call.assumes || argumentsOf(call).every(isDense) ? anyTensor : unknown("of ragged tensors it gives something else");
};

/** `tf-list`: a list of tensors. */
const tensors: Rule = (call) => list(resultFor(argumentsOf(call), call));

/** `tf-several(n)`: a tuple of n tensors for dense arguments. */
const several: Rule = (call, count = "2") => {
  const one = resultFor(argumentsOf(call), call);
  return one.kind === "unknown" ? one : tupleOf(Array<Type>(Number(count)).fill(one));
};

/** `tf-svd`: singular values, with the vectors unless nobody wants them. */
const singularValues: Rule = (call) => {
  const vectors = call.argument("compute_uv");
  const all = tupleOf([anyTensor, anyTensor, anyTensor]);
  if (call.stars) return join(anyTensor, all);
  if (vectors === undefined) return all;
  if (vectors.kind !== "scalar" || vectors.value === undefined) return join(anyTensor, all);
  return vectors.value ? all : anyTensor;
};

const variable: Rule = () => anyVariable;

/** `v.assign(x)`: a variable to go on with, unless nobody wants to read it. */
const assign: Rule = (call) => {
  const read = call.keyword.find(([name]) => name === "read_value");
  return read || call.positional.length > 2 || call.stars ? unknown("it may give an operation") : anyVariable;
};

/** `tape.gradient(target, sources)` has the form of `sources`. */
const gradient: Rule = (call) => {
  const sources = call.argument("sources");
  const one = call.assumes ? join(anyTensor, none) : join(anyTensor, subclassOf("tensorflow.IndexedSlices"), none);
  const isSource = (type: Type): boolean => isTensor(type) || isObject(type, "keras.Variable");
  const leaf = (type: Type): Type | undefined => (isSource(type) ? one : undefined);
  if (!sources) return unknown("the sources of the gradient are not known");
  if (call.assumes && sources.kind === "list" && sources.element.kind === "unknown") return list(one);
  if (sources.kind === "list" || isSource(sources) || sources.kind === "dict") return mapStructure(sources, leaf, true);
  if (sources.kind === "tuple" && sources.class === undefined) return sources.items ? mapStructure(sources, leaf, true) : tuple(one);
  return unknown("the sources of the gradient are not known");
};

/** `tf-ragged`: tensors of several rows of their own lengths, or a plain one for a single row. */
const raggedOr: Rule = () => join(anyTensor, ragged);

/** `tf-ragged-constant`: of a list of lists, ragged; of numbers, plain. */
const raggedConstant: Rule = (call) => {
  const { assumes } = call;
  const rows = call.argument("pylist");
  const elements = rows && (rows.kind === "list" || rows.kind === "tuple") ? membersOf(call.elementOf(rows)) : [];
  const isNested = elements.length > 0 && elements.every(({ kind }) => kind === "list" || kind === "tuple");
  const isUsual = !call.argument("ragged_rank") && !call.argument("inner_shape") && !call.stars;
  if (isNested && (isUsual || assumes)) return ragged;
  return join(anyTensor, ragged);
};

/** `tf-eagerly(form)`: as long as operations are executed when they are called, `form`; while a graph is built, an operation. */
const eagerly: Rule = (_call, form = "none") => {
  const eager = form === "variable" ? anyVariable : none;
  return join(eager, operationObject);
};

/** What TensorFlow and Keras give in nearly every program. */
const usual: Readonly<Record<string, Type>> = {
  none,
  tensor: anyTensor,
  variable: anyVariable,
  "keras-variable": subclassOf("keras.Variable"),
  tensors: list(anyTensor),
  operation: operationObject,
  ragged,
  "top-k": { ...tupleOf([anyTensor, anyTensor]), class: "tensorflow.python.ops.gen_nn_ops.TopKV2", fields: ["values", "indices"] },
  unique: { ...tupleOf([anyTensor, anyTensor]), class: "tensorflow.python.ops.gen_array_ops.Unique", fields: ["y", "idx"] },
  audio: { ...tupleOf([anyTensor, anyTensor]), class: "tensorflow.python.ops.gen_audio_ops.DecodeWav", fields: ["audio", "sample_rate"] },
  "feature-column": subclassOf("tensorflow.python.feature_column.feature_column_v2_types.FeatureColumn"),
  converter: subclassOf("tensorflow.lite.TFLiteConverter"),
  status: subclassOf("tensorflow.python.checkpoint.checkpoint.CheckpointLoadStatus"),
  value: join(numpyScalar(null), { kind: "array", dtype: null, shape: null, view: "owned" }),
};

/** `tf-usual(form)`: what to expect, where nothing is certain. */
const expected: Rule = (call, form = "") =>
  (call.assumes ? usual[form] : undefined) ?? unknown(`what ${call.name} gives depends on what it gets`);

/** `tf-run`: what a session gives has the form of what is fetched, with values for tensors and None for operations. */
const run: Rule = (call) => {
  const fetches = call.argument("fetches");
  const value = join(numpyScalar(null), { kind: "array", dtype: null, shape: null, view: "owned" } as const, scalar("bytes"));
  const leaf = (type: Type): Type | undefined => {
    if (isTensor(type)) return value;
    if (isObject(type, operationObject.class)) return none;
    return call.assumes ? value : undefined;
  };
  if (!fetches || fetches.kind === "unknown") return call.assumes ? value : unknown("what is fetched is not known");
  return mapStructure(fetches, (type) => (type.kind === "unknown" && call.assumes ? value : leaf(type)), true);
};

/** `tf-entering(what, class, …)`: a context manager of one of these classes that gives the receiver, or None. */
const entering: Rule = (call, what, ...classes) => {
  const entered = what === "self" ? call.receiver : none;
  return join(...classes.map((name) => object(name, entered && { entered })));
};

/** Rules for the catalogue. */
export const operationRules: Readonly<Record<string, Rule>> = {
  "tf-op": operation,
  "tf-dense": dense,
  "tf-list": tensors,
  "tf-several": several,
  "tf-svd": singularValues,
  "tf-variable": variable,
  "tf-assign": assign,
  "tf-gradient": gradient,
  "tf-ragged": raggedOr,
  "tf-ragged-constant": raggedConstant,
  "tf-eagerly": eagerly,
  "tf-usual": expected,
  "tf-run": run,
  "tf-entering": entering,
};

// ------------------------------------------------------------ operators

export function binary(_op: BinaryOperator, left: Type, right: Type, context: RuleContext): Type | undefined {
  const sides = [left, right];
  if (sides.some(isSymbolic))
    return sides.every((side) => isSymbolic(side) || isTensor(side) || side.kind === "scalar") ? symbolic : undefined;
  if (sides.some(isRagged) && sides.every((side) => isRagged(side) || (isDense(side) && side.kind !== "none")))
    return mayDispatch(context) ? undefined : ragged;
  if (!sides.some(isTensor)) return undefined;
  return sides.every((side) => isDense(side) && side.kind !== "none") ? resultFor(sides, context) : undefined;
}

/** Switches with which comparing two tensors asks whether they are the same object. */
const oldBehaviour = ["tensorflow.compat.v1.disable_v2_behavior", "tensorflow.compat.v1.disable_tensor_equality"];

export function compare(op: CompareOperator, left: Type, right: Type, context: RuleContext): Type | undefined {
  if ((!isTensor(left) && !isTensor(right)) || !isDense(left) || !isDense(right)) return undefined;
  if (op === "Lt" || op === "LtE" || op === "Gt" || op === "GtE") return anyTensor;
  if (op !== "Eq" && op !== "NotEq") return undefined;
  const mayBeBool =
    [left, right].some((side) => membersOf(side).some(({ kind }) => kind === "none")) ||
    oldBehaviour.some((name) => context.programCalls(name));
  return mayBeBool ? join(anyTensor, scalar("bool")) : anyTensor;
}

export function unary(op: UnaryOperator, operand: Type): Type | undefined {
  if (isSymbolic(operand) && op === "USub") return symbolic;
  if (isRagged(operand) && op === "USub") return ragged;
  return isTensor(operand) && (op === "USub" || op === "Invert") ? anyTensor : undefined;
}

export function subscript(value: Type, index: Type): Type | undefined {
  if (isTensor(value)) return anyTensor;
  if (isSymbolic(value)) return symbolic;
  if (isRagged(value)) return index.kind === "slice" ? ragged : join(anyTensor, ragged);
  if (isObject(value, "tensorflow.TensorShape")) {
    if (index.kind === "slice") return value;
    return index.kind === "scalar" && index.class === "int" ? join(scalar("int"), none) : undefined;
  }
  return undefined;
}

export function iterate(value: Type): Type | undefined {
  if (isTensor(value)) return anyTensor;
  if (isRagged(value)) return join(anyTensor, ragged);
  return isObject(value, "tensorflow.TensorShape") ? join(scalar("int"), none) : undefined;
}

export const length = (value: Type): null | undefined => (isTensor(value) || isRagged(value) ? null : undefined);
