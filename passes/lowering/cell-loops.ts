/**
 * Cell loops: a loop that reads single cells of a frame, or stores into them, goes to where the columns lie.
 *
 * Before:
 *
 * ```python
 * for i in range(1, len(df)):
 *     if df["price"].iloc[i] > df["price"].iloc[i - 1]:
 *         df.loc[i, "trend"] = 1
 * ```
 *
 * After:
 *
 * ```python
 * _df_cells = _rt.cells(df)
 * for i in range(1, len(df)):
 *     if _df_cells["price"].iloc[i] > _df_cells["price"].iloc[i - 1]:
 *         _df_cells.loc[i, "trend"] = 1
 * del _df_cells
 * ```
 *
 * Counter-example, which stays as it is: the variable gets another frame in the loop.
 *
 * ```python
 * for i in range(10):
 *     df = df[df["price"] > df["price"].iloc[0]]
 * ```
 *
 * ## Obligations
 *
 * - the variable is the same object from one iteration to the next: nothing binds it in the loop;
 * - of a row that gets a name, nothing but single cells is asked;
 * - checked where the program runs, at each step: the frame or series is exactly one of pandas and has the very blocks and labels that it had; a
 *   label of the index means one row; a value that is stored fits into the column as it is, and nobody shares its memory. If not, pandas
 *   does the step, at the same line.
 *
 * ## Exactness
 *
 * `exact`: every cell is the object that pandas would have given, and what is stored can be seen at once by all who could see it.
 *
 * ## Keeps
 *
 * Nothing.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import type { Binding } from "../../compiler/analysis/scopes.js";
import { scopes as scopesAnalysis, types } from "../../compiler/analysis/standard.js";
import { build, type Expression, type Name, type Node, type Statement } from "../../compiler/ir/nodes.js";
import { some } from "../../compiler/ir/visit.js";
import { type CellAccess, cellAccess, isConsumedAtOnce, isSimple, isUsedAsTable } from "../frames/shared/cell-access.js";
import { classOf } from "../frames/shared/lazy.js";
import { type Cells, cellsOf, isObjection, type Objection } from "../frames/shared/row-function.js";
import { cellArguments, isStandIn } from "../frames/shared/stand-in.js";
import { importRuntime } from "../guards/runtime-import.js";
import { isSetAt } from "../manager/is-set.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { walkUnit } from "../manager/units.js";

export const cellLoops = definePass({
  name: "cell-loops",
  summary: "lets loops that read and store single cells of a frame go to where the columns lie",
  stage: "lowering",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types],
  run(unit, context) {
    if (observesNames(context.module)) return;
    new Finder(unit, context).run();
  },
});

interface Site {
  readonly name: Name;
  readonly binding: Binding;
  readonly access: CellAccess;
}

/** The accesses to one variable in one loop, or in the comprehensions of one statement. */
interface Group {
  readonly around: Statement;
  readonly binding: Binding;
  readonly sites: Site[];
}

interface Plan extends Cells {
  readonly sites: readonly Site[];
}

class Finder {
  private readonly groups: Group[] = [];
  private readonly refused = new Set<Binding>();

  constructor(
    private readonly unit: Unit,
    private readonly context: PassContext,
  ) {}

  run(): void {
    walkUnit(this.unit, (node) => {
      const site = node.kind === "Name" ? this.site(node) : undefined;
      if (site) this.add(site);
    });
    // Everything is decided before anything changes.
    for (const { group, plan } of this.groups.map((each) => ({ group: each, plan: this.plan(each) }))) {
      if (isObjection(plan)) this.refuse(group.binding, group.around, plan);
      else this.rewrite(group, plan);
    }
  }

  private site(name: Name): Site | undefined {
    const access = cellAccess(name, this.context);
    if (!access) return undefined;
    const resolution = this.context.get(scopesAnalysis).resolve(name);
    if (resolution.kind !== "binding" || this.isStandInAlready(resolution.binding)) return undefined;
    const known = classOf(name, this.context);
    if (known === "other") return undefined;
    if (known === "unknown" && !isUsedAsTable(name, this.context)) return undefined;
    if (access.kind === "element" && known !== "series" && known !== "mask") return undefined;
    return { name, binding: resolution.binding, access };
  }

