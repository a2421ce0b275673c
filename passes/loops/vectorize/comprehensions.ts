/**
 * Comprehensions as loops: `y = [f(v) for v in x]` does what a loop does that appends to a list, `sum(… for …)` what one does that
 * adds up. Such a loop is only read, never put into the program.
 */
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { build, type Comprehension, type Expression, type For, type Statement } from "../../../compiler/ir/nodes.js";

/**
 * What a comprehension makes: a list, an array of its elements, or their sum; and what a search asks for, an array of truth values.
 * The names are no names of programs.
 */
export const resultNames = { list: "%list", array: "%array", sum: "%sum", hits: "%hits" } as const;

export type ResultName = (typeof resultNames)[keyof typeof resultNames];

export interface ComprehensionSite {
  /** The statement whose value it is. */
  readonly anchor: Extract<Statement, { kind: "Assign" | "Return" }>;
  readonly loop: For;
  readonly result: ResultName;
}

/** The comprehension that is the whole value of an assignment to a variable, or of a `return`. */
export function comprehensionOf(statement: Statement, facts: TypeFacts): ComprehensionSite | undefined {
  if (statement.kind === "Assign" && (statement.targets.length !== 1 || statement.targets[0]?.kind !== "Name")) return undefined;
  if (statement.kind !== "Assign" && statement.kind !== "Return") return undefined;
  const { value } = statement;
  if (!value) return undefined;
  if (value.kind === "ListComp") return site(statement, value, resultNames.list);
  if (value.kind !== "Call" || value.args.length !== 1 || value.keywords.length > 0) return undefined;
  const [argument] = value.args as [Expression];
  const type = facts.typeOf(value.func);
  const called = type.kind === "library-function" || type.kind === "library-class" ? type.name : undefined;
  if ((called === "numpy.array" || called === "numpy.asarray") && argument.kind === "ListComp")
    return site(statement, argument, resultNames.array);
  if (called === "builtins.sum" && (argument.kind === "GeneratorExp" || argument.kind === "ListComp"))
    return site(statement, argument, resultNames.sum);
  return undefined;
}

function site(
  anchor: ComprehensionSite["anchor"],
  { elt, generators, loc }: { elt: Expression; generators: Comprehension[]; loc: Expression["loc"] },
  result: ResultName,
): ComprehensionSite | undefined {
  const name = build.Name({ id: result, ctx: "Load" }, loc);
  let body: Statement =
    result === resultNames.sum
      ? build.Assign(
          { targets: [build.Name({ id: result, ctx: "Store" }, loc)], value: build.BinOp({ left: name, op: "Add", right: elt }, loc) },
          loc,
        )
      : build.Expr(
          {
            value: build.Call({ func: build.Attribute({ value: name, attr: "append", ctx: "Load" }, loc), args: [elt], keywords: [] }, loc),
          },
          loc,
        );
  for (const generator of [...generators].reverse()) {
    if (generator.is_async) return undefined;
    for (const test of [...generator.ifs].reverse()) body = build.If({ test, body: [body], orelse: [] }, loc);
    body = build.For({ target: generator.target, iter: generator.iter, body: [body], orelse: [] }, loc);
  }
  return body.kind === "For" ? { anchor, loop: body, result } : undefined;
}
