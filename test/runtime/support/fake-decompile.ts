/**
 * Stands in for the real reader of `.nc` files, so that running programs can be tested by itself.
 *
 * In these tests a `.nc` file is Python under a header line. Its "map" is the path of the source. The text that Python gets is
 * laid out anew: three more lines at the top, no comments, spaces doubled, so that no place stays where it was.
 */
import { existsSync, readFileSync } from "node:fs";
import { NoodleError } from "../../../compiler/remarks/diagnostic.js";
import type { RunnableModule } from "../../../runtime-shim/run.js";

export const header = "# nc: v1+py314/1\n";
const padding = "# laid out\n\n\n";

/** Strings, comments, line ends, spaces, words and single characters of a Python text. */
const tokens = /[A-Za-z]{0,2}(?:"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|#[^\n]*|\\?\n|[ \t]+|[\p{L}\p{N}_]+|[^]/gu;

export async function decompile(ncPath: string): Promise<RunnableModule> {
  const ncText = readFileSync(ncPath, "utf8");
  const bad = ncText.split("\n").findIndex((line) => line.includes("¿"));
  if (bad >= 0) {
    const column = (ncText.split("\n")[bad] as string).indexOf("¿") + 1;
    const place = { file: ncPath, line: bad + 1, column };
    throw new NoodleError([{ code: "NC2402", severity: "error", message: "this is no statement", place, sourceText: ncText }]);
  }
  const mapPath = `${ncPath}.map`;
  const isMapped = existsSync(mapPath);
  const body = ncText.slice(header.length);
  const { python, positions } = layOut(body, isMapped ? 0 : 1);
  return {
    python,
    sourcePath: isMapped ? readFileSync(mapPath, "utf8") : null,
    sourceText: isMapped ? body : null,
    ncText,
    positions,
  };
}

function layOut(source: string, headerLines: number): { python: string; positions: number[] } {
  const positions: number[] = [];
  let python = padding;
  let [line, column, pyLine, pyColumn] = [1 + headerLines, 0, 4, 0];
  for (const [token] of source.matchAll(tokens)) {
    const isSpace = /^[ \t]+$/.test(token);
    const printed = token.startsWith("#") ? "" : isSpace && column > 0 ? token + token : token;
    if (printed !== "" && !isSpace && !printed.endsWith("\n")) positions.push(pyLine, pyColumn, line, column, line + 1 - headerLines);
    python += printed;
    [line, column] = advance(line, column, token);
    [pyLine, pyColumn] = advance(pyLine, pyColumn, printed);
  }
  return { python, positions };
}

function advance(line: number, column: number, text: string): [number, number] {
  const lines = text.split("\n");
  const last = Buffer.byteLength(lines.at(-1) as string);
  return lines.length === 1 ? [line, column + last] : [line + lines.length - 1, last];
}
