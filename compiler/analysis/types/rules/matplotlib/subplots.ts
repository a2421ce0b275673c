/** Figures with several Axes. */
import type { RuleCall } from "../../rule.js";
import { join, object, type Type, tupleOf } from "../../type.js";
import { objectArray } from "./object-arrays.js";

const instanceOf = (name: string): Type => ({ ...object(name), subclass: true });

/** Axes by the name of their projection; others can be registered by programs. */
const projections: Readonly<Record<string, string>> = {
  "3d": "matplotlib.projections.Axes3D",
  polar: "matplotlib.projections.PolarAxes",
  rectilinear: "matplotlib.axes.Axes",
};

function axesFor(projection: Type | undefined): Type {
  const name = projection?.kind === "scalar" && typeof projection.value === "string" ? projections[projection.value] : undefined;
  return instanceOf(name ?? "matplotlib.axes.Axes");
}

/** One Axes, in the projection that is asked for. */
export function addSubplot(call: RuleCall): Type {
  return axesFor(call.argument("projection"));
}

/** `plt.subplots` gives the figure too. */
export function subplots(call: RuleCall, owner: string): Type {
  const options = call.argument("subplot_kw");
  const projection = options?.kind === "dict" ? options.entries?.find(({ key }) => key === "projection")?.value : undefined;
  const grid = gridOf(call, axesFor(projection));
  return owner === "pyplot" ? tupleOf([instanceOf("matplotlib.figure.Figure"), grid]) : grid;
}

export function subfigures(call: RuleCall): Type {
  return gridOf(call, instanceOf("matplotlib.figure.SubFigure"));
}

/** An array of the grid's shape; with `squeeze` without its axes of length 1, and the one element of a grid of one. */
function gridOf(call: RuleCall, element: Type): Type {
  const isGridSpec = call.name === "matplotlib.gridspec.GridSpecBase.subplots";
  const rows = isGridSpec ? undefined : lengthOf(call.argument("nrows"));
  const columns = isGridSpec ? undefined : lengthOf(call.argument("ncols"));
  const squeeze = truthOf(call.argument("squeeze"));
  if (squeeze === false) return objectArray(element, [rows ?? null, columns ?? null]);
  if (rows === undefined || columns === undefined || squeeze === undefined) return join(element, objectArray(element, null));
  const shape = [rows, columns].filter((length) => length !== 1);
  return shape.length === 0 ? element : objectArray(element, shape);
}

/** A number of rows or columns: 1 when it is not passed, `undefined` when it is not known. */
function lengthOf(type: Type | undefined): number | undefined {
  if (type === undefined) return 1;
  return type.kind === "scalar" && typeof type.value === "bigint" ? Number(type.value) : undefined;
}

function truthOf(type: Type | undefined): boolean | undefined {
  if (type === undefined) return true;
  return type.kind === "scalar" && typeof type.value === "boolean" ? type.value : undefined;
}
