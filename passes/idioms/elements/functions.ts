/** Functions that loops on lists may call: what they give for numbers of Python is what they give for those of NumPy. */
import type { Expression, Node } from "../../../compiler/ir/nodes.js";
import type { Outcome } from "./outcome.js";
import {
  type Arithmetic,
  anySize,
  floats,
  holds,
  isOnly,
  joined,
  kinds,
  NotOnLists,
  ofNumPy,
  type Scalar,
  scalar,
  truths,
  wholes,
} from "./values.js";

/** What calls need of the run through the loop. */
export interface Host {
  readonly arithmetic: Arithmetic;
  readonly saved: Map<Node, number>;
  readonly calls: Map<Node, CallForm>;
  scalar(expression: Expression, target?: string): Scalar;
  plain(value: Scalar): Scalar;
}

export type CallForm = Outcome["calls"] extends ReadonlyMap<Node, infer Form> ? Form : never;

export class Functions {
  constructor(private readonly host: Host) {}

  /** @param name the function's, in the catalogue; `len` is not among them */
  call(node: Extract<Expression, { kind: "Call" }>, name: string | undefined, target: string | undefined): Scalar {
    const { saved, arithmetic } = this.host;
    if (node.keywords.length > 0 || name === undefined)
      throw new NotOnLists("a function is called that is not known to only compute", node);
    const [first, ...others] = node.args;
    if (!first) throw new NotOnLists("a function is called that is not known to only compute", node);
    const isChoice = name === "builtins.min" || name === "builtins.max";
    const values = node.args.map((arg) => this.host.scalar(arg, isChoice ? target : undefined));
    const [value] = values as [Scalar];
    const { classes } = this.host.plain(value);
    const isOne = others.length === 0;
    if (isChoice && values.length > 1) {
      values.forEach((each, index) => {
        if (index > 0) arithmetic.compare("Lt", this.host.plain(values[index - 1] as Scalar), this.host.plain(each), node);
        if (index > 1) arithmetic.compare("Lt", this.host.plain(value), this.host.plain(each), node);
      });
      saved.set(node, 6 * others.length);
      return values.reduce((a, b) => joined(a, b, node) as Scalar);
    }
    if (name.startsWith("math.") && mathFunctions.has(name.slice(5))) return this.mathCall(name.slice(5), values, node);
    if (!isOne) throw new NotOnLists("a function is called that is not known to only compute", node);
    switch (name) {
      case "builtins.abs":
        if (!isOnly(classes, floats | kinds.int | kinds.int64)) break;
        saved.set(node, 20);
        return scalar(classes, value);
      case "builtins.int":
        if (!isOnly(classes, floats | wholes | truths | kinds.text)) break;
        if (holds(classes, ofNumPy)) saved.set(node, 20);
        return scalar(kinds.int, holds(classes, floats | kinds.text) ? anySize : value);
      case "builtins.ord":
        if (!isOnly(classes, kinds.text)) break;
        return scalar(kinds.int, { steps: 0, rest: 0x110000 });
      case "builtins.float":
      case "builtins.bool":
        if (holds(classes, ofNumPy)) saved.set(node, 10);
        return scalar(name === "builtins.float" ? kinds.float : kinds.bool);
      case "builtins.round":
        if (!isOnly(classes, floats)) break;
        return scalar(kinds.int, anySize);
      case "numpy.sqrt":
      case "numpy.float64":
        if (!isOnly(classes, floats | kinds.int | kinds.int64)) break;
        if (holds(classes, wholes)) arithmetic.checkExact(value, node);
        this.host.calls.set(node, name === "numpy.sqrt" ? "sqrt" : "float");
        saved.set(node, name === "numpy.sqrt" ? 400 : 60);
        return scalar(kinds.float64);
      case "numpy.abs":
      case "numpy.absolute":
      case "numpy.fabs":
        if (!isOnly(classes, floats)) break;
        this.host.calls.set(node, "abs");
        saved.set(node, 400);
        return scalar(kinds.float64);
      case "numpy.isnan":
        if (!isOnly(classes, floats) || first.kind === "Call") break;
        this.host.calls.set(node, "isnan");
        saved.set(node, 400);
        return scalar(kinds.bool_);
      default:
    }
    throw new NotOnLists(`${name.replace(/^builtins\./, "")} of these numbers may give others on lists`, node);
  }

  private mathCall(name: string, values: readonly Scalar[], node: Node): Scalar {
    const { saved, arithmetic } = this.host;
    for (const value of values) {
      const { classes } = this.host.plain(value);
      if (!isOnly(classes, floats | kinds.int | kinds.int64))
        throw new NotOnLists(`math.${name} is given something else than numbers`, node);
      if (holds(classes, wholes)) arithmetic.checkExact(value, node);
    }
    if (values.some((value) => holds(value.classes, ofNumPy))) saved.set(node, 8);
    if (name === "floor" || name === "ceil" || name === "trunc") return scalar(kinds.int, anySize);
    return scalar(name.startsWith("is") ? kinds.bool : kinds.float);
  }
}

/** Functions of `math` that give floats, whole numbers or truth values of numbers. */
const mathFunctions = new Set(
  [
    "sqrt exp expm1 log log2 log10 log1p sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh",
    "pow hypot fmod erf erfc gamma lgamma degrees radians copysign fabs floor ceil trunc isnan isinf isfinite",
  ]
    .join(" ")
    .split(" "),
);
