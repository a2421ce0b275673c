/** Steps that set variables. */

import { mentions, NotVectorizable, type Step } from "../nest.js";
import { axesOf, definitionBefore, findWinners, groupOf, namesIn, settersOf, wrapOf } from "../scalars.js";
import type { Value } from "../translate.js";

import { Folds } from "./folds.js";

export abstract class ScalarSteps extends Folds {
  /** Variables must be set before they are read in every iteration, or be folded by a single step. */
  protected checkScalars(): void {
    const { steps } = this.nest;
    for (const [step, winner] of findWinners(steps, this.fresh)) this.winners.set(step, winner);
    for (const [step, { test, starts }] of this.winners) {
      if (step !== test) this.precedences.push({ first: test, second: step });
      else for (const first of starts?.values() ?? []) this.precedences.push({ first, second: test });
    }
    for (const step of steps) {
      for (const { name } of step.masks) {
        const mask = steps.find(({ target }) => target.kind === "mask" && target.name === name);
        if (mask) this.precedences.push({ first: mask, second: step });
      }
      if (this.winners.has(step)) continue;
      for (const name of namesIn(step)) {
        const setters = steps.filter(({ target }) => target.kind === "scalar" && target.name === name);
        if (setters.length === 0) continue;
        const before = setters.filter(({ order }) => order < step.order);
        const definition = before.at(-1);
        const isOwn = step.target.kind === "scalar" && step.target.name === name;
        if (definition) this.precedences.push({ first: definition, second: step });
        if (isOwn && groupOf(name, this.nest.steps).length > 1 && (!definition || axesOf(definition, steps).length === 0)) continue;
        const wrap = definition || isOwn ? undefined : wrapOf(step, setters);
        if (wrap) {
          this.wraps.set(`${step.order} ${name}`, wrap);
          this.precedences.push({ first: wrap, second: step });
          continue;
        }
        for (const later of setters.filter(({ order }) => order >= step.order)) {
          const shared = step.loops.filter((loop, index) => later.loops[index] === loop);
          const outer = definition ? axesOf(definition, steps) : [];
          if (later === step && isOwn) continue;
          // In a loop around both that does not set the variable first, the later one comes round again.
          if (shared.length > outer.length)
            throw new NotVectorizable(`${name} carries a value from one iteration to the next`, step.statement);
        }
        if (!definition && !isOwn) throw new NotVectorizable(`${name} carries a value from one iteration to the next`, step.statement);
        const isOuter = definition && axesOf(definition, steps).every((loop, index) => step.loops[index] === loop);
        if (definition && !isOuter && definition.masks.length > 0)
          throw new NotVectorizable(`${name} is read behind the loop that may set it`, step.statement);
      }
    }
  }

  protected scalarStep(step: Step, name: string): void {
    const winner = this.winners.get(step);
    if (winner) return this.winnerStep(step, name, winner);
    // Where it is a subscript, its form says all.
    if (this.isDeferred(step)) return;
    const definition = definitionBefore(name, step, this.nest.steps);
    const readsItself = mentions(step.value, name);
    if (!readsItself && (step.masks.length === 0 || this.isCovered(step, name))) {
      const value = this.translator.value(step.value, this.place(step.loops));
      this.values.set(step, this.named(name, value));
      return;
    }
    const outer = definition ? axesOf(definition, this.nest.steps) : [];
    const staying = step.loops.slice(outer.length);
    if (staying.length === 0) {
      // Set again in the same iteration.
      const place = this.place(step.loops);
      const old = definition && this.values.get(definition);
      if (!old) throw new NotVectorizable(`${name} may not be set`, step.statement);
      this.values.set(step, this.named(name, this.masked(step, this.translator.value(step.value, place), old, place)));
      return;
    }
    if (outer.length === 0 && this.isCounted(step, name)) return this.countUp(step, name);
    const group = groupOf(name, this.nest.steps);
    if (group.length > 1) return this.groupedFold(step, name, group);
    if (this.isScanned(step, name, outer.length)) return this.scan(step, name, outer);
    if (outer.length === 0) return this.fold(step, name);
    // An accumulator per iteration of the outer loops: these become axes, and the inner ones stay.
    const start = definition && this.values.get(definition);
    if (!start) throw new NotVectorizable(`${name} may not be set`, step.statement);
    this.accumulate(step, staying, name, start, (value) => {
      this.updating.set(name, value);
      this.values.set(step, value);
    });
    this.updating.delete(name);
  }

  /** Whether a step sets a variable to a number made of counters, which nobody reads behind the loop. */
  private isDeferred(step: Step): boolean {
    const { steps, forms } = this.nest;
    if (step.target.kind !== "scalar" || step.masks.length > 0) return false;
    const { name } = step.target;
    if (settersOf(name, steps).length > 1 || this.isLive(name) || this.wraps.size > 0) return false;
    if (forms.of(step.value)) return true;
    // A division by zero must not be lost.
    return forms.cyclic(step.value) !== undefined && steps.some((each) => namesIn(each).has(name) && !this.isDeferred(each));
  }

  protected override laterValue(step: Step): Value | undefined {
    if (!this.isDeferred(step) || step.target.kind !== "scalar") return undefined;
    const { current } = this;
    this.current = step;
    const value = this.named(step.target.name, this.translator.value(step.value, this.place(step.loops)));
    this.values.set(step, value);
    this.current = current;
    return value;
  }

  /** Whether a variable that is set under a condition is only read under the same one, after that. */
  protected isCovered(step: Step, name: string): boolean {
    if (this.isLive(name)) return false;
    return this.nest.steps.every((each) => {
      if (each === step || !namesIn(each).has(name)) return true;
      const isSetter = each.target.kind === "scalar" && each.target.name === name;
      if (isSetter && !mentions(each.value, name) && each.order < step.order) return true;
      const has = step.masks.every((mask) => each.masks.some((other) => other.name === mask.name && other.negated === mask.negated));
      return has && definitionBefore(name, each, this.nest.steps) === step && each.loops.every((loop, at) => loop === step.loops[at]);
    });
  }
}
