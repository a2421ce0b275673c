/** Completion scripts and docs/CLI.md know all verbs and options. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../compiler/package-root.js";
import { cli } from "./cli.js";

test("bash completes verbs, options and files", async () => {
  const { stdout } = await cli(["completions", "bash"]);
  const complete = (...words: string[]): string[] => {
    const script = `${stdout}\nCOMP_WORDS=(noodle-opt ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _noodle_opt; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["-c", script], { encoding: "utf8", cwd: "/" }).trim().split("\n");
  };
  expect(complete("bu")).toEqual(["build"]);
  expect(complete("c")).toEqual(["compare", "clean", "completions"]);
  expect(complete("build", "--em")).toEqual(["--emit"]);
  expect(complete("map", "--")).toEqual(["--map", "--json", "--help"]);
  expect(complete("build", "et")).toEqual(["etc"]);
});

test("scripts for zsh and fish hold all verbs", async () => {
  const zsh = (await cli(["completions", "zsh"])).stdout;
  const fish = (await cli(["completions", "fish"])).stdout;
  for (const verb of ["build", "run", "decompile", "map", "explain", "clean", "completions"]) {
    expect(zsh).toContain(`'${verb}:`);
    expect(fish).toContain(`-a ${verb} -d`);
  }
  expect(fish).toContain("__fish_seen_subcommand_from build' -l emit -d");
});

test("docs/CLI.md describes every option of every verb", async () => {
  const page = readFileSync(join(packageRoot, "docs/CLI.md"), "utf8");
  const script = (await cli(["completions", "bash"])).stdout;
  const verbs = [...script.matchAll(/^ {4}(\w+)\) options="(.*)" ;;$/gm)].map(([, verb, options]) => ({
    verb,
    options: options?.split(" ") ?? [],
  }));
  expect(verbs.length).toBeGreaterThanOrEqual(7);
  for (const { verb, options } of verbs) {
    const section = new RegExp(`\n## ${verb}\n(.*?)(\n## |$)`, "s").exec(page)?.[1] ?? "";
    for (const option of options.filter((name) => name !== "--help")) expect(`${verb} ${section}`).toContain(option);
  }
});
