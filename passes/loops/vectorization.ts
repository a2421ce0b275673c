/**
 * Vectorization: counted loops over arrays become operations on whole arrays that give the same bits, in the same order where
 * the order counts. The loop stays as the other branch.
 *
 * Before:
 *
 * ```python
 * for i in range(1, n - 1):
 *     b[i] = 0.5 * (a[i - 1] + a[i + 1])
 * ```
 *
 * After:
 *
 * ```python
 * if type(n) is int and n >= 30 and _rt.array(b, "float64", 1) and _rt.array(a, "float64", 1) and …:
 *     with _rt.attempt() as _fast:
 *         _b = 0.5 * (a[:n - 2] + a[2:n])
 * else:
 *     _fast = False
 * if _fast:
 *     b[1:n - 1] = _b
 * else:
 *     for i in range(1, n - 1):
 *         b[i] = 0.5 * (a[i - 1] + a[i + 1])
 * ```
 *
 * Counter-example, which stays as it is: every iteration needs what the one before has done.
 *
 * ```python
 * for i in range(1, n):
 *     b[i] = 0.5 * (b[i - 1] + a[i])
 * ```
 *
 * Sums, products and extremes are folded in the order of the loop; `append`, comprehensions and `sum(… for …)` give lists and numbers of
 * the same classes; `h[p[i]] += e` adds in order; functions of `math` are called number by number where arrays round in another way.
 *
 * Steps are done in another order than that of the text where one needs what a later one has done in an earlier iteration, and read
 * from the array itself what no iteration has written before. `if x[i] > m: m = x[i]; at = i` finds the place, too; what a variable
 * was in the iteration before is an array moved by one; `y[p[i]] = v` stores in order.
 *
 * ## Obligations
 *
 * - the nest consists of counted loops, assignments to variables and elements, and branches; nothing ends it early;
 * - no dependence between iterations turns around when each statement runs for all iterations at once; loops whose iterations
 *   build on each other stay loops, around operations on the other axes; sums and products are folded in the order of the loop;
 * - arrays are `numpy.ndarray` with as many axes as there are subscripts, of float64, float32, int64, int32, uint8 or bool; where nothing
 *   is known of a dtype, all of those are admitted for which the rewrite is the same, and right; whole numbers do not overflow;
 *   subscripts are within bounds and not negative; arrays that are written share no memory with others;
 * - there are so many iterations that it pays, which is asked first; what is the same in all iterations of a loop around the nest is
 *   asked once.
 *
 * What is not proved of these is guarded. Exceptions and floating-point errors cannot be foreseen: everything is computed into
 * temporaries first, and if anything goes wrong there, the loop runs instead, and raises or warns as it always did.
 *
 * ## Exactness
 *
 * `exact`: each element is computed by the same IEEE operations from the same operands. Powers are computed number by number, since
 * arrays round them in another way; numbers of Python next to single precision are left to NumPy 2, where they do not widen it;
 * functions of `math` are only replaced where both are correctly rounded. The sign of a NaN that
 * two NaNs make is not kept: NumPy itself gives it differently from position to position.
 *
 * ## Keeps
 *
 * The types and aliases of everything that was there before.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import {
  type Affine,
  add,
  constantForm,
  isConstant,
  printAffine,
  scale,
  subtract,
  symbolForm,
} from "../../compiler/analysis/loops/affine.js";
import type { Scope } from "../../compiler/analysis/scopes.js";
import {
  aliases as aliasAnalysis,
  controlFlow,
  liveness,
  scopes as scopesAnalysis,
  types as typesAnalysis,
} from "../../compiler/analysis/standard.js";
import { build, type Expression, type For, type Node, type Statement, type While } from "../../compiler/ir/nodes.js";
import { copyNode, some, walk } from "../../compiler/ir/visit.js";
import { check, constant, exactly, type Guard, GuardSet, variable } from "../guards/guard.js";
import { importRuntime, runtimeNameOf } from "../guards/runtime-import.js";
import { isSetAt } from "../manager/is-set.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { isFunction, standsInClass } from "../manager/units.js";
import { readByOthers } from "./vectorize/compiled.js";
import { type ComprehensionSite, comprehensionOf } from "./vectorize/comprehensions.js";
import { type BreakEven, breakEven } from "./vectorize/cost.js";
import { type Chosen, chooseDraft, type Draft } from "./vectorize/drafts.js";
import { type Nest, NotVectorizable, readNest } from "./vectorize/nest.js";
import { type Assumption, Variables } from "./vectorize/program.js";
import { Scheduler } from "./vectorize/schedule.js";
import { SizeChecks } from "./vectorize/sizes.js";
import { boundIn, calmLoopAround } from "./vectorize/surroundings.js";
import { type Bounds, Translator } from "./vectorize/translate.js";
import { Builder } from "./vectorize/tree.js";

export const vectorization = definePass({
  name: "vectorization",
  summary: "turns loops over the elements of arrays into operations on whole arrays",
  stage: "loops",
  exactness: "exact",
  libraries: ["numpy"],
  requires: [typesAnalysis],
  keeps: [typesAnalysis, aliasAnalysis],
  run(unit, context) {
    if (!context.mayGuard || observesNames(context.module)) return;
    const roots = outermostLoops(unit.body);
    const comprehensions = statementsOf(unit.body).flatMap((statement) => comprehensionOf(statement, context.get(typesAnalysis)) ?? []);
    if (roots.length === 0 && comprehensions.length === 0) return;
    const pass = new Vectorizer(unit, context);
    for (const root of roots) pass.visit(root);
    for (const comprehension of comprehensions) pass.visitComprehension(comprehension);
  },
});

type Loop = For | While;

/** A loop around a nest, and the values that its variable has. */
interface OuterLoop {
  readonly symbol: string;
  readonly low: Affine;
  readonly high: Affine;
}

