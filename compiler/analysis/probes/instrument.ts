/**
 * Puts probes into a program, at the calls that reach libraries and at the guards of rewrites (`noodle_rt/probes`). What the
 * program does stays the same: functions of libraries are called from the same frame with the same arguments, and what a probe gets
 * it gives back.
 *
 *     y = np.dot(a, b[i])
 *
 * becomes, for the unit 4 and the site 9 in it,
 *
 *     try:
 *         if __noodle_off_4__:
 *             y = np.dot(a, b[i])
 *         else:
 *             __noodle_pass_4__()
 *             y = __noodle_end__(__noodle_ready__(9), np.dot(a, __noodle_started__(b[i])), a)
 *     except BaseException:
 *         try:
 *             __noodle_escaped__(4)
 *         except RecursionError:
 *             pass
 *         raise
 *
 * A unit is a run of statements of one block without loops in them, as the body of an innermost loop, or one expression elsewhere
 * (`x if __noodle_off_4__ else x`). While the monitor has switched it off, it costs the look at one name; the value behind that name may
 * count how often it is looked at. Bodies of lambdas and comprehensions are units of their own.
 */
import { synthetic } from "../../ir/location.js";
import {
  build,
  type Call,
  type Expression,
  type For,
  type If,
  is,
  isExpression,
  type Module,
  type Node,
  nodeFields,
  type Statement,
} from "../../ir/nodes.js";
import type { SourceFile } from "../../ir/source-file.js";
import { walk } from "../../ir/visit.js";
import type { SiteKey } from "../../profile/profile.js";
import type { TypeFacts } from "../types/type-facts.js";
import type { LibraryCall } from "../usage/library-calls.js";
import { callWithProbe, type DeletedNames, deletedNames, offName, outName, passName, probeNames, shortName } from "./calls.js";
import { certainIn, certainParts } from "./certain.js";
import { compiledFunctions } from "./compiled.js";
import { type Copies, call, isOff, type LoopHead, loopInPieces, name, number, passes, startOf, watched } from "./nodes.js";
import { blocksOf, comprehensions, isBlock, prologueOf, sizeOf, suspends, withDocstring } from "./shape.js";
import { moduleScope, runtimeAlias, type Scope, scopeInside, siteNamer } from "./sites.js";

/** What the probes need to know of a site. */
export interface ProbePlace {
  readonly unit: number;
  readonly operands: readonly string[];
  /** It is reached exactly once each time that its unit runs, unless an exception is raised. */
  readonly isCertain: boolean;
}

export interface Probed {
  readonly module: Module;
  /** By number, from `firstSite`. */
  readonly sites: readonly (SiteKey & ProbePlace)[];
  /** Number of units, numbered from `firstUnit`. */
  readonly units: number;
}

export interface ProbeOptions {
  /** Path of the module, for the names of its sites. */
  readonly path: string;
  /** Several modules of one run count on. */
  readonly firstSite: number;
  readonly firstUnit: number;
}

/** @param start statements that run first, behind the docstring and imports from `__future__` */
export function probe(
  module: Module,
  file: SourceFile,
  facts: TypeFacts,
  calls: readonly LibraryCall[],
  start: readonly Statement[],
  options: ProbeOptions,
): Probed {
  return new Prober(module, file, facts, calls, options).run(start);
}

const here = synthetic("profile");

/** Statements that may stand in a unit together, and those of which none may stand in one that has blocks. */
const simple: ReadonlySet<string> = new Set("Expr Assign AugAssign Return Delete Raise Assert Pass Break Continue".split(" "));
const branching: ReadonlySet<string> = new Set("If With AsyncWith Match Try TryStar".split(" "));

