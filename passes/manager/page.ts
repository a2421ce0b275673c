/** The manual page of a pass, made from the comment that its file begins with. */
import type { Pass } from "./pass.js";

/** Parts that every header has to have. */
const parts = ["Before:", "After:", "Counter-example", "## Obligations", "## Exactness", "## Keeps"];

/**
 * The text of `docs/passes/<name>.md`.
 * @param source the pass's file
 * @throws Error when the header lacks a part
 */
export function passPage({ name, stage, exactness, libraries, requires }: Pass, source: string): string {
  const comment = /^\/\*\*\n([^]*?)\n \*\//.exec(source)?.[1];
  if (comment === undefined) throw new Error(`pass ${name}: its file does not begin with a comment`);
  const text = comment
    .split("\n")
    .map((line) => line.replace(/^ \* ?/, ""))
    .join("\n");
  const missing = parts.filter((part) => !text.includes(part));
  if (missing.length > 0) throw new Error(`pass ${name}: its header lacks ${missing.join(", ")}`);
  const list = (items: readonly string[], none: string): string => (items.length === 0 ? none : items.join(", "));
  return `# ${name}

Stage: ${stage} · needs the contract: ${exactness} · programs that import: ${list(libraries, "anything")} · analyses of the module: ${list(
    requires.map((analysis) => analysis.name),
    "none",
  )}

${text}
`;
}
