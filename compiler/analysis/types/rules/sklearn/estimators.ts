/** Methods of estimators. */
import type { Outcome, RuleCall, RuleContext } from "../../rule.js";
import { array, join, list, literal, numpyScalar, type ObjectType, object, scalar, type Type, tupleOf, unknown } from "../../type.js";
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

export function pipeline(call: RuleCall): Type {
  const steps = call.argument("steps");
  const last = steps?.kind === "list" ? steps.items?.at(-1) : undefined;
  return assembled(call, call.name, last?.kind === "tuple" ? last.items?.[1] : undefined);
}

export function makePipeline(call: RuleCall): Type {
  return assembled(call, "sklearn.pipeline.Pipeline", call.spreads ? undefined : call.positional.at(-1));
}

function assembled(call: RuleCall, name: string, inner: Type | undefined): Type {
  const given = [...call.positional, ...call.keyword.map(([, type]) => type)];
  const isOwn = !call.spreads && given.every(runsOwnCodeOnly);
  return object(name, isOwn ? { own: literal(true), ...(inner ? { inner } : {}) } : undefined);
}

/** A parameter that can bring no code of the program with it. */
function runsOwnCodeOnly(type: Type): boolean {
  switch (type.kind) {
    case "scalar":
    case "numpy-scalar":
    case "none":
    case "array":
    case "range":
    case "slice":
    case "series":
    case "index":
    case "library-function":
    case "library-class":
      return true;
    case "list":
    case "tuple":
    case "set":
      return runsOwnCodeOnly(type.element);
    case "dict":
      return runsOwnCodeOnly(type.key) && runsOwnCodeOnly(type.value);
    case "union":
      return type.members.every(runsOwnCodeOnly);
    case "never":
      return true;
    case "object":
      return type.class.startsWith("sklearn.") && !type.subclass && (!takesCode(type.class) || type.parts?.["own"] !== undefined);
    default:
      return false;
  }
}

/** Classes outside of the catalogue's `@sk-meta` that run functions of the program. */
const takesCode = (name: string): boolean => name.endsWith(".FunctionTransformer");

const isOwn = (type: Type | undefined): boolean => type?.kind === "object" && type.parts?.["own"] !== undefined;

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
  transform: transformed,
};

/** A method that may run code of the program, which the estimator was made with. */
export function withOwnCode(call: RuleCall, form: string, ...parameters: string[]): Outcome {
  const { receiver } = call;
  const isSafe = isOwn(receiver);
  if (!isSafe) {
    const given = [...call.positional, ...call.keyword.map(([, type]) => type)];
    call.callFunction(unknown("a function or estimator of the program"), [...(receiver ? [receiver] : []), ...given]);
  }
  return forms[form]?.(call, ...parameters) ?? unknown(`no form ${form} of a result`);
}

/** `fit`: the estimator itself; what it is made of stays, and so do the forms of the data. */
export function fitted(call: RuleCall): Outcome {
  const { receiver } = call;
  if (!receiver) return unknown("an estimator that is not known");
  return { result: receiver, receiver, ...unchangedData(call) };
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
  if (!passesOn(type.class)) return type;
  return isOwn(type) ? innermost(type.parts?.["inner"]) : undefined;
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
