/** Objects that are made of functions: function transformers and scorers; and methods whose form an argument decides. */
import type { RuleCall } from "../../rule.js";
import { array, dict, join, literal, numpyScalar, object, scalar, type Type, tupleOf, unknown } from "../../type.js";
import { isOwn, runsOwnCodeOnly } from "./copies.js";
import { flag } from "./values.js";

const scorerClass = "sklearn.metrics._scorer._Scorer";

export function scorer(call: RuleCall): Type {
  const given = [...call.positional, ...call.keyword.map(([, type]) => type)];
  return object(scorerClass, { own: literal(!call.spreads && given.every(runsOwnCodeOnly)) });
}

/** A scorer by its name; a function that is passed comes back as it is. */
export function namedScorer(call: RuleCall): Type {
  const scoring = call.argument("scoring");
  if (scoring?.kind === "scalar" && scoring.class === "str") return object(scorerClass, { own: literal(true) });
  return scoring?.kind === "object" || scoring?.kind === "user-function" ? scoring : unknown("a scorer that is not known");
}

/** What a scorer gives: a number, or one for each class when its function is told so. */
export function scores(call: RuleCall): Type {
  if (call.assumes) return join(scalar("float"), numpyScalar(null));
  return isOwn(call.receiver)
    ? join(scalar("float"), scalar("int"), numpyScalar(null), array(null, null))
    : unknown("what a function of the program gives as a score");
}

const remembered = ["func", "inverse_func", "kw_args", "inv_kw_args"];

export function functionTransformer(call: RuleCall): Type {
  const given = [...call.positional, ...call.keyword.map(([, type]) => type)];
  const own = literal(!call.spreads && given.every(runsOwnCodeOnly));
  const parts = remembered.flatMap((name) => {
    const value = call.argument(name);
    return value ? [[name, value] as const] : [];
  });
  const isPlain = !call.spreads && flag(call.argument("validate"), false) === false && isLeftOut(call.argument("feature_names_out"));
  return object(call.name, { own, ...(isPlain ? { plain: literal(true), ...Object.fromEntries(parts) } : {}) });
}

const isLeftOut = (type: Type | undefined): boolean => type === undefined || type.kind === "none";

/** The function that a transformer was made with, applied to the data. */
export function functionApplied(call: RuleCall, name: string, keywords: string): Type {
  const { receiver } = call;
  const parts = receiver?.kind === "object" && !receiver.subclass ? receiver.parts : undefined;
  const input = call.argument("X");
  if (!parts?.["plain"] || !input) return unknown("what the function of a transformer gives");
  const callee = parts[name];
  const given = parts[keywords];
  if (isLeftOut(callee)) return input;
  if (!isLeftOut(given) && !(given?.kind === "dict" && given.complete)) return unknown("arguments of the function of a transformer");
  const keyword = given?.kind === "dict" ? (given.entries ?? []).map(({ key, value }) => [String(key), value] as const) : [];
  return call.callFunction(callee as Type, [input], keyword);
}

/** A likelihood, with its gradient when that is asked for. */
export function likelihood(call: RuleCall): Type {
  const number = join(scalar("float"), numpyScalar(null));
  const both = tupleOf([number, array(null, [null])]);
  const gradient = flag(call.argument("eval_gradient"), false);
  if (gradient === undefined) return join(number, both);
  return gradient ? both : number;
}

/** What is measured in each fold, by name; estimators and indices too when they are asked for. */
export function crossValidated(call: RuleCall): Type {
  const isPlain = ["return_estimator", "return_indices"].every((name) => flag(call.argument(name), false) === false);
  return dict(scalar("str"), isPlain ? array(null, [null]) : unknown("scores of folds, estimators or indices"));
}
