/**
 * Names and scopes: which binding does each name mean?
 *
 * Python's rules (language reference 4.2, "Naming and binding"): a function's names are local when the function binds them
 * anywhere, unless declared `global` or `nonlocal`; class scopes are not seen from functions inside them; comprehensions
 * have a scope of their own except for their first iterable; `:=` binds outside of comprehensions; type parameters stand in
 * a scope between a definition and its surroundings; `__names` in classes are mangled. What cannot be known (a star
 * import, `exec`) makes module-level look-ups "unknown" instead of wrong.
 */
import type {
  Alias,
  Arguments,
  ClassDef,
  Comprehension,
  DictComp,
  Expression,
  GeneratorExp,
  Lambda,
  ListComp,
  Module,
  Name,
  Node,
  SetComp,
  Statement,
  TypeAlias,
  TypeParam,
} from "../ir/nodes.js";
import { childrenOf } from "../ir/visit.js";

export type ScopeKind = "module" | "function" | "class" | "comprehension" | "type-parameters";

type FunctionNode = Extract<Statement, { kind: "FunctionDef" | "AsyncFunctionDef" }>;
type ComprehensionNode = ListComp | SetComp | DictComp | GeneratorExp;
export type ScopeNode = Module | FunctionNode | Lambda | ClassDef | ComprehensionNode | TypeAlias;

/** What makes a name mean something. */
export type Definition =
  | { readonly kind: "assignment"; readonly node: Name }
  | { readonly kind: "deletion"; readonly node: Name }
  | { readonly kind: "parameter"; readonly node: Arguments["args"][number] }
  | { readonly kind: "import"; readonly node: Alias; readonly statement: Extract<Statement, { kind: "Import" | "ImportFrom" }> }
  | { readonly kind: "function"; readonly node: FunctionNode }
  | { readonly kind: "class"; readonly node: ClassDef }
  | { readonly kind: "exception"; readonly node: Node }
  | { readonly kind: "capture"; readonly node: Node }
  | { readonly kind: "type-parameter"; readonly node: TypeParam };

/** One variable of one scope, with everything that binds it and every name that reads it. */
export interface Binding {
  readonly name: string;
  readonly scope: Scope;
  readonly definitions: Definition[];
  readonly uses: Name[];
  /** Names in other scopes bind it too (`global`, `nonlocal`). */
  writtenElsewhere: boolean;
}

export interface Scope {
  readonly kind: ScopeKind;
  readonly node: ScopeNode;
  readonly parent: Scope | undefined;
  readonly children: Scope[];
  readonly bindings: Map<string, Binding>;
  /** `global x` and `nonlocal x` of this scope. */
  readonly declared: Map<string, "global" | "nonlocal">;
  /** A star import or `exec` here may bind any name. */
  bindsUnknown: boolean;
}

/** What a name refers to. */
export type Resolution =
  | { readonly kind: "binding"; readonly binding: Binding }
  /** Nothing in the module binds it: a builtin, or a global that somebody sets from outside. */
  | { readonly kind: "builtin"; readonly name: string }
  /** A star import or `exec` may bind it; `binding` is what it means if they do not. */
  | { readonly kind: "unknown"; readonly name: string; readonly reason: string };

export interface Scopes {
  readonly module: Scope;
  /** The scope that a module, function, class, lambda, comprehension or generic definition opens. */
  scopeOf(node: ScopeNode): Scope;
  /** What a `Name` means; every `Name` of the module has an answer. */
  resolve(name: Name): Resolution;
  /** The scope in which a `Name` is looked up. */
  scopeAt(name: Name): Scope;
}

/** Analyses a module. Time is linear in its size. */
export function analyzeScopes(module: Module): Scopes {
  const builder = new ScopeBuilder(module);
  return builder.finish();
}

interface Use {
  readonly node: Name;
  readonly scope: Scope;
}

