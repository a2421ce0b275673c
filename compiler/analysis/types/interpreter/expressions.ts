/** Evaluates expressions: each kind of node in turn, in Python's order of evaluation. */

import { isStringValue } from "../../../ir/constants.js";
import type { Attribute, Call, Comprehension, Expression, Name, Node, Subscript } from "../../../ir/nodes.js";
import type { Binding, Scope } from "../../scopes.js";
import {
  type DictEntry,
  dict,
  iterator,
  join,
  list,
  listOf,
  literal,
  membersOf,
  never,
  none,
  scalar,
  type Type,
  tuple,
  tupleOf,
  unknown,
} from "../type.js";
import { asTensors, mayBeTensor } from "./autograph.js";
import { CallInterpreter } from "./calls.js";
import { referenceTo } from "./objects.js";
import { dunders } from "./operators.js";
import type { Arguments } from "./values.js";

export abstract class ExpressionInterpreter extends CallInterpreter {
  /** Whether what the expression gives is used up before anything else happens: a loop runs over it, a call takes it. */
  private usedAtOnce = false;

  /** What to expect of a variable that gets a value that is not known. */
  protected abstract expectedVariable(binding: Binding, value: Type, node: Name): Type;
  /** What to expect of a value that is not known and of which an attribute is asked. */
  protected abstract expectedOwner(value: Type, node: Attribute): Type;

  protected evaluate(node: Expression): Type {
    this.visits++;
    const atOnce = this.usedAtOnce;
    this.usedAtOnce = false;
    const type = this.load(this.evaluateKind(node, atOnce));
    return this.state.reachable ? this.record(node, type) : type;
  }

  /** Evaluates what a loop or call uses up at once. */
  protected evaluateForUse(node: Expression): Type {
    this.usedAtOnce = true;
    return this.evaluate(node);
  }

  private evaluateKind(node: Expression, atOnce: boolean): Type {
    switch (node.kind) {
      case "Constant":
        return this.constant(node.value);
      case "Name":
        return this.name(node);
      case "Attribute":
        return this.evaluateAttribute(node);
      case "Subscript":
        return this.evaluateSubscript(node);
      case "Call":
        return this.evaluateCall(node, atOnce);
      case "BinOp": {
        const left = this.evaluate(node.left);
        const right = this.evaluate(node.right);
        const result = this.binary(node.op, left, right, node);
        this.recordLibraryOperation(node, "operator", [left, right], `__${dunders[node.op]}__`, result);
        return result;
      }
      case "UnaryOp": {
        const operand = this.evaluate(node.operand);
        const result = this.unary(node.op, operand, node);
        this.recordLibraryOperation(node, "operator", [operand], `__${unaryNames[node.op]}__`, result);
        return result;
      }
      case "BoolOp":
        return this.boolean(node);
      case "Compare": {
        let left = this.evaluate(node.left);
        const results: Type[] = [];
        node.ops.forEach((op, index) => {
          const right = this.evaluate(node.comparators[index] as Expression);
          const result = this.compare(op, left, right, node);
          this.recordLibraryOperation(node, "operator", [left, right], `__${op.toLowerCase()}__`, result);
          results.push(result);
          left = right;
        });
        return join(...results);
      }
      case "IfExp": {
        const test = this.evaluate(node.test);
        const branches: Type[] = [];
        const run = (branch: Expression, holds: boolean) => (): void => {
          this.assume(node.test, holds);
          const value = this.evaluate(branch);
          if (this.truthOf(test) !== !holds) branches.push(value);
          else this.state.reachable = false;
        };
        const yes = this.fork(run(node.body, true));
        const no = this.fork(run(node.orelse, false));
        this.mergeIntoState([yes, no]);
        return mayBeTensor(test) && this.mayBeTraced ? asTensors(this.snapshot(join(...branches))) : join(...branches);
      }
      case "Lambda": {
        const definition = this.definitions.of(node);
        this.evaluateDefaults(definition, node.args);
        return { kind: "user-function", definition: definition.number, name: "<lambda>" };
      }
      case "List":
      case "Tuple":
      case "Set": {
        const items = node.elts.map((element) => (element.kind === "Starred" ? undefined : this.keptIn(this.evaluate(element))));
        const spread = node.elts.flatMap((element) =>
          element.kind === "Starred" ? [this.elementOf(this.evaluateForUse(element.value), element)] : [],
        );
        const known = items.flatMap((item) => item ?? []);
        if (node.kind === "Set") return this.place({ kind: "set", element: join(...known, ...spread) }, node);
        if (spread.length > 0) {
          const element = join(...known, ...spread);
          return node.kind === "List" ? this.place(list(element), node) : tuple(element);
        }
        return node.kind === "List" ? this.place(items.length <= maxItems ? listOf(known) : list(join(...known)), node) : tupleOf(known);
      }
      case "Dict":
        return this.dictionary(node);
      case "ListComp":
      case "SetComp":
      case "DictComp":
      case "GeneratorExp":
        return this.comprehension(node, atOnce);
      case "JoinedStr":
        for (const part of node.values) this.formatted(part);
        return scalar("str");
      case "TemplateStr":
        for (const part of node.values) this.formatted(part);
        return unknown("template strings are not analysed");
      case "FormattedValue":
      case "Interpolation":
        this.formatted(node);
        return scalar("str");
      case "Slice": {
        const part = (bound: Expression | null): Type => (bound ? this.evaluate(bound) : none);
        return { kind: "slice", start: part(node.lower), stop: part(node.upper), step: part(node.step) };
      }
      case "NamedExpr": {
        const value = this.keptIn(this.evaluate(node.value));
        this.assign(node.target, value);
        return value;
      }
      case "Starred":
        return this.evaluate(node.value);
      case "Await": {
        const value = this.evaluate(node.value);
        this.othersRun([value]);
        return this.each(value, (member) =>
          member.kind === "object" && member.class === "types.CoroutineType" && member.parts?.["result"]
            ? this.load(member.parts["result"])
            : unknown("what an awaitable gives"),
        );
      }
      case "Yield": {
        const value = node.value ? this.keptIn(this.evaluate(node.value)) : none;
        this.frame.yields = join(this.frame.yields, referenceTo(value));
        this.othersRun([value]);
        return unknown("what a caller sends into the generator");
      }
      case "YieldFrom": {
        const item = this.elementOf(this.evaluateForUse(node.value), node);
        this.frame.yields = join(this.frame.yields, referenceTo(item));
        this.othersRun([item]);
        return unknown("what a generator returns");
      }
    }
  }

