/** Functions that make arrays: of values, of one value, of ranges. */
import type { Rule, RuleCall } from "../../rule.js";
import { array, type Dim, type DType, type Shape, type Type, tupleOf, unknown } from "../../type.js";
import { argumentsOf } from "./arguments.js";
import { dtypeOfArgument, isInteger, isNumeric, kindOf, mayHaveParts } from "./dtypes.js";
import { arrayFrom, operandOf } from "./operands.js";
import { integerFor, type Operand, resultType } from "./promotion.js";
import { each } from "./reductions.js";
import { broadcast, dimOf, flagOf, integerOf, shapeOfArgument } from "./shapes.js";
import { viewOf } from "./views.js";

const missing = unknown("an argument is missing");

/** The shape of what is made with a `dtype=…` that may have parts is not known. */
const shaped = (shape: Shape, dtype: Type | undefined, { assumes }: RuleCall): Shape => (!assumes && mayHaveParts(dtype) ? null : shape);

/**
 * `@np-array`: a new array of what is passed. `@np-array(keep)`: the array itself when it is one already and nothing has to
 * be converted. `copy=False` says the same.
 */
export const fromValue: Rule = (call, mode) => {
  const given = argumentsOf(
    call,
    mode === "keep" ? "a dtype order * copy like device" : "object dtype * copy order subok ndmin ndmax like",
  );
  const asked = dtypeOfArgument(given.get("dtype"));
  const copies =
    mode === "keep" ? flagOf(given.get("copy"), false) : given.get("copy")?.kind === "none" ? undefined : flagOf(given.get("copy"), true);
  const isOther = flagOf(given.get("subok"), false) !== false || (given.get("like") !== undefined && given.get("like")?.kind !== "none");
  return each(given.get("object") ?? given.get("a"), (value) => {
    if (isOther && value.kind !== "array" && mayShare(value)) return unknown("an array of a subclass may come out");
    const content = value.kind === "unknown" ? undefined : arrayFrom(value, call);
    const dtype = asked === undefined ? (content?.dtype ?? null) : asked;
    const shape = given.get("ndmax") ? null : shaped(padded(content?.shape ?? null, given.get("ndmin")), given.get("dtype"), call);
    // Other objects make their arrays themselves, of which a copy is not certain to be one more.
    const isMade = value.kind !== "array" && mayShare(value) && !(content?.dtype && isNumeric(content.dtype));
    if (copies === true || !mayShare(value)) return array(dtype, shape, isMade ? "maybe" : "owned");
    // Which order is wanted decides whether a copy is made.
    const keeps = asked === undefined || (asked !== null && asked === content?.dtype);
    const plain = given.get("order") === undefined && given.get("ndmin") === undefined && copies === false && mode === "keep";
    if (value.kind === "array" && keeps && plain && content?.dtype !== null) return value;
    if (value.kind !== "array") return array(dtype, shape, "maybe");
    return { ...viewOf(value, dtype, shape), view: "maybe" };
  });
};

/** A value whose memory an array may take over. */
const mayShare = ({ kind }: Type): boolean => !["scalar", "list", "tuple", "range", "none", "numpy-scalar", "set", "dict"].includes(kind);

function padded(shape: Shape, ndmin: Type | undefined): Shape {
  if (ndmin === undefined) return shape;
  const rank = integerOf(ndmin);
  if (rank === undefined || !shape) return null;
  return [...Array<Dim>(Math.max(0, rank - shape.length)).fill(1), ...shape];
}

/** `ascontiguousarray`, `asfortranarray`, `require`: rank 1 at least, perhaps the array itself. */
export const laidOut: Rule = (call) => {
  const given = argumentsOf(call, "a dtype");
  return each(given.get("a"), (value) => {
    const content = value.kind === "unknown" ? undefined : arrayFrom(value, call);
    const asked = dtypeOfArgument(given.get("dtype"));
    const shape = shaped(content?.shape?.length === 0 ? [1] : (content?.shape ?? null), given.get("dtype"), call);
    const dtype = asked === undefined ? (content?.dtype ?? null) : asked;
    return value.kind === "array"
      ? { ...viewOf(value, dtype, shape), view: "maybe" }
      : array(dtype, shape, mayShare(value) ? "maybe" : "owned");
  });
};