class ScopeBuilder {
  private readonly root: Scope;
  private readonly scopes = new Map<ScopeNode, Scope>();
  /** Scopes of type parameters, by the definition they belong to. */
  private readonly parameterScopes = new Map<Node, Scope>();
  private readonly uses: Use[] = [];
  private readonly nonlocals: { readonly name: string; readonly scope: Scope; readonly definition: Definition }[] = [];
  private readonly scopeOfName = new Map<Name, Scope>();

  constructor(module: Module) {
    this.root = this.open("module", module, undefined);
    this.collectDeclarations(module.body, this.root);
    this.statements(module.body, this.root);
  }

  finish(): Scopes {
    // The function that a `nonlocal` means may bind its name further down.
    for (const { name, scope, definition } of this.nonlocals) {
      const binding = bindingIn(lookUpFunction(name, scope.parent) ?? scope, name);
      binding.definitions.push(definition);
      binding.writtenElsewhere = true;
    }
    const resolutions = new Map<Name, Resolution>();
    for (const { node, scope } of this.uses) {
      const resolution = lookUp(mangled(node.id, scope), scope);
      if (resolution.kind === "binding") {
        if (node.ctx === "Load") resolution.binding.uses.push(node);
        else if (resolution.binding.scope !== owner(scope)) resolution.binding.writtenElsewhere = true;
      }
      resolutions.set(node, resolution);
    }
    return {
      module: this.root,
      scopeOf: (node) => this.scopes.get(node) as Scope,
      resolve: (name) => resolutions.get(name) ?? { kind: "unknown", name: name.id, reason: "the name is not part of the analysed module" },
      scopeAt: (name) => this.scopeOfName.get(name) ?? this.root,
    };
  }

  private open(kind: ScopeKind, node: ScopeNode, parent: Scope | undefined): Scope {
    const scope: Scope = { kind, node, parent, children: [], bindings: new Map(), declared: new Map(), bindsUnknown: false };
    parent?.children.push(scope);
    if (kind === "type-parameters") this.parameterScopes.set(node, scope);
    else this.scopes.set(node, scope);
    return scope;
  }

  // `global` and `nonlocal` count for the whole scope, wherever they stand in it.
  private collectDeclarations(body: readonly Statement[], scope: Scope): void {
    const visit = (node: Node): void => {
      if (node.kind === "Global" || node.kind === "Nonlocal") {
        for (const name of node.names) scope.declared.set(mangled(name, scope), node.kind === "Global" ? "global" : "nonlocal");
      }
      if (opensScope(node) || !isStatementLike(node)) return;
      for (const child of childrenOf(node)) visit(child);
    };
    for (const statement of body) visit(statement);
  }

  private bind(name: string, scope: Scope, definition: Definition): void {
    const id = mangled(name, scope);
    const declared = scope.declared.get(id);
    let target = scope;
    if (declared === "global") target = this.root;
    else if (declared === "nonlocal") {
      this.nonlocals.push({ name: id, scope, definition });
      return;
    }
    const binding = bindingIn(target, id);
    binding.definitions.push(definition);
    if (target !== scope) binding.writtenElsewhere = true;
  }

  private statements(body: readonly Statement[], scope: Scope): void {
    for (const statement of body) this.visit(statement, scope);
  }

