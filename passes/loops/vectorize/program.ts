/** What is known of the variables of a nest, and what has to be guarded to be sure: arrays by dtype and rank, numbers by class. */
import type { Aliases } from "../../../compiler/analysis/aliases.js";
import { membersOf, type Type } from "../../../compiler/analysis/types/type.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { type Expression, is, isExpression } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import { apart, array, check, exactly, type Guard, variable } from "../../guards/guard.js";
import type { Kind } from "./kinds.js";
import { dottedName, isLength, type Nest, NotVectorizable, referenceOf } from "./nest.js";

export interface ArrayInfo {
  readonly name: string;
  readonly dtype: "float64" | "int64" | "bool";
  readonly rank: number;
  /** Both are facts. */
  readonly isProved: boolean;
  readonly node: Expression;
}

const dtypes = ["float64", "int64", "bool"] as const;

/** Variables of a nest as the guards will have it. */
export class Variables {
  readonly arrays = new Map<string, ArrayInfo>();
  /** Numbers from outside of the nest that are read in it. */
  private readonly numbers = new Map<string, { kind: Kind; isProved: boolean }>();
  private readonly nameNodes = new Map<string, Expression>();

  constructor(
    private readonly nest: Nest,
    private readonly facts: TypeFacts,
    private readonly aliases: Aliases,
    /** Variables that have to be floats for a reason that has come up. */
    private readonly floats: ReadonlySet<string>,
  ) {
    this.findArrays();
  }

  private findArrays(): void {
    const ranks = new Map<string, number>();
    const indices = new Set<string>();
    const note = (name: string, rank: number, at: Expression): void => {
      const known = ranks.get(name);
      if (known !== undefined && known !== rank) throw new NotVectorizable(`${name} has subscripts for ${known} and for ${rank} axes`, at);
      ranks.set(name, rank);
    };
    walk(this.nest.root.node, (node) => {
      const name = node.kind === "Name" || node.kind === "Attribute" ? dottedName(node) : undefined;
      if (name === undefined || !isExpression(node) || this.nameNodes.has(name)) return;
      if (node.kind === "Attribute" || (node.kind === "Name" && node.ctx === "Load")) this.nameNodes.set(name, node);
    });
    const inner = new Set<Expression>();
    walk(this.nest.root.node, (node) => {
      if (node.kind !== "Subscript" || inner.has(node) || isLength(node)) return;
      const reference = referenceOf(node);
      if (!reference) return;
      for (let at: Expression = node.value; at.kind === "Subscript"; at = at.value) inner.add(at);
      note(reference.array, reference.subscript.length, node);
      for (const part of reference.subscript) {
        walk(part, (below) => {
          if (is(below, "Name")) for (const source of this.sourcesOf(below.id)) indices.add(source);
          if (is(below, "Subscript") && !isLength(below)) {
            const index = referenceOf(below);
            if (index) indices.add(index.array);
          }
        });
      }
    });
    for (const { elements, node } of this.nest.loops)
      for (const { array: name } of elements) note(name, 1, node.kind === "For" ? node.iter : node.test);
    for (const [name, rank] of ranks) this.arrays.set(name, this.infoOf(name, rank, indices.has(name)));
  }

  /** Arrays whose elements a variable of the nest holds. */
  private sourcesOf(name: string): string[] {
    const sources = this.nest.loops.flatMap(({ elements }) =>
      elements.filter((element) => element.name === name).map(({ array: from }) => from),
    );
    for (const { target, value } of this.nest.steps) {
      if (target.kind !== "scalar" || target.name !== name || value.kind !== "Subscript" || isLength(value)) continue;
      const reference = referenceOf(value);
      if (reference) sources.push(reference.array);
    }
    return sources;
  }

  private infoOf(name: string, rank: number, isIndex: boolean): ArrayInfo {
    const node = this.nameNodes.get(name);
    if (!node) throw new NotVectorizable(`${name} is only written to`, this.nest.root.node);
    const fact = this.facts.typeOf(node);
    const general = fact.kind === "unknown" ? this.facts.expectedTypeOf(node) : fact;
    // One of several kinds of value: the guard lets the arrays through.
    const expected = membersOf(general).find(({ kind }) => kind === "array") ?? general;
    if (expected.kind !== "array" && expected.kind !== "unknown") {
      throw new NotVectorizable(
        `${name} is no array of NumPy (${expected.kind})`,
        node,
        `make ${name} an array, with np.asarray, in front of the loop`,
      );
    }
    const [dtype, axes] = expected.kind === "array" ? [expected.dtype, expected.shape?.length ?? null] : [null, null];
    const guess = dtype ?? (isIndex ? "int64" : "float64");
    const known = dtypes.find((each) => each === guess);
    if (!known)
      throw new NotVectorizable(`the loop is only understood for arrays of float64, int64 and bool, and ${name} holds ${guess}`, node);
    if (axes !== null && axes !== rank) throw new NotVectorizable(`an element of ${name} is an array itself`, node);
    return { name, dtype: known, rank, node, isProved: fact.kind === "array" && fact.dtype === known && fact.shape?.length === rank };
  }

