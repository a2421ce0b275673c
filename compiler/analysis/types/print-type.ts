/** Types as short text for people: `ndarray[float64, (n, 3)]`, `DataFrame{a: int64, b: str, …}`, `list[int]`, `int = 3`. */
import type { Column, Dim, Label, Shape, Type } from "./type.js";

export interface PrintTypeOptions {
  /** Columns, tuple items and union members beyond this number are left out. Default: 6. */
  readonly most?: number;
  /** Levels of nesting that are shown. Default: 3. */
  readonly depth?: number;
}

export function printType(type: Type, { most = 6, depth = 3 }: PrintTypeOptions = {}): string {
  return print(type, most, depth);
}

function print(type: Type, most: number, depth: number): string {
  const inner = (each: Type): string => (depth > 0 ? print(each, most, depth - 1) : "…");
  switch (type.kind) {
    case "unknown":
      return "unknown";
    case "never":
      return "never";
    case "none":
      return "None";
    case "ellipsis":
      return "...";
    case "not-implemented":
      return "NotImplemented";
    case "scalar":
      return type.value === undefined ? type.class : `${type.class} = ${printValue(type.value)}`;
    case "numpy-scalar":
      return type.dtype === null ? "NumPy scalar" : `numpy.${type.dtype}`;
    case "list":
      return `list[${type.items?.length === 0 ? "" : inner(withoutValue(type.element))}]${type.items?.length ? ` of ${type.items.length}` : ""}`;
    case "set":
    case "frozenset":
    case "deque":
      return `${type.kind}[${inner(withoutValue(type.element))}]`;
    case "tuple":
      if (!type.items) return `${shortName(type.class ?? "tuple")}[${inner(withoutValue(type.element))}, …]`;
      return `${type.class ? shortName(type.class) : ""}(${several(type.items.map(inner), most)}${type.items.length === 1 ? "," : ""})`;
    case "dict": {
      const name = shortName(type.class);
      if (!type.entries || type.entries.length === 0)
        return type.complete ? `${name}{}` : `${name}[${inner(withoutValue(type.key))}, ${inner(withoutValue(type.value))}]`;
      const entries = type.entries.map(({ key, value }) => `${JSON.stringify(key)}: ${inner(value)}`);
      return `${name}{${several(entries, most, type.complete !== true)}}`;
    }
    case "iterator":
      return `${shortName(type.class ?? "iterator")}[${inner(withoutValue(type.element))}]`;
    case "range":
      return `range(${[type.start, type.stop, type.step].map(bound).join(", ")})`;
    case "slice":
      return `slice(${[type.start, type.stop, type.step].map(bound).join(", ")})`;
    case "module":
      return `module ${type.name}`;
    case "library-function":
    case "user-function":
      return `${type.receiver ? "method" : "function"} ${type.name}`;
    case "library-class":
    case "user-class":
      return `class ${type.name}`;
    case "partial":
      return `partial(${inner(type.function)}, …)`;
    case "instance":
      return type.name;
    case "object":
      return `${shortName(type.class)}${type.subclass ? "+" : ""}`;
    case "array":
      return `ndarray[${type.dtype ?? "?"}${type.shape ? `, ${printShape(type.shape)}` : ""}]`;
    case "series": {
      const name = type.name === undefined || type.name === null ? "" : `${printLabel(type.name)}: `;
      return `Series[${name}${type.dtype ?? "?"}]${printLength(type.length)}`;
    }
    case "frame":
      return `DataFrame${type.columns ? `{${printColumns(type.columns, most, type.complete)}}` : ""}${printLength(type.length)}`;
    case "index":
      return `${type.class ?? "Index"}[${type.dtype ?? "?"}]${printLength(type.length)}`;
    case "tensor": {
      const parts = [
        type.dtype ?? "?",
        ...(type.shape ? [printShape(type.shape)] : []),
        ...(type.device ? [type.device] : []),
        ...(type.requiresGrad ? ["grad"] : []),
      ];
      return `${shortName(type.class)}[${parts.join(", ")}]`;
    }
    case "union":
      return several(
        type.members.map((member) => print(member, most, depth)),
        most,
        false,
        " | ",
      );
  }
}

/** Elements of a container are what they all are; a single known value says little about the rest. */
const withoutValue = (type: Type): Type => (type.kind === "scalar" ? { kind: "scalar", class: type.class } : type);

function several(parts: readonly string[], most: number, isOpen = false, separator = ", "): string {
  const shown = parts.length > most ? parts.slice(0, most) : parts;
  return [...shown, ...(isOpen || shown.length < parts.length ? ["…"] : [])].join(separator);
}

function bound(type: Type): string {
  if (type.kind === "none") return "None";
  return type.kind === "scalar" && type.value !== undefined ? printValue(type.value) : print(type, 3, 1);
}

/** A known value as Python writes it; long strings are cut. */
export function printValue(value: boolean | bigint | number | string): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 39)}…` : value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return String(value);
  if (Object.is(value, -0)) return "-0.0";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value);
}

/** The last name, which is how people say it: `matplotlib.figure.Figure` is a `Figure`. */
const shortName = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

export const printDim = (dim: Dim): string => (dim === null ? "?" : String(dim));

export const printShape = (shape: NonNullable<Shape>): string => `(${shape.map(printDim).join(", ")}${shape.length === 1 ? "," : ""})`;

const printLength = (length: Dim): string => (length === null ? "" : ` × ${printDim(length)}`);

function printLabel(label: Label): string {
  if (Array.isArray(label)) return `(${label.map(printLabel).join(", ")})`;
  return label === null ? "None" : String(label);
}

const printColumns = (columns: readonly Column[], most: number, isComplete: boolean): string =>
  several(
    columns.map(({ label, dtype, certain }) => `${printLabel(label)}${certain ? "" : "?"}: ${dtype ?? "?"}`),
    most,
    !isComplete,
  );