/** Bounds of the outermost loop that are computed in front of the check. */
interface Header {
  readonly statements: readonly Statement[];
  readonly trips: Affine;
  /** Has the loop take them from there. */
  readonly replace: () => void;
}

/**
 * Statements of a block and of those inside of it, but for functions, classes, rewrites, and the code that is kept beside these.
 * @param enters whether to look inside of a statement
 */
function statementsOf(body: readonly Statement[], enters: (statement: Statement) => boolean = () => true): Statement[] {
  const found: Statement[] = [];
  const visit = (statements: readonly Statement[]): void => {
    for (const [index, statement] of statements.entries()) {
      if (isFunction(statement) || statement.kind === "ClassDef" || isAttempt(statement)) continue;
      found.push(statement);
      if (isDispatch(statement, statements[index - 1])) visit(statement.body);
      else if (enters(statement)) for (const list of blocksOf(statement)) visit(list);
    }
  };
  visit(body);
  return found;
}

/** Where a nest stands: in the place of a loop, or of a statement whose value is a comprehension. */
interface Site {
  readonly root: Loop;
  readonly anchor: Statement;
  readonly comprehension?: ComprehensionSite;
}

const isLoop = (statement: Statement): statement is Loop => statement.kind === "For" || statement.kind === "While";

/** Loops that stand in no other one of a block, and not in the branch that keeps the original code. */
const outermostLoops = (body: readonly Statement[]): Loop[] => statementsOf(body, (statement) => !isLoop(statement)).filter(isLoop);

/** Whether an `if` chooses between a rewrite and the original code: the variable that it asks is what an attempt has left. */
function isDispatch(statement: Statement, before: Statement | undefined): statement is Extract<Statement, { kind: "If" }> {
  if (statement.kind !== "If" || statement.test.kind !== "Name" || !before) return false;
  const { id } = statement.test;
  const [inside] = before.kind === "If" ? before.body : [before];
  return inside !== undefined && isAttempt(inside) && inside.items.some(({ optional_vars: as }) => as?.kind === "Name" && as.id === id);
}

/** `with noodle_rt.attempt() as …`, what a rewrite has made. */
function isAttempt(statement: Statement): statement is Extract<Statement, { kind: "With" }> {
  const called = statement.kind === "With" && statement.items[0]?.context_expr;
  return called !== false && called?.kind === "Call" && called.func.kind === "Attribute" && called.func.attr === "attempt";
}

function blocksOf(statement: Statement): Statement[][] {
  const blocks: Statement[][] = [];
  for (const value of Object.values(statement) as unknown[]) {
    if (!Array.isArray(value) || value.length === 0) continue;
    const [first] = value as (Node | string)[];
    if (typeof first !== "object") continue;
    if (first?.kind === "ExceptHandler" || first?.kind === "match_case")
      for (const part of value as { body: Statement[] }[]) blocks.push(part.body);
    else if (typeof first === "object" && "loc" in first && isBlock(statement, value)) blocks.push(value as Statement[]);
  }
  return blocks;
}

const isBlock = (statement: Statement, value: unknown): boolean =>
  ["body", "orelse", "finalbody"].some((field) => (statement as unknown as Record<string, unknown>)[field] === value);

