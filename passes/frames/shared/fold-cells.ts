/** Single cells of tables by the variable of a loop that counts rows: `df.loc[i, "x"]`, `df["x"].iloc[i - 1]`, `row = df.iloc[i]`. */
import type { Unit } from "../../../compiler/analysis/analyses.js";
import type { Binding } from "../../../compiler/analysis/scopes.js";
import { scopes as scopesAnalysis } from "../../../compiler/analysis/standard.js";
import type { Expression, Name, Node, Statement } from "../../../compiler/ir/nodes.js";
import { some } from "../../../compiler/ir/visit.js";
import { isSetAt } from "../../manager/is-set.js";
import type { PassContext } from "../../manager/pass.js";
import { classOf } from "./lazy.js";
import { Unfit } from "./row-function.js";

/** A cell that is read: of which table, how, and how many rows away. */
export interface Cell {
  readonly table: string;
  /** `null` for a series. */
  readonly label: string | null;
  readonly way: "row" | "labelled row" | "label" | "position" | "values";
  readonly shift: number;
  /** The parameter of the function that gets the column. */
  readonly parameter: string;
}

/** A column into which the loop stores. */
export interface StoredCell {
  readonly table: string;
  readonly label: string;
  readonly parameter: string;
}

type Found = Omit<Cell, "parameter">;

export class FoldCells {
  readonly read: Cell[] = [];
  readonly stored: StoredCell[] = [];
  private readonly rows = new Map<Binding, Found>();

  constructor(
    private readonly index: Name,
    private readonly loop: Extract<Statement, { kind: "For" }>,
    private readonly unit: Unit,
    private readonly context: PassContext,
  ) {}

  /** The parameter for a cell that an expression reads; `undefined` when it reads none. */
  parameterFor(node: Expression): string | undefined {
    const found = this.cellOf(node);
    if (!found) return undefined;
    if (
      this.stored.some(
        ({ table, label }) => table === found.table && (label === found.label || found.way.endsWith("row") || found.label === null),
      )
    )
      throw new Unfit(`column ${found.label} is read behind where it is stored into`);
    const same = this.read.find(
      ({ table, label, way, shift }) => table === found.table && label === found.label && way === found.way && shift === found.shift,
    );
    if (same) return same.parameter;
    const hint = (found.label ?? found.table).replace(/\W+/g, "_");
    const parameter = this.context.editor.freshName(found.shift === 0 ? hint : `${hint}_${found.shift < 0 ? "before" : "behind"}`);
    this.read.push({ ...found, parameter });
    return parameter;
  }

  /** Whether a statement gives a row a name: `row = df.iloc[i]`. */
  namesRow(node: Statement): boolean {
    if (node.kind !== "Assign" || node.targets.length !== 1 || node.targets[0]?.kind !== "Name") return false;
    const found = this.tableCell(node.value);
    const binding = this.bindingOf(node.targets[0]);
    if (!found || found.label !== null || !binding || !["label", "position"].includes(found.way)) return false;
    if (["series", "mask"].includes(classOf((node.value as { value: { value: Name } }).value.value, this.context))) return false;
    if (!binding.uses.some((use) => this.isLabelled(use))) return false;
    if (!binding.uses.every((use) => this.isLabelled(use) || !some(this.loop, (part) => part === use)))
      throw new Unfit(`more is asked of ${binding.name} than single cells`);
    const isOther = binding.definitions.some((each) => each.node !== node.targets[0] && some(this.loop, (part) => part === each.node));
    if (isOther) throw new Unfit(`${binding.name} gets other values, too`);
    this.rows.set(binding, found);
    return true;
  }

  /** `df.loc[i, "x"] = value`, `df.at[i, "x"] = value`. */
  storeOf(node: Statement): { readonly parameter: string; readonly value: Expression; readonly table: Name } | undefined {
    if (node.kind !== "Assign" || node.targets.length !== 1) return undefined;
    const [target] = node.targets;
    if (target?.kind !== "Subscript" || target.value.kind !== "Attribute" || target.value.value.kind !== "Name") return undefined;
    const { slice, value: indexer } = target;
    const table = target.value.value;
    if (indexer.kind !== "Attribute" || !["loc", "at"].includes(indexer.attr) || slice.kind !== "Tuple" || slice.elts.length !== 2)
      return undefined;
    const [place, label] = slice.elts as [Expression, Expression];
    if (!this.isTable(table) || this.shiftOf(place) !== 0 || !isText(label)) return undefined;
    const known = this.stored.find((each) => each.table === table.id && each.label === label.value);
    return { parameter: known?.parameter ?? this.store(table.id, label.value), value: node.value, table };
  }

