/** What several tests of the parser need. */
import { dump } from "../../compiler/ir/dump.js";
import type { Span } from "../../compiler/ir/location.js";
import { type Node, nodeFields } from "../../compiler/ir/nodes.js";
import { TokenKind } from "../../compiler/ir/source-file.js";
import { type NcResult, parseNc } from "../../compiler/nc/index.js";

/** The tree of a text without mistakes. */
export function treeOf(text: string): string {
  const { module, diagnostics } = parseNc(text, "test.nc");
  if (diagnostics.length > 0) throw new Error(`${text}\n${mistakesOf(text).join("\n")}`);
  return dump(module);
}

/** The mistakes in a text: `NC2401 1:1-1:9 message [hint]`. */
export function mistakesOf(text: string): string[] {
  return parseNc(text, "test.nc").diagnostics.map(({ code, message, hint, place }) => {
    const where = `${place?.line}:${place?.column}-${place?.endLine}:${place?.endColumn}`;
    return `${code} ${where} ${message}${hint === undefined ? "" : ` [${hint}]`}`;
  });
}

export const codesOf = (text: string): string[] => parseNc(text, "test.nc").diagnostics.map(({ code }) => code);

/** All nodes below a node, and itself. */
export function* nodesIn(node: Node): Generator<Node> {
  yield node;
  for (const field of nodeFields[node.kind]) {
    if (!field.node) continue;
    const value = (node as unknown as Record<string, Node | (Node | null)[] | null>)[field.name];
    for (const child of Array.isArray(value) ? value : [value]) if (child) yield* nodesIn(child);
  }
}

/** The text that each node of a kind was made from. */
export function textsOf(text: string, kind: Node["kind"]): string[] {
  const { module, file } = parseNc(text, "test.nc");
  const spans = [...nodesIn(module)].filter((node) => node.kind === kind).map((node) => node.loc as Span);
  return spans.map(({ start, end }) => file.text.slice(start, end));
}

/** The statements of a module that survived, by their text. */
export function statementsOf({ module, file }: NcResult): string[] {
  return module.body.map(({ loc }) => file.text.slice((loc as Span).start, (loc as Span).end));
}

const kinds: Readonly<Record<TokenKind, string>> = {
  [TokenKind.Name]: "Name",
  [TokenKind.Number]: "Number",
  [TokenKind.String]: "String",
  [TokenKind.TemplateStart]: "TemplateStart",
  [TokenKind.TemplateText]: "TemplateText",
  [TokenKind.TemplateEnd]: "TemplateEnd",
  [TokenKind.Operator]: "Operator",
};

/** The token table: `Name x`. */
export function tokensOf(text: string): string[] {
  const { file } = parseNc(text, "test.nc");
  return Array.from({ length: file.tokens.count }, (_, index) => `${kinds[file.tokens.kind[index] as TokenKind]} ${file.tokenText(index)}`);
}

export function commentsOf(text: string): string[] {
  const { file } = parseNc(text, "test.nc");
  return Array.from({ length: file.comments.count }, (_, index) => file.text.slice(file.comments.start[index], file.comments.end[index]));
}
