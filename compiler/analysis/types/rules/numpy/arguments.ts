/** Arguments of a call by NumPy's parameter names, for functions and for the methods of the same form. */
import type { RuleCall } from "../../rule.js";
import { type Type, unknown } from "../../type.js";

export interface Arguments {
  /** `undefined` when it is certainly not passed. */
  get(name: string): Type | undefined;
  /** The argument or, when it is not passed, `None`. */
  readonly call: RuleCall;
}

/**
 * @param parameters in the order of the positional ones; the first is the array, which methods are called on. Those behind
 *   `*` are only passed by name.
 */
export function argumentsOf(call: RuleCall, parameters: string): Arguments {
  const names = parameters.split(" ").filter((name) => name !== "");
  const star = names.indexOf("*");
  const places = new Map(names.slice(0, star < 0 ? undefined : star).map((name, index) => [name, index]));
  const shift = call.receiver === undefined ? 0 : 1;
  return {
    call,
    get(name) {
      const place = places.get(name);
      if (place === 0 && call.receiver !== undefined) return call.receiver;
      const keyword = call.keyword.find(([key]) => key === name);
      if (keyword) return keyword[1];
      if (call.spreads) return unknown("the arguments are unpacked from a value");
      return place === undefined ? undefined : call.positional[place - shift];
    },
  };
}
