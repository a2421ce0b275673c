/** Random damage to a text, of the kinds that editors, merges and transfers do. */
import type { Random } from "../harness/random.js";

const odd = [
  "\0",
  "\t",
  "\r",
  "\n",
  "\f",
  "\\",
  '"',
  "'",
  '"""',
  "`",
  "$",
  "${",
  "}",
  "{",
  "(",
  ")",
  "[",
  "]",
  "#",
  ":",
  ";",
  ",",
  ".",
  "...",
  "@",
  "!",
  "=>",
  ":=",
  "é",
  "\ufeff",
  "\ud800",
  "🎉",
  "\u2028",
  "0x",
  "1e",
  "1_",
  "\\u{",
  "\\x",
  'r"',
  'f"',
  't"',
  'b"',
  "use python ",
  "function ",
  "case ",
  "match ",
  "when ",
  "else",
  "if (",
  "lambda (",
  "import ",
  "async ",
  "not ",
  "and ",
  "True",
  "# nc: v2",
  "<<<<<<< HEAD\n",
  "    ",
  "        ",
];

/** What makes deep nesting, long chains and long tokens when it is repeated. */
const floods = [
  "(",
  "[",
  "{",
  ")",
  "-",
  "!",
  "a.",
  "a(",
  "a[",
  "if (a) ",
  "lambda () => ",
  'f"${',
  "a + ",
  "a ** ",
  "a if ",
  "(a) ",
  "*",
  "@",
  "not ",
  "await ",
  "[a for a in ",
  "{(a): ",
  "9",
  "x",
  " ",
  "\t",
  "\\",
  "#",
  '"',
  "\n",
  "if a:\n",
  "\n ",
  "a = ",
  "a, ",
  "&& ",
  "in ",
  "é",
];

/** @returns the text with between one and a few places damaged */
export function damage(text: string, random: Random): string {
  let result = text;
  for (let times = random.small(1, 5); times > 0; times--) result = damageOnce(result, random);
  return result;
}

function damageOnce(text: string, random: Random): string {
  const at = random.int(text.length + 1);
  const length = random.small(1, 30);
  switch (random.weighted({ delete: 4, insert: 5, double: 2, swap: 2, cut: 1, bytes: 1, line: 4, token: 5, flood: 1 })) {
    case "delete":
      return text.slice(0, at) + text.slice(at + length);
    case "insert":
      return text.slice(0, at) + random.pick(odd) + text.slice(at);
    case "double":
      return text.slice(0, at) + text.slice(at, at + length).repeat(random.small(2, 40)) + text.slice(at + length);
    case "swap":
      return text.slice(0, at) + (text[at + 1] ?? "") + (text[at] ?? "") + text.slice(at + 2);
    case "cut":
      return random.chance(0.7) ? text.slice(0, at) : text.slice(at);
    case "bytes":
      return (
        text.slice(0, at) +
        Array.from({ length }, () => String.fromCharCode(random.chance(0.8) ? random.int(256) : random.int(65536))).join("") +
        text.slice(at)
      );
    case "flood":
      return text.slice(0, at) + random.pick(floods).repeat(random.small(100, 5000)) + text.slice(at);
    case "line":
      return damageLines(text, random);
    case "token":
      return damageTokens(text, random);
  }
}

function damageLines(text: string, random: Random): string {
  const lines = text.split("\n");
  const at = random.int(lines.length);
  const line = lines[at] as string;
  switch (random.pick(["drop", "double", "move", "indent", "outdent", "join"] as const)) {
    case "drop":
      lines.splice(at, 1);
      break;
    case "double":
      lines.splice(at, 0, line);
      break;
    case "move":
      lines.splice(random.int(lines.length), 0, ...lines.splice(at, 1));
      break;
    case "indent":
      lines[at] = random.pick([" ", "  ", "\t", "    "]) + line;
      break;
    case "outdent":
      lines[at] = line.replace(/^\s{1,3}/, "");
      break;
    case "join":
      lines.splice(at, 2, `${line}${lines[at + 1] ?? ""}`);
      break;
  }
  return lines.join("\n");
}

function damageTokens(text: string, random: Random): string {
  const tokens = text.match(/\w+|\s+|[^\w\s]/gu) ?? [];
  if (tokens.length === 0) return text;
  const at = random.int(tokens.length);
  const other = random.int(tokens.length);
  switch (random.pick(["drop", "double", "swap", "replace"] as const)) {
    case "drop":
      tokens.splice(at, 1);
      break;
    case "double":
      tokens.splice(at, 0, tokens[at] as string);
      break;
    case "swap":
      [tokens[at], tokens[other]] = [tokens[other] as string, tokens[at] as string];
      break;
    case "replace":
      tokens[at] = tokens[other] as string;
      break;
  }
  return tokens.join("");
}
