/** Heads of loops that do a part of the iterations: the first ones, and those from some iteration on. */
import { type Affine, add, constantForm, scale, subtract } from "../../../compiler/analysis/loops/affine.js";
import { build, type Expression, type For, type Statement, type While } from "../../../compiler/ir/nodes.js";
import { copyNode } from "../../../compiler/ir/visit.js";
import { type Forms, NotVectorizable } from "../vectorize/nest.js";
import type { Builder } from "../vectorize/tree.js";
import { type Counting, chunkNames, constantOf } from "./shape.js";

type Loop = For | While;

/** How often a loop runs when nothing ends it early, if it is not negative. */
export function iterationsOf(loop: Loop, counting: Counting | undefined, forms: Forms): Affine {
  const trips = counting ? countedTrips(counting, forms) : loop.kind === "For" ? headTrips(loop.iter, forms) : undefined;
  if (!trips) throw new NotVectorizable("the bounds of the loop are no sums of variables and constants", loop);
  return trips;
}

function countedTrips({ bound, isInclusive }: Counting, forms: Forms): Affine | undefined {
  const stop = forms.of(bound);
  const start = forms.of(build.Name({ id: chunkNames.start, ctx: "Load" }, bound.loc));
  return stop && start && add(subtract(stop, start), constantForm(isInclusive ? 1n : 0n));
}

function headTrips(iter: Expression, forms: Forms): Affine | undefined {
  const { loc } = iter;
  if (iter.kind !== "Call" || iter.func.kind !== "Name") return forms.of(lengthOf(iter));
  if (iter.func.id !== "range") return forms.of(lengthOf(iter.args[0] as Expression));
  const [first, second, third] = iter.args;
  const step = third ? constantOf(third) : 1n;
  const start = second ? first : undefined;
  const stop = (second ?? first) as Expression;
  const [low, high] = [start ? forms.of(start) : constantForm(0n), forms.of(stop)];
  if (!low || !high || step === undefined) return undefined;
  if (step === 1n || step === -1n) return scale(subtract(high, low), step);
  if (step < 1n) return undefined;
  const number = (value: bigint): Expression => build.Constant({ value, prefix: null }, loc);
  const span = start ? build.BinOp({ left: stop, op: "Sub", right: start }, loc) : stop;
  const rounded = build.BinOp({ left: span, op: "Add", right: number(step - 1n) }, loc);
  return forms.of(build.BinOp({ left: rounded, op: "FloorDiv", right: number(step) }, loc));
}

/** `len(x)` */
export function lengthOf(array: Expression): Expression {
  const { loc } = array;
  return build.Call({ func: build.Name({ id: "len", ctx: "Load" }, loc), args: [array], keywords: [] }, loc);
}

/**
 * What a `for` runs over, from one iteration on or up to another one.
 * @param from an expression, or nothing for the first iterations
 */
export function partOf(iter: Expression, from: Expression | undefined, to: Expression | undefined, b: Builder): Expression {
  const slice = (of: Expression): Expression => b.subscript(copyNode(of), [b.slice(from ?? null, to ?? null)]);
  if (iter.kind !== "Call" || iter.func.kind !== "Name") return slice(iter);
  const call = (args: Expression[]): Expression => build.Call({ func: copyNode(iter.func), args, keywords: [] }, b.loc);
  switch (iter.func.id) {
    case "enumerate":
      return call([slice(iter.args[0] as Expression), ...(from ? [from] : [])]);
    case "zip":
      return call(iter.args.map(slice));
    default: {
      const [only, ...others] = iter.args as [Expression, ...Expression[]];
      if (others.length > 0) return slice(iter);
      return call(to ? [to] : [from as Expression, copyNode(only)]);
    }
  }
}

/** The first loop of a `while`: its bound is nearer. */
export function nearer({ test, orelse: _, body, loc }: While, counting: Counting, stop: Expression): While {
  const { counter, test: counted } = counting;
  const first = build.Compare({ left: copyNode(counter), ops: ["Lt"], comparators: [stop] }, counted.loc);
  const others = test.kind === "BoolOp" ? test.values.slice(1).map((each) => copyNode(each)) : [];
  return build.While(
    {
      test: others.length > 0 ? build.BoolOp({ op: "And", values: [first, ...others] }, test.loc) : first,
      body: copies(body),
      orelse: [],
    },
    loc,
  );
}

export const copies = (statements: readonly Statement[]): Statement[] => statements.map((statement) => copyNode(statement));
