/** Random pipelines over a frame, step by step as analysts write them. */
import type { Random } from "../../harness/random.js";
import { groups, type Kind, type Row, Scalars } from "./scalars.js";

export interface Pipeline {
  /** Functions that steps call, each whole. */
  readonly helpers: readonly string[];
  /** Statements without indentation; a step may have several lines. */
  readonly steps: readonly string[];
}

const schema: readonly (readonly [string, Kind])[] = [
  ["a", "int"],
  ["b", "int"],
  ["x", "float"],
  ["y", "float"],
  ["s", "text"],
  ["k", "group"],
  ["d", "date"],
  ["t", "bool"],
];

/** @param prefix of the names of functions, which no other pipeline of the program uses */
export function pipeline(rng: Random, prefix: string): Pipeline {
  const maker = new PipelineMaker(rng, prefix);
  const steps = Array.from({ length: rng.small(3, 12) }, () => maker.step());
  return { helpers: maker.helpers, steps };
}

export function functionText(name: string, { helpers, steps }: Pipeline): string {
  const body = ["out = []", ...steps, "return df, out"].join("\n").replace(/^(?=.)/gm, "    ");
  return [...helpers, `def ${name}(df, other):\n${body}\n`].join("\n\n");
}

export const moduleText = ({ helpers, steps }: Pipeline): string => `${[...helpers, ["out = []", ...steps].join("\n")].join("\n\n")}\n`;

class PipelineMaker {
  readonly helpers: string[] = [];
  private readonly scalarHelpers: string[] = [];
  private readonly fields: (readonly [string, Kind])[] = [...schema];
  private readonly known: string[] = [];
  private count = 0;

  constructor(
    private readonly rng: Random,
    private readonly prefix: string,
  ) {}

  step(): string {
    const kinds = {
      rows: 7,
      values: 6,
      loops: 6,
      masks: 7,
      groups: 5,
      joins: 2,
      order: 4,
      growth: 2,
      texts: 3,
      casts: 3,
      counts: 3,
      columns: 3,
      shown: 1,
    } as const;
    return this[this.rng.weighted(kinds)]();
  }

  private fresh(letter: string): string {
    this.count++;
    return `${letter}${this.count}`;
  }

  private column(...kinds: readonly Kind[]): string {
    const fitting = this.fields.filter(([, kind]) => kinds.length === 0 || kinds.includes(kind));
    return fitting.length === 0 ? "a" : this.rng.pick(fitting)[0];
  }

  /** `df["a"]`, sometimes `df.a`. */
  private series(...kinds: readonly Kind[]): string {
    const name = this.column(...kinds);
    return this.rng.chance(0.1) && /^[abxysk]$/.test(name) ? `df.${name}` : `df["${name}"]`;
  }

  /** A new column, or one that is there, or a result that is kept. */
  private kept(value: string, kind: Kind = "float"): string {
    const { rng } = this;
    if (rng.chance(0.45)) return `out.append(${value})`;
    const name = rng.chance(0.75) ? this.fresh("n") : this.column(kind);
    if (!this.fields.some(([each]) => each === name)) this.fields.push([name, kind]);
    return `df["${name}"] = ${value}`;
  }

  private scalars(row: Row): Scalars {
    return new Scalars(this.rng, row, this.scalarHelpers);
  }

  private rowOf(read: (name: string) => string, most = 4): Row {
    return { columns: this.rng.shuffle(this.fields).slice(0, 1 + this.rng.int(most)), read };
  }

