/** Bounds of a range that are computed in front of the check. */
import { type Affine, constantForm, subtract } from "../../../compiler/analysis/loops/affine.js";
import { build, type Expression, type For, type Statement, type While } from "../../../compiler/ir/nodes.js";
import { copyNode, some } from "../../../compiler/ir/visit.js";
import type { Editor } from "../../manager/editor.js";
import type { Nest } from "./nest.js";
import type { Variables } from "./program.js";

/** Bounds of the outermost loop that are computed in front of the check. */
export interface Header {
  readonly statements: readonly Statement[];
  readonly trips: Affine;
  /** Has the loop take them from there. */
  readonly replace: () => void;
}

/**
 * Bounds of a range that are more than variables are computed in front of the check, which is what the loop would do first, and the
 * loop takes them from there: nothing is computed twice, and no class has to be known to ask how many iterations there are.
 */
export function headerOf(root: For | While, nest: Nest, variables: Variables, editor: Editor): Header | undefined {
  const { counter, elements } = nest.root;
  if (root.kind !== "For" || root.iter.kind !== "Call" || !counter || elements.length > 0) return undefined;
  if (counter.step !== 1n && counter.step !== -1n) return undefined;
  const { args } = root.iter;
  if (!args.some((arg) => some(arg, (node) => node.kind === "Attribute" || node.kind === "Call"))) return undefined;
  const names = args.length === 1 ? ["stop"] : ["start", "stop"];
  const statements: Statement[] = [];
  const replaced: { readonly old: Expression; readonly name: Expression }[] = [];
  const forms = names.map((hint, index) => {
    const arg = args[index] as Expression;
    if (arg.kind === "Name" || arg.kind === "Constant" || arg.kind === "UnaryOp") return nest.forms.of(arg);
    const name = build.Name({ id: editor.freshName(hint), ctx: "Load" }, arg.loc);
    if (variables.isCount(arg)) variables.counts.add(name.id);
    statements.push(
      build.Assign({ targets: [build.Name({ id: name.id, ctx: "Store" }, arg.loc)], value: copyNode(arg) }, editor.synthetic()),
    );
    replaced.push({ old: arg, name });
    return nest.forms.of(name);
  });
  const [first, second] = forms;
  const [start, stop] = second ? [first, second] : [constantForm(0n), first];
  if (!start || !stop || statements.length === 0) return undefined;
  return {
    statements,
    trips: counter.step === 1n ? subtract(stop, start) : subtract(start, stop),
    replace: () => {
      for (const { old, name } of replaced) editor.replaceExpression(old, name);
    },
  };
}
