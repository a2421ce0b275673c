/**
 * The loops of NumPy's universal functions: for which dtypes each exists and what it gives, in the order in which NumPy tries
 * them. Dates and durations are not in here (`ufuncs.ts` knows them), nor the types of C that are others on other platforms.
 */
import type { DType } from "../../type.js";
import { dtypeOfCharacter } from "./dtypes.js";

export interface Loop {
  readonly inputs: readonly DType[];
  readonly outputs: readonly DType[];
}

export interface Ufunc {
  readonly inputs: number;
  readonly outputs: number;
  readonly loops: readonly Loop[];
  /** Other loops in these versions. */
  readonly newer?: { readonly range: string; readonly loops: readonly Loop[] };
  /** What `reduce` begins with exists, so that an empty array can be reduced. */
  readonly identity?: boolean;
}

const integers = "bBhHiIlL";
const floats = "efdg";
const complexes = "FDG";

/** One loop for each letter, with that letter for every input and output. */
function uniform(letters: string, inputs: number, outputs = 1): Loop[] {
  return [...letters].map((letter) => {
    const dtype = dtypeOfCharacter(letter);
    return { inputs: Array<DType>(inputs).fill(dtype), outputs: Array<DType>(outputs).fill(dtype) };
  });
}

/** One loop for each letter, with another output. */
function giving(output: string, letters: string, inputs: number): Loop[] {
  return uniform(letters, inputs).map((loop) => ({ ...loop, outputs: [dtypeOfCharacter(output)] }));
}

const written = (text: string): Loop[] =>
  text.split(" ").map((loop) => {
    const [inputs, outputs] = loop.split(">") as [string, string];
    return { inputs: [...inputs].map(dtypeOfCharacter), outputs: [...outputs].map(dtypeOfCharacter) };
  });

const unary = (loops: Loop[]): Ufunc => ({ inputs: 1, outputs: 1, loops });
const binary = (loops: Loop[]): Ufunc => ({ inputs: 2, outputs: 1, loops });

const arithmetic = uniform(`${integers}${floats}${complexes}O`, 2);
const ofFloats = unary(uniform(`${floats}O`, 1));
const ofComplexes = unary(uniform(`${floats}${complexes}O`, 1));
const keepingNumbers = unary(uniform(`${integers}${floats}${complexes}O`, 1));
const rounding: Ufunc = {
  ...ofFloats,
  newer: { range: ">=2.1", loops: uniform(`?${integers}${floats}O`, 1) },
};
const comparison = binary([...giving("?", `?${integers}${floats}${complexes}O`, 2)]);
const logical = binary([...giving("?", `?${integers}${floats}${complexes}`, 2), ...uniform("O", 2)]);
const bits = binary(uniform(`?${integers}O`, 2));
const shifts = binary(uniform(`${integers}O`, 2));
const extremum = binary(uniform(`?${integers}${floats}${complexes}O`, 2));
const pairsOfFloats = binary(uniform(floats, 2));
const division = binary([...giving("d", integers, 2), ...uniform(`${floats}${complexes}O`, 2)]);
const numberTest = unary(giving("?", `?${integers}${floats}${complexes}`, 1));

