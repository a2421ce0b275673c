/**
 * Vectorized calls: what `np.vectorize` has made of a function calls it for every element; a function that only computes runs once on whole
 * arrays.
 *
 * Before:
 *
 * ```python
 * clipped = np.vectorize(clip)(x, -1.0, 1.0)
 * ```
 *
 * After:
 *
 * ```python
 * clipped = _rt.vectorized(np.vectorize(clip), 6000)(x, -1.0, 1.0)
 * ```
 *
 * Counter-example, which stays as it is: the function does more than compute.
 *
 * ```python
 * @np.vectorize
 * def tell(v):
 *     print(v)
 *     return v
 * ```
 *
 * ## Obligations
 *
 * - the function is known: a lambda or a function of the program that is handed to `np.vectorize` alone, or that it decorates; the name of
 *   the result never means anything else;
 * - it only computes, in forms for which `noodle_rt` (`frames/values.py`) gives what Python gives for each number;
 * - checked where the program runs: the arguments are arrays of one shape, of float64, int64 or bool, and numbers of Python, and there are so
 *   many elements that it pays. The first elements are handed to the function as `np.vectorize` does it, since what it gives for NumPy's
 *   numbers says of what dtype the result is; where an element gives something of another class, or would raise or warn, and
 *   where there are no elements, `np.vectorize` does all.
 *
 * ## Exactness
 *
 * `exact`: values, dtype, shape, exceptions and warnings.
 *
 * ## Keeps
 *
 * Nothing.
 */
import { scopes, types } from "../../compiler/analysis/standard.js";
import { build, type Expression, type FunctionDef } from "../../compiler/ir/nodes.js";
import { computationOf, functionOf, isObjection, type RowFunction } from "../frames/shared/row-function.js";
import { makeStandIn } from "../frames/shared/stand-in.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { walkUnit } from "../manager/units.js";

export const vectorizedCalls = definePass({
  name: "vectorized-calls",
  summary: "runs functions that np.vectorize calls for every element on whole arrays",
  stage: "lowering",
  exactness: "exact",
  libraries: ["numpy"],
  requires: [types],
  run(unit, context) {
    const found: { readonly call: Call; readonly fn: RowFunction }[] = [];
    walkUnit(unit, (node) => {
      const fn = node.kind === "Call" ? vectorizedFunction(node.func, context) : undefined;
      if (node.kind === "Call" && fn) found.push({ call: node, fn });
    });
    // Inner ones first: an outer one copies what is in it.
    for (const { call, fn } of found.reverse()) rewrite(call, fn, context);
  },
});

type Call = Extract<Expression, { kind: "Call" }>;

/** From so many elements on it pays, for each question and one more. */
const fewElements = 3000;
/** When it may be in vain. */
const manyElements = 30_000;

/** The function that is called for every element. */
function vectorizedFunction(called: Expression, context: PassContext): RowFunction | undefined {
  if (called.kind === "Call") return madeOf(called, context);
  if (called.kind !== "Name") return undefined;
  const resolution = context.get(scopes).resolve(called);
  if (resolution.kind !== "binding" || resolution.binding.writtenElsewhere || resolution.binding.definitions.length !== 1) return undefined;
  const [only] = resolution.binding.definitions;
  if (only?.kind === "function" && only.node.kind === "FunctionDef") return isDecorated(only.node, context) ? only.node : undefined;
  if (only?.kind !== "assignment") return undefined;
  const statement = context.editor.parentOf(only.node);
  return statement?.kind === "Assign" && statement.value.kind === "Call" ? madeOf(statement.value, context) : undefined;
}

const isVectorize = (node: Expression, context: PassContext): boolean => {
  const type = context.get(types).typeOf(node);
  return type.kind === "library-class" && type.name === "numpy.vectorize";
};

const isDecorated = ({ decorator_list: [only, ...others] }: FunctionDef, context: PassContext): boolean =>
  only !== undefined && others.length === 0 && isVectorize(only, context);

/** `np.vectorize(f)` */
function madeOf({ func, args, keywords }: Call, context: PassContext): RowFunction | undefined {
  const [only, ...others] = args;
  if (!only || others.length > 0 || keywords.length > 0 || !isVectorize(func, context)) return undefined;
  return functionOf(only, context);
}

function rewrite(call: Call, fn: RowFunction, context: PassContext): void {
  if (!context.allows(call) || !context.mayGuard) return;
  const computation = computationOf(fn, context);
  const missed = (reason: string): void =>
    void context.remarks.missed("NC2941", call, "a function is called for every element", { reason });
  if (isObjection(computation)) return missed(computation.reason);
  if (computation.callsByOne || computation.givesTexts) return missed("it calls functions that take one value after the other");
  if (call.keywords.length > 0 || call.args.length === 0 || call.args.some(({ kind }) => kind === "Starred"))
    return missed("its arguments are named, or not listed where it is called");
  const least = computation.isRisky ? manyElements : fewElements * (1 + computation.branches);
  const remark = context.remarks
    .passed("NC2940", call, "a function of elements runs on whole arrays")
    .exactness("exact")
    .obligation("it only computes", "proved", "the function's body")
    .obligation("arrays of one shape, of a dtype that is known", "guarded", `vectorized(…, ${least})`);
  remark.metric("elements", least).metric("branches", computation.branches);
  makeStandIn(call.func, "vectorized", [build.Constant({ value: BigInt(least), prefix: null }, context.editor.synthetic())], [], context);
}