  /** A function of the program: a chain of tests that returns. */
  private named(parameter: string, row: Row): string {
    const { rng } = this;
    const name = `${this.prefix}_${this.fresh("f")}`;
    const scalars = this.scalars(row);
    const lines: string[] = [];
    if (rng.chance(0.3)) lines.push(`value = ${scalars.number(2)}`);
    const result = (): string =>
      lines[0]?.startsWith("value") && rng.chance(0.4) ? rng.pick(["value", "value * 2", "value + 1"]) : this.result(scalars);
    const form = rng.pick(["chain", "chain", "early", "plain", "attempt", "parts"] as const);
    if (form === "attempt") {
      const caught = rng.pick(["except ValueError:", "except (TypeError, AttributeError):", "except Exception:", "except:"]);
      lines.push("try:", `    return ${result()}`, caught, `    return ${rng.pick(["0", "None", '"?"', result()])}`);
    } else if (form === "parts") {
      lines.push("parts = []", `for each in ${scalars.text(1)}:`, '    if each != "e":', "        parts.append(each.upper())");
      lines.push(`return ${rng.pick(['"".join(parts)', "len(parts)", "parts[0]", '"-".join(parts[:2])', "parts"])}`);
    } else if (form === "plain") lines.push(`return ${scalars.any(2)}`);
    else {
      const count = 1 + rng.int(3);
      for (let index = 0; index < count; index++) {
        const word = index > 0 && form === "chain" ? "elif" : "if";
        lines.push(`${word} ${scalars.truth(1)}:`, `    return ${result()}`);
      }
      if (rng.chance(0.85))
        lines.push(...(form === "chain" && rng.chance(0.6) ? ["else:", `    return ${result()}`] : [`return ${result()}`]));
    }
    this.helpers.push(`def ${name}(${parameter}):\n${lines.map((line) => `    ${line}\n`).join("")}`);
    return name;
  }

  private result(scalars: Scalars): string {
    const { rng } = this;
    return rng.pick([
      () => scalars.number(1),
      () => rng.pick(["0", "1", "2.5", "-1"]),
      () => rng.pick(['"low"', '"high"', '"mid"']),
      () => scalars.text(1),
    ])();
  }

  private scalarHelper(): void {
    const name = `${this.prefix}_${this.fresh("g")}`;
    const body = new Scalars(this.rng, { columns: [["v", "float"]], read: () => "v" }).number(2);
    const guard = this.rng.chance(0.4)
      ? `    if v ${this.rng.pick(["<", ">"])} ${this.rng.pick(["0", "5"])}:\n        return ${this.rng.pick(["0", "v", "1.0"])}\n`
      : "";
    this.helpers.push(`def ${name}(v):\n${guard}    return ${body}\n`);
    this.scalarHelpers.push(name);
  }

  private rows(): string {
    const { rng } = this;
    if (rng.chance(0.2)) this.scalarHelper();
    const frame = rng.chance(0.15) ? `df[["${this.column()}", "${this.column("int", "float")}"]]` : "df";
    const row = this.rowOf((name) => (rng.chance(0.12) ? `r.${name}` : `r["${name}"]`));
    if (rng.chance(0.4)) return this.kept(`${frame}.apply(${this.named("r", row)}, axis=1)`);
    const scalars = this.scalars(row);
    const body = rng.weighted({ any: 8, list: 0.5, series: 0.4, reduce: 0.6 } as const);
    if (body === "list") return `out.append(df.apply(lambda r: [${scalars.number(1)}, ${scalars.any(1)}], axis=1))`;
    if (body === "series") return `out.append(df.apply(lambda r: pd.Series([${scalars.number(1)}, ${scalars.number(1)}]), axis=1))`;
    if (body === "reduce")
      return this.kept(
        `df[["${this.column("int", "float")}", "${this.column("int", "float")}"]].${rng.pick(["sum(axis=1)", "max(axis=1)", "apply(np.sum, axis=1)", "mean(axis=1)", "apply(lambda r: r.sum(), axis=1)", "apply(max, axis=1)"])}`,
      );
    return this.kept(
      `${frame}.apply(lambda r: ${rng.chance(0.5) ? scalars.choice(2) : scalars.any(2)}, axis=${rng.chance(0.9) ? "1" : '"columns"'})`,
    );
  }

  private values(): string {
    const { rng } = this;
    const [name, kind] = rng.pick(this.fields);
    const row: Row = { columns: [["v", kind]], read: () => "v" };
    if (rng.chance(0.15)) this.scalarHelper();
    const method = rng.pick(["apply", "apply", "map"]);
    const series = `df["${name}"]`;
    const scalars = this.scalars(row);
    return rng.pick([
      () =>
        this.kept(
          `${series}.${method}(lambda v: ${kind === "text" || kind === "group" ? rng.pick([scalars.text(2), scalars.truth(1), scalars.choice(1)]) : rng.pick([scalars.number(2), scalars.choice(2), scalars.truth(1)])})`,
          kind,
        ),
      () => this.kept(`${series}.${method}(lambda v: ${scalars.any(2)})`),
      () => this.kept(`${series}.${method}(${this.named("v", row)})`),
      () => this.kept(`${series}.${method}(${rng.pick(["str", "float", "len", "int", "abs", "np.sqrt", "math.floor", "type"])})`),
      () =>
        this.kept(
          `df["${this.column("group")}"].map({${groups
            .slice(0, 2 + rng.int(3))
            .map((each, index) => `"${each}": ${rng.pick([String(index), `${index}.5`, `"${each[0]}"`, "None"])}`)
            .join(", ")}})`,
        ),
      () =>
        this.kept(
          `df["${this.column("group")}"].apply(lambda v: {"north": 1, "south": 2}${rng.pick([".get(v, 0)", ".get(v)", "[v]", '.get(v, "none")'])})`,
        ),
      () => this.kept(`${series}.apply(lambda v: ${scalars.number(1)}).apply(lambda v: ${rng.pick(["str(v)", "v * 2", "round(v, 1)"])})`),
      () => this.kept(`[${scalars.any(1).replaceAll("r[", "v[")} for v in ${series}]`),
    ])();
  }

