/**
 * Array elements: a loop that stays a loop and reads or writes arrays element by element runs on lists, whose elements are numbers of
 * Python: these are several times as fast as NumPy's. What the loop has made is stored in the arrays when it has come to its end.
 *
 * Before:
 *
 * ```python
 * for i in range(1, len(x)):
 *     y[i] = 0.3 * x[i] + 0.7 * y[i - 1]
 * ```
 *
 * After:
 *
 * ```python
 * if _rt.arrays("float64", 1, x, y) and _rt.worth(136 * len(range(1, len(x))), (y,), (x,)) and _rt.apart(y, x) and …:
 *     with _rt.trial() as _done:
 *         _x = x.tolist()
 *         _y = y.tolist()
 *         for _i in range(1, len(x)):
 *             _y[_i] = 0.3 * _x[_i] + 0.7 * _y[_i - 1]
 *         _done.settle()
 *         _y = _rt.restored(_y, y)
 * else:
 *     _done = False
 * if _done:
 *     y[:] = _y
 * else:
 *     for i in range(1, len(x)):
 *         y[i] = 0.3 * x[i] + 0.7 * y[i - 1]
 * ```
 *
 * Counter-example, which stays as it is: who gets the elements can see of which class they are.
 *
 * ```python
 * for i in range(1, len(x)):
 *     print(x[i] - x[i - 1])
 * ```
 *
 * ## Obligations
 *
 * - the loop only computes: assignments to variables and elements, branches and loops, operators that give the same bits for numbers of
 *   Python as for those of NumPy, `min`, `max`, `abs`, `int`, `float`, functions of `math`; no other code runs in it, and no function is left from it;
 * - arrays are `numpy.ndarray` of float64, int64 or bool; small whole numbers may only be compared, and be subscripts; arrays that are
 *   written share no memory with others;
 * - of each variable that is read after the loop it is known whether it holds a number of Python or of NumPy, and it gets one of these;
 * - whole numbers stay below 2^63: what the loop starts with is small, and what grows is looked at, unless it grows by so little that
 *   days would pass;
 * - what is certainly saved is more than making the lists takes.
 *
 * What is not proved of these is guarded. The loop on lists changes nothing that the program can see before it has come to its end: if it
 * raises, or if the processor has noted an overflow or an invalid operation of which NumPy would have warned, the loop runs anew on
 * the arrays, and raises or warns as it always did.
 *
 * ## Exactness
 *
 * `exact`: floats of Python and of NumPy are the same IEEE numbers, and `+`, `-`, `*`, `/`, `//`, `%` and whole powers of them give the same
 * bits. Roots by `**` of what may be negative, and narrower numbers, are left alone.
 *
 * ## Keeps
 *
 * The types and aliases of everything that was there before.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import type { Scope } from "../../compiler/analysis/scopes.js";
import { aliases as aliasAnalysis, scopes as scopesAnalysis, types as typesAnalysis } from "../../compiler/analysis/standard.js";
import { membersOf, type Type } from "../../compiler/analysis/types/type.js";
import { build, type Expression, type Node, type Statement } from "../../compiler/ir/nodes.js";
import { copyNode, walk } from "../../compiler/ir/visit.js";
import { apart, array, check, condition, constant, type Guard, GuardSet, variable } from "../guards/guard.js";
import { importRuntime, runtimeNameOf } from "../guards/runtime-import.js";
import { shortText } from "../guards/short-text.js";
import { readByOthers } from "../loops/vectorize/compiled.js";
import { shadowedBuiltin } from "../loops/vectorize/names.js";
import { dottedName } from "../loops/vectorize/nest.js";
import { holdsAttempt, type Loop, outermostLoops, touchesElements } from "../loops/vectorize/sites.js";
import { Builder } from "../loops/vectorize/tree.js";
import { isSetAt } from "../manager/is-set.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { standsInClass } from "../manager/units.js";
import { type ArrayUse, type Assumption, interpret, type NumberUse, type Outcome } from "./elements/interpret.js";
import { Surroundings } from "./elements/places.js";
import { Rewriter } from "./elements/rewrite.js";
import { type Survey, surveyOf } from "./elements/survey.js";
import { floats, holds, isOnly, kinds, NotOnLists, ofNumPy, ofPython, type Scalar, TooLarge } from "./elements/values.js";
import { type Term, workOf } from "./elements/work.js";

export const arrayElements = definePass({
  name: "array-elements",
  summary: "runs loops that read and write single elements of arrays on lists",
  stage: "idioms",
  exactness: "exact",
  libraries: ["numpy"],
  requires: [typesAnalysis],
  keeps: [typesAnalysis, aliasAnalysis],
  run(unit, context) {
    if (!context.mayGuard || observesNames(context.module)) return;
    const pass = new ArrayElements(unit, context);
    for (const loop of outermostLoops(unit.body)) pass.visit(loop);
  },
});

/** How large whole numbers may be, from the loosest to the narrowest demands. */
const sizes: readonly Omit<Assumption, "dtype">[] = [
  { bits: 61, elementBits: 45, numberBits: 40 },
  { bits: 61, elementBits: 18, numberBits: 40 },
  { bits: 61, elementBits: 18, numberBits: 18 },
  { bits: 52, elementBits: 45, numberBits: 40 },
  { bits: 52, elementBits: 20, numberBits: 40 },
  { bits: 40, elementBits: 40, numberBits: 40 },
  { bits: 31, elementBits: 31, numberBits: 31 },
  { bits: 26, elementBits: 26, numberBits: 26 },
  { bits: 20, elementBits: 20, numberBits: 20 },
];

