/** Programs of a folder, built with all passes, beside their originals. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../../compiler/index.js";
import type { Remark } from "../../compiler/remarks/remark.js";

export interface Built {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly remarks: readonly Remark[];
}

/** Writes `NAME.py`, `NAME.opt.py` and `NAME.ulp.py`, built under the contract `ulp`, for each program of a folder to another one. */
export async function buildAll(folder: string, target: string): Promise<Built[]> {
  mkdirSync(target, { recursive: true });
  const built: Built[] = [];
  for (const file of readdirSync(folder)
    .filter((each) => each.endsWith(".py"))
    .sort()) {
    const source = readFileSync(join(folder, file));
    const { py, remarks } = await compile(source, { path: file, emit: ["py"] });
    const near = await compile(source, { path: file, emit: ["py"], optimize: { level: 2, exactness: "ulp" } });
    const name = file.slice(0, -".py".length);
    copyFileSync(join(folder, file), join(target, file));
    writeFileSync(join(target, `${name}.opt.py`), py?.code ?? "");
    writeFileSync(join(target, `${name}.ulp.py`), near.py?.code ?? "");
    built.push({ name, remarks: [...remarks, ...near.remarks.filter(({ kind }) => kind === "failure")] });
  }
  return built;
}

/** Passes that made a mistake and kept the original code, as text. */
export function failuresIn(built: readonly Built[]): string[] {
  return built.flatMap(({ name, remarks }) =>
    remarks
      .filter(({ kind }) => kind === "failure")
      .map(({ code, function: inside, pass, message }) => `${name}, ${inside ?? "the module"}: ${code} ${pass}: ${message}`),
  );
}

/** Why loops of a function are not turned into array operations, each reason once. */
export function reasonsIn(remarks: readonly Remark[], isInside: (name: string | null) => boolean): string[] {
  const missed = remarks.filter(({ code, kind, function: inside }) => code === "NC2611" && kind === "missed" && isInside(inside));
  return [...new Set(missed.map(({ reason, message }) => reason ?? message))];
}
