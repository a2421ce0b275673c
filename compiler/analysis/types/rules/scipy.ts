/** What SciPy's functions give: the rules that `catalog/facts/scipy.json` names, results with attributes, sparse matrices. */
import type { LibraryRules } from "../rule.js";
import {
  curveFit,
  eigen,
  eigenHermitian,
  filter,
  integral,
  minimum,
  optimum,
  orthogonal,
  quadrature,
  resultAttribute,
  root,
  singular,
  transform,
} from "./scipy/results.js";
import {
  dot,
  made,
  sparseAttribute,
  sparseBinary,
  sparseCompare,
  sparseItem,
  sparseIterate,
  sparseUnary,
  transposed,
} from "./scipy/sparse.js";
import { ufunc } from "./scipy/special.js";
import { namedResult } from "./scipy/stats.js";

export const scipyRules: LibraryRules = {
  rules: {
    "sp-curve-fit": curveFit,
    "sp-dot": dot,
    "sp-eig": eigen,
    "sp-eigh": eigenHermitian,
    "sp-filter": filter,
    "sp-fmin": minimum,
    "sp-integral": integral,
    "sp-made": made,
    "sp-optimum": optimum,
    "sp-qr": orthogonal,
    "sp-quad": quadrature,
    "sp-root": root,
    "sp-svd": singular,
    "sp-transform": transform,
    "sp-transposed": transposed,
    "sp-tuple": namedResult,
    "sp-ufunc": ufunc,
  },
  binary: sparseBinary,
  unary: sparseUnary,
  compare: sparseCompare,
  subscript: sparseItem,
  iterate: sparseIterate,
  attribute: (value, name) => sparseAttribute(value, name) ?? resultAttribute(value, name),
};
