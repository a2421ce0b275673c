/** Random names, numbers and strings, with a liking for those that break printers and lexers. */
import { type BytesValue, type ConstantValue, ellipsis, type SurrogateString, stringOfCodePoints } from "../../compiler/ir/constants.js";
import type { Random } from "../harness/random.js";

const plainNames = [
  "a",
  "b",
  "c",
  "x",
  "y",
  "value",
  "self",
  "cls",
  "args",
  "kwargs",
  "np",
  "pd",
  "i",
  "_",
  "__",
  "_private",
  "__name__",
  "CamelCase",
  "print",
  "len",
];
/** Words of `.nc` that are plain names in Python, and Python's own soft keywords. */
const wordNames = [
  "true",
  "false",
  "function",
  "func",
  "case",
  "when",
  "match",
  "type",
  "use",
  "python",
  "ipython",
  "actor",
  "foreign",
  "extends",
  "null",
  "let",
  "var",
  "fn",
  "new",
  "this",
];
/** Beyond ASCII, in the form that Python keeps (NFKC); some need two UTF-16 units. */
const foreignNames = [
  "é",
  "naïve",
  "变量",
  "имя",
  "ñandú",
  "π",
  "Ωmega",
  "ª".normalize("NFKC"),
  "𐐀𐐁",
  "x𠀀",
  "ℵ0".normalize("NFKC"),
  "ا",
  "_é1",
];

export function randomName(random: Random): string {
  const kind = random.weighted({ plain: 70, word: 18, foreign: 8, long: 4 });
  if (kind === "plain") return random.pick(plainNames);
  if (kind === "word") return random.pick(wordNames);
  if (kind === "foreign") return random.pick(foreignNames);
  return `name_${random.int(1e6).toString(36)}`.repeat(random.small(1, 6));
}

const modules = [
  "os",
  "sys",
  "numpy",
  "pandas",
  "os.path",
  "matplotlib.pyplot",
  "a.b.c.d",
  "helper",
  "match",
  "true",
  "use.python",
  "变量.имя",
  "type.function",
];

export const randomModule = (random: Random): string =>
  random.chance(0.9) ? random.pick(modules) : `${randomName(random)}.${randomName(random)}`;

/** Literals that Python has a token for: no negative numbers, no `nan`. */
export function randomConstant(random: Random): ConstantValue {
  switch (random.weighted({ none: 5, bool: 8, int: 28, float: 14, imaginary: 5, text: 28, bytes: 8, ellipsis: 3 })) {
    case "none":
      return null;
    case "bool":
      return random.chance(0.5);
    case "int":
      return randomInt(random);
    case "float":
      return randomFloat(random);
    case "imaginary":
      return { type: "imaginary", value: random.chance(0.4) ? random.int(10) : randomFloat(random) };
    case "text":
      return randomText(random);
    case "bytes":
      return randomBytes(random);
    case "ellipsis":
      return ellipsis;
  }
}

export function randomInt(random: Random): bigint {
  if (random.chance(0.75)) return BigInt(random.small(0, 1000));
  const digits = random.chance(0.02) ? random.small(4000, 6000) : random.small(8, 120);
  let value = 1n;
  for (let index = 0; index < digits; index += 7) value = value * 10_000_000n + BigInt(random.int(10_000_000));
  return value;
}

const floats = [
  0,
  0.1,
  1,
  10,
  100,
  1e5,
  1e16,
  1e22,
  1e21,
  1e-5,
  5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  Number.POSITIVE_INFINITY,
  3.141592653589793,
  123456789.125,
  9007199254740992,
];

export const randomFloat = (random: Random): number =>
  random.chance(0.6) ? random.pick(floats) : random.next() * 10 ** (random.int(40) - 20);

const plainTexts = [
  "",
  "a",
  "hello world",
  "it's",
  'say "hi"',
  "# no comment",
  "a\nb",
  "\n",
  "tab\there",
  "${x}",
  "$",
  "$$",
  "{",
  "}",
  "{}",
  "{{}}",
  "${",
  "}$",
  "%s",
  "\\",
  "\\n",
  "\\\\",
  "C:\\new",
  "'''",
  '"""',
  '""',
  "\"'",
  "é",
  "变量",
  "\\N{DASH}",
  "\\u1234",
  "\\x41",
  "!r",
  ":>10",
  "=",
  "as",
  "path/to",
];
const oddPoints = [
  0, 1, 7, 8, 9, 10, 11, 12, 13, 27, 31, 34, 36, 39, 92, 123, 125, 127, 0x80, 0x85, 0xa0, 0xad, 0x2028, 0x2029, 0x200b, 0x202e, 0xfeff,
  0xfffd, 0xfffe, 0xffff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0x1f600, 0x10ffff, 0x301, 0x3000,
];

export function randomText(random: Random): string | SurrogateString {
  if (random.chance(0.55)) return random.pick(plainTexts);
  if (random.chance(0.3))
    return Array.from({ length: random.small(1, 5) }, () => random.pick(plainTexts)).join(random.pick(["", " ", "\n", "\\"]));
  const points = Array.from({ length: random.small(1, 12) }, () => (random.chance(0.5) ? random.pick(oddPoints) : 32 + random.int(95)));
  return stringOfCodePoints(points);
}

export function randomBytes(random: Random): BytesValue {
  const bytes = Array.from({ length: random.small(0, 10) }, () =>
    random.chance(0.3) ? random.int(256) : random.pick([34, 39, 92, 10, 13, 0, 9, 123, 36, 97, 65, 48]),
  );
  return { type: "bytes", bytes: Uint8Array.from(bytes) };
}
