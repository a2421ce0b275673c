/**
 * Control-flow graphs of a module or function.
 *
 * A graph has one node per simple statement and per decision (an `if` test, a loop's next item, a `case`), plus an entry and
 * two exits. It may have more paths than the program, never fewer: everything that evaluates an expression may raise, a
 * `with` may swallow what its body raises, and a `finally` block, which stands in the graph once, continues wherever any
 * way into it wants to go. Bodies of functions, lambdas and comprehensions are graphs of their own; bodies of classes run
 * where they stand.
 */
import type { AsyncFunctionDef, ExceptHandler, FunctionDef, Match, MatchCase, Module, Node, Statement, Try, TryStar } from "../ir/nodes.js";

export type EdgeKind =
  /** To what runs next. */
  | "next"
  /** A test that holds, an item that there is, a pattern that fits. */
  | "true"
  /** A test that does not, an iterator that is exhausted, a pattern that does not fit. */
  | "false"
  /** Something raised. */
  | "exception";

export interface Edge {
  readonly from: FlowNode;
  readonly to: FlowNode;
  readonly kind: EdgeKind;
}

export interface FlowNode {
  /** Index in `ControlFlow.nodes`. */
  readonly id: number;
  /**
   * `enter` is where a class evaluates its decorators and bases, before its body; `leave` is where a `with` leaves its
   * context managers; `join` is no code at all.
   */
  readonly kind: "entry" | "exit" | "raise" | "statement" | "decision" | "enter" | "leave" | "join";
  /** The statement, or the part of one (a test, an iterable, an `except` clause, a `case`) that is evaluated here. */
  readonly ast: Node | undefined;
  readonly successors: Edge[];
  readonly predecessors: Edge[];
}

export interface ControlFlow {
  readonly nodes: readonly FlowNode[];
  readonly entry: FlowNode;
  /** Reached by falling off the end and by `return`. */
  readonly exit: FlowNode;
  /** Reached by exceptions that nobody catches. */
  readonly raise: FlowNode;
  /** The node at which a statement or decision is evaluated; `undefined` for what belongs to another graph or is never reached. */
  nodeOf(ast: Node): FlowNode | undefined;
}

/** Builds the graph of a module or function. Time is linear in its size. */
export function buildControlFlow(owner: Module | FunctionDef | AsyncFunctionDef): ControlFlow {
  return new Builder().build(owner.body);
}

type Jump = "break" | "continue" | "return" | "exception";

/** What surrounds the statements that are being built, innermost last. */
type Context =
  | { readonly kind: "loop"; readonly head: FlowNode; readonly after: FlowNode }
  /** Where exceptions of a `try` body or `with` body go. */
  | { readonly kind: "handlers"; readonly to: FlowNode }
  | { readonly kind: "finally"; readonly to: FlowNode; readonly wanted: Set<Jump> };

class Builder {
  private readonly nodes: FlowNode[] = [];
  private readonly byAst = new Map<Node, FlowNode>();
  private contexts: Context[] = [];
  private readonly exit: FlowNode;
  private readonly raise: FlowNode;
  private readonly entry: FlowNode;
  /** Where control is: what is built next follows these. Empty after a jump. */
  private open: { readonly node: FlowNode; readonly kind: EdgeKind }[] = [];

  constructor() {
    this.entry = this.node("entry", undefined);
    this.exit = this.node("exit", undefined);
    this.raise = this.node("raise", undefined);
  }

  build(body: readonly Statement[]): ControlFlow {
    this.open = [{ node: this.entry, kind: "next" }];
    this.statements(body);
    this.connectTo(this.exit);
    const { nodes, entry, exit, raise, byAst } = this;
    return { nodes, entry, exit, raise, nodeOf: (ast) => byAst.get(ast) };
  }

  private node(kind: FlowNode["kind"], ast: Node | undefined): FlowNode {
    const node: FlowNode = { id: this.nodes.length, kind, ast, successors: [], predecessors: [] };
    this.nodes.push(node);
    return node;
  }

  private edge(from: FlowNode, to: FlowNode, kind: EdgeKind): void {
    if (from.successors.some((edge) => edge.to === to && edge.kind === kind)) return;
    const edge: Edge = { from, to, kind };
    from.successors.push(edge);
    to.predecessors.push(edge);
  }

