/**
 * The language of result types in the catalogue (`Facts.result`):
 *
 * ```text
 * type   = part, { "|", part } ;
 * part   = "None" | "unknown" | "never" | "self"
 *        | ( "arg" | "element" ), "(", parameter, ")"      the argument itself; an item of it
 *        | "@", rule, [ "(", parameter, { ",", parameter }, ")" ]
 *        | name, [ "+" ], [ "[", item, { ",", item }, "]" ] ;   builtins, numpy scalars, ndarray[dtype, rank], any class; with "+"
 *                                                          an instance of a subclass as well
 * item   = type | "..." | dtype | rank ;
 * ```
 */
import type { Outcome, RuleCall } from "./rule.js";
import { ruleNamed } from "./rules/index.js";
import { numpyBehaviour } from "./rules/tensorflow/values.js";
import {
  dict,
  iterator,
  join,
  joinSiteLists,
  list,
  never,
  none,
  numpyScalar,
  object,
  type Site,
  scalar,
  type Type,
  tuple,
  tupleOf,
  unknown,
  type View,
} from "./type.js";

export type ResultExpression =
  | { readonly kind: "union"; readonly parts: readonly ResultExpression[] }
  | { readonly kind: "rule"; readonly name: string; readonly parameters: readonly string[] }
  | { readonly kind: "argument"; readonly form: "arg" | "element"; readonly parameter: string }
  | { readonly kind: "name"; readonly name: string; readonly subclass?: boolean; readonly items: readonly ResultExpression[] };

/** What a result type needs to know of the catalogue. */
export interface ResultNames {
  /** The canonical name of a class, by any of its names; `undefined` when there is none. */
  classOf(name: string): string | undefined;
  isSubclass(name: string, base: string): boolean;
  /** What the facts say about memory that the result shares with arguments (`Facts.alias`). */
  readonly alias: string | undefined;
}

const parsed = new Map<string, ResultExpression>();

/** @throws Error when the text is not in the language, with the text */
export function parseResult(text: string): ResultExpression {
  let expression = parsed.get(text);
  if (!expression) {
    expression = parseUnion(text.trim(), text);
    parsed.set(text, expression);
  }
  return expression;
}

function parseUnion(part: string, whole: string): ResultExpression {
  const parts = splitOutside(part, "|");
  if (parts.length > 1) return { kind: "union", parts: parts.map((one) => parseUnion(one.trim(), whole)) };
  const match = /^(@?)([\w.-]+)(\+?)(?:([([])(.*)[)\]])?$/s.exec(part);
  if (!match) throw new Error(`not a result type: ${part} in ${whole}`);
  const [, at, name = "", plus, bracket, inside = ""] = match;
  const items = inside.trim() === "" ? [] : splitOutside(inside, ",").map((item) => item.trim());
  if (at === "@") return { kind: "rule", name, parameters: items };
  if (bracket === "(") {
    if ((name !== "arg" && name !== "element") || items.length !== 1) throw new Error(`not a result type: ${part} in ${whole}`);
    return { kind: "argument", form: name, parameter: items[0] as string };
  }
  const isArray = name === "ndarray" || name === "numpy.ndarray";
  return {
    kind: "name",
    name,
    ...(plus === "+" ? { subclass: true } : {}),
    // A dtype can look like anything (`datetime64[ns]`, `<U5`); only the array forms have them.
    items: items.map((item) => (isArray || item === "..." ? { kind: "name", name: item, items: [] } : parseUnion(item, whole))),
  };
}

/** Splits at a character that stands outside of all brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string;
    if ("([".includes(character)) depth++;
    else if (")]".includes(character)) depth--;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/**
 * What a result type means for a call. Only a rule that stands alone can answer new contents of its arguments.
 * @param names what the catalogue knows about the names in it
 */
