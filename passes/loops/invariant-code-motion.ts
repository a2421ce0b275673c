/**
 * Loop-invariant code motion: a pure library call that gives the same in every iteration is made once, in front of the loop; so
 * are look-ups of a module's functions and constants.
 *
 * Before:
 *
 * ```python
 * for i in range(1000):
 *     total += math.sqrt(n) * i
 * ```
 *
 * After:
 *
 * ```python
 * _sqrt = math.sqrt(n)
 * for i in range(1000):
 *     total += _sqrt * i
 * ```
 *
 * Counter-example, which stays as it is: the call is not reached when the loop does not run, and could raise.
 *
 * ```python
 * for x in items:
 *     print(math.sqrt(n) * x)
 * ```
 *
 * ## Obligations
 *
 * - the call is pure: the catalogue says that it has no effects, for every function that it can reach, and its arguments are of
 *   classes whose methods have none;
 * - its operands do not change in the loop: no variable in it is bound there, no object that it reads is written there, and no
 *   code runs there that is not known;
 * - the loop runs at least once, and the call is evaluated in every iteration (a look-up may be done in vain);
 * - if the call can raise: nothing that could be seen happens before it, neither in the loop nor in an exception handler around it;
 * - its result cannot be told apart from a new one: it is immutable, or only an operand of an operator;
 * - no other part of the program looks at the names that there are (`locals()`, `globals()`), and none rebinds the attribute.
 *
 * ## Exactness
 *
 * `exact`: the same call with the same arguments, fewer times.
 *
 * ## Keeps
 *
 * The types of everything that was there before.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import type { Effects } from "../../compiler/analysis/effects.js";
import type { Loop, Loops } from "../../compiler/analysis/loops/loops.js";
import { effects as effectsAnalysis, loops as loopsAnalysis, types as typesAnalysis } from "../../compiler/analysis/standard.js";
import { membersOf, type Type } from "../../compiler/analysis/types/type.js";
import type { TypeFacts } from "../../compiler/analysis/types/type-facts.js";
import { dump } from "../../compiler/ir/dump.js";
import { primarySpan } from "../../compiler/ir/location.js";
import { build, type Expression, isExpression, type Node, type Statement } from "../../compiler/ir/nodes.js";
import { childrenOf, walk } from "../../compiler/ir/visit.js";
import { inOrderOfEvaluation, isAlwaysEvaluated, Visibility } from "../manager/evaluation.js";
import { mayRaise } from "../manager/may-raise.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { argumentsOf, isImmutable, isPlainData, isPureLibraryCall } from "../manager/pure-calls.js";
import { standsInClass } from "../manager/units.js";

type Call = Extract<Expression, { kind: "Call" }>;
type Attribute = Extract<Expression, { kind: "Attribute" }>;

export const invariantCodeMotion = definePass({
  name: "invariant-code-motion",
  summary: "makes pure library calls and look-ups that do not change in a loop once, in front of it",
  stage: "loops",
  exactness: "exact",
  libraries: [],
  requires: [typesAnalysis, effectsAnalysis],
  keeps: [typesAnalysis],
  run(unit, context) {
    const { all } = context.get(loopsAnalysis, unit);
    // Loops without library values have nothing to move.
    if (all.length === 0 || observesNames(context.module)) return;
    new Mover(unit, context, context.get(typesAnalysis), context.get(effectsAnalysis), context.get(loopsAnalysis, unit)).run();
  },
});

/** A call or look-up that could move, where it is evaluated, and why it has to stay, if it has to. */
interface Candidate {
  readonly node: Call | Attribute;
  readonly loop: Loop;
  readonly kind: "call" | "look-up";
  readonly objection: string | undefined;
  readonly suggestion?: string;
  /** It may take the value of an equal call that moves, since only the moment at which it is made keeps it from moving itself. */
  readonly mayShare?: boolean;
}

/** A look-up pays from so many iterations on. */
const enoughTrips = 16n;

class Mover {
  private readonly visibility: Visibility;

