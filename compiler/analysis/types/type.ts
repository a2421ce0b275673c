/**
 * The domain of the type analysis: what is known of a value.
 *
 * A type is a claim about every value that an expression can have, so that a less exact one is always allowed and a wrong one
 * never: `null` in a field means "not known", `unknown` means nothing at all is known and says why. Types are immutable; where
 * a value can be changed in place, its type carries the `sites` at which such objects were made, and the interpreter keeps
 * what is in them in its heap (`interpreter/`). A type that is handed out is always a snapshot of both.
 *
 * The forms are plain data (no classes, maps or cycles), so that they can be compared, printed and sent to the checker of
 * `noodle-opt analyze --check-types`.
 */

/** Where objects are made: an expression of the program, or something that came in from outside. Numbered per analysis. */
export type Site = number;

/** Name of a NumPy dtype (`float64`, `int64`, `bool`, `object`, `<U5`, `datetime64[ns]`) or of a pandas one (`category`, `Int64`, `str`). */
export type DType = string;

/** Length of one axis: a number, a symbol that stands for the same unknown number wherever it occurs, or not known. */
export type Dim = number | string | null;

/** One length per axis; `null` when even the number of axes is not known. */
export type Shape = readonly Dim[] | null;

/** Label of a column or an index entry. Tuples (of a MultiIndex) are arrays. */
export type Label = string | number | boolean | null | readonly Label[];

/** Whether a value shares memory with something else that the program can reach: certainly, certainly not, or perhaps. */
export type View = "view" | "owned" | "maybe";

export interface UnknownType {
  readonly kind: "unknown";
  /** Why, in a few words for a remark: "parameter x is never passed a known value". */
  readonly reason: string;
}

/** No value: an expression that is never reached or never finishes. */
export interface NeverType {
  readonly kind: "never";
}

/** `None`, `...`, `NotImplemented`. */
export interface SingletonType {
  readonly kind: "none" | "ellipsis" | "not-implemented";
}

export type ScalarClass = "bool" | "int" | "float" | "complex" | "str" | "bytes";

/** An instance of exactly a builtin scalar class: `True` is `bool`, not `int`. */
export interface ScalarType {
  readonly kind: "scalar";
  readonly class: ScalarClass;
  /** The value, when it is known. `int` is `bigint`; `float` is `number`. Never present for complex and bytes. */
  readonly value?: boolean | bigint | number | string;
}

/** A NumPy scalar: an instance of `numpy.<dtype>`. `dtype: null` when the kind is not known. */
export interface NumpyScalarType {
  readonly kind: "numpy-scalar";
  readonly dtype: DType | null;
}

/** `list`, `set`, `frozenset`, `collections.deque`. */
export interface SequenceType {
  readonly kind: "list" | "set" | "frozenset" | "deque";
  /** What every element is; `never` for an empty one. */
  readonly element: Type;
  /** Only for lists: the types of the elements, in order, when the length is known. */
  readonly items?: readonly Type[];
  readonly sites?: readonly Site[];
}

export interface TupleType {
  readonly kind: "tuple";
  readonly element: Type;
  readonly items?: readonly Type[];
  /** Of a named tuple: its class and fields. */
  readonly class?: string;
  readonly fields?: readonly string[];
}

/** `dict` and its subclasses of the standard library. */
export interface DictType {
  readonly kind: "dict";
  /** `dict`, `collections.defaultdict`, `collections.OrderedDict`, `collections.Counter`. */
  readonly class: string;
  readonly key: Type;
  readonly value: Type;
  /** What is known per key, for keys that are known strings or integers: those that are certainly there. */
  readonly entries?: readonly DictEntry[];
  /** `entries` are all there are, in this order. */
  readonly complete?: boolean;
  /** Of a `defaultdict`: what the factory makes. */
  readonly missing?: Type;
  readonly sites?: readonly Site[];
}

export interface DictEntry {
  readonly key: string | number;
  readonly value: Type;
}

/** An iterator of any class: generators, `map`, `zip`, `enumerate`, `iter(x)`. `class` when it is known exactly. */
export interface IteratorType {
  readonly kind: "iterator";
  readonly class: string | null;
  readonly element: Type;
  /** It takes its items from lists or dicts that can still change: `element` is only true until they do. */
  readonly live?: boolean;
  readonly sites?: readonly Site[];
}

export interface RangeType {
  readonly kind: "range";
  readonly start: Type;
  readonly stop: Type;
  readonly step: Type;
}

