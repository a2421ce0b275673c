/** What a loop finds when it begins: arrays, texts and lists that it subscripts, and numbers, as their types or their uses have them. */
import { membersOf, type Type } from "../../../compiler/analysis/types/type.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import type { Expression, Node } from "../../../compiler/ir/nodes.js";
import type { ArrayUse, Assumption, ListDtype, NumberUse } from "./outcome.js";
import type { Survey } from "./survey.js";
import { anySize, type Bound, holds, kinds, NotOnLists, type Scalar, scalar, wholes } from "./values.js";

/** Something about the loop has come up that the run has to begin with. */
export class Again extends Error {}

/** What runs have found out. */
export class Memory {
  /** Variables whose first value is read. */
  readonly carried = new Set<string>();
  /** Variables of whole numbers that go on from iteration to iteration. */
  readonly growing = new Set<string>();
  /** Arrays and numbers that have to be whole because they are subscripts. */
  readonly whole = new Set<string>();
  readonly written = new Set<string>();
  readonly ranks = new Map<string, number>();

  note(set: Set<string>, name: string): void {
    if (set.has(name)) return;
    set.add(name);
    throw new Again();
  }
}

export class Outside {
  readonly arrays = new Map<string, ArrayUse>();
  readonly numbers = new Map<string, NumberUse>();

  constructor(
    private readonly survey: Survey,
    private readonly facts: TypeFacts,
    private readonly assumption: Assumption,
    private readonly memory: Memory,
  ) {}

  /** What a variable of the loop holds at first. */
  startOf(name: string): NumberUse {
    const known = this.numbers.get(name);
    if (known) return known;
    const { node, type } = this.survey.startOf(name);
    return this.number(name, node, type);
  }

  /** How large a whole number may be that a variable holds at first. */
  startBound(name: string, bits: number | undefined): Bound {
    const { type } = this.survey.startOf(name);
    if (type.kind === "scalar" && typeof type.value === "bigint") return { steps: 0, rest: Math.abs(Number(type.value)) };
    return bits === undefined ? anySize : { steps: 1, rest: 0 };
  }

  /** A number from outside, as its type or, where nothing is known, its use says. */
  number(name: string, node: Expression, type: Type): NumberUse {
    const known = this.numbers.get(name);
    if (known) return known;
    const mustBeWhole = this.memory.whole.has(name);
    const [wanted, classes] = classesOf(type, mustBeWhole);
    if (wanted === undefined) throw new NotOnLists(`${name} is not a number`, node);
    const isKnown = type.kind === "scalar" && type.value !== undefined;
    const isGrowing = this.memory.carried.has(name);
    const bits = !holds(classes, wholes) || isKnown ? undefined : isGrowing ? this.assumption.bits - 1 : this.assumption.numberBits;
    const use: NumberUse = { name, node, wanted, classes, bits };
    this.numbers.set(name, use);
    return use;
  }

  /** @param rank axes that it has where neither its type nor its subscripts say how many */
  array(name: string, node: Expression, rank?: number): ArrayUse {
    const known = this.arrays.get(name);
    if (known) return known;
    const use = this.sequence(name, node) ?? this.trueArray(name, node, rank);
    this.arrays.set(name, use);
    return use;
  }

  /** A text, or a list or tuple of numbers or texts, that the loop only reads. */
  private sequence(name: string, node: Expression): ArrayUse | undefined {
    const found = [this.facts.typeOf(node), this.facts.expectedTypeOf(node)].map(itemsOf).find((items) => items !== undefined);
    if (!found) return undefined;
    if (this.survey.bound.has(name.split(".", 1)[0] as string)) throw new NotOnLists(`${name} becomes another object in the loop`, node);
    if (this.memory.written.has(name)) throw new NotOnLists(`${name} is a list, in which the loop stores`, node);
    const { rank, dtype, holder } = found;
    return { name, node, rank, dtype, holder, isWritten: false, isOpen: false };
  }

