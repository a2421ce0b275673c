/**
 * Calls of small functions of the program inside of a loop: the loop is read as if their bodies stood there, and as if loops that follow
 * each other had variables of their own. Only the loop that is read has them; the program keeps its calls and names.
 */
import type { Resolution, Scope, Scopes } from "../../../compiler/analysis/scopes.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import {
  build,
  type Expression,
  type FunctionDef,
  type Lambda,
  type Name,
  type Node,
  nodeFields,
  type Statement,
} from "../../../compiler/ir/nodes.js";
import { some, walk } from "../../../compiler/ir/visit.js";
import { dottedName, NotVectorizable } from "./nest.js";
import { sharedCounters } from "./shared-counters.js";
import type { Loop } from "./sites.js";

export interface Expanded {
  readonly root: Loop;
  readonly facts: TypeFacts;
  readonly scopes: Scopes;
  /** Names by which functions are called that stand there no longer. */
  readonly called: readonly Name[];
}

type Own = FunctionDef | Lambda;
type Call = Extract<Expression, { kind: "Call" }>;

/** Nodes of a function; larger ones take longer than their call. */
const maxNodes = 160;
const maxDepth = 3;

/**
 * The loop with the bodies of own functions in it; itself when it calls none, and no loops in it share a variable.
 * @param scope in which the loop stands
 * @throws NotVectorizable when a function of the program is called that cannot stand there
 */
export function expandCalls(root: Loop, facts: TypeFacts, scopes: Scopes, scope: Scope): Expanded {
  const calls = some(root, (node) => node.kind === "Call" && ownFunction(node, facts) !== undefined);
  const shared = sharedCounters(root);
  if (!calls && shared.size === 0) return { root, facts, scopes, called: [] };
  const expander = new Expander(facts, scopes, scope, shared);
  const expanded = expander.loop(root);
  const { origins } = expander;
  const originOf = <N extends Node>(node: N): N => (origins.get(node) ?? node) as N;
  return { root: expanded, ...withOrigins({ facts, scopes }, originOf), called: expander.called };
}

/** Facts and scopes that know copies by what they are copies of. */
export function withOrigins(
  { facts, scopes }: Pick<Expanded, "facts" | "scopes">,
  originOf: <N extends Node>(node: N) => N,
): Pick<Expanded, "facts" | "scopes"> {
  return {
    facts: new Proxy(facts, {
      get(target, field, receiver) {
        if (field === "typeOf") return (expression: Expression) => target.typeOf(originOf(expression));
        const value: unknown = Reflect.get(target, field, receiver);
        return typeof value === "function" ? (value as () => unknown).bind(target) : value;
      },
    }),
    scopes: {
      ...scopes,
      module: scopes.module,
      scopeOf: (node) => scopes.scopeOf(node),
      resolve: (name) => scopes.resolve(originOf(name)),
      scopeAt: (name) => scopes.scopeAt(originOf(name)),
    },
  };
}

function ownFunction({ func }: Call, facts: TypeFacts): Own | undefined {
  const type = facts.typeOf(func);
  if (type.kind !== "user-function" || type.receiver || type.traced || func.kind !== "Name") return undefined;
  const found = facts.definitionOf(type.definition);
  return found.kind === "FunctionDef" || found.kind === "Lambda" ? found : undefined;
}

type Names = ReadonlyMap<string, Expression>;

class Expander {
  readonly origins = new Map<Node, Node>();
  readonly called: Name[] = [];
  /** What has to be done before the statement that is being copied. */
  private pending: Statement[] = [];
  private readonly stack: Own[] = [];
  private made = 0;

  constructor(
    private readonly facts: TypeFacts,
    private readonly scopes: Scopes,
    private readonly scope: Scope,
    /** Loops that get a variable of their own. */
    private readonly shared: ReadonlySet<Loop>,
  ) {}

  loop(root: Loop): Loop {
    const { body, ...head } = root;
    const copy = this.copy({ ...head, body: [] } as unknown as Loop, new Map());
    copy.body = this.block(body, new Map());
    this.origins.set(copy, root);
    return copy;
  }

  private block(statements: readonly Statement[], names: Names): Statement[] {
    const before = this.pending;
    this.pending = [];
    for (const statement of statements) this.statement(statement, names);
    const made = this.pending;
    this.pending = before;
    return made;
  }

  private statement(statement: Statement, names: Names): void {
    if (statement.kind === "For" || statement.kind === "While") {
      const inner = this.namesIn(statement, names);
      const copy = this.copy({ ...statement, body: [], orelse: [] } as Statement, inner) as Loop;
      copy.body = this.block(statement.body, inner);
      copy.orelse = this.block(statement.orelse, inner);
      this.pending.push(copy);
      return;
    }
    if (statement.kind === "If") {
      const test = this.expression(statement.test, names);
      const copy = build.If({ test, body: this.block(statement.body, names), orelse: this.block(statement.orelse, names) }, statement.loc);
      this.pending.push(copy);
      return;
    }
    const call = statement.kind === "Expr" && statement.value.kind === "Call" ? statement.value : undefined;
    const own = call && ownFunction(call, this.facts);
    if (call && own?.kind === "FunctionDef") return this.procedure(call, own, names);
    const copy = this.expression(statement as unknown as Expression, names) as unknown as Statement;
    this.pending.push(copy);
  }

