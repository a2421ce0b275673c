/** In which order a program evaluates what, and whether anybody can see it: for passes that move an expression. */
import type { Unit } from "../../compiler/analysis/analyses.js";
import { type Effects, isPure } from "../../compiler/analysis/effects.js";
import { controlFlow, reachingDefinitions, scopes } from "../../compiler/analysis/standard.js";
import type { TypeFacts } from "../../compiler/analysis/types/type-facts.js";
import { type Expression, isExpression, isStatement, type Node } from "../../compiler/ir/nodes.js";
import { childrenOf } from "../../compiler/ir/visit.js";
import { mayRaise } from "./may-raise.js";
import type { PassContext } from "./pass.js";

/** Whether a part of a node is evaluated whenever the node is. */
export function isAlwaysEvaluated(parent: Node, part: Node): boolean {
  switch (parent.kind) {
    case "IfExp":
    case "If":
    case "While":
      return part === parent.test;
    case "For":
      return part === parent.iter;
    case "BoolOp":
      return part === parent.values[0];
    case "Compare":
      return part === parent.left || part === parent.comparators[0];
    case "Assert":
      return false;
    case "With":
      return part === parent.items[0];
    default:
      return (isExpression(parent) || isStatement(parent) || parent.kind === "keyword" || parent.kind === "withitem") && !isBlock(parent);
  }
}

const isBlock = (node: Node): boolean => "body" in node || "handlers" in node || "cases" in node;

/** Parts of a node in the order in which Python evaluates them. */
export function inOrderOfEvaluation(node: Node): readonly Node[] {
  if (node.kind === "Assign") return [node.value, ...node.targets];
  if (node.kind === "IfExp") return [node.test, node.body, node.orelse];
  if (node.kind === "Dict") return node.values.flatMap((value, index) => [node.keys[index] ?? [], value].flat());
  return childrenOf(node);
}

/** What nobody can see of evaluating a part of a program. */
export class Visibility {
  constructor(
    private readonly unit: Unit,
    private readonly context: Pick<PassContext, "get" | "editor">,
    private readonly facts: TypeFacts,
    private readonly effects: Effects,
  ) {}

  /** Whether evaluating it leaves no trace, an exception among them. */
  isUnseen(node: Node): boolean {
    // The variable of `x += …` is only read before the value.
    if (node.kind === "Name") return this.isBound(node);
    const summary = this.effects.of(node);
    return isPure(summary) && (isExpression(node) ? !mayRaise(node, this.effects, this.facts) : summary.raises.size === 0);
  }

  /** Whether a variable certainly has a value where it is read; those of other scopes are taken to have one. */
  isBound(name: Extract<Expression, { kind: "Name" }>): boolean {
    const resolution = this.context.get(scopes).resolve(name);
    if (resolution.kind !== "binding" || resolution.binding.scope.node !== this.unit) return resolution.kind !== "unknown";
    let at: Node | undefined = name;
    while (at && !isStatement(at)) at = this.context.editor.parentOf(at);
    const flow = at && this.context.get(controlFlow, this.unit).nodeOf(at);
    return flow !== undefined && !this.context.get(reachingDefinitions, this.unit).at(flow, resolution.binding).maybeUnbound;
  }
}
