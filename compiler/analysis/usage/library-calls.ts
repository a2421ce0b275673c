/**
 * The calls of a program that reach one of the scientific libraries, with what is known of each. A call counts when
 *
 * - its target is resolved into a library, or
 * - it is made on, or through, something that came from one (`plt.figure().nothing()`, a name imported from a library), or
 * - it is a method call on a receiver of which nothing is known, and a class of a library that the file imports has such a method
 *   (methods that all classes have say nothing: `__init__`). Names of modules of other libraries are no such receivers.
 */
import type { Catalog } from "../../catalog/catalog.js";
import { loadCatalog } from "../../catalog/index.js";
import { type Call, type Expression, is, type Module, type Node } from "../../ir/nodes.js";
import { walk } from "../../ir/visit.js";
import { libraryOf } from "../types/class-name.js";
import { membersOf, type Type, unknown } from "../types/type.js";
import type { Operation, TypeFacts } from "../types/type-facts.js";

/** The libraries that are counted. */
export const scientificLibraries: readonly string[] = [
  "numpy",
  "pandas",
  "scipy",
  "matplotlib",
  "sklearn",
  "torch",
  "tensorflow",
  "keras",
  "pyarrow",
  "seaborn",
  "plotly",
  "polars",
];

const scientific: ReadonlySet<string> = new Set(scientificLibraries);

export interface LibraryCall {
  readonly node: Call;
  /** As far as it is known; of a method on an unknown receiver, the first library that has such a method. */
  readonly library: string;
  /** Canonical name of the target, the first one when there are several; absent when it is not resolved. */
  readonly name?: string;
  /** Why there is no name. */
  readonly unresolved?: string;
  /** What the call is written as, without its arguments: `df.foo`, `….foo` for methods of longer expressions. */
  readonly callee: string;
  /** The name is no fact: it rests on what nearly every program does, or on how a value is used. */
  readonly isExpected: boolean;
  /** Type of the result. */
  readonly type: Type;
  /** The type is no fact either. */
  readonly hasExpectedType: boolean;
  /** What is known of the call; an expectation when `isExpected`. */
  readonly operation: Operation;
}

/** The library calls of a module, in the order of the analysis. Calls that are never reached have no part in this. */
export function libraryCalls(module: Module, facts: TypeFacts): readonly LibraryCall[] {
  const imports = importsOf(module);
  const methods = methodsOf([...imports.libraries]);
  const calls: LibraryCall[] = [];
  const isLibraryCall = new Map<Node, string>();
  walkInsideOut(module, (node) => {
    if (!is(node, "Call")) return;
    const certain = facts.operationOf(node);
    const isExpected = certain === undefined || certain.targets.length === 0;
    const operation = isExpected ? facts.expectedOperationOf(node) : certain;
    if (!operation) return;
    const found =
      resolved(operation) ??
      throughLibrary(node, operation, facts, imports, isLibraryCall) ??
      byMethod(node, operation, facts, imports, methods);
    if (!found) return;
    isLibraryCall.set(node, found.library);
    const type = isExpected ? unproved : facts.typeOf(node);
    const hasExpectedType = type.kind === "unknown" || type.kind === "never";
    calls.push({
      node,
      ...found,
      callee: calleeText(node.func),
      isExpected,
      type: hasExpectedType ? facts.expectedTypeOf(node) : type,
      hasExpectedType,
      operation,
    });
  });
  return calls;
}

const unproved = unknown("the target is not certain");

type Found = Pick<LibraryCall, "library" | "name" | "unresolved">;

function resolved({ targets }: Operation): Found | undefined {
  for (const target of targets) {
    if (target.kind === "library" && scientific.has(target.entry.library))
      return { library: target.entry.library, name: target.entry.name };
    if (target.kind === "operator" && scientific.has(target.library)) return { library: target.library, name: target.name };
  }
  return undefined;
}

interface Imports {
  /** Scientific libraries that the module imports anything of. */
  readonly libraries: ReadonlySet<string>;
  /** Local names that stand for something of a library. */
  readonly names: ReadonlyMap<string, string>;
  /** Local names that imports of anything else have bound. */
  readonly others: ReadonlySet<string>;
}

