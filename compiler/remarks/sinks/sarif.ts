/**
 * Remarks as SARIF 2.1.0, for code scanning. Rules are the codes; fingerprints follow the text of a line, so that a finding
 * stays the same finding when lines are added above it.
 */
import { createHash } from "node:crypto";
import type { Log, PhysicalLocation, ReportingDescriptor, Result } from "sarif";
import type { CodeEntry } from "../code-table.js";
import type { DiagnosticPlace } from "../diagnostic.js";
import type { Remark, RemarkKind } from "../remark.js";
import type { SinkOptions } from "./sink.js";

/** What was done is no finding; what could be done is a note, a mistake of the optimiser a warning. */
const levels: Readonly<Record<RemarkKind, Pick<Result, "kind" | "level">>> = {
  passed: { kind: "pass", level: "none" },
  missed: { kind: "fail", level: "note" },
  analysis: { kind: "informational", level: "none" },
  failure: { kind: "fail", level: "warning" },
};

export function sarifRemarks(remarks: readonly Remark[], options: SinkOptions): string {
  const codes = [...new Set(remarks.map(({ code }) => code))].sort();
  const entries = new Map((options.codes ?? []).map((entry) => [entry.code, entry]));
  const seen = new Map<string, number>();
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "noodle-opt",
            ...(options.version === undefined ? {} : { semanticVersion: options.version }),
            rules: codes.map((code) => rule(code, entries.get(code))),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { SRCROOT: { description: { text: "The folder in which noodle-opt was started." } } },
        results: remarks.map((remark) => result(remark, codes, options, seen)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function rule(code: string, entry: CodeEntry | undefined): ReportingDescriptor {
  if (!entry) return { id: code };
  const { title, explanation } = entry;
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: explanation },
    help: { text: explanation, markdown: explanation },
  };
}

function result(remark: Remark, codes: readonly string[], options: SinkOptions, seen: Map<string, number>): Result {
  const { kind, code, pass, file, place, obligations, metrics, exactness, related } = remark;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    ...levels[kind],
    message: { text: messageOf(remark) },
    locations: [
      {
        physicalLocation: location(file, place),
        logicalLocations: [
          remark.function === null
            ? { name: "<module>", kind: "module" }
            : { name: remark.function.split(".").at(-1) as string, fullyQualifiedName: remark.function, kind: "function" },
        ],
      },
    ],
    ...(related.length === 0
      ? {}
      : { relatedLocations: related.map((other, id) => ({ id, physicalLocation: location(other.file, other) })) }),
    partialFingerprints: { "primaryLocationLineHash/v1": fingerprint(remark, options, seen) },
    properties: { pass, remark: kind, ...(exactness === undefined ? {} : { exactness }), obligations, metrics },
  };
}

function messageOf({ message, reason, suggest, place }: Remark): string {
  const where = place?.cell === undefined ? "" : `Cell ${place.cell}, line ${place.line}: `;
  return `${where}${message}${reason === undefined ? "" : `: ${reason}`}.${suggest === undefined ? "" : ` ${suggest}.`}`;
}

function location(file: string, place: DiagnosticPlace | undefined): PhysicalLocation {
  const uri = encodeURI(file.replaceAll("\\", "/")).replaceAll("#", "%23").replaceAll("?", "%3F");
  const isRelative = !uri.startsWith("/") && !/^[a-zA-Z]:/.test(uri);
  const artifactLocation = { uri, ...(isRelative ? { uriBaseId: "SRCROOT" } : {}) };
  // Lines of a notebook's cell are no lines of its file.
  if (!place || place.cell !== undefined) return { artifactLocation };
  const { line, column, endLine, endColumn } = place;
  const end = endLine === undefined || endColumn === undefined ? {} : { endLine, endColumn };
  return { artifactLocation, region: { startLine: line, startColumn: column, ...end } };
}

/** Of code, function and the text of the line; equal ones are numbered. */
function fingerprint({ code, file, place, function: name }: Remark, { textOf }: SinkOptions, seen: Map<string, number>): string {
  const line = place && textOf?.(place)?.split("\n")[place.line - 1];
  const hash = createHash("sha256")
    .update([code, file, name ?? "", line?.trim() ?? String(place?.line ?? 0)].join("\0"))
    .digest("hex")
    .slice(0, 16);
  const count = (seen.get(hash) ?? 0) + 1;
  seen.set(hash, count);
  return `${hash}:${count}`;
}