  // ---------------------------------------------------------------- leaves

  private constant(value: Extract<Expression, { kind: "Constant" }>["value"]): Type {
    if (value === null) return none;
    switch (typeof value) {
      case "boolean":
      case "bigint":
      case "number":
      case "string":
        return literal(value);
    }
    if (isStringValue(value)) return scalar("str");
    switch (value.type) {
      case "bytes":
        return scalar("bytes");
      case "imaginary":
        return scalar("complex");
      case "ellipsis":
        return { kind: "ellipsis" };
      default:
        return scalar("str");
    }
  }

  protected name(node: Name): Type {
    const binding = this.bindingOf(node);
    const { scopes, bindsUnknown } = this.frame.module;
    if (binding) {
      const value = this.variable(binding);
      if (value) return value;
      // A global that is not set here may be a builtin that the module hides later on.
      if (binding.scope.kind !== "module") return unknown(`${node.id} has no value here`);
      if (binding.scope !== scopes.module) return unknown(`${node.id} has no value here`);
    }
    if (bindsUnknown && !binding) return unknown(`a star import or exec may bind ${node.id}`);
    if (node.id === "__name__" || node.id === "__file__" || node.id === "__doc__")
      return node.id === "__doc__" ? unknown("__doc__") : scalar("str");
    const entry = this.catalog.lookUp(`builtins.${node.id}`);
    if (!entry) return unknown(`${node.id} is not defined in this file`);
    return this.entryType(entry, node);
  }

  private formatted(node: Expression): void {
    if (node.kind === "FormattedValue" || node.kind === "Interpolation") {
      this.evaluate(node.value);
      if (node.format_spec) this.evaluate(node.format_spec);
    } else if (node.kind === "JoinedStr") {
      for (const part of node.values) this.formatted(part);
    }
  }

  // ---------------------------------------------------------------- access

