/** Loops around a nest: which values their variables have, so that what a nest needs can be asked for all of their iterations at once. */
import { type Affine, add, constantForm, isConstant, scale, subtract, symbolForm } from "../../../compiler/analysis/loops/affine.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { build, type For, type Node, type Statement } from "../../../compiler/ir/nodes.js";
import { some, walk } from "../../../compiler/ir/visit.js";
import type { Nest } from "./nest.js";
import { boundIn } from "./surroundings.js";

/** A loop around a nest, and the values that its variable has. */
export interface OuterLoop {
  readonly symbol: string;
  readonly low: Affine;
  readonly high: Affine;
}

/** A form in which the variables of loops around the nest have the values that make it smallest or largest. */
export function extreme(form: Affine, outer: readonly OuterLoop[], which: "smallest" | "largest"): Affine {
  let bound = form;
  for (const { symbol, low, high } of outer) {
    const coefficient = bound.terms.get(symbol);
    if (coefficient === undefined) continue;
    const rest = subtract(bound, scale(symbolForm(symbol), coefficient));
    bound = add(rest, scale(coefficient > 0n === (which === "largest") ? high : low, coefficient));
  }
  return bound;
}

/** The loops from the one around a nest to an outer one, innermost first, whose variables run over ranges and have no other values. */
export function outerLoops(
  anchor: Statement,
  around: For,
  nest: Nest,
  facts: TypeFacts,
  parentOf: (node: Node) => Node | undefined,
): OuterLoop[] {
  const outer: OuterLoop[] = [];
  for (let at: Node | undefined = anchor; at && at !== around; ) {
    at = parentOf(at);
    if (at?.kind !== "For" || at.target.kind !== "Name") continue;
    const { id } = at.target;
    let setters = 0;
    walk(around, (node) => void (node.kind === "Name" && node.ctx !== "Load" && node.id === id && setters++));
    const [symbol] = nest.forms.of(build.Name({ id, ctx: "Load" }, at.loc))?.terms.keys() ?? [];
    const range = setters === 1 && symbol !== undefined ? rangeOf(at, nest, facts) : undefined;
    if (range && symbol !== undefined) outer.push({ symbol, ...range });
  }
  // What bounds are made of must be what it was when the loop began.
  const bound = boundIn(around);
  const stays = (symbol: string, known: readonly OuterLoop[]): boolean => {
    if (known.some((each) => each.symbol === symbol)) return true;
    const leaf = nest.forms.leaves.get(symbol);
    return leaf !== undefined && !some(leaf, (node) => node.kind === "Name" && bound.has(node.id));
  };
  for (let known = outer; ; ) {
    const kept = known.filter(({ low, high }) => [...low.terms.keys(), ...high.terms.keys()].every((symbol) => stays(symbol, known)));
    if (kept.length === known.length) return kept;
    known = kept;
  }
}

/** The least and the largest value of the variable of a loop. */
function rangeOf({ iter }: For, nest: Nest, facts: TypeFacts): { low: Affine; high: Affine } | undefined {
  if (iter.kind !== "Call" || iter.keywords.length > 0 || iter.args.length === 0) return undefined;
  const type = facts.typeOf(iter.func);
  if (type.kind !== "library-class" || type.name !== "builtins.range") return undefined;
  const forms = iter.args.map((arg) => nest.forms.of(arg));
  if (forms.some((form) => !form)) return undefined;
  const [start, stop, step] = (forms.length === 1 ? [constantForm(0n), forms[0], undefined] : forms) as [Affine, Affine, Affine?];
  if (step && (!isConstant(step) || step.constant === 0n)) return undefined;
  return step && step.constant < 0n
    ? { low: add(stop, constantForm(1n)), high: start }
    : { low: start, high: add(stop, constantForm(-1n)) };
}
