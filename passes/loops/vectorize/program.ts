/** What is known of the variables of a nest, and what has to be guarded to be sure: arrays by dtype and rank, numbers by class. */
import type { Aliases } from "../../../compiler/analysis/aliases.js";
import { membersOf, type Type } from "../../../compiler/analysis/types/type.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { synthetic } from "../../../compiler/ir/location.js";
import { build, type Expression, is, isExpression } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import { apart, array, check, condition, exactly, type Guard } from "../../guards/guard.js";
import { type Element, elements, type Kind, type Sized } from "./kinds.js";
import { dottedName, isLength, type Nest, NotVectorizable, nameOf, referenceOf } from "./nest.js";

export interface ArrayInfo {
  readonly name: string;
  readonly dtype: Element;
  readonly rank: number;
  /** Both are facts. */
  readonly isProved: boolean;
  /** Nothing is known of the dtype: it is what is assumed of all such arrays. */
  readonly isOpen: boolean;
  /** Its elements are subscripts, and nothing else: any whole numbers do. */
  readonly isIndex: boolean;
  readonly node: Expression;
}

/** What is taken to be true of a nest, and guarded. */
export interface Assumption {
  /** Dtype of all arrays of which nothing is known. */
  readonly dtype: Element;
  /** Elements that are whole numbers stay below two to this. */
  readonly bits: number;
}

