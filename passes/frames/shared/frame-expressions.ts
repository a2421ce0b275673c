/** What several passes over DataFrames ask about an expression: what it calls, which column it reads, which rows it has. */
import { membersOf, type Type } from "../../../compiler/analysis/types/type.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { dump } from "../../../compiler/ir/dump.js";
import type { Expression } from "../../../compiler/ir/nodes.js";
import { words } from "../../manager/words.js";

export type Call = Extract<Expression, { kind: "Call" }>;

export const isKind = (type: Type, ...kinds: readonly Type["kind"][]): boolean =>
  membersOf(type).length > 0 && membersOf(type).every(({ kind }) => kinds.includes(kind));

/** A value of exactly `pandas.DataFrame`, `pandas.Series`, or one of them. */
export const isFrameOrSeries = (type: Type): boolean => isKind(type, "frame", "series");

/** Values whose operations run no code of the program: no column of objects that could be anything. */
export const holdsPlainData = (type: Type): boolean =>
  membersOf(type).length > 0 &&
  membersOf(type).every((member) => {
    if (member.kind === "series") return member.plain === true || member.mask === true || isPlainDtype(member.dtype);
    if (member.kind === "frame") {
      if (member.plain === true) return member.columns?.every(({ dtype }) => dtype !== "category") ?? true;
      return member.complete && (member.columns?.every(({ dtype }) => isPlainDtype(dtype)) ?? false);
    }
    return false;
  });

const isPlainDtype = (dtype: string | null): boolean => dtype !== null && dtype !== "object" && dtype !== "category";

/** The canonical names of all that a call, operator or subscript may reach; `undefined` when something else may be reached. */
export function targetsOf(node: Expression, facts: TypeFacts): readonly string[] | undefined {
  const operation = facts.operationOf(node);
  if (!operation || operation.unresolved !== undefined || operation.targets.length === 0) return undefined;
  const names: string[] = [];
  for (const target of operation.targets) {
    if (target.kind === "user") return undefined;
    names.push(target.kind === "library" ? target.entry.name : target.name);
  }
  return names;
}

/** Class and method of a call of a method of pandas: `["Series", "mean"]`; `undefined` for everything else. */
export function pandasMethodOf(node: Expression, facts: TypeFacts): { readonly owner: string; readonly name: string } | undefined {
  if (node.kind !== "Call" || node.func.kind !== "Attribute") return undefined;
  const targets = targetsOf(node, facts);
  const found = new Set(targets?.map((name) => /^pandas\.(?:[\w.]+\.)?(\w+)\.\w+$/.exec(name)?.[1]));
  const [owner] = found;
  return found.size === 1 && owner !== undefined && targets?.every((name) => name.endsWith(`.${(node.func as { attr: string }).attr}`))
    ? { owner, name: node.func.attr }
    : undefined;
}

/** The label in `frame["label"]` and `frame.label` of an exact frame whose column it is. */
export function columnOf(node: Expression, facts: TypeFacts): { readonly frame: Expression; readonly label: string } | undefined {
  if (node.kind === "Subscript" && node.slice.kind === "Constant" && typeof node.slice.value === "string") {
    return isKind(facts.typeOf(node.value), "frame") ? { frame: node.value, label: node.slice.value } : undefined;
  }
  if (node.kind !== "Attribute" || node.ctx !== "Load" || !isKind(facts.typeOf(node.value), "frame")) return undefined;
  // A column by its attribute: methods and properties of frames have targets of their own.
  const isColumn =
    isKind(facts.typeOf(node), "series") && facts.operationOf(node)?.targets.every(({ kind }) => kind === "operator") !== false;
  return isColumn && !frameProperties.has(node.attr) ? { frame: node.value, label: node.attr } : undefined;
}

const frameProperties = new Set(
  "dtypes T index columns values axes attrs flags size shape ndim empty style plot loc iloc at iat".split(" "),
);

/**
 * The expression whose rows a series has, in the same order and with the same index, when that is a frame or series with a name:
 * `df` for `(df["a"] > 3) & df["b"].isin(x)`. As text, so that two can be compared; they are at the same moment only.
 */
