/** The catalogue's data files: their form, and that what they name exists. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { namesIn, parseResult, rulesIn } from "../../compiler/analysis/types/result-language.js";
import { ruleNamed } from "../../compiler/analysis/types/rules/index.js";
import { loadCatalog } from "../../compiler/catalog/index.js";
import { readFacts } from "../../compiler/catalog/library.js";
import { effectForms, type Facts } from "../../compiler/catalog/schema.js";
import { packageRoot } from "../../compiler/package-root.js";

const catalog = loadCatalog();

const validator = (schema: string): ValidateFunction =>
  new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(join(packageRoot, "docs/schemas", schema), "utf8")));

const filesIn = (folder: string): string[] =>
  (existsSync(join(packageRoot, "compiler/catalog", folder)) ? readdirSync(join(packageRoot, "compiler/catalog", folder)) : [])
    .filter((file) => file.endsWith(".json") && file !== "index.json")
    .map((file) => join(packageRoot, "compiler/catalog", folder, file));

test.each([
  ["signatures", "catalog-signatures.schema.json"],
  ["facts", "catalog-facts.schema.json"],
])("%s have the form that is promised", (folder, schema) => {
  const validate = validator(schema);
  for (const file of filesIn(folder)) {
    validate(JSON.parse(readFileSync(file, "utf8")));
    expect([file, validate.errors?.slice(0, 5) ?? null]).toEqual([file, null]);
  }
});

/** Names of effects that take an argument or not: `mutates` of `mutates(x)`. */
const effectNames = new Map(effectForms.map((form) => [form.replace(/\(.*/, ""), form.includes("(")]));

/** What stands in parentheses of these is a parameter; of others it is the name of a library or a kind of resource. */
const ofParameter = effectForms.filter((form) => form.endsWith("(x)") && !/^(random|reads-global|global)/.test(form));

function* allFacts(facts: Facts): Iterable<Facts> {
  yield facts;
  for (const version of facts.versions ?? []) yield version;
}

/** Names of result types that are no classes. */
const formNames = new Set([
  "None",
  "unknown",
  "never",
  "self",
  "ellipsis",
  "module",
  "function",
  "deque",
  "iterator",
  "ndarray",
  "DataFrame",
  "Series",
  "Index",
]);

function problemsOfResult(result: string): string[] {
  try {
    const expression = parseResult(result);
    return [
      ...rulesIn(expression).flatMap((rule) => (ruleNamed(rule) ? [] : [`there is no rule @${rule}`])),
      ...namesIn(expression)
        .filter((name) => !formNames.has(name) && !catalog.lookUp(name) && !catalog.lookUp(`builtins.${name}`))
        .map((name) => `there is no class ${name}`),
    ];
  } catch (error) {
    return [(error as Error).message];
  }
}

function problemsOf(name: string, facts: Facts): string[] {
  const problems: string[] = [];
  const entry = catalog.lookUp(name);
  if (!entry) return [`${name} is not in the catalogue`];
  const names = new Set(["self", ...(entry.parameters ?? []).map((parameter) => parameter.name)]);
  const isOpen = !entry.parameters || entry.parameters.some(({ kind }) => kind === "keyword-rest" || kind === "rest");
  const checkParameter = (parameter: string, where: string): void => {
    if (!names.has(parameter) && !isOpen) problems.push(`${name} has no parameter ${parameter} (${where})`);
  };
  for (const one of allFacts(facts)) {
    if (one.result !== undefined) problems.push(...problemsOfResult(one.result).map((problem) => `${name}: ${problem}`));
    for (const effect of one.effects ?? []) {
      if (effect === "keeps(*)") continue;
      const [, form = "", parameter] = /^([\w-]+)(?:\((\w+)\))?$/.exec(effect) ?? [];
      if (effectNames.get(form) !== (parameter !== undefined)) problems.push(`${name}: ${effect} is no effect`);
      else if (parameter && ofParameter.includes(`${form}(x)` as (typeof ofParameter)[number])) checkParameter(parameter, effect);
    }
    for (const [, parameter] of one.alias?.matchAll(/\((\w+)\)/g) ?? []) checkParameter(parameter as string, one.alias as string);
    for (const exception of one.raises ?? []) {
      if (!catalog.isSubclass(exception, "builtins.BaseException")) problems.push(`${name}: ${exception} is no exception`);
    }
    for (const twin of one.twins ?? []) if (!catalog.lookUp(twin.name)) problems.push(`${name}: its twin ${twin.name} does not exist`);
  }
  return problems;
}

test.each(catalog.libraries)("facts of %s name what exists", (library) => {
  expect(readFacts(library).flatMap(({ name, facts }) => problemsOf(name, facts))).toEqual([]);
});
