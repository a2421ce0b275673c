/** Steps that store to elements of arrays. */

import { isConstant, subtract } from "../../../../compiler/analysis/loops/affine.js";
import { build, type Expression } from "../../../../compiler/ir/nodes.js";
import { combined, elementCombination, folds, isArithmetic, scans } from "../combinations.js";
import { canStore, type Element, isAddable } from "../kinds.js";
import { carriers, type ElementAccess, isScattered, relation, type StepAccesses } from "../legality.js";
import { type NestLoop, NotVectorizable, type Reference, referenceOf, type Step } from "../nest.js";
import { keyOf } from "../order.js";
import type { Place, Value } from "../translate.js";

import { sumBits } from "./folds.js";
import { ScalarSteps } from "./scalar-steps.js";

export abstract class ElementSteps extends ScalarSteps {
  protected checkScatters(): void {
    for (const { step, write } of this.accesses) if (write && isScattered(write)) this.checkScatter(step, write);
  }

  /** Elements that are not known beforehand can be stored and added to in order, if nothing else looks at the array. */
  protected checkScatter(step: Step, { array }: ElementAccess): void {
    const update = elementCombination(step);
    const isSum = update?.kind === "Add" || update?.kind === "Sub" || update?.kind === "count";
    const all = new Set(this.accesses.flatMap(({ reads, write }) => (write ? [...reads, write] : reads)));
    const looks = [...all].filter((access) => access.array === array);
    // The element that is added to is read and written.
    if (looks.length > (isSum ? 2 : 1)) throw new NotVectorizable("it is not known which elements are written", step.statement);
  }

  /** Whether a step makes a running sum in an array that no other step writes. */
  protected isScan(step: Step, write: ElementAccess | undefined): boolean {
    const writers = this.accesses.filter((each) => each.write?.array === write?.array);
    return write !== undefined && writers.length === 1 && this.recurrenceOf(step, write) !== undefined;
  }

  /** What an array gets at subscripts that may repeat, in the order of the iterations. */
  protected scatter(step: Step, array: string, { subscript }: Reference): void {
    const update = elementCombination(step);
    const info = this.variables.arrays.get(array);
    const shadow = this.shadows.get(array);
    if (!info || shadow === undefined || subscript.length !== 1)
      throw new NotVectorizable("it is not known which elements are written", step.statement);
    const place = this.place(step.loops);
    const index = this.translator.value(subscript[0] as Expression, place);
    const isUpdate = update?.kind === "Add" || update?.kind === "Sub" || update?.kind === "count";
    const term = this.translator.value(isUpdate ? update.term : step.value, place);
    const isCounted = info.dtype === "int64" && update?.kind === "count";
    if (!["int64", "int", "uint8", "int32"].includes(index.kind))
      throw new NotVectorizable("a subscript is no whole number", step.statement);
    if (isUpdate && !isCounted && !this.isScattered(info.dtype, term))
      throw new NotVectorizable(`${term.kind} is added to ${array}, which holds ${info.dtype}`, step.statement);
    const mask = this.maskOf(step, place);
    const part = (value: Value): Expression => {
      const whole = this.full(value, step.loops);
      return mask ? this.b.subscript(whole, [this.full(mask, step.loops)]) : whole;
    };
    if (!isUpdate) {
      const stored = canStore(term, info.dtype) ? term : this.translator.asElement(term, info);
      if (!stored) throw new NotVectorizable(`${term.kind} is stored in ${array}, which holds ${info.dtype}`, step.statement);
      const call = this.translator.rt("put", this.b.name(shadow), part(index), part(stored));
      this.compute.push(build.Expr({ value: call }, this.b.loc));
      return;
    }
    const values = term.axes.length === 0 ? term.node : part(term);
    const func = this.b.attribute(this.translator.np_(update.kind === "Sub" ? "subtract" : "add"), "at");
    this.compute.push(build.Expr({ value: this.b.call(func, this.b.name(shadow), part(index), values) }, this.b.loc));
    if (isCounted && info.isOpen) this.translator.notes.needsSmall = true;
    else if (isCounted) this.counted.push(array);
  }

