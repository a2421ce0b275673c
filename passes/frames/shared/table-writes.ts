/**
 * Whether code may change a frame, series or array while somebody goes through the rows of one.
 *
 * Cells of rows are of classes of Python and pandas, whose operators change nothing (`noodle_rt.by_rows` looks that up); the analysis
 * of effects does not know that, and would have to expect anything of them. What is computed from cells and constants is left out of it.
 */
import type { Binding } from "../../../compiler/analysis/scopes.js";
import {
  aliases as aliasesAnalysis,
  effects as effectsAnalysis,
  scopes as scopesAnalysis,
  types as typesAnalysis,
} from "../../../compiler/analysis/standard.js";
import { membersOf, type Type } from "../../../compiler/analysis/types/type.js";
import { type Attribute, type Expression, isExpression, type Node } from "../../../compiler/ir/nodes.js";
import { childrenOf } from "../../../compiler/ir/visit.js";
import type { PassContext } from "../../manager/pass.js";
import { isPlainData, isWarningLibraryCall } from "../../manager/pure-calls.js";
import { words } from "../../manager/words.js";
import { isKind } from "./frame-expressions.js";
import { computationOf, functionOf, isObjection, type Objection } from "./row-function.js";

/**
 * @param row    the variables that hold a row, or elements
 * @param labels columns that are read: stores into single cells of others (`df.at[i, "c"] = …`) leave them alone; empty when no store does
 */
export function changesTables(
  body: readonly Node[],
  row: RowVariables,
  labels: ReadonlySet<string>,
  context: PassContext,
): Assumption | Objection {
  const facts = context.get(typesAnalysis);
  const harm = new Harm(row, labels, context);
  const own = harm.of(body);
  if (harm.stored !== undefined) return { reason: `something is stored into column ${harm.stored}, which is read` };
  const { unknown, writes } = context.get(effectsAnalysis).ofAll([], own);
  // What stands for a frame is unknown to the analysis.
  if (unknown?.includes("noodle_rt.")) return { reason: "something is stored into a frame while the loop runs" };
  if (unknown !== undefined) return { reason: `code runs that may change the frame: ${unknown}` };
  for (const site of writes) {
    const node = facts.nodeOfSite(site);
    if (!node || !isExpression(node) || !membersOf(facts.typeOf(node)).every(({ kind }) => containers.has(kind)))
      return { reason: "it may change the frame, or what it is made of" };
  }
  return { plain: [...harm.assumed] };
}

export interface RowVariables {
  readonly row?: Binding;
  /** The variable of a loop that holds the label of the row. */
  readonly index?: Binding;
  /** The table whose rows are gone through: what is stored into others that share nothing with it leaves it alone. */
  readonly table?: Expression;
  /** Variables that hold elements of columns. */
  readonly items?: ReadonlySet<Binding>;
  /** Whether the value of a variable can be looked at in front of the code, and stays what it is. */
  readonly isSetBefore: (binding: Binding) => boolean;
}

/** Variables that have to hold values of Python's own classes. */
export interface Assumption {
  readonly plain: readonly string[];
}

/** Objects whose change is no change of a table. */
const containers: ReadonlySet<string> = new Set(["list", "dict", "set", "deque"]);

/** Builtins that only look at what they get, when that is of classes of Python; `print` writes it. */
const lookers = words("abs bool chr divmod float format hash int isinstance len max min ord print range repr round str type");
const methods = words(
  "get lower upper strip lstrip rstrip title capitalize casefold startswith endswith replace removeprefix removesuffix zfill ljust rjust center count find rfind index isdigit isalpha isalnum isnumeric isdecimal isspace islower isupper istitle split rsplit join format strftime isoformat date time weekday isoweekday total_seconds normalize",
);

const isUnknown = (type: Type): boolean => membersOf(type).some(({ kind }) => kind === "unknown");

class Harm {
  readonly assumed = new Set<string>();
  /** A column that is read, and into which a cell is stored. */
  stored: string | undefined;
  private readonly plain = new Map<Binding, boolean>();

