/** The IR as text, in the form of Python's `ast.dump`: for tests, and to look at. */
import { type ConstantValue, codePointsOf, type SurrogateString } from "./constants.js";
import { type FieldInfo, type Node, nodeFields } from "./nodes.js";

/**
 * What `ast.dump(node)` of Python gives for the same tree, without line ends: fields that are empty or `None` are left out,
 * and values are written as Python's `repr` does.
 * @throws RangeError for trees that are nested too deeply for the stack, as Python does
 */
export function dump(node: Node): string {
  const fields: string[] = [];
  for (const field of nodeFields[node.kind]) {
    const value = (node as unknown as Record<string, unknown>)[field.name];
    if (Array.isArray(value) ? value.length === 0 : value === null && field.count === "optional") continue;
    fields.push(
      `${field.pythonName}=${Array.isArray(value) ? `[${value.map((item) => dumpValue(item, field)).join(", ")}]` : dumpValue(value, field)}`,
    );
  }
  return `${node.kind}(${fields.join(", ")})`;
}

/** Fields whose text names a class of Python's `ast`: operators and contexts. */
const tagFields: ReadonlySet<string> = new Set(["ctx", "op", "ops"]);

function dumpValue(value: unknown, field: FieldInfo): string {
  if (field.node) return value === null ? "None" : dump(value as Node);
  if (typeof value === "number" && field.name !== "value") return String(value);
  return tagFields.has(field.name) ? `${value as string}()` : pythonRepr(value as ConstantValue);
}

/** Python's `repr` of a value. */
export function pythonRepr(value: ConstantValue): string {
  switch (typeof value) {
    case "boolean":
      return value ? "True" : "False";
    case "bigint":
      return value.toString();
    case "number":
      return floatRepr(value);
    case "string":
      return textRepr(value);
  }
  if (value === null) return "None";
  switch (value.type) {
    case "ellipsis":
      return "Ellipsis";
    case "imaginary":
      return `${floatRepr(value.value).replace(/\.0$/, "")}j`;
    case "surrogates":
      return textRepr(value);
    case "bytes":
      return `b${quoted([...value.bytes], (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : hex("x", byte, 2)))}`;
  }
}

function floatRepr(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "inf" : value < 0 ? "-inf" : "nan";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  // The digits are the same shortest ones in both languages; Python goes over to exponents at other places.
  const [mantissa = "", exponent = ""] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 16) {
    const digits = String(Math.abs(power)).padStart(2, "0");
    return `${mantissa}e${power < 0 ? "-" : "+"}${digits}`;
  }
  const text = power < 0 ? value.toFixed(Math.max(0, mantissa.replace(/[-.]/g, "").length - 1 - power)) : String(value);
  return text.includes(".") ? text : `${text}.0`;
}

function textRepr(value: string | SurrogateString): string {
  return quoted(codePointsOf(value), (point) => {
    const character = String.fromCodePoint(point);
    if (point === 0x20 || !/[\p{C}\p{Z}]/u.test(character)) return character;
    if (point < 0x100) return hex("x", point, 2);
    return point < 0x10000 ? hex("u", point, 4) : hex("U", point, 8);
  });
}

const hex = (letter: string, value: number, width: number): string => `\\${letter}${value.toString(16).padStart(width, "0")}`;

/** Between the quotes that Python chooses; `show` writes what has no short escape. */
function quoted(points: readonly number[], show: (point: number) => string): string {
  const quote = points.includes(0x27) && !points.includes(0x22) ? '"' : "'";
  const escapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", [quote]: `\\${quote}` };
  return `${quote}${points.map((point) => escapes[String.fromCodePoint(point)] ?? show(point)).join("")}${quote}`;
}
