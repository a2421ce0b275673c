/** Which libraries a Python has, and in which versions: an input of the type analysis. */
import { spawnSync } from "node:child_process";
import { findPythons } from "./find-python.js";

/** Names of distributions, by the module that they bring. */
const distributions: Readonly<Record<string, readonly string[]>> = {
  numpy: ["numpy"],
  pandas: ["pandas"],
  scipy: ["scipy"],
  matplotlib: ["matplotlib"],
  sklearn: ["scikit-learn"],
  torch: ["torch"],
  tensorflow: ["tensorflow", "tensorflow-cpu"],
  keras: ["keras"],
  pyarrow: ["pyarrow"],
  seaborn: ["seaborn"],
  plotly: ["plotly"],
  polars: ["polars"],
};

const program = `
import json, sys
from importlib.metadata import version
found = {"python": "%d.%d.%d" % sys.version_info[:3]}
for module, names in json.loads(sys.argv[1]).items():
    for name in names:
        try:
            found.setdefault(module, version(name))
        except Exception:
            pass
print(json.dumps(found))
`;

/**
 * Versions by module name, and of `python`; empty when the Python does not answer. Imports none of the libraries.
 * @throws NoodleError when there is no Python
 */
export function libraryVersions(python: string | undefined): Readonly<Record<string, string>> {
  for (const { file, args } of findPythons(python)) {
    const { status, stdout } = spawnSync(file, [...args, "-c", program, JSON.stringify(distributions)], { encoding: "utf8" });
    const found = status === 0 ? parsed(stdout) : undefined;
    if (found !== undefined) return found;
  }
  return {};
}

/** What it says; nothing when that is no JSON: it is no Python. */
function parsed(text: string): Readonly<Record<string, string>> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
