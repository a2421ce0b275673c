/** Python's operators on its own values. What a library or the program may decide is left to others (`undefined`). */
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../../../../ir/nodes.js";
import type { RuleContext } from "../../rule.js";
import { type DictType, join, literal, never, type SequenceType, type TupleType, type Type, unknown } from "../../type.js";
import { dictUnion } from "./dicts.js";
import { numberArithmetic, numberComparison, numberUnary } from "./numbers.js";
import { standardArithmetic, standardComparison, standardUnary } from "./standard-values.js";
import { textArithmetic, textComparison } from "./text.js";
import { bool, integerOf, isBuiltin, isInteger, isNumber, maxItems, overMembers, overPairs, truthOf } from "./values.js";

export function binary(op: BinaryOperator, left: Type, right: Type, context: RuleContext): Type | undefined {
  return overPairs(left, right, (one, other) => binaryOfOne(op, one, other, context));
}

function binaryOfOne(op: BinaryOperator, left: Type, right: Type, context: RuleContext): Type | undefined {
  if (isNumber(left) && isNumber(right)) return numberArithmetic(op, left, right);
  const standard = standardArithmetic(op, left, right);
  if (standard) return standard;
  if (left.kind === "scalar" && (left.class === "str" || left.class === "bytes") && op === "Mod") return textArithmetic(op, left, right);
  if (!isBuiltin(left) || !isBuiltin(right)) return undefined;
  const repeated = op === "Mult" ? repetition(left, right) : undefined;
  if (repeated) return repeated;
  if (left.kind === "scalar" && right.kind === "scalar") return textArithmetic(op, left, right);
  switch (left.kind) {
    case "list":
    case "deque":
      return op === "Add" && right.kind === left.kind ? concatenation(left, right) : never;
    case "tuple":
      if (op !== "Add" || right.kind !== "tuple") return never;
      return isPlain(left) && isPlain(right) ? concatenation(left, right) : undefined;
    case "set":
    case "frozenset":
      return setOperation(op, left, right, left.kind);
    case "dict":
      return op === "BitOr" && right.kind === "dict" ? dictUnion(left, right, context) : counterOperation(op, left, right);
    case "scalar":
    case "none":
    case "range":
      // Classes and functions may stand in `int | None` and the like.
      return op === "BitOr" || right.kind === "dict" || right.kind === "partial" || right.kind === "iterator" ? undefined : never;
    default:
      return undefined;
  }
}

/** A tuple, or one whose class comes from `namedtuple`: operators give plain tuples. Other subclasses have operators of their own. */
const isPlain = (type: TupleType): boolean => type.class === undefined || type.fields !== undefined;

type Concatenable = SequenceType | TupleType;

function concatenation(left: Concatenable, right: Concatenable): Type {
  const element = join(left.element, right.element);
  const items = left.items && right.items && [...left.items, ...right.items];
  const kept = items && (items.length <= maxItems || left.kind === "tuple") ? { items } : {};
  return left.kind === "tuple" ? { kind: "tuple", element, ...kept } : { kind: left.kind, element, ...kept };
}

/** `[0] * n` and `n * [0]`, `(0,) * n`. */
function repetition(left: Type, right: Type): Type | undefined {
  const [sequence, count] = isInteger(right) ? [left, right] : isInteger(left) ? [right, left] : [undefined, undefined];
  if (!sequence || !count || (sequence.kind !== "list" && sequence.kind !== "tuple" && sequence.kind !== "deque")) return undefined;
  if (sequence.kind === "tuple" && !isPlain(sequence)) return undefined;
  const times = integerOf(count);
  const { element } = sequence;
  const plain = (items?: readonly Type[]): Type => ({ kind: sequence.kind, element, ...(items ? { items } : {}) }) as Type;
  if (times !== undefined && times <= 0n) return { ...plain([]), element: never } as Type;
  if (!sequence.items || times === undefined || Number(times) * sequence.items.length > maxItems) return plain();
  const { items } = sequence;
  return plain(Array.from({ length: Number(times) }, () => items).flat());
}

