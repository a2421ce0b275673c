/**
 * A rewrite is drafted for float64 first. Where nothing is known of the dtypes of arrays, it is drafted for others, too: those for
 * which it comes out the same are admitted by the guard.
 */
import { dump } from "../../../compiler/ir/dump.js";
import type { Statement } from "../../../compiler/ir/nodes.js";
import type { Element } from "./kinds.js";
import { NotVectorizable } from "./nest.js";
import type { Assumption, Variables } from "./program.js";
import type { Schedule, Scheduler } from "./schedule.js";
import type { Translator } from "./translate.js";

export interface Draft {
  readonly variables: Variables;
  readonly translator: Translator;
  readonly scheduler: Scheduler;
  readonly schedule: Schedule;
  /** What makes the results visible. */
  readonly stores: readonly Statement[];
}

/** What the guard has to ask for besides. */
export interface Chosen extends Draft {
  /** Dtypes of arrays of which nothing is known. */
  readonly admitted: readonly Element[];
  /** Dtypes of those, and `all` of them, with which it is only right from NumPy 2 on. */
  readonly needsNumpy2: ReadonlySet<Element | "all">;
  /** Whole numbers have to stay below two to this. */
  readonly bits: number | undefined;
  /** The runtime looks at whole numbers. */
  readonly looksAtWholes: boolean;
}

/** Sizes of whole numbers that are worth a try: sums of two, products of two, sums of many, sums of many products. */
const sizes = [60, 31, 28, 14];

/**
 * @param make drafts under an assumption; generic drafts call the assumed dtype by an array that has it
 * @throws NotVectorizable
 */
export function chooseDraft(make: (assumption: Assumption, isGeneric: boolean) => Draft): Chosen {
  const first = withSizes("float64", false, make);
  const admitted: Element[] = ["float64"];
  const needsNumpy2 = new Set<Element | "all">(first.translator.notes.needsNumpy2 ? ["all"] : []);
  let [chosen, bits, looksAtWholes] = [first, smallest(undefined, first), first.translator.notes.looksAtWholes];
  if (first.variables.open.length > 0) {
    // Where the dtype is spelled out, it must be called by an array for the text to be right for others.
    const base = first.translator.namesDtype ? withSizes("float64", true, make) : first;
    const text = textOf(base);
    for (const dtype of ["float32", "int64", "uint8"] as const) {
      const other = draftOrNothing(() => withSizes(dtype, true, make));
      if (!other || textOf(other) !== text) continue;
      chosen = base;
      admitted.push(dtype);
      if (other.translator.notes.needsNumpy2) needsNumpy2.add(dtype);
      bits = smallest(bits, other);
      looksAtWholes ||= other.translator.notes.looksAtWholes;
    }
  }
  return { ...chosen, admitted, needsNumpy2, bits, looksAtWholes };
}

function withSizes(dtype: Element, isGeneric: boolean, make: (assumption: Assumption, isGeneric: boolean) => Draft): Draft {
  for (const [index, bits] of sizes.entries()) {
    try {
      return make({ dtype, bits }, isGeneric);
    } catch (error) {
      if (!(error instanceof NotVectorizable) || !error.reason.includes("overflow") || index === sizes.length - 1) throw error;
    }
  }
  throw new Error("no size was tried");
}

function draftOrNothing(make: () => Draft): Draft | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof NotVectorizable) return undefined;
    throw error;
  }
}

const smallest = (bits: number | undefined, { translator, variables }: Draft): number | undefined =>
  translator.notes.needsSmall ? Math.min(bits ?? 99, variables.assumption.bits) : bits;

const textOf = ({ schedule, stores, scheduler }: Draft): string =>
  [...schedule.compute, ...stores].map(dump).join("\n") + JSON.stringify([scheduler.needed, schedule.written]);
