/** What a loop with masks does besides: whether it can only compute with numbers and arrays, and of which variables that has to hold. */

import type { Unit } from "../../../compiler/analysis/analyses.js";
import { scopes as scopesAnalysis, types as typesAnalysis } from "../../../compiler/analysis/standard.js";
import type { Expression, For, Statement } from "../../../compiler/ir/nodes.js";
import { build } from "../../../compiler/ir/nodes.js";
import { copyNode } from "../../../compiler/ir/visit.js";
import { ufuncs } from "../../loops/vectorize/kinds.js";
import { Builder } from "../../loops/vectorize/tree.js";
import type { Editor } from "../../manager/editor.js";
import { isSetAt } from "../../manager/is-set.js";
import type { PassContext } from "../../manager/pass.js";
import { isWarningLibraryCall } from "../../manager/pure-calls.js";
import { boundIn, type Mask } from "./find.js";

/** Methods of arrays and numbers that make new ones. */
const methods = new Set(
  "sum mean std var min max prod any all argmin argmax cumsum cumprod copy astype item tolist round ptp dot".split(" "),
);
/** The same of NumPy's functions, besides those of elements. */
const functions = new Set(
  "sum mean std var min max amin amax prod any all argmin argmax cumsum cumprod median percentile quantile average where clip logical_and logical_or logical_not bitwise_and count_nonzero nanmean nansum dot abs unique bincount"
    .split(" ")
    .map((name) => `numpy.${name}`),
);
const attributes = new Set(["shape", "size", "ndim", "T", "real", "imag"]);
const builtins = new Set("len float int abs min max sum round range enumerate zip bool".split(" ").map((name) => `builtins.${name}`));

/** Thrown where more may happen than computing. */
class MayChange extends Error {}

export class Contents {
  /** Variables whose objects the loop changes. */
  readonly written = new Set<string>();
  /** Variables that it only reads, besides arrays of masks. */
  readonly numbers = new Set<string>();
  private readonly bound: ReadonlySet<string>;
  private readonly assigned = new Set<string>();
  private hoisted: { readonly node: Expression; readonly name: string } | undefined;

  constructor(
    private readonly loop: For,
    private readonly key: string,
    private readonly unit: Unit,
    private readonly context: PassContext,
  ) {
    this.bound = boundIn(loop);
  }

  /** Why it is not known that the loop leaves the array as it is and runs to its end. */
  objection(own: readonly Mask[]): string | undefined {
    try {
      this.target(this.loop.target);
      const { iter } = this.loop;
      const name = this.builtin(iter);
      const args = iter.kind === "Call" ? iter.args : [];
      if (name === "zip" && args.slice(1).some(({ kind }) => kind !== "Name")) return "what the loop goes over is not known";
      if (name === "zip" || name === "range") for (const each of args.slice(name === "zip" ? 1 : 0)) this.expression(each);
      if (this.loop.orelse.length > 0) return "the loop has an else";
      for (const statement of this.loop.body) this.statement(statement);
    } catch (error) {
      if (error instanceof MayChange) return error.message;
      throw error;
    }
    if (this.written.has(this.key)) return `the loop changes ${this.key}`;
    const scopes = this.context.get(scopesAnalysis);
    const selected = own.flatMap((mask) => mask.selected);
    if (selected.some((name) => this.bound.has(name))) return "a mask selects from what the loop makes";
    for (const name of [this.key, ...selected, ...this.written, ...this.numbers]) {
      const binding = scopes.scopeOf(this.unit).bindings.get(name);
      if (binding?.writtenElsewhere || (binding && !isSetAt(this.loop, binding, this.unit, this.context)))
        return `${name} may not be set when the loop begins`;
    }
    for (const name of selected) this.numbers.delete(name);
    return undefined;
  }

  /** The variable that the loop counts up to. */
  get count(): string | undefined {
    const { iter } = this.loop;
    const [only, ...others] = this.builtin(iter) === "range" && iter.kind === "Call" ? iter.args : [];
    return only?.kind === "Name" && others.length === 0 ? only.id : undefined;
  }

  /** What the loop goes over, and what has to stand in front of it so that it is computed once. */
  over(fresh: (hint: string) => string): { readonly over: Expression; readonly before: readonly Statement[] } {
    const b = new Builder(this.context.editor.synthetic());
    let { iter } = this.loop;
    const name = this.builtin(iter);
    if (name === "range") return { over: copyNode(iter), before: [] };
    if (iter.kind === "Call" && (name === "enumerate" || name === "zip") && iter.args[0]) [iter] = iter.args as [Expression];
    if (iter.kind === "Name") return { over: copyNode(iter), before: [] };
    const hoisted = fresh("over");
    this.hoisted = { node: iter, name: hoisted };
    return { over: b.name(hoisted), before: [b.assign(hoisted, copyNode(iter))] };
  }

  replaceIterable(editor: Editor): void {
    if (!this.hoisted) return;
    const { node, name } = this.hoisted;
    editor.replaceExpression(node, build.Name({ id: name, ctx: "Load" }, editor.preserve(node)));
  }

  /** `range` of `range(n)` */
  private builtin(node: Expression): string | undefined {
    if (node.kind !== "Call" || node.keywords.length > 0 || node.args.some(({ kind }) => kind === "Starred")) return undefined;
    const type = this.context.get(typesAnalysis).typeOf(node.func);
    const isLibrary = type.kind === "library-class" || type.kind === "library-function";
    return isLibrary && type.name.startsWith("builtins.") ? type.name.slice("builtins.".length) : undefined;
  }