function setOperation(op: BinaryOperator, left: SequenceType, right: Type, kind: "set" | "frozenset"): Type | undefined {
  if (right.kind !== "set" && right.kind !== "frozenset") return right.kind === "scalar" || right.kind === "list" ? never : undefined;
  switch (op) {
    case "BitOr":
    case "BitXor":
    case "BitAnd":
      return { kind, element: join(left.element, right.element) };
    case "Sub":
      return { kind, element: left.element };
    default:
      return never;
  }
}

const counter = "collections.Counter";

/** `+`, `-`, `&` and `|` of two counters. */
function counterOperation(op: BinaryOperator, left: DictType, right: Type): Type | undefined {
  if (left.class !== counter || right.kind !== "dict" || right.class !== counter) return undefined;
  if (op !== "Add" && op !== "Sub" && op !== "BitAnd" && op !== "BitOr") return undefined;
  const value = join(left.value, right.value);
  const isCount = value.kind === "never" || (value.kind === "scalar" && (value.class === "int" || value.class === "bool"));
  return {
    kind: "dict",
    class: counter,
    key: join(left.key, right.key),
    value: isCount ? { kind: "scalar", class: "int" } : unknown("counts that are no integers"),
  };
}

/** `target op= value`. Lists, sets, dicts and deques change in place. */
export function inPlace(op: BinaryOperator, target: Type, value: Type, context: RuleContext): Type | undefined {
  switch (target.kind) {
    case "union":
      return overMembers(target, (member) => inPlace(op, member, value, context));
    case "list":
    case "deque":
      if (op === "Add") return extended(target, value, context);
      if (op === "Mult" && isInteger(value)) {
        const content = repetition(target, value) as SequenceType;
        return { ...content, ...(target.sites ? { sites: target.sites } : {}) };
      }
      return undefined;
    case "set": {
      if (value.kind !== "set" && value.kind !== "frozenset") return undefined;
      const content = setOperation(op, target, value, "set");
      return content?.kind === "set" && target.sites ? { ...content, sites: target.sites } : content;
    }
    case "dict": {
      if (op !== "BitOr" || target.class === counter) return binary(op, target, value, context);
      if (value.kind !== "dict") return undefined;
      const content = dictUnion(target, value, context, true);
      return content && target.sites ? { ...content, sites: target.sites } : content;
    }
    default:
      return binary(op, target, value, context);
  }
}

/** A list or deque with the items of something else behind its own. */
export function extended(target: SequenceType, value: Type, context: RuleContext): SequenceType {
  const { items, ...rest } = target;
  const added = value.kind === "list" || value.kind === "tuple" ? value.items : undefined;
  const element = join(target.element, context.elementOf(value));
  if (!items || !added || items.length + added.length > maxItems) return { ...rest, element };
  return { ...rest, element, items: [...items, ...added] };
}

export function unary(op: UnaryOperator, operand: Type, _context: RuleContext): Type | undefined {
  if (op === "Not") {
    const truth = truthOf(operand);
    return truth === undefined ? bool : literal(!truth);
  }
  return overMembers(operand, (member) => {
    if (isNumber(member)) return numberUnary(op, member);
    const standard = standardUnary(op, member);
    if (standard) return standard;
    if (member.kind === "dict" && member.class === counter && op !== "Invert") return counterOperation("Add", member, member);
    const hasNone = member.kind === "scalar" || member.kind === "list" || member.kind === "none";
    return hasNone || (member.kind === "tuple" && isPlain(member)) ? never : undefined;
  });
}

export function compare(op: CompareOperator, left: Type, right: Type, _context: RuleContext): Type | undefined {
  switch (op) {
    case "In":
    case "NotIn":
      return membership(op, left, right);
    case "Is":
    case "IsNot": {
      const same = identity(left, right);
      return same === undefined ? bool : literal(same === (op === "Is"));
    }
    default:
      return overPairs(left, right, (one, other) => compareOne(op, one, other));
  }
}

