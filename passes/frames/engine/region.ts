/**
 * What of a program can be done rows by rows, beginning with one frame that is read from a file: which expressions stay with the engine, and
 * where their values have to be collected.
 */
import { objectSites } from "../../../compiler/analysis/aliases.js";
import type { Unit } from "../../../compiler/analysis/analyses.js";
import type { Binding } from "../../../compiler/analysis/scopes.js";
import { scopes, types } from "../../../compiler/analysis/standard.js";
import { membersOf, type Type } from "../../../compiler/analysis/types/type.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { type Expression, isStatement, type Node, type Statement } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import type { PassContext } from "../../manager/pass.js";
import { words } from "../../manager/words.js";
import { labelsIn } from "../shared/columns.js";
import { columnOf, isKind, isMask, pandasMethodOf } from "../shared/frame-expressions.js";

type Call = Extract<Expression, { kind: "Call" }>;
type Name = Extract<Expression, { kind: "Name" }>;

/** A value of the engine. Two with the same `rows` have the same rows. */
export interface Rowwise {
  readonly kind: "frame" | "series";
  readonly rows: string;
  /** The program names the columns that a frame has. */
  readonly isNarrow?: boolean;
}

/** A reduction that follows a value, by group when there are keys. */
export interface Reduction {
  readonly how: string | Readonly<Record<string, string>>;
  readonly keys?: readonly string[];
  readonly columns?: readonly string[];
}

/** An expression whose value the program needs as an object of pandas. */
export interface Collection {
  readonly node: Expression;
  readonly reduction?: Reduction;
}

/** Why the file has to be read by pandas. */
export class NotRowwise extends Error {
  constructor(
    readonly node: Node,
    reason: string,
  ) {
    super(reason);
  }
}

const frameMethods = words("dropna fillna drop rename astype copy");
const seriesMethods = words("isin isna isnull notna notnull between abs fillna astype round clip");
const textMethods = words(
  "lower upper strip lstrip rstrip len title capitalize swapcase startswith endswith contains isdigit isalpha isalnum slice zfill get replace",
);
const tests = words("isin isna isnull notna notnull between startswith endswith contains isdigit isalpha isalnum");
const operators = words("Add Sub Mult Div BitAnd BitOr BitXor");
const comparisons = words("Eq NotEq Lt LtE Gt GtE");
const reductions = words("sum min max count nunique mean std var");
const groupReductions = words("sum min max count size mean std var");

export class Region {
  readonly collections: Collection[] = [];
  /** Variables that become objects of pandas in front of a statement. */
  readonly points = new Map<Statement, Set<string>>();
  /** Steps that stay with the engine. */
  steps = 0;
  /** Columns that are looked at; `undefined` when all may be. */
  labels: Set<string> | undefined = new Set();

  private readonly facts: TypeFacts;
  private readonly parentOf: (node: Node) => Node | undefined;
  private readonly variables = new Map<Binding, Rowwise>();
  /** Variables for columns, by the variable of the frame that has their rows. */
  private readonly dependents = new Map<string, string>();
  private readonly wholeFiles = new Set<string>();
  private readonly visited = new Set<Node>();
  private readonly sites = new Set<number>();

  /** @throws NotRowwise */
  constructor(
    private readonly source: Call,
    private readonly unit: Unit,
    private readonly context: PassContext,
  ) {
    this.facts = context.get(types);
    this.parentOf = context.editor.parentOf;
    this.consume(source, { kind: "frame", rows: "file" });
    for (const [statement, names] of this.points) {
      for (const name of names) {
        if (this.wholeFiles.has(name)) throw new NotRowwise(statement, `all of ${name} is needed`);
        const series = this.dependents.get(name);
        if (series !== undefined) throw new NotRowwise(source, `${series} has the rows of ${name}, which has to be collected`);
      }
    }
  }

