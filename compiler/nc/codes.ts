/** The codes of what can be wrong with an `.nc` text. The examples are checked by the tests: the wrong one gives the code. */
import type { CodeEntry } from "../remarks/code-table.js";

interface Rule<C extends string> {
  readonly code: C;
  readonly title: string;
  /** When it happens, and why the language is like that. */
  readonly about: string;
  readonly wrong: string;
  readonly right: string;
}

const rule = <C extends string>(code: C, title: string, about: string, wrong: string, right: string): Rule<C> => ({
  code,
  title,
  about,
  wrong,
  right,
});

const rules = [
  // --- the file and its lines ---
  rule(
    "NC2401",
    "another version of the language",
    "The header in the first line names a version that this parser does not read. The rest of the file is read all the same, and may give errors of its own.",
    "# nc: v2\nx = 1\n",
    "# nc: v1+py314/1\nx = 1\n",
  ),
  rule(
    "NC2402",
    "a character without a meaning",
    "Outside of strings and comments only names, numbers and the operators of the language can stand. Often such a character was pasted: a typographic quote, or a space that is none.",
    "x = a ? b : c\n",
    "x = if (a) b else c\n",
  ),
  rule(
    "NC2403",
    "tabs and spaces are mixed",
    "Whether one line is indented deeper than another one must not depend on the width of a tab. Indent with spaces only.",
    "if a:\n        b = 1\n\tc = 2\n",
    "if a:\n    b = 1\n    c = 2\n",
  ),
  rule(
    "NC2404",
    "an indentation that fits no block",
    "A line that ends a block goes back to the indentation of a block around it, and not to a place between two of them.",
    "if a:\n        b = 1\n    c = 2\n",
    "if a:\n        b = 1\nc = 2\n",
  ),
  rule(
    "NC2405",
    "an unexpected indentation",
    "Only what stands below a line with `:` at its end is indented deeper than that line.",
    "a = 1\n    b = 2\n",
    "a = 1\nb = 2\n",
  ),
  rule(
    "NC2406",
    "a missing block",
    "After a line with `:` at its end comes a block that is indented deeper. A block that does nothing is `pass`.",
    "if a:\nb = 1\n",
    "if a:\n    b = 1\n",
  ),
  rule(
    "NC2407",
    "a block on the line of its header",
    "The body of `if`, `function` and the like stands on its own lines, also when it is short.",
    "if a: b = 1\n",
    "if a:\n    b = 1\n",
  ),
  rule("NC2408", "two statements on a line", "There is one statement a line, and no `;`.", "a = 1; b = 2\n", "a = 1\nb = 2\n"),
  rule(
    "NC2409",
    "a `\\` in the middle of a line",
    "A `\\` joins a line with the next one, so nothing can follow it, not even a space or a comment.",
    "x = 1 + \\ # one\n    2\n",
    "x = 1 + \\\n    2\n",
  ),
  rule(
    "NC2410",
    "too deeply nested",
    "Blocks can be nested 100 deep, as in Python; brackets as deep as the memory of the parser allows. Give inner parts names, or move them into functions.",
    `x = ${"(".repeat(20000)}1${")".repeat(20000)}\n`,
    "x = ((1))\n",
  ),
  // --- brackets, strings, numbers, names ---
  rule(
    "NC2411",
    "a bracket that is never closed",
    "The bracket is open at the end of the file, or where a statement begins that cannot stand inside of brackets.",
    "x = f(1\ny = 2\n",
    "x = f(1)\ny = 2\n",
  ),
  rule("NC2412", "a bracket that closes nothing", "A closing bracket needs an opening one of its kind.", "x = (1]\n", "x = (1)\n"),
  rule(
    "NC2413",
    "a string that is never closed",
    'A string ends with the quotes that it starts with. One between `"` ends on its line; one between `"""` may run over lines.',
    'x = "a\n',
    'x = "a"\n',
  ),
  rule(
    "NC2414",
    "an interpolation that is never closed",
    'The `}` of a `${` stands before the quotes that end the template. A quote inside of the text after `:` is written `\\"`.',
    'x = f"${a:>5"\n',
    'x = f"${a:>5}"\n',
  ),
  rule("NC2415", "a string in single quotes", 'Strings stand between double quotes, `"…"` or `"""…"""`.', "x = 'a'\n", 'x = "a"\n'),
  rule(
    "NC2416",
    "an unknown prefix of a string",
    "The prefixes are `r` (no escapes), `u`, `b` (bytes), `f` and `t` (templates), and `rb`, `rf` and `rt`, all in small letters.",
    'x = R"a"\n',
    'x = r"a"\n',
  ),
  rule(
    "NC2417",
    "an unknown escape",
    'The escapes are `\\n`, `\\t`, `\\r`, `\\\\`, `\\"`, `\\xHH` and `\\u{H…}`, and `\\$` in templates. Characters can be written as they are. A `\\` itself is `\\\\`, or stands in a raw string.',
    'x = "\\d"\n',
    'x = "\\\\d" + r"\\d"\n',
  ),
  rule(
    "NC2418",
    "quotes or a last `\\` in a raw string",
    "A raw string has no escapes, so it cannot contain the quotes that end it. As in Python, its text cannot end with an odd number of `\\`.",
    'x = r"a\\"\n',
    'x = "a\\\\"\n',
  ),
  rule(
    "NC2419",
    "bytes that are not ASCII",
    'Between the quotes of `b"…"` stand ASCII characters; every other byte is written `\\xHH`.',
    'x = b"é"\n',
    'x = b"\\xe9"\n',
  ),
  rule(
    "NC2420",
    "a malformed number",
    "A float has digits on both sides of its dot, and an exponent needs the dot too. Letters in a number are small. An integer has no zeros in front; `_` stands between digits.",
    "x = 1e5 + .5\n",
    "x = 1.0e5 + 0.5\n",
  ),
  rule(
    "NC2421",
    "a malformed name in backticks",
    "Between backticks stands one name, on one line. Only names that are reserved words need them.",
    "x = `a b`\n",
    "x = `true`\n",
  ),
  rule(
    "NC2422",
    "strings of different kinds side by side",
    "Adjacent strings are one string, so they must be of one kind: all `bytes`, all `t` templates, or a mix of plain strings and `f` templates.",
    'x = "a" b"b"\n',
    'x = "a" "b"\n',
  ),
  rule(
    "NC2423",
    "a malformed interpolation",
    "An interpolation is one expression, in `t` templates perhaps `as` and its Python text, then perhaps `!r`, `!s` or `!a`, then perhaps `:` and a format.",
    'x = f"${a!x}"\n',
    'x = f"${a!r}"\n',
  ),
  // --- habits ---
  rule(
    "NC2430",
    "a word of Python",
    "NoodleCore has signs and small letters where Python has these words: `&&`, `||`, `!`, `true` and `false`.",
    "x = a and not b\n",
    "x = a && !b\n",
  ),
  rule(
    "NC2431",
    "a reserved word as a name",
    "Reserved words are no names, and words such as `match` and `type` are none as the first word of a statement. Between backticks every word is a name.",
    "match = 1\n",
    "`match` = 1\n",
  ),
  rule(
    "NC2432",
    "a conditional expression in Python's order",
    "The condition comes first, in parentheses.",
    "x = a if b else c\n",
    "x = if (b) a else c\n",
  ),
  rule(
    "NC2433",
    "a malformed lambda",
    "A lambda has its parameters in parentheses, without annotations, and `=>` after them.",
    "f = lambda x: x + 1\n",
    "f = lambda (x) => x + 1\n",
  ),
  rule(
    "NC2434",
    "a malformed keyword argument",
    "Keyword arguments are written `name: value`, in calls, classes and class patterns.",
    "f(a = 1)\n",
    "f(a: 1)\n",
  ),
  rule(
    "NC2435",
    "an assignment inside of an expression",
    "`=` is a statement. To compare, write `==`; to keep a value in the middle of an expression, write `(name := value)`.",
    "if a = b:\n    pass\n",
    "if a == b:\n    pass\n",
  ),
  rule(
    "NC2436",
    "a block in braces",
    "Blocks start with `:` at the end of a line, and are indented.",
    "if a {\n    b = 1\n}\n",
    "if a:\n    b = 1\n",
  ),
  rule(
    "NC2437",
    "`else if`",
    "A further condition of an `if` statement starts with `elif`.",
    "if a:\n    pass\nelse if b:\n    pass\n",
    "if a:\n    pass\nelif b:\n    pass\n",
  ),
  rule(
    "NC2438",
    "`if` in a `case`",
    "The condition of a `case` starts with `when`.",
    "match a:\n    case b if b > 1:\n        pass\n",
    "match a:\n    case b when b > 1:\n        pass\n",
  ),
  // --- what does not fit ---
  rule("NC2440", "something that does not fit", "The grammar has no place for it here.", "x = a <> b\n", "x = a != b\n"),
  rule(
    "NC2441",
    "something is missing",
    "An expression, or another part of the statement, is missing: at the end of a line, between two operators, or inside of brackets.",
    "x = a +\n",
    "x = a + b\n",
  ),
  rule(
    "NC2442",
    "a missing comma",
    "Two elements stand side by side without a comma or an operator between them.",
    "x = [a b]\n",
    "x = [a, b]\n",
  ),
  rule("NC2443", "a missing `:`", "The line before a block ends with `:`.", "if a\n    b = 1\n", "if a:\n    b = 1\n"),
  rule(
    "NC2444",
    "a statement that does not end",
    "There is one statement a line; what follows does not belong to it.",
    "x = a b\n",
    "x = a\n",
  ),
  rule("NC2445", "a missing name", "The statement needs a name here.", "import 1\n", "import a\n"),
  rule(
    "NC2446",
    "a part without its statement",
    "`elif` and `else`, `except` and `finally`, and `case` continue a statement before them, at the same indentation.",
    "x = 1\nelse:\n    pass\n",
    "if x:\n    pass\nelse:\n    pass\n",
  ),
  rule(
    "NC2447",
    "a `try` without `except` and `finally`",
    "A `try` needs at least one `except` or a `finally`; an `else` needs an `except`.",
    "try:\n    f()\nx = 1\n",
    "try:\n    f()\nfinally:\n    x = 1\n",
  ),
  rule(
    "NC2448",
    "`except` and `except*` at the same `try`",
    "`except*` handles groups of exceptions; a `try` has handlers of one kind only.",
    "try:\n    f()\nexcept A:\n    pass\nexcept* B:\n    pass\n",
    "try:\n    f()\nexcept* A:\n    pass\nexcept* B:\n    pass\n",
  ),
  rule(
    "NC2449",
    "a `match` without cases",
    "Below `match` stand `case` blocks, at least one, and nothing else.",
    "match a:\n    b = 1\n",
    "match a:\n    case _:\n        b = 1\n",
  ),
  // --- targets ---
  rule(
    "NC2450",
    "a target that cannot be assigned to",
    "Names, attributes, elements, slices, and tuples and lists of them can be assigned to.",
    "f() = 1\n",
    "f().x = 1\n",
  ),
  rule(
    "NC2451",
    "something that cannot be deleted",
    "Names, attributes, elements, slices, and tuples and lists of them can be deleted.",
    "del f()\n",
    "del f().x\n",
  ),
  rule(
    "NC2452",
    "something that cannot be annotated",
    "One name, attribute or element can have an annotation.",
    "a, b: int = 1, 2\n",
    "a: int = 1\n",
  ),
  rule(
    "NC2453",
    "a bad target of an augmented assignment",
    "`+=` and the like change one name, attribute, element or slice.",
    "a, b += 1\n",
    "a += 1\n",
  ),
  rule(
    "NC2454",
    "a misplaced `:=`",
    "`:=` stands after a name alone. As a part of a larger expression it stands in parentheses.",
    "x = a + b := 1\n",
    "x = a + (b := 1)\n",
  ),
  rule(
    "NC2455",
    "a misplaced `*`",
    "`*` unpacks into a tuple, list, set or call, and stands in front of its element there.",
    "if *a:\n    pass\n",
    "x = [*a]\n",
  ),
  rule(
    "NC2456",
    "a `yield` without parentheses",
    "`yield` is a statement, or the whole right side of an assignment, or stands in parentheses.",
    "f(yield x)\n",
    "f((yield x))\n",
  ),
  rule(
    "NC2457",
    "a malformed comprehension",
    "A comprehension has one element, which is not unpacked; a tuple as its element stands in parentheses.",
    "x = [a, b for a in c]\n",
    "x = [(a, b) for a in c]\n",
  ),
  rule(
    "NC2458",
    "a generator without parentheses",
    "Only as the one argument of a call a generator needs no parentheses of its own.",
    "f(a for a in b, 1)\n",
    "f((a for a in b), 1)\n",
  ),
  rule(
    "NC2459",
    "arguments in a wrong order",
    "Positional arguments come before named ones, and `*` before `**`.",
    "f(a: 1, 2)\n",
    "f(2, a: 1)\n",
  ),
  rule(
    "NC2460",
    "parameters in a wrong order",
    "The order is: parameters without default, with default, `*` or `*args`, named parameters, `**kwargs`; a `/` stands once, before `*` and not first.",
    "function f(a = 1, b):\n    pass\n",
    "function f(b, a = 1):\n    pass\n",
  ),
  rule(
    "NC2461",
    "a mix of dict and set",
    "Either every item between braces has a key, or none has.",
    "x = {1: 2, 3}\n",
    "x = {1: 2, 3: 4}\n",
  ),
  rule(
    "NC2462",
    "a name alone as a key",
    "`{name: …}` could mean the text or the value of the name, so it is neither. Parentheses stand around a key that is an expression.",
    "x = {a: 1}\n",
    'x = {(a): 1, "a": 2}\n',
  ),
  rule(
    "NC2463",
    "a comma at the end of an import",
    "A list of imported names can end with a comma only between parentheses.",
    "from a import b,\n",
    "from a import (b,)\n",
  ),
  rule(
    "NC2464",
    "a malformed `use`",
    "After `use python` stands the name of a module in quotes, as Python has it.",
    'use python "a b"\n',
    'use python "a.b" as b\n',
  ),
  rule(
    "NC2465",
    "an unknown command of IPython",
    "After `use ipython` stands a magic (`%name …`, or `%%name …` with the text of its cell) or a shell command (`!…`).",
    'use ipython "ls"\n',
    'use ipython "!ls"\n',
  ),
  rule(
    "NC2466",
    "a malformed pattern",
    "Patterns are literals, dotted names, names that capture, sequences, mappings and classes, as in Python.",
    "match a:\n    case {b: 1}:\n        pass\n",
    'match a:\n    case {"b": 1}:\n        pass\n',
  ),
  rule(
    "NC2467",
    "a bound on a `*` type parameter",
    "Only plain type parameters have a bound.",
    "type A[*T: int] = T\n",
    "type A[T: int] = T\n",
  ),
  rule(
    "NC2468",
    "several exceptions and a name without parentheses",
    "`except A, B:` needs no parentheses; with `as` it does.",
    "try:\n    f()\nexcept A, B as e:\n    pass\n",
    "try:\n    f()\nexcept (A, B) as e:\n    pass\n",
  ),
  rule(
    "NC2469",
    "a decorator without a function",
    "Decorators stand directly above a function or a class.",
    "@f\nx = 1\n",
    "@f\nfunction g():\n    pass\n",
  ),
] as const;

/** The code of a mistake in an `.nc` text. */
export type NcCode = (typeof rules)[number]["code"];

export interface NcCodeEntry extends CodeEntry {
  readonly code: NcCode;
  /** A text with the mistake, and the same without it. */
  readonly wrong: string;
  readonly right: string;
}

export const ncCodes: readonly NcCodeEntry[] = rules.map(({ code, title, about, wrong, right }) => ({
  code,
  title,
  explanation: `${about}\n\nWrong:\n\n${block(wrong)}\n\nRight:\n\n${block(right)}`,
  wrong,
  right,
}));

/** An example as Markdown; a long line is shown in part. */
function block(text: string): string {
  const shown = text.replace(/^(.{60}).{100,}(.{20})$/m, "$1…$2");
  return `\`\`\`nc\n${shown.trimEnd()}\n\`\`\``;
}
