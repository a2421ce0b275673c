/**
 * Which expressions of a function may be stand-ins for frames that are planned (`noodle_rt.planned`), and where these have to become the
 * frames and columns that they stand for.
 *
 * A stand-in knows steps: selections of rows and columns, joins, groups that are reduced by name, arithmetic and comparisons of columns.
 * It may be the value of local variables. Everything else gets the true object.
 */
import type { Unit } from "../../../compiler/analysis/analyses.js";
import type { FlowNode } from "../../../compiler/analysis/control-flow.js";
import type { Binding } from "../../../compiler/analysis/scopes.js";
import { controlFlow, reachingDefinitions, scopes, types } from "../../../compiler/analysis/standard.js";
import type { Expression, Node } from "../../../compiler/ir/nodes.js";
import { runtimeNameOf } from "../../guards/runtime-import.js";
import type { PassContext } from "../../manager/pass.js";
import { walkUnit } from "../../manager/units.js";
import { words } from "../../manager/words.js";
import { targetsOf } from "./frame-expressions.js";
import { classOf, isBuiltin, isMember, isNumber, isText, looksLikeMask, readsColumnOf } from "./lazy.js";
import { isWatched } from "./watched-names.js";

export type PlannedKind = "frame" | "column" | "accessor" | "groups";

type Call = Extract<Expression, { kind: "Call" }>;
type Name = Extract<Expression, { kind: "Name" }>;
type Subscript = Extract<Expression, { kind: "Subscript" }>;
type Attribute = Extract<Expression, { kind: "Attribute" }>;

/** Methods of columns that give a column with the same rows, and need no index. */
const ofSameRows = words("isin isna isnull notna notnull between astype round abs fillna clip map apply");

/** Methods and properties of columns that give something else, and need no index. */
const withoutIndex = words(
  "sum mean min max count nunique median std var any all unique tolist to_list to_numpy values value_counts quantile dtype size empty shape",
);

const ofTexts = words(
  "contains startswith endswith match fullmatch lower upper strip lstrip rstrip len slice title capitalize replace get zfill isdigit isalpha isalnum",
);
const ofDates = words("year month day hour minute second dayofweek weekday dayofyear quarter date normalize strftime day_name month_name");

/** Reductions of groups that need no index of the rows. */
const reductions = words("sum mean min max count nunique median std var first last size any all prod agg aggregate");

/** Stand-ins of other passes that give a stand-in of this one as it is, or know what to do with it. */
const handingOn = words("planned lazy held by_elements by_columns by_rows");

const framesOfFrames = words("merge copy rename drop reset_index");

const arithmetic = words("Add Sub Mult Div FloorDiv Mod Pow BitAnd BitOr BitXor");

/** Expressions that begin a plan: the frame that is wrapped, and what it is joined with. */
export interface Seed {
  readonly node: Expression;
  readonly receiver: Expression;
  readonly kind: "join" | "filter" | "copy";
}

/** Which expressions of a unit are stand-ins already, that `planned` has made. */
export function plannedFrames(unit: Unit, context: PassContext): (node: Expression) => boolean {
  if (runtimeNameOf(context.module) === undefined) return () => false;
  const uses = new PlannedUses(unit, context, () => false);
  return (node) => uses.kindOf(node) !== undefined;
}

export class PlannedUses {
  private readonly variables = new Map<Binding, PlannedKind>();
  private readonly seeds = new Map<Node, Seed>();
  private readonly kinds = new Map<Node, PlannedKind | undefined>();
  private readonly moments = new Map<FlowNode, Map<Binding, object>>();
  private readonly runtime: string | undefined;
  private readonly parentOf: (node: Node) => Node | undefined;

  /** @param begins which seeds are planned */
  constructor(
    private readonly unit: Unit,
    private readonly context: PassContext,
    private readonly begins: (seed: Pick<Seed, "node">) => boolean,
  ) {
    this.parentOf = context.editor.parentOf;
    this.runtime = runtimeNameOf(context.module);
    this.findVariables();
  }

  /** The seeds that are planned, in the order of the program. */
  planned(): readonly Seed[] {
    walkUnit(this.unit, (node) => void this.kindOf(node as Expression));
    return [...this.seeds.values()];
  }

