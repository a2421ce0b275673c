/**
 * What becomes of a value where it is used: is it only read, so that nobody can tell whether two places got the same object?
 *
 * Reading for good means that nothing that lives on refers to the object: a view of it, a frame cut out of it (which in pandas 2
 * remembers weakly what it was cut out of), an iterator. Those are followed to where they are used up themselves.
 */
import { membersOf, type Type } from "../../../compiler/analysis/types/type.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import type { Expression, Node } from "../../../compiler/ir/nodes.js";
import { isImmutable } from "../../manager/pure-calls.js";
import { words } from "../../manager/words.js";
import { isFrameOrSeries, isKind, isMask, pandasMethodOf, targetsOf } from "./frame-expressions.js";
import { isGroupBy } from "./quiet.js";

export type Use =
  /** Read, and nothing of it is left. */
  | { readonly kind: "read" }
  /** It becomes the value of a variable. */
  | { readonly kind: "named"; readonly name: Extract<Expression, { kind: "Name" }> }
  /** Anything else. */
  | { readonly kind: "kept" };

/** Methods whose results share nothing with their object: scalars, and frames and series that are made anew. */
const independent: Readonly<Record<string, ReadonlySet<string>>> = {
  Series: words(
    "sum mean std var min max median any all prod quantile count nunique unique value_counts describe corr isin isna isnull notna notnull between abs round cumsum cumprod cummax cummin rank shift diff idxmax idxmin mode tolist to_list map duplicated sort_values to_dict skew kurt sem",
  ),
  DataFrame: words(
    "sum mean std var min max median any all prod quantile count nunique describe corr isna isnull notna notnull cumsum cumprod cummax cummin rank shift diff idxmax idxmin duplicated sort_values merge to_dict to_csv to_string value_counts info",
  ),
  StringMethods: words(
    "lower upper strip lstrip rstrip len title capitalize swapcase startswith endswith contains isdigit isalpha isalnum isnumeric isspace islower isupper slice zfill replace split get",
  ),
  SeriesGroupBy: words(
    "sum mean min max count size nunique median first last std var prod any all cumcount ngroup cumsum cummax cummin rank shift diff idxmax idxmin quantile describe value_counts",
  ),
  DataFrameGroupBy: words(
    "sum mean min max count size nunique median first last std var prod any all cumcount ngroup cumsum cummax cummin rank shift diff quantile describe",
  ),
};
/** Methods with constant arguments only: a function could get hold of the parts. */
const byName: Readonly<Record<string, ReadonlySet<string>>> = {
  Series: words("agg transform"),
  DataFrame: words("agg"),
  SeriesGroupBy: words("agg aggregate transform"),
  DataFrameGroupBy: words("agg aggregate transform"),
};

const plainAttributes = words("shape size empty ndim dtype dtypes ngroups");
/** Objects that refer to what they are attributes of. */
const accessors = words("str dt loc iloc at iat");

/** Functions of Python and pandas that only look at their arguments. */
const readers = words(
  "builtins.print builtins.len builtins.str builtins.repr builtins.float builtins.int builtins.bool builtins.isinstance",
);

export class Uses {
  constructor(
    private readonly facts: TypeFacts,
    private readonly parentOf: (node: Node) => Node | undefined,
    private readonly isNotebook: boolean,
  ) {}

  useOf(node: Expression): Use {
    const parent = this.parentOf(node);
    if (parent?.kind === "Compare" && parent.ops.some((op) => op === "Is" || op === "IsNot")) return { kind: "kept" };
    if (this.isValue(this.facts.typeOf(node))) return { kind: "read" };
    if (parent?.kind === "Assign" && parent.value === node && parent.targets.length === 1 && parent.targets[0]?.kind === "Name") {
      return { kind: "named", name: parent.targets[0] };
    }
    return { kind: this.isRead(node) ? "read" : "kept" };
  }

  /** Values without an identity worth mentioning. */
  isValue(type: Type): boolean {
    return (
      membersOf(type).length > 0 &&
      membersOf(type).every((member) => isImmutable(member) || (member.kind === "object" && scalarClasses.has(member.class)))
    );
  }

