/** Matplotlib's own containers: what their items are. */
import type { RuleCall, RuleContext } from "../../rule.js";
import { list, object, type Type } from "../../type.js";

const instanceOf = (name: string): Type => ({ ...object(name), subclass: true });

/** A sequence of a class of Matplotlib's, with items of a class or its subclasses. */
export function sequence(_call: RuleCall, name: string, element: string): Type {
  return object(name, { element: instanceOf(element) });
}

const sequences = ["matplotlib.cbook.silent_list", "matplotlib.axes._base._AxesBase.ArtistList"];

/** Items of classes that always hold the same kind of thing. */
const items: Readonly<Record<string, string>> = {
  "matplotlib.container.BarContainer": "matplotlib.patches.Patch",
  "matplotlib.gridspec.GridSpec": "matplotlib.gridspec.SubplotSpec",
  "matplotlib.gridspec.GridSpecBase": "matplotlib.gridspec.SubplotSpec",
  "matplotlib.gridspec.GridSpecFromSubplotSpec": "matplotlib.gridspec.SubplotSpec",
  "matplotlib.cm.ColormapRegistry": "matplotlib.colors.Colormap",
};

/** Bars are rectangles, unless somebody has made them of something else. */
const bar = ({ assumes }: RuleContext): Type => instanceOf(assumes ? "matplotlib.patches.Rectangle" : "matplotlib.patches.Patch");

const isScalar = (type: Type, name: string): boolean => type.kind === "scalar" && type.class === name;

export function subscriptItem(value: Type, index: Type, context: RuleContext): Type | undefined {
  if (value.kind !== "object") return undefined;
  const element = sequences.includes(value.class) ? value.parts?.["element"] : undefined;
  if (element && isScalar(index, "int")) return element;
  if (element && index.kind === "slice" && value.class === "matplotlib.cbook.silent_list") return list(element);
  if (value.class === "matplotlib.spines.Spines" && isScalar(index, "str")) return instanceOf("matplotlib.spines.Spine");
  const item = items[value.class];
  if (item === undefined || index.kind === "unknown" || (index.kind === "slice" && value.class.startsWith("matplotlib.container")))
    return undefined;
  if (value.class === "matplotlib.container.BarContainer") return bar(context);
  return item === "matplotlib.gridspec.SubplotSpec" ? object(item) : instanceOf(item);
}

export function iterateItems(value: Type, context: RuleContext): Type | undefined {
  if (value.kind !== "object") return undefined;
  if (sequences.includes(value.class)) return value.parts?.["element"];
  return value.class === "matplotlib.container.BarContainer" ? bar(context) : undefined;
}
