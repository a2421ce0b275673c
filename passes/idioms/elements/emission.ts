/** Puts a loop that runs on lists in front of the one that runs on arrays. */
import { aliases as aliasAnalysis, types as typesAnalysis } from "../../../compiler/analysis/standard.js";
import { membersOf } from "../../../compiler/analysis/types/type.js";
import { build, type Expression, type Statement } from "../../../compiler/ir/nodes.js";
import { apart, array, check, condition, constant, type Guard, GuardSet, variable } from "../../guards/guard.js";
import { importRuntime } from "../../guards/runtime-import.js";
import type { Loop } from "../../loops/vectorize/sites.js";
import { Builder } from "../../loops/vectorize/tree.js";
import type { PassContext } from "../../manager/pass.js";
import { type Bounds, type Counted, type Frequency, frequencyOf } from "./frequency.js";
import type { ArrayUse, NumberUse, Outcome, Plan } from "./outcome.js";
import type { Surroundings } from "./places.js";
import { Rewriter } from "./rewrite.js";
import { floats, holds, isOnly, kinds, NotOnLists, ofNumPy, ofPython, type Scalar, sameOnLists } from "./values.js";
import { workOf } from "./work.js";

/** The loop on lists, with the questions in front of it and the stores behind it. */
export class Emission {
  private readonly outcome: Outcome;
  private readonly b: Builder;
  private readonly ends: readonly End[];
  private readonly frequency: Frequency;
  private readonly guards: GuardSet;
  private readonly lists = new Map<string, string>();
  private readonly variables = new Map<string, string>();
  private readonly before: Statement[] = [];
  private readonly commit: Statement[] = [];
  private readonly temporaries: string[] = [];

  constructor(
    private readonly loop: Loop,
    private readonly plan: Plan,
    private readonly surroundings: Surroundings,
    private readonly context: PassContext,
    /** What the loop and the condition in front of it count by. */
    private readonly bounds: Bounds,
    /** Name of NumPy, if it has one here. */
    private readonly numpy: string | undefined,
  ) {
    this.outcome = plan.outcome;
    this.b = new Builder(context.editor.synthetic());
    if (this.arrays().length === 0) throw new NotOnLists("the loop reads and writes no elements of arrays", loop);
    this.ends = this.allEnds();
    this.frequency = this.howOften();
    this.guards = this.allGuards();
  }

  /** What is asked before the loop runs on lists. */
  get questions(): readonly string[] {
    return this.guards.texts;
  }

