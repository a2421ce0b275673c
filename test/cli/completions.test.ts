/** Completion scripts are valid for their shells and know verbs and options. */
import { execFileSync } from "node:child_process";
import { cli } from "./cli.js";

test("bash completes verbs, options and files", async () => {
  const { stdout } = await cli(["completions", "bash"]);
  const complete = (...words: string[]): string[] => {
    const script = `${stdout}\nCOMP_WORDS=(noodle-opt ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _noodle_opt; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["-c", script], { encoding: "utf8", cwd: "/" }).trim().split("\n");
  };
  expect(complete("bu")).toEqual(["build"]);
  expect(complete("c")).toEqual(["clean", "completions"]);
  expect(complete("build", "--e")).toEqual(["--emit"]);
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
