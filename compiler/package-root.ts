/** Where this package lives on disk: its Python files are read from there, whether it runs from a clone or from `node_modules`. */
import { fileURLToPath } from "node:url";

/** Absolute path of the folder that holds `package.json`. Compiled files lie in `dist/compiler/`, two levels below. */
export const packageRoot: string = fileURLToPath(new URL("../../", import.meta.url));
