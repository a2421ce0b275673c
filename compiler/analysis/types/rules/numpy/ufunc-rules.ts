/** Calls of universal functions and of their methods. */
import type { Outcome, Rule, RuleCall } from "../../rule.js";
import { array, type DType, type Shape, type Type, unknown } from "../../type.js";
import { argumentsOf } from "./arguments.js";
import { dtypeOfArgument } from "./dtypes.js";
import { arrayFrom, operandOf, resultOf } from "./operands.js";
import { relabelled } from "./pandas-values.js";
import { outOf, wrap } from "./reductions.js";
import { axesOf, flagOf, reduceShape } from "./shapes.js";
import { ufuncOf } from "./ufunc-table.js";
import { applyUfunc, distribute, outputTypes, reductionType } from "./ufuncs.js";

/** `@np-ufunc` (the function's own name counts), `@np-ufunc(add)`. */
export const ufunc: Rule = (call, given) => {
  const name = given ?? lastPart(call.name);
  const table = ufuncOf(name);
  if (!table) return unknown(`${name} is no ufunc`);
  if (call.spreads) return unknown("the arguments are unpacked from a value");
  const values = call.positional.slice(0, table.inputs);
  if (values.length < table.inputs) return unknown("an argument is missing");
  return (
    distribute(values, (types) => called(name, types, call)) ?? unknown(`numpy.${name} is applied to something that is no array or number`)
  );
};

const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

function called(name: string, values: readonly Type[], call: RuleCall): Type | undefined {
  const table = ufuncOf(name);
  if (!table) return undefined;
  const out = call.keyword.find(([key]) => key === "out")?.[1] ?? call.positional[table.inputs];
  if (out && out.kind !== "none") {
    // The operands need not be known: what is written to comes back.
    if (table.outputs > 1) return unknown("the results are the objects that are passed as `out`");
    if (out.kind === "tuple" && out.items?.length === 1) return out.items[0];
    return out.kind === "array" ? out : undefined;
  }
  // `where` takes part in broadcasting.
  const where = call.keyword.find(([key]) => key === "where")?.[1];
  if (where && where.kind !== "scalar") return unknown("the shape of `where` counts too");
  const labelled = values.find(({ kind }) => kind === "series" || kind === "frame");
  if (labelled) return onLabelled(name, values, call);
  const asked = dtypeOfArgument(call.keyword.find(([key]) => key === "dtype")?.[1]);
  // Objects that are compared give what they give.
  const mayCompareObjects =
    asked !== undefined && (asked === null || asked === "object") && table.loops.every(({ outputs }) => outputs[0] === "bool");
  if (mayCompareObjects) return unknown("objects may be compared");
  return applyUfunc(name, values, call, asked);
}

/** One series or frame, alone or beside scalars, keeps its labels. */
function onLabelled(name: string, values: readonly Type[], call: RuleCall): Type | undefined {
  const place = values.findIndex(({ kind }) => kind === "series" || kind === "frame");
  const value = values[place] as Type;
  if (value.kind !== "series" && value.kind !== "frame") return undefined;
  if ((ufuncOf(name)?.outputs ?? 1) > 1 || call.keyword.length > 0) return undefined;
  const others = values.filter((_, index) => index !== place);
  if (!others.every(({ kind }) => kind === "scalar" || kind === "numpy-scalar")) return undefined;
  return relabelled(value, (dtype) => {
    const operands = values.map((other, index) => (index === place ? { dtype, shape: [null], scalar: false } : operandOf(other, call)));
    if (operands.includes(undefined)) return null;
    return outputTypes(name, operands as NonNullable<(typeof operands)[number]>[], call)[0] ?? null;
  });
}

/** `numpy.add.reduce(a)` is a method of the ufunc, which stands in front of the last dot or is what the method is called on. */
function methodOf(call: RuleCall): { readonly ufunc: string; readonly method: string } {
  const method = lastPart(call.name);
  if (call.receiver?.kind === "library-function") return { ufunc: lastPart(call.receiver.name), method };
  return { ufunc: lastPart(call.name.slice(0, -method.length - 1)), method };
}

/** `reduce`, `accumulate`, `reduceat`, `outer` and `at`. */
export const ufuncMethod: Rule = (call): Outcome => {
  const { ufunc: name, method } = methodOf(call);
  if (!ufuncOf(name)) return unknown("the ufunc is not known");
  const plain: RuleCall = { ...call, receiver: undefined };
  switch (method) {
    case "reduce":
      return reduceMethod(name, plain);
    case "accumulate":
    case "reduceat":
      return scanMethod(name, method, plain);
    case "outer":
      return outerMethod(name, plain);
    case "at":
      return { kind: "none" };
    default:
      return unknown(`no method ${method} of a ufunc`);
  }
};

function reduceMethod(name: string, call: RuleCall): Type {
  const given = argumentsOf(call, "array axis dtype out keepdims initial where");
  const out = outOf(given);
  if (out) return out;
  const content = contentOf(given.get("array"), call);
  if (!content) return unknown("the array is not known");
  const dtype = askedOr(given.get("dtype"), name, () => reductionType(name, content.dtype, call));
  return wrap(dtype, reduceShape(content.shape, axesOf(given.get("axis"), [0]), flagOf(given.get("keepdims"), false)), call);
}

function scanMethod(name: string, method: string, call: RuleCall): Type {
  const given = argumentsOf(call, method === "accumulate" ? "array axis dtype out" : "array indices axis dtype out");
  const out = outOf(given);
  if (out) return out;
  const content = contentOf(given.get("array"), call);
  if (!content) return unknown("the array is not known");
  const dtype = askedOr(given.get("dtype"), name, () => reductionType(name, content.dtype, call));
  const shape: Shape = method === "accumulate" ? content.shape : (content.shape?.map(() => null) ?? null);
  return array(dtype, shape);
}

function outerMethod(name: string, call: RuleCall): Type {
  const operands = call.positional.slice(0, 2).map((type) => operandOf(type, call));
  const [a, b] = operands;
  if (!a || !b || call.spreads) return unknown("the operands are not known");
  const out = outOf(argumentsOf(call, "a b * out"));
  if (out) return out;
  const dtype = askedOr(argumentsOf(call, "a b * dtype").get("dtype"), name, () => outputTypes(name, [a, b], call)[0] ?? null);
  const isArray = [a, b].some(({ shape }) => shape !== null && shape.length > 0);
  return resultOf(dtype, a.shape && b.shape && [...a.shape, ...b.shape], call, isArray);
}

const contentOf = (type: Type | undefined, call: RuleCall): ReturnType<typeof arrayFrom> =>
  type === undefined || type.kind === "series" || type.kind === "frame" ? undefined : arrayFrom(type, call);

/** The dtype that the call asks for, where the loop gives what it computes in. */
function askedOr(type: Type | undefined, name: string, otherwise: () => DType | null): DType | null {
  const asked = dtypeOfArgument(type);
  if (asked === undefined) return otherwise();
  const keeps = ufuncOf(name)?.loops.every(({ inputs, outputs }) => outputs[0] === inputs[0]);
  return keeps ? asked : null;
}