  private store(table: string, label: string): string {
    const isElsewhere = this.read.some(
      (each) => each.table === table && each.label === label && (each.shift !== 0 || each.way.endsWith("row")),
    );
    if (isElsewhere) throw new Unfit(`column ${label} is read in another row than the one that is stored into`);
    const parameter = this.context.editor.freshName(`new_${label.replace(/\W+/g, "_")}`);
    this.stored.push({ table, label, parameter });
    return parameter;
  }

  /** Reads that stand in front of a store may be repeated behind it by the loop. */
  private cellOf(node: Expression): Found | undefined {
    if (node.kind === "Subscript" && node.value.kind === "Name" && isText(node.slice)) {
      const row = this.rows.get(this.bindingOf(node.value) as Binding);
      if (row) return { ...row, label: node.slice.value, way: row.way === "label" ? "labelled row" : "row" };
    }
    return this.tableCell(node);
  }

  private tableCell(node: Expression): Found | undefined {
    if (node.kind !== "Subscript" || node.ctx !== "Load") return undefined;
    const { value, slice } = node;
    // df.iloc[i]["x"], df.loc[i]["x"]
    if (isText(slice) && value.kind === "Subscript" && value.value.kind === "Attribute" && value.value.value.kind === "Name") {
      const shift = this.shiftOf(value.slice);
      const { attr, value: table } = value.value;
      if (shift === undefined || !this.isTable(table as Name) || (attr !== "iloc" && attr !== "loc")) return undefined;
      return { table: (table as Name).id, label: slice.value, way: attr === "loc" ? "labelled row" : "row", shift };
    }
    if (value.kind === "Attribute") {
      const way = ways.get(value.attr);
      if (!way) return undefined;
      const { value: owner } = value;
      // df.loc[i, "x"]
      if (slice.kind === "Tuple") {
        const [place, label] = slice.elts;
        if (owner.kind !== "Name" || way !== "label" || slice.elts.length !== 2 || !place || !label || !isText(label)) return undefined;
        const shift = this.shiftOf(place);
        return shift !== undefined && this.isTable(owner) ? { table: owner.id, label: label.value, way, shift } : undefined;
      }
      // df["x"].iloc[i], s.iloc[i]
      const column = columnOf(owner);
      const shift = this.shiftOf(slice);
      if (!column || shift === undefined || !this.isTable(column.table)) return undefined;
      return { table: column.table.id, label: column.label, way, shift };
    }
    // df["x"][i], s[i]
    const column = columnOf(value);
    const shift = column && this.shiftOf(slice);
    if (!column || shift === undefined || !this.isTable(column.table)) return undefined;
    if (column.label === null && !["series", "mask"].includes(classOf(column.table, this.context))) return undefined;
    return { table: column.table.id, label: column.label, way: "label", shift };
  }

  /** How far from the row of the loop a row is. */
  private shiftOf(node: Expression): number | undefined {
    if (this.isIndex(node)) return 0;
    if (node.kind !== "BinOp" || (node.op !== "Add" && node.op !== "Sub") || !this.isIndex(node.left)) return undefined;
    const { right } = node;
    if (right.kind !== "Constant" || typeof right.value !== "bigint" || right.value > 1000n) return undefined;
    return node.op === "Add" ? Number(right.value) : -Number(right.value);
  }

  private isIndex(node: Expression): boolean {
    return node.kind === "Name" && this.bindingOf(node) === this.bindingOf(this.index);
  }

  /** Whether a variable that stays what it is may hold a table. */
  private isTable(name: Expression): name is Name {
    if (name.kind !== "Name" || classOf(name, this.context) === "other") return false;
    const binding = this.bindingOf(name);
    if (!binding || binding.writtenElsewhere || !isSetAt(this.loop, binding, this.unit, this.context)) return false;
    return !binding.definitions.some(({ node }) => some(this.loop, (part) => part === node));
  }

  private isLabelled(use: Node): boolean {
    const parent = this.context.editor.parentOf(use);
    return parent?.kind === "Subscript" && parent.value === use && parent.ctx === "Load" && isText(parent.slice);
  }

  private bindingOf(node: Name): Binding | undefined {
    const resolution = this.context.get(scopesAnalysis).resolve(node);
    return resolution.kind === "binding" ? resolution.binding : undefined;
  }
}

const ways: ReadonlyMap<string, Found["way"]> = new Map([
  ["loc", "label"],
  ["at", "label"],
  ["iloc", "position"],
  ["iat", "position"],
  ["values", "values"],
]);

const isText = (node: Expression): node is Extract<Expression, { kind: "Constant" }> & { readonly value: string } =>
  node.kind === "Constant" && typeof node.value === "string";

/** `df["x"]`, or a variable that may be a series. */
function columnOf(node: Expression): { readonly table: Name; readonly label: string | null } | undefined {
  if (node.kind === "Name") return { table: node, label: null };
  if (node.kind !== "Subscript" || node.value.kind !== "Name" || !isText(node.slice)) return undefined;
  return { table: node.value, label: node.slice.value };
}
