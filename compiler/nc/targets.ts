/** What can be assigned to and deleted: marks the nodes as such, and says what is wrong with the others. */
import type { Span } from "../ir/location.js";
import type { Expression } from "../ir/nodes.js";
import type { Report } from "./problem.js";

/** Marks an expression as the target of an assignment, with all the targets in it. */
export function markStored(node: Expression, report: Report): void {
  switch (node.kind) {
    case "Name":
    case "Attribute":
    case "Subscript":
      node.ctx = "Store";
      return;
    case "Starred":
      node.ctx = "Store";
      markStored(node.value, report);
      return;
    case "Tuple":
    case "List":
      node.ctx = "Store";
      for (const element of node.elts) markStored(element, report);
      return;
    default:
      reportNode(report, "NC2450", node, `cannot assign to ${describe(node)}`, nameHint(node));
  }
}

/** `true = 1` may be meant for a name. */
function nameHint(node: Expression): string | undefined {
  if (node.kind === "Compare") return "`==` compares, `=` assigns";
  return node.kind === "Constant" && typeof node.value === "boolean" ? `write \`\` \`${node.value}\` \`\` for the name` : undefined;
}

/** Marks an expression as the target of `del`, with all the targets in it. */
export function markDeleted(node: Expression, report: Report): void {
  switch (node.kind) {
    case "Name":
    case "Attribute":
    case "Subscript":
      node.ctx = "Del";
      return;
    case "Tuple":
    case "List":
      node.ctx = "Del";
      for (const element of node.elts) markDeleted(element, report);
      return;
    default:
      reportNode(report, "NC2451", node, `cannot delete ${describe(node)}`);
  }
}

/** Marks the target of an augmented or annotated assignment or of `:=`: one place, no tuple. */
export function markSingle(node: Expression, report: Report, code: "NC2452" | "NC2453", role: string): void {
  if (node.kind === "Name" || node.kind === "Attribute" || node.kind === "Subscript") node.ctx = "Store";
  else reportNode(report, code, node, `${describe(node)} cannot be ${role}`);
}

export function reportNode(report: Report, code: Parameters<Report>[0], node: Expression, message: string, hint?: string): void {
  const { start, end } = node.loc as Span;
  report(code, start, end, message, hint);
}

/** An expression as messages name it. */
export function describe(node: Expression): string {
  switch (node.kind) {
    case "Constant":
      if (node.value === null) return "`None`";
      if (typeof node.value === "boolean") return `\`${node.value}\``;
      return typeof node.value === "object" && "type" in node.value && node.value.type === "ellipsis" ? "`...`" : "a literal";
    case "Attribute":
      return "an attribute";
    case "Await":
      return "an `await` expression";
    case "BinOp":
    case "UnaryOp":
    case "BoolOp":
      return "an operation";
    case "Call":
      return "a call";
    case "Compare":
      return "a comparison";
    case "Dict":
      return "a dict";
    case "DictComp":
    case "ListComp":
    case "SetComp":
      return "a comprehension";
    case "GeneratorExp":
      return "a generator";
    case "IfExp":
      return "a conditional expression";
    case "JoinedStr":
    case "TemplateStr":
    case "FormattedValue":
    case "Interpolation":
      return "a template";
    case "Lambda":
      return "a lambda";
    case "List":
      return "a list";
    case "Name":
      return "a name";
    case "NamedExpr":
      return "a `:=` expression";
    case "Set":
      return "a set";
    case "Slice":
      return "a slice";
    case "Starred":
      return "a starred expression";
    case "Subscript":
      return "an element";
    case "Tuple":
      return "a tuple";
    case "Yield":
    case "YieldFrom":
      return "a `yield` expression";
  }
}
