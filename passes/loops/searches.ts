/**
 * Searches: loops that look for something, and end when they have found it, skip to the iteration that finds it. What they do there,
 * and all that they leave behind, is still done by the loop itself.
 *
 * Before:
 *
 * ```python
 * for i in range(n):
 *     if x[i] > limit:
 *         found = i
 *         break
 * else:
 *     found = -1
 * ```
 *
 * After:
 *
 * ```python
 * if type(n) is int and n >= 2048:
 *     for i in range(1024):
 *         if x[i] > limit:
 *             found = i
 *             break
 *     else:
 *         _search = _rt.search(1024, n)
 *         if _rt.array(x, "float64", 1) and x.size >= n and …:
 *             with _rt.attempt():
 *                 for _first, _last in _search:
 *                     _search.hits = x[_first:_last] > limit
 *         for i in range(_search.at, n):
 *             …  # as above
 *         else:
 *             found = -1
 * else:
 *     …  # the original loop
 * ```
 *
 * Counter-example, which stays as it is: iterations that find nothing leave something behind.
 *
 * ```python
 * for i in range(n):
 *     total += x[i]
 *     if total > limit:
 *         break
 * ```
 *
 * The first iterations are run as ever: looking at many at once only pays when the hit is far away, and by then its cost is little
 * against what has been done. Chunks grow, so that what is looked at in vain behind the hit stays in proportion.
 *
 * ## Obligations
 *
 * - iterations that do not end the loop only compute and set variables anew, from what does not change in the loop;
 * - there are so many iterations that it can pay, which is asked first;
 * - arrays are `numpy.ndarray` of the dtypes for which comparing all elements gives what comparing each gives; subscripts are within
 *   bounds and not negative.
 *
 * Where something goes wrong while iterations are looked at together (an exception, a floating-point error), the loop goes on from the
 * first one of these: it raises and warns as it always did, or finds its end before that.
 *
 * ## Exactness
 *
 * `exact`: the iteration that ends the loop, and the one before it, are run by the loop itself.
 *
 * ## Keeps
 *
 * Nothing: what stands there three times is new to all analyses.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import { type Affine, add, constantForm, subtract } from "../../compiler/analysis/loops/affine.js";
import { aliases as aliasAnalysis, scopes as scopesAnalysis, types as typesAnalysis } from "../../compiler/analysis/standard.js";
import { build, type Expression, type For, type Statement, type While } from "../../compiler/ir/nodes.js";
import { copyNode, some, walk } from "../../compiler/ir/visit.js";
import { GuardSet } from "../guards/guard.js";
import { importRuntime } from "../guards/runtime-import.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { copies, iterationsOf, lengthOf, nearer, partOf } from "./search/heads.js";
import { type Counting, chunkNames, type Shape, shapeOf } from "./search/shape.js";
import { resultNames } from "./vectorize/comprehensions.js";
import { guardsOf } from "./vectorize/conditions.js";
import { breakEven } from "./vectorize/cost.js";
import { type Chosen, chooseDraft, type Draft } from "./vectorize/drafts.js";
import { checkBound, checkSurroundings } from "./vectorize/eligibility.js";
import { numpyName } from "./vectorize/names.js";
import { isLength, type Nest, NotVectorizable, readNest } from "./vectorize/nest.js";
import { Variables } from "./vectorize/program.js";
import { placeholder, rename } from "./vectorize/renaming.js";
import { Scheduler } from "./vectorize/schedule.js";
import { isLoop, type Loop, statementsOf, touchesElements } from "./vectorize/sites.js";
import { SizeChecks } from "./vectorize/sizes.js";
import { Translator } from "./vectorize/translate.js";
import { Builder } from "./vectorize/tree.js";

export const searches = definePass({
  name: "searches",
  summary: "has loops that look for something skip to the iteration that finds it",
  stage: "loops",
  exactness: "exact",
  libraries: ["numpy"],
  requires: [typesAnalysis],
  run(unit, context) {
    if (!context.mayGuard || observesNames(context.module)) return;
    const numpy = numpyName(context);
    if (numpy === undefined) return;
    for (const loop of statementsOf(unit.body).filter(isLoop)) {
      if (!context.allows(loop)) continue;
      try {
        const shape = shapeOf(loop);
        if (shape) rewrite(loop, shape, numpy, unit, context);
      } catch (error) {
        if (!(error instanceof NotVectorizable)) throw error;
        if (!touchesElements(loop)) continue;
        const remark = context.remarks.missed("NC2613", loop, "the loop runs through all iterations up to its end");
        remark.reason(error.reason);
        if (error.suggest !== undefined) remark.suggest(error.suggest);
        if (error.at && error.at !== loop) remark.related(error.at);
      }
    }
  },
});

/** What is done before the loop looks at many iterations at once takes so many times what that costs. */
const patience = 25n;

