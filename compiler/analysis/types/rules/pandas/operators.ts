/** Operators between series, frames, indexes, arrays and scalars. */
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../../../../ir/nodes.js";
import type { Rule, RuleContext } from "../../rule.js";
import { type DType, type FrameType, type IndexType, join, type Label, type SeriesType, type Type, unknown } from "../../type.js";
import { isDatetime, isFloat, isInteger, isNumber, isNumpy, isTimedelta, perhapsWithMissing, promoted } from "./dtypes.js";
import { anyFrame, anyIndex, areUnique, column, findColumn, frame, mapDTypes, sameIndex, sameLabel, series } from "./frames.js";

type Operand = { readonly dtype: DType | null; readonly weak?: "int" | "float" | "bool" | "str" };

const isPandas = (type: Type): type is SeriesType | FrameType | IndexType =>
  type.kind === "series" || type.kind === "frame" || type.kind === "index";

export function binary(op: BinaryOperator, left: Type, right: Type, context: RuleContext): Type | undefined {
  if (!isPandas(left) && !isPandas(right)) return undefined;
  if (op === "MatMult") return unknown("a number, a series or a frame");
  // Other classes may have operators of their own for frames.
  if ([left, right].some((side) => side.kind === "tensor" || side.kind === "unknown" || side.kind === "instance")) return undefined;
  return operation(op, left, right, (a, b) => arithmetic(op, a, b, context));
}

export function compare(op: CompareOperator, left: Type, right: Type): Type | undefined {
  if (!isPandas(left) && !isPandas(right)) return undefined;
  if (op === "Is" || op === "IsNot" || op === "In" || op === "NotIn") return undefined;
  if ([left, right].some((side) => side.kind === "tensor" || side.kind === "unknown" || side.kind === "instance")) return undefined;
  const made = operation("Eq", left, right, comparison);
  return made.kind === "series" ? { ...made, mask: true } : made;
}

/** `NumPy` dtypes and categories compare to `bool`, others have missing values of their own. */
function comparison(a: Operand, b: Operand): DType | null {
  const plain = ({ dtype, weak }: Operand): boolean =>
    weak !== undefined || isNumpy(dtype) || dtype === "str" || dtype === "category" || isDatetime(dtype);
  if (a.weak !== undefined || b.weak !== undefined) return plain(a) && plain(b) ? "bool" : null;
  return plain(a) && plain(b) ? "bool" : null;
}

type Combine = (a: Operand, b: Operand) => DType | null;

function operation(op: BinaryOperator | "Eq", left: Type, right: Type, combine: Combine): Type {
  if (left.kind === "frame" || right.kind === "frame") return withFrame(op, left, right, combine);
  if (left.kind === "series" || right.kind === "series") return withSeries(op, left, right, combine);
  if (op === "Eq") return { kind: "array", dtype: "bool", shape: [null], view: "maybe" };
  return anyIndex;
}

/** What one side brings for one column; `undefined` when it is no scalar, list, array or series. */
function operandOf(type: Type): Operand | undefined {
  switch (type.kind) {
    case "scalar":
      if (type.class === "int") return { dtype: "int64", weak: "int" };
      if (type.class === "float") return { dtype: "float64", weak: "float" };
      if (type.class === "bool") return { dtype: "bool", weak: "bool" };
      return { dtype: null, ...(type.class === "str" ? { weak: "str" as const } : {}) };
    case "numpy-scalar":
    case "series":
      return { dtype: type.dtype };
    case "array":
      return { dtype: type.dtype };
    case "index":
      return { dtype: type.class === "RangeIndex" ? "int64" : type.dtype };
    case "object":
      if (type.class === "pandas.Timestamp" || type.class === "datetime.datetime") return { dtype: "datetime64[?]" };
      if (type.class === "pandas.Timedelta" || type.class === "datetime.timedelta") return { dtype: "timedelta64[?]" };
      return { dtype: null };
    default:
      return { dtype: null };
  }
}

