/** After `tsc`: removes from `dist/` what sources that are gone had left there, and makes the command line executable. */
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const compiled = /(\.d\.ts|\.js)(\.map)?$/;

for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (compiled.test(name) && !existsSync(join(root, name.replace(compiled, ".ts")))) rmSync(join(dist, name));
}
for (const command of Object.values(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).bin)) {
  chmodSync(join(root, command), 0o755);
}
