/** Functions that put arrays together, take them apart, or choose between them. */
import type { Rule, RuleCall, RuleContext } from "../../rule.js";
import { array, type Dim, type DType, list, listOf, numpyScalar, type Shape, type Type, tuple, tupleOf, unknown } from "../../type.js";
import { dtypeOfArgument } from "./dtypes.js";
import { isPlain } from "./made.js";
import { type ArrayContent, arrayFrom, operandOf, resultOf } from "./operands.js";
import { dotShape, matmulShape, productType } from "./products.js";
import { promoteTypes, resultType } from "./promotion.js";
import { outOf } from "./reductions.js";
import { broadcast, integerOf, sizeOf } from "./shapes.js";
import { maybeViewOf } from "./views.js";

const subclass = unknown("an array of a subclass may come out");

/** `@np-join(concatenate)`, `stack`, `vstack`, `hstack`, `dstack`, `column_stack`, `append`. */
export const joined: Rule = (call, how = "concatenate") => {
  const out = outOf({ get: (name) => call.argument(name), call });
  if (out) return out;
  const parts = partsOf(call, how);
  if (!parts?.known) return subclass;
  const asked = dtypeOfArgument(call.argument("dtype"));
  const dtype = asked === undefined ? commonType(parts.contents) : asked;
  return array(dtype, shapeOfJoin(how, parts, call));
};

interface Parts {
  readonly known: boolean;
  readonly contents: readonly ArrayContent[];
  /** All are listed. */
  readonly complete: boolean;
}

function partsOf(call: RuleCall, how: string): Parts | undefined {
  if (how === "append") {
    const both = [call.argument("arr"), call.argument("values")];
    return contentsOf(
      both.filter((type) => type !== undefined),
      both.length === 2,
      call,
    );
  }
  const given = call.argument("arrays") ?? call.argument("tup") ?? call.positional[0];
  if (!given || call.spreads) return undefined;
  if ((given.kind === "list" || given.kind === "tuple") && given.items) return contentsOf(given.items, true, call);
  if (given.kind === "list" || given.kind === "tuple") return contentsOf([given.element], false, call);
  if (given.kind !== "array") return undefined;
  const rows = given.shape && given.shape.length > 1 ? given.shape.slice(1) : null;
  return { known: true, complete: false, contents: [{ dtype: given.dtype, shape: rows }] };
}

function contentsOf(types: readonly Type[], complete: boolean, context: RuleContext): Parts | undefined {
  if (!types.every((type) => isPlain(type, context, true))) return undefined;
  const contents = types.map((type) => arrayFrom(type, context));
  return { known: !contents.includes(undefined), complete, contents: contents.filter((content) => content !== undefined) };
}

function commonType(contents: readonly ArrayContent[]): DType | null {
  let result: DType | null | undefined;
  for (const { dtype } of contents) {
    if (dtype === null) return null;
    result = result === undefined || result === dtype ? dtype : result === null ? null : (promoteTypes(result, dtype) ?? null);
  }
  return result ?? null;
}

function shapeOfJoin(how: string, { contents, complete }: Parts, call: RuleCall): Shape {
  const shapes = contents.map(({ shape }) => shape);
  const known = shapes.filter((shape) => shape !== null);
  const rank = known[0]?.length;
  if (known.length !== shapes.length || rank === undefined || !known.every((shape) => shape.length === rank)) return null;
  const axisArgument = call.argument("axis");
  if (how === "stack") return Array<Dim>(rank + 1).fill(null);
  if (how === "append" && (axisArgument === undefined || axisArgument.kind === "none")) return [added(shapes.map(sizeOf), complete)];
  if (how === "vstack" || how === "column_stack" || how === "dstack") {
    if (how === "vstack" && rank === 1) return [complete ? shapes.length : null, sameDim(known.map(([dim]) => dim as Dim))];
    return rank <= 2 && how !== "dstack" ? [null, null] : Array<Dim>(Math.max(rank, how === "dstack" ? 3 : 2)).fill(null);
  }
  if (how === "hstack")
    return rank <= 1
      ? [
          rank === 0
            ? null
            : added(
                known.map(([dim]) => dim as Dim),
                complete,
              ),
        ]
      : Array<Dim>(rank).fill(null);
  if (axisArgument?.kind === "none") return [added(shapes.map(sizeOf), complete)];
  const axis = axisArgument === undefined ? 0 : integerOf(axisArgument);
  if (axis === undefined) return Array<Dim>(rank).fill(null);
  const place = axis < 0 ? axis + rank : axis;
  return Array.from({ length: rank }, (_, position): Dim => {
    const dims = known.map((shape) => shape[position] as Dim);
    return position === place ? added(dims, complete) : sameDim(dims);
  });
}

