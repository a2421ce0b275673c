/**
 * Whether the steps of a nest may run one after the other, each for all its iterations at once, and which loops a step must keep.
 * The theory is that of loop distribution and interchange (Allen and Kennedy, chapters 5 and 6): no dependence may turn around.
 */
import { type Affine, add, constantForm, isConstant, scale, subtract, symbolForm } from "../../../compiler/analysis/loops/affine.js";
import { type Direction, type LoopRelation, relate } from "../../../compiler/analysis/loops/dependence-tests.js";
import type { Expression } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import { isLength, type Nest, type NestLoop, NotVectorizable, referenceOf, type Step } from "./nest.js";

/** One access to elements of an array, in the forms of `Forms.of`. */
export interface ElementAccess {
  readonly array: string;
  readonly forms: readonly (Affine | undefined)[];
  /** As it stands in the program. */
  readonly subscript: readonly Expression[];
}

export interface StepAccesses {
  readonly step: Step;
  readonly reads: readonly ElementAccess[];
  readonly write: ElementAccess | undefined;
}

/** It is not known which elements an access means. */
export const isScattered = ({ forms }: Pick<ElementAccess, "forms">): boolean => forms.some((form) => !form);

/** The loops, of those around both, by which two accesses can be apart; `undefined` when they never mean the same element. */
export function relation(
  a: ElementAccess,
  b: ElementAccess,
  common: readonly NestLoop[],
  all: readonly NestLoop[] = common,
): readonly LoopRelation[] | undefined {
  if (areApart(a, b, all)) return undefined;
  const symbols = new Set(common.map(({ symbol }) => symbol));
  // What other loops do on their own is not related.
  const own = (form: Affine | undefined): Affine | undefined =>
    form && [...form.terms.keys()].every((symbol) => !symbol.startsWith("$") || symbols.has(symbol)) ? form : undefined;
  const loops = common.map(({ symbol, trips }) => ({ symbol, trips: isConstant(trips) ? trips.constant : undefined }));
  return relate(a.forms.map(own), b.forms.map(own), loops);
}

/** Whether, along some axis, one access always stays below the other: `x[k]` for `k` up to `n - 1`, and `x[n]`. */
function areApart(a: ElementAccess, b: ElementAccess, loops: readonly NestLoop[]): boolean {
  return a.forms.some((form, axis) => {
    const other = b.forms[axis];
    if (!form || !other) return false;
    const [first, second] = [rangeOf(form, loops), rangeOf(other, loops)];
    if (!first || !second) return false;
    const isBelow = (low: Affine, high: Affine): boolean => {
      const gap = subtract(low, high);
      return isConstant(gap) && gap.constant > 0n;
    };
    return isBelow(first.low, second.high) || isBelow(second.low, first.high);
  });
}

/** The least and the largest value of a form over all iterations. */
export function rangeOf(form: Affine, loops: readonly NestLoop[]): { readonly low: Affine; readonly high: Affine } | undefined {
  let low: Affine = { constant: form.constant, terms: new Map() };
  let high = low;
  for (const [symbol, coefficient] of form.terms) {
    if (!symbol.startsWith("$")) {
      const term = scale(symbolForm(symbol), coefficient);
      [low, high] = [add(low, term), add(high, term)];
      continue;
    }
    const loop = loops.find((each) => each.symbol === symbol);
    if (!loop) return undefined;
    const span = scale(add(loop.trips, constantForm(-1n)), coefficient);
    if (coefficient > 0n) high = add(high, span);
    else low = add(low, span);
  }
  return { low, high };
}

/** The outermost loop in which a direction is possible while all loops around it are at the same iteration. */
export function leadsWith(relations: readonly LoopRelation[], direction: Direction): number | undefined {
  for (const [index, { directions }] of relations.entries()) {
    if (directions.has(direction)) return index;
    if (!directions.has("=")) return undefined;
  }
  return undefined;
}

