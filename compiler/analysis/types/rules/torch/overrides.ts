/**
 * Operands with classes of their own. PyTorch hands an operation over to an operand that has `__torch_function__`: subclasses of tensors
 * (`MaskedTensor`, torchvision's images) give their own class, proxies of a tracer record what is done. So an operation that an unknown
 * operand takes part in may give anything. Sizes, axes, dtypes and devices are taken to be what they are called.
 */
import type { Outcome, Rule, RuleContext } from "../../rule.js";
import { type Type, unknown } from "../../type.js";
import { operandsOf } from "./values.js";

type Rules = Readonly<Record<string, Rule>>;

/** Values that take part in operations and have no such method. */
const plain = ["torch.dtype", "torch.device", "torch.Generator", "torch.memory_format", "torch.layout"];

/** Whether an operand, or an item of a list of them, may be of a class that PyTorch asks. */
export function mayOverride(type: Type): boolean {
  switch (type.kind) {
    case "unknown":
    case "instance":
      return true;
    case "object":
      return !plain.includes(type.class);
    case "union":
      return type.members.some(mayOverride);
    case "list":
    case "tuple":
      return (type.items ?? [type.element]).some(mayOverride);
    default:
      return false;
  }
}

const given = unknown("an operand that is not known may be of a class of its own");

/**
 * Rules of operations that operands may take over.
 * @param operands `all` arguments are operands, or the first one only
 */
export function overridable(rules: Rules, operands: "all" | "first"): Rules {
  const wrapped = ([name, rule]: readonly [string, Rule]): readonly [string, Rule] => [
    name,
    (call, ...parameters) => {
      const outcome = rule(call, ...parameters);
      const positional = operandsOf(call);
      const taking = operands === "all" ? positional : positional.slice(0, 1);
      const named = call.keyword.filter(([key]) => (operands === "all" ? key !== "out" : key === "input")).map(([, type]) => type);
      return [...taking, ...named].some(mayOverride) || call.stars ? withoutTensors(outcome, call) : outcome;
    },
  ];
  return Object.fromEntries(Object.entries(rules).map(wrapped));
}

function withoutTensors(outcome: Outcome, { assumes }: RuleContext): Outcome {
  if (assumes) return outcome;
  return "kind" in outcome ? given : { ...outcome, result: given };
}
