/** `_rt.lazy(df)`: a frame or series that waits for the step after the next one (`noodle_rt/frames/lazy.py`), and where it may stand. */
import { scopes, types } from "../../../compiler/analysis/standard.js";
import { membersOf, type Type } from "../../../compiler/analysis/types/type.js";
import { loadCatalog } from "../../../compiler/catalog/index.js";
import { dump } from "../../../compiler/ir/dump.js";
import { build, type Expression, type Node } from "../../../compiler/ir/nodes.js";
import { copyNode, some } from "../../../compiler/ir/visit.js";
import { importRuntime, runtimeNameOf } from "../../guards/runtime-import.js";
import type { PassContext } from "../../manager/pass.js";
import { isKind, isMask } from "./frame-expressions.js";
import { textOf } from "./names.js";

/** A value that can wait for a step. */
export interface Lowering {
  /** The frame, series or mask that has to wait. */
  readonly receiver: Expression;
  /** The step for which it waits, which the remark is about. */
  readonly step: Expression;
  /** What is done instead, for the remark. */
  readonly effect: string;
  /** From so many rows on it pays. */
  readonly rows: number;
  /** `query` takes another way, and waits for the step behind it or not. */
  readonly query?: "waits" | "alone";
  /** The rows get a name, and are held until a part is asked for. */
  readonly isHeld?: boolean;
  /** Why nobody else sees the intermediate result. */
  readonly proof?: string;
}

const standInOf = ({ query, isHeld }: Lowering): string => (query ? "direct" : isHeld ? "held" : "lazy");

/** Puts `_rt.lazy(value)` in the place of a value. */
function makeLazy(lowering: Lowering, context: PassContext): void {
  const { receiver, rows, query } = lowering;
  const { editor } = context;
  const loc = editor.synthetic();
  const name = importRuntime(context);
  const func = build.Attribute({ value: build.Name({ id: name, ctx: "Load" }, loc), attr: standInOf(lowering), ctx: "Load" }, loc);
  const options = query === "waits" ? [true] : rows > 0 ? [BigInt(rows)] : [];
  const args = [copyNode(receiver), ...options.map((value) => build.Constant({ value, prefix: null }, loc))];
  editor.replaceExpression(receiver, build.Call({ func, args, keywords: [] }, editor.preserve(receiver)));
}

/** What the two passes say: their codes, what is done when nothing changes, and what has one consumer. */
export interface LoweringTexts {
  readonly passed: string;
  readonly missed: string;
  readonly otherwise: string;
  readonly intermediate: string;
  readonly check: string;
}

/** Lets values wait, inner ones first: an outer one copies what is in it. `found` is in the order of the program. */
export function lowerAll(found: readonly Lowering[], texts: LoweringTexts, context: PassContext): void {
  for (const lowering of [...found].reverse()) {
    const { receiver, step, effect, rows } = lowering;
    const objection = objectionTo(lowering, context);
    if (objection !== undefined) {
      context.remarks.missed(texts.missed, step, texts.otherwise, objection);
      continue;
    }
    const remark = context.remarks
      .passed(texts.passed, step, effect)
      .exactness("exact")
      .obligation(`${texts.intermediate} has one consumer`, "proved", lowering.proof ?? "the form of the expression")
      .obligation(texts.check, "guarded", `${standInOf(lowering)}(${textOf(receiver)})`);
    if (rows > 0) remark.metric("rows", rows);
    makeLazy(lowering, context);
  }
}

function objectionTo({ step }: Lowering, context: PassContext): { readonly reason: string; readonly suggest?: string } | undefined {
  if (!context.allows(step)) return { reason: "optimisation is switched off here" };
  if (isChanged(step, context)) {
    return {
      reason: "something is stored into the result, which pandas may have copied",
      suggest: "store with df.loc[mask, column] = value",
    };
  }
  if (!context.mayGuard) return { reason: "what there is has to be checked when the program runs, which -O1 does not do" };
  return undefined;
}

/** Whether a name stands for a method or property of frames or series, and so for no column. */
export const isMember = (name: string): boolean =>
  ["pandas.DataFrame", "pandas.Series"].some((owner) => loadCatalog().member(owner, name) !== undefined);

export const isText = (node: Expression): boolean => node.kind === "Constant" && typeof node.value === "string";

/** A whole number, with or without a minus. */
export const isNumber = (node: Expression): boolean =>
  (node.kind === "Constant" && typeof node.value === "bigint") || (node.kind === "UnaryOp" && node.op === "USub" && isNumber(node.operand));

