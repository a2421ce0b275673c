/** `noodle-opt build --watch`: what it rebuilds, what it prints, and how it ends. */
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folderWith, startCli } from "./cli.js";

interface Watch {
  /** Resolves with all that was printed when it matches. */
  until(pattern: RegExp): Promise<string>;
  /** What was printed since the last call. */
  news(): string;
  /** Presses Ctrl-C and resolves with the exit code. */
  end(): Promise<number | null>;
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

function startWatch(args: readonly string[], cwd: string): Watch {
  const child = startCli(["build", ...args, "--watch"], { cwd });
  running.push(child);
  let text = "";
  let seen = 0;
  const waiting = new Set<() => void>();
  child.stderr?.on("data", (chunk) => {
    text += chunk;
    for (const check of waiting) check();
  });
  return {
    until: (pattern) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!pattern.test(text.slice(seen))) return;
          waiting.delete(check);
          resolve(text);
        };
        waiting.add(check);
        check();
      }),
    news() {
      const fresh = text.slice(seen);
      seen = text.length;
      return fresh;
    },
    end: () =>
      new Promise((resolve) => {
        child.on("close", resolve);
        child.kill("SIGINT");
      }),
  };
}

test("changed files are built again, new ones too, and Ctrl-C ends with 0", async () => {
  const cwd = folderWith({ "src/a.py": "x = 1\n", "src/b.py": "y = 1\n" });
  const watch = startWatch(["src", "--out", "out"], cwd);
  await watch.until(/watching/);
  expect(watch.news()).toMatch(/a\.py → .*\n.*b\.py → .*\n2 files in \d+ ms\nwatching/s);

  writeFileSync(join(cwd, "src/a.py"), "x = 2\n");
  await watch.until(/a\.py/);
  expect(watch.news()).toMatch(/^\d\d:\d\d:\d\d src\/a\.py → out\/a\.nc \(.*\)\n$/);
  expect(readFileSync(join(cwd, "out/a.nc"), "utf8")).toContain("x = 2");

  writeFileSync(join(cwd, "src/a.py"), "x = = 2\n");
  await watch.until(/NC2101/);
  expect(readFileSync(join(cwd, "out/a.nc"), "utf8")).toContain("x = 2");
  watch.news();

  // A new module changes how its name is imported everywhere, so everything is built.
  mkdirSync(join(cwd, "src/sub"));
  writeFileSync(join(cwd, "src/sub/c.py"), "z = 1\n");
  await watch.until(/c\.py →/);
  expect(watch.news()).toContain("b.py →");
  expect(existsSync(join(cwd, "out/sub/c.nc"))).toBe(true);

  rmSync(join(cwd, "src/a.py"));
  await watch.until(/c\.py →/);
  expect(watch.news()).not.toContain("a.py");

  expect(await watch.end()).toBe(0);
});

test("a file that is missing at first is built when it comes", async () => {
  const cwd = folderWith({});
  const watch = startWatch(["later.py"], cwd);
  await watch.until(/NC2002.*watching/s);
  watch.news();
  // The watcher turns to the folder of a missing file a moment after it says that it is ready.
  await new Promise((resolve) => setTimeout(resolve, 500));
  writeFileSync(join(cwd, "later.py"), "x = 1\n");
  await watch.until(/later\.py → later\.nc/);
  expect(await watch.end()).toBe(0);
});