  /** What an expression may be a stand-in for. */
  kindOf(node: Expression): PlannedKind | undefined {
    if (!this.kinds.has(node)) {
      this.kinds.set(node, undefined);
      this.kinds.set(node, this.find(node));
    }
    return this.kinds.get(node);
  }

  private findVariables(): void {
    // Between the cells of a notebook people look at variables.
    if (this.unit.kind === "Module" && this.context.file.cells.length > 0) return;
    const known = this.context.get(scopes);
    const scope = known.scopeOf(this.unit);
    const candidates = [...scope.bindings.values()].filter((binding) => this.mayHold(binding, known));
    const banned = new Set<Binding>();
    for (let changed = true; changed; ) {
      changed = false;
      this.kinds.clear();
      this.seeds.clear();
      for (const binding of candidates) {
        if (banned.has(binding)) continue;
        const kinds = new Set(this.valuesOf(binding).flatMap((value) => this.kindOf(value) ?? []));
        const held = this.variables.get(binding);
        const [only] = kinds;
        if (only === undefined || only === held) continue;
        changed = true;
        if (kinds.size > 1 || held !== undefined || (only !== "frame" && only !== "column")) {
          // What else is found out so far may rest on it.
          banned.add(binding);
          this.variables.clear();
          break;
        }
        this.variables.set(binding, only);
      }
    }
    this.kinds.clear();
    this.seeds.clear();
  }

  private mayHold(binding: Binding, known: ReturnType<PlannedUses["scopesOf"]>): boolean {
    if (binding.scope.node !== this.unit || binding.writtenElsewhere || isWatched(binding.name, this.context.module)) return false;
    // A function inside may run at any time; `df += 1` uses it without a name that reads.
    if (!binding.uses.every((use) => known.scopeAt(use) === binding.scope)) return false;
    return binding.definitions.every(({ node }) => !["AugAssign", "NamedExpr"].includes(this.parentOf(node)?.kind ?? ""));
  }

  private scopesOf() {
    return this.context.get(scopes);
  }

  /** What simple assignments give a variable. */
  private valuesOf(binding: Binding): Expression[] {
    return binding.definitions.flatMap(({ node }) => {
      const statement = this.parentOf(node);
      return statement?.kind === "Assign" && statement.targets.length === 1 && statement.targets[0] === node ? [statement.value] : [];
    });
  }

  private find(node: Expression): PlannedKind | undefined {
    switch (node.kind) {
      case "Name":
        return this.ofName(node);
      case "Subscript":
        return node.ctx === "Load" ? (this.ofSubscript(node) ?? this.ofSeed(node)) : undefined;
      case "Attribute":
        return node.ctx === "Load" ? this.ofAttribute(node) : undefined;
      case "Call":
        return this.ofCall(node) ?? this.ofSeed(node);
      case "Compare": {
        const [right] = node.comparators;
        if (node.ops.length !== 1 || !right || ["In", "NotIn", "Is", "IsNot"].includes(node.ops[0] as string)) return undefined;
        return this.ofOperands(node.left, right);
      }
      case "BinOp":
        return arithmetic.has(node.op) ? this.ofOperands(node.left, node.right) : undefined;
      case "UnaryOp":
        return (node.op === "Invert" || node.op === "USub") && this.kindOf(node.operand) === "column" ? "column" : undefined;
      default:
        return undefined;
    }
  }

  private ofName(node: Name): PlannedKind | undefined {
    if (node.ctx !== "Load") return undefined;
    const resolution = this.scopesOf().resolve(node);
    return resolution.kind === "binding" ? this.variables.get(resolution.binding) : undefined;
  }

  private ofSubscript(node: Subscript): PlannedKind | undefined {
    const { value, slice } = node;
    switch (this.kindOf(value)) {
      case "frame":
        if (isText(slice)) return "column";
        if (isLabels(slice)) return "frame";
        return this.kindOf(slice) === "column" || looksLikeMask(slice, this.context) ? "frame" : undefined;
      case "groups":
        return "groups";
      case "accessor":
        return value.kind === "Attribute" && value.attr === "str" ? "column" : undefined;
      default:
        return undefined;
    }
  }

