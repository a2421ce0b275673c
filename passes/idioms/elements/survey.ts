/** What the text of a loop says before anything is known of its values: names, which of them are subscripted, and how. */
import type { Type } from "../../../compiler/analysis/types/type.js";
import { membersOf } from "../../../compiler/analysis/types/type.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { build, type Expression, type Node } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import { dottedName, measuredArray } from "../../loops/vectorize/nest.js";
import type { Loop } from "../../loops/vectorize/sites.js";
import { NotOnLists } from "./values.js";

/** What a variable holds when the loop begins. */
export interface Start {
  readonly node: Expression;
  readonly type: Type;
}

export interface Survey {
  readonly root: Loop;
  /** Variables that the loop sets. */
  readonly bound: ReadonlySet<string>;
  startOf(name: string): Start;
  /** Whether a variable certainly has a value when the loop begins. */
  canCarry(name: string): boolean;
  /** Whether something has subscripts or items in the loop, and is not set there. */
  isArray(name: string): boolean;
  /** As many axes as the subscripts need. */
  rankOf(name: string): number | undefined;
  /** Nothing is known of the elements of an array, or of a number. */
  isOpen(name: string, facts: TypeFacts): boolean;
  /** Variables and arrays from outside of which the value of an expression is made. */
  sourcesOf(expression: Expression): readonly string[];
}

const refused = new Set<Node["kind"]>([
  "FunctionDef",
  "AsyncFunctionDef",
  "ClassDef",
  "Lambda",
  "ListComp",
  "SetComp",
  "DictComp",
  "GeneratorExp",
  "Yield",
  "YieldFrom",
  "Await",
  "Global",
  "Nonlocal",
  "NamedExpr",
  "Try",
  "TryStar",
  "With",
  "AsyncWith",
  "AsyncFor",
  "Match",
  "Delete",
  "Import",
  "ImportFrom",
  "Return",
  "Starred",
]);

const reasons: Partial<Record<Node["kind"], string>> = {
  Return: "the loop may leave the function",
  Try: "the loop handles exceptions",
  With: "the loop enters a context",
};

/**
 * @param starts what variables hold when the loop begins; `undefined` when they may have no value
 * @throws NotOnLists
 */