  private evaluateAttribute(node: Attribute): Type {
    const known = this.evaluate(node.value);
    const value = known.kind === "unknown" && this.assumes ? this.expectedOwner(known, node) : known;
    const result = this.attribute(value, node.attr, node);
    const isCallable = membersOf(result).every(
      ({ kind }) => kind === "library-function" || kind === "library-class" || kind === "module" || kind.startsWith("user"),
    );
    if (!isCallable) this.recordLibraryOperation(node, "attribute", [value], node.attr, result);
    return result;
  }

  private evaluateSubscript(node: Subscript): Type {
    const value = this.evaluate(node.value);
    const index = this.evaluate(node.slice);
    const result = this.subscript(value, index, node);
    this.recordLibraryOperation(node, "subscript", [value], "__getitem__", result);
    return result;
  }

  protected recordLibraryOperation(
    node: Node,
    kind: "operator" | "attribute" | "subscript" | "iterate" | "store",
    operands: readonly Type[],
    name: string,
    result: Type,
  ): void {
    if (!this.state.reachable) return;
    const target = this.libraryOperation(operands, name);
    if (!target) return;
    const reason = membersOf(result).find((member) => member.kind === "unknown");
    this.recordOperation(node, kind, [target], { positional: operands }, result, reason?.kind === "unknown" ? reason.reason : undefined);
  }

  // ---------------------------------------------------------------- calls

  private evaluateCall(node: Call, atOnce: boolean): Type {
    const callee = this.evaluate(node.func);
    const args = this.evaluateArguments(node, atOnce || !this.isLazy(callee));
    if (!this.state.reachable) return never;
    return this.call(callee, args, node);
  }

  /** Functions that take items of their arguments later, one by one. */
  private isLazy(callee: Type): boolean {
    return membersOf(callee).some(
      (member) =>
        (member.kind !== "library-class" && member.kind !== "library-function") ||
        /^itertools\.|^builtins\.(zip|map|filter|enumerate|iter|reversed)$/.test(member.name),
    );
  }

  private evaluateArguments(node: Call, atOnce: boolean): Arguments {
    const positional: Type[] = [];
    const keyword: (readonly [string, Type])[] = [];
    let spreads = false;
    for (const argument of node.args) {
      if (argument.kind !== "Starred") {
        if (!spreads) positional.push(atOnce ? this.evaluateForUse(argument) : this.evaluate(argument));
        else this.escape([this.evaluate(argument)]);
        continue;
      }
      const value = this.evaluate(argument.value);
      if ((value.kind === "tuple" || value.kind === "list") && value.items && !spreads)
        positional.push(...value.items.map((item) => this.load(item)));
      else {
        spreads = true;
        this.escape([value, this.elementOf(value, argument)]);
      }
    }
    for (const { arg, value } of node.keywords) {
      const type = atOnce && arg !== null ? this.evaluateForUse(value) : this.evaluate(value);
      if (arg !== null) keyword.push([arg, type]);
      else if (type.kind === "dict" && type.complete && type.entries?.every(({ key }) => typeof key === "string")) {
        keyword.push(...type.entries.map((entry) => [String(entry.key), this.load(entry.value)] as const));
      } else {
        spreads = true;
        this.escape([type]);
      }
    }
    return { positional, keyword, spreads };
  }

  // ---------------------------------------------------------------- conditions

  private boolean(node: Extract<Expression, { kind: "BoolOp" }>): Type {
    // Each value but the first is evaluated only if the ones before it have not decided.
    const results: Type[] = [];
    const evaluateFrom = (index: number): void => {
      const operand = node.values[index] as Expression;
      const value = this.evaluate(operand);
      const isLast = index === node.values.length - 1;
      const truth = this.truthOf(value);
      const goesOn = node.op === "And" ? truth !== false : truth !== true;
      const stops = node.op === "And" ? truth !== true : truth !== false;
      if (isLast || stops) results.push(isLast ? value : this.restrictTruth(value, node.op === "Or"));
      if (isLast) return;
      const rest = this.fork(() => {
        this.assume(operand, node.op === "And");
        evaluateFrom(index + 1);
      });
      if (goesOn) this.mergeIntoState([this.fork(() => undefined), rest]);
    };
    evaluateFrom(0);
    return join(...results);
  }

  /** The members of a type that can be true, or false. */
  private restrictTruth(type: Type, truth: boolean): Type {
    return join(...membersOf(type).filter((member) => this.truthOf(member) !== !truth));
  }

