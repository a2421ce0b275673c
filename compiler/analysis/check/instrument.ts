/**
 * Rewrites a program so that it reports what its expressions really give: every expression that the type analysis claims
 * something about becomes `__noodle_claim__(number, expression)`, a call that returns its second argument unchanged
 * (`noodle_rt/claims.py`). What the program does stays the same:
 *
 * - targets of assignments and `del`, decorators, bases, annotations, patterns and the bodies of classes are left as they are;
 * - so are names and attributes that are called (`super()`, `locals()`), slices, and templates, whose text a program can see.
 */
import type { Span } from "../../ir/location.js";
import { primarySpan, synthetic } from "../../ir/location.js";
import { build, type Expression, is, isExpression, type Module, type Node, nodeFields, type Statement } from "../../ir/nodes.js";
import { walk } from "../../ir/visit.js";
import type { Site, Type } from "../types/type.js";
import type { TypeFacts } from "../types/type-facts.js";

/** What the analysis says about one expression. */
export interface Claim {
  readonly type: Type;
  readonly span: Span;
  /** The value lies in no memory that the program has reached before: its type is `owned`. */
  readonly isOwned: boolean;
  /** The value is an object that the program has not seen before. */
  readonly isNew: boolean;
  /** The program can come back to the value: it is in a variable, an attribute or a container. */
  readonly isKept: boolean;
  /** It is no claim, but what is expected where nothing is claimed. */
  readonly isExpectation: boolean;
}

export interface Instrumented {
  readonly module: Module;
  /** By the number in the calls. */
  readonly claims: readonly Claim[];
  /** Expressions of the same kind that nothing is claimed about. */
  readonly unknown: number;
}

/** Name of the builtin function that the calls go to. With underscores at both ends, classes do not mangle it. */
export const claimFunction = "__noodle_claim__";

/**
 * @param start statements that run first, behind the docstring and imports from `__future__`
 */
export function instrument(module: Module, facts: TypeFacts, start: readonly Statement[]): Instrumented {
  return new Instrumenter(facts).run(module, start);
}

const here = synthetic("check-types");

/** Fields that are not evaluated like other expressions, or not at all. */
const untouched: Readonly<Record<string, readonly string[]>> = {
  FunctionDef: ["decorator_list", "returns", "type_params"],
  AsyncFunctionDef: ["decorator_list", "returns", "type_params"],
  ClassDef: ["decorator_list", "bases", "keywords", "type_params"],
  AnnAssign: ["annotation"],
  arg: ["annotation"],
  TypeAlias: ["name", "type_params", "value"],
  match_case: ["pattern"],
  ExceptHandler: ["type"],
  TemplateStr: ["values"],
};

/** Expressions that are parts of others and have no value of their own, or one that is written out. */
const neverWrapped: ReadonlySet<string> = new Set([
  "Constant",
  "Slice",
  "Starred",
  "FormattedValue",
  "Interpolation",
  "TemplateStr",
  "Lambda",
]);

interface Place {
  /** The body of a class itself, not of its methods. */
  readonly inClass: boolean;
  /** The node must keep its form. */
  readonly bare: boolean;
}

class Instrumenter {
  private readonly claims: Claim[] = [];
  private unknown = 0;

  constructor(private readonly facts: TypeFacts) {}

  run(module: Module, start: readonly Statement[]): Instrumented {
    const body = module.body.map((statement) => this.rewrite(statement, { inClass: false, bare: false }) as Statement);
    const at = prologueOf(module);
    return {
      module: { ...module, body: [...body.slice(0, at), ...start, ...body.slice(at)] },
      claims: this.claims,
      unknown: this.unknown,
    };
  }

