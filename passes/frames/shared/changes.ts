/**
 * Which steps of a function or module may change what an expression over frames gives: they bind one of its variables, write into one of
 * its objects, or run code that could do so. Storing into one column leaves the others alone.
 */

import { accessesOf } from "../../../compiler/analysis/accesses.js";
import type { Aliases } from "../../../compiler/analysis/aliases.js";
import { memorySites, objectSites } from "../../../compiler/analysis/aliases.js";
import type { Unit } from "../../../compiler/analysis/analyses.js";
import type { FlowNode } from "../../../compiler/analysis/control-flow.js";
import type { EffectSummary, Effects } from "../../../compiler/analysis/effects.js";
import type { Binding, Scopes } from "../../../compiler/analysis/scopes.js";
import { childTypes } from "../../../compiler/analysis/types/map-type.js";
import { membersOf, type Site, type Type } from "../../../compiler/analysis/types/type.js";
import type { Operation, TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { type Expression, isExpression, type Module, type Node, type Statement } from "../../../compiler/ir/nodes.js";
import { childrenOf, some, walk } from "../../../compiler/ir/visit.js";
import { columnOf, isFrameOrSeries, isKind, isMask } from "./frame-expressions.js";

/** What an expression depends on. */
export interface Dependencies {
  readonly bindings: ReadonlySet<Binding>;
  /** Objects that it reads, and that its results are. */
  readonly sites: ReadonlySet<Site>;
  /** By the site of a frame: the columns that are read of it; `whole` when that is not all that is. */
  readonly columns: ReadonlyMap<Site, ReadonlySet<string> | "whole">;
  /** Sites in whose memory its objects may lie. */
  readonly memory: ReadonlySet<Site>;
  /** Code that is not known, or that runs at a time that is not known (generators, callbacks), may change an object or variable. */
  readonly isExposed: boolean;
}

/** A store into one column of a frame, which adds or takes away no rows. */
interface ColumnStore {
  readonly sites: readonly Site[];
  readonly label: string;
  /** It writes into the memory that is there (`loc`), perhaps that of these sites; otherwise the frame gets another column. */
  readonly memory: readonly Site[] | undefined;
}

/** Once for all functions of a module. */
const deferredEffects = new WeakMap<Effects, EffectSummary>();

function deferredIn(module: Module): Node[] {
  const bodies: Node[] = [];
  walk(module, (node) => {
    if (node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef") bodies.push(...node.body);
    else if (node.kind === "Lambda") bodies.push(node.body);
    else if (node.kind === "GeneratorExp") bodies.push(node);
  });
  return bodies;
}

export class Changes {
  private readonly summaries = new Map<FlowNode, Summary>();
  /** What bodies of functions, lambdas and generators do, at whatever time they run. */
  private readonly deferred: EffectSummary;

  constructor(
    module: Module,
    private readonly unit: Unit,
    private readonly facts: TypeFacts,
    private readonly scopes: Scopes,
    private readonly effects: Effects,
    private readonly aliases: Aliases,
  ) {
    const known = deferredEffects.get(effects) ?? effects.ofAll(deferredIn(module));
    deferredEffects.set(effects, known);
    this.deferred = known;
  }

  /** @param results expressions whose objects take the place of each other */
  dependenciesOf(expression: Expression, results: readonly Expression[]): Dependencies {
    const bindings = new Set<Binding>();
    const sites = new Set<Site>();
    const columns = new Map<Site, Set<string> | "whole">();
    const memory = new Set<Site>();
    let isExposed = false;
    const read = (type: Type, columnsRead: readonly string[] | "whole"): void => {
      for (const site of memorySites(type)) sites.add(site);
      const own = objectSites(type);
      for (const site of memorySites(type)) if (!own.includes(site)) memory.add(site);
      for (const site of own) {
        sites.add(site);
        const known = columns.get(site);
        if (columnsRead === "whole" || known === "whole") columns.set(site, "whole");
        else columns.set(site, new Set([...(known ?? []), ...columnsRead]));
      }
      isExposed ||= this.aliases.escapes(type);
    };
    const addName = (name: Extract<Expression, { kind: "Name" }>): void => {
      const resolution = this.scopes.resolve(name);
      if (resolution.kind === "binding") bindings.add(resolution.binding);
    };
    const visit = (node: Node): void => {
      if (node.kind === "Name") addName(node);
      if (isExpression(node) && node !== expression) {
        const labels = this.labelsOf(node);
        if (labels) {
          read(this.facts.typeOf(labels.frame), labels.labels);
          return visitBelow(labels.frame);
        }
        // An accessor or intermediate value is no object of its own that anybody else knows.
        if (!isFrameOrSeries(this.facts.typeOf(node)) || node.kind === "Name") read(this.facts.typeOf(node), "whole");
      }
      for (const child of childrenOf(node)) visit(child);
    };
    const visitBelow = (frame: Expression): void => {
      if (frame.kind === "Name") addName(frame);
      else visit(frame);
    };
    const whole = this.labelsOf(expression);
    if (whole) {
      read(this.facts.typeOf(whole.frame), whole.labels);
      visitBelow(whole.frame);
    } else visit(expression);
    for (const result of results) {
      const type = this.facts.typeOf(result);
      for (const site of objectSites(type)) {
        sites.add(site);
        columns.set(site, "whole");
      }
      isExposed ||= this.aliases.escapes(type);
    }
    isExposed ||= [...bindings].some((binding) => binding.writtenElsewhere || this.isOfOuterFunction(binding));
    isExposed ||= [...sites].some((site) => this.deferred.writes.has(site));
    return { bindings, sites, columns, memory, isExposed };
  }

  /** The function around this one may go on while this one waits. */
  private isOfOuterFunction({ scope }: Binding): boolean {
    return scope.kind === "function" && scope.node !== this.unit;
  }

  /** The labels in `frame["a"]`, `frame[["a", "b"]]` and `frame.a`. */
  private labelsOf(node: Expression): { readonly frame: Expression; readonly labels: readonly string[] } | undefined {
    const column = columnOf(node, this.facts);
    if (column) return { frame: column.frame, labels: [column.label] };
    if (node.kind !== "Subscript" || node.slice.kind !== "List" || !isKind(this.facts.typeOf(node.value), "frame")) return undefined;
    const labels = node.slice.elts.map((item) => (item.kind === "Constant" && typeof item.value === "string" ? item.value : undefined));
    return labels.some((label) => label === undefined) ? undefined : { frame: node.value, labels: labels as string[] };
  }

  /** Whether evaluating a step may change it: before the step binds or stores anything, or altogether. */
  mayChange(step: FlowNode, dependencies: Dependencies, until: "bound" | "done"): boolean {
    const { evaluated, stored, column, changesAnything, runsDeferred } = this.summaryOf(step);
    if (changesAnything || (runsDeferred && dependencies.isExposed) || touches(evaluated, dependencies)) return true;
    if (until === "bound" || !stored) return false;
    if (column && !storesInto(column, dependencies)) return false;
    return touches(stored, dependencies);
  }

  private summaryOf(step: FlowNode): Summary {
    const known = this.summaries.get(step);
    if (known) return known;
    const summary = this.summarize(step);
    this.summaries.set(step, summary);
    return summary;
  }

  private summarize(step: FlowNode): Summary {
    const { ast, kind } = step;
    const nothing = this.effects.ofAll([]);
    const silent = { evaluated: nothing, stored: undefined, column: undefined, changesAnything: false, runsDeferred: false };
    if (!ast || kind === "join") return silent;
    if (kind === "enter" || kind === "leave" || ast.kind === "withitem" || ast.kind === "match_case" || ast.kind === "ClassDef") {
      return { ...silent, changesAnything: true };
    }
    const { before, after } = partsOf(ast);
    const evaluated = this.effects.ofAll(before);
    const stored = after.length === 0 ? undefined : this.effects.ofAll([], after);
    const bound = new Set<Binding>(stored?.boundVariables);
    for (const access of accessesOf(step, this.scopes, this.scopes.scopeOf(this.unit)))
      if (access.kind !== "read") bound.add(access.binding);
    const changesAnything = [...before, ...after].some((node) => some(node, (part) => this.changesAnything(part)));
    const column = ast.kind === "Assign" ? this.columnStore(ast) : undefined;
    const runsDeferred = [...before, ...after].some((node) => some(node, (part) => this.runsDeferred(part)));
    return { evaluated, stored: { ...(stored ?? nothing), boundVariables: bound }, column, changesAnything, runsDeferred };
  }

  /** Code of others runs, or the state of a library changes. Operators of objects that are not known are no such code. */
  private changesAnything(node: Node): boolean {
    if (node.kind === "Attribute" && node.ctx !== "Load") return !isKind(this.facts.typeOf(node.value), "instance");
    if (["Yield", "YieldFrom", "Await", "Delete", "Import", "ImportFrom"].includes(node.kind)) return true;
    if (node.kind === "Subscript" || node.kind === "AugAssign") {
      // An array that may be a view of anything is changed.
      return (node.kind === "AugAssign" || node.ctx !== "Load") && this.effects.ownOf(node).unknown !== undefined;
    }
    if (node.kind !== "Call") return false;
    const { unknown, outside } = this.effects.ownOf(node);
    if ([...outside].some((effect) => effect.startsWith("global(") && effect !== "global(matplotlib)")) return true;
    const operation = unknown === undefined ? undefined : this.facts.operationOf(node);
    return unknown !== undefined && !(operation !== undefined && onlyLooks(operation));
  }

  /** An iterator goes on, or something gets hold of a function or iterator of the program. */
  private runsDeferred(node: Node): boolean {
    const isLazy = (type: Type): boolean =>
      !membersOf(type).every((member) => eager.has(member.kind) || (member.kind === "object" && member.class.startsWith("pandas."))) ||
      childTypes(type).some(isLazy);
    if (node.kind === "For" || node.kind === "AsyncFor" || node.kind === "comprehension") return isLazy(this.facts.typeOf(node.iter));
    if (node.kind === "Starred") return isLazy(this.facts.typeOf(node.value));
    const operation = node.kind === "Call" ? this.facts.operationOf(node) : undefined;
    if (!operation) return node.kind === "Call";
    const { receiver, positional, keyword } = operation;
    return [...(receiver ? [receiver] : []), ...positional, ...keyword.map(([, type]) => type)].some(isLazy);
  }

  private columnStore({ targets, value }: Extract<Statement, { kind: "Assign" }>): ColumnStore | undefined {
    const [target, ...others] = targets;
    if (target?.kind !== "Subscript" || others.length > 0) return undefined;
    const { slice } = target;
    const owner = target.value;
    if (isKind(this.facts.typeOf(owner), "frame") && slice.kind === "Constant" && typeof slice.value === "string") {
      const sites = objectSites(this.facts.typeOf(owner));
      return this.keepsRows(value, this.facts.typeOf(owner)) ? { sites, label: slice.value, memory: undefined } : undefined;
    }
    // `frame.loc[mask, "label"] = value`
    if (owner.kind !== "Attribute" || owner.attr !== "loc" || slice.kind !== "Tuple" || slice.elts.length !== 2) return undefined;
    const [rows, label] = slice.elts as [Expression, Expression];
    if (!isKind(this.facts.typeOf(owner.value), "frame") || !isMask(rows, this.facts)) return undefined;
    if (label.kind !== "Constant" || typeof label.value !== "string") return undefined;
    const frame = this.facts.typeOf(owner.value);
    return { sites: objectSites(frame), label: label.value, memory: memorySites(frame) };
  }

  /** A frame without rows gets those of what is stored into it, unless that has none either. */
  private keepsRows(value: Expression, frame: Type): boolean {
    const type = this.facts.typeOf(value);
    if (isKind(type, "scalar", "numpy-scalar", "none")) return true;
    if (!isKind(type, "series")) return false;
    const lengths = new Set([...membersOf(type), ...membersOf(frame)].map((member) => ("length" in member ? member.length : null)));
    return lengths.size === 1 && !lengths.has(null);
  }
}

/** A call of library functions that change nothing, and at most run methods of their arguments. */
const onlyLooks = ({ targets, unresolved }: Operation): boolean =>
  unresolved === undefined &&
  targets.length > 0 &&
  targets.every(
    (target) =>
      target.kind === "library" && target.facts?.effects?.every((effect) => !/^(?:mutates|consumes|calls)\(/.test(effect)) === true,
  );

interface Summary {
  /** What the step does before it binds or stores. */
  readonly evaluated: EffectSummary;
  readonly stored: EffectSummary | undefined;
  readonly column: ColumnStore | undefined;
  readonly changesAnything: boolean;
  readonly runsDeferred: boolean;
}

/** Values of which nothing runs later. */
const eager = new Set<Type["kind"]>([
  "none",
  "ellipsis",
  "scalar",
  "numpy-scalar",
  "range",
  "slice",
  "list",
  "tuple",
  "set",
  "frozenset",
  "dict",
  "module",
  "array",
  "series",
  "frame",
  "index",
]);

/** The expressions that a step evaluates, and what it then does by itself. */
function partsOf(ast: Node): { readonly before: readonly Node[]; readonly after: readonly Node[] } {
  switch (ast.kind) {
    case "Assign":
      return { before: [ast.value, ...ast.targets.flatMap(partsOfTarget)], after: ast.targets.flatMap(targetsIn) };
    case "AnnAssign":
      return { before: [...(ast.value ? [ast.value] : []), ...partsOfTarget(ast.target)], after: targetsIn(ast.target) };
    case "AugAssign":
      return { before: [ast.value, ...partsOfTarget(ast.target)], after: [ast, ast.target] };
    case "For":
    case "AsyncFor":
      return { before: partsOfTarget(ast.target), after: [ast, ...targetsIn(ast.target)] };
    case "Delete":
      // Without its variable an object may end, which nobody sees.
      return ast.targets.every(({ kind }) => kind === "Name") ? { before: [], after: [] } : { before: [ast], after: [] };
    case "ExceptHandler":
      return { before: ast.type ? [ast.type] : [], after: [] };
    default:
      return { before: [ast], after: [] };
  }
}

/** What is evaluated of a target: the frame and the label of `frame["a"]`. */
function partsOfTarget(target: Expression): readonly Node[] {
  if (target.kind === "Subscript") return [target.value, target.slice];
  if (target.kind === "Attribute") return [target.value];
  if (target.kind === "Tuple" || target.kind === "List") return target.elts.flatMap(partsOfTarget);
  return target.kind === "Starred" ? partsOfTarget(target.value) : [];
}

function targetsIn(target: Expression): readonly Expression[] {
  if (target.kind === "Tuple" || target.kind === "List") return [target, ...target.elts.flatMap(targetsIn)];
  return target.kind === "Starred" ? [target, ...targetsIn(target.value)] : [target];
}

function touches(summary: EffectSummary, { bindings, sites, isExposed }: Dependencies): boolean {
  if (summary.unknown !== undefined && isExposed) return true;
  for (const binding of summary.boundVariables) if (bindings.has(binding)) return true;
  for (const site of summary.writes) if (sites.has(site)) return true;
  return false;
}

function storesInto(column: ColumnStore, { sites, columns, memory }: Dependencies): boolean {
  if (column.memory?.some((site) => memory.has(site) || (sites.has(site) && !column.sites.includes(site)))) return true;
  return column.sites.some((site) => {
    const read = columns.get(site);
    return read === "whole" || read?.has(column.label) === true;
  });
}
