/** Logical lines and tokens of Python text that need not be Python yet: just enough to find IPython's additions to it. */

/** One logical line; offsets into the text. */
export interface LogicalLine {
  /** First character that is not blank. */
  readonly start: number;
  /** First character after the first `=` outside brackets, or `start` where there is none. */
  readonly value: number;
  /** The line end that closes it, or the end of the text. */
  readonly end: number;
  /** Whether a magic stands at `value`: it takes the rest of the line. */
  readonly magic: boolean;
  /** Whether its last token is a question mark. */
  readonly asks: boolean;
}

/** The logical line of a cell that starts at `from`, as IPython sees it. */
export function readLogicalLine(text: string, from: number): LogicalLine {
  const start = skipBlanks(text, from);
  if (start < text.length && "%!?,;/".includes(text[start] as string)) return readMagicLine(text, start, start);
  let depth = 0;
  let value = start;
  let last = "";
  let at = start;
  while (at < text.length) {
    const char = text[at] as string;
    if (char === "\n" && depth === 0) break;
    const next = skipToken(text, at);
    const token = text.slice(at, next);
    if ("([{".includes(token)) depth++;
    else if (")]}".includes(token)) depth = Math.max(0, depth - 1);
    else if (token === "=" && depth === 0 && value === start) {
      value = skipBlanks(text, next);
      if (isAssignedMagic(text, value)) return readMagicLine(text, start, value);
    }
    if (!isLayout(char)) last = token;
    at = next;
  }
  return { start, value, end: at, magic: false, asks: last === "?" };
}

const isAssignedMagic = (text: string, at: number): boolean =>
  (text[at] === "!" && text[at + 1] !== "=") || (text[at] === "%" && isNameStart(text[skipBlanks(text, at + 1)] ?? ""));

/** A magic takes its whole line, and the next ones as long as they end with a backslash. */
function readMagicLine(text: string, start: number, value: number): LogicalLine {
  let end = lineEnd(text, value);
  while (text[end - 1] === "\\" && end + 1 < text.length) end = lineEnd(text, end + 1);
  let last = "";
  for (let at = value; at < end; ) {
    const next = skipToken(text, at);
    if (!isLayout(text[at] as string)) last = text.slice(at, next);
    at = next;
  }
  return { start, value, end, magic: true, asks: last === "?" };
}

// Tokens of Python, as far as they matter here.

/** Blanks, line ends and the backslash that joins lines. */
export const isLayout = (char: string): boolean => char === " " || char === "\t" || char === "\f" || char === "\n" || char === "\\";
const isNameStart = (char: string | undefined): boolean => char !== undefined && /[A-Za-z_\u0080-\uffff]/.test(char);
const word = /[\w\u0080-\uffff]+/y;
const operator = /\\\n|\*\*=|\/\/=|>>=|<<=|[-+*/%@&|^<>=!:]=|->|./sy;
const stringPrefix = /^(?:[bu]|[bft]?r|r?[bft])$/i;

/** The end of the token, comment, blank or line joining at `at`. */
export function skipToken(text: string, at: number): number {
  const char = text[at];
  if (char === '"' || char === "'") return skipString(text, at, false);
  if (char === "#") return lineEnd(text, at);
  word.lastIndex = at;
  if (word.test(text)) {
    const end = word.lastIndex;
    const quote = text[end];
    if (quote !== '"' && quote !== "'") return end;
    const prefix = text.slice(at, end);
    return stringPrefix.test(prefix) ? skipString(text, end, /[ft]/i.test(prefix)) : end;
  }
  operator.lastIndex = at;
  operator.test(text);
  return operator.lastIndex;
}

/** The end of the string whose opening quote is at `at`; one without closing quotes ends with its line or the text. */
function skipString(text: string, at: number, template: boolean): number {
  const quote = text.slice(at, at + 3);
  const triple = quote === '"""' || quote === "'''";
  const closing = triple ? quote : (text[at] as string);
  return skipText(text, at + closing.length, template, (from) => {
    if (text.startsWith(closing, from)) return from + closing.length;
    return !triple && text[from] === "\n" ? from : undefined;
  });
}

/** Literal text of a string or of a format specification up to where `endAt` finds its end, past replacement fields. */
function skipText(text: string, start: number, template: boolean, endAt: (from: number) => number | undefined): number {
  let at = start;
  while (at < text.length) {
    const end = endAt(at);
    if (end !== undefined) return end;
    if (text[at] === "\\" && !(template && text[at + 1] === "{")) at += 2;
    else if (template && text.startsWith("{{", at)) at += 2;
    else if (template && text[at] === "{") at = skipField(text, at + 1);
    else at++;
  }
  return text.length;
}

/** The end of the replacement field of an f-string that starts before `start`. */
function skipField(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const next = skipToken(text, at);
    const token = text.slice(at, next);
    if (depth === 0 && token === "}") return next;
    if (depth === 0 && (token === ":" || token === ":="))
      return skipText(text, at + 1, true, (from) => (text[from] === "}" ? from + 1 : undefined));
    if ("([{".includes(token)) depth++;
    else if (")]}".includes(token)) depth--;
    at = next;
  }
  return text.length;
}

export function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** Past blanks and joined lines. */
export function skipBlanks(text: string, start: number): number {
  let at = start;
  for (;;) {
    if (text[at] === " " || text[at] === "\t" || text[at] === "\f") at++;
    else if (text[at] === "\\" && text[at + 1] === "\n") at += 2;
    else return at;
  }
}