  constructor(
    private readonly variables: RowVariables,
    private readonly labels: ReadonlySet<string>,
    private readonly context: PassContext,
  ) {}

  /** The nodes whose own effects count. */
  of(body: readonly Node[]): Node[] {
    const own: Node[] = [];
    for (const node of body) this.collect(node, own);
    return own;
  }

  private collect(node: Node, own: Node[]): void {
    const stored = this.cellStore(node);
    if (stored) {
      for (const part of stored) this.collect(part, own);
      return;
    }
    const apart = this.storeApart(node);
    if (apart) {
      for (const part of apart) this.collect(part, own);
      return;
    }
    if (isExpression(node) && this.isPlain(node)) return;
    if (!this.isHarmlessStore(node)) own.push(node);
    for (const child of childrenOf(node)) this.collect(child, own);
  }

  /** Stores of plain values into variables, and under plain keys into containers of Python. */
  private isHarmlessStore(node: Node): boolean {
    if (node.kind === "AugAssign") return this.isPlain(node.value) && node.target.kind === "Name" && this.isPlain(node.target);
    if (node.kind !== "Subscript" || node.ctx === "Load" || !this.isPlain(node.slice)) return false;
    const members = membersOf(this.context.get(typesAnalysis).typeOf(node.value));
    return members.length > 0 && members.every(({ kind }) => kind === "dict" || kind === "list");
  }

  /** Whether an expression is made of cells, constants, and numbers and texts of the program. */
  private isPlain(node: Expression): boolean {
    switch (node.kind) {
      case "Constant":
        return true;
      case "Name":
        return this.isPlainName(node);
      case "BinOp":
        return this.isPlain(node.left) && this.isPlain(node.right);
      case "UnaryOp":
        return this.isPlain(node.operand);
      case "BoolOp":
        return node.values.every((each) => this.isPlain(each));
      case "IfExp":
        return [node.test, node.body, node.orelse].every((each) => this.isPlain(each));
      case "Compare":
        return [node.left, ...node.comparators].every((each) => this.isPlain(each));
      case "JoinedStr":
        return node.values.every((each) => this.isPlain(each));
      case "FormattedValue":
        return this.isPlain(node.value) && (node.format_spec === null || this.isPlain(node.format_spec));
      case "Tuple":
      case "List":
        return node.ctx === "Load" && node.elts.every((each) => this.isPlain(each));
      case "Slice":
        return [node.lower, node.upper, node.step].every((each) => each === null || this.isPlain(each));
      case "Subscript":
        return node.ctx === "Load" && (this.isCell(node) || (this.isPlain(node.value) && this.isPlain(node.slice)));
      case "Attribute":
        // Attributes of times; those of cells of other classes are methods.
        return node.ctx === "Load" && (this.isCell(node) || this.isPlain(node.value));
      case "Call":
        return this.isPlainCall(node);
      default:
        return false;
    }
  }

  private isPlainCall(node: Extract<Expression, { kind: "Call" }>): boolean {
    const { func, args, keywords } = node;
    if (
      !args.every((each) => this.isPlain(each)) ||
      !keywords.every(({ arg, value }) => arg !== null && arg !== "file" && this.isPlain(value))
    )
      return false;
    const operation = this.context.get(typesAnalysis).operationOf(node);
    if (operation && isWarningLibraryCall(operation)) return true;
    if (func.kind === "Name") {
      if (this.context.get(scopesAnalysis).resolve(func).kind === "builtin") return lookers.has(func.id);
      const fn = functionOf(func, this.context);
      return fn !== undefined && !isObjection(computationOf(fn, this.context));
    }
    return func.kind === "Attribute" && methods.has(func.attr) && this.isPlain(func.value);
  }

  private isCell({ value }: Extract<Expression, { kind: "Subscript" | "Attribute" }>): boolean {
    if (value.kind !== "Name") return false;
    const resolution = this.context.get(scopesAnalysis).resolve(value);
    return resolution.kind === "binding" && resolution.binding === this.variables.row;
  }

