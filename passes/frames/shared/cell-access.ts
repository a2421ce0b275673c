/** Single cells: in which forms programs read them from a frame or series, and store them (`noodle_rt/frames/cells.py` knows these). */
import { scopes as scopesAnalysis, types as typesAnalysis } from "../../../compiler/analysis/standard.js";
import { membersOf } from "../../../compiler/analysis/types/type.js";
import type { Expression, Name, Node, Statement } from "../../../compiler/ir/nodes.js";
import { some } from "../../../compiler/ir/visit.js";
import type { PassContext } from "../../manager/pass.js";
import { words } from "../../manager/words.js";
import { isMember } from "./lazy.js";

type Subscript = Extract<Expression, { kind: "Subscript" }>;

export type CellAccess =
  /** `df.loc[i, "x"]`, `df.iloc[i, 2]`, `df["x"].iloc[i]`, `df.x[i]`. */
  | { readonly kind: "cell"; readonly isStore: boolean; readonly isSure: boolean }
  /** `df.iloc[i]["x"]`, `df.loc[i].x`. */
  | { readonly kind: "row"; readonly label: string; readonly isAttribute: boolean }
  /** `row = df.iloc[i]`. */
  | { readonly kind: "named row"; readonly row: Name }
  /** `s[i]`, `s.iloc[i]`, if it is a series. */
  | { readonly kind: "element" }
  /** `df["x"][i] = value`. */
  | { readonly kind: "chained store"; readonly node: Subscript };

const frameIndexers = words("loc iloc at iat");
const columnIndexers = words("loc iloc at iat values");

/** How a variable is used, if a single cell, or a row of cells, is asked for. */
export function cellAccess(name: Name, context: PassContext): CellAccess | undefined {
  const parent = context.editor.parentOf(name);
  if (name.ctx !== "Load" || (parent?.kind !== "Attribute" && parent?.kind !== "Subscript") || parent.value !== name) return undefined;
  if (parent.ctx !== "Load") return undefined;
  if (parent.kind === "Attribute" && frameIndexers.has(parent.attr)) return ofIndexer(parent, context);
  if (parent.kind === "Attribute" && (parent.attr === "values" ? subscriptOf(parent, context) : undefined)) return { kind: "element" };
  const isColumn = parent.kind === "Subscript" ? isLabel(parent.slice, context) : !parent.attr.startsWith("_") && !isMember(parent.attr);
  const cell = isColumn ? cellOfColumn(parent, context) : undefined;
  if (cell?.ctx === "Load") return { kind: "cell", isStore: false, isSure: false };
  if (cell?.ctx === "Store") return { kind: "chained store", node: cell };
  return parent.kind === "Subscript" && subscriptOf(name, context) ? { kind: "element" } : undefined;
}

/** `df.loc` and its like. */
function ofIndexer(indexer: Extract<Expression, { kind: "Attribute" }>, context: PassContext): CellAccess | undefined {
  const { parentOf } = context.editor;
  const access = parentOf(indexer);
  if (access?.kind !== "Subscript" || access.value !== indexer || access.ctx === "Del") return undefined;
  const { slice } = access;
  if (slice.kind === "Tuple") {
    if (slice.elts.length !== 2 || !slice.elts.every((each) => isScalar(each, context))) return undefined;
    return { kind: "cell", isStore: access.ctx === "Store", isSure: true };
  }
  if (access.ctx !== "Load" || !isScalar(slice, context)) return undefined;
  if (indexer.attr !== "loc" && indexer.attr !== "iloc") return { kind: "element" };
  const parent = parentOf(access);
  if (parent?.kind === "Subscript" && parent.value === access && parent.ctx === "Load" && isText(parent.slice))
    return { kind: "row", label: parent.slice.value, isAttribute: false };
  if (parent?.kind === "Attribute" && parent.value === access && parent.ctx === "Load" && !isMember(parent.attr))
    return { kind: "row", label: parent.attr, isAttribute: true };
  if (parent?.kind === "Assign" && parent.value === access && parent.targets.length === 1) {
    const [target] = parent.targets;
    if (target?.kind === "Name") return { kind: "named row", row: target };
  }
  return { kind: "element" };
}

