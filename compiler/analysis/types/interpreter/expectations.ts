/**
 * Functions that nobody calls in the analysed files, and what to expect where nothing is known. In the run for facts only
 * annotations count, in functions that nobody calls; in the run for expectations the documentation, the default value and
 * the use of a value do, too, wherever it is not known.
 */
import type { CatalogEntry } from "../../../catalog/catalog.js";
import { type Attribute, type Expression, is, type Name, type Node } from "../../../ir/nodes.js";
import { walk } from "../../../ir/visit.js";
import type { Binding } from "../../scopes.js";
import { documentedType } from "../expectations/documented.js";
import { fittingClass } from "../expectations/fitting-class.js";
import { calledMethods, classAt, type Handed, passedBy } from "../expectations/handed-over.js";
import { collectUses, type Uses, type UseTable, useOfMember } from "../expectations/uses.js";
import { type InstanceType, join, membersOf, none, type Type, unknown } from "../type.js";
import type { FunctionNode } from "../type-facts.js";
import type { ModuleContext } from "./base.js";
import { type Definition, receiverOf } from "./definitions.js";
import { StatementInterpreter } from "./statements.js";
import { argumentsOf } from "./values.js";

type Parameter = FunctionNode["args"]["args"][number];

export abstract class ExpectationInterpreter extends StatementInterpreter {
  /** Every name that the program mentions. */
  protected abstract readonly names: ReadonlySet<string>;
  private readonly assumedClasses = new Set<Definition>();
  private readonly useTables = new Map<ModuleContext, UseTable>();
  private readonly importedLibraries = new Map<ModuleContext, readonly string[]>();

  // ---------------------------------------------------------------- functions that nobody calls

  /** Runs functions that nobody calls; those first that nobody mentions, as they may call the others. */
  protected runExpected(): void {
    const functions = this.definitions.list.filter(({ node }) => node.kind !== "ClassDef");
    const isMentioned = ({ name }: Definition): boolean => this.names.has(name);
    for (const definition of [...functions.filter((one) => !isMentioned(one)), ...functions.filter(isMentioned)]) {
      if (!this.calledFunctions.has(definition)) this.runAssumed(definition);
    }
  }

  protected forgetAssumed(): void {
    this.assumedClasses.clear();
    this.instances.clear();
  }

  protected runAssumed(definition: Definition): void {
    const args = this.argumentsFor(definition, (name, annotation) => this.assumedArgument(name, annotation, definition));
    const { owner } = definition;
    const receiver = receiverOf(definition);
    const self = owner && (receiver === "class" ? this.classType(owner) : this.assumedReceiver(owner));
    if (self && receiver !== "nothing") args.positional[0] = self;
    if (this.assumes) this.runForSomebody(definition, args);
    else this.runForUnknownCallers(definition, args, "assumed");
  }

  /** What a method of a class is called on: an instance of it, or of a class that derives from it. */
  private assumedReceiver(owner: Definition): Type | undefined {
    const own = this.assumedInstance(owner);
    if (this.assumes || !own) return own;
    const derived = this.subclassesOf(owner).map((one) => this.assumedInstance(one) ?? unknown(`an instance of ${one.name}`));
    return join(own, ...derived);
  }

  /** The classes of the program that derive from one, directly or not. */
  protected subclassesOf(owner: Definition): readonly Definition[] {
    const derived = [...this.classes.values()].filter((info) => info.definition !== owner);
    return derived.flatMap((info) => (this.lineage(info).classes.some(({ definition }) => definition === owner) ? [info.definition] : []));
  }

  /** What a parameter is expected to be by its annotation: nobody checks these, so they are no facts. */
  private assumedArgument(name: string, annotation: Expression | null, definition: Definition): Type {
    const nobody = unknown(`nobody passes parameter ${name} in the analysed files`);
    return (annotation ? this.annotatedIn(definition, annotation) : undefined) ?? nobody;
  }

  private annotatedIn(definition: Definition, annotation: Expression): Type | undefined {
    const frame = this.frame;
    this.frame = { ...frame, mode: "assumed", module: definition.module };
    const type = this.annotated(annotation);
    this.frame = frame;
    return type;
  }

  private annotated(annotation: Expression): Type | undefined {
    if (annotation.kind === "BinOp" && annotation.op === "BitOr") {
      const sides = [this.annotated(annotation.left), this.annotated(annotation.right)];
      return sides.every((side) => side !== undefined) ? join(...(sides as Type[])) : undefined;
    }
    if (annotation.kind === "Subscript") {
      const generic = this.evaluate(annotation.value);
      const inner = generic.kind === "library-class" || generic.kind === "library-function" ? this.annotated(annotation.slice) : undefined;
      return inner && "name" in generic && generic.name === "typing.Optional" ? join(inner, none) : undefined;
    }
    if (annotation.kind !== "Name" && annotation.kind !== "Attribute" && annotation.kind !== "Constant") return undefined;
    const value = this.evaluate(annotation);
    if (value.kind === "none") return value;
    if (value.kind === "user-class") return this.assumedInstance(this.definitions.byNumber(value.definition));
    return value.kind === "library-class" ? this.instanceOf(value.name, annotation) : undefined;
  }