  /** Whether a value is certainly true or false in a condition. */
  protected truthOf(type: Type): boolean | undefined {
    const answers = membersOf(type).map((member): boolean | undefined => {
      switch (member.kind) {
        case "none":
          return false;
        case "scalar":
          if (member.value === undefined) return undefined;
          return typeof member.value === "bigint" ? member.value !== 0n : Boolean(member.value) || Number.isNaN(member.value);
        case "library-function":
        case "library-class":
        case "user-function":
        case "user-class":
        case "module":
        case "ellipsis":
          return true;
        default:
          return undefined;
      }
    });
    return answers.length > 0 && answers.every((answer) => answer === answers[0]) ? answers[0] : undefined;
  }

  /** Narrows variables by a condition that holds, or does not. */
  protected assume(test: Expression, holds: boolean): void {
    switch (test.kind) {
      case "UnaryOp":
        if (test.op === "Not") this.assume(test.operand, !holds);
        return;
      case "BoolOp":
        if ((test.op === "And") === holds) for (const value of test.values) this.assume(value, holds);
        return;
      case "Name":
        return this.narrow(test, (member) => this.truthOf(member) !== !holds);
      case "NamedExpr":
        return this.assume(test.target, holds);
      case "Compare": {
        const [op, right] = [test.ops[0], test.comparators[0]];
        if (test.ops.length !== 1 || right?.kind !== "Constant" || right.value !== null || (op !== "Is" && op !== "IsNot")) return;
        const isNone = (op === "Is") === holds;
        return this.narrow(test.left, (member) => member.kind === "unknown" || (member.kind === "none") === isNone);
      }
      case "Call":
        if (test.func.kind === "Name" && test.func.id === "isinstance" && test.args.length === 2) {
          const [subject, classes] = test.args as [Expression, Expression];
          const names = this.classNames(classes);
          if (names) this.narrow(subject, (member) => this.isInstance(member, names) !== !holds);
        }
        return;
    }
  }

  private narrow(node: Expression, keeps: (member: Type) => boolean): void {
    if (node.kind !== "Name") return;
    const binding = this.bindingOf(node);
    if (!binding || binding.writtenElsewhere || binding.scope !== this.frame.scope) return;
    const value = this.state.variable(binding);
    if (value?.kind !== "union") return;
    const kept = value.members.filter(keeps);
    if (kept.length < value.members.length && kept.length > 0) this.setVariable(binding, join(...kept));
  }

  private classNames(node: Expression): readonly string[] | undefined {
    const type = this.facts.get(node) ?? this.expected.get(node);
    const all = type?.kind === "tuple" ? type.items : type ? [type] : undefined;
    if (!all?.every((member) => member.kind === "library-class")) return undefined;
    return all.map((member) => (member as { name: string }).name);
  }

  /** Whether a value is an instance of one of some library classes; `undefined` when that is not certain. */
  private isInstance(type: Type, classes: readonly string[]): boolean | undefined {
    const certain: Partial<Record<Type["kind"], string>> = {
      none: "types.NoneType",
      list: "builtins.list",
      set: "builtins.set",
      tuple: "builtins.tuple",
      array: "numpy.ndarray",
      series: "pandas.Series",
      frame: "pandas.DataFrame",
    };
    const name = type.kind === "scalar" ? `builtins.${type.class}` : type.kind === "dict" ? "builtins.dict" : certain[type.kind];
    if (name === undefined) return undefined;
    if (classes.includes(name) || (name === "builtins.bool" && classes.includes("builtins.int"))) return true;
    // An abstract class can count anything as an instance; the builtin ones and the arrays cannot be subclasses of each other.
    return classes.every(
      (other) => Object.values(certain).includes(other) || /^builtins\.(bool|int|float|complex|str|bytes|dict)$/.test(other),
    )
      ? false
      : undefined;
  }

  // ---------------------------------------------------------------- displays

