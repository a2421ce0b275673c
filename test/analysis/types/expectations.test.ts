/** Programs in `expectations/` say in comments what is expected of an expression statement of which nothing is certain. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Analyses } from "../../../compiler/analysis/analyses.js";
import { types } from "../../../compiler/analysis/standard.js";
import { printType } from "../../../compiler/analysis/types/print-type.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { is, type Module } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import { packageRoot } from "../../../compiler/package-root.js";
import { parseValid } from "../../support/frontend.js";
import { commented } from "./commented.js";

const folder = join(packageRoot, "test/analysis/types/expectations");

const factsOf = async (text: string | Buffer): Promise<{ facts: TypeFacts; module: Module }> => {
  const { module, file } = await parseValid(text as string);
  return { module, facts: new Analyses({ module, file, options: { closedWorld: true } }).get(types) };
};

describe.each(readdirSync(folder).filter((name) => name.endsWith(".py")))("%s", (name) => {
  test("expectations are as the comments say", async () => {
    const program = await parseValid(readFileSync(join(folder, name)));
    const facts = new Analyses({ ...program, options: { closedWorld: true } }).get(types);
    const { found, wanted } = commented(program, (expression) => printType(facts.expectedTypeOf(expression)));
    expect(wanted.length).toBeGreaterThan(5);
    expect(found).toEqual(wanted);
  });
});

test("an expected operation stands beside one that is not certain, and does not change it", async () => {
  const { facts, module } = await factsOf("import torch\ndef step(loss):\n    loss.backward()\n");
  let seen = 0;
  walk(module, (node) => {
    if (!is(node, "Call")) return;
    seen++;
    expect(facts.operationOf(node)?.targets).toEqual([]);
    const [target] = facts.expectedOperationOf(node)?.targets ?? [];
    expect(target?.kind === "library" && target.entry.name).toBe("torch.Tensor.backward");
    expect(facts.operationOf(node)?.targets).toEqual([]);
    expect(facts.typeOf(node.func).kind).toBe("unknown");
  });
  expect(seen).toBe(1);
});