  private ofAttribute(node: Attribute): PlannedKind | undefined {
    const { attr } = node;
    const parent = this.parentOf(node);
    const isCalled = parent?.kind === "Call" && parent.func === node;
    switch (this.kindOf(node.value)) {
      case "frame":
        return attr.startsWith("_") || isMember(attr) || isCalled ? undefined : "column";
      case "column":
        return (attr === "str" || attr === "dt") && this.isAccessed(node) ? "accessor" : undefined;
      case "accessor":
        return isCalled ? undefined : "column";
      default:
        return undefined;
    }
  }

  /** `.str.lower()`, `.str[0]`, `.dt.year`: what has the rows of the column. */
  private isAccessed(node: Attribute): boolean {
    const parent = this.parentOf(node);
    if (node.attr === "str" && parent?.kind === "Subscript") return parent.value === node && parent.ctx === "Load";
    if (parent?.kind !== "Attribute") return false;
    const call = this.parentOf(parent);
    const isCall = call?.kind === "Call" && call.func === parent && isPlainCall(call) && !call.keywords.some(({ arg }) => arg === "expand");
    if (node.attr === "str") return isCall && ofTexts.has(parent.attr);
    return ofDates.has(parent.attr) && (isCall || call?.kind !== "Call" || call.func !== parent);
  }

  private ofCall(node: Call): PlannedKind | undefined {
    const { func } = node;
    if (func.kind === "Attribute" && func.value.kind === "Call" && this.standInOf(func.value) === "joining") return "frame";
    const standIn = this.standInOf(node);
    if (standIn === "planned") return "frame";
    if (standIn !== undefined) return handingOn.has(standIn) && node.args[0] ? this.kindOf(node.args[0]) : undefined;
    if (func.kind !== "Attribute" || !isPlainCall(node)) return undefined;
    const { attr } = func;
    switch (this.kindOf(func.value)) {
      case "frame":
        if (attr === "groupby") return this.isReduced(node) ? "groups" : undefined;
        if (attr === "apply") return isByRows(node) ? "column" : undefined;
        return framesOfFrames.has(attr) && !node.keywords.some(({ arg }) => arg === "inplace") ? "frame" : undefined;
      case "column":
        return ofSameRows.has(attr) && !node.keywords.some(({ arg }) => arg === "inplace") ? "column" : undefined;
      case "accessor":
        return "column";
      default:
        return undefined;
    }
  }

  /** `_rt.planned(df)`, `_rt.joining(pd)` */
  isPlanned(node: Expression): boolean {
    return node.kind === "Call" && ["planned", "joining"].includes(this.standInOf(node) ?? "");
  }

  /** `lazy` in `_rt.lazy(df)`. */
  private standInOf({ func }: Call): string | undefined {
    return func.kind === "Attribute" && func.value.kind === "Name" && func.value.id === this.runtime ? func.attr : undefined;
  }

  /** `groupby(…)["x"].sum()`, `groupby(…).agg(…)`: groups of which only reductions are asked. */
  private isReduced(node: Call): boolean {
    let at: Node = node;
    const subscript = this.parentOf(at);
    if (subscript?.kind === "Subscript" && subscript.value === at && (isText(subscript.slice) || isLabels(subscript.slice))) at = subscript;
    const attribute = this.parentOf(at);
    if (attribute?.kind !== "Attribute" || attribute.value !== at || !reductions.has(attribute.attr)) return false;
    const call = this.parentOf(attribute);
    return call?.kind === "Call" && call.func === attribute && isPlainCall(call);
  }

  /** A column and something else, or two columns that are stand-ins both or neither. */
  private ofOperands(left: Expression, right: Expression): PlannedKind | undefined {
    if (this.kindOf(left) === "column") return "column";
    return this.kindOf(right) === "column" && isNumberOrText(left) ? "column" : undefined;
  }

  private ofSeed(node: Subscript | Call): PlannedKind | undefined {
    const seed = this.begins({ node }) ? this.seedAt(node) : undefined;
    if (!seed) return undefined;
    this.seeds.set(node, seed);
    return "frame";
  }

