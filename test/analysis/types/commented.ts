/** Programs that say in comments what is known of their expression statements. */
import type { Expression, Module } from "../../../compiler/ir/nodes.js";
import type { SourceFile } from "../../../compiler/ir/source-file.js";
import { walk } from "../../../compiler/ir/visit.js";

/** What an analysis says of the commented expression statements of a program, and what the comments say, both as lines of text. */
export function commented(
  { module, file }: { readonly module: Module; readonly file: SourceFile },
  say: (expression: Expression) => string,
): { readonly found: string[]; readonly wanted: string[] } {
  const comments = new Map<number, string>();
  for (let index = 0; index < file.comments.count; index++) {
    const start = file.comments.start[index] as number;
    comments.set(file.position(start).line, file.text.slice(start + 1, file.comments.end[index]).trim());
  }
  const found: string[] = [];
  const wanted: string[] = [];
  walk(module, (node) => {
    if (node.kind !== "Expr" || node.loc.kind !== "span") return;
    const { line } = file.position(node.loc.start);
    const comment = comments.get(line);
    if (comment === undefined) return;
    const text = file.text.slice(node.loc.start, node.loc.end);
    found.push(`${line}: ${text}  # ${say(node.value)}`);
    wanted.push(`${line}: ${text}  # ${comment}`);
  });
  return { found, wanted };
}
