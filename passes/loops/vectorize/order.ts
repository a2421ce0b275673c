/**
 * The order in which the steps of a nest are done, each for all of its iterations, and where each access reads its elements from.
 * What is stored becomes visible at the end only, so that the arrays still hold what they held before the loop: reads whose element
 * no iteration has written before need nothing but that ("node splitting" of Allen and Kennedy, without a copy).
 */
import { type Affine, printAffine } from "../../../compiler/analysis/loops/affine.js";
import { carriers, type ElementAccess, isScattered, leadsWith, relation, type StepAccesses } from "./legality.js";
import { type NestLoop, NotVectorizable, type Step } from "./nest.js";

/**
 * - `original`: what the array held before the nest;
 * - `forward`: what an earlier step of the same iteration has made of this very element;
 * - `state`: the content at this point, in a copy of the array to which steps store.
 */
export type Source = "original" | "forward" | "state";

export interface Order {
  /** Steps in an order that does what the loop does. */
  readonly steps: readonly StepAccesses[];
  /** Arrays that are copied, and stored to as the steps go. */
  readonly copied: ReadonlySet<string>;
  source(step: Step, access: Pick<ElementAccess, "array" | "forms">): Source;
}

/** A step that has to be done before another one, for another reason than the elements of arrays. */
export interface Precedence {
  readonly first: Step;
  readonly second: Step;
}

/**
 * @param alwaysCopied arrays that are copied whatever the steps do
 * @param isScan whether a step is a running sum or product in an array, which reads nothing but the element before
 * @throws NotVectorizable when iterations build on each other so that no order is right
 */
export function orderOf(
  all: readonly StepAccesses[],
  precedences: readonly Precedence[],
  isScan: (step: StepAccesses) => boolean,
  alwaysCopied: ReadonlySet<string> = new Set(),
): Order {
  const writers = new Map<string, StepAccesses[]>();
  for (const each of all) if (each.write) writers.set(each.write.array, [...(writers.get(each.write.array) ?? []), each]);
  const copied = new Set(alwaysCopied);
  const chosen = new Map<string, Source>();
  for (const each of all) {
    const { write } = each;
    if (!write) continue;
    const staying = carriers(each);
    if (isScattered(write)) copied.add(write.array);
    else if (!isScan(each) && staying.some(({ symbol }) => write.forms.some((form) => form?.terms.has(symbol)))) copied.add(write.array);
  }
  for (const each of all) {
    for (const read of each.reads) {
      const source = sourceOf(each, read, writers.get(read.array) ?? [], isScan);
      chosen.set(keyFor(each.step, read), source);
      if (source === "state") copied.add(read.array);
    }
  }
  const source: Order["source"] = (step, access) => {
    const found = chosen.get(keyFor(step, access)) ?? "original";
    return found === "forward" && copied.has(access.array) ? "state" : found;
  };
  const edges = new Map<StepAccesses, Set<StepAccesses>>(all.map((each) => [each, new Set()]));
  const reasons = new Map<StepAccesses, string>();
  const add = (first: StepAccesses, second: StepAccesses, array?: string): void => {
    if (first === second) return;
    edges.get(second)?.add(first);
    if (array !== undefined && first.step.order > second.step.order) reasons.set(second, array);
  };
  const byOrder = new Map(all.map((each) => [each.step, each]));
  for (const { first, second } of precedences) add(byOrder.get(first) as StepAccesses, byOrder.get(second) as StepAccesses);
  for (const [array, these] of writers) {
    for (const writer of these) {
      for (const reader of all) {
        for (const read of reader.reads) {
          if (read.array !== array) continue;
          const from = source(reader.step, read);
          if (from === "original") continue;
          const times = timesOf(writer, writer.write as ElementAccess, reader, read);
          if (times?.isBefore) add(writer, reader, array);
          if (times?.isAfter && from === "state") add(reader, writer, array);
        }
      }
      for (const other of these) {
        if (other.step.order <= writer.step.order) continue;
        const times = timesOf(writer, writer.write as ElementAccess, other, other.write as ElementAccess);
        if (times?.isBefore) add(writer, other, array);
        if (times?.isAfter) add(other, writer, array);
      }
    }
  }
  return { steps: sorted(all, edges, reasons), copied, source };
}

/** Whether an instance of the first access can come before or after one of the second that means the same element. */
function timesOf(
  first: StepAccesses,
  a: ElementAccess,
  second: StepAccesses,
  b: ElementAccess,
): { readonly isBefore: boolean; readonly isAfter: boolean } | undefined {
  const common = first.step.loops.filter((loop, at) => second.step.loops[at] === loop);
  const relations = relation(a, b, common, [...new Set([...first.step.loops, ...second.step.loops])]);
  if (!relations) return undefined;
  const isSame = relations.every(({ directions }) => directions.has("="));
  const { order } = first.step;
  // Within an iteration a step reads before it writes.
  return {
    isBefore: leadsWith(relations, "<") !== undefined || (isSame && order < second.step.order),
    isAfter: leadsWith(relations, ">") !== undefined || (isSame && order >= second.step.order),
  };
}

