/** Where a unit evaluates which expressions, so that equal ones at several places can be told. */
import type { Unit } from "../../../compiler/analysis/analyses.js";
import type { FlowNode } from "../../../compiler/analysis/control-flow.js";
import type { Binding } from "../../../compiler/analysis/scopes.js";
import { controlFlow, scopes } from "../../../compiler/analysis/standard.js";
import { dump } from "../../../compiler/ir/dump.js";
import { primarySpan } from "../../../compiler/ir/location.js";
import { type Expression, isExpression, isStatement, type Node, type Statement } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import { inOrderOfEvaluation, isAlwaysEvaluated } from "../../manager/evaluation.js";
import type { PassContext } from "../../manager/pass.js";
import { isFunction } from "../../manager/units.js";

export interface Loop {
  readonly node: Extract<Statement, { kind: "For" | "While" }>;
  /** What runs in each iteration. */
  readonly steps: readonly FlowNode[];
}

export interface Occurrence {
  readonly node: Expression;
  /** Equal for expressions of the same text whose names mean the same variables. */
  readonly key: string;
  /** Number of nodes. */
  readonly size: number;
  readonly step: FlowNode;
  readonly statement: Statement;
  /** The node that the statement stands in. */
  readonly owner: Node | undefined;
  /** Position in the order of evaluation, within a step. */
  readonly order: number;
  /** It is evaluated whenever its step is. */
  readonly isAlways: boolean;
  /** It stands in a comprehension. */
  readonly isNested: boolean;
  /** `:=` is not allowed here. */
  readonly isBound: boolean;
  /** What its statement evaluates in front of it; `undefined` when it stands in a later part of it. */
  readonly before: readonly Node[] | undefined;
  /** Innermost first. */
  readonly loops: readonly Loop[];
}

type Comprehension = Extract<Expression, { kind: "ListComp" | "SetComp" | "DictComp" | "GeneratorExp" }>;

const isComprehension = (node: Node): node is Comprehension =>
  node.kind === "ListComp" || node.kind === "SetComp" || node.kind === "DictComp" || node.kind === "GeneratorExp";

/** Expressions of a unit that pass a test, in the order of evaluation. What runs later (lambdas, generators) is left out, as are bodies of classes. */
export function occurrencesIn(unit: Unit, context: PassContext, isCandidate: (node: Expression) => boolean): readonly Occurrence[] {
  const flow = context.get(controlFlow, unit);
  const resolve = context.get(scopes).resolve;
  const numbers = new Map<Binding, number>();
  const loopsByNode = new Map<Node, Loop>();
  const found: Occurrence[] = [];
  let order = 0;

  function visit(node: Node): void {
    order++;
    if (node.kind === "Lambda" || node.kind === "ClassDef" || isFunction(node)) return;
    if (node.kind === "GeneratorExp") return visit(node.generators[0]?.iter as Node);
    if (isExpression(node) && (!("ctx" in node) || node.ctx === "Load") && isCandidate(node)) {
      const occurrence = place(node);
      if (occurrence) found.push(occurrence);
    }
    for (const child of inOrderOfEvaluation(node)) visit(child);
  }

  function place(node: Expression): Occurrence | undefined {
    let at: Node = node;
    let isAlways = true;
    let isNested = false;
    let isBound = false;
    let before: Node[] | undefined = [];
    for (let step = flow.nodeOf(at); ; step = flow.nodeOf(at)) {
      const parent = context.editor.parentOf(at);
      if (step && (isStatement(at) || isStep(at, parent))) {
        const statement = isStatement(at) ? at : parent;
        if (!statement || !isStatement(statement) || statement.kind === "Match" || at.kind === "For") return undefined;
        if (statement.kind === "While" || statement.kind === "If" || statement.kind === "For") {
          // Bodies have steps of their own.
          if (isStatement(at)) return undefined;
        }
        const owner = context.editor.parentOf(statement);
        const size = sizeOf(node);
        return {
          node,
          key: keyOf(node),
          size,
          step,
          statement,
          owner,
          order,
          isAlways,
          isNested,
          isBound,
          before,
          loops: loopsAround(statement, at),
        };
      }
      if (!parent || isStatement(at)) return undefined;
      if (isComprehension(parent)) {
        isBound = true;
        if (parent.generators[0] !== at) isAlways = false;
        if (parent.generators[0] !== at) isNested = true;
        before = isAlways && before ? before : undefined;
      } else if (parent.kind === "comprehension") {
        isBound = true;
        if (parent.iter !== at) {
          isAlways = false;
          isNested = true;
        }
      } else {
        if (parent.kind === "JoinedStr" || parent.kind === "TemplateStr" || parent.kind === "FormattedValue") isBound = true;
        if (!isStatement(parent) && !isAlwaysEvaluated(parent, at)) isAlways = false;
        if (parent.kind === "Assert" && parent.msg === at) isAlways = false;
        const parts = inOrderOfEvaluation(parent);
        before?.unshift(...parts.slice(0, parts.indexOf(at)));
      }
      at = parent;
    }
  }

  function keyOf(node: Expression): string {
    const bindings: number[] = [];
    walk(node, (part) => {
      if (part.kind !== "Name") return;
      const resolution = resolve(part);
      if (resolution.kind !== "binding") return;
      const number = numbers.get(resolution.binding) ?? numbers.size;
      numbers.set(resolution.binding, number);
      bindings.push(number);
    });
    return `${cellOf(node)} ${dump(node)} ${bindings.join(" ")}`;
  }

  /** After an exception in a cell of a notebook the next cells may still run: they have nothing in common. */
  function cellOf(node: Node): number {
    const span = unit.kind === "Module" ? primarySpan(node.loc) : undefined;
    const line = span ? span.file.lineOf(span.start) : 0;
    return context.file.cells.findIndex(({ firstLine, lineCount }) => line >= firstLine && line < firstLine + lineCount);
  }

  function loopsAround(statement: Statement, part: Node): Loop[] {
    const loops: Loop[] = [];
    let below: Node = part;
    for (let at: Node | undefined = statement; at && at !== unit; at = context.editor.parentOf(at)) {
      const isRepeated =
        (at.kind === "While" && (at.test === below || at.body.includes(below as Statement))) ||
        (at.kind === "For" && at.body.includes(below as Statement));
      if (isRepeated && (at.kind === "While" || at.kind === "For")) loops.push(loopOf(at));
      below = at;
    }
    return loops;
  }

  function loopOf(node: Loop["node"]): Loop {
    const known = loopsByNode.get(node);
    if (known) return known;
    const inside = new Set<Node>([node]);
    for (const part of [...(node.kind === "While" ? [node.test] : []), ...node.body]) walk(part, (each) => inside.add(each));
    const loop: Loop = { node, steps: flow.nodes.filter(({ ast }) => ast !== undefined && inside.has(ast)) };
    loopsByNode.set(node, loop);
    return loop;
  }

  for (const statement of unit.body) visit(statement);
  return found;
}

/** Parts of statements that are steps of their own. */
const isStep = (node: Node, parent: Node | undefined): boolean =>
  (parent?.kind === "If" && parent.test === node) ||
  (parent?.kind === "While" && parent.test === node) ||
  (parent?.kind === "For" && parent.iter === node);

function sizeOf(node: Node): number {
  let size = 0;
  walk(node, () => size++);
  return size;
}
