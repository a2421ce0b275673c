/**
 * Is this a program? Checks what every tree has to fulfil and every printer relies on, beyond what TypeScript's types say.
 * It runs on what a pass has changed, and on everything under `--verify-each`.
 */
import type { Location } from "./location.js";
import { type FieldInfo, isExpression, isPattern, isStatement, isTypeParam, type Node, nodeFields } from "./nodes.js";

export interface Problem {
  readonly node: Node;
  /** `Assign.targets is empty` */
  readonly message: string;
}

/** What is wrong with a module, or with a part of it that stands in `surroundings`; nothing is wrong with Python that compiles. */
export function verify(root: Node, surroundings: Surroundings = outside): Problem[] {
  const problems: Problem[] = [];
  new Verifier(problems).node(root, surroundings);
  return problems;
}

/** What the statements around a node allow. */
export interface Surroundings {
  readonly function: "none" | "plain" | "async";
  readonly loop: boolean;
  /** Whether names here may be stored, deleted or only read. */
  readonly context: "Load" | "Store" | "Del";
}

const outside: Surroundings = { function: "none", loop: false, context: "Load" };

const lists = new Set(["body", "handlers", "cases", "targets", "names", "values", "items", "generators", "comparators"]);
/** Lists that may be empty although others of the same name may not. */
const mayBeEmpty = new Set(["Module.body", "Dict.values", "JoinedStr.values", "TemplateStr.values", "Try.handlers"]);

const contexts = new Set(["Load", "Store", "Del"]);
const operators: Readonly<Record<string, ReadonlySet<string>>> = {
  ExprContext: contexts,
  BoolOperator: new Set(["And", "Or"]),
  BinaryOperator: new Set([..."Add Sub Mult MatMult Div Mod Pow LShift RShift BitOr BitXor BitAnd FloorDiv".split(" ")]),
  UnaryOperator: new Set(["Invert", "Not", "UAdd", "USub"]),
  CompareOperator: new Set("Eq NotEq Lt LtE Gt GtE Is IsNot In NotIn".split(" ")),
};

const kindsOf: Readonly<Record<string, (node: Node) => boolean>> = {
  Expression: isExpression,
  Statement: isStatement,
  Pattern: isPattern,
  TypeParam: isTypeParam,
  Arguments: ({ kind }) => kind === "arguments",
  Arg: ({ kind }) => kind === "arg",
  Keyword: ({ kind }) => kind === "keyword",
  Alias: ({ kind }) => kind === "alias",
  Comprehension: ({ kind }) => kind === "comprehension",
  WithItem: ({ kind }) => kind === "withitem",
  MatchCase: ({ kind }) => kind === "match_case",
  Handler: ({ kind }) => kind === "ExceptHandler",
};

class Verifier {
  private readonly seen = new Set<Node>();

  constructor(private readonly problems: Problem[]) {}

  private report(node: Node, message: string): void {
    this.problems.push({ node, message: `${node.kind}${message}` });
  }

  node(node: Node, around: Surroundings): void {
    if (!(node.kind in nodeFields)) return this.report(node, " is no kind of node");
    // A node in two places would be changed in both when it is changed in one.
    if (this.seen.has(node)) return this.report(node, " stands in the tree twice");
    this.seen.add(node);
    if (!isLocation(node.loc)) this.report(node, " has no location");
    const before = this.problems.length;
    for (const field of nodeFields[node.kind]) this.field(node, field);
    // What follows relies on the fields.
    if (this.problems.length > before) return;
    this.rules(node, around);
    for (const field of nodeFields[node.kind]) {
      if (!field.node) continue;
      const inner = surroundingsOf(node, field.name, around);
      for (const child of valuesOf(node, field)) if (child) this.node(child as Node, inner);
    }
  }

  private field(node: Node, field: FieldInfo): void {
    const value = (node as unknown as Record<string, unknown>)[field.name];
    const where = `.${field.name}`;
    const isList = field.count === "list" || field.count === "sparse-list";
    if (isList !== Array.isArray(value)) return this.report(node, isList ? `${where} is no list` : `${where} is a list`);
    if (isList && (value as unknown[]).length === 0 && lists.has(field.name) && !mayBeEmpty.has(`${node.kind}${where}`)) {
      return this.report(node, `${where} is empty`);
    }
    for (const item of isList ? (value as unknown[]) : [value]) {
      if (item === undefined) this.report(node, `${where} is missing`);
      else if (item === null) {
        if (field.count !== "optional" && field.count !== "sparse-list" && field.type !== "ConstantValue")
          this.report(node, `${where} is missing`);
      } else if (!fits(item, field)) this.report(node, `${where} is no ${field.type}`);
    }
  }

