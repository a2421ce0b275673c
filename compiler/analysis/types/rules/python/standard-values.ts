/** Operators on values of the standard library: dates and times, paths, fractions and decimals, views of dicts. */
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../../../../ir/nodes.js";
import { join, literal, type ObjectType, object, type Type, unknown } from "../../type.js";
import { bool, complex, float, int, isScalar } from "./values.js";

const isObject = (type: Type, name: string): boolean => type.kind === "object" && type.class === name && !type.subclass;

const fraction = "fractions.Fraction";
const decimal = "decimal.Decimal";
const delta = "datetime.timedelta";
const moment = "datetime.datetime";
const day = "datetime.date";
const arithmetic: readonly BinaryOperator[] = ["Add", "Sub", "Mult", "Div", "FloorDiv", "Mod", "Pow"];

const isPointInTime = (type: Type): type is ObjectType => isObject(type, moment) || isObject(type, day);

export function standardArithmetic(op: BinaryOperator, left: Type, right: Type): Type | undefined {
  return (
    timeArithmetic(op, left, right) ?? rationalArithmetic(op, left, right) ?? pathArithmetic(op, left, right) ?? viewSets(op, left, right)
  );
}

function timeArithmetic(op: BinaryOperator, left: Type, right: Type): Type | undefined {
  const span = object(delta);
  if (isObject(left, delta)) {
    if (isObject(right, delta)) {
      if (op === "Add" || op === "Sub" || op === "Mod") return span;
      return op === "Div" ? float : op === "FloorDiv" ? int : undefined;
    }
    if (isScalar(right, "int", "float", "bool") && (op === "Mult" || op === "Div" || op === "FloorDiv")) return span;
    return op === "Add" && isPointInTime(right) ? object(right.class) : undefined;
  }
  if (isObject(right, delta)) {
    if (isPointInTime(left) && (op === "Add" || op === "Sub")) return object(left.class);
    return op === "Mult" && isScalar(left, "int", "float", "bool") ? span : undefined;
  }
  for (const name of [moment, day]) if (isObject(left, name) && isObject(right, name) && op === "Sub") return span;
  return undefined;
}

function rationalArithmetic(op: BinaryOperator, left: Type, right: Type): Type | undefined {
  if (!arithmetic.includes(op)) return undefined;
  const isWhole = (type: Type): boolean => isScalar(type, "int", "bool");
  for (const name of [decimal, fraction]) {
    const [isLeft, isRight] = [isObject(left, name), isObject(right, name)];
    if (!isLeft && !isRight) continue;
    const other = isLeft ? right : left;
    if ((isLeft && isRight) || isWhole(other)) {
      if (name === decimal) return object(decimal);
      if (op === "FloorDiv") return int;
      return op === "Pow" ? unknown("a power of a fraction can be of several classes") : object(fraction);
    }
    if (name === fraction && isScalar(other, "float")) return op === "Pow" ? join(float, complex) : float;
    if (name === fraction && isScalar(other, "complex")) return op === "FloorDiv" || op === "Mod" ? undefined : complex;
  }
  return undefined;
}

const pathClasses = [
  "pathlib.Path",
  "pathlib.PosixPath",
  "pathlib.WindowsPath",
  "pathlib.PurePath",
  "pathlib.PurePosixPath",
  "pathlib.PureWindowsPath",
];

export const isPath = (type: Type): type is ObjectType => type.kind === "object" && pathClasses.includes(type.class);

/** A path of the same class: joining, parents and renamings keep it. */
export const samePath = (path: ObjectType): ObjectType => ({
  kind: "object",
  class: path.class,
  ...(path.subclass ? { subclass: true } : {}),
});

/** `path / "name"`: the class of the path. */
function pathArithmetic(op: BinaryOperator, left: Type, right: Type): Type | undefined {
  if (op !== "Div") return undefined;
  if (isPath(left) && (isScalar(right, "str") || isPath(right))) return samePath(left);
  return isScalar(left, "str") && isPath(right) ? samePath(right) : undefined;
}

const setViews = ["builtins.dict_keys", "builtins.dict_items", "builtins.odict_keys", "builtins.odict_items"];

/** `d.keys() & e.keys()` gives a set. */
function viewSets(op: BinaryOperator, left: Type, right: Type): Type | undefined {
  const isView = (type: Type): boolean => type.kind === "object" && setViews.includes(type.class);
  const isSet = (type: Type): boolean => type.kind === "set" || type.kind === "frozenset" || type.kind === "list" || type.kind === "tuple";
  if (op !== "BitAnd" && op !== "BitOr" && op !== "BitXor" && op !== "Sub") return undefined;
  if (!isView(left) || !(isView(right) || isSet(right))) return undefined;
  return { kind: "set", element: unknown("an item of a view of a dict") };
}

export function standardUnary(op: UnaryOperator, operand: Type): Type | undefined {
  if (op !== "UAdd" && op !== "USub") return undefined;
  for (const name of [delta, fraction, decimal]) if (isObject(operand, name)) return object(name);
  return undefined;
}

/** Classes whose values compare with each other, and with everything of Python's own, to `bool`. */
const comparable = [decimal, fraction, delta, moment, day, "datetime.time", "uuid.UUID", "re.Pattern", "builtins.bytearray", ...setViews];

export function standardComparison(op: CompareOperator, left: Type, right: Type): Type | undefined {
  const isKnown = (type: Type): boolean => (type.kind === "object" && comparable.includes(type.class) && !type.subclass) || isPath(type);
  const isPlain = (type: Type): boolean => type.kind === "scalar" || type.kind === "none" || type.kind === "set";
  if (!(isKnown(left) && (isKnown(right) || isPlain(right))) && !(isPlain(left) && isKnown(right))) return undefined;
  if (left.kind === "none" || right.kind === "none") return op === "Eq" || op === "NotEq" ? literal(op === "NotEq") : undefined;
  return bool;
}