  private seedAt(node: Subscript | Call): Seed | undefined {
    const { context } = this;
    if (node.kind === "Subscript") {
      if (!looksLikeMask(node.slice, context) || isNumberOrText(node.value) || this.kindOf(node.value)) return undefined;
      const known = classOf(node.value, context);
      const isFrame = known === "frame" || (known === "unknown" && readsColumnOf(node.value, node.slice));
      return isFrame && !this.isUsedAtOnce(node) ? { node, receiver: node.value, kind: "filter" } : undefined;
    }
    if (node.func.kind !== "Attribute" || !isPlainCall(node) || this.kindOf(node.func.value)) return undefined;
    const { attr, value } = node.func;
    if (attr === "merge" && node.args.length === 2) {
      const isJoin = node.keywords.length > 0 && node.keywords.every(({ arg }) => joinOptions.has(arg as string));
      const names = isJoin ? targetsOf(node, context.get(types)) : undefined;
      return names?.length === 1 && names[0] === "pandas.merge" ? { node, receiver: value, kind: "join" } : undefined;
    }
    const known = classOf(value, context);
    if (attr === "merge" && node.args.length === 1 && node.keywords.length > 0 && (known === "frame" || known === "unknown")) {
      return node.keywords.every(({ arg }) => joinOptions.has(arg as string)) ? { node, receiver: value, kind: "join" } : undefined;
    }
    const isCopy = attr === "copy" && node.args.length + node.keywords.length === 0;
    return isCopy && (known === "frame" || known === "unknown") ? { node, receiver: value, kind: "copy" } : undefined;
  }

  /** `df[m]["x"]`, `len(df[m])`: one step, which needs no plan (`noodle_rt.lazy`). */
  private isUsedAtOnce(node: Subscript): boolean {
    const parent = this.parentOf(node);
    if (parent?.kind === "Subscript") return parent.value === node && (isText(parent.slice) || isLabels(parent.slice));
    if (parent?.kind !== "Attribute") return parent?.kind !== "Assign";
    const call = this.parentOf(parent);
    return call?.kind !== "Call" || call.func !== parent || !(framesOfFrames.has(parent.attr) || parent.attr === "groupby");
  }

  // ---------------------------------------------------------------- where stand-ins end

  /** Whether the place where a stand-in stands knows what to do with it. */
  isUnderstood(node: Expression): boolean {
    const parent = this.parentOf(node);
    const kind = this.kindOf(node);
    switch (parent?.kind) {
      case "Expr":
        // A notebook shows it.
        return this.unit.kind !== "Module" || this.context.file.cells.length === 0;
      case "Assign":
        return parent.value === node && parent.targets.length === 1 && this.isStored(parent.targets[0] as Expression, node, kind);
      case "Subscript":
        return parent.value === node ? this.isSubscripted(parent, kind) : this.isMask(parent, node);
      case "Attribute":
        return this.isAsked(parent, kind);
      case "Call":
        return this.isPassed(parent, node);
      case "Compare":
        return this.isOperand(parent, parent.left, parent.comparators[0] as Expression, node);
      case "BinOp":
        return this.isOperand(parent, parent.left, parent.right, node);
      case "UnaryOp":
        return this.kindOf(parent) === "column";
      default:
        return false;
    }
  }

  private isStored(target: Expression, node: Expression, kind: PlannedKind | undefined): boolean {
    if (target.kind === "Name") {
      const resolution = this.scopesOf().resolve(target);
      return resolution.kind === "binding" && this.variables.get(resolution.binding) === kind;
    }
    if (target.kind !== "Subscript" || kind !== "column" || !isText(target.slice) || this.kindOf(target.value) !== "frame") return false;
    return this.haveSameOrigin(target.value, node);
  }

  private isSubscripted(parent: Subscript, kind: PlannedKind | undefined): boolean {
    if (parent.ctx === "Load") return this.kindOf(parent) !== undefined;
    const statement = this.parentOf(parent);
    return (
      parent.ctx === "Store" && kind === "frame" && isText(parent.slice) && statement?.kind === "Assign" && statement.targets.length === 1
    );
  }

  private isMask(parent: Subscript, node: Expression): boolean {
    return parent.ctx === "Load" && this.kindOf(parent.value) === "frame" && this.haveSameOrigin(parent.value, node);
  }

  private isAsked(parent: Attribute, kind: PlannedKind | undefined): boolean {
    if (parent.ctx !== "Load") return false;
    if (this.kindOf(parent) !== undefined) return true;
    const call = this.parentOf(parent);
    const isCalled = call?.kind === "Call" && call.func === parent;
    if (kind === "groups") return true;
    if (isCalled && this.kindOf(call) !== undefined) return true;
    if (kind !== "column" || !withoutIndex.has(parent.attr)) return false;
    return !isCalled || isPlainCall(call);
  }