/** Every ufunc of the module `numpy` that works element by element, under its first name. */
export const ufuncs: Readonly<Record<string, Ufunc>> = {
  absolute: unary([...uniform(`?${integers}${floats}`, 1), ...written("F>f D>d G>g O>O")]),
  add: { ...binary([...uniform("?", 2), ...arithmetic]), identity: true },
  arccos: ofComplexes,
  arccosh: ofComplexes,
  arcsin: ofComplexes,
  arcsinh: ofComplexes,
  arctan: ofComplexes,
  arctan2: binary(uniform(`${floats}O`, 2)),
  arctanh: ofComplexes,
  bitwise_and: { ...bits, identity: true },
  bitwise_count: unary([...giving("B", integers, 1), ...uniform("O", 1)]),
  bitwise_or: { ...bits, identity: true },
  bitwise_xor: { ...bits, identity: true },
  cbrt: ofFloats,
  ceil: rounding,
  conjugate: keepingNumbers,
  copysign: pairsOfFloats,
  cos: ofComplexes,
  cosh: ofComplexes,
  deg2rad: ofFloats,
  degrees: ofFloats,
  divide: division,
  divmod: { inputs: 2, outputs: 2, loops: uniform(`${integers}${floats}`, 2, 2) },
  equal: comparison,
  exp: ofComplexes,
  exp2: ofComplexes,
  expm1: ofComplexes,
  fabs: ofFloats,
  float_power: binary(uniform("dgDG", 2)),
  floor: rounding,
  floor_divide: binary(uniform(`${integers}${floats}O`, 2)),
  fmax: extremum,
  fmin: extremum,
  fmod: binary(uniform(`${integers}${floats}O`, 2)),
  frexp: { inputs: 1, outputs: 2, loops: written("e>ei f>fi d>di g>gi") },
  gcd: { ...shifts, identity: true },
  greater: comparison,
  greater_equal: comparison,
  heaviside: pairsOfFloats,
  hypot: { ...binary(uniform(`${floats}O`, 2)), identity: true },
  invert: unary(uniform(`?${integers}O`, 1)),
  isfinite: numberTest,
  isinf: numberTest,
  isnan: numberTest,
  lcm: shifts,
  ldexp: binary(written("ei>e fi>f el>e fl>f di>d dl>d gi>g gl>g")),
  left_shift: shifts,
  less: comparison,
  less_equal: comparison,
  log: ofComplexes,
  log10: ofComplexes,
  log1p: ofComplexes,
  log2: ofComplexes,
  logaddexp: pairsOfFloats,
  logaddexp2: pairsOfFloats,
  logical_and: { ...logical, identity: true },
  logical_not: unary([...giving("?", `?${integers}${floats}${complexes}`, 1), ...uniform("O", 1)]),
  logical_or: { ...logical, identity: true },
  logical_xor: { ...logical, identity: true },
  maximum: extremum,
  minimum: extremum,
  modf: { inputs: 1, outputs: 2, loops: uniform(floats, 1, 2) },
  multiply: { ...binary([...uniform("?", 2), ...arithmetic]), identity: true },
  negative: keepingNumbers,
  nextafter: pairsOfFloats,
  not_equal: comparison,
  positive: keepingNumbers,
  power: binary(arithmetic),
  rad2deg: ofFloats,
  radians: ofFloats,
  reciprocal: keepingNumbers,
  remainder: binary(uniform(`${integers}${floats}O`, 2)),
  right_shift: shifts,
  rint: ofComplexes,
  sign: keepingNumbers,
  signbit: unary(giving("?", floats, 1)),
  sin: ofComplexes,
  sinh: ofComplexes,
  spacing: unary(uniform(floats, 1)),
  sqrt: ofComplexes,
  square: keepingNumbers,
  subtract: binary(arithmetic),
  tan: ofComplexes,
  tanh: ofComplexes,
  trunc: rounding,
};

/** Other names of ufuncs. */
export const ufuncAliases: Readonly<Record<string, string>> = {
  abs: "absolute",
  acos: "arccos",
  acosh: "arccosh",
  asin: "arcsin",
  asinh: "arcsinh",
  atan: "arctan",
  atan2: "arctan2",
  atanh: "arctanh",
  bitwise_invert: "invert",
  bitwise_left_shift: "left_shift",
  bitwise_not: "invert",
  bitwise_right_shift: "right_shift",
  conj: "conjugate",
  mod: "remainder",
  pow: "power",
  true_divide: "divide",
};

export function ufuncOf(name: string): Ufunc | undefined {
  return ufuncs[name] ?? ufuncs[ufuncAliases[name] ?? ""];
}
