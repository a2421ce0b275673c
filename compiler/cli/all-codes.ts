/** All codes of diagnostics, and the page that documents them. */
import { passCodes } from "../../passes/codes.js";
import { runtimeCodes } from "../../runtime-shim/codes.js";
import { frontendCodes } from "../frontend/codes.js";
import { ncCodes } from "../nc/codes.js";
import type { CodeEntry } from "../remarks/code-table.js";
import { cliCodes } from "./codes.js";

/** Every code, in order. */
export const allCodes: readonly CodeEntry[] = [...cliCodes, ...frontendCodes, ...ncCodes, ...passCodes, ...runtimeCodes].sort((a, b) =>
  a.code < b.code ? -1 : 1,
);

/** The text of `docs/ERRORS.md`. */
export function errorsPage(): string {
  const sections = allCodes.map(({ code, title, explanation }) => `## ${code}: ${title}\n\n${explanation}\n`);
  return `# Errors and warnings

Every message of noodle-opt carries one of these codes. \`noodle-opt explain NC2101\` prints an entry; this page is
\`noodle-opt explain --markdown\`.

${sections.join("\n")}`;
}
