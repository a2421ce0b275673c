/** PyTorch. The parts are in `torch/`; this file only puts them together. */
import type { LibraryRules } from "../rule.js";
import { attribute, storeAttribute } from "./torch/attributes.js";
import { conversionRules, movingRules } from "./torch/conversion.js";
import { creationRules, derivingRules } from "./torch/creation.js";
import { dataAttribute, dataRules, iterateData, subscriptData } from "./torch/data.js";
import { functionalRules, operandRules } from "./torch/functional.js";
import { iterate, length, storeSubscript, subscript } from "./torch/indexing.js";
import { joiningRules } from "./torch/joining.js";
import { linearAlgebraRules } from "./torch/linear-algebra.js";
import { callInstance, iterateModule, moduleRules, storeModule, subscriptModule } from "./torch/modules.js";
import { overridable } from "./torch/overrides.js";
import { binary, compare, inPlace, pointwiseRules, unary } from "./torch/pointwise.js";
import { reductionRules } from "./torch/reductions.js";
import { viewRules } from "./torch/views.js";

export const torchRules: LibraryRules = {
  rules: {
    ...overridable(pointwiseRules, "all"),
    ...overridable(reductionRules, "first"),
    ...overridable(linearAlgebraRules, "all"),
    ...overridable(viewRules, "first"),
    ...overridable(joiningRules, "all"),
    ...creationRules,
    ...overridable(derivingRules, "first"),
    ...overridable(conversionRules, "first"),
    ...overridable(movingRules, "all"),
    ...functionalRules,
    ...overridable(operandRules, "all"),
    ...moduleRules,
    ...dataRules,
  },
  binary,
  inPlace,
  unary,
  compare,
  subscript: (value, index, context) => subscript(value, index, context) ?? subscriptModule(value, index) ?? subscriptData(value, index),
  storeSubscript: (value, index, stored, context) => storeSubscript(value, index, stored, context) ?? storeModule(value, stored),
  attribute: (value, name, context) => attribute(value, name, context) ?? dataAttribute(value, name),
  storeAttribute,
  iterate: (value) => iterate(value) ?? iterateModule(value) ?? iterateData(value),
  length,
  callInstance,
};
