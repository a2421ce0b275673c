/**
 * Whether a claim of the type analysis is true of a real value, as `noodle_rt/describe.py` describes it. What the description
 * leaves open contradicts nothing.
 */
import { printValue } from "./print-type.js";
import type { Column, Dim, IndexInfo, Label, ObjectType, Shape, Type } from "./type.js";
import { sameData } from "./type.js";

/** What descriptions say beyond `type.ts`. */
interface Observed {
  /** Number of items of a container that are not listed. */
  readonly length?: number;
  /** Classes that the value's class derives from. */
  readonly bases?: readonly string[];
  /** Names under which a module is imported. */
  readonly names?: readonly string[];
}

export interface AdmitsOptions {
  /** The one name that stands for all public and private paths of a class, function or module. Default: the name itself. */
  readonly canonical?: (name: string) => string;
}

/** The first contradiction between a claim and a value, with its path (`columns[2].dtype: claimed float64, is int64`), if there is one. */
export function admits(claim: Type, actual: Type, options: AdmitsOptions = {}): string | undefined {
  const canonical = options.canonical ?? ((name: string): string => name);
  return check(claim, actual, "", { canonical, dims: new Map() });
}

interface Comparison {
  readonly canonical: (name: string) => string;
  /** Numbers that the symbols of shapes stand for. */
  readonly dims: Map<string, number>;
}

/** Reads a description: integers are strings in JSON, and so are floats that it lacks. */
export function readDescription(described: unknown): Type {
  return revive(described) as Type;
}

function revive(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(revive);
  if (typeof data !== "object" || data === null) return data;
  const fields = data as Readonly<Record<string, unknown>>;
  if (fields["kind"] === "scalar" && typeof fields["value"] === "string") {
    if (fields["class"] === "int") return { ...fields, value: BigInt(fields["value"]) };
    if (fields["class"] === "float") return { ...fields, value: floats[fields["value"]] };
    return fields;
  }
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, revive(value)]));
}

const floats: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY };

const contradiction = (path: string, claimed: unknown, is: unknown): string =>
  `${path === "" ? "" : `${path}: `}claimed ${shown(claimed)}, is ${shown(is)}`;

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const inside = (path: string, field: string): string => (path === "" ? field : `${path}.${field}`);

function check(claim: Type, actual: Type, path: string, comparison: Comparison): string | undefined {
  if (claim.kind === "unknown" || actual.kind === "unknown") return undefined;
  if (actual.kind === "never") return undefined;
  if (actual.kind === "union") return first(actual.members.map((member) => () => check(claim, member, path, comparison)));
  if (claim.kind === "never") return contradiction(path, "that nothing comes of it", nameOf(actual));
  if (claim.kind !== "union") return checkOne(claim, actual, path, comparison);
  for (const member of claim.members) {
    const dims = new Map(comparison.dims);
    if (check(member, actual, path, { ...comparison, dims }) !== undefined) continue;
    for (const [symbol, size] of dims) comparison.dims.set(symbol, size);
    return undefined;
  }
  // Of the one member that was meant, it can be said what is wrong inside.
  const similar = claim.members.filter((member) => member.kind === actual.kind);
  if (similar.length === 1 && actual.kind !== "scalar") return check(similar[0] as Type, actual, path, comparison);
  return contradiction(path, claim.members.map(nameOf).join(" | "), nameOf(actual));
}

const first = (checks: readonly (() => string | undefined)[]): string | undefined => {
  for (const each of checks) {
    const objection = each();
    if (objection !== undefined) return objection;
  }
  return undefined;
};

/** A type in one word. */
function nameOf(type: Type): string {
  switch (type.kind) {
    case "scalar":
      return type.value === undefined ? type.class : `${type.class} ${printValue(type.value)}`;
    case "numpy-scalar":
      return type.dtype === null ? "a NumPy scalar" : `numpy ${type.dtype}`;
    case "object":
    case "tensor":
      return type.class;
    case "dict":
      return type.class;
    case "tuple":
      return type.class ?? "tuple";
    case "iterator":
      return type.class === null ? "iterator" : `iterator ${type.class}`;
    case "instance":
    case "user-class":
    case "user-function":
    case "library-function":
    case "library-class":
    case "module":
      return `${type.kind} ${type.name}`;
    default:
      return type.kind;
  }
}

