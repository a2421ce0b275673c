/**
 * Functions of the program that TensorFlow traces (`tf.function`): arrays come in as tensors, and what they give goes through the
 * graph, in the same structure.
 */
import type { Rule } from "../../rule.js";
import { membersOf, type Type, unknown } from "../../type.js";
import { anyTensor, converted, mapStructure } from "./values.js";

/** What a parameter gets for an argument. With an `input_signature` numbers are tensors, too. */
export function tracedArgument(type: Type, hasSignature: boolean): Type {
  const leaf = (value: Type): Type => {
    switch (value.kind) {
      case "array":
      case "numpy-scalar":
      case "series":
      case "frame":
      case "index":
        return anyTensor;
      case "scalar":
        return hasSignature ? anyTensor : value;
      default:
        return value;
    }
  };
  // Whoever gets it has the same objects, where nothing in them is changed.
  const changes = (value: Type): boolean => {
    if (value.kind === "list" || value.kind === "tuple") return (value.items ?? [value.element]).some(changes);
    if (value.kind === "dict") return [value.value, ...(value.entries ?? []).map((entry) => entry.value)].some(changes);
    return membersOf(value).some((member) => leaf(member) !== member);
  };
  return changes(type) ? mapStructure(type, leaf, true) : type;
}

/** What a call gives for what the function returns. */
export const tracedResult = (type: Type): Type => mapStructure(type, converted, true);

/** `tf-replicas`: what the function gives, on one replica; on several, a value that holds one of each. */
const perReplica: Rule = (call) => {
  if (!call.assumes) return unknown("one value per replica");
  const callee = call.argument("fn");
  const args = call.argument("args");
  const given = args?.kind === "tuple" ? args.items : args === undefined ? [] : undefined;
  return callee && given ? call.callFunction(callee, given) : unknown("what the replicas are given is not known");
};

/** `tf-structure`: what the function makes of each leaf, in the same structure. */
const mappedStructure: Rule = (call) => {
  const [callee, structure] = call.positional;
  if (!callee || !structure || call.positional.length !== 2 || call.keyword.length > 0 || call.stars) return unknown("several structures");
  const leaf = (value: Type): Type => call.callFunction(callee, [value]);
  return mapStructure(structure, leaf, true);
};

/** `tf-python(form)`: one tensor, or a list of them for a list of types. */
const inPython: Rule = (call) => {
  const type = call.argument("Tout");
  if (type?.kind === "object") return anyTensor;
  return type && (type.kind === "list" || type.kind === "tuple")
    ? { kind: "list", element: anyTensor }
    : unknown("how many tensors it gives");
};

export const tracingRules: Readonly<Record<string, Rule>> = {
  "tf-replicas": perReplica,
  "tf-structure": mappedStructure,
  "tf-python": inPython,
};
