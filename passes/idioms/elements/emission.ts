/** Puts a loop that runs on lists in front of the one that runs on arrays. */
import { aliases as aliasAnalysis, types as typesAnalysis } from "../../../compiler/analysis/standard.js";
import { membersOf } from "../../../compiler/analysis/types/type.js";
import { build, type Expression, type Statement } from "../../../compiler/ir/nodes.js";
import { copyNode, walk } from "../../../compiler/ir/visit.js";
import { apart, array, check, condition, constant, type Guard, GuardSet, variable } from "../../guards/guard.js";
import { importRuntime } from "../../guards/runtime-import.js";
import { shortText } from "../../guards/short-text.js";
import { dottedName } from "../../loops/vectorize/nest.js";
import type { Loop } from "../../loops/vectorize/sites.js";
import { Builder } from "../../loops/vectorize/tree.js";
import type { PassContext } from "../../manager/pass.js";
import type { ArrayUse, NumberUse, Outcome, Plan } from "./outcome.js";
import type { Surroundings } from "./places.js";
import { Rewriter } from "./rewrite.js";
import { floats, holds, isOnly, kinds, NotOnLists, ofNumPy, ofPython, type Scalar, sameOnLists } from "./values.js";
import { type Term, workOf } from "./work.js";

/** The loop on lists, with the questions in front of it and the stores behind it. */
export class Emission {
  private readonly outcome: Outcome;
  private readonly b: Builder;
  private readonly terms: readonly Term[];
  private readonly ends: readonly End[];
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
  ) {
    this.outcome = plan.outcome;
    this.b = new Builder(context.editor.synthetic());
    if (this.arrays().length === 0) throw new NotOnLists("the loop reads and writes no elements of arrays", loop);
    this.terms = workOf(loop, plan.outcome.saved, this.b).filter(({ nanoseconds }) => nanoseconds > 0);
    if (!this.terms.some(({ trips }) => trips.length > 0))
      throw new NotOnLists("it is not known that the loop runs so often that making lists pays", loop);
    this.ends = this.allEnds();
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
    const { outcome, plan } = this;
    const guards = new GuardSet();
    const names = [...outcome.arrays.keys(), ...outcome.numbers.keys()];
    const attributes = new Map<string, string[]>();
    for (const name of names) {
      const [owner, attribute] = name.split(".") as [string, string | undefined];
      if (attribute !== undefined) attributes.set(owner, [...(attributes.get(owner) ?? []), attribute]);
    }
    for (const [owner, each] of attributes) guards.add(check("plain", [owner], ...each));
    const sequences: ArrayUse[] = [];
    const open = [...outcome.arrays.values()].filter(({ isOpen }) => isOpen && plan.other !== undefined);
    const [first] = open;
    const addNumber = (name: string): void => {
      const wanted = outcome.numbers.get(name)?.wanted;
      if (wanted === "int") {
        const isInt = this.b.compare(this.b.call(this.b.name("type"), this.b.name(name)), "Is", this.b.name("int"));
        guards.add(condition(isInt, `type(${name}) is int`));
      } else if (wanted === "real") guards.add({ kind: "call", function: "real", args: [variable(name)] });
    };
    const addArray = (name: string): void => {
      const use = outcome.arrays.get(name);
      if (!use) return;
      if (use.holder === "text") {
        const isText = this.b.compare(this.b.call(this.b.name("type"), this.b.name(name)), "Is", this.b.name("str"));
        return void guards.add(condition(isText, `type(${name}) is str`));
      }
      if (use.holder === "sequence") {
        sequences.push(use);
        return;
      }
      const dtype = use.dtype === "narrow" ? narrow : open.includes(use) ? `${plan.other}|${use.dtype}` : use.dtype;
      guards.add(array(name, { dtype, rank: use.rank }));
    };
    guards.add(...this.enough(addNumber, addArray));
    for (const { name } of outcome.numbers.values()) addNumber(name);
    for (const { name } of outcome.arrays.values()) addArray(name);
    for (const { name } of open) {
      if (!first || name === first.name) continue;
      const dtypeOf = (of: string): Expression => this.b.attribute(this.b.name(of), "dtype");
      guards.add(condition(this.b.compare(dtypeOf(name), "Is", dtypeOf(first.name)), `${name}.dtype is ${first.name}.dtype`));
    }
    guards.add(this.worth());
    for (const { name, dtype, rank } of new Set(sequences)) {
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

  /** So few iterations that nothing else needs to be asked: what they are counted by is asked first. */
  private enough(addNumber: (name: string) => void, addArray: (name: string) => void): Guard[] {
    for (const { trips } of this.terms) {
      for (const each of trips) {
        walk(each, (node) => {
          const name = node.kind === "Name" || node.kind === "Attribute" ? dottedName(node) : undefined;
          if (name !== undefined) (this.outcome.arrays.has(name) ? addArray : addNumber)(name);
        });
      }
    }
    // As `noodle_rt.worth` has it for arrays without elements.
    const least = BigInt(Math.ceil(1.2 * (4000 + 300 * this.arrays().length + 400 * this.written().length)));
    const saved = numberOf(this.saved());
    if (saved !== undefined && saved < least) throw new NotOnLists("the loop runs so seldom that making lists does not pay", this.loop);
    if (saved !== undefined) return [];
    return [condition(this.b.compare(this.saved(), "GtE", this.b.number(least)), `${shortText(this.saved())} >= ${least}`)];
  }

  private mayOverlap(a: ArrayUse, b: ArrayUse): boolean {
    const facts = this.context.get(typesAnalysis);
    const [first, second] = [facts.typeOf(a.node), facts.typeOf(b.node)];
    // Code that never runs has no values, and so no types; but what stands in it is stored back, too.
    if (membersOf(first).length === 0 || membersOf(second).length === 0) return true;
    return this.context.get(aliasAnalysis).mayShareMemory(first, second);
  }

  /** Nanoseconds that are saved. */
  private saved(): Expression {
    const { b } = this;
    const products = new Map<string, { nanoseconds: number; trips: readonly Expression[] }>();
    for (const { nanoseconds, trips } of this.terms) {
      const key = JSON.stringify(trips, (field, value: unknown) =>
        field === "loc" ? undefined : typeof value === "bigint" ? `${value}n` : value,
      );
      const known = products.get(key);
      if (known) known.nanoseconds += nanoseconds;
      else products.set(key, { nanoseconds, trips });
    }
    return [...products.values()]
      .map(({ nanoseconds, trips }) =>
        trips.reduce<Expression>(
          (product, each) =>
            b.binary(
              product,
              "Mult",
              trips.length > 1 && !(each.kind === "Call" || each.kind === "Constant") ? positive(each, b) : copyNode(each),
            ),
          b.number(BigInt(Math.round(nanoseconds))),
        ),
      )
      .reduce((sum, product) => b.binary(sum, "Add", product));
  }

  private worth(): Guard {
    const { b } = this;
    const group = (isWritten: boolean): Expression[] =>
      this.arrays()
        .filter((use) => use.isWritten === isWritten)
        .map(({ name }) => b.name(name));
    const args = [{ expression: this.saved() }, { expression: b.tuple(group(true)) }];
    if (group(false).length > 0) args.push({ expression: b.tuple(group(false)) });
    return { kind: "call", function: "worth", args };
  }
}

/** The value of sums and products of constants. */
function numberOf(node: Expression): bigint | undefined {
  if (node.kind === "Constant") return typeof node.value === "bigint" ? node.value : undefined;
  if (node.kind !== "BinOp") return undefined;
  const [left, right] = [numberOf(node.left), numberOf(node.right)];
  if (left === undefined || right === undefined) return undefined;
  return node.op === "Add" ? left + right : node.op === "Sub" ? left - right : node.op === "Mult" ? left * right : undefined;
}

/** Loops that do not run count as none. */
const positive = (count: Expression, b: Builder): Expression => b.call(b.name("max"), copyNode(count), b.number(0n));

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
