/** Metrics: numbers, whose class depends on the version, or arrays of one per class or output. */
import type { RuleCall } from "../../rule.js";
import { array, dict, join, none, numpyScalar, scalar, type Type, tupleOf, unknown } from "../../type.js";
import { flag } from "./values.js";

/** One number: always a Python float in new versions; before, whatever the computation gave. */
export function score(call: RuleCall): Type {
  const isFloat = call.targets.satisfies("sklearn", ">=1.9");
  return isFloat ? scalar("float") : join(scalar("float"), scalar("int"), numpyScalar(null));
}

/**
 * A number, or one per class or output.
 * @param parameter the one that decides: `average` (None: one per class) or `multioutput` (`"raw_values"`: one per output)
 */
export function averaged(call: RuleCall, parameter: string): Type {
  const how = call.argument(parameter);
  const each = array(null, [null]);
  if (how === undefined) return score(call);
  if (parameter === "average" && how.kind === "none") return each;
  if (how.kind === "scalar" && typeof how.value === "string") return how.value === "raw_values" ? each : score(call);
  return join(score(call), each);
}

/** Precision, recall, F-score and support. */
export function precisionRecall(call: RuleCall): Type {
  const average = call.argument("average");
  const each = array(null, [null]);
  const perClass = tupleOf([each, each, each, each]);
  const total = tupleOf([score(call), score(call), score(call), none]);
  if (average === undefined || average.kind === "none") return perClass;
  return average.kind === "scalar" && average.class === "str" ? total : join(perClass, total);
}

export function report(call: RuleCall): Type {
  const asDict = flag(call.argument("output_dict"), false);
  const entries = dict(scalar("str"), unknown("one part of the report"));
  if (asDict === undefined) return join(scalar("str"), entries);
  return asDict ? entries : scalar("str");
}
