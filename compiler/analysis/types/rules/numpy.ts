/** What NumPy's functions, methods and operators give: the rules that `catalog/facts/numpy.json` names. */
import type { LibraryRules } from "../rule.js";
import { attribute, iterateArray, iterateObject, storeAttribute } from "./numpy/attributes.js";
import * as constructors from "./numpy/constructors.js";
import { subscriptArray } from "./numpy/indexing.js";
import { binary, compare, inPlace, unary } from "./numpy/operators.js";
import * as reductions from "./numpy/reductions.js";
import { ufunc, ufuncMethod } from "./numpy/ufunc-rules.js";

export const numpyRules: LibraryRules = {
  rules: {
    "np-ufunc": ufunc,
    "np-ufunc-method": ufuncMethod,
    "np-reduce": reductions.reduce,
    "np-position": reductions.position,
    "np-count-nonzero": reductions.countNonzero,
    "np-cumulate": reductions.cumulate,
    "np-quantile": reductions.quantile,
    "np-average": reductions.average,
    "np-diagonal": reductions.diagonal,
    "np-trace": reductions.trace,
    "np-array": constructors.fromValue,
    "np-laid-out": constructors.laidOut,
    "np-filled": constructors.filled,
    "np-full": constructors.full,
    "np-like": constructors.like,
    "np-arange": constructors.arange,
    "np-spaced": constructors.spaced,
    "np-eye": constructors.eye,
    "np-tri": constructors.tri,
    "np-meshgrid": constructors.meshgrid,
    "np-flat-from": constructors.flatFrom,
    "np-vander": constructors.vander,
    "np-diag": constructors.diag,
  },
  binary,
  inPlace,
  unary,
  compare,
  subscript(value, index, context) {
    return value.kind === "array" ? subscriptArray(value, index, context) : undefined;
  },
  storeSubscript(value) {
    // The dtype and shape stay; what is stored is converted or refused.
    return value.kind === "array" ? value : undefined;
  },
  attribute,
  storeAttribute,
  iterate(value) {
    if (value.kind === "array") return iterateArray(value);
    return value.kind === "object" ? iterateObject(value.class, value.parts) : undefined;
  },
  length(value) {
    if (value.kind !== "array") return undefined;
    return value.shape && value.shape.length > 0 ? value.shape[0] : null;
  },
};