  private rewrite(node: Node, place: Place): Node {
    const inside = this.withRewrittenFields(node, place);
    if (!isExpression(node) || place.bare || place.inClass || neverWrapped.has(node.kind)) return inside;
    if ("ctx" in node && node.ctx !== "Load") return inside;
    // A tuple of slices is only an index.
    if (is(node, "Tuple") && node.elts.some((element) => is(element, "Slice"))) return inside;
    const span = primarySpan(node.loc);
    if (!span) return inside;
    const type = this.facts.typeOf(node);
    if (type.kind === "unknown") {
      this.unknown++;
      const expected = this.facts.expectedTypeOf(node);
      if (expected.kind === "unknown" || expected.kind === "never") return inside;
      this.claims.push({ type: expected, span, isNew: false, isOwned: false, isKept: false, isExpectation: true });
      return this.reported(inside as Expression);
    }
    const isNew = this.isNewObject(node, type);
    this.claims.push({
      type,
      span,
      isNew,
      isOwned: (type.kind === "array" || type.kind === "tensor") && type.view === "owned",
      isKept: is(node, "Name") || is(node, "Attribute") || is(node, "Subscript"),
      isExpectation: false,
    });
    return this.reported(inside as Expression);
  }

  /** An expression that reports to the last of the claims. */
  private reported(inside: Expression): Expression {
    const number = build.Constant({ value: BigInt(this.claims.length - 1), prefix: null }, here);
    const callee = build.Name({ id: claimFunction, ctx: "Load" }, here);
    return build.Call({ func: callee, args: [number, inside], keywords: [] }, here);
  }

  private withRewrittenFields(node: Node, place: Place): Node {
    const copy = { ...node } as unknown as Record<string, unknown>;
    const skipped = untouched[node.kind] ?? [];
    for (const field of nodeFields[node.kind]) {
      if (!field.node || skipped.includes(field.name)) continue;
      const value = copy[field.name] as Node | null | (Node | null)[];
      const inner = placeInside(node, field.name, place);
      if (Array.isArray(value)) copy[field.name] = value.map((child) => child && this.rewrite(child, inner));
      else if (value) copy[field.name] = this.rewrite(value, inner);
    }
    return copy as unknown as Node;
  }

  /** Whether the analysis takes the value for an object that this very expression makes. */
  private isNewObject(node: Expression, type: Type): boolean {
    const isDistinct =
      type.kind === "array" || type.kind === "tensor"
        ? type.view === "owned"
        : (type.kind === "series" || type.kind === "frame") && !type.memory?.length;
    const sites: readonly Site[] = ("sites" in type && type.sites) || [];
    return isDistinct && sites.length > 0 && sites.every((site) => this.facts.nodeOfSite(site) === node);
  }
}

function placeInside(node: Node, field: string, place: Place): Place {
  switch (node.kind) {
    case "ClassDef":
      return { inClass: field === "body", bare: false };
    case "FunctionDef":
    case "AsyncFunctionDef":
      return { inClass: place.inClass && field === "args", bare: false };
    case "Lambda":
      return { inClass: place.inClass && field === "args", bare: false };
    case "Call":
      return { ...place, bare: field === "func" && (is(node.func, "Name") || is(node.func, "Attribute")) };
    case "FormattedValue":
      return { ...place, bare: field === "format_spec" };
    default:
      return place.bare ? { ...place, bare: false } : place;
  }
}

/** Number of statements that must stay the first ones. */
function prologueOf({ body }: Module): number {
  const first = body[0];
  const docstring = is(first, "Expr") && is(first.value, "Constant") && typeof first.value.value === "string" ? 1 : 0;
  const imports = body.slice(docstring).findIndex((statement) => !(is(statement, "ImportFrom") && statement.module === "__future__"));
  return imports < 0 ? body.length : docstring + imports;
}

/** Whether a program uses a name as an attribute anywhere. */
export function usesAttribute(module: Module, name: string): boolean {
  let uses = false;
  walk(module, (node) => {
    if (is(node, "Attribute") && node.attr === name) uses = true;
  });
  return uses;
}

/** `__import__("noodle_rt.claims").claims.start("…")` */
export function startStatement(settings: string): Statement {
  const name = build.Name({ id: "__import__", ctx: "Load" }, here);
  const text = (value: string): Expression => build.Constant({ value, prefix: null }, here);
  const imported = build.Call({ func: name, args: [text("noodle_rt.claims")], keywords: [] }, here);
  const claims = build.Attribute({ value: imported, attr: "claims", ctx: "Load" }, here);
  const start = build.Attribute({ value: claims, attr: "start", ctx: "Load" }, here);
  return build.Expr({ value: build.Call({ func: start, args: [text(settings)], keywords: [] }, here) }, here);
}