function rewrite(loop: Loop, { search, iterated, counting }: Shape, numpy: string, unit: Unit, context: PassContext): void {
  checkSurroundings(unit, context, loop, loop, numpy);
  const { editor } = context;
  const nest = readNest(search, context.get(typesAnalysis), context.get(scopesAnalysis));
  const draft = draftOf(nest, numpy, context);
  const unset = new Set(checkBound(nest, unit, context, loop));
  if (counting && unset.has(counting.counter.id))
    throw new NotVectorizable(`${counting.counter.id} may not be set when the loop begins`, loop);
  const trips = iterationsOf(loop, counting, nest.forms);
  const b = new Builder(editor.synthetic());
  const counted = countedLength(loop, nest);
  const { enough, guards, patient, front } = conditionsOf(loop, nest, draft, trips, counted, iterated, unset, numpy, context, b);

  const runtime = importRuntime(context);
  const names = new Map([[placeholder, runtime]]);
  const nameOf = (id: string): string => {
    if (!names.has(id)) names.set(id, editor.freshName(id.split("~")[1] as string));
    return names.get(id) as string;
  };
  if (counted) {
    editor.insertBefore(loop, [b.assign(nameOf(chunkNames.stop), copyNode(counted))]);
    editor.replaceExpression(counted, build.Name({ id: nameOf(chunkNames.stop), ctx: "Load" }, counted.loc));
  }
  const object = editor.freshName("search");
  const at = b.attribute(b.name(object), "at");
  const lookedAt = b.affine(front, (symbol) => b.copy(nest.forms.leaves.get(symbol) as Expression));
  const through = build.For(
    {
      target: build.Tuple(
        { elts: [chunkNames.first, chunkNames.last].map((id) => build.Name({ id, ctx: "Store" }, b.loc)), ctx: "Store" },
        b.loc,
      ),
      iter: b.name(object),
      body: lookingAt(draft, object, b),
      orelse: [],
    },
    b.loc,
  );
  const item = build.withitem({ context_expr: b.call(b.attribute(b.name(runtime), "attempt")), optional_vars: null }, b.loc);
  const attempt = build.With({ items: [item], body: [through] }, b.loc);
  const looking: Statement[] = [
    b.assign(object, b.call(b.attribute(b.name(runtime), "search"), b.number(patient), lookedAt)),
    guards.isEmpty ? attempt : build.If({ test: guards.test(runtime, "searches"), body: [attempt], orelse: [] }, b.loc),
  ];
  const made = counting ? aroundWhile(loop as While, counting, patient, looking, at, b) : aroundFor(loop as For, patient, looking, at, b);
  // Every node stands once.
  const body = made.map((statement) => copyNode(statement));
  const test = enough.isEmpty ? undefined : enough.test(runtime, "searches");
  for (const part of test ? [...body, test] : body) rename(part, names, editor.freshName);
  if (counting) editor.insertBefore(loop, [b.assign(nameOf(chunkNames.start), b.name(counting.counter.id))]);
  editor.replaceStatement(loop, test ? [build.If({ test, body, orelse: [loop] }, editor.preserve(loop))] : body);
  const remark = context.remarks.passed("NC2612", loop, "the loop skips to the iteration that ends it");
  remark.metric("iterations before it looks at many at once", Number(patient));
  for (const text of new Set([...enough.texts, ...guards.texts])) remark.obligation(text, "guarded");
  remark.obligation("iterations that do not end the loop leave nothing behind", "proved");
}