export function rowsOf(node: Expression, facts: TypeFacts): string | undefined {
  switch (node.kind) {
    case "Name":
      return isFrameOrSeries(facts.typeOf(node)) ? dump(node) : undefined;
    case "Subscript": {
      const column = columnOf(node, facts);
      return column ? rowsOf(column.frame, facts) : undefined;
    }
    case "Attribute": {
      const column = columnOf(node, facts);
      if (column) return rowsOf(column.frame, facts);
      const rowwise = node.attr === "str" || node.attr === "dt" || isRowwise(facts.typeOf(node), node.value, facts);
      return rowwise && isKind(facts.typeOf(node.value), "series", "object") ? rowsOf(node.value, facts) : undefined;
    }
    case "Compare":
      return sameRows([node.left, ...node.comparators], facts);
    case "BinOp":
      return sameRows([node.left, node.right], facts);
    case "UnaryOp":
      return rowsOf(node.operand, facts);
    case "Call": {
      const method = pandasMethodOf(node, facts);
      const rowwise = method && rowwiseMethods[method.owner]?.has(method.name);
      return rowwise && node.func.kind === "Attribute" ? rowsOf(node.func.value, facts) : undefined;
    }
    default:
      return undefined;
  }
}

/** Attributes of `.dt` give a series with the same rows. */
const isRowwise = (type: Type, owner: Expression, facts: TypeFacts): boolean =>
  isKind(type, "series") && isKind(facts.typeOf(owner), "object") && owner.kind === "Attribute" && owner.attr === "dt";

function sameRows(operands: readonly Expression[], facts: TypeFacts): string | undefined {
  const rows = new Set<string | undefined>();
  for (const operand of operands) {
    if (isKind(facts.typeOf(operand), "scalar", "numpy-scalar")) continue;
    rows.add(rowsOf(operand, facts));
  }
  const [only] = rows;
  return rows.size === 1 ? only : undefined;
}

/** Methods whose result has the rows of their object. */
const rowwiseMethods: Readonly<Record<string, ReadonlySet<string>>> = {
  Series: words("isin isna isnull notna notnull between abs fillna astype duplicated"),
  StringMethods: words(
    "lower upper strip lstrip rstrip len title capitalize swapcase startswith endswith contains isdigit isalpha isalnum isnumeric isspace islower isupper slice zfill get",
  ),
  DatetimeProperties: words("normalize day_name month_name strftime"),
};

/** Whether a series can only be a mask: what a comparison gives, or what is made of such. */
export function isMask(node: Expression, facts: TypeFacts): boolean {
  const type = facts.typeOf(node);
  if (!isKind(type, "series")) return false;
  switch (node.kind) {
    case "Compare":
      return node.ops.length === 1;
    case "UnaryOp":
      return node.op === "Invert" && isMask(node.operand, facts);
    case "BinOp":
      return ["BitAnd", "BitOr", "BitXor"].includes(node.op) && isMask(node.left, facts) && isMask(node.right, facts);
    case "Call": {
      const method = pandasMethodOf(node, facts);
      return method?.owner === "Series" && ["isin", "isna", "isnull", "notna", "notnull", "between", "duplicated"].includes(method.name);
    }
    default:
      return membersOf(type).every((member) => member.kind === "series" && (member.dtype === "bool" || member.dtype === "boolean"));
  }
}

const freshMethods: Readonly<Record<string, ReadonlySet<string>>> = {
  Series: words("isin isna isnull notna notnull between duplicated value_counts rank diff cumsum"),
  DataFrame: words("isna isnull notna notnull duplicated count nunique"),
  StringMethods: rowwiseMethods["StringMethods"] as ReadonlySet<string>,
  SeriesGroupBy: words("sum mean min max count size nunique median first last std var cumcount ngroup"),
  DataFrameGroupBy: words("count size nunique cumcount ngroup"),
};

/** Whether a frame or series is made of new memory only: in no version does it share data with what it is made of. */
export function isFresh(node: Expression, facts: TypeFacts): boolean {
  if (node.kind === "Compare" || node.kind === "BinOp" || node.kind === "UnaryOp") return true;
  const method = pandasMethodOf(node, facts);
  return method !== undefined && freshMethods[method.owner]?.has(method.name) === true;
}