/** `zeros`, `ones`, `empty`: `@np-filled`. */
export const filled: Rule = (call) => {
  const given = argumentsOf(call, "shape dtype order");
  const dtype = dtypeOfArgument(given.get("dtype"));
  return array(dtype === undefined ? "float64" : dtype, shaped(shapeOfArgument(given.get("shape"), call), given.get("dtype"), call));
};

export const full: Rule = (call) => {
  const given = argumentsOf(call, "shape fill_value dtype order");
  const asked = dtypeOfArgument(given.get("dtype"));
  const value = given.get("fill_value");
  const dtype = asked === undefined ? ((value && arrayFrom(value, call)?.dtype) ?? null) : asked;
  return array(dtype, shaped(shapeOfArgument(given.get("shape"), call), given.get("dtype"), call));
};

/** `zeros_like`, `ones_like`, `empty_like`, `full_like`. */
export const like: Rule = (call) => {
  const isFull = call.name.endsWith("full_like");
  const given = argumentsOf(call, isFull ? "a fill_value dtype order subok shape" : "a dtype order subok shape");
  const value = given.get("a") ?? missing;
  const content = value.kind === "unknown" ? undefined : arrayFrom(value, call);
  if (!content || value.kind === "unknown") return unknown("an array of a subclass may come out");
  const asked = dtypeOfArgument(given.get("dtype"));
  const shape = given.get("shape");
  // Strings of no length become strings of one: only numbers are simple.
  const own =
    content.dtype !== null && (isNumeric(content.dtype) || content.dtype === "object" || "mM".includes(kindOf(content.dtype) ?? "?"))
      ? content.dtype
      : null;
  return array(
    asked === undefined ? own : asked,
    shaped(shape === undefined || shape.kind === "none" ? content.shape : shapeOfArgument(shape, call), given.get("dtype"), call),
  );
};

export const arange: Rule = (call) => {
  const given = argumentsOf(call, "start stop step dtype");
  const bounds = ["start", "stop", "step"].flatMap((name) => {
    const type = given.get(name);
    return type === undefined || type.kind === "none" ? [] : [type];
  });
  const asked = dtypeOfArgument(given.get("dtype"));
  const dtype = asked === undefined ? rangeType(bounds, call) : asked;
  return array(dtype, shaped([rangeLength(given.get("start"), given.get("stop"), given.get("step"))], given.get("dtype"), call));
};

/**
 * The common dtype of the bounds. An array that fits into memory has integers of 64 bits unless it begins beyond them, so
 * integers need not be known when it begins at zero.
 */
function rangeType(bounds: readonly Type[], call: RuleCall): DType | null {
  if (bounds.length === 1 && bounds[0]?.kind === "scalar" && bounds[0].class === "int") return "int64";
  const operands: Operand[] = [];
  for (const bound of bounds) {
    const operand = bound.kind === "scalar" || bound.kind === "numpy-scalar" ? operandOf(bound, call) : undefined;
    if (!operand || operand.dtype === null || !isNumeric(operand.dtype)) return null;
    const known = operand.weak === "int" && typeof operand.value === "bigint" ? integerFor(operand.value) : operand.dtype;
    if (
      operand.weak === "int" &&
      operand.value === undefined &&
      bounds.every((other) => other.kind === "scalar" && other.class === "int") &&
      bounds[0] === bound
    )
      return null;
    operands.push({ dtype: known, shape: [null], scalar: false });
  }
  if (operands.some(({ dtype }) => dtype === "bool") || operands.length === 0) return null;
  return resultType(operands, call);
}

