/** Pairs of programs, compiled here and compared by Python, many in one process. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { compile } from "../../compiler/index.js";
import { packageRoot } from "../../compiler/package-root.js";
import type { Remark } from "../../compiler/remarks/remark.js";
import { benchFolder } from "../harness/paths.js";

export interface Case {
  readonly head?: string;
  readonly before: string;
  readonly after: string;
  readonly tail?: string;
  /** Of the module. Default: `__main__`. */
  readonly name?: string;
  /** Whether the answer says of equal programs whether they raised. */
  readonly tell?: boolean;
}

export interface Verdict {
  /** What differs first. */
  readonly what?: string;
  readonly skipped?: string;
  readonly raised?: boolean;
}

export interface Answer {
  readonly pandas: string;
  readonly results: readonly (Verdict | null)[];
}

/** Runs both programs of each case in one Python process. */
export function runPairs(python: string, cases: readonly Case[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      python,
      [join(benchFolder, "frames/run_pairs.py"), join(packageRoot, "runtime-shim/python"), join(benchFolder, "fuzz/frames")],
      {
        stdio: ["pipe", "pipe", "pipe"],
        env: { ...process.env, PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1", OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
      },
    );
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors = (errors + text).slice(-4000);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(output) as Answer);
      else reject(new Error(`${python} ended with ${code}: ${errors}`));
    });
    child.stdin.on("error", reject);
    child.stdin.end(JSON.stringify(cases));
  });
}

export interface Optimised {
  readonly code: string;
  readonly remarks: readonly Remark[];
  /** Rewrites of passes over frames. */
  readonly rewrites: readonly Remark[];
  /** Mistakes of passes, as text. */
  readonly failures: readonly string[];
}

/** @param versions that the program will run with, by library; without it, it has to do the same with all */
export async function optimised(text: string, versions?: Readonly<Record<string, string>>): Promise<Optimised> {
  const optimize = { level: 2, verifyEach: true, ...(versions ? { versions } : {}) } as const;
  const { py, remarks } = await compile(text, { path: "program.py", emit: ["py"], optimize });
  return {
    code: py?.code ?? "",
    remarks,
    rewrites: remarks.filter(({ kind, code }) => kind === "passed" && code.startsWith("NC27")),
    failures: remarks.filter(({ kind }) => kind === "failure").map(({ code, pass, message }) => `${code} ${pass}: ${message}`),
  };
}
