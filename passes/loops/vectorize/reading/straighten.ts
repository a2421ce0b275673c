/**
 * A loop as the vectoriser reads it: short inner loops over constants are written out, `continue` is a branch, a row that is unpacked is
 * its elements. Only the loop that is read changes; the program keeps its own.
 */
import {
  build,
  type Expression,
  type For,
  type If,
  type Name,
  type Node,
  nodeFields,
  type Statement,
} from "../../../../compiler/ir/nodes.js";
import { some, walk } from "../../../../compiler/ir/visit.js";
import { type Expanded, withOrigins } from "../inlining.js";
import { dottedName, isLength, mentions, NotVectorizable, referenceOf } from "../nest.js";
import type { Loop } from "../sites.js";
import { isTrue, type Known, knownValue, literalOf, valueOfType } from "./constants.js";

/** An axis that has to have exactly this length, or the loop would raise. */
export interface FixedLength {
  readonly array: string;
  readonly axis: number;
  readonly length: number;
}

export interface Straight extends Expanded {
  readonly lengths: readonly FixedLength[];
  /** Bodies of inner loops that stand there instead of these loops. */
  readonly copies: number;
}

export interface Reading {
  /** Whether short inner loops over a `range` are written out, too. */
  readonly unrollsRanges: boolean;
  /** Whether a variable may be read behind the loop. */
  readonly isLive: (name: string) => boolean;
}

/** Iterations of one loop that are written out, and copies of a body altogether. */
const mostItems = 16;
const mostCopies = 64;

/** @throws NotVectorizable when too much would have to be written out */
export function straighten(expanded: Expanded, reading: Reading): Straight {
  const straightener = new Straightener(expanded, reading);
  const root = straightener.root();
  if (!straightener.hasChanged) return { ...expanded, lengths: [], copies: 0 };
  const originOf = <N extends Node>(node: N): N => (straightener.origins.get(node) ?? node) as N;
  return { ...expanded, ...withOrigins(expanded, originOf), root, lengths: straightener.lengths, copies: straightener.copies };
}

/** What the variables of loops that are written out are. */
type Values = ReadonlyMap<string, Known>;

class Straightener {
  readonly origins = new Map<Node, Node>();
  readonly lengths: FixedLength[] = [];
  hasChanged = false;
  /** Constants that stand for variables. */
  private readonly made = new Set<Node>();
  copies = 0;
  private names = 0;

  constructor(
    private readonly expanded: Expanded,
    private readonly reading: Reading,
  ) {}

  root(): Loop {
    return this.loop(this.expanded.root, new Map());
  }

  private loop<L extends Loop>(loop: L, values: Values): L {
    const { body, orelse, ...head } = loop;
    const copy = this.copy({ ...head, body: [], orelse: [] } as unknown as L, values);
    this.origins.set(copy, loop);
    const rows = copy.kind === "For" ? this.rows(copy) : [];
    copy.body = [...rows, ...this.block(body, values)];
    copy.orelse = this.block(orelse, values);
    if (copy.body.length === 0) copy.body = [build.Pass(loop.loc)];
    return copy;
  }

  // --- statements -----------------------------------------------------------------------------------------------------

  private block(statements: readonly Statement[], values: Values): Statement[] {
    const made: Statement[] = [];
    let isWrittenOut = false;
    for (const [index, statement] of statements.entries()) {
      const rest = statements.slice(index + 1);
      if (statement.kind === "Continue") {
        this.hasChanged = true;
        return made;
      }
      if (statement.kind === "If") {
        const branches = this.branches(statement, rest, values);
        made.push(...branches.made);
        if (branches.takesRest) return made;
        continue;
      }
      const items = statement.kind === "For" ? this.itemsOf(statement, values) : undefined;
      if (statement.kind === "For" && items) {
        made.push(...this.writtenOut(statement, items, values));
        isWrittenOut = true;
      } else if (statement.kind === "For" || statement.kind === "While") made.push(this.loop(statement, values));
      else made.push(...(this.unpacked(statement, values) ?? [this.copy(statement, values)]));
    }
    return isWrittenOut ? this.versions(made) : made;
  }

