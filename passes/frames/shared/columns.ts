/**
 * Which columns of a frame a program looks at, from the expression that makes it to the end of every object that has its columns.
 *
 * Only uses that name their columns are followed: subscripts, `groupby`, `sort_values`, selections of rows. Everything else looks at
 * all columns: printing, shapes, labels, iteration, storing it anywhere but in a local variable, handing it to a function, returning it.
 */

import { objectSites } from "../../../compiler/analysis/aliases.js";
import type { Unit } from "../../../compiler/analysis/analyses.js";
import type { Binding } from "../../../compiler/analysis/scopes.js";
import { scopes, types } from "../../../compiler/analysis/standard.js";
import { membersOf, type Type } from "../../../compiler/analysis/types/type.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import type { Expression, Node } from "../../../compiler/ir/nodes.js";
import { runtimeNameOf } from "../../guards/runtime-import.js";
import { observesNames } from "../../manager/names.js";
import type { PassContext } from "../../manager/pass.js";
import { words } from "../../manager/words.js";
import { columnOf, isKind, pandasMethodOf, targetsOf } from "./frame-expressions.js";
import { looksLikeMask, readsColumnOf } from "./lazy.js";
import { isGroupBy } from "./quiet.js";
import { cellsOf, firstParameter, functionOf, isObjection } from "./row-function.js";
import { isWatched, wordsIn } from "./watched-names.js";

/** The columns, or the place where all are looked at. */
export type Observed =
  | {
      readonly columns: ReadonlySet<string>;
      /** Rows are looked at, whose cells are of a type that all columns decide. */
      readonly byRows?: boolean;
    }
  | { readonly all: Node };

type Call = Extract<Expression, { kind: "Call" }>;

/** Methods of frames that look at the columns they name, and give a frame with all columns. */
const passOn = words("sort_values dropna drop_duplicates set_index nlargest nsmallest head tail copy drop sample");

/** What a GroupBy of selected columns computes of each column. */
const statistics = words(
  "sum mean min max count size nunique median first last std var prod any all cumsum cummax cummin cumcount rank shift diff agg transform",
);

export class ColumnUses {
  private readonly facts: TypeFacts;
  private readonly parentOf: (node: Node) => Node | undefined;
  private readonly runtime: string | undefined;
  private readonly visited = new Set<Node>();

  constructor(
    private readonly unit: Unit,
    private readonly context: PassContext,
  ) {
    this.facts = context.get(types);
    this.parentOf = context.editor.parentOf;
    this.runtime = runtimeNameOf(context.module);
  }

  /** What is looked at of the frame that an expression gives. */
  observed(node: Expression): Observed {
    const parent = this.parentOf(node);
    switch (parent?.kind) {
      case "Assign":
        return parent.value === node && parent.targets.length === 1 && parent.targets[0]?.kind === "Name"
          ? this.variable(node, parent.targets[0], (use) => this.observed(use))
          : { all: node };
      case "Subscript":
        return parent.value === node ? this.subscript(parent) : { all: node };
      case "Attribute":
        return this.attribute(parent);
      case "Call":
        return this.argument(node, parent);
      case "Expr":
        return this.context.file.cells.length > 0 ? { all: node } : nothing;
      default:
        return { all: node };
    }
  }

  /** A local variable: all of its uses that can have the object. */
  private variable(
    node: Expression,
    name: Extract<Expression, { kind: "Name" }>,
    observe: (use: Extract<Expression, { kind: "Name" }>) => Observed,
  ): Observed {
    const scopes_ = this.context.get(scopes);
    const resolution = scopes_.resolve(name);
    const sites = objectSites(this.facts.typeOf(node));
    if (resolution.kind !== "binding" || sites.length === 0) return { all: node };
    const { binding } = resolution;
    // Between the cells of a notebook people look at variables.
    if (this.unit.kind === "Module" && (this.context.file.cells.length > 0 || observesNames(this.context.module))) return { all: node };
    if (binding.scope.node !== this.unit || binding.writtenElsewhere || isWatched(binding.name, this.context.module)) return { all: name };
    // `df += 1` uses it without a name that reads.
    const bound = binding.definitions.find((definition) => this.parentOf(definition.node)?.kind === "AugAssign");
    if (bound) return { all: bound.node };
    const canHave = (type: Type): boolean =>
      membersOf(type).length === 0 ||
      membersOf(type).some(({ kind }) => kind === "unknown") ||
      objectSites(type).some((site) => sites.includes(site));
    const uses = binding.uses.filter((use) => canHave(this.facts.typeOf(use)) && !this.visited.has(use));
    const found: Observed[] = [];
    for (const use of uses) {
      this.visited.add(use);
      if (!this.runsHere(use)) return { all: use };
      found.push(observe(use));
    }
    return both(...found);
  }

