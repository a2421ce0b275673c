/** Puts a loop over blocks in front of a loop over rows. */
import { build, type Expression, type For, type Node, type Statement } from "../../../compiler/ir/nodes.js";
import { copyNode, walk } from "../../../compiler/ir/visit.js";
import type { GuardSet } from "../../guards/guard.js";
import type { PassContext } from "../../manager/pass.js";
import { type ComprehensionSite, resultNames } from "../vectorize/comprehensions.js";
import type { Builder } from "../vectorize/tree.js";
import type { Body } from "./body.js";
import type { Extent } from "./conditions.js";
import type { Lifter } from "./lift.js";
import { type BatchLoop, NotBatchable, type Value } from "./values.js";

export interface Finished {
  readonly context: PassContext;
  readonly site: ComprehensionSite | undefined;
  readonly loop: For;
  readonly anchor: Statement;
  readonly body: Body;
  readonly lifter: Lifter;
  readonly extent: Extent;
  readonly guards: GuardSet;
  readonly loops: readonly BatchLoop[];
  readonly names: { readonly runtime: string; readonly numpy: string; readonly block: string };
  /** Whether anybody may read what the loop leaves in a variable. */
  readonly live: (name: string) => boolean;
  /** What collects the blocks of a comprehension. */
  readonly collector: string | undefined;
  readonly runtime: () => string;
  readonly b: Builder;
}

/** @throws NotBatchable before anything is changed */
export function finish({
  context,
  site,
  anchor,
  body,
  lifter,
  extent,
  guards,
  loops,
  names,
  live,
  collector,
  runtime: importRuntime,
  b,
}: Finished): void {
  const { editor } = context;
  const [outer] = loops as [BatchLoop];
  const done = "~done~0";
  const exports = [...body.last].flatMap(([name, value]) =>
    live(name) ? [b.assign(name, lastOf(name, value, lifter, loops, names.block, b))] : [],
  );
  const start = outer.start.kind === "Constant" && outer.start.value === 0n;
  const stop = b.attribute(b.name(names.block), "stop");
  const progress = b.assign(done, start ? stop : b.binary(stop, "Sub", b.copy(outer.start)));
  const inside = [...body.compute, ...body.stores, ...(site ? [] : [progress]), ...exports];
  const blocks = build.For(
    {
      target: build.Name({ id: names.block, ctx: "Store" }, b.loc),
      iter: b.call(
        b.attribute(b.name(names.runtime), "blocks"),
        b.copy(outer.start),
        b.copy(outer.stop),
        b.copy(extent.inner),
        ...extent.sizes.map((size) => b.copy(size)),
      ),
      body: inside,
      orelse: [],
    },
    b.loc,
  );
  // From here on the program changes.
  const runtime = importRuntime();
  const flag = editor.freshName("fast");
  const known = new Map([[names.runtime, runtime]]);
  const named = (statement: Statement): Statement => {
    const copy = copyNode(statement);
    rename(copy, known, editor.freshName);
    return copy;
  };
  const attempt = build.With(
    {
      items: [
        build.withitem(
          { context_expr: b.call(b.attribute(b.name(runtime), "attempt")), optional_vars: build.Name({ id: flag, ctx: "Store" }, b.loc) },
          b.loc,
        ),
      ],
      body: [...(collector === undefined ? [] : [named(b.assign(collector, build.List({ elts: [], ctx: "Load" }, b.loc)))]), named(blocks)],
    },
    b.loc,
  );
  const failed = b.assign(flag, b.constant(false));
  const before: Statement[] = [];
  const head = body.heads[0] as Body["heads"][number];
  if (head.bound) before.push(named(b.assign(head.bound.name, head.bound.value)));
  if (!site) before.push(named(b.assign(done, b.number(0n))));
  const test = guards.test(runtime, "batching");
  rename(test, known, editor.freshName);
  before.push(build.If({ test, body: [attempt], orelse: [failed] }, b.loc));
  editor.insertBefore(anchor, before);
  const taken = site && collector ? [named(collectedValue(site, collector, names, b))] : [build.Pass(b.loc)];
  if (!site) {
    const goesOn = head.rest(known.get(done) as string);
    rename(goesOn, known, editor.freshName);
    editor.replaceExpression((anchor as For).iter, goesOn);
  }
  editor.replaceStatement(anchor, [build.If({ test: b.name(flag), body: taken, orelse: [anchor] }, editor.preserve(anchor))]);
}

/** The blocks of a comprehension in one list or array. */
function collectedValue({ anchor, result }: ComprehensionSite, collector: string, names: Finished["names"], b: Builder): Statement {
  const all = b.name(collector);
  const value = result === resultNames.array ? b.call(b.attribute(b.name(names.numpy), "concatenate"), all) : all;
  return anchor.kind === "Return" ? build.Return({ value }, b.loc) : build.Assign({ targets: anchor.targets, value }, b.loc);
}

/** What a variable holds after the last iteration of a block. */
function lastOf(
  name: string,
  value: Value | "counter",
  lifter: Lifter,
  loops: readonly BatchLoop[],
  block: string,
  b: Builder,
): Expression {
  if (value === "counter") {
    const loop = loops.find(({ counter }) => counter === name) as BatchLoop;
    return b.binary(loop.depth === 0 ? b.attribute(b.name(block), "stop") : b.copy(loop.stop), "Sub", b.number(1n));
  }
  if (value.axes.length === 0) return b.copy(value.expr);
  if (value.reference && !value.isFresh) {
    const { reference } = value;
    const { rank } = lifter.arrays.all.get(reference.array) as { rank: number };
    return lifter.arrays.take(reference, lifter.arrays.completed(reference, rank), true);
  }
  if (!value.isFresh) throw new NotBatchable(`${name} is read behind the loop`, undefined);
  const last = b.subscript(
    b.copy(value.expr),
    value.axes.map(() => b.number(-1n)),
  );
  if (value.isPython) return b.call(b.attribute(last, "item"));
  return value.rank === 0 ? last : b.call(b.attribute(last, "copy"));
}

/** Gives the runtime and new variables their names. */
function rename(root: Node, names: Map<string, string>, fresh: (hint: string) => string): void {
  walk(root, (node) => {
    if (node.kind !== "Name") return;
    if (node.id.startsWith("~") && !names.has(node.id)) names.set(node.id, fresh(node.id.split("~")[1] as string));
    node.id = names.get(node.id) ?? node.id;
  });
}
