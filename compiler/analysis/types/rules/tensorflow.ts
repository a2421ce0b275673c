/** TensorFlow and Keras. The parts are in `tensorflow/`; this file only puts them together. */
import type { LibraryRules } from "../rule.js";
import type { Type } from "../type.js";
import { datasetRules, iterateDataset } from "./tensorflow/datasets.js";
import { callLayer, kerasAttribute, kerasRules } from "./tensorflow/keras.js";
import { binary, compare, iterate, length, operationRules, subscript, unary } from "./tensorflow/operations.js";
import { tracingRules } from "./tensorflow/tracing.js";
import { isTensor } from "./tensorflow/values.js";

function attribute(value: Type, name: string): Type | undefined {
  return isTensor(value) && name === "numpy" ? { kind: "library-function", name: `${value.class}.numpy`, receiver: value } : undefined;
}

export const tensorflowRules: LibraryRules = {
  rules: { ...operationRules, ...datasetRules, ...tracingRules, ...kerasRules },
  binary,
  inPlace: binary,
  compare,
  unary,
  attribute: (value, name, context) => attribute(value, name) ?? kerasAttribute(value, name, context),
  subscript,
  iterate: (value) => iterate(value) ?? iterateDataset(value),
  length,
  enter: (value) => (value.kind === "object" ? value.parts?.["entered"] : undefined),
  callInstance: callLayer,
};
