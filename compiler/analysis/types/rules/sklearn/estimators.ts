/** Methods of estimators. */
import type { Outcome, RuleCall, RuleContext } from "../../rule.js";
import { array, join, list, numpyScalar, type ObjectType, object, scalar, type Type, tupleOf, unknown } from "../../type.js";
import { flag, isDense, numpyArray, sparse, withOutputFormats } from "./values.js";

/**
 * An array of predictions.
 * @param dtype of its elements, `*` for any
 * @param rank number of its axes, `*` for any
 */
export function arrayOf(call: RuleCall, dtype = "*", rank = "*"): Type {
  const axes = rank === "*" ? null : Array.from({ length: Number(rank) }, () => null);
  return numpyArray(call, dtype === "*" ? null : dtype, axes);
}

/** An array, or for several outputs a list of one per output. */
export function arraysOf(call: RuleCall): Type {
  const one = numpyArray(call, null, null);
  return join(one, list(one));
}

/** Coefficients: dense until `sparsify` is called. */
export function coefficients(call: RuleCall): Type {
  const dense = array(null, null, "maybe");
  return call.programCalls("sklearn.linear_model.SGDClassifier.sparsify") ? join(dense, sparse) : dense;
}

/**
 * What a transformer makes of its input.
 * @param form `dense` arrays always; `like` the input: sparse for sparse input; `either`
 */
export function transformed(call: RuleCall, form: string): Type {
  const input = call.argument("X") ?? call.argument("raw_documents");
  const rows = input && isDense(input) ? call.lengthOf(input) : null;
  const dense = array(null, [rows, null], "maybe");
  const isArray = form === "dense" || (form === "like" && input !== undefined && isDense(input));
  return withOutputFormats(call, isArray ? dense : join(dense, sparse));
}

/** Neighbours: distances and indices, or indices alone. */
export function neighbors(call: RuleCall): Type {
  const withDistances = flag(call.argument("return_distance"), true);
  const one = array(null, null, "maybe");
  const both = tupleOf([one, one]);
  if (withDistances === undefined) return join(one, both);
  return withDistances ? both : one;
}

/** Predictions, with their standard deviation or covariance when that is asked for. */
export function predictWithDeviation(call: RuleCall): Type {
  const asked = [flag(call.argument("return_std"), false), flag(call.argument("return_cov"), false)];
  const one = numpyArray(call, null, null);
  if (asked.every((one) => one === false)) return one;
  const both = tupleOf([one, one]);
  return asked.includes(true) ? both : join(one, both);
}

/** Scores of one set of variables, or of both. */
export function projections(call: RuleCall, method: string): Type {
  const one = withOutputFormats(call, array(null, null, "maybe"));
  const both = tupleOf([one, one]);
  const second = call.argument(method === "inverse_transform" ? "y" : call.argument("Y") ? "Y" : "y");
  if (second === undefined || second.kind === "none") return method === "fit_transform" ? join(one, both) : one;
  return join(both, one);
}

// ------------------------------------------------------------ estimators of estimators

/** Keeps the estimators that it is made of, for the methods that only pass calls on. */
export function metaEstimator(call: RuleCall, parameter = "estimator"): Type {
  const inner = call.argument(parameter);
  const scoring = call.argument("scoring");
  const ownScore = scoring !== undefined && scoring.kind !== "none" && !(scoring.kind === "scalar" && scoring.class === "str");
  return object(call.name, inner && !ownScore ? { inner } : undefined);
}

export function pipeline(call: RuleCall): Type {
  const steps = call.argument("steps");
  const last = steps?.kind === "list" ? steps.items?.at(-1) : undefined;
  const inner = last?.kind === "tuple" ? last.items?.[1] : undefined;
  return object("sklearn.pipeline.Pipeline", inner ? { inner } : undefined);
}

export function makePipeline(call: RuleCall): Type {
  const inner = call.spreads ? undefined : call.positional.at(-1);
  return object("sklearn.pipeline.Pipeline", inner ? { inner } : undefined);
}

/** `set_params`: the same object, of whose parts nothing is known any more. */
export function changedParameters(call: RuleCall): Outcome {
  const { receiver } = call;
  if (receiver?.kind !== "object") return receiver ?? unknown("an estimator that is not known");
  return { result: receiver, receiver: withoutParts(receiver) };
}

export function storeParameter(value: Type, name: string): Type | undefined {
  if (value.kind !== "object" || !value.class.startsWith("sklearn.") || !value.parts) return undefined;
  if (value.class !== "sklearn.utils.Bunch") return withoutParts(value);
  const { [name]: _, ...parts } = value.parts;
  return { ...value, parts };
}

function withoutParts(value: ObjectType): ObjectType {
  const { parts: _, ...rest } = value;
  return rest;
}

/** An estimator of the library itself that is certain to do the work; `undefined` for others. */
function innermost(type: Type | undefined): ObjectType | undefined {
  if (type?.kind !== "object" || type.subclass || !type.class.startsWith("sklearn.")) return undefined;
  if (type.parts?.["inner"]) return innermost(type.parts["inner"]);
  return passesOn(type.class) ? undefined : type;
}

const passesOn = (name: string): boolean =>
  /\.(Pipeline|\w*SearchCV|RFE|RFECV|FrozenEstimator|FixedThresholdClassifier|TunedThresholdClassifierCV|RANSACRegressor|SelfTrainingClassifier|OneVsRestClassifier|FunctionTransformer)$/.test(
    name,
  );

/** A method that another estimator does the work of. */
export function delegate(call: RuleCall, method: string): Type {
  const inner = innermost(call.receiver);
  if (!inner) return unknown("the estimator that does the work is not known");
  const result = resultOf(call, inner.class, method);
  // Labels that were given as a sparse matrix come back as one.
  const outer = call.receiver?.kind === "object" ? call.receiver.class : "";
  return method === "predict" && outer.endsWith(".OneVsRestClassifier") ? join(result, sparse) : result;
}

function resultOf(context: RuleContext, estimator: string, method: string): Type {
  const one = numpyArray(context, null, null);
  switch (method) {
    case "score":
      return join(scalar("float"), numpyScalar(null));
    case "predict_proba":
    case "predict_log_proba":
      return join(one, list(one));
    case "transform":
    case "fit_transform":
      return /\.(CCA|PLS\w+)$/.test(estimator)
        ? unknown("scores of one set of variables or of both")
        : withOutputFormats(context, join(one, sparse));
    case "inverse_transform":
      return /\.(\w*Vectorizer|MultiLabelBinarizer|CCA|PLS\w+)$/.test(estimator) ? unknown("an inverse transform") : join(one, sparse);
    default:
      return one;
  }
}

/** A fitted copy of the estimator that is searched for. */
export function bestEstimator(call: RuleCall): Type {
  const inner = call.receiver?.kind === "object" ? call.receiver.parts?.["inner"] : undefined;
  return copyOf(inner);
}

export const clone = (call: RuleCall): Type => copyOf(call.argument("estimator"));

function copyOf(type: Type | undefined): Type {
  if (type?.kind !== "object" || !type.class.startsWith("sklearn.")) return unknown("a copy of an estimator that is not known");
  // Parts are objects that the copy does not share.
  return { kind: "object", class: type.class, ...(type.subclass ? { subclass: true } : {}) };
}
