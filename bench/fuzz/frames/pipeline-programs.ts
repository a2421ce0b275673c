/** Programs of random pipelines: functions that are called with an example frame, or statements on a frame that stands in the text. */
import { type Random, random } from "../../harness/random.js";
import { foldPipeline } from "./fold-pipelines.js";
import { functionText, moduleText, type Pipeline, pipeline } from "./pipelines.js";
import { planPipeline } from "./plan-pipelines.js";
import { groups, words } from "./scalars.js";

export interface PipelineProgram {
  /** Whether the pipelines are functions, which are given other frames than the one in the text. */
  readonly isModule: boolean;
  readonly frame: string;
  readonly pipelines: readonly Pipeline[];
}

const imports = "import math\nimport re\nfrom datetime import datetime\n\nimport numpy as np\nimport pandas as pd\n";

/** @param functions how many pipelines there are, unless they are statements of the module */
export function pipelineProgram(seed: number, index: number, functions: number): PipelineProgram {
  const rng = random(seed, index);
  const isModule = rng.chance(planned === 1 ? 0.5 : 0.15);
  const frame = isModule ? randomFrame(rng) : randomFrame(rng, true);
  const pipelines = Array.from({ length: isModule ? 1 : functions }, (_, number) =>
    makePipeline(random(seed, index, number + 1), `p${number}`, isModule),
  );
  return { isModule, frame, pipelines };
}

function makePipeline(rng: Random, prefix: string, isModule: boolean): Pipeline {
  if ((!isModule || planned === 1) && rng.chance(planned)) return planPipeline(rng);
  return rng.chance(folded) ? foldPipeline(rng) : pipeline(rng, prefix);
}

/** How many pipelines join and group frames. */
let planned = 0.3;

/** How many of the others are loops that add something for each row. */
let folded = 0.2;

export function onlyPlans(): void {
  planned = 1;
}

export function onlyFolds(): void {
  planned = 0;
  folded = 1;
}

export function textOf({ isModule, frame, pipelines }: PipelineProgram): string {
  const other = `{"k": ["north", "south", "east"], "v": [10, 11, 12], "w": [0.25, 0.5, 0.75]}`;
  if (isModule) return `${imports}\ndf = ${frame}\nother = pd.DataFrame(${other})\n${pipelines.map(moduleText).join("\n")}`;
  const functions = pipelines.map((each, number) => functionText(`pipeline_${number}`, each));
  const calls = pipelines.map((_, number) => `    pipeline_${number}(load(), load_other())\n`).join("");
  const loads = `def load():\n    return ${frame}\n\n\ndef load_other():\n    return pd.DataFrame(${other})\n`;
  return `${imports}\n\n${loads}\n\n${functions.join("\n\n")}\n\nif __name__ == "__main__":\n${calls}`;
}

/** What calls a pipeline of a program with a frame: statements behind the program. */
export const callOf = (number: number, frame: string): string =>
  `import noodle_rt.frames.plans as plans\nfrom make_frames import frame, other\nplans._FEW_PLANNED = plans._FEW_JOINED = 0\ndf, rest = frame(${frame}), other(${frame})\nresult, out = pipeline_${number}(df, rest)\n`;

/** A frame as text: of the usual types, or with something odd in some columns. */
function randomFrame(rng: Random, isUsual = false): string {
  const rows = isUsual ? 4 : rng.pick([0, 1, 2, 5, 8, 8, 12]);
  const odd = (): boolean => !isUsual && rng.chance(0.15);
  const list = (value: () => string): string => `[${Array.from({ length: rows }, value).join(", ")}]`;
  const or = (value: string, other: string): string => (rng.chance(0.25) ? other : value);
  const whole = (low: number, high: number): string => String(low + rng.int(high - low));
  const int = (low: number, high: number): string =>
    odd()
      ? rng.pick([
          () => `np.array(${list(() => whole(0, high))}, dtype="${rng.pick(["int8", "int32", "uint8", "float32"])}")`,
          () => list(() => or(whole(low, high), "None")),
          () => `pd.array(${list(() => or(whole(low, high), "None"))}, dtype="Int64")`,
          () => list(() => or(whole(low, high), rng.pick(["2**62", "-(2**63)", "2**53 + 1"]))),
          () => `pd.Series(${list(() => or(whole(low, high), "2**70"))}, dtype=object)`,
        ])()
      : list(() => whole(low, high));
  const part = (): string => (rng.next() * 12 - 3).toFixed(2);
  const float = (): string =>
    odd()
      ? list(() => or(part(), rng.pick(["np.nan", "np.inf", "-0.0", "1e308", "0.0"])))
      : list(() => (rng.chance(0.1) && !isUsual ? "np.nan" : part()));
  const text = (choices: readonly string[]): string => {
    const values = list(() => JSON.stringify(rng.pick(choices)));
    if (!odd()) return values;
    const missing = list(() => or(JSON.stringify(rng.pick(choices)), rng.pick(["None", "np.nan", '""'])));
    return rng.pick([`pd.Categorical(${values})`, missing, `pd.Series(${missing}, dtype=object)`, `pd.Series(${values}, dtype="string")`]);
  };
  const date = (): string => or(`"20${10 + rng.int(20)}-0${1 + rng.int(9)}-1${rng.int(9)}"`, odd() ? "None" : '"2024-02-29"');
  const columns = [
    `"a": ${int(-5, 20)}`,
    `"b": ${int(0, 6)}`,
    `"x": ${float()}`,
    `"y": ${float()}`,
    `"s": ${text(words)}`,
    `"k": ${text(groups)}`,
    `"d": pd.to_datetime(${list(date)})`,
    `"t": ${list(() => rng.pick(["True", "False"]))}`,
  ];
  const index = odd() ? `, index=${list(() => String(rng.int(5)))}` : "";
  return `pd.DataFrame({${columns.join(", ")}}${index})`;
}
