/** Nodes for string literals and templates: adjacent ones are one expression, as in Python. */
import { type BytesValue, isStringValue } from "../ir/constants.js";
import { type Span, span } from "../ir/location.js";
import { build, type Constant, type Expression } from "../ir/nodes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Report } from "./problem.js";
import { joinTexts, type Text } from "./strings.js";

/** One of the adjacent literals. */
export type StringPart =
  | { readonly kind: "string"; readonly node: Constant }
  | { readonly kind: "f" | "t"; readonly start: number; readonly end: number; readonly values: readonly Expression[] };

/** The expression that adjacent literals make; those of another kind than the first one are reported, and left out. */
export function joinParts(parts: readonly StringPart[], file: SourceFile, report: Report): Expression {
  const first = parts[0] as StringPart;
  if (parts.length === 1 && first.kind === "string") return first.node;
  const loc = span(file, startOf(first), endOf(parts[parts.length - 1] as StringPart));
  const odd = parts.find((part) => family(part) !== family(first));
  if (odd) {
    const message = `${familyNames[family(first)]} and ${familyNames[family(odd)]} cannot be one string`;
    report("NC2422", startOf(odd), endOf(odd), message, "write them as strings of one kind, or join them with an operator");
  }
  const same = parts.filter((part) => family(part) === family(first));
  if (first.kind === "t") return build.TemplateStr({ values: mergeTexts(same, file) }, loc);
  if (same.some(({ kind }) => kind === "f")) return build.JoinedStr({ values: mergeTexts(same, file) }, loc);
  const constants = same.map((part) => (part as { readonly node: Constant }).node);
  const value = family(first) === "bytes" ? joinBytes(constants) : joinTexts(constants.map((constant) => constant.value as Text));
  return build.Constant({ value, prefix: (constants[0] as Constant).prefix }, loc);
}

/** The parts of a template as Python has them: neighbouring texts are one, and none is empty. */
export function mergeTexts(parts: readonly StringPart[], file: SourceFile): Expression[] {
  const merged: Expression[] = [];
  let run: Constant[] = [];
  const endRun = (): void => {
    const text = joinTexts(run.map(({ value }) => value as Text));
    const first = run[0];
    if (first && text !== "") {
      const loc = span(file, (first.loc as Span).start, ((run[run.length - 1] as Constant).loc as Span).end);
      merged.push(build.Constant({ value: text, prefix: first.prefix }, loc));
    }
    run = [];
  };
  for (const part of parts) {
    for (const value of part.kind === "string" ? [part.node] : part.values) {
      if (value.kind === "Constant") run.push(value);
      else {
        endRun();
        merged.push(value);
      }
    }
  }
  endRun();
  return merged;
}

type Family = "text" | "bytes" | "structured";

const familyNames: Readonly<Record<Family, string>> = { text: "text", bytes: "bytes", structured: "a `t` template" };

function family(part: StringPart): Family {
  if (part.kind !== "string") return part.kind === "t" ? "structured" : "text";
  return isStringValue(part.node.value) ? "text" : "bytes";
}

const startOf = (part: StringPart): number => (part.kind === "string" ? (part.node.loc as Span).start : part.start);
const endOf = (part: StringPart): number => (part.kind === "string" ? (part.node.loc as Span).end : part.end);

function joinBytes(constants: readonly Constant[]): BytesValue {
  const all = constants.map(({ value }) => (value as BytesValue).bytes);
  const bytes = new Uint8Array(all.reduce((length, { length: more }) => length + more, 0));
  let at = 0;
  for (const piece of all) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { type: "bytes", bytes };
}
