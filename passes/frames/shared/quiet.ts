/**
 * Which operations of pandas never warn. An expression that can warn may not be evaluated once instead of twice, since each
 * place in a program warns on its own.
 *
 * The tables hold what was read in the sources of pandas 2.2 and 3: operators run with NumPy's floating-point warnings switched off;
 * reductions of floats do not (an overflow warns), and many methods announce changes for columns of some dtypes. Methods that change
 * the filters of warnings while they run are not in the tables either: Python then forgets what it has shown, and shows it again.
 */
import type { Targets } from "../../../compiler/analysis/types/targets.js";
import { membersOf, type Type } from "../../../compiler/analysis/types/type.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import type { Expression } from "../../../compiler/ir/nodes.js";
import { words } from "../../manager/words.js";
import {
  type Call,
  columnOf,
  holdsPlainData,
  isFrameOrSeries,
  isKind,
  isMask,
  pandasMethodOf,
  rowsOf,
  targetsOf,
} from "./frame-expressions.js";

/** Methods of series and accessors that never warn when their arguments are constants. */
const quietMethods: Readonly<Record<string, ReadonlySet<string>>> = {
  Series: words(
    "isna isnull notna notnull between unique nunique count min max duplicated drop_duplicates sort_values sort_index head tail nlargest nsmallest",
  ),
  DataFrame: words("isna isnull notna notnull nunique duplicated drop_duplicates sort_values sort_index head tail set_index"),
  StringMethods: words(
    "lower upper strip lstrip rstrip title capitalize swapcase startswith endswith isdigit isalpha isalnum isnumeric isspace islower isupper slice zfill",
  ),
};

/** Those of numbers that only warn when a float overflows. */
const quietOfWholeNumbers = words("sum mean std var any all prod cumsum abs round");

/** Arguments that are deprecated, or that make a method do something else than what the tables are about. */
const oddArguments = words(
  "axis inplace key level squeeze flags case regex bins method numeric_only na min_count engine engine_kwargs copy",
);

export class Quiet {
  constructor(
    private readonly facts: TypeFacts,
    private readonly targets: Targets,
  ) {}

  /** Whether evaluating an expression certainly warns of nothing. */
  isQuiet(node: Expression): boolean {
    switch (node.kind) {
      case "Name":
      case "Constant":
        return true;
      case "Tuple":
      case "List":
        return node.ctx === "Load" && node.elts.every((item) => item.kind !== "Starred" && this.isQuiet(item));
      case "Slice":
        return [node.lower, node.upper, node.step].every((part) => part === null || this.isQuiet(part));
      case "Attribute":
        return this.attribute(node);
      case "Subscript":
        return this.subscript(node);
      case "Compare":
        return this.comparison(node);
      case "BinOp":
        return this.operator(node);
      case "UnaryOp":
        return node.op === "Invert" ? isMask(node.operand, this.facts) && this.isQuiet(node.operand) : this.isConstant(node);
      case "Call":
        return this.call(node);
      default:
        return false;
    }
  }

  private attribute(node: Extract<Expression, { kind: "Attribute" }>): boolean {
    const owner = this.facts.typeOf(node.value);
    if (owner.kind === "module") return true;
    if (!this.isQuiet(node.value)) return false;
    if (columnOf(node, this.facts)) return true;
    if (node.attr === "str") return holdsPlainData(owner);
    if (isFrameOrSeries(owner)) return ["loc", "iloc", "shape", "size", "empty"].includes(node.attr);
    return false;
  }

  private subscript(node: Extract<Expression, { kind: "Subscript" }>): boolean {
    const { value, slice } = node;
    if (node.ctx !== "Load" || !this.isQuiet(value) || !this.isQuiet(slice)) return false;
    const owner = this.facts.typeOf(value);
    if (isFrameOrSeries(owner)) {
      // A mask with other rows is aligned, with a warning.
      if (isMask(slice, this.facts)) return this.hasSameRows(slice, value);
      return isKind(owner, "frame") && (isLabel(slice) || (slice.kind === "List" && slice.elts.every(isLabel)));
    }
    if (value.kind === "Attribute" && value.attr === "loc" && isFrameOrSeries(this.facts.typeOf(value.value))) {
      const [rows, columns] = slice.kind === "Tuple" ? slice.elts : [slice];
      const columnsAreLabels = columns === undefined || isLabel(columns) || (columns.kind === "List" && columns.elts.every(isLabel));
      return rows !== undefined && isMask(rows, this.facts) && this.hasSameRows(rows, value.value) && columnsAreLabels;
    }
    return isGroupBy(owner) && (isLabel(slice) || (slice.kind === "List" && slice.elts.every(isLabel)));
  }

  private hasSameRows(mask: Expression, of: Expression): boolean {
    const rows = rowsOf(mask, this.facts);
    return rows !== undefined && rows === rowsOf(of, this.facts);
  }

  private comparison({ left, ops, comparators }: Extract<Expression, { kind: "Compare" }>): boolean {
    const operands = [left, ...comparators];
    if (ops.length !== 1 || !ops.every((op) => ["Eq", "NotEq", "Lt", "LtE", "Gt", "GtE"].includes(op))) return false;
    return operands.every((operand) => this.isQuiet(operand) && this.isOperand(this.facts.typeOf(operand)));
  }

