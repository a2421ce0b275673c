/** Runs the interpreter over a module and everything of the same build that it imports, until nothing new is learned. */
import type { CatalogEntry } from "../../../catalog/catalog.js";
import type { WholeCatalog } from "../../../catalog/index.js";
import type { Expression, Module, Node } from "../../../ir/nodes.js";
import { walk } from "../../../ir/visit.js";
import { analyzeScopes, type Scopes } from "../../scopes.js";
import { callLibrary } from "../call-library.js";
import { libraryRules } from "../rules/index.js";
import { Targets } from "../targets.js";
import { join, never, type Type, unknown } from "../type.js";
import type { Operation, TypeFacts, TypeOptions } from "../type-facts.js";
import type { ModuleContext, Seen } from "./base.js";
import { type Definition, Definitions, receiverOf } from "./definitions.js";
import { ExpectationInterpreter } from "./expectations.js";
import type { Arguments } from "./values.js";

export interface InferenceInput {
  readonly module: Module;
  readonly scopes: Scopes;
  /** Dotted name of the module; modules of the same build by theirs. */
  readonly name: string;
  readonly modules: ReadonlyMap<string, Module>;
  readonly options: TypeOptions;
  readonly catalog: WholeCatalog;
}

/** Infers the types of a module's expressions. Time is close to linear in the size of the program; see `Interpreter.budget`. */
export function inferTypeFacts(input: InferenceInput): TypeFacts {
  const strict = new Interpreter(input, false);
  strict.analyze();
  let second: Interpreter | undefined;
  const expecting = (): Interpreter => {
    if (!second) {
      second = new Interpreter(input, true);
      second.analyze();
    }
    return second;
  };
  return factsOf(strict, expecting, input.options.closedWorld === true);
}

class Interpreter extends ExpectationInterpreter {
  private readonly contextsByName = new Map<string, ModuleContext>();
  private readonly modulesRun = new Set<string>();
  private readonly root: ModuleContext;
  protected readonly names: ReadonlySet<string>;
  /** Statements and expressions that may be visited: a multiple of the program's size, so that the time stays linear. */
  private budget = 0;
  /** Everything that is analysed: of what passes make later nothing is known. */
  private readonly nodes = new Set<Node>();

  constructor(
    private readonly input: InferenceInput,
    assumes: boolean,
  ) {
    super(input.catalog, new Targets(input.options.versions), new Definitions(), assumes);
    this.root = this.addModule(input.name, input.module, input.scopes);
    for (const [name, module] of input.modules) if (name !== input.name) this.addModule(name, module, analyzeScopes(module));
    this.names = namesIn([...this.contextsByName.values()].map(({ module }) => module));
    for (const { module } of this.contextsByName.values()) walk(module, (node) => void this.nodes.add(node));
    this.budget = visitsPerNode * this.nodes.size + minimalBudget;
  }

  private addModule(name: string, module: Module, scopes: Scopes): ModuleContext {
    const context: ModuleContext = { name, module, scopes, starBindings: new Map(), bindsUnknown: false, isExposed: false };
    this.contextsByName.set(name, context);
    this.definitions.add(context);
    return context;
  }

  analyze(): void {
    for (let round = 0; round <= maxRounds; round++) {
      this.gaveUp = round === maxRounds;
      const before = this.knowledge;
      this.visits = 0;
      this.startRound();
      if (this.assumes) this.forgetAssumed();
      this.modulesRun.clear();
      this.calledFunctions.clear();
      this.runModule(this.root);
      if (this.assumes) this.runExpected();
      else {
        this.runEscaped();
        this.runUncalled();
      }
      if (this.knowledge === before) break;
    }
  }

  protected get budgetIsSpent(): boolean {
    return this.visits > this.budget;
  }

  private runModule(context: ModuleContext): void {
    this.modulesRun.add(context.name);
    const outer = this.frame;
    const state = this.state;
    this.frame = {
      module: context,
      definition: undefined,
      scope: context.scopes.module,
      mode: "real",
      anytime: undefined,
      path: "",
      self: undefined,
      returns: [],
      yields: never,
      base: state,
    };
    // A global that is not bound yet means the builtin of that name.
    for (const [name, binding] of context.scopes.module.bindings) {
      const entry = this.catalog.lookUp(`builtins.${name}`);
      if (entry) this.setVariable(binding, this.entryType(entry, context.module));
    }
    this.block(context.module.body);
    this.state.reachable = true;
    this.frame = outer ?? this.frame;
  }

  /** Functions that unknown code got hold of run at any time, with any arguments. */
  private runEscaped(): void {
    const done = new Set<Definition>();
    for (let more = true; more; ) {
      more = false;
      for (const definition of [...this.escapedFunctions]) {
        if (done.has(definition) || definition.node.kind === "ClassDef") continue;
        done.add(definition);
        more = true;
        this.runForUnknownCallers(definition, this.anyArguments(definition, "unknown code calls it"), "real");
      }
    }
  }

  /** Functions that nobody calls here, or that others may call too. */
  private runUncalled(): void {
    for (const definition of this.definitions.list) {
      if (definition.node.kind === "ClassDef" || this.escapedFunctions.has(definition)) continue;
      const isOpen = this.input.options.closedWorld !== true;
      if (!this.calledFunctions.has(definition)) this.runAssumed(definition);
      if (isOpen) this.runForUnknownCallers(definition, this.anyArguments(definition, "other modules may call it"), "open");
    }
  }