  private visit(node: Node, scope: Scope): void {
    switch (node.kind) {
      case "Name":
        return this.name(node, scope);
      case "FunctionDef":
      case "AsyncFunctionDef":
        return this.function(node, scope);
      case "ClassDef":
        return this.class(node, scope);
      case "Lambda":
        return this.lambda(node, scope);
      case "ListComp":
      case "SetComp":
      case "DictComp":
      case "GeneratorExp":
        return this.comprehension(node, scope);
      case "NamedExpr":
        this.visit(node.value, scope);
        // The target belongs to the scope around all comprehensions.
        return this.visit(node.target, owner(scope));
      case "TypeAlias":
        this.visit(node.name, scope);
        return this.visit(node.value, this.typeParameters(node, node.type_params, scope));
      case "Import":
      case "ImportFrom":
        for (const alias of node.names) {
          if (alias.name === "*") {
            scope.bindsUnknown = true;
            continue;
          }
          const name = alias.asname ?? (node.kind === "Import" ? (alias.name.split(".", 1)[0] as string) : alias.name);
          this.bind(name, scope, { kind: "import", node: alias, statement: node });
        }
        return;
      case "ExceptHandler":
        if (node.name !== null) this.bind(node.name, scope, { kind: "exception", node });
        return this.children(node, scope);
      case "MatchAs":
      case "MatchStar":
        if (node.name !== null) this.bind(node.name, scope, { kind: "capture", node });
        return this.children(node, scope);
      case "MatchMapping":
        if (node.rest !== null) this.bind(node.rest, scope, { kind: "capture", node });
        return this.children(node, scope);
      case "Call":
        if (node.func.kind === "Name" && node.func.id === "exec" && node.args.length === 1) owner(scope).bindsUnknown = true;
        return this.children(node, scope);
      default:
        return this.children(node, scope);
    }
  }

  private children(node: Node, scope: Scope): void {
    for (const child of childrenOf(node)) this.visit(child, scope);
  }

  private name(node: Name, scope: Scope): void {
    this.scopeOfName.set(node, scope);
    this.uses.push({ node, scope });
    if (node.ctx === "Store") this.bind(node.id, scope, { kind: "assignment", node });
    else if (node.ctx === "Del") this.bind(node.id, scope, { kind: "deletion", node });
  }

  private typeParameters(node: FunctionNode | ClassDef | TypeAlias, params: readonly TypeParam[], scope: Scope): Scope {
    if (params.length === 0) return scope;
    const inner = this.open("type-parameters", node, scope);
    for (const param of params) this.bind(param.name, inner, { kind: "type-parameter", node: param });
    for (const param of params) this.children(param, inner);
    return inner;
  }

  private function(node: FunctionNode, scope: Scope): void {
    for (const decorator of node.decorator_list) this.visit(decorator, scope);
    this.defaults(node.args, scope);
    this.bind(node.name, scope, { kind: "function", node });
    const around = this.typeParameters(node, node.type_params, scope);
    for (const parameter of parametersOf(node.args)) if (parameter.annotation) this.visit(parameter.annotation, around);
    if (node.returns) this.visit(node.returns, around);
    const inner = this.open("function", node, around);
    for (const parameter of parametersOf(node.args)) this.bind(parameter.arg, inner, { kind: "parameter", node: parameter });
    this.collectDeclarations(node.body, inner);
    this.statements(node.body, inner);
  }

  private lambda(node: Lambda, scope: Scope): void {
    this.defaults(node.args, scope);
    const inner = this.open("function", node, scope);
    for (const parameter of parametersOf(node.args)) this.bind(parameter.arg, inner, { kind: "parameter", node: parameter });
    this.visit(node.body, inner);
  }

  private defaults(args: Arguments, scope: Scope): void {
    for (const value of [...args.defaults, ...args.kw_defaults]) if (value) this.visit(value, scope);
  }

  private class(node: ClassDef, scope: Scope): void {
    for (const decorator of node.decorator_list) this.visit(decorator, scope);
    this.bind(node.name, scope, { kind: "class", node });
    const around = this.typeParameters(node, node.type_params, scope);
    for (const base of node.bases) this.visit(base, around);
    for (const keyword of node.keywords) this.visit(keyword.value, around);
    const inner = this.open("class", node, around);
    this.collectDeclarations(node.body, inner);
    this.statements(node.body, inner);
  }