const wholeDtypes = "int64|int32|int16|int8|uint8|uint16|uint32";

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
    readonly assumption: Assumption,
    /** Variables that are whole numbers of Python, since loops count with them. */
    readonly bounds: ReadonlySet<string> = new Set(),
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
    const tests = this.conditions();
    for (const [name, rank] of ranks) this.arrays.set(name, this.infoOf(name, rank, indices.has(name), tests.has(name)));
  }

  /** Arrays whose elements are conditions themselves, `if x[i]:`. */
  private conditions(): Set<string> {
    const found = new Set<string>();
    const note = (test: Expression): void => {
      if (test.kind === "BoolOp") for (const value of test.values) note(value);
      else if (test.kind === "UnaryOp" && test.op === "Not") note(test.operand);
      else if (test.kind === "Name") for (const source of this.sourcesOf(test.id)) found.add(source);
      else if (test.kind === "Subscript" && !isLength(test)) {
        const reference = referenceOf(test);
        if (reference) found.add(reference.array);
      }
    };
    walk(this.nest.root.node, (node) => {
      if (node.kind === "If" || node.kind === "IfExp") note(node.test);
      else if (node.kind === "BoolOp") note(node as Expression);
      else if (node.kind === "UnaryOp" && node.op === "Not") note(node.operand);
    });
    return found;
  }

  /** Whether the elements of an array are nothing but subscripts. */
  private isOnlyIndex(name: string): boolean {
    let [uses, subscripts] = [0, 0];
    const isElement = (node: Expression): boolean =>
      (node.kind === "Subscript" && !isLength(node) && referenceOf(node)?.array === name) ||
      (node.kind === "Name" && node.ctx === "Load" && this.sourcesOf(node.id).includes(name));
    walk(this.nest.root.node, (node) => {
      if (isExpression(node) && isElement(node)) uses++;
      if (node.kind !== "Subscript" || isLength(node)) return;
      for (const part of node.slice.kind === "Tuple" ? node.slice.elts : [node.slice]) if (isElement(part)) subscripts++;
    });
    // `k = p[i]` counts once itself.
    const named = this.nest.steps.filter(
      ({ target, value }) => target.kind === "scalar" && value.kind === "Subscript" && referenceOf(value)?.array === name,
    );
    const heads = this.nest.loops.filter(({ elements }) => elements.some(({ array: from }) => from === name)).length;
    return uses - named.length + heads === subscripts;
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

  private infoOf(name: string, rank: number, isSubscript: boolean, isTest: boolean): ArrayInfo {
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
    const isIndex = isSubscript && this.isOnlyIndex(name);
    const guess = dtype ?? (isSubscript ? "int64" : isTest ? "bool" : this.assumption.dtype);
    const known = elements.find((each) => each === guess) ?? (isIndex && wholeDtypes.split("|").includes(guess) ? "int64" : undefined);
    if (!known) throw new NotVectorizable(`the loop is not understood for arrays of ${guess}, which ${name} is`, node);
    if (axes !== null && axes !== rank) throw new NotVectorizable(`an element of ${name} is an array itself`, node);
    const isProved = fact.kind === "array" && fact.dtype === guess && fact.shape?.length === rank;
    return { name, dtype: known, rank, node, isProved, isIndex, isOpen: dtype === null && !isSubscript && !isTest };
  }

  /** Arrays of which only the class is known. */
  get open(): readonly string[] {
    return [...this.arrays.values()].filter(({ isOpen }) => isOpen).map(({ name }) => name);
  }

  /** The dtype of most that happens: that of the arrays of which nothing is known, or that of all others. */
  get main(): Element {
    if (this.open.length > 0) return this.assumption.dtype;
    const [first, ...others] = new Set([...this.arrays.values()].filter(({ isIndex }) => !isIndex).map(({ dtype }) => dtype));
    return first !== undefined && others.length === 0 ? first : "float64";
  }

  /** An array whose elements are of the main dtype. */
  get example(): string | undefined {
    return this.open[0] ?? [...this.arrays.values()].find(({ dtype, isIndex }) => !isIndex && dtype === this.main)?.name;
  }

  /** Kind of a number that the nest only reads. */
  numberOf(expression: Expression): Sized {
    const name = dottedName(expression) as string;
    const known = this.numbers.get(name);
    const kind = known?.kind ?? kindOfType(this.facts.typeOf(expression));
    const entry = known ?? (kind ? { kind, isProved: true } : { kind: this.numberKind(name), isProved: false });
    this.numbers.set(name, entry);
    if (entry.kind === "int64?") return { kind: entry.kind, bits: this.assumption.bits };
    return entry.kind === "uint8?" ? { kind: entry.kind, bits: 8 } : { kind: entry.kind };
  }

  /** What a number of which nothing is known has to be: it must leave the elements next to it what they are. */
  private numberKind(name: string): Kind {
    if (this.floats.has(name)) return "float";
    switch (this.main) {
      case "int64":
        return "int64?";
      case "uint8":
        return "uint8?";
      default:
        return "real";
    }
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

  /**
   * Guards of arrays.
   * @param admitted dtypes that the arrays may be of of which nothing is known, which then is the same for all of them
   */
  arrayGuards(admitted: string): Guard[] {
    const guards = [...this.arrays.values()].flatMap(({ name, dtype, rank, isProved, isOpen, isIndex }) =>
      isProved ? [] : [array(name, { dtype: isOpen ? admitted : isIndex ? wholeDtypes : dtype, rank })],
    );
    const [first, ...others] = admitted.includes("|") ? this.open : [];
    return first === undefined ? guards : [...guards, ...others.map((other) => sameDtype(first, other))];
  }

  /** What has to hold for the variables, beyond what is proved; `integers` are those that subscripts and bounds are made of. */
  guards(integers: readonly string[], written: readonly string[], isNumber: (name: string) => Guard): Guard[] {
    const guards: Guard[] = [];
    const isInteger = new Set(integers);
    for (const [name, { kind, isProved }] of this.numbers) {
      if (isProved || isInteger.has(name)) continue;
      guards.push(kind === "float" ? exactly(name, "float") : isNumber(name));
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

  /** Arrays of whole numbers that may be computed with. */
  wholes(areOpen: boolean): string[] {
    return [...this.arrays.values()]
      .filter(({ dtype, isOpen, isIndex }) => !isIndex && (isOpen ? areOpen : dtype === "int64"))
      .map(({ name }) => name);
  }

  /** Numbers that have to leave elements what they are. */
  get likeElements(): readonly string[] {
    return [...this.numbers].filter(([, { kind, isProved }]) => !isProved && kind !== "float").map(([name]) => name);
  }

  private areApart(a: string, b: string): boolean {
    const [first, second] = [this.arrays.get(a), this.arrays.get(b)].map((info) => info && this.facts.typeOf(info.node)) as [Type, Type];
    return first.kind === "array" && second.kind === "array" && !this.aliases.mayShareMemory(first, second);
  }
}

/** `y.dtype is x.dtype` */
function sameDtype(first: string, other: string): Guard {
  const loc = synthetic("vectorization");
  const dtypeOf = (name: string): Expression => build.Attribute({ value: nameOf(name, loc), attr: "dtype", ctx: "Load" }, loc);
  const test = build.Compare({ left: dtypeOf(other), ops: ["Is"], comparators: [dtypeOf(first)] }, loc);
  return condition(test, `${other}.dtype is ${first}.dtype`);
}

function kindOfType(type: Type): Kind | undefined {
  if (type.kind === "scalar") return type.class === "float" || type.class === "int" ? type.class : undefined;
  if (type.kind === "numpy-scalar") return type.dtype === "float64" || type.dtype === "float32" ? type.dtype : undefined;
  return undefined;
}