  private namesIn(loop: Loop, names: Names): Names {
    if (loop.kind !== "For" || loop.target.kind !== "Name" || !this.shared.has(loop)) return names;
    const own = build.Name({ id: `%${loop.target.id}_${this.made++}`, ctx: "Load" }, loop.loc);
    return new Map([...names, [loop.target.id, own]]);
  }

  // --- copies ---------------------------------------------------------------------------------------------------------

  /** A copy in which calls of own functions are what these compute. */
  private expression(node: Expression, names: Names): Expression {
    const own = node.kind === "Call" ? ownFunction(node, this.facts) : undefined;
    if (node.kind === "Call" && own) return this.inlined(node, own, names);
    return this.copy(node, names, true);
  }

  private copy<N extends Node>(node: N, names: Names, expands = false): N {
    if (node.kind === "Name") {
      const replaced = names.get(node.id);
      if (replaced && node.ctx === "Load") return this.copy(replaced, new Map()) as unknown as N;
      if (replaced?.kind === "Name") return build.Name({ id: replaced.id, ctx: node.ctx }, node.loc) as unknown as N;
    }
    const copy: Record<string, unknown> = { kind: node.kind, loc: node.loc };
    const copyOf = (child: unknown): unknown => {
      if (!child || typeof child !== "object") return child;
      return expands ? this.expression(child as Expression, names) : this.copy(child as Node, names);
    };
    for (const field of nodeFields[node.kind]) {
      const value = (node as unknown as Record<string, unknown>)[field.name];
      copy[field.name] = !field.node ? value : Array.isArray(value) ? value.map(copyOf) : copyOf(value);
    }
    this.origins.set(copy as unknown as Node, this.origins.get(node) ?? node);
    return copy as unknown as N;
  }

  // --- functions ------------------------------------------------------------------------------------------------------

  private inlined(call: Call, own: Own, names: Names): Expression {
    const inner = this.enter(call, own, names);
    const value = own.kind === "Lambda" ? this.expression(own.body, inner) : this.returned(own.body, inner, call);
    this.stack.pop();
    return value;
  }

  /** A call for its effects on the elements of arrays. */
  private procedure(call: Call, own: FunctionDef, names: Names): void {
    const inner = this.enter(call, own, names);
    for (const statement of own.body) {
      if (isText(statement) || statement.kind === "Pass") continue;
      if (some(statement, ({ kind }) => kind === "Return")) throw refusal(own.name, call);
      this.statement(statement, inner);
    }
    this.stack.pop();
  }

  /** Parameters and variables of a function where it is called. */
  private enter(call: Call, own: Own, names: Names): Names {
    const title = own.kind === "Lambda" ? "a lambda" : own.name;
    const refused = refusal(title, call);
    if (this.stack.includes(own) || this.stack.length >= maxDepth) throw refused;
    this.stack.push(own);
    this.check(own, refused);
    this.called.push(call.func as Name);
    const { args: parameters } = own;
    if (parameters.vararg || parameters.kwarg || call.args.some(({ kind }) => kind === "Starred")) throw refused;
    const positional = [...parameters.posonlyargs, ...parameters.args];
    const given = new Map<string, Expression>();
    if (call.args.length > positional.length) throw refused;
    for (const [at, value] of call.args.entries()) given.set((positional[at] as { arg: string }).arg, value);
    for (const { arg, value } of call.keywords) {
      const isOpen = arg !== null && [...parameters.args, ...parameters.kwonlyargs].some((each) => each.arg === arg) && !given.has(arg);
      if (!isOpen) throw refused;
      given.set(arg, value);
    }
    const defaults = new Map<string, Expression>();
    for (const [at, value] of parameters.defaults.entries())
      defaults.set((positional[positional.length - parameters.defaults.length + at] as { arg: string }).arg, value);
    for (const [at, value] of parameters.kw_defaults.entries())
      if (value) defaults.set((parameters.kwonlyargs[at] as { arg: string }).arg, value);
    const bound = new Set<string>();
    walk(own, (node) => void (node.kind === "Name" && node.ctx !== "Load" && bound.add(node.id)));
    const inner = new Map<string, Expression>();
    const number = this.made++;
    const fresh = (name: string): Name => build.Name({ id: `%${name}_${number}`, ctx: "Load" }, call.loc);
    for (const { arg } of [...positional, ...parameters.kwonlyargs]) {
      const value = given.get(arg);
      const fallback = defaults.get(arg);
      if (!value && fallback?.kind !== "Constant") throw refused;
      const actual = value ? this.expression(value, names) : (fallback as Expression);
      if (!bound.has(arg) && (actual.kind === "Constant" || dottedName(actual) !== undefined)) inner.set(arg, actual);
      else {
        const name = fresh(arg);
        this.pending.push(build.Assign({ targets: [build.Name({ id: name.id, ctx: "Store" }, call.loc)], value: actual }, call.loc));
        inner.set(arg, name);
      }
    }
    for (const name of bound) if (!inner.has(name)) inner.set(name, fresh(name));
    return inner;
  }

