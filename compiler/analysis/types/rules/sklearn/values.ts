/** Forms of values that scikit-learn takes and gives. */
import type { RuleContext } from "../../rule.js";
import { array, type DType, type FrameType, join, object, type Shape, type Type, unknown } from "../../type.js";

/** An argument whose value decides what comes: `true` and `false` when it is known, also by its default. */
export function flag(argument: Type | undefined, byDefault: boolean): boolean | undefined {
  if (argument === undefined) return byDefault;
  if (argument.kind === "none") return false;
  return argument.kind === "scalar" && typeof argument.value === "boolean" ? argument.value : undefined;
}

/** Sparse matrices of the formats that estimators give. */
export const sparse: Type = join(...["csr_matrix", "csc_matrix", "csr_array", "csc_array"].map((name) => object(`scipy.sparse.${name}`)));

export const frame: FrameType = { kind: "frame", columns: null, complete: false, index: null, length: null };

/** Values that estimators make an ordinary array of. */
export const isDense = (type: Type | undefined): boolean =>
  type !== undefined && ["array", "frame", "series", "list", "tuple"].includes(type.kind);

/** Whether the program can make estimators work in the array library of their input. */
const dispatches = (context: RuleContext): boolean =>
  context.programCalls("sklearn.set_config") || context.programCalls("sklearn.config_context");

/** A NumPy array, unless the program has chosen another kind of arrays. */
export function numpyArray(context: RuleContext, dtype: DType | null, shape: Shape): Type {
  return dispatches(context) && !context.assumes
    ? unknown("the program configures which arrays scikit-learn gives")
    : array(dtype, shape, "maybe");
}

/** What transformers give instead when the program sets their output. */
export function withOutputFormats(context: RuleContext, usual: Type): Type {
  if (dispatches(context)) {
    const reason = "the program configures which arrays scikit-learn gives";
    return context.assumes ? join(usual, frame) : unknown(reason);
  }
  if (!context.programCalls("sklearn.base.TransformerMixin.set_output")) return usual;
  return join(usual, frame, object("polars.DataFrame"));
}