function withSeries(op: BinaryOperator | "Eq", left: Type, right: Type, combine: Combine): Type {
  const both = left.kind === "series" && right.kind === "series";
  const main = (left.kind === "series" ? left : right) as SeriesType;
  const [a, b] = [operandOf(left), operandOf(right)];
  const isAligned = !both || sameIndex(left, right) || op === "Eq";
  const found = a && b ? combine(a, b) : null;
  const dtype = isAligned ? found : perhapsWithMissing(found);
  const other = left.kind === "series" ? right : left;
  // A series or index that is put on gives its name only where both have the same.
  const isNamed = other.kind === "series" || other.kind === "index";
  const name = isNamed ? commonName(main, other) : main.name;
  const index = isAligned ? main.index : null;
  const made = series(dtype, name, op === "Eq" && both ? (left as SeriesType).index : index, isAligned ? main.length : null);
  return staysPlain(op, left, right) ? { ...made, plain: true } : made;
}

/** Sums, products and quotients of numbers and texts are numbers and texts. (Differences of dates are something else.) */
function staysPlain(op: BinaryOperator | "Eq", left: Type, right: Type): boolean {
  const holds = (type: Type): boolean =>
    type.kind === "scalar" ? ["bool", "int", "float", "str"].includes(type.class) : type.kind === "series" && type.plain === true;
  return (op === "Add" || op === "Mult" || op === "Div") && holds(left) && holds(right);
}

function commonName(a: SeriesType, b: SeriesType | IndexType): Label | undefined {
  if (a.name === undefined || b.name === undefined) return undefined;
  return sameLabel(a.name, b.name) ? a.name : null;
}

function withFrame(op: BinaryOperator | "Eq", left: Type, right: Type, combine: Combine): Type {
  if (left.kind === "frame" && right.kind === "frame") return betweenFrames(op, left, right, combine);
  const main = (left.kind === "frame" ? left : right) as FrameType;
  const other = left.kind === "frame" ? right : left;
  // A series is put on by its labels, as a row: columns may come in.
  if (other.kind === "series") return frame({ columns: null, index: main.index, length: main.length });
  if (other.kind === "frame") return anyFrame;
  const operand =
    other.kind === "array" || other.kind === "list" ? { dtype: other.kind === "array" ? other.dtype : null } : operandOf(other);
  const columns = mapDTypes(main, (dtype) =>
    operand ? (left.kind === "frame" ? combine({ dtype }, operand) : combine(operand, { dtype })) : null,
  );
  return frame({ ...main, columns });
}

function betweenFrames(op: BinaryOperator | "Eq", left: FrameType, right: FrameType, combine: Combine): Type {
  if (!left.complete || !right.complete || !left.columns || !right.columns)
    return frame({ columns: left.columns && right.columns ? [] : null });
  const labels = left.columns.map(({ label }) => label);
  const isSame =
    labels.length === right.columns.length && right.columns.every(({ label }, place) => sameLabel(label, labels[place] as Label));
  const isAligned = sameIndex(left, right) || op === "Eq";
  if (!isSame || !areUnique(labels)) return frame({ columns: [] });
  const columns = left.columns.map((each) => {
    const found = combine({ dtype: each.dtype }, { dtype: findColumn(right, each.label)?.dtype ?? null });
    return column(each.label, isAligned ? found : perhapsWithMissing(found));
  });
  return frame({ columns, complete: true, index: isAligned ? left.index : null, length: isAligned ? left.length : null });
}

const ordinary: readonly string[] = ["Add", "Sub", "Mult"];

