/**
 * Programs in `programs/` say in comments what the type of an expression statement is. The claims are checked against the
 * interpreter here; `check-types` runs the same programs and compares them with what really happens.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Analyses } from "../../../compiler/analysis/analyses.js";
import { types } from "../../../compiler/analysis/standard.js";
import { printType } from "../../../compiler/analysis/types/print-type.js";
import { packageRoot } from "../../../compiler/package-root.js";
import { parseValid } from "../../support/frontend.js";
import { commented } from "./commented.js";

const folder = join(packageRoot, "test/analysis/types/programs");

describe.each(readdirSync(folder).filter((name) => name.endsWith(".py")))("%s", (name) => {
  test("types are as the comments say", async () => {
    const program = await parseValid(readFileSync(join(folder, name)));
    const facts = new Analyses({ ...program, options: { closedWorld: true } }).get(types);
    const { found: claimed, wanted: expected } = commented(program, (expression) => printType(facts.typeOf(expression)));
    expect(expected.length).toBeGreaterThan(5);
    expect(claimed).toEqual(expected);
  });
});