  private isPassed(call: Call, node: Expression): boolean {
    const { func, args } = call;
    if (args[1] === node && args.length === 2 && isMerge(func)) return this.kindOf(node) === "frame" && this.kindOf(call) === "frame";
    if (args[0] !== node) return false;
    if (this.standInOf(call) !== undefined) return this.kindOf(call) !== undefined || this.standInOf(call) === "actual";
    if (args.length === 1 && call.keywords.length === 0 && isBuiltin(func, "len", this.context)) return true;
    return isMerge(func) && this.kindOf(node) === "frame" && this.kindOf(call) === "frame";
  }

  private isOperand(parent: Expression, left: Expression, right: Expression, node: Expression): boolean {
    if (this.kindOf(parent) === undefined) return false;
    return node === left || this.kindOf(left) === undefined || this.haveSameOrigin(left, right);
  }

  /** What a step does with frames; `narrow` when it needs a few columns only. */
  formOf(node: Expression): "join" | "filter" | "narrow" | "other" {
    if (this.kindOf(node) !== "frame") return "other";
    const attribute = this.parentOf(node);
    const call = attribute?.kind === "Attribute" ? this.parentOf(attribute) : undefined;
    if (call?.kind === "Call" && this.kindOf(call) === "groups") return "narrow";
    if (node.kind === "Subscript") return isLabels(node.slice) ? "narrow" : "filter";
    return node.kind === "Call" && isMerge(node.func) ? "join" : "other";
  }

  /** What is a stand-in if an expression is one, and the other way round: its object, a variable, the other side of a join. */
  partnersOf(node: Expression): readonly object[] {
    const partners: object[] = [];
    const owner = node.kind === "Call" && this.standInOf(node) ? node.args[0] : this.ownerOf(node);
    if (owner) partners.push(owner);
    if (node.kind === "Name") {
      const resolution = this.scopesOf().resolve(node);
      if (resolution.kind === "binding") partners.push(resolution.binding);
    }
    if (node.kind === "Call") partners.push(...node.args.filter((argument) => this.kindOf(argument) === "frame"));
    if (node.kind === "Subscript" && this.kindOf(node.slice) === "column") partners.push(node.slice);
    const parent = this.parentOf(node);
    if (parent?.kind === "Assign" && parent.targets[0]?.kind === "Name" && this.isUnderstood(node)) {
      const resolution = this.scopesOf().resolve(parent.targets[0]);
      if (resolution.kind === "binding") partners.push(resolution.binding);
    }
    return partners;
  }

  private ownerOf(node: Expression): Expression | undefined {
    switch (node.kind) {
      case "Subscript":
      case "Attribute":
        return this.isFrameOrColumn(node.value) ? node.value : this.kindOf(node.value) ? this.ownerOf(node.value) : undefined;
      case "Call":
        return node.func.kind === "Attribute" ? this.ownerOf(node.func) : undefined;
      case "UnaryOp":
        return node.operand;
      case "Compare":
        return [node.left, ...node.comparators].find((each) => this.kindOf(each) === "column");
      case "BinOp":
        return [node.left, node.right].find((each) => this.kindOf(each) === "column");
      default:
        return undefined;
    }
  }

  private isFrameOrColumn(node: Expression): boolean {
    const kind = this.kindOf(node);
    return kind === "frame" || kind === "column";
  }

  /** Whether a frame has only a few columns, by the step that made it. */
  isNarrowed(node: Expression): boolean {
    if (node.kind === "Subscript") return isLabels(node.slice) || this.isNarrowed(node.value);
    if (node.kind !== "Name") return false;
    const resolution = this.scopesOf().resolve(node);
    const where = this.flowNodeOf(node);
    if (resolution.kind !== "binding" || !where) return false;
    const { definitions } = this.context.get(reachingDefinitions, this.unit).at(where, resolution.binding);
    const made = definitions.length === 1 ? definitions[0]?.node?.ast : undefined;
    return made?.kind === "Assign" && made.value.kind === "Subscript" && isLabels(made.value.slice);
  }