  private statement(node: Statement): void {
    switch (node.kind) {
      case "Assign":
        this.expression(node.value);
        for (const target of node.targets) this.target(target);
        return;
      case "AugAssign": {
        this.expression(node.value);
        const { target } = node;
        if (target.kind !== "Name") return this.target(target);
        if (this.stored(target.id)) throw new MayChange(`${target.id} changes in place`);
        this.written.add(target.id);
        return;
      }
      case "Expr":
        return this.call(node.value);
      case "If": {
        this.expression(node.test);
        const before = [...this.assigned];
        for (const branch of [node.body, node.orelse]) {
          for (const statement of branch) this.statement(statement);
          this.assigned.clear();
          for (const name of before) this.assigned.add(name);
        }
        return;
      }
      case "Pass":
      case "Continue":
        return;
      default:
        throw new MayChange("a statement of the loop does more than compute");
    }
  }

  /** Whether a variable gets another object in the loop, rather than a changed one. */
  private stored(name: string): boolean {
    const counted = this.loop.body.flatMap((statement) => assignedIn(statement));
    return counted.includes(name) || targetNames(this.loop.target).includes(name);
  }

  private call(node: Expression): void {
    if (node.kind === "Constant") return;
    const isAppend = node.kind === "Call" && node.func.kind === "Attribute" && node.func.attr === "append" && node.args.length === 1;
    if (!isAppend || node.kind !== "Call" || node.func.kind !== "Attribute" || node.func.value.kind !== "Name" || node.keywords.length > 0)
      throw new MayChange("a statement of the loop does more than compute");
    this.expression(node.args[0] as Expression);
    this.change(node.func.value.id);
  }

  private change(name: string): void {
    if (this.bound.has(name)) throw new MayChange(`${name} changes, which the loop makes`);
    this.written.add(name);
  }

  private target(node: Expression): void {
    if (node.kind === "Name") this.assigned.add(node.id);
    else if (node.kind === "Tuple") for (const each of node.elts) this.target(each);
    else if (node.kind === "Subscript" && node.value.kind === "Name") {
      this.expression(node.slice);
      this.change(node.value.id);
    } else throw new MayChange("the target of an assignment is neither a variable nor an element of one");
  }

  private expression(node: Expression): void {
    switch (node.kind) {
      case "Constant":
        return;
      case "Name":
        return this.variable(node);
      case "BinOp":
      case "UnaryOp":
      case "Compare":
      case "BoolOp":
      case "IfExp":
      case "Subscript":
      case "Slice":
      case "Tuple":
        for (const each of partsOf(node)) this.expression(each);
        return;
      case "Attribute": {
        const types = this.context.get(typesAnalysis);
        if (types.typeOf(node.value).kind === "module") {
          if (types.typeOf(node).kind !== "scalar") throw new MayChange(`${node.attr} is not known`);
          return;
        }
        if (!attributes.has(node.attr)) throw new MayChange(`the attribute ${node.attr} is asked for`);
        return this.expression(node.value);
      }
      case "Call":
        return this.computation(node);
      default:
        throw new MayChange("an expression of the loop does more than compute");
    }
  }

  private computation(node: Extract<Expression, { kind: "Call" }>): void {
    const types = this.context.get(typesAnalysis);
    const { func } = node;
    if (node.args.some(({ kind }) => kind === "Starred") || node.keywords.some(({ arg }) => arg === null || arg === "out"))
      throw new MayChange("a function gets arguments that are not known");
    for (const each of node.args) this.expression(each);
    for (const { value } of node.keywords) this.expression(value);
    const type = types.typeOf(func);
    if ((type.kind === "library-function" || type.kind === "library-class") && builtins.has(type.name)) return;
    const operation = types.operationOf(node);
    const isLibrary = (type.kind === "library-function" || type.kind === "library-class") && /^(numpy|math)\./.test(type.name);
    if (isLibrary && (ufuncs.has(type.name) || functions.has(type.name) || (operation && isWarningLibraryCall(operation)))) return;
    if (func.kind === "Attribute" && methods.has(func.attr) && types.typeOf(func.value).kind !== "module")
      return this.expression(func.value);
    throw new MayChange("a function is called that is not known to only compute");
  }

  private variable(node: Extract<Expression, { kind: "Name" }>): void {
    const { id } = node;
    if (this.context.get(scopesAnalysis).resolve(node).kind !== "binding") throw new MayChange(`${id} is not known`);
    if (this.assigned.has(id)) return;
    if (this.bound.has(id) && !this.written.has(id) && this.stored(id)) throw new MayChange(`${id} may come from an iteration before`);
    if (id !== this.key) this.numbers.add(id);
  }
}

const partsOf = (node: Expression): Expression[] => {
  switch (node.kind) {
    case "BinOp":
      return [node.left, node.right];
    case "UnaryOp":
      return [node.operand];
    case "Compare":
      return [node.left, ...node.comparators];
    case "BoolOp":
      return [...node.values];
    case "IfExp":
      return [node.test, node.body, node.orelse];
    case "Subscript":
      return [node.value, node.slice];
    case "Slice":
      return [node.lower, node.upper, node.step].filter((each): each is Expression => each !== null);
    case "Tuple":
      return [...node.elts];
    default:
      return [];
  }
};

const targetNames = (node: Expression): string[] =>
  node.kind === "Name" ? [node.id] : node.kind === "Tuple" ? node.elts.flatMap(targetNames) : [];

/** Variables that statements bind anew. */
function assignedIn(statement: Statement): string[] {
  if (statement.kind === "Assign") return statement.targets.flatMap(targetNames);
  if (statement.kind === "If") return [...statement.body, ...statement.orelse].flatMap(assignedIn);
  return [];
}