  /** Whether an expression is a value of the engine. */
  private valueOf(node: Expression): Rowwise | undefined {
    if (node === this.source) return { kind: "frame", rows: "file" };
    switch (node.kind) {
      case "Name": {
        const binding = this.bindingOf(node);
        return binding && this.canHave(node) ? this.variables.get(binding) : undefined;
      }
      case "Subscript": {
        const base = node.ctx === "Load" ? this.valueOf(node.value) : undefined;
        if (!base) return undefined;
        const labels = labelsIn(node.slice);
        if (labels) {
          if (base.kind !== "frame") return undefined;
          return node.slice.kind === "List" ? { ...base, isNarrow: true } : { kind: "series", rows: base.rows };
        }
        const mask = isTruth(node.slice) || isMask(node.slice, this.facts) ? this.valueOf(node.slice) : undefined;
        return mask?.kind === "series" && mask.rows === base.rows ? { ...base, rows: `${base.rows}[${this.numberOf(node)}]` } : undefined;
      }
      case "Attribute": {
        const column = columnOf(node, this.facts);
        const base = column && this.valueOf(column.frame);
        return base?.kind === "frame" ? { kind: "series", rows: base.rows } : undefined;
      }
      case "Compare":
        return node.ops.length === 1 && comparisons.has(node.ops[0] as string)
          ? this.together([node.left, node.comparators[0] as Expression])
          : undefined;
      case "BinOp":
        return operators.has(node.op) ? this.together([node.left, node.right]) : undefined;
      case "UnaryOp":
        return node.op === "Invert" || node.op === "USub" ? this.together([node.operand]) : undefined;
      case "Call":
        return this.methodOf(node);
      default:
        return undefined;
    }
  }

  /** An operation on columns with the same rows and on numbers or texts. */
  private together(operands: readonly Expression[]): Rowwise | undefined {
    const rows = new Set<string>();
    for (const operand of operands) {
      if (isConstant(operand) || this.isScalar(operand)) continue;
      const value = this.valueOf(operand);
      if (value?.kind !== "series") return undefined;
      rows.add(value.rows);
    }
    const [only] = rows;
    return rows.size === 1 && only !== undefined ? { kind: "series", rows: only } : undefined;
  }

  private isScalar(node: Expression): boolean {
    return node.kind === "Name" && isKind(this.facts.typeOf(node), "scalar", "numpy-scalar");
  }

  private methodOf(node: Call): Rowwise | undefined {
    const method = pandasMethodOf(node, this.facts);
    if (!method || node.func.kind !== "Attribute" || !hasConstantArguments(node)) return undefined;
    const { value } = node.func;
    if (method.name === "astype" && !isNumeric(node)) return undefined;
    if (method.owner === "StringMethods") {
      const base = value.kind === "Attribute" && value.attr === "str" ? this.valueOf(value.value) : undefined;
      return base?.kind === "series" && textMethods.has(method.name) ? base : undefined;
    }
    const base = this.valueOf(value);
    if (base?.kind === "series") return method.owner === "Series" && seriesMethods.has(method.name) ? base : undefined;
    if (base?.kind !== "frame" || method.owner !== "DataFrame" || !frameMethods.has(method.name)) return undefined;
    const named = new Set(node.keywords.map(({ arg }) => arg));
    if ((method.name === "drop" || method.name === "rename") && !named.has("columns")) return undefined;
    return method.name === "dropna" ? { ...base, rows: `${base.rows}.dropna[${this.numberOf(node)}]` } : base;
  }

  private readonly numbers = new Map<Node, number>();

  private numberOf(node: Node): number {
    const known = this.numbers.get(node) ?? this.numbers.size;
    this.numbers.set(node, known);
    return known;
  }

  /** Follows a value of the engine to what needs it. */
  private consume(node: Expression, value: Rowwise): void {
    if (this.visited.has(node)) return;
    this.visited.add(node);
    walk(node, (part) => this.look(part));
    const whole = this.widest(node);
    if (whole !== node) {
      this.steps++;
      return this.consume(whole, this.valueOf(whole) as Rowwise);
    }
    const parent = this.parentOf(node);
    if (parent?.kind === "Assign" && parent.value === node && parent.targets.length === 1) {
      const [target] = parent.targets as [Expression];
      if (target.kind === "Name" && node.kind !== "Name") return this.variable(node, target, value);
      if (this.isColumnOfSameRows(target, value)) {
        this.steps++;
        return;
      }
    }
    if (parent?.kind === "Subscript" && parent.value === node && parent.ctx !== "Load" && this.storesRows(parent, value)) return;
    if (parent?.kind === "Call" && parent.args[0] === node && this.isLength(parent)) {
      this.steps++;
      return;
    }
    if (parent?.kind === "Attribute" && parent.value === node) {
      const reduction = this.reductionAfter(parent, value);
      if (reduction) {
        this.steps++;
        this.collections.push({ node, reduction });
        for (const label of [...(reduction.keys ?? []), ...(reduction.columns ?? [])]) this.labels?.add(label);
        return;
      }
    }
    this.collect(node, value);
  }

  /** Notes columns that an expression names. */
  private look(node: Node): void {
    const column = node.kind === "Attribute" ? columnOf(node, this.facts) : undefined;
    const named = column ? [column.label] : node.kind === "Constant" && typeof node.value === "string" ? [node.value] : [];
    for (const label of named) this.labels?.add(label);
  }

