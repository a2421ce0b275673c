/** Loops over columns and parts of matrices give the same bits in blocks, with two versions of NumPy. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../bench/harness/python-environment.js";
import { patchedText } from "../../compiler/emit/patched-text.js";
import { optimize } from "../../compiler/optimize.js";
import { packageRoot } from "../../compiler/package-root.js";
import { parseValid } from "../support/frontend.js";

/** The last parameter is a whole number, which may be negative: then parts of arrays that look apart are not. */
const loops: Readonly<Record<string, readonly [parameters: string, ...lines: string[]]>> = {
  columns: ["A, B, i", "for j in range(A.shape[1]):", "    B[i, j] += np.dot(A[:, i], A[:, j])"],
  column_method: ["A, B, i", "for j in range(A.shape[1]):", "    B[i, j] = A[1:, j].dot(A[1:, i])"],
  behind: ["A, i", "for j in range(A.shape[1]):", "    A[i, j] -= A[i + 1:, 0] @ A[i + 1:, j]"],
  before: ["A, i", "for j in range(i, len(A)):", "    A[i, j] -= A[i, :i] @ A[:i, j]"],
  projection: ["A, R, i", "for j in range(i + 1, len(A)):", "    R[i, j] = A[:, i] @ A[:, j]", "    A[:, j] -= A[:, i] * R[i, j]"],
  matrices: ["A, B, W, i", "for j in range(len(A)):", "    B[j] = A[j] @ W + W @ A[j]"],
  short: ["A, B, i", "for j in range(len(A)):", "    B[j, i] = np.dot(A[j, :1], A[:1, i])"],
  inner: ["A, B, i", "for j in range(len(A)):", "    B[j, 0] = np.inner(A[j], A[i])", "    B[j, 1] = np.vdot(A[j, :1], A[i, :1])"],
  windows: ["A, B, i", "for j in range(A.shape[1] - 6):", "    B[i, j] = np.dot(A[i, j:j + 7], A[0, :7])"],
  sums: ["A, B, i", "for j in range(A.shape[1]):", "    B[i] += A[i, j] * A[:, j]"],
  part: ["A, B, i", "for j in range(A.shape[1]):", "    B[i, :i + 1] -= 1.5 * A[i, j] * A[:i + 1, j]"],
  one: ["A, B, i", "for j in range(A.shape[1]):", "    B[i, i] += A[i] @ A[:, j]"],
  column: ["A, B, i", "for j in range(len(A)):", "    B[:, i] *= A[j] - 1.5"],
  total: ["A, i", "total = i", "for row in A:", "    total += row @ A[0]", "return total"],
  own: ["A, i", "for j in range(len(A)):", "    A[i] += A[i, j] * A[j]"],
  needed: ["A, B, i", "for j in range(len(A)):", "    B[i] += A[j] + A[j].max()", "    A[j] = B[i] - A[j].min()"],
  triangle: ["A, B, i", "for j in range(len(A)):", "    B[:i, j] += A[:i, j] * A[i, j]", "    B[i, j] = A[:i, j] @ A[i, :i]"],
};
const source = `import numpy as np\n\n\n${Object.entries(loops)
  .map(([name, [parameters, ...lines]]) => `def ${name}(${parameters}):\n${lines.map((line) => `    ${line}\n`).join("")}`)
  .join("\n\n")}`;

test.each<EnvironmentName>(["previous", "current"])("products and sums over iterations (%s versions)", async (name) => {
  const folder = mkdtempSync(join(tmpdir(), "noodle-products-"));
  try {
    const { module, file, ...rest } = await parseValid(source);
    const { originals, remarks } = optimize({ module, file, ...rest }, { level: 2, verifyEach: true });
    expect(remarks.filter(({ kind, code }) => kind === "passed" && code === "NC2614").length).toBe(Object.keys(loops).length - 2);
    const paths = [join(folder, "before.py"), join(folder, "after.py")] as const;
    writeFileSync(paths[0], source);
    writeFileSync(paths[1], patchedText(module, file, originals).code);
    const parameters = [join(packageRoot, "test/passes/products.py"), ...paths, join(packageRoot, "runtime-shim/python"), "1", "60"];
    const { calls, fast, wrong } = JSON.parse(execFileSync(environment(name), parameters, { encoding: "utf8" })) as {
      calls: number;
      fast: number;
      wrong: string[];
    };
    expect(wrong).toEqual([]);
    expect(fast).toBeGreaterThan(calls / 3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
