/** A progress bar on the terminal for builds that take longer than a moment; none in a pipe. */
import { clearLine, cursorTo } from "node:readline";

export interface Progress {
  step(): void;
  /** Clears the bar, so that a message can be printed; the next step draws it again. */
  interrupt(): void;
  stop(): void;
}

/** Milliseconds that a build may take before the bar appears. */
const patience = 1000;

export function startProgress(total: number): Progress {
  let done = 0;
  let bar: import("cli-progress").SingleBar | undefined;
  let stopped = false;
  const timer = setTimeout(async () => {
    const { default: cliProgress } = await import("cli-progress");
    if (stopped) return;
    bar = new cliProgress.SingleBar(
      { format: "{bar} {value}/{total} files, {eta_formatted} left", stream: process.stderr, clearOnComplete: true, hideCursor: true },
      cliProgress.Presets.shades_classic,
    );
    bar.start(total, done);
  }, patience);
  timer.unref();
  return {
    step() {
      done++;
      bar?.update(done);
    },
    interrupt() {
      if (!bar) return;
      cursorTo(process.stderr, 0);
      clearLine(process.stderr, 0);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      bar?.stop();
    },
  };
}

export const noProgress: Progress = { step() {}, interrupt() {}, stop() {} };
