/** The catalogue, read from its data files as libraries are asked about. */
import type { Catalog, CatalogEntry } from "./catalog.js";
import { Library, readRoots } from "./library.js";
import type { Facts } from "./schema.js";
import { factsOfVersion } from "./version-facts.js";

/** A catalogue that can also say all that it holds. */
export interface WholeCatalog extends Catalog {
  readonly libraries: readonly string[];
  library(name: string): Library;
}

let loaded: WholeCatalog | undefined;

/** The catalogue; the same one for everybody in this process. */
export function loadCatalog(): WholeCatalog {
  loaded ??= new FileCatalog();
  return loaded;
}

class FileCatalog implements WholeCatalog {
  private readonly roots = readRoots();
  private readonly loadedLibraries = new Map<string, Library>();
  private readonly found = new Map<string, CatalogEntry | undefined>();
  private readonly ofVersion = new WeakMap<Facts, Map<string, Facts>>();

  get libraries(): readonly string[] {
    return [...new Set(Object.values(this.roots))];
  }

  hasLibrary(module: string): boolean {
    return this.libraryNameOf(module) !== undefined;
  }

  lookUp(path: string): CatalogEntry | undefined {
    if (this.found.has(path)) return this.found.get(path);
    // Set first, so that a path that leads back to itself ends.
    this.found.set(path, undefined);
    const entry = this.find(path);
    this.found.set(path, entry);
    return entry;
  }

  member(className: string, name: string): CatalogEntry | undefined {
    const owner = this.classOf(className);
    if (!owner) return undefined;
    const key = `${owner.name}.${name}`;
    const own = this.libraryOf(key)?.entry(key, () => this.inherited(owner, name));
    return own ?? this.inherited(owner, name);
  }

  isSubclass(className: string, base: string): boolean {
    const derived = this.classOf(className)?.name ?? className;
    const wanted = this.classOf(base)?.name ?? base;
    return derived === wanted || wanted === "builtins.object" || (this.classOf(derived)?.bases?.includes(wanted) ?? false);
  }

  publicNames(module: string): readonly string[] | undefined {
    const library = this.libraryOf(module);
    return library?.publicNames(library.aliasOf(module) ?? module) ?? this.namesOfAlias(module);
  }

  factsFor(entry: CatalogEntry, version: string | undefined): Facts | undefined {
    const { facts } = entry;
    if (!facts?.versions) return facts;
    const known = this.ofVersion.get(facts) ?? new Map<string, Facts>();
    this.ofVersion.set(facts, known);
    const key = version ?? "";
    const merged = known.get(key) ?? factsOfVersion(facts, version);
    known.set(key, merged);
    return merged;
  }

  library(name: string): Library {
    const known = this.loadedLibraries.get(name);
    if (known) return known;
    const library = new Library(name, (path) => this.lookUp(path)?.name);
    this.loadedLibraries.set(name, library);
    return library;
  }

  private libraryNameOf(path: string): string | undefined {
    const dot = path.indexOf(".");
    const root = dot < 0 ? path : path.slice(0, dot);
    return Object.hasOwn(this.roots, root) ? this.roots[root] : undefined;
  }

  private libraryOf(path: string): Library | undefined {
    const name = this.libraryNameOf(path);
    return name === undefined ? undefined : this.library(name);
  }

  private find(path: string): CatalogEntry | undefined {
    const library = this.libraryOf(path);
    if (!library) return undefined;
    const target = library.aliasOf(path);
    if (target !== undefined) return this.lookUp(target);
    if (library.signatureOf(path)) return library.entry(path);
    // A member of a class, or a name of a module, that goes by another path than its canonical one.
    const dot = path.lastIndexOf(".");
    const owner = dot < 0 ? undefined : this.lookUp(path.slice(0, dot));
    if (!owner) return undefined;
    const name = path.slice(dot + 1);
    if (owner.kind === "class") return this.member(owner.name, name);
    if (owner.kind === "module") {
      const whole = `${owner.name}.${name}`;
      return whole === path ? library.entry(path) : this.lookUp(whole);
    }
    return owner.value === undefined ? undefined : this.member(owner.value.replace(/\+$/, ""), name);
  }

  private inherited(owner: CatalogEntry, name: string): CatalogEntry | undefined {
    for (const base of [...(owner.bases ?? []), "builtins.object"]) {
      const key = `${base}.${name}`;
      const entry = this.libraryOf(key)?.entry(key);
      if (entry) return entry;
    }
    return undefined;
  }

  private classOf(name: string): CatalogEntry | undefined {
    const entry = this.lookUp(name.includes(".") ? name : `builtins.${name}`);
    return entry?.kind === "class" ? entry : undefined;
  }

  /** Names of a module that another library owns: `tensorflow.keras.layers`. */
  private namesOfAlias(module: string): readonly string[] | undefined {
    const entry = this.lookUp(module);
    return entry?.kind === "module" && entry.name !== module ? this.publicNames(entry.name) : undefined;
  }
}
