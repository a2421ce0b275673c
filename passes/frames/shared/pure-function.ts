/**
 * Functions of elements and rows that only compute: equal values give equal results, however often they are called, and nobody can see that
 * they were. `noodle_rt/frames/distinct.py` runs them once for values that come again.
 *
 * Elements and cells are of classes of Python and pandas, whose methods run no code of the program; what the function finds outside of itself
 * is looked at where the program runs. So what remains to be seen here is which operations there are.
 */
import type { Binding } from "../../../compiler/analysis/scopes.js";
import { scopes as scopesAnalysis, types as typesAnalysis } from "../../../compiler/analysis/standard.js";
import { primarySpan } from "../../../compiler/ir/location.js";
import type { Expression, Node, Statement } from "../../../compiler/ir/nodes.js";
import type { PassContext } from "../../manager/pass.js";
import { isPureLibraryCall } from "../../manager/pure-calls.js";
import { words } from "../../manager/words.js";
import { functionOf, type Objection, type RowFunction } from "./row-function.js";

export interface Purity {
  /** Nanoseconds that a call takes, roughly. */
  readonly cost: number;
}

/** Whether a function only computes from its arguments, and does not give an object that could be changed. */
export function purityOf(fn: RowFunction, context: PassContext): Purity | Objection {
  const reader = new PurityReader(context);
  try {
    reader.function(fn, true);
  } catch (error) {
    if (error instanceof Impure) return { reason: error.message };
    throw error;
  }
  return reader;
}

class Impure extends Error {}

const builtins = words(
  "abs all any ascii bin bool bytes chr complex dict divmod enumerate filter float format frozenset hex int isinstance len list map max min oct ord pow range repr reversed round set slice sorted str sum tuple type zip",
);
const errors = words("ValueError TypeError KeyError IndexError AttributeError ZeroDivisionError ArithmeticError LookupError OverflowError");
/** Methods of texts, dates, matches, patterns and tables that change nothing, and do not warn. */
const methods = words(
  "capitalize casefold center count encode decode endswith expandtabs find format format_map get group groupdict groups index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper items join keys ljust lower lstrip partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper values zfill maketrans " +
    "ceil date day_name floor isocalendar isoformat isoweekday month_name normalize round strftime time timestamp timetuple toordinal total_seconds tz_convert tz_localize weekday " +
    "end findall finditer fullmatch match search span start sub subn bit_length is_integer copy difference intersection issubset issuperset isdisjoint union",
);
const mutators = words("append extend insert sort reverse add update discard remove pop clear setdefault");
const costs: ReadonlyMap<string, number> = new Map([
  ["strftime", 2000],
  ["strptime", 4000],
  ["sub", 600],
  ["search", 400],
  ["match", 400],
  ["fullmatch", 400],
  ["findall", 600],
  ["isoformat", 500],
  ["day_name", 800],
  ["month_name", 800],
  ["normalize", 400],
]);
/** Functions of pandas that neither warn nor read anything but their arguments. */
const pandasFunctions = words("isna isnull notna notnull");
const pandasValues = words("Timestamp Timedelta");
/** Functions of NumPy for single numbers, whose warnings `noodle_rt` notes. */
const numpyFunctions = words(
  "sqrt exp log log2 log10 log1p expm1 sin cos tan arcsin arccos arctan sinh cosh tanh isnan isinf isfinite abs absolute fabs floor ceil trunc rint sign maximum minimum fmax fmin",
);
/** Functions of Python's library that only compute, with the most positional arguments of which Python does not warn. */
const libraryFunctions: ReadonlyMap<string, number> = new Map([
  ["re.sub", 3],
  ["re.split", 2],
  ["re.search", 3],
  ["re.match", 3],
  ["re.fullmatch", 3],
  ["re.findall", 3],
  ["re.escape", 1],
  ["datetime.datetime.strptime", 2],
  ["datetime.datetime.strftime", 2],
  ["datetime.date", 3],
  ["datetime.datetime", 7],
  ["datetime.timedelta", 7],
  ["os.path.basename", 1],
  ["os.path.dirname", 1],
  ["os.path.splitext", 1],
  ["html.unescape", 1],
]);

