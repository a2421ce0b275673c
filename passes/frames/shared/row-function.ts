/**
 * Functions of rows and elements: which cells of a row a piece of code asks for, and whether a function only computes, so that it may run on
 * whole columns (`noodle_rt/frames/columns.py`) instead of once for each row.
 */
import type { Binding, Scopes } from "../../../compiler/analysis/scopes.js";
import { scopes as scopesAnalysis } from "../../../compiler/analysis/standard.js";
import { loadCatalog } from "../../../compiler/catalog/index.js";
import { primarySpan } from "../../../compiler/ir/location.js";
import type { Expression, Node, Statement } from "../../../compiler/ir/nodes.js";
import { some } from "../../../compiler/ir/visit.js";
import type { PassContext } from "../../manager/pass.js";
import { words } from "../../manager/words.js";

export type RowFunction = Extract<Node, { kind: "FunctionDef" | "Lambda" }>;

export interface Objection {
  readonly reason: string;
  readonly suggest?: string;
}

/** The cells that are asked for, by `row["label"]` and by `row.attribute`. */
export interface Cells {
  readonly labels: readonly string[];
  /** Those labels that are attributes, too. */
  readonly attributes: readonly string[];
}

export const isObjection = (value: object): value is Objection => "reason" in value;

/** The function that an argument is: a lambda, or one of the program whose name never means anything else. */
export function functionOf(argument: Expression, context: PassContext): RowFunction | undefined {
  if (argument.kind === "Lambda") return argument;
  if (argument.kind !== "Name") return undefined;
  const resolution = context.get(scopesAnalysis).resolve(argument);
  if (resolution.kind !== "binding") return undefined;
  const { definitions, writtenElsewhere } = resolution.binding;
  const [only] = definitions;
  if (definitions.length !== 1 || writtenElsewhere || !only) return undefined;
  if (only.kind === "assignment") {
    const statement = context.editor.parentOf(only.node);
    return statement?.kind === "Assign" && statement.value.kind === "Lambda" ? statement.value : undefined;
  }
  if (only.kind !== "function" || only.node.kind !== "FunctionDef") return undefined;
  return only.node.decorator_list.length === 0 ? only.node : undefined;
}

/** The variable that a function's first argument gets. */
export function firstParameter(fn: RowFunction, scopes: Scopes): Binding | undefined {
  const [first] = [...fn.args.posonlyargs, ...fn.args.args];
  return first && scopes.scopeOf(fn).bindings.get(first.arg);
}

/**
 * The cells for which a variable that holds a row is asked.
 * @param owner the variable is only read in it, and not in functions inside of it
 */
export function cellsOf(variable: Binding, owner: Node, context: PassContext): Cells | Objection {
  const labels = new Set<string>();
  const attributes = new Set<string>();
  const objection = collectCells(variable, owner, context, labels, attributes, 0);
  if (objection) return objection;
  if (labels.size === 0) return { reason: `no cell of ${variable.name} is read` };
  return { labels: [...labels], attributes: [...attributes] };
}

function collectCells(
  variable: Binding,
  owner: Node,
  context: PassContext,
  labels: Set<string>,
  attributes: Set<string>,
  depth: number,
): Objection | undefined {
  if (variable.definitions.length !== 1 && depth > 0) return { reason: `${variable.name} gets other values, too` };
  for (const use of variable.uses) {
    const parent = context.editor.parentOf(use);
    for (let at: Node | undefined = parent; at && at !== owner; at = context.editor.parentOf(at)) {
      if (["FunctionDef", "AsyncFunctionDef", "Lambda", "ClassDef", "GeneratorExp"].includes(at.kind))
        return { reason: `${variable.name} is used in a function of its own, which may run later` };
    }
    if (
      parent?.kind === "Subscript" &&
      parent.value === use &&
      parent.slice.kind === "Constant" &&
      typeof parent.slice.value === "string"
    ) {
      if (parent.ctx !== "Load") return { reason: `something is stored into ${variable.name}` };
      labels.add(parent.slice.value);
    } else if (parent?.kind === "Attribute" && !isMember(parent.attr)) {
      if (parent.ctx !== "Load") return { reason: `something is stored into ${variable.name}` };
      labels.add(parent.attr);
      attributes.add(parent.attr);
    } else if (parent?.kind === "Call" && parent.func !== use && depth < 4) {
      const given = parameterFor(parent, use, context);
      const objection = given && collectCells(given.parameter, given.fn, context, labels, attributes, depth + 1);
      if (!given) return { reason: `${variable.name} is handed to code that may do anything with it` };
      if (objection) return objection;
    } else
      return {
        reason: `more is asked of ${variable.name} than single cells`,
        suggest: `read each cell as ${variable.name}["column"]`,
      };
  }
  return undefined;
}

