/**
 * Effects: what evaluating a piece of the program does besides giving its value. The answer is an upper bound: what is not in
 * it does not happen; `unknown` means that anything can.
 *
 * It follows from the types (which call reaches which function) and the catalogue (what that function does); functions of the
 * program contribute what is in their bodies. That a name may be unbound is not counted here: reaching definitions know it.
 */
import type { AsyncFunctionDef, ClassDef, Expression, FunctionDef, Node } from "../ir/nodes.js";
import { childrenOf } from "../ir/visit.js";
import { memorySites, objectSites } from "./aliases.js";
import type { Binding, Scopes } from "./scopes.js";
import { classNameOf } from "./types/class-name.js";
import { membersOf, type Site, type Type } from "./types/type.js";
import type { FunctionNode, Operation, Target, TypeFacts } from "./types/type-facts.js";

export interface EffectSummary {
  /** Why anything can happen: code runs that is not known. Everything else is then a lower bound. */
  readonly unknown: string | undefined;
  /** Effects outside of the program's objects, in the catalogue's words: `stdout`, `random(numpy)`, `reads(files)`, `warns`. */
  readonly outside: ReadonlySet<string>;
  readonly reads: ReadonlySet<Site>;
  /** Objects that are changed, and those whose memory is. */
  readonly writes: ReadonlySet<Site>;
  readonly readVariables: ReadonlySet<Binding>;
  readonly boundVariables: ReadonlySet<Binding>;
  /** Classes of exceptions that can be raised; `any` among them when all can. */
  readonly raises: ReadonlySet<string>;
}

export interface Effects {
  /** All that evaluating a node and everything below it does. Bodies of functions count where they are called, not where they stand. */
  of(node: Node): EffectSummary;
  /** All that evaluating several nodes does, together with what others do themselves (`ownOf`). */
  ofAll(nodes: readonly Node[], own?: readonly Node[]): EffectSummary;
  /** What the call, operator, attribute, subscript or loop itself does, without its operands and its body. */
  ownOf(node: Node): EffectSummary;
}

/** Whether a summary leaves no trace but the value: it can be left out, or done earlier, if it cannot raise. */
export function isPure(summary: EffectSummary): boolean {
  return summary.unknown === undefined && summary.outside.size === 0 && summary.writes.size === 0 && summary.boundVariables.size === 0;
}

export function analyzeEffects(facts: TypeFacts, scopes: Scopes): Effects {
  return new EffectAnalysis(facts, scopes);
}

interface Mutable {
  unknown: string | undefined;
  outside: Set<string>;
  reads: Set<Site>;
  writes: Set<Site>;
  readVariables: Set<Binding>;
  boundVariables: Set<Binding>;
  raises: Set<string>;
}

const empty = (): Mutable => ({
  unknown: undefined,
  outside: new Set(),
  reads: new Set(),
  writes: new Set(),
  readVariables: new Set(),
  boundVariables: new Set(),
  raises: new Set(),
});

class EffectAnalysis implements Effects {
  private readonly summaries = new Map<Node, EffectSummary>();
  private readonly bodies = new Map<FunctionNode, EffectSummary>();
  private readonly running = new Set<Node>();

  constructor(
    private readonly facts: TypeFacts,
    private readonly scopes: Scopes,
  ) {}

  of(node: Node): EffectSummary {
    const known = this.summaries.get(node);
    if (known) return known;
    const summary = empty();
    this.own(node, summary);
    for (const child of this.evaluated(node)) merge(summary, this.of(child));
    this.summaries.set(node, summary);
    return summary;
  }

  ofAll(nodes: readonly Node[], own: readonly Node[] = []): EffectSummary {
    const summary = empty();
    for (const node of nodes) merge(summary, this.of(node));
    for (const node of own) this.own(node, summary);
    return summary;
  }

  ownOf(node: Node): EffectSummary {
    const summary = empty();
    this.own(node, summary);
    return summary;
  }

  /** The children that run when a node runs. */
  private evaluated(node: Node): readonly Node[] {
    switch (node.kind) {
      case "Lambda":
        return [...node.args.defaults, ...node.args.kw_defaults].filter((value) => value !== null);
      case "FunctionDef":
      case "AsyncFunctionDef":
        return [...node.decorator_list, ...node.args.defaults, ...node.args.kw_defaults].filter((value) => value !== null);
      default:
        return childrenOf(node);
    }
  }

