/** Variables of a nest: which steps set and read them, and in which ways they go from one iteration to the next. */
import type { Name } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import { countOf, termsOf, winning } from "./combinations.js";
import { mentions, type NestLoop, type Step } from "./nest.js";

/** Variables that a step reads. */
export function namesIn(step: Step): Set<string> {
  const names = new Set<string>();
  for (const part of step.target.kind === "element" ? [step.value, step.target.node] : [step.value]) {
    walk(part, (node) => {
      if (node.kind === "Name") names.add(node.id);
    });
  }
  // A variable that is set in some iterations only keeps what it had.
  if (step.target.kind === "scalar" && step.masks.length > 0) names.add(step.target.name);
  return names;
}

/** Steps that set a variable. */
export function settersOf(name: string, steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ target }) => target.kind === "scalar" && target.name === name);
}

/** A place where a variable is read, and not moved on. */
export function readOf(name: string, steps: readonly Step[]): Name | undefined {
  let found: Name | undefined;
  for (const { value, target } of steps) {
    if (target.kind === "scalar" && target.name === name) continue;
    for (const part of target.kind === "element" ? [value, target.node] : [value])
      walk(part, (node) => {
        if (!found && node.kind === "Name" && node.id === name) found = node;
      });
  }
  return found;
}

/** The step that has set a variable last when another one runs, in the same iteration. */
export function definitionBefore(name: string, { order }: Pick<Step, "order">, steps: readonly Step[]): Step | undefined {
  return settersOf(name, steps)
    .filter((setter) => setter.order < order)
    .at(-1);
}

/** The loops for each of whose iterations a variable has a value: those around what sets it first; a fold goes on from there. */
export function axesOf(definition: Step, steps: readonly Step[]): readonly NestLoop[] {
  if (definition.target.kind !== "scalar") return definition.loops;
  const { name } = definition.target;
  if (definition.masks.length === 0 && !mentions(definition.value, name)) return definition.loops;
  const before = steps.filter(({ target, order }) => target.kind === "scalar" && target.name === name && order < definition.order).at(-1);
  return before ? axesOf(before, steps) : [];
}

/** The one step that sets a variable which this step reads before that: it reads what the iteration before has left. */
export function wrapOf(step: Step, setters: readonly Step[]): Step | undefined {
  const [only] = setters;
  if (only?.target.kind !== "scalar" || setters.length > 1) return undefined;
  const isCount = countOf(only, only.target.name) !== undefined;
  if (only.masks.length > 0 && !isCount) return undefined;
  const isInLoop = step.loops.length === 1 && only.loops.length === 1 && only.loops[0] === step.loops[0];
  return isInLoop && (isCount || !mentions(only.value, only.target.name)) ? only : undefined;
}

/** The steps that add to a variable which nothing else reads, if they all do the same number of times. */
export function groupOf(name: string, steps: readonly Step[]): readonly Step[] {
  const setters = settersOf(name, steps);
  const [first] = setters;
  const isSum = setters.every(
    (each) => termsOf(each, name) && each.loops.length === first?.loops.length && each.loops.every((loop, at) => loop === first.loops[at]),
  );
  const isRead = steps.some((each) => !setters.includes(each) && namesIn(each).has(name));
  return isSum && !isRead ? setters : [];
}

/** A condition under which a variable becomes the best value so far. */
export interface Winner {
  readonly test: Step;
  readonly best: Step;
  readonly variable: string;
  /** Name of the position of the last winner. */
  readonly position: string;
  readonly largest: boolean;
  readonly strict: boolean;
  /** Where there is a best value for each iteration of outer loops: the steps that set the variables before the inner one, by name. */
  readonly starts?: ReadonlyMap<string, Step> | undefined;
}

/**
 * Conditions `t > s` under which `s` becomes `t`, with what other variables become then, by each of their steps.
 * @param fresh makes names of new variables
 */
export function findWinners(steps: readonly Step[], fresh: (hint: string) => string): ReadonlyMap<Step, Winner> {
  const winners = new Map<Step, Winner>();
  for (const test of steps) {
    if (test.target.kind !== "mask") continue;
    const { name } = test.target;
    const members = steps.filter(({ masks }) => masks.some((mask) => mask.name === name));
    const names = members.map(({ target }) => (target.kind === "scalar" ? target.name : ""));
    const starts = startsOf(test, names, steps);
    const isOwn = members.every(
      ({ target, masks, value }) =>
        target.kind === "scalar" &&
        masks.length === 1 &&
        masks[0]?.negated === false &&
        settersOf(target.name, steps).length === (starts ? 2 : 1) &&
        !names.some((each) => mentions(value, each)),
    );
    const isRead = steps.some(
      (each) =>
        each !== test &&
        !members.includes(each) &&
        names.some((variable) => namesIn(each).has(variable)) &&
        // Behind the inner loop the best value is known.
        !(starts && each.order > (members.at(-1) as Step).order && each.loops.length < test.loops.length),
    );
    if (!isOwn || isRead || test.masks.length > 0 || members.length < 2) continue;
    const carried = members.filter((_, at) => mentions(test.value, names[at] as string));
    const [best] = carried;
    if (!best || carried.length > 1 || best.target.kind !== "scalar") continue;
    const variable = best.target.name;
    const found = winning(test.value, best.value, (side) => side.kind === "Name" && side.id === variable);
    if (!found) continue;
    const winner: Winner = { ...found, test, best, variable, position: fresh("at"), starts };
    for (const step of [test, ...members]) winners.set(step, winner);
  }
  return winners;
}

/** The steps that set variables in each iteration of the loops around the one in which a condition stands, before that. */
function startsOf(test: Step, names: readonly string[], steps: readonly Step[]): ReadonlyMap<string, Step> | undefined {
  const outer = test.loops.slice(0, -1);
  if (outer.length === 0) return undefined;
  const starts = new Map<string, Step>();
  for (const name of names) {
    const [start] = settersOf(name, steps);
    const isBefore = start && start.order < test.order && start.masks.length === 0 && !mentions(start.value, name);
    if (!isBefore || start.loops.length !== outer.length || !start.loops.every((loop, at) => loop === outer[at])) return undefined;
    starts.set(name, start);
  }
  return starts;
}