  private dictionary(node: Extract<Expression, { kind: "Dict" }>): Type {
    let entries: DictEntry[] | undefined = [];
    let key: Type = never;
    let value: Type = never;
    node.values.forEach((expression, index) => {
      const keyNode = node.keys[index];
      if (!keyNode) {
        const spread = this.evaluate(expression);
        if (spread.kind === "dict") {
          key = join(key, spread.key);
          value = join(value, spread.value);
          if (spread.complete && spread.entries && entries) entries = merged(entries, spread.entries);
          else entries = undefined;
        } else {
          key = unknown("keys of a spread mapping");
          value = unknown("values of a spread mapping");
          entries = undefined;
        }
        return;
      }
      const keyType = this.evaluate(keyNode);
      const valueType = this.keptIn(this.evaluate(expression));
      key = join(key, keyType);
      value = join(value, valueType);
      const known = keyType.kind === "scalar" ? keyType.value : undefined;
      const label = typeof known === "bigint" ? Number(known) : known;
      if (
        entries &&
        (typeof label === "string" ||
          (typeof label === "number" && Number.isSafeInteger(label) && keyType.kind === "scalar" && keyType.class === "int"))
      ) {
        entries = merged(entries, [{ key: label, value: valueType }]);
      } else entries = undefined;
    });
    const content = dict(key, value);
    return this.place(entries && entries.length <= maxItems ? { ...content, entries, complete: true } : content, node);
  }

  private comprehension(node: Extract<Expression, { kind: "ListComp" | "SetComp" | "DictComp" | "GeneratorExp" }>, atOnce: boolean): Type {
    const results: { element: Type; key: Type } = { element: never, key: never };
    const [first, ...others] = node.generators as [Comprehension, ...Comprehension[]];
    const source = first.is_async ? unknown("an asynchronous iterator") : this.evaluateForUse(first.iter);
    const isLater = node.kind === "GeneratorExp" && !atOnce;
    const run = (): void =>
      this.iterate(first, source, () => {
        this.nested(others, () => {
          if (node.kind === "DictComp") {
            results.key = join(results.key, this.evaluate(node.key));
            results.element = join(results.element, this.keptIn(this.evaluate(node.value)));
          } else results.element = join(results.element, this.keptIn(this.evaluate(node.elt)));
        });
      });
    if (isLater) {
      // It runs when somebody asks for its items, and objects can have changed until then.
      this.later(run);
      return this.place(iterator(results.element, "types.GeneratorType"), node);
    }
    run();
    switch (node.kind) {
      case "ListComp": {
        const length = others.length === 0 && first.ifs.length === 0 && source.kind !== "frame" ? this.lengthOf(source, first.iter) : null;
        const isShort = typeof length === "number" && length <= maxItems && length > 0;
        return this.place(isShort ? listOf(Array.from({ length }, () => results.element)) : list(results.element), node);
      }
      case "SetComp":
        return this.place({ kind: "set", element: results.element }, node);
      case "DictComp":
        return this.place(dict(results.key, results.element), node);
      case "GeneratorExp":
        return this.place(iterator(results.element, "types.GeneratorType"), node);
    }
  }

  /** Code whose time is not known: it is seen with objects as unknown code may have left them, and changes them at any time. */
  private later(run: () => void): void {
    const before = this.state;
    const frame = this.frame;
    this.frame = { ...frame, anytime: frame.anytime ?? before };
    const fork = this.fork(run);
    this.frame = frame;
    const made = new Map(
      [...fork.heap].filter(([site]) => !before.object(site)).map(([site, found]) => [site, { ...found, summary: true }]),
    );
    this.apply(new Map(), made);
  }

  private nested(generators: readonly Comprehension[], body: () => void): void {
    const [first, ...others] = generators;
    if (!first) return body();
    const source = first.is_async ? unknown("an asynchronous iterator") : this.evaluateForUse(first.iter);
    this.iterate(first, source, () => this.nested(others, body));
  }

  private iterate(generator: Comprehension, source: Type, body: () => void): void {
    this.untilStable(() => {
      const element = this.elementOf(source, generator.iter);
      this.recordLibraryOperation(generator, "iterate", [source], "__iter__", element);
      if (element.kind === "never") {
        this.state.reachable = false;
        return [];
      }
      this.assign(generator.target, element);
      const skipped = [];
      for (const condition of generator.ifs) {
        const value = this.evaluate(condition);
        skipped.push(this.fork(() => undefined));
        if (this.truthOf(value) === false) this.state.reachable = false;
        this.assume(condition, true);
      }
      if (this.state.reachable) body();
      return skipped;
    });
  }

  // ---------------------------------------------------------------- targets

