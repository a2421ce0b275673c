/** What a person is told when the compiler itself is at fault. */
import type { Diagnostic } from "./diagnostic.js";

/** @param file the file that was worked on, if any */
export function internalError(error: unknown, file?: string): Diagnostic {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return {
    code: "NC2000",
    severity: "error",
    message: `internal error: ${message}`,
    hint: `this is a mistake in noodle-opt; please report it${file === undefined ? "" : " together with the file"}`,
    ...(file === undefined ? {} : { file }),
    ...(stack === undefined ? {} : { detail: stack }),
  };
}
