/** What plotting gives: one Axes, an array of them, or for box plots other things that are asked for. */
import type { RuleCall } from "../../rule.js";
import { join, type ObjectType, object, type Type, unknown } from "../../type.js";
import { objectArray } from "../matplotlib/object-arrays.js";
import { anySeries } from "./frames.js";

const axes: ObjectType = { ...object("matplotlib.axes.Axes"), subclass: true };
const grid: Type = objectArray(axes, null);

/** Another library may draw instead, and give what it likes. */
const drawsElsewhere = (call: RuleCall): boolean => call.programCalls("pandas.options.plotting.backend");

const anotherBackend = unknown("the program chooses what draws");

/** Arguments that nobody passes leave the decision to the default. */
const isLeftOut = (type: Type | undefined): boolean => type === undefined || type.kind === "none";

/**
 * `df.plot(…)`, `series.plot.bar(…)`
 * @param kind of the plot, where the method says it
 */
export function plotted(call: RuleCall, kind?: string): Type {
  if (drawsElsewhere(call)) return anotherBackend;
  const given = kind === undefined ? (call.argument("kind") ?? call.positional[2]) : undefined;
  const isBox = kind === "box" || (kind === undefined && mayBe(given, "box"));
  const isHistogram = kind === "hist" || (kind === undefined && mayBe(given, "hist"));
  if (isBox && !isLeftOut(call.argument("return_type"))) return unknown("what a box plot is told to give");
  const subplots = call.argument("subplots") ?? (kind === undefined ? call.positional[4] : undefined);
  const isDivided = (isBox || isHistogram) && !isLeftOut(call.argument("by")) ? undefined : truthOf(subplots);
  if (isDivided === false) return axes;
  const many = isBox ? join(grid, anySeries) : grid;
  return isDivided ? many : join(axes, many);
}

function mayBe(given: Type | undefined, kind: string): boolean {
  if (given === undefined) return false;
  return given.kind !== "scalar" || given.value === undefined || given.value === kind;
}

function truthOf(subplots: Type | undefined): boolean | undefined {
  if (subplots === undefined) return false;
  return subplots.kind === "scalar" && typeof subplots.value === "boolean" ? subplots.value : undefined;
}

/** `df.hist()`: always a grid, unless it is drawn for groups. */
export function histograms(call: RuleCall): Type {
  if (drawsElsewhere(call)) return anotherBackend;
  return isLeftOut(call.argument("by")) ? grid : join(axes, grid);
}

/** `series.hist()`, `df.boxplot()`: one Axes, or one for each group. */
export function plottedByGroup(call: RuleCall): Type {
  if (drawsElsewhere(call)) return anotherBackend;
  if (!isLeftOut(call.argument("return_type"))) return unknown("what a box plot is told to give");
  return isLeftOut(call.argument("by")) ? axes : join(axes, grid);
}

/** Functions of `pandas.plotting` that draw into one Axes, or fill a grid of them. */
export function drawn(call: RuleCall, form: string): Type {
  if (drawsElsewhere(call)) return anotherBackend;
  return form === "grid" ? grid : axes;
}