export interface SliceType {
  readonly kind: "slice";
  readonly start: Type;
  readonly stop: Type;
  readonly step: Type;
}

/** A module that is imported; `name` as in `import name`. */
export interface ModuleType {
  readonly kind: "module";
  readonly name: string;
}

/** A function or method of a library; `name` is its canonical name in the catalogue (`numpy.ndarray.sum`). */
export interface LibraryFunctionType {
  readonly kind: "library-function";
  readonly name: string;
  /** The object that a method is bound to. */
  readonly receiver?: Type;
}

/** A class of a library, as a value that can be called. */
export interface LibraryClassType {
  readonly kind: "library-class";
  readonly name: string;
}

/** A function, lambda or method of the program; `definition` numbers it, see `TypeFacts.definitionOf`. */
export interface UserFunctionType {
  readonly kind: "user-function";
  readonly definition: number;
  readonly name: string;
  readonly receiver?: Type;
  /** It is called through `tf.function`: without a signature that turns all arguments into tensors, or with one. */
  readonly traced?: "arrays" | "all";
}

/** `functools.partial` and other callables that remember arguments. */
export interface PartialType {
  readonly kind: "partial";
  readonly function: Type;
  readonly positional: readonly Type[];
  readonly keyword: readonly (readonly [string, Type])[];
}

export interface UserClassType {
  readonly kind: "user-class";
  readonly definition: number;
  readonly name: string;
}

/** An instance of a class of the program. */
export interface InstanceType {
  readonly kind: "instance";
  readonly definition: number;
  readonly name: string;
  /** What attributes of the instance itself are, if they are there. Others may exist as well unless `complete`. */
  readonly attributes: readonly (readonly [string, Type])[];
  readonly complete?: boolean;
  readonly sites?: readonly Site[];
}

/** An object of a library class that has no form of its own here; an instance of exactly `class` unless `subclass`. */
export interface ObjectType {
  readonly kind: "object";
  /** Canonical name in the catalogue: `matplotlib.figure.Figure`. */
  readonly class: string;
  /** The class may be a subclass of `class`. */
  readonly subclass?: boolean;
  /** What the rules of the library know of it: `{ of: …, by: … }` of a GroupBy. Values are refreshed from the heap like all others. */
  readonly parts?: Readonly<Record<string, Type>>;
  /** Attributes that the program has set. */
  readonly attributes?: readonly (readonly [string, Type])[];
  readonly sites?: readonly Site[];
}

/** A `numpy.ndarray`, of exactly this class. */
export interface ArrayType {
  readonly kind: "array";
  readonly dtype: DType | null;
  readonly shape: Shape;
  /** Of an array of objects: what every element is, when that is known (the Axes of `plt.subplots(2, 2)`). */
  readonly element?: Type;
  /** Whether its memory is shared with another array that the program made. */
  readonly view: View;
  /** The sites whose memory it may lie in; absent means its own, or not known when `view` is not `owned`. */
  readonly memory?: readonly Site[];
  readonly sites?: readonly Site[];
}

/** A `pandas.Series`, of exactly this class. */
export interface SeriesType {
  readonly kind: "series";
  readonly dtype: DType | null;
  /** Its `name`; `undefined` when it is not known. */
  readonly name?: Label;
  readonly index: IndexInfo | null;
  readonly length: Dim;
  /** All values are booleans or missing, whatever the dtype: it can only select rows. */
  readonly mask?: true;
  /** Its values are what a text file can hold: numbers, booleans, text, dates, and NaN or NaT where one is missing. */
  readonly plain?: true;
  /** Frames and series that it was taken from: before copy-on-write, storing into it can change them. Kept by the interpreter. */
  readonly memory?: readonly Site[];
  readonly sites?: readonly Site[];
}

export interface Column {
  readonly label: Label;
  readonly dtype: DType | null;
  /** False when it may be missing. */
  readonly certain: boolean;
}

/** A `pandas.DataFrame`, of exactly this class. */
export interface FrameType {
  readonly kind: "frame";
  /**
   * Columns that are known, in order when `complete`. A list says that the labels are unique and no MultiIndex, so that
   * `df["a"]` is a series; `null` says nothing of the columns.
   */
  readonly columns: readonly Column[] | null;
  /** No others exist. */
  readonly complete: boolean;
  readonly index: IndexInfo | null;
  readonly length: Dim;
  /** All columns, also those that are not listed, are `plain` as a series can be. */
  readonly plain?: true;
  readonly memory?: readonly Site[];
  readonly sites?: readonly Site[];
}

