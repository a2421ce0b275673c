/**
 * Ways of using a library that cost far more time than they need. Each is recognised by what the values are and what the calls reach, never
 * by how they are spelled. A finding says that there is something to look at; whether a rewrite is right is for the passes to prove.
 */
import { type Call, type Expression, is, type Node, type Subscript } from "../../ir/nodes.js";
import { walk } from "../../ir/visit.js";
import type { Loops } from "../loops/loops.js";
import { membersOf, type Type } from "../types/type.js";
import type { Operation, TypeFacts } from "../types/type-facts.js";
import type { Contexts, LoopNode } from "./contexts.js";

export interface Pattern {
  readonly id: string;
  readonly title: string;
  readonly advice: string;
}

export interface PatternFinding {
  readonly pattern: Pattern;
  readonly node: Node;
  /** How often it stands in the same loop. */
  readonly count: number;
}

/** All patterns, in the order of reports. */
export const patterns = {
  rowLoop: {
    id: "row-loop",
    title: "a loop over the rows of a DataFrame",
    advice: "work on whole columns; where rows are needed, loop over zip of columns",
  },
  rowApply: { id: "row-apply", title: "apply with axis=1 calls Python once per row", advice: "work on whole columns" },
  growth: {
    id: "growth-in-loop",
    title: "an array or table grows in a loop and is copied each time",
    advice: "collect the parts in a list and join them once behind the loop",
  },
  element: {
    id: "element-access",
    title: "single elements are read or stored in a loop",
    advice: "work on whole arrays or slices",
  },
  invariant: {
    id: "invariant-call",
    title: "a pure call gives the same in every iteration",
    advice: "call it once in front of the loop",
  },
  synchronisation: {
    id: "sync-in-loop",
    title: "the value of a tensor is fetched in a loop, which waits for the device each time",
    advice: "keep the values on the device and fetch them once behind the loop",
  },
  transfer: {
    id: "transfer-in-loop",
    title: "data is copied between devices in a loop",
    advice: "make or move it on the right device once",
  },
  vectorize: {
    id: "fake-vectorize",
    title: "numpy.vectorize calls Python once per element",
    advice: "use functions that work on whole arrays",
  },
  files: { id: "files-in-loop", title: "tables are read or written in a loop", advice: "read or write once, if it is the same file" },
  chained: {
    id: "chained-assignment",
    title: "a selection of a table is stored into: it may be a copy",
    advice: "store with one subscript: table.loc[rows, column] = value",
  },
} as const satisfies Readonly<Record<string, Pattern>>;

const rowIterators = new Set(["pandas.DataFrame.iterrows", "pandas.DataFrame.itertuples"]);
const growing = new Set([
  "pandas.concat",
  "pandas.DataFrame.append",
  "pandas.Series.append",
  "numpy.append",
  "numpy.concatenate",
  "numpy.vstack",
  "numpy.hstack",
  "numpy.dstack",
  "numpy.column_stack",
  "numpy.insert",
  "torch.cat",
  "torch.concat",
  "torch.vstack",
  "torch.hstack",
  "tensorflow.concat",
]);

export interface PatternInput {
  readonly root: Node;
  readonly facts: TypeFacts;
  readonly contexts: Contexts;
  /** Loops of the function or module that a node stands in. */
  readonly loopsAt: (node: Node) => Loops | undefined;
}

export function findPatterns({ root, facts, contexts, loopsAt }: PatternInput): readonly PatternFinding[] {
  const findings: PatternFinding[] = [];
  const elements = new Map<LoopNode, { node: Node; count: number }>();
  const add = (pattern: Pattern, node: Node): void => void findings.push({ pattern, node, count: 1 });
  walk(root, (node) => {
    if ((is(node, "For") || is(node, "comprehension")) && reaches(facts.operationOf(node.iter), rowIterators))
      add(patterns.rowLoop, node.iter);
    if (is(node, "Call")) {
      const pattern = ofCall(node, facts, contexts, loopsAt);
      if (pattern) add(pattern, node);
    }
    if (is(node, "Subscript")) {
      const loop = elementLoop(node, facts, contexts);
      if (loop) {
        const seen = elements.get(loop);
        if (seen) seen.count++;
        else elements.set(loop, { node, count: 1 });
      }
    }
    if (is(node, "Assign") && node.targets.some((target) => isChained(target, facts))) add(patterns.chained, node.targets[0] as Node);
  });
  for (const { node, count } of elements.values()) findings.push({ pattern: patterns.element, node, count });
  return findings;
}

function namesOf(operation: Operation | undefined): readonly string[] {
  return (operation?.targets ?? []).flatMap((target) => (target.kind === "library" ? [target.entry.name] : []));
}

const reaches = (operation: Operation | undefined, names: ReadonlySet<string>): boolean =>
  namesOf(operation).some((name) => names.has(name));

function effectsOf(operation: Operation): readonly string[] {
  return operation.targets.flatMap((target) => (target.kind === "library" ? (target.facts?.effects ?? []) : []));
}

