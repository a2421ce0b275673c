/** Operations on each element by itself, as functions, methods, in-place methods and operators. */
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../../../../ir/nodes.js";
import type { Rule, RuleContext } from "../../rule.js";
import type { TensorType, Type } from "../../type.js";
import { scalar, unknown } from "../../type.js";
import { categoryOf, complexDefault, floatOf, promote, realOf, resultDtype, sumOf } from "./dtypes.js";
import { matmul } from "./linear-algebra.js";
import { broadcast, commonGradient, computed, inPrecision, shapeOf } from "./results.js";
import { anyTensor, bind, dtypeOf, isTensor, operandsOf, operation } from "./values.js";

/** How the dtype of a result comes from those of the operands. */
type DtypeKind = "promote" | "float" | "bool" | "int64" | "same" | "real" | "angle" | "sum" | "complex";

function dtypeFor(kind: DtypeKind, operands: readonly Type[], context: RuleContext): string | null {
  const first = operands[0];
  const firstDtype = first && isTensor(first) ? first.dtype : null;
  switch (kind) {
    case "bool":
    case "int64":
      return kind;
    case "promote":
      return inPrecision(resultDtype(operands, context), context);
    case "float":
      return inPrecision(floatOf(resultDtype(operands, context), context), context);
    case "same":
      return firstDtype;
    case "real":
      return firstDtype === null ? null : realOf(firstDtype);
    case "angle": {
      const dtype = floatOf(firstDtype, context);
      return dtype === null ? null : realOf(dtype);
    }
    case "sum":
      return sumOf(firstDtype);
    case "complex": {
      const dtype = resultDtype(operands, context);
      return dtype === null
        ? null
        : categoryOf(dtype) === "int" || categoryOf(dtype) === "bool"
          ? complexDefault(context)
          : promote(dtype, "complex32");
    }
  }
}

/** What can take part: tensors and Python numbers. Others give some tensor. */
const isOperand = (type: Type): boolean => isTensor(type) || (type.kind === "scalar" && type.class !== "str" && type.class !== "bytes");

/**
 * `torch-pointwise(kind, operands, others)`: the result has the common shape of the operands (names separated by spaces), and a
 * dtype of `kind`. Other tensors among the arguments (`others`) only decide about gradients and device.
 */
const pointwise: Rule = operation((call, kind = "promote", operands = "input", others = "") => {
  const names = operands.split(" ");
  const { get } = bind(call, [...names, ...others.split(" ").filter(Boolean)]);
  const values = names.flatMap((name) => get(name) ?? []).filter((type) => type.kind !== "none");
  const further = others
    .split(" ")
    .flatMap((name) => (name ? (get(name) ?? []) : []))
    .filter((type) => type.kind !== "none");
  if (!values.every(isOperand) || !values.some(isTensor)) return anyTensor;
  const asked = dtypeOf(get("dtype"));
  const dtype = asked === undefined ? dtypeFor(kind as DtypeKind, values, call) : asked;
  const shape = broadcast([...values, ...further.filter(isTensor)].map(shapeOf));
  return computed([...values, ...further], dtype, shape, call);
});

/** `torch-in-place`: the receiver (or first argument) takes the result and keeps its shape, dtype and device. */
const inPlaceMethod: Rule = operation((call) => {
  const [target, ...others] = operandsOf(call);
  if (!target || !isTensor(target)) return target ?? anyTensor;
  const changed = afterStore(target, [...others, ...call.keyword.map(([, type]) => type)], call);
  return call.receiver ? { result: changed, receiver: changed } : { result: changed, arguments: { input: changed } };
});

/** A tensor after values were written into it: gradients flow into it from what was written. */
export function afterStore(target: TensorType, stored: readonly Type[], context: RuleContext): TensorType {
  if (target.requiresGrad) return target;
  return { ...target, requiresGrad: commonGradient([target, ...stored], target.dtype, context) };
}

