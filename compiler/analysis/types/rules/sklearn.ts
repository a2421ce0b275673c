/** What scikit-learn's functions and estimators give: the rules that `catalog/facts/sklearn.json` names, and bunches. */
import type { LibraryRules } from "../rule.js";
import { bunchAttribute, bunchItem } from "./sklearn/bunch.js";
import { loadData, makeBlobs, makeRegression } from "./sklearn/datasets.js";
import { dependence, fetchData, folderData, importances, sampleImages, speciesData } from "./sklearn/downloads.js";
import {
  arrayOf,
  arraysOf,
  bestEstimator,
  changedParameters,
  clone,
  coefficients,
  delegate,
  fitted,
  metaEstimator,
  neighbors,
  predictWithDeviation,
  projections,
  storeParameter,
  transformed,
  withOwnCode,
} from "./sklearn/estimators.js";
import { crossValidated, functionApplied, functionTransformer, likelihood, namedScorer, scorer } from "./sklearn/functions.js";
import { averaged, precisionRecall, report, score } from "./sklearn/metrics.js";
import { makePipeline, pipeline, pipelineAttribute, stepItem } from "./sklearn/pipelines.js";
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
    "sk-cross-validate": crossValidated,
    "sk-dependence": dependence,
    "sk-fetch": fetchData,
    "sk-fit": fitted,
    "sk-folder": folderData,
    "sk-function": functionTransformer,
    "sk-function-applied": functionApplied,
    "sk-images": sampleImages,
    "sk-importances": importances,
    "sk-likelihood": likelihood,
    "sk-load": loadData,
    "sk-make-blobs": makeBlobs,
    "sk-make-pipeline": makePipeline,
    "sk-make-regression": makeRegression,
    "sk-meta": metaEstimator,
    "sk-metric": averaged,
    "sk-named-scorer": namedScorer,
    "sk-neighbors": neighbors,
    "sk-own": withOwnCode,
    "sk-pipeline": pipeline,
    "sk-pls": projections,
    "sk-predict-std": predictWithDeviation,
    "sk-prfs": precisionRecall,
    "sk-report": report,
    "sk-resample": resample,
    "sk-score": score,
    "sk-scorer": scorer,
    "sk-species": speciesData,
    "sk-split": split,
    "sk-transform": transformed,
  },
  attribute: (value, name) => bunchAttribute(value, name) ?? pipelineAttribute(value, name),
  subscript: (value, index) => bunchItem(value, index) ?? stepItem(value, index),
  storeAttribute: storeParameter,
};
