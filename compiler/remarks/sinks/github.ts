/** Remarks as workflow commands of GitHub Actions, which shows them beside the lines of a pull request. */
import type { Remark, RemarkKind } from "../remark.js";

const levels: Readonly<Record<RemarkKind, string>> = { passed: "notice", missed: "notice", analysis: "notice", failure: "warning" };

export function githubRemarks(remarks: readonly Remark[]): string {
  return remarks.map((remark) => `::${levels[remark.kind]} ${properties(remark)}::${escapeData(text(remark))}\n`).join("");
}

function properties({ code, kind, pass, file, place }: Remark): string {
  const all: Record<string, string | number | undefined> = { file: file.replaceAll("\\", "/") };
  // The file that GitHub shows of a notebook has no lines of cells.
  if (place && place.cell === undefined) {
    all["line"] = place.line;
    all["endLine"] = place.endLine;
    // Columns are shown for places on one line only.
    if (place.endLine === undefined || place.endLine === place.line) {
      all["col"] = place.column;
      all["endColumn"] = place.endColumn;
    }
  }
  all["title"] = `${kind} ${code} (${pass})`;
  return Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(",");
}

function text({ message, reason, suggest, place }: Remark): string {
  const where = place?.cell === undefined ? "" : `cell ${place.cell}, line ${place.line}: `;
  return `${where}${message}${reason === undefined ? "" : `: ${reason}`}${suggest === undefined ? "" : `\n${suggest}`}`;
}

const escapeData = (value: string): string => value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const escapeProperty = (value: string): string => escapeData(value).replaceAll(":", "%3A").replaceAll(",", "%2C");