  private isOperand(type: Type): boolean {
    return isKind(type, "scalar", "numpy-scalar") || (isKind(type, "series") && holdsPlainData(type));
  }

  private operator(node: Extract<Expression, { kind: "BinOp" }>): boolean {
    const { left, op, right } = node;
    if (!this.isQuiet(left) || !this.isQuiet(right)) return false;
    if (["BitAnd", "BitOr", "BitXor"].includes(op)) {
      const rows = rowsOf(left, this.facts);
      return isMask(left, this.facts) && isMask(right, this.facts) && rows !== undefined && rows === rowsOf(right, this.facts);
    }
    if (!["Add", "Sub", "Mult", "Div"].includes(op)) return false;
    const [a, b] = [this.facts.typeOf(left), this.facts.typeOf(right)];
    if (!this.isOperand(a) || !this.isOperand(b)) return false;
    // Truth values by an operator of numbers, and dates beside objects, do warn.
    return [a, b].every((type) => isNumber(type) || (isKind(type, "series") && [a, b].some(isPythonNumber)));
  }

  private call(node: Call): boolean {
    if (!node.args.every((item) => item.kind !== "Starred" && this.isQuiet(item))) return false;
    if (!node.keywords.every(({ arg, value }) => arg !== null && !oddArguments.has(arg) && this.isQuiet(value))) return false;
    const method = pandasMethodOf(node, this.facts);
    if (!method || node.func.kind !== "Attribute") return this.builtin(node);
    const receiver = node.func.value;
    if (!this.isQuiet(receiver)) return false;
    const { owner, name } = method;
    if ((owner === "Series" || owner === "DataFrame") && !holdsPlainData(this.facts.typeOf(receiver))) return false;
    if (name === "groupby") return this.groups(node, this.facts.typeOf(receiver));
    const constant = [...node.args, ...node.keywords.map(({ value }) => value)].every((value) => this.isConstant(value));
    if (!constant) return false;
    // By several keys it does what is said above.
    if (name === "sort_values" && node.args[0]?.kind === "List" && node.args[0].elts.length > 1) return false;
    if (name === "sort_values" && node.keywords.some(({ arg }) => arg === "by")) return false;
    if (quietMethods[owner]?.has(name)) return true;
    if (owner === "StringMethods" && name === "contains") return isPlainPattern(node.args[0]);
    if (owner === "Series" && quietOfWholeNumbers.has(name)) return isWholeNumbers(this.facts.typeOf(receiver));
    // Dates and texts are compared with a warning before pandas 3; counts of objects as well.
    const silent = this.targets.satisfies("pandas", ">=3") === true || isNumber(this.facts.typeOf(receiver));
    return owner === "Series" && name === "isin" && silent;
  }

  /** Grouping by a category without `observed` warns before pandas 3. */
  private groups(node: Call, type: Type): boolean {
    const [by] = node.args.length === 1 ? node.args : [node.keywords.find(({ arg }) => arg === "by")?.value];
    const labels = by?.kind === "List" ? by.elts : by ? [by] : [];
    if (labels.length === 0 || !labels.every(isLabel) || node.args.length > 1) return false;
    if (!node.keywords.every(({ arg, value }) => arg === "by" || value.kind === "Constant")) return false;
    const isSaid = node.keywords.some(({ arg }) => arg === "observed");
    return isSaid || this.targets.satisfies("pandas", ">=3") === true || holdsPlainData(type);
  }

  private builtin(node: Call): boolean {
    const names = targetsOf(node, this.facts);
    const [only] = node.args;
    const isLength = names?.length === 1 && names[0] === "builtins.len" && node.args.length === 1;
    return isLength && only !== undefined && isFrameOrSeries(this.facts.typeOf(only));
  }

  private isConstant(node: Expression): boolean {
    switch (node.kind) {
      case "Constant":
        return true;
      case "UnaryOp":
        return node.op === "USub" && node.operand.kind === "Constant" && typeof node.operand.value !== "boolean";
      case "List":
      case "Tuple":
        return node.elts.every((item) => this.isConstant(item));
      default:
        return isKind(this.facts.typeOf(node), "scalar");
    }
  }
}

export const isGroupBy = (type: Type): boolean =>
  membersOf(type).length > 0 &&
  membersOf(type).every((member) => member.kind === "object" && /^pandas\.(?:[\w.]+\.)?(?:DataFrame|Series)GroupBy$/.test(member.class));

const isLabel = (node: Expression): boolean => node.kind === "Constant" && typeof node.value === "string";

/** A pattern without groups and sets, about which nothing can be said. */
const isPlainPattern = (node: Expression | undefined): boolean =>
  node?.kind === "Constant" && typeof node.value === "string" && !/[([\\]/.test(node.value);

const isPythonNumber = (type: Type): boolean => type.kind === "scalar" && (type.class === "int" || type.class === "float");

const isNumber = (type: Type): boolean =>
  isPythonNumber(type) ||
  (membersOf(type).length > 0 &&
    membersOf(type).every((member) => member.kind === "series" && member.dtype !== null && /^u?int\d+$|^float(32|64)$/.test(member.dtype)));

const isWholeNumbers = (type: Type): boolean =>
  membersOf(type).length > 0 &&
  membersOf(type).every((member) => member.kind === "series" && member.dtype !== null && /^(u?int\d+|bool)$/.test(member.dtype));