/** Fields that are left as they are. */
const untouched: Readonly<Record<string, readonly string[]>> = {
  FunctionDef: ["args", "decorator_list", "returns", "type_params"],
  AsyncFunctionDef: ["args", "decorator_list", "returns", "type_params"],
  ClassDef: ["decorator_list", "bases", "keywords", "type_params"],
  Lambda: ["args"],
  AnnAssign: ["target", "annotation"],
  Assign: ["targets"],
  AugAssign: ["target"],
  For: ["target"],
  AsyncFor: ["target"],
  withitem: ["optional_vars"],
  comprehension: ["target"],
  Delete: ["targets"],
  TypeAlias: ["name", "type_params", "value"],
  match_case: ["pattern"],
  ExceptHandler: ["type"],
  TemplateStr: ["values"],
  FormattedValue: ["format_spec"],
};

/** How deep lambdas and comprehensions may lie in each other: the code of each is there twice. */
const deepest = 3;

/** What runs for long, or again later. */
const lasting: ReadonlySet<string> = new Set([...comprehensions, ..."For While Lambda FunctionDef AsyncFunctionDef ClassDef".split(" ")]);

/** Nodes in the body of a loop that goes in pieces: of these there are four copies. */
const largest = 500;

/** What is known of the code around. */
interface Place {
  readonly scope: Scope;
  /** Lambdas and comprehensions around, in this function. */
  readonly depth: number;
}

class Prober {
  private readonly sites: Probed["sites"][number][] = [];
  private readonly units = new Map<Node, number>();
  private readonly numbers = new Map<Node, number>();
  private readonly certain = new Set<Node>();
  private readonly calls: ReadonlyMap<Node, LibraryCall>;
  private readonly namer;
  private readonly runtime: string | undefined;
  private readonly deleted: DeletedNames;
  private readonly skipped: ReadonlySet<Node>;

  constructor(
    private readonly root: Module,
    private readonly file: SourceFile,
    private readonly facts: TypeFacts,
    calls: readonly LibraryCall[],
    private readonly options: ProbeOptions,
  ) {
    this.calls = new Map(calls.filter(({ node }) => !suspends(node)).map((call) => [call.node, call]));
    this.namer = siteNamer(options.path, file);
    this.runtime = runtimeAlias(root);
    this.deleted = deletedNames(root);
    this.skipped = compiledFunctions(root);
  }

  run(start: readonly Statement[]): Probed {
    const at = prologueOf(this.root);
    const before = this.root.body.slice(0, at);
    const body = this.block(this.root.body.slice(at), { scope: moduleScope, depth: 0 });
    // Makes the compiler look them up as globals, whose places it remembers, and not as variables of the module.
    const units = Array.from({ length: this.units.size }, (_, index) => this.options.firstUnit + index);
    const globals = build.Global(
      {
        names: [
          ...units.flatMap((number) => [offName, outName, shortName, passName].map((nameOf) => nameOf(number))),
          ...Object.values(probeNames),
        ],
      },
      here,
    );
    return {
      module: { ...this.root, body: [...before, globals, ...start, ...body] },
      sites: this.sites,
      units: this.units.size,
    };
  }

  // ---------------------------------------------------------------- statements

  private block(statements: readonly Statement[], place: Place): Statement[] {
    const result: Statement[] = [];
    for (let index = 0; index < statements.length; index++) {
      const statement = statements[index] as Statement;
      if (!this.startsRun(statement, place)) {
        result.push(this.compound(statement, place));
        continue;
      }
      let last = index;
      for (let next = index + 1; this.mayJoin(statements[next], place); next++)
        if (this.startsRun(statements[next] as Statement, place)) last = next;
      result.push(this.unit(statements.slice(index, last + 1), place));
      index = last;
    }
    return result;
  }

  private startsRun(statement: Statement, place: Place): boolean {
    return this.mayJoin(statement, place) && this.statementHasSites(statement);
  }

  /** Whether a statement may be part of a unit: whatever is in it runs at most once each time. */
  private mayJoin(statement: Statement | undefined, place: Place): boolean {
    if (!statement || place.scope.isClass) return false;
    if (simple.has(statement.kind)) return true;
    if (!branching.has(statement.kind) || (is(statement, "If") && this.isGuard(statement))) return false;
    return blocksOf(statement).every((block) => block.every((each) => this.mayJoin(each, place)));
  }

  private statementHasSites(statement: Statement): boolean {
    return (
      this.partsOf(statement).some((part) => this.hasSites(part)) ||
      blocksOf(statement)
        .flat()
        .some((each) => this.statementHasSites(each))
    );
  }

