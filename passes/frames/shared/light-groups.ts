/**
 * Which functions and loops may get light groups (`noodle_rt/frames/groups.py`): those that only read reductions, lengths and single
 * values of a group and of its columns. What they do with the numbers is their own business.
 */
import { parametersOf, type Scopes } from "../../../compiler/analysis/scopes.js";
import { scopes as scopesAnalysis } from "../../../compiler/analysis/standard.js";
import { loadCatalog } from "../../../compiler/catalog/index.js";
import type { Expression, For, FunctionDef, Lambda, Name, Node } from "../../../compiler/ir/nodes.js";
import { isExpression } from "../../../compiler/ir/nodes.js";
import { some, walk } from "../../../compiler/ir/visit.js";
import type { PassContext } from "../../manager/pass.js";
import { words } from "../../manager/words.js";
import { textOf } from "./names.js";

/** What keeps a function or loop from getting light groups; `undefined` when nothing does. */
export interface Objection {
  readonly reason: string;
  readonly suggest?: string;
  readonly at: Node;
}

/** Reductions of a column that are made for all groups at once. */
const reductions = words("max min sum mean var std median count nunique any all idxmax idxmin");

/** What tells only a number or a value of a group. */
const facts = words("shape size empty name");

/** Methods and operators that give one value for each row of a column. */
const rowwiseMethods = words("abs isna isnull notna notnull fillna");
const rowwiseOperators = words("Add Sub Mult Div BitAnd BitOr BitXor");
const comparisons = words("Lt LtE Gt GtE Eq NotEq");

/** Methods of a true group that give something of their own, change nothing, and are not worth more than the group itself. */
const readers = words(
  "quantile skew kurt sem prod product mode unique tolist to_list value_counts nlargest nsmallest head tail describe dropna cumsum diff first_valid_index last_valid_index",
);

/** Builtins that may be handed a group as such. `len` asks for its length, all others would look inside. */
const lengths = words("len");

/**
 * Looks at all that a function does with its first parameter.
 * @param callee    where the function is handed to pandas
 * @param isColumn  the groups are those of one column
 * @param mayReturn a result with a value for each row is wanted (`transform`)
 */
export function objectionToFunction(callee: Expression, isColumn: boolean, context: PassContext, mayReturn = false): Objection | undefined {
  const scopes = context.get(scopesAnalysis);
  const definition = definitionOf(callee, scopes);
  if (definition === "len") return undefined;
  if (!definition) return { reason: `what ${textOf(callee)} does with a group is not known`, at: callee };
  const [first] = parametersOf(definition.args);
  if (!first || definition.args.vararg === first) return { reason: "the function has no parameter for the group", at: callee };
  const binding = scopes.scopeOf(definition).bindings.get(first.arg);
  if (!binding) return { reason: "the function has no parameter for the group", at: callee };
  if (some(definition, (node) => node.kind === "Yield" || node.kind === "YieldFrom"))
    return { reason: "the function is a generator, which runs later", at: callee };
  return new Uses(context, scopes, isColumn, mayReturn).objectionTo(binding.uses, binding.definitions.length, definition);
}

/** Looks at all that the body of a loop over groups does with the group, and whether the group is known outside of the loop. */
export function objectionToLoop(loop: For, group: Name, isColumn: boolean, context: PassContext): Objection | undefined {
  const scopes = context.get(scopesAnalysis);
  const resolution = scopes.resolve(group);
  if (resolution.kind !== "binding" || resolution.binding.writtenElsewhere)
    return { reason: "other functions set the variable of the group", at: group };
  const { binding } = resolution;
  const inside = new Set<Node>();
  for (const statement of loop.body) walk(statement, (node) => inside.add(node));
  for (const { node } of binding.definitions) {
    if (inside.has(node)) return { reason: `${group.id} gets another value in the loop`, at: node };
  }
  const own = binding.uses.filter((use) => inside.has(use));
  const foreign = binding.uses.find((use) => !inside.has(use) && !isBoundAround(use, group.id, context));
  if (foreign) return { reason: `${group.id} is read behind the loop`, at: foreign };
  const leaves = loop.body.some((statement) => some(statement, (node) => node.kind === "Break" || node.kind === "Return"));
  if (leaves && binding.scope.kind !== "function" && binding.scope.kind !== "comprehension")
    return { reason: `the loop can end early, and ${group.id} stays a variable of the module`, at: loop };
  return new Uses(context, scopes, isColumn).objectionTo(own, 1, loop);
}

