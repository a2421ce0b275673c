/** How passes change a program: every change goes through here, is checked, noted for the analyses, and can be taken back. */
import type { Unit } from "../../compiler/analysis/analyses.js";
import { fuse, type Location, synthetic } from "../../compiler/ir/location.js";
import { build, type Expression, type Node, type Statement } from "../../compiler/ir/nodes.js";
import type { Tree } from "./tree.js";

export interface Editor {
  /** Puts an expression in the place of another one. The old one may be used again, elsewhere or inside of the new one. */
  replaceExpression(old: Expression, next: Expression): void;
  /** Puts statements in the place of one; none removes it. */
  replaceStatement(old: Statement, next: readonly Statement[]): void;
  insertBefore(anchor: Statement, statements: readonly Statement[]): void;
  insertAfter(anchor: Statement, statements: readonly Statement[]): void;
  /** Takes a statement away; a block that would be empty gets a `pass`. */
  remove(statement: Statement): void;
  /** Sets any other field: an operator, a name, the keywords of a call. */
  setField<N extends Node, F extends keyof N & string>(node: N, field: F, value: N[F]): void;

  /** A name that means nothing yet anywhere in the module, made of a hint: `sqrt` gives `_sqrt`, or `_sqrt_2`. */
  freshName(hint: string): string;
  parentOf(node: Node): Node | undefined;

  /** Location of a new node that does the work of one node in the same block: that node's own. */
  preserve(node: Node): Location;
  /** Location of a new node that does the work of several; the first one is the one whose result it gives. */
  fuse(reason: string, nodes: readonly Node[]): Location;
  /** Location of a node that is made from nothing, or that moved to where it was not reached before. */
  synthetic(): Location;
}

export interface EditLog {
  /** Units that have changed, in the order of their first changes. */
  readonly units: readonly Unit[];
}

/**
 * @param allows whether a node may be changed
 * @param names  all names that occur in the module; new ones are added
 */
export function makeEditor(
  tree: Tree,
  pass: string,
  allows: (node: Node) => boolean,
  names: () => Set<string>,
): { readonly editor: Editor; readonly log: EditLog } {
  const units: Unit[] = [];

  function change(node: Node, field: string, value: unknown, at: Node): void {
    if (!allows(at)) throw new Error("optimisation is switched off here");
    const unit = tree.unitOf(node, field);
    if (!units.includes(unit)) units.push(unit);
    tree.set(node, field, value);
  }

  function splice(anchor: Statement, from: number, to: number, statements: readonly Statement[]): void {
    const { node, field, list, index } = tree.listOf(anchor);
    const next = [...list.slice(0, index + from), ...statements, ...list.slice(index + to)];
    // Text that had code in front of it must not become a docstring.
    const hasDocstring =
      node.kind === "Module" || node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef" || node.kind === "ClassDef";
    if (hasDocstring && field === "body" && next[0] !== list[0] && next[0] && isText(next[0])) next.unshift(build.Pass(synthetic(pass)));
    if (next.length === 0 && node.kind !== "Module") next.push(build.Pass(synthetic(pass)));
    change(node, field, next, anchor);
  }

  const editor: Editor = {
    replaceExpression(old, next) {
      const { node, field, index } = tree.slotOf(old);
      const list = (node as unknown as Record<string, unknown>)[field] as unknown[];
      change(node, field, index === undefined ? next : list.map((item, at) => (at === index ? next : item)), old);
    },
    replaceStatement: (old, next) => splice(old, 0, 1, next),
    insertBefore(anchor, statements) {
      if (staysFirst(anchor, tree)) throw new Error("nothing can stand in front of a docstring or an import from __future__");
      splice(anchor, 0, 0, statements);
    },
    insertAfter: (anchor, statements) => splice(anchor, 1, 1, statements),
    remove: (statement) => splice(statement, 0, 1, []),
    setField: (node, field, value) => change(node, field, value, node),
    freshName(hint) {
      const taken = names();
      const stem = `_${hint.replace(/[^A-Za-z0-9_]/g, "_").replace(/^_+|_+$/g, "") || "t"}`;
      let name = stem;
      for (let number = 2; taken.has(name); number++) name = `${stem}_${number}`;
      taken.add(name);
      return name;
    },
    parentOf: (node) => tree.parentOf(node),
    preserve: (node) => node.loc,
    fuse: (reason, nodes) =>
      fuse(
        reason,
        nodes.map(({ loc }) => loc),
      ),
    synthetic: () => synthetic(pass),
  };
  return { editor, log: { units } };
}

const isText = (statement: Statement): boolean =>
  statement.kind === "Expr" && statement.value.kind === "Constant" && typeof statement.value.value === "string";

function staysFirst(statement: Statement, tree: Tree): boolean {
  if (statement.kind === "ImportFrom" && statement.module === "__future__") return true;
  const { node, field, index } = tree.listOf(statement);
  return (
    index === 0 && field === "body" && isText(statement) && ["Module", "FunctionDef", "AsyncFunctionDef", "ClassDef"].includes(node.kind)
  );
}
