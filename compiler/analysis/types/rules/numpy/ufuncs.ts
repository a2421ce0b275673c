/** Universal functions: dtypes and shapes of what they give, for calls, operators, and the methods `reduce`, `accumulate`, `outer`, … */
import type { RuleContext } from "../../rule.js";
import type { DType, Type } from "../../type.js";
import { join, tupleOf } from "../../type.js";
import { isInteger, isNumeric, kindOf } from "./dtypes.js";
import { operandOf, resultOf } from "./operands.js";
import { canCast, effectiveTypes, finerOf, type Operand, promoteTypes, type Semantics, semanticsOf, unanimous } from "./promotion.js";
import { broadcast } from "./shapes.js";
import { type Loop, type Ufunc, ufuncAliases, ufuncOf } from "./ufunc-table.js";

/** The dtypes of a ufunc's outputs, in all targeted versions; `null` where they are not known. */
export function outputTypes(name: string, operands: readonly Operand[], context: RuleContext): readonly (DType | null)[] {
  const canonical = ufuncAliases[name] ?? name;
  const ufunc = ufuncOf(canonical);
  if (!ufunc) return [null];
  const tables = loopTables(ufunc, context);
  const results = tables.flatMap((loops) => semanticsOf(context).map((semantics) => outputsFor(canonical, loops, operands, semantics)));
  return Array.from({ length: ufunc.outputs }, (_, output) => {
    // One semantics that knows nothing spoils the others, one in which all possibilities raise does not.
    if (results.some((result) => result === null)) return null;
    return unanimous(results.flatMap((result) => (result as (readonly (DType | null)[])[]).map((outputs) => outputs[output])));
  });
}

/** The tables of loops that targeted versions may have. */
function loopTables(ufunc: Ufunc, context: RuleContext): readonly (readonly Loop[])[] {
  if (!ufunc.newer) return [ufunc.loops];
  const newer = context.targets.satisfies("numpy", ufunc.newer.range);
  return newer === undefined ? [ufunc.loops, ufunc.newer.loops] : [newer ? ufunc.newer.loops : ufunc.loops];
}

/** Outputs for each possibility that does not raise; `null` when nothing is known. */
function outputsFor(
  name: string,
  loops: readonly Loop[],
  operands: readonly Operand[],
  semantics: Semantics,
): readonly (readonly (DType | null)[])[] | null {
  if (operands.some(({ dtype, weak }) => dtype === null && !weak)) return alwaysFor(loops);
  // Where inputs differ, the value of a Python number chooses the loop.
  if (operands.some(({ weak }) => weak) && loops.some(({ inputs }) => new Set(inputs).size > 1)) return null;
  const possibilities = effectiveTypes(operands, semantics);
  if (possibilities.length === 0) return null;
  return possibilities.flatMap((dtypes): readonly (readonly (DType | null)[])[] => {
    if (dtypes.every(isPlain)) {
      const loop = findLoop(loops, dtypes);
      if (!loop) return [];
      return [semantics === "values" && mayBeSigned(name, loop, operands) ? loop.outputs.map(() => null) : loop.outputs];
    }
    const special = specialOutput(name, dtypes, semantics);
    return special === undefined ? [] : [[special] as readonly (DType | null)[]];
  });
}

const ofCommonType = new Set(["add", "subtract", "multiply"]);

/**
 * NumPy 1 looks for the first loop that holds the value of a scalar: a signed one comes before the unsigned one of the same
 * size, unless an array needs that.
 */
function mayBeSigned(name: string, loop: Loop, operands: readonly Operand[]): boolean {
  const input = loop.inputs.find((dtype) => dtype.startsWith("uint"));
  if (input === undefined || ofCommonType.has(name)) return false;
  return !operands.some(({ dtype, scalar, shape }) => dtype === input && !scalar && shape?.length !== 0);
}

/** What a ufunc gives whatever the dtypes are: nothing is certain of one that takes objects. */
function alwaysFor(loops: readonly Loop[]): readonly (readonly (DType | null)[])[] | null {
  const first = loops[0] as Loop;
  return loops.every(({ outputs }) => outputs.every((dtype, index) => dtype === first.outputs[index])) ? [first.outputs] : null;
}

const isPlain = (dtype: DType): boolean => isNumeric(dtype) || dtype === "object";

/** The first loop that all operands can be cast to safely. Loops for objects are for objects only. */
function findLoop(loops: readonly Loop[], dtypes: readonly DType[]): Loop | undefined {
  const withObjects = dtypes.includes("object");
  return loops.find(
    ({ inputs }) => (withObjects || !inputs.includes("object")) && inputs.every((input, index) => canCast(dtypes[index] as DType, input)),
  );
}

const comparisons = new Set(["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"]);
const durationKeeping = new Set(["absolute", "negative", "positive", "sign"]);
const extrema = new Set(["maximum", "minimum", "fmax", "fmin"]);
const dateTests = new Set(["isnan", "isfinite", "isinf", "isnat"]);