function checkOne(claim: Type, actual: Type, path: string, comparison: Comparison): string | undefined {
  const differs = (field: string, claimed: unknown, is: unknown): string => contradiction(inside(path, field), claimed, is);
  const wrongKind = (): string => contradiction(path, nameOf(claim), nameOf(actual));
  const part = (field: string, claimed: Type, is: Type): (() => string | undefined) => {
    return () => check(claimed, is, inside(path, field), comparison);
  };
  switch (claim.kind) {
    case "none":
    case "ellipsis":
    case "not-implemented":
    case "deque":
    case "set":
    case "frozenset":
      if (actual.kind !== claim.kind) return wrongKind();
      return "element" in claim && "element" in actual ? part("element", claim.element, actual.element)() : undefined;
    case "scalar":
      if (actual.kind !== "scalar" || actual.class !== claim.class) return wrongKind();
      if (claim.value === undefined || actual.value === undefined || Object.is(claim.value, actual.value)) return undefined;
      return contradiction(path, printValue(claim.value), printValue(actual.value));
    case "numpy-scalar":
      if (actual.kind !== "numpy-scalar") return wrongKind();
      // Texts of any length.
      if ((claim.dtype === "str_" && actual.dtype?.startsWith("<U")) || (claim.dtype === "bytes_" && actual.dtype?.startsWith("|S")))
        return undefined;
      return claim.dtype === null || claim.dtype === actual.dtype ? undefined : differs("dtype", claim.dtype, actual.dtype);
    case "list":
    case "tuple": {
      if (actual.kind !== claim.kind) return wrongKind();
      if (claim.kind === "tuple" && actual.kind === "tuple") {
        if (claim.class !== actual.class && !isTupleClass(claim.class, actual, comparison)) return wrongKind();
        if (claim.fields && actual.fields && !sameData(claim.fields, actual.fields)) return differs("fields", claim.fields, actual.fields);
      }
      const length = actual.items?.length ?? lengthOf(actual);
      if (claim.items && length !== undefined && length !== claim.items.length) return differs("length", claim.items.length, length);
      const items = actual.items;
      if (!items) return part("element", claim.element, actual.element)();
      return first(items.map((item, index) => part(`items[${index}]`, claim.items?.[index] ?? claim.element, item)));
    }
    case "dict": {
      if (actual.kind !== "dict" || !isSameName(claim.class, actual.class, comparison)) return wrongKind();
      const found = new Map((actual.entries ?? []).map(({ key, value }) => [key, value]));
      const isAll = actual.complete === true;
      const known = claim.entries ?? [];
      if (claim.complete && isAll) {
        const keys = known.map(({ key }) => key);
        if (!sameData(keys, [...found.keys()])) return differs("keys", keys, [...found.keys()]);
      }
      if (claim.complete && (lengthOf(actual) ?? known.length) !== known.length) return differs("length", known.length, lengthOf(actual));
      for (const { key, value } of known) {
        const is = found.get(key);
        const objection = is ? part(`[${JSON.stringify(key)}]`, value, is)() : isAll ? differs("keys", key, "missing") : undefined;
        if (objection !== undefined) return objection;
      }
      return first([part("key", claim.key, actual.key), part("value", claim.value, actual.value)]);
    }
    case "iterator": {
      if (actual.kind === "iterator")
        return claim.class === null || isSameName(claim.class, actual.class ?? claim.class, comparison) ? undefined : wrongKind();
      // Which classes are iterators cannot be seen from a name.
      if (actual.kind !== "object" && actual.kind !== "instance") return wrongKind();
      return claim.class === null || actual.kind === "instance" || isClass(claim.class, actual, comparison) ? undefined : wrongKind();
    }
    case "range":
    case "slice":
      if (actual.kind !== claim.kind) return wrongKind();
      return first([
        part("start", claim.start, actual.start),
        part("stop", claim.stop, actual.stop),
        part("step", claim.step, actual.step),
      ]);
    case "module": {
      if (actual.kind !== "module") return wrongKind();
      const names = [actual.name, ...((actual as Observed).names ?? [])];
      return actual.name === "?" || names.some((name) => isSameModule(claim.name, name, comparison)) ? undefined : wrongKind();
    }
    case "library-function":
    case "library-class":
      return isSameLibraryName(claim, actual, comparison) ? undefined : wrongKind();
    case "user-function":
      if (claim.traced && actual.kind === "object") return undefined;
      return actual.kind === claim.kind && isSameDefinition(claim.name, actual.name) ? undefined : wrongKind();
    case "user-class":
      return actual.kind === claim.kind && isSameDefinition(claim.name, actual.name) ? undefined : wrongKind();
    case "partial":
      if (actual.kind !== "partial") return isCallable(actual) ? undefined : wrongKind();
      return undefined;
    case "instance": {
      const is = actual.kind === "instance" ? actual.name : actual.kind === "tuple" ? actual.class : undefined;
      if (is === undefined || !isSameDefinition(claim.name, is)) return wrongKind();
      if (actual.kind !== "instance") return undefined;
      const attributes = checkAttributes(claim.attributes, actual.attributes, path, comparison);
      if (attributes !== undefined || !claim.complete) return attributes;
      const known = new Set(claim.attributes.map(([name]) => name));
      const other = actual.attributes.find(([name]) => !known.has(name));
      return other ? differs("attributes", [...known], other[0]) : undefined;
    }
    case "object":
      return checkObject(claim, actual, path, comparison);
    case "array":
      if (actual.kind !== "array") return wrongKind();
      if (claim.dtype !== null && claim.dtype !== actual.dtype) return differs("dtype", claim.dtype, actual.dtype);
      if (isViewContradiction(claim.view, actual.view)) return differs("view", claim.view, actual.view);
      return checkShape(claim.shape, actual.shape, inside(path, "shape"), comparison);
    case "tensor":
      if (actual.kind !== "tensor" || !isSameName(claim.class, actual.class, comparison)) return wrongKind();
      if (claim.dtype !== null && actual.dtype !== null && claim.dtype !== actual.dtype) return differs("dtype", claim.dtype, actual.dtype);
      if (!isSameDevice(claim.device, actual.device)) return differs("device", claim.device, actual.device);
      if (claim.requiresGrad !== null && actual.requiresGrad !== null && claim.requiresGrad !== actual.requiresGrad)
        return differs("requiresGrad", claim.requiresGrad, actual.requiresGrad);
      if (isViewContradiction(claim.view, actual.view)) return differs("view", claim.view, actual.view);
      return checkShape(claim.shape, actual.shape, inside(path, "shape"), comparison);
    case "series":
      if (actual.kind !== "series") return wrongKind();
      if (claim.dtype !== null && claim.dtype !== actual.dtype) return differs("dtype", claim.dtype, actual.dtype);
      return (
        checkName(claim.name, actual.name, path) ??
        checkDim(claim.length, actual.length, inside(path, "length"), comparison) ??
        checkIndex(claim.index, actual.index, inside(path, "index"))
      );
    case "frame":
      if (actual.kind !== "frame") return wrongKind();
      return (
        checkColumns(claim.columns, claim.complete, actual.columns, path) ??
        checkDim(claim.length, actual.length, inside(path, "length"), comparison) ??
        checkIndex(claim.index, actual.index, inside(path, "index"))
      );
    case "index":
      if (actual.kind !== "index") return wrongKind();
      if (claim.labels && actual.labels && !sameData(claim.labels, actual.labels)) return differs("labels", claim.labels, actual.labels);
      return checkDim(claim.length, actual.length, inside(path, "length"), comparison) ?? checkIndex(claim, actual, path);
    case "union":
    case "unknown":
    case "never":
      return check(claim, actual, path, comparison);
  }
}