interface Plan {
  readonly assumption: Assumption;
  readonly outcome: Outcome;
  /** Arrays of which nothing is known may as well be of this dtype. */
  readonly other?: string;
}

class ArrayElements {
  constructor(
    private readonly unit: Unit,
    private readonly context: PassContext,
  ) {}

  /** A loop as a whole, or else the loops inside of it. */
  visit(loop: Loop): void {
    if (!this.context.allows(loop)) return;
    const reason = this.attempt(loop);
    if (reason === undefined) return;
    const inner = outermostLoops(loop.body);
    if (inner.length > 0) for (const each of inner) this.visit(each);
    else if (touchesElements(loop) && !holdsAttempt(loop)) this.missed(loop, reason);
  }

  private missed(loop: Loop, { reason, at, suggest }: NotOnLists): void {
    const remark = this.context.remarks.missed("NC2921", loop, "the loop does not run on lists", { reason });
    if (suggest !== undefined) remark.suggest(suggest);
    if (at && at !== loop) remark.related(at);
  }

  private attempt(loop: Loop): NotOnLists | undefined {
    try {
      this.rewrite(loop);
      return undefined;
    } catch (error) {
      if (error instanceof NotOnLists) return error;
      throw error;
    }
  }

  private rewrite(loop: Loop): void {
    const { context, unit } = this;
    const facts = context.get(typesAnalysis);
    const others = readByOthers(unit, context.module, facts, (node) => context.editor.parentOf(node));
    if (others !== undefined) throw new NotOnLists(others, loop);
    if (standsInClass(loop, unit, context.editor.parentOf)) throw new NotOnLists("the loop stands in the body of a class", loop);
    const shadowed = shadowedBuiltin(context.get(scopesAnalysis).module, ["bool"]);
    if (shadowed !== undefined) throw new NotOnLists(`the program gives ${shadowed} a meaning of its own`, loop);
    const runtime = runtimeNameOf(context.module);
    if (runtime !== undefined && !this.meansModule(runtime)) throw new NotOnLists(`${runtime} may mean something else here`, loop);
    const surroundings = new Surroundings(loop, unit, context);
    const survey = surveyOf(loop, (name) => surroundings.startOf(name));
    this.checkNames(survey, loop);
    const plan = this.plan(survey);
    const b = new Builder(context.editor.synthetic());
    const terms = workOf(loop, plan.outcome.saved, b).filter(({ nanoseconds }) => nanoseconds > 0);
    if (plan.outcome.arrays.size === 0) throw new NotOnLists("the loop reads and writes no elements of arrays", loop);
    if (terms.length === 0 || !terms.some(({ trips }) => trips.length > 0))
      throw new NotOnLists("it is not known that the loop runs so often that making lists pays", loop);
    new Emission(loop, plan, terms, surroundings, context, b).emit();
  }