/** What is known of an index. */
export interface IndexInfo {
  /** `RangeIndex`, `Index`, `MultiIndex`, `DatetimeIndex`, …; `null` when it is not known. */
  readonly class: string | null;
  readonly dtype: DType | null;
  readonly name?: Label;
  /** It is `RangeIndex(0, n, 1)`. */
  readonly isDefault?: boolean;
}

/** A `pandas.Index` of any class. */
export interface IndexType extends IndexInfo {
  readonly kind: "index";
  readonly length: Dim;
  /** The labels, when all are known. */
  readonly labels?: readonly Label[];
  readonly sites?: readonly Site[];
}

/** A tensor of PyTorch or TensorFlow. */
export interface TensorType {
  readonly kind: "tensor";
  /** `torch.Tensor`, `torch.nn.parameter.Parameter`, `tensorflow.Tensor`, `tensorflow.Variable`. */
  readonly class: string;
  /** `torch.float32`, without the library: `float32`. */
  readonly dtype: DType | null;
  readonly shape: Shape;
  /** `cpu`, `cuda:0`, `cuda` for any of them. */
  readonly device: string | null;
  readonly requiresGrad: boolean | null;
  readonly view: View;
  readonly memory?: readonly Site[];
  readonly sites?: readonly Site[];
}

/** One of several. At least two members, flat, of different forms; made by `join` only. */
export interface UnionType {
  readonly kind: "union";
  readonly members: readonly Type[];
}

export type Type =
  | UnknownType
  | NeverType
  | SingletonType
  | ScalarType
  | NumpyScalarType
  | SequenceType
  | TupleType
  | DictType
  | IteratorType
  | RangeType
  | SliceType
  | ModuleType
  | LibraryFunctionType
  | LibraryClassType
  | UserFunctionType
  | PartialType
  | UserClassType
  | InstanceType
  | ObjectType
  | ArrayType
  | SeriesType
  | FrameType
  | IndexType
  | TensorType
  | UnionType;

export const unknown = (reason: string): UnknownType => ({ kind: "unknown", reason });
export const never: NeverType = { kind: "never" };
export const none: SingletonType = { kind: "none" };
export const scalar = (name: ScalarClass): ScalarType => scalars[name];
export const literal = (value: boolean | bigint | number | string): ScalarType => ({
  kind: "scalar",
  class: classOfLiteral(value),
  value,
});
export const numpyScalar = (dtype: DType | null): NumpyScalarType => ({ kind: "numpy-scalar", dtype });
export const list = (element: Type): SequenceType => ({ kind: "list", element });
export const listOf = (items: readonly Type[]): SequenceType => ({ kind: "list", element: join(...items), items });
export const tuple = (element: Type): TupleType => ({ kind: "tuple", element });
export const tupleOf = (items: readonly Type[]): TupleType => ({ kind: "tuple", element: join(...items), items });
export const dict = (key: Type, value: Type): DictType => ({ kind: "dict", class: "dict", key, value });
export const iterator = (element: Type, name: string | null = null): IteratorType => ({ kind: "iterator", class: name, element });
export const object = (name: string, parts?: Readonly<Record<string, Type>>): ObjectType => ({
  kind: "object",
  class: name,
  ...(parts ? { parts } : {}),
});
export const array = (dtype: DType | null, shape: Shape, view: View = "owned"): ArrayType => ({ kind: "array", dtype, shape, view });

const scalars: Readonly<Record<ScalarClass, ScalarType>> = {
  bool: { kind: "scalar", class: "bool" },
  int: { kind: "scalar", class: "int" },
  float: { kind: "scalar", class: "float" },
  complex: { kind: "scalar", class: "complex" },
  str: { kind: "scalar", class: "str" },
  bytes: { kind: "scalar", class: "bytes" },
};

function classOfLiteral(value: boolean | bigint | number | string): ScalarClass {
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return "float";
    case "string":
      return "str";
  }
}

/** The types that a type stands for, one by one; a type that is no union stands for itself, `never` for none. */
export function membersOf(type: Type): readonly Type[] {
  if (type.kind === "union") return type.members;
  return type.kind === "never" ? [] : [type];
}

/** More members than this are not worth keeping apart. */
const maxMembers = 12;

/** Known values and nested types are given up below this depth, so that joins always come to an end. */
const maxDepth = 6;