  /** The largest expression of the engine that a value is a part of. */
  private widest(node: Expression): Expression {
    let widest = node;
    for (let at = this.parentOf(node); at && !isStatement(at); at = this.parentOf(at)) {
      const isPart = at.kind === "keyword" ? undefined : this.valueOf(at as Expression);
      if (isPart) widest = at as Expression;
      else if (!(at.kind === "Attribute" && at.attr === "str") && !(at.kind === "Attribute" && this.parentOf(at)?.kind === "Call")) break;
    }
    // A mask belongs to what it selects from, which is followed on its own.
    return widest;
  }

  private variable(node: Expression, target: Name, { kind, rows, isNarrow }: Rowwise): void {
    const binding = this.bindingOf(target);
    if (!binding) throw new NotRowwise(target, `${target.id} is no variable of this function`);
    const known = this.variables.get(binding);
    if (kind === "series") {
      // It has to be the same frame, with the same rows, wherever both are used.
      const owner = [...this.variables].find(([, each]) => each.kind === "frame" && each.rows === rows);
      const isSteady = binding.definitions.length === 1 && owner?.[0].definitions.length === 1;
      if (!isSteady || !owner) return this.collect(node, { kind, rows });
      this.dependents.set(owner[0].name, target.id);
      this.variables.set(binding, { kind, rows });
    } else {
      if (known && known.kind !== kind) throw new NotRowwise(target, `${target.id} is now a frame, now a column`);
      this.variables.set(binding, { kind, rows: target.id, isNarrow: isNarrow === true && binding.definitions.length === 1 });
      if (node === this.source) this.wholeFiles.add(target.id);
    }
    for (const site of objectSites(this.facts.typeOf(node))) this.sites.add(site);
    for (const use of binding.uses) {
      if (!this.canHave(use)) continue;
      if (!this.runsHere(use)) throw new NotRowwise(use, `${target.id} is used where it may be another time`);
      const value = this.valueOf(use);
      if (value) this.consume(use, value);
    }
    for (const { node: definition } of binding.definitions) {
      if (this.parentOf(definition)?.kind === "AugAssign") throw new NotRowwise(definition, `${target.id} is changed in its place`);
    }
  }

  /** `frame["new"] = value`, where the value has the rows of the frame or is the same for all. */
  private storesRows(target: Extract<Expression, { kind: "Subscript" }>, frame: Rowwise): boolean {
    const parent = this.parentOf(target);
    const value = parent?.kind === "Assign" && parent.targets.length === 1 ? parent.value : undefined;
    const given = value && this.valueOf(value);
    const fits = value && (isConstant(value) || (given?.kind === "series" && given.rows === frame.rows));
    return (
      fits === true &&
      target.value.kind === "Name" &&
      frame.kind === "frame" &&
      labelsIn(target.slice)?.length === 1 &&
      target.slice.kind === "Constant"
    );
  }

  private isColumnOfSameRows(target: Expression, { kind, rows }: Rowwise): boolean {
    if (target.kind !== "Subscript" || target.slice.kind !== "Constant" || typeof target.slice.value !== "string") return false;
    const frame = this.valueOf(target.value);
    return kind === "series" && target.value.kind === "Name" && frame?.kind === "frame" && frame.rows === rows;
  }

  private isLength(call: Call): boolean {
    return (
      call.func.kind === "Name" &&
      this.facts.operationOf(call)?.targets.every((each) => each.kind === "library" && each.entry.name === "builtins.len") === true
    );
  }

  /** The reduction of a column, or of columns by group, that an attribute of a value begins. */
  private reductionAfter(attribute: Extract<Expression, { kind: "Attribute" }>, { kind }: Rowwise): Reduction | undefined {
    const call = this.parentOf(attribute);
    if (call?.kind !== "Call" || call.func !== attribute) return undefined;
    if (kind === "series") return reductions.has(attribute.attr) && isBare(call) ? { how: attribute.attr } : undefined;
    if (attribute.attr !== "groupby" || call.args.length !== 1 || call.keywords.length > 0) return undefined;
    const keys = labelsIn(call.args[0] as Expression);
    const selection = this.parentOf(call);
    if (!keys || selection === undefined) return undefined;
    const columns = selection.kind === "Subscript" && selection.value === call ? labelsIn(selection.slice) : undefined;
    const method = columns ? this.parentOf(selection) : selection;
    const made = method && this.parentOf(method);
    if (method?.kind !== "Attribute" || made?.kind !== "Call" || made.func !== method) return undefined;
    if (columns) return groupReductions.has(method.attr) && isBare(made) ? { how: method.attr, keys, columns } : undefined;
    if (method.attr === "size" && isBare(made)) return { how: "size", keys, columns: [] };
    const how =
      method.attr === "agg" && made.args.length === 1 && made.keywords.length === 0 ? textsIn(made.args[0] as Expression) : undefined;
    return how && Object.values(how).every((each) => groupReductions.has(each) && each !== "size")
      ? { how, keys, columns: Object.keys(how) }
      : undefined;
  }