const added = (dims: readonly Dim[], complete: boolean): Dim =>
  complete && dims.every((dim) => typeof dim === "number") ? (dims as number[]).reduce((a, b) => a + b, 0) : null;

const sameDim = (dims: readonly Dim[]): Dim => (dims.every((dim) => dim === dims[0]) ? (dims[0] ?? null) : null);

/** `split`, `array_split`, `hsplit`, …: views, in a list. */
export const split: Rule = (call) => {
  const value = call.argument("ary");
  if (!value || !isPlain(value, call)) return subclass;
  const content = arrayFrom(value, call);
  const part = maybeViewOf(value, content?.dtype ?? null, content?.shape?.map(() => null) ?? null);
  const count = integerOf(call.argument("indices_or_sections"));
  return count !== undefined && count > 0 && count < 64 ? listOf(Array<Type>(count).fill(part)) : list(part);
};

/** `where`: positions, or a choice between two. */
export const where: Rule = (call) => {
  const condition = call.argument("condition");
  if (call.spreads || !condition) return unknown("the arguments are not known");
  if (call.positional.length === 1) {
    const rank = condition.kind === "unknown" ? undefined : arrayFrom(condition, call)?.shape?.length;
    return positions(rank);
  }
  const operands = [call.argument("x"), call.argument("y")].map((type) => type && operandOf(type, call));
  const [x, y] = operands;
  const shape = x && y ? broadcast([arrayFrom(condition, call)?.shape ?? null, x.shape, y.shape]).shape : null;
  return array(x && y ? resultType([x, y], call) : null, shape);
};

/** `nonzero`: one array of positions for each axis. */
export const nonzero: Rule = (call) => {
  const value = call.receiver ?? call.argument("a");
  if (!value || value.kind === "series" || value.kind === "frame" || value.kind === "index")
    return unknown("positions in an object of pandas");
  return positions(value.kind === "unknown" ? undefined : arrayFrom(value, call)?.shape?.length);
};

function positions(rank: number | undefined): Type {
  const one = array("int64", [null], "maybe");
  return rank === undefined || rank === 0 ? tuple(one) : tupleOf(Array<Type>(rank).fill(one));
}

/** `@np-product(dot)`, `matmul`, `inner`, `outer`, `vdot`. */
export const product: Rule = (call, how = "dot") => {
  const out = outOf({ get: (name) => call.argument(name), call });
  if (out) return out;
  const [first, second] = call.receiver ? [call.receiver, call.positional[0]] : call.positional;
  if (!first || !second || call.spreads || !isPlain(first, call) || !isPlain(second, call)) return subclass;
  // Python's numbers are arrays here, with the dtype that they have alone.
  const strong = (type: Type): ReturnType<typeof operandOf> => {
    const content = type.kind === "scalar" ? arrayFrom(type, call) : undefined;
    return content ? { ...content, scalar: false } : operandOf(type, call);
  };
  const [a, b] = [strong(first), strong(second)];
  if (!a || !b) return subclass;
  const asked = how === "matmul" ? dtypeOfArgument(call.keyword.find(([key]) => key === "dtype")?.[1]) : undefined;
  const dtype = asked === undefined ? productType([a, b], call) : asked;
  switch (how) {
    case "matmul":
      return resultOf(dtype, matmulShape(a.shape, b.shape), call, (a.shape?.length ?? 0) > 1 || (b.shape?.length ?? 0) > 1);
    case "outer":
      return array(dtype, [sizeOf(a.shape), sizeOf(b.shape)]);
    case "vdot":
      return resultOf(dtype, [], call);
    case "inner":
      return resultOf(
        dtype,
        a.shape && b.shape && a.shape.length > 0 && b.shape.length > 0 ? [...a.shape.slice(0, -1), ...b.shape.slice(0, -1)] : null,
        call,
      );
    default:
      return resultOf(dtype, dotShape(a.shape, b.shape), call);
  }
};