  /** Of what can be taken to be true, what needs the fewest looks at numbers. */
  private plan(survey: Survey): Plan {
    const facts = this.context.get(typesAnalysis);
    let first: NotOnLists | undefined;
    const effort = ({ outcome }: Plan): number => outcome.checks.size + outcome.conversions.size;
    const bestFor = (dtype: Assumption["dtype"]): Plan | undefined => {
      let best: Plan | undefined;
      for (const size of sizes) {
        const assumption: Assumption = { dtype, ...size };
        try {
          const plan = { assumption, outcome: interpret(survey, facts, assumption) };
          if (!best || effort(plan) < effort(best)) best = plan;
          if (plan.outcome.checks.size === 0) break;
        } catch (error) {
          if (!(error instanceof NotOnLists)) throw error;
          first ??= error;
          if (!(error instanceof TooLarge)) break;
        }
      }
      return best;
    };
    const [asFloats, asWholes] = [bestFor("float64"), bestFor("int64")];
    const best = asFloats && asWholes ? (effort(asWholes) < effort(asFloats) ? asWholes : asFloats) : (asFloats ?? asWholes);
    if (!best) throw first as NotOnLists;
    // Whole numbers are looked at in both cases.
    if (asFloats && asWholes && isAlike(asFloats.outcome, asWholes.outcome)) return { ...asWholes, other: "float64" };
    return best;
  }

  /** Whether a name of the module means what it means there. */
  private meansModule(name: string): boolean {
    const scopes = this.context.get(scopesAnalysis);
    for (let scope: Scope | undefined = scopes.scopeOf(this.unit); scope && scope.kind !== "module"; scope = scope.parent)
      if (scope.bindings.has(name)) return false;
    return true;
  }

  /** Variables of the loop are of this unit, and everything that it reads is there. */
  private checkNames({ bound }: Survey, loop: Loop): void {
    const { context, unit } = this;
    const scopes = context.get(scopesAnalysis);
    walk(loop, (node) => {
      if (node.kind !== "Name") return;
      const resolution = scopes.resolve(node);
      if (node.ctx !== "Load" || bound.has(node.id)) {
        if (resolution.kind !== "binding" || resolution.binding.scope.node !== unit || resolution.binding.writtenElsewhere)
          throw new NotOnLists(`other code may change ${node.id} while the loop runs`, node);
        return;
      }
      if (resolution.kind === "builtin" && !isCallable(context.get(typesAnalysis).typeOf(node)))
        throw new NotOnLists(`it is not known what ${node.id} means`, node);
      if (resolution.kind === "unknown") throw new NotOnLists(`it is not known what ${node.id} means`, node);
      if (resolution.kind === "binding" && !isSetAt(loop, resolution.binding, unit, context))
        throw new NotOnLists(`${node.id} may not be set when the loop begins`, node);
    });
  }
}