  /** A value of a class of the catalogue; `undefined` when nothing can be said of such values. */
  private instanceOf(className: string, node: Node, orSubclass = false): Type | undefined {
    const instance: CatalogEntry = {
      name: className,
      kind: "constant",
      library: className.split(".", 1)[0] as string,
      value: className,
    };
    const type = this.callEntry(instance, undefined, argumentsOf(), node);
    if (type.kind === "object" && orSubclass) {
      this.update(type, { ...type, subclass: true }, node);
      return this.load(type);
    }
    return type.kind === "unknown" ? undefined : type;
  }

  /** An instance as `__init__` leaves it for arguments that are not known. */
  private assumedInstance(owner: Definition): Type | undefined {
    const made = this.assumes ? this.instances.get(owner.number) : undefined;
    if (made) return this.load(made);
    const info = this.classInfo(owner.number);
    if (!info) return undefined;
    const initialize = this.memberOf(info, "__init__");
    const constructor = initialize?.kind === "user-function" ? this.definitions.byNumber(initialize.definition) : undefined;
    const fresh: InstanceType = {
      kind: "instance",
      definition: owner.number,
      name: owner.name,
      attributes: [],
      ...(this.libraryBases(owner.number).length === 0 ? { complete: true } : {}),
    };
    const instance = this.place(fresh, owner.node, "assumed");
    if (constructor && !this.assumedClasses.has(owner)) {
      this.assumedClasses.add(owner);
      const args = this.argumentsFor(constructor, (name, annotation) => this.assumedArgument(name, annotation, constructor));
      args.positional[0] = instance;
      const frame = this.frame;
      this.frame = { ...frame, mode: "assumed" };
      this.invoke(constructor, args, owner.node, instance);
      this.state.reachable = true;
      this.frame = frame;
    }
    return this.load(instance);
  }

  // ---------------------------------------------------------------- what to expect where nothing is known

  protected expectedParameter(definition: Definition, name: string, passed: Type): Type {
    const { args } = definition.node as FunctionNode;
    const node = [...args.posonlyargs, ...args.args, ...args.kwonlyargs].find(({ arg }) => arg === name);
    const binding = definition.scope.bindings.get(name);
    if (!node || !binding || (definition.owner && node === [...args.posonlyargs, ...args.args][0])) return passed;
    const usual = this.defaults.get(definition)?.get(name);
    const { module } = definition;
    const resolve = (path: string): string | undefined => this.classNamed(path, module);
    const documented = documentedType(definition.node, definition.owner?.node, name, resolve, (className) =>
      this.instanceOf(className, node),
    );
    const expected =
      (node.annotation ? this.annotatedIn(definition, node.annotation) : undefined) ??
      (documented && this.place(documented, node, "documented")) ??
      (usual && usual.kind !== "none" && usual.kind !== "unknown" ? withoutValue(usual) : undefined) ??
      this.handedOver(definition, node) ??
      this.byUse(this.usesIn(module).ofVariable(binding), module, node, `parameter ${name}`);
    if (expected.kind === "unknown") return expected;
    return usual?.kind === "none" ? join(expected, none) : expected;
  }

  protected expectedVariable(binding: Binding, value: Type, node: Name): Type {
    const { module } = this.frame;
    const expected = this.byUse(this.usesIn(module).ofVariable(binding), module, node, "");
    return expected.kind === "unknown" ? value : expected;
  }

  protected expectedAttribute(owner: Type, name: string, found: Type, node: Node): Type {
    if (owner.kind !== "instance") return found;
    const { module } = this.frame;
    for (const { definition } of this.lineage(this.classInfo(owner.definition) ?? (undefined as never)).classes) {
      const uses = this.usesIn(definition.module).ofAttribute(definition.node, name);
      const expected = uses && this.byUse(uses, module, node, "");
      if (expected && expected.kind !== "unknown") return expected;
    }
    return found;
  }

  protected expectedOwner(value: Type, node: Attribute): Type {
    const { module } = this.frame;
    if (this.isImported(node.value)) return value;
    const expected = this.byUse(useOfMember(node.attr, this.usesIn(module).isCallee(node)), module, node.value, "");
    if (expected.kind === "unknown") return value;
    if (is(node.value, "Name")) this.assign(node.value, expected);
    return expected;
  }