/** The parameter of a function of the program that gets a positional argument. */
function parameterFor(
  call: Extract<Expression, { kind: "Call" }>,
  argument: Expression,
  context: PassContext,
): { readonly fn: RowFunction; readonly parameter: Binding } | undefined {
  const fn = functionOf(call.func, context);
  const index = call.args.indexOf(argument);
  if (!fn || fn.args.vararg || index < 0 || call.args.slice(0, index).some(({ kind }) => kind === "Starred")) return undefined;
  const name = [...fn.args.posonlyargs, ...fn.args.args][index]?.arg;
  const parameter = name === undefined ? undefined : context.get(scopesAnalysis).scopeOf(fn).bindings.get(name);
  return parameter && { fn, parameter };
}

const isMember = (name: string): boolean => name.startsWith("_") || loadCatalog().member("pandas.Series", name) !== undefined;

/** What it means for a function to run on columns. */
export interface Computation {
  /** Questions whose answers part the rows. */
  readonly branches: number;
  /** It can raise or warn for some values, after which all has to be done again. */
  readonly isRisky: boolean;
  /** It calls functions that take one value after the other even then. */
  readonly callsByOne: boolean;
  /** It gives texts. */
  readonly givesTexts: boolean;
}

/** Whether a function does nothing but compute, in forms that columns have as well. */
export function computationOf(fn: RowFunction, context: PassContext): Computation | Objection {
  const reader = new ComputationReader(context);
  try {
    reader.function(fn);
  } catch (error) {
    if (error instanceof Unfit) return { reason: error.message };
    throw error;
  }
  return reader;
}

/** Code does something that columns cannot do. */
export class Unfit extends Error {}

// As in noodle_rt/frames/values.py and worlds.py.
const builtins = words("min max abs any all bool int float str len round ord chr range isinstance");
const builtinsByOne = words("str len ord chr");
const gatherers = words("list tuple");
const quickMath = words("sqrt fabs floor ceil trunc isnan isinf isfinite");
const math = words(
  "sqrt fabs floor ceil trunc isnan isinf isfinite exp log log2 log10 log1p expm1 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh degrees radians erf erfc gamma lgamma pow atan2 hypot fmod copysign pi e tau inf nan",
);
const numpy = words(
  "sqrt exp log log2 log10 log1p expm1 sin cos tan arcsin arccos arctan sinh cosh tanh isnan isinf isfinite abs absolute fabs floor ceil trunc rint sign maximum minimum fmax fmin pi e inf nan",
);
const pandas = words("isna isnull notna notnull");
const textMethods = words(
  "lower upper strip lstrip rstrip title capitalize swapcase casefold startswith endswith replace removeprefix removesuffix zfill ljust rjust center count find rfind index isdigit isalpha isalnum isnumeric isdecimal isspace islower isupper istitle",
);
/** Fields and methods of dates and spans that arrays of them have as well: see times.py. */
const timeFields = words(
  "year month day hour minute second microsecond nanosecond quarter day_of_week dayofweek day_of_year dayofyear days_in_month daysinmonth is_month_start is_month_end is_quarter_start is_quarter_end is_year_start is_year_end is_leap_year days seconds microseconds nanoseconds",
);
const timeMethods = words("weekday isoweekday normalize strftime date day_name month_name total_seconds");
const textualMethods = words("strftime date day_name month_name");
/** Classes of moments and spans, by the module that has them. */
const timeClasses: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["pandas", words("Timestamp Timedelta")],
  ["datetime", words("datetime timedelta")],
]);
const safeFunctions = words("isnan isinf isfinite abs absolute fabs pi e tau inf nan");