  /** Not in a function or generator, which may run at another time. */
  private runsHere(use: Node): boolean {
    for (let at = this.parentOf(use); at && at !== this.unit; at = this.parentOf(at)) {
      if (["FunctionDef", "AsyncFunctionDef", "Lambda", "GeneratorExp", "ClassDef"].includes(at.kind)) return false;
    }
    return true;
  }

  private subscript(node: Extract<Expression, { kind: "Subscript" }>): Observed {
    const { slice, ctx } = node;
    const labels = labelsIn(slice);
    if (labels) {
      const parent = this.parentOf(node);
      // A column that is stored is not looked at: the last one of that label counts.
      const isStored = ctx === "Store" && slice.kind === "Constant" && parent?.kind === "Assign";
      return isStored ? nothing : { columns: new Set(labels) };
    }
    return ctx === "Load" && this.selectsRows(node.value, slice) ? this.observed(node) : { all: node };
  }

  /** A mask, and no labels: by its type, or by what is computed with columns of the very frame. */
  private selectsRows(frame: Expression, mask: Expression): boolean {
    if (isTruth(this.facts.typeOf(mask))) return true;
    return ["Compare", "BinOp", "UnaryOp", "Call"].includes(mask.kind) && looksLikeMask(mask, this.context) && readsColumnOf(frame, mask);
  }

  private attribute(node: Extract<Expression, { kind: "Attribute" }>): Observed {
    const parent = this.parentOf(node);
    if (node.ctx !== "Load") return { all: node };
    const column = columnOf(node, this.facts);
    if (column) return { columns: new Set([column.label]) };
    if (parent?.kind === "Call" && parent.func === node) return this.method(parent, node.attr);
    const isFirst = parent?.kind === "Subscript" && parent.slice.kind === "Constant" && parent.slice.value === 0n;
    if (node.attr === "shape" && isFirst) return nothing;
    if (["loc", "at"].includes(node.attr) && parent?.kind === "Subscript" && parent.value === node) return this.byLabels(parent);
    return { all: node };
  }

  /** `frame.loc[rows, columns]` */
  private byLabels(node: Extract<Expression, { kind: "Subscript" }>): Observed {
    if (node.slice.kind === "Tuple" && node.slice.elts.length === 2) {
      const labels = labelsIn(node.slice.elts[1] as Expression);
      return labels ? { columns: new Set(labels) } : { all: node };
    }
    const attribute = node.value as Extract<Expression, { kind: "Attribute" }>;
    return node.ctx === "Load" && this.selectsRows(attribute.value, node.slice) ? this.observed(node) : { all: node };
  }

  private method(call: Call, name: string): Observed {
    const method = pandasMethodOf(call, this.facts);
    if (method?.owner === "DataFrame" && name === "apply") return this.appliedToRows(call);
    if (method?.owner === "DataFrame" && (name === "iterrows" || name === "itertuples")) return this.loopOverRows(call, name);
    if (method?.owner === "DataFrame" && name === "query") return this.queried(call);
    const arguments_ = [...call.args, ...call.keywords.map(({ value }) => value)];
    const isPlain =
      call.keywords.every(({ arg }) => arg !== null && !["inplace", "key", "axis", "level", "copy", "deep"].includes(arg)) &&
      arguments_.every(isConstant);
    if (method?.owner !== "DataFrame" || !isPlain) return { all: call };
    const named = new Set(arguments_.flatMap((value) => labelsIn(value) ?? []));
    if (name === "groupby" && named.size > 0) return both({ columns: named }, this.groups(call));
    if (name === "reset_index") return call.keywords.some(isDrop) ? this.observed(call) : { all: call };
    const needsLabels = name === "dropna" || name === "drop_duplicates";
    if (!passOn.has(name) || (needsLabels && !call.keywords.some(({ arg }) => arg === "subset"))) return { all: call };
    return isKind(this.facts.typeOf(call), "frame") ? both({ columns: named }, this.observed(call)) : { all: call };
  }

  /** `df["x"] = df.apply(lambda r: …, axis=1)`: what is asked of a row. Nothing else is made of it: without rows it would be a frame. */
  private appliedToRows(call: Call): Observed {
    const [callee] = call.args;
    const [axis] = call.keywords;
    const store = this.parentOf(call);
    const isByRows = axis?.arg === "axis" && axis.value.kind === "Constant" && (axis.value.value === 1n || axis.value.value === "columns");
    const isStored = store?.kind === "Assign" && store.targets.length === 1 && store.targets[0]?.kind === "Subscript";
    if (!isByRows || !isStored || call.args.length !== 1 || call.keywords.length !== 1 || !callee) return { all: call };
    const fn = functionOf(callee, this.context);
    const row = fn && firstParameter(fn, this.context.get(scopes));
    return fn && row ? this.cells(row, fn, call) : { all: call };
  }