/** What says for a chunk of iterations which of them end the loop. */
function lookingAt({ schedule, scheduler }: Chosen, object: string, b: Builder): Statement[] {
  const hits = scheduler.resultOf(resultNames.hits);
  if (hits.kind !== "Name") throw new Error("what a search asks for has no name");
  const uses = (name: string): number => {
    let count = 0;
    for (const statement of schedule.compute)
      walk(statement, (node) => void (node.kind === "Name" && node.ctx === "Load" && node.id === name && count++));
    return count;
  };
  const statements: Statement[] = [];
  for (const statement of schedule.compute) {
    const target = statement.kind === "Assign" ? statement.targets[0] : undefined;
    if (statement.kind !== "Assign" || target?.kind !== "Name") statements.push(statement);
    else if (target.id === hits.id) {
      // What has a name only for this needs none.
      const last = statements.at(-1);
      const before = last?.kind === "Assign" && last.targets[0]?.kind === "Name" ? last.targets[0].id : undefined;
      const isSame = last?.kind === "Assign" && statement.value.kind === "Name" && statement.value.id === before && uses(before) === 1;
      if (isSame) statements.pop();
      const attribute = build.Attribute({ value: b.name(object), attr: "hits", ctx: "Store" }, b.loc);
      statements.push(build.Assign({ targets: [attribute], value: isSame ? last.value : statement.value }, b.loc));
    } else if (uses(target.id) > 0 || mayFail(statement.value)) statements.push(statement);
  }
  return statements;
}

/** Numbers of iterations, and sums of these, cannot go wrong. */
const mayFail = (value: Expression): boolean =>
  some(
    value,
    (node) =>
      node.kind === "Subscript" ||
      (node.kind === "Name" && node.id.startsWith("~") && !(Object.values(chunkNames) as string[]).includes(node.id)) ||
      (node.kind === "Call" && !(node.func.kind === "Attribute" && node.func.attr === "arange")) ||
      (node.kind === "BinOp" && !["Add", "Sub", "Mult"].includes(node.op)),
  );

/** The length of an array up to which a loop counts: it is asked for once, in front, and no class has to be known for that. */
function countedLength(loop: Loop, nest: Nest): Expression | undefined {
  if (loop.kind !== "For" || loop.iter.kind !== "Call" || loop.iter.func.kind !== "Name" || loop.iter.func.id !== "range") return undefined;
  const [first, second, ...others] = loop.iter.args;
  const stop = second ?? first;
  if (stop?.kind !== "Call" || !isLength(stop) || others.length > 0) return undefined;
  if (second && first?.kind !== "Constant") return undefined;
  return nest.forms.of(stop) && stop;
}

function aroundFor(loop: For, patient: bigint, looking: readonly Statement[], at: Expression, b: Builder): Statement[] {
  const { target, iter, body, orelse, loc } = loop;
  const part = (over: Expression, otherwise: Statement[]): For =>
    build.For({ target: copyNode(target), iter: over, body: copies(body), orelse: otherwise }, loc);
  const rest = part(partOf(iter, at, undefined, b), copies(orelse));
  return [part(partOf(iter, undefined, b.number(patient), b), [...looking, rest])];
}

function aroundWhile(
  loop: While,
  counting: Counting,
  patient: bigint,
  looking: readonly Statement[],
  at: Expression,
  b: Builder,
): Statement[] {
  const { id } = counting.counter;
  const start = b.name(chunkNames.start);
  const first = nearer(loop, counting, b.name(chunkNames.stop));
  const goesOn = b.assign(id, b.binary(start, "Add", at));
  const isOver = b.compare(b.name(id), "Eq", b.name(chunkNames.stop));
  // Where another condition has ended it, nothing is asked twice.
  first.orelse.push(build.If({ test: isOver, body: [...looking, goesOn, copyNode(loop)], orelse: copies(loop.orelse) }, b.loc));
  return [b.assign(chunkNames.stop, b.binary(start, "Add", b.number(patient))), first];
}