class Vectorizer {
  private readonly numpy: string | undefined;

  constructor(
    private readonly unit: Unit,
    private readonly context: PassContext,
  ) {
    this.numpy = numpyName(context);
  }

  /** A nest as a whole, or else the loops inside of it. */
  visit(root: Loop): void {
    if (!this.context.allows(root)) return;
    const reason = this.attempt({ root, anchor: root });
    if (reason === undefined) return;
    const inner = outermostLoops(root.body);
    if (inner.length > 0) for (const loop of inner) this.visit(loop);
    else if (touchesElements(root) && !holdsAttempt(root)) this.missed(root, reason);
  }

  visitComprehension(comprehension: ComprehensionSite): void {
    const { anchor, loop } = comprehension;
    if (!this.context.allows(anchor)) return;
    const reason = this.attempt({ root: loop, anchor, comprehension });
    if (reason && touchesElements(loop)) this.missed(anchor, reason);
  }

  private missed(root: Statement, { reason, at, suggest }: NotVectorizable): void {
    const remark = this.context.remarks.missed("NC2611", root, "the loop is not turned into array operations");
    remark.reason(reason);
    if (suggest !== undefined) remark.suggest(suggest);
    if (at && at !== root) remark.related(at);
  }

  /** Rewrites a nest, or says why not. */
  private attempt(site: Site): NotVectorizable | undefined {
    try {
      this.rewrite(site);
      return undefined;
    } catch (error) {
      if (error instanceof NotVectorizable) return error;
      throw error;
    }
  }

  private rewrite(site: Site): void {
    const { root, anchor } = site;
    this.unset.clear();
    const { numpy, context } = this;
    if (numpy === undefined) throw new NotVectorizable("the module has no name for numpy", root);
    const others = readByOthers(this.unit, context.module, context.get(typesAnalysis), (node) => context.editor.parentOf(node));
    if (others !== undefined) throw new NotVectorizable(others, root);
    const runtime = runtimeNameOf(context.module);
    for (const name of [numpy, ...(runtime === undefined ? [] : [runtime])]) {
      if (!this.meansModule(name, anchor)) throw new NotVectorizable(`${name} may mean something else here`, root);
    }
    if (this.unit.kind === "Module" && holdsAnnotation(root)) throw new NotVectorizable("the loop annotates variables of the module", root);
    const shadowed = shadowedBuiltin(context.get(scopesAnalysis).module);
    if (shadowed !== undefined) throw new NotVectorizable(`the program gives ${shadowed} a meaning of its own`, root);
    if (standsInClass(anchor, this.unit, context.editor.parentOf))
      throw new NotVectorizable("the loop stands in the body of a class, whose names are attributes", root);
    const facts = context.get(typesAnalysis);
    const nest = readNest(root, facts, context.get(scopesAnalysis));
    const floats = new Set<string>();
    for (;;) {
      const known = floats.size;
      try {
        return this.emit(site, nest, numpy, floats);
      } catch (error) {
        // A variable that has to be a float can be guarded to be one.
        if (!(error instanceof NotVectorizable) || floats.size === known) throw error;
      }
    }
  }

  /** Whether a variable of the module that is bound by an import is what a name means where a nest stands. */
  private meansModule(name: string, anchor: Statement): boolean {
    const scopes = this.context.get(scopesAnalysis);
    for (let scope: Scope | undefined = scopes.scopeOf(this.unit); scope && scope.kind !== "module"; scope = scope.parent) {
      if (scope.bindings.has(name)) return false;
    }
    return this.unit.kind !== "Module" || this.isSet(name, anchor);
  }