class PurityReader implements Purity {
  cost = 60;
  private factor = 1;
  private readonly active = new Set<RowFunction>();

  constructor(private readonly context: PassContext) {}

  function(fn: RowFunction, isOuter = false): void {
    if (this.active.has(fn)) throw new Impure("it calls itself");
    this.active.add(fn);
    for (const value of [...fn.args.defaults, ...fn.args.kw_defaults]) if (value) this.value(value);
    if (fn.kind === "Lambda") {
      if (isOuter) this.result(fn.body);
      this.value(fn.body);
    } else this.statements(fn.body, isOuter);
    this.active.delete(fn);
  }

  private spend(nanoseconds: number): void {
    this.cost += nanoseconds * this.factor;
  }

  private repeated(run: () => void): void {
    this.factor *= 3;
    run();
    this.factor /= 3;
  }

  private statements(nodes: readonly Statement[], isOuter: boolean): void {
    for (const node of nodes) this.statement(node, isOuter);
  }

  private statement(node: Statement, isOuter: boolean): void {
    switch (node.kind) {
      case "Return":
        if (!node.value) return;
        if (isOuter) this.result(node.value);
        return this.value(node.value);
      case "Expr":
        if (node.value.kind === "Constant" || this.isOwnChange(node.value)) return;
        throw new Impure(`line ${lineOf(node)} does something else than compute`);
      case "Assign":
        for (const target of node.targets) this.target(target);
        return this.value(node.value);
      case "AnnAssign":
        this.target(node.target);
        if (node.value) this.value(node.value);
        return;
      case "AugAssign":
        // In place, if it is an object that others know.
        if (node.target.kind !== "Name" || !this.isOwnVariable(node.target) || !this.isUnshared(node.target))
          throw new Impure(`line ${lineOf(node)} may change an object`);
        this.spend(25);
        return this.value(node.value);
      case "If":
        this.value(node.test);
        this.statements(node.body, isOuter);
        return this.statements(node.orelse, isOuter);
      case "For":
        this.target(node.target);
        this.value(node.iter);
        this.repeated(() => this.statements(node.body, isOuter));
        return this.statements(node.orelse, isOuter);
      case "Try":
        return this.attempt(node, isOuter);
      case "Raise":
        if (node.exc) this.raised(node.exc);
        if (node.cause) this.value(node.cause);
        return;
      case "Pass":
      case "Break":
      case "Continue":
        return;
      default:
        throw new Impure(`line ${lineOf(node)} does something else than compute`);
    }
  }

  private attempt(node: Extract<Statement, { kind: "Try" }>, isOuter: boolean): void {
    this.statements(node.body, isOuter);
    for (const handler of node.handlers) {
      if (handler.type) this.raised(handler.type);
      this.statements(handler.body, isOuter);
    }
    this.statements(node.orelse, isOuter);
    this.statements(node.finalbody, isOuter);
    this.spend(50);
  }

  /** What is raised or caught: exceptions of Python that say nothing of a state. */
  private raised(node: Expression): void {
    if (node.kind === "Tuple") for (const each of node.elts) this.raised(each);
    else if (node.kind === "Call" && node.keywords.length === 0) {
      this.raised(node.func);
      this.values(node.args);
    } else if (!(node.kind === "Name" && (errors.has(node.id) || node.id === "Exception") && this.isBuiltin(node)))
      throw new Impure("it raises or catches an exception of a class that is not known");
  }

  private target(node: Expression): void {
    if (node.kind === "Tuple" || node.kind === "List") {
      for (const each of node.elts) this.target(each);
    } else if (node.kind === "Starred") this.target(node.value);
    else if (node.kind === "Subscript") {
      if (node.value.kind !== "Name" || !this.isFresh(node.value)) throw new Impure(`line ${lineOf(node)} stores into an object`);
      this.value(node.slice);
    } else if (node.kind !== "Name" || !this.isOwnVariable(node)) throw new Impure(`line ${lineOf(node)} stores into something that stays`);
  }