/** `df["x"][i]`, `df["x"].iloc[i]` around a column. */
function cellOfColumn(column: Expression, context: PassContext): Subscript | undefined {
  const parent = context.editor.parentOf(column);
  if (parent?.kind !== "Attribute" || parent.value !== column) return subscriptOf(column, context);
  return columnIndexers.has(parent.attr) ? subscriptOf(parent, context) : undefined;
}

function subscriptOf(value: Expression, context: PassContext): Subscript | undefined {
  const parent = context.editor.parentOf(value);
  if (parent?.kind !== "Subscript" || parent.value !== value || parent.ctx === "Del" || !isScalar(parent.slice, context)) return undefined;
  // The column is there before the row is known: nothing may change it in between.
  return some(parent.slice, (part) => runsCode(part, context)) ? undefined : parent;
}

const quietFunctions = words("len int abs min max round str float");

const runsCode = (node: Node, context: PassContext): boolean =>
  ["Await", "Yield", "YieldFrom", "NamedExpr"].includes(node.kind) ||
  (node.kind === "Call" &&
    !(node.func.kind === "Name" && quietFunctions.has(node.func.id) && context.get(scopesAnalysis).resolve(node.func).kind === "builtin"));

const isText = (node: Expression): node is Extract<Expression, { kind: "Constant" }> & { readonly value: string } =>
  node.kind === "Constant" && typeof node.value === "string";

/** A text, by its form or by its type. */
function isLabel(node: Expression, context: PassContext): boolean {
  if (isText(node)) return true;
  const members = membersOf(context.get(typesAnalysis).typeOf(node));
  return members.length > 0 && members.every((member) => member.kind === "scalar" && member.class === "str");
}

const manyKinds = words("series frame array list slice tuple set dict range");
const manyForms = words("Slice Tuple List ListComp Compare BoolOp Starred Dict DictComp Set SetComp GeneratorExp Lambda");

/** Whether an expression may be one label or position. What it is, is looked at when the program runs. */
function isScalar(node: Expression, context: PassContext): boolean {
  if (manyForms.has(node.kind) || (node.kind === "UnaryOp" && node.op === "Invert")) return false;
  if (node.kind === "BinOp" && ["BitAnd", "BitOr"].includes(node.op)) return false;
  // The labels of a table.
  if (node.kind === "Attribute" && isMember(node.attr)) return false;
  return !membersOf(context.get(typesAnalysis).typeOf(node)).some(({ kind }) => manyKinds.has(kind));
}

/** Whether a program treats a variable as it would treat a frame or series. */
export function isUsedAsTable(name: Name, context: PassContext): boolean {
  const resolution = context.get(scopesAnalysis).resolve(name);
  if (resolution.kind !== "binding") return false;
  return resolution.binding.uses.some((use) => {
    const parent = context.editor.parentOf(use);
    if (parent?.kind !== "Attribute" || parent.value !== use) return false;
    if (parent.attr !== "index") return tableAttributes.has(parent.attr);
    const around = context.editor.parentOf(parent);
    return around?.kind !== "Call" || around.func !== parent;
  });
}

const tableAttributes = words("loc iloc at iat iterrows itertuples columns groupby");

/** Builtins that go through a generator before they return. */
const consumers = words("sum min max any all list tuple set frozenset sorted dict");

/** Whether a generator has done its work when the expression around it has a value. */
export function isConsumedAtOnce(generator: Node, context: PassContext): boolean {
  const parent = context.editor.parentOf(generator);
  if (parent?.kind !== "Call" || parent.args[0] !== generator) return false;
  const { func } = parent;
  if (func.kind === "Name") return consumers.has(func.id) && context.get(scopesAnalysis).resolve(func).kind === "builtin";
  return func.kind === "Attribute" && func.attr === "join" && isText(func.value);
}

/** Statements in front of which one more can stand, so that it is the first to run of them. */
export const isSimple = (node: Node): node is Statement => ["Assign", "AnnAssign", "AugAssign", "Expr", "Return"].includes(node.kind);
