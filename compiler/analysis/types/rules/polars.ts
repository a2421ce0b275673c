/** Polars: operators on expressions and series, items of frames. */
import type { LibraryRules, RuleCall } from "../rule.js";
import { type ObjectType, object, scalar, type Type, unknown } from "../type.js";

const expression: Type = { ...object("polars.Expr"), subclass: true };

/** Classes of expressions; all operators on them make expressions again. */
const expressions = ["polars.Expr", "polars.expr.whenthen.Then", "polars.expr.whenthen.ChainedThen", "polars.selectors.Selector"];

const isOf = (type: Type, names: readonly string[]): type is ObjectType => type.kind === "object" && names.includes(type.class);
const isExpression = (type: Type): boolean => isOf(type, expressions);
const isSeries = (type: Type): boolean => isOf(type, ["polars.Series"]);
const isFrame = (type: Type): boolean => isOf(type, ["polars.DataFrame"]);

/** `pl.col("a")`; with several names or dtypes too. */
const column = (): Type => expression;

/** `collect` of a lazy frame: a frame, unless it runs in the background. */
function collect(call: RuleCall): Type {
  const background = call.argument("background");
  return background === undefined || (background.kind === "scalar" && background.value === false)
    ? object("polars.DataFrame")
    : unknown("a query in the background");
}

/** An operator with an expression gives an expression; what the other operand makes of it is not known for objects of the program. */
function operate(left: Type, right: Type): Type | undefined {
  const hasOwn = (type: Type): boolean => type.kind === "instance" || type.kind === "unknown" || type.kind === "union";
  if (isExpression(left)) return expression;
  if (isExpression(right))
    return hasOwn(left) ? undefined : left.kind === "object" ? unknown("an operator with an expression") : expression;
  if (isSeries(left) || isSeries(right)) return seriesOperator(left, right);
  return undefined;
}

function seriesOperator(left: Type, right: Type): Type {
  const other = isSeries(left) ? right : left;
  const isPlain = isSeries(other) || other.kind === "scalar" || other.kind === "numpy-scalar";
  return isPlain && isSeries(left) ? object("polars.Series") : unknown("an operator with a series");
}

export const polarsRules: LibraryRules = {
  rules: { "pl-col": column, "pl-collect": collect },
  binary: (_op, left, right) => operate(left, right),
  compare: (op, left, right) => (["Is", "IsNot", "In", "NotIn"].includes(op) ? undefined : operate(left, right)),
  unary(op, operand) {
    if (op === "Not") return undefined;
    return isExpression(operand) ? expression : isSeries(operand) ? object("polars.Series") : undefined;
  },
  subscript(value, index) {
    if (isFrame(value)) {
      if (index.kind === "scalar" && index.class === "str") return object("polars.Series");
      if (index.kind === "list" && index.element.kind === "scalar" && index.element.class === "str") return object("polars.DataFrame");
      return index.kind === "slice" ? object("polars.DataFrame") : unknown("a part of a frame");
    }
    if (isSeries(value)) return index.kind === "slice" ? object("polars.Series") : unknown("an item of a series");
    return undefined;
  },
  iterate: (value) => (isFrame(value) ? object("polars.Series") : undefined),
  length: (value) => (isFrame(value) || isSeries(value) ? null : undefined),
  attribute(value, name) {
    return isFrame(value) && (name === "height" || name === "width") ? scalar("int") : undefined;
  },
};