/** `diff`: one less along the axis for each time. */
export const difference: Rule = (call) => {
  const value = call.argument("a");
  if (!value || !isPlain(value, call, true)) return subclass;
  const content = arrayFrom(value, call);
  const dtype = content?.dtype ?? null;
  const times = integerOf(call.argument("n") ?? { kind: "scalar", class: "int", value: 1n });
  const extra = call.argument("prepend") ?? call.argument("append");
  const isPlainCase = times === 1 && extra === undefined && content?.shape?.length === 1;
  const length = content?.shape?.[0];
  const shape: Shape = isPlainCase
    ? [typeof length === "number" ? Math.max(0, length - 1) : null]
    : (content?.shape?.map(() => null) ?? null);
  const keeps = dtype !== null && /^(u?int|float|complex|bool)/.test(dtype) && extra === undefined;
  return times === 0 || times === undefined ? unknown("the array itself may come out") : array(keeps ? dtype : null, shape);
};

/** `clip`: a ufunc of three operands of which two may be missing. */
export const clip: Rule = (call) => {
  const out = outOf({ get: (name) => call.argument(name), call });
  if (out) return out;
  const value = call.receiver ?? call.argument("a");
  if (!value || !isPlain(value, call)) return subclass;
  const content = arrayFrom(value, call);
  const bounds = ["a_min", "a_max", "min", "max"].flatMap((name) => {
    const bound = call.argument(name);
    return bound && bound.kind !== "none" ? [bound] : [];
  });
  if (!bounds.every((bound) => isPlain(bound, call))) return subclass;
  const operands = [value, ...bounds].map((type) => operandOf(type, call));
  if (operands.includes(undefined)) return subclass;
  const known = operands as NonNullable<(typeof operands)[number]>[];
  const dtype = call.argument("dtype") === undefined ? resultType(known, call) : null;
  return content ? resultOf(dtype, broadcast(known.map(({ shape }) => shape)).shape, call) : subclass;
};

/** `searchsorted`: a position for each value. */
export const searchSorted: Rule = (call) => {
  const value = call.argument("v");
  const base = call.receiver ?? call.argument("a");
  if (!value || !base || !isPlain(base, call) || !isPlain(value, call, true)) return subclass;
  const shape = arrayFrom(value, call)?.shape ?? null;
  return shape?.length === 0 ? numpyScalar("int64") : resultOf("int64", shape, call);
};

/** `round`, `around`: integers and floats keep their dtype. */
export const rounded: Rule = (call) => {
  const out = outOf({ get: (name) => call.argument(name), call });
  if (out) return out;
  const value = call.receiver ?? call.argument("a");
  if (!value || !isPlain(value, call)) return subclass;
  const content = arrayFrom(value, call);
  const dtype = content?.dtype ?? null;
  const made = resultOf(dtype !== null && /^(u?int|float|complex)/.test(dtype) ? dtype : null, content?.shape ?? null, call);
  // NumPy 1 gives arrays of integers back as they are.
  const isNew =
    value.kind !== "array" || call.targets.satisfies("numpy", ">=2") === true || (dtype !== null && /^(float|complex)/.test(dtype));
  return isNew ? made : { kind: "union", members: [value, made] };
};