  private anyArguments(definition: Definition, reason: string): Arguments {
    const args = this.argumentsFor(definition, (name) => unknown(`parameter ${name}: ${reason}`));
    const { owner } = definition;
    if (owner && receiverOf(definition) === "instance" && args.positional.length > 0) {
      // A method that is called on something else is not a case that programs have.
      const instances = [owner, ...this.subclassesOf(owner)].map(({ number, name }) =>
        this.place({ kind: "instance", definition: number, name, attributes: [] }, definition.node, `any${number}`),
      );
      args.positional[0] = join(...instances);
    }
    return args;
  }

  // ---------------------------------------------------------------- modules

  protected moduleContext(name: string): ModuleContext | undefined {
    return this.contextsByName.get(name);
  }

  protected runImport(name: string): void {
    const parts = name.split(".");
    for (let length = 1; length <= parts.length; length++) {
      const context = this.contextsByName.get(parts.slice(0, length).join("."));
      if (context && !this.modulesRun.has(context.name)) this.runModule(context);
    }
  }

  protected absoluteName(module: string | null, level: number): string {
    if (level === 0) return module ?? "";
    const parts = this.frame.module.name.split(".");
    const base = parts.slice(0, Math.max(0, parts.length - level));
    return [...base, ...(module === null ? [] : [module])].join(".");
  }

  protected programUses(name: string): boolean {
    if (this.names.has("getattr()")) return true;
    return this.names.has(name.slice(name.lastIndexOf(".") + 1));
  }

  protected callInstanceByRules(
    value: Extract<Type, { kind: "object" }>,
    args: Arguments,
    node: Node,
  ): ReturnType<typeof callLibrary>["outcome"] | undefined {
    const entry: CatalogEntry = this.catalog.member(value.class, "__call__") ?? {
      name: `${value.class}.__call__`,
      kind: "method",
      library: value.class.split(".", 1)[0] as string,
    };
    const receiver = this.snapshot(value);
    const positional = args.positional.map((type) => this.snapshot(type));
    const keyword = args.keyword.map(([name, type]) => [name, this.snapshot(type)] as const);
    for (const rules of libraryRules) {
      if (!rules.callInstance) continue;
      const { call } = callLibrary(entry, receiver, { positional, keyword, spreads: args.spreads }, this.contextFor(node), this.catalog);
      const answer = rules.callInstance(receiver, call);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  /** Whether a node was there when the analysis ran. */
  knows(node: Node): boolean {
    return this.nodes.has(node);
  }
}

/** The answers: facts of one run, and expectations of another that is made when it is needed. */
function factsOf(strict: Interpreter, expecting: () => Interpreter, closed: boolean): TypeFacts {
  const { facts, expected, definitions, contexts, visits } = strict;
  const otherwise = (expression: Node): Type => (strict.knows(expression) ? never : unknown("a pass has made it"));
  // Nobody but the analysed files calls a function of a closed world, so that what they pass is all there is.
  const typeOf = (expression: Expression): Type =>
    (closed ? expected.get(expression) : facts.get(expression)) ?? expected.get(expression) ?? otherwise(expression);
  const operations = [...strict.seen.values()].map(toOperation);
  const byNode = new Map(operations.map((operation) => [operation.node, operation]));
  return {
    typeOf,
    expectedTypeOf: (expression) => expecting().expected.get(expression) ?? expected.get(expression) ?? typeOf(expression),
    operationOf: (node) => byNode.get(node),
    expectedOperationOf: (node) => {
      const seen = expecting().seen.get(node);
      return seen ? toOperation(seen) : byNode.get(node);
    },
    operations,
    definitionOf: (definition) => definitions.byNumber(definition).node,
    nodeOfSite: (site) => strict.nodeOfSite(site),
    escapes: (site) => strict.hasEscaped(site),
    stats: { contexts, visits },
  };
}

function toOperation(seen: Seen): Operation {
  const { node, within, kind, targets, unresolved, receiver, positional, keyword, result } = seen;
  return {
    node,
    within,
    kind,
    targets: [...targets.values()],
    ...(unresolved === undefined ? {} : { unresolved }),
    ...(receiver ? { receiver } : {}),
    positional,
    keyword: [...keyword],
    result,
  };
}

/**
 * All names that a program mentions in any way: as variables, attributes, imports, keywords and in strings; with `=` behind
 * those of attributes that it stores.
 */
function namesIn(modules: readonly Module[]): Set<string> {
  const names = new Set<string>();
  const add = (text: string): void => {
    for (const word of text.match(/\w+/g) ?? []) names.add(word);
  };
  for (const module of modules) {
    walk(module, (node) => {
      switch (node.kind) {
        case "Name":
          names.add(node.id);
          break;
        case "Attribute":
          names.add(node.attr);
          if (/[a-z]_$/.test(node.attr)) names.add("in-place tensor methods");
          if (node.ctx !== "Load" && !(node.value.kind === "Name" && node.value.id === "self")) names.add(`${node.attr}=`);
          if (node.ctx !== "Load" && ["data", "requires_grad"].includes(node.attr)) names.add("in-place tensor methods");
          break;
        case "AugAssign":
          if (node.target.kind === "Attribute") names.add(`${node.target.attr}=`);
          break;
        case "alias":
          add(node.name);
          break;
        case "keyword":
          if (node.arg !== null) names.add(node.arg);
          break;
        case "Constant":
          if (typeof node.value === "string") add(node.value);
          break;
        case "With":
        case "AsyncWith":
          names.add("__enter__");
          break;
        case "Call":
          if (node.func.kind !== "Name" || !/^[gs]etattr$/.test(node.func.id)) break;
          if (node.args[1]?.kind !== "Constant") names.add("getattr()");
          else names.add(`${String(node.args[1].value)}=`);
          break;
      }
    });
  }
  return names;
}

/** Programs learn in few rounds; what is not settled then does not settle. */
const maxRounds = 8;

const visitsPerNode = 12;
const minimalBudget = 100_000;