/** `in` always gives a `bool`, whatever `__contains__` says. */
function membership(op: "In" | "NotIn", item: Type, container: Type): Type {
  const answer = (isIn: boolean): Type => literal(isIn === (op === "In"));
  if (item.kind !== "scalar" || item.value === undefined) return bool;
  const key = item.value;
  if (container.kind === "scalar" && container.class === "str" && typeof container.value === "string" && typeof key === "string")
    return answer(container.value.includes(key));
  if (container.kind === "dict") {
    const entries = container.entries ?? [];
    if (typeof key === "string" && entries.some((entry) => entry.key === key)) return answer(true);
    return container.complete && typeof key === "string" ? answer(false) : bool;
  }
  if (container.kind !== "list" && container.kind !== "tuple") return bool;
  const items = container.items;
  if (!items) return bool;
  const same = items.map((other) => (other.kind === "scalar" ? sameScalar(item, other) : isBuiltin(other) ? false : undefined));
  if (same.includes(true)) return answer(true);
  return same.every((one) => one === false) ? answer(false) : bool;
}

function sameScalar(a: Type, b: Type): boolean | undefined {
  const result = compareOne("Eq", a, b);
  return result?.kind === "scalar" ? (result.value as boolean | undefined) : undefined;
}

/** Kinds of which each value is one of few objects, and no value of another kind is. */
const isSingleton = (type: Type): boolean => type.kind === "none" || type.kind === "ellipsis" || type.kind === "not-implemented";

/** Whether two values are the same object, where that is certain. */
function identity(left: Type, right: Type): boolean | undefined {
  if (left.kind === "unknown" || right.kind === "unknown" || left.kind === "never" || right.kind === "never") return undefined;
  if (left.kind === "union" || right.kind === "union") {
    const members = (type: Type): readonly Type[] => (type.kind === "union" ? type.members : [type]);
    const answers = members(left).flatMap((one) => members(right).map((other) => identity(one, other)));
    return answers.every((answer) => answer === answers[0]) ? answers[0] : undefined;
  }
  if (isSingleton(left) || isSingleton(right)) return left.kind === right.kind;
  if (left.kind !== "scalar" || right.kind !== "scalar") return undefined;
  if (left.class !== right.class) return false;
  return left.class === "bool" && left.value !== undefined && right.value !== undefined ? left.value === right.value : undefined;
}

function compareOne(op: CompareOperator, left: Type, right: Type): Type | undefined {
  if (isNumber(left) && isNumber(right)) return numberComparison(op, left, right);
  if (left.kind === "scalar" && right.kind === "scalar") return textComparison(op, left, right);
  const standard = standardComparison(op, left, right);
  if (standard) return standard;
  if (!isBuiltin(left) || !isBuiltin(right)) return undefined;
  if (op === "Eq" || op === "NotEq") {
    if (isSingleton(left) || isSingleton(right)) return literal((left.kind === right.kind) === (op === "Eq"));
    return bool;
  }
  const isSet = (type: Type): boolean => type.kind === "set" || type.kind === "frozenset";
  if (isSet(left) && isSet(right)) return bool;
  if ((left.kind === "list" || left.kind === "tuple" || left.kind === "deque") && right.kind === left.kind) {
    // The answer is that of the first items that differ.
    return isOrderedByPython(left.element) && isOrderedByPython((right as SequenceType).element) ? bool : undefined;
  }
  const isUnordered = (type: Type): boolean => type.kind === "scalar" || type.kind === "none" || type.kind === "list" || isSet(type);
  return isUnordered(left) && isUnordered(right) ? never : undefined;
}

/** Comparing two of these gives a `bool`, or raises. */
function isOrderedByPython(type: Type): boolean {
  if (type.kind === "union") return type.members.every(isOrderedByPython);
  if (type.kind === "list" || type.kind === "tuple") return isOrderedByPython(type.element);
  return isBuiltin(type) || type.kind === "never";
}
