/** The rules of Python's own values, against Python: thousands of operations on sample values, with and without known values. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { RuleContext } from "../../../compiler/analysis/types/rule.js";
import { pythonRules } from "../../../compiler/analysis/types/rules/python.js";
import { Targets } from "../../../compiler/analysis/types/targets.js";
import { type Type, unknown } from "../../../compiler/analysis/types/type.js";
import { packageRoot } from "../../../compiler/package-root.js";
import { admits, type Described, typeOf, valueOf } from "./admits.js";

const other = unknown("not of Python");

const context: RuleContext = {
  targets: new Targets(),
  elementOf: (type) => pythonRules.iterate?.(type, context) ?? other,
  callFunction: () => other,
  symbol: (name) => name,
  lengthOf: (type) => pythonRules.length?.(type, context) ?? null,
  assumes: false,
  programCalls: () => true,
  binary: (op, left, right) => pythonRules.binary?.(op, left, right, context) ?? other,
};

interface Row {
  readonly hook:
    | "binary"
    | "inPlace"
    | "unary"
    | "compare"
    | "subscript"
    | "storeSubscript"
    | "deleteSubscript"
    | "length"
    | "iterate"
    | "attribute";
  readonly op: string;
  readonly inputs: readonly Described[];
  readonly result: Described;
}

function answer({ hook, op }: Row, inputs: readonly Type[]): Type | number | string | null | undefined {
  const [a, b, c] = inputs as [Type, Type, Type];
  switch (hook) {
    case "binary":
    case "inPlace":
      return pythonRules[hook]?.(op as "Add", a, b, context);
    case "unary":
      return pythonRules.unary?.(op as "Not", a, context);
    case "compare":
      return pythonRules.compare?.(op as "Eq", a, b, context);
    case "subscript":
    case "deleteSubscript":
      return pythonRules[hook]?.(a, b, context);
    case "storeSubscript":
      return pythonRules.storeSubscript?.(a, b, c, context);
    case "attribute":
      return pythonRules.attribute?.(a, op, context);
    case "iterate":
    case "length":
      return pythonRules[hook]?.(a, context);
  }
}

const shown = (value: unknown): string => JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part));

test("operators, subscripts and iteration give what Python gives", () => {
  const program = join(packageRoot, "test/analysis/types/python_operations.py");
  const rows = JSON.parse(execFileSync("python3", [program], { encoding: "utf8", maxBuffer: 1e9 })) as Row[];
  const wrong: string[] = [];
  const answered = new Map<string, number>();
  for (const row of rows) {
    for (const exact of [true, false]) {
      const inputs = row.inputs.map((input) => typeOf(input, exact));
      const claim = answer(row, inputs);
      if (claim === undefined) continue;
      answered.set(row.hook, (answered.get(row.hook) ?? 0) + 1);
      const isTrue =
        claim === null ||
        typeof claim === "string" ||
        (typeof claim === "number" ? BigInt(claim) === valueOf(row.result) : admits(claim, row.result));
      if (!isTrue) wrong.push(`${row.hook} ${row.op} of ${inputs.map(shown).join(", ")}: ${shown(claim)}, but ${shown(row.result)}`);
    }
  }
  expect(wrong.slice(0, 20)).toEqual([]);
  expect(rows.length).toBeGreaterThan(5000);
  for (const hook of ["binary", "inPlace", "unary", "compare", "subscript", "storeSubscript", "length", "iterate"]) {
    expect([hook, (answered.get(hook) ?? 0) > 0.7 * rows.filter((row) => row.hook === hook).length]).toEqual([hook, true]);
  }
});
