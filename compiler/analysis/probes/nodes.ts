/** The pieces of code that probes are made of. */
import { type Location, primarySpan, span, synthetic } from "../../ir/location.js";
import { build, type Expression, type For, type Node, type Statement } from "../../ir/nodes.js";
import { offName, passName, probeNames, shortName } from "./calls.js";

const here = synthetic("profile");

/** The place in front of a node. */
export function startOf(node: Node): Location {
  const at = primarySpan(node.loc);
  return at ? span(at.file, at.start, at.start) : here;
}

export const name = (id: string): Expression => build.Name({ id, ctx: "Load" }, here);
export const number = (value: number): Expression => build.Constant({ value: BigInt(value), prefix: null }, here);
export const call = (callee: string, ...args: readonly number[]): Expression =>
  build.Call({ func: name(callee), args: args.map(number), keywords: [] }, here);
export const passes = (unit: number): Expression => call(passName(unit));

/** Where the stack is full, there is no room for the monitor, either. */
const escaped = (unit: number): Statement => {
  const type = build.Name({ id: "RecursionError", ctx: "Load" }, here);
  const handler = build.ExceptHandler({ type, name: null, body: [build.Pass(here)] }, here);
  const body = [build.Expr({ value: call(probeNames.escaped, unit) }, here)];
  return build.Try({ body, handlers: [handler], orelse: [], finalbody: [] }, here);
};

/** Statements of a unit: exceptions that leave it are counted. */
export const watched = (unit: number, body: Statement[]): Statement => {
  const type = build.Name({ id: "BaseException", ctx: "Load" }, here);
  const handler = build.ExceptHandler({ type, name: null, body: [escaped(unit), build.Raise({ exc: null, cause: null }, here)] }, here);
  return build.Try({ body, handlers: [handler], orelse: [], finalbody: [] }, here);
};

export const isOff = (unit: number): Expression => name(offName(unit));

/** A loop without its body. */
export type LoopHead = Omit<For, "body">;

/**
 * A loop over a range, in pieces with probes and pieces without, see `noodle_rt/probes/loops.py`:
 *
 *     for piece.is_plain, piece.values in pieces(4, range(n)):
 *         if piece.is_plain:
 *             for i in piece.values:
 *                 …
 *             else:
 *                 continue
 *         else:
 *             (the same, with probes)
 *         break
 *
 * Where entries are short, it stays one loop with a look in each pass.
 *
 * @param whole the loop as that
 * @param head  another copy of its head
 */
export function loopInPieces(whole: Statement, head: LoopHead, { unit, probed, plain }: Copies): Statement {
  const piece = (attr: string, ctx: "Load" | "Store"): Expression => build.Attribute({ value: name(probeNames.piece), attr, ctx }, here);
  const inner = (body: Statement[]): Statement => ({ ...head, iter: piece("values", "Load"), body, orelse: [build.Continue(here)] });
  const pieces: Statement = {
    ...head,
    target: build.Tuple({ elts: [piece("is_plain", "Store"), piece("values", "Store")], ctx: "Store" }, here),
    iter: build.Call({ func: name(probeNames.pieces), args: [number(unit), head.iter], keywords: [] }, here),
    body: [build.If({ test: piece("is_plain", "Load"), body: [inner(plain)], orelse: [inner(probed)] }, here), build.Break(here)],
  };
  return build.If({ test: name(shortName(unit)), body: [whole], orelse: [watched(unit, [pieces])] }, here);
}

/** The statements of a unit. */
export interface Copies {
  readonly unit: number;
  readonly probed: Statement[];
  readonly plain: Statement[];
}

/** `__import__("noodle_rt.probes.start").probes.start.module("…")` */
export function startStatement(settings: string): Statement {
  const text = (value: string): Expression => build.Constant({ value, prefix: null }, here);
  let at: Expression = build.Call({ func: name("__import__"), args: [text("noodle_rt.probes.start")], keywords: [] }, here);
  for (const attr of ["probes", "start", "module"]) at = build.Attribute({ value: at, attr, ctx: "Load" }, here);
  return build.Expr({ value: build.Call({ func: at, args: [text(settings)], keywords: [] }, here) }, here);
}
