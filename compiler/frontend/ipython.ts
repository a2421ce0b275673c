/**
 * IPython's additions to Python in the cells of a notebook (magics, shell commands, help) become the calls that IPython
 * itself makes of them, on the same number of lines. `ipython-restore.ts` is the way back.
 *
 * Like IPython this works on logical lines, so that nothing inside strings, brackets or comments is taken for a magic.
 */
import type { CellMagic } from "../ir/source-file.js";
import { type LogicalLine, lineEnd, readLogicalLine } from "./logical-lines.js";

/**
 * What IPython does to a cell before it looks for magics: the indentation that all code shares and pasted prompts
 * (`>>> `, `In [1]: `) go. Blank lines at the start stay, so that lines keep their numbers.
 */
export function cleanCell(cell: string): string {
  const lines = cell.split("\n");
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first < 0) return cell;
  const indentation = /^[ \t]+/.exec(lines[first] as string)?.[0];
  let rest = lines.slice(first);
  if (indentation !== undefined) rest = rest.map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line));
  for (const { prompt, initial } of prompts) {
    if (!initial.test(rest[0] as string) && !prompt.test(rest[1] ?? "")) continue;
    rest = rest.map((line) => line.replace(prompt, ""));
  }
  return [...lines.slice(0, first), ...rest].join("\n");
}

const pythonPrompt = /^(?:>>>|\.\.\.)(?: |$)/;
const ipythonPrompt = /^(?:(?:(?:\[nav\]|\[ins\])? )?In \[\d+\]: |\s*\.{3,}: ?)/;
const prompts = [
  { prompt: pythonPrompt, initial: /^>>>(?: |$)/ },
  { prompt: ipythonPrompt, initial: ipythonPrompt },
];

export interface TranslatedCell {
  /** As many lines as the cell. */
  readonly python: string;
  readonly magics: readonly CellMagic[];
}

/** Python for a cell that `cleanCell` has been through. A line that IPython would refuse stays as it is. */
export function fromIPython(cell: string): TranslatedCell {
  const start = cell.search(/\S/);
  if (start < 0) return { python: cell, magics: [] };
  if (cell.startsWith("%%", start) && !/^%%\w+\?/.test(cell.slice(start))) {
    return { python: cell.slice(0, start) + cellMagic(cell.slice(start)), magics: [magicBetween(cell, start, cell.trimEnd().length)] };
  }
  const magics: CellMagic[] = [];
  let python = "";
  let copied = 0;
  for (let at = 0; at < cell.length; ) {
    const line = readLogicalLine(cell, at);
    const replaced = translate(cell, line);
    if (replaced) {
      magics.push(magicBetween(cell, replaced.from, line.end));
      python += cell.slice(copied, replaced.from) + replaced.python;
      copied = line.end;
    }
    at = line.end + 1;
  }
  return { python: python + cell.slice(copied), magics };
}

function magicBetween(cell: string, start: number, end: number): CellMagic {
  const line = countLineEnds(cell, 0, start);
  return { line, column: start - (cell.lastIndexOf("\n", start - 1) + 1), lastLine: line + countLineEnds(cell, start, end) };
}

/** The Python that stands in place of a logical line from `from` to its end. */
interface Replacement {
  readonly from: number;
  readonly python: string;
}

function translate(text: string, { start, value, end, magic, asks }: LogicalLine): Replacement | undefined {
  const help = asks ? helpPattern.exec(text.slice(start, end)) : null;
  if (help) return { from: start, python: helpCall(help[1] as string, help[2] as string, countLineEnds(text, start, end)) };
  if (!magic) return undefined;
  const command = joinContinued(text.slice(value, end));
  const lineEnds = countLineEnds(text, value, end);
  return { from: value, python: value === start ? statementCall(command, lineEnds) : valueCall(command, lineEnds) };
}

const countLineEnds = (text: string, from: number, to: number): number => text.slice(from, to).split("\n").length - 1;

