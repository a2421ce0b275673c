/**
 * Batching: a loop whose iterations compute with a row (or a window) of an array each computes many rows at a time, with the same bits.
 * The loop stays, and goes on where blocks cannot.
 *
 * Before:
 *
 * ```python
 * for i in range(len(X)):
 *     e = np.exp(X[i] - X[i].max())
 *     out[i] = e / e.sum()
 * ```
 *
 * After:
 *
 * ```python
 * _stop = len(X)
 * _done = 0
 * if type(_stop) is int and _stop >= 4 and _rt.array(X, "float64|float32", 2) and …:
 *     with _rt.attempt() as _fast:
 *         for _i in _rt.blocks(0, _stop, 1, X.shape[1]):
 *             _e = np.exp(X[_i] - np.max(X[_i], axis=-1)[:, None])
 *             _out = _rt.fitting(out[_i], _e / np.sum(_e, axis=-1)[:, None])
 *             out[_i] = _out
 *             _done = _i.stop
 * else:
 *     _fast = False
 * if _fast:
 *     pass
 * else:
 *     for i in range(_done, _stop):
 *         e = np.exp(X[i] - X[i].max())
 *         out[i] = e / e.sum()
 * ```
 *
 * Counter-example, which stays as it is: the norm of a single row is added up by BLAS, those of many rows are not.
 *
 * ```python
 * for i in range(len(X)):
 *     out[i] = np.linalg.norm(X[i])
 * ```
 *
 * Every value gets an axis for each loop that it depends on, in front of its own axes: operators and functions of elements are
 * broadcast, reductions go along the last axis, windows are copied out once. Products of vectors and matrices become a stack of
 * products, each of which BLAS computes as it computes a single one. What all iterations add to the same elements, or to a number, is
 * added up along an axis in the order of the loop. Blocks are so small that what they compute stays in the
 * processor's cache. Comprehensions and `append` give lists of numbers and rows.
 *
 * ## Obligations
 *
 * - the loop, and one inside of it at most, goes over a range, an array or its `enumerate`; the body consists of assignments, `append`
 *   and `sort`; no iteration reads what another one has written or bound: parts of an array
 *   of which one ends where the other begins are apart (`A[i, :i]` and `A[i, j]` for `j` from `i` on);
 * - functions are of NumPy, and give for many rows what they give for one: element by element, or along the last axis;
 * - arrays are `numpy.ndarray` of float64, float32 or whole numbers, whose last axis lies in one piece (no Fortran order), with as many
 *   axes as the loop makes of them; those that are stored to share no memory with others; subscripts are within bounds;
 * - there are enough iterations, and rows are so short (4096 elements) that it pays.
 *
 * What is not proved of these is guarded. A block is computed to its end before anything of it is stored; if anything goes wrong, or NumPy
 * has something to warn of, the loop goes on from the first iteration of the block, and raises or warns as it always did.
 *
 * ## Exactness
 *
 * `exact`: sums along the last axis add the elements of each row in the order in which NumPy adds those of a single row, which
 * experiments over shapes and layouts show for NumPy 1.26 and 2. So do they for `@`, and for `dot` of two vectors, whose factors are taken
 * where they lie. What adds in another order for many rows (`dot` with matrices, norms) is left alone.
 *
 * ## Keeps
 *
 * The types and aliases of everything that was there before.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import { isConstant, subtract } from "../../compiler/analysis/loops/affine.js";
import type { Scope } from "../../compiler/analysis/scopes.js";
import {
  aliases as aliasAnalysis,
  controlFlow,
  liveness,
  scopes as scopesAnalysis,
  types as typesAnalysis,
} from "../../compiler/analysis/standard.js";
import type { Expression, For, Node, Statement } from "../../compiler/ir/nodes.js";
import { some, walk } from "../../compiler/ir/visit.js";
import { importRuntime, runtimeNameOf } from "../guards/runtime-import.js";
import { isSetAt } from "../manager/is-set.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { standsInClass } from "../manager/units.js";
import { Arrays } from "./batch/arrays.js";
import { Body, boundIn } from "./batch/body.js";
import { extentOf, guardsOf } from "./batch/conditions.js";
import { leastIterations } from "./batch/cost.js";
import { finish } from "./batch/finish.js";
import { refusals, rowFunctions, vectorProducts } from "./batch/functions.js";
import { Lifter } from "./batch/lift.js";
import { Notes } from "./batch/notes.js";
import { Integers, readsName } from "./batch/subscripts.js";
import { type BatchLoop, NeedsRank, NotBatchable } from "./batch/values.js";
import { readByOthers } from "./vectorize/compiled.js";
import { type ComprehensionSite, comprehensionOf, resultNames } from "./vectorize/comprehensions.js";
import { builtins, numpyName, shadowedBuiltin } from "./vectorize/names.js";
import { referenceOf } from "./vectorize/nest.js";
import { holdsAttempt, outermostLoops, statementsOf } from "./vectorize/sites.js";
import { Builder } from "./vectorize/tree.js";

export const batching = definePass({
  name: "batching",
  summary: "turns loops over the rows or windows of arrays into operations on blocks of rows",
  stage: "loops",
  exactness: "exact",
  libraries: ["numpy"],
  requires: [typesAnalysis],
  keeps: [typesAnalysis, aliasAnalysis],
  run(unit, context) {
    if (!context.mayGuard || observesNames(context.module)) return;
    const loops = outermostLoops(unit.body).filter((loop): loop is For => loop.kind === "For");
    const comprehensions = statementsOf(unit.body).flatMap((statement) => comprehensionOf(statement, context.get(typesAnalysis)) ?? []);
    if (loops.length + comprehensions.length === 0) return;
    const pass = new Batcher(unit, context);
    for (const loop of loops) pass.visit(loop);
    for (const site of comprehensions) pass.visitComprehension(site);
  },
});

/** The runtime's name, until it is known that it is needed. */
const placeholder = "noodle_rt";