/** The conditions in front of the loop, and those that are only asked when it has run for a while. */
function conditionsOf(
  loop: Loop,
  nest: Nest,
  draft: Chosen,
  trips: Affine,
  counted: Expression | undefined,
  iterated: readonly Expression[],
  unset: ReadonlySet<string>,
  numpy: string,
  { targets }: PassContext,
  b: Builder,
): { readonly enough: GuardSet; readonly guards: GuardSet; readonly patient: bigint; readonly front: Affine } {
  const { variables, schedule } = draft;
  const [root] = nest.loops;
  const found = breakEven(nest, schedule.compute, [], 400 + variables.arrays.size * 150);
  if (!root || !found) throw new NotVectorizable("looking at many iterations at once would take as long", loop);
  const one = constantForm(1n);
  const symbolOf = (id: string): string => [...(nest.forms.of(build.Name({ id, ctx: "Load" }, loop.loc))?.terms.keys() ?? [])][0] as string;
  // Of all chunks.
  const chunks = [
    { symbol: symbolOf(chunkNames.first), low: constantForm(0n), high: subtract(trips, one) },
    { symbol: symbolOf(chunkNames.last), low: one, high: trips },
  ];
  const sizes = new SizeChecks(nest, variables, b, numpy);
  const guards = guardsOf(nest, draft, sizes, chunks, { ...found, loops: [{ ...root, trips }] }, unset, targets);
  const patient = powerOfTwo(patience * found.least);
  const enough = new GuardSet();
  const stop = build.Name({ id: chunkNames.stop, ctx: "Load" }, loop.loc);
  if (counted) variables.counts.add(chunkNames.stop);
  const isStop = (form: Affine | undefined, other: Affine): Affine =>
    form ? add(subtract(other, form), nest.forms.of(stop) as Affine) : other;
  const front = counted ? isStop(nest.forms.of(counted), trips) : trips;
  sizes.classes([front, ...iterated.map((each) => nest.forms.of(lengthOf(each)) ?? one)], enough);
  if (front.terms.size > 0) enough.add(sizes.formAtLeast(front, 2n * patient));
  else if (trips.constant < 2n * patient) throw new NotVectorizable("there are too few iterations to look at many at once", loop);
  return { enough, guards: guards.without(enough), patient, front };
}

/** As the operations on arrays that say of many iterations which of them end the loop. */
function draftOf(nest: Nest, numpy: string, context: PassContext): Chosen {
  const facts = context.get(typesAnalysis);
  const floats = new Set<string>();
  for (;;) {
    const known = floats.size;
    try {
      return chooseDraft((assumption, isGeneric): Draft => {
        const variables = new Variables(nest, facts, context.get(aliasAnalysis), new Set(floats), assumption);
        for (const id of [chunkNames.first, chunkNames.last]) variables.counts.add(id);
        const b = new Builder(context.editor.synthetic());
        const translator = new Translator(nest, variables, facts, b, numpy, placeholder, isGeneric);
        let made = 0;
        const fresh = (hint: string): string => `~${hint.replace(/[.%]/g, "_")}~${made++}`;
        const scheduler = new Scheduler(nest, variables, translator, b, fresh, () => false, false, new Set());
        try {
          return { variables, translator, scheduler, schedule: scheduler.run(), stores: [] };
        } catch (error) {
          if (assumption.dtype === "float64") for (const name of translator.floats) floats.add(name);
          throw error;
        }
      });
    } catch (error) {
      if (!(error instanceof NotVectorizable) || floats.size === known) throw error;
    }
  }
}

function powerOfTwo(least: bigint): bigint {
  let power = 256n;
  while (power < least) power *= 2n;
  return power;
}
