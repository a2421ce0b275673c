/**
 * Probes: small programs over frames on which a textbook rewrite gives something else. `bench/frames/probes/*.py` holds them:
 *
 *     # == what the probe is about
 *     df = pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]})
 *     # or
 *     df = pd.DataFrame({"a": [], "b": []})
 *     # --
 *     out = df.apply(lambda r: str(r["a"]), axis=1)
 *     # naive
 *     out = df["a"].astype(str)
 *
 * Inputs (each by itself), the program, and the rewrite that is to be caught: it differs on one of the inputs. What a program
 * makes is `out`; inputs count too.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { benchFolder } from "../harness/paths.js";

export interface Probe {
  /** Name of the file, without its ending. */
  readonly topic: string;
  readonly title: string;
  readonly inputs: readonly string[];
  readonly program: string;
  readonly naive?: string;
}

/** Texts that run one after the other; only `program` is optimised. */
export interface ProbeText {
  readonly head: string;
  readonly program: string;
  readonly tail: string;
}

const imports = "import math\nfrom datetime import datetime\n\nimport numpy as np\nimport pandas as pd\n\n";

export function readProbes(): Probe[] {
  const folder = join(benchFolder, "frames/probes");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".py"))
    .sort()
    .flatMap((file) => probesIn(file.slice(0, -".py".length), readFileSync(join(folder, file), "utf8")));
}

function probesIn(topic: string, text: string): Probe[] {
  return text
    .split(/^# == /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      const title = part.slice(0, end);
      const [before, rest, ...more] = part.slice(end + 1).split(/^# --\n/m);
      if (before === undefined || rest === undefined || more.length > 0) throw new Error(`${topic}: ${title}: one line "# --" is needed`);
      const [program = "", naive] = rest.split(/^# naive\n/m);
      return { topic, title, inputs: before.split(/^# or\n/m), program, ...(naive === undefined ? {} : { naive }) };
    });
}

/** How a probe's inputs may be known: made in the same text, handed to a function that is called in it, or to one that is not. */
export const forms = ["module", "function", "unknown"] as const;
export type Form = (typeof forms)[number];

export function textOf(program: string, input: string, form: Form): ProbeText {
  if (form === "module") return { head: "", program: `${imports}${input}\n${program}`, tail: "" };
  const { values, others } = split(input);
  const parameters = values.map(([name]) => name).join(", ");
  const returned = /^(out\b|.*\bout = )/m.test(program) ? "\n    return out" : "";
  const definition = `def run(${parameters}):\n${indented(program.trimEnd())}${returned}\n\n`;
  const call = `${values.map(([, text]) => text).join("")}result = run(${parameters})\n`;
  if (form === "function") return { head: "", program: `${imports}${others}\n${definition}\n${call}`, tail: "" };
  return { head: "", program: `${imports}${others}\n${definition}`, tail: call };
}

/** Assignments of the inputs by name, and what else stands there. A statement begins at the margin. */
function split(input: string): { readonly values: [string, string][]; readonly others: string } {
  const values: [string, string][] = [];
  let others = "";
  for (const statement of input.split(/^(?=[^\s)\]}#])/m)) {
    const name = /^(\w+) = /.exec(statement)?.[1];
    const changed = /^(\w+)(?:\.\w+)*(?:\[.*\])? [+|]?= /.exec(statement)?.[1] ?? /^(\w+)\.\w+\(/.exec(statement)?.[1];
    const known = values.find(([each]) => each === (name ?? changed));
    if (known) known[1] += statement;
    else if (name !== undefined && !/^lambda\b/.test(statement.slice(name.length + 3))) values.push([name, statement]);
    else others += statement;
  }
  return { values, others };
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, "    ");