class Batcher {
  private readonly numpy: string | undefined;

  constructor(
    private readonly unit: Unit,
    private readonly context: PassContext,
  ) {
    this.numpy = numpyName(context);
  }

  /** A loop as a whole, or else the loops inside of it. */
  visit(root: For): void {
    if (!this.context.allows(root) || holdsAttempt(root)) return;
    const reason = this.attempt(root, root, undefined);
    if (reason === undefined) return;
    const inner = outermostLoops(root.body).filter((loop): loop is For => loop.kind === "For");
    for (const loop of inner) this.visit(loop);
    if (inner.length === 0) this.missed(root, root, reason);
  }

  visitComprehension(site: ComprehensionSite): void {
    const { anchor, loop } = site;
    if (site.result === resultNames.sum || !this.context.allows(anchor)) return;
    const reason = this.attempt(loop, anchor, site);
    if (reason) this.missed(loop, anchor, reason);
  }

  /** Only loops that reduce rows are worth a word. */
  private missed(loop: For, at: Statement, { reason, at: place, suggest }: NotBatchable): void {
    const names = boundIn(loop);
    const isReduction = (node: Node): boolean => this.isOfRow(node, names);
    if (!loop.body.some((statement) => some(statement, isReduction))) return;
    const remark = this.context.remarks.missed("NC2615", at, "the loop goes over rows one by one");
    remark.reason(reason);
    if (suggest !== undefined) remark.suggest(suggest);
    if (place && place !== at) remark.related(place);
  }

  /** `X[i].sum()`, `np.linalg.norm(row)`, `X[i] @ w` */
  private isOfRow(node: Node, bound: ReadonlySet<string>): boolean {
    const facts = this.context.get(typesAnalysis);
    const isRow = (value: Expression | undefined): boolean =>
      value !== undefined && facts.expectedTypeOf(value).kind === "array" && readsName(value, bound);
    if (node.kind === "BinOp") return node.op === "MatMult" && isRow(node.left);
    if (node.kind !== "Call" || node.func.kind !== "Attribute") return false;
    const { attr, value } = node.func;
    return (
      (rowFunctions.has(attr) && isRow(value)) ||
      ((rowFunctions.has(attr) || attr === "norm" || attr === "matmul" || vectorProducts.has(attr) || refusals.has(attr)) &&
        isRow(node.args[0]))
    );
  }

