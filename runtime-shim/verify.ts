/** Asks `noodle_rt/verify` to compare the rewritten parts of a program with what stood there. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { packageRoot } from "../compiler/package-root.js";
import type { Exactness } from "../compiler/remarks/remark.js";
import { copyFolder } from "./compare.js";
import { findPythons, problem } from "./hosts/find-python.js";

export interface VerifyRequest {
  /** Path of the program. */
  readonly target: string;
  readonly original: string;
  readonly optimised: string;
  readonly args: readonly string[];
  /** What the program gets a copy of, and runs in. */
  readonly folder: string;
  readonly python?: string | undefined;
  /** Whether to run the original first, to see what its parts are given. */
  readonly run: boolean;
  /** Inputs to make for each part. */
  readonly examples: number;
  /** No new inputs for a part after so many. */
  readonly seconds: number;
  /** Seconds for everything. */
  readonly timeout: number;
  readonly exactness: Exactness;
  /** By function and parameter. */
  readonly expected: object;
}

/** One function, or run of statements of the module, that was rewritten. */
export interface VerifiedUnit {
  /** Qualified name, `null` for statements of the module. */
  readonly function: string | null;
  /** First and last line in the original. */
  readonly first: number;
  readonly last: number;
  readonly verdict: "held" | "counterexample" | "not reached" | "not tried";
  /** Inputs that both forms ran on; those of a run of the program among them. */
  readonly tried: number;
  readonly captured: number;
  /** Inputs with which rewritten code ran to its end, and those with which a guard led to the original. */
  readonly fast: number;
  readonly fallback: number;
  /** Inputs on which the original raised nothing. */
  readonly returned: number;
  readonly problem: string | null;
  readonly difference: string | null;
  /** A program that shows the counterexample. */
  readonly script: string | null;
}

export interface Verification {
  readonly units: readonly VerifiedUnit[];
  /** Why the run of the program ended early. */
  readonly run: string | null;
  readonly versions: Readonly<Record<string, string>>;
}

/** Libraries whose absence is told before anything runs: by import name. */
const libraries = "numpy pandas scipy sklearn matplotlib torch tensorflow keras pyarrow polars seaborn plotly".split(" ");
const packageNames: Readonly<Record<string, string>> = { sklearn: "scikit-learn" };

export async function verifyTexts(request: VerifyRequest): Promise<Verification> {
  const { target, folder, python, timeout, args, ...rest } = request;
  const [command] = findPythons(python);
  if (!command) throw problem("NC2301", "There is no Python.", "Name one with `--python PATH`.");
  const workspace = mkdtempSync(join(tmpdir(), "noodle-verify-"));
  try {
    const from = resolve(folder);
    const copy = join(workspace, basename(from) || "run");
    if (request.run) copyFolder(from, copy);
    const output = join(workspace, "answer.json");
    const path = request.run ? join(copy, relative(from, resolve(target))) : resolve(target);
    writeFileSync(join(workspace, "job.json"), JSON.stringify({ ...rest, path, arguments: args, libraries, output }));
    const { code, errors } = await run(
      command.file,
      [...command.args, "-m", "noodle_rt.verify", join(workspace, "job.json")],
      request.run ? copy : workspace,
      timeout,
    );
    const answer = answerIn(output);
    if (!answer) {
      const reason = code === null ? "the process was ended" : (errors.trim().split("\n").at(-1) ?? "");
      throw problem(
        "NC2311",
        `The rewrites of ${target} could not be verified: ${reason}.`,
        "`--no-run` checks them without running the program first.",
      );
    }
    if ("missing" in answer) {
      const names = answer.missing.map((name) => packageNames[name] ?? name);
      throw problem(
        "NC2310",
        `${command.file} does not have ${names.join(" and ")}, which is needed to verify ${target}.`,
        `${[command.file, ...command.args].join(" ")} -m pip install ${names.join(" ")}`,
      );
    }
    return answer;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

function answerIn(path: string): Verification | { readonly missing: readonly string[] } | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function run(file: string, parameters: readonly string[], cwd: string, timeout: number): Promise<{ code: number | null; errors: string }> {
  return new Promise((done, fail) => {
    const child = spawn(file, parameters, {
      cwd,
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        ...process.env,
        PYTHONPATH: join(packageRoot, "runtime-shim/python"),
        PYTHONIOENCODING: "utf-8",
        PYTHONHASHSEED: "0",
        PYTHONDONTWRITEBYTECODE: "1",
        MPLBACKEND: process.env["MPLBACKEND"] ?? "Agg",
        OMP_NUM_THREADS: "1",
        OPENBLAS_NUM_THREADS: "1",
      },
    });
    let errors = "";
    const timer = setTimeout(() => child.kill("SIGKILL"), timeout * 1000);
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors = (errors + text).slice(-20_000);
    });
    child.on("error", fail);
    child.on("close", (code) => {
      clearTimeout(timer);
      done({ code, errors });
    });
  });
}