  private emit(site: Site, nest: Nest, numpy: string, floats: Set<string>): void {
    const { root, anchor, comprehension } = site;
    const { context } = this;
    const { editor } = context;
    const b = new Builder(editor.synthetic());
    const draft = chooseDraft((assumption, isGeneric) => this.draft(site, nest, numpy, floats, assumption, isGeneric));
    const { variables, translator, scheduler, schedule, stores } = draft;
    this.checkBound(nest, anchor);
    if (translator.powers > 0) checkPowers(nest, translator.powers);
    const sizes = new SizeChecks(nest, variables, b, numpy);
    const around = this.calmLoopAround(anchor);
    const outer = around ? this.outerLoops(anchor, around, nest) : [];
    const even = breakEven(nest, schedule.compute, stores, 100 + variables.arrays.size * 150 + schedule.written.length * 300);
    if (!even) throw new NotVectorizable("array operations would take as long as the loop", root);
    const guards = this.guards(nest, draft, sizes, outer, even);
    guards.add(...sizes.copies(even, scheduler.copied));
    const header = comprehension || around ? undefined : this.header(root, nest, variables);
    const enough = sizes.enough(even, schedule.kept, (loop) => (loop === nest.root && header ? header.trips : loop.trips));
    const most = (): GuardSet => sizes.enough(even, schedule.kept, (loop) => extreme(loop.trips, outer, "largest"));
    const test = this.test(around, enough, guards, outer.length > 0 ? most : undefined, b);
    const runtime = importRuntime(context);
    const flag = editor.freshName("fast");
    // Values are shared while they are put together; in the program every node stands once.
    const names = new Map([[placeholder, runtime]]);
    const named = (statement: Statement): Statement => {
      const copy = copyNode(statement);
      rename(copy, names, editor.freshName);
      return copy;
    };
    const compute = schedule.compute.map(named);
    const attempt = build.With(
      {
        items: [
          build.withitem(
            { context_expr: b.call(b.attribute(b.name(runtime), "attempt")), optional_vars: build.Name({ id: flag, ctx: "Store" }, b.loc) },
            b.loc,
          ),
        ],
        body: compute,
      },
      b.loc,
    );
    const commit = stores.length > 0 ? stores.map(named) : [build.Pass(b.loc)];
    const failed = b.assign(flag, b.constant(false));
    header?.replace();
    editor.insertBefore(anchor, [
      ...(header?.statements ?? []),
      build.If({ test: test(runtime), body: [attempt], orelse: [failed] }, b.loc),
    ]);
    editor.replaceStatement(anchor, [build.If({ test: b.name(flag), body: commit, orelse: [anchor] }, editor.preserve(anchor))]);
    const remark = context.remarks.passed(
      "NC2610",
      anchor,
      `the ${comprehension ? "comprehension" : "loop"} is turned into array operations`,
    );
    remark.metric("loops", nest.loops.length).metric("loops that stay", schedule.kept.size);
    for (const text of new Set([...enough.texts, ...guards.texts])) remark.obligation(text, "guarded");
    remark.obligation("no dependence between iterations turns around", "proved");
  }

  private draft(
    { root, comprehension }: Site,
    nest: Nest,
    numpy: string,
    floats: Set<string>,
    assumption: Assumption,
    isGeneric: boolean,
  ): Draft {
    const { context } = this;
    const facts = context.get(typesAnalysis);
    const variables = new Variables(nest, facts, context.get(aliasAnalysis), new Set(floats), assumption);
    const b = new Builder(context.editor.synthetic());
    const translator = new Translator(nest, variables, facts, b, numpy, placeholder, isGeneric);
    // New variables get their names when it is certain that they are needed.
    let made = 0;
    const fresh = (hint: string): string => `~${hint.replace(".", "_")}~${made++}`;
    const scheduler = new Scheduler(nest, variables, translator, b, fresh, (name) => !comprehension && this.isLive(name, root));
    try {
      const schedule = scheduler.run();
      const stores = [...schedule.commit];
      if (comprehension) stores.push(withValue(comprehension.anchor, scheduler.resultOf(comprehension.result), b));
      const targets = scheduler.temporaries.map((id) => build.Name({ id, ctx: "Del" }, b.loc));
      if (targets.length > 0 && stores.at(-1)?.kind !== "Return") stores.push(build.Delete({ targets }, b.loc));
      return { variables, translator, scheduler, schedule, stores };
    } catch (error) {
      if (assumption.dtype === "float64") for (const name of translator.floats) floats.add(name);
      throw error;
    }
  }

