/** Sparse matrices and arrays: what makes them, and arithmetic between them. */
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../../../../ir/nodes.js";
import type { RuleCall } from "../../rule.js";
import { array, join, numpyScalar, type ObjectType, object, scalar, type Type, tupleOf, unknown } from "../../type.js";

const pattern = /^scipy\.sparse\.(csr|csc|coo|lil|dok|dia|bsr)_(matrix|array)$/;

interface Sparse {
  readonly format: string;
  readonly kind: "matrix" | "array";
}

function sparseOf(type: Type | undefined): Sparse | undefined {
  if (type?.kind !== "object" || type.subclass) return undefined;
  const match = pattern.exec(type.class);
  return match ? { format: match[1] as string, kind: match[2] as Sparse["kind"] } : undefined;
}

const make = (format: string, kind: string): ObjectType => object(`scipy.sparse.${format}_${kind}`);

/** Formats that keep their form in arithmetic. */
const isCompressed = ({ format }: Sparse): boolean => format === "csr" || format === "csc";

/**
 * Constructors of sparse matrices.
 * @param kind `matrix`, `array`, or `either`: by the input
 * @param formats those that come when none is asked for
 */
export function made(call: RuleCall, kind: string, ...formats: string[]): Type {
  const asked = call.argument("format");
  const name = asked?.kind === "scalar" && typeof asked.value === "string" ? asked.value : undefined;
  if (asked && asked.kind !== "none" && name === undefined) return unknown("a sparse matrix of a format that is not known");
  const kinds = kind === "either" ? ["matrix", "array"] : [kind];
  return join(...(name === undefined ? formats : [name]).flatMap((format) => kinds.map((one) => make(format, one))));
}

export function transposed(call: RuleCall): Type {
  const own = sparseOf(call.receiver);
  if (!own) return unknown("the transpose of a sparse matrix of a class that is not known");
  const format = own.format === "csr" ? "csc" : own.format === "csc" ? "csr" : own.format;
  return make(format, own.kind);
}

const isNumber = (type: Type): boolean =>
  type.kind === "numpy-scalar" || (type.kind === "scalar" && ["int", "float", "complex", "bool"].includes(type.class));

export function dot(call: RuleCall): Type {
  const own = sparseOf(call.receiver);
  const other = call.argument("other");
  if (!own || !other) return unknown("a product of sparse matrices");
  return (
    product(own, other) ?? (isNumber(other) && isCompressed(own) ? make(own.format, own.kind) : unknown("a product of sparse matrices"))
  );
}

/** A matrix product with a sparse matrix on the left. */
function product(own: Sparse, other: Type): Type | undefined {
  if (other.kind === "array" && other.shape && other.shape.length > 0 && other.shape.length <= 2)
    return array(null, other.shape.length === 1 ? [null] : [null, null]);
  if (sparseOf(other) && isCompressed(own)) return make(own.format, own.kind);
  return undefined;
}

export function sparseBinary(op: BinaryOperator, left: Type, right: Type): Type | undefined {
  const own = sparseOf(left);
  const other = sparseOf(right);
  if (!own) {
    if (!other) return undefined;
    if (op === "Mult" && isNumber(left) && isCompressed(other)) return make(other.format, other.kind);
    if (op === "MatMult" && left.kind === "array" && left.shape && left.shape.length > 0)
      return array(
        null,
        left.shape.map(() => null),
      );
    return unknown("arithmetic with a sparse matrix");
  }
  const isProduct = op === "MatMult" || (op === "Mult" && own.kind === "matrix");
  if (isProduct && !isNumber(right)) return product(own, right) ?? unknown("a product of sparse matrices");
  if (isNumber(right) && isCompressed(own) && (op === "Mult" || op === "Div")) return make(own.format, own.kind);
  if (other && isCompressed(own) && (op === "Add" || op === "Sub")) return make(own.format, own.kind);
  if ((op === "Add" || op === "Sub") && right.kind === "array" && own.kind === "array") return array(null, [null, null]);
  return unknown("arithmetic with a sparse matrix");
}

export function sparseUnary(op: UnaryOperator, operand: Type): Type | undefined {
  const own = sparseOf(operand);
  if (!own || op !== "USub") return undefined;
  return isCompressed(own) ? make(own.format, own.kind) : unknown("a sparse matrix");
}

export function sparseCompare(op: CompareOperator, left: Type, right: Type): Type | undefined {
  const own = sparseOf(left);
  if (!own || ["Is", "IsNot", "In", "NotIn"].includes(op)) return undefined;
  return isCompressed(own) && isNumber(right) ? make(own.format, own.kind) : unknown("a comparison of sparse matrices");
}

const isInteger = (type: Type): boolean =>
  (type.kind === "scalar" && type.class === "int") || (type.kind === "numpy-scalar" && /^u?int/.test(type.dtype ?? ""));

export function sparseItem(value: Type, index: Type): Type | undefined {
  const own = sparseOf(value);
  if (!own) return undefined;
  if (index.kind === "tuple" && index.items?.length === 2 && index.items.every(isInteger)) return numpyScalar(null);
  const parts = index.kind === "tuple" ? (index.items ?? []) : [index];
  const isPlain = parts.length > 0 && parts.length <= 2 && parts.every((part) => isInteger(part) || part.kind === "slice");
  if (isPlain && isCompressed(own) && own.kind === "matrix") return make(own.format, own.kind);
  return unknown("a part of a sparse matrix");
}

export function sparseIterate(value: Type): Type | undefined {
  const own = sparseOf(value);
  return own?.kind === "matrix" && own.format === "csr" ? make("csr", "matrix") : undefined;
}

export function sparseAttribute(value: Type, name: string): Type | undefined {
  const own = sparseOf(value);
  return own?.kind === "matrix" && name === "shape" ? tupleOf([scalar("int"), scalar("int")]) : undefined;
}
