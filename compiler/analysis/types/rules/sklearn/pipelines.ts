/**
 * Pipelines: their steps, which can be taken out again. The list of steps is an object of its own in the parts of a pipeline, so that
 * what the program does with `pipeline.steps` is seen; a list that the program has passed is compared with it until `fit` makes a copy.
 */
import type { RuleCall } from "../../rule.js";
import { listOf, literal, type ObjectType, object, sameData, type Type, tupleOf, unknown } from "../../type.js";
import { bunch } from "./bunch.js";
import { copyOf, isOwn, runsOwnCodeOnly } from "./copies.js";

const pipelineClass = "sklearn.pipeline.Pipeline";

export const isPipeline = (type: Type | undefined): type is ObjectType => type?.kind === "object" && type.class === pipelineClass;

export function pipeline(call: RuleCall): Type {
  return assemble(call, call.argument("steps"));
}

export function makePipeline(call: RuleCall): Type {
  if (call.spreads) return assemble(call, undefined);
  const names = namesOf(call.positional);
  return assemble(call, listOf(call.positional.map((step, index) => tupleOf([names?.[index] ?? { kind: "scalar", class: "str" }, step]))));
}

function assemble(call: RuleCall, steps: Type | undefined): Type {
  const given = [...call.positional, ...call.keyword.map(([, type]) => type)];
  const memory = call.argument("memory");
  const parts: Record<string, Type> = { own: literal(!call.spreads && given.every(runsOwnCodeOnly)) };
  if (steps?.kind === "list" && steps.items) {
    parts["steps"] = listOf(steps.items);
    if (steps.sites) parts["given"] = steps;
  }
  if (memory !== undefined && memory.kind !== "none") parts["copies"] = literal(true);
  return object(pipelineClass, parts);
}

/** The names that `make_pipeline` gives its steps: those of their classes, numbered where they are the same. */
function namesOf(steps: readonly Type[]): readonly Type[] | undefined {
  const names = steps.map((step) => {
    if (step.kind === "object" && !step.subclass) return step.class.slice(step.class.lastIndexOf(".") + 1).toLowerCase();
    if (step.kind === "instance") return step.name.toLowerCase();
    return undefined;
  });
  if (names.includes(undefined)) return undefined;
  const seen = new Map<string, number>();
  return (names as string[]).map((name) => {
    if (names.filter((other) => other === name).length === 1) return literal(name);
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    return literal(`${name}-${number}`);
  });
}

interface Step {
  readonly name: string | undefined;
  readonly value: Type;
}

/** The steps as they are, in order; `undefined` when they are not known. */
export function stepsOf(value: Type): readonly Step[] | undefined {
  if (!isPipeline(value) || value.subclass) return undefined;
  const { steps, given, copies } = value.parts ?? {};
  if (steps?.kind !== "list" || !steps.items) return undefined;
  // The program has changed the list that it passed; whether before or after `fit` has copied it is not known.
  if (given?.kind === "list" && given.items && !sameData(given.items, steps.items)) return undefined;
  const found = steps.items.map((step): Step | undefined => {
    const [name, estimator] = step.kind === "tuple" ? (step.items ?? []) : [];
    if (!estimator) return undefined;
    const text = name?.kind === "scalar" && typeof name.value === "string" ? name.value : undefined;
    return { name: text, value: copies ? copyOf(estimator) : estimator };
  });
  return found.includes(undefined) ? undefined : (found as Step[]);
}

/** A pipeline after `fit`: its list of steps is a new one. */
export function afterFit(value: ObjectType): ObjectType {
  if (!isPipeline(value) || !value.parts) return value;
  const { given: _, steps, ...parts } = value.parts;
  return { ...value, parts: steps?.kind === "list" && steps.items && stepsOf(value) ? { ...parts, steps: listOf(steps.items) } : parts };
}

export function stepItem(value: Type, index: Type): Type | undefined {
  if (!isPipeline(value)) return undefined;
  const steps = stepsOf(value);
  if (index.kind === "slice") return object(pipelineClass, { own: literal(isOwn(value)), ...someSteps(steps, index) });
  if (!steps || index.kind !== "scalar") return undefined;
  if (typeof index.value === "bigint") return steps.at(Number(index.value))?.value;
  return steps.find(({ name }) => name !== undefined && name === index.value)?.value;
}

function someSteps(steps: readonly Step[] | undefined, { start, stop, step }: Extract<Type, { kind: "slice" }>): Record<string, Type> {
  const [from, to] = [start, stop].map((bound) => {
    if (bound.kind === "none") return undefined;
    return bound.kind === "scalar" && typeof bound.value === "bigint" ? Number(bound.value) : null;
  });
  if (!steps || from === null || to === null || step.kind !== "none") return {};
  return {
    steps: listOf(steps.slice(from, to).map(({ name, value }) => tupleOf([name === undefined ? unknownName : literal(name), value]))),
  };
}

const unknownName: Type = { kind: "scalar", class: "str" };

export function pipelineAttribute(value: Type, name: string): Type | undefined {
  if (!isPipeline(value)) return undefined;
  const steps = stepsOf(value);
  if (!steps) return undefined;
  // The list itself, with all that the program does to it; that a cache has replaced steps in it is not seen.
  if (name === "steps") return value.parts?.["copies"] ? undefined : (value.parts?.["given"] ?? value.parts?.["steps"]);
  if (name !== "named_steps" || steps.some((step) => step.name === undefined)) return undefined;
  return bunch(Object.fromEntries(steps.map((step) => [step.name, step.value])));
}

/** The last step, which does the work that a pipeline is asked for. */
export const lastStep = (value: Type): Type => stepsOf(value)?.at(-1)?.value ?? unknown("the steps of the pipeline are not known");