export function evaluateResult(expression: ResultExpression, call: RuleCall, names: ResultNames): Outcome {
  if (expression.kind === "rule") {
    const rule = ruleNamed(expression.name);
    return rule ? rule(call, ...expression.parameters) : unknown(`the catalogue names a rule that does not exist: ${expression.name}`);
  }
  return evaluateType(expression, call, names);
}

function evaluateType(expression: ResultExpression, call: RuleCall, names: ResultNames): Type {
  switch (expression.kind) {
    case "union":
      return join(...expression.parts.map((part) => evaluateType(part, call, names)));
    case "rule": {
      const outcome = evaluateResult(expression, call, names);
      return "result" in outcome ? outcome.result : outcome;
    }
    case "argument": {
      const type = call.argument(expression.parameter);
      if (!type) return unknown(`argument ${expression.parameter} is not passed`);
      return expression.form === "arg" ? type : call.elementOf(type);
    }
    case "name":
      return named(expression, call, names);
  }
}

function named(expression: Extract<ResultExpression, { kind: "name" }>, call: RuleCall, names: ResultNames): Type {
  const { subclass } = expression;
  const name = expression.name.replace(/^builtins\./, "");
  if (!subclass) {
    const form = special(name, expression.items, call, names);
    if (form) return form;
  }
  const canonical = names.classOf(name) ?? names.classOf(`builtins.${name}`);
  if (canonical === undefined) return unknown(`the catalogue does not know the class ${name}`);
  if (names.isSubclass(canonical, "numpy.generic"))
    return numpyScalar(scalarDTypes.has(canonical) && !subclass ? dtypeOf(canonical) : null);
  return { ...object(canonical), ...(subclass ? { subclass: true } : {}) };
}

/** The types that have a form of their own. */
function special(name: string, items: readonly ResultExpression[], call: RuleCall, names: ResultNames): Type | undefined {
  const item = (position: number): Type => {
    const expression = items[position];
    return expression ? evaluateType(expression, call, names) : unknown(`what is in a ${name}`);
  };
  switch (name) {
    case "bool":
    case "int":
    case "float":
    case "complex":
    case "str":
    case "bytes":
      return scalar(name);
    case "None":
      return none;
    case "unknown":
      return unknown(`the catalogue does not know what ${call.name} gives`);
    case "never":
      return never;
    case "self":
      return call.receiver ?? unknown(`${call.name} is called on something that is not known`);
    case "ellipsis":
      return { kind: "ellipsis" };
    case "module":
    case "function":
      return unknown(`a ${name}`);
    case "slice":
    case "range": {
      const bound = name === "range" ? scalar("int") : unknown("the bound of a slice");
      return { kind: name, start: bound, stop: bound, step: bound };
    }
    case "list":
      return list(item(0));
    case "set":
    case "frozenset":
      return { kind: name, element: item(0) };
    case "deque":
    case "collections.deque":
      return { kind: "deque", element: item(0) };
    case "tuple": {
      const isUniform = items.length === 0 || (items[1]?.kind === "name" && items[1].name === "...");
      return isUniform ? tuple(item(0)) : tupleOf(items.map((_, position) => item(position)));
    }
    case "dict":
      return dict(item(0), item(1));
    case "collections.OrderedDict":
    case "collections.defaultdict":
      return { ...dict(item(0), item(1)), class: name };
    case "collections.Counter":
      return { ...dict(item(0), items[1] ? item(1) : unknown("what a Counter counts to")), class: name };
    case "iterator":
      return iterator(item(0));
    case "ndarray":
    case "numpy.ndarray":
      return arrayType(
        items.map((one) => (one.kind === "name" ? one.name : "")),
        call,
        names.alias,
      );
    case "DataFrame":
    case "pandas.DataFrame":
      return { kind: "frame", columns: null, complete: false, index: null, length: null };
    case "Series":
    case "pandas.Series":
      return { kind: "series", dtype: null, index: null, length: null };
    case "Index":
    case "pandas.Index":
      return { kind: "index", class: null, dtype: null, length: null };
    case "torch.Tensor":
    case "torch.nn.parameter.Parameter":
    case "torch.nn.Parameter":
    case "tensorflow.Tensor":
    case "tensorflow.Variable": {
      if (name === "tensorflow.Tensor" && !call.assumes && call.programCalls(numpyBehaviour)) return unknown("it may be a weak tensor");
      const canonical = name === "torch.nn.Parameter" ? "torch.nn.parameter.Parameter" : name;
      const memory = memoryOf(call, names.alias);
      return { kind: "tensor", class: canonical, dtype: null, shape: null, device: null, requiresGrad: null, ...memory };
    }
  }
  const pandasIndex = /^pandas\.(\w*Index)$/.exec(name)?.[1];
  return pandasIndex ? { kind: "index", class: pandasIndex, dtype: null, length: null } : undefined;
}