const lengthOf = (actual: Type): number | undefined => {
  const { length } = actual as Observed;
  return typeof length === "number" ? length : undefined;
};

function checkAttributes(
  claims: readonly (readonly [string, Type])[],
  actual: readonly (readonly [string, Type])[],
  path: string,
  comparison: Comparison,
): string | undefined {
  const found = new Map(actual);
  return first(
    claims.map(([name, type]) => () => {
      const is = found.get(name);
      return is ? check(type, is, inside(path, name), comparison) : undefined;
    }),
  );
}

function checkObject(claim: ObjectType, actual: Type, path: string, comparison: Comparison): string | undefined {
  // A class that a library has made for the program is described as one of the program.
  if (claim.class === "builtins.type" && (actual.kind === "user-class" || actual.kind === "library-class")) return undefined;
  if (!isClass(claim.class, actual, comparison, claim.subclass)) return contradiction(path, claim.class, nameOf(actual));
  if (actual.kind !== "object") return undefined;
  const attributes = checkAttributes(claim.attributes ?? [], actual.attributes ?? [], path, comparison);
  if (attributes !== undefined) return attributes;
  return checkAttributes(Object.entries(claim.parts ?? {}), Object.entries(actual.parts ?? {}), path, comparison);
}

/** Whether a value is an instance of exactly a class, or of one that derives from it. */
function isClass(name: string, actual: Type, comparison: Comparison, orSubclass = false): boolean {
  const { bases = [] } = actual as Observed;
  const own = classOf(actual);
  if (own === undefined) return false;
  if (isSameName(name, own, comparison)) return true;
  if (orSubclass && isSameName(name, "object", comparison)) return true;
  if (orSubclass) return bases.some((base) => isSameName(name, base, comparison));
  // A class that an extension module has made without saying where says that it is of `builtins`: SciPy's `SuperLU`.
  return actual.kind === "object" && !own.includes(".") && own === lastPart(name);
}

