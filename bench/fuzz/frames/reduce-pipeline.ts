/** A smaller pipeline, on a smaller frame, that still does something else when it is optimised. */
import { optimised, runPairs, type Verdict } from "../../frames/pairs.js";
import { callOf, type PipelineProgram, textOf } from "./pipeline-programs.js";
import type { Pipeline } from "./pipelines.js";

export interface Finding {
  readonly program: PipelineProgram;
  readonly number: number;
  /** Arguments of `frame`. */
  readonly frame: string;
  readonly versions?: Readonly<Record<string, string>>;
}

export interface Counterexample {
  readonly before: string;
  readonly after: string;
  readonly tail: string;
  readonly what: string;
}

/** @returns `undefined` when the difference is not there any more as soon as the pipeline stands alone */
export async function reduced(python: string, { program, number, frame, versions }: Finding): Promise<Counterexample | undefined> {
  const of = async (pipeline: Pipeline, used: string): Promise<Counterexample> => {
    const before = textOf({ ...program, pipelines: [withoutUnused(pipeline)] });
    const after = (await optimised(before, versions)).code;
    return { before, after, tail: program.isModule ? "" : callOf(0, used), what: "" };
  };
  const verdicts = async (all: readonly Counterexample[]): Promise<readonly (Verdict | null)[]> =>
    (
      await runPairs(
        python,
        all.map((each) => ({ ...each, name: program.isModule ? "__main__" : "program" })),
      )
    ).results;
  const firstDifferent = async <T>(candidates: readonly T[], make: (each: T) => Promise<Counterexample>) => {
    const made: Counterexample[] = [];
    for (const each of candidates) made.push(await make(each));
    const results = await verdicts(made);
    const at = results.findIndex((verdict) => verdict?.what !== undefined);
    return at < 0
      ? undefined
      : { candidate: candidates[at] as T, example: { ...(made[at] as Counterexample), what: results[at]?.what ?? "" } };
  };

  let pipeline = program.pipelines[number] as Pipeline;
  let best = (await firstDifferent([pipeline], (each) => of(each, frame)))?.example;
  if (!best) return undefined;
  for (;;) {
    const { helpers, steps } = pipeline;
    const smaller = steps.map((_, index): Pipeline => ({ helpers, steps: steps.filter((_step, other) => other !== index) }));
    const found = await firstDifferent(smaller, (each) => of(each, frame));
    if (!found) break;
    pipeline = found.candidate;
    best = found.example;
  }
  if (program.isModule) return best;
  const seed = frame.split(",")[0] as string;
  const frames = [0, 1, 2, 3, 5, 8, 20].flatMap((rows) => [0, 1, 2].map((changes) => `${seed}, ${rows}`.concat(`, ${changes}`)));
  const found = await firstDifferent(frames, async (each) => ({ ...(best as Counterexample), tail: smallCall(seed, each) }));
  return found?.example ?? best;
}

const smallCall = (seed: string, frame: string): string => callOf(0, frame).replace(`other(${frame})`, `other(${seed})`);

/** Functions that no step calls are left out. */
function withoutUnused({ helpers, steps }: Pipeline): Pipeline {
  const nameOf = (helper: string): string => /def (\w+)/.exec(helper)?.[1] ?? "";
  let kept = helpers;
  for (;;) {
    const used = kept.filter((helper) =>
      [...steps, ...kept.filter((other) => other !== helper)].some((text) => new RegExp(`\\b${nameOf(helper)}\\b`).test(text)),
    );
    if (used.length === kept.length) return { helpers: kept, steps };
    kept = used;
  }
}