  emit(): void {
    const { context, b, loop, outcome, ends, guards } = this;
    const { editor } = context;
    const runtime = importRuntime(context);
    const call = (name: string, ...args: Expression[]): Expression => b.call(b.attribute(b.name(runtime), name), ...args);
    for (const { name } of this.arrays()) {
      const list = editor.freshName(name.replace(".", "_"));
      this.lists.set(name, list);
      this.temporaries.push(list);
      this.before.push(b.assign(list, b.call(b.attribute(b.name(name), "tolist"))));
    }
    for (const name of outcome.end.keys()) this.variables.set(name, editor.freshName(name));
    const firsts = new Map<string, string>();
    for (const number of outcome.numbers.values()) this.copyNumber(number, ends, firsts, call);
    for (const { name, isOptional } of ends) if (isOptional) this.before.push(b.assign(this.variables.get(name) as string, b.none()));
    const done = editor.freshName("done");
    let root: string | undefined;
    const squareRoot = (): Expression => {
      if (root === undefined) {
        root = editor.freshName("sqrt");
        this.before.push(b.assign(root, b.attribute(b.name(runtime), "sqrt")));
        this.temporaries.push(root);
      }
      return b.name(root);
    };
    const unfit = (): Expression => b.attribute(b.name(runtime), "Unfit");
    const limit = 2n ** BigInt(this.plan.assumption.bits - 1);
    const rewritten = new Rewriter(outcome, { lists: this.lists, variables: this.variables, unfit, squareRoot }, limit, b).loop(loop);
    const after: Statement[] = [build.Expr({ value: b.call(b.attribute(b.name(done), "settle")) }, b.loc)];
    for (const { name } of this.written()) {
      const list = this.lists.get(name) as string;
      after.push(b.assign(list, call("restored", b.name(list), b.name(name))));
      this.commit.push(b.store(b.subscript(b.name(name), [b.slice(null, null)]), b.name(list)));
    }
    for (const end of ends) this.commit.push(this.commitVariable(end, firsts.get(end.name), call));
    const targets = this.temporaries.map((id) => build.Name({ id, ctx: "Del" }, b.loc));
    this.commit.push(build.Delete({ targets }, b.loc));
    const trial = build.With(
      {
        items: [build.withitem({ context_expr: call("trial"), optional_vars: build.Name({ id: done, ctx: "Store" }, b.loc) }, b.loc)],
        body: [...this.before, rewritten, ...after],
      },
      b.loc,
    );
    if (this.frequency.readsBounds) this.bounds.compute();
    editor.insertBefore(loop, [
      build.If({ test: guards.test(runtime, "array-elements"), body: [trial], orelse: [b.assign(done, b.constant(false))] }, b.loc),
    ]);
    editor.replaceStatement(loop, [build.If({ test: b.name(done), body: this.commit, orelse: [loop] }, editor.preserve(loop))]);
  }

  /** Arrays that become lists. */
  private arrays(): readonly ArrayUse[] {
    return arraysOf(this.outcome);
  }

  private written(): readonly ArrayUse[] {
    return this.arrays().filter(({ isWritten }) => isWritten);
  }

  // --- variables ------------------------------------------------------------------------------------------------------

  /** Variables that somebody reads after the loop, and how they get their values. */
  private allEnds(): readonly End[] {
    return [...this.outcome.end].flatMap(([name, value]): End[] => {
      if (!this.surroundings.isLive(name)) return [];
      if (value.kind === "row") throw new NotOnLists(`${name} holds a row of an array when the loop has ended`, this.loop);
      return this.endOf(name, value);
    });
  }

  private endOf(name: string, { classes }: Scalar): End[] {
    const made = classes & ~(kinds.start | kinds.unset);
    if (made === 0) return [];
    const unclear = new NotOnLists(
      `it is not known whether ${name} is a number of Python or of NumPy when the loop has ended`,
      this.loop,
      `let ${name} be one of them from the beginning`,
    );
    const isBoxed = holds(made, ofNumPy);
    if ((isBoxed && holds(made, sameOnLists)) || holds(made, kinds.narrow)) throw unclear;
    const isOptional = holds(classes, kinds.unset);
    if (!holds(classes, kinds.start)) return [{ name, isBoxed, isOptional, keepsFirst: false }];
    const first = this.outcome.numbers.get(name) as NumberUse;
    const isPlain = first.wanted === "proved" && isOnly(first.classes, ofPython);
    if (isPlain && !isBoxed) return [{ name, isBoxed, isOptional, keepsFirst: false }];
    // Only floats are objects of their own.
    if (!isOnly(made, floats)) throw unclear;
    return [{ name, isBoxed, isOptional, keepsFirst: true }];
  }

  private copyNumber(
    { name, node, wanted, classes }: NumberUse,
    ends: readonly End[],
    firsts: Map<string, string>,
    call: (name: string, ...args: Expression[]) => Expression,
  ): void {
    const { b, context } = this;
    const isPython = (wanted === "proved" && isOnly(classes, sameOnLists)) || wanted === "int";
    const own = this.variables.get(name);
    if (own === undefined && isPython && node.kind === "Name") return;
    const copy = own ?? context.editor.freshName(name.replace(".", "_"));
    if (own === undefined) {
      this.variables.set(name, copy);
      this.temporaries.push(copy);
    }
    this.before.push(b.assign(copy, isPython ? b.name(name) : call("unboxed", b.name(name))));
    if (!ends.some((end) => end.name === name && end.keepsFirst)) return;
    const first = context.editor.freshName(`first_${name}`);
    firsts.set(name, first);
    this.temporaries.push(first);
    this.before.push(b.assign(first, b.name(copy)));
  }

