/** Selected rows that get a name of which only parts are asked for: `rows = df[mask]`, then `rows["x"]`, `len(rows)`, `rows[rows.b > 5]`. */
import type { Unit } from "../../../compiler/analysis/analyses.js";
import type { FlowNode } from "../../../compiler/analysis/control-flow.js";
import { controlFlow, reachingDefinitions, scopes } from "../../../compiler/analysis/standard.js";
import type { Expression, Node, Statement } from "../../../compiler/ir/nodes.js";
import { some } from "../../../compiler/ir/visit.js";
import type { PassContext } from "../../manager/pass.js";
import { isBuiltin, isChanged, isMember, isText, looksLikeMask } from "./lazy.js";

type Name = Extract<Expression, { kind: "Name" }>;

/** How many uses ask for a column, for some of the rows, and for their number or index. */
export interface NarrowUses {
  readonly columns: number;
  readonly rows: number;
  readonly others: number;
}

/**
 * The uses of the value that an assignment in a function gives a variable, if all of them ask for parts only.
 * @returns `undefined` when the value may be used in another way, or not at all
 */
export function narrowUses(statement: Extract<Statement, { kind: "Assign" }>, unit: Unit, context: PassContext): NarrowUses | undefined {
  const [target, ...others] = statement.targets;
  // Whoever imports a module may read its variables.
  if (target?.kind !== "Name" || others.length > 0 || unit.kind === "Module") return undefined;
  const known = context.get(scopes);
  const resolution = known.resolve(target);
  if (resolution.kind !== "binding" || resolution.binding.scope.node !== unit || resolution.binding.writtenElsewhere) return undefined;
  const { binding } = resolution;
  const flow = context.get(controlFlow, unit);
  const at = flow.nodeOf(statement);
  if (!at || binding.definitions.some(({ kind }) => kind === "deletion")) return undefined;
  const reaching = context.get(reachingDefinitions, unit);
  const counts = { columns: 0, rows: 0, others: 0 };
  for (const use of binding.uses) {
    // A function inside may run at any time.
    if (known.scopeAt(use) !== binding.scope) return undefined;
    const where = flowNodeOf(use, unit, context);
    if (!where) return undefined;
    const { definitions } = reaching.at(where, binding);
    if (!definitions.some(({ node }) => node === at)) continue;
    const part = partAt(use, context);
    if (definitions.length > 1 || !part) return undefined;
    counts[part]++;
  }
  return counts.columns + counts.rows + counts.others > 0 ? counts : undefined;
}

function flowNodeOf(node: Node, unit: Unit, context: PassContext): FlowNode | undefined {
  const flow = context.get(controlFlow, unit);
  for (let at: Node | undefined = node; at && at !== unit; at = context.editor.parentOf(at)) {
    const found = flow.nodeOf(at);
    if (found) return found;
  }
  return undefined;
}

/** Which part of selected rows a use asks for; `undefined` when it may be all. */
function partAt(use: Name, context: PassContext): keyof NarrowUses | undefined {
  const { editor } = context;
  const parent = editor.parentOf(use);
  if (use.ctx !== "Load") return undefined;
  if (parent?.kind === "Call") {
    return parent.args[0] === use && parent.args.length === 1 && isBuiltin(parent.func, "len", context) ? "others" : undefined;
  }
  if ((parent?.kind !== "Subscript" && parent?.kind !== "Attribute") || parent.value !== use || isChanged(parent, context))
    return undefined;
  if (parent.kind === "Subscript") {
    if (isText(parent.slice)) return "columns";
    // A mask that is made of these rows: another one would have another index.
    const isOwn = some(parent.slice, (part) => part.kind === "Name" && part.id === use.id);
    return isOwn && looksLikeMask(parent.slice, context) ? "rows" : undefined;
  }
  if (["shape", "size", "empty", "index"].includes(parent.attr)) return "others";
  return parent.attr.startsWith("_") || isMember(parent.attr) || isCalled(parent, context) ? undefined : "columns";
}

const isCalled = (node: Expression, context: PassContext): boolean => {
  const parent = context.editor.parentOf(node);
  return parent?.kind === "Call" && parent.func === node;
};
