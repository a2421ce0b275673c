/** What dicts hold: their keys and values, and how storing, deleting and merging change what is known of them. */
import type { RuleContext } from "../../rule.js";
import { type DictEntry, type DictType, join, never, type Type } from "../../type.js";
import { entryKey, keyLiteral, maxItems, mayBeKey } from "./values.js";

/** Value of a key; for a key that is certainly not there what `__missing__` gives, or `never`. */
export function valueAt(dict: DictType, key: Type): Type {
  const known = entryKey(key);
  const entry = known === undefined ? undefined : dict.entries?.find((one) => one.key === known);
  if (entry) return entry.value;
  const missing = dict.class === "collections.Counter" ? ({ kind: "scalar", class: "int", value: 0n } as const) : (dict.missing ?? never);
  if (dict.complete && known !== undefined) return missing;
  return join(dict.value, missing);
}

/** Whether a known key is there; `undefined` when it may be. */
export function hasKey(dict: DictType, key: Type): boolean | undefined {
  const known = entryKey(key);
  if (known === undefined) return dict.complete && (dict.entries ?? []).length === 0 ? false : undefined;
  if (dict.entries?.some((one) => one.key === known)) return true;
  return dict.complete ? false : undefined;
}

/** `True` finds the entry of `1`, but makes one of its own kind. */
const isBool = (key: Type): boolean => key.kind === "scalar" && key.class === "bool";

/** The dict after `dict[key] = value`. */
export function withEntry(dict: DictType, key: Type, value: Type): DictType {
  const before = dict.entries ?? [];
  const known = entryKey(key);
  const place = known === undefined ? -1 : before.findIndex((entry) => entry.key === known);
  let entries: readonly DictEntry[];
  let complete = dict.complete === true;
  if (place >= 0) entries = before.map((entry, index) => (index === place ? { key: entry.key, value } : entry));
  else if (known !== undefined && !isBool(key) && before.length < maxItems) {
    entries = [...before, { key: known, value }];
  } else {
    entries = before.map((entry) => (mayBeKey(key, entry.key) ? { key: entry.key, value: join(entry.value, value) } : entry));
    complete = false;
  }
  return withEntries(dict, entries, complete, join(dict.key, key), join(dict.value, value));
}

/** The dict after `del dict[key]`. */
export function withoutEntry(dict: DictType, key: Type): DictType {
  const known = entryKey(key);
  const isCertain = known !== undefined && dict.entries?.some((entry) => entry.key === known);
  const entries = (dict.entries ?? []).filter((entry) => !mayBeKey(key, entry.key));
  return withEntries(dict, entries, dict.complete === true && isCertain === true, dict.key, dict.value);
}

/** The same dict with other entries. A complete list of entries says all there is about keys and values. */
export function withEntries(dict: DictType, entries: readonly DictEntry[], complete: boolean, key: Type, value: Type): DictType {
  const { entries: _, complete: __, ...rest } = dict;
  if (complete) {
    const keys = join(...entries.map((entry) => keyLiteral(entry.key)));
    return { ...rest, key: keys, value: join(...entries.map((entry) => entry.value)), entries, complete: true };
  }
  return { ...rest, key, value, ...(entries.length > 0 ? { entries } : {}) };
}

/** Content of a dict after all entries of another have been stored in it. */
export function updated(dict: DictType, other: DictType): DictType {
  let result = dict;
  const isComplete = dict.complete === true && other.complete === true;
  for (const entry of other.entries ?? []) result = withEntry(result, keyLiteral(entry.key), entry.value);
  if (other.complete) return result;
  const otherValues = other.value;
  const entries = (result.entries ?? []).map((entry) => {
    const isSettled = other.entries?.some((one) => one.key === entry.key);
    return isSettled || !mayBeKey(other.key, entry.key) ? entry : { key: entry.key, value: join(entry.value, otherValues) };
  });
  return withEntries(result, entries, isComplete, join(result.key, other.key), join(result.value, otherValues));
}

/** `left | right`; the class is that of the operand that has an `__or__` or `__ror__` of its own. */
export function dictUnion(left: DictType, right: DictType, _context: RuleContext, keepsClass = false): DictType | undefined {
  const own = ["collections.OrderedDict", "collections.defaultdict"];
  const name = keepsClass || own.includes(left.class) || right.class === "dict" ? left.class : right.class;
  if (!keepsClass && (left.class === "collections.Counter" || right.class === "collections.Counter")) return undefined;
  const { sites: _, ...content } = updated(left, right);
  const missing = name === left.class ? left.missing : right.missing;
  const { missing: __, ...rest } = content;
  return { ...rest, class: name, ...(missing ? { missing } : {}) };
}
