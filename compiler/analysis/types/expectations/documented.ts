/** Types of parameters as docstrings give them, in the styles of numpydoc, Google and Sphinx. */
import { type ClassDef, is, type Node } from "../../../ir/nodes.js";
import { array, dict, join, list, none, type Shape, scalar, type Type, tuple, unknown } from "../type.js";
import type { FunctionNode } from "../type-facts.js";

/**
 * What the docstring of a function, or of the class whose `__init__` it is, says of a parameter.
 * @param resolve the class that a dotted name means
 * @param instanceOf a value of a class
 */
export function documentedType(
  node: FunctionNode | ClassDef,
  owner: Node | undefined,
  parameter: string,
  resolve: (path: string) => string | undefined,
  instanceOf: (className: string) => Type | undefined,
): Type | undefined {
  const text =
    textFor(node, parameter) ?? (owner && !is(node, "Lambda") && node.name === "__init__" ? textFor(owner, parameter) : undefined);
  return text === undefined ? undefined : typeOfText(text, resolve, instanceOf);
}

function textFor(node: Node, parameter: string): string | undefined {
  const docstring = docstringOf(node);
  if (docstring === undefined) return undefined;
  const name = parameter.replaceAll("$", "\\$");
  const styles = [
    // numpydoc: `x, y : ndarray of shape (n, 2), optional`
    new RegExp(`^[ \\t]*(?:\\w+, *)*\\*{0,2}${name}(?:, *\\w+)* ?: (.+)$`, "m"),
    // Sphinx: `:param ndarray x:`, `:type x: ndarray`
    new RegExp(`^[ \\t]*:type ${name}: *(.+)$`, "m"),
    new RegExp(`^[ \\t]*:param ([^:]+) ${name}:`, "m"),
  ];
  // Google: `x (ndarray): what it is`
  const google = new RegExp(`^[ \\t]*${name} ?\\(([^()]*(?:\\([^()]*\\)[^()]*)*)\\) ?:`, "m").exec(docstring)?.[1];
  if (google !== undefined) return google;
  for (const style of styles) {
    const found = style.exec(docstring)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

function docstringOf(node: Node): string | undefined {
  if (!("body" in node) || !Array.isArray(node.body)) return undefined;
  const [first] = node.body as readonly Node[];
  return is(first, "Expr") && is(first.value, "Constant") && typeof first.value.value === "string" ? first.value.value : undefined;
}

/** `int, default=3` → `int`; `ndarray of shape (n, 2) or None` → two types. */
export function typeOfText(
  text: string,
  resolve: (path: string) => string | undefined,
  instanceOf: (className: string) => Type | undefined,
): Type | undefined {
  const shape = shapeIn(text);
  const plain = text
    .replace(/[`*]|:\w+:/g, "")
    .replace(/\b(of|with) (shape|size|length|dim\w*) *=? *(\([^)]*\)|\[[^\]]*\]|\w+)/gi, "")
    .replace(/[,;]? *\(?(shape|dim) *[=:]? *[([][^)\]]*[)\]]\)?/gi, "")
    .replace(/[,;] *(optional|required|default\b|defaults\b|keyword-only|dtype\b|shape\b).*$/i, "")
    .replace(/\boptional\b|\binstance\b|\bobject\b/gi, "")
    .replace(/\.$/, "")
    .trim();
  if (/^\{ *['"]/.test(plain)) return scalar("str");
  const types: Type[] = [];
  for (const part of plain.split(/ +or +|\||\/|, */).map((one) => one.trim())) {
    if (part === "") continue;
    const type = typeOfWord(part, shape, resolve, instanceOf);
    if (!type) return undefined;
    types.push(type);
  }
  return types.length === 0 || types.every(({ kind }) => kind === "none") ? undefined : join(...types);
}

const scalars: Readonly<Record<string, "int" | "float" | "str" | "bool">> = {
  int: "int",
  integer: "int",
  float: "float",
  str: "str",
  string: "str",
  bool: "bool",
  boolean: "bool",
};

function typeOfWord(
  word: string,
  shape: Shape,
  resolve: (path: string) => string | undefined,
  instanceOf: (className: string) => Type | undefined,
): Type | undefined {
  const name = word.toLowerCase();
  const simple = scalars[name];
  if (simple) return scalar(simple);
  const items = /^(?:list|sequence|iterable)(?: of |\[)([\w. ]+?)s?\]?$/i.exec(word)?.[1];
  if (items !== undefined)
    return list(typeOfWord(items, null, resolve, instanceOf) ?? typeOfWord(`${items}s`, null, resolve, instanceOf) ?? inside);
  if (name === "none") return none;
  if (name === "list") return list(inside);
  if (name === "tuple") return tuple(inside);
  if (name === "dict" || name === "dictionary") return dict(inside, inside);
  if (/^(\w+[- ])?(array[-_ ]like|(np|numpy)?[. ]?(nd)?[- ]?arrays?)$/.test(name)) return array(null, shape, "maybe");
  const usual = {
    dataframe: "pandas.DataFrame",
    "pandas dataframe": "pandas.DataFrame",
    series: "pandas.Series",
    "pandas series": "pandas.Series",
  }[name];
  if (usual !== undefined) return instanceOf(usual);
  if (/^[A-Za-z_][\w.]*$/.test(word)) {
    const found = resolve(word);
    if (found !== undefined && found !== "builtins.object") return instanceOf(found);
  }
  return undefined;
}

/** `of shape (n, 2)`: the number of axes, and the lengths that are numbers. */
function shapeIn(text: string): Shape {
  const inside = /\bshape *[=:]? *[([]([^)\]]*)[)\]]/i.exec(text)?.[1];
  if (inside === undefined || inside.includes("...")) return null;
  const parts = inside.split(",").map((part) => part.trim());
  if (parts.at(-1) === "") parts.pop();
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : null));
}

const inside = unknown("what the documentation does not say");