export class ComputationReader implements Computation {
  branches = 0;
  isRisky = false;
  callsByOne = false;
  givesTexts = false;
  private readonly seen = new Set<RowFunction>();

  constructor(protected readonly context: PassContext) {}

  function(fn: RowFunction): void {
    if (this.seen.has(fn)) throw new Unfit("it calls itself");
    this.seen.add(fn);
    const { args } = fn;
    if (args.vararg || args.kwarg || args.kwonlyargs.length > 0) throw new Unfit("it takes any number of arguments");
    if (![...args.defaults].every((value) => value.kind === "Constant")) throw new Unfit("a default value is not a constant");
    if (fn.kind === "Lambda") this.result(fn.body);
    else for (const statement of fn.body) this.statement(statement);
    this.seen.delete(fn);
  }

  protected statement(node: Statement): void {
    switch (node.kind) {
      case "Return":
        if (node.value) this.result(node.value);
        return;
      case "Expr":
        if (node.value.kind !== "Constant") throw new Unfit(`line ${lineOf(node)} does something else than compute`);
        return;
      case "Assign":
        for (const target of node.targets) this.target(target);
        if (node.targets.every(({ kind }) => kind === "Tuple") && node.targets.length === 1 && this.isMap(node.value))
          return this.mapped(node.value);
        return this.value(node.value);
      case "AnnAssign":
        this.target(node.target);
        if (node.value) this.value(node.value);
        return;
      case "AugAssign":
        this.target(node.target);
        this.operator(node.op, node.value);
        return this.value(node.value);
      case "If":
        this.branches++;
        this.value(node.test);
        for (const each of [...node.body, ...node.orelse]) this.statement(each);
        return;
      case "For":
        this.target(node.target);
        this.value(node.iter);
        for (const each of [...node.body, ...node.orelse]) this.statement(each);
        return;
      case "Pass":
      case "Break":
      case "Continue":
        return;
      default:
        throw new Unfit(`line ${lineOf(node)} does something else than compute`);
    }
  }

  protected target(node: Expression): void {
    if (node.kind === "Tuple") {
      for (const each of node.elts) this.target(each);
      return;
    }
    if (node.kind !== "Name") throw new Unfit(`line ${lineOf(node)} stores into an object`);
    if (!this.isOwn(node)) throw new Unfit(`${node.id} is no variable of its own`);
  }

  /** Whether nobody but the function sees a variable. */
  protected isOwn(node: Extract<Expression, { kind: "Name" }>): boolean {
    const resolution = this.context.get(scopesAnalysis).resolve(node);
    return resolution.kind === "binding" && resolution.binding.scope.kind === "function";
  }

  private result(node: Expression): void {
    if (node.kind === "Tuple" || node.kind === "List") throw new Unfit("it gives several values");
    if (some(node, (part) => part.kind === "Constant" && typeof part.value === "string")) this.givesTexts = true;
    this.value(node);
  }

  protected values(nodes: readonly Expression[]): void {
    for (const node of nodes) this.value(node);
  }

  protected value(node: Expression): void {
    switch (node.kind) {
      case "Constant":
        if (typeof node.value === "object" && node.value !== null) throw new Unfit("a constant is no number and no text");
        return;
      case "Name":
        return;
      case "BinOp":
        this.operator(node.op, node.right);
        return this.values([node.left, node.right]);
      case "UnaryOp":
        return this.value(node.operand);
      case "BoolOp":
        this.branches += node.values.length - 1;
        return this.values(node.values);
      case "IfExp":
        this.branches++;
        return this.values([node.test, node.body, node.orelse]);
      case "Compare":
        return this.comparison(node);
      case "Subscript":
        if (node.slice.kind === "Slice") {
          this.callsByOne = true;
          this.values([node.slice.lower, node.slice.upper, node.slice.step].filter((part) => part !== null));
        } else {
          if (node.slice.kind !== "Constant") this.callsByOne = true;
          this.value(node.slice);
        }
        return this.value(node.value);
      case "Tuple":
      case "List":
        return this.values(node.elts);
      case "Set":
        if (!node.elts.every(isConstantNumber)) throw new Unfit("a set is made for each row");
        return;
      case "Attribute":
        return this.attribute(node);
      case "Call":
        return this.call(node);
      default:
        throw new Unfit(`line ${lineOf(node)} has a form that columns do not have`);
    }
  }