  private loops(): string {
    const { rng } = this;
    const form = rng.pick(["iterrows", "iterrows", "itertuples", "zip", "index", "iloc", "records", "column"] as const);
    const columns = rng.shuffle(this.fields).slice(0, 1 + rng.int(3));
    const names = columns.map(([name]) => name);
    const heads = {
      iterrows: ["for i, row in df.iterrows():", (name: string) => `row["${name}"]`],
      itertuples: [`for row in df.itertuples(${rng.pick(["", "index=False"])}):`, (name: string) => `row.${name}`],
      zip: [
        `for ${names.map((name) => `v_${name}`).join(", ")}${names.length === 1 ? "," : ""} in zip(${names.map((name) => `df["${name}"]`).join(", ")}):`,
        (name: string) => `v_${name}`,
      ],
      index: [`for i in df.index:`, (name: string) => `df.${rng.pick(["loc", "at"])}[i, "${name}"]`],
      iloc: [
        "for i in range(len(df)):",
        (name: string) => rng.pick([`df.iloc[i]["${name}"]`, `df["${name}"].iloc[i]`, `df["${name}"][i]`, `df.loc[i, "${name}"]`]),
      ],
      records: ['for row in df.to_dict("records"):', (name: string) => `row["${name}"]`],
      column: [`for v in df["${names[0]}"]:`, () => "v"],
    } as const;
    const [head, read] = heads[form];
    const row: Row = { columns: form === "column" ? columns.slice(0, 1) : columns, read };
    const scalars = this.scalars(row);
    const test = rng.chance(0.5) ? scalars.truth(1) : undefined;
    const guarded = (line: string): string[] =>
      test ? [`    if ${test}:`, ...line.split("\n").map((each) => `        ${each}`)] : line.split("\n").map((each) => `    ${each}`);
    const name = this.fresh("r");
    const build = rng.weighted({
      sum: 4,
      list: 4,
      dict: 2,
      count: 2,
      extreme: 1,
      store: form === "index" || form === "iloc" || form === "iterrows" ? 4 : 0,
      text: 1,
    } as const);
    switch (build) {
      case "sum":
        return [
          `${name} = ${rng.pick(["0", "0", "0.0"])}`,
          head,
          ...guarded(`${name} ${rng.pick(["+=", "+=", "-=", "*="])} ${scalars.number(2)}`),
          `out.append(${name})`,
        ].join("\n");
      case "list": {
        const lines = [`${name} = []`, head, ...guarded(`${name}.append(${scalars.any(2)})`)];
        return [...lines, test || rng.chance(0.4) ? `out.append(${name})` : `df["${this.added(name, "float")}"] = ${name}`].join("\n");
      }
      case "dict": {
        const key = read(names[0] as string);
        const value = rng.pick([
          `${name}[${key}] = ${scalars.number(1)}`,
          `${name}[${key}] = ${name}.get(${key}, 0) + ${rng.pick(["1", scalars.number(0)])}`,
          `if ${key} not in ${name}:\n    ${name}[${key}] = []\n${name}[${key}].append(${scalars.number(0)})`,
        ]);
        return [`${name} = {}`, head, ...guarded(value), `out.append(${name})`].join("\n");
      }
      case "count":
        return [`${name} = 0`, head, `    if ${scalars.truth(1)}:`, `        ${name} += 1`, `out.append(${name})`].join("\n");
      case "extreme":
        return [
          `${name} = ${rng.pick(["None", "0", 'float("-inf")'])}`,
          head,
          `    if ${name} is None or ${read(names[0] as string)} ${rng.pick([">", "<"])} ${name}:`,
          `        ${name} = ${read(names[0] as string)}`,
          `out.append(${name})`,
        ].join("\n");
      case "text":
        return [`${name} = ""`, head, ...guarded(`${name} += str(${scalars.any(1)}) + ";"`), `out.append(${name})`].join("\n");
      default: {
        const target = rng.chance(0.7) ? this.added(this.fresh("n"), "float") : this.column("int", "float");
        const start = rng.chance(0.6) ? [`df["${target}"] = ${rng.pick(["0", "0.0", '""', "None", "np.nan"])}`] : [];
        const store =
          form === "iloc" ? rng.pick([`df.loc[i, "${target}"]`, `df.iloc[i, 0]`]) : `df.${rng.pick(["loc", "at"])}[i, "${target}"]`;
        return [...start, head, ...guarded(`${store} = ${rng.chance(0.7) ? scalars.number(2) : scalars.any(2)}`)].join("\n");
      }
    }
  }

