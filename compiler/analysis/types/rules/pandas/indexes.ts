/** Methods of indexes. */
import type { Rule } from "../../rule.js";
import { join, none, type Type, tupleOf, unknown } from "../../type.js";
import { flag, isPassed } from "./arguments.js";
import { anyIndex } from "./frames.js";

/** Flags that make a method give something else. */
const flags: Readonly<Record<string, readonly [flag: string, Type]>> = {
  sort_values: ["return_indexer", tupleOf([anyIndex, unknown("positions of the labels")])],
  rename: ["inplace", none],
  set_names: ["inplace", none],
  set_levels: ["inplace", none],
  set_codes: ["inplace", none],
};

/** `pd-index-method`: an index, whatever its class. */
export const indexMethod: Rule = (call) => {
  const method = call.name.split(".").at(-1) as string;
  // Of another dtype, the values are an array.
  if (method === "view")
    return call.spreads || call.positional.length + call.keyword.length > 0 ? unknown("a view of another dtype") : anyIndex;
  const [name, other] = flags[method] ?? [];
  if (name === undefined || other === undefined || (!call.spreads && !isPassed(call, name))) return anyIndex;
  const isSet = call.spreads ? undefined : flag(call, name, false);
  return isSet === undefined ? join(anyIndex, other) : isSet ? other : anyIndex;
};