  constructor(
    private readonly unit: Unit,
    private readonly context: PassContext,
    private readonly facts: TypeFacts,
    private readonly effects: Effects,
    private readonly loops: Loops,
  ) {
    this.visibility = new Visibility(unit, context, facts, effects);
  }

  run(): void {
    const candidates = this.loops.all.flatMap((loop) => this.candidatesIn(loop));
    // By loop and text, so that the same call gets one name.
    const names = new Map<Loop, Map<string, string>>();
    const calls = candidates.filter(({ kind }) => kind === "call");
    for (const call of calls) if (call.objection === undefined) this.move(call, names);
    for (const call of calls) {
      if (call.objection === undefined) continue;
      if (call.mayShare && names.get(call.loop)?.has(dump(call.node))) this.move(call, names);
      else this.missed(call);
    }
    // A call that has gone may let others go in the next round; their look-ups would be in vain.
    if (names.size > 0) return;
    for (const candidate of candidates) if (candidate.kind === "look-up" && candidate.objection === undefined) this.move(candidate, names);
  }

  // --- what can move --------------------------------------------------------------------------------------------------

  /** Those whose innermost loop is `loop`; none lies inside of another one. */
  private candidatesIn(loop: Loop): Candidate[] {
    const found: Candidate[] = [];
    const visit = (node: Node): void => {
      if (opensScope(node) || (node !== loop.node && this.loops.loopOf(node))) return;
      const candidate = isExpression(node) ? this.candidate(node, loop) : undefined;
      if (candidate) {
        found.push(candidate);
        if (candidate.objection === undefined) return;
      }
      for (const child of childrenOf(node)) visit(child);
    };
    for (const statement of loop.node.body) visit(statement);
    return found;
  }

  private candidate(node: Expression, loop: Loop): Candidate | undefined {
    if (!this.context.allows(node) || !this.context.allows(loop.node) || !primarySpan(node.loc)) return undefined;
    if (node.kind === "Call") {
      const operation = this.facts.operationOf(node);
      if (!operation || !isPureLibraryCall(operation) || !this.loops.isInvariant(node, loop)) return undefined;
      return { node, loop, kind: "call", ...this.callObjection(node, loop) };
    }
    if (node.kind !== "Attribute" || node.ctx !== "Load" || this.unit.kind === "Module") return undefined;
    if (this.facts.typeOf(node.value).kind !== "module" || this.context.editor.parentOf(node)?.kind === "Attribute") return undefined;
    if (!isFixed(this.facts.typeOf(node)) || !this.loops.isInvariant(node, loop)) return undefined;
    const { trips } = loop;
    // Not worth a word: without a known count there is nothing that anybody could do.
    if (!trips || trips.terms.size > 0 || trips.constant < enoughTrips) return undefined;
    return { node, loop, kind: "look-up", objection: this.commonObjection(node, loop) };
  }

  private commonObjection(node: Expression, loop: Loop): string | undefined {
    if (loop.effects.unknown !== undefined) return `code runs in the loop that is not known: ${loop.effects.unknown}`;
    if (standsInClass(loop.node, this.unit, this.context.editor.parentOf))
      return "the loop stands in the body of a class, whose names are attributes";
    const attribute = rebound(this.context.module, node);
    if (attribute !== undefined) return `the program sets an attribute ${attribute}`;
    return undefined;
  }

  private callObjection(node: Call, loop: Loop): Pick<Candidate, "objection" | "suggestion" | "mayShare"> {
    const common = this.commonObjection(node, loop);
    if (common !== undefined) return { objection: common };
    const operation = this.facts.operationOf(node);
    if (!operation || !argumentsOf(operation).every(isPlainData)) {
      return { objection: "the class of an argument is not known, and its methods may do anything" };
    }
    if (!this.isIndistinguishable(node)) return { objection: "every iteration gets an object of its own, and could change it" };
    return { mayShare: true, ...this.momentObjection(node, loop) };
  }

