/**
 * Variables that every iteration of a loop moves on by the same: `k += 2`. What they are at each place is `start + 2 * iteration`, so
 * that their steps are left out, and reads of them are numbers of iterations.
 */
import {
  type Affine,
  add,
  affineForm,
  constantForm,
  isConstant,
  scale,
  subtract,
  symbolForm,
} from "../../../compiler/analysis/loops/affine.js";
import { build, type Expression, type Name } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import type { NestLoop, Step } from "./nest.js";
import { namesIn, readOf, settersOf } from "./scalars.js";

export interface Induction {
  readonly name: string;
  /** Where it is read, if it is. */
  readonly node: Expression;
  /** What it is after the nest. */
  readonly last: Affine;
  /** It goes on from what it was before the nest. */
  readonly isFromBefore: boolean;
}

export interface Inductions {
  readonly all: readonly Induction[];
  /** What the variable is, by each place where it is read. */
  readonly reads: ReadonlyMap<Expression, Affine>;
  /** Steps of the nest but for those that only move such variables on, numbered anew. */
  readonly steps: readonly Step[];
}

/**
 * @param formOf  form of an expression, `undefined` when it has none
 * @param before  form of what a variable holds in front of the nest; `undefined` when that is no whole number
 */
export function findInductions(
  steps: readonly Step[],
  formOf: (expression: Expression) => Affine | undefined,
  before: (name: Name) => Affine | undefined,
): Inductions {
  const all: Induction[] = [];
  const reads = new Map<Expression, Affine>();
  const dropped = new Set<Step>();
  const names = new Set(steps.flatMap(({ target }) => (target.kind === "scalar" ? [target.name] : [])));
  for (const name of names) {
    // What comprehensions make.
    if (name.startsWith("%")) continue;
    const found = inductionOf(name, steps, formOf, before);
    if (!found) continue;
    all.push(found.induction);
    for (const step of found.setters) dropped.add(step);
    for (const [node, form] of found.reads) reads.set(node, form);
  }
  const kept = steps.filter((step) => !dropped.has(step));
  return { all, reads, steps: dropped.size === 0 ? steps : kept.map((step, order) => ({ ...step, order })) };
}

function inductionOf(
  name: string,
  steps: readonly Step[],
  formOf: (expression: Expression) => Affine | undefined,
  before: (name: Name) => Affine | undefined,
): { readonly induction: Induction; readonly setters: readonly Step[]; readonly reads: ReadonlyMap<Expression, Affine> } | undefined {
  const setters = settersOf(name, steps);
  if (setters.some(({ masks }) => masks.length > 0)) return undefined;
  const moved = setters.map((step) => movedBy(step, name, setters.length === 1 ? steps : [], formOf));
  const moves = setters.filter((_, at) => moved[at] !== undefined);
  const starts = setters.filter((_, at) => moved[at] === undefined);
  const [first] = moves;
  const loop = first?.loops.at(-1);
  if (!first || !loop || starts.length > 1 || moves.some(({ loops }) => !isSame(loops, first.loops))) return undefined;
  const around = first.loops.slice(0, -1);
  const [start] = starts;
  // It begins anew in each iteration of the loops around, or goes on from before the nest.
  if (start ? !isSame(start.loops, around) || start.order > first.order || around.length === 0 : around.length > 0) return undefined;
  const node = readOf(name, steps) ?? build.Name({ id: name, ctx: "Load" }, first.statement.loc);
  const low = start ? formOf(start.value) : before(node);
  if (!low) return undefined;
  const iteration = symbolForm(loop.symbol);
  const by = (step: Step): bigint => moved[setters.indexOf(step)] as bigint;
  const whole = moves.reduce((sum, step) => sum + by(step), 0n);
  const reads = new Map<Expression, Affine>();
  for (const step of steps) {
    if (setters.includes(step) || !namesIn(step).has(name)) continue;
    const isInside = step.loops.includes(loop);
    // In front of the start it is what the iteration before has left.
    if (start && step.order < start.order) return undefined;
    if (!isInside && step.order < first.order && !start) return undefined;
    const already = moves.filter(({ order }) => order < step.order).reduce((sum, each) => sum + by(each), 0n);
    const form = isInside
      ? add(add(low, iteration, whole), constantForm(already))
      : step.order < first.order
        ? low
        : add(low, loop.trips, whole);
    if (!isInside && !isSame(step.loops.slice(0, around.length), around)) return undefined;
    for (const part of step.target.kind === "element" ? [step.value, step.target.node] : [step.value]) {
      walk(part, (node) => {
        if (node.kind === "Name" && node.id === name) reads.set(node, form);
      });
    }
  }
  let last = add(low, loop.trips, whole);
  for (const outer of around) last = atEnd(last, outer);
  return { induction: { name, node, last, isFromBefore: !start }, setters, reads };
}

/** By how much `k + c` moves `k`; what other variables hold that are made of it counts where nothing else moves it. */
function movedBy(
  step: Step,
  name: string,
  others: readonly Step[],
  formOf: (expression: Expression) => Affine | undefined,
): bigint | undefined {
  const own = "@";
  const seen = new Set<string>();
  const of = (expression: Expression): Affine | undefined =>
    affineForm(expression, (part) => {
      if (part.kind === "Name" && part.id === name) return symbolForm(own);
      const [only, ...more] = part.kind === "Name" ? settersOf(part.id, others) : [];
      const isBefore = only && only.order < step.order && only.masks.length === 0 && isSame(only.loops, step.loops);
      if (isBefore && more.length === 0 && !seen.has((part as Name).id)) {
        seen.add((part as Name).id);
        return of(only.value);
      }
      const form = formOf(part);
      return form && isConstant(form) ? form : undefined;
    });
  const form = of(step.value);
  const rest = form && subtract(form, symbolForm(own));
  return rest && isConstant(rest) ? rest.constant : undefined;
}

const isSame = (a: readonly NestLoop[], b: readonly NestLoop[]): boolean => a.length === b.length && a.every((loop, at) => loop === b[at]);

/** A form in the last iteration of a loop. */
export function atEnd(form: Affine, { symbol, trips }: NestLoop): Affine {
  const coefficient = form.terms.get(symbol);
  if (coefficient === undefined) return form;
  const rest = subtract(form, scale(symbolForm(symbol), coefficient));
  return add(rest, add(trips, constantForm(-1n)), coefficient);
}