  /** An `if`; where one of its branches ends the iteration, with what stands behind it in the other one. */
  private branches(statement: If, rest: readonly Statement[], values: Values): { made: Statement[]; takesRest: boolean } {
    const test = this.condition(this.expression(statement.test, values));
    const known = this.madeValue(test);
    if (known !== undefined) {
      this.hasChanged = true;
      const chosen = isTrue(known) ? statement.body : statement.orelse;
      if (!chosen.some(holdsContinue)) return { made: this.block(chosen, values), takesRest: false };
      return { made: this.block([...chosen, ...rest], values), takesRest: true };
    }
    const [isBodyEnd, isElseEnd] = [endsIteration(statement.body), endsIteration(statement.orelse)];
    const takesRest = holdsContinue(statement);
    // Both branches would need what stands behind the statement.
    if (takesRest && !isBodyEnd && !isElseEnd && rest.length > 0) return { made: [this.copy(statement, values)], takesRest: false };
    if (takesRest) this.hasChanged = true;
    const body = this.block(takesRest && !isBodyEnd ? [...statement.body, ...rest] : statement.body, values);
    const orelse = this.block(takesRest && !isElseEnd ? [...statement.orelse, ...rest] : statement.orelse, values);
    if (body.length === 0 && orelse.length > 0) {
      const made = build.If({ test: build.UnaryOp({ op: "Not", operand: test }, statement.loc), body: orelse, orelse: [] }, statement.loc);
      return { made: [made], takesRest };
    }
    const made = build.If({ test, body: body.length > 0 ? body : [build.Pass(statement.loc)], orelse }, statement.loc);
    return { made: [made], takesRest };
  }

  /** The body of a loop once for each item, with the items in the place of its variables. */
  private writtenOut(loop: For, items: readonly Known[], values: Values): Statement[] {
    const made: Statement[] = [];
    this.hasChanged = true;
    for (const item of items) {
      if (++this.copies > mostCopies) throw new NotVectorizable("an inner loop has too many iterations to be written out", loop);
      made.push(...this.block(loop.body, new Map([...values, ...boundTo(loop.target, item)])));
    }
    const last = items.at(-1);
    if (last === undefined) return made;
    for (const [name, value] of boundTo(loop.target, last)) {
      if (!this.reading.isLive(name) && !this.isReadBeside(loop, name)) continue;
      const target = this.copy(nameIn(loop.target, name), new Map());
      made.push(build.Assign({ targets: [target], value: this.literal(value as bigint, loop) }, loop.loc));
    }
    return made;
  }

  /** What a loop goes over, if these are few constants. */
  private itemsOf(loop: For, values: Values): readonly Known[] | undefined {
    const { target, body, orelse } = loop;
    if (orelse.length > 0 || body.some(leavesLoop)) return undefined;
    const items = this.constantItems(this.expression(loop.iter, values));
    if (!items || items.length > mostItems || items.some((item) => !fits(target, item))) return undefined;
    const names = new Set(namesOf(target));
    const isSet = body.some((statement) => some(statement, (node) => node.kind === "Name" && node.ctx !== "Load" && names.has(node.id)));
    return isSet ? undefined : items;
  }

  private constantItems(iter: Expression): readonly Known[] | undefined {
    const known = this.valueOf(iter);
    if (Array.isArray(known)) return known as readonly Known[];
    if (iter.kind !== "Call" || iter.keywords.length > 0) return undefined;
    switch (this.builtin(iter.func)) {
      case "range":
        return this.reading.unrollsRanges ? rangeOf(iter.args.map((each) => this.valueOf(each))) : undefined;
      case "enumerate": {
        const items = iter.args.length === 1 ? this.constantItems(iter.args[0] as Expression) : undefined;
        return items?.map((item, at) => [BigInt(at), item]);
      }
      case "zip": {
        const all = iter.args.map((each) => this.constantItems(each));
        if (all.length === 0 || all.some((items) => !items)) return undefined;
        const lists = all as (readonly Known[])[];
        return Array.from({ length: Math.min(...lists.map(({ length }) => length)) }, (_, at) => lists.map((items) => items[at] as Known));
      }
      default:
        return undefined;
    }
  }

  private builtin(callee: Expression): string | undefined {
    const type = this.typeOf(callee);
    if (type.kind !== "library-class" && type.kind !== "library-function") return undefined;
    return type.name.startsWith("builtins.") ? type.name.slice("builtins.".length) : undefined;
  }

  /** Whether something in the loop that is read, besides this inner loop and those with a variable of the same name, reads a variable. */
  private isReadBeside(loop: For, name: string): boolean {
    const reads = (node: Node): boolean => {
      if (node === loop || (node.kind === "For" && namesOf(node.target).includes(name))) return false;
      return (node.kind === "Name" && node.ctx === "Load" && node.id === name) || childNodes(node).some(reads);
    };
    return reads(this.expanded.root);
  }

  // --- assignments of several values ------------------------------------------------------------------------------------