  private isPlainName(node: Extract<Expression, { kind: "Name" }>): boolean {
    if (isPlainData(this.context.get(typesAnalysis).typeOf(node))) return true;
    const resolution = this.context.get(scopesAnalysis).resolve(node);
    if (resolution.kind !== "binding") return false;
    const { binding } = resolution;
    if (binding === this.variables.index || this.variables.items?.has(binding)) return true;
    if (binding === this.variables.row || binding.writtenElsewhere) return false;
    if (this.isPlainVariable(binding)) return true;
    // What is not known, but stays what it is, can be looked at before.
    if (!isUnknown(this.context.get(typesAnalysis).typeOf(node)) || !this.variables.isSetBefore(binding)) return false;
    this.assumed.add(binding.name);
    return true;
  }

  /** Whether all that a variable ever gets is plain. */
  private isPlainVariable(binding: Binding): boolean {
    const known = this.plain.get(binding);
    if (known !== undefined) return known;
    // What a variable gives to itself is as plain as the rest.
    this.plain.set(binding, true);
    const answer = binding.definitions.every((definition) => {
      if (definition.kind !== "assignment") return false;
      const parent = this.context.editor.parentOf(definition.node);
      if (parent?.kind === "Assign") return parent.targets.includes(definition.node) && this.isPlain(parent.value);
      return parent?.kind === "AugAssign" && this.isPlain(parent.value);
    });
    this.plain.set(binding, answer);
    return answer;
  }

  /** What is evaluated in `other.loc[label] = value`, where that frame certainly has nothing to do with the table. */
  private storeApart(node: Node): readonly Expression[] | undefined {
    const { table } = this.variables;
    if (!table || node.kind !== "Assign" || node.targets.length !== 1) return undefined;
    const [target] = node.targets;
    if (target?.kind !== "Subscript" || target.value.kind !== "Attribute" || !["at", "loc"].includes(target.value.attr)) return undefined;
    const facts = this.context.get(typesAnalysis);
    const other = facts.typeOf(target.value.value);
    if (target.value.value.kind !== "Name" || !isKind(other, "frame")) return undefined;
    const own = facts.typeOf(table);
    const shared = this.context.get(aliasesAnalysis);
    if (shared.maySame(own, other) || shared.mayShareMemory(own, other)) return undefined;
    // Only plain values, which nobody asks for anything when they are stored.
    const parts = target.slice.kind === "Tuple" ? target.slice.elts : [target.slice];
    const { value } = node;
    const values =
      value.kind === "List" || value.kind === "Tuple"
        ? value.elts
        : value.kind === "Dict"
          ? [...value.keys.filter((key) => key !== null), ...value.values]
          : [value];
    if (![...parts, ...values].every((each) => this.isPlain(each) || this.isLengthOf(each, target.value as Attribute))) return undefined;
    return values;
  }

  /** `len(other)` */
  private isLengthOf(node: Expression, { value }: Attribute): boolean {
    if (node.kind !== "Call" || node.func.kind !== "Name" || node.args.length !== 1 || node.keywords.length > 0) return false;
    const [of] = node.args;
    const isOther = of?.kind === "Name" && value.kind === "Name" && of.id === value.id;
    return isOther && node.func.id === "len" && this.context.get(scopesAnalysis).resolve(node.func).kind === "builtin";
  }

  /** What is evaluated in `df.at[i, "label"] = value` and `df.loc[i, "label"] = value`. */
  private cellStore(node: Node): readonly Expression[] | undefined {
    if (node.kind !== "Assign" || this.labels.size === 0 || node.targets.length !== 1) return undefined;
    const [target] = node.targets;
    if (target?.kind !== "Subscript" || target.value.kind !== "Attribute" || !["at", "loc"].includes(target.value.attr)) return undefined;
    if (target.value.value.kind !== "Name" || target.slice.kind !== "Tuple" || target.slice.elts.length !== 2) return undefined;
    const [row, label] = target.slice.elts as [Expression, Expression];
    if (label.kind !== "Constant" || typeof label.value !== "string" || row.kind !== "Name") return undefined;
    if (this.labels.has(label.value)) {
      this.stored ??= label.value;
      return undefined;
    }
    return [node.value];
  }
}