  private rules(node: Node, around: Surroundings): void {
    switch (node.kind) {
      case "Return":
        if (around.function === "none") this.report(node, " outside of a function");
        return;
      case "Break":
      case "Continue":
        if (!around.loop) this.report(node, " outside of a loop");
        return;
      case "Name":
      case "Attribute":
      case "Subscript":
      case "Starred":
      case "List":
      case "Tuple":
        if (node.ctx !== around.context) this.report(node, ` is ${node.ctx}, but its place is ${around.context}`);
        if (node.kind === "Name" && !isIdentifier(node.id)) this.report(node, `.id is no name: ${node.id}`);
        if (node.kind === "Attribute" && !isIdentifier(node.attr)) this.report(node, `.attr is no name: ${node.attr}`);
        return;
      case "Assign":
      case "For":
      case "AsyncFor":
      case "Delete":
        for (const target of "targets" in node ? node.targets : [node.target]) {
          if (!isTarget(target)) this.report(node, ` cannot bind a ${target.kind}`);
        }
        return;
      case "AugAssign":
        if (!["Name", "Attribute", "Subscript"].includes(node.target.kind)) this.report(node, ` cannot bind a ${node.target.kind}`);
        return;
      case "NamedExpr":
        if (node.target.kind !== "Name") this.report(node, ` cannot bind a ${node.target.kind}`);
        return;
      case "BoolOp":
        if (node.values.length < 2) this.report(node, ".values has fewer than two");
        return;
      case "Compare":
        if (node.ops.length !== node.comparators.length) this.report(node, " has not as many operators as operands");
        return;
      case "Dict":
        if (node.keys.length !== node.values.length) this.report(node, " has not as many keys as values");
        return;
      case "Set":
        if (node.elts.length === 0) this.report(node, ".elts is empty");
        return;
      case "Try":
      case "TryStar":
        if (node.handlers.length === 0 && (node.finalbody.length === 0 || node.orelse.length > 0))
          this.report(node, " has neither handlers nor a finally");
        return;
      case "Raise":
        if (node.cause && !node.exc) this.report(node, " has a cause without an exception");
        return;
      case "arguments":
        if (node.defaults.length > node.posonlyargs.length + node.args.length) this.report(node, ".defaults are more than parameters");
        if (node.kw_defaults.length !== node.kwonlyargs.length) this.report(node, ".kw_defaults are not as many as parameters");
        return;
      case "ImportFrom":
        if (node.module === null && node.level === 0) this.report(node, " names no module");
        return;
      case "MatchClass":
        if (node.kwd_attrs.length !== node.kwd_patterns.length) this.report(node, " has not as many names as patterns");
        return;
      case "MatchMapping":
        if (node.keys.length !== node.patterns.length) this.report(node, " has not as many keys as patterns");
        return;
      case "FunctionDef":
      case "AsyncFunctionDef":
      case "ClassDef":
        if (!isIdentifier(node.name)) this.report(node, `.name is no name: ${node.name}`);
        return;
    }
  }
}

/** What holds for the nodes in a field. */
function surroundingsOf(node: Node, field: string, around: Surroundings): Surroundings {
  switch (node.kind) {
    case "FunctionDef":
    case "AsyncFunctionDef":
      if (field === "body") return { function: node.kind === "FunctionDef" ? "plain" : "async", loop: false, context: "Load" };
      break;
    case "ClassDef":
      if (field === "body") return outside;
      break;
    case "For":
    case "AsyncFor":
    case "While":
      if (field === "body") return { ...around, loop: true };
      if (field === "target") return { ...around, context: "Store" };
      break;
    case "Assign":
    case "AnnAssign":
    case "AugAssign":
    case "comprehension":
    case "NamedExpr":
      if (field === "targets" || field === "target") return { ...around, context: "Store" };
      break;
    case "withitem":
      if (field === "optional_vars") return { ...around, context: "Store" };
      break;
    case "TypeAlias":
      if (field === "name") return { ...around, context: "Store" };
      break;
    case "Delete":
      return { ...around, context: "Del" };
    case "Starred":
    case "List":
    case "Tuple":
      // Parts of a target are targets.
      return around;
  }
  return around.context === "Load" ? around : { ...around, context: "Load" };
}

function valuesOf(node: Node, field: FieldInfo): readonly unknown[] {
  const value = (node as unknown as Record<string, unknown>)[field.name];
  return Array.isArray(value) ? value : [value];
}

function fits(value: unknown, { node, type }: FieldInfo): boolean {
  if (node) return typeof value === "object" && "kind" in (value as object) && (kindsOf[type]?.(value as Node) ?? false);
  if (type === "number" || type === "string") return typeof value === type;
  return operators[type]?.has(value as string) ?? true;
}

function isLocation(loc: Location | undefined): boolean {
  switch (loc?.kind) {
    case "span":
      return loc.start >= 0 && loc.start <= loc.end && loc.end <= loc.file.text.length;
    case "fused":
      return loc.locations.length > 0 && loc.locations.every(isLocation);
    case "call-site":
      return isLocation(loc.callee) && isLocation(loc.caller);
    case "synthetic":
      return true;
    default:
      return false;
  }
}

function isTarget(node: Node): boolean {
  switch (node.kind) {
    case "Name":
    case "Attribute":
    case "Subscript":
      return true;
    case "Starred":
      return isTarget(node.value);
    case "List":
    case "Tuple":
      return node.elts.every(isTarget);
    default:
      return false;
  }
}

const isIdentifier = (name: string): boolean => /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name);