export function isBuiltin(func: Expression, name: string, context: PassContext): boolean {
  return func.kind === "Name" && func.id === name && context.get(scopes).resolve(func).kind === "builtin";
}

/** Whether a value is waiting already. */
export function isLazy(value: Expression, context: PassContext): boolean {
  if (value.kind !== "Call" || value.func.kind !== "Attribute" || value.func.value.kind !== "Name") return false;
  return ["lazy", "direct", "held"].includes(value.func.attr) && value.func.value.id === runtimeNameOf(context.module);
}

/**
 * Whether something is stored into what an expression gives, or it is changed in place: `df[m]["x"] = 0`, `df[m].x.iloc[0] = 0`,
 * `df[m]["x"].fillna(0, inplace=True)`. What pandas does then, and says, depends on which objects there are.
 */
export function isChanged(node: Expression, context: PassContext): boolean {
  if ((node.kind === "Subscript" || node.kind === "Attribute") && node.ctx !== "Load") return true;
  let at: Node = node;
  for (;;) {
    const parent: Node | undefined = context.editor.parentOf(at);
    if (parent?.kind === "Subscript" || parent?.kind === "Attribute") {
      if (parent.value !== at) return false;
      if (parent.ctx !== "Load") return true;
    } else if (parent?.kind === "Call" && parent.func === at) {
      if (parent.keywords.some(({ arg }) => arg === null || arg === "inplace")) return true;
    } else return false;
    at = parent;
  }
}

/** Whether evaluating it runs no code and changes nothing: constants, variables, lists of them. */
export function isStill(node: Expression): boolean {
  switch (node.kind) {
    case "Constant":
    case "Name":
      return true;
    case "UnaryOp":
      return node.op === "USub" && node.operand.kind === "Constant";
    case "List":
    case "Tuple":
      return node.elts.every(isStill);
    default:
      return false;
  }
}

/** What a value is, or is expected to be: `unknown` when there is nothing to go by. */
export function classOf(value: Expression, context: PassContext): "frame" | "series" | "mask" | "other" | "unknown" {
  const facts = context.get(types);
  const known = classOfType(facts.typeOf(value));
  const answer = known === "unknown" ? classOfType(facts.expectedTypeOf(value)) : known;
  return answer === "series" && (isMask(value, facts) || isMaskType(facts.expectedTypeOf(value))) ? "mask" : answer;
}

function classOfType(type: Type): "frame" | "series" | "other" | "unknown" {
  if (isKind(type, "frame")) return "frame";
  if (isKind(type, "series")) return "series";
  const members = membersOf(type);
  // A parameter with a default of None is what the calls pass.
  const rest = members.filter(({ kind }) => kind !== "none");
  if (rest.some(({ kind }) => kind === "unknown") || rest.length === 0) return "unknown";
  if (rest.length < members.length && rest.every(({ kind }) => kind === "frame")) return "frame";
  return rest.some(({ kind }) => kind === "frame" || kind === "series") ? "unknown" : "other";
}

const isMaskType = (type: Type): boolean =>
  membersOf(type).every((member) => member.kind === "series" && (member.mask === true || member.dtype === "bool"));

const maskMethods = new Set(
  "isin isna isnull notna notnull between duplicated startswith endswith contains match fullmatch isdigit isalpha isalnum isnumeric isdecimal isspace islower isupper eq ne lt le gt ge".split(
    " ",
  ),
);

/** Whether an expression gives booleans by its form or by its type. What is wrong about that is found when the program runs. */
export function looksLikeMask(node: Expression, context: PassContext): boolean {
  switch (node.kind) {
    case "Compare":
      return node.ops.every((op) => !["Is", "IsNot", "In", "NotIn"].includes(op));
    case "BinOp":
      return ["BitAnd", "BitOr", "BitXor"].includes(node.op) && (looksLikeMask(node.left, context) || looksLikeMask(node.right, context));
    case "UnaryOp":
      return node.op === "Invert";
    case "Call":
      return node.func.kind === "Attribute" && maskMethods.has(node.func.attr);
    case "Name":
    case "Attribute":
    case "Subscript":
      return classOf(node, context) === "mask" || isKind(context.get(types).typeOf(node), "array");
    default:
      return false;
  }
}

/** Whether a column of this very frame is read in an expression: `df["a"]`, `df.a` in a mask for `df`. */
export function readsColumnOf(frame: Expression, node: Expression): boolean {
  const text = dump(frame);
  return some(
    node,
    (part) =>
      (part.kind === "Attribute" && dump(part.value) === text) ||
      (part.kind === "Subscript" && part.slice.kind === "Constant" && typeof part.slice.value === "string" && dump(part.value) === text),
  );
}
