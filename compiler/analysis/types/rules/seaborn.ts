/** What seaborn and plotly give where it depends on how they are asked. */
import type { LibraryRules, RuleCall } from "../rule.js";
import { join, none, object, type Type, tuple, unknown } from "../type.js";
import { objectArray } from "./matplotlib/object-arrays.js";

const axes: Type = { ...object("matplotlib.axes.Axes"), subclass: true };

/** The Axes of a grid; a grid of pairs can have holes. */
function grid(call: RuleCall): Type {
  return call.name.includes("PairGrid") ? objectArray(join(axes, none), null) : objectArray(axes, null);
}

/** A palette: a list of colours, or a colormap. */
function palette(call: RuleCall): Type {
  const asMap = call.argument("as_cmap");
  const colors = object("seaborn.palettes._ColorPalette");
  if (asMap === undefined || (asMap.kind === "scalar" && asMap.value === false)) return colors;
  const map: Type = { ...object("matplotlib.colors.Colormap"), subclass: true };
  return asMap.kind === "scalar" && asMap.value === true ? map : join(colors, map);
}

/** A data set of plotly, as a frame of pandas unless another library is asked for. */
function plotlyData(call: RuleCall): Type {
  const library = call.argument("return_type");
  const isPandas = library === undefined || (library.kind === "scalar" && library.value === "pandas");
  return isPandas
    ? { kind: "frame", columns: null, complete: false, index: null, length: null }
    : unknown("a frame of a library that is asked for");
}

const isPalette = (type: Type): boolean => type.kind === "object" && type.class === "seaborn.palettes._ColorPalette";

export const seabornRules: LibraryRules = {
  rules: { "sea-grid": grid, "sea-palette": palette, "px-data": plotlyData },
  iterate: (value) => (isPalette(value) ? tuple(unknown("a part of a colour")) : undefined),
};
