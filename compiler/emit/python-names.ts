/** Names that Python reads as keywords when they are written plainly. */

/** Keywords of Python 3.14 (`keyword.kwlist`); soft keywords are names. */
export const pythonKeywords: readonly string[] =
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  );

const keywords: ReadonlySet<string> = new Set(pythonKeywords);

/**
 * A name as Python source. Python normalises names (NFKC) after it has told keywords from names, so that `𝐢𝐟` is a name
 * spelled `if`: such names are written in mathematical bold letters again.
 */
export function pythonName(id: string): string {
  return keywords.has(id) ? id.replace(/[A-Za-z]/g, bold) : id;
}

const bold = (letter: string): string => {
  const code = letter.charCodeAt(0);
  return String.fromCodePoint(code >= 97 ? 0x1d41a + code - 97 : 0x1d400 + code - 65);
};