  private collect(node: Expression, { kind, isNarrow }: Rowwise): void {
    if (kind === "frame" && !isNarrow) this.labels = undefined;
    if (node.kind !== "Name") {
      this.collections.push({ node });
      return;
    }
    let at: Node | undefined = this.parentOf(node);
    while (at && !isStatement(at)) at = this.parentOf(at);
    if (!at) throw new NotRowwise(node, `${node.id} is used outside of statements`);
    if (at.kind === "While" || (at.kind === "If" && this.isElif(at))) throw new NotRowwise(node, `${node.id} is used in a condition`);
    this.points.set(at, (this.points.get(at) ?? new Set()).add(node.id));
  }

  private isElif(statement: Statement): boolean {
    const parent = this.parentOf(statement);
    return parent?.kind === "If" && parent.orelse.length === 1 && parent.orelse[0] === statement;
  }

  private bindingOf(name: Name): Binding | undefined {
    const resolution = this.context.get(scopes).resolve(name);
    if (resolution.kind !== "binding") return undefined;
    const { binding } = resolution;
    return binding.scope.node === this.unit && !binding.writtenElsewhere ? binding : undefined;
  }

  private canHave(use: Name): boolean {
    const type: Type = this.facts.typeOf(use);
    const members = membersOf(type);
    if (!isKind(type, "frame", "series") && !members.some(({ kind }) => kind === "unknown")) return false;
    return members.length === 0 || members.some(({ kind }) => kind === "unknown") || objectSites(type).some((site) => this.sites.has(site));
  }

  /** Not in a function or generator, which may run at another time. */
  private runsHere(use: Node): boolean {
    for (let at = this.parentOf(use); at && at !== this.unit; at = this.parentOf(at)) {
      if (/^(FunctionDef|AsyncFunctionDef|Lambda|GeneratorExp|ListComp|SetComp|DictComp|ClassDef)$/.test(at.kind)) return false;
    }
    return true;
  }
}

/** Whether a rowwise value can only be of truth values. */
function isTruth(node: Expression): boolean {
  if (node.kind === "Compare") return true;
  if (node.kind === "BinOp") return isTruth(node.left) && isTruth(node.right);
  if (node.kind === "UnaryOp") return node.op === "Invert" && isTruth(node.operand);
  return node.kind === "Call" && node.func.kind === "Attribute" && tests.has(node.func.attr);
}

const isBare = ({ args, keywords }: Call): boolean => args.length === 0 && keywords.length === 0;

const isConstant = (node: Expression): boolean => node.kind === "Constant" || (node.kind === "UnaryOp" && node.operand.kind === "Constant");

/** Arguments that say the same for each block of rows. */
const hasConstantArguments = ({ args, keywords }: Call): boolean =>
  [...args, ...keywords.map(({ value }) => value)].every(isPlain) &&
  keywords.every(({ arg }) => arg !== null && !["inplace", "axis", "limit", "method", "level", "thresh", "index", "regex"].includes(arg));

/** The dtype of a block may depend on its values; numbers made of them do not. */
const isNumeric = ({ args, keywords }: Call): boolean =>
  keywords.length === 0 &&
  args.length === 1 &&
  (labelsIn(args[0] as Expression) ?? [""]).every((dtype) => /^(u?int|float)\d*$/.test(dtype));

const isPlain = (node: Expression): boolean =>
  isConstant(node) ||
  (node.kind === "List" && node.elts.every(isPlain)) ||
  (node.kind === "Dict" && node.keys.every((key) => key?.kind === "Constant") && node.values.every(isConstant));

/** `{"price": "sum"}` */
function textsIn(node: Expression): Record<string, string> | undefined {
  if (node.kind !== "Dict") return undefined;
  const pairs = node.keys.map((key, at) => [key && labelsIn(key)?.[0], labelsIn(node.values[at] as Expression)?.[0]] as const);
  return pairs.every(([key, value]) => key !== undefined && value !== undefined) && new Set(pairs.map(([key]) => key)).size === pairs.length
    ? Object.fromEntries(pairs as [string, string][])
    : undefined;
}
