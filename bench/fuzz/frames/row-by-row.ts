/** Random loops that make a frame longer row by row, and that go through the elements of columns. */
import type { Random } from "../../harness/random.js";

/**
 * @param frame  name of a variable that holds a frame
 * @param column gives one of its columns
 * @param others indented statements that may do anything to the frame
 */
export function growthLoop(rng: Random, frame: string, column: () => string, others: readonly string[]): string[] {
  const value = (): string =>
    rng.pick([
      "i",
      "i",
      "i * 0.5",
      "str(i)",
      '"t"',
      "i > 2",
      "None",
      "2.5 if i % 3 else i",
      `${frame}["${column()}"].iloc[i % len(${frame})]`,
    ]);
  const names = rng.pick([["a"], ["a", "b"], ["a", "b", "c"]]);
  const values = names.map(value);
  const row = `{${names.map((name, at) => `"${name}": ${values[at]}`).join(", ")}}`;
  const list = `[${values.join(", ")}]`;
  const start = rng.pick([
    `pd.DataFrame(columns=${JSON.stringify(names)})`,
    `pd.DataFrame(columns=${JSON.stringify(names)})`,
    "pd.DataFrame()",
    "None",
    `pd.DataFrame([${row.replaceAll(/\bi\b/g, "7")}])`,
    `${frame}[${JSON.stringify(names)}]`,
    `${frame}[${JSON.stringify(names)}].copy()`,
  ]);
  const again = rng.chance(0.7) ? ", ignore_index=True" : rng.pick(["", ", sort=False"]);
  const piece = rng.pick([
    `pd.DataFrame([${row}])`,
    `pd.DataFrame({${names.map((name, at) => `"${name}": [${values[at]}]`).join(", ")}})`,
    `pd.DataFrame([${list}], columns=${JSON.stringify(names)})`,
    `${frame}[${frame}["a"] == i % 4][${JSON.stringify(names)}]`,
    `${frame}.head(i % 3)`,
  ]);
  const label = rng.pick(["len(grown)", "len(grown)", "grown.shape[0]", "i", "len(grown) + 1", "name"]);
  const step = rng.chance(0.5) ? `grown = pd.concat([grown, ${piece}]${again})` : `grown.loc[${label}] = ${rng.pick([list, row])}`;
  const guarded = rng.chance(0.15)
    ? ["    try:", `        ${step}`, "    except Exception as error:", "        print(type(error).__name__)"]
    : [`    ${step}`];
  return [
    `grown = ${start}`,
    ...(rng.chance(0.1) ? ["same_grown = grown"] : []),
    `for i in range(${rng.pick([0, 1, 2, 3, 6, 9])}):`,
    '    name = "r%d" % i',
    ...(rng.chance(0.2) ? [`    if i == ${rng.int(5)}:`, `        ${rng.pick(["continue", "break"])}`] : []),
    ...guarded,
    ...(rng.chance(0.1) ? ["    print(len(grown))"] : []),
    ...(rng.chance(0.05) ? ["    print(grown)"] : []),
    ...(rng.chance(0.2) ? others : []),
    "print(grown, None if grown is None else grown.dtypes.tolist())",
  ];
}

/** The frame is made long enough for that to pay. */
export function itemsLoop(rng: Random, frame: string, column: () => string, others: readonly string[]): string[] {
  const [c, d] = [rng.pick([column(), "k", "s"]), rng.pick([column(), "k"])];
  const long = rng.chance(0.8) ? [`long = pd.concat([${frame}] * 40, ignore_index=True)`] : [`long = ${frame}`];
  const use = rng.pick([
    () => [`print([v for v in long["${c}"]][-3:])`],
    () => [`print([(v, w) for v, w in zip(long["${c}"], long["${d}"]) if w == w][-3:])`],
    () => [`print(list(dict(zip(long["${c}"], long["${d}"])).items())[:3])`],
    () => [`print(len(set(long["${c}"])), list(long["${c}"])[-2:])`],
    () => [`print(sum(v * 2 for v in long["${c}"]))`],
    () => [`print(max(long["${c}"]), sorted(long["${d}"])[:2])`],
    () => [`print(",".join(str(v) for v in long["${c}"])[:40])`],
    () => ["seen = []", `for n, v in enumerate(long["${c}"]):`, "    seen.append((n, v))", "print(seen[-2:])"],
    () => ["seen = []", `for v in long["${c}"]:`, `    long.loc[100, "${c}"] = v`, "    seen.append(v)", "print(seen[:3], seen[98:103])"],
    () => ["seen = []", `for v in long["${c}"]:`, "    seen.append(v)", ...others, "print(seen[-3:])"],
  ])();
  return [...long, ...use];
}