  private commitVariable(
    { name, isBoxed, isOptional }: End,
    first: string | undefined,
    call: (name: string, ...args: Expression[]) => Expression,
  ): Statement {
    const { b } = this;
    const own = this.variables.get(name) as string;
    const assign = b.assign(name, isBoxed ? call("boxed", b.name(own)) : b.name(own));
    const other = first !== undefined ? b.name(first) : isOptional ? b.none() : undefined;
    return other ? build.If({ test: b.compare(b.name(own), "IsNot", other), body: [assign], orelse: [] }, b.loc) : assign;
  }

  // --- guards ---------------------------------------------------------------------------------------------------------

  private allGuards(): GuardSet {
    const { outcome, plan, b } = this;
    const guards = new GuardSet().add(...this.frequency.guards);
    for (const name of [...outcome.arrays.keys(), ...outcome.numbers.keys()]) guards.add(...this.plainness(name));
    for (const { name } of outcome.arrays.values()) guards.add(...this.arrayGuards(name));
    const [first, ...others] = this.open();
    const dtypeOf = (of: string): Expression => b.attribute(b.name(of), "dtype");
    for (const { name } of others) {
      const { name: example } = first as ArrayUse;
      guards.add(condition(b.compare(dtypeOf(name), "Is", dtypeOf(example)), `${name}.dtype is ${example}.dtype`));
    }
    for (const { name } of outcome.numbers.values()) guards.add(...this.numberGuards(name));
    guards.add(this.worth(this.frequency.saved));
    for (const { name, dtype, rank, holder } of outcome.arrays.values()) {
      if (holder !== "sequence") continue;
      const bits = dtype === "int" ? [constant(BigInt(plan.assumption.elementBits))] : [];
      guards.add({ kind: "call", function: "listed", args: [variable(name), constant(dtype), constant(BigInt(rank)), ...bits] });
    }
    for (const use of this.written()) {
      const others = this.arrays()
        .filter((other) => other !== use && this.mayOverlap(use, other))
        .map(({ name }) => name);
      if (others.length > 0) guards.add(apart(use.name, ...others));
      guards.add(check("writable", [use.name]));
    }
    const small = new Map<number, string[]>();
    const look = (bits: number, name: string): void => void small.set(bits, [...(small.get(bits) ?? []), name]);
    for (const { name, dtype, isWritten } of outcome.arrays.values())
      if (dtype === "int64") look(isWritten ? plan.assumption.bits - 1 : plan.assumption.elementBits, name);
    for (const { name, bits } of outcome.numbers.values()) if (bits !== undefined) look(bits, name);
    for (const [bits, each] of small)
      guards.add({ kind: "call", function: "bounded", args: [constant(BigInt(bits)), ...each.map(variable)] });
    return guards;
  }

  /** Arrays of which nothing is known may be of either of two dtypes, all of the same. */
  private open(): readonly ArrayUse[] {
    return this.arrays().filter(({ isOpen }) => isOpen && this.plan.other !== undefined);
  }

  private isOf(name: string, cls: string): Guard {
    const { b } = this;
    return condition(b.compare(b.call(b.name("type"), b.name(name)), "Is", b.name(cls)), `type(${name}) is ${cls}`);
  }

  private numberGuards(name: string): Guard[] {
    const wanted = this.outcome.numbers.get(name)?.wanted;
    if (wanted === "real") return [{ kind: "call", function: "real", args: [variable(name)] }];
    return wanted === "int" ? [this.isOf(name, "int")] : [];
  }

