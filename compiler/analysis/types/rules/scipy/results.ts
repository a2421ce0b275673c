/** Functions whose result depends on what they are asked for. */
import type { RuleCall } from "../../rule.js";
import { array, dict, join, list, none, numpyScalar, object, scalar, type Type, tupleOf, unknown } from "../../type.js";

const number = join(scalar("float"), numpyScalar(null));
const anyArray = array(null, null, "maybe");
const vector = array(null, [null], "maybe");
const matrix = array(null, [null, null], "maybe");

/** A flag (`full_output=0`, `right=True`) when its value is known, also by default. */
function flag(call: RuleCall, parameter: string, byDefault: boolean): boolean | undefined {
  const given = call.argument(parameter);
  if (given === undefined) return byDefault;
  if (given.kind === "none") return false;
  if (given.kind !== "scalar" || given.value === undefined || typeof given.value === "string") return undefined;
  return Boolean(given.value);
}

/** One of two results, or either when it is not known which. */
const choose = (condition: boolean | undefined, yes: Type, no: Type): Type =>
  condition === undefined ? join(yes, no) : condition ? yes : no;

const textOf = (type: Type | undefined): string | undefined =>
  type?.kind === "scalar" && typeof type.value === "string" ? type.value : undefined;

// ------------------------------------------------------------ linear algebra

/** Eigenvalues, then left and right eigenvectors as they are asked for. */
export function eigen(call: RuleCall): Type {
  const left = flag(call, "left", false);
  const right = flag(call, "right", true);
  if (left === undefined || right === undefined)
    return join(anyArray, tupleOf([anyArray, anyArray]), tupleOf([anyArray, anyArray, anyArray]));
  const vectors = [left, right].filter(Boolean).map(() => anyArray);
  return vectors.length === 0 ? anyArray : tupleOf([anyArray, ...vectors]);
}

export function eigenHermitian(call: RuleCall): Type {
  return choose(flag(call, "eigvals_only", false), anyArray, tupleOf([anyArray, anyArray]));
}

export function singular(call: RuleCall): Type {
  return choose(flag(call, "compute_uv", true), tupleOf([anyArray, anyArray, anyArray]), anyArray);
}

/** `qr` and `rq`: the factors that `mode` names, and the permutation. */
export function orthogonal(call: RuleCall): Type {
  const mode = call.argument("mode");
  const name = mode === undefined ? "full" : textOf(mode);
  const pivoting = flag(call, "pivoting", false);
  if (name === undefined || pivoting === undefined) return unknown("the form of the factorization is not known");
  const isAlone = name === "r";
  if (name === "raw") return unknown("a raw factorization");
  // Only `qr` gives the factor in a tuple of its own.
  if (isAlone && call.name.endsWith(".rq")) return anyArray;
  const factors = isAlone ? [anyArray] : [anyArray, anyArray];
  return tupleOf(pivoting ? [...factors, anyArray] : factors);
}

// ------------------------------------------------------------ optimization

/** A result with attributes; `parts` says what is known of some of them. */
export function optimum(_call: RuleCall, ...known: string[]): Type {
  const contents: Readonly<Record<string, readonly [string, Type]>> = {
    x: ["x", anyArray],
    "maybe-x": ["x", join(anyArray, none)],
    number: ["x", join(number, scalar("int"))],
    "x-mesh": ["x", vector],
    fun: ["fun", vector],
    t: ["t", vector],
    y: ["y", matrix],
    message: ["message", scalar("str")],
  };
  const parts = Object.fromEntries(known.flatMap((name) => (contents[name] ? [contents[name]] : [])));
  const isPlain = !usesOwnMethod(_call);
  return { ...object("scipy.optimize.OptimizeResult", isPlain ? parts : undefined), subclass: true };
}

/** A method of the program's own decides itself what it gives. */
function usesOwnMethod(call: RuleCall): boolean {
  const method = call.argument("method");
  return (
    method !== undefined &&
    method.kind !== "none" &&
    !(method.kind === "scalar" && method.class === "str") &&
    method.kind !== "library-class"
  );
}

export function resultAttribute(value: Type, name: string): Type | undefined {
  if (value.kind !== "object" || value.class !== "scipy.optimize.OptimizeResult") return undefined;
  return value.parts && Object.hasOwn(value.parts, name) ? value.parts[name] : undefined;
}

export function curveFit(call: RuleCall): Type {
  const short = tupleOf([vector, matrix]);
  const long = tupleOf([
    vector,
    matrix,
    dict(scalar("str"), unknown("a detail of the fit")),
    scalar("str"),
    join(scalar("int"), numpyScalar(null)),
  ]);
  return choose(flag(call, "full_output", false), long, short);
}

/** Roots in an interval. */
export function root(call: RuleCall): Type {
  const found = join(scalar("float"), numpyScalar(null));
  return choose(flag(call, "full_output", false), tupleOf([found, object("scipy.optimize.RootResults")]), found);
}

/** The older functions that search a minimum: the place, or with more results a tuple. */
export function minimum(call: RuleCall): Type {
  const all = [flag(call, "full_output", false), flag(call, "retall", false)];
  const more = unknown("the place of the minimum with details");
  if (all.every((one) => one === false)) return anyArray;
  return more;
}

// ------------------------------------------------------------ integration and signals

export function quadrature(call: RuleCall): Type {
  const full = flag(call, "full_output", false);
  const complex = flag(call, "complex_func", false);
  if (complex !== false) return unknown("an integral of complex numbers, or with details");
  const short = tupleOf([scalar("float"), scalar("float")]);
  return choose(full, unknown("an integral with details"), short);
}

/** Integrals of samples: numbers for one set of samples. */
export function integral(call: RuleCall): Type {
  const samples = call.argument("y");
  const isOne = samples?.kind === "series" || (samples?.kind === "array" && samples.shape?.length === 1) || isListOfNumbers(samples);
  return isOne ? number : join(number, anyArray);
}

const isListOfNumbers = (type: Type | undefined): boolean =>
  (type?.kind === "list" || type?.kind === "tuple") &&
  type.element.kind === "scalar" &&
  ["int", "float", "bool"].includes(type.element.class);

/** Filters in the form that `output` names. */
export function filter(call: RuleCall): Type {
  const output = call.argument("output");
  switch (output === undefined ? "ba" : textOf(output)) {
    case "ba":
      return tupleOf([anyArray, anyArray]);
    case "zpk":
      return tupleOf([anyArray, anyArray, join(number, scalar("int"), anyArray)]);
    case "sos":
      return anyArray;
    default:
      return join(
        anyArray,
        tupleOf([anyArray, anyArray]),
        tupleOf([anyArray, anyArray, unknown("the gain")]),
        list(unknown("a form of a filter")),
      );
  }
}

/** `fftn`: what has no axes comes back as it is, whatever it may be. */
export function transform(call: RuleCall): Type {
  const value = call.argument("x");
  if (!value) return unknown("an argument is missing");
  if (value.kind === "list" || value.kind === "tuple") return anyArray;
  if (value.kind !== "array") return unknown("what has no axes comes back as it is");
  return value.shape === null || value.shape.length === 0 ? join(anyArray, numpyScalar(null)) : anyArray;
}