/** Looks at all that a loop, or comprehension, does with rows that it looks up, or with the variable that it gives them. */
export function objectionToRows(rows: Expression, root: Node, context: PassContext): Objection | undefined {
  const scopes = context.get(scopesAnalysis);
  const uses = new Uses(context, scopes, false);
  const parent = context.editor.parentOf(rows);
  if (parent?.kind !== "Assign" || parent.value !== rows) return uses.objectionToValue(rows, root);
  const [target] = parent.targets;
  if (root.kind !== "For" || parent.targets.length !== 1 || target?.kind !== "Name") return { reason: "the rows are kept", at: rows };
  const resolution = scopes.resolve(target);
  if (resolution.kind !== "binding" || resolution.binding.writtenElsewhere)
    return { reason: "other functions set the variable of the rows", at: rows };
  const { binding } = resolution;
  const inside = new Set<Node>();
  for (const statement of root.body) walk(statement, (node) => inside.add(node));
  if (binding.definitions.some(({ node }) => inside.has(node) && node !== target))
    return { reason: `${target.id} gets other values, too`, at: rows };
  const foreign = binding.uses.find((use) => !inside.has(use));
  if (foreign) return { reason: `${target.id} is read outside of the loop`, at: foreign };
  // A variable of the module is a true frame when the loop has ended, if the last rows are looked up.
  const isFirst = root.body.includes(parent) && !root.body.slice(0, root.body.indexOf(parent)).some((each) => some(each, mayLeave));
  if (binding.scope.kind !== "function" && !(isFirst && !root.body.some((each) => some(each, (node) => node.kind === "Break"))))
    return { reason: `the loop can end early, and ${target.id} stays a variable of the module`, at: rows };
  return uses.objectionTo(binding.uses, 1, root);
}

const mayLeave = ({ kind }: Node): boolean => kind === "Continue" || kind === "Break" || kind === "Return";

/** The same for the loop of a list, set or dict comprehension. */
export function objectionToComprehension(
  comprehension: Expression,
  group: Name,
  isColumn: boolean,
  context: PassContext,
): Objection | undefined {
  const scopes = context.get(scopesAnalysis);
  const resolution = scopes.resolve(group);
  if (resolution.kind !== "binding") return { reason: "the variable of the group is not known", at: group };
  const { binding } = resolution;
  return new Uses(context, scopes, isColumn).objectionTo(binding.uses, binding.definitions.length, comprehension);
}

/** Whether a use stands in the body of another loop that sets the variable. */
function isBoundAround(use: Node, name: string, context: PassContext): boolean {
  let child = use;
  for (let at = context.editor.parentOf(use); at; child = at, at = context.editor.parentOf(at)) {
    if (at.kind === "FunctionDef" || at.kind === "Lambda" || at.kind === "ClassDef") return false;
    if (at.kind !== "For" || !at.body.includes(child as never)) continue;
    if (some(at.target, (node) => node.kind === "Name" && node.id === name)) return true;
  }
  return false;
}

/** The lambda, or the function that a name stands for whenever it is read; `len` for the builtin. */
function definitionOf(callee: Expression, scopes: Scopes): Lambda | FunctionDef | "len" | undefined {
  if (callee.kind === "Lambda") return callee;
  if (callee.kind !== "Name") return undefined;
  const resolution = scopes.resolve(callee);
  if (resolution.kind === "builtin") return lengths.has(callee.id) ? "len" : undefined;
  if (resolution.kind !== "binding" || resolution.binding.writtenElsewhere) return undefined;
  const [only, ...others] = resolution.binding.definitions;
  if (others.length > 0 || only?.kind !== "function" || only.node.kind !== "FunctionDef") return undefined;
  return only.node.decorator_list.length === 0 ? only.node : undefined;
}

class Uses {
  private hasReduction = false;
  private readonly seen = new Set<Node>();
  /** Names that stand for the group itself. */
  private readonly groups = new Set<Node>();

  constructor(
    private readonly context: PassContext,
    private readonly scopes: Scopes,
    private readonly isColumn: boolean,
    private readonly mayReturn = false,
  ) {}

