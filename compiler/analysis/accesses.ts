/**
 * Which variables a node of a control-flow graph reads and binds, in the order of evaluation.
 *
 * Only what happens at the node itself counts: bodies of functions, lambdas and comprehensions run elsewhere or in a scope of
 * their own, but a comprehension reads the variables around it here and now.
 */
import type { Expression, Name, Node, Pattern } from "../ir/nodes.js";
import { childrenOf } from "../ir/visit.js";
import type { EdgeKind, FlowNode } from "./control-flow.js";
import { type Binding, type Definition, mangled, parametersOf, type Scope, type Scopes } from "./scopes.js";

export interface Access {
  readonly kind: "read" | "bind" | "delete";
  readonly binding: Binding;
  /** The name that is read; what binds it otherwise. */
  readonly node: Node;
}

/**
 * @param node  a node of the graph of `owner`
 * @param owner the scope of the module or function that the graph belongs to
 */
export function accessesOf(node: FlowNode, scopes: Scopes, owner: Scope): Access[] {
  const accesses: Access[] = [];
  if (node.ast && node.kind !== "leave") new Collector(scopes, owner, accesses).node(node);
  return accesses;
}

/** Whether the bindings of a node have happened when control leaves it along an edge. */
export function bindsAlong({ ast }: FlowNode, edge: EdgeKind): "all" | "some" | "none" {
  if (edge === "exception") return "some";
  if (edge !== "false") return "all";
  switch (ast?.kind) {
    case "For":
    case "AsyncFor":
    case "ExceptHandler":
      return "none";
    case "match_case":
      // A pattern may have captured a part before another part did not fit.
      return "some";
    default:
      return "all";
  }
}

class Collector {
  constructor(
    private readonly scopes: Scopes,
    private readonly owner: Scope,
    private readonly accesses: Access[],
  ) {}

  node({ ast, kind }: FlowNode): void {
    switch (ast?.kind) {
      case "For":
      case "AsyncFor":
        return this.target(ast.target);
      case "withitem":
        this.expression(ast.context_expr);
        if (ast.optional_vars) this.target(ast.optional_vars);
        return;
      case "ExceptHandler":
        if (ast.type) this.expression(ast.type);
        if (ast.name !== null) this.bindName(ast.name, ast);
        return;
      case "match_case":
        this.pattern(ast.pattern);
        if (ast.guard) this.expression(ast.guard);
        return;
      case "ClassDef":
        if (kind === "enter") {
          for (const part of [...ast.decorator_list, ...ast.bases, ...ast.keywords.map((keyword) => keyword.value)]) this.expression(part);
        } else this.bindName(ast.name, ast);
        return;
      case "FunctionDef":
      case "AsyncFunctionDef":
        for (const part of [...ast.decorator_list, ...ast.args.defaults, ...ast.args.kw_defaults]) if (part) this.expression(part);
        for (const { annotation } of parametersOf(ast.args)) if (annotation) this.expression(annotation);
        if (ast.returns) this.expression(ast.returns);
        return this.bindName(ast.name, ast);
      case "Import":
      case "ImportFrom":
        for (const alias of ast.names) {
          if (alias.name === "*") continue;
          this.bindName(alias.asname ?? (ast.kind === "Import" ? (alias.name.split(".", 1)[0] as string) : alias.name), alias);
        }
        return;
      case "Assign":
        this.expression(ast.value);
        for (const target of ast.targets) this.target(target);
        return;
      case "AnnAssign":
        if (ast.value) {
          this.expression(ast.value);
          this.target(ast.target);
        } else if (ast.target.kind !== "Name") this.target(ast.target);
        return this.expression(ast.annotation);
      case "AugAssign":
        if (ast.target.kind === "Name") this.access("read", ast.target);
        else this.target(ast.target);
        this.expression(ast.value);
        if (ast.target.kind === "Name") this.access("bind", ast.target);
        return;
      case "TypeAlias":
        return this.target(ast.name);
      default:
        if (ast) this.expression(ast);
    }
  }

  /** Reads of an expression; names that it binds (`:=`) or deletes as well. */
  private expression(node: Node): void {
    switch (node.kind) {
      case "Name":
        return this.access(node.ctx === "Load" ? "read" : node.ctx === "Store" ? "bind" : "delete", node);
      case "NamedExpr":
        this.expression(node.value);
        return this.expression(node.target);
      case "Lambda":
        for (const value of [...node.args.defaults, ...node.args.kw_defaults]) if (value) this.expression(value);
        return;
      case "IfExp":
        this.expression(node.test);
        this.expression(node.body);
        return this.expression(node.orelse);
      default:
        for (const child of childrenOf(node)) this.expression(child);
    }
  }

  /** What is assigned to: parts of targets that are evaluated first, then the names. */
  private target(node: Expression): void {
    this.expression(node);
  }

  private pattern(pattern: Pattern): void {
    switch (pattern.kind) {
      case "MatchValue":
        return this.expression(pattern.value);
      case "MatchClass":
        this.expression(pattern.cls);
        break;
      case "MatchMapping":
        for (const key of pattern.keys) this.expression(key);
        break;
    }
    for (const child of childrenOf(pattern)) if (child.kind.startsWith("Match")) this.pattern(child as Pattern);
    if (pattern.kind === "MatchMapping" && pattern.rest !== null) this.bindName(pattern.rest, pattern);
    if ((pattern.kind === "MatchAs" || pattern.kind === "MatchStar") && pattern.name !== null) this.bindName(pattern.name, pattern);
  }

  private access(kind: Access["kind"], node: Name): void {
    const resolution = this.scopes.resolve(node);
    const binding = resolution.kind === "binding" ? resolution.binding : this.owner.bindings.get(node.id);
    if (binding) this.accesses.push({ kind, binding, node });
  }

  private bindName(name: string, node: Node): void {
    const binding = bindingOf(name, this.owner, node);
    if (binding) this.accesses.push({ kind: "bind", binding, node });
  }
}

/** The variable that a definition without a `Name` of its own binds: found by the definition itself. */
function bindingOf(name: string, owner: Scope, node: Node): Binding | undefined {
  const binds = (binding: Binding | undefined): binding is Binding =>
    binding?.definitions.some((definition: Definition) => definition.node === node) ?? false;
  for (let scope: Scope | undefined = owner; scope; scope = scope.parent) {
    const binding = scope.bindings.get(mangled(name, scope));
    if (binds(binding)) return binding;
  }
  for (const child of owner.children) {
    if (child.kind !== "class") continue;
    const binding = bindingOf(name, child, node);
    if (binding) return binding;
  }
  return undefined;
}