function rangeLength(start: Type | undefined, stop: Type | undefined, step: Type | undefined): Dim {
  const isAbsent = (type: Type | undefined): boolean => type === undefined || type.kind === "none";
  const by = isAbsent(step) ? 1 : step && integerOf(step);
  const [from, to] = isAbsent(stop)
    ? [0, start && integerOf(start)]
    : [isAbsent(start) ? 0 : start && integerOf(start), stop && integerOf(stop)];
  if (from === undefined || to === undefined || by === undefined || by === 0) return null;
  const length = Math.max(0, Math.ceil((to - from) / by));
  return Number.isSafeInteger(to) && Number.isSafeInteger(from) ? length : null;
}

/** `linspace`, `logspace`, `geomspace`: at least `float64`, whatever the bounds are. */
export const spaced: Rule = (call) => {
  const isLinear = call.name.endsWith("linspace");
  const given = argumentsOf(
    call,
    isLinear
      ? "start stop num endpoint retstep dtype axis"
      : call.name.endsWith("logspace")
        ? "start stop num endpoint base dtype axis"
        : "start stop num endpoint dtype axis",
  );
  const bounds = [given.get("start") ?? missing, given.get("stop") ?? missing].map((bound) => arrayFrom(bound, call));
  const num = given.get("num");
  const length = num === undefined ? 50 : dimOf(num);
  const [a, b] = bounds;
  const asked = dtypeOfArgument(given.get("dtype"));
  const dtype = asked === undefined ? spacedType(given.get("start"), given.get("stop"), call) : asked;
  const inner = a && b ? broadcast([a.shape, b.shape]).shape : null;
  const hasBase = given.get("base") !== undefined && given.get("base")?.kind !== "scalar";
  const shape =
    inner && given.get("axis") === undefined && !hasBase ? [length, ...inner] : inner?.length === 0 && !hasBase ? [length] : null;
  const result = array(dtype, shape);
  const step = isLinear ? flagOf(given.get("retstep"), false) : false;
  if (step === false) return result;
  return step ? tupleOf([result, unknown("the step of linspace")]) : unknown("it is not known what linspace returns");
};

/** Python's numbers alone, and arrays of floats: complex bounds stay complex. */
function spacedType(start: Type | undefined, stop: Type | undefined, call: RuleCall): DType | null {
  const dtypes = [start, stop].map((type) => {
    if (type?.kind === "scalar")
      return type.class === "complex" ? "complex128" : type.class === "str" || type.class === "bytes" ? null : "float64";
    const content = type && arrayFrom(type, call);
    return content?.dtype ?? null;
  });
  if (dtypes.includes(null)) return null;
  const known = dtypes as DType[];
  if (known.every((dtype) => isInteger(dtype) || dtype === "bool" || ["float16", "float32", "float64"].includes(dtype))) return "float64";
  return known.every((dtype) => dtype === "complex128" || dtype === "float64") ? "complex128" : null;
}

export const eye: Rule = (call) => {
  const isIdentity = call.name.endsWith("identity");
  const given = argumentsOf(call, isIdentity ? "n dtype" : "N M k dtype");
  const rows = given.get(isIdentity ? "n" : "N");
  const columns = isIdentity ? undefined : given.get("M");
  const asked = dtypeOfArgument(given.get("dtype"));
  const height = rows ? dimOf(rows) : null;
  return array(asked === undefined ? "float64" : asked, [
    height,
    columns === undefined || columns.kind === "none" ? height : dimOf(columns),
  ]);
};

export const tri: Rule = (call) => {
  const given = argumentsOf(call, "N M k dtype");
  const asked = dtypeOfArgument(given.get("dtype"));
  const [rows, columns] = [given.get("N"), given.get("M")];
  const height = rows ? dimOf(rows) : null;
  return array(asked === undefined ? "float64" : asked, [
    height,
    columns === undefined || columns.kind === "none" ? height : dimOf(columns),
  ]);
};

