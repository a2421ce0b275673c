/** Arguments as the rules of pandas need them. */
import type { Outcome, RuleCall } from "../../rule.js";
import { type FrameType, join, none, type SeriesType, type Type } from "../../type.js";
import { changed } from "./frames.js";

/** A flag: `undefined` when it is passed and not known. */
export function flag(call: RuleCall, parameter: string, byDefault: boolean): boolean | undefined {
  const given = call.argument(parameter);
  if (given === undefined) return byDefault;
  if (given.kind === "none") return byDefault;
  return given.kind === "scalar" && typeof given.value === "boolean" ? given.value : undefined;
}

/** A text argument; `null` when it is not passed or None, `undefined` when it is not known. */
export function text(call: RuleCall, parameter: string): string | null | undefined {
  const given = call.argument(parameter);
  if (given === undefined || given.kind === "none") return null;
  return given.kind === "scalar" && typeof given.value === "string" ? given.value : undefined;
}

export const isPassed = (call: RuleCall, parameter: string): boolean => {
  const given = call.argument(parameter);
  return given !== undefined && given.kind !== "none";
};

/**
 * What a method passes on to a function behind its first argument; `undefined` when that is not known.
 * @param own keywords that the method keeps for itself
 */
export function passedOn(
  call: RuleCall,
  own: readonly string[],
): { readonly positional: readonly Type[]; readonly keyword: readonly (readonly [string, Type])[] } | undefined {
  const args = call.argument("args");
  const isKnown = args === undefined || args.kind === "none" || (args.kind === "tuple" && args.items !== undefined);
  if (call.spreads || !isKnown || call.keyword.some(([name]) => name === "kwargs")) return undefined;
  const keyword = call.keyword.filter(([name]) => name !== "args" && !own.includes(name));
  return { positional: args?.kind === "tuple" ? (args.items ?? []) : [], keyword };
}

/** 0 for rows, 1 for columns, `undefined` when that is not known. */
export function axisOf(call: RuleCall, parameter = "axis", byDefault: 0 | 1 = 0): 0 | 1 | undefined {
  const given = call.argument(parameter);
  if (given === undefined) return byDefault;
  if (given.kind !== "scalar") return undefined;
  if (given.value === 0n || given.value === "index" || given.value === "rows") return 0;
  return given.value === 1n || given.value === "columns" ? 1 : undefined;
}

/** The frame or series that `inplace=True` leaves in the receiver, or that is returned otherwise. */
export function inPlaceOrNew<Value extends FrameType | SeriesType>(
  call: RuleCall,
  receiver: Value,
  content: Value,
  returnsSelf = false,
): Outcome {
  const isInPlace = call.spreads ? undefined : flag(call, "inplace", false);
  if (isInPlace === false) return content;
  const after = replaced(receiver, content);
  const self = returnsSelf ? selfOrNone(call, after) : none;
  if (isInPlace) return { result: self, receiver: after };
  return { result: join(content, self), receiver: join(receiver, after) };
}

/** Since pandas 3 some methods return the object that they changed. */
function selfOrNone(call: RuleCall, self: Type): Type {
  const isThree = call.targets.satisfies("pandas", ">=3");
  return isThree === undefined ? join(none, self) : isThree ? self : none;
}

function replaced<Value extends FrameType | SeriesType>(object: Value, content: Value): Value {
  if (object.kind === "frame" && content.kind === "frame") return changed(object, content) as Value;
  return { ...content, ...(object.memory ? { memory: object.memory } : {}), ...(object.sites ? { sites: object.sites } : {}) };
}

/** The plain value of an argument that is a known bool, number or text. */
export function valueOf(type: Type | undefined): boolean | bigint | number | string | undefined {
  return type?.kind === "scalar" ? type.value : undefined;
}
