/** What Matplotlib's functions give: the rules that `catalog/facts/matplotlib.json` names, and arrays of Axes. */
import type { LibraryRules } from "../rule.js";
import * as elements from "./matplotlib/object-arrays.js";
import { histogram, pie } from "./matplotlib/plots.js";
import { iterateItems, sequence, subscriptItem } from "./matplotlib/sequences.js";
import { addSubplot, subfigures, subplots } from "./matplotlib/subplots.js";

export const matplotlibRules: LibraryRules = {
  rules: {
    "mpl-subplots": subplots,
    "mpl-subfigures": subfigures,
    "mpl-add-subplot": addSubplot,
    "mpl-hist": histogram,
    "mpl-pie": pie,
    "mpl-sequence": sequence,
  },
  subscript: (value, index, context) => elements.subscript(value, index) ?? subscriptItem(value, index, context),
  storeSubscript: elements.storeSubscript,
  inPlace: elements.inPlace,
  attribute: elements.attribute,
  iterate: (value, context) => elements.iterate(value) ?? iterateItems(value, context),
};
