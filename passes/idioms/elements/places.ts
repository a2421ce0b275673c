/** What is known in front of a loop and behind it. */
import type { Unit } from "../../../compiler/analysis/analyses.js";
import type { FlowNode } from "../../../compiler/analysis/control-flow.js";
import type { Scope } from "../../../compiler/analysis/scopes.js";
import { controlFlow, liveness, reachingDefinitions, scopes, types } from "../../../compiler/analysis/standard.js";
import { join, type Type, unknown } from "../../../compiler/analysis/types/type.js";
import type { Expression, Node } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import type { Loop } from "../../loops/vectorize/sites.js";
import { isSetAt } from "../../manager/is-set.js";
import type { PassContext } from "../../manager/pass.js";
import type { Start } from "./survey.js";

/** Bindings of a unit around a loop. */
export class Surroundings {
  private readonly inside = new Set<Node>();
  private readonly scope: Scope;

  constructor(
    private readonly loop: Loop,
    private readonly unit: Unit,
    private readonly context: PassContext,
  ) {
    walk(loop, (node) => void this.inside.add(node));
    this.scope = context.get(scopes).scopeOf(unit);
  }

  /** What a variable holds in front of the loop; `undefined` when it may have no value. */
  startOf(name: string): Start | undefined {
    const { context, unit, loop } = this;
    const node = this.readOf(name);
    const binding = this.scope.bindings.get(name);
    const flow = context.get(controlFlow, unit).nodeOf(loop.kind === "While" ? loop.test : loop);
    if (!node || !binding || !flow) return undefined;
    const reaching = context.get(reachingDefinitions, unit).at(flow, binding);
    const isRepeated = this.isRepeated();
    const definitions = reaching.definitions.filter(({ node: at }) => isRepeated || !at?.ast || !this.inside.has(at.ast));
    if (reaching.elsewhere || definitions.length === 0 || !isSetAt(loop, binding, unit, context)) return undefined;
    const found = definitions.map(({ kind, node: at }): Type => {
      const value = kind === "bind" ? valueFor(name, at?.ast) : undefined;
      return value ? context.get(types).typeOf(value) : unknown("it comes from outside of the loop");
    });
    return { node, type: join(...found) };
  }

  /** Whether somebody may read what the loop leaves in a variable. */
  isLive(name: string): boolean {
    const { context, unit } = this;
    const binding = this.scope.bindings.get(name);
    if (!binding) return true;
    const live = context.get(liveness, unit);
    const isLiveAfter = (node: FlowNode, seen: Set<FlowNode>): boolean =>
      node.successors.some(({ to, kind }) => {
        if (kind === "exception" || seen.has(to) || (to.ast && this.inside.has(to.ast))) return false;
        seen.add(to);
        // Ways meet inside of the loop, too.
        return to.ast || to.successors.length === 0 ? live.before(to, binding) : isLiveAfter(to, seen);
      });
    return context
      .get(controlFlow, unit)
      .nodes.some((node) => node.ast !== undefined && this.inside.has(node.ast) && isLiveAfter(node, new Set()));
  }

  private readOf(name: string): Expression | undefined {
    let found: Expression | undefined;
    for (const node of this.inside) if (node.kind === "Name" && node.id === name && (!found || node.ctx === "Load")) found = node;
    return found;
  }

  /** Whether the loop stands in another one, whose iterations hand on what it has left. */
  private isRepeated(): boolean {
    for (let at = this.context.editor.parentOf(this.loop); at && at !== this.unit; at = this.context.editor.parentOf(at))
      if (at.kind === "For" || at.kind === "While" || at.kind === "AsyncFor") return true;
    return false;
  }
}

/** What a statement assigns to a variable. */
function valueFor(name: string, statement: Node | undefined): Expression | undefined {
  if (statement?.kind === "AnnAssign") return statement.value ?? undefined;
  if (statement?.kind !== "Assign") return undefined;
  for (const target of statement.targets) {
    if (target.kind === "Name" && target.id === name) return statement.value;
    if (target.kind !== "Tuple" || statement.value.kind !== "Tuple" || target.elts.length !== statement.value.elts.length) continue;
    const index = target.elts.findIndex((each) => each.kind === "Name" && each.id === name);
    if (index >= 0) return statement.value.elts[index];
  }
  return undefined;
}
