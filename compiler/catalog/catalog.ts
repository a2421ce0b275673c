/** Questions to the catalogue. Files are read when a library is first asked about. */
import type { EntryKind, Facts } from "./schema.js";

export interface CatalogEntry {
  /** Canonical: `numpy.ndarray.sum`. */
  readonly name: string;
  readonly kind: EntryKind;
  /** First part of the name, or `python` for builtins and the standard library. */
  readonly library: string;
  readonly parameters?: readonly Parameter[];
  /** Class of a constant or property. */
  readonly value?: string;
  readonly bases?: readonly string[];
  /** Calling the class may give an instance of a subclass. */
  readonly makesSubclass?: boolean;
  /** Versions in which it exists, when that is not all of those that were looked at. */
  readonly versions?: readonly string[];
  readonly facts?: Facts;
}

export interface Parameter {
  readonly name: string;
  readonly kind: "positional" | "any" | "keyword" | "rest" | "keyword-rest";
  /** Python text; absent when it has to be passed. */
  readonly default?: string;
}

export interface Catalog {
  /** Whether a module (`numpy`, `numpy.linalg`) belongs to a library of the catalogue. */
  hasLibrary(module: string): boolean;
  /** What a dotted path means: `numpy.linalg.norm`, `pandas.DataFrame.merge`, `builtins.len`, by any of its public names. */
  lookUp(path: string): CatalogEntry | undefined;
  /** A member of a class, found in it or its bases. */
  member(className: string, name: string): CatalogEntry | undefined;
  /** Whether a class is, or derives from, another. */
  isSubclass(className: string, base: string): boolean;
  /** Every public name of a module, for star imports; `undefined` when the module is not known. */
  publicNames(module: string): readonly string[] | undefined;
  /** Facts as they hold for a version: `versions` entries merged in. `undefined` version: what holds for all of them. */
  factsFor(entry: CatalogEntry, version: string | undefined): Facts | undefined;
}