function ofCall(call: Call, facts: TypeFacts, contexts: Contexts, loopsAt: PatternInput["loopsAt"]): Pattern | undefined {
  const operation = facts.operationOf(call);
  if (!operation || operation.targets.length === 0) return undefined;
  const names = namesOf(operation);
  if (names.includes("pandas.DataFrame.apply") && isRowAxis(operation)) return patterns.rowApply;
  if (names.includes("numpy.vectorize")) return patterns.vectorize;
  if (contexts.depthOf(call) === 0) return undefined;
  const context = contexts.of(call);
  const inLoop = (context?.loops.length ?? 0) > 0;
  if (inLoop && names.some((name) => growing.has(name)) && growsItsArgument(call, contexts)) return patterns.growth;
  const effects = effectsOf(operation);
  if (effects.includes("synchronises")) return patterns.synchronisation;
  if (effects.some((effect) => effect.startsWith("transfers("))) return patterns.transfer;
  const touchesFiles = effects.some((effect) => effect === "reads(files)" || effect === "writes(files)");
  if (touchesFiles && operation.targets.some((target) => target.kind === "library" && target.entry.library === "pandas"))
    return patterns.files;
  const loop = context?.loops.at(-1);
  if (!loop || is(loop, "comprehension") || !isWorth(operation)) return undefined;
  const loops = loopsAt(call);
  const known = loops?.loopOf(loop);
  return loops && known && loops.isInvariant(call, known) ? patterns.invariant : undefined;
}

/** Calls of constant time are as cheap as the variable that would hold their result. */
const isWorth = (operation: Operation): boolean =>
  operation.targets.every((target) => target.kind === "library" && target.entry.library !== "python" && target.facts?.cost !== "1");

function isRowAxis({ positional, keyword }: Operation): boolean {
  const axis = new Map(keyword).get("axis") ?? positional[1];
  return axis?.kind === "scalar" && (axis.value === 1n || axis.value === "columns");
}

/** `x = concat([x, …])`: the result takes the place of an argument. */
function growsItsArgument(call: Call, contexts: Contexts): boolean {
  const statement = contexts.of(call)?.statement;
  if (!is(statement, "Assign") || statement.value !== call) return false;
  const targets = new Set(statement.targets.map(textOf));
  const parts = [...(is(call.func, "Attribute") ? [call.func.value] : []), ...call.args].flatMap((argument) =>
    is(argument, "List") || is(argument, "Tuple") ? argument.elts : [argument],
  );
  return parts.some((part) => targets.has(textOf(part)) && textOf(part) !== undefined);
}

function textOf(expression: Expression): string | undefined {
  if (is(expression, "Name")) return expression.id;
  if (!is(expression, "Attribute")) return undefined;
  const value = textOf(expression.value);
  return value === undefined ? undefined : `${value}.${expression.attr}`;
}

const isArrayLike = (type: Type): boolean =>
  ["array", "series", "frame", "tensor"].includes(type.kind) || (type.kind === "object" && /\._(Loc|iLoc|At|iAt)Indexer$/.test(type.class));

/** The loop whose variable picks a single element of an array or table, if a subscript does that. */
function elementLoop(node: Subscript, facts: TypeFacts, contexts: Contexts): LoopNode | undefined {
  const loops = contexts.of(node)?.loops ?? [];
  const loop = loops.at(-1);
  if (!loop || is(loop, "While")) return undefined;
  if (!membersOf(facts.expectedTypeOf(node.value)).some(isArrayLike)) return undefined;
  const isElement = (index: Expression): boolean => {
    const type = facts.expectedTypeOf(index);
    return (type.kind === "scalar" && (type.class === "int" || type.class === "str")) || type.kind === "numpy-scalar";
  };
  const parts = is(node.slice, "Tuple") ? node.slice.elts : [node.slice];
  if (!parts.every(isElement)) return undefined;
  if (node.ctx === "Load" && !["scalar", "numpy-scalar"].includes(facts.expectedTypeOf(node).kind)) return undefined;
  const variables = new Set<string>();
  for (const each of loops) if (!is(each, "While")) walk(each.target, (part) => void (is(part, "Name") && variables.add(part.id)));
  let uses = false;
  for (const part of parts) {
    walk(part, (name) => {
      if (is(name, "Name") && variables.has(name.id)) uses = true;
    });
  }
  return uses ? loop : undefined;
}

/** `table[a][b] = …`, `table[a].loc[b] = …`: what is stored into is a selection that has no name. */
function isChained(target: Expression, facts: TypeFacts): boolean {
  if (!is(target, "Subscript")) return false;
  const inner = is(target.value, "Attribute") ? target.value.value : target.value;
  if (!is(inner, "Subscript")) return false;
  const isTable = (expression: Expression): boolean =>
    membersOf(facts.expectedTypeOf(expression)).some(({ kind }) => kind === "frame" || kind === "series");
  const outer = is(inner.value, "Attribute") ? inner.value.value : inner.value;
  return isTable(inner) && (isTable(outer) || isTable(inner.value));
}
