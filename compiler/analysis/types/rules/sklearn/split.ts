/** Selections of rows: their results have the forms of what is selected from. */
import type { RuleCall } from "../../rule.js";
import { array, join, list, listOf, type Type, unknown } from "../../type.js";
import { sparse } from "./values.js";

/** Some rows of one of the things that can be split, in some order. */
function someRows(type: Type): Type {
  switch (type.kind) {
    case "array":
      return array(type.dtype, type.shape ? [null, ...type.shape.slice(1)] : null, "maybe");
    case "frame":
      return { kind: "frame", columns: type.columns, complete: type.complete, index: null, length: null };
    case "series": {
      const name = type.name === undefined ? {} : { name: type.name };
      return { kind: "series", dtype: type.dtype, ...name, index: null, length: null };
    }
    case "list":
      return list(type.element);
    case "object":
      return type.class.startsWith("scipy.sparse.") ? sparse : unknown("some rows of a value of another library");
    case "union":
      return join(...type.members.map(someRows));
    default:
      return unknown("some rows of a value that is not known");
  }
}

/** `train_test_split(a, b)`: a list with two parts of each. */
export function split(call: RuleCall): Type {
  if (call.spreads) return list(unknown("parts of arguments that are spread"));
  return listOf(call.positional.flatMap((one) => [someRows(one), someRows(one)]));
}

/** `shuffle(a, b)`, `resample(a, b)`: a list, but one thing alone comes alone. */
export function resample(call: RuleCall): Type {
  if (call.spreads) return unknown("parts of arguments that are spread");
  const [first, ...rest] = call.positional;
  if (first === undefined) return unknown("nothing is resampled");
  return rest.length === 0 ? someRows(first) : listOf(call.positional.map(someRows));
}