/** `torch-divide`: a rounded division keeps integers. */
const divide: Rule = operation((call) => {
  const { get } = bind(call, ["input", "other"]);
  const [input, other] = [get("input"), get("other")];
  const values = [input, other].filter((type) => type !== undefined);
  if (!values.every(isOperand) || !values.some(isTensor)) return anyTensor;
  const mode = call.keyword.find(([name]) => name === "rounding_mode")?.[1];
  const kind = mode === undefined || mode.kind === "none" ? "float" : mode.kind === "scalar" ? "promote" : undefined;
  const dtype = kind === undefined || call.stars ? null : dtypeFor(kind, values, call);
  return computed(values, dtype, broadcast(values.map(shapeOf)), call);
});

/** `torch-where`: chosen elements of two operands, or the indices of what holds. */
const where: Rule = operation((call) => {
  const { get } = bind(call, ["condition", "input", "other"]);
  const method = call.receiver !== undefined;
  // The method is called on the first of the two: `x.where(condition, y)`.
  const condition = method ? (call.positional[0] ?? get("condition")) : get("condition");
  const one = method ? call.receiver : get("input");
  const two = method ? (call.positional[1] ?? get("other")) : get("other");
  if (!one || !two) return call.stars ? unknown("an argument is starred") : indices(condition);
  if (!condition || ![condition, one, two].every(isOperand)) return anyTensor;
  return computed([one, two], resultDtype([one, two], call), broadcast([condition, one, two].map(shapeOf)), call);
});

function indices(condition: Type | undefined): Type {
  const each: TensorType = { ...anyTensor, dtype: "int64", shape: [null], requiresGrad: false, view: "maybe" };
  if (!condition || !isTensor(condition)) return { kind: "tuple", element: each };
  const found = { ...each, device: condition.device };
  return condition.shape
    ? { kind: "tuple", element: found, items: Array<Type>(Math.max(1, condition.shape.length)).fill(found) }
    : { kind: "tuple", element: found };
}

/** `torch-positive`: the object itself. */
const positive: Rule = operation((call) => bind(call, ["input"]).get("input") ?? anyTensor);

export const pointwiseRules: Readonly<Record<string, Rule>> = {
  "torch-pointwise": pointwise,
  "torch-in-place": inPlaceMethod,
  "torch-divide": divide,
  "torch-where": where,
  "torch-positive": positive,
};

const kinds: Readonly<Partial<Record<BinaryOperator, DtypeKind>>> = {
  Add: "promote",
  Sub: "promote",
  Mult: "promote",
  Div: "float",
  FloorDiv: "promote",
  Mod: "promote",
  Pow: "promote",
  BitAnd: "promote",
  BitOr: "promote",
  BitXor: "promote",
  LShift: "promote",
  RShift: "promote",
};

export function binary(op: BinaryOperator, left: Type, right: Type, context: RuleContext): Type | undefined {
  if (!isTensor(left) && !isTensor(right)) return undefined;
  if (!isOperand(left) || !isOperand(right)) return undefined;
  if (op === "MatMult") return isTensor(left) && isTensor(right) ? matmul(left, right, context) : unknown("a number takes no part in @");
  const kind = kinds[op];
  if (!kind) return undefined;
  return computed([left, right], dtypeFor(kind, [left, right], context), broadcast([shapeOf(left), shapeOf(right)]), context);
}

export function inPlace(op: BinaryOperator, target: Type, value: Type, context: RuleContext): Type | undefined {
  if (!isTensor(target)) return undefined;
  if (op === "MatMult") return binary(op, target, value, context);
  return isOperand(value) ? afterStore(target, [value], context) : undefined;
}

export function unary(op: UnaryOperator, operand: Type, context: RuleContext): Type | undefined {
  if (!isTensor(operand)) return undefined;
  switch (op) {
    case "Not":
      return scalar("bool");
    case "UAdd":
      return operand;
    case "USub":
    case "Invert":
      return computed([operand], operand.dtype, operand.shape, context);
  }
}

/** Comparisons of tensors: element by element, except for identity and membership. */
export function compare(op: CompareOperator, left: Type, right: Type, context: RuleContext): Type | undefined {
  if (op === "Is" || op === "IsNot") return undefined;
  if (op === "In" || op === "NotIn") return isTensor(right) ? scalar("bool") : undefined;
  if (!isTensor(left) && !isTensor(right)) return undefined;
  if (!isOperand(left) || !isOperand(right)) return undefined;
  return computed([left, right], "bool", broadcast([shapeOf(left), shapeOf(right)]), context);
}
