/** Regular expressions: what a pattern finds has the kind of the text that is searched. */
import type { Rule, RuleCall } from "../../rule.js";
import { dict, iterator, join, list, membersOf, none, type ObjectType, object, type Type, tuple, tupleOf, unknown } from "../../type.js";
import { bytes, integerOf, isScalar, str, textOf } from "./values.js";

/** Text or bytes: the kind of what is searched, or of the pattern, which has to be the same. */
function kindOf(...texts: readonly (Type | undefined)[]): Type {
  for (const text of texts) {
    if (text && isScalar(text, "str")) return str;
    if (text && isScalar(text, "bytes")) return bytes;
  }
  return join(str, bytes);
}

/**
 * Number of groups of a pattern; `undefined` when its text is not known or has flags, which may change how it is read.
 * A parenthesis opens a group unless it is escaped, in a class, or followed by a `?` that does not name it.
 */
export function groupsOf(pattern: string): number | undefined {
  let groups = 0;
  let isInClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === "\\") at++;
    else if (isInClass) {
      if (character === "]") isInClass = false;
    } else if (character === "[") {
      isInClass = true;
      if (pattern[at + 1] === "^") at++;
      if (pattern[at + 1] === "]") at++;
    } else if (character === "(") {
      if (pattern[at + 1] !== "?") groups++;
      else if (pattern.startsWith("?P<", at + 1)) groups++;
      // Flags in the pattern (`(?x)`) and comments change how the rest is read.
      else if (!/^\?(?:[:=!>]|<[=!]|P=)/.test(pattern.slice(at + 1, at + 4))) return undefined;
    }
  }
  return groups;
}

interface Search {
  readonly kind: Type;
  readonly groups: number | undefined;
}

/** What is searched with what, for the functions of `re` and the methods of a pattern. */
function searchOf(call: RuleCall): Search {
  const { receiver } = call;
  const text = call.argument("string");
  if (receiver?.kind === "object") {
    const groups = receiver.parts?.["groups"];
    return { kind: kindOf(receiver.parts?.["text"], text), groups: groups ? Number(integerOf(groups)) : undefined };
  }
  const pattern = call.argument("pattern");
  const flags = call.argument("flags");
  const source = textOf(pattern);
  const compiled = pattern?.kind === "object" ? pattern.parts : undefined;
  const groups = compiled?.["groups"];
  if (groups) return { kind: kindOf(compiled?.["text"], text), groups: Number(integerOf(groups)) };
  const isPlain = source !== undefined && (flags === undefined || integerOf(flags) === 0n);
  return { kind: kindOf(pattern, compiled?.["text"], text), groups: isPlain ? groupsOf(source) : undefined };
}

const withText = (name: string, text: Type): ObjectType => object(name, { text });

const compile: Rule = (call) => {
  const pattern = call.argument("pattern");
  if (pattern?.kind === "object") return pattern;
  const { kind, groups } = searchOf(call);
  return object("re.Pattern", {
    text: kind,
    ...(groups === undefined ? {} : { groups: { kind: "scalar", class: "int", value: BigInt(groups) } as const }),
  });
};

const match: Rule = (call) => join(withText("re.Match", searchOf(call).kind), none);

const matches: Rule = (call) => iterator(withText("re.Match", searchOf(call).kind), "callable_iterator");

const findAll: Rule = (call) => {
  const { kind, groups } = searchOf(call);
  if (groups === undefined) return list(join(kind, tuple(kind)));
  return list(groups <= 1 ? kind : tupleOf(Array.from({ length: groups }, () => kind)));
};

/** Groups of the pattern stand between the parts, and may be `None`. */
const split: Rule = (call) => {
  const { kind, groups } = searchOf(call);
  return list(groups === 0 ? kind : join(kind, none));
};

const replaced: Rule = (call) => searchOf(call).kind;

const replacedAndCounted: Rule = (call) => tupleOf([searchOf(call).kind, { kind: "scalar", class: "int" }]);

/** Kind of the text that a match lies in. */
const matchedText = (call: RuleCall): Type => (call.receiver?.kind === "object" && call.receiver.parts?.["text"]) || join(str, bytes);

