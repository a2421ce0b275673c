/** All passes, in the order of running. */
import { deadCalls } from "./cleanup/dead-calls.js";
import { engine } from "./frames/engine.js";
import { sharing } from "./frames/sharing.js";
import { arrayElements } from "./idioms/array-elements.js";
import { growth } from "./idioms/growth.js";
import { masks } from "./idioms/masks.js";
import { batching } from "./loops/batching.js";
import { invariantCodeMotion } from "./loops/invariant-code-motion.js";
import { searches } from "./loops/searches.js";
import { vectorization } from "./loops/vectorization.js";
import { cellLoops } from "./lowering/cell-loops.js";
import { columnItems } from "./lowering/column-items.js";
import { columnLiveness } from "./lowering/column-liveness.js";
import { frameGrowth } from "./lowering/frame-growth.js";
import { groups } from "./lowering/groups.js";
import { lookups } from "./lowering/lookups.js";
import { ordering } from "./lowering/ordering.js";
import { plans } from "./lowering/plans.js";
import { rowFolds } from "./lowering/row-folds.js";
import { rowFunctions } from "./lowering/row-functions.js";
import { rowLoops } from "./lowering/row-loops.js";
import { selections } from "./lowering/selections.js";
import { tupleLoops } from "./lowering/tuple-loops.js";
import { vectorizedCalls } from "./lowering/vectorized-calls.js";
import type { Pass } from "./manager/pass.js";

export const passes: readonly Pass[] = [
  searches,
  vectorization,
  batching,
  invariantCodeMotion,
  engine,
  sharing,
  growth,
  masks,
  arrayElements,
  deadCalls,
  columnLiveness,
  plans,
  rowLoops,
  tupleLoops,
  lookups,
  selections,
  ordering,
  groups,
  rowFunctions,
  rowFolds,
  cellLoops,
  vectorizedCalls,
  columnItems,
  frameGrowth,
];