  private added(name: string, kind: Kind): string {
    if (!this.fields.some(([each]) => each === name)) this.fields.push([name, kind]);
    return name;
  }

  private mask(): string {
    const { rng } = this;
    if (this.known.length > 0 && rng.chance(0.4)) return rng.pick(this.known);
    const one = (): string =>
      rng.pick([
        () => `${this.series("int", "float")} ${rng.pick([">", "<", ">=", "==", "!="])} ${rng.pick(["0", "3", "1.5", "10"])}`,
        () => `${this.series("int", "float")} ${rng.pick([">", "<="])} ${this.series("int", "float")}`,
        () => `${this.series("group")} == "${rng.pick(groups)}"`,
        () => `${this.series("group")}.isin(["north", "west"])`,
        () => `${this.series()}.${rng.pick(["isna()", "notna()", "notnull()"])}`,
        () => this.series("bool"),
        () => `${this.series("text")}.str.contains("${rng.pick(["e", "-", "re", "r.d"])}")`,
        () => `${this.series("date")}.dt.year > 2019`,
      ])();
    const mask = rng.pick([one, one, () => `(${one()}) ${rng.pick(["&", "|"])} (${one()})`, () => `~(${one()})`])();
    this.known.push(mask);
    return mask;
  }

  private filtered(): string {
    const { rng } = this;
    return rng.pick([
      () => `df[${this.mask()}]`,
      () => `df[${this.mask()}]`,
      () => `df.loc[${this.mask()}]`,
      () => `df.query("${rng.pick(["a > 3", "a > 1 and b < 4", "k == 'north'", "0 < x < 9", "x > y", "a in [1, 2, 3]"])}")`,
    ])();
  }

  private masks(): string {
    const { rng } = this;
    const rows = this.filtered();
    const column = this.column("int", "float");
    return rng.pick([
      () => `out.append(len(${rows}))`,
      () => `out.append(${rows}.shape[0])`,
      () =>
        `out.append(${rows}["${column}"].${rng.pick(["mean()", "sum()", "max()", "min()", "count()", "tolist()", "unique()", "nunique()", "median()", "iloc[0]", "values[0]", "std()", "head(2)"])})`,
      () => `out.append(${rows}[["${column}", "${this.column()}"]])`,
      () => `out.append((${this.mask()}).${rng.pick(["sum()", "mean()", "any()", "all()"])})`,
      () => `out.append(${rows}[${this.mask()}])`,
      () => `out.append(${rows}.${rng.pick(["empty", "index", 'drop(columns="a")', "reset_index(drop=True)", "copy()", "head(3)"])})`,
      () => `df = ${rows}`,
      () => `df = ${rows}.copy()`,
      () => `df = ${rows}.reset_index(drop=True)`,
      () => {
        const name = this.fresh("part");
        return `${name} = ${rows}\nout.append(${name}[${name}["${column}"] > ${rng.pick(["2", `${name}["${column}"].mean()`])}])\nout.append(len(${name}))`;
      },
      () => {
        const target = this.added(this.fresh("n"), "float");
        return `df.loc[${this.mask()}, "${target}"] = ${rng.pick(["1", "0.5", '"yes"'])}\ndf.loc[${this.mask()}, "${target}"] = ${rng.pick(["2", "1.5", '"no"', "np.nan"])}`;
      },
      () =>
        this.kept(
          `np.where(${this.mask()}, ${rng.pick(["1", '"yes"', this.series("int", "float")])}, ${rng.pick(["0", '"no"', "np.nan", this.series("int", "float")])})`,
        ),
      () => {
        const name = this.fresh("r");
        return `${name} = {}\nfor key in df["${this.column("group", "int")}"].unique():\n    ${name}[key] = df[df["${this.column("group", "int")}"] == key]["${column}"].${rng.pick(["mean()", "sum()", "max()", "count()", "median()"])}\nout.append(${name})`;
      },
    ])();
  }