const group: Rule = (call) => {
  const text = matchedText(call);
  if (call.spreads) return join(text, none, tuple(join(text, none)));
  const one = (index: Type): Type => (integerOf(index) === 0n ? text : join(text, none));
  const [index = { kind: "scalar", class: "int", value: 0n }] = call.positional as readonly Type[];
  return call.positional.length > 1 ? tupleOf(call.positional.map(one)) : one(index);
};

const missing = (call: RuleCall): Type => call.argument("default") ?? none;

const groups: Rule = (call) => tuple(join(matchedText(call), missing(call)));

const groupDict: Rule = (call) => dict(str, join(matchedText(call), missing(call)));

const expanded: Rule = (call) => matchedText(call);

/** Text, or bytes, of one path; `undefined` when it may be an object of a subclass of `str`, which some functions hand on. */
function pathKind(type: Type): Type | undefined {
  const kinds = membersOf(type).map((member): Type | undefined => {
    if (isScalar(member, "str") || (member.kind === "object" && member.class.startsWith("pathlib."))) return str;
    return isScalar(member, "bytes") ? bytes : undefined;
  });
  return kinds.length === 0 || kinds.includes(undefined) ? undefined : join(...(kinds as Type[]));
}

/** Paths that a call gets, by the kinds of their texts. */
const pathKinds = (call: RuleCall): readonly (Type | undefined)[] =>
  [...call.positional, ...call.keyword.map(([, value]) => value)].map(pathKind);

/** What is made anew of a path is text, or bytes when it gets bytes. Text and bytes do not mix: one that is known decides. */
const newPath = (call: RuleCall): Type => pathKinds(call).find((kind) => kind?.kind === "scalar") ?? join(str, bytes);

/** What may be one of the paths themselves. */
function keptPath(call: RuleCall): Type {
  const kinds = pathKinds(call);
  return call.spreads || kinds.length === 0 || kinds.includes(undefined)
    ? unknown("a path, which may be an object of a subclass of str")
    : join(...(kinds as Type[]));
}

const path: Rule = newPath;

const ownPath: Rule = keptPath;

const pathPair: Rule = (call) => {
  const kind = newPath(call);
  return tupleOf([kind, kind]);
};

const ownPathPair: Rule = (call) => {
  const kind = keptPath(call);
  return tupleOf([kind, kind]);
};

/** Names in a folder: text unless the folder is given as bytes. */
const names: Rule = (call) => list(call.positional.length === 0 && call.keyword.length === 0 && !call.spreads ? str : newPath(call));

const globbed = (call: RuleCall): Type => pathKind(call.argument("pathname") ?? unknown("a pattern")) ?? unknown("paths");

const nameList: Rule = (call) => list(globbed(call));

const nameIterator: Rule = (call) => iterator(globbed(call));

const walk: Rule = (call) => {
  const kind = pathKind(call.argument("top") ?? unknown("a folder"));
  const inside = kind ?? join(str, bytes);
  return iterator(tupleOf([kind ?? unknown("a folder"), list(inside), list(inside)]));
};

/** A path of the class of the one that it is made from. */
const samePathRule: Rule = (call) => {
  const { receiver } = call;
  if (receiver?.kind !== "object") return unknown("a path");
  return { kind: "object", class: receiver.class, ...(receiver.subclass ? { subclass: true } : {}) };
};

const samePaths: Rule = (call) => iterator(samePathRule(call) as Type);

export const matchRules: Readonly<Record<string, Rule>> = {
  "py-compile": compile,
  "py-match": match,
  "py-matches": matches,
  "py-findall": findAll,
  "py-re-split": split,
  "py-re-sub": replaced,
  "py-re-subn": replacedAndCounted,
  "py-group": group,
  "py-groups": groups,
  "py-groupdict": groupDict,
  "py-expand": expanded,
  "py-new-path": path,
  "py-own-path": ownPath,
  "py-path-pair": pathPair,
  "py-own-path-pair": ownPathPair,
  "py-path-names": names,
  "py-glob": nameList,
  "py-iglob": nameIterator,
  "py-walk": walk,
  "py-same-path": samePathRule,
  "py-same-paths": samePaths,
};