  private isStandInAlready({ definitions }: Binding): boolean {
    return definitions.some(({ kind, node }) => {
      const parent = kind === "assignment" ? this.context.editor.parentOf(node) : undefined;
      return parent?.kind === "Assign" && isStandIn(parent.value, this.context);
    });
  }

  private add(site: Site): void {
    const { access, binding, name } = site;
    const loops = this.loopsAround(name);
    if (loops.length === 0) return;
    if (access.kind === "chained store") {
      const reason = "what is stored into a column that is taken out of the frame may not reach the frame";
      return this.refuse(binding, access.node, { reason, suggest: `store with ${name.id}.loc[row, column] = value` });
    }
    const around = loops.findLast((each) => !this.isBoundIn(each, binding));
    const [innermost] = loops;
    if (!around || !innermost) {
      // What is new in each iteration is asked for one cell or two.
      if (innermost && !this.isNewIn(innermost, binding))
        this.refuse(binding, innermost, { reason: `${name.id} gets another value in the loop` });
      return;
    }
    const group = this.groups.find((each) => each.around === around && each.binding === binding);
    if (group) group.sites.push(site);
    else this.groups.push({ around, binding, sites: [site] });
  }

  /** The loops in which a name is read again and again, the innermost first; the statement of a comprehension is one when there is no other. */
  private loopsAround(name: Name): Statement[] {
    const { parentOf } = this.context.editor;
    const loops: Statement[] = [];
    let comprehends = false;
    let below: Node = name;
    for (let at = parentOf(name); at && at !== this.unit; below = at, at = parentOf(at)) {
      switch (at.kind) {
        case "For":
          if (at.body.includes(below as Statement)) loops.push(at);
          break;
        case "While":
          if (at.test === below || at.body.includes(below as Statement)) loops.push(at);
          break;
        case "GeneratorExp":
          if (at.generators[0] === below && isFirstIterable(at.generators[0], name, parentOf)) break;
          if (!isConsumedAtOnce(at, this.context)) return [];
          comprehends = true;
          break;
        case "ListComp":
        case "SetComp":
        case "DictComp":
          if (at.generators[0] !== below || !isFirstIterable(at.generators[0], name, parentOf)) comprehends = true;
          break;
        case "Lambda":
        case "FunctionDef":
        case "AsyncFunctionDef":
        case "ClassDef":
          return [];
        default:
          if (comprehends && loops.length === 0 && isSimple(at) && !this.isShown(at)) loops.push(at);
      }
    }
    return loops;
  }

  /** Whether a notebook shows the value of a statement. */
  private isShown(statement: Statement): boolean {
    return statement.kind === "Expr" && this.context.file.cells.length > 0;
  }

  /** Whether a variable gets a value in a loop, or while a statement computes its own. */
  private isBoundIn(around: Statement, binding: Binding): boolean {
    if (binding.writtenElsewhere) return true;
    return binding.definitions.some(({ node }) => {
      for (let at: Node | undefined = node; at; at = this.context.editor.parentOf(at)) {
        if (around.kind === "Assign" && around.targets.includes(at as Expression)) return false;
        if (at === around) return true;
      }
      return false;
    });
  }

  /** Whether all values of a variable are those that a loop gives to it. */
  private isNewIn(loop: Statement, { definitions }: Binding): boolean {
    return definitions.every(({ node }) => some(loop, (part) => part === node));
  }