  /** Binds a value to a target of an assignment, a loop or a `with`. */
  protected assign(target: Expression, given: Type): void {
    if (!this.state.reachable) return;
    const value = target.kind === "Name" || target.kind === "Attribute" ? this.stored(given) : given;
    switch (target.kind) {
      case "Name": {
        const binding = this.bindingOf(target);
        const bound = binding && value.kind === "unknown" && this.assumes ? this.expectedVariable(binding, value, target) : value;
        if (binding) this.setVariable(binding, bound);
        this.record(target, bound);
        return;
      }
      case "Attribute": {
        const owner = this.evaluate(target.value);
        this.storeAttribute(owner, target.attr, value, target);
        this.recordLibraryOperation(target, "store", [owner], `__setattr__(${target.attr})`, none);
        return;
      }
      case "Subscript": {
        const owner = this.evaluate(target.value);
        const index = this.evaluate(target.slice);
        this.storeSubscript(owner, index, value, target);
        this.recordLibraryOperation(target, "store", [owner, index, value], "__setitem__", none);
        return;
      }
      case "Starred":
        return this.assign(target.value, this.place(list(value), target));
      case "List":
      case "Tuple":
        return this.unpack(target.elts, value, target);
    }
  }

  private unpack(targets: readonly Expression[], value: Type, node: Node): void {
    const loaded = this.load(value);
    const star = targets.findIndex(({ kind }) => kind === "Starred");
    const itemsOf = (member: Type): readonly Type[] | undefined =>
      (member.kind === "tuple" || member.kind === "list") && member.items ? member.items : undefined;
    const members = membersOf(loaded);
    const lists = members.map(itemsOf);
    const fits = (items: readonly Type[] | undefined): boolean =>
      items !== undefined && (star < 0 ? items.length === targets.length : items.length >= targets.length - 1);
    const element = lists.every(fits) ? never : this.elementOf(loaded, node);
    targets.forEach((target, index) => {
      if (members.length > 0 && lists.every(fits)) {
        const choices = (lists as readonly (readonly Type[])[]).map((items) => {
          if (star < 0 || index < star) return items[index] as Type;
          const fromEnd = items.length - (targets.length - index);
          return index > star ? (items[fromEnd] as Type) : join(...items.slice(star, items.length - (targets.length - star) + 1));
        });
        this.assign(target, this.load(join(...choices)));
      } else this.assign(target, element);
    });
  }

  protected deleteTarget(target: Expression): void {
    switch (target.kind) {
      case "Name": {
        const binding = this.bindingOf(target);
        if (binding) this.unsetVariable(binding);
        return;
      }
      case "Attribute": {
        const owner = this.evaluate(target.value);
        for (const member of membersOf(owner)) {
          if (member.kind === "instance") {
            // Whether the class has an attribute of that name shows only when it is read again.
            this.update(member, { ...member, attributes: member.attributes.filter(([name]) => name !== target.attr) }, target);
          } else if (member.kind !== "unknown") this.changeUnknown([member]);
        }
        return;
      }
      case "Subscript":
        return this.deleteSubscript(this.evaluate(target.value), this.evaluate(target.slice), target);
      case "List":
      case "Tuple":
        for (const part of target.elts) this.deleteTarget(part);
        return;
    }
  }

  protected bindName(name: string, scope: Scope, type: Type): void {
    const binding = this.bindingNamed(name, scope);
    if (binding) this.setVariable(binding, type);
  }

  /** The variable that a statement without a `Name` of its own binds in a scope: a function, class, import or `except`. */
  protected bindingNamed(name: string, scope: Scope): Binding | undefined {
    const declared = scope.declared.get(name);
    if (declared === "global") return this.frame.module.scopes.module.bindings.get(name);
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      const binding = at.bindings.get(name);
      if (binding && (declared !== "nonlocal" || at !== scope)) return binding;
      if (declared === undefined && at.kind !== "comprehension" && at.kind !== "type-parameters") return undefined;
    }
    return undefined;
  }
}

/** Elements of longer displays are not kept apart. */
const maxItems = 64;

const unaryNames = { Invert: "invert", Not: "bool", UAdd: "pos", USub: "neg" } as const;

function merged(entries: readonly DictEntry[], more: readonly DictEntry[]): DictEntry[] {
  const result = [...entries];
  for (const entry of more) {
    const index = result.findIndex(({ key }) => key === entry.key);
    if (index < 0) result.push(entry);
    else result[index] = entry;
  }
  return result;
}