/** The least exact of several types that is true of all of them. */
export function join(...types: readonly Type[]): Type {
  let result: Type = never;
  for (const type of types) result = joinTwo(result, type, 0);
  return result;
}

function joinTwo(a: Type, b: Type, depth: number): Type {
  if (a === b || b.kind === "never") return a;
  if (a.kind === "never") return b;
  if (a.kind === "unknown") return a;
  if (b.kind === "unknown") return b;
  if (depth > maxDepth) return unknown("the type is nested too deeply");
  if (a.kind !== "union" && b.kind !== "union") {
    const one = joinSimilar(a, b, depth);
    return one ?? { kind: "union", members: [a, b] };
  }
  const members: Type[] = [...membersOf(a)];
  for (const member of membersOf(b)) {
    const index = members.findIndex((other) => joinSimilar(other, member, depth) !== undefined);
    if (index < 0) members.push(member);
    else members[index] = joinSimilar(members[index] as Type, member, depth) as Type;
  }
  if (members.length > maxMembers) return withScalarsAlike(members);
  return members.length === 1 ? (members[0] as Type) : { kind: "union", members };
}

/** Of too many members, those are given up first that tell apart little: the dtypes of NumPy scalars. */
function withScalarsAlike(members: readonly Type[]): Type {
  const rest = members.filter(({ kind }) => kind !== "numpy-scalar");
  if (rest.length >= maxMembers || rest.length > members.length - 2) return unknown("too many different types meet here");
  return { kind: "union", members: [...rest, numpyScalar(null)] };
}

