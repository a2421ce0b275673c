/**
 * Chooses quotes for an f-string and the strings inside it so that Python before 3.12 can read it: there, what stands in
 * braces must not contain the quotes around it, nor a backslash.
 */
import type { Expression, JoinedStr, Node } from "../ir/nodes.js";
import { childrenOf } from "../ir/visit.js";

const allQuotes = ["'", '"', "'''", '"""'] as const;

export interface QuotePlan {
  /** Quotes of the template itself. */
  readonly quote: string;
  /** Quotes of the strings inside; empty when no choice satisfies the old rules, so that only newer versions can read it anyway. */
  readonly inside: ReadonlyMap<Expression, string>;
}

/** Plans a template literal with these values in its braces. */
export function planQuotes(values: readonly Expression[], triple: boolean): QuotePlan {
  const preferred = triple ? ['"""', "'''"] : ['"', "'", '"""', "'''"];
  const strings = stringsInBraces(values);
  for (const quote of preferred) {
    const inside = new Map<Expression, string>();
    if (planStrings(strings, [quote], inside)) return { quote, inside };
  }
  return { quote: preferred[0] as string, inside: new Map() };
}

type StringNode = JoinedStr | Extract<Expression, { kind: "Constant" }>;

/** Plans strings that stand in the braces of templates with the quotes `used`. */
function planStrings(strings: readonly StringNode[], used: readonly string[], plan: Map<Expression, string>): boolean {
  return strings.every((node) => {
    for (const quote of allQuotes) {
      if (used.some((outer) => conflicts(quote, outer)) || !fits(node, quote, used)) continue;
      plan.set(node, quote);
      if (node.kind !== "JoinedStr" || planStrings(stringsInBraces(node.values), [...used, quote], plan)) return true;
    }
    return false;
  });
}

/** Inside single-character quotes their character cannot stand at all; inside triple ones only the triple is excluded. */
const conflicts = (quote: string, outer: string): boolean => (outer.length === 1 ? quote[0] === outer : quote === outer);

/** The outermost strings in the braces of a template, those of its format specifications included. */
function stringsInBraces(values: readonly Expression[]): StringNode[] {
  const found: StringNode[] = [];
  const search = (node: Node): void => {
    if (node.kind === "JoinedStr" || (node.kind === "Constant" && isStringLike(node.value))) found.push(node);
    else for (const child of childrenOf(node)) search(child);
  };
  for (const value of values) {
    if (value.kind !== "FormattedValue") continue;
    search(value.value);
    if (value.format_spec?.kind === "JoinedStr") found.push(...stringsInBraces(value.format_spec.values));
  }
  return found;
}

const isStringLike = (value: unknown): boolean =>
  typeof value === "string" ||
  (typeof value === "object" && value !== null && ["bytes", "surrogates"].includes((value as { type: string }).type));

/** Whether the text of a string can be written in these quotes without a backslash. */
function fits(node: StringNode, quote: string, used: readonly string[]): boolean {
  const texts = node.kind === "JoinedStr" ? literalTexts(node) : [textOf(node.value)];
  return texts.every((text) => {
    if (text === undefined || text.includes("\\") || [...text].some((character) => character !== "\n" && character < " ")) return false;
    if (text.includes("\n") && (quote.length === 1 || used.some((outer) => outer.length === 1))) return false;
    if (used.some((outer) => text.includes(outer))) return false;
    return quote.length === 1 ? !text.includes(quote) : !text.includes(quote) && !text.endsWith(quote[0] as string);
  });
}

function literalTexts(node: JoinedStr): (string | undefined)[] {
  return node.values.flatMap((value) => {
    if (value.kind === "Constant") return [textOf(value.value)];
    return value.kind === "FormattedValue" && value.format_spec?.kind === "JoinedStr" ? literalTexts(value.format_spec) : [];
  });
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const { type, bytes } = value as { type: string; bytes?: Uint8Array };
  return type === "bytes" && bytes?.every((byte) => byte < 0x7f) ? String.fromCharCode(...bytes) : undefined;
}