  /** Kind of a number that the nest only reads. */
  numberOf(expression: Expression): Kind {
    const name = dottedName(expression) as string;
    const known = this.numbers.get(name);
    if (known) return known.kind;
    const kind = kindOfType(this.facts.typeOf(expression));
    const entry = kind
      ? { kind, isProved: true }
      : { kind: this.floats.has(name) ? ("float" as const) : ("real" as const), isProved: false };
    this.numbers.set(name, entry);
    return entry.kind;
  }

  /** Kind of an expression without variables of the nest, by the types that are known. */
  constantKind(expression: Expression): Kind | undefined {
    return kindOfType(this.facts.typeOf(expression));
  }

  /** Whether a variable is certainly a plain `int`. */
  isInt(variable: Expression): boolean {
    return (variable.kind === "Name" && this.counts.has(variable.id)) || kindOfType(this.facts.typeOf(variable)) === "int";
  }

  /** New variables that hold plain `int`s. */
  readonly counts = new Set<string>();

  /** Whether an expression without variables of the nest is certainly a plain `int`, whatever its variables hold. */
  isCount(expression: Expression): boolean {
    switch (expression.kind) {
      case "Constant":
        return typeof expression.value === "bigint";
      case "Call":
        return isLength(expression);
      case "BinOp":
        return ["Add", "Sub", "Mult"].includes(expression.op) && this.isCount(expression.left) && this.isCount(expression.right);
      default:
        return this.isInt(expression);
    }
  }

  /** Attributes of variables that the nest reads, by variable: those of modules are what they are. */
  attributes(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, Set<string>>();
    walk(this.nest.root.node, (node) => {
      if (node.kind !== "Attribute" || node.value.kind !== "Name") return;
      const { id } = node.value;
      const isArray = this.arrays.has(id) || (node.attr === "shape" && !this.nest.bound.has(id));
      if (isArray || this.appended.has(id) || this.facts.typeOf(node.value).kind === "module") return;
      found.set(id, (found.get(id) ?? new Set()).add(node.attr));
    });
    return new Map([...found].map(([name, attributes]) => [name, [...attributes].sort()]));
  }

  /** Lists that the nest appends to. */
  get appended(): ReadonlySet<string> {
    return new Set(this.nest.steps.flatMap(({ target }) => (target.kind === "append" ? [target.name] : [])));
  }

  arrayGuards(): Guard[] {
    return [...this.arrays.values()].flatMap(({ name, dtype, rank, isProved }) => (isProved ? [] : [array(name, { dtype, rank })]));
  }

  /** What has to hold for the variables, beyond what is proved; `integers` are those that subscripts and bounds are made of. */
  guards(integers: readonly string[], written: readonly string[]): Guard[] {
    const guards: Guard[] = [];
    const isInteger = new Set(integers);
    for (const [name, { kind, isProved }] of this.numbers) {
      if (isProved || isInteger.has(name)) continue;
      guards.push(kind === "float" ? exactly(name, "float") : { kind: "call", function: "real", args: [variable(name)] });
    }
    for (const name of written) {
      guards.push(check("writable", [name]));
      const others = [...this.arrays.values()].filter((other) => other.name !== name && !this.areApart(name, other.name));
      // Two written arrays are compared once.
      const left = others.filter((other) => !written.includes(other.name) || other.name > name);
      if (left.length > 0) guards.push(apart(name, ...left.map((other) => other.name)));
    }
    return guards;
  }

  private areApart(a: string, b: string): boolean {
    const [first, second] = [this.arrays.get(a), this.arrays.get(b)].map((info) => info && this.facts.typeOf(info.node)) as [Type, Type];
    return first.kind === "array" && second.kind === "array" && !this.aliases.mayShareMemory(first, second);
  }
}

function kindOfType(type: Type): Kind | undefined {
  if (type.kind === "scalar") return type.class === "float" || type.class === "int" ? type.class : undefined;
  if (type.kind === "numpy-scalar") return type.dtype === "float64" ? "float64" : undefined;
  return undefined;
}