  private attempt(loop: For, anchor: Statement, site: ComprehensionSite | undefined): NotBatchable | undefined {
    const assumed = new Map<string, number>();
    for (;;) {
      try {
        this.rewrite(loop, anchor, site, assumed);
        return undefined;
      } catch (error) {
        if (error instanceof NotBatchable) return error;
        if (!(error instanceof NeedsRank)) throw error;
        const open = [...error.ranks].filter(([name]) => !assumed.has(name));
        if (open.length === 0) return new NotBatchable("it is not known how many axes there are", loop);
        for (const [name, rank] of open) assumed.set(name, rank);
      }
    }
  }

  private rewrite(loop: For, anchor: Statement, site: ComprehensionSite | undefined, assumed: ReadonlyMap<string, number>): void {
    const { context } = this;
    const { editor } = context;
    const facts = context.get(typesAnalysis);
    const numpy = this.checkSurroundings(anchor, loop);
    const bound = this.boundBy(loop);
    const b = new Builder(editor.synthetic());
    const integers = new Integers(b, bound);
    const block = "~i~block";
    const names = { runtime: placeholder, numpy, block };
    const all: BatchLoop[] = [];
    const arrays = new Arrays(facts, integers, b, names, all, subscriptsIn(loop), assumed);
    const lifter = new Lifter(facts, arrays, integers, new Notes(), b, names, bound, assumed);
    const collector = site && `~${site.result === resultNames.array ? "parts" : "list"}~collected`;
    const body = new Body(lifter, facts, b, placeholder, new Map(site && collector ? [[site.result, collector]] : []));
    body.loop(loop, all);
    arrays.checkUses();
    if (!lifter.usesRows) throw new NotBatchable("the loop computes with single elements", loop);
    if (body.stores.length === 0) throw new NotBatchable("nothing that the iterations compute is kept", loop);
    this.checkSet(loop, bound, body.folded, anchor);
    const extent = extentOf(lifter, all, b);
    const lists = [...body.lists].filter((name) => !name.startsWith("%"));
    const least = leastIterations(loop, 2 + 2 * arrays.all.size + lifter.numbers.size);
    const [outer] = all as [BatchLoop];
    const [start, stop] = [integers.form(outer.start), integers.form(outer.stop)];
    const trips = start && stop && subtract(stop, start);
    if (all.length === 1 && trips && isConstant(trips) && trips.constant < BigInt(least))
      throw new NotBatchable("the loop certainly runs too seldom", loop);
    const guards = guardsOf(lifter, extent, { lists, totals: body.totals }, least, context.targets, numpy, b);
    const live = (name: string): boolean => site === undefined && this.isLive(name, loop);
    finish({
      context,
      site,
      loop,
      anchor,
      body,
      lifter,
      extent,
      guards,
      loops: all,
      names,
      live,
      collector,
      runtime: () => importRuntime(context),
      b,
    });
    const remark = context.remarks.passed("NC2614", anchor, `the ${site ? "comprehension" : "loop"} goes over blocks of rows`);
    remark.metric("loops", all.length);
    for (const text of new Set(guards.texts)) remark.obligation(text.replace(/~(\w+)~\w+/g, "_$1"), "guarded");
    remark.obligation("no iteration needs another one", "proved");
  }

  /** The name of NumPy. */
  private checkSurroundings(anchor: Statement, loop: For): string {
    const { context, numpy } = this;
    if (numpy === undefined) throw new NotBatchable("the module has no name for numpy", loop);
    const others = readByOthers(this.unit, context.module, context.get(typesAnalysis), (node) => context.editor.parentOf(node));
    if (others !== undefined) throw new NotBatchable(others, loop);
    const runtime = runtimeNameOf(context.module);
    for (const name of [numpy, ...(runtime === undefined ? [] : [runtime])]) {
      if (!this.meansModule(name, anchor)) throw new NotBatchable(`${name} may mean something else here`, loop);
    }
    const shadowed = shadowedBuiltin(context.get(scopesAnalysis).module);
    if (shadowed !== undefined) throw new NotBatchable(`the program gives ${shadowed} a meaning of its own`, loop);
    if (standsInClass(anchor, this.unit, context.editor.parentOf))
      throw new NotBatchable("the loop stands in the body of a class, whose names are attributes", loop);
    return numpy;
  }

