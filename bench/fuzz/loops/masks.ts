/** Random functions with loops that select elements by the value of an array, and traps in them. */
import { type Random, random } from "../../harness/random.js";

/** A program with functions `f0`, `f1`, …; `run_pairs.py` makes arguments by the first letters of parameters. */
export function maskProgram(seed: number, index: number, functions = 8): string {
  const parts = Array.from({ length: functions }, (_, number) => maskFunction(`f${number}`, random(seed, index, number)));
  return `import numpy as np\n\n\n${parts.join("\n\n")}`;
}

function maskFunction(name: string, rng: Random): string {
  const byLabel = rng.chance(0.5);
  const key = byLabel ? "g" : "x";
  const head = byLabel
    ? rng.pick([
        "for k in np.unique(g):",
        "for k in range(n):",
        "for i, k in enumerate(K):",
        "for k in K:",
        "for i, k in enumerate(np.unique(g)):",
      ])
    : rng.pick(["for i in range(n):", "for i in range(len(e) - 1):", "for i, low in enumerate(e):"]);
  const hasIndex = head.includes(" i");
  const lines: string[] = [];
  const indent = "        ";
  const low = head.includes("low") ? "low" : rng.pick(["e[i]", "i / n", "r * i / n", "b", "a"]);
  const high = head.includes("low") ? "low + s" : rng.pick(["e[i + 1]", "(i + 1) / n", "c", "s"]);
  if (low === "b" && !byLabel) lines.push(`${indent}b = s * i / n`);
  if (high === "c" && !byLabel) lines.push(`${indent}c = s * (i + 1) / n`);
  const [above, below] = [rng.pick([">=", ">"]), rng.pick(["<", "<="])];
  const from = rng.pick([`${key} ${above} ${low}`, `${low} ${above === ">=" ? "<=" : "<"} ${key}`]);
  const to = rng.pick([`${key} ${below} ${high}`, `${high} ${below === "<=" ? ">=" : ">"} ${key}`]);
  const sides = rng.chance(0.5) ? [from, to] : [to, from];
  const mask = byLabel
    ? rng.pick([`${key} == k`, `k == ${key}`])
    : rng.pick([`(${sides[0]}) & (${sides[1]})`, `np.logical_and(${sides[0]}, ${sides[1]})`]);
  const isNamed = rng.chance(0.5);
  if (isNamed) lines.push(`${indent}m = ${mask}`);
  const use = isNamed ? "m" : mask;
  const value = (): string =>
    rng.pick([
      `y[${use}].mean()`,
      `y[${use}].sum()`,
      `np.std(${key}[${use}])`,
      `len(y[${use}])`,
      `float(np.sum(y[${use}] * 2))`,
      `Z[${use}].sum(axis=0)[0]`,
      `np.max(y[${use}], initial=0)`,
      `y[${use}].max()`,
      `(y[${use}] - y[${use}].mean()).sum()`,
    ]);
  const count = 1 + rng.int(2);
  for (let number = 0; number < count; number++) {
    lines.push(
      indent +
        rng.weighted({
          [`l.append(${value()})`]: 3,
          [`o[${hasIndex ? "i" : "0"}] = ${value()}`]: 3,
          [`t += ${value()}`]: 2,
          [`v${number} = ${value()}`]: 1,
          [`d[${hasIndex ? "i" : "0"}] = y[${use}]`]: 1,
        }),
    );
    if (lines.at(-1)?.includes(` v${number} =`)) lines.push(`${indent}l.append(v${number} * 2)`);
  }
  if (rng.chance(0.1)) lines.splice(rng.int(lines.length), 0, `${indent}if s < 0:`, `${indent}    continue`);
  if (rng.chance(0.15))
    lines.push(
      indent +
        rng.pick([
          `${key}[0] = 1`,
          `${key}[${use}] = 0`,
          "y[0] = 2",
          `l.append((${use}).sum())`,
          `y = y[${use}]`,
          "if len(l) > 3: break",
          `o += ${rng.pick(["1", "t"])}`,
          `${key} += 1`,
        ]),
    );
  const text = lines.join("\n");
  const counted = text.includes("t +=") ? ["    t = 0"] : [];
  const parameters = ["x", "y", "Z", "g", "K", "e", "n", "o", "l", "d", "s", "r", "a"].filter((each) =>
    new RegExp(`\\b${each}\\b`).test(`${head}\n${text}`),
  );
  const result = counted.length > 0 ? "t" : isNamed && rng.chance(0.1) ? "m" : "None";
  return `def ${name}(${parameters.join(", ")}):\n${[...counted, `    ${head}`].join("\n")}\n${text}\n    return ${result}\n`;
}