/** The join of two types of the same form, or `undefined` when they are worth keeping apart. */
function joinSimilar(a: Type, b: Type, depth: number): Type | undefined {
  const deeper = (x: Type, y: Type): Type => joinTwo(x, y, depth + 1);
  switch (a.kind) {
    case "none":
    case "ellipsis":
    case "not-implemented":
      return b.kind === a.kind ? a : undefined;
    case "scalar":
      if (b.kind !== "scalar" || b.class !== a.class) return undefined;
      return Object.is(a.value, b.value) ? a : scalar(a.class);
    case "numpy-scalar":
      if (b.kind !== "numpy-scalar") return undefined;
      return a.dtype === b.dtype ? a : a.dtype !== null && b.dtype !== null ? undefined : numpyScalar(null);
    case "list":
    case "set":
    case "frozenset":
    case "deque": {
      if (b.kind !== a.kind) return undefined;
      const element = deeper(a.element, b.element);
      return { kind: a.kind, element, ...joinItems(a.items, b.items, deeper), ...joinSites(a, b) };
    }
    case "tuple": {
      if (b.kind !== "tuple" || a.class !== b.class || a.items?.length !== b.items?.length) return undefined;
      const named = a.class === undefined ? {} : { class: a.class, ...(a.fields ? { fields: a.fields } : {}) };
      return { kind: "tuple", element: deeper(a.element, b.element), ...joinItems(a.items, b.items, deeper), ...named };
    }
    case "dict":
      return b.kind === "dict" && b.class === a.class ? joinDicts(a, b, deeper) : undefined;
    case "iterator":
      if (b.kind !== "iterator" || b.class !== a.class) return undefined;
      return {
        kind: "iterator",
        class: a.class,
        element: deeper(a.element, b.element),
        ...(a.live || b.live ? { live: true } : {}),
        ...joinSites(a, b),
      };
    case "range":
    case "slice":
      if (b.kind !== a.kind) return undefined;
      return { kind: a.kind, start: deeper(a.start, b.start), stop: deeper(a.stop, b.stop), step: deeper(a.step, b.step) };
    case "module":
      return b.kind === "module" && b.name === a.name ? a : undefined;
    case "library-function":
    case "user-function": {
      if (b.kind !== a.kind || b.name !== a.name) return undefined;
      if (a.kind === "user-function" && b.kind === "user-function" && (a.definition !== b.definition || a.traced !== b.traced))
        return undefined;
      if ((a.receiver === undefined) !== (b.receiver === undefined)) return undefined;
      return a.receiver && b.receiver ? { ...a, receiver: deeper(a.receiver, b.receiver) } : a;
    }
    case "library-class":
      return b.kind === "library-class" && b.name === a.name ? a : undefined;
    case "user-class":
      return b.kind === "user-class" && b.definition === a.definition ? a : undefined;
    case "partial":
      return sameType(a, b) ? a : undefined;
    case "instance": {
      if (b.kind !== "instance" || b.definition !== a.definition) return undefined;
      // An attribute that one side does not know may be anything there, unless that side knows all it has.
      const attributes = joinAttributes(a.attributes, b.attributes, deeper, b.complete === true, a.complete === true);
      const complete = a.complete && b.complete;
      return {
        kind: "instance",
        definition: a.definition,
        name: a.name,
        attributes,
        ...(complete ? { complete: true } : {}),
        ...joinSites(a, b),
      };
    }
    case "object": {
      if (b.kind !== "object" || b.class !== a.class) return undefined;
      const parts: Record<string, Type> = {};
      for (const [name, part] of Object.entries(a.parts ?? {})) {
        const other = b.parts?.[name];
        if (other) parts[name] = deeper(part, other);
      }
      const attributes = joinAttributes(a.attributes ?? [], b.attributes ?? [], deeper);
      return {
        kind: "object",
        class: a.class,
        ...(a.subclass || b.subclass ? { subclass: true } : {}),
        ...(Object.keys(parts).length > 0 ? { parts } : {}),
        ...(attributes.length > 0 ? { attributes } : {}),
        ...joinSites(a, b),
      };
    }
    case "array":
      if (b.kind !== "array") return undefined;
      return {
        kind: "array",
        dtype: same(a.dtype, b.dtype),
        shape: joinShapes(a.shape, b.shape),
        ...(a.element && b.element ? { element: deeper(a.element, b.element) } : {}),
        view: joinViews(a.view, b.view),
        ...joinMemory(a, b),
        ...joinSites(a, b),
      };
    case "series": {
      if (b.kind !== "series") return undefined;
      return {
        kind: "series",
        dtype: same(a.dtype, b.dtype),
        ...joinNames(a, b),
        index: joinIndexes(a.index, b.index),
        length: same(a.length, b.length),
        ...(a.mask && b.mask ? { mask: true as const } : {}),
        ...joinPlain(a, b),
        ...joinOrigins(a, b),
        ...joinSites(a, b),
      };
    }
    case "frame":
      if (b.kind !== "frame") return undefined;
      return {
        kind: "frame",
        ...joinColumns(a, b),
        index: joinIndexes(a.index, b.index),
        length: same(a.length, b.length),
        ...joinPlain(a, b),
        ...joinOrigins(a, b),
        ...joinSites(a, b),
      };
    case "index":
      if (b.kind !== "index") return undefined;
      return {
        kind: "index",
        ...(joinIndexes(a, b) ?? { class: null, dtype: null }),
        length: same(a.length, b.length),
        ...(a.labels && b.labels && sameData(a.labels, b.labels) ? { labels: a.labels } : {}),
        ...joinSites(a, b),
      };
    case "tensor":
      if (b.kind !== "tensor" || b.class !== a.class) return undefined;
      return {
        kind: "tensor",
        class: a.class,
        dtype: same(a.dtype, b.dtype),
        shape: joinShapes(a.shape, b.shape),
        device: same(a.device, b.device),
        requiresGrad: same(a.requiresGrad, b.requiresGrad),
        view: joinViews(a.view, b.view),
        ...joinMemory(a, b),
        ...joinSites(a, b),
      };
    default:
      return undefined;
  }
}

const same = <Value>(a: Value | null, b: Value | null): Value | null => (Object.is(a, b) ? a : null);

const joinViews = (a: View, b: View): View => (a === b ? a : "maybe");

/** Shapes of different ranks have nothing in common. */
export function joinShapes(a: Shape, b: Shape): Shape {
  if (!a || !b || a.length !== b.length) return null;
  return a.map((dim, axis) => same(dim, b[axis] as Dim));
}

export function joinSiteLists(a: readonly Site[] = [], b: readonly Site[] = []): readonly Site[] {
  if (a === b || b.every((site) => a.includes(site))) return a;
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}

interface WithSites {
  readonly sites?: readonly Site[];
}

function joinSites(a: WithSites, b: WithSites): WithSites {
  // Without sites a type is a fresh object that the interpreter has not placed yet; it keeps that by having none.
  if (!a.sites && !b.sites) return {};
  return { sites: joinSiteLists(a.sites, b.sites) };
}

