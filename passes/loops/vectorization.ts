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
 * Sums, products and extremes are folded in the order of the loop, unless the contract is `ulp`; `append`, comprehensions and `sum(… for …)` give lists and numbers of
 * the same classes; `h[p[i]] += e` adds in order; functions of `math` are called number by number where arrays round in another way.
 *
 * Steps are done in another order than that of the text where one needs what a later one has done in an earlier iteration, and read
 * from the array itself what no iteration has written before. `if x[i] > m: m = x[i]; at = i` finds the place, too; what a variable
 * was in the iteration before is an array moved by one; `y[p[i]] = v` stores in order. `k += 2` is `start + 2 * iteration` where it is
 * read, and where only some iterations do it, a running count of these: `if x[i] > t: y[k] = x[i]; k += 1` compacts. Small functions
 * of the program that only compute are read as if they stood in the loop.
 *
 * Short inner loops over constants (`for d in (-1, 0, 1)`, pairs, tables of offsets) are read as if they were written out, with the branches
 * that are known then; `continue` is a branch, `x in (2, 3)` two comparisons, `r, g, b = image[i, j]` three elements. A read at
 * `(i + 1) % n`, or at `i - 1` from 0 on, is taken in two parts that go round; behind a condition on counters, as in
 * `if 0 <= i + d < n:`, what is out of bounds is hidden. What an inner loop finds, as the nearest of several centres, is found for all
 * iterations of the outer ones.
 *
 * ## Obligations
 *
 * - the nest consists of counted loops, assignments to variables and elements, and branches; nothing ends it early;
 * - no dependence between iterations turns around when each statement runs for all iterations at once; loops whose iterations
 *   build on each other stay loops, around operations on the other axes; sums and products are folded in the order of the loop;
 *   elements that all iterations read, of an array in which the loop chooses between what is there and something else (shortest
 *   paths), have to come out with the bits that they had, which is looked at before anything is stored;
 * - arrays are `numpy.ndarray` with as many axes as there are subscripts, of float64, float32, int64, int32, uint8 or bool; where nothing
 *   is known of a dtype, all of those are admitted for which the rewrite is the same, and right; whole numbers do not overflow;
 *   subscripts are within bounds and not negative; arrays that are written share no memory with others;
 * - what goes round stays within bounds, what is hidden is never looked at, and a row that is unpacked has so many elements;
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
 * `ulp`: sums of floats may be done in another order, `s += a[i] * b[i]` by `np.dot`, `C[i, j] += A[i, k] * B[k, j]` in any order of its
 * loops as a product of matrices, sums of rows along the rows, others by `np.einsum`. What a sum gives differs from what the loop gives by at
 * most 2⁻³⁰ (10⁻⁹) of it, and an array of sums by as much of its largest number. That is certain: `n` terms in any order are off by at
 * most `n` 2⁻⁵³ of the sum of their sizes, so the runtime asks how far that sum is above the result, before it takes the result. Where
 * terms cancel too much, and with infinities, NaN, numbers near the limits of float64 and other dtypes, the order is kept. What the program
 * computes with the result can make the difference larger, as it does with the rounding of the loop itself. Products, running sums,
 * sums under conditions, and whatever would need more memory than the arrays that are there, are done in order.
 *
 * ## Keeps
 *
 * The types and aliases of everything that was there before.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import {
  aliases as aliasAnalysis,
  controlFlow,
  liveness,
  scopes as scopesAnalysis,
  types as typesAnalysis,
} from "../../compiler/analysis/standard.js";
import type { TypeFacts } from "../../compiler/analysis/types/type-facts.js";
import { build, type Expression, type For, type Statement } from "../../compiler/ir/nodes.js";
import { copyNode, some } from "../../compiler/ir/visit.js";
import type { GuardSet } from "../guards/guard.js";
import { importRuntime } from "../guards/runtime-import.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { leavesEarly } from "./search/shape.js";
import { type ComprehensionSite, comprehensionOf } from "./vectorize/comprehensions.js";
import { guardsOf } from "./vectorize/conditions.js";
import { breakEven, checkPowers } from "./vectorize/cost.js";
import { chooseDraft, type Draft } from "./vectorize/drafts.js";
import { checkBound, checkSurroundings, isSetIn } from "./vectorize/eligibility.js";
import { headerOf } from "./vectorize/header.js";
import { expandCalls } from "./vectorize/inlining.js";
import { accessesOf } from "./vectorize/legality.js";
import { numpyName } from "./vectorize/names.js";
import { type Nest, NotVectorizable, readNest } from "./vectorize/nest.js";
import { extreme, outerLoops } from "./vectorize/outer-loops.js";
import { Placement } from "./vectorize/placement.js";
import { type Assumption, Variables } from "./vectorize/program.js";
import { type Straight, straighten } from "./vectorize/reading/straighten.js";
import { placeholder, rename } from "./vectorize/renaming.js";
import { Scheduler } from "./vectorize/schedule.js";
import { holdsAttempt, type Loop, outermostLoops, type Site, statementsOf, touchesElements } from "./vectorize/sites.js";
import { boundsOf, SizeChecks } from "./vectorize/sizes.js";
import { steadyArrays } from "./vectorize/steady.js";
import { calmLoopAround } from "./vectorize/surroundings.js";
import { Translator } from "./vectorize/translate.js";
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

