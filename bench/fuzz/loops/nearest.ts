/** Random functions that look for the best of several for each element: nearest centres, best matches, with where it stands. */
import type { Random } from "../../harness/random.js";

/** A function with one such nest: `a` and `b` are compared with each other, or rows of `A` with rows of `B`. */
export function nearestFunction(name: string, rng: Random): string {
  const areRows = rng.chance(0.4);
  const used = new Set<string>(["c"]);
  const use = (text: string): string => {
    for (const [, each] of text.matchAll(/\b([a-dA-Dnms])\b/g)) used.add(each as string);
    return text;
  };
  const [one, other] = areRows ? ["A", "B"] : ["a", "b"];
  const [rows, others] = [use(rng.pick([`len(${one})`, "n", "n"])), use(rng.pick([`len(${other})`, "m", "5", "m"]))];
  const first = rng.pick(["", "", "1, "]);
  const distance = (i: string, j: string): string => {
    const [x, y] = areRows ? [`${one}[${i}, 0]`, `${other}[${j}, 0]`] : [`${one}[${i}]`, `${other}[${j}]`];
    return use(rng.pick([`abs(${x} - ${y})`, `(${x} - ${y}) * (${x} - ${y})`, `${x} * ${y}`, y, `${x} - ${y} + ${j}`]));
  };
  const starts = ["1e300", "float('inf')", "-float('inf')", "0.0", "np.inf", "-1", "s", distance("i", "0"), "-1e300", "3.0"];
  const operator = rng.pick(["<", "<", ">", "<=", ">="]);
  const lines = [`    for i in range(${rows}):`];
  const isSetInside = rng.chance(0.92);
  const indent = isSetInside ? "        " : "    ";
  const start = isSetInside ? rng.pick(starts) : "1e300";
  const begin = [
    `${indent}best = ${use(start)}`,
    `${indent}at = ${rng.pick(["-1", "0", "0", "i", "None", "0.5"].slice(0, isSetInside ? 6 : 2))}`,
  ];
  if (isSetInside) lines.push(...begin);
  else lines.unshift(...begin);
  const isLong = areRows && rng.chance(0.6);
  lines.push(`        for j in range(${first}${others}):`);
  if (isLong) {
    lines.push(
      "            e = 0.0",
      "            for k in range(2):",
      `                e += ${use("(A[i, k] - B[j, k]) * (A[i, k] - B[j, k])")}`,
    );
  } else lines.push(`            e = ${distance("i", "j")}`);
  if (rng.chance(0.08)) lines.push("            best = best * 1.0");
  lines.push(`            if ${rng.chance(0.8) ? `e ${operator} best` : `best ${operator} e`}:`);
  const members = ["                best = e", `                at = ${rng.pick(["j", "j", "j + 1", "i + j", "e"])}`];
  if (rng.chance(0.3)) members.reverse();
  if (rng.chance(0.1)) members.push("                at = i");
  if (rng.chance(0.05)) members.push("                break");
  lines.push(...members);
  if (rng.chance(0.06)) lines.push("            else:", "                at = i");
  if (rng.chance(0.06)) lines.push("            c[i] = at");
  if (rng.chance(0.9)) lines.push(`        c[i] = ${rng.pick(["at", "at", "best", "best + at", "at * 2"])}`);
  if (rng.chance(0.5)) {
    used.add("d");
    lines.push(`        d[i] ${rng.pick(["=", "+="])} ${rng.pick(["best", "best", "at", "best * 0.5"])}`);
  }
  const results = rng.chance(0.4) ? rng.pick(["(best, at)", "at", "(at, i)", "j"]) : "None";
  const before = results === "None" ? [] : ["    best = at = i = j = 0"];
  const whole = rng.chance(0.6) ? [`    c = np.zeros(${rng.pick(["95", "n"])}, dtype=${rng.pick(["int", "int", "float"])})`] : [];
  if (whole.length > 0) used.delete("c");
  if (whole[0]?.includes("zeros(n")) used.add("n");
  return `def ${name}(${[...used].sort().join(", ")}):\n${[...before, ...whole, ...lines, `    return ${whole.length > 0 ? `(c, ${results})` : results}`].join("\n")}\n`;
}