  private connectTo(node: FlowNode): void {
    for (const { node: from, kind } of this.open) this.edge(from, node, kind);
    this.open = [];
  }

  /** Adds a node that control reaches now. Statements that are never reached are not part of the graph. */
  private reach(kind: FlowNode["kind"], ast: Node | undefined, mayRaise = true): FlowNode {
    const node = this.node(kind, ast);
    if (ast) this.byAst.set(ast, node);
    this.connectTo(node);
    this.open = [{ node, kind: "next" }];
    if (mayRaise) this.jump(node, "exception", "exception");
    return node;
  }

  /** Connects a node with where a jump from here goes, through the `finally` blocks on the way. */
  private jump(from: FlowNode, jump: Jump, kind: EdgeKind, depth = this.contexts.length): void {
    for (let index = depth - 1; index >= 0; index--) {
      const context = this.contexts[index] as Context;
      if (context.kind === "finally") {
        context.wanted.add(jump);
        return this.edge(from, context.to, kind);
      }
      if (context.kind === "handlers" && jump === "exception") return this.edge(from, context.to, kind);
      if (context.kind === "loop" && jump === "break") return this.edge(from, context.after, kind);
      if (context.kind === "loop" && jump === "continue") return this.edge(from, context.head, kind);
    }
    this.edge(from, jump === "exception" ? this.raise : this.exit, kind);
  }

  private inside(context: Context, build: () => void): void {
    this.contexts.push(context);
    build();
    this.contexts.pop();
  }

  private statements(body: readonly Statement[]): void {
    for (const statement of body) {
      if (this.open.length === 0) return;
      this.statement(statement);
    }
  }

  private statement(statement: Statement): void {
    switch (statement.kind) {
      case "If": {
        const test = this.reach("decision", statement.test);
        this.byAst.set(statement, test);
        return this.branches(test, [statement.body, statement.orelse]);
      }
      case "While": {
        const test = this.reach("decision", statement.test);
        this.byAst.set(statement, test);
        return this.loop(test, statement.body, statement.orelse, isAlwaysTrue(statement.test));
      }
      case "For":
      case "AsyncFor": {
        this.reach("statement", statement.iter);
        const head = this.reach("decision", statement);
        return this.loop(head, statement.body, statement.orelse, false);
      }
      case "With":
      case "AsyncWith":
        return this.with(statement);
      case "Try":
      case "TryStar":
        return this.try(statement);
      case "Match":
        return this.match(statement);
      case "ClassDef":
        // Decorators and bases come first, then the body; the name is bound at the end, which is the node of the statement.
        this.reach("enter", statement);
        this.statements(statement.body);
        if (this.open.length > 0) this.reach("statement", statement);
        return;
      case "Return":
        return this.leave(statement, "return");
      case "Raise":
        this.reach("statement", statement);
        this.open = [];
        return;
      case "Break":
        return this.leave(statement, "break");
      case "Continue":
        return this.leave(statement, "continue");
      default:
        this.reach("statement", statement, canRaise(statement));
        return;
    }
  }

  private leave(statement: Statement, jump: Jump): void {
    const node = this.reach("statement", statement, statement.kind === "Return" && statement.value !== null);
    this.jump(node, jump, "next");
    this.open = [];
  }

  private branches(test: FlowNode, [body, orelse]: readonly [readonly Statement[], readonly Statement[]]): void {
    this.open = [{ node: test, kind: "true" }];
    this.statements(body);
    const ends = this.open;
    this.open = [{ node: test, kind: "false" }];
    this.statements(orelse);
    this.open = [...ends, ...this.open];
  }

  private loop(head: FlowNode, body: readonly Statement[], orelse: readonly Statement[], endless: boolean): void {
    const after = this.node("join", undefined);
    this.open = [{ node: head, kind: "true" }];
    this.inside({ kind: "loop", head, after }, () => this.statements(body));
    this.connectTo(head);
    this.open = endless ? [] : [{ node: head, kind: "false" }];
    this.statements(orelse);
    this.connectTo(after);
    this.open = after.predecessors.length > 0 ? [{ node: after, kind: "next" }] : [];
  }

