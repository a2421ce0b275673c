/** Numeric functions of signals and grids, and arrays that are read from files. */
import type { Rule } from "../../rule.js";
import { array, type DType, join, list, object, type Type, tuple, unknown } from "../../type.js";
import { dtypeOfArgument, isInteger, kindOf, realOf } from "./dtypes.js";
import { isPlain } from "./made.js";
import { arrayFrom } from "./operands.js";
import { wrap } from "./reductions.js";
import { flagOf, shapeOfArgument } from "./shapes.js";

const isLeftOut = (type: Type | undefined): boolean => type === undefined || type.kind === "none";

const floating = (dtype: DType): DType | null =>
  isInteger(dtype) || dtype === "bool" ? "float64" : "fc".includes(kindOf(dtype) ?? "?") ? dtype : null;

/**
 * A function of each element that works in floating point.
 * @param parameter what it is applied to
 * @param kind `real` for the angles of complex numbers
 */
export const floatingEach: Rule = (call, parameter = "x", kind = "same") => {
  const value = call.argument(parameter);
  if (!value || !isPlain(value, call)) return unknown("an array of a subclass may come out");
  const content = arrayFrom(value, call);
  // With an integer as the `period`, integers stay what they are.
  const isOther = call.name.endsWith(".unwrap") && (call.spreads || call.argument("period") !== undefined);
  // Angles of narrow whole numbers are narrow floats.
  const isNarrow = kind === "real" && /^(bool|u?int(8|16))$/.test(content?.dtype ?? "");
  const dtype = content?.dtype && !isOther && !isNarrow ? floating(content.dtype) : null;
  const result = dtype !== null && kind === "real" ? realOf(dtype) : dtype;
  // Numbers and arrays without axes come back as numbers.
  return wrap(result, { shape: content?.shape ?? null, isArray: false }, call);
};

/** `np.indices((2, 3))`: one array of indices for each axis, in one array or with `sparse` in a tuple. */
export const indices: Rule = (call) => {
  const shape = shapeOfArgument(call.argument("dimensions"), call);
  const given = call.argument("dtype");
  const asked = dtypeOfArgument(given);
  const dtype = asked === undefined ? "int64" : asked;
  // One array of `None` has floats, as `empty` has them; the parts are made by `arange`.
  const whole = array(given?.kind === "none" ? "float64" : dtype, shape && [shape.length, ...shape]);
  const sparse = flagOf(call.argument("sparse"), false);
  const each = tuple(array(dtype, shape?.map(() => null) ?? null));
  return sparse === undefined ? join(whole, each) : sparse ? each : whole;
};

/** `np.gradient`: one array for each axis. */
export const gradient: Rule = (call) => {
  const value = call.argument("f");
  if (!value || !isPlain(value, call, true) || call.spreads) return unknown("an array of a subclass may come out");
  const content = arrayFrom(value, call);
  const dtype = content?.dtype ? floating(content.dtype) : null;
  const shape = content?.shape ?? null;
  const one = array(dtype, shape);
  const axis = call.argument("axis");
  const axes = isLeftOut(axis) ? shape?.length : axis?.kind === "scalar" ? 1 : undefined;
  if (axes === 1) return one;
  const isNew = call.targets.satisfies("numpy", ">=2");
  const many = isNew ? tuple(one) : isNew === false ? list(one) : join(tuple(one), list(one));
  return axes === undefined ? join(one, many) : many;
};

/** `np.polyfit`: the coefficients, with more when that is asked for. */
export const fittedPolynomial: Rule = (call) => {
  const more = ["full", "cov"].some((name) => flagOf(call.argument(name), false) !== false);
  if (more) return unknown("coefficients, and what else is asked for");
  const [x, y] = ["x", "y"].map((name) => {
    const value = call.argument(name);
    return value ? arrayFrom(value, call) : undefined;
  });
  const isReal = [x, y].every((one) => one?.dtype && (isInteger(one.dtype) || one.dtype === "float64"));
  return array(isReal ? "float64" : null, y?.shape?.length === 1 ? [null] : y?.shape ? y.shape.map(() => null) : null);
};

/** `np.load`: the array of a `.npy` file, or the archive of a `.npz` file; what was pickled can be anything. */
export const loaded: Rule = (call) => {
  if (flagOf(call.argument("allow_pickle"), false) !== false) return unknown("what was pickled");
  if (!isLeftOut(call.argument("mmap_mode"))) return unknown("an array that stays in its file");
  const stored = array(null, null);
  const archive = object("numpy.lib.npyio.NpzFile");
  const file = call.argument("file");
  const name = file?.kind === "scalar" && typeof file.value === "string" ? file.value : undefined;
  // The content decides, whatever the name; the name says what to expect.
  if (call.assumes && name !== undefined) return name.endsWith(".npz") ? archive : stored;
  return join(stored, archive);
};

/** `np.loadtxt`: floats unless another dtype is asked for; with `unpack` one array for each field of a record. */
export const loadedText: Rule = (call) => {
  const given = call.argument("dtype");
  const dtype = given === undefined ? "float64" : dtypeOfArgument(given);
  const mayBeRecord = dtype === null || dtype === undefined;
  if (mayBeRecord && flagOf(call.argument("unpack"), false) !== false) return unknown("one array for each field, or one for all");
  return array(dtype ?? null, null);
};