  private plan({ around, binding, sites }: Group): Plan | Objection {
    const { context, unit } = this;
    if (!context.allows(around) || !sites.every(({ name }) => context.allows(name))) return { reason: "optimisation is switched off here" };
    if (!context.mayGuard) return { reason: "that it is a frame of pandas is checked when the program runs, which -O1 does not do" };
    if (binding.scope.kind !== "function" && binding.scope.kind !== "module")
      return { reason: `${binding.name} is no variable of a function` };
    if (!isSetAt(around, binding, unit, context)) return { reason: `${binding.name} may have no value yet in front of the loop` };
    const labels = new Set<string>();
    const attributes = new Set<string>();
    const kept: Site[] = [];
    let objection: Objection | undefined;
    for (const site of sites) {
      const cells = this.cellsOfSite(site);
      if (isObjection(cells)) {
        objection ??= cells;
        continue;
      }
      kept.push(site);
      for (const label of cells.labels) labels.add(label);
      for (const label of cells.attributes) attributes.add(label);
    }
    if (objection) {
      if (kept.length === 0) return objection;
      this.refuse(binding, around, objection);
    }
    return { sites: kept, labels: [...labels], attributes: [...attributes] };
  }

  /** The cells for which rows are asked, if the site gives one. */
  private cellsOfSite({ access }: Site): Cells | Objection {
    if (access.kind === "named row") return this.cellsOfRow(access.row);
    if (access.kind !== "row") return { labels: [], attributes: [] };
    return { labels: [access.label], attributes: access.isAttribute ? [access.label] : [] };
  }

  /** What is asked of a row that has a name. */
  private cellsOfRow(row: Name): Cells | Objection {
    const resolution = this.context.get(scopesAnalysis).resolve(row);
    if (resolution.kind !== "binding") return { reason: `what ${row.id} means is not known` };
    const { binding } = resolution;
    if (binding.scope.kind !== "function" || binding.scope.node !== this.unit || binding.writtenElsewhere)
      return { reason: `other functions may see ${row.id}`, suggest: "put the loop into a function" };
    const isRow = (node: Node): boolean =>
      this.groups.some(({ sites }) => sites.some(({ access }) => access.kind === "named row" && access.row === node));
    if (!binding.definitions.every(({ node }) => isRow(node)))
      return { reason: `${row.id} gets other values, too`, suggest: "give the row a name of its own" };
    return cellsOf(binding, this.unit, this.context);
  }

  private rewrite({ around, binding }: Group, { sites, ...cells }: Plan): void {
    const { editor, remarks } = this.context;
    const stores = sites.filter(({ access }) => access.kind === "cell" && access.isStore).length;
    remarks
      .passed("NC2712", around, `single cells of ${binding.name} are read and stored where the columns lie`)
      .exactness("exact")
      .obligation(`${binding.name} is the same object in every iteration`, "proved", "what the loop binds")
      .obligation("the frame has the blocks and labels that are known", "guarded", `cells(${binding.name}), at each step`)
      .metric("cells", sites.length)
      .metric("stores", stores);
    const loc = editor.synthetic();
    const variable = editor.freshName(`${binding.name}_cells`);
    const name = (ctx: Name["ctx"], id = variable): Name => build.Name({ id, ctx }, loc);
    const func = build.Attribute({ value: name("Load", importRuntime(this.context)), attr: "cells", ctx: "Load" }, loc);
    const args = [name("Load", binding.name), ...(cells.labels.length > 0 ? cellArguments(cells, this.context) : [])];
    const value = build.Call({ func, args, keywords: [] }, loc);
    editor.insertBefore(around, [build.Assign({ targets: [name("Store")], value }, loc)]);
    // It holds the frame.
    if (around.kind !== "Return") editor.insertAfter(around, [build.Delete({ targets: [name("Del")] }, loc)]);
    for (const site of sites) editor.replaceExpression(site.name, build.Name({ id: variable, ctx: "Load" }, editor.preserve(site.name)));
  }

  private refuse(binding: Binding, node: Node, { reason, suggest }: Objection): void {
    if (this.refused.has(binding)) return;
    this.refused.add(binding);
    const details = suggest === undefined ? { reason } : { reason, suggest };
    this.context.remarks.missed("NC2713", node, `pandas looks up each cell of ${binding.name}`, details);
  }
}

/** Whether a name stands in the first iterable of a comprehension, which is evaluated once, in front of it. */
function isFirstIterable(first: Node | undefined, name: Name, parentOf: (node: Node) => Node | undefined): boolean {
  if (first?.kind !== "comprehension") return false;
  return some(first.iter, (part) => part === name) && parentOf(first) !== undefined;
}