/**
 * The loops that have to stay loops around a step, since its iterations build on each other; all others become axes.
 * @param kept those that are known to stay
 * @throws NotVectorizable when the order of the loops that stay would turn a dependence around
 */
export function carriers({ step, reads, write }: StepAccesses, kept: readonly NestLoop[] = []): readonly NestLoop[] {
  const { loops } = step;
  const staying = new Set<NestLoop>(kept);
  if (!write) return loops.filter((loop) => staying.has(loop));
  // From the write to the access that comes later; what was read earlier is read before anything is written.
  const relations = [write, ...reads.filter(({ array }) => array === write.array)].flatMap((other) => {
    const found = relation(write, other, loops);
    return found ? [found] : [];
  });
  for (let changed = true; changed; ) {
    changed = false;
    for (const each of relations) {
      const carrier = carrierOf(each, loops, staying);
      if (!carrier) continue;
      staying.add(carrier);
      changed = true;
    }
  }
  for (const each of relations) checkInterchange(step, each, staying);
  return loops.filter((loop) => staying.has(loop));
}

/** The outermost loop that could carry a dependence from the write onwards, while those that stay are at the same iteration. */
function carrierOf(relations: readonly LoopRelation[], loops: readonly NestLoop[], staying: ReadonlySet<NestLoop>): NestLoop | undefined {
  const all = loops.map((loop, index) => ({ loop, directions: (relations[index] as LoopRelation).directions }));
  if (all.some(({ loop, directions }) => staying.has(loop) && !directions.has("="))) return undefined;
  const open = all.filter(({ loop }) => !staying.has(loop));
  return open.find(({ directions }, index) => directions.has("<") && open.slice(0, index).every((before) => before.directions.has("=")))
    ?.loop;
}

/** Loops that stay move outwards: nothing that an outer loop did first may come later because of that. */
function checkInterchange(step: Step, relations: readonly LoopRelation[], staying: ReadonlySet<NestLoop>): void {
  const { loops } = step;
  for (const sign of ["<", ">"] as const) {
    const opposite = sign === "<" ? ">" : "<";
    for (const [inner, loop] of loops.entries()) {
      if (!staying.has(loop) || !(relations[inner] as LoopRelation).directions.has(opposite)) continue;
      const outer = loops.slice(0, inner);
      const turns = outer.some(
        (candidate, index) =>
          !staying.has(candidate) &&
          (relations[index] as LoopRelation).directions.has(sign) &&
          outer.every(
            (other, at) =>
              other === candidate || (at > index && !staying.has(other)) || (relations[at] as LoopRelation).directions.has("="),
          ),
      );
      if (turns) throw new NotVectorizable("the order of the loops matters, and cannot be kept for whole arrays", step.statement);
    }
  }
}

/** What a step reads and writes. */
export function accessesOf(step: Step, { forms }: Pick<Nest, "forms">): StepAccesses {
  const reads: ElementAccess[] = [];
  const inner = new Set<Expression>();
  const collect = (expression: Expression): void =>
    walk(expression, (node) => {
      if (node.kind !== "Subscript" || inner.has(node) || isLength(node)) return;
      const reference = referenceOf(node);
      if (!reference) return;
      for (let at: Expression = node.value; at.kind === "Subscript"; at = at.value) inner.add(at);
      reads.push({ ...reference, forms: reference.subscript.map((part) => forms.of(part)) });
    });
  collect(step.value);
  if (step.target.kind !== "element") return { step, reads, write: undefined };
  const reference = referenceOf(step.target.node);
  if (!reference) throw new NotVectorizable("the target of an assignment is no element of a variable", step.target.node);
  for (const part of reference.subscript) collect(part);
  const write = { ...reference, forms: reference.subscript.map((part) => forms.of(part)) };
  // Where it does not run, the element keeps its value.
  return { step, reads: step.masks.length > 0 ? [...reads, write] : reads, write };
}