/** A class that `namedtuple` has made is claimed by its bare name, wherever it was made. */
function isTupleClass(name: string | undefined, actual: Type & { readonly kind: "tuple" }, comparison: Comparison): boolean {
  if (name === undefined || actual.class === undefined) return false;
  return isClass(name, actual, comparison) || (!name.includes(".") && lastPart(actual.class) === name);
}

const ownClasses: Readonly<Record<string, string>> = {
  array: "numpy.ndarray",
  frame: "pandas.DataFrame",
  series: "pandas.Series",
  none: "NoneType",
  slice: "slice",
  range: "range",
  partial: "functools.partial",
  module: "module",
};

function classOf(actual: Type): string | undefined {
  switch (actual.kind) {
    case "object":
    case "tensor":
    case "dict":
      return actual.class;
    case "tuple":
      return actual.class ?? "tuple";
    case "iterator":
      return actual.class ?? undefined;
    case "scalar":
      return actual.class;
    case "instance":
      return actual.name;
    case "index":
      return `pandas.${actual.class}`;
    case "numpy-scalar":
      return `numpy.${actual.dtype}`;
    case "list":
    case "set":
    case "frozenset":
      return actual.kind;
    case "deque":
      return "collections.deque";
    default:
      return ownClasses[actual.kind];
  }
}

/** Builtin classes that have no name in `builtins`, as the module `types` calls them. */
const hiddenClasses: Readonly<Record<string, string>> = {
  generator: "types.GeneratorType",
  coroutine: "types.CoroutineType",
  async_generator: "types.AsyncGeneratorType",
  function: "types.FunctionType",
  method: "types.MethodType",
  builtin_function_or_method: "types.BuiltinFunctionType",
  module: "types.ModuleType",
  mappingproxy: "types.MappingProxyType",
  NoneType: "types.NoneType",
  ellipsis: "types.EllipsisType",
  NotImplementedType: "types.NotImplementedType",
  traceback: "types.TracebackType",
  frame: "types.FrameType",
  code: "types.CodeType",
};

/** Descriptions leave out `builtins`. */
function wholeName(name: string): string {
  if (name.includes(".")) return name;
  return hiddenClasses[name] ?? `builtins.${name}`;
}

function isSameName(claimed: string, is: string, { canonical }: Comparison): boolean {
  const [a, b] = [wholeName(claimed), wholeName(is)];
  return a === b || canonical(a) === canonical(b);
}

/**
 * Public modules are often private ones under another path: `tensorflow._api.v2.io.gfile`; `numpy.char` is `numpy.core.defchararray`. A library may
 * own another's: `tensorflow.keras`.
 */
const isSameModule = (claimed: string, is: string, { canonical }: Comparison): boolean =>
  claimed === is ||
  canonical(claimed) === canonical(is) ||
  (/\.(_|core\.)/.test(is) && firstPart(claimed) === firstPart(is) && (!is.includes("._") || lastPart(claimed) === lastPart(is)));

const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
const firstPart = (name: string): string => name.split(".", 1)[0] as string;

/**
 * Functions hide where they come from: a ufunc knows its bare name only, a method the class that defines it. The last name has
 * to agree, and the library where both sides know one.
 */