  private isOwnVariable(node: Extract<Expression, { kind: "Name" }>): boolean {
    const resolution = this.context.get(scopesAnalysis).resolve(node);
    if (resolution.kind !== "binding") return false;
    const { scope } = resolution.binding;
    if (scope.kind === "comprehension") return true;
    return [...this.active].some((fn) => this.context.get(scopesAnalysis).scopeOf(fn) === scope);
  }

  /** Whether what a variable ever gets is made by the function itself and known to no one else. */
  private isFresh(node: Extract<Expression, { kind: "Name" }>): boolean {
    return this.isOwnVariable(node) && this.givesOnly(node, isNewContainer);
  }

  /** Whether a variable never holds an object that somebody else could see changed by `+=`. */
  private isUnshared(node: Extract<Expression, { kind: "Name" }>): boolean {
    return this.givesOnly(node, (value) => isNewContainer(value) || isNewValue(value));
  }

  private givesOnly(node: Extract<Expression, { kind: "Name" }>, admits: (value: Expression) => boolean): boolean {
    const resolution = this.context.get(scopesAnalysis).resolve(node);
    if (resolution.kind !== "binding") return false;
    return (resolution.binding as Binding).definitions.every((definition) => {
      if (definition.kind !== "assignment") return false;
      const parent = this.context.editor.parentOf(definition.node);
      if (parent?.kind === "AugAssign") return true;
      return parent?.kind === "Assign" && parent.targets.includes(definition.node) && admits(parent.value);
    });
  }

  /** `words.append(x)` on a list that the function has made. */
  private isOwnChange(node: Expression): boolean {
    if (node.kind !== "Call" || node.func.kind !== "Attribute" || !mutators.has(node.func.attr)) return false;
    if (node.func.value.kind !== "Name" || !this.isFresh(node.func.value)) return false;
    this.values(node.args);
    for (const { value } of node.keywords) this.value(value);
    this.spend(60);
    return true;
  }

  private result(node: Expression): void {
    if (node.kind === "IfExp") {
      this.result(node.body);
      this.result(node.orelse);
    }
    const isList = isNewContainer(node) || (node.kind === "Call" && node.func.kind === "Attribute" && listMethods.has(node.func.attr));
    if (isList) throw new Impure("it gives lists or other objects that can be changed");
  }

  private values(nodes: readonly (Expression | null)[]): void {
    for (const node of nodes) if (node) this.value(node);
  }

  private value(node: Expression): void {
    switch (node.kind) {
      case "Constant":
        return;
      case "Name":
        return this.name(node);
      case "BinOp":
        this.spend(30);
        return this.values([node.left, node.right]);
      case "UnaryOp":
        // From Python 3.12 on it warns of a bool.
        if (node.op === "Invert") throw new Impure("it inverts a value, of which Python may warn");
        return this.value(node.operand);
      case "BoolOp":
        return this.values(node.values);
      case "IfExp":
        return this.values([node.test, node.body, node.orelse]);
      case "Compare":
        return this.comparison(node);
      case "JoinedStr":
        this.spend(100);
        return this.values(node.values);
      case "FormattedValue":
        return this.values([node.value, node.format_spec]);
      case "Tuple":
      case "List":
      case "Set":
        this.spend(20);
        return this.values(node.elts);
      case "Dict":
        this.spend(40);
        return this.values([...node.keys, ...node.values]);
      case "Starred":
        return this.value(node.value);
      case "Slice":
        return this.values([node.lower, node.upper, node.step]);
      case "Subscript":
        this.spend(40);
        return this.values([node.value, node.slice]);
      case "ListComp":
      case "SetComp":
      case "GeneratorExp":
        return this.comprehension(node.generators, [node.elt]);
      case "DictComp":
        return this.comprehension(node.generators, [node.key, node.value]);
      case "NamedExpr":
        this.target(node.target);
        return this.value(node.value);
      case "Lambda":
        return this.function(node);
      case "Attribute":
        return this.attribute(node);
      case "Call":
        return this.call(node);
      default:
        throw new Impure(`line ${lineOf(node)} does something else than compute`);
    }
  }

  private comprehension(generators: readonly Extract<Node, { kind: "comprehension" }>[], elements: readonly Expression[]): void {
    this.spend(200);
    this.repeated(() => {
      for (const { target, iter, ifs, is_async } of generators) {
        if (is_async) throw new Impure("it waits for something");
        this.target(target);
        this.values([iter, ...ifs]);
      }
      this.values(elements);
    });
  }