  /** What keeps a call from being made in front of the loop, although its value would be right. */
  private momentObjection(node: Call, loop: Loop): Pick<Candidate, "objection" | "suggestion"> {
    const { trips } = loop;
    if (!trips || trips.terms.size > 0 || trips.constant < 1n) {
      return { objection: "the loop may not run at all", suggestion: "make the call in front of the loop if it always runs" };
    }
    const before = this.evaluatedBefore(node, loop);
    if (!before) return { objection: "it is not evaluated in every iteration" };
    const { raises } = this.effects.of(node);
    if (!mayRaise(node, this.effects, this.facts)) return { objection: undefined };
    if (before.some((part) => !this.visibility.isUnseen(part)) || !this.isHeadUnseen(loop)) {
      return { objection: `it can raise (${[...raises].sort().join(", ")}), and other things happen before it in the loop` };
    }
    if (this.isGuarded(loop.node)) return { objection: "it can raise, and a handler around the loop could see the difference" };
    if (this.unit.kind === "Module" && this.context.file.cells.length > 0) {
      return { objection: "it can raise, and the next cell could see the difference" };
    }
    return { objection: undefined };
  }

  /** Whether nobody can tell the result from a new object: it is immutable, or an operand that is used up at once. */
  private isIndistinguishable(node: Call): boolean {
    if (isImmutable(this.facts.typeOf(node))) return true;
    const user = this.context.editor.parentOf(node);
    if (user?.kind !== "BinOp" && user?.kind !== "Compare" && user?.kind !== "UnaryOp") return false;
    const isArray = membersOf(this.facts.typeOf(node)).every(({ kind }) => kind === "array" || kind === "series" || kind === "frame");
    return isArray && this.effects.ownOf(user).unknown === undefined;
  }

  /** Whether nothing can be seen of what is evaluated in front of the first iteration. A range of whole numbers is no call of note. */
  private isHeadUnseen({ node }: Loop): boolean {
    const head = node.kind === "For" ? node.iter : node.test;
    const isRange = head.kind === "Call" && this.facts.typeOf(head).kind === "range" && head.keywords.length === 0;
    if (!isRange) return this.visibility.isUnseen(head);
    return head.args.every(
      (arg) =>
        this.visibility.isUnseen(arg) && membersOf(this.facts.typeOf(arg)).every((type) => type.kind === "scalar" && type.class === "int"),
    );
  }

  private isGuarded(node: Node): boolean {
    for (let at = this.context.editor.parentOf(node); at && at !== this.unit; at = this.context.editor.parentOf(at)) {
      if (["Try", "TryStar", "With", "AsyncWith"].includes(at.kind)) return true;
    }
    return false;
  }

  /** What is evaluated in an iteration before a node; `undefined` when the node may not be evaluated in it. */
  private evaluatedBefore(node: Node, loop: Loop): readonly Node[] | undefined {
    const before: Node[] = [];
    let at: Node = node;
    for (;;) {
      const parent = this.context.editor.parentOf(at);
      if (!parent) return undefined;
      if (parent === loop.node) {
        const index = loop.node.body.indexOf(at as Statement);
        const earlier = loop.node.body.slice(0, index);
        if (index < 0 || earlier.some(hasJump)) return undefined;
        return [...earlier, ...before];
      }
      if (!isAlwaysEvaluated(parent, at)) return undefined;
      const order = inOrderOfEvaluation(parent);
      before.unshift(...order.slice(0, order.indexOf(at)));
      at = parent;
    }
  }

  // --- moving ---------------------------------------------------------------------------------------------------------

  /** The outermost loop that a call or look-up may leave. */
  private destination({ node, loop, kind }: Pick<Candidate, "node" | "loop" | "kind">): Loop {
    let at = loop;
    for (let { parent } = at; parent; { parent } = at) {
      if (!this.context.allows(parent.node) || !this.loops.isInvariant(node, parent) || this.commonObjection(node, parent) !== undefined)
        break;
      if (kind === "call") {
        const runs = parent.trips?.terms.size === 0 && parent.trips.constant >= 1n;
        if (!runs || mayRaise(node, this.effects, this.facts) || !this.evaluatedBefore(at.node, parent)) break;
      }
      at = parent;
    }
    return at;
  }