/** Whether the loop is the same on lists, whatever the dtype of arrays is of which nothing is known. */
function isAlike(a: Outcome, b: Outcome): boolean {
  const isOne = (one: ReadonlyMap<Node, unknown>, two: ReadonlyMap<Node, unknown>): boolean =>
    one.size === two.size && [...one].every(([node, value]) => two.get(node) === value);
  const classesIn = ({ end }: Outcome, name: string): number => {
    const value = end.get(name);
    if (value?.kind !== "scalar") return 0;
    const numbers = value.classes & (kinds.float64 | kinds.int64);
    return (value.classes & ~numbers) | (numbers === 0 ? 0 : kinds.float64);
  };
  return (
    [...a.arrays.values()].some(({ isOpen }) => isOpen) &&
    a.checks.size === 0 &&
    b.checks.size === 0 &&
    isOne(a.conversions, b.conversions) &&
    isOne(a.calls, b.calls) &&
    [...a.numbers].every(([name, { wanted }]) => b.numbers.get(name)?.wanted === wanted) &&
    [...a.end.keys()].every((name) => classesIn(a, name) === classesIn(b, name))
  );
}

/** Puts the loop on lists in front of the one on arrays. */
class Emission {
  private readonly outcome: Outcome;
  private readonly lists = new Map<string, string>();
  private readonly variables = new Map<string, string>();
  private readonly before: Statement[] = [];
  private readonly commit: Statement[] = [];
  private readonly temporaries: string[] = [];

  constructor(
    private readonly loop: Loop,
    private readonly plan: Plan,
    private readonly terms: readonly Term[],
    private readonly surroundings: Surroundings,
    private readonly context: PassContext,
    private readonly b: Builder,
  ) {
    this.outcome = plan.outcome;
  }

  emit(): void {
    const { context, b, loop, outcome } = this;
    const { editor } = context;
    const ends = this.ends();
    const guards = this.guards();
    const runtime = importRuntime(context);
    const call = (name: string, ...args: Expression[]): Expression => b.call(b.attribute(b.name(runtime), name), ...args);
    for (const { name } of outcome.arrays.values()) {
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
    const remark = context.remarks.passed("NC2920", loop, "the loop runs on lists in the place of arrays");
    remark.metric("arrays", outcome.arrays.size).metric("checked assignments", outcome.checks.size);
    for (const text of guards.texts) remark.obligation(text, "guarded");
    remark.obligation("the loop only computes", "proved");
  }

  private written(): readonly ArrayUse[] {
    return [...this.outcome.arrays.values()].filter(({ isWritten }) => isWritten);
  }

  // --- variables ------------------------------------------------------------------------------------------------------

  /** Variables that somebody reads after the loop, and how they get their values. */
  private ends(): readonly End[] {
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
    if ((isBoxed && holds(made, ofPython)) || holds(made, kinds.narrow)) throw unclear;
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
    const isPython = (wanted === "proved" && isOnly(classes, ofPython)) || wanted === "int";
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

  private guards(): GuardSet {
    const { outcome, plan } = this;
    const guards = new GuardSet();
    const names = [...outcome.arrays.keys(), ...outcome.numbers.keys()];
    const attributes = new Map<string, string[]>();
    for (const name of names) {
      const [owner, attribute] = name.split(".") as [string, string | undefined];
      if (attribute !== undefined) attributes.set(owner, [...(attributes.get(owner) ?? []), attribute]);
    }
    for (const [owner, each] of attributes) guards.add(check("plain", [owner], ...each));
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
    for (const use of this.written()) {
      const others = [...outcome.arrays.values()].filter((other) => other !== use && this.mayOverlap(use, other)).map(({ name }) => name);
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
    const least = BigInt(Math.ceil(1.2 * (4000 + 300 * this.outcome.arrays.size + 400 * this.written().length)));
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
      [...this.outcome.arrays.values()].filter((use) => use.isWritten === isWritten).map(({ name }) => b.name(name));
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

interface End {
  readonly name: string;
  /** It is a number of NumPy. */
  readonly isBoxed: boolean;
  /** It may not have been set. */
  readonly isOptional: boolean;
  /** It may hold what it held at first. */
  readonly keepsFirst: boolean;
}

const isCallable = ({ kind }: Type): boolean => kind === "library-function" || kind === "library-class";

const narrow = "uint8|int32|int16|int8|uint16|uint32";
