/**
 * Loops that look for something: iterations that only compute and compare, up to one that does something and ends the loop. They are
 * read as a loop over the numbers of iterations that says for each whether it is such a one.
 */
import { build, type Expression, type For, type Node, type Statement, type While } from "../../../compiler/ir/nodes.js";
import { some, walk } from "../../../compiler/ir/visit.js";
import { resultNames } from "../vectorize/comprehensions.js";
import { dottedName, NotVectorizable } from "../vectorize/nest.js";
import { blocksOf } from "../vectorize/sites.js";

/** Names of the first iteration of a chunk, of the one behind its last, and of where the counter of a `while` begins, and where its first iterations end. */
export const chunkNames = { first: "~first~", last: "~last~", start: "~start~", stop: "~stop~" } as const;

/** A `while` that counts: where it stands in the bound that its test begins with. */
export interface Counting {
  readonly counter: Extract<Expression, { kind: "Name" }>;
  /** `i < bound` */
  readonly test: Extract<Expression, { kind: "Compare" }>;
  readonly bound: Expression;
  readonly isInclusive: boolean;
}

export interface Shape {
  /** `for %k in range(first, last): …; %hits.append(…)`, which is only read. */
  readonly search: For;
  /** Arrays that the loop runs over, instead of counting. */
  readonly iterated: readonly Expression[];
  readonly counting: Counting | undefined;
}

/** More than this is not worth three copies. */
const maxStatements = 12;

/**
 * Reads a loop that ends early; `undefined` when it does not.
 * @throws NotVectorizable when its iterations do more than to look
 */
export function shapeOf(loop: For | While): Shape | undefined {
  if (!leavesEarly(loop)) return undefined;
  let count = 0;
  for (const statement of [...loop.body, ...loop.orelse]) {
    walk(statement, (node) => {
      if (isStatement(node)) count++;
      if (node.kind === "FunctionDef" || node.kind === "ClassDef" || node.kind === "Lambda" || node.kind === "Await")
        throw new NotVectorizable("the loop defines functions or waits", node);
      if (node.kind === "For" || node.kind === "While" || node.kind === "AsyncFor")
        throw new NotVectorizable("a loop stands in the loop that ends early", node);
    });
  }
  if (count > maxStatements) throw new NotVectorizable("the loop that ends early is too long to stand there three times", loop);
  return new ShapeReader(loop).read();
}

const isStatement = (node: Node): boolean => "kind" in node && statementKinds.has(node.kind);
const statementKinds = new Set(
  [
    "Assign",
    "AugAssign",
    "AnnAssign",
    "Expr",
    "If",
    "Return",
    "Raise",
    "Break",
    "Continue",
    "With",
    "Try",
    "Assert",
    "Delete",
    "Match",
  ].concat(["Pass"]),
);

/** Whether something may end a loop before its time: also a condition besides that of its counter. */
export function leavesEarly(loop: For | While): boolean {
  if (loop.kind === "While" && loop.test.kind === "BoolOp" && loop.test.op === "And") return true;
  const hasExit = (statements: readonly Statement[]): boolean =>
    statements.some(
      (statement) => isExit(statement) || (statement.kind !== "For" && statement.kind !== "While" && blocksOf(statement).some(hasExit)),
    );
  return hasExit(loop.body);
}

const isExit = ({ kind }: Statement): boolean => kind === "Break" || kind === "Return" || kind === "Raise";

class ShapeReader {
  private readonly body: Statement[] = [];
  private readonly hits: Expression[] = [];
  /** Variables that every iteration has set by now. */
  private readonly set = new Set<string>();
  private readonly assigned = new Set<string>();

  constructor(private readonly loop: For | While) {}

  read(): Shape {
    const { loop } = this;
    const counting = loop.kind === "While" ? this.countingOf(loop) : undefined;
    const iterated = loop.kind === "For" ? this.heads(loop) : [];
    for (const name of namesBound(loop.body)) this.assigned.add(name);
    if (counting) this.startsAt(counting.counter);
    // What the head is made of is computed anew where the loop goes on.
    const head = loop.kind === "For" ? loop.iter : (counting as Counting).bound;
    walk(head, (node) => {
      if (node.kind === "Name" && (this.assigned.has(node.id) || this.heldBy.has(node.id)))
        throw new NotVectorizable(`${node.id} of the loop's head changes in the loop`, node);
    });
    if (loop.kind === "While" && counting) {
      const others = loop.test.kind === "BoolOp" ? loop.test.values.slice(1) : [];
      for (const other of others) this.hit([negated(this.condition(other))], loop);
    }
    this.block(counting ? loop.body.slice(0, -1) : loop.body, []);
    if (this.hits.length === 0) throw new NotVectorizable("nothing in the loop ends it", loop);
    const { loc } = loop;
    const value = this.hits.length === 1 ? (this.hits[0] as Expression) : build.BoolOp({ op: "Or", values: this.hits }, loc);
    const func = build.Attribute({ value: build.Name({ id: resultNames.hits, ctx: "Load" }, loc), attr: "append", ctx: "Load" }, loc);
    const search = build.For(
      {
        target: build.Name({ id: "%k", ctx: "Store" }, loc),
        iter: build.Call(
          { func: load("%range", loop), args: [load(chunkNames.first, loop), load(chunkNames.last, loop)], keywords: [] },
          loc,
        ),
        body: [...this.body, build.Expr({ value: build.Call({ func, args: [value], keywords: [] }, loc) }, loc)],
        orelse: [],
      },
      loc,
    );
    return { search, iterated, counting };
  }

