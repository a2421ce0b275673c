/**
 * AutoGraph: TensorFlow rewrites functions before it traces them. Where the condition of a branch or loop is a tensor, the variables that
 * are set in it become tensors, and so do the results of builtins and of `not` for tensors. Which functions that happens to cannot be
 * seen (those that traced functions call, layers of Keras 2), so that it has to be expected in all functions of such a program.
 */
import type { Node, Statement } from "../../../ir/nodes.js";
import { childrenOf } from "../../../ir/visit.js";
import { anyTensor, isTensor } from "../rules/tensorflow/values.js";
import { join, membersOf, type Type, tuple, tupleOf, unknown } from "../type.js";

/** Whether a value of this type may be a tensor or data set, or lead to one when it is iterated over. */
export const mayBeTensor = (type: Type): boolean =>
  membersOf(type).some((member) => {
    switch (member.kind) {
      case "unknown":
        return true;
      case "range":
        return [member.start, member.stop, member.step].some(mayBeTensor);
      case "iterator":
        return member.class !== "types.GeneratorType" && mayBeTensor(member.element);
      case "object":
        return member.class.startsWith("tensorflow.") || member.class.startsWith("keras.");
      default:
        return isTensor(member);
    }
  });

/** What a variable holds that is set where AutoGraph may have made a graph of the code around. */
export function asTensors(type: Type): Type {
  return join(
    ...membersOf(type).map((member): Type => {
      switch (member.kind) {
        case "scalar":
        case "numpy-scalar":
        case "array":
          return join(member, anyTensor);
        case "tensor":
          return isTensor(member) ? join(member, anyTensor) : member;
        case "tuple":
          if (member.class !== undefined) return unknown("AutoGraph may have made tensors of what it holds");
          return member.items ? tupleOf(member.items.map(asTensors)) : tuple(asTensors(member.element));
        case "list":
        case "dict": {
          const element = member.kind === "dict" ? member.value : member.element;
          const isSettled = membersOf(element).every((one) => isTensor(one) && one.class === anyTensor.class);
          return isSettled ? member : unknown("AutoGraph may have made tensors of what it holds");
        }
        default:
          return member;
      }
    }),
  );
}

/** Builtins that AutoGraph replaces, and whether they give a value (a number, that is) or something to iterate over. */
const replaced: Readonly<Record<string, "value" | "other">> = {
  abs: "value",
  all: "value",
  any: "value",
  enumerate: "other",
  filter: "other",
  float: "value",
  int: "value",
  len: "value",
  map: "other",
  max: "value",
  min: "value",
  next: "other",
  print: "other",
  range: "value",
  sorted: "value",
  sum: "value",
  zip: "other",
};

/** What a builtin function may give for such arguments, when it is called in a function that AutoGraph may rewrite. */
export function builtinResult(name: string, args: readonly Type[], result: Type): Type {
  const form = name.startsWith("builtins.") ? replaced[name.slice("builtins.".length)] : undefined;
  if (form === undefined || !args.some(mayBeTensor)) return result;
  return form === "value" ? join(result, anyTensor) : unknown(`AutoGraph replaces ${name.slice("builtins.".length)} for tensors`);
}

/** A loop that may be left, or gone on with, early: when that depends on a tensor, so does all that follows in it. */
export function hasJump(body: readonly Statement[]): boolean {
  const visit = (node: Node): boolean => {
    if (["Break", "Continue", "Return"].includes(node.kind)) return true;
    if (["FunctionDef", "AsyncFunctionDef", "ClassDef", "Lambda"].includes(node.kind)) return false;
    return childrenOf(node).some(visit);
  };
  return body.some(visit);
}