/** What `obj?` asks about: dotted names with literal indices, `*` as a wildcard, magics. */
const helpPattern = /(%{0,2}(?!\d)[\p{L}\p{N}_*]+(?:\.(?!\d)[\p{L}\p{N}_*]+|\[-?[0-9]+\])*)(\?\??)$/u;

/** The lines of a command without the backslashes that join them. */
function joinContinued(command: string): string {
  const lines = command.split("\n").map((line) => line.trimEnd());
  return lines.map((line, index) => (index < lines.length - 1 ? line.slice(0, -1) : line)).join(" ");
}

/** The call for a line that starts with an escape character. */
function statementCall(command: string, lineEnds: number): string {
  const content = command.slice(1);
  switch (command[0]) {
    case "!":
      return content.startsWith("!") ? ipythonCall("getoutput", [content.slice(1)], lineEnds) : ipythonCall("system", [content], lineEnds);
    case "?": {
      const target = content.replace(/^\?/, "");
      return target === "" ? ipythonCall("show_usage", [], lineEnds) : helpCall(target, content.startsWith("?") ? "??" : "?", lineEnds);
    }
    case "%":
      return ipythonCall("run_line_magic", splitOnce(content), lineEnds);
    default:
      return autoCall(command, lineEnds);
  }
}

/** The call for a magic or shell command whose result is assigned. */
function valueCall(command: string, lineEnds: number): string {
  const content = command.slice(1);
  return command.startsWith("!")
    ? ipythonCall("getoutput", [content], lineEnds)
    : ipythonCall("run_line_magic", splitOnce(content), lineEnds);
}

function helpCall(target: string, marks: string, lineEnds: number): string {
  const magic = marks === "??" ? "pinfo2" : target.includes("*") ? "psearch" : "pinfo";
  return ipythonCall("run_line_magic", [magic, target], lineEnds);
}

/** `,f a b` quotes each word, `;f a b` all of them, `/f a b` calls with them. */
function autoCall(command: string, lineEnds: number): string {
  const [name, args] = splitOnce(command.slice(1));
  const words = args.split(/\s+/).filter((part) => part !== "");
  const list = command.startsWith("/") ? words.join(", ") : command.startsWith(",") ? `"${words.join('", "')}"` : `"${args}"`;
  return `${name}(${list}${"\n".repeat(lineEnds)})`;
}

function splitOnce(text: string): [string, string] {
  const blank = text.indexOf(" ");
  return blank < 0 ? [text, ""] : [text.slice(0, blank), text.slice(blank + 1)];
}

/** Line ends before the closing parenthesis keep the number of lines. */
function ipythonCall(method: string, args: readonly string[], lineEnds = 0): string {
  return `get_ipython().${method}(${args.map(quoted).join(", ")}${"\n".repeat(lineEnds)})`;
}

/** A `%%` cell: the rest of it is the magic's argument, whose lines stay where they are. */
function cellMagic(cell: string): string {
  const firstEnd = lineEnd(cell, 0);
  const [name, line] = splitOnce(cell.slice(2, firstEnd).trimEnd());
  const body = cell.slice(firstEnd + 1);
  if (body === "") return ipythonCall("run_cell_magic", [name, line, ""]) + cell.slice(firstEnd);
  const closed = body.endsWith("\n");
  const lines = (closed ? body.slice(0, -1) : body).split("\n").map((text) => escaped(text, "'"));
  return `get_ipython().run_cell_magic(${quoted(name)}, ${quoted(line)}, '''\\\n${lines.join("\n")}\\n''')${closed ? "\n" : ""}`;
}

/** A Python string literal, quoted as Python's `repr` does. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + escaped(text, quote) + quote;
}

function escaped(text: string, quote: string): string {
  return text.replace(/[\\'"\u0000-\u001f\u007f]/g, (char) => {
    if (char === "\\") return "\\\\";
    if (char === "'" || char === '"') return char === quote ? `\\${char}` : char;
    if (char === "\t") return "\\t";
    if (char === "\n") return "\\n";
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