  /**
   * Bounds of a range that are more than variables are computed in front of the check, which is what the loop would do first, and the
   * loop takes them from there: nothing is computed twice, and no class has to be known to ask how many iterations there are.
   */
  private header(root: Loop, nest: Nest, variables: Variables): Header | undefined {
    const { counter, elements } = nest.root;
    if (root.kind !== "For" || root.iter.kind !== "Call" || !counter || elements.length > 0) return undefined;
    if (counter.step !== 1n && counter.step !== -1n) return undefined;
    const { editor } = this.context;
    const { args } = root.iter;
    if (!args.some((arg) => some(arg, (node) => node.kind === "Attribute" || node.kind === "Call"))) return undefined;
    const names = args.length === 1 ? ["stop"] : ["start", "stop"];
    const statements: Statement[] = [];
    const replaced: { readonly old: Expression; readonly name: Expression }[] = [];
    const forms = names.map((hint, index) => {
      const arg = args[index] as Expression;
      if (arg.kind === "Name" || arg.kind === "Constant" || arg.kind === "UnaryOp") return nest.forms.of(arg);
      const name = build.Name({ id: editor.freshName(hint), ctx: "Load" }, arg.loc);
      if (variables.isCount(arg)) variables.counts.add(name.id);
      statements.push(
        build.Assign({ targets: [build.Name({ id: name.id, ctx: "Store" }, arg.loc)], value: copyNode(arg) }, editor.synthetic()),
      );
      replaced.push({ old: arg, name });
      return nest.forms.of(name);
    });
    const [first, second] = forms;
    const [start, stop] = second ? [first, second] : [constantForm(0n), first];
    if (!start || !stop || statements.length === 0) return undefined;
    return {
      statements,
      trips: counter.step === 1n ? subtract(stop, start) : subtract(start, stop),
      replace: () => {
        for (const { old, name } of replaced) editor.replaceExpression(old, name);
      },
    };
  }

  /**
   * The condition in front of a nest. What is the same in all iterations of loops around it is checked once, when there first are
   * enough iterations; where there never can be, nothing is asked at all.
   */
  private test(
    around: For | undefined,
    enough: GuardSet,
    guards: GuardSet,
    most: (() => GuardSet) | undefined,
    b: Builder,
  ): (runtime: string) => Expression {
    const { editor } = this.context;
    const all = (...sets: readonly GuardSet[]): GuardSet => new GuardSet().add(...sets.flatMap((set) => set.all));
    if (!around) return (runtime) => all(enough, guards).test(runtime, "vectorization");
    const bound = boundIn(around);
    const isFixed = (name: string): boolean => !bound.has(name) && this.isSet(name, around);
    const sizesAreFixed = enough.split(isFixed)[1].isEmpty;
    const [fixed, varying] = (sizesAreFixed ? all(enough, guards) : guards.without(enough)).split(isFixed);
    if (fixed.size < 2) return (runtime) => all(enough, guards).test(runtime, "vectorization");
    const possible = sizesAreFixed ? undefined : fixedOnly(most, isFixed);
    return (runtime) => {
      const once = fixed.test(runtime, "vectorization");
      const key = `${possible?.texts.join(" and ")}: ${fixed.texts.join(" and ")}`;
      const known = this.fits.find((fit) => fit.around === around && fit.key === key);
      const name = known?.name ?? editor.freshName("fit");
      if (!known) {
        const start = possible
          ? build.IfExp({ test: possible.test(runtime, "vectorization"), body: b.none(), orelse: b.constant(false) }, b.loc)
          : b.none();
        editor.insertBefore(around, [b.assign(name, start)]);
        this.fits.push({ around, key, name });
      }
      const ask = build.NamedExpr({ target: build.Name({ id: name, ctx: "Store" }, b.loc), value: once }, b.loc);
      const and = (...values: Expression[]): Expression =>
        build.BoolOp(
          { op: "And", values: values.flatMap((each) => (each.kind === "BoolOp" && each.op === "And" ? each.values : [each])) },
          b.loc,
        );
      const isOpen = b.compare(b.name(name), "Is", b.none());
      const fits = build.BoolOp({ op: "Or", values: [b.name(name), and(isOpen, ask)] }, b.loc);
      const parts: Expression[] = [];
      if (!sizesAreFixed) {
        if (possible) parts.push(b.compare(b.name(name), "IsNot", b.constant(false)));
        parts.push(enough.test(runtime, "vectorization"));
      }
      parts.push(fits);
      if (!varying.isEmpty) parts.push(varying.test(runtime, "vectorization"));
      return parts.length === 1 ? fits : and(...parts);
    };
  }

  /** The outermost loop in front of which conditions can stand that are asked once. */
  private calmLoopAround(anchor: Statement): For | undefined {
    const around = calmLoopAround(anchor, this.context.get(typesAnalysis), (node) =>
      node === this.unit ? undefined : this.context.editor.parentOf(node),
    );
    return around && this.context.allows(around) ? around : undefined;
  }

