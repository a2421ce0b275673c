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
import {
  array,
  dict,
  iterator,
  join,
  list,
  never,
  none,
  numpyScalar,
  object,
  type ScalarClass,
  scalar,
  type Type,
  tuple,
  tupleOf,
  unknown,
} from "./type.js";

export type ResultExpression =
  | { readonly kind: "union"; readonly parts: readonly ResultExpression[] }
  | { readonly kind: "rule"; readonly name: string; readonly parameters: readonly string[] }
  | { readonly kind: "argument"; readonly form: "arg" | "element"; readonly parameter: string }
  | { readonly kind: "name"; readonly name: string; readonly subclass?: boolean; readonly items: readonly ResultExpression[] };

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
 * @param canonicalClass the canonical name of a class of the catalogue, `undefined` when it has none of that name
 */
export function evaluateResult(
  expression: ResultExpression,
  call: RuleCall,
  canonicalClass: (name: string) => string | undefined,
): Outcome {
  if (expression.kind === "rule") {
    const rule = ruleNamed(expression.name);
    return rule ? rule(call, ...expression.parameters) : unknown(`the catalogue names a rule that does not exist: ${expression.name}`);
  }
  return evaluateType(expression, call, canonicalClass);
}

function evaluateType(expression: ResultExpression, call: RuleCall, canonicalClass: (name: string) => string | undefined): Type {
  switch (expression.kind) {
    case "union":
      return join(...expression.parts.map((part) => evaluateType(part, call, canonicalClass)));
    case "rule": {
      const outcome = evaluateResult(expression, call, canonicalClass);
      return "result" in outcome ? outcome.result : outcome;
    }
    case "argument": {
      const type = call.argument(expression.parameter);
      if (!type) return unknown(`argument ${expression.parameter} is not passed`);
      return expression.form === "arg" ? type : call.elementOf(type);
    }
    case "name":
      return named(expression, call, canonicalClass);
  }
}

const scalarClasses: readonly string[] = ["bool", "int", "float", "complex", "str", "bytes"] satisfies ScalarClass[];

function named(
  { name, subclass, items }: Extract<ResultExpression, { kind: "name" }>,
  call: RuleCall,
  canonicalClass: (name: string) => string | undefined,
): Type {
  const types = (): Type[] => items.map((item) => evaluateType(item, call, canonicalClass));
  const first = (): Type => (items[0] ? evaluateType(items[0], call, canonicalClass) : unknown(`elements of ${name}`));
  if (scalarClasses.includes(name)) return scalar(name as ScalarClass);
  switch (name) {
    case "None":
    case "none":
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
      return unknown("a module");
    case "list":
      return list(first());
    case "slice":
      return { kind: "slice", start: unknown("a slice"), stop: unknown("a slice"), step: unknown("a slice") };
    case "set":
    case "frozenset":
    case "deque":
      return { kind: name, element: first() };
    case "tuple":
      if (items.length === 0) return tuple(unknown("elements of tuple"));
      return items[1]?.kind === "name" && items[1].name === "..." ? tuple(first()) : tupleOf(types());
    case "dict": {
      const [key, value] = types();
      return dict(key ?? unknown("keys of dict"), value ?? unknown("values of dict"));
    }
    case "iterator":
      return iterator(first());
    case "ndarray":
    case "numpy.ndarray":
      return arrayType(items.map((item) => (item.kind === "name" ? item.name : "")));
    case "pandas.DataFrame":
    case "DataFrame":
      return { kind: "frame", columns: null, complete: false, index: null, length: null };
    case "pandas.Series":
    case "Series":
      return { kind: "series", dtype: null, index: null, length: null };
    case "pandas.Index":
    case "Index":
      return { kind: "index", class: null, dtype: null, length: null };
    case "torch.Tensor":
    case "torch.nn.parameter.Parameter":
    case "tensorflow.Tensor":
    case "tensorflow.Variable":
      return { kind: "tensor", class: name, dtype: null, shape: null, device: null, requiresGrad: null, view: "maybe" };
  }
  const pandasIndex = /^pandas\.(\w*Index)$/.exec(name)?.[1];
  if (pandasIndex) return { kind: "index", class: pandasIndex, dtype: null, length: null };
  const dtype = numpyScalars[name];
  if (dtype !== undefined) return numpyScalar(dtype);
  const canonical = canonicalClass(name);
  if (canonical !== undefined) return { ...object(canonical), ...(subclass ? { subclass: true } : {}) };
  return unknown(`the catalogue does not know the class ${name}`);
}

function arrayType([dtype, rank]: readonly string[]): Type {
  const count = rank === undefined ? Number.NaN : Number(rank);
  return array(
    dtype === undefined || dtype === "..." ? null : dtype,
    Number.isInteger(count) ? Array.from({ length: count }, () => null) : null,
  );
}

/** Classes of NumPy scalars that a result can be declared to be, and their dtypes. */
const numpyScalars: Readonly<Record<string, string | null>> = Object.fromEntries([
  ...[
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float16",
    "float32",
    "float64",
    "complex64",
    "complex128",
  ].map((name) => [`numpy.${name}`, name] as const),
  ["numpy.bool_", "bool"],
  ["numpy.bool", "bool"],
  ["numpy.generic", null],
]);

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