/** `meshgrid`: one array for each argument, in lists or tuples as the version has it. */
export const meshgrid: Rule = (call) => {
  if (call.spreads || call.positional.length === 0) return unknown("the arguments of meshgrid are not known");
  const option = (name: string): Type | undefined => call.keyword.find(([key]) => key === name)?.[1];
  const indexing = option("indexing");
  const sparse = flagOf(option("sparse"), false);
  const copy = flagOf(option("copy"), true);
  const contents = call.positional.map((type) => arrayFrom(type, call));
  const lengths = contents.map((content): Dim => {
    if (!content?.shape) return null;
    return content.shape.length === 0 ? 1 : content.shape.length === 1 ? (content.shape[0] as Dim) : null;
  });
  const isMatrix = indexing?.kind === "scalar" && indexing.value === "ij";
  const isCartesian = indexing === undefined || (indexing.kind === "scalar" && indexing.value === "xy");
  const order =
    isCartesian && lengths.length > 1 ? [1, 0, ...lengths.slice(2).map((_, index) => index + 2)] : lengths.map((_, index) => index);
  const results = contents.map((content, place) => {
    const shape = order.map((from): Dim => (sparse && from !== place ? 1 : (lengths[from] as Dim)));
    const known = sparse !== undefined && (isMatrix || isCartesian);
    return array(content?.dtype ?? null, known ? shape : shape.map(() => null), copy === true ? "owned" : "maybe");
  });
  const asTuple = tupleOf(results);
  const newer = call.targets.satisfies("numpy", ">=2");
  const asList: Type = { kind: "list", element: asTuple.element, items: results };
  if (newer === undefined) return { kind: "union", members: [asTuple, asList] };
  return newer ? asTuple : asList;
};

/** `frombuffer`, `fromiter`, `fromstring`, `fromfile`: one axis, and the dtype that is asked for. */
export const flatFrom: Rule = (call, position = "1") => {
  const given = argumentsOf(call, position === "1" ? "a dtype" : "a b dtype");
  const asked = dtypeOfArgument(given.get("dtype"));
  return array(
    asked === undefined ? "float64" : asked,
    shaped([null], given.get("dtype"), call),
    call.name.endsWith("frombuffer") ? "maybe" : "owned",
  );
};

export const vander: Rule = (call) => {
  const given = argumentsOf(call, "x N increasing");
  const content = arrayFrom(given.get("x") ?? missing, call);
  const columns = given.get("N");
  const length = content?.shape?.length === 1 ? (content.shape[0] as Dim) : null;
  const dtype = content?.dtype ?? null;
  return array(dtype !== null && (isInteger(dtype) || dtype === "bool") ? (dtype === "uint64" ? "float64" : "int64") : dtype, [
    length,
    columns === undefined || columns.kind === "none" ? length : dimOf(columns),
  ]);
};

/** `diag`: the diagonal of a matrix, or the matrix of a diagonal. */
export const diag: Rule = (call) => {
  const given = argumentsOf(call, "v k");
  const value = given.get("v") ?? missing;
  const content = arrayFrom(value, call);
  if (!content) return unknown("the array is not known");
  const k = integerOf(given.get("k") ?? { kind: "scalar", class: "int", value: 0n });
  if (content.shape?.length === 1) {
    const length = content.shape[0] as Dim;
    const side = typeof length === "number" && k !== undefined ? length + Math.abs(k) : k === 0 ? length : null;
    return array(content.dtype, [side, side]);
  }
  if (content.shape?.length === 2) {
    const [rows, columns] = content.shape as [Dim, Dim];
    const length = k === 0 && typeof rows === "number" && typeof columns === "number" ? Math.min(rows, columns) : null;
    return value.kind === "array" ? viewOf(value, content.dtype, [length]) : array(content.dtype, [length]);
  }
  return array(content.dtype, null, "maybe");
};