  /** Whether what gets a column does not look at its index. */
  needsNoIndex(node: Expression): boolean {
    const parent = this.parentOf(node);
    if (parent?.kind === "For") return parent.iter === node;
    if (parent?.kind !== "Call" || !parent.args.includes(node)) return false;
    const { func } = parent;
    if (func.kind === "Attribute") return func.attr === "isin" && parent.args.length === 1;
    return parent.args.length === 1 && [...iterating].some((name) => isBuiltin(func, name, this.context));
  }

  /** Whether two stand-ins come from the same object, so that both are stand-ins when the program runs, or neither. */
  haveSameOrigin(left: Expression, right: Expression): boolean {
    const one = this.originsOf(left);
    const other = this.originsOf(right);
    return one !== undefined && other !== undefined && one.size === 1 && other.size === 1 && [...one][0] === [...other][0];
  }

  /** The definitions of the variables that an expression is made of; `undefined` when they are not known. */
  private originsOf(node: Expression): ReadonlySet<object> | undefined {
    switch (node.kind) {
      case "Name":
        return this.originOfName(node);
      case "Subscript":
      case "Attribute":
        return this.originsOf(node.value);
      case "Call":
        return node.func.kind === "Attribute" && this.kindOf(node) === "column" ? this.originsOf(node.func.value) : undefined;
      case "UnaryOp":
        return this.originsOf(node.operand);
      case "Compare":
      case "BinOp": {
        const sides = node.kind === "BinOp" ? [node.left, node.right] : [node.left, node.comparators[0] as Expression];
        const origins = new Set<object>();
        for (const side of sides.filter((each) => this.kindOf(each) !== undefined)) {
          const found = this.originsOf(side);
          if (!found) return undefined;
          for (const each of found) origins.add(each);
        }
        return origins;
      }
      default:
        return undefined;
    }
  }

  private originOfName(node: Name): ReadonlySet<object> | undefined {
    const resolution = this.scopesOf().resolve(node);
    const where = this.flowNodeOf(node);
    if (resolution.kind !== "binding" || !where) return undefined;
    const { binding } = resolution;
    const { definitions, maybeUnbound } = this.context.get(reachingDefinitions, this.unit).at(where, binding);
    const [only] = definitions;
    // In one statement it is the same object, whichever that is.
    if (definitions.length !== 1 || maybeUnbound || !only) return new Set([this.momentOf(where, binding)]);
    if (this.variables.get(binding) !== "column") return new Set([only]);
    // A column that has a name comes from where it was made.
    const statement = binding.definitions
      .map((definition) => this.parentOf(definition.node))
      .find((each) => each !== undefined && this.flowNodeOf(each) === only.node);
    return statement?.kind === "Assign" ? this.originsOf(statement.value) : undefined;
  }

  private momentOf(where: FlowNode, binding: Binding): object {
    const known = this.moments.get(where) ?? new Map<Binding, object>();
    this.moments.set(where, known);
    const moment = known.get(binding) ?? {};
    known.set(binding, moment);
    return moment;
  }

  private flowNodeOf(node: Node): FlowNode | undefined {
    const flow = this.context.get(controlFlow, this.unit as Parameters<typeof this.context.get>[1]);
    for (let at: Node | undefined = node; at && at !== this.unit; at = this.parentOf(at)) {
      const found = flow.nodeOf(at);
      if (found) return found;
    }
    return undefined;
  }
}

const isMerge = (func: Expression): boolean => func.kind === "Attribute" && func.attr === "merge";

const iterating = words("list set tuple sorted sum min max");

const joinOptions = words("on left_on right_on how");

/** No `*args` and no `**options`. */
const isPlainCall = ({ args, keywords }: Call): boolean =>
  args.every(({ kind }) => kind !== "Starred") && keywords.every(({ arg }) => arg !== null);

const isByRows = ({ args, keywords }: Call): boolean =>
  args.length === 1 &&
  keywords.length === 1 &&
  keywords.every(({ arg, value }) => arg === "axis" && value.kind === "Constant" && value.value === 1n);

const isLabels = (node: Expression): boolean => node.kind === "List" && node.elts.length > 0 && node.elts.every(isText);

const isNumberOrText = (node: Expression): boolean =>
  isNumber(node) ||
  isText(node) ||
  (node.kind === "Constant" && typeof node.value === "number") ||
  (node.kind === "UnaryOp" && node.op === "USub" && isNumberOrText(node.operand));
