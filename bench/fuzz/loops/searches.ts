/** Random functions with loops that end early: what they look for, what they do when they have found it, and traps. */
import type { Random } from "../../harness/random.js";

/** Long arrays are called x, y, z and their length N, as `run_pairs.py` makes arguments for them. */
export function searchFunction(name: string, rng: Random): string {
  const used = new Set<string>();
  const vector = (): string => {
    const chosen = rng.pick(["x", "x", "x", "y", "z"]);
    used.add(chosen);
    return chosen;
  };
  const number = (): string => {
    const chosen = rng.pick(["1.5", "2", "-1.5", "0.0", "1", "s"]);
    if (chosen === "s") used.add("s");
    return chosen;
  };
  const lines: string[] = [];
  const elements: string[] = [];
  const form = rng.weighted({ range: 6, element: 3, enumerate: 2, zip: 2, while: 4 } as const);
  let head = "";
  const first = rng.pick([0, 0, 0, 1, 3]);
  const others: string[] = [];
  switch (form) {
    case "range": {
      used.add("N");
      const stop = rng.pick(["N", "N", "N - 1", "len(x)"]);
      if (stop === "len(x)") used.add("x");
      head = `for i in ${rng.pick([`range(${first}, ${stop})`, `range(${stop})`, `range(${stop})`, `range(${first}, ${stop}, 2)`, "range(N - 1, -1, -1)", "range(N - 1, 0, -1)"])}:`;
      break;
    }
    case "element":
      elements.push("v");
      head = `for v in ${vector()}:`;
      break;
    case "enumerate":
      elements.push("v");
      head = `for i, v in enumerate(${vector()}):`;
      break;
    case "zip":
      elements.push("v", "w");
      head = `for v, w in zip(${vector()}, ${vector()}):`;
      break;
    default:
      used.add("N");
      lines.push(`    i = ${first}`);
  }
  const hasCounter = form === "range" || form === "enumerate" || form === "while";
  const leaf = (): string => {
    if (elements.length > 0 && (!hasCounter || rng.chance(0.7))) return rng.pick(elements);
    return `${vector()}[${rng.pick(["i", "i", "i", "i", "i + 1", "i - 1"])}]`;
  };
  const temporaries: string[] = [];
  const value = (): string => {
    if (temporaries.length > 0 && rng.chance(0.4)) return rng.pick(temporaries);
    return rng.pick([
      leaf(),
      leaf(),
      leaf(),
      `abs(${leaf()})`,
      `${leaf()} * ${leaf()}`,
      `${leaf()} - ${leaf()}`,
      `np.sqrt(${leaf()})`,
      `1.0 / ${leaf()}`,
    ]);
  };
  const test = (): string => {
    const simple = `${value()} ${rng.pick([">", ">", ">", "<", ">=", "==", "!="])} ${rng.chance(0.85) ? number() : value()}`;
    return rng.pick([
      simple,
      simple,
      simple,
      `${simple} and ${value()} > ${number()}`,
      `${simple} or ${value()} < -1.5`,
      `not ${simple}`,
      `np.isnan(${leaf()})`,
    ]);
  };
  const inner = "        ";
  if (form === "while") {
    if (rng.chance(0.5)) others.push(test());
    head = `while ${[rng.pick(["i < N", "i < N", "i <= N - 1", "i < N - 1"]), ...others].join(" and ")}:`;
  }
  lines.push("    found = None", `    ${head}`);
  const body: string[] = [];
  const exit = (indent: string): void => {
    const result = hasCounter ? rng.pick(["i", "i", leaf()]) : leaf();
    switch (rng.weighted({ break: 4, return: 4, raise: 1, more: 1 } as const)) {
      case "break":
        if (rng.chance(0.6)) body.push(`${indent}found = ${rng.pick([result, "True", ...temporaries])}`);
        return void body.push(`${indent}break`);
      case "return":
        return void body.push(`${indent}return ${rng.pick([result, "True", "False", `(found, ${result})`, ...temporaries])}`);
      case "raise":
        return void body.push(`${indent}raise ValueError(${result})`);
      default:
        body.push(`${indent}${vector()}[0] = 7`, `${indent}return ${result}`);
    }
  };
  if (rng.chance(0.35)) {
    body.push(`${inner}t = ${value()}`);
    temporaries.push("t");
  }
  if (form !== "while" && rng.chance(0.2)) body.push(`${inner}if ${test()}:`, `${inner}    continue`);
  const count = others.length > 0 ? rng.pick([0, 1]) : rng.pick([1, 1, 1, 2]);
  for (let at = 0; at < count; at++) {
    if (at > 0 && rng.chance(0.3)) body.push(`${inner}t = ${value()}`);
    body.push(`${inner}if ${test()}:`);
    if (rng.chance(0.15)) {
      body.push(`${inner}    if ${test()}:`);
      exit(`${inner}        `);
    } else {
      exit(`${inner}    `);
      if (rng.chance(0.15)) {
        body.push(`${inner}elif ${test()}:`);
        exit(`${inner}    `);
      }
    }
  }
  // What carries something on must be left alone.
  if (rng.chance(0.12)) body.push(`${inner}${rng.pick(["found = i", "u = t", "u += 1", "t = u", "x[0] = 1"])}`);
  const text = body.join("\n");
  const starts = /\b[tu]\b/.test(text) ? ["    t = 0", "    u = 0"] : [];
  for (const each of ["x"]) if (text.includes(`${each}[`)) used.add(each);
  if (form === "while") body.push(`${inner}i += 1`);
  lines.push(...body);
  if (rng.chance(0.4)) lines.push("    else:", `        found = ${rng.pick(["-1", "(found, 2)"])}`);
  const results = [
    "found",
    ...(starts.length > 0 ? ["t", "u"] : []),
    ...(hasCounter && rng.chance(0.5) ? ["i"] : []),
    ...(elements.length > 0 && rng.chance(0.4) ? ["v"] : []),
  ];
  return `def ${name}(${[...used].sort().join(", ")}):\n${[...starts, ...lines, `    return (${results.join(", ")},)`].join("\n")}\n`;
}
