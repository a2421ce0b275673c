/** Small expressions as text, for remarks and for telling conditions apart; what is longer or rarer is `…`. */
import type { Expression } from "../../compiler/ir/nodes.js";

const operators: Readonly<Record<string, string>> = { Add: "+", Sub: "-", Mult: "*", Div: "/", FloorDiv: "//", Mod: "%", Pow: "**" };

export function shortText(node: Expression): string {
  switch (node.kind) {
    case "Name":
      return node.id;
    case "Constant":
      return typeof node.value === "string" ? JSON.stringify(node.value) : node.value === null ? "None" : String(node.value);
    case "Attribute":
      return `${shortText(node.value)}.${node.attr}`;
    case "Subscript":
      return `${shortText(node.value)}[${shortText(node.slice)}]`;
    case "Tuple":
      return node.elts.map(shortText).join(", ");
    case "Call":
      return `${shortText(node.func)}(${node.args.map(shortText).join(", ")}${node.keywords.length > 0 ? ", …" : ""})`;
    case "UnaryOp":
      return node.op === "USub" ? `-${operand(node.operand)}` : "…";
    case "BinOp":
      return `${operand(node.left)} ${operators[node.op] ?? node.op} ${operand(node.right)}`;
    default:
      return "…";
  }
}

const operand = (node: Expression): string => (node.kind === "BinOp" && node.op !== "Mult" ? `(${shortText(node)})` : shortText(node));
