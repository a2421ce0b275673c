/**
 * Facts of the catalogue against the real libraries, with a few generated calls for each name; `npm run catalog-attack` makes
 * many. The first test checks that the attack itself finds what is wrong.
 */
import { attackFacts, attackLibrary, countFacts } from "../../bench/catalog/attack.js";
import { type EnvironmentName, environment } from "../../bench/harness/python-environment.js";

test("wrong facts are refuted", async () => {
  const { names } = await attackFacts(environment("current"), "numpy", { examples: 40, seconds: 10, seed: 1 }, [
    { name: "numpy.ndarray.sort", facts: { effects: [], result: "None" } },
    { name: "numpy.ravel", facts: { effects: [], alias: "new" } },
    { name: "numpy.random.rand", facts: { effects: [] } },
    { name: "numpy.log", facts: { effects: [] } },
    { name: "numpy.linalg.inv", facts: { effects: [], raises: ["builtins.TypeError"] } },
    { name: "numpy.sin", facts: { twins: [{ name: "math.sin", exact: "E0" }] } },
    { name: "numpy.sqrt", facts: { twins: [{ name: "math.sqrt", exact: "E0", except: ["domain error"], where: ["float64"] }] } },
    { name: "numpy.argmax", facts: { effects: [], alias: "new", result: "int" } },
    { name: "numpy.copy", facts: { effects: [], alias: "new", result: "ndarray" } },
  ]);
  const refuted = names.map(({ name, refuted: wrong }) => [name, wrong.map(({ fact }) => fact)]);
  expect(refuted).toEqual([
    ["numpy.ndarray.sort", ["effects"]],
    ["numpy.ravel", ["alias"]],
    ["numpy.random.rand", ["effects"]],
    ["numpy.log", ["effects"]],
    ["numpy.linalg.inv", ["raises"]],
    ["numpy.sin", ["twins"]],
    ["numpy.sqrt", []],
    ["numpy.argmax", ["result"]],
    ["numpy.copy", []],
  ]);
});

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.concurrent.each(environments)("facts hold for the %s versions of the libraries", async (name) => {
  const python = environment(name);
  const refuted: string[] = [];
  for (const library of ["python", "numpy", "pandas"]) {
    const { version, names } = await attackLibrary(python, library, { examples: 3, seconds: 1, total: 40, seed: 1 });
    for (const one of names)
      for (const { fact, message } of one.refuted) refuted.push(`${library} ${version}: ${one.name} ${fact}: ${message}`);
    const counts = countFacts(names);
    // How many there is time for depends on the machine.
    if (counts.effects.claimed > 0) expect(counts.effects.tried).toBeGreaterThan(0);
  }
  expect(refuted).toEqual([]);
});