  protected operator(op: string, right: Expression): void {
    if (["MatMult", "LShift", "RShift"].includes(op)) throw new Unfit("an operator has no form for columns");
    const isSafe = right.kind === "Constant" && Number(right.value) !== 0 && op !== "Pow";
    if (["Div", "FloorDiv", "Mod", "Pow"].includes(op) && !isSafe) this.isRisky = true;
  }

  private comparison(node: Extract<Expression, { kind: "Compare" }>): void {
    node.ops.forEach((op, index) => {
      const right = node.comparators[index] as Expression;
      if ((op === "Is" || op === "IsNot") && !(right.kind === "Constant" && (right.value === null || typeof right.value === "boolean")))
        throw new Unfit("it asks whether two values are the same object");
      if ((op === "Is" || op === "IsNot") && right.kind === "Constant" && right.value !== null)
        throw new Unfit("it asks whether a value is the object True or False");
      if (op === "In" || op === "NotIn") {
        const isListed = right.kind === "Tuple" || right.kind === "List" || right.kind === "Set";
        const isConstant = isListed && right.elts.every(isConstantNumber);
        this.branches += isListed && !isConstant ? right.elts.length : 1;
        if (!isConstant && right.kind !== "Tuple" && right.kind !== "List") this.callsByOne = true;
      }
    });
    this.branches += node.ops.length - 1;
    this.values([node.left, ...node.comparators]);
  }

  private attribute(node: Extract<Expression, { kind: "Attribute" }>): void {
    const module = this.moduleOf(node.value);
    if (module !== undefined) return this.moduleMember(module, node.attr);
    if (timeFields.has(node.attr)) return this.value(node.value);
    // A cell of a row; of anything else the columns have no attributes.
    if (node.value.kind !== "Name" || node.attr.startsWith("_")) throw new Unfit(`.${node.attr} is not known for columns`);
  }

  private moduleMember(module: string, name: string): void {
    const known = { math, numpy, pandas }[module];
    if (!known?.has(name)) throw new Unfit(`${module}.${name} has no form for columns`);
    if (!safeFunctions.has(name) && module !== "pandas") this.isRisky = true;
    if (module === "math" && !quickMath.has(name) && !safeFunctions.has(name)) this.callsByOne = true;
  }

  /** The library that a name stands for. */
  private moduleOf(node: Expression): string | undefined {
    if (node.kind !== "Name") return undefined;
    const resolution = this.context.get(scopesAnalysis).resolve(node);
    if (resolution.kind !== "binding") return undefined;
    const [only] = resolution.binding.definitions;
    if (resolution.binding.definitions.length !== 1 || only?.kind !== "import" || only.statement.kind !== "Import") return undefined;
    return ["math", "numpy", "pandas", "datetime"].find((name) => name === only.node.name);
  }

  /** The function of `math` or `numpy` that a name stands for which is imported from there. */
  private importedFunction(node: Expression): { readonly module: string; readonly name: string } | undefined {
    const resolution = node.kind === "Name" ? this.context.get(scopesAnalysis).resolve(node) : undefined;
    if (resolution?.kind !== "binding" || resolution.binding.definitions.length !== 1) return undefined;
    const [only] = resolution.binding.definitions;
    if (only?.kind !== "import" || only.statement.kind !== "ImportFrom" || (only.statement.level ?? 0) > 0) return undefined;
    const { module } = only.statement;
    return module === "math" || module === "numpy" ? { module, name: only.node.name } : undefined;
  }

  /** What a function does that is called by a name. */
  private named(func: Expression & { readonly kind: "Name" }): void {
    const imported = this.importedFunction(func);
    if (imported) return this.moduleMember(imported.module, imported.name);
    const inner = functionOf(func, this.context);
    if (!inner) throw new Unfit(`what ${func.id} does is not known`);
    this.function(inner);
  }