  /** Expressions of a statement that run when it does, outside of its blocks. */
  private partsOf(node: Node): Expression[] {
    const skipped = untouched[node.kind] ?? [];
    return nodeFields[node.kind].flatMap((field) => {
      if (!field.node || skipped.includes(field.name)) return [];
      const value = (node as unknown as Record<string, Node | null | readonly (Node | null)[]>)[field.name];
      const children = Array.isArray(value) ? value : [value];
      if (isBlock(children)) return [];
      return children.flatMap((child) => (!child ? [] : isExpression(child) ? [child] : this.partsOf(child)));
    });
  }

  private unit(statements: readonly Statement[], place: Place): Statement {
    const { unit, probed, plain } = this.copies(statements, place);
    if (!this.allCertain(unit)) probed.unshift(build.Expr({ value: passes(unit) }, here));
    return watched(unit, [build.If({ test: isOff(unit), body: plain, orelse: probed }, here)]);
  }

  /** Statements with probes and without. */
  private copies(statements: readonly Statement[], place: Place): Copies {
    const unit = this.unitOf(statements[0] as Statement);
    for (const each of certainParts(statements)) this.certain.add(each);
    const copy = (block: readonly Statement[], probed: boolean): Statement[] =>
      block.map((statement) => {
        const change = (child: Expression): Expression => this.rewrite(child, place, probed, unit);
        const inner = (each: Node): Node => {
          const copied = this.inside(each, place, change, (body) => copy(body, probed), inner);
          return probed && is(copied, "ExceptHandler")
            ? { ...copied, body: [build.Expr({ value: call(probeNames.failed) }, here), ...copied.body] }
            : copied;
        };
        return inner(statement) as Statement;
      });
    // The probed copy first: it gives the sites their numbers.
    return { unit, probed: copy(statements, true), plain: copy(statements, false) };
  }

  /** Whether the body of a loop is one unit of which the runtime can count the passes by how far the loop has come. */
  private goesInPieces(statement: Statement, place: Place): statement is For {
    return (
      is(statement, "For") &&
      this.facts.typeOf(statement.iter).kind === "range" &&
      statement.body.every((each) => this.mayJoin(each, place) && !suspends(each)) &&
      statement.body.some((each) => this.statementHasSites(each)) &&
      sizeOf(statement.body) <= largest
    );
  }

  private inPieces(loop: For, place: Place): Statement {
    const head = (): LoopHead => ({ ...loop, iter: this.expression(loop.iter, place), orelse: this.block(loop.orelse, place) });
    const whole = { ...head(), body: [this.unit(loop.body, place)] };
    return loopInPieces(whole, head(), this.copies(loop.body, place));
  }

  /** A statement that is no part of a unit: its blocks and expressions are. */
  private compound(statement: Statement, place: Place): Statement {
    if (this.skipped.has(statement)) return statement;
    if (is(statement, "FunctionDef") || is(statement, "AsyncFunctionDef") || is(statement, "ClassDef")) {
      const scope = scopeInside(place.scope, statement, this.file);
      const inside = (body: readonly Statement[]): Statement[] => this.block(body, { scope, depth: 0 });
      if (is(statement, "ClassDef")) {
        // Names that a class looks up may be asked of its metaclass.
        const names = build.Global({ names: [probeNames.function] }, here);
        return { ...statement, body: withDocstring(statement.body, (body) => [names, ...inside(body)]) };
      }
      const result = { ...statement, body: withDocstring(statement.body, inside) };
      if (!this.isExchanged(statement, place)) return result;
      // The first line of a function is that of its first decorator.
      const mark = build.Name({ id: probeNames.function, ctx: "Load" }, startOf(statement));
      return { ...result, decorator_list: [...statement.decorator_list, mark] };
    }
    if (is(statement, "If") && this.isGuard(statement)) return this.guarded(statement, place);
    if (this.goesInPieces(statement, place)) return this.inPieces(statement, place);
    return this.inside(statement, place, (child) => this.expression(child, place)) as Statement;
  }