function joinMemory(a: ArrayType | TensorType, b: ArrayType | TensorType): { memory?: readonly Site[] } {
  const known = (type: ArrayType | TensorType): boolean => type.memory !== undefined || type.view === "owned";
  if (!known(a) || !known(b)) return {};
  const memory = joinSiteLists(a.memory ?? a.sites, b.memory ?? b.sites);
  return memory.length > 0 ? { memory } : {};
}

const joinPlain = (a: { readonly plain?: true }, b: { readonly plain?: true }): { plain?: true } =>
  a.plain && b.plain ? { plain: true } : {};

function joinOrigins(a: { readonly memory?: readonly Site[] }, b: { readonly memory?: readonly Site[] }): { memory?: readonly Site[] } {
  return a.memory || b.memory ? { memory: joinSiteLists(a.memory, b.memory) } : {};
}

function joinItems(
  a: readonly Type[] | undefined,
  b: readonly Type[] | undefined,
  deeper: (x: Type, y: Type) => Type,
): { items?: readonly Type[] } {
  if (!a || !b || a.length !== b.length) return {};
  return { items: a.map((item, index) => deeper(item, b[index] as Type)) };
}

function joinAttributes(
  a: readonly (readonly [string, Type])[],
  b: readonly (readonly [string, Type])[],
  deeper: (x: Type, y: Type) => Type,
  keepOfA = false,
  keepOfB = false,
): readonly (readonly [string, Type])[] {
  const others = new Map(b);
  const joined = a.flatMap(([name, type]) => {
    const other = others.get(name);
    others.delete(name);
    if (other) return [[name, deeper(type, other)] as const];
    return keepOfA ? [[name, type] as const] : [];
  });
  return keepOfB ? [...joined, ...others] : joined;
}

function joinDicts(a: DictType, b: DictType, deeper: (x: Type, y: Type) => Type): DictType {
  const others = new Map((b.entries ?? []).map(({ key, value }) => [key, value]));
  const entries = (a.entries ?? []).flatMap(({ key, value }) => {
    const other = others.get(key);
    return other ? [{ key, value: deeper(value, other) }] : [];
  });
  const complete =
    a.complete &&
    b.complete &&
    sameData(
      (a.entries ?? []).map(({ key }) => key),
      (b.entries ?? []).map(({ key }) => key),
    );
  return {
    kind: "dict",
    class: a.class,
    key: deeper(a.key, b.key),
    value: deeper(a.value, b.value),
    ...(entries.length > 0 || complete ? { entries } : {}),
    ...(complete ? { complete: true } : {}),
    ...(a.missing && b.missing ? { missing: deeper(a.missing, b.missing) } : {}),
    ...joinSites(a, b),
  };
}

function joinNames(a: { readonly name?: Label }, b: { readonly name?: Label }): { name?: Label } {
  return a.name !== undefined && b.name !== undefined && sameData(a.name, b.name) ? { name: a.name } : {};
}

export function joinIndexes(a: IndexInfo | null, b: IndexInfo | null): IndexInfo | null {
  if (!a || !b) return null;
  return {
    class: same(a.class, b.class),
    dtype: same(a.dtype, b.dtype),
    ...joinNames(a, b),
    ...(a.isDefault && b.isDefault ? { isDefault: true } : {}),
  };
}

function joinColumns(a: FrameType, b: FrameType): Pick<FrameType, "columns" | "complete"> {
  if (!a.columns || !b.columns) return { columns: null, complete: false };
  const complete =
    a.complete &&
    b.complete &&
    sameData(
      a.columns.map(({ label }) => label),
      b.columns.map(({ label }) => label),
    );
  const find = (columns: readonly Column[], label: Label): Column | undefined => columns.find((column) => sameData(column.label, label));
  const merged = (column: Column, other: Column | undefined, otherComplete: boolean): Column[] => {
    if (other) return [{ label: column.label, dtype: same(column.dtype, other.dtype), certain: column.certain && other.certain }];
    // Where it is not listed it may still be there, with any dtype, unless that list is complete.
    return [{ label: column.label, dtype: otherComplete ? column.dtype : null, certain: false }];
  };
  const columns = a.columns.flatMap((column) => merged(column, find(b.columns as Column[], column.label), b.complete));
  for (const column of b.columns) if (!find(a.columns, column.label)) columns.push(...merged(column, undefined, a.complete));
  return { columns, complete };
}

/** Whether two types claim the same. */
export function sameType(a: Type, b: Type): boolean {
  return a === b || sameData(a, b);
}

/** Deep equality of plain data. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => key in b && sameData((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
