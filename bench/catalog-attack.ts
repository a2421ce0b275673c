/**
 * `npm run catalog-attack`: property tests of the catalogue's facts against the real libraries.
 *
 *     npm run catalog-attack [-- --library NAME… --python PATH… --examples N --seconds N --seed N --only REGEXP --json --record]
 *
 * Without `--python` it makes the two environments of `test/environments/`; without `--library` it attacks all that are installed
 * there. `--record` writes the section `catalog` of the scoreboard: libraries that were attacked, in their versions, the others stay as
 * they were. Exit code 1 when a fact was refuted.
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { loadCatalog } from "../compiler/catalog/index.js";
import { attackLibrary, countFacts, type FactKind, type LibraryResult } from "./catalog/attack.js";
import { environment } from "./harness/python-environment.js";
import { readScoreboard, writeSection } from "./harness/scoreboard.js";

/** One row of the scoreboard. */
export interface CatalogScore {
  readonly library: string;
  readonly version: string;
  /** Calls per name, at most. */
  readonly examples: number;
  readonly names: number;
  readonly called: number;
  readonly calls: number;
  readonly facts: Readonly<Record<FactKind, { readonly claimed: number; readonly tried: number; readonly refuted: number }>>;
}

const { values: options } = parseArgs({
  options: {
    library: { type: "string", multiple: true },
    python: { type: "string", multiple: true },
    examples: { type: "string", default: "60" },
    seconds: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
  },
});

const pythons = options.python ?? [environment("previous"), environment("current")];
const results: LibraryResult[] = [];
for (const python of pythons) {
  for (const library of options.library ?? loadCatalog().libraries) {
    if (!isInstalled(python, library)) continue;
    const result = await attackLibrary(python, library, {
      examples: Number(options.examples),
      seconds: Number(options.seconds),
      seed: Number(options.seed),
      shrink: true,
      ...(options.only === undefined ? {} : { only: new RegExp(options.only) }),
    });
    results.push(result);
    if (!options.json) show(result);
  }
}

const scores: readonly CatalogScore[] = results
  .filter(({ names }) => names.length > 0)
  .map(({ library, version, names }) => ({
    library,
    version,
    examples: Number(options.examples),
    names: names.length,
    called: names.filter(({ calls }) => calls > 0).length,
    calls: names.reduce((sum, { calls }) => sum + calls, 0),
    facts: countFacts(names),
  }));
if (options.json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
if (options.record) {
  const known = (readScoreboard().catalog?.["libraries"] ?? []) as readonly CatalogScore[];
  const kept = known.filter((old) => !scores.some(({ library, version }) => old.library === library && old.version === version));
  writeSection("catalog", { libraries: [...kept, ...scores].sort((a, b) => (a.library < b.library ? -1 : a.library > b.library ? 1 : 0)) });
}
process.exitCode = results.some(({ names }) => names.some(({ refuted }) => refuted.length > 0)) ? 1 : 0;

function isInstalled(python: string, library: string): boolean {
  if (library === "python") return true;
  const program = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)";
  return spawnSync(python, ["-c", program, library]).status === 0;
}

function show({ library, version, names }: LibraryResult): void {
  const counts = Object.entries(countFacts(names)).map(([kind, { claimed, tried, refuted }]) => `${kind} ${claimed}/${tried}/${refuted}`);
  process.stdout.write(`${library} ${version}: ${names.length} names; claimed/tried/refuted: ${counts.join(", ")}\n`);
  for (const { name, refuted } of names) {
    for (const { fact, message } of refuted) process.stdout.write(`  ${name} ${fact}: ${message}\n`);
  }
  const skipped = new Map<string, string[]>();
  for (const { name, skipped: reason } of names) {
    if (reason !== undefined) skipped.set(reason, [...(skipped.get(reason) ?? []), name]);
  }
  for (const [reason, these] of skipped) {
    process.stdout.write(`  not called, ${reason}: ${these.length} (${these.slice(0, 4).join(", ")}${these.length > 4 ? ", …" : ""})\n`);
  }
}