  /**
   * Whether the runtime may exchange the code of a function for one without probes (`noodle_rt/probes/functions.py`): nothing that has
   * begun with one goes on for long when the other one is needed.
   */
  private isExchanged(statement: Statement, { scope }: Place): boolean {
    if (!is(statement, "FunctionDef") || scope.function.includes("<locals>") || (scope !== moduleScope && !scope.isClass)) return false;
    let [found, stays] = [false, statement.body.some(suspends)];
    const hasCalls = (root: Node): boolean => {
      let has = false;
      walk(root, (node) => {
        if (this.calls.has(node)) has = true;
      });
      return has;
    };
    for (const each of statement.body)
      walk(each, (node) => {
        if (this.calls.has(node)) found = true;
        if ((is(node, "If") && this.isGuard(node)) || (lasting.has(node.kind) && hasCalls(node))) stays = true;
      });
    return found && !stays;
  }

  /** An `if` that asks `noodle_rt` whether its first branch may run. */
  private isGuard({ test }: If): boolean {
    if (this.runtime === undefined) return false;
    let found = false;
    walk(test, (node) => {
      if (is(node, "Attribute") && is(node.value, "Name") && node.value.id === this.runtime) found = true;
    });
    return found;
  }

  private guarded(statement: If, place: Place): Statement {
    const { test } = statement;
    const pass = test.loc.kind === "synthetic" ? test.loc.pass : "guard";
    const unit = this.unitOf(statement);
    this.certain.add(test);
    const site = this.numberOf(test, unit, place, { kind: "guard", library: "noodle_rt", name: pass }, []);
    const branch = (body: readonly Statement[]): Statement[] => {
      const inner = this.block(body, place);
      if (inner.length === 0 || body.some(suspends)) return inner;
      const isOn = build.UnaryOp({ op: "Not", operand: name(outName(unit)) }, here);
      const left = build.If({ test: isOn, body: [build.Expr({ value: call(probeNames.left, site) }, here)], orelse: [] }, here);
      return [build.Try({ body: inner, handlers: [], orelse: [], finalbody: [left] }, here)];
    };
    const timed = [...statement.body, ...statement.orelse].some(suspends) ? 0 : 1;
    const asked = build.Call({ func: name(probeNames.guard), args: [number(site), number(timed), { ...test }], keywords: [] }, here);
    return {
      ...statement,
      test: build.IfExp({ test: isOff(unit), body: test, orelse: asked }, here),
      body: branch(statement.body),
      orelse: branch(statement.orelse),
    };
  }

  /** A copy of a node with other expressions, and with its blocks gone through. */
  private inside(
    node: Node,
    place: Place,
    change: (child: Expression) => Expression,
    blocks = (block: readonly Statement[]): Statement[] => this.block(block, place),
    part = (child: Node): Node => this.inside(child, place, change, blocks),
  ): Node {
    const copy = { ...node } as unknown as Record<string, unknown>;
    const skipped = untouched[node.kind] ?? [];
    for (const field of nodeFields[node.kind]) {
      if (!field.node || skipped.includes(field.name)) continue;
      const value = copy[field.name] as Node | null | readonly (Node | null)[];
      const replaced = (child: Node | null): Node | null => (child === null ? null : isExpression(child) ? change(child) : part(child));
      if (!Array.isArray(value)) copy[field.name] = replaced(value as Node | null);
      else copy[field.name] = isBlock(value) ? blocks(value) : value.map(replaced);
    }
    return copy as unknown as Node;
  }

  // ---------------------------------------------------------------- expressions

  /** An expression that stands alone: in the head of a statement, or as the body of a lambda. */
  private expression(root: Expression, place: Place): Expression {
    if (place.scope.isClass) return root;
    if (!this.hasSites(root)) return this.rewrite(root, place, false, 0);
    const unit = this.unitOf(root);
    for (const each of certainIn(root)) this.certain.add(each);
    const probed = this.rewrite(root, place, true, unit);
    const never = build.Constant({ value: null, prefix: null }, here);
    const orelse = this.allCertain(unit) ? probed : build.IfExp({ test: passes(unit), body: probed, orelse: never }, here);
    return build.IfExp({ test: isOff(unit), body: this.rewrite(root, place, false, unit), orelse }, here);
  }