  private own(node: Node, summary: Mutable): void {
    switch (node.kind) {
      case "Name": {
        const resolution = this.scopes.resolve(node);
        if (resolution.kind === "unknown") summary.unknown ??= `${node.id}: ${resolution.reason}`;
        if (resolution.kind !== "binding") return;
        (node.ctx === "Load" ? summary.readVariables : summary.boundVariables).add(resolution.binding);
        return;
      }
      case "Attribute":
        return this.attribute(node, summary);
      case "Subscript":
        return this.subscript(node, summary);
      case "Call":
        return this.call(node, summary);
      case "BinOp":
      case "UnaryOp":
      case "Compare":
        return this.operator(node, summary);
      case "AugAssign": {
        this.operator(node, summary);
        // A list or array is changed where it is.
        this.writes(this.facts.typeOf(node.target), summary);
        if (node.target.kind === "Name") {
          const resolution = this.scopes.resolve(node.target);
          if (resolution.kind === "binding") summary.readVariables.add(resolution.binding);
        }
        return;
      }
      case "For":
      case "comprehension":
        return this.iterate(node.iter, summary);
      case "Starred":
        return this.iterate(node.value, summary);
      case "List":
      case "Tuple":
        if (node.ctx !== "Load") summary.raises.add("any");
        return;
      case "FormattedValue":
      case "Interpolation":
        return this.format(node.value, summary);
      case "With":
      case "AsyncWith":
      case "AsyncFor":
      case "Await":
      case "Yield":
      case "YieldFrom":
      case "Import":
      case "ImportFrom":
      case "ClassDef":
      case "Match":
      case "Delete":
        summary.unknown ??= unknownReasons[node.kind];
        return;
      case "FunctionDef":
      case "AsyncFunctionDef":
        for (const binding of this.bindingsOf(node)) summary.boundVariables.add(binding);
        return;
      case "Raise":
      case "Assert":
      case "Try":
      case "TryStar":
        summary.raises.add("any");
        return;
    }
  }

  private *bindingsOf(node: FunctionDef | AsyncFunctionDef): Iterable<Binding> {
    const around = this.scopes.scopeOf(node).parent;
    for (const scope of [around, around?.parent, this.scopes.module]) {
      const binding = scope?.bindings.get(node.name);
      if (binding?.definitions.some((definition) => definition.node === node)) yield binding;
    }
  }

  // ---------------------------------------------------------------- access

  private attribute(node: Extract<Node, { kind: "Attribute" }>, summary: Mutable): void {
    const owner = this.facts.typeOf(node.value);
    if (node.ctx !== "Load") {
      this.writes(owner, summary);
      summary.raises.add("any");
      return;
    }
    const operation = this.facts.operationOf(node);
    if (operation?.targets.some(({ kind }) => kind !== "operator")) return this.targets(operation, node, summary);
    for (const member of membersOf(owner)) {
      if (member.kind === "unknown") summary.unknown ??= `an attribute of a value that is not known (${member.reason})`;
      if (member.kind === "user-class") summary.raises.add("AttributeError");
    }
    this.reads(owner, summary);
    if (membersOf(this.facts.typeOf(node)).some(({ kind }) => kind === "unknown")) summary.raises.add("AttributeError");
  }

  private subscript(node: Extract<Node, { kind: "Subscript" }>, summary: Mutable): void {
    const owner = this.facts.typeOf(node.value);
    if (node.ctx === "Load") this.reads(owner, summary);
    else this.writes(owner, summary);
    for (const member of membersOf(owner)) {
      // A key that is not there is made.
      if (member.kind === "dict" && member.missing) this.writes(member, summary);
      if (member.kind === "unknown" || member.kind === "instance")
        summary.unknown ??= `a subscript of ${member.kind === "unknown" ? member.reason : member.name}`;
    }
    summary.raises.add("any");
  }