  private groups(): string {
    const { rng } = this;
    const key = rng.pick(['"k"', '"k"', '"b"', '["k"]', '["k", "t"]', `"${this.column()}"`]);
    const column = this.column("int", "float", "int", "float", "date");
    const options = rng.chance(0.15) ? rng.pick([", sort=False", ", as_index=False", ", dropna=False", ", observed=True"]) : "";
    const group = `df.groupby(${key}${options})["${column}"]`;
    const body = rng.pick([
      "g.max() - g.min()",
      "g.sum()",
      "g.mean()",
      "g.max()",
      "sum(g)",
      "len(g)",
      "g.iloc[0]",
      "g.median()",
      "(g > 2).sum()",
      "g.nunique()",
      "g.std()",
      "list(g)",
      "g.fillna(0).sum()",
      "max(g)",
      "g.count()",
    ]);
    return rng.pick([
      () => `out.append(${group}.${rng.pick(["agg", "apply"])}(lambda g: ${body}))`,
      () => `out.append(${group}.${rng.pick(["sum", "mean", "max", "count", "size", "first", "nunique", "median"])}())`,
      () => `out.append(${group}.agg(${rng.pick(['["min", "max"]', '"mean"', "len", "max", "np.max", "lambda g: g.iloc[-1]"])}))`,
      () =>
        this.kept(
          `${group}.transform(${rng.pick(['"max"', '"mean"', '"count"', "lambda g: g - g.min()", "lambda g: g.max()", "lambda g: (g - g.mean()) / g.std()", "lambda g: g / g.sum()", "lambda g: g.fillna(g.median())", "lambda g: g.rank()"])})`,
        ),
      () =>
        `out.append(df.groupby(${key}).apply(lambda g: ${rng.pick(['g["a"].sum()', 'g["a"].max() - g["b"].min()', '(g["a"] * g["b"]).sum()', "len(g)", 'g.nlargest(1, "a")["a"].iloc[0]', 'g.sort_values("x").head(1)'])}))`,
      () => `out.append(df.groupby(${key}).filter(lambda g: ${rng.pick(["len(g) > 2", 'g["a"].max() > 5', 'g["x"].mean() > 2'])}))`,
      () => `out.append(df.groupby(${key})[["a", "x"]].${rng.pick(["max()", "sum()", 'agg({"a": "max", "x": "min"})', "mean()"])})`,
      () => `out.append(df.groupby("k")[["a", "b", "x"]].${rng.pick(["mean", "sum", "max"])}()["${rng.pick(["a", "x"])}"])`,
      () => {
        const name = this.fresh("r");
        return `${name} = []\nfor key, g in df.groupby(${key}):\n    ${name}.append((key, ${rng.pick(['g["a"].sum()', "len(g)", 'g["x"].max()', 'g["a"].iloc[0]'])}))\nout.append(${name})`;
      },
      () =>
        `totals = df.groupby("k")["a"].${rng.pick(["sum", "max", "count"])}().reset_index(name="${this.fresh("m")}")\ndf = df.merge(totals, on="k", how="left")`,
    ])();
  }

  private joins(): string {
    const { rng } = this;
    return rng.pick([
      () => `df = df.merge(other, on="k"${rng.pick(["", ', how="left"', ', how="inner"'])})`,
      () => `out.append(df.merge(other, on="k", how="left")["${rng.pick(["v", "w", "a"])}"].${rng.pick(["sum()", "tolist()", "max()"])})`,
      () =>
        `joined = df.merge(other, on="k"${rng.pick(["", ', how="left"'])})\nout.append(joined[joined["${rng.pick(["v", "w"])}"] > ${rng.pick(["11", "0.3"])}])`,
      () => this.kept('df["k"].map(other.set_index("k")["v"])'),
      () => this.kept('df["k"].map(dict(zip(other["k"], other["v"])))'),
      () => this.kept('df.apply(lambda r: other[other["k"] == r["k"]]["v"].values[0], axis=1)'),
      () => this.kept('df["k"].apply(lambda v: other.loc[other["k"] == v, "w"].sum())'),
      () =>
        'found = []\nfor key in df["k"].unique():\n    hit = other[other["k"] == key]\n    if len(hit) > 0:\n        found.append(hit["v"].iloc[0])\nout.append(found)',
      () => 'out.append(df[df["k"].isin(other["k"])])',
    ])();
  }