  /** `map(f, [a, b])`, whose results are taken apart where it stands: nothing is put off. */
  private mapped({ args: [func, ...lists] }: Extract<Expression, { kind: "Call" }>): void {
    if (!func || lists.length === 0 || !lists.every(({ kind }) => kind === "List" || kind === "Tuple"))
      throw new Unfit("map goes over something that is not listed where it stands");
    if (func.kind === "Lambda") this.function(func);
    else if (func.kind === "Name") this.named(func);
    else if (func.kind === "Attribute" && this.moduleOf(func.value) !== undefined) this.attribute(func);
    else throw new Unfit("what map calls is not known");
    this.values(lists);
  }

  /** Whether a call is one of the builtin `map`. */
  private isMap(node: Expression): node is Extract<Expression, { kind: "Call" }> {
    if (node.kind !== "Call" || node.func.kind !== "Name" || node.func.id !== "map" || node.keywords.length > 0) return false;
    return this.context.get(scopesAnalysis).resolve(node.func).kind === "builtin" && node.args.every(({ kind }) => kind !== "Starred");
  }

  /** Whether a call makes a moment or span of constants. */
  private makesTime({ func, args, keywords }: Extract<Expression, { kind: "Call" }>): boolean {
    if (![...args, ...keywords.map(({ value }) => value)].every(isConstantNumber)) return false;
    if (func.kind === "Attribute") {
      const module = this.moduleOf(func.value);
      return module !== undefined && timeClasses.get(module)?.has(func.attr) === true;
    }
    if (func.kind !== "Name") return false;
    const resolution = this.context.get(scopesAnalysis).resolve(func);
    if (resolution.kind !== "binding" || resolution.binding.definitions.length !== 1) return false;
    const [only] = resolution.binding.definitions;
    if (only?.kind !== "import" || only.statement.kind !== "ImportFrom") return false;
    return timeClasses.get(only.statement.module ?? "")?.has(only.node.name) === true;
  }

  private call(node: Extract<Expression, { kind: "Call" }>): void {
    if (this.makesTime(node)) return;
    if (node.keywords.length > 0 || node.args.some(({ kind }) => kind === "Starred")) throw new Unfit("a call has named arguments");
    const { func } = node;
    const [only, ...others] = node.args;
    if (func.kind === "Name" && gatherers.has(func.id) && only && others.length === 0 && this.isMap(only)) {
      if (this.context.get(scopesAnalysis).resolve(func).kind !== "builtin") throw new Unfit(`what ${func.id} does is not known`);
      return this.mapped(only);
    }
    const asksForClass = func.kind === "Name" && func.id === "isinstance";
    this.values(asksForClass ? node.args.slice(0, 1) : node.args);
    if (asksForClass) this.callsByOne = true;
    if (func.kind === "Name") {
      const resolution = this.context.get(scopesAnalysis).resolve(func);
      if (resolution.kind === "builtin" && builtins.has(func.id)) {
        if (builtinsByOne.has(func.id) || (func.id === "round" && node.args.length > 1)) this.callsByOne = true;
        if (["int", "round", "ord", "chr"].includes(func.id)) this.isRisky = true;
        if (func.id === "min" || func.id === "max") this.branches += Math.max(1, node.args.length - 1);
        return;
      }
      return this.named(func);
    }
    if (func.kind !== "Attribute") throw new Unfit("what a call does is not known");
    if (this.moduleOf(func.value) !== undefined) return this.attribute(func);
    if (timeMethods.has(func.attr)) {
      // In vain, when there are too many different ones.
      if (textualMethods.has(func.attr)) this.isRisky = true;
      return this.value(func.value);
    }
    if (func.attr !== "get" && !textMethods.has(func.attr)) throw new Unfit(`.${func.attr}() is not known for columns`);
    this.callsByOne = true;
    this.value(func.value);
  }
}

const isConstantNumber = (node: Expression): boolean =>
  node.kind === "Constant" || (node.kind === "UnaryOp" && node.operand.kind === "Constant");

export function lineOf({ loc }: Node): number {
  const span = primarySpan(loc);
  return span ? span.file.lineOf(span.start) + 1 : 0;
}
