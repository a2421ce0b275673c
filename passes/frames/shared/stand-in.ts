/** `_rt.by_rows(df, ("a", "b"))` and its like: what stands for a frame or series in the call that follows (`noodle_rt/frames`). */
import { build, type Expression, type Node } from "../../../compiler/ir/nodes.js";
import { copyNode } from "../../../compiler/ir/visit.js";
import { importRuntime, runtimeNameOf } from "../../guards/runtime-import.js";
import type { PassContext } from "../../manager/pass.js";
import type { Cells } from "./row-function.js";
import type { Assumption } from "./table-writes.js";

type Keyword = Extract<Node, { kind: "keyword" }>;

/** Whether a value is one already. */
export function isStandIn(value: Expression, context: PassContext): boolean {
  if (value.kind !== "Call" || value.func.kind !== "Attribute" || value.func.value.kind !== "Name") return false;
  return value.func.value.id === runtimeNameOf(context.module);
}

/** `("a", "b")`, and the names that are attributes. */
export function cellArguments({ labels, attributes }: Cells, context: PassContext): Expression[] {
  const loc = context.editor.synthetic();
  const tuple = (names: readonly string[]): Expression =>
    build.Tuple({ elts: names.map((value) => build.Constant({ value, prefix: null }, loc)), ctx: "Load" }, loc);
  return attributes.length > 0 ? [tuple(labels), tuple(attributes)] : [tuple(labels)];
}

/** `plain=(limit,)`: values that have to be of Python's own classes. */
export function plainArgument({ plain }: Assumption, context: PassContext): Keyword[] {
  if (plain.length === 0) return [];
  const loc = context.editor.synthetic();
  const elts = plain.map((id) => build.Name({ id, ctx: "Load" }, loc));
  return [keyword("plain", build.Tuple({ elts, ctx: "Load" }, loc), context)];
}

export const keyword = (arg: string, value: Expression, context: PassContext): Keyword =>
  build.keyword({ arg, value }, context.editor.synthetic());

/** Puts `_rt.by_rows(value, …)` in the place of a value. */
export function makeStandIn(
  value: Expression,
  standIn: string,
  args: readonly Expression[],
  keywords: readonly Keyword[],
  context: PassContext,
): void {
  const { editor } = context;
  const loc = editor.synthetic();
  const name = importRuntime(context);
  const func = build.Attribute({ value: build.Name({ id: name, ctx: "Load" }, loc), attr: standIn, ctx: "Load" }, loc);
  editor.replaceExpression(value, build.Call({ func, args: [copyNode(value), ...args], keywords: [...keywords] }, editor.preserve(value)));
}
