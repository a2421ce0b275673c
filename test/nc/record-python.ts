/**
 * Asks Python what the programs of `programs.ts` mean, and keeps the answers in `python-says.json`.
 * Run it after a change of the programs: `node dist/test/nc/record-python.js`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startFrontend } from "../../compiler/frontend/pyodide.js";
import { packageRoot } from "../../compiler/package-root.js";
import { pairs, sameInBoth } from "./programs.js";

const { pyodide } = await startFrontend();
pyodide.runPython(`
import ast, json

def answer(source):
    tree = ast.parse(source)
    lines = source.split("\\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode("utf-16-le")) // 2 + 1)

    def offset(line, column):
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode().encode("utf-16-le")) // 2

    spans = [
        f"{type(node).__name__} {offset(node.lineno, node.col_offset)} {offset(node.end_lineno, node.end_col_offset)}"
        for node in ast.walk(tree)
        if hasattr(node, "lineno")
    ]
    return json.dumps({"dump": ast.dump(tree), "spans": sorted(spans)})
`);
const ask = pyodide.globals.get("answer") as (source: string) => string;
const answers: Record<string, unknown> = {};
for (const nc of Object.values(sameInBoth).flat()) answers[nc] = JSON.parse(ask(nc));
for (const [nc, python] of Object.values(pairs).flat()) answers[nc] = { dump: JSON.parse(ask(python)).dump };
writeFileSync(join(packageRoot, "test/nc/python-says.json"), `${JSON.stringify(answers, null, 1)}\n`);