  /** `for i, row in df.iterrows():` and `for row in df.itertuples():` with a row that is only asked for cells. */
  private loopOverRows(call: Call, name: string): Observed {
    const loop = this.parentOf(call);
    if (loop?.kind !== "For" || loop.iter !== call || call.args.length + call.keywords.length > 0) return { all: call };
    const { target } = loop;
    const row = name === "itertuples" ? target : target.kind === "Tuple" && target.elts.length === 2 ? target.elts[1] : undefined;
    const resolution = row?.kind === "Name" ? this.context.get(scopes).resolve(row) : undefined;
    if (resolution?.kind !== "binding" || resolution.binding.definitions.length !== 1) return { all: call };
    const isInside = (use: Node): boolean => {
      for (let at: Node | undefined = use; at; at = this.parentOf(at)) if (at === loop) return true;
      return false;
    };
    return resolution.binding.uses.every(isInside) ? this.cells(resolution.binding, loop, call) : { all: call };
  }

  private cells(row: Binding, owner: Node, call: Call): Observed {
    if (isWatched(row.name, this.context.module)) return { all: call };
    const cells = cellsOf(row, owner, this.context);
    // `row._3` is a column by its position.
    if (isObjection(cells) || cells.labels.some((label) => label.startsWith("_"))) return { all: call };
    return { columns: new Set(cells.labels), byRows: true };
  }

  /** `df.query("age > 3")`: the words of the text, some of which are columns. */
  private queried(call: Call): Observed {
    const [text] = call.args;
    if (call.args.length !== 1 || call.keywords.length > 0 || text?.kind !== "Constant" || typeof text.value !== "string")
      return { all: call };
    const quoted = [...text.value.matchAll(/`([^`]*)`/g)].map(([, label]) => label as string);
    const named = new Set([...quoted, ...wordsIn(text.value)]);
    return isKind(this.facts.typeOf(call), "frame") ? both({ columns: named }, this.observed(call)) : { all: call };
  }

  /** What is looked at of the columns of groups. */
  private groups(node: Expression): Observed {
    const parent = this.parentOf(node);
    if (parent?.kind === "Assign" && parent.value === node && parent.targets.length === 1 && parent.targets[0]?.kind === "Name") {
      return isGroupBy(this.facts.typeOf(node)) ? this.variable(node, parent.targets[0], (use) => this.groups(use)) : { all: node };
    }
    if (parent?.kind === "Call" && this.isStandIn(parent)) return this.groups(parent);
    if (parent?.kind === "Attribute") {
      return ["size", "ngroup", "cumcount", "ngroups"].includes(parent.attr) ? nothing : { all: node };
    }
    const labels = parent?.kind === "Subscript" && parent.value === node ? labelsIn(parent.slice) : undefined;
    if (!labels || parent?.kind !== "Subscript") return { all: node };
    const attribute = this.parentOf(parent);
    const call = attribute && this.parentOf(attribute);
    const isStatistic =
      attribute?.kind === "Attribute" && statistics.has(attribute.attr) && call?.kind === "Call" && call.func === attribute;
    return isStatistic && call.args.every(isConstant) ? { columns: new Set(labels) } : { all: parent };
  }

  private argument(node: Expression, call: Call): Observed {
    if (this.isStandIn(call) && call.args[0] === node) return this.observed(call);
    const names = targetsOf(call, this.facts);
    return names?.length === 1 && names[0] === "builtins.len" ? nothing : { all: call };
  }

  /** `_rt.lazy(df)` has the columns of `df`. */
  private isStandIn({ func }: Call): boolean {
    return (
      func.kind === "Attribute" &&
      ["lazy", "groups", "direct", "planned", "held"].includes(func.attr) &&
      func.value.kind === "Name" &&
      func.value.id === this.runtime
    );
  }
}

const nothing: Observed = { columns: new Set() };

function both(...observed: readonly Observed[]): Observed {
  const columns = new Set<string>();
  let byRows = false;
  for (const each of observed) {
    if ("all" in each) return each;
    for (const column of each.columns) columns.add(column);
    byRows ||= each.byRows === true;
  }
  return { columns, byRows };
}

/** The label or labels that a constant says. */
export function labelsIn(node: Expression): readonly string[] | undefined {
  if (node.kind === "Constant") return typeof node.value === "string" ? [node.value] : undefined;
  if (node.kind !== "List") return undefined;
  const labels = node.elts.flatMap((item) => labelsIn(item) ?? []);
  return labels.length === node.elts.length && node.elts.every(({ kind }) => kind === "Constant") ? labels : undefined;
}

const isConstant = (node: Expression): boolean =>
  node.kind === "Constant" ||
  (node.kind === "List" && node.elts.every(isConstant)) ||
  (node.kind === "UnaryOp" && isConstant(node.operand));

const isDrop = ({ arg, value }: Call["keywords"][number]): boolean => arg === "drop" && value.kind === "Constant" && value.value === true;

/** Series of truth values select rows; any other could be labels. */
const isTruth = (type: Type): boolean =>
  membersOf(type).length > 0 &&
  membersOf(type).every(
    (member) => member.kind === "series" && (member.mask === true || member.dtype === "bool" || member.dtype === "boolean"),
  );