function sourceOf(
  reader: StepAccesses,
  read: ElementAccess,
  writers: readonly StepAccesses[],
  isScan: (step: StepAccesses) => boolean,
): Source {
  const flows = writers.filter((writer) => {
    if (writer === reader && (isScan(writer) || carriers(writer).length === 0)) return false;
    return timesOf(writer, writer.write as ElementAccess, reader, read)?.isBefore ?? false;
  });
  if (flows.length === 0) return "original";
  const same = flows.filter(
    ({ write, step }) => step.order <= reader.step.order && twinsOf(step, write as ElementAccess, reader.step, read) !== undefined,
  );
  // What a step adds to goes on from what others have made of it.
  const others = flows.filter((writer) => writer !== reader);
  const last = same.filter((writer) => writer !== reader).at(-1);
  if (others.length === 0) return same.length > 0 ? "forward" : "state";
  if (!last || others.some(({ step }) => step.order > last.step.order)) return "state";
  return "forward";
}

/**
 * Where a step reads, in each of its iterations, what one iteration of a step before it has written: which loop around the writer goes
 * along with which around the reader. They are the same ones, or loops that follow each other and run through the same numbers.
 */
export function twinsOf(
  writer: Step,
  write: Pick<ElementAccess, "forms">,
  reader: Step,
  read: Pick<ElementAccess, "forms">,
): ReadonlyMap<NestLoop, NestLoop> | undefined {
  if (isScattered(write) || isScattered(read) || write.forms.length !== read.forms.length) return undefined;
  const twins = new Map<NestLoop, NestLoop>();
  const isCommon = (loop: NestLoop): boolean => writer.loops.some((each, at) => each === loop && reader.loops[at] === loop);
  const ofForm = ({ loops }: Step, form: Affine): NestLoop[] => loops.filter((loop) => form.terms.has(loop.symbol) && !isCommon(loop));
  const isSame = write.forms.every((form, axis) => {
    const [written, other] = [form as Affine, read.forms[axis] as Affine];
    const [[loop, ...more], [twin, ...rest]] = [ofForm(writer, written), ofForm(reader, other)];
    if (more.length > 0 || rest.length > 0 || (loop === undefined) !== (twin === undefined)) return false;
    if (!loop || !twin) return keyOf({ forms: [written] }) === keyOf({ forms: [other] });
    const known = twins.get(loop);
    if (known ? known !== twin : [...twins.values()].includes(twin)) return false;
    twins.set(loop, twin);
    const renamed: Affine = {
      constant: written.constant,
      terms: new Map([...written.terms].map(([symbol, factor]) => [symbol === loop.symbol ? twin.symbol : symbol, factor])),
    };
    return printAffine(loop.trips) === printAffine(twin.trips) && keyOf({ forms: [renamed] }) === keyOf({ forms: [other] });
  });
  // The axes of what was written are those of what is read, in the same order.
  const order = [...twins.keys()]
    .sort((a, b) => writer.loops.indexOf(a) - writer.loops.indexOf(b))
    .map((loop) => reader.loops.indexOf(twins.get(loop) as NestLoop));
  return isSame && order.every((at, index) => index === 0 || at > (order[index - 1] as number)) ? twins : undefined;
}

/** Topological order; of those that may come next, the one that stands first in the program. */
function sorted(
  all: readonly StepAccesses[],
  edges: ReadonlyMap<StepAccesses, ReadonlySet<StepAccesses>>,
  reasons: ReadonlyMap<StepAccesses, string>,
): StepAccesses[] {
  const done = new Set<StepAccesses>();
  const isReady = (each: StepAccesses): boolean => !done.has(each) && [...(edges.get(each) ?? [])].every((before) => done.has(before));
  while (done.size < all.length) {
    const next = all.find(isReady);
    if (next) {
      done.add(next);
      continue;
    }
    const stuck = all.filter((each) => !done.has(each));
    const blamed = stuck.find((each) => reasons.has(each)) ?? (stuck[0] as StepAccesses);
    const array = reasons.get(blamed);
    throw new NotVectorizable(
      array === undefined
        ? "an iteration needs a variable that the one before has made of its own results"
        : `an iteration needs what a later statement did to ${array} in an earlier one`,
      blamed.step.statement,
    );
  }
  return [...done];
}

const keyFor = (step: Step, access: Pick<ElementAccess, "array" | "forms">): string => `${step.order} ${access.array}${keyOf(access)}`;

/** An access as text: equal for accesses that mean the same element in every iteration. */
export const keyOf = ({ forms }: Pick<ElementAccess, "forms">): string =>
  `[${forms.map((form) => (form ? printAffine({ constant: form.constant, terms: new Map([...form.terms].sort(([a], [c]) => (a < c ? -1 : 1))) }) : "?")).join(", ")}]`;