  private iterate(source: Expression, summary: Mutable): void {
    const type = this.facts.typeOf(source);
    this.reads(type, summary);
    for (const member of membersOf(type)) {
      if (member.kind === "unknown") summary.unknown ??= `items of a value that is not known (${member.reason})`;
      if (member.kind === "instance" || member.kind === "iterator" || member.kind === "object") {
        // Taking an item changes an iterator, and may run code of the program or of a library.
        if (member.kind !== "iterator") summary.unknown ??= "items of an object";
        this.writes(member, summary);
      }
      if (!["list", "tuple", "range", "scalar", "array", "dict", "set"].includes(member.kind)) summary.raises.add("any");
    }
  }

  private format(value: Expression, summary: Mutable): void {
    for (const member of membersOf(this.facts.typeOf(value))) {
      if (member.kind === "scalar" || member.kind === "none" || member.kind === "numpy-scalar") summary.raises.add("ValueError");
      else {
        this.reads(member, summary);
        if (member.kind === "unknown" || member.kind === "instance") summary.unknown ??= "formatting of a value that is not known";
        summary.raises.add("any");
      }
    }
  }

  // ---------------------------------------------------------------- operators

  private operator(node: Extract<Node, { kind: "BinOp" | "UnaryOp" | "Compare" | "AugAssign" }>, summary: Mutable): void {
    const operands = operandsOf(node).map((operand) => this.facts.typeOf(operand));
    if (node.kind === "Compare" && node.ops.every((op) => op === "Is" || op === "IsNot")) return;
    if (node.kind === "UnaryOp" && node.op === "Not" && operands.every(isPlain)) return;
    for (const type of operands) {
      this.reads(type, summary);
      for (const member of membersOf(type)) {
        if (member.kind === "unknown") summary.unknown ??= `an operator on a value that is not known (${member.reason})`;
        if (member.kind === "instance") summary.unknown ??= `an operator of class ${member.name}`;
        // Floating point operations of NumPy warn by the error state of the moment.
        if (["array", "numpy-scalar", "series", "frame", "tensor"].includes(member.kind)) summary.outside.add("warns");
      }
    }
    for (const exception of exceptionsOf(node, operands)) summary.raises.add(exception);
  }

  // ---------------------------------------------------------------- calls

  private call(node: Extract<Node, { kind: "Call" }>, summary: Mutable): void {
    const operation = this.facts.operationOf(node);
    if (!operation) {
      // Never reached, or made after the analysis.
      if (this.facts.typeOf(node).kind !== "never") summary.unknown ??= "a call that is not analysed";
      return;
    }
    this.targets(operation, node, summary);
  }

  private targets(operation: Operation, node: Node, summary: Mutable): void {
    if (operation.unresolved !== undefined || operation.targets.length === 0) {
      summary.unknown ??= `a call of an unknown function (${operation.unresolved ?? "no target"})`;
    }
    for (const target of operation.targets) this.target(target, operation, node, summary);
  }

  private target(target: Target, operation: Operation, node: Node, summary: Mutable): void {
    if (target.kind === "operator") return;
    if (target.kind === "user") {
      const definition = this.facts.definitionOf(target.definition);
      if (definition.kind === "ClassDef") return this.construct(definition, summary);
      return merge(summary, this.bodyOf(definition));
    }
    const { entry, facts } = target;
    const values = [operation.receiver, ...operation.positional, ...operation.keyword.map(([, type]) => type)];
    for (const value of values) if (value) this.reads(value, summary);
    if (!facts?.effects) {
      if (entry.kind === "property" || entry.kind === "constant") return;
      summary.unknown ??= `the catalogue does not say what ${entry.name} does`;
      return;
    }
    for (const exception of facts.raises ?? ["any"]) summary.raises.add(exception);
    for (const effect of facts.effects) this.effect(effect, target, operation, node, summary);
  }

  private effect(effect: string, target: Extract<Target, { kind: "library" }>, operation: Operation, node: Node, summary: Mutable): void {
    const [, form = effect, parameter = ""] = /^([a-z-]+)(?:\((.*)\))?$/.exec(effect) ?? [];
    const argument = this.argument(parameter, target, operation, node);
    switch (form) {
      case "mutates":
        if (effect === "mutates(self)" && this.leavesAlone(target, operation, node)) return;
        for (const type of argument) this.writes(type, summary);
        return;
      case "consumes":
        for (const type of argument) this.writes(type, summary);
        return;
      case "keeps":
        return;
      case "calls":
        for (const type of argument) this.callback(type, summary);
        return;
      case "dunder":
        if (operation.positional.some((type) => !isPlainInside(type)))
          summary.unknown ??= `${target.entry.name} can run code of its arguments' classes`;
        return;
      default:
        summary.outside.add(effect);
    }
  }