  private order(): string {
    const { rng } = this;
    const key = this.column(...rng.pick([["int", "float"] as const, ["int"] as const, [] as const]));
    const sorted = `df.sort_values(${rng.pick([`"${key}"`, `"${key}"`, `["${key}", "${this.column("int", "float")}"]`, `by="${key}"`])}${rng.pick(["", ", ascending=False", ", ascending=False", ', kind="stable"', ", ignore_index=True", ', na_position="first"'])})`;
    return rng.pick([
      () =>
        `out.append(${sorted}.${rng.pick(["head(3)", "head(5)", "tail(2)", "head()", "iloc[0]", "iloc[:4]", `head(2)["${this.column()}"]`])})`,
      () => `out.append(${sorted}["${this.column()}"].${rng.pick(["tolist()", "head(3)", "iloc[0]", "values"])})`,
      () => `df = ${sorted}`,
      () => `ordered = ${sorted}\nout.append(ordered[${this.mask().replaceAll("df", "ordered")}])`,
      () =>
        `out.append(${this.series("int", "float")}.sort_values(${rng.pick(["", "ascending=False"])}).${rng.pick(["iloc[-1]", "iloc[0]", "head(3)"])})`,
      () => `out.append(df.${rng.pick(["nlargest", "nsmallest"])}(3, "${key}"))`,
      () =>
        this.kept(
          `${this.series("int", "float")}.${rng.pick(["rank()", "cumsum()", "diff()", "shift(1)", "cummax()", "pct_change()", "rolling(3).mean()", "rolling(2).apply(lambda w: w.max())"])}`,
        ),
      () => `out.append(df.drop_duplicates("${key}")${rng.pick(["", ".shape", '["a"]'])})`,
    ])();
  }

  private growth(): string {
    const { rng } = this;
    const name = this.fresh("grown");
    return rng.pick([
      () =>
        `${name} = pd.DataFrame(${rng.pick(["", 'columns=["n", "m"]', '{"n": [0], "m": [0.5]}'])})\nfor i in range(${rng.pick(["0", "3", "4"])}):\n    ${name} = pd.concat([${name}, pd.DataFrame({"n": [${rng.pick(["i", "str(i)", "i * 2"])}], "m": [${rng.pick(["i / 2", "i", "None"])}]})]${rng.pick([", ignore_index=True", ""])})\nout.append(${name})`,
      () =>
        `${name} = pd.DataFrame(columns=["n", "m"])\nfor i in range(3):\n    ${name}.loc[len(${name})] = [i, ${rng.pick(["i / 2", '"x"', "i"])}]\nout.append(${name})`,
      () =>
        `${name} = []\nfor key in df["k"].unique():\n    part = df[df["k"] == key]\n    ${name}.append(part.head(1))\nout.append(pd.concat(${name}) if ${name} else None)`,
      () => `${name} = pd.DataFrame()\nfor key, g in df.groupby("k"):\n    ${name} = pd.concat([${name}, g.head(1)])\nout.append(${name})`,
      () =>
        `${name} = []\nfor _, row in df.iterrows():\n    ${name}.append({"p": row["a"], "q": ${rng.pick(['row["s"]', 'row["x"] * 2', 'str(row["b"])'])}})\nout.append(pd.DataFrame(${name}))`,
    ])();
  }

  private texts(): string {
    const { rng } = this;
    const text = this.series("text", "group");
    const date = this.series("date");
    return rng.pick([
      () =>
        this.kept(
          `${text}.str.${rng.pick(["upper()", "lower()", "strip()", "len()", 'replace("-", "_")', 'contains("e")', 'startswith("r")', "slice(0, 2)", "title()", 'split("-").str[0]', 'split("-").str[1]', 'split(" ").str[-1]', "strip().str.lower()"])}`,
          "text",
        ),
      () =>
        this.kept(
          `${date}.dt.${rng.pick(["year", "month", "dayofweek", "day_name()", "date", 'strftime("%Y-%m")', "quarter", "normalize()"])}`,
        ),
      () => this.kept(`(pd.Timestamp("2030-01-01") - ${date}).dt.days`),
      () =>
        this.kept(`${date}.apply(lambda v: v.${rng.pick(["year", "month", 'strftime("%Y-%m")', "date()", "weekday()", "day_name()"])})`),
      () => this.kept(`${text} + "_" + ${this.series("group")}`, "text"),
      () => this.kept(`pd.to_datetime(${date})`, "date"),
      () => `parts = ${text}.str.split("-", expand=True)\nout.append(parts)`,
    ])();
  }