  /** A module, or a part of one, that the catalogue does not know: `torchvision.models`. */
  private isImported(node: Expression): boolean {
    if (is(node, "Attribute")) return this.isImported(node.value);
    return is(node, "Name") && this.bindingOf(node)?.definitions.some(({ kind }) => kind === "import") === true;
  }

  /** What a library passes to a method or function that it calls itself. */
  private handedOver(definition: Definition, parameter: Parameter): Type | undefined {
    const { args } = definition.node as FunctionNode;
    const position = [...args.posonlyargs, ...args.args].indexOf(parameter);
    const caller = this.handedTo.get(definition.number);
    const handed = definition.owner ? this.calledMethod(definition.owner, definition.name) : caller && passedBy(caller);
    if (!handed || position < 0) return undefined;
    const isOption = this.defaults.get(definition)?.has(parameter.arg) === true;
    const className = isOption ? undefined : classAt(handed, definition.owner ? position - 1 : position);
    return className === undefined ? undefined : this.instanceOf(className, parameter);
  }

  private calledMethod(owner: Definition, name: string): Handed | undefined {
    for (const base of this.libraryBases(owner.number)) {
      for (const [library, methods] of Object.entries(calledMethods)) {
        if (methods[name] && this.catalog.isSubclass(base, library)) return methods[name];
      }
    }
    return undefined;
  }

  private byUse(uses: Uses | undefined, module: ModuleContext, node: Node, what: string): Type {
    const fit = uses ? fittingClass(uses, this.librariesOf(module), this.catalog) : { reason: "it is not used" };
    const own = uses ? this.ownClasses(uses, "class" in fit ? fit.class : undefined) : [];
    if (own.length > 1) return unknown(`${what}: several classes of the program have what is used of it`);
    if (own[0]) return this.assumedInstance(own[0]) ?? unknown(`${what}: ${own[0].name}`);
    if ("class" in fit) return this.instanceOf(sameForm[fit.class] ?? fit.class, node, true) ?? unknown(`${what}: ${fit.class}`);
    return unknown(`${what}: ${fit.reason}`);
  }

  /** Classes of the program with all the methods that are called, other than those that derive from a library class that has them. */
  private ownClasses({ members }: Uses, fitting: string | undefined): readonly Definition[] {
    const called = [...members].filter(([, { isCalled }]) => isCalled).map(([name]) => name);
    if (called.length === 0) return [];
    return this.definitions.list.filter(({ node, number }) => {
      if (node.kind !== "ClassDef") return false;
      const methods = new Set(this.definitions.methodsOf(number).map(({ name }) => name));
      if (!called.every((name) => methods.has(name))) return false;
      return fitting === undefined || !this.libraryBases(number).some((base) => this.catalog.isSubclass(base, fitting));
    });
  }

  private usesIn(module: ModuleContext): UseTable {
    const known = this.useTables.get(module) ?? collectUses(module.module, module.scopes);
    this.useTables.set(module, known);
    return known;
  }

  /** Libraries of the catalogue that a module imports, and those whose values these give. */
  private librariesOf(module: ModuleContext): readonly string[] {
    const known = this.importedLibraries.get(module);
    if (known) return known;
    const libraries = new Set<string>();
    const add = (path: string): void => {
      const library = this.catalog.lookUp(path.split(".", 1)[0] as string)?.library;
      if (library !== undefined && library !== "python") libraries.add(library);
    };
    walk(module.module, (node) => {
      if (is(node, "Import")) for (const { name } of node.names) add(name);
      if (is(node, "ImportFrom") && node.level === 0) add(node.module ?? "");
    });
    if (libraries.has("tensorflow")) libraries.add("keras");
    if (libraries.has("seaborn")) libraries.add("matplotlib").add("pandas");
    const result = [...libraries];
    this.importedLibraries.set(module, result);
    return result;
  }

  /** The class of the catalogue that a dotted name means in a module. */
  private classNamed(path: string, module: ModuleContext): string | undefined {
    const [root = "", ...rest] = path.split(".");
    const binding = module.scopes.module.bindings.get(root);
    const value = binding && this.everyValueOf(binding);
    const base = value && (value.kind === "module" || value.kind === "library-class") ? value.name : undefined;
    const whole = base === undefined ? (rest.length > 0 ? path : `builtins.${path}`) : [base, ...rest].join(".");
    const entry = this.catalog.lookUp(whole);
    return entry?.kind === "class" ? entry.name : undefined;
  }
}

/** Classes whose values have the form of another class here. */
const sameForm: Readonly<Record<string, string>> = { "tensorflow.python.framework.ops.EagerTensor": "tensorflow.Tensor" };

/** A default tells the class of a parameter, not its value. */
function withoutValue(type: Type): Type {
  return join(
    ...membersOf(type).map((member): Type => {
      if (member.kind !== "scalar") return member;
      const { value: _, ...rest } = member;
      return rest;
    }),
  );
}
