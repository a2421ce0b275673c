/** `noodle-opt passes`: the passes in the order of running, or the page of one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Table from "cli-table3";
import type { Command } from "commander";
import { passes } from "../../passes/index.js";
import { packageRoot } from "../package-root.js";
import { printJson } from "./terminal.js";
import { usageError } from "./usage.js";

export function definePasses(command: Command): void {
  command.argument("[pass]", "print the page of this pass").option("--json", "print as JSON").action(listPasses);
}

function listPasses(name: string | undefined, { json }: { readonly json?: boolean }): void {
  const described = passes.map(({ name: pass, stage, exactness, libraries, summary }) => ({
    name: pass,
    stage,
    exactness,
    libraries,
    summary,
  }));
  if (name !== undefined) {
    const found = described.find((pass) => pass.name === name);
    if (!found) throw usageError(`there is no pass ${name}`, "`noodle-opt passes` lists them");
    if (json) printJson(found);
    else process.stdout.write(readFileSync(join(packageRoot, "docs/passes", `${name}.md`), "utf8"));
  } else if (json) printJson(described);
  else {
    const table = new Table({ head: ["pass", "stage", "exactness", "what it does"], style: { head: [], border: [] } });
    for (const pass of described) table.push([pass.name, pass.stage, pass.exactness, pass.summary]);
    process.stdout.write(`${table.toString()}\n`);
  }
}
