/** The way back from the calls that `ipython.ts` writes to the magics they came from. */
import { fromIPython } from "./ipython.js";
import { isLayout, readLogicalLine, skipToken } from "./logical-lines.js";

/**
 * Cell text in which the calls that `fromIPython` writes are magics again. A call stays a call where the magic would not
 * give the same one back: inside other statements, or with an argument that a magic's line cannot hold.
 */
export function toIPython(python: string): string {
  const start = skipLayout(python, 0);
  const only = readCall(python, start);
  if (only?.method === "run_cell_magic" && skipLayout(python, only.end) === python.length) {
    const [name, line, body] = only.args as [string, string, string];
    const head = `%%${name}${line === "" ? "" : ` ${line}`}`;
    // IPython adds the last line end when the cell has none.
    const cells = body === "" ? [head] : [`${head}\n${body.replace(/\n$/, "")}`, `${head}\n${body}`];
    const same = cells.find((cell) => sameCall(readCall(fromIPython(cell).python, 0), only));
    if (same !== undefined) return python.slice(0, start) + same;
  }
  let cell = "";
  let copied = 0;
  for (let at = 0; at < python.length; ) {
    const line = readLogicalLine(python, at);
    const call = readCall(python, line.value);
    if (call && call.end === line.end) {
      const magic = magicFor(call, line.value > line.start);
      if (magic !== undefined) {
        cell += python.slice(copied, line.value) + magic;
        copied = line.end;
      }
    }
    at = line.end + 1;
  }
  return cell + python.slice(copied);
}

interface Call {
  readonly method: string;
  readonly args: readonly string[];
  /** Offset after the closing parenthesis. */
  readonly end: number;
}

/** The call of a method of `get_ipython()` with literal strings that starts at `from`. */
function readCall(text: string, from: number): Call | undefined {
  callStart.lastIndex = from;
  const method = callStart.exec(text)?.[1];
  if (method === undefined) return undefined;
  const args: string[] = [];
  let at = skipLayout(text, callStart.lastIndex);
  while (text[at] !== ")") {
    const end = at < text.length ? skipToken(text, at) : at;
    const value = stringValue(text.slice(at, end));
    if (value === undefined) return undefined;
    args.push(value);
    at = skipLayout(text, end);
    if (text[at] === ",") at = skipLayout(text, at + 1);
    else if (text[at] !== ")") return undefined;
  }
  return args.length === arity[method] ? { method, args, end: at + 1 } : undefined;
}

const callStart = /get_ipython\(\)[\s\\]*\.[\s\\]*(\w+)\(/y;
const arity: Readonly<Record<string, number>> = { system: 1, getoutput: 1, run_line_magic: 2, run_cell_magic: 3, show_usage: 0 };

function skipLayout(text: string, start: number): number {
  let at = start;
  while (at < text.length && isLayout(text[at] as string)) at++;
  return at;
}

/** The value of a plain or raw string literal; `undefined` for anything else. */
function stringValue(literal: string): string | undefined {
  const match = /^(r?)("""|'''|"|')(.*)\2$/is.exec(literal);
  if (!match) return undefined;
  const [, raw, , body] = match as unknown as [string, string, string, string];
  if (raw !== "") return body;
  let known = true;
  const value = body.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(.))/gs,
    (_, x, u, long, octal, char) => {
      const hex: string | undefined = x ?? u ?? long;
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      known &&= char in simpleEscapes;
      return simpleEscapes[char] ?? "";
    },
  );
  return known ? value : undefined;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};

/** The magic that `fromIPython` turns into exactly this call, whatever line follows. */
function magicFor(call: Call, assigned: boolean): string | undefined {
  const target = assigned ? "x = " : "";
  return candidates(call, assigned).find((magic) => {
    const { python } = fromIPython(`${target}${magic}\npass`);
    const again = readCall(python, target.length);
    return sameCall(again, call) && python.slice(again?.end) === "\npass";
  });
}

function candidates({ method, args }: Call, assigned: boolean): string[] {
  const [first = "", second = ""] = args;
  switch (method) {
    case "system":
      return assigned ? [] : [`!${first}`];
    case "getoutput":
      return [assigned ? `!${first}` : `!!${first}`];
    case "run_line_magic": {
      const help = first === "pinfo2" ? [`??${second}`] : first === "pinfo" || first === "psearch" ? [`?${second}`] : [];
      return [...help, `%${first}${second === "" ? "" : ` ${second}`}`];
    }
    case "show_usage":
      return ["?"];
    default:
      return [];
  }
}

function sameCall(a: Call | undefined, b: Call): boolean {
  return a !== undefined && a.method === b.method && a.args.length === b.args.length && a.args.every((arg, index) => arg === b.args[index]);
}