  /** Whether a variable of the module that is bound by an import is what a name means where a loop stands. */
  private meansModule(name: string, anchor: Statement): boolean {
    const scopes = this.context.get(scopesAnalysis);
    for (let scope: Scope | undefined = scopes.scopeOf(this.unit); scope && scope.kind !== "module"; scope = scope.parent) {
      if (scope.bindings.has(name)) return false;
    }
    return this.unit.kind !== "Module" || this.isSet(name, anchor);
  }

  private isSet(name: string, statement: Statement): boolean {
    const binding = this.context.get(scopesAnalysis).scopeOf(this.unit).bindings.get(name);
    return !binding || isSetAt(statement, binding, this.unit, this.context);
  }

  /** Names that the loop binds. */
  private boundBy(loop: For): Set<string> {
    const scopes = this.context.get(scopesAnalysis);
    const bound = new Set<string>();
    walk(loop, (node) => {
      if (node.kind !== "Name" || node.ctx === "Load" || node.id.startsWith("%")) return;
      const resolution = scopes.resolve(node);
      const isOwn = resolution.kind === "binding" && resolution.binding.scope.kind === "comprehension";
      if (resolution.kind !== "binding" || (resolution.binding.writtenElsewhere && !isOwn))
        throw new NotBatchable(`other code may change ${node.id} while the loop runs`, node);
      bound.add(node.id);
    });
    return bound;
  }

  /** What is read before the loop does must have a value then. */
  private checkSet(loop: For, bound: ReadonlySet<string>, folded: ReadonlySet<string>, anchor: Statement): void {
    const scopes = this.context.get(scopesAnalysis);
    walk(loop, (node) => {
      if (node.kind !== "Name" || node.id.startsWith("%")) return;
      if (!folded.has(node.id) && (node.ctx !== "Load" || bound.has(node.id))) return;
      const resolution = scopes.resolve(node);
      if (resolution.kind === "builtin" && builtins.has(node.id)) return;
      if (resolution.kind !== "binding" || !this.isSet(node.id, anchor))
        throw new NotBatchable(`${node.id} may not be set when the loop begins`, node);
    });
  }

  /** Whether anybody may read what the loop leaves in a variable. */
  private isLive(name: string, loop: For): boolean {
    const { context, unit } = this;
    const binding = context.get(scopesAnalysis).scopeOf(unit).bindings.get(name);
    const header = context.get(controlFlow, unit).nodeOf(loop);
    if (!binding || !header) return true;
    // Also when an iteration raises: then an earlier one has left it.
    return (
      header.successors.some(({ to, kind }) => kind === "false" && context.get(liveness, unit).before(to, binding)) || this.isHandled(loop)
    );
  }

  private isHandled(loop: For): boolean {
    for (let at: Node | undefined = this.context.editor.parentOf(loop); at && at !== this.unit; at = this.context.editor.parentOf(at)) {
      if (at.kind === "Try" || at.kind === "TryStar" || at.kind === "With") return true;
    }
    return false;
  }
}

/** By name: how many axes an array may have, going by its subscripts. One that has a single subscript, which is no slice, has rows. */
function subscriptsIn(loop: For): Map<string, number> {
  const found = new Map<string, number>();
  const sliced = new Set<string>();
  walk(loop, (node) => {
    if (node.kind !== "Subscript") return;
    const reference = referenceOf(node);
    if (!reference) return;
    const { array, subscript } = reference;
    found.set(array, Math.max(found.get(array) ?? 0, subscript.length));
    if (subscript.some(({ kind }) => kind === "Slice")) sliced.add(array);
  });
  return new Map([...found].map(([name, count]) => [name, count === 1 && !sliced.has(name) ? 2 : count]));
}
