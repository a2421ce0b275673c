/** Reads the parameters of a signature: `a, /, axis=None, *rest, keepdims=False, **options`. */
import type { Parameter } from "./catalog.js";

export function parseParameters(text: string): readonly Parameter[] {
  const parts = splitAtCommas(text);
  const positionalOnly = parts.indexOf("/");
  let keywordOnly = false;
  return parts.flatMap((part, position): Parameter[] => {
    if (part === "/") return [];
    if (part === "*") {
      keywordOnly = true;
      return [];
    }
    if (part.startsWith("**")) return [{ name: part.slice(2), kind: "keyword-rest" }];
    if (part.startsWith("*")) {
      keywordOnly = true;
      return [{ name: part.slice(1), kind: "rest" }];
    }
    const equals = part.indexOf("=");
    const name = equals < 0 ? part : part.slice(0, equals);
    const kind = keywordOnly ? "keyword" : position < positionalOnly ? "positional" : "any";
    return [equals < 0 ? { name, kind } : { name, kind, default: part.slice(equals + 1) }];
  });
}

/** Splits at the commas that are not inside of brackets or quotes; parts are trimmed, an empty text has none. */
export function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (quote) {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth--;
    else if (character === "," && depth === 0) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  const last = text.slice(start).trim();
  return last === "" ? parts : [...parts, last];
}
