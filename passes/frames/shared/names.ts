/** What new variables are called, and how remarks quote expressions. */

import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { primarySpan } from "../../../compiler/ir/location.js";
import type { Expression } from "../../../compiler/ir/nodes.js";
import { isFrameOrSeries, isMask } from "./frame-expressions.js";

/** A word for the value of an expression: `mask`, `rows`, `by_city`, `mean`. */
export function hintFor(node: Expression, facts: TypeFacts): string {
  if (node.kind === "Call" && node.func.kind === "Attribute") {
    const [by] = node.args;
    if (node.func.attr === "groupby") return by?.kind === "Constant" && typeof by.value === "string" ? `by_${by.value}` : "groups";
    return node.func.attr;
  }
  if (node.kind === "Attribute") return node.attr;
  if (isMask(node, facts)) return "mask";
  return node.kind === "Subscript" && isFrameOrSeries(facts.typeOf(node)) ? "rows" : "values";
}

/** An expression as the source writes it, on one line. */
export function textOf(node: Expression): string {
  const span = primarySpan(node.loc);
  const text = span ? span.file.text.slice(span.start, span.end).replace(/\s+/g, " ") : "this";
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