  // --- heads ----------------------------------------------------------------------------------------------------------

  /** What the variables of a `for` are in an iteration of a number; answers the arrays that it runs over. */
  private heads({ target, iter }: For): Expression[] {
    const { loop } = this;
    const unknown = new NotVectorizable("the loop does not count, and does not run over arrays", loop);
    const callee = iter.kind === "Call" && iter.func.kind === "Name" && iter.keywords.length === 0 ? iter.func.id : undefined;
    const args = iter.kind === "Call" ? iter.args : [];
    if (iter.kind === "Call" && callee === "range" && target.kind === "Name" && args.length > 0) {
      const [start, step] = [args.length > 1 ? args[0] : undefined, args[2]];
      const size = step ? constantOf(step) : 1n;
      if (size === undefined || size === 0n) throw new NotVectorizable("the step of the range is not a constant", loop);
      let value = load("%k", loop);
      const { loc } = loop;
      if (size !== 1n) value = build.BinOp({ left: value, op: "Mult", right: build.Constant({ value: size, prefix: null }, loc) }, loc);
      this.assign(target, start ? build.BinOp({ left: start, op: "Add", right: value }, loc) : value);
      return [];
    }
    if (callee === "enumerate" && target.kind === "Tuple" && target.elts.length === 2 && args.length === 1) {
      const [number, element] = target.elts as [Expression, Expression];
      this.assign(number, load("%k", loop));
      this.element(element, args[0] as Expression);
      return [args[0] as Expression];
    }
    if (callee === "zip" && target.kind === "Tuple" && target.elts.length === args.length && args.length > 0) {
      for (const [at, element] of target.elts.entries()) this.element(element, args[at] as Expression);
      return [...args];
    }
    if (dottedName(iter) === undefined) throw unknown;
    this.element(target, iter);
    return [iter];
  }

  private element(target: Expression, source: Expression): void {
    if (dottedName(source) === undefined) throw new NotVectorizable("the loop does not count, and does not run over arrays", this.loop);
    this.assign(target, build.Subscript({ value: source, slice: load("%k", this.loop), ctx: "Load" }, this.loop.loc));
  }

  private assign(target: Expression, value: Expression): void {
    if (target.kind !== "Name") throw new NotVectorizable("the loop has other targets than variables", this.loop);
    this.set.add(target.id);
    this.heldBy.add(target.id);
    this.body.push(build.Assign({ targets: [target], value }, this.loop.loc));
  }

  /** Variables that the loop's head sets. */
  private readonly heldBy = new Set<string>();

  private startsAt(counter: Extract<Expression, { kind: "Name" }>): void {
    const { loop } = this;
    const target = storeOf(loop, counter.id);
    this.assign(target, build.BinOp({ left: load(chunkNames.start, loop), op: "Add", right: load("%k", loop) }, loop.loc));
  }

  /** `while i < n and …:` whose last statement is `i += 1`. */
  private countingOf({ test, body }: While): Counting {
    const uncounted = new NotVectorizable("the while loop does not count up to a bound that its condition begins with", this.loop);
    const first = test.kind === "BoolOp" && test.op === "And" ? test.values[0] : test;
    const last = body.at(-1);
    if (first?.kind !== "Compare" || first.ops.length !== 1 || last?.kind !== "AugAssign") throw uncounted;
    const { target, op, value } = last;
    const [bound] = first.comparators as [Expression];
    const [operator] = first.ops as [string];
    if (target.kind !== "Name" || op !== "Add" || value.kind !== "Constant" || value.value !== 1n) throw uncounted;
    if (first.left.kind !== "Name" || first.left.id !== target.id || (operator !== "Lt" && operator !== "LtE")) throw uncounted;
    let setters = 0;
    for (const statement of body)
      walk(statement, (node) => void (node.kind === "Name" && node.ctx !== "Load" && node.id === target.id && setters++));
    if (setters !== 1 || holdsContinue(body)) throw uncounted;
    return { counter: first.left, test: first, bound, isInclusive: operator === "LtE" };
  }

  // --- statements -----------------------------------------------------------------------------------------------------