export function surveyOf(root: Loop, starts: (name: string) => Start | undefined): Survey {
  const bound = new Set<string>();
  const values = new Map<string, Expression[]>();
  const bases = new Map<string, Expression[]>();
  const parents = new Map<Node, Node>();
  const nodes = new Map<string, Expression>();
  const note = <K, V>(map: Map<K, V[]>, key: K, value: V): void => void (map.get(key)?.push(value) ?? map.set(key, [value]));
  const noteValue = (target: Expression, value: Expression): void => {
    if (target.kind === "Name") note(values, target.id, value);
    else if (target.kind === "Tuple" && value.kind === "Tuple" && target.elts.length === value.elts.length)
      target.elts.forEach((each, index) => {
        noteValue(each, value.elts[index] as Expression);
      });
  };
  const items: { readonly target: Expression; readonly source: Expression }[] = [];
  const noteItems = (target: Expression, source: Expression): void => {
    const args = source.kind === "Call" && source.func.kind === "Name" ? source.args : [];
    const callee = source.kind === "Call" && source.func.kind === "Name" ? source.func.id : "";
    if (callee === "enumerate" && target.kind === "Tuple" && target.elts[1] && args[0]) noteItems(target.elts[1], args[0]);
    else if (callee === "reversed" && args[0]) noteItems(target, args[0]);
    else if (callee === "zip" && target.kind === "Tuple")
      target.elts.forEach((each, index) => {
        if (args[index]) noteItems(each, args[index]);
      });
    else items.push({ target, source });
  };
  walk(root, (node) => {
    if (refused.has(node.kind))
      throw new NotOnLists(reasons[node.kind] ?? "a statement of the loop does more than compute with numbers and elements", node);
    if (node.kind === "Name" && node.ctx !== "Load") bound.add(node.id);
    if (node.kind === "Assign") for (const target of node.targets) noteValue(target, node.value);
    if (node.kind === "AnnAssign" && node.value) noteValue(node.target, node.value);
    if (node.kind === "AugAssign" && node.target.kind === "Name") noteValue(node.target, node.value);
    if (node.kind === "For") noteItems(node.target, node.iter);
    if (node.kind === "Subscript") {
      parents.set(node.value, node);
      const name = dottedName(node.value);
      if (name !== undefined && measuredArray(node) === undefined) note(bases, name, node);
    }
    if (node.kind === "Name" || node.kind === "Attribute") {
      const name = dottedName(node);
      if (name !== undefined && !nodes.has(name)) nodes.set(name, node);
    }
  });
  for (const { source } of items) {
    const name = dottedName(source);
    if (name !== undefined) note(bases, name, source);
  }
  // What is only measured is an array, too.
  const measured = new Set<string>();
  walk(root, (node) => {
    const name = node.kind === "Call" || node.kind === "Subscript" ? measuredArray(node) : undefined;
    if (name !== undefined) measured.add(name);
  });

  /** Axes that uses of a variable need. */
  const axesOf = (name: string, seen: ReadonlySet<string>): number => {
    if (seen.has(name)) return 0;
    const inside = new Set([...seen, name]);
    let most = 0;
    for (const base of bases.get(name) ?? []) {
      let [at, axes]: [Expression, number] = [base, base.kind === "Subscript" ? axesIn(base) : 0];
      for (let up = parents.get(at); up?.kind === "Subscript"; up = parents.get(at)) {
        axes += axesIn(up);
        at = up;
      }
      let further = 0;
      for (const [variable, assigned] of values) if (assigned.includes(at)) further = Math.max(further, axesOf(variable, inside));
      for (const { target, source } of items)
        if (source === at && target.kind === "Name") further = Math.max(further, 1 + axesOf(target.id, inside));
      most = Math.max(most, axes + further);
    }
    return most;
  };

  const sources = (expression: Expression, seen: Set<string>): string[] => {
    switch (expression.kind) {
      case "BinOp":
        return [...sources(expression.left, seen), ...sources(expression.right, seen)];
      case "UnaryOp":
        return sources(expression.operand, seen);
      case "IfExp":
        return [...sources(expression.body, seen), ...sources(expression.orelse, seen)];
      case "Call":
        return expression.func.kind === "Name" && ["min", "max", "abs"].includes(expression.func.id)
          ? expression.args.flatMap((arg) => sources(arg, seen))
          : [];
      case "Subscript": {
        let at: Expression = expression;
        while (at.kind === "Subscript") at = at.value;
        const name = dottedName(at);
        if (name === undefined) return [];
        return at.kind === "Name" && bound.has(name) ? sources(at, seen) : [name];
      }
      case "Name":
      case "Attribute": {
        const name = dottedName(expression);
        if (name === undefined || seen.has(name)) return [];
        seen.add(name);
        if (!bound.has(name)) return [name];
        return [
          name,
          ...(values.get(name) ?? []).flatMap((value) => sources(value, seen)),
          ...items.flatMap(({ target, source }) => (target.kind === "Name" && target.id === name ? sources(source, seen) : [])),
        ];
      }
      default:
        return [];
    }
  };

  return {
    root,
    bound,
    startOf: (name) => {
      const start = starts(name);
      if (!start) throw new NotOnLists(`${name} may not be set when the loop begins`, root);
      return start;
    },
    canCarry: (name) => starts(name) !== undefined,
    isArray: (name) => !bound.has(name.split(".", 1)[0] as string) && (bases.has(name) || measured.has(name)),
    rankOf: (name) => axesOf(name, new Set()) || undefined,
    isOpen(name, facts) {
      const node = nodes.get(name);
      if (!node) return false;
      const type = bound.has(name) ? starts(name)?.type : facts.typeOf(node);
      if (!type) return false;
      if (bases.has(name)) {
        return [type, facts.expectedTypeOf(node)].every((each) =>
          membersOf(each).every((member) => member.kind === "unknown" || (member.kind === "array" && member.dtype === null)),
        );
      }
      return membersOf(type).some((member) => member.kind === "unknown" || (member.kind === "numpy-scalar" && member.dtype === null));
    },
    sourcesOf: (expression) => sources(expression, new Set()),
  };
}

const axesIn = (node: Expression): number => (node.kind === "Subscript" && node.slice.kind === "Tuple" ? node.slice.elts.length : 1);

const loads = new WeakMap<Expression, Expression>();

/** A target of an assignment as an expression that is read; the same node each time. */
export function asLoad(target: Expression): Expression {
  const known = loads.get(target);
  if (known) return known;
  const load =
    target.kind === "Name"
      ? build.Name({ id: target.id, ctx: "Load" }, target.loc)
      : target.kind === "Subscript"
        ? build.Subscript({ value: target.value, slice: target.slice, ctx: "Load" }, target.loc)
        : undefined;
  if (!load) throw new NotOnLists("a target of an assignment is neither a variable nor an element", target);
  loads.set(target, load);
  return load;
}
