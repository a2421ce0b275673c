/** Python's own values: operators, subscripts, iteration, and the rules of builtins and the standard library. */
import type { LibraryRules } from "../rule.js";
import { attribute, enter } from "./python/attributes.js";
import { builtinRules } from "./python/builtins.js";
import { iterate, length } from "./python/iteration.js";
import { callNamedTuple, libraryRules } from "./python/library.js";
import { matchRules } from "./python/matches.js";
import { methodRules } from "./python/methods.js";
import { binary, compare, inPlace, unary } from "./python/operators.js";
import { stringRules } from "./python/strings.js";
import { deleteSubscript, storeSubscript, subscript } from "./python/subscripts.js";

export const pythonRules: LibraryRules = {
  rules: { ...builtinRules, ...methodRules, ...libraryRules, ...matchRules, ...stringRules },
  binary,
  inPlace,
  unary,
  compare,
  subscript,
  storeSubscript,
  deleteSubscript,
  attribute,
  iterate,
  length,
  enter,
  callInstance: callNamedTuple,
};
