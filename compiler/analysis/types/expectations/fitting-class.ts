/**
 * Which class has all that a program uses of a value? Among the classes of the libraries that the program imports, and the builtin
 * ones, the most general class that fits is expected; when several do that have nothing to do with each other, the one that programs
 * usually mean; otherwise nothing.
 */
import type { WholeCatalog } from "../../../catalog/index.js";
import type { MemberUse, Uses } from "./uses.js";

export type Fit = { readonly class: string } | { readonly reason: string };

/** Classes that most values are of which programs pass around. Where two of them fit, none is expected. */
const usual: ReadonlySet<string> = new Set([
  ..."str list dict set tuple".split(" ").map((name) => `builtins.${name}`),
  "numpy.ndarray",
  "pandas.DataFrame",
  "pandas.Series",
  "matplotlib.axes.Axes",
  "matplotlib.figure.Figure",
  "torch.Tensor",
  "torch.nn.Module",
  "torch.optim.Optimizer",
  "torch.optim.lr_scheduler.LRScheduler",
  "tensorflow.Tensor",
  "tensorflow.python.framework.ops.EagerTensor",
  "tensorflow.Variable",
  "tensorflow.data.Dataset",
  "tensorflow.Graph",
  "keras.Layer",
  "keras.Model",
  "keras.Optimizer",
  "polars.DataFrame",
  "polars.Series",
  "polars.Expr",
  "pyarrow.Table",
]);

/** @param libraries names of libraries of the catalogue that the program imports */
export function fittingClass(uses: Uses, libraries: readonly string[], catalog: WholeCatalog): Fit {
  const members = [...uses.members].filter(([name]) => !name.startsWith("__"));
  if (members.length === 0) return { reason: "nothing of it is used that tells its class" };
  const names = members.map(([name]) => name).join(", ");
  const owners = new Set<string>();
  const known: [string, MemberUse][] = [];
  for (const [name, use] of members) {
    const definers = ["python", ...libraries].flatMap((library) => definersIn(library, catalog).get(name) ?? []);
    if (definers.length > 0) known.push([name, use]);
    for (const definer of definers) owners.add(definer);
  }
  if (known.length === 0) return { reason: `no class is known that has ${names}` };
  // Columns and submodules can have any name, but few of them are called.
  if (members.some(([name, use]) => use.isCalled && !known.some(([other]) => other === name)))
    return { reason: `no class is known that has ${names}` };
  const isComplete = known.length === members.length;
  for (const name of usual) if (libraries.includes(name.split(".", 1)[0] as string)) owners.add(name);
  const fits = [...owners].filter(
    (owner) =>
      known.every(([name, use]) => hasMember(owner, name, use, catalog)) &&
      (isComplete || hasAnyAttribute.has(owner)) &&
      fitsSubscripts(owner, uses.subscripts, catalog) &&
      (!uses.isCalled || catalog.member(owner, "__call__") !== undefined),
  );
  if (fits.length === 0) return { reason: `no class is known that has ${names}` };
  const common = fits.filter((name) => usual.has(name));
  // What a tensor has, a variable has, too; but few values are variables.
  const preferred = mostGeneral(
    common.some((name) => byAxes.has(name)) ? common.filter((name) => name !== "tensorflow.Variable") : common,
    catalog,
  );
  const candidates = preferred.length > 0 ? preferred : mostGeneral(fits, catalog);
  if (candidates.length > 1) return { reason: `${candidates.slice(0, 3).join(", ")} have ${names}` };
  const [only] = candidates as [string];
  // Data attributes with names like `size` are everywhere; methods are not.
  if (preferred.length === 0 && !known.some(([, use]) => use.isCalled)) return { reason: `only ${names} is read of it` };
  return { class: only };
}

function mostGeneral(classes: readonly string[], catalog: WholeCatalog): readonly string[] {
  return classes.filter((name) => !classes.some((other) => other !== name && catalog.isSubclass(name, other)));
}

function hasMember(owner: string, name: string, use: MemberUse, catalog: WholeCatalog): boolean {
  const entry = catalog.member(owner, name);
  if (!entry) return false;
  const isMethod = entry.kind === "method" || entry.kind === "classmethod" || entry.kind === "staticmethod";
  if (use.isRead && isMethod) return false;
  if (!use.isCalled || isMethod) return true;
  // A property that is called gives something that can be called: `df.plot(…)`.
  return entry.kind === "class" || (entry.value !== undefined && catalog.member(entry.value.replace(/\+$/, ""), "__call__") !== undefined);
}

/** Classes whose values are indexed by position only, or only by the labels of columns and keys. */
const byPosition = new Set(["numpy.ndarray", "torch.Tensor", "tensorflow.Tensor", "builtins.list", "builtins.tuple", "builtins.str"]);
const byAxes = new Set(["numpy.ndarray", "torch.Tensor", "tensorflow.Tensor", "tensorflow.python.framework.ops.EagerTensor"]);

function fitsSubscripts(owner: string, subscripts: Uses["subscripts"], catalog: WholeCatalog): boolean {
  if (subscripts.size === 0) return true;
  if (catalog.member(owner, "__getitem__") === undefined) return false;
  // A label of a series can be a string, too, but that of a frame nearly always is.
  if (subscripts.has("string") && (byPosition.has(owner) || owner === "pandas.Series")) return false;
  return !subscripts.has("axes") || byAxes.has(owner) || !usual.has(owner);
}

/** Classes that find attributes when they are asked for: columns, submodules. */
const hasAnyAttribute = new Set(["pandas.DataFrame", "torch.nn.Module", "keras.Model", "keras.Layer", "sklearn.utils.Bunch"]);

const indices = new WeakMap<WholeCatalog, Map<string, ReadonlyMap<string, readonly string[]>>>();

/** Classes of a library that define a member themselves, by its name. */
function definersIn(library: string, catalog: WholeCatalog): ReadonlyMap<string, readonly string[]> {
  const known = indices.get(catalog) ?? new Map<string, ReadonlyMap<string, readonly string[]>>();
  indices.set(catalog, known);
  let definers = known.get(library);
  if (!definers) {
    definers = readDefiners(library, catalog);
    known.set(library, definers);
  }
  return definers;
}

function readDefiners(library: string, catalog: WholeCatalog): ReadonlyMap<string, readonly string[]> {
  const definers = new Map<string, string[]>();
  for (const path of catalog.library(library).names()) {
    const dot = path.lastIndexOf(".");
    const owner = path.slice(0, dot);
    const name = path.slice(dot + 1);
    if (catalog.lookUp(owner)?.kind !== "class" || catalog.lookUp(owner)?.name !== owner) continue;
    const others = definers.get(name);
    if (others) others.push(owner);
    else definers.set(name, [owner]);
  }
  return definers;
}