  /** Whether adding a term to elements of a dtype, again and again, is what `ufunc.at` does. */
  protected isScattered(dtype: Element, term: Value): boolean {
    if (dtype === "float64") return ["float64", "float32", "float", "int", "uint8", "int64", "int32"].includes(term.kind);
    if (dtype === "float32") return term.kind === "float32";
    if (dtype !== "int64" || (term.kind !== "int64" && term.kind !== "int") || this.variables.assumption.bits > 60) return false;
    this.translator.notes.needsSmall = true;
    return (term.bits ?? 99) <= sumBits;
  }

  /** Arrays of whole numbers that are counted up. */
  readonly counted: string[] = [];

  protected elementStep(accesses: StepAccesses, array: string): void {
    const { step, write } = accesses;
    if (step.target.kind !== "element" || !write) return;
    const reference = referenceOf(step.target.node);
    const info = this.variables.arrays.get(array);
    if (!reference || !info) throw new NotVectorizable(`${array} is not known`, step.statement);
    if (isScattered(write)) return this.scatter(step, array, reference);
    const staying = carriers(accesses);
    const axes = step.loops.filter((loop) => !staying.includes(loop));
    if (staying.length > 0 && axes.length === 0) return this.elementFold(accesses, array);
    const target = (place: Place): Value => this.translator.reference(array, reference.subscript, place, step.value);
    const storable = (value: Value): Value => {
      const stored = canStore(value, info.dtype) ? value : this.translator.asElement(value, info);
      if (!stored) throw new NotVectorizable(`${value.kind} is stored in ${array}, which holds ${info.dtype}`, step.statement);
      return stored;
    };
    const shadow = this.shadows.get(array);
    if (shadow !== undefined) {
      this.keeping(staying, axes, (place) => {
        const value = storable(
          this.masked(step, this.translator.value(step.value, place), step.masks.length > 0 ? target(place) : undefined, place),
        );
        const slot = this.translator.reference(array, reference.subscript, { ...place, elements: () => shadow }, step.value);
        if (!value.axes.every((loop) => slot.axes.includes(loop)))
          throw new NotVectorizable(`several iterations write the same elements of ${array}`, step.statement);
        return [this.storeTo(slot, value)];
      });
      return;
    }
    if (staying.length === 0) {
      const place = this.place(axes);
      // Also without a mask: notes the bounds of the elements that are written.
      const old = target(place);
      const stored = storable(this.masked(step, this.translator.value(step.value, place), step.masks.length > 0 ? old : undefined, place));
      const isRead = this.accesses.some(
        ({ step: other, reads }) => other.order >= step.order && reads.some((read) => read.array === array),
      );
      const element = isRead ? this.translator.asElement(stored, info) : stored;
      if (!element) throw new NotVectorizable(`${stored.kind} is stored in ${array} and read again`, step.statement);
      const value = this.named(array, element);
      this.setVersion(write, { value, step, axes });
      return;
    }
    const start = target(this.place(axes));
    this.accumulate(step, staying, array, start, (value) => {
      if (value.kind !== info.dtype)
        throw new NotVectorizable(`${value.kind} is stored in ${array}, which holds ${info.dtype}`, step.statement);
      this.setVersion(write, { value, step, axes });
    });
  }