  private name(node: Extract<Expression, { kind: "Name" }>): void {
    const resolution = this.context.get(scopesAnalysis).resolve(node);
    if (resolution.kind === "binding") {
      if (resolution.binding.definitions.every(({ kind }) => kind !== "function" && kind !== "class" && kind !== "import")) return;
      throw new Impure(`${node.id} is no value`);
    }
    if (resolution.kind !== "builtin" || !(builtins.has(node.id) || errors.has(node.id) || node.id === "NotImplemented"))
      throw new Impure(`what ${node.id} does is not known`);
  }

  private comparison(node: Extract<Expression, { kind: "Compare" }>): void {
    this.spend(25 * node.ops.length);
    node.ops.forEach((op, index) => {
      if (op !== "Is" && op !== "IsNot") return;
      const right = node.comparators[index] as Expression;
      if (right.kind !== "Constant" || !(right.value === null || typeof right.value === "boolean"))
        throw new Impure("it asks whether two values are the same object");
    });
    this.values([node.left, ...node.comparators]);
  }

  private attribute(node: Extract<Expression, { kind: "Attribute" }>): void {
    if (node.attr.startsWith("_")) throw new Impure(`.${node.attr} is not known`);
    this.spend(20);
    const library = this.libraryOf(node.value);
    if (library === undefined) return this.value(node.value);
    if (!constants.has(node.attr)) throw new Impure(`${library}.${node.attr} is not known as a constant`);
  }

  private isBuiltin(node: Expression): boolean {
    return node.kind === "Name" && this.context.get(scopesAnalysis).resolve(node).kind === "builtin";
  }

  /** The library, or part of one, that an expression means. */
  private libraryOf(node: Expression): string | undefined {
    if (node.kind === "Attribute") {
      const outer = this.libraryOf(node.value);
      return outer === undefined ? undefined : `${outer}.${node.attr}`;
    }
    if (node.kind !== "Name") return undefined;
    const resolution = this.context.get(scopesAnalysis).resolve(node);
    if (resolution.kind !== "binding") return undefined;
    const { definitions, writtenElsewhere } = resolution.binding;
    const [only] = definitions;
    if (only?.kind !== "import") return undefined;
    if (definitions.length !== 1 || writtenElsewhere) throw new Impure(`${node.id} means several things`);
    if (only.statement.kind === "Import") return only.node.asname === null ? only.node.name.split(".")[0] : only.node.name;
    return `${only.statement.module ?? ""}.${only.node.name}`;
  }

  private call(node: Extract<Expression, { kind: "Call" }>): void {
    const { func } = node;
    const isOfBuiltin = func.kind === "Name" && this.isBuiltin(func);
    const runsFirst = isOfBuiltin && (func.id === "map" || func.id === "filter");
    node.args.forEach((each, index) => {
      if (runsFirst && index === 0) this.callable(each);
      else this.value(each);
    });
    for (const { arg, value } of node.keywords) {
      if (arg === "key") this.callable(value);
      else this.value(value);
    }
    if (isOfBuiltin) {
      if (!builtins.has(func.id) || (func.id === "type" && node.args.length !== 1)) throw new Impure(`what ${func.id} does is not known`);
      return this.spend(70);
    }
    // What stands for found texts may be a function.
    const isReplacement = func.kind === "Attribute" && (func.attr === "sub" || func.attr === "subn");
    if (isReplacement && !node.args.every((each) => each.kind === "Constant" || each.kind === "JoinedStr" || this.isText(each)))
      throw new Impure("what stands for found texts may be a function");
    const library = func.kind === "Name" || func.kind === "Attribute" ? this.libraryOf(func) : undefined;
    if (library !== undefined) return this.libraryCall(node, library);
    if (func.kind === "Name") {
      const inner = functionOf(func, this.context);
      if (!inner) throw new Impure(`what ${func.id} does is not known`);
      this.spend(80);
      return this.function(inner);
    }
    if (func.kind !== "Attribute" || !methods.has(func.attr)) throw new Impure("what a call does is not known");
    this.spend(costs.get(func.attr) ?? 70);
    this.value(func.value);
  }