function arrayType([dtype, rank]: readonly string[], call: RuleCall, alias: string | undefined): Type {
  const count = rank === undefined ? Number.NaN : Number(rank);
  return {
    kind: "array",
    dtype: dtype === undefined || dtype === "..." ? null : dtype,
    shape: Number.isInteger(count) ? Array.from({ length: count }, () => null) : null,
    ...memoryOf(call, alias),
  };
}

/** Whose memory a result lies in, by what the facts say about aliasing. Nothing said: anybody's. */
function memoryOf(call: RuleCall, alias: string | undefined): { readonly view: View; readonly memory?: readonly Site[] } {
  if (alias === undefined) return { view: "maybe" };
  const forms = alias.split("|").map((form) => /^\s*(\w+)(?:\((\w+)\))?\s*$/.exec(form));
  if (forms.every((form) => form?.[1] === "new")) return { view: "owned" };
  let memory: readonly Site[] | undefined = [];
  for (const form of forms) {
    const parameter = form?.[2];
    if (parameter === undefined) continue;
    const argument = parameter === "self" ? call.receiver : call.argument(parameter);
    const sites = argument ? sitesOfMemory(argument) : [];
    memory = memory && sites && joinSiteLists(memory, sites);
  }
  const view = forms.length === 1 && forms[0]?.[1] === "view" ? "view" : "maybe";
  return memory && memory.length > 0 ? { view, memory } : { view };
}

/** The objects whose memory a value lies in; `undefined` when that is not known. */
function sitesOfMemory(type: Type): readonly Site[] | undefined {
  switch (type.kind) {
    case "array":
    case "tensor":
      return type.memory ?? (type.view === "owned" ? type.sites : undefined);
    case "series":
    case "frame":
      return type.sites && joinSiteLists(type.memory, type.sites);
    case "scalar":
    case "none":
    case "numpy-scalar":
      return [];
    default:
      return undefined;
  }
}

/** Classes of NumPy scalars whose dtype is in their name. */
const scalarDTypes = new Set(
  "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128"
    .split(" ")
    .flatMap((name) => (name === "bool" ? ["numpy.bool", "numpy.bool_"] : [`numpy.${name}`])),
);

const dtypeOf = (name: string): string => name.replace(/^numpy\./, "").replace(/_$/, "");

/** All rules that an expression names, for the catalogue's test. */
export function rulesIn(expression: ResultExpression): readonly string[] {
  switch (expression.kind) {
    case "rule":
      return [expression.name];
    case "union":
      return expression.parts.flatMap(rulesIn);
    case "name":
      return expression.items.flatMap(rulesIn);
    case "argument":
      return [];
  }
}

/** All names of types in an expression, except in the brackets of arrays. */
export function namesIn(expression: ResultExpression): readonly string[] {
  switch (expression.kind) {
    case "union":
      return expression.parts.flatMap(namesIn);
    case "name": {
      const inner = expression.name.endsWith("ndarray")
        ? []
        : expression.items.filter((item) => item.kind !== "name" || item.name !== "...");
      return [expression.name, ...inner.flatMap(namesIn)];
    }
    default:
      return [];
  }
}
