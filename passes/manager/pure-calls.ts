/** Calls that only compute: what several passes ask about a call of a library. */
import { membersOf, type Type } from "../../compiler/analysis/types/type.js";
import type { Operation } from "../../compiler/analysis/types/type-facts.js";

/**
 * Whether a call is pure by the catalogue, for every function that it can reach. It may run methods of its arguments
 * (`__float__`, `__len__`), so their classes have to be known as well: see `isPlainData`.
 */
export const isPureLibraryCall = (operation: Operation): boolean => hasOnlyEffects(operation, ["dunder"]);

/** As `isPureLibraryCall`, of a call that may warn besides. */
export const isWarningLibraryCall = (operation: Operation): boolean => hasOnlyEffects(operation, ["dunder", "warns"]);

function hasOnlyEffects({ kind, targets, unresolved }: Operation, allowed: readonly string[]): boolean {
  return (
    kind === "call" &&
    unresolved === undefined &&
    targets.length > 0 &&
    targets.every((target) => target.kind === "library" && target.facts?.effects?.every((effect) => allowed.includes(effect)) === true)
  );
}

/** The arguments of a call, its receiver among them. */
export function argumentsOf({ receiver, positional, keyword }: Operation): readonly Type[] {
  return [...(receiver ? [receiver] : []), ...positional, ...keyword.map(([, type]) => type)];
}

/** Data of Python, NumPy and pandas without an object inside whose methods the program could have written. */
export function isPlainData(type: Type): boolean {
  const members = membersOf(type);
  return members.length > 0 && members.every(isPlain);
}

function isPlain(type: Type): boolean {
  switch (type.kind) {
    case "none":
    case "ellipsis":
    case "scalar":
    case "range":
      return true;
    case "numpy-scalar":
    case "array":
    case "series":
      return isPlainDtype(type.dtype);
    case "frame":
      return type.complete && type.columns?.every(({ dtype }) => isPlainDtype(dtype)) === true;
    case "slice":
      return [type.start, type.stop, type.step].every(isPlainData);
    case "list":
    case "tuple":
    case "set":
    case "frozenset":
      // Nothing is inside of an empty one.
      return type.element.kind === "never" || isPlainData(type.element);
    case "dict":
      return type.class === "dict" && (type.key.kind === "never" || (isPlainData(type.key) && isPlainData(type.value)));
    default:
      return false;
  }
}

const isPlainDtype = (dtype: string | null): boolean => dtype !== null && dtype !== "object" && dtype !== "category";

/** Values that cannot be changed in place. */
export const isImmutable = (type: Type): boolean =>
  membersOf(type).length > 0 &&
  membersOf(type).every(
    (member) =>
      member.kind === "scalar" ||
      member.kind === "numpy-scalar" ||
      member.kind === "none" ||
      (member.kind === "tuple" && (member.items ?? [member.element]).every(isImmutable)),
  );