  private trueArray(name: string, node: Expression, rank?: number): ArrayUse {
    const { memory, survey } = this;
    const owner = name.split(".", 1)[0] as string;
    if (survey.bound.has(owner)) throw new NotOnLists(`${name} becomes another object in the loop`, node);
    const types = [this.facts.typeOf(node), this.facts.expectedTypeOf(node)].map((type) => membersOf(type));
    const members = types.find((each) => each.length > 0 && each.every(({ kind }) => kind === "array"));
    if (!members && membersOf(this.facts.typeOf(node)).some(({ kind }) => kind !== "unknown" && kind !== "array"))
      throw new NotOnLists(`${name} is not an array`, node);
    const dtypes = new Set(members?.map((type) => (type.kind === "array" ? type.dtype : null)));
    const [dtype] = dtypes.size === 1 ? dtypes : [null];
    const found: ListDtype = dtype ? listDtype(dtype, name, node) : memory.whole.has(name) ? "int64" : this.assumption.dtype;
    const ranks = new Set(members?.map((type) => (type.kind === "array" ? (type.shape?.length ?? null) : null)));
    const [knownRank] = ranks.size === 1 ? ranks : [null];
    const axes = knownRank ?? survey.rankOf(name) ?? rank;
    if (axes === undefined || axes < 1) throw new NotOnLists(`it is not known how many axes ${name} has`, node);
    return {
      name,
      node,
      rank: axes,
      dtype: found,
      holder: "array",
      isWritten: memory.written.has(name),
      isOpen: !dtype && !memory.whole.has(name),
    };
  }

  /** What an element of an array can be. */
  elementOf({ dtype, isWritten }: ArrayUse): Scalar {
    switch (dtype) {
      case "float64":
        return scalar(kinds.float64);
      case "bool":
        return scalar(kinds.bool_);
      case "narrow":
        return scalar(kinds.narrow, { steps: 0, rest: 2 ** 32 });
      case "int64":
        return scalar(kinds.int64, isWritten ? { steps: 1, rest: 0 } : { steps: 0, rest: 2 ** this.assumption.elementBits });
      case "int":
        return scalar(kinds.int, { steps: 0, rest: 2 ** this.assumption.elementBits });
      case "float":
        return scalar(kinds.float);
      case "str":
        return scalar(kinds.text);
    }
  }
}

function listDtype(dtype: string, name: string, node: Node): ListDtype {
  if (dtype === "float64" || dtype === "int64" || dtype === "bool") return dtype;
  if (["uint8", "int8", "uint16", "int16", "uint32", "int32"].includes(dtype)) return "narrow";
  throw new NotOnLists(`${name} is an array of ${dtype}, whose elements are not those of a list`, node);
}

function classesOf(type: Type, mustBeWhole: boolean): [NumberUse["wanted"] | undefined, number] {
  switch (type.kind) {
    case "scalar":
      if (type.class === "float") return ["proved", kinds.float];
      if (type.class === "int") return ["proved", kinds.int];
      if (type.class === "bool") return ["proved", kinds.bool];
      if (type.class === "str") return ["proved", kinds.text];
      return [undefined, 0];
    case "numpy-scalar":
      if (type.dtype === "float64") return ["proved", kinds.float64];
      if (type.dtype === "int64") return ["proved", kinds.int64];
      return type.dtype === null ? open(mustBeWhole) : [undefined, 0];
    case "unknown":
      return open(mustBeWhole);
    case "union": {
      const parts = type.members.map((member) => classesOf(member, mustBeWhole));
      if (parts.some(([wanted]) => wanted === undefined)) return [undefined, 0];
      if (parts.every(([wanted]) => wanted === "proved")) return ["proved", parts.reduce((all, [, classes]) => all | classes, 0)];
      return open(mustBeWhole);
    }
    default:
      return [undefined, 0];
  }
}

/** Nothing is known of it: a whole number where there has to be one, else a number that counts as a float next to one. */
const open = (mustBeWhole: boolean): [NumberUse["wanted"], number] =>
  mustBeWhole ? ["int", kinds.int] : ["real", kinds.float | kinds.int | kinds.float64];

/** Items of a text, or of lists and tuples of numbers of one class or of texts, as deep as they are nested. */
function itemsOf(type: Type): { readonly rank: number; readonly dtype: ListDtype; readonly holder: ArrayUse["holder"] } | undefined {
  if (type.kind === "scalar") return type.class === "str" ? { rank: 1, dtype: "str", holder: "text" } : undefined;
  if ((type.kind !== "list" && type.kind !== "tuple") || ("class" in type && type.class !== undefined)) return undefined;
  const { element } = type;
  if (element.kind === "scalar") {
    const dtype = element.class;
    return dtype === "int" || dtype === "float" || dtype === "str" ? { rank: 1, dtype, holder: "sequence" } : undefined;
  }
  const inner = itemsOf(element);
  return inner?.holder === "sequence" ? { ...inner, rank: inner.rank + 1 } : undefined;
}
