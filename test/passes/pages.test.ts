/** Every pass has a current page, made from the header of its file, and a place in the list. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pagesFolder, passPages } from "../../compiler/generate/generate-pass-pages.js";
import { passes } from "../../passes/index.js";
import { passPage } from "../../passes/manager/page.js";
import { stages } from "../../passes/manager/pass.js";

test("docs/passes is what npm run generate writes", () => {
  const pages = passPages();
  expect(readdirSync(pagesFolder).sort()).toEqual([...pages.keys()].sort());
  for (const [name, text] of pages) expect(readFileSync(join(pagesFolder, name), "utf8")).toBe(text);
});

test("passes have names of their own and stand in the order of their stages", () => {
  expect(new Set(passes.map(({ name }) => name)).size).toBe(passes.length);
  const order = passes.map(({ stage }) => stages.indexOf(stage));
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test("a header without a part is refused", () => {
  const [pass] = passes;
  if (!pass) throw new Error("there are no passes");
  expect(() => passPage(pass, "/**\n * Before:\n */")).toThrow(
    "its header lacks After:, Counter-example, ## Obligations, ## Exactness, ## Keeps",
  );
  expect(() => passPage(pass, "export {};")).toThrow("does not begin with a comment");
});