  /** Statements that run when all conditions of a path hold. */
  private block(statements: readonly Statement[], path: readonly Expression[]): void {
    let conditions = path;
    for (const [at, statement] of statements.entries()) {
      if (leaves(statements.slice(at))) return this.hit(conditions, statement);
      if (statement.kind === "Pass") continue;
      if (statement.kind === "If" && isContinue(statement)) conditions = [...conditions, negated(this.condition(statement.test))];
      else if (statement.kind === "If" && !isQuiet(statement)) {
        const test = this.condition(statement.test);
        this.block(statement.body, [...conditions, test]);
        this.block(statement.orelse, [...conditions, negated(test)]);
      } else if (isQuiet(statement)) this.quiet(statement, conditions);
      else
        throw new NotVectorizable(
          "the iterations of a loop that ends early do more than to look for its end",
          statement,
          "look for the end in a loop of its own, and then do the rest up to there",
        );
    }
  }

  /** A condition gets a name where it stands: variables may change behind it. */
  private condition(test: Expression): Expression {
    walk(test, (node) => {
      if (node.kind === "Name") this.checkRead(node);
    });
    const { loc } = this.loop;
    const name = `%test${this.conditions++}`;
    this.body.push(build.Assign({ targets: [build.Name({ id: name, ctx: "Store" }, loc)], value: test }, loc));
    return build.Name({ id: name, ctx: "Load" }, loc);
  }

  private conditions = 0;

  private hit(path: readonly Expression[], at: Node): void {
    if (path.length === 0) throw new NotVectorizable("the first iteration ends the loop", at);
    this.hits.push(path.length === 1 ? (path[0] as Expression) : build.BoolOp({ op: "And", values: [...path] }, this.loop.loc));
  }

  /** Sets variables, and does nothing else. */
  private quiet(statement: Statement, path: readonly Expression[]): void {
    const names = namesBound([statement]);
    for (const name of names) {
      if (this.heldBy.has(name)) throw new NotVectorizable(`the loop assigns to its own variable ${name}`, statement);
      const isCertain = statement.kind === "Assign" && path.length === 0;
      if (!isCertain && (path.length > 0 || !this.set.has(name)))
        throw new NotVectorizable(`${name} is not set in every iteration`, statement);
    }
    walk(statement, (node) => {
      if (node.kind === "Name" && node.ctx === "Load") this.checkRead(node);
    });
    if (statement.kind === "AugAssign" && statement.target.kind === "Name") this.checkRead(statement.target);
    for (const name of names) this.set.add(name);
    this.body.push(statement);
  }

  /** What is read must be of this iteration: those before it are not run. */
  private checkRead(name: Extract<Expression, { kind: "Name" }>): void {
    if (this.assigned.has(name.id) && !this.set.has(name.id))
      throw new NotVectorizable(`${name.id} carries a value from one iteration to the next`, name);
  }
}

/** Whether statements always end the loop: their last one does, and none goes on to the next iteration. */
const leaves = (statements: readonly Statement[]): boolean =>
  statements.length > 0 && isExit(statements.at(-1) as Statement) && !holdsContinue(statements);

/** Nothing but assignments to variables. */
function isQuiet(statement: Statement): boolean {
  if (statement.kind === "Pass") return true;
  if (statement.kind === "Assign") return statement.targets.length === 1 && statement.targets[0]?.kind === "Name";
  if (statement.kind === "AugAssign") return statement.target.kind === "Name";
  return statement.kind === "If" && [...statement.body, ...statement.orelse].every(isQuiet);
}

/** `if …: continue` */
const isContinue = ({ body, orelse }: Extract<Statement, { kind: "If" }>): boolean =>
  orelse.length === 0 && body.length === 1 && body[0]?.kind === "Continue";

const holdsContinue = (body: readonly Statement[]): boolean => body.some((statement) => some(statement, ({ kind }) => kind === "Continue"));

/** Variables that statements bind which do not leave the loop. */
function namesBound(statements: readonly Statement[]): Set<string> {
  const names = new Set<string>();
  const visit = (block: readonly Statement[]): void => {
    if (block !== statements && leaves(block)) return;
    for (const statement of block) {
      if (statement.kind === "If") {
        visit(statement.body);
        visit(statement.orelse);
      }
      walk(statement.kind === "If" ? statement.test : statement, (node) => {
        if (node.kind === "Name" && node.ctx !== "Load") names.add(node.id);
      });
    }
  };
  visit(statements);
  return names;
}

function storeOf(loop: For | While, name: string): Expression {
  let found: Expression | undefined;
  for (const statement of loop.body)
    walk(statement, (node) => {
      if (node.kind === "Name" && node.ctx !== "Load" && node.id === name) found = node;
    });
  return found as Expression;
}

const negated = (test: Expression): Expression => build.UnaryOp({ op: "Not", operand: test }, test.loc);

const load = (id: string, { loc }: Node): Expression => build.Name({ id, ctx: "Load" }, loc);

/** The value of a whole number that stands there. */
export function constantOf(expression: Expression): bigint | undefined {
  if (expression.kind === "UnaryOp" && expression.op === "USub") {
    const value = constantOf(expression.operand);
    return value === undefined ? undefined : -value;
  }
  return expression.kind === "Constant" && typeof expression.value === "bigint" ? expression.value : undefined;
}