/** Dates, durations and text: `undefined` when the operation does not exist, `null` when these rules do not know it. */
function specialOutput(name: string, dtypes: readonly DType[], semantics: Semantics): DType | null | undefined {
  const kinds = dtypes.map((dtype) => kindOf(dtype) ?? "?").join("");
  const [a, b] = dtypes as [DType, DType | undefined];
  if (b === undefined) {
    if (durationKeeping.has(name) && kinds === "m") return a;
    return dateTests.has(name) && (kinds === "m" || kinds === "M") ? "bool" : null;
  }
  if (comparisons.has(name)) return ["MM", "mm", "UU", "SS"].includes(kinds) ? "bool" : null;
  if (extrema.has(name)) return kinds === "MM" || kinds === "mm" ? finerOf(a, b) : null;
  switch (`${name} ${kinds}`) {
    case "add Mm":
    case "subtract Mm":
      return dateAndDuration(a, b);
    case "add mM":
      return dateAndDuration(b, a);
    case "add mm":
    case "subtract mm":
    case "remainder mm":
      return finerOf(a, b);
    case "subtract MM":
      return finerOf(a, b)?.replace("datetime64", "timedelta64") ?? null;
    case "divide mm":
      return "float64";
    case "floor_divide mm":
      return "int64";
    case "multiply mi":
    case "multiply mu":
    case "multiply mf":
    case "divide mi":
    case "divide mu":
    case "divide mf":
    case "floor_divide mi":
      return a;
    case "multiply im":
    case "multiply um":
    case "multiply fm":
      return b;
    case "add UU":
      // NumPy 1 cannot.
      return semantics === "values" ? undefined : joinedText(a, b);
    default:
      return null;
  }
}

function dateAndDuration(date: DType, duration: DType): DType | null {
  return finerOf(date, duration.replace("timedelta64", "datetime64"));
}

function joinedText(a: DType, b: DType): DType | null {
  const [first, second] = [/^<U(\d+)$/.exec(a), /^<U(\d+)$/.exec(b)];
  return first && second ? `<U${Number(first[1]) + Number(second[1])}` : null;
}

/** What a ufunc gives for values that are NumPy's or Python's; `undefined` when an operand is none of them. */
export function applyUfunc(name: string, values: readonly Type[], context: RuleContext, dtype?: DType | null): Type | undefined {
  const operands: Operand[] = [];
  for (const value of values) {
    const operand = operandOf(value, context);
    if (!operand) return undefined;
    operands.push(operand);
  }
  const { shape, isArray } = broadcast(operands.map((operand) => operand.shape));
  const outputs =
    dtype === undefined
      ? outputTypes(name, operands, context)
      : outputTypes(name, operands, context).map((output) => forced(name, output, dtype));
  const results = outputs.map((output) => resultOf(output, shape, context, isArray));
  return results.length === 1 ? (results[0] as Type) : tupleOf(results);
}

/** The output when the call asks for a dtype: comparisons give `bool` whatever they compute in. */
function forced(name: string, output: DType | null, dtype: DType | null): DType | null {
  const loops = ufuncOf(name)?.loops ?? [];
  if (alwaysFor(loops)) return output;
  const always = loops.every(({ inputs, outputs }) => outputs.every((one) => one === inputs[0]));
  return always && dtype !== null ? dtype : null;
}

/** Results for each combination of a union's members; `undefined` when one of them is not NumPy's business. */
export function distribute(types: readonly Type[], apply: (types: readonly Type[]) => Type | undefined): Type | undefined {
  const index = types.findIndex(({ kind }) => kind === "union");
  if (index < 0) return apply(types);
  const type = types[index] as Type;
  if (type.kind !== "union") return undefined;
  const results: Type[] = [];
  for (const member of type.members) {
    const result = distribute(
      types.map((other, place) => (place === index ? member : other)),
      apply,
    );
    if (result === undefined) return undefined;
    results.push(result);
  }
  return join(...results);
}

/** The dtype in which numbers are added up: small integers in 64 bits. */
export function accumulatorOf(dtype: DType | null): DType | null {
  if (dtype === null) return null;
  if (dtype === "bool") return "int64";
  if (isInteger(dtype)) return dtype.startsWith("u") ? "uint64" : "int64";
  return dtype;
}

/** The dtype that `ufunc.reduce` and `ufunc.accumulate` give for an array. */
export function reductionType(name: string, dtype: DType | null, context: RuleContext): DType | null {
  if (dtype === null) return null;
  const canonical = ufuncAliases[name] ?? name;
  if (canonical === "add" || canonical === "multiply") {
    if (!isPlain(dtype)) return canonical === "add" && kindOf(dtype) === "m" ? dtype : null;
    return accumulatorOf(dtype);
  }
  if (extrema.has(canonical) && (kindOf(dtype) === "m" || kindOf(dtype) === "M")) return dtype;
  if (dtype === "object" || !isNumeric(dtype)) return dtype === "object" ? "object" : null;
  const operand: Operand = { dtype, shape: [null], scalar: false };
  const output = outputTypes(canonical, [operand, operand], context)[0] ?? null;
  if (output === null) return null;
  // The result is an operand again, so that the loop must keep its dtype.
  return output === "bool" || promoteTypes(output, dtype) === output ? output : null;
}