function importsOf(module: Module): Imports {
  const libraries = new Set<string>();
  const names = new Map<string, string>();
  const others = new Set<string>();
  const add = (path: string, local: string): void => {
    const library = path.split(".", 1)[0] as string;
    if (!scientific.has(library)) {
      others.add(local);
      return;
    }
    libraries.add(library);
    names.set(local, library);
  };
  walk(module, (node) => {
    if (is(node, "Import")) for (const { name, asname } of node.names) add(name, asname ?? (name.split(".", 1)[0] as string));
    if (is(node, "ImportFrom") && node.level === 0) for (const { name, asname } of node.names) add(node.module ?? "", asname ?? name);
  });
  // The ones that these bring with them, as values of their own.
  if (libraries.has("tensorflow")) libraries.add("keras");
  if (libraries.has("pandas") || libraries.has("scipy") || libraries.has("sklearn") || libraries.has("matplotlib")) libraries.add("numpy");
  if (libraries.has("seaborn")) libraries.add("matplotlib").add("pandas");
  return { libraries, names, others };
}

/** A call whose callee is an attribute of something that came from a library. */
function throughLibrary(
  { func }: Call,
  operation: Operation,
  facts: TypeFacts,
  imports: Imports,
  isLibraryCall: ReadonlyMap<Node, string>,
): Found | undefined {
  if (operation.targets.length > 0) return undefined;
  const unresolved = operation.unresolved ?? "nothing is known of what is called";
  for (let at: Expression = func; ; ) {
    const called = isLibraryCall.get(at);
    if (called !== undefined) return { library: called, unresolved };
    const library = libraryOfType(facts.typeOf(at));
    if (library !== undefined) return { library, unresolved };
    if (is(at, "Attribute") || is(at, "Subscript")) at = at.value;
    else if (is(at, "Call")) at = at.func;
    else if (is(at, "Name")) {
      const imported = facts.typeOf(at).kind === "unknown" ? imports.names.get(at.id) : undefined;
      return imported === undefined ? undefined : { library: imported, unresolved };
    } else return undefined;
  }
}

function libraryOfType(type: Type): string | undefined {
  for (const member of membersOf(type)) {
    const named = member.kind === "module" || member.kind === "library-function" || member.kind === "library-class";
    const library = named ? (member.name.split(".", 1)[0] as string) : libraryOf(member);
    if (library !== undefined && scientific.has(library)) return library;
  }
  return undefined;
}

function byMethod(
  { func }: Call,
  operation: Operation,
  facts: TypeFacts,
  imports: Imports,
  methods: ReadonlyMap<string, string>,
): Found | undefined {
  if (!is(func, "Attribute") || operation.targets.length > 0) return undefined;
  let root: Expression = func.value;
  while (is(root, "Attribute")) root = root.value;
  if (is(root, "Name") && imports.others.has(root.id)) return undefined;
  if (loadCatalog().lookUp(`builtins.object.${func.attr}`)) return undefined;
  const library = methods.get(func.attr);
  const receiver = facts.expectedTypeOf(func.value);
  if (library === undefined || (receiver.kind !== "unknown" && libraryOfType(receiver) === undefined)) return undefined;
  return { library, unresolved: operation.unresolved ?? (receiver.kind === "unknown" ? receiver.reason : "it has no such method") };
}

const methodsByLibrary = new Map<string, ReadonlySet<string>>();

/** Names of all methods of the classes of some libraries, with the first library that has them. */
function methodsOf(libraries: readonly string[]): ReadonlyMap<string, string> {
  const methods = new Map<string, string>();
  for (const library of libraries) for (const name of methodsIn(library)) if (!methods.has(name)) methods.set(name, library);
  return methods;
}

function methodsIn(library: string): ReadonlySet<string> {
  const known = methodsByLibrary.get(library);
  if (known) return known;
  const names = new Set<string>();
  const catalog = loadCatalog();
  for (const name of catalog.library(library).names()) {
    const kind = catalog.lookUp(name)?.kind;
    if (kind === "method" || kind === "classmethod" || kind === "staticmethod") names.add(name.slice(name.lastIndexOf(".") + 1));
  }
  methodsByLibrary.set(library, names);
  return names;
}

/** Callee as text: names and attributes as they are, everything else as `…`. */
export function calleeText(func: Expression): string {
  if (is(func, "Name")) return func.id;
  if (!is(func, "Attribute")) return "…";
  const value = calleeText(func.value);
  return `${value.includes("…") ? "…" : value}.${func.attr}`;
}

/** Visits nodes after all that is inside of them. */
function walkInsideOut(root: Node, visit: (node: Node) => void): void {
  const nodes: Node[] = [];
  walk(root, (node) => nodes.push(node));
  for (let index = nodes.length - 1; index >= 0; index--) visit(nodes[index] as Node);
}

/** The canonical name of a class, function or module of the catalogue; other names stand for themselves. */
export function canonicalName(name: string, catalog: Catalog = loadCatalog()): string {
  return catalog.lookUp(name)?.name ?? name;
}