/** The dtype of an arithmetic or logical operation on two columns, or a column and a scalar. */
function arithmetic(op: BinaryOperator, a: Operand, b: Operand, context: RuleContext): DType | null {
  if (op === "BitAnd" || op === "BitOr" || op === "BitXor") return logical(a, b);
  const [x, y] = [a.dtype, b.dtype];
  if (x === null || y === null) return text(op, a, b, context);
  if (isDatetime(x) || isTimedelta(x) || isDatetime(y) || isTimedelta(y)) return dates(op, a, b);
  if (x === "object" || y === "object") {
    const other = x === "object" ? y : x;
    if (!isNumber(other) && other !== "object") return null;
    return op === "Add" || op === "Sub" || op === "Mult" ? "object" : null;
  }
  if (!isNumber(x) || !isNumber(y)) return null;
  const isTwo = context.targets.satisfies("numpy", ">=2");
  const column = a.weak === undefined ? a : b;
  const weak = a.weak ?? b.weak;
  if (ordinary.includes(op)) {
    if (weak !== undefined) return weakly(op, column.dtype as DType, weak);
    if (x === "bool" && y === "bool") return op === "Sub" ? null : "bool";
    if ((isFloat(x) && x !== "float64") || (isFloat(y) && y !== "float64")) return x === y ? x : null;
    return isTwo === undefined && x !== y && !sameWidth(x, y) ? null : promoted(x, y);
  }
  if (op === "Div") {
    const isDouble = (dtype: DType): boolean =>
      dtype === "float64" || dtype === "int64" || dtype === "int32" || dtype === "uint64" || dtype === "uint32";
    if (weak !== undefined) return isDouble(column.dtype as DType) && weak !== "str" ? "float64" : null;
    return isDouble(x) && isDouble(y) ? "float64" : null;
  }
  // Division by zero makes a float of integers.
  if (op === "FloorDiv" || op === "Mod" || op === "Pow") {
    const isReal = x === "float64" || y === "float64";
    if (isReal) return [x, y].every((dtype) => dtype === "float64" || dtype === "int64" || dtype === "int32") ? "float64" : null;
    if (op === "Pow" && column.dtype === "int64" && weak === "int") return a.weak === undefined ? "int64" : null;
  }
  return null;
}

/** The defaults of all versions agree on these. */
const sameWidth = (a: DType, b: DType): boolean => ["int64", "float64", "bool"].includes(a) && ["int64", "float64", "bool"].includes(b);

function weakly(op: BinaryOperator, dtype: DType, weak: "int" | "float" | "bool" | "str"): DType | null {
  if (weak === "str") return null;
  if (dtype === "float64") return dtype;
  if (dtype === "int64") return weak === "float" ? "float64" : dtype;
  if (dtype === "int32" || dtype === "uint8") return weak === "float" ? "float64" : null;
  if (dtype === "bool") return weak === "int" ? "int64" : weak === "float" ? "float64" : op === "Sub" ? null : "bool";
  return null;
}

function text(op: BinaryOperator, a: Operand, b: Operand, context: RuleContext): DType | null {
  if (op !== "Add") return null;
  const column = a.weak === undefined ? a : b;
  const other = a.weak === undefined ? b : a;
  if (other.weak !== "str") return null;
  if (column.dtype === "str") return "str";
  return column.dtype === "object" && context.targets.satisfies("pandas", "<3") === true ? "object" : null;
}

function dates(op: BinaryOperator, a: Operand, b: Operand): DType | null {
  const [x, y] = [a.dtype as DType, b.dtype as DType];
  const isPlain = (dtype: DType): boolean => /^(datetime|timedelta)64\[ns\]$/.test(dtype) || dtype.endsWith("[?]");
  if (!isPlain(x) || !isPlain(y) || (x.endsWith("[?]") && y.endsWith("[?]"))) return null;
  if (isDatetime(x) && isDatetime(y)) return op === "Sub" ? "timedelta64[ns]" : null;
  if (isDatetime(x)) return (op === "Add" || op === "Sub") && x === "datetime64[ns]" ? x : null;
  if (isDatetime(y)) return op === "Add" && y === "datetime64[ns]" ? y : null;
  return op === "Add" || op === "Sub" ? "timedelta64[ns]" : null;
}

function logical(a: Operand, b: Operand): DType | null {
  const isTruth = ({ dtype }: Operand): boolean => dtype === "bool";
  if (isTruth(a) && isTruth(b)) return "bool";
  return a.dtype === "int64" && b.dtype === "int64" ? "int64" : null;
}

