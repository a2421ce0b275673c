/** Products of matrices and what is built of them. */
import type { Rule, RuleContext } from "../../rule.js";
import type { Dim, Shape, TensorType, Type } from "../../type.js";
import { resultDtype } from "./dtypes.js";
import { broadcast, computed, equalDim, inPrecision } from "./results.js";
import { anyTensor, bind, intOf, isTensor, itemsOf, operandsOf, operation, stringOf } from "./values.js";

/** Factors of a product have to have the same dtype, so that one that is known decides. */
export function factorDtype(operands: readonly TensorType[], context: RuleContext): string | null {
  return inPrecision(operands.find(({ dtype }) => dtype !== null)?.dtype ?? null, context);
}

export function matmul(a: TensorType, b: TensorType, context: RuleContext): TensorType {
  return computed([a, b], factorDtype([a, b], context), matmulShape(a.shape, b.shape), context);
}

export function matmulShape(a: Shape, b: Shape): Shape {
  if (!a || !b || a.length === 0 || b.length === 0) return null;
  const rows = a.length > 1 ? [a[a.length - 2] as Dim] : [];
  const columns = b.length > 1 ? [b[b.length - 1] as Dim] : [];
  const front = broadcast([a.slice(0, -2), b.slice(0, -2)]);
  return front && [...front, ...rows, ...columns];
}

type ProductKind = "matmul" | "bmm" | "dot" | "outer" | "kron" | "add";

/** `torch-product(kind)` */
const product: Rule = operation((call, kind = "matmul") => {
  const [a, b] = factors(call, kind as ProductKind);
  if (!a || !b || !isTensor(a) || !isTensor(b)) return anyTensor;
  const dtype = factorDtype([a, b], call);
  switch (kind as ProductKind) {
    case "dot":
      return computed([a, b], dtype, [], call);
    case "outer":
      return computed(
        [a, b],
        resultDtype([a, b], call),
        a.shape && b.shape ? [a.shape[0] ?? null, b.shape[0] ?? null] : [null, null],
        call,
      );
    case "bmm":
      return computed(
        [a, b],
        dtype,
        [equalDim(a.shape?.[0] ?? null, b.shape?.[0] ?? null), a.shape?.[1] ?? null, b.shape?.[2] ?? null],
        call,
      );
    default:
      return computed([a, b], dtype, matmulShape(a.shape, b.shape), call);
  }
});

function factors(call: Parameters<Rule>[0], kind: ProductKind): readonly (Type | undefined)[] {
  const names = kind === "outer" ? ["input", "vec2"] : ["input", "other"];
  const { get } = bind(call, names);
  return [get("input"), get(names[1] as string) ?? get("mat2") ?? get("vec") ?? get("tensor")];
}

/** `torch-add-product(matmul|bmm)`: `input + a @ b`. */
const addProduct: Rule = operation((call) => {
  const { get } = bind(call, ["input", "a", "b"]);
  const a = get("a") ?? get("mat1") ?? get("batch1") ?? get("mat");
  const b = get("b") ?? get("mat2") ?? get("batch2") ?? get("vec");
  const input = get("input");
  if (!a || !b || !input || !isTensor(a) || !isTensor(b) || !isTensor(input)) return anyTensor;
  return computed([input, a, b], factorDtype([a, b], call), matmulShape(a.shape, b.shape), call);
});

/** `torch-einsum`: the output's letters give its axes. It may be a view: `einsum("ij->ji", x)`. */
const einsum: Rule = operation((call) => {
  const [equation, ...rest] = operandsOf(call);
  const operands = rest.length === 1 && !isTensor(rest[0]) ? (itemsOf(rest[0]) ?? []) : rest;
  if (operands.length === 0 || !operands.every(isTensor) || call.stars) return anyTensor;
  const shape = einsumShape(stringOf(equation), operands);
  const result = computed(operands, factorDtype(operands, call), shape, call);
  return operands.length === 1 ? { ...result, view: "maybe" } : result;
});

function einsumShape(equation: string | undefined, operands: readonly TensorType[]): Shape {
  if (equation === undefined || equation.includes(".")) return null;
  const [inputs = "", explicit] = equation.replaceAll(" ", "").split("->");
  const terms = inputs.split(",");
  const letters = [...inputs.replaceAll(",", "")];
  const output =
    explicit ??
    [...new Set(letters)]
      .filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter))
      .sort(byLetter)
      .join("");
  return [...output].map((letter) => {
    let found: Dim = null;
    terms.forEach((term, index) => {
      const dim = operands[index]?.shape?.[term.indexOf(letter)];
      if (term.includes(letter) && dim !== undefined)
        found = found === null || found === 1 ? dim : dim === 1 ? found : equalDim(found, dim);
    });
    // A length of one is stretched to what another operand has.
    return found === 1 && terms.some((term, index) => term.includes(letter) && operands[index]?.shape?.[term.indexOf(letter)] !== 1)
      ? null
      : found;
  });
}

/** Capital letters come first. */
const byLetter = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `torch-tensordot` */
const tensordot: Rule = operation((call) => {
  const { get } = bind(call, ["a", "b", "dims"]);
  const [a, b] = [get("a"), get("b")];
  if (!a || !b || !isTensor(a) || !isTensor(b)) return anyTensor;
  const dims = get("dims");
  const count = dims === undefined ? 2 : intOf(dims);
  const shape =
    count !== undefined && a.shape && b.shape && count <= a.shape.length
      ? [...a.shape.slice(0, a.shape.length - count), ...b.shape.slice(count)]
      : null;
  return computed([a, b], factorDtype([a, b], call), shape, call);
});

export const linearAlgebraRules: Readonly<Record<string, Rule>> = {
  "torch-product": product,
  "torch-add-product": addProduct,
  "torch-einsum": einsum,
  "torch-tensordot": tensordot,
};
