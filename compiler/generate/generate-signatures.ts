/**
 * Writes `compiler/catalog/signatures/` from the libraries that are installed for some Python interpreters:
 *
 *     npm run catalog -- PYTHON…
 *
 * Each interpreter is one environment with one version of each library; the catalogue tells what they have in common and what not.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../package-root.js";

const introspect = join(packageRoot, "compiler/catalog/introspect");

function python(interpreter: string, script: string, ...parameters: string[]): void {
  const { status, error } = spawnSync(interpreter, ["-B", join(introspect, script), ...parameters], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${interpreter} ${script} ended with ${status}`);
}

function main(interpreters: readonly string[]): void {
  const first = interpreters[0];
  if (first === undefined) throw new Error("which Python interpreters? npm run catalog -- PYTHON…");
  const folder = mkdtempSync(join(tmpdir(), "signatures-"));
  try {
    const seen = interpreters.map((interpreter, number) => {
      const out = join(folder, String(number));
      python(interpreter, "introspect.py", out);
      return out;
    });
    python(first, "merge.py", join(packageRoot, "compiler/catalog/signatures"), ...seen);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main(process.argv.slice(2));