  /** `a, b = x, y` and `r, g, b = image[i, j]` as one assignment each. */
  private unpacked(statement: Statement, values: Values): Statement[] | undefined {
    if (statement.kind !== "Assign" || statement.targets.length !== 1) return undefined;
    const [target] = statement.targets as [Expression];
    if (target.kind !== "Tuple" || target.elts.some(({ kind }) => kind !== "Name" && kind !== "Subscript")) return undefined;
    const parts = this.partsOf(statement.value, target.elts.length, values);
    if (!parts) return undefined;
    this.hasChanged = true;
    const { loc } = statement;
    const assign = (to: Expression, value: Expression): Statement => build.Assign({ targets: [to], value }, loc);
    const targets = target.elts.map((each) => this.copy(each, values));
    // Everything is read before the first one is stored.
    const isApart = targets.every((to, at) => to.kind === "Name" && parts.every((part, index) => index <= at || !mentions(part, to.id)));
    if (isApart) return targets.map((to, at) => assign(to, parts[at] as Expression));
    const temporaries = parts.map(() => `%part_${this.names++}`);
    const name = (at: number, ctx: "Load" | "Store"): Name => build.Name({ id: temporaries[at] as string, ctx }, loc);
    return [...parts.map((part, at) => assign(name(at, "Store"), part)), ...targets.map((to, at) => assign(to, name(at, "Load")))];
  }

  private partsOf(value: Expression, count: number, values: Values): Expression[] | undefined {
    if (value.kind === "Tuple") {
      const isPlain = value.elts.length === count && value.elts.every(({ kind }) => kind !== "Starred");
      return isPlain ? value.elts.map((each) => this.expression(each, values)) : undefined;
    }
    const row = value.kind === "Subscript" && !isLength(value) ? referenceOf(value) : undefined;
    if (!row || row.subscript.some(({ kind }) => kind === "Slice" || kind === "Starred")) return undefined;
    if (this.valueOf(value) !== undefined) return undefined;
    this.lengths.push({ array: row.array, axis: row.subscript.length, length: count });
    return Array.from({ length: count }, (_, at) =>
      build.Subscript({ value: this.expression(value, values), slice: literalOf(BigInt(at), value.loc), ctx: "Load" }, value.loc),
    );
  }

  /** `for x, y in points` and `for i, (x, y) in enumerate(points)` become loops that count. Answers what the variables are then. */
  private rows(loop: For): Statement[] {
    const { target, iter, loc } = loop;
    if (target.kind !== "Tuple") return [];
    const isCounted =
      iter.kind === "Call" && iter.args.length === 1 && iter.keywords.length === 0 && this.builtin(iter.func) === "enumerate";
    const source = isCounted ? (iter.args[0] as Expression) : iter;
    const [counter, row] = isCounted ? target.elts : [undefined, target];
    const array = dottedName(source);
    if (array === undefined || row?.kind !== "Tuple" || !row.elts.every(({ kind }) => kind === "Name")) return [];
    if (isCounted && (target.elts.length !== 2 || counter?.kind !== "Name")) return [];
    this.hasChanged = true;
    const index = counter?.kind === "Name" ? counter.id : `%row_${this.names++}`;
    const name = (ctx: "Load" | "Store"): Name => build.Name({ id: index, ctx }, loc);
    const length = build.Subscript(
      {
        value: build.Attribute({ value: this.copy(source, new Map()), attr: "shape", ctx: "Load" }, loc),
        slice: literalOf(0n, loc),
        ctx: "Load",
      },
      loc,
    );
    loop.iter = build.Call({ func: build.Name({ id: "%range", ctx: "Load" }, loc), args: [length], keywords: [] }, loc);
    if (isCounted) loop.target = counter as Expression;
    else loop.target = name("Store");
    this.lengths.push({ array, axis: 1, length: row.elts.length });
    return row.elts.map((to, at) => {
      const value = build.Subscript({ value: this.copy(source, new Map()), slice: name("Load"), ctx: "Load" }, loc);
      const element = build.Subscript({ value, slice: literalOf(BigInt(at), loc), ctx: "Load" }, loc);
      return build.Assign({ targets: [to], value: element }, loc);
    });
  }

  // --- versions of variables ------------------------------------------------------------------------------------------