  /** A method that only changes its object with `inplace=True`, called without. */
  private leavesAlone(target: Extract<Target, { kind: "library" }>, operation: Operation, node: Node): boolean {
    if (!target.entry.parameters?.some(({ name }) => name === "inplace")) return false;
    return this.argument("inplace", target, operation, node).every((type) => type.kind === "scalar" && type.value === false);
  }

  /** Types of what is passed for a parameter; all arguments when that cannot be told. */
  private argument(parameter: string, { entry }: Extract<Target, { kind: "library" }>, operation: Operation, node: Node): readonly Type[] {
    if (parameter === "self") return operation.receiver ? [operation.receiver] : operation.positional.slice(0, 1);
    const keyword = operation.keyword.find(([name]) => name === parameter);
    if (keyword) return [keyword[1]];
    const spreads =
      node.kind === "Call" && (node.args.some(({ kind }) => kind === "Starred") || node.keywords.some(({ arg }) => arg === null));
    const position =
      entry.parameters?.filter(({ kind }) => kind === "positional" || kind === "any").findIndex(({ name }) => name === parameter) ?? -1;
    const isNamed = entry.parameters?.some(({ name, kind }) => name === parameter && kind === "keyword") ?? false;
    if (isNamed && !spreads) return [];
    if (position >= 0 && !spreads && (operation.receiver !== undefined || entry.kind !== "method")) {
      const type = operation.positional[position];
      return type ? [type] : [];
    }
    return [...operation.positional, ...operation.keyword.map(([, type]) => type)];
  }

  private callback(type: Type, summary: Mutable): void {
    for (const member of membersOf(type)) {
      if (member.kind === "user-function") merge(summary, this.bodyOf(this.facts.definitionOf(member.definition) as FunctionNode));
      else if (member.kind === "none" || member.kind === "scalar") continue;
      else summary.unknown ??= "a function that is not known is called back";
    }
  }

  private construct(node: ClassDef, summary: Mutable): void {
    const initialize = node.body.find((statement) => statement.kind === "FunctionDef" && statement.name === "__init__");
    if (initialize?.kind === "FunctionDef" && node.bases.length === 0 && node.keywords.length === 0)
      merge(summary, this.bodyOf(initialize));
    else if (node.bases.length > 0 || node.keywords.length > 0 || node.decorator_list.length > 0)
      summary.unknown ??= `class ${node.name} makes its instances`;
  }

  /** What a call of a function does. Its own variables are not seen outside. */
  private bodyOf(node: FunctionNode): EffectSummary {
    const known = this.bodies.get(node);
    if (known) return known;
    if (this.running.has(node)) return { ...empty(), unknown: "a function that calls itself" };
    this.running.add(node);
    const summary = empty();
    for (const statement of node.kind === "Lambda" ? [node.body] : node.body) merge(summary, this.of(statement));
    this.running.delete(node);
    const scope = this.scopes.scopeOf(node);
    const isOwn = (binding: Binding): boolean => {
      for (let at: typeof scope | undefined = binding.scope; at; at = at.parent) if (at === scope) return true;
      return false;
    };
    for (const set of [summary.readVariables, summary.boundVariables])
      for (const binding of [...set]) if (isOwn(binding)) set.delete(binding);
    this.bodies.set(node, summary);
    return summary;
  }

  // ---------------------------------------------------------------- objects

  private reads(type: Type, summary: Mutable): void {
    for (const site of memorySites(type)) summary.reads.add(site);
  }

  /** `frame.loc[…] = …` changes the frame, and an extension array may lie in one. */
  private writesThrough({ class: name, parts }: Extract<Type, { kind: "object" }>, summary: Mutable): void {
    if (name.startsWith("pandas.core.indexing.") && parts?.["of"]) this.writes(parts["of"], summary);
    else if (name.endsWith("Array") || name.endsWith("Categorical"))
      summary.unknown ??= "a change of an array that may be a view of anything";
  }

