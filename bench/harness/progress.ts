/** A progress line for long runs: a bar on a terminal, a line every half minute elsewhere. Written to stderr. */
import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  /** One step is done; `note` says how things stand, for example "3 failed". */
  step(note: string): void;
  stop(): void;
}

const silence = 30_000;

export function progress(what: string, total: number): Progress {
  if (!process.stderr.isTTY) return plainProgress(what, total);
  const bar = new SingleBar(
    { format: `${what} {bar} {value}/{total} · {note} · {duration_formatted}, {eta_formatted} left`, stream: process.stderr },
    Presets.shades_classic,
  );
  bar.start(total, 0, { note: "" });
  return { step: (note) => bar.increment(1, { note }), stop: () => bar.stop() };
}

function plainProgress(what: string, total: number): Progress {
  let done = 0;
  let said = Date.now();
  return {
    step: (note) => {
      done++;
      if (Date.now() - said < silence) return;
      said = Date.now();
      process.stderr.write(`${what}: ${done} of ${total}, ${note}\n`);
    },
    stop: () => {},
  };
}