  /** The loops from the one around a nest to an outer one, innermost first, whose variables run over ranges and have no other values. */
  private outerLoops(anchor: Statement, around: For, nest: Nest): OuterLoop[] {
    const outer: OuterLoop[] = [];
    for (let at: Node | undefined = anchor; at && at !== around; ) {
      at = this.context.editor.parentOf(at);
      if (at?.kind !== "For" || at.target.kind !== "Name") continue;
      const { id } = at.target;
      let setters = 0;
      walk(around, (node) => void (node.kind === "Name" && node.ctx !== "Load" && node.id === id && setters++));
      const [symbol] = nest.forms.of(build.Name({ id, ctx: "Load" }, at.loc))?.terms.keys() ?? [];
      const range = setters === 1 && symbol !== undefined ? this.rangeOf(at, nest) : undefined;
      if (range && symbol !== undefined) outer.push({ symbol, ...range });
    }
    // What bounds are made of must be what it was when the loop began.
    const bound = boundIn(around);
    const stays = (symbol: string, known: readonly OuterLoop[]): boolean => {
      if (known.some((each) => each.symbol === symbol)) return true;
      const leaf = nest.forms.leaves.get(symbol);
      return leaf !== undefined && !some(leaf, (node) => node.kind === "Name" && bound.has(node.id));
    };
    for (let known = outer; ; ) {
      const kept = known.filter(({ low, high }) => [...low.terms.keys(), ...high.terms.keys()].every((symbol) => stays(symbol, known)));
      if (kept.length === known.length) return kept;
      known = kept;
    }
  }

  /** The least and the largest value of the variable of a loop. */
  private rangeOf({ iter }: For, nest: Nest): { low: Affine; high: Affine } | undefined {
    if (iter.kind !== "Call" || iter.keywords.length > 0 || iter.args.length === 0) return undefined;
    const type = this.context.get(typesAnalysis).typeOf(iter.func);
    if (type.kind !== "library-class" || type.name !== "builtins.range") return undefined;
    const forms = iter.args.map((arg) => nest.forms.of(arg));
    if (forms.some((form) => !form)) return undefined;
    const [start, stop, step] = (forms.length === 1 ? [constantForm(0n), forms[0], undefined] : forms) as [Affine, Affine, Affine?];
    if (step && (!isConstant(step) || step.constant === 0n)) return undefined;
    return step && step.constant < 0n
      ? { low: add(stop, constantForm(1n)), high: start }
      : { low: start, high: add(stop, constantForm(-1n)) };
  }

  /** Conditions that stand in front of loops. */
  private readonly fits: { readonly around: For; readonly key: string; readonly name: string }[] = [];

  /** Whether a variable certainly has a value in front of a statement; those of other scopes are taken to have one. */
  private isSet(name: string, statement: Statement): boolean {
    const binding = this.context.get(scopesAnalysis).scopeOf(this.unit).bindings.get(name);
    return !binding || isSetAt(statement, binding, this.unit, this.context);
  }

