/** A module of a program with probes, for `noodle-opt profile`. */
import { Analyses } from "../analysis/analyses.js";
import { probe } from "../analysis/probes/instrument.js";
import { startStatement } from "../analysis/probes/nodes.js";
import { types } from "../analysis/standard.js";
import { libraryCalls } from "../analysis/usage/library-calls.js";
import type { ParsedModule } from "../frontend/message.js";
import { optimize } from "../optimize.js";
import type { ProbedModule, ProfileJob } from "./jobs.js";
import { runnable } from "./runnable.js";

export async function probed(parsed: ParsedModule, job: ProfileJob): Promise<ProbedModule> {
  if (job.optimize) optimize(parsed, job.optimize);
  const { module, file } = parsed;
  const facts = new Analyses({ module, file, options: { closedWorld: true, versions: job.versions } }).get(types);
  const { module: path, firstSite, firstUnit } = job;
  const start = [startStatement(job.settings)];
  const result = probe(module, file, facts, libraryCalls(module, facts), start, { path, firstSite, firstUnit });
  const text = await runnable(
    { module: result.module, file, encoding: "utf-8" },
    { kind: "runnable", source: new Uint8Array(), path: job.path, map: job.map },
  );
  return {
    // The lines of a notebook are no lines of its file, see `noodle_rt/modules.py`.
    text: job.language === "notebook" ? { ...text, sourcePath: job.path, sourceText: file.text } : text,
    sites: result.sites,
    units: result.units,
  };
}
