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
 *   written share no memory with others; arrays of which nothing is known may be of two dtypes, which have a loop each;
 * - texts, and lists and tuples of numbers of one class or of texts, are only read, where their types or their callers say what they are;
 * - of each variable that is read after the loop it is known whether it holds a number of Python or of NumPy, and it gets one of these;
 * - whole numbers stay below 2^63: what the loop starts with is small, and what grows is looked at, unless it grows by so little that
 *   days would pass;
 * - what is certainly saved is more than making the lists takes; a loop inside of others does not touch a part of a matrix only.
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
import { aliases as aliasAnalysis, scopes as scopesAnalysis, types as typesAnalysis } from "../../compiler/analysis/standard.js";
import type { Type } from "../../compiler/analysis/types/type.js";
import type { Node } from "../../compiler/ir/nodes.js";
import { walk } from "../../compiler/ir/visit.js";
import { runtimeNameOf } from "../guards/runtime-import.js";
import { readByOthers } from "../loops/vectorize/compiled.js";
import { meansModule } from "../loops/vectorize/eligibility.js";
import { numpyName, shadowedBuiltin } from "../loops/vectorize/names.js";
import { holdsAttempt, type Loop, outermostLoops, touchesElements } from "../loops/vectorize/sites.js";
import { isSetAt } from "../manager/is-set.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { standsInClass } from "../manager/units.js";
import { arraysOf, Emission } from "./elements/emission.js";
import { boundsOf } from "./elements/frequency.js";
import { interpret } from "./elements/interpret.js";
import type { Assumption, Outcome, Plan } from "./elements/outcome.js";
import { countersAround, partlyTouched } from "./elements/parts.js";
import { Surroundings } from "./elements/places.js";
import { type Survey, surveyOf } from "./elements/survey.js";
import { kinds, NotOnLists, TooLarge } from "./elements/values.js";

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
    const shadowed = shadowedBuiltin(context.get(scopesAnalysis).module, ["bool", "str", "tuple"]);
    if (shadowed !== undefined) throw new NotOnLists(`the program gives ${shadowed} a meaning of its own`, loop);
    const runtime = runtimeNameOf(context.module);
    if (runtime !== undefined && !meansModule(runtime, loop, unit, context))
      throw new NotOnLists(`${runtime} may mean something else here`, loop);
    const surroundings = new Surroundings(loop, unit, context);
    const survey = surveyOf(loop, (name) => surroundings.startOf(name));
    this.checkNames(survey, loop);
    const part = partlyTouched(loop, survey.bound, countersAround(loop, unit, context.editor.parentOf));
    if (part !== undefined)
      throw new NotOnLists(`each run of the loop touches a part of ${part} only, and all of it would become a list`, loop);
    const [plan, other] = this.plans(survey) as readonly [Plan, Plan?];
    const numpy = numpyName(context);
    const isNamed = numpy !== undefined && meansModule(numpy, loop, unit, context);
    const bounds = boundsOf(loop, context.editor);
    const emissionOf = (each: Plan): Emission => new Emission(loop, each, surroundings, context, bounds, isNamed ? numpy : undefined);
    const emission = emissionOf(plan);
    const second = other && fits(() => emissionOf(other));
    // Arrays that are not of the first dtype are left to the second loop, which stands in front of the one on arrays.
    emission.emit();
    second?.emit();
    const remark = context.remarks.passed("NC2920", loop, "the loop runs on lists in the place of arrays");
    remark.metric("arrays", arraysOf(plan.outcome).length).metric("checked assignments", plan.outcome.checks.size);
    for (const text of emission.questions) remark.obligation(text, "guarded");
    if (second) remark.metric("dtypes", 2);
    remark.obligation("the loop only computes", "proved");
  }

  /** Of what can be taken to be true, what needs the fewest looks at numbers; and the other dtype, where arrays may be of both. */
  private plans(survey: Survey): readonly Plan[] {
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
    if (!asFloats || !asWholes) {
      const only = asFloats ?? asWholes;
      if (!only) throw first as NotOnLists;
      return [only];
    }
    // Whole numbers are looked at in both cases.
    if (isAlike(asFloats.outcome, asWholes.outcome)) return [{ ...asWholes, other: "float64" }];
    const both = effort(asWholes) < effort(asFloats) ? [asWholes, asFloats] : [asFloats, asWholes];
    return arraysOf(asFloats.outcome).some(({ isOpen }) => isOpen) ? both : both.slice(0, 1);
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

const isCallable = ({ kind }: Type): boolean => kind === "library-function" || kind === "library-class";

function fits<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof NotOnLists) return undefined;
    throw error;
  }
}