  /** One element that every iteration adds to. */
  protected elementFold({ step, write, reads }: StepAccesses, array: string): void {
    const reference = step.target.kind === "element" ? referenceOf(step.target.node) : undefined;
    if (reference && write && this.elementScan(step, write, array)) return;
    if (!reference || !write || write.forms.some((form) => [...(form?.terms.keys() ?? [])].some((symbol) => symbol.startsWith("$")))) {
      throw new NotVectorizable(`every iteration needs what the one before has done to ${array}`, step.statement);
    }
    const update = elementCombination(step);
    // The element itself is read once, however its subscript is written.
    const own = reads.filter((read) => read.array === array);
    const readsOthers =
      own.filter((read) => keyOf(read) === keyOf(write)).length > 1 ||
      own.some((read) => keyOf(read) !== keyOf(write) && relation(write, read, step.loops) !== undefined);
    if (!update || update.kind === "count" || step.masks.length > 0 || readsOthers)
      throw new NotVectorizable(`every iteration needs what the one before has done to ${array}`, step.statement);
    const place = this.place(step.loops);
    const start = this.translator.reference(array, reference.subscript, place, step.value);
    const term = this.translator.value(update.term, place);
    if (!isAddable(term.kind) || (start.kind !== "float64" && start.kind !== term.kind))
      throw new NotVectorizable("what is added up is not known to be a float", step.statement);
    const terms = this.full(term, step.loops);
    const isOpen = term.kind === "float64" || this.variables.open.length > 0;
    const sum =
      isOpen && start.kind === term.kind && isArithmetic(update) ? this.contraction("summed", step, update, start.node, []) : undefined;
    const node = sum ?? this.translator.rt(folds[update.kind], start.node, terms);
    const { kind } = start;
    this.setVersion(write, { value: this.named(array, { node, axes: [], kind }), step, axes: [] });
  }

  /** `a[i] = a[i - 1] + e`: running sums and products in an array. */
  protected elementScan(step: Step, write: ElementAccess, array: string): boolean {
    const found = this.recurrenceOf(step, write);
    const target = step.target.kind === "element" ? referenceOf(step.target.node) : undefined;
    if (!found || !target || this.shadows.has(array) || !this.isScan(step, write)) return false;
    const { loop, kind, term, previous } = found;
    const place = this.place(step.loops);
    // Notes the bounds of what is read and written.
    this.translator.reference(array, previous.subscript, place, step.value);
    this.translator.reference(array, target.subscript, place, step.value);
    const start = this.translator.element(
      array,
      previous.subscript.map((part) => this.nest.forms.of(part)),
      loop,
    );
    const value = this.translator.value(term, place);
    const dtype = this.variables.arrays.get(array)?.dtype;
    if (!isAddable(value.kind) || value.kind !== dtype) return false;
    const node = this.translator.rt(scans[kind], start, this.full(value, step.loops));
    this.setVersion(write, {
      value: this.named(array, { node, axes: step.loops, kind: dtype }),
      step,
      axes: step.loops,
    });
    return true;
  }

  protected recurrenceOf(
    step: Step,
    write: ElementAccess,
  ): { readonly loop: NestLoop; readonly kind: keyof typeof scans; readonly term: Expression; readonly previous: Reference } | undefined {
    const [loop] = step.loops;
    const { value } = step;
    if (!loop || step.loops.length > 1 || step.masks.length > 0 || value.kind !== "BinOp") return undefined;
    const update = combined(value.op, value.left, value.right, (side) => this.isPrevious(side, write, loop));
    if (!update || update.kind === "count") return undefined;
    const previous = update.term === value.right ? value.left : value.right;
    const reference = previous.kind === "Subscript" ? referenceOf(previous) : undefined;
    const looks = this.accesses[step.order]?.reads.filter(({ array }) => array === write.array) ?? [];
    return reference && looks.length === 1 ? { loop, kind: update.kind, term: update.term, previous: reference } : undefined;
  }

  /** Whether an expression is the element that the iteration before has written. */
  protected isPrevious(side: Expression, write: ElementAccess, loop: NestLoop): boolean {
    const reference = side.kind === "Subscript" ? referenceOf(side) : undefined;
    if (!reference || reference.array !== write.array || reference.subscript.length !== write.forms.length) return false;
    if (!write.forms.some((form) => form?.terms.has(loop.symbol))) return false;
    return reference.subscript.every((part, axis) => {
      const [read, written] = [this.nest.forms.of(part), write.forms[axis]];
      if (!read || !written) return false;
      const apart = subtract(written, read);
      return isConstant(apart) && apart.constant === (written.terms.get(loop.symbol) ?? 0n);
    });
  }
}
