/** Dtypes of operators and ufuncs against what two versions of NumPy gave (`numpy/operations.py`). */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { RuleContext } from "../../../compiler/analysis/types/rule.js";
import { applyUfunc } from "../../../compiler/analysis/types/rules/numpy/ufuncs.js";
import { numpyRules } from "../../../compiler/analysis/types/rules/numpy.js";
import { Targets } from "../../../compiler/analysis/types/targets.js";
import { literal, membersOf, type ScalarClass, scalar, type Type } from "../../../compiler/analysis/types/type.js";
import type { BinaryOperator, CompareOperator } from "../../../compiler/ir/nodes.js";
import { packageRoot } from "../../../compiler/package-root.js";

const folder = join(packageRoot, "test/analysis/types/numpy");
const letters = "?bBhHiIlLefdgFDGO";
const scalarLetters = "αβγδεζηθικλμνξοπρ";
const dtypes =
  "bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 float16 float32 float64 float128 complex64 complex128 complex256 object".split(
    " ",
  );
const dtypeOf = (letter: string): string => dtypes[letters.indexOf(letter)] as string;

/** An operand of a form: `a` an array, `z` and `Z` one of rank 0, the others NumPy scalars. */
function operand(form: string, letter: string, rankIsKnown: boolean): Type {
  const dtype = dtypeOf(letter);
  if (!"azZ".includes(form)) return { kind: "numpy-scalar", dtype };
  return { kind: "array", dtype, shape: rankIsKnown ? (form === "a" ? [3] : []) : null, view: "owned" };
}

/** A constant of Python, or any value of its class. */
function constant(name: string, text: string, valueIsKnown: boolean): Type {
  if (!valueIsKnown || name === "complex") return scalar(name as ScalarClass);
  if (name === "bool") return literal(true);
  if (name === "float") return literal(Number(text));
  return literal(text.startsWith("2**") ? 2n ** BigInt(text.slice(3)) : BigInt(text));
}

const comparisons = ["Lt", "Eq"];
const operators = ["Add", "Sub", "Mult", "Div", "FloorDiv", "Mod", "Pow", "LShift", "BitAnd"];

function apply(name: string, values: readonly Type[], context: RuleContext): Type | undefined {
  const [left, right] = values as [Type, Type];
  if (operators.includes(name)) return numpyRules.binary?.(name as BinaryOperator, left, right, context);
  if (comparisons.includes(name)) return numpyRules.compare?.(name as CompareOperator, left, right, context);
  return applyUfunc(name, values, context);
}

/** Whether a value with this letter may have the type; nothing is claimed by a type that is not known. */
function admits(type: Type | undefined, letter: string): boolean {
  if (type === undefined) return true;
  const isScalar = scalarLetters.includes(letter);
  const dtype = isScalar ? dtypes[scalarLetters.indexOf(letter)] : dtypeOf(letter);
  return membersOf(type).some((member) => {
    if (member.kind === "unknown") return true;
    if (member.kind === "scalar") return letter === "P";
    if (member.kind !== "array" && member.kind !== "numpy-scalar") return false;
    return letter !== "P" && isScalar === (member.kind === "numpy-scalar") && (member.dtype === null || member.dtype === dtype);
  });
}

const isExact = (type: Type | undefined): boolean => (type?.kind === "array" || type?.kind === "numpy-scalar") && type.dtype !== null;

interface Trial {
  readonly name: string;
  readonly values: readonly Type[];
  readonly result: string;
  /** All of the operands is known, so that an exact answer can be expected. */
  readonly isKnown: boolean;
}

function* trials(file: string): Generator<Trial> {
  const [header, ...lines] = readFileSync(join(folder, file), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const tried: string[] = [...header.letters];
  const constants = Object.entries(header.constants as Record<string, string[]>).flatMap(([name, texts]) =>
    texts.map((text) => [name, text] as const),
  );
  for (const line of lines) {
    for (const isKnown of [true, false]) {
      if (line[0] === "matrix") {
        const [, name, left, right, rows] = line as [string, string, string, string, string[]];
        for (const [i, row] of rows.entries()) {
          for (const [j, result] of [...row].entries()) {
            yield {
              name,
              values: [operand(left, tried[i] as string, isKnown), operand(right, tried[j] as string, isKnown)],
              result,
              isKnown,
            };
          }
        }
      } else if (line[0] === "constants") {
        const [, name, form, flipped, rows] = line as [string, string, string, number, string[]];
        for (const [i, row] of rows.entries()) {
          const [className, text] = constants[i] as readonly [string, string];
          // An `int` of unknown value is taken to fit into 64 bits.
          if (text === "2**63" && !isKnown) continue;
          for (const [j, result] of [...row].entries()) {
            const values = [operand(form, tried[j] as string, isKnown), constant(className, text, isKnown)];
            yield { name, values: flipped ? values.reverse() : values, result, isKnown };
          }
        }
      } else {
        const [, name, form, row] = line as [string, string, string, string];
        for (const [j, result] of [...row].entries()) yield { name, values: [operand(form, tried[j] as string, isKnown)], result, isKnown };
      }
    }
  }
}

describe.each(readdirSync(folder).filter((name) => name.endsWith(".jsonl")))("%s", (file) => {
  const version = file.slice("numpy-".length, -".jsonl".length);
  test.each([
    ["the version is known", { numpy: version }, 0.85],
    ["any version", {}, 0.5],
  ])("%s: no claim is wrong", (_, versions, share) => {
    const context = { targets: new Targets(versions as Record<string, string>), lengthOf: () => null } as unknown as RuleContext;
    const wrong: string[] = [];
    let exact = 0;
    let known = 0;
    for (const { name, values, result, isKnown } of trials(file)) {
      if (result === "." || result === "T") continue;
      const type = apply(name, values, context);
      if (isKnown) known++;
      if (isKnown && isExact(type)) exact++;
      if (!admits(type, result))
        wrong.push(`${name} of ${values.map((value) => ("dtype" in value ? value.dtype : value.kind)).join(", ")} gave ${result}`);
    }
    expect(wrong).toEqual([]);
    expect(known).toBeGreaterThan(20_000);
    expect(exact / known).toBeGreaterThan(share);
  });
});
