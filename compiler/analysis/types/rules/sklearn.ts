/** What scikit-learn's functions and estimators give: the rules that `catalog/facts/sklearn.json` names, and bunches. */
import type { LibraryRules } from "../rule.js";
import { bunchAttribute, bunchItem } from "./sklearn/bunch.js";
import { fetchData, loadData, makeBlobs, makeRegression } from "./sklearn/datasets.js";
import {
  arrayOf,
  arraysOf,
  bestEstimator,
  changedParameters,
  clone,
  coefficients,
  delegate,
  fitted,
  makePipeline,
  metaEstimator,
  neighbors,
  pipeline,
  predictWithDeviation,
  projections,
  storeParameter,
  transformed,
  withOwnCode,
} from "./sklearn/estimators.js";
import { averaged, precisionRecall, report, score } from "./sklearn/metrics.js";
import { resample, split } from "./sklearn/split.js";

export const sklearnRules: LibraryRules = {
  rules: {
    "sk-array": arrayOf,
    "sk-arrays": arraysOf,
    "sk-best-estimator": bestEstimator,
    "sk-changed-params": changedParameters,
    "sk-clone": clone,
    "sk-coef": coefficients,
    "sk-delegate": delegate,
    "sk-fetch": fetchData,
    "sk-fit": fitted,
    "sk-load": loadData,
    "sk-make-blobs": makeBlobs,
    "sk-make-pipeline": makePipeline,
    "sk-make-regression": makeRegression,
    "sk-meta": metaEstimator,
    "sk-metric": averaged,
    "sk-neighbors": neighbors,
    "sk-own": withOwnCode,
    "sk-pipeline": pipeline,
    "sk-pls": projections,
    "sk-predict-std": predictWithDeviation,
    "sk-prfs": precisionRecall,
    "sk-report": report,
    "sk-resample": resample,
    "sk-score": score,
    "sk-split": split,
    "sk-transform": transformed,
  },
  attribute: bunchAttribute,
  subscript: bunchItem,
  storeAttribute: storeParameter,
};
