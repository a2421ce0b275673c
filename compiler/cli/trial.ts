/** Programs that a command is tried on, for verbs that look for a mistake. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { usageError } from "./usage.js";

export interface Trial {
  /** Whether the command ends with exit code 0 for a program of this text. */
  succeeds(text: string | Uint8Array): boolean;
  /** How often the command has run. */
  readonly runs: number;
  close(): void;
}

/**
 * @param command words; `{}` in one of them stands for the path of the program, which comes last otherwise
 * @param name    of the file that the program is written to
 * @param timeout of one run, in seconds; a run that takes longer fails
 */
export function startTrial(command: readonly string[], name: string, timeout: number): Trial {
  const folder = mkdtempSync(join(tmpdir(), "noodle-trial-"));
  const path = join(folder, name);
  const hasPlace = command.some((word) => word.includes("{}"));
  const [program = "", ...args] = hasPlace ? command.map((word) => word.replaceAll("{}", path)) : [...command, path];
  let runs = 0;
  return {
    succeeds(text) {
      runs++;
      writeFileSync(path, text);
      const { error, status } = spawnSync(program, args, { stdio: "ignore", timeout: timeout * 1000 });
      if (error && (error as NodeJS.ErrnoException).code === "ENOENT") throw usageError(`there is no command ${program}`);
      return status === 0;
    },
    get runs() {
      return runs;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