  /** Functions that only compute, and whose names mean where they are called what they mean to them. */
  private check(own: Own, refused: NotVectorizable): void {
    let count = 0;
    const parameters = new Set<string>();
    walk(own.args, (node) => void (node.kind === "arg" && parameters.add(node.arg)));
    const inside = this.scopes.scopeOf(own);
    walk(own, (node) => {
      count++;
      if (node !== own && refusedKinds.has(node.kind)) throw refused;
    });
    if (count > maxNodes || (own.kind === "FunctionDef" && own.decorator_list.length > 0)) throw refused;
    for (const part of own.kind === "Lambda" ? [own.body] : own.body) {
      walk(part, (node) => {
        if (node.kind !== "Name" || inside.bindings.has(node.id)) return;
        if (!isSame(this.scopes.resolve(node), node.id, this.scope)) throw refused;
      });
    }
  }

  /** What statements return at their end. */
  private returned(statements: readonly Statement[], names: Names, call: Call): Expression {
    for (const [at, statement] of statements.entries()) {
      if (isText(statement) || statement.kind === "Pass") continue;
      if (statement.kind === "Return" && statement.value) return this.expression(statement.value, names);
      if (statement.kind === "If" && some(statement, ({ kind }) => kind === "Return")) {
        // Where the branch does not return, what stands behind the statement comes next.
        const rest = [...statement.orelse, ...statements.slice(at + 1)];
        const isOnlyReturning = !rest.some((each) => some(each, ({ kind }) => kind === "Assign" || kind === "AugAssign" || kind === "For"));
        const keep = (value: Expression): Expression => (isOnlyReturning ? value : this.kept(value, call));
        const test = keep(this.expression(statement.test, names));
        const body = keep(this.alone(statement.body, names, call));
        const orelse = this.returned(rest, names, call);
        return build.IfExp({ test, body, orelse }, statement.loc);
      }
      const isLocal = (target: Expression): boolean => target.kind === "Name";
      const isComputing =
        (statement.kind === "Assign" && statement.targets.every(isLocal)) ||
        (statement.kind === "AugAssign" && isLocal(statement.target)) ||
        ((statement.kind === "For" || statement.kind === "If") && !some(statement, isEffect));
      if (!isComputing) break;
      this.statement(statement, names);
    }
    throw refusal(call.func.kind === "Name" ? call.func.id : "a function", call);
  }

  /** A branch that only returns a value: what stands in a branch must not be done for the other one. */
  private alone(statements: readonly Statement[], names: Names, call: Call): Expression {
    const [only, ...others] = statements;
    if (only?.kind !== "Return" || !only.value || others.length > 0)
      throw refusal(call.func.kind === "Name" ? call.func.id : "a function", call);
    return this.expression(only.value, names);
  }

  /** A value under a name of its own, since its variables change. */
  private kept(value: Expression, { loc }: Call): Expression {
    const id = `%value_${this.made++}`;
    this.pending.push(build.Assign({ targets: [build.Name({ id, ctx: "Store" }, loc)], value }, loc));
    return build.Name({ id, ctx: "Load" }, loc);
  }
}

const refusedKinds: ReadonlySet<Node["kind"]> = new Set<Node["kind"]>([
  "Yield",
  "YieldFrom",
  "Await",
  "Global",
  "Nonlocal",
  "FunctionDef",
  "AsyncFunctionDef",
  "ClassDef",
  "Lambda",
  "NamedExpr",
  "Try",
  "With",
  "While",
  "Import",
  "ImportFrom",
  "Delete",
  "ListComp",
  "SetComp",
  "DictComp",
  "GeneratorExp",
  "Break",
  "Continue",
]);

/** Something besides assignments to variables, branches and loops. */
const isEffect = (node: Node): boolean =>
  node.kind === "Return" || node.kind === "Expr" || ((node.kind === "Subscript" || node.kind === "Attribute") && node.ctx !== "Load");

const refusal = (name: string, call: Call): NotVectorizable =>
  new NotVectorizable(
    `${name} is called, a function of the program that does more than to compute`,
    call,
    "write what it computes into the loop",
  );

/** Whether a name means in a scope what it means elsewhere. */
function isSame(there: Resolution, name: string, scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.kind === "class" && at !== scope) continue;
    const binding = at.bindings.get(name);
    if (binding) return there.kind === "binding" && there.binding === binding;
    if (at.bindsUnknown) return false;
  }
  return there.kind === "builtin";
}

const isText = (statement: Statement): boolean => statement.kind === "Expr" && statement.value.kind === "Constant";
