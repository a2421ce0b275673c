/**
 * Remarks as the YAML documents of LLVM (`docs/Remarks.rst`), for its tools and for those made after it: only LLVM's own keys
 * at the top, everything else in `Args`.
 */
import { Document, isMap, isScalar, visit } from "yaml";
import type { Remark } from "../remark.js";

export function yamlRemarks(remarks: readonly Remark[]): string {
  return remarks.map(yamlDocument).join("");
}

const tags = { passed: "!Passed", missed: "!Missed", analysis: "!Analysis", failure: "!Failure" } as const;

function yamlDocument(remark: Remark): string {
  const { kind, pass, code, file, place, message, reason, suggest, exactness, obligations, metrics } = remark;
  const document = new Document({
    Pass: pass,
    Name: code,
    DebugLoc: {
      File: file,
      Line: place?.line ?? 0,
      Column: place?.column ?? 0,
      ...(place?.cell === undefined ? {} : { Cell: place.cell }),
    },
    Function: remark.function ?? "<module>",
    Args: [
      { String: message },
      ...(reason === undefined ? [] : [{ Reason: reason }]),
      ...(suggest === undefined ? [] : [{ Suggestion: suggest }]),
      ...(exactness === undefined ? [] : [{ Exactness: exactness }]),
      ...obligations.map(({ name, met, by }) => ({ Obligation: name, Met: met, ...(by === undefined ? {} : { By: by }) })),
      ...Object.entries(metrics).map(([key, value]) => ({ [key]: value })),
    ],
  });
  if (isMap(document.contents)) document.contents.tag = tags[kind];
  visit(document, {
    Pair(_, { key, value }) {
      if (isScalar(key) && key.value === "DebugLoc" && isMap(value)) value.flow = true;
    },
  });
  return `--- ${document.toString({ lineWidth: 0 })}...\n`;
}