  private isRead(node: Expression): boolean {
    if (this.isValue(this.facts.typeOf(node))) return true;
    const parent = this.parentOf(node);
    switch (parent?.kind) {
      case "BinOp":
        return isKind(this.facts.typeOf(node), "series", "frame");
      case "UnaryOp":
        return isKind(this.facts.typeOf(node), "series") && parent.op === "Invert";
      case "Compare":
        return parent.ops.every((op) => op !== "Is" && op !== "IsNot" && op !== "In" && op !== "NotIn");
      case "Subscript":
        if (parent.slice === node) return this.selects(node, parent.value);
        return parent.ctx === "Load" && (isFrameOrSeries(this.facts.typeOf(node)) || this.isHandle(node)) && this.isRead(parent);
      case "Tuple": {
        const owner = this.parentOf(parent);
        return owner?.kind === "Subscript" && owner.slice === parent && this.selects(node, owner.value);
      }
      case "Attribute":
        return this.attribute(parent);
      case "keyword": {
        const call = this.parentOf(parent);
        return call?.kind === "Call" && this.argument(call);
      }
      case "Call":
        return parent.func !== node && this.argument(parent);
      case "FormattedValue":
        return true;
      case "Expr":
        return !this.isNotebook;
      case "For":
      case "comprehension":
        return parent.iter === node && isKind(this.facts.typeOf(node), "array", "series", "list");
      default:
        return false;
    }
  }

  /** As a mask of rows: it is looked at, whatever is read or stored there. */
  private selects(node: Expression, owner: Expression): boolean {
    if (!isMask(node, this.facts)) return false;
    const isIndexer = owner.kind === "Attribute" && owner.attr === "loc" && isFrameOrSeries(this.facts.typeOf(owner.value));
    return isIndexer || isFrameOrSeries(this.facts.typeOf(owner));
  }

  private attribute(node: Extract<Expression, { kind: "Attribute" }>): boolean {
    const parent = this.parentOf(node);
    const owner = this.facts.typeOf(node.value);
    if (node.ctx !== "Load") return false;
    if (parent?.kind === "Call" && parent.func === node) return this.method(parent);
    if (!isFrameOrSeries(owner) && !this.isHandle(node.value)) return false;
    if (plainAttributes.has(node.attr)) return true;
    return (accessors.has(node.attr) || isKind(this.facts.typeOf(node), "series")) && this.isRead(node);
  }

  private method(call: Extract<Expression, { kind: "Call" }>): boolean {
    const method = pandasMethodOf(call, this.facts);
    if (!method) return false;
    const inplace = call.keywords.some(({ arg }) => arg === null || arg === "inplace" || arg === "copy");
    if (inplace || call.args.some(({ kind }) => kind === "Starred")) return false;
    const { owner, name } = method;
    if (name === "map" && !call.args.every((value) => isKind(this.facts.typeOf(value), "dict"))) return false;
    if (independent[owner]?.has(name)) return true;
    if (byName[owner]?.has(name)) return [...call.args, ...call.keywords.map(({ value }) => value)].every(isText);
    return ["groupby", "head", "tail", "nlargest", "nsmallest", "reset_index", "drop_duplicates", "dropna", "fillna", "astype"].includes(
      name,
    )
      ? this.isRead(call)
      : false;
  }

  private argument(call: Extract<Expression, { kind: "Call" }>): boolean {
    const targets = targetsOf(call, this.facts);
    if (targets?.every((name) => readers.has(name))) return true;
    const method = pandasMethodOf(call, this.facts);
    return method?.name === "isin" || (method?.name === "merge" && !call.keywords.some(({ arg }) => arg === null || arg === "copy"));
  }

  /** Something that stands for a frame or series: a GroupBy, an accessor. */
  private isHandle(node: Expression): boolean {
    const type = this.facts.typeOf(node);
    return isGroupBy(type) || (node.kind === "Attribute" && accessors.has(node.attr) && isFrameOrSeries(this.facts.typeOf(node.value)));
  }
}

const scalarClasses = words(
  "pandas.Timestamp pandas.Timedelta pandas.Period pandas.Interval pandas.api.typing.NaTType pandas.api.typing.NAType decimal.Decimal datetime.date datetime.datetime datetime.time datetime.timedelta",
);

/** Names of functions, alone or in lists and dictionaries. */
function isText(node: Expression): boolean {
  switch (node.kind) {
    case "Constant":
      return true;
    case "List":
    case "Tuple":
      return node.elts.every(isText);
    case "Dict":
      return [...node.keys, ...node.values].every((part) => part !== null && isText(part));
    default:
      return false;
  }
}
