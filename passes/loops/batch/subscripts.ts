/** Subscripts of arrays in loops over rows: which axes the loops run along, which lie in each row. */
import {
  type Affine,
  affineForm,
  coefficientOf,
  constantForm,
  subtract,
  symbolForm,
  without,
} from "../../../compiler/analysis/loops/affine.js";
import type { Expression, Node } from "../../../compiler/ir/nodes.js";
import { some } from "../../../compiler/ir/visit.js";
import { shortText } from "../../guards/short-text.js";
import { measuredArray, referenceOf } from "../vectorize/nest.js";
import type { Builder } from "../vectorize/tree.js";
import { type BatchLoop, NotBatchable, type Subscript } from "./values.js";

/** Integers that are the same in all iterations: variables, lengths of arrays, and sums of these. */
export class Integers {
  /** Variables that have to be `int`s. */
  readonly names = new Set<string>();
  /** Arrays whose length is asked for, with the axes. */
  readonly lengths = new Map<string, Set<number>>();
  private readonly leaves = new Map<string, Expression>();

  constructor(
    private readonly b: Builder,
    /** Names that the loops bind. */
    private readonly bound: ReadonlySet<string>,
  ) {}

  /** @param loops whose counters are symbols */
  form(expression: Expression, loops: readonly BatchLoop[] = []): Affine | undefined {
    return affineForm(expression, (part) => {
      if (part.kind === "Name") {
        const loop = loops.find(({ counter }) => counter === part.id);
        if (loop) return symbolForm(symbolOf(loop));
        if (this.bound.has(part.id)) return undefined;
        this.leaves.set(part.id, part);
        return symbolForm(part.id);
      }
      const array = measuredArray(part);
      if (array === undefined || array.includes(".") || this.bound.has(array)) return undefined;
      const text = shortText(part);
      this.leaves.set(text, part);
      return symbolForm(text);
    });
  }

  /** An expression for a form, whose variables are then taken to be integers. */
  expression(form: Affine): Expression {
    return this.b.affine(form, (symbol) => {
      const leaf = this.leaves.get(symbol) as Expression;
      this.note(leaf);
      return this.b.copy(leaf);
    });
  }

  note(leaf: Expression): void {
    const array = measuredArray(leaf);
    if (leaf.kind === "Name") this.names.add(leaf.id);
    else if (array !== undefined) {
      const axis = leaf.kind === "Subscript" && leaf.slice.kind === "Constant" ? Number(leaf.slice.value) : 0;
      this.lengths.set(array, (this.lengths.get(array) ?? new Set()).add(axis));
    }
  }
}

const symbolOf = ({ depth }: BatchLoop): string => `$${depth}`;

/** `a[i, j]`, `a[i][j]` as a variable and subscripts. */
export function parts(
  node: Extract<Expression, { kind: "Subscript" }>,
): { readonly name: string; readonly subscripts: readonly Expression[] } | undefined {
  const found = referenceOf(node);
  return found && !found.array.includes(".") ? { name: found.array, subscripts: found.subscript } : undefined;
}

/** What a subscript means in loops. */
export function subscriptOf(node: Expression, loops: readonly BatchLoop[], integers: Integers): Subscript {
  const offsetOf = (form: Affine): Expression | undefined => {
    const rest = without(form, loops.map(symbolOf));
    return rest.constant === 0n && rest.terms.size === 0 ? undefined : integers.expression(rest);
  };
  const loopOf = (form: Affine): BatchLoop | undefined => {
    const [loop, ...others] = loops.filter((each) => coefficientOf(form, symbolOf(each)) !== 0n);
    if (!loop) return undefined;
    if (others.length > 0 || coefficientOf(form, symbolOf(loop)) !== 1n)
      throw new NotBatchable("a subscript moves on by more than one element in each iteration", node);
    return loop;
  };
  if (node.kind === "Slice") {
    if (node.step !== null) throw new NotBatchable("a slice has a step", node);
    if (!node.lower && !node.upper) return { kind: "slice", slice: node, isWhole: true };
    const [lower, upper] = [
      node.lower ? integers.form(node.lower, loops) : constantForm(0n),
      node.upper ? integers.form(node.upper, loops) : undefined,
    ];
    if (!lower || (node.upper && !upper)) throw new NotBatchable("the bounds of a slice are not known", node);
    const [low, high] = [loopOf(lower), upper && loopOf(upper)];
    if (!low && !high) {
      for (const bound of [lower, upper]) if (bound) integers.expression(bound);
      return { kind: "slice", slice: node, isWhole: false };
    }
    if (!low || !upper || low !== high) throw new NotBatchable("slices of different iterations have different lengths", node);
    return { kind: "window", depth: low.depth, offset: offsetOf(lower), width: integers.expression(subtract(upper, lower)) };
  }
  if (node.kind === "Constant" && typeof node.value !== "bigint") throw new NotBatchable("a subscript is no number", node);
  const form = integers.form(node, loops);
  if (!form) throw new NotBatchable("a subscript is not known to count", node);
  const loop = loopOf(form);
  if (loop) return { kind: "loop", depth: loop.depth, offset: offsetOf(form) };
  return { kind: "fixed", index: integers.expression(form) };
}

/** The same for two references: an array, and subscripts with the same meaning. */
export function referenceText({ array, subscripts }: { readonly array: string; readonly subscripts: readonly Subscript[] }): string {
  const text = (each: Subscript): string => {
    switch (each.kind) {
      case "loop":
        return `$${each.depth}+${each.offset ? shortText(each.offset) : 0}`;
      case "window":
        return `$${each.depth}+${each.offset ? shortText(each.offset) : 0}:${shortText(each.width)}`;
      case "fixed":
        return shortText(each.index);
      case "slice":
        return each.isWhole ? ":" : sliceText(each.slice);
    }
  };
  const all = subscripts.map(text);
  while (all.at(-1) === ":") all.pop();
  return `${array}[${all.join(", ")}]`;
}

function sliceText(slice: Expression): string {
  if (slice.kind !== "Slice") return shortText(slice);
  return `${slice.lower ? shortText(slice.lower) : ""}:${slice.upper ? shortText(slice.upper) : ""}`;
}

export const readsName = (node: Node, names: ReadonlySet<string>): boolean =>
  some(node, (each) => each.kind === "Name" && names.has(each.id));
