/** One library of the catalogue: its two files, and the entries that are made of them when somebody asks. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root.js";
import type { CatalogEntry, Parameter } from "./catalog.js";
import { parseParameters } from "./parameters.js";
import type { Facts, FactsFile, SignatureEntry, SignatureFile } from "./schema.js";

const folder = join(packageRoot, "compiler/catalog");

/** Which library the first part of a module's name belongs to: `math` → `python`. */
export function readRoots(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(folder, "signatures/index.json"), "utf8"));
}

export class Library {
  private readonly signatures: SignatureFile;
  private readonly entries = new Map<string, CatalogEntry>();
  private factsByName: Map<string, Facts> | undefined;
  private publicByModule: Map<string, string[]> | undefined;

  /** @param canonical what a dotted path means: bases may lie in other libraries, and names in facts may be any public path */
  constructor(
    readonly name: string,
    private readonly canonical: (path: string) => string | undefined,
  ) {
    this.signatures = JSON.parse(readFileSync(join(folder, "signatures", `${name}.json`), "utf8"));
  }

  /** Canonical name of a public path, when it is known as such. */
  aliasOf(path: string): string | undefined {
    return Object.hasOwn(this.signatures.aliases, path) ? this.signatures.aliases[path] : undefined;
  }

  /** The signature of a canonical name. */
  signatureOf(name: string): SignatureEntry | undefined {
    return Object.hasOwn(this.signatures.names, name) ? this.signatures.names[name] : undefined;
  }

  /** All canonical names, those that only the facts know last. */
  *names(): Iterable<string> {
    yield* Object.keys(this.signatures.names);
    for (const name of this.facts().keys()) if (!this.signatureOf(name)) yield name;
  }

  /**
   * The entry of a canonical name; made once.
   * @param inherited of a name that only the facts know: the entry that it has in a base
   */
  entry(name: string, inherited?: () => CatalogEntry | undefined): CatalogEntry | undefined {
    const known = this.entries.get(name);
    if (known) return known;
    const own = this.signatureOf(name);
    const facts = (): Facts | undefined => this.facts().get(name);
    if (own) return this.remember(entryOf(name, this.name, own, facts));
    if (!this.facts().has(name)) return undefined;
    const base = inherited ? inherited() : this.inBases(name);
    // Nobody knows of such a name, and its owner is no class whose constructor could set it: a mistake, which a test finds.
    if (!base && !this.ownerIsClass(name)) return undefined;
    const shape: SignatureEntry = base ? { kind: base.kind, ...(base.value ? { value: base.value } : {}) } : { kind: "property" };
    return this.remember(entryOf(name, this.name, shape, facts, base));
  }

  /** A member of a class of this library, as one of its bases in this library has it. */
  private inBases(name: string): CatalogEntry | undefined {
    const dot = name.lastIndexOf(".");
    for (const base of this.signatureOf(name.slice(0, dot))?.bases ?? []) {
      const inherited = `${base}${name.slice(dot)}`;
      if (this.signatureOf(inherited)) return this.entry(inherited);
    }
    return undefined;
  }

  private ownerIsClass(name: string): boolean {
    const owner = name.slice(0, name.lastIndexOf("."));
    return this.signatureOf(owner)?.kind === "class";
  }

  private remember(entry: CatalogEntry): CatalogEntry {
    this.entries.set(entry.name, entry);
    return entry;
  }

  /** Names directly inside of a module, without the module's own path. */
  publicNames(module: string): readonly string[] | undefined {
    if (this.signatureOf(module)?.kind !== "module") return undefined;
    this.publicByModule ??= groupByOwner([...Object.keys(this.signatures.names), ...Object.keys(this.signatures.aliases)]);
    return this.publicByModule.get(module) ?? [];
  }

  /** Facts by canonical name. */
  facts(): ReadonlyMap<string, Facts> {
    if (this.factsByName) return this.factsByName;
    const facts = new Map<string, Facts>();
    // Set first: finding canonical names asks whether names exist.
    this.factsByName = facts;
    for (const { name, facts: given } of readFacts(this.name)) {
      const canonical = this.canonicalOfFact(name);
      // An object of its own for each name: what is derived from it depends on the name's parameters.
      facts.set(canonical, { ...facts.get(canonical), ...given });
    }
    return facts;
  }

  /** A name in the facts stays a member of the class that it was written for, even where only a base has a signature. */
  private canonicalOfFact(name: string): string {
    const direct = this.aliasOf(name) ?? name;
    if (this.signatureOf(direct)) return direct;
    const dot = name.lastIndexOf(".");
    const owner = this.canonical(name.slice(0, dot));
    return owner === undefined ? name : `${owner}${name.slice(dot)}`;
  }
}

/** Facts of a library as they are written, one name after the other. */
export function readFacts(library: string): readonly { readonly name: string; readonly facts: Facts }[] {
  const file = join(folder, "facts", `${library}.json`);
  if (!existsSync(file)) return [];
  const { groups }: FactsFile = JSON.parse(readFileSync(file, "utf8"));
  return groups.flatMap(({ of, in: prefix, ...facts }) => of.map((name) => ({ name: `${prefix ?? library}.${name}`, facts })));
}

function entryOf(
  name: string,
  library: string,
  signature: SignatureEntry,
  facts: () => Facts | undefined,
  inherited?: CatalogEntry,
): CatalogEntry {
  let parameters: readonly Parameter[] | undefined;
  return {
    name,
    kind: signature.kind,
    library,
    get parameters() {
      if (signature.parameters !== undefined) parameters ??= parseParameters(signature.parameters);
      return parameters ?? inherited?.parameters;
    },
    get facts() {
      return withKeptArguments(facts(), this.parameters);
    },
    ...(signature.value === undefined ? {} : { value: signature.value }),
    ...(signature.bases ? { bases: signature.bases } : {}),
    ...(signature.makesSubclass ? { makesSubclass: true } : {}),
    ...(signature.versions ? { versions: signature.versions } : {}),
  } as CatalogEntry;
}

function groupByOwner(paths: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const dot = path.lastIndexOf(".");
    const owner = path.slice(0, dot);
    const group = groups.get(owner);
    if (group) group.push(path.slice(dot + 1));
    else groups.set(owner, [path.slice(dot + 1)]);
  }
  return groups;
}

const expanded = new WeakMap<Facts, Facts>();

/** `keeps(*)` stands for every parameter; where these are not known, nothing is known of the effects. */
function withKeptArguments(facts: Facts | undefined, parameters: readonly Parameter[] | undefined): Facts | undefined {
  if (!facts?.effects?.includes("keeps(*)")) return facts;
  let result = expanded.get(facts);
  if (!result) {
    const { effects, ...others } = facts;
    const named = effects.filter((effect) => effect !== "keeps(*)");
    const kept = parameters?.map(({ name }) => `keeps(${name})`).filter((effect) => !named.includes(effect));
    result = kept ? { ...others, effects: [...named, ...kept] } : others;
    expanded.set(facts, result);
  }
  return result;
}
