/** Small passes for tests of the machinery, good ones and bad ones. */
import { build, type Expression, type Module, type Statement } from "../../compiler/ir/nodes.js";
import { definePass, type Pass } from "../../passes/manager/pass.js";
import { type PassResult, type RunOptions, runPasses } from "../../passes/manager/runner.js";
import { isFunction, walkUnit } from "../../passes/manager/units.js";
import { parseValid } from "../support/frontend.js";

const base = { summary: "a pass of a test", stage: "normalize", exactness: "exact", libraries: [], requires: [] } as const;

const isNumber = (node: Expression, value: bigint): boolean => node.kind === "Constant" && node.value === value;

/** `x + 0` → `x` */
export const addNothing: Pass = definePass({
  ...base,
  name: "add-nothing",
  run(unit, { editor, remarks, allows }) {
    walkUnit(unit, (node) => {
      if (node.kind !== "BinOp" || node.op !== "Add" || !isNumber(node.right, 0n)) return;
      if (!allows(node)) return void remarks.missed("NC2601", node, "a sum with 0 stays").reason("optimisation is switched off here");
      remarks.passed("NC2601", node, "a sum with 0 is its other part");
      editor.replaceExpression(node, node.left);
    });
  },
});

/** `x * 1` → `x` */
export const timesOne: Pass = definePass({
  ...base,
  name: "times-one",
  run(unit, { editor }) {
    walkUnit(unit, (node) => {
      if (node.kind === "BinOp" && node.op === "Mult" && isNumber(node.right, 1n)) editor.replaceExpression(node, node.left);
    });
  },
});

/** Expression statements that are a name are taken away; the stage after the others. */
export const dropNames: Pass = definePass({
  ...base,
  name: "drop-names",
  stage: "cleanup",
  run(unit, { editor, allows }) {
    const gone: Statement[] = [];
    walkUnit(unit, (node) => {
      if (node.kind === "Expr" && node.value.kind === "Name" && allows(node)) gone.push(node);
    });
    for (const statement of gone) editor.remove(statement);
  },
});

/** The value of every `return` gets a name in front of it. */
export const nameResults: Pass = definePass({
  ...base,
  name: "name-results",
  run(unit, { editor }) {
    walkUnit(unit, (node) => {
      if (node.kind !== "Return" || !node.value || node.value.kind === "Name") return;
      const { value } = node;
      const id = editor.freshName("result");
      editor.replaceExpression(value, build.Name({ id, ctx: "Load" }, editor.preserve(value)));
      const target = build.Name({ id, ctx: "Store" }, editor.synthetic());
      editor.insertBefore(node, [build.Assign({ targets: [target], value }, editor.synthetic())]);
    });
  },
});

/** Changes something, then throws. */
export const throwing: Pass = definePass({
  ...base,
  name: "throwing",
  run(unit, context) {
    timesOne.run(unit, context);
    context.remarks.passed("NC2601", undefined, "this is taken back");
    if (isFunction(unit) && unit.name === "bad") throw new Error("out of luck");
  },
});

/** Puts a `return` into the module. */
export const invalid: Pass = definePass({
  ...base,
  name: "invalid",
  run(unit, { editor }) {
    const [first] = unit.body;
    if (unit.kind === "Module" && first && first.kind !== "Return")
      editor.insertAfter(first, [build.Return({ value: null }, editor.synthetic())]);
  },
});

/** Changes numbers behind the editor's back. */
export const lying: Pass = definePass({
  ...base,
  name: "lying",
  run(unit) {
    walkUnit(unit, (node) => {
      if (node.kind === "Constant" && node.value === 7n) node.value = 8n;
    });
  },
});

/** Says that it has changed what it has left as it was. */
export const boasting: Pass = definePass({
  ...base,
  name: "boasting",
  run(unit, { editor }) {
    const [first] = unit.body;
    if (first?.kind === "Expr") editor.setField(first, "value", first.value);
  },
});

/** Swaps the operands of sums for ever. */
export const restless: Pass = definePass({
  ...base,
  name: "restless",
  run(unit, { editor, remarks }) {
    walkUnit(unit, (node) => {
      if (node.kind !== "BinOp" || node.op !== "Add") return;
      const { left, right } = node;
      editor.replaceExpression(node, build.BinOp({ left: right, op: "Add", right: left }, editor.preserve(node)));
      remarks.passed("NC2601", node, "swapped");
    });
  },
});

export const goodPasses: readonly Pass[] = [addNothing, timesOne, nameResults, dropNames];

export const standardOptions: RunOptions = { level: 2, exactness: "exact", verifyEach: true };

export interface Ran extends PassResult {
  readonly module: Module;
  readonly said: string[];
}

/** Runs passes on a program. */
export async function run(text: string, passes: readonly Pass[], options: Partial<RunOptions> = {}): Promise<Ran> {
  const { module, file } = await parseValid(text);
  const said: string[] = [];
  const result = runPasses({ module, file, passes, options: { ...standardOptions, ...options }, announce: (line) => said.push(line) });
  return { ...result, module, said };
}