function isSameLibraryName(claim: Type & { readonly name: string }, actual: Type, comparison: Comparison): boolean {
  if (!isCallable(actual)) return false;
  const is = actual.kind === "object" ? actual.class : (actual as { readonly name?: string }).name;
  if (is === undefined || is === "?" || actual.kind === "object") return true;
  if (isSameName(claim.name, is, comparison)) return true;
  return lastPart(claim.name) === lastPart(is) || firstPart(claim.name) === firstPart(is);
}

/** Objects can be callable, too: dispatchers, estimators, accessors. */
const isCallable = (actual: Type): boolean =>
  ["library-function", "library-class", "user-function", "user-class", "partial", "object", "instance"].includes(actual.kind);

/** Names of functions and classes of the program: descriptions have them with the names around them (`f.<locals>.g`). */
const isSameDefinition = (claimed: string, is: string): boolean =>
  lastPart(claimed) === lastPart(is) || claimed === "" || is.endsWith("<lambda>");

const isViewContradiction = (claimed: string, is: string): boolean => claimed !== "maybe" && is !== "maybe" && claimed !== is;

const isSameDevice = (claimed: string | null, is: string | null): boolean =>
  claimed === null || is === null || claimed === is || (!claimed.includes(":") && is.startsWith(`${claimed}:`));

function checkDim(claim: Dim, actual: Dim, path: string, { dims }: Comparison): string | undefined {
  if (claim === null || typeof actual !== "number") return undefined;
  if (typeof claim === "number") return claim === actual ? undefined : contradiction(path, claim, actual);
  const bound = dims.get(claim);
  if (bound === undefined) dims.set(claim, actual);
  return bound === undefined || bound === actual ? undefined : contradiction(path, `${claim} = ${bound}`, actual);
}

function checkShape(claim: Shape, actual: Shape, path: string, comparison: Comparison): string | undefined {
  if (!claim || !actual) return undefined;
  if (claim.length !== actual.length) return contradiction(path, claim, actual);
  return first(claim.map((dim, axis) => () => checkDim(dim, actual[axis] as Dim, `${path}[${axis}]`, comparison)));
}

function checkName(claim: Label | undefined, actual: Label | undefined, path: string): string | undefined {
  if (claim === undefined || actual === undefined || sameData(claim, actual)) return undefined;
  return contradiction(inside(path, "name"), claim, actual);
}

function checkIndex(claim: IndexInfo | null, actual: IndexInfo | null, path: string): string | undefined {
  if (!claim || !actual) return undefined;
  if (claim.class !== null && claim.class !== actual.class) return contradiction(inside(path, "class"), claim.class, actual.class);
  if (claim.dtype !== null && claim.dtype !== actual.dtype) return contradiction(inside(path, "dtype"), claim.dtype, actual.dtype);
  if (claim.isDefault && !actual.isDefault) return contradiction(inside(path, "isDefault"), true, false);
  return checkName(claim.name, actual.name, path);
}

function checkColumns(
  claims: readonly Column[] | null,
  isComplete: boolean,
  actual: readonly Column[] | null,
  path: string,
): string | undefined {
  if (!claims || !actual) return undefined;
  const labels = (columns: readonly Column[]): readonly Label[] => columns.map(({ label }) => label);
  if (isComplete) {
    // Columns that are not certain may be missing; the others keep their order.
    const certain = labels(claims.filter((column) => column.certain));
    const possible = labels(claims);
    const other = labels(actual).find((label) => !possible.some((each) => sameData(each, label)));
    if (other !== undefined) return contradiction(inside(path, "columns"), possible, labels(actual));
    const kept = labels(actual).filter((label) => certain.some((each) => sameData(each, label)));
    if (!sameData(kept, certain)) return contradiction(inside(path, "columns"), certain, labels(actual));
    if (certain.length === possible.length && actual.length !== claims.length)
      return contradiction(inside(path, "columns"), possible, labels(actual));
  }
  for (const [position, claim] of claims.entries()) {
    const found = actual.filter((column) => sameData(column.label, claim.label));
    const at = inside(path, `columns[${position}]`);
    if (found.length === 0 && claim.certain) return contradiction(at, claim.label, "missing");
    if (found.length > 1) return contradiction(at, claim.label, "there more than once");
    const is = found[0];
    if (is && claim.dtype !== null && is.dtype !== claim.dtype) return contradiction(`${at}.dtype`, claim.dtype, is.dtype);
  }
  return undefined;
}