  /** What has to hold besides the number of iterations: what refuses most often comes first, what looks at elements last. */
  private guards(
    nest: Nest,
    { variables, translator, scheduler, schedule: { written }, admitted, needsNumpy2, bits, looksAtWholes }: Chosen,
    sizes: SizeChecks,
    outer: readonly OuterLoop[],
    even: BreakEven,
  ): GuardSet {
    const guards = new GuardSet();
    const { needed, appends, counted } = scheduler;
    const hasNumpy2 = this.context.targets.satisfies("numpy", ">=2");
    if (needsNumpy2.has("all") && hasNumpy2 === false)
      throw new NotVectorizable("numbers next to single precision become double precision before NumPy 2", nest.root.node);
    const dtypes = admitted
      .filter((dtype) => hasNumpy2 !== false || !needsNumpy2.has(dtype))
      .map((dtype) => (hasNumpy2 === undefined && needsNumpy2.has(dtype) ? `${dtype}/2` : dtype));
    // Whole numbers have to be looked at, which pays from more iterations on.
    const wholes = bits === undefined ? [] : variables.wholes(admitted.includes("int64"));
    const looked = Math.max(wholes.length, looksAtWholes ? 1 : 0);
    const admits = dtypes.map((dtype) => (dtype.startsWith("int64") && looked > 0 ? `${dtype}:${even.whenLooked(looked)}` : dtype));
    const isFloat64 = dtypes.length === 1 && variables.main === "float64";
    const isNumber = (name: string): Guard =>
      isFloat64 || variables.example === undefined
        ? { kind: "call", function: "real", args: [variable(name)] }
        : { kind: "call", function: "like", args: [variable(variables.example), variable(name)] };
    const bounds = translator.bounds.map((each) => ({
      ...each,
      low: extreme(each.low, outer, "smallest"),
      high: extreme(each.high, outer, "largest"),
    }));
    const forms = [
      ...nest.loops.flatMap(({ trips, counter }) => [trips, ...(counter ? [counter.start] : [])]),
      ...bounds.flatMap(({ low, high }) => [low, high]),
    ];
    for (const [name, attributes] of variables.attributes()) guards.add(check("plain", [name], ...attributes));
    guards.add(...sizes.measuredOnly(forms), ...variables.arrayGuards(admits.join("|")));
    if (needsNumpy2.has("all") && hasNumpy2 === undefined)
      guards.add({ kind: "call", function: "version", args: [constant("numpy"), constant([2n])] });
    sizes.classes(forms, guards, new Set(variables.arrays.keys()));
    guards.add(...variables.guards(sizes.integersOf(forms), written, isNumber));
    if (translator.needsAscending && translator.runsBackwards)
      throw new NotVectorizable("a function is applied to what runs backwards, which rounds in another way", nest.root.node);
    for (const { node, counter } of nest.loops) {
      if (node.kind === "While" && counter && this.unset.has(counter.name))
        throw new NotVectorizable(`${counter.name} may not be set when the loop begins`, node);
    }
    for (const name of counted)
      guards.add({ kind: "call", function: "within", args: [variable(name), constant(null), constant(2n ** 62n)] });
    if (translator.needsAscending) guards.add(check("ascending", [...variables.arrays.keys()].sort()));
    for (const { name } of appends) if (!name.startsWith("%")) guards.add(exactly(name, "list"));
    for (const { name } of needed)
      if (this.unset.has(name)) throw new NotVectorizable(`${name} may not be set when the loop begins`, nest.root.node);
    for (const { name, kind } of needed.filter((each) => !each.name.startsWith("%") && each.kind !== "any")) {
      if (kind === "index")
        guards.add({ kind: "call", function: "between", args: [variable(name), constant(-(2n ** 40n)), constant(2n ** 40n)] });
      guards.add(
        kind === "int" || kind === "index"
          ? exactly(name, "int")
          : kind === "like"
            ? isNumber(name)
            : { kind: "call", function: "numeric", args: [variable(name)] },
      );
    }
    if (bits !== undefined) {
      const isLike = admitted.includes("int64") || variables.main === "int64";
      const names = [...wholes, ...(isLike ? variables.likeElements : [])];
      const most = { expression: sizes.iterations(even, even.perLooked) };
      guards.add({ kind: "call", function: "small", args: [constant(BigInt(bits)), most, ...names.map(variable)] });
    }
    for (const { low } of bounds) {
      // A number of iterations that has to be positive says so already.
      const isKnown = nest.loops.some(({ trips }) => isConstant(subtract(low, trips)) && subtract(low, trips).constant >= -1n);
      if (isConstant(low) && low.constant < 0n)
        throw new NotVectorizable("a subscript may be negative, and then counts from the end", nest.root.node);
      if (!isConstant(low) && !isKnown) guards.add(sizes.formAtLeast(low, 0n));
    }
    for (const { array: name, axis, high } of highest(bounds)) {
      const least = add(high, constantForm(1n));
      const isOwnLength = axis === 0 && printAffine(least) === printAffine(translator.lengthOf(name));
      if (!isOwnLength) guards.add(...sizes.reaches(name, axis, translator.affine(least)));
    }
    return guards;
  }

  /** What guards and operations read before the loop does must have a value then, or the guard would raise what the loop would not. */
  private checkBound({ root, bound }: Nest, anchor: Statement): void {
    const { context } = this;
    const scopes = context.get(scopesAnalysis);
    walk(root.node, (node) => {
      if (node.kind !== "Name" || node.ctx !== "Load" || bound.has(node.id) || node.id.startsWith("%")) return;
      const resolution = scopes.resolve(node);
      if (resolution.kind === "builtin" && builtins.has(node.id)) return;
      if (resolution.kind !== "binding" || !this.isSet(node.id, anchor))
        throw new NotVectorizable(`${node.id} may not be set when the loop begins`, node);
    });
    // Sums go on from a value that has to be there.
    for (const name of bound) if (!this.isSet(name, anchor)) this.unset.add(name);
  }

  /** Variables that may have no value when the nest begins. */
  private readonly unset = new Set<string>();

  // --- surroundings ---------------------------------------------------------------------------------------------------

  /** Whether anybody may read what the loop leaves in a variable. */
  private isLive(name: string, root: Loop): boolean {
    const { context, unit } = this;
    const binding = context.get(scopesAnalysis).scopeOf(unit).bindings.get(name);
    const header = context.get(controlFlow, unit).nodeOf(root.kind === "While" ? root.test : root);
    if (!binding || !header) return true;
    return header.successors.some(({ to, kind }) => kind === "false" && context.get(liveness, unit).before(to, binding));
  }
}

