/** All passes, in the order of running. */
import type { Pass } from "./manager/pass.js";

export const passes: readonly Pass[] = [];