  private casts(): string {
    const { rng } = this;
    const name = this.column("int", "float");
    return rng.pick([
      () => `df["${name}"] = df["${name}"].fillna(${rng.pick(["0", "0.5", `df["${name}"].mean()`, `df["${name}"].median()`])})`,
      () => `df["${name}"] = df["${name}"].astype(${rng.pick(["float", "int", "str", '"float32"', '"category"', "object"])})`,
      () => `df["${name}"] = df["${name}"].fillna(0).astype(${rng.pick(["int", "float"])}).astype(${rng.pick(["str", "float"])})`,
      () => `df = df.fillna(${rng.pick(["0", '{"x": 0, "y": 1}', '{"s": ""}'])})`,
      () => `df = df.dropna(${rng.pick(["", 'subset=["x"]', 'subset=["y", "s"]'])})`,
      () => `df["k"] = df["k"].astype("category")`,
      () => `df["${name}"] = pd.to_numeric(df["${name}"], errors="coerce")`,
      () => `df = df.replace({"k": {"north": "N", "south": "S"}})`,
    ])();
  }

  private counts(): string {
    const { rng } = this;
    const series = this.series();
    return `out.append(${rng.pick([
      `${series}.value_counts()`,
      `${series}.value_counts().head(2)`,
      `${series}.value_counts().index[0]`,
      `${series}.value_counts(normalize=True)`,
      `len(${series}.unique())`,
      `${series}.nunique()`,
      `${series}.unique().tolist()`,
      `${series}.isnull().sum()`,
      "df.isnull().sum()",
      "df.isnull().sum().sum()",
      `${this.series("int", "float")}.mean()`,
      `${this.series("int", "float")}.sum() / len(df)`,
      `sum(${this.series("int", "float")})`,
      `max(${this.series("int", "float")})`,
      `list(${series})`,
      `${this.series("int", "float")}.dropna().mean()`,
      `set(${this.series("group")})`,
      "df.describe()",
      `${series}.mode()`,
      `${this.series("int", "float")}.quantile(0.25)`,
    ])})`;
  }

  private columns(): string {
    const { rng } = this;
    const [one, two] = rng.shuffle(this.fields.map(([name]) => name)) as [string, string];
    return rng.pick([
      () =>
        `df["${this.added(this.fresh("n"), "float")}"] = ${this.series("int", "float")} ${rng.pick(["+", "-", "*", "/"])} ${this.series("int", "float")}`,
      () => `out.append(df.drop(columns="${one}").drop(columns="${two}"))`,
      () => `out.append(df.rename(columns={"${one}": "z1"}).rename(columns={"z1": "z2"}))`,
      () => `out.append(list(df.columns))`,
      () =>
        `df = df.assign(${this.added(this.fresh("n"), "float")}=lambda d: d["a"] * 2).assign(${this.added(this.fresh("n"), "float")}=lambda d: d["b"] + 1)`,
      () => `out.append(df[["${one}", "${two}"]].copy())`,
      () => `df["unused"] = ${this.series("int", "float")} * 3\ndf = df.drop(columns="unused")`,
      () => `same = df\ndf["${this.added(this.fresh("n"), "int")}"] = ${this.series("int")} + 1\nout.append(same)`,
      () => `df = df.reset_index(drop=True)`,
      () => `held = df["a"]\ndf["a"] = df["a"] * 2\nout.append(held)`,
      () => `df["a"] ${rng.pick(["+=", "*=", "-="])} ${rng.pick(["1", "2", "0.5"])}`,
    ])();
  }

  private shown(): string {
    return this.rng.pick([
      "print(len(df))",
      'print(df["a"].sum())',
      "print(df.head(2))",
      'for i, row in df.head(3).iterrows():\n    print(i, row["a"])',
      "print(df.shape, list(df.columns))",
    ]);
  }
}