  /** Variables that are set anew several times get a name each time, but for the last one, which the others see. */
  private versions(statements: readonly Statement[]): Statement[] {
    const last = new Map<string, Statement>();
    for (const statement of statements) for (const name of setBy(statement)) last.set(name, statement);
    const current = new Map<string, string>();
    for (const statement of statements) {
      const [name] = setBy(statement);
      if (statement.kind === "Assign" && name !== undefined) {
        renamed(statement.value, current);
        if (last.get(name) === statement) current.delete(name);
        else current.set(name, `%${name.replace(/^%/, "")}_${this.names++}`);
        renamed(statement.targets[0] as Expression, current);
      } else renamed(statement, current);
    }
    return [...statements];
  }

  // --- expressions ----------------------------------------------------------------------------------------------------

  private expression(node: Expression, values: Values): Expression {
    return this.copy(node, values);
  }

  private copy<N extends Node>(node: N, values: Values): N {
    if (node.kind === "Name" && node.ctx === "Load") {
      const value = values.get(node.id);
      if (value !== undefined && !Array.isArray(value)) return this.literal(value as bigint, node) as unknown as N;
    }
    const copy: Record<string, unknown> = { kind: node.kind, loc: node.loc };
    const copyOf = (child: unknown): unknown => (child && typeof child === "object" ? this.copy(child as Node, values) : child);
    for (const field of nodeFields[node.kind]) {
      const value = (node as unknown as Record<string, unknown>)[field.name];
      copy[field.name] = !field.node ? value : Array.isArray(value) ? value.map(copyOf) : copyOf(value);
    }
    const whole = copy as unknown as N;
    this.origins.set(whole, this.origins.get(node) ?? node);
    return this.simpler(whole);
  }

  /** Constants are computed; `x in (2, 3)` is two comparisons. */
  private simpler<N extends Node>(node: N): N {
    const expression = node as unknown as Expression;
    switch (node.kind) {
      case "BinOp":
      case "Subscript":
      case "Call": {
        const value = this.madeValue(expression);
        return (value === undefined || Array.isArray(value) ? node : this.literal(value as bigint, node)) as N;
      }
      case "IfExp": {
        const test = this.madeValue(node.test);
        return (test === undefined ? node : isTrue(test) ? node.body : node.orelse) as N;
      }
      case "Compare": {
        const value = this.madeValue(node);
        return (value === undefined ? (this.membership(node) ?? node) : this.literal(value as boolean, node)) as N;
      }
      default:
        return node;
    }
  }

  /** A condition without the parts that are known; only its truth is asked for. */
  private condition(test: Expression): Expression {
    if (test.kind === "UnaryOp" && test.op === "Not") {
      const operand = this.condition(test.operand);
      return operand === test.operand ? test : build.UnaryOp({ op: "Not", operand }, test.loc);
    }
    if (test.kind !== "BoolOp") return test;
    const open: Expression[] = [];
    for (const part of test.values.map((each) => this.condition(each))) {
      const known = this.madeValue(part);
      if (known === undefined) open.push(part);
      else if (isTrue(known) === (test.op === "Or")) {
        // What stands behind it is not even looked at.
        open.push(this.literal(test.op === "Or", part));
        break;
      }
    }
    const [first] = open;
    if (!first) return this.literal(test.op === "And", test);
    return open.length === 1 ? first : build.BoolOp({ op: test.op, values: open }, test.loc);
  }

  private membership(node: Extract<Expression, { kind: "Compare" }>): Expression | undefined {
    const [op] = node.ops;
    const [list] = node.comparators;
    if (node.ops.length !== 1 || !list || (op !== "In" && op !== "NotIn")) return undefined;
    const items = list.kind === "Tuple" || list.kind === "List" || list.kind === "Set" ? list.elts : [];
    const isNumber = (item: Expression): boolean => ["bigint", "number"].includes(typeof knownValue(item));
    if (items.length === 0 || !items.every(isNumber)) return undefined;
    this.hasChanged = true;
    const each = items.map((item) => {
      const left = this.copy(node.left, new Map());
      return build.Compare({ left, ops: [op === "In" ? "Eq" : "NotEq"], comparators: [item] }, node.loc);
    });
    return each.length === 1 ? each[0] : build.BoolOp({ op: op === "In" ? "Or" : "And", values: each }, node.loc);
  }

  private literal(value: bigint | number | boolean, { loc }: Node): Expression {
    const node = literalOf(value, loc);
    walk(node, (each) => void this.made.add(each));
    return node;
  }

  /** The value of an expression with constants in it that stand for variables. */
  private madeValue(expression: Expression): Known | undefined {
    return some(expression, (node) => this.made.has(node)) ? this.valueOf(expression) : undefined;
  }

  private valueOf(expression: Expression): Known | undefined {
    return knownValue(expression, (part) => this.lookUp(part));
  }