  private move({ node, loop, kind }: Candidate, names: Map<Loop, Map<string, string>>): void {
    const { editor, remarks } = this.context;
    const outermost = this.destination({ node, loop, kind });
    const ofLoop = names.get(loop) ?? new Map<string, string>();
    names.set(loop, ofLoop);
    const text = dump(node);
    const known = ofLoop.get(text);
    const name = known ?? editor.freshName(hintFor(node));
    editor.replaceExpression(node, build.Name({ id: name, ctx: "Load" }, editor.preserve(node)));
    if (known === undefined) {
      ofLoop.set(text, name);
      const target = build.Name({ id: name, ctx: "Store" }, editor.synthetic());
      editor.insertBefore(outermost.node, [build.Assign({ targets: [target], value: node }, editor.synthetic())]);
    }
    const trips = Number(loop.trips?.constant ?? 0n);
    const remark =
      kind === "call"
        ? remarks.passed("NC2601", node, `${nameOf(node)} is called once instead of in every iteration`)
        : remarks.passed("NC2603", node, `${nameOf(node)} is looked up once instead of in every iteration`);
    remark
      .exactness("exact")
      .obligation("no operand changes in the loop", "proved", "effects of the loop")
      .obligation("the loop runs at least once", "proved", `${trips} iterations`)
      .metric("iterations", trips)
      .related(loop.node);
  }

  private missed({ node, loop, objection, suggestion }: Candidate): void {
    this.context.remarks
      .missed("NC2602", node, `${nameOf(node)} gives the same in every iteration, but stays in the loop`, {
        reason: objection as string,
        ...(suggestion === undefined ? {} : { suggest: suggestion }),
      })
      .related(loop.node);
  }
}

/** Functions, classes and constants of a module. */
const isFixed = (type: Type): boolean => type.kind === "library-function" || type.kind === "library-class" || isImmutable(type);

const opensScope = (node: Node): boolean =>
  ["FunctionDef", "AsyncFunctionDef", "ClassDef", "Lambda", "ListComp", "SetComp", "DictComp", "GeneratorExp"].includes(node.kind);

/** Whether a statement may leave the iteration. */
function hasJump(statement: Statement): boolean {
  let jumps = false;
  walk(statement, ({ kind }) => {
    if (["Break", "Continue", "Return", "Raise", "Assert"].includes(kind)) jumps = true;
  });
  return jumps;
}

/** An attribute in an expression that the program sets somewhere, on whatever object, or names in a text. */
function rebound(module: Node, expression: Expression): string | undefined {
  const read = new Set<string>();
  walk(expression, (node) => {
    if (node.kind === "Attribute") read.add(node.attr);
  });
  let found: string | undefined;
  walk(module, (node) => {
    if (node.kind === "Attribute" && node.ctx !== "Load" && read.has(node.attr)) found ??= node.attr;
    if (node.kind === "Constant" && typeof node.value === "string") {
      const last = node.value.slice(node.value.lastIndexOf(".") + 1);
      if (read.has(last)) found ??= last;
    }
  });
  return found;
}

/** An expression as the source writes it, for remarks. */
function nameOf(node: Expression): string {
  const at = node.kind === "Call" ? node.func : node;
  const span = primarySpan(at.loc);
  const text = span ? span.file.text.slice(span.start, span.end).replace(/\s+/g, " ") : "this";
  return `${text.length > 60 ? `${text.slice(0, 59)}…` : text}${node.kind === "Call" ? "(…)" : ""}`;
}

function hintFor(node: Call | Attribute): string {
  const at = node.kind === "Call" ? node.func : node;
  return at.kind === "Attribute" ? at.attr : at.kind === "Name" ? at.id : "value";
}
