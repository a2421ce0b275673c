/** Methods of estimators. */
import type { Outcome, RuleCall, RuleContext } from "../../rule.js";
import { array, join, list, literal, numpyScalar, type ObjectType, object, scalar, type Type, tupleOf, unknown } from "../../type.js";
import { copyOf, isOwn, runsOwnCodeOnly } from "./copies.js";
import { scores } from "./functions.js";
import { afterFit, isPipeline, lastStep } from "./pipelines.js";
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
export function transformed(call: RuleCall, form: string): Outcome {
  const input = call.argument("X") ?? call.argument("raw_documents");
  const rows = input && isDense(input) ? call.lengthOf(input) : null;
  const dense = array(null, [rows, null], "maybe");
  const isArray = form === "dense" || (form === "like" && input !== undefined && isDense(input));
  return { result: withOutputFormats(call, isArray ? dense : join(dense, sparse)), ...unchangedData(call) };
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

/**
 * Estimators that are made of functions or of other estimators: keeps the one that does the work, for the methods that only
 * pass calls on, and whether all code that will run is the library's own.
 */
export function metaEstimator(call: RuleCall, parameter = "estimator"): Type {
  return assembled(call, call.name, call.argument(parameter));
}

function assembled(call: RuleCall, name: string, inner: Type | undefined): Type {
  const given = [...call.positional, ...call.keyword.map(([, type]) => type)];
  const own = literal(!call.spreads && given.every(runsOwnCodeOnly));
  return object(name, { own, ...(inner ? { inner } : {}) });
}

/** What the methods of such estimators give, by the rule that stands behind it. */
const forms: Readonly<Record<string, (call: RuleCall, ...parameters: string[]) => Outcome>> = {
  array: arrayOf,
  arrays: arraysOf,
  delegate,
  fit: fitted,
  "list-of-arrays": () => list(array(null, null, "maybe")),
  neighbors,
  number: () => join(scalar("float"), scalar("int"), numpyScalar(null)),
  "predict-std": predictWithDeviation,
  scores,
  transform: transformed,
};

/** A method that may run code of the program, which the estimator was made with. */
export function withOwnCode(call: RuleCall, form: string, ...parameters: string[]): Outcome {
  const { receiver } = call;
  const isSafe = isOwn(receiver) || call.assumes;
  if (!isSafe) {
    const given = [...call.positional, ...call.keyword.map(([, type]) => type)];
    call.callFunction(unknown("a function or estimator of the program"), [...(receiver ? [receiver] : []), ...given]);
  }
  const outcome = forms[form]?.(call, ...parameters) ?? unknown(`no form ${form} of a result`);
  // Pipelines that are fitted on the way stay what they are.
  const fits = isPipeline(receiver) && isSafe && /\.fit_\w+$/.test(call.name) && "kind" in outcome;
  return fits ? { result: outcome, receiver: afterFit(receiver) } : outcome;
}

/** `fit`: the estimator itself; what it is made of stays, and so do the forms of the data. */
export function fitted(call: RuleCall): Outcome {
  const { receiver } = call;
  if (!receiver) return unknown("an estimator that is not known");
  return { result: receiver, receiver: receiver.kind === "object" ? afterFit(receiver) : receiver, ...unchangedData(call) };
}

/** Estimators that are told to may overwrite their input, but not give it another form. */
function unchangedData(call: RuleCall): { arguments?: Readonly<Record<string, Type>> } {
  const data = call.argument("X");
  return data && (data.kind === "frame" || data.kind === "series") ? { arguments: { X: data } } : {};
}

/** `set_params`: the same object, of whose parts nothing is known any more. */
export function changedParameters(call: RuleCall): Outcome {
  const { receiver } = call;
  if (receiver?.kind !== "object") return receiver ?? unknown("an estimator that is not known");
  const stays = !call.spreads && call.keyword.every(([, type]) => runsOwnCodeOnly(type)) && isOwn(receiver);
  return { result: receiver, receiver: { ...withoutParts(receiver), parts: { own: literal(stays) } } };
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
function innermost(type: Type | undefined, assumes: boolean): ObjectType | undefined {
  if (type?.kind !== "object" || type.subclass || !type.class.startsWith("sklearn.")) return undefined;
  if (!passesOn(type.class)) return type;
  if (!isOwn(type) && !assumes) return undefined;
  const { inner } = type.parts ?? {};
  return innermost(isPipeline(type) ? lastStep(type) : inner, assumes);
}

const passesOn = (name: string): boolean =>
  /\.(Pipeline|\w*SearchCV|RFE|RFECV|FrozenEstimator|FixedThresholdClassifier|TunedThresholdClassifierCV|RANSACRegressor|SelfTrainingClassifier|OneVsRestClassifier|FunctionTransformer)$/.test(
    name,
  );

/** A method that another estimator does the work of. */
export function delegate(call: RuleCall, method: string): Type {
  const inner = innermost(call.receiver, call.assumes);
  // Whichever estimator of the library it is, these have the same form.
  const anyWill =
    (isOwn(call.receiver) || call.assumes) &&
    ["predict", "score", "predict_proba", "predict_log_proba", "decision_function"].includes(method);
  if (!inner && !anyWill) return unknown("the estimator that does the work is not known");
  // Arguments that are passed on can ask for more than predictions.
  if (call.keyword.some(([name]) => name.startsWith("return_"))) return unknown("predictions with their deviations");
  const result = resultOf(call, inner?.class ?? "", method);
  if (!inner && method === "predict") return join(result, sparse);
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
  const copy = copyOf(inner);
  // What is searched for may be an estimator of the program.
  return isOwn(call.receiver) || copy.kind !== "object" ? copy : withoutParts(copy);
}

export const clone = (call: RuleCall): Type => copyOf(call.argument("estimator"), call);
