/** The rules of all libraries, in the order in which they are asked about values. */
import type { LibraryRules, Rule } from "../rule.js";
import { matplotlibRules } from "./matplotlib.js";
import { numpyRules } from "./numpy.js";
import { pandasRules } from "./pandas.js";
import { polarsRules } from "./polars.js";
import { pythonRules } from "./python.js";
import { scipyRules } from "./scipy.js";
import { seabornRules } from "./seaborn.js";
import { sklearnRules } from "./sklearn.js";
import { tensorflowRules } from "./tensorflow.js";
import { torchRules } from "./torch.js";

export const libraryRules: readonly LibraryRules[] = [
  matplotlibRules,
  scipyRules,
  polarsRules,
  pythonRules,
  numpyRules,
  pandasRules,
  torchRules,
  tensorflowRules,
  sklearnRules,
  seabornRules,
];

const rules = new Map<string, Rule>(libraryRules.flatMap((library) => Object.entries(library.rules)));

/** The rule that the catalogue calls `@name`. */
export function ruleNamed(name: string): Rule | undefined {
  return rules.get(name);
}
