/** Iterative data-flow analysis over a control-flow graph (Kildall's algorithm, in rounds over the reverse postorder). */
import type { ControlFlow, EdgeKind, FlowNode } from "./control-flow.js";

export interface DataFlowProblem<State> {
  readonly direction: "forward" | "backward";
  /** State at the entry (forward), or at both exits (backward). */
  readonly boundary: State;
  /** State of what nothing is known of yet: the neutral element of `meet`. */
  readonly top: State;
  meet(a: State, b: State): State;
  /**
   * What a node does to the state on its way along one edge that leaves it: forward from in front of the node to the edge,
   * backward from the edge to in front of the node. Something that raises may have done nothing yet, or nearly all.
   */
  transfer(node: FlowNode, state: State, edge: EdgeKind): State;
  equal(a: State, b: State): boolean;
}

/** State in front of each node, in the order of the program for both directions, by the node's id. Ends for finite lattices and monotone transfers. */
export function solve<State>(flow: ControlFlow, problem: DataFlowProblem<State>): readonly State[] {
  const forward = problem.direction === "forward";
  const order = reversePostorder(flow, forward);
  const states: State[] = flow.nodes.map(() => problem.top);
  const boundary = new Set(forward ? [flow.entry] : [flow.exit, flow.raise]);
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of order) {
      let state = boundary.has(node) ? problem.boundary : problem.top;
      for (const edge of forward ? node.predecessors : node.successors) {
        const other = forward ? edge.from : edge.to;
        state = problem.meet(state, problem.transfer(edge.from, states[other.id] as State, edge.kind));
      }
      if (problem.equal(state, states[node.id] as State)) continue;
      states[node.id] = state;
      changed = true;
    }
  }
  return states;
}

function reversePostorder(flow: ControlFlow, forward: boolean): FlowNode[] {
  const order: FlowNode[] = [];
  const seen = new Set<FlowNode>();
  for (const start of forward ? [flow.entry] : [flow.exit, flow.raise]) {
    const stack: { node: FlowNode; next: number }[] = seen.has(start) ? [] : [{ node: start, next: 0 }];
    seen.add(start);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const edges = forward ? top.node.successors : top.node.predecessors;
      const edge = edges[top.next++];
      if (!edge) {
        order.push(top.node);
        stack.pop();
        continue;
      }
      const to = forward ? edge.to : edge.from;
      if (seen.has(to)) continue;
      seen.add(to);
      stack.push({ node: to, next: 0 });
    }
  }
  // Endless loops reach no exit; a backward analysis starts from them as well.
  for (const node of flow.nodes) if (!seen.has(node)) order.push(node);
  return order.reverse();
}
