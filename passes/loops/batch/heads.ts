/** Heads of loops over rows: ranges, arrays, `enumerate` and `zip` of arrays. */
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { build, type Expression, type For } from "../../../compiler/ir/nodes.js";
import { copyNode } from "../../../compiler/ir/visit.js";
import { measuredArray } from "../vectorize/nest.js";
import type { Builder } from "../vectorize/tree.js";
import { type BatchLoop, NotBatchable, type Reference } from "./values.js";

export interface Head {
  readonly loop: BatchLoop;
  /** Variables that are rows of arrays. */
  readonly rows: readonly { readonly name: string; readonly reference: Reference }[];
  /** What the loop goes over when the first iterations are done. */
  readonly rest: (done: string) => Expression;
  /** A bound that is more than a variable, which is computed in front of the loop: it is what the loop would do first. */
  readonly bound?: { readonly name: string; readonly value: Expression };
}

/** The name of a bound, until it gets one of the program. */
const boundName = "~stop~bound";

/** @throws NotBatchable */
export function headOf(node: For, depth: number, facts: TypeFacts, b: Builder, mayCompute: boolean): Head {
  if (node.orelse.length > 0) throw new NotBatchable("the loop has an else", node);
  const { iter, target } = node;
  const called = iter.kind === "Call" && iter.func.kind === "Name" ? facts.typeOf(iter.func) : undefined;
  const name = called?.kind === "library-function" || called?.kind === "library-class" ? called.name : undefined;
  const args = iter.kind === "Call" && iter.keywords.length === 0 ? iter.args : [];
  if (iter.kind === "Call" && name === "builtins.range" && args.length > 0 && args.length < 3) {
    if (target.kind !== "Name") throw new NotBatchable("the target of the loop is no variable", target);
    const [first, second] = args as [Expression, Expression | undefined];
    const [start, stop] = second ? [first, second] : [b.number(0n), first];
    const lengths = lengthOf(stop);
    // Several bounds would be computed in another order than by the loop.
    const isComputed =
      mayCompute && stop.kind !== "Name" && stop.kind !== "Constant" && (start.kind === "Constant" || start.kind === "Name");
    const known = isComputed ? b.name(boundName) : stop;
    const from = (done: string): Expression =>
      start.kind === "Constant" && start.value === 0n ? b.name(done) : b.binary(copyNode(start), "Add", b.name(done));
    return {
      loop: { node, depth, counter: target.id, start, stop: known, lengths },
      rows: [],
      rest: (done) => build.Call({ func: copyNode(iter.func), args: [from(done), copyNode(known)], keywords: [] }, b.loc),
      ...(isComputed ? { bound: { name: boundName, value: stop } } : {}),
    };
  }
  const row = (array: Expression, variable: Expression): { name: string; reference: Reference } => {
    if (array.kind !== "Name" || variable.kind !== "Name") throw new NotBatchable("what the loop goes over is no variable", array);
    return { name: variable.id, reference: { array: array.id, subscripts: [{ kind: "loop", depth, offset: undefined }], node: array } };
  };
  const over = (rows: Head["rows"], counter: string | undefined, rest: Head["rest"]): Head => {
    const [first] = rows as [Head["rows"][number]];
    const stop = build.Call({ func: b.name("len"), args: [b.name(first.reference.array)], keywords: [] }, b.loc);
    const lengths = [{ array: first.reference.array, axis: 0 }];
    return { loop: { node, depth, counter, start: b.number(0n), stop, lengths }, rows, rest };
  };
  const tail = (array: Expression, done: string): Expression => b.subscript(copyNode(array), [b.slice(b.name(done), null)]);
  const unlessDone = (rest: Expression, done: string): Expression =>
    build.IfExp({ test: b.name(done), body: rest, orelse: copyNode(iter) }, b.loc);
  if (iter.kind === "Name") return over([row(iter, target)], undefined, (done) => unlessDone(tail(iter, done), done));
  const [only] = args;
  if (name === "builtins.enumerate" && args.length === 1 && only && target.kind === "Tuple" && target.elts.length === 2) {
    const [counter, variable] = target.elts as [Expression, Expression];
    if (counter.kind !== "Name") throw new NotBatchable("the target of the loop is no variable", target);
    const rest = (done: string): Expression =>
      build.Call(
        { func: copyNode((iter as Extract<Expression, { kind: "Call" }>).func), args: [tail(only, done), b.name(done)], keywords: [] },
        b.loc,
      );
    return over([row(only, variable)], counter.id, (done) => unlessDone(rest(done), done));
  }
  if (iter.kind === "Call" && name === "builtins.zip" && args.length > 0 && target.kind === "Tuple" && target.elts.length === args.length) {
    const rest = (done: string): Expression =>
      build.Call({ func: copyNode(iter.func), args: args.map((each) => tail(each, done)), keywords: [] }, b.loc);
    const rows = args.map((each, index) => row(each, target.elts[index] as Expression));
    return over(rows, undefined, (done) => unlessDone(rest(done), done));
  }
  throw new NotBatchable("what the loop goes over is neither a range nor an array", iter);
}

function lengthOf(stop: Expression): { array: string; axis: number }[] {
  const array = measuredArray(stop);
  if (array === undefined || array.includes(".")) return [];
  const axis = stop.kind === "Subscript" && stop.slice.kind === "Constant" ? Number(stop.slice.value) : 0;
  return [{ array, axis }];
}