  private comprehension(node: ComprehensionNode, scope: Scope): void {
    const [first, ...others] = node.generators as [Comprehension, ...Comprehension[]];
    this.visit(first.iter, scope);
    const inner = this.open("comprehension", node, scope);
    this.visit(first.target, inner);
    for (const condition of first.ifs) this.visit(condition, inner);
    for (const generator of others) this.children(generator, inner);
    const elements: Expression[] = node.kind === "DictComp" ? [node.key, node.value] : [node.elt];
    for (const element of elements) this.visit(element, inner);
  }
}

/** All parameters of a function, in the order of its signature. */
export function parametersOf(args: Arguments): Arguments["args"] {
  return [
    ...args.posonlyargs,
    ...args.args,
    ...(args.vararg ? [args.vararg] : []),
    ...args.kwonlyargs,
    ...(args.kwarg ? [args.kwarg] : []),
  ];
}

function bindingIn(scope: Scope, name: string): Binding {
  let binding = scope.bindings.get(name);
  if (!binding) {
    binding = { name, scope, definitions: [], uses: [], writtenElsewhere: false };
    scope.bindings.set(name, binding);
  }
  return binding;
}

/** The scope whose variables an assignment expression binds: comprehensions have none of their own for it. */
function owner(scope: Scope): Scope {
  let at = scope;
  while (at.kind === "comprehension" && at.parent) at = at.parent;
  return at;
}

function lookUp(name: string, from: Scope): Resolution {
  let reason: string | undefined;
  for (let scope: Scope | undefined = from; scope; scope = scope.parent) {
    // A class is seen from its own body, and from the type parameters and first iterables in it, but not from functions inside.
    if (scope.kind === "class" && scope !== from && !seesClass(from, scope)) continue;
    const declared = scope.declared.get(name);
    if (declared === "global") return globalLookUp(name, rootOf(scope));
    if (declared === "nonlocal") continue;
    const binding = scope.bindings.get(name);
    if (binding && scope.kind !== "module") return { kind: "binding", binding };
    if (scope.bindsUnknown && scope.kind !== "module") reason = "an exec or star import may bind it";
    if (scope.kind === "module") return reason ? { kind: "unknown", name, reason } : globalLookUp(name, scope);
  }
  return { kind: "builtin", name };
}

function globalLookUp(name: string, module: Scope): Resolution {
  const binding = module.bindings.get(name);
  if (module.bindsUnknown) {
    // What the module itself binds may be bound again by the star import, before or after.
    return { kind: "unknown", name, reason: "a star import or exec in the module may bind it" };
  }
  return binding ? { kind: "binding", binding } : { kind: "builtin", name };
}

/** Only scopes of type parameters directly in a class see its names. */
function seesClass(from: Scope, target: Scope): boolean {
  let scope: Scope | undefined = from;
  while (scope && scope !== target) {
    if (scope.kind !== "type-parameters") return false;
    scope = scope.parent;
  }
  return true;
}

function lookUpFunction(name: string, from: Scope | undefined): Scope | undefined {
  for (let scope = from; scope && scope.kind !== "module"; scope = scope.parent) {
    if (scope.kind !== "class" && scope.bindings.has(name) && !scope.declared.has(name)) return scope;
  }
  return undefined;
}

function rootOf(scope: Scope): Scope {
  let at = scope;
  while (at.parent) at = at.parent;
  return at;
}

/** `__name` in a class body means `_Class__name` (reference 6.2.1, "Private name mangling"). */
export function mangled(name: string, scope: Scope): string {
  if (!name.startsWith("__") || name.endsWith("__") || name.includes(".")) return name;
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.kind !== "class") continue;
    const owner = (at.node as ClassDef).name.replace(/^_+/, "");
    return owner === "" ? name : `_${owner}${name}`;
  }
  return name;
}

const opensScope = (node: Node): boolean =>
  node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef" || node.kind === "ClassDef" || node.kind === "Lambda";

/** Nodes below which `global` statements can stand without opening a scope. */
const isStatementLike = (node: Node): boolean =>
  "body" in node || node.kind === "Global" || node.kind === "Nonlocal" || node.kind === "Match";