/** What variables of which nothing is known are taken to be. */
interface Assumed {
  readonly floats: Set<string>;
  /** Whole numbers that loops count with. */
  readonly counting: ReadonlySet<string>;
  /** Arrays whose shared elements keep their bits. */
  readonly steady: ReadonlySet<string>;
}

class Vectorizer {
  private readonly numpy: string | undefined;
  private readonly placement: Placement;

  constructor(
    private readonly unit: Unit,
    private readonly context: PassContext,
  ) {
    this.numpy = numpyName(context);
    this.placement = new Placement(context.editor, (name, statement) => isSetIn(name, statement, unit, context));
  }

  /** A nest as a whole, or else the loops inside of it. */
  visit(root: Loop): void {
    if (!this.context.allows(root)) return;
    const reason = this.attempt({ root, anchor: root });
    if (reason === undefined) return;
    const inner = outermostLoops(root.body);
    if (inner.length > 0) for (const loop of inner) this.visit(loop);
    // Of loops that end early, `searches` says why.
    else if (touchesElements(root) && !holdsAttempt(root) && !leavesEarly(root)) this.missed(root, reason);
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
    checkSurroundings(this.unit, context, root, anchor, numpy);
    const allScopes = context.get(scopesAnalysis);
    const expanded = expandCalls(root, context.get(typesAnalysis), allScopes, allScopes.scopeOf(this.unit));
    for (const { id } of expanded.called) {
      if (!isSetIn(id, anchor, this.unit, context)) throw new NotVectorizable(`${id} may not be set when the loop begins`, root);
    }
    const isLive = (name: string): boolean => !site.comprehension && this.isLive(name, root);
    const read = (unrollsRanges: boolean): Straight => straighten(expanded, { unrollsRanges, isLive });
    const plain = read(false);
    try {
      this.emitNest(site, plain, numpy);
    } catch (error) {
      if (!(error instanceof NotVectorizable)) throw error;
      // What does not go with short inner loops may go where these are written out.
      const unrolled = read(true);
      if (unrolled.copies === plain.copies) throw error;
      try {
        this.emitNest(site, unrolled, numpy);
      } catch (second) {
        throw second instanceof NotVectorizable ? error : second;
      }
    }
  }

  private emitNest(site: Site, read: Straight, numpy: string): void {
    this.unset.clear();
    const nest = readNest(read.root, read.facts, read.scopes);
    try {
      this.emitWithFloats(site, nest, numpy, new Set(), read);
    } catch (error) {
      if (!(error instanceof NotVectorizable)) throw error;
      const accesses = nest.steps.map((step) => accessesOf(step, nest));
      const steady = steadyArrays(accesses, nest);
      if (steady.size === 0) throw error;
      this.emitWithFloats(site, nest, numpy, steady, read);
    }
  }

  private emitWithFloats(site: Site, nest: Nest, numpy: string, steady: ReadonlySet<string>, read: Straight): void {
    const floats = new Set<string>();
    let counting: ReadonlySet<string> = new Set();
    let first: NotVectorizable | undefined;
    for (;;) {
      const known = floats.size;
      try {
        return this.emit(site, nest, numpy, { floats, counting, steady }, read);
      } catch (error) {
        if (!(error instanceof NotVectorizable)) throw error;
        // A variable that has to be a float can be guarded to be one; one that loops count with is a whole number.
        if (floats.size > known) continue;
        if (first) throw first;
        first = error;
        counting = boundsOf(nest);
        if (counting.size === 0) throw error;
        floats.clear();
      }
    }
  }

