/** Files that a generator writes are committed; here each is made again and compared. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../compiler/package-root.js";

test("compiler/ir/nodes.ts is what `npm run generate` writes", () => {
  const generator = new URL("../compiler/generate/generate-nodes.js", import.meta.url).href;
  const code = `import { generateNodes } from ${JSON.stringify(generator)}; process.stdout.write(await generateNodes());`;
  // A process of its own: Pyodide does not run inside the test runner's sandbox.
  const generated = execFileSync(process.execPath, ["--input-type=module", "--eval", code], { encoding: "utf8" });
  expect(generated).toBe(readFileSync(join(packageRoot, "compiler/ir/nodes.ts"), "utf8"));
});