/** Builtins that a nest may name. */
const builtins = new Set(["range", "len", "enumerate", "zip", "abs", "min", "max", "float", "int", "list"]);

/** Powers take as long in an array as in the loop: the rest has to be worth it. Costs in nanoseconds, measured with NumPy 2.4. */
function checkPowers({ root, steps }: Nest, powers: number): void {
  let parts = 0;
  for (const { value, target } of steps) {
    for (const part of target.kind === "element" ? [value, target.node] : [value]) {
      walk(part, ({ kind }) => {
        if (kind === "BinOp" || kind === "Subscript" || kind === "Call" || kind === "Compare") parts++;
      });
    }
  }
  if (parts * 45 + powers * 50 < powers * 200)
    throw new NotVectorizable("nearly all of its time goes into powers, which have to be computed one by one", root.node);
}

/** A builtin that guards name and the program has bound, anywhere. */
function shadowedBuiltin(scope: Scope): string | undefined {
  for (const name of [...builtins, "type"]) if (scope.bindings.has(name)) return name;
  for (const child of scope.children) {
    const found = shadowedBuiltin(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A form in which the variables of loops around the nest have the values that make it smallest or largest. */
function extreme(form: Affine, outer: readonly OuterLoop[], which: "smallest" | "largest"): Affine {
  let bound = form;
  for (const { symbol, low, high } of outer) {
    const coefficient = bound.terms.get(symbol);
    if (coefficient === undefined) continue;
    const rest = subtract(bound, scale(symbolForm(symbol), coefficient));
    bound = add(rest, scale(coefficient > 0n === (which === "largest") ? high : low, coefficient));
  }
  return bound;
}

/** Conditions, if they can be made and ask for nothing that changes. */
function fixedOnly(make: (() => GuardSet) | undefined, isFixed: (name: string) => boolean): GuardSet | undefined {
  try {
    const made = make?.();
    return made?.split(isFixed)[1].isEmpty ? made : undefined;
  } catch (error) {
    if (error instanceof NotVectorizable) return undefined;
    throw error;
  }
}

/** The largest bounds of each axis; those that cannot be compared all count. */
function highest(bounds: readonly Bounds[]): Bounds[] {
  const kept: Bounds[] = [];
  for (const each of bounds) {
    const index = kept.findIndex(
      ({ array: name, axis, high }) => name === each.array && axis === each.axis && isConstant(subtract(each.high, high)),
    );
    const known = kept[index];
    if (!known) kept.push(each);
    else if (subtract(each.high, known.high).constant > 0n) kept[index] = each;
  }
  return kept;
}

/** The variable under which the module knows NumPy, if nothing else ever gets that name. */
function numpyName({ module, get }: PassContext): string | undefined {
  for (const statement of module.body) {
    if (statement.kind !== "Import") continue;
    for (const { name, asname } of statement.names) {
      if (name !== "numpy") continue;
      const local = asname ?? name;
      const binding = get(scopesAnalysis).module.bindings.get(local);
      if (binding && binding.definitions.length === 1 && !binding.writtenElsewhere) return local;
    }
  }
  return undefined;
}

/** Whether a loop is one that people would like to see vectorised: it has subscripts. */
function touchesElements(root: Loop): boolean {
  return root.body.some((statement) => some(statement, (node) => node.kind === "Subscript" && node.slice.kind !== "Constant"));
}

/** Whether something inside of a loop is rewritten already. */
const holdsAttempt = (root: Loop): boolean => some(root, (node) => node.kind === "With" && isAttempt(node));

/** A statement with another value. */
function withValue(anchor: ComprehensionSite["anchor"], value: Expression, b: Builder): Statement {
  return anchor.kind === "Return" ? build.Return({ value }, b.loc) : build.Assign({ targets: anchor.targets, value }, b.loc);
}

const holdsAnnotation = (root: Loop): boolean => some(root, ({ kind }) => kind === "AnnAssign");

/** Gives the runtime and new variables their names. */
function rename(root: Node, names: Map<string, string>, fresh: (hint: string) => string): void {
  walk(root, (node) => {
    if (node.kind !== "Name") return;
    if (node.id.startsWith("~") && !names.has(node.id)) names.set(node.id, fresh(node.id.split("~")[1] as string));
    node.id = names.get(node.id) ?? node.id;
  });
}

/** The runtime's name is only known for certain when a nest can be rewritten. */
const placeholder = "noodle_rt";
