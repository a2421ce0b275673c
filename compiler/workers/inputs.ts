/** What the parameters of a program's functions are expected to be. */
import { Analyses } from "../analysis/analyses.js";
import { types } from "../analysis/standard.js";
import type { Type } from "../analysis/types/type.js";
import type { ParsedModule } from "../frontend/message.js";
import type { ClassDef, FunctionDef, Name, Statement } from "../ir/nodes.js";
import { walk } from "../ir/visit.js";
import type { ExpectedInput, ExpectedInputs } from "./jobs.js";

/** Of functions of the module and of methods of its classes. */
export function expectedInputs({ module, file }: ParsedModule): ExpectedInputs {
  const facts = new Analyses({ module, file, options: {} }).get(types);
  const found: Record<string, Record<string, ExpectedInput>> = {};
  for (const [name, node] of functionsIn(module.body, "")) {
    const hints: Record<string, ExpectedInput> = {};
    for (const [parameter, use] of firstUses(node)) {
      const hint = hintFor(facts.expectedTypeOf(use));
      if (hint) hints[parameter] = hint;
    }
    found[name] = hints;
  }
  return found;
}

function* functionsIn(body: readonly Statement[], prefix: string): Generator<readonly [string, FunctionDef]> {
  for (const statement of body) {
    if (statement.kind === "FunctionDef") yield [`${prefix}${statement.name}`, statement];
    else if (statement.kind === "ClassDef") yield* functionsIn((statement as ClassDef).body, `${prefix}${statement.name}.`);
  }
}

/** The first expression that reads each parameter. */
function firstUses(node: FunctionDef): ReadonlyMap<string, Name> {
  const { args, kwonlyargs } = node.args;
  const names = new Set([...args, ...kwonlyargs].map(({ arg }) => arg));
  const uses = new Map<string, Name>();
  walk(node, (each) => {
    if (each.kind === "Name" && each.ctx === "Load" && names.has(each.id) && !uses.has(each.id)) uses.set(each.id, each);
  });
  return uses;
}

function hintFor(type: Type): ExpectedInput | undefined {
  switch (type.kind) {
    case "array":
      return {
        kind: "array",
        ...(type.dtype === null ? {} : { dtype: type.dtype }),
        ...(type.shape === null ? {} : { rank: type.shape.length }),
      };
    case "frame":
    case "series":
    case "dict":
    case "list":
      return { kind: type.kind };
    case "scalar":
      if (type.class === "int") return { kind: "int" };
      if (type.class === "float") return { kind: "number" };
      return type.class === "str" ? { kind: "str" } : undefined;
    default:
      return undefined;
  }
}
