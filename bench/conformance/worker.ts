/** Worker of `conformance.ts`: reads one file and checks its round trip. */
import { readFileSync } from "node:fs";
import { startPythonSide } from "../harness/python-side.js";
import { checkRoundTrip, type Outcome } from "../harness/round-trip.js";
import { serveJobs } from "../harness/worker.js";

export interface ConformanceSetup {
  /** Modules of the same build, by corpus. */
  readonly modules: Readonly<Record<string, readonly string[]>>;
}

export interface ConformanceJob {
  readonly corpus: string;
  readonly path: string;
  /** Whether the maps are checked with the `source-map` package as well. */
  readonly withConsumer: boolean;
}

await serveJobs(async ({ modules }: ConformanceSetup) => {
  const python = await startPythonSide();
  return ({ corpus, path, withConsumer }: ConformanceJob): Promise<Outcome> =>
    checkRoundTrip(python, readFileSync(path), { modules: modules[corpus] ?? [], withConsumer });
});