  /** The arguments of `re.sub`: texts, patterns and what is computed from the element. */
  private isText(node: Expression): boolean {
    if (node.kind !== "Name") return node.kind === "Call" || node.kind === "BinOp" || node.kind === "Subscript";
    const resolution = this.context.get(scopesAnalysis).resolve(node);
    if (resolution.kind !== "binding") return false;
    return resolution.binding.definitions.every(({ kind }) => kind === "assignment" || (kind === "parameter" && this.isOwnVariable(node)));
  }

  /** A function that is handed over to be called. */
  private callable(node: Expression): void {
    this.spend(200);
    if (node.kind === "Constant") return;
    if (
      node.kind === "Attribute" &&
      node.value.kind === "Name" &&
      node.value.id === "str" &&
      this.isBuiltin(node.value) &&
      methods.has(node.attr)
    )
      return;
    if (node.kind === "Name" && this.isBuiltin(node) && builtins.has(node.id)) return;
    const inner = functionOf(node, this.context);
    if (!inner) throw new Impure("a function that is handed over is not known");
    this.function(inner);
  }

  private libraryCall(node: Extract<Expression, { kind: "Call" }>, name: string): void {
    const [library, ...path] = name.split(".");
    const last = path.at(-1) ?? "";
    this.spend(costs.get(last) ?? (library === "math" ? 60 : 300));
    if (library === "pandas") {
      if (path.length === 1 && pandasFunctions.has(last)) return;
      // A text that is parsed may be one of which pandas warns.
      if (path.length === 1 && pandasValues.has(last) && [...node.args, ...node.keywords.map(({ value }) => value)].every(isConstant))
        return;
      throw new Impure(`what ${name} does is not known`);
    }
    if (library === "numpy" && path.length === 1 && numpyFunctions.has(last)) return;
    if (last === "strptime" && !hasYear(node)) throw new Impure("dates are read without a year, of which Python warns");
    if (node.args.length <= (libraryFunctions.get(name) ?? -1)) return;
    const operation = this.context.get(typesAnalysis).operationOf(node);
    if (!operation || !isPureLibraryCall(operation)) throw new Impure(`what ${name} does is not known`);
  }
}

const isConstant = (node: Expression): boolean => node.kind === "Constant";

const listMethods = words("split rsplit splitlines findall");

/** Values of modules that stay what they are. */
const constants = words(
  "pi e tau inf nan ascii_letters ascii_lowercase ascii_uppercase digits hexdigits octdigits punctuation whitespace printable IGNORECASE I MULTILINE M DOTALL S VERBOSE X ASCII A UNICODE U NaT NA maxsize",
);

/** Since Python 3.13 a day without a year is read with a warning. */
function hasYear({ args }: Extract<Expression, { kind: "Call" }>): boolean {
  const format = args[1];
  return format?.kind === "Constant" && typeof format.value === "string" && /%[Yyc x]/.test(format.value);
}

const isNewContainer = (node: Expression): boolean =>
  ["List", "ListComp", "Dict", "DictComp", "Set", "SetComp"].includes(node.kind) ||
  (node.kind === "Call" &&
    ((node.func.kind === "Name" && ["list", "dict", "set", "sorted"].includes(node.func.id)) ||
      (node.func.kind === "Attribute" && listMethods.has(node.func.attr))));

/** Numbers and texts, which `+=` does not change in place, and other things that nobody has seen yet. */
const isNewValue = (node: Expression): boolean =>
  ["Constant", "JoinedStr", "BinOp", "UnaryOp", "Compare"].includes(node.kind) ||
  (node.kind === "Call" && (node.func.kind === "Attribute" ? methods.has(node.func.attr) && node.func.attr !== "get" : isMaker(node.func)));

const isMaker = (node: Expression): boolean =>
  node.kind === "Name" && ["str", "int", "float", "len", "round", "abs", "sum"].includes(node.id);

function lineOf({ loc }: Node): number {
  const span = primarySpan(loc);
  return span ? span.file.lineOf(span.start) + 1 : 0;
}
