/** The instrumented form of a program for `noodle-opt analyze --check-types`, and what is claimed about its expressions. */
import { Analyses } from "../analysis/analyses.js";
import { instrument, startStatement, usesAttribute } from "../analysis/check/instrument.js";
import { types } from "../analysis/standard.js";
import type { ParsedModule } from "../frontend/message.js";
import type { CheckableProgram, CheckJob } from "./jobs.js";
import { runnable } from "./runnable.js";

export async function checkable({ module, file }: ParsedModule, job: CheckJob): Promise<CheckableProgram> {
  const facts = new Analyses({ module, file, options: { closedWorld: true, versions: job.versions } }).get(types);
  const { module: instrumented, claims, unknown } = instrument(module, facts, [startStatement(job.settings)]);
  const text = await runnable(
    { module: instrumented, file, encoding: "utf-8" },
    { ...job, kind: "runnable", source: new Uint8Array(), map: null },
  );
  const numbered = (has: (claim: (typeof claims)[number]) => boolean): number[] =>
    [...claims.keys()].filter((index) => has(claims[index] as (typeof claims)[number]));
  return {
    // The lines of a notebook are no lines of its file, see `noodle_rt/modules.py`.
    text: job.language === "notebook" ? { ...text, sourcePath: job.path, sourceText: file.text } : text,
    claims: claims.map(({ type, span, isExpectation }) => ({
      type,
      isExpectation,
      ...file.position(span.start),
      text: file.text.slice(span.start, Math.min(span.end, span.start + 80)).split("\n", 1)[0] as string,
    })),
    unknown,
    settings: {
      owned: numbered(({ isOwned }) => isOwned),
      new: numbered(({ isNew }) => isNew),
      kept: numbered(({ isKept }) => isKept),
      // `ndarray.resize` refuses arrays that somebody else knows, even weakly.
      objects: !usesAttribute(module, "resize"),
    },
  };
}
