/** Random loops over the rows of a frame that add to numbers, lists, tables and sets, now and then in a way that depends on what was added. */
import type { Random } from "../../harness/random.js";
import type { Pipeline } from "./pipelines.js";
import { groups, type Kind, Scalars } from "./scalars.js";

const fields: readonly (readonly [string, Kind])[] = [
  ["a", "int"],
  ["b", "int"],
  ["x", "float"],
  ["y", "float"],
  ["s", "text"],
  ["k", "group"],
  ["d", "date"],
  ["t", "bool"],
];

export function foldPipeline(rng: Random): Pipeline {
  const loops = Array.from({ length: 1 + rng.int(2) }, () => foldLoop(rng).join("\n"));
  return { helpers: [], steps: loops };
}

const starts = {
  total: ["0", "0", "0.0", "1.5", "-0.0", "True", "np.int64(3)", "np.float64(0.5)", "2**60", '""'],
  best: ["0", "-1", "-math.inf", "0.0", "None", "100.5", "-0.0"],
  found: ["[]", "[]", '["first"]', "list()", "out", "()"],
  table: [
    "{}",
    "{}",
    "{}",
    '{"north": 1}',
    '{"north": 0.5, 2: 3}',
    "defaultdict(int)",
    "defaultdict(float)",
    "Counter()",
    "{True: 1, 2.0: 5}",
  ],
  lists: ["{}", "{}", "defaultdict(list)", '{"north": [1]}', '{"north": "n"}'],
  seen: ["set()", "set()", '{"north"}', "{1, 2.0}"],
} as const;

type Target = keyof typeof starts;

function foldLoop(rng: Random): string[] {
  const columns = rng.shuffle(fields).slice(0, 1 + rng.int(4));
  const how = rng.pick(["rows", "rows", "rows", "tuples", "tuples", "items", "zip"] as const);
  const used = how === "items" ? columns.slice(0, 1) : how === "zip" && columns.length < 2 ? fields.slice(0, 2) : columns;
  const read = (name: string): string => (how === "rows" ? `row["${name}"]` : how === "tuples" ? `row.${name}` : name);
  const scalars = new Scalars(rng, { columns: used, read });
  const cell = (...kinds: readonly Kind[]): string => {
    const fitting = used.filter(([, kind]) => kinds.length === 0 || kinds.includes(kind));
    return read(rng.pick(fitting.length > 0 ? fitting : used)[0]);
  };
  const number = (): string => rng.pick([() => cell("int", "float"), () => "1", () => scalars.number(1), () => cell()])();
  const value = (): string =>
    rng.pick([
      () => cell(),
      number,
      () => `(${cell()}, ${number()})`,
      () => `{"v": ${cell()}, "n": 1}`,
      () => `[${cell()}]`,
      () => scalars.text(1),
      () => rng.pick(['"low"', "None", "0", "1.5", "True"]),
      () => scalars.any(1),
    ])();
  const keys = [cell("group", "text"), cell(), rng.pick([`(${cell()}, ${cell()})`, `"${rng.pick(groups)}"`, `${cell("int")} % 3`])];
  const key = (): string => rng.pick(keys);
  const test = (): string => scalars.truth(1);
  const asked = rng.chance(0.4);

  const step = (depth: number): string[] => {
    const k = key();
    const n = number();
    return rng.pick<() => string[]>([
      () => [
        `total ${rng.pick(["+=", "+=", "-="])} ${n}`,
        ...(asked && depth === 0 ? [`found.append(${rng.pick(["total", "total", "total * 2", "(total, 1)"])})`] : []),
      ],
      () => [`total = total + ${n}`],
      () => [`found.append(${value()})`],
      () => [`found.append(${value()})`],
      () => ["count += 1"],
      () => [`table[${k}] = table.get(${k}, 0) + ${n}`, ...(asked && depth === 0 ? [`found.append(table[${k}])`] : [])],
      () => [
        `if ${k} not in table:`,
        `    table[${k}] = ${rng.pick(["0", "0", "0.0", "1"])}`,
        `table[${k}] += ${n}`,
        ...(asked && depth === 0 ? [`found.append(table[${k}])`] : []),
      ],
      () => [`if ${k} in table:`, `    table[${k}] += ${n}`, "else:", `    table[${k}] = ${rng.pick([n, "1"])}`],
      () => [`if ${k} in lists:`, `    lists[${k}].append(${n})`, "else:", `    lists[${k}] = [${n}]`],
      () => [`table[${k}] += ${n}`],
      () => [`table[${k}] = ${value()}`],
      () => [`if ${k} not in table or ${n} > table[${k}]:`, `    table[${k}] = ${n}`],
      () => [`lists.setdefault(${k}, []).append(${value()})`],
      () => [`lists[${k}].append(${value()})`],
      () => [`if ${k} not in lists:`, `    lists[${k}] = []`, `lists[${k}].append(${value()})`],
      () => [`seen.add(${k})`],
      () => [`if ${n} > best:`, `    best = ${n}`],
      () => [`best = ${rng.pick(["max", "min"])}(best, ${n})`],
      () => [`value = ${scalars.any(1)}`, `found.append(${rng.pick(["value", "(value, 1)"])})`],
      () => (depth < 2 ? [`if ${test()}:`, ...inside(depth), ...(rng.chance(0.5) ? ["else:", ...inside(depth)] : [])] : ["count += 1"]),
      () =>
        depth < 2 ? [`if ${test()}:`, ...inside(depth), `elif ${test()}:`, ...inside(depth), "else:", ...inside(depth)] : ["count += 1"],
      () => [`if ${test()}:`, `    ${rng.pick(["continue", "continue", "pass", "break"])}`],
      () =>
        rng.chance(0.2)
          ? [rng.pick(["found.append(len(found))", "print(total)", "df.at[0, 'new'] = 1", "raise ValueError(1)"])]
          : ["count += 1"],
    ])();
  };
  const inside = (depth: number): string[] =>
    Array.from({ length: 1 + rng.int(2) }, () => step(depth + 1)).flatMap((lines) => lines.map((line) => `    ${line}`));
  const frame = rng.chance(0.8) ? "df" : rng.pick(["df[df.index == df.index]", "df.head(40)", "df.sort_values('a')"]);
  const head = {
    rows: `for ${rng.pick(["i", "_"])}, row in ${frame}.iterrows():`,
    tuples: `for row in ${frame}.itertuples(${rng.pick(["", "", "index=False", 'name="R"'])}):`,
    items: `for ${used[0]?.[0]} in df["${used[0]?.[0]}"]:`,
    zip: `for ${used.map(([name]) => name).join(", ")} in zip(${used.map(([name]) => `df["${name}"]`).join(", ")}):`,
  }[how];
  const body = Array.from({ length: rng.small(1, 4) }, () => step(0)).flat();
  if (how === "rows" && head.includes("for i") && rng.chance(0.3)) body.push("found.append(i)");
  const targets = Object.keys(starts) as Target[];
  return [
    "from collections import Counter, defaultdict",
    ...targets.map((name) => `${name} = ${rng.chance(0.7) ? starts[name][0] : rng.pick(starts[name])}`),
    "count = 0",
    head,
    ...body.map((line) => `    ${line}`),
    "out.extend([total, best, count, list(found), table, lists, seen, list(seen)])",
    ...(rng.chance(0.2) && (how === "rows" || how === "tuples") ? ["out.append(str(type(row)) if len(df) else 0)"] : []),
  ];
}
