/** What NumPy's functions, methods and operators give: the rules that `catalog/facts/numpy.json` names. */
import type { LibraryRules } from "../rule.js";
import { attribute, iterateArray, iterateObject, storeAttribute } from "./numpy/attributes.js";
import * as combining from "./numpy/combining.js";
import * as constructors from "./numpy/constructors.js";
import { subscriptArray } from "./numpy/indexing.js";
import * as made from "./numpy/made.js";
import * as numeric from "./numpy/numeric.js";
import { binary, compare, inPlace, unary } from "./numpy/operators.js";
import { item, nestedList } from "./numpy/python-values.js";
import * as rearranging from "./numpy/rearranging.js";
import * as reductions from "./numpy/reductions.js";
import * as sampling from "./numpy/sampling.js";
import { scalarClass } from "./numpy/scalar-classes.js";
import { ofScalar } from "./numpy/scalar-methods.js";
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
    "np-made": made.made,
    "np-tuple": made.several,
    "np-list": made.listOfMade,
    "np-unique": made.unique,
    "np-named": made.named,
    "np-svd": made.svd,
    "np-norm": made.norm,
    "np-reshape": rearranging.reshape,
    "np-transpose": rearranging.transpose,
    "np-moved": rearranging.moved,
    "np-squeeze": rearranging.squeeze,
    "np-expand": rearranging.expandDims,
    "np-flat": rearranging.flattened,
    "np-astype": rearranging.astype,
    "np-resized": rearranging.resized,
    "np-broadcast-to": rearranging.broadcastTo,
    "np-at-least": rearranging.atLeast,
    "np-repeat": rearranging.repeated,
    "np-copy": rearranging.copied,
    "np-take": rearranging.taken,
    "np-triangle": rearranging.triangle,
    "np-join": combining.joined,
    "np-split": combining.split,
    "np-where": combining.where,
    "np-nonzero": combining.nonzero,
    "np-product": combining.product,
    "np-diff": combining.difference,
    "np-clip": combining.clip,
    "np-search": combining.searchSorted,
    "np-round": combining.rounded,
    "np-of-lengths": sampling.ofLengths,
    "np-sample": sampling.sample,
    "np-integers": sampling.integers,
    "np-of-dtype": sampling.ofDType,
    "np-choice": sampling.choice,
    "np-permutation": sampling.permutation,
    "np-sampled": sampling.fixedShape,
    "np-floating": numeric.floatingEach,
    "np-indices": numeric.indices,
    "np-gradient": numeric.gradient,
    "np-polyfit": numeric.fittedPolynomial,
    "np-load": numeric.loaded,
    "np-loadtxt": numeric.loadedText,
    "np-item": item,
    "np-tolist": nestedList,
    "np-scalar": ofScalar,
    "np-scalar-class": scalarClass,
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
  iterate(value, context) {
    if (value.kind === "array") return iterateArray(value, context);
    return value.kind === "object" ? iterateObject(value.class, value.parts, context) : undefined;
  },
  length(value) {
    if (value.kind !== "array") return undefined;
    return value.shape && value.shape.length > 0 ? value.shape[0] : null;
  },
};