  private arrayGuards(name: string): Guard[] {
    const use = this.outcome.arrays.get(name);
    if (!use) return [array(name)];
    if (use.holder === "text") return [this.isOf(name, "str")];
    if (use.holder === "sequence") return [];
    const dtype = use.dtype === "narrow" ? narrow : this.open().includes(use) ? `${this.plan.other}|${use.dtype}` : use.dtype;
    return [array(name, { dtype, rank: use.rank })];
  }

  /** Reading the attributes of an object runs no code. */
  private plainness(dotted: string): Guard[] {
    const [owner, attribute] = dotted.split(".") as [string, string | undefined];
    if (attribute === undefined) return [];
    const names = [...this.outcome.arrays.keys(), ...this.outcome.numbers.keys()];
    return [check("plain", [owner], ...names.flatMap((name) => (name.startsWith(`${owner}.`) ? [name.slice(owner.length + 1)] : [])))];
  }

  /** Whether it runs so often that lists can pay. */
  private howOften(): Frequency {
    const { outcome, loop, b } = this;
    const terms = workOf(loop, outcome.saved, b).filter(({ nanoseconds }) => nanoseconds > 0);
    if (!terms.some(({ trips }) => trips.length > 0))
      throw new NotOnLists("it is not known that the loop runs so often that making lists pays", loop);
    // As `noodle_rt.worth` has it for arrays without elements.
    const least = BigInt(Math.ceil(1.2 * (4000 + 300 * this.arrays().length + 400 * this.written().length)));
    const found = frequencyOf(terms, least, this.bounds, this.counted(), b);
    if (!found) throw new NotOnLists("the loop runs so seldom that making lists does not pay", loop);
    return found;
  }

  private counted(): Counted {
    const { outcome, context } = this;
    const facts = context.get(typesAnalysis);
    return {
      kindOf: (name) => {
        const use = outcome.arrays.get(name);
        if (use?.holder !== "array") return use && (use.holder === "text" ? "str" : "list");
        const fact = facts.typeOf(use.node);
        return fact.kind === "array" && fact.shape?.length === use.rank ? "proved" : use.rank;
      },
      isInt: (name) => {
        const number = outcome.numbers.get(name);
        return number?.wanted === "proved" && isOnly(number.classes, kinds.int);
      },
      whole: (name) => [...this.plainness(name), ...(outcome.numbers.has(name) ? [] : this.arrayGuards(name))],
      numpy: this.numpy,
    };
  }

  private mayOverlap(a: ArrayUse, b: ArrayUse): boolean {
    const facts = this.context.get(typesAnalysis);
    const [first, second] = [facts.typeOf(a.node), facts.typeOf(b.node)];
    // Code that never runs has no values, and so no types; but what stands in it is stored back, too.
    if (membersOf(first).length === 0 || membersOf(second).length === 0) return true;
    return this.context.get(aliasAnalysis).mayShareMemory(first, second);
  }

  private worth(saved: Expression): Guard {
    const { b } = this;
    const group = (isWritten: boolean): Expression[] =>
      this.arrays()
        .filter((use) => use.isWritten === isWritten)
        .map(({ name }) => b.name(name));
    const args = [{ expression: saved }, { expression: b.tuple(group(true)) }];
    if (group(false).length > 0) args.push({ expression: b.tuple(group(false)) });
    return { kind: "call", function: "worth", args };
  }
}

/** What a variable holds when the loop has ended. */
interface End {
  readonly name: string;
  /** It is a number of NumPy. */
  readonly isBoxed: boolean;
  /** It may not have been set. */
  readonly isOptional: boolean;
  /** It may hold what it held at first. */
  readonly keepsFirst: boolean;
}

export const arraysOf = ({ arrays }: Outcome): readonly ArrayUse[] => [...arrays.values()].filter(({ holder }) => holder === "array");

const narrow = "uint8|int32|int16|int8|uint16|uint32";
