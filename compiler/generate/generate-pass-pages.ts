/** Writes docs/passes/: a page for each pass, made from the header of its file. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { passes } from "../../passes/index.js";
import { passPage } from "../../passes/manager/page.js";
import { packageRoot } from "../package-root.js";

export const pagesFolder: string = join(packageRoot, "docs/passes");

/** Name of the file and its text, for each pass. */
export function passPages(): ReadonlyMap<string, string> {
  return new Map(
    passes.map((pass) => {
      const source = readFileSync(join(packageRoot, "passes", pass.stage, `${pass.name}.ts`), "utf8");
      return [`${pass.name}.md`, passPage(pass, source)];
    }),
  );
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const pages = passPages();
  mkdirSync(pagesFolder, { recursive: true });
  for (const name of readdirSync(pagesFolder)) if (!pages.has(name)) rmSync(join(pagesFolder, name));
  for (const [name, text] of pages) writeFileSync(join(pagesFolder, name), text);
  process.stderr.write(`docs/passes: ${pages.size} pages\n`);
}
