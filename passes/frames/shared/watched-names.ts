/**
 * Variables that something may look at by their names: texts that libraries evaluate (`"@few.k > 2"`), libraries that search the variables
 * of their caller, code that asks for frames of Python or for the main module.
 */
import type { Expression, Module, Node } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import { words } from "../../manager/words.js";

const searching = words(
  "duckdb pandasql sqldf chdb fugue fugue_sql numexpr patsy statsmodels formulaic dill inspect gc code pdb ipdb pudb IPython __main__ builtins",
);
const asking = words("_getframe currentframe f_globals f_locals f_back modules import_module");
const askingNames = words("breakpoint __import__");

/** By module: passes neither add nor remove what counts. */
const known = new WeakMap<Module, ReadonlySet<string> | "all">();

/** Whether something may look at the variable of that name. */
export function isWatched(name: string, module: Module): boolean {
  let watched = known.get(module);
  if (watched === undefined) {
    watched = watchedIn(module);
    known.set(module, watched);
  }
  return watched === "all" || watched.has(name);
}

function watchedIn(module: Module): ReadonlySet<string> | "all" {
  const names = new Set<string>();
  let isAll = false;
  walk(module, (node) => {
    isAll ||= asksForVariables(node);
    if (node.kind === "Constant" && typeof node.value === "string") {
      // `df.query("k in @few.k")`; what stands behind a lone mark is put together somewhere else.
      for (const [, word] of node.value.matchAll(/@\s*([\p{L}\p{M}\p{N}\p{Pc}]*)/gu)) {
        if (word) names.add(word.normalize("NFKC"));
        else isAll = true;
      }
    }
    if (node.kind === "Call" && node.func.kind === "Attribute" && node.func.attr === "eval") {
      const [text] = [...node.args, ...node.keywords.filter(({ arg }) => arg === "expr").map(({ value }) => value)] as (
        | Expression
        | undefined
      )[];
      if (text?.kind === "Constant" && typeof text.value === "string") for (const word of wordsIn(text.value)) names.add(word);
      else isAll = true;
    }
  });
  return isAll ? "all" : names;
}

/** Words of a text that is evaluated, as Python reads them and as they are written. */
export function wordsIn(text: string): string[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}\p{Pc}]+/gu)].flatMap(([word]) => [word, word.normalize("NFKC")]);
}

function asksForVariables(node: Node): boolean {
  switch (node.kind) {
    case "Import":
      return node.names.some(({ name }) => searching.has(name.split(".")[0] as string));
    case "ImportFrom":
      return node.names.some(({ name }) => asking.has(name)) || searching.has(node.module?.split(".")[0] ?? "");
    case "Attribute":
      return asking.has(node.attr);
    case "Name":
      return askingNames.has(node.id);
    default:
      return false;
  }
}