/** Masks stay masks under `&`, `|` and `^`. */
export function isMask(op: BinaryOperator, left: Type, right: Type): boolean {
  const holds = (type: Type): boolean =>
    (type.kind === "series" && (type.mask === true || type.dtype === "bool")) ||
    (type.kind === "array" && type.dtype === "bool") ||
    (type.kind === "scalar" && type.class === "bool");
  return (op === "BitAnd" || op === "BitOr" || op === "BitXor") && holds(left) && holds(right);
}

export function unary(op: UnaryOperator, operand: Type): Type | undefined {
  if (op === "Not" || !isPandas(operand)) return undefined;
  const change = (dtype: DType | null): DType | null => {
    if (op === "Invert") return dtype === "bool" || isInteger(dtype) ? dtype : null;
    return isInteger(dtype) || isFloat(dtype) || isTimedelta(dtype) || (op === "UAdd" && dtype === "bool") ? dtype : null;
  };
  if (operand.kind === "frame") return frame({ ...operand, columns: mapDTypes(operand, change) });
  if (operand.kind === "index") return anyIndex;
  const made = series(change(operand.dtype), operand.name, operand.index, operand.length);
  return op === "Invert" && operand.mask ? { ...made, mask: true } : made;
}

const methodOperators: Readonly<Record<string, BinaryOperator>> = {
  add: "Add",
  sub: "Sub",
  subtract: "Sub",
  mul: "Mult",
  multiply: "Mult",
  div: "Div",
  divide: "Div",
  truediv: "Div",
  floordiv: "FloorDiv",
  mod: "Mod",
  pow: "Pow",
};

/** `s.add(other, fill_value=…)`, `df.eq(other)` and their like. */
export const operatorMethod: Rule = (call) => {
  const method = call.name.split(".").at(-1) as string;
  const other = call.argument("other");
  const { receiver } = call;
  const isFrame = call.name.startsWith("pandas.DataFrame.");
  const nothing = isFrame ? anyFrame : join(series(null), anyFrame);
  if (!receiver || !other || call.spreads || (receiver.kind !== "frame" && receiver.kind !== "series")) return nothing;
  if (receiver.kind === "series" && other.kind === "frame") return anyFrame;
  const isComparison = /^(eq|ne|lt|le|gt|ge)$/.test(method);
  const op = isComparison ? undefined : methodOperators[method.replace(/^r(?=add|sub|mul|div|truediv|floordiv|mod|pow)/, "")];
  const isReflected = method.startsWith("r") && op !== undefined;
  const axis = call.argument("axis");
  if (receiver.kind === "frame" && other.kind === "series") {
    return axis?.kind === "scalar" && (axis.value === 0n || axis.value === "index")
      ? frame({ columns: receiver.columns?.map((each) => ({ ...each, dtype: null })) ?? null, complete: receiver.complete })
      : anyFrame;
  }
  // A method takes series that are not aligned where the operator raises.
  if (isComparison) {
    const made = compare("Eq", receiver, other);
    const isLoose = other.kind === "series" || other.kind === "frame";
    if (!made) return nothing;
    if (made.kind === "series")
      return isLoose && !(other.kind === "series" && receiver.kind === "series" && sameIndex(receiver, other))
        ? { ...series(made.dtype, made.name), mask: true }
        : made;
    return isLoose ? anyFrame : made;
  }
  if (op === undefined) return nothing;
  const hasFill = call.argument("fill_value") !== undefined;
  const made = isReflected ? binary(op, other, receiver, call) : binary(op, receiver, other, call);
  if (!made) return nothing;
  if (!hasFill) return made;
  // Values that are filled in may make floats of integers.
  if (made.kind === "series") return series(made.dtype === "float64" ? made.dtype : null, made.name, made.index, made.length);
  return made.kind === "frame" ? frame({ ...made, columns: mapDTypes(made, () => null) }) : join(nothing);
};
