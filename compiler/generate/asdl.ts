/**
 * Reads Python's abstract grammar from what an interpreter's `ast` module says about itself: the docstring of every
 * node class is its line of the ASDL (`BinOp(expr left, operator op, expr right)`, `operator = Add | Sub | …`).
 */

export interface AsdlField {
  readonly type: string;
  readonly name: string;
  /** `?` optional, `*` list, `?*` list whose elements can be missing. */
  readonly count: "one" | "optional" | "list" | "sparse-list";
}

export interface AsdlConstructor {
  readonly name: string;
  readonly fields: readonly AsdlField[];
}

export interface AsdlGrammar {
  /** `stmt = Return(…) | …`: name of the sum to its constructors. */
  readonly sums: ReadonlyMap<string, readonly AsdlConstructor[]>;
  /** `arguments(…)`: types with one constructor of the same name. */
  readonly products: readonly AsdlConstructor[];
}

/**
 * @param docstrings class name to docstring, for every class of `ast` that derives from `ast.AST`
 * @throws Error when a docstring is not a line of ASDL
 */
export function readGrammar(docstrings: Readonly<Record<string, string>>): AsdlGrammar {
  const sums = new Map<string, AsdlConstructor[]>();
  for (const [name, text] of Object.entries(docstrings)) {
    const sum = /^(\w+)\s*=([^]*)$/.exec(text);
    if (sum && sum[1] === name) sums.set(name, splitTop(sum[2] as string, "|").map(readConstructor));
  }
  const constructors = new Set([...sums.values()].flat().map((constructor) => constructor.name));
  const products = Object.entries(docstrings)
    .filter(([name, text]) => text.startsWith(`${name}(`) && !constructors.has(name))
    .map(([, text]) => readConstructor(text));
  return { sums, products };
}

function readConstructor(text: string): AsdlConstructor {
  const match = /^\s*(\w+)\s*(?:\(([^]*)\))?\s*$/.exec(text);
  if (!match) throw new Error(`not a line of ASDL: ${text}`);
  const name = match[1] as string;
  const fields = match[2] ? splitTop(match[2], ",").map((field) => readField(name, field)) : [];
  return { name, fields };
}

/** Fields whose lists hold `None`, though the docstring does not say so (`ast.arguments`: "if a default is missing"). */
const sparseFields = new Set(["arguments.kw_defaults"]);

function readField(owner: string, text: string): AsdlField {
  const match = /^\s*(\w+)(\?\*|\?|\*|)\s+(\w+)\s*$/.exec(text);
  if (!match) throw new Error(`not a field of ASDL: ${text}`);
  const [, type, mark, name] = match as unknown as [string, string, string, string];
  const sparse = mark === "?*" || sparseFields.has(`${owner}.${name}`);
  return { type, name, count: sparse ? "sparse-list" : mark === "*" ? "list" : mark === "?" ? "optional" : "one" };
}

function splitTop(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
