/** The modules of `noodle_rt` that become one file share one name space. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { runtimeSources } from "../../compiler/cli/vendored-runtime.js";

test("no two modules of the one-file runtime define the same name", () => {
  const owner = new Map<string, string>();
  const twice: string[] = [];
  for (const source of runtimeSources) {
    for (const [, defined, assigned] of readFileSync(source, "utf8").matchAll(/^(?:def|class) (\w+)|^([A-Za-z_]\w*(?:, \w+)*) = /gm)) {
      for (const name of (defined ?? assigned ?? "").split(", ")) {
        const before = owner.get(name);
        if (before !== undefined && before !== source) twice.push(`${name} in ${basename(before)} and ${basename(source)}`);
        owner.set(name, source);
      }
    }
  }
  expect(owner.size).toBeGreaterThan(100);
  expect(twice).toEqual([]);
});