  private with(statement: Extract<Statement, { kind: "With" | "AsyncWith" }>): void {
    for (const item of statement.items) this.reach("statement", item);
    this.byAst.set(statement, this.byAst.get(statement.items[0] as Node) as FlowNode);
    // `__exit__` runs on every way out; it may swallow an exception, or let it pass.
    const leaving = this.node("leave", statement);
    const wanted = new Set<Jump>();
    this.inside({ kind: "finally", to: leaving, wanted }, () => this.statements(statement.body));
    const falls = this.open.length > 0 || wanted.has("exception");
    this.connectTo(leaving);
    this.jump(leaving, "exception", "exception");
    this.resume(leaving, wanted, falls);
  }

  /** Goes on from the end of a `finally` wherever its entries wanted to go. */
  private resume(from: FlowNode, wanted: ReadonlySet<Jump>, falls: boolean): void {
    for (const jump of wanted) this.jump(from, jump, jump === "exception" ? "exception" : "next");
    this.open = falls && from.predecessors.length > 0 ? [{ node: from, kind: "next" }] : [];
  }

  private try(statement: Try | TryStar): void {
    if (statement.finalbody.length === 0) return this.tryBody(statement);
    const entry = this.node("join", undefined);
    const wanted = new Set<Jump>();
    this.inside({ kind: "finally", to: entry, wanted }, () => this.tryBody(statement));
    const falls = this.open.length > 0;
    this.connectTo(entry);
    if (entry.predecessors.length === 0) return;
    this.open = [{ node: entry, kind: "next" }];
    this.statements(statement.finalbody);
    if (this.open.length === 0) return;
    const end = this.reach("join", undefined, false);
    this.resume(end, wanted, falls);
  }

  private tryBody(statement: Try | TryStar): void {
    const dispatch = this.node("join", undefined);
    if (statement.handlers.length === 0) this.statements(statement.body);
    else this.inside({ kind: "handlers", to: dispatch }, () => this.statements(statement.body));
    this.statements(statement.orelse);
    const ends = this.open;
    if (statement.handlers.length > 0 && dispatch.predecessors.length > 0) {
      this.open = [{ node: dispatch, kind: "next" }];
      for (const handler of statement.handlers) this.handler(handler, statement.kind === "TryStar", ends);
      // No handler fitted, or those of an exception group left a part of it.
      for (const { node } of this.open) this.jump(node, "exception", "exception");
      // Or earlier ones handled all of it.
      if (statement.kind === "TryStar") ends.push(...this.open);
    }
    this.open = ends;
  }

  private handler(handler: ExceptHandler, group: boolean, ends: { readonly node: FlowNode; readonly kind: EdgeKind }[]): void {
    const test = this.reach("decision", handler, handler.type !== null);
    this.open = [{ node: test, kind: "true" }];
    this.statements(handler.body);
    const fallen = this.open;
    ends.push(...fallen);
    // After a part of a group was handled the next handler sees the rest of it.
    this.open = [...(handler.type === null ? [] : [{ node: test, kind: "false" as const }]), ...(group ? fallen : [])];
  }

  private match(statement: Match): void {
    const subject = this.reach("statement", statement.subject);
    this.byAst.set(statement, subject);
    const ends: { readonly node: FlowNode; readonly kind: EdgeKind }[] = [];
    for (const matchCase of statement.cases) {
      if (this.open.length === 0) break;
      const test = this.reach("decision", matchCase);
      this.open = [{ node: test, kind: "true" }];
      this.statements(matchCase.body);
      ends.push(...this.open);
      this.open = isIrrefutable(matchCase) ? [] : [{ node: test, kind: "false" }];
    }
    this.open = [...ends, ...this.open];
  }
}

/** Statements that evaluate nothing. */
const canRaise = (statement: Statement): boolean => !["Pass", "Global", "Nonlocal"].includes(statement.kind);

/** A test that Python's compiler leaves out: the loop ends only by a jump. */
const isAlwaysTrue = (test: Node): boolean =>
  test.kind === "Constant" && (test.value === true || (typeof test.value === "bigint" && test.value !== 0n));

const isIrrefutable = ({ pattern, guard }: MatchCase): boolean => guard === null && pattern.kind === "MatchAs" && pattern.pattern === null;