  private writes(type: Type, summary: Mutable): void {
    for (const member of membersOf(type)) {
      if (member.kind === "unknown") summary.unknown ??= `a change of a value that is not known (${member.reason})`;
      if ((member.kind === "array" || member.kind === "tensor") && member.view !== "owned" && !member.memory) {
        summary.unknown ??= "a change of an array that may be a view of anything";
      }
      if (member.kind === "object" && member.class.startsWith("pandas.")) this.writesThrough(member, summary);
    }
    for (const site of [...objectSites(type), ...memorySites(type)]) summary.writes.add(site);
  }
}

function merge(into: Mutable, other: EffectSummary): void {
  into.unknown ??= other.unknown;
  for (const name of ["outside", "reads", "writes", "readVariables", "boundVariables", "raises"] as const) {
    for (const value of other[name]) (into[name] as Set<unknown>).add(value);
  }
}

function operandsOf(node: Extract<Node, { kind: "BinOp" | "UnaryOp" | "Compare" | "AugAssign" }>): readonly Expression[] {
  switch (node.kind) {
    case "BinOp":
      return [node.left, node.right];
    case "UnaryOp":
      return [node.operand];
    case "Compare":
      return [node.left, ...node.comparators];
    case "AugAssign":
      return [node.target, node.value];
  }
}

/** Builtin scalars and None: their operators run no code of the program. */
const isPlain = (type: Type): boolean => membersOf(type).every(({ kind }) => kind === "scalar" || kind === "none");

/** No object inside of the value is of a class of the program, or of one that is not known. */
function isPlainInside(type: Type): boolean {
  const stack: Type[] = [type];
  for (let at = stack.pop(); at; at = stack.pop()) {
    if (at.kind === "unknown" || at.kind === "instance" || at.kind === "user-function" || at.kind === "user-class") return false;
    if (at.kind === "object" && classNameOf(at)?.startsWith("builtins.") !== true) return false;
    if (at.kind === "array" && (at.dtype === null || at.dtype === "object")) return false;
    if ("element" in at) stack.push(at.element);
    if (at.kind === "tuple" || at.kind === "list") stack.push(...(at.items ?? []));
    if (at.kind === "dict") stack.push(at.key, at.value);
    if (at.kind === "union") stack.push(...at.members);
  }
  return true;
}

/** Exceptions of an operator on builtin numbers and strings; anything else may raise anything. */
function exceptionsOf(
  node: Extract<Node, { kind: "BinOp" | "UnaryOp" | "Compare" | "AugAssign" }>,
  operands: readonly Type[],
): readonly string[] {
  const members = operands.flatMap((type) => [...membersOf(type)]);
  const numbers = members.every(
    (member) => member.kind === "scalar" && (member.class === "bool" || member.class === "int" || member.class === "float"),
  );
  if (node.kind === "Compare") {
    const equality = node.ops.every((op) => op === "Eq" || op === "NotEq" || op === "Is" || op === "IsNot");
    return numbers || (equality && members.every(({ kind }) => kind === "scalar" || kind === "none")) ? [] : ["any"];
  }
  if (!numbers) return ["any"];
  if (node.kind === "UnaryOp") return node.op === "Invert" ? ["any"] : [];
  switch (node.op) {
    case "Add":
    case "Sub":
    case "Mult":
      // An int that is too large for a float.
      return members.some((member) => member.kind === "scalar" && member.class === "float") ? ["OverflowError"] : [];
    case "Div":
    case "FloorDiv":
    case "Mod":
      return ["ZeroDivisionError", "OverflowError"];
    default:
      return ["any"];
  }
}

const unknownReasons: Readonly<Partial<Record<Node["kind"], string>>> = {
  With: "a context manager",
  AsyncWith: "a context manager",
  AsyncFor: "an asynchronous loop",
  Await: "an await",
  Yield: "a yield",
  YieldFrom: "a yield",
  Import: "an import",
  ImportFrom: "an import",
  ClassDef: "the definition of a class",
  Match: "a match",
  Delete: "a deletion",
};
