/**
 * Elements that all iterations share, of an array that the nest itself writes: `path[i, k]` while `path[i, j]` becomes smaller. If they
 * keep their bits, the iterations do not depend on each other. That is found out afterwards: everything is computed from what the array
 * held before, and is only kept if these elements come out as they were. Then, one iteration after the other, each has read what it
 * would have read: what earlier ones have stored there is what was there.
 */
import { type ElementAccess, isScattered, relation, type StepAccesses } from "./legality.js";
import type { Nest, Step } from "./nest.js";

/** Whether a read is one of an element that all iterations of some loop share. */
export const isShared = (read: ElementAccess): boolean =>
  !isScattered(read) && read.forms.some((form) => form && [...form.terms.keys()].every((symbol) => !symbol.startsWith("$")));

/**
 * Arrays whose shared elements may be taken to keep their bits: one step writes them, every element once at most, and chooses between
 * what is there and something else; otherwise hardly anything would ever keep its bits.
 */
export function steadyArrays(all: readonly StepAccesses[], { loops }: Pick<Nest, "loops">): ReadonlySet<string> {
  const arrays = new Set<string>();
  for (const { step, write } of all) {
    if (!write || isScattered(write) || !isChoice(step)) continue;
    const isOnly = all.every((other) => other.step === step || other.write?.array !== write.array);
    const isOnce = step.loops.every(({ symbol }) => write.forms.some((form) => form?.terms.size === 1 && form.terms.has(symbol)));
    const isRead = all.some(({ step: reader, reads }) =>
      reads.some((read) => {
        const common = step.loops.filter((loop, at) => reader.loops[at] === loop);
        return read.array === write.array && isShared(read) && relation(write, read, common, loops) !== undefined;
      }),
    );
    if (isOnly && isOnce && isRead) arrays.add(write.array);
  }
  return arrays;
}

function isChoice({ masks, value }: Step): boolean {
  if (masks.length > 0 || value.kind === "IfExp" || value.kind === "BoolOp") return true;
  return value.kind === "Call" && value.args.length === 2 && isExtreme(value.func);
}

const isExtreme = (func: Parameters<typeof nameOf>[0]): boolean => ["min", "max", "minimum", "maximum"].includes(nameOf(func) ?? "");

const nameOf = (func: { readonly kind: string; readonly id?: unknown; readonly attr?: unknown }): string | undefined => {
  const name = func.kind === "Name" ? func.id : func.kind === "Attribute" ? func.attr : undefined;
  return typeof name === "string" ? name : undefined;
};