  private emit(site: Site, nest: Nest, numpy: string, assumed: Assumed, { facts, scopes, lengths }: Straight): void {
    const { root, anchor, comprehension } = site;
    const { context } = this;
    const { editor } = context;
    const b = new Builder(editor.synthetic());
    const draft = chooseDraft((assumption, isGeneric) => this.draft(site, nest, facts, numpy, assumed, assumption, isGeneric));
    const { variables, translator, scheduler, schedule, stores } = draft;
    for (const name of checkBound(nest, this.unit, context, anchor, scopes)) this.unset.add(name);
    if (translator.powers > 0) checkPowers(nest, translator.powers);
    const sizes = new SizeChecks(nest, variables, b, numpy);
    const around = this.calmLoopAround(anchor);
    const outer = around ? outerLoops(anchor, around, nest, context.get(typesAnalysis), editor.parentOf) : [];
    const reckoned = breakEven(nest, schedule.compute, stores, 100 + variables.arrays.size * 150 + schedule.written.length * 300);
    if (!reckoned) throw new NotVectorizable("array operations would take as long as the loop", root);
    // Where shared elements do not keep their bits, the attempt was in vain: it has to be short beside the loop, and is not made again.
    const isTried = assumed.steady.size > 0;
    const times = !isTried ? 1n : around ? 4n : 50n;
    const even = { ...reckoned, least: times * reckoned.least, lost: times * reckoned.lost };
    const guards = guardsOf(nest, draft, sizes, outer, even, this.unset, context.targets);
    guards.add(...sizes.copies(even, scheduler.copied), ...sizes.exactly(lengths));
    const header = comprehension || around ? undefined : headerOf(root, nest, variables, editor);
    const enough = sizes.enough(even, schedule.kept, (loop) => (loop === nest.root && header ? header.trips : loop.trips));
    const most = (): GuardSet => sizes.enough(even, schedule.kept, (loop) => extreme(loop.trips, outer, "largest"));
    const test = this.placement.test(around, enough, guards, outer.length > 0 ? most : undefined, b);
    const runtime = importRuntime(context);
    const flag = editor.freshName("fast");
    const steady = isTried && around ? editor.freshName("steady") : undefined;
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
        body: compute.length > 0 ? compute : [build.Pass(b.loc)],
      },
      b.loc,
    );
    const commit = stores.length > 0 ? stores.map(named) : [build.Pass(b.loc)];
    const failed = b.assign(flag, b.constant(false));
    const fits = test(runtime);
    const asked = steady === undefined ? fits : build.BoolOp({ op: "And", values: [b.name(steady), fits] }, b.loc);
    if (steady !== undefined && around) editor.insertBefore(around, [b.assign(steady, b.constant(true))]);
    const givenUp = steady === undefined ? [] : [b.assign(steady, b.constant(false))];
    header?.replace();
    editor.insertBefore(anchor, [...(header?.statements ?? []), build.If({ test: asked, body: [attempt], orelse: [failed] }, b.loc)]);
    editor.replaceStatement(anchor, [
      build.If({ test: b.name(flag), body: commit, orelse: [...givenUp, anchor] }, editor.preserve(anchor)),
    ]);
    const remark = context.remarks.passed(
      "NC2610",
      anchor,
      `the ${comprehension ? "comprehension" : "loop"} is turned into array operations`,
    );
    remark.exactness(translator.notes.reassociates ? "ulp" : "exact");
    remark.metric("loops", nest.loops.length).metric("loops that stay", schedule.kept.size);
    for (const text of new Set([...enough.texts, ...guards.texts])) remark.obligation(text, "guarded");
    remark.obligation("no dependence between iterations turns around", "proved");
    for (const array of assumed.steady) remark.obligation(`elements of ${array} that all iterations read keep their bits`, "guarded");
  }

  private draft(
    { root, comprehension }: Site,
    nest: Nest,
    facts: TypeFacts,
    numpy: string,
    { floats, counting, steady }: Assumed,
    assumption: Assumption,
    isGeneric: boolean,
  ): Draft {
    const { context } = this;
    const variables = new Variables(nest, facts, context.get(aliasAnalysis), new Set(floats), assumption, counting);
    const b = new Builder(context.editor.synthetic());
    const translator = new Translator(nest, variables, facts, b, numpy, placeholder, isGeneric);
    // New variables get their names when it is certain that they are needed.
    let made = 0;
    const fresh = (hint: string): string => `~${hint.replace(".", "_")}~${made++}`;
    const scheduler = new Scheduler(
      nest,
      variables,
      translator,
      b,
      fresh,
      (name) => !comprehension && !name.startsWith("%") && this.isLive(name, root),
      context.exactness === "ulp" || context.exactness === "fast-math",
      steady,
    );
    try {
      const schedule = scheduler.run();
      const stores = [...schedule.commit];
      if (comprehension) stores.push(withValue(comprehension.anchor, scheduler.resultOf(comprehension.result), b));
      const targets = scheduler.temporaries.map((id) => build.Name({ id, ctx: "Del" }, b.loc));
      if (targets.length > 0 && stores.at(-1)?.kind !== "Return") stores.push(build.Delete({ targets }, b.loc));
      // Variables of functions whose bodies are read here have no value before the loop.
      for (const statement of [...schedule.compute, ...stores]) {
        if (some(statement, (node) => node.kind === "Name" && node.id.startsWith("%")))
          throw new NotVectorizable("a variable of a function that is called is not set in every iteration", root);
      }
      return { variables, translator, scheduler, schedule, stores };
    } catch (error) {
      if (assumption.dtype === "float64") for (const name of translator.floats) floats.add(name);
      throw error;
    }
  }

  /** The outermost loop in front of which conditions can stand that are asked once. */
  private calmLoopAround(anchor: Statement): For | undefined {
    const around = calmLoopAround(anchor, this.context.get(typesAnalysis), (node) =>
      node === this.unit ? undefined : this.context.editor.parentOf(node),
    );
    return around && this.context.allows(around) ? around : undefined;
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

/** A statement with another value. */
function withValue(anchor: ComprehensionSite["anchor"], value: Expression, b: Builder): Statement {
  return anchor.kind === "Return" ? build.Return({ value }, b.loc) : build.Assign({ targets: anchor.targets, value }, b.loc);
}
