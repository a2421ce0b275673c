/**
 * Programs in `programs/` say in comments what the type of an expression statement is. The claims are checked against the
 * interpreter here; `check-types` runs the same programs and compares them with what really happens.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Analyses } from "../../../compiler/analysis/analyses.js";
import { types } from "../../../compiler/analysis/standard.js";
import { printType } from "../../../compiler/analysis/types/print-type.js";
import { walk } from "../../../compiler/ir/visit.js";
import { packageRoot } from "../../../compiler/package-root.js";
import { parseValid } from "../../support/frontend.js";

const folder = join(packageRoot, "test/analysis/types/programs");

describe.each(readdirSync(folder).filter((name) => name.endsWith(".py")))("%s", (name) => {
  test("types are as the comments say", async () => {
    const { module, file } = await parseValid(readFileSync(join(folder, name)));
    const facts = new Analyses({ module, file, options: { closedWorld: true } }).get(types);
    const comments = new Map<number, string>();
    for (let index = 0; index < file.comments.count; index++) {
      const start = file.comments.start[index] as number;
      comments.set(file.position(start).line, file.text.slice(start + 1, file.comments.end[index]).trim());
    }
    const claimed: string[] = [];
    const expected: string[] = [];
    walk(module, (node) => {
      if (node.kind !== "Expr" || node.loc.kind !== "span") return;
      const { line } = file.position(node.loc.start);
      const comment = comments.get(line);
      if (comment === undefined) return;
      const text = file.text.slice(node.loc.start, node.loc.end);
      claimed.push(`${line}: ${text}  # ${printType(facts.typeOf(node.value))}`);
      expected.push(`${line}: ${text}  # ${comment}`);
    });
    expect(expected.length).toBeGreaterThan(5);
    expect(claimed).toEqual(expected);
  });
});