  /** `abs(-1)`, an element of a tuple that is known, and the tuple itself. */
  private lookUp(part: Expression): Known | undefined {
    if (part.kind === "Call" && part.args.length === 1 && part.keywords.length === 0 && this.builtin(part.func) === "abs") {
      const value = this.valueOf(part.args[0] as Expression);
      return typeof value === "bigint" ? (value < 0n ? -value : value) : undefined;
    }
    if (part.kind === "Subscript") {
      const [items, at] = [this.valueOf(part.value), this.valueOf(part.slice)];
      if (!Array.isArray(items) || typeof at !== "bigint" || at < 0n || at >= BigInt(items.length)) return undefined;
      return items[Number(at)] as Known;
    }
    return part.kind === "Name" ? valueOfType(this.typeOf(part)) : undefined;
  }

  private typeOf(expression: Expression) {
    return this.expanded.facts.typeOf((this.origins.get(expression) ?? expression) as Expression);
  }
}

// --- helpers --------------------------------------------------------------------------------------------------------------

/** The variables of a target with their parts of an item. */
function boundTo(target: Expression, item: Known): [string, Known][] {
  if (target.kind === "Name") return [[target.id, item]];
  const elts = target.kind === "Tuple" || target.kind === "List" ? target.elts : [];
  return elts.flatMap((each, at) => boundTo(each, (item as readonly Known[])[at] as Known));
}

/** Whether an item can be unpacked into a target, so that every variable is a number. */
function fits(target: Expression, item: Known): boolean {
  if (target.kind === "Name") return !Array.isArray(item);
  if (target.kind !== "Tuple" && target.kind !== "List") return false;
  return Array.isArray(item) && item.length === target.elts.length && target.elts.every((each, at) => fits(each, item[at] as Known));
}

function namesOf(target: Expression): string[] {
  const names: string[] = [];
  walk(target, (node) => void (node.kind === "Name" && names.push(node.id)));
  return names;
}

function nameIn(target: Expression, name: string): Name {
  let found: Name | undefined;
  walk(target, (node) => {
    if (node.kind === "Name" && node.id === name) found = node;
  });
  if (!found) throw new Error(`${name} is no part of the target`);
  return found;
}

function rangeOf(args: readonly (Known | undefined)[]): bigint[] | undefined {
  if (args.length === 0 || args.length > 3 || args.some((arg) => typeof arg !== "bigint")) return undefined;
  const [first, second, third] = args as bigint[];
  const [start, stop, step] = args.length === 1 ? [0n, first as bigint, 1n] : [first as bigint, second as bigint, third ?? 1n];
  if (step === 0n) return undefined;
  const items: bigint[] = [];
  for (let at = start; (step > 0n ? at < stop : at > stop) && items.length <= mostItems; at += step) items.push(at);
  return items;
}

/** Whether an iteration is certainly over behind these statements. */
function endsIteration(statements: readonly Statement[]): boolean {
  const last = statements.at(-1);
  return last?.kind === "Continue" || (last?.kind === "If" && endsIteration(last.body) && endsIteration(last.orelse));
}

/** Whether a `continue` of the loop around stands in a statement. */
const holdsContinue = (statement: Statement): boolean => holds(statement, (node) => node.kind === "Continue");

/** Whether a `break` of the loop around, or a `return`, stands in a statement. */
const leavesLoop = (statement: Statement): boolean =>
  holds(statement, (node) => node.kind === "Break") || some(statement, (node) => node.kind === "Return");

function holds(node: Node, is: (node: Node) => boolean): boolean {
  if (is(node)) return true;
  return node.kind !== "For" && node.kind !== "While" && childNodes(node).some((child) => holds(child, is));
}

function childNodes(node: Node): Node[] {
  return nodeFields[node.kind].flatMap((field) => {
    const value = (node as unknown as Record<string, unknown>)[field.name];
    if (!field.node || !value) return [];
    return (Array.isArray(value) ? value : [value]).filter((each): each is Node => each !== null && typeof each === "object");
  });
}

/** The variable that a plain assignment sets without reading it. */
function setBy(statement: Statement): string[] {
  if (statement.kind !== "Assign" || statement.targets.length !== 1) return [];
  const [target] = statement.targets;
  return target?.kind === "Name" && !mentions(statement.value, target.id) ? [target.id] : [];
}

function renamed(root: Node, names: ReadonlyMap<string, string>): void {
  walk(root, (node) => {
    if (node.kind === "Name") node.id = names.get(node.id) ?? node.id;
  });
}
