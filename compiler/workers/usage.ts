/** The usage metrics of one module, with the modules of the same program that it imports. */
import { Analyses } from "../analysis/analyses.js";
import { type ModuleUsage, usageOf } from "../analysis/usage/usage.js";
import type { ParsedModule } from "../frontend/message.js";
import { is, type Module } from "../ir/nodes.js";
import { walk } from "../ir/visit.js";
import type { UsageJob } from "./jobs.js";

/** @param parse reads another module of the program; `undefined` when it cannot be read */
export async function usageOfModule(
  { module, file }: ParsedModule,
  { name, modules, versions }: UsageJob,
  parse: (path: string) => Promise<ParsedModule | undefined>,
): Promise<ModuleUsage> {
  const paths = new Map(modules);
  const known = await importedModules(module, name, async (imported) => {
    const path = paths.get(imported);
    return path === undefined ? undefined : (await parse(path))?.module;
  });
  return usageOf(
    new Analyses({ module, file, options: { closedWorld: true, versions }, modules: known, ...(name === undefined ? {} : { name }) }),
  );
}

/**
 * The modules of the same program that a module imports, and that these import, by their dotted names.
 * @param find reads a module of the program; `undefined` when there is none of this name
 */
export async function importedModules(
  module: Module,
  name: string | undefined,
  find: (name: string) => Promise<Module | undefined> | Module | undefined,
): Promise<Map<string, Module>> {
  const known = new Map<string, Module>();
  const asked = new Set([name]);
  const pending = [{ module, name }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    for (const imported of importsOf(next.module, next.name)) {
      if (asked.has(imported)) continue;
      asked.add(imported);
      const found = await find(imported);
      if (!found) continue;
      known.set(imported, found);
      pending.push({ module: found, name: imported });
    }
  }
  return known;
}

/** All dotted names that the imports of a module may mean, packages around them included. */
function importsOf(module: Module, name: string | undefined): Set<string> {
  const names = new Set<string>();
  const add = (dotted: string): void => {
    const parts = dotted.split(".");
    for (let length = 1; length <= parts.length; length++) names.add(parts.slice(0, length).join("."));
  };
  walk(module, (node) => {
    if (is(node, "Import")) for (const each of node.names) add(each.name);
    if (!is(node, "ImportFrom")) return;
    const around = name?.split(".").slice(0, -node.level) ?? [];
    const base = [...(node.level > 0 ? around : []), ...(node.module ? [node.module] : [])].join(".");
    for (const each of node.names) add(base === "" ? each.name : `${base}.${each.name}`);
  });
  return names;
}