  objectionTo(uses: readonly Name[], definitions: number, root: Node): Objection | undefined {
    if (definitions !== 1) return { reason: "the variable of the group gets another value", at: root };
    for (const use of uses) this.groups.add(use);
    for (const use of uses) {
      const objection = this.ofValue(use, root);
      if (objection) return objection;
    }
    if (!this.hasReduction)
      return { reason: "no column of the group is reduced to a number in a way that is the same for all groups", at: root };
    return undefined;
  }

  /** The same for an expression that gives the group. */
  objectionToValue(node: Expression, root: Node): Objection | undefined {
    this.groups.add(node);
    const objection = this.ofValue(node, root);
    if (objection || this.hasReduction) return objection;
    return { reason: "no column of the group is reduced to a number in a way that is the same for all groups", at: root };
  }

  /** What is done with the group, or with a column of it. */
  private ofValue(node: Expression, root: Node): Objection | undefined {
    if (this.seen.has(node)) return undefined;
    this.seen.add(node);
    const later = this.runsLater(node, root);
    if (later) return later;
    const parent = this.context.editor.parentOf(node);
    if (!parent) return this.kept(node);
    if (parent.kind === "Attribute" && parent.value === node) return this.ofAttribute(parent, node, root);
    if (parent.kind === "Subscript" && parent.value === node) {
      if (parent.ctx !== "Load") return { reason: `${textOf(parent)} is stored into`, at: parent };
      return parent.slice.kind === "Constant" && typeof parent.slice.value === "string"
        ? this.ofValue(parent, root)
        : { reason: `rows or several columns are taken: ${textOf(parent)}`, at: parent };
    }
    if (parent.kind === "Call" && parent.func !== node) {
      const isLength = parent.func.kind === "Name" && lengths.has(parent.func.id) && this.scopes.resolve(parent.func).kind === "builtin";
      if (isLength && parent.args.length === 1) {
        this.hasReduction = true;
        return undefined;
      }
      return { reason: `the group or a column is handed on: ${textOf(parent)}`, at: parent };
    }
    if (this.isRowwise(parent, node)) {
      if (!this.isColumn && this.groups.has(node))
        return { reason: `all columns of the group are computed with: ${textOf(parent)}`, at: parent };
      if (this.mayReturn) this.hasReduction = true;
      return this.ofValue(parent, root);
    }
    if (this.mayReturn && this.isResult(parent, root)) return undefined;
    if (parent.kind === "Assign" && parent.value === node) return this.ofVariable(parent.targets, node, root);
    return this.kept(node);
  }

  private isRowwise(parent: Node, node: Expression): parent is Expression {
    switch (parent.kind) {
      case "BinOp":
        return rowwiseOperators.has(parent.op) || (parent.op === "Pow" && parent.left === node && isTwo(parent.right));
      case "UnaryOp":
        return parent.op === "USub" || parent.op === "Invert";
      case "Compare":
        return parent.ops.length === 1 && parent.ops.every((op) => comparisons.has(op));
      default:
        return false;
    }
  }

  private isResult(parent: Node, root: Node): boolean {
    if (parent.kind === "IfExp") {
      const above = this.context.editor.parentOf(parent);
      return above !== undefined && this.isResult(above, root);
    }
    return parent.kind === "Return" || (parent.kind === "Lambda" && parent === root);
  }