  /** A copy of an expression, with probes or without; what is run at other times is a unit of its own in both. */
  private rewrite(node: Expression, place: Place, probed: boolean, unit: number): Expression {
    if (is(node, "TemplateStr")) return node;
    const inner = { ...place, depth: place.depth + 1 };
    const alone = (child: Expression): Expression => (inner.depth > deepest ? child : this.expression(child, inner));
    if (is(node, "Lambda")) {
      const scope = scopeInside(place.scope, node, this.file);
      const body = inner.depth > deepest ? node.body : this.expression(node.body, { scope, depth: inner.depth });
      return { ...node, body };
    }
    if (comprehensions.has(node.kind)) {
      const [first] = (node as Extract<Node, { kind: "ListComp" }>).generators;
      return this.inside(node, place, (child) =>
        child === first?.iter ? this.rewrite(child, place, probed, unit) : alone(child),
      ) as Expression;
    }
    const found = probed ? this.calls.get(node) : undefined;
    const copy = this.inside(node, place, (child) => this.rewrite(child, place, probed, unit)) as Expression;
    if (!found) return copy;
    const { library, name: target, callee } = found;
    const described = callWithProbe(node as Call, copy as Call, this.facts, this.deleted);
    const site = this.numberOf(node, unit, place, { kind: "call", library, name: target ?? callee }, described.operands);
    const begin = call(described.begin, site);
    // Where an expression that begins with the call begins, in tracebacks.
    const func = build.Name({ id: probeNames.end, ctx: "Load" }, startOf(node));
    return build.Call({ func, args: [begin, described.call, ...described.seen], keywords: [] }, here);
  }

  /** Whether an expression has a site that belongs to the unit around it. */
  private hasSites(root: Expression): boolean {
    if (is(root, "TemplateStr") || is(root, "Lambda")) return false;
    if (this.calls.has(root)) return true;
    if (comprehensions.has(root.kind)) {
      const [first] = (root as Extract<Node, { kind: "ListComp" }>).generators;
      return first !== undefined && this.hasSites(first.iter);
    }
    const skipped = untouched[root.kind] ?? [];
    return nodeFields[root.kind].some((field) => {
      if (!field.node || skipped.includes(field.name)) return false;
      const value = (root as unknown as Record<string, unknown>)[field.name];
      const has = (child: unknown): boolean =>
        child ? (isExpression(child as Node) ? this.hasSites(child as Expression) : this.partHasSites(child as Node)) : false;
      return Array.isArray(value) ? value.some(has) : has(value);
    });
  }

  /** Keywords and the like. */
  private partHasSites(part: Node): boolean {
    return nodeFields[part.kind].some((field) => {
      const value = (part as unknown as Record<string, unknown>)[field.name];
      return field.node && value && !Array.isArray(value) && isExpression(value as Node) ? this.hasSites(value as Expression) : false;
    });
  }

  // ---------------------------------------------------------------- numbers

  /** Copies of the same code share their unit. */
  private unitOf(node: Node): number {
    let unit = this.units.get(node);
    if (unit === undefined) {
      unit = this.options.firstUnit + this.units.size;
      this.units.set(node, unit);
    }
    return unit;
  }

  /** Whether passes say all about the sites of a unit. */
  private allCertain(unit: number): boolean {
    return this.sites.every((site) => site.unit !== unit || site.isCertain);
  }

  private numberOf(
    node: Expression,
    unit: number,
    { scope }: Place,
    what: Pick<SiteKey, "kind" | "library" | "name">,
    operands: readonly string[],
  ): number {
    let found = this.numbers.get(node);
    if (found === undefined) {
      found = this.options.firstSite + this.sites.length;
      this.numbers.set(node, found);
      this.sites.push({ ...this.namer.name(node, scope, what), unit, operands, isCertain: this.certain.has(node) });
    }
    return found;
  }
}