  private ofAttribute(node: Extract<Expression, { kind: "Attribute" }>, owner: Expression, root: Node): Objection | undefined {
    if (node.ctx !== "Load") return { reason: `${textOf(node)} is stored into`, at: node };
    const parent = this.context.editor.parentOf(node);
    if (facts.has(node.attr)) {
      if (node.attr !== "name") this.hasReduction = true;
      return undefined;
    }
    if (node.attr === "iloc") {
      const isOne = parent?.kind === "Subscript" && parent.value === node && parent.ctx === "Load" && isWholeNumber(parent.slice);
      if (!isOne) return { reason: `rows are taken: ${textOf(parent?.kind === "Subscript" ? parent : node)}`, at: node };
      this.hasReduction = true;
      return undefined;
    }
    const isCalled = parent?.kind === "Call" && parent.func === node;
    if (isCalled && rowwiseMethods.has(node.attr)) {
      const isFill = node.attr === "fillna";
      if (parent.keywords.length > 0 || parent.args.length !== (isFill ? 1 : 0))
        return { reason: `it is not known how ${textOf(parent)} is called`, at: parent };
      if (!this.isColumn && this.groups.has(owner))
        return { reason: `all columns of the group are needed for ${textOf(parent)}`, at: parent };
      if (this.mayReturn) this.hasReduction = true;
      return this.ofValue(parent, root);
    }
    if (isCalled && (reductions.has(node.attr) || readers.has(node.attr))) {
      const inputs = [...parent.args, ...parent.keywords.map(({ value }) => value)];
      if (parent.keywords.some(({ arg }) => arg === null || arg === "inplace") || parent.args.some(({ kind }) => kind === "Starred"))
        return { reason: `it is not known how ${textOf(parent)} is called`, at: parent };
      if (!this.isColumn && this.groups.has(owner))
        return { reason: `all columns of the group are reduced: ${textOf(parent)}`, at: parent };
      if (reductions.has(node.attr) && inputs.length === 0) this.hasReduction = true;
      return undefined;
    }
    if (isCalled || isMember(node.attr)) return { reason: `the group itself is needed for ${textOf(node)}`, at: node };
    return this.ofValue(node, root);
  }

  /** A variable of its own for a column: all its uses count. */
  private ofVariable(targets: readonly Expression[], node: Expression, root: Node): Objection | undefined {
    const [target] = targets;
    if (targets.length !== 1 || target?.kind !== "Name") return this.kept(node);
    const resolution = this.scopes.resolve(target);
    if (resolution.kind !== "binding" || resolution.binding.writtenElsewhere) return this.kept(node);
    const { binding } = resolution;
    const isLocal = root.kind !== "For" && binding.scope.node === root;
    if (!isLocal || binding.definitions.length !== 1) return this.kept(node);
    for (const use of binding.uses) {
      const objection = this.ofValue(use, root);
      if (objection) return objection;
    }
    return undefined;
  }

  private kept(node: Expression): Objection {
    const parent = this.context.editor.parentOf(node);
    const what = parent && isExpression(parent) ? textOf(parent) : textOf(node);
    return { reason: `the group or a column is kept, returned or computed with: ${what}`, at: node };
  }

  /** Functions and generators inside run when the group may be another one. */
  private runsLater(node: Node, root: Node): Objection | undefined {
    for (let at = this.context.editor.parentOf(node); at && at !== root; at = this.context.editor.parentOf(at)) {
      if (["FunctionDef", "AsyncFunctionDef", "Lambda", "GeneratorExp", "ClassDef"].includes(at.kind))
        return { reason: "a function or generator inside reads the group, perhaps later", at: node };
    }
    return undefined;
  }
}

const isTwo = (node: Expression): boolean => node.kind === "Constant" && node.value === 2n;

const isWholeNumber = (node: Expression): boolean =>
  (node.kind === "Constant" && typeof node.value === "bigint") ||
  (node.kind === "UnaryOp" && node.op === "USub" && node.operand.kind === "Constant" && typeof node.operand.value === "bigint");

/** Whether a name stands for a method or property of frames or series, and so for no column. */
const isMember = (name: string): boolean =>
  name.startsWith("_") || ["pandas.DataFrame", "pandas.Series"].some((owner) => loadCatalog().member(owner, name) !== undefined);

/** Names of functions in a dictionary, list or pair that pandas computes for itself. */
const builtinNames = words("max min sum mean var std median count nunique any all first last size prod sem");

/** The functions that an argument of `agg` hands to pandas, or `undefined` when it is not known what is in it. */
export function functionsIn(argument: Expression): readonly Expression[] | undefined {
  switch (argument.kind) {
    case "Lambda":
    case "Name":
      return [argument];
    case "Constant":
      return typeof argument.value === "string" && builtinNames.has(argument.value) ? [] : undefined;
    case "List":
      return all(argument.elts);
    case "Tuple":
      return argument.elts.length === 2 && argument.elts[1] ? functionsIn(argument.elts[1]) : undefined;
    case "Dict":
      return argument.keys.every((key) => key !== null) ? all(argument.values) : undefined;
    default:
      return undefined;
  }
}

function all(nodes: readonly Expression[]): readonly Expression[] | undefined {
  const found: Expression[] = [];
  for (const node of nodes) {
    const functions = functionsIn(node);
    if (!functions) return undefined;
    found.push(...functions);
  }
  return found;
}
