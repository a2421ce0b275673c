/** Random programs of statements over frames: what notebooks do, with every way of changing a frame in between. */
import { type Random, random } from "../../harness/random.js";
import { cellLoop } from "./cell-loops.js";
import { growthLoop, itemsLoop } from "./row-by-row.js";

/** A program that reads `data.csv`. */
export function statementProgram(seed: number, index: number): string {
  return new ProgramMaker(random(seed, index)).make();
}

const head = `import pandas as pd
import numpy as np
`;

class ProgramMaker {
  private frames: string[] = ["df"];
  private masks: string[];
  /** Few expressions, so that they come up again. */
  private readonly pool: string[];
  private readonly columns: string[];
  private depth = 0;
  private functions = 0;
  private loops = 0;

  constructor(private readonly rng: Random) {
    const { pick } = rng;
    this.columns = rng.shuffle(["a", "b", "c", "d"]);
    this.masks = Array.from({ length: 2 }, () => this.mask());
    this.pool = Array.from({ length: rng.int(3) + 2 }, () => this.value());
    pick(this.masks);
  }

  make(): string {
    const { rng } = this;
    const lines: string[] = [];
    const inFunction = rng.chance(0.35);
    lines.push(`df = pd.read_csv("data.csv"${rng.chance(0.1) ? ', dtype={"k": "category"}' : ""})`);
    if (rng.chance(0.25)) return this.narrow();
    const count = 4 + rng.int(10);
    for (let number = 0; number < count; number++) lines.push(...this.statement());
    if (!inFunction) return `${head}\n${this.definitions()}${lines.join("\n")}\n`;
    const body = lines.map((line) => `    ${line}`).join("\n");
    const result = rng.pick(["None", "df", "df.shape", 'df["a"].tolist()']);
    return `${head}\n${this.definitions()}def main():\n${body}\n    return ${result}\n\n\nresult = main()\nprint(result)\n`;
  }

  /** A function that names nearly always which columns it looks at. */
  private narrow(): string {
    const { rng } = this;
    const options = rng.pick(["", "", ', index_col="a"', ', dtype={"k": "str"}', ", low_memory=False", ', parse_dates=["a"]']);
    const path = rng.pick(['"data.csv"', '"data.csv"', '"data" + ".csv"', 'f"{name}.csv"']);
    const lines = ['name = "data"', `df = pd.read_csv(${path}${options})`];
    for (let number = 2 + rng.int(5); number > 0; number--) {
      const c = this.column;
      const m = this.someMask();
      lines.push(
        rng.pick([
          `print(df[${m}]["${c}"].tolist())`,
          `print(df.loc[${m}, "${c}"].tolist())`,
          `print(df[["${c}", "k"]])`,
          `print(len(df), df.shape[0])`,
          `part = df[${m}]`,
          `same = df`,
          `print(df.groupby("k")["${c}"].max())`,
          `print(df.sort_values("${c}").head(2)["b"].tolist())`,
          `df["${c}"] = df["${this.column}"]`,
          `df["new"] = df["${c}"] * 2`,
          `df.loc[df["a"] == 2, "${c}"] = 7`,
          `df = df.dropna(subset=["${c}"])`,
          `df = df.sort_values("${c}")`,
          `df["${c}"] += 1`,
          `g = df.groupby("k")`,
          `del df["${c}"]`,
          `df["new"] = df.apply(lambda r: r["${c}"] * 2 if r["${this.column}"] else r["k"], axis=1)`,
          `for _, row in df.iterrows():\n    print(row["${c}"], type(row["${this.column}"]))`,
          `for row in df.itertuples():\n    print(row.${c}, type(row.${this.column}))`,
          `print(df.query("${c} > 1")["${this.column}"].tolist())`,
          `df = df.drop(columns=["${c}"])`,
          `df = df.reset_index(drop=True)`,
          rng.chance(0.2) ? this.show(this.someValue()) : `print(df["${c}"].sum())`,
        ]),
      );
      if (lines.at(-1)?.startsWith("part")) lines.push(`print(part["${this.column}"].tolist())`);
      if (lines.at(-1)?.startsWith("same")) lines.push(`print(same["${this.column}"].tolist())`);
      if (lines.at(-1)?.startsWith("g =")) lines.push(`print(g["${this.column}"].min())`);
    }
    if (rng.chance(0.4)) return `${head}\n${lines.join("\n")}\n`;
    const body = lines.join("\n").replace(/^(?=.)/gm, "    ");
    return `${head}\n\ndef main():\n${body}\n    return ${rng.pick(["None", 'df["a"].tolist()', "len(df)"])}\n\n\nresult = main()\nprint(result)\n`;
  }

  private definitions(): string {
    return this.functions > 0 ? "def change(frame):\n    frame['a'] = 3\n\n\ndef look(frame):\n    return frame['a'].tolist()\n\n\n" : "";
  }

  private get frame(): string {
    return this.rng.chance(0.85) ? "df" : this.rng.pick(this.frames);
  }

  private get column(): string {
    return this.rng.pick(this.columns);
  }

  private mask(frame = "df"): string {
    const { rng } = this;
    const simple = (): string =>
      rng.pick([
        `${frame}["${this.column}"] > ${rng.int(3)}`,
        `${frame}["a"] == ${rng.int(3)}`,
        `${frame}["k"] == "x"`,
        `${frame}["b"].isna()`,
        `${frame}.a >= 2`,
        `${frame}["a"].between(1, 3)`,
        `${frame}["k"].isin(["x", "y"])`,
        `${frame}["s"].str.startswith("q")`,
        `${frame}["s"].str.lower() == "q"`,
      ]);
    if (rng.chance(0.7)) return simple();
    return rng.chance(0.5) ? `~(${simple()})` : `(${simple()}) ${rng.pick(["&", "|"])} (${simple()})`;
  }

  private someMask(): string {
    return this.rng.chance(0.75) ? this.rng.pick(this.masks) : this.mask(this.frame);
  }

  /** An expression over a frame. */
  private value(frame = "df"): string {
    const { rng } = this;
    const m = rng.pick(this.masks);
    return rng.pick([
      `${frame}[${m}]`,
      `${frame}[${m}]["${this.column}"]`,
      `${frame}.groupby("k")`,
      `${frame}.groupby("k")["${this.column}"].sum()`,
      `${frame}.groupby(["k", "a"])["b"].max()`,
      `${frame}.sort_values("${this.column}")`,
      `${frame}.sort_values("a").head(2)`,
      `${frame}["${this.column}"].mean()`,
      `${frame}["${this.column}"].max()`,
      `${frame}["k"].nunique()`,
      `${frame}["k"].unique()`,
      `${frame}["s"].str.lower()`,
      `${frame}["s"].str.lower().str.len()`,
      `${frame}["${this.column}"].isna()`,
      `${frame}["b"] * 2`,
      `${frame}["b"] + ${frame}["c"]`,
      `${frame}.drop_duplicates("k")`,
      `${frame}.dropna()`,
      `${frame}.loc[${m}, "${this.column}"]`,
      `${frame}[["a", "k"]]`,
      `len(${frame})`,
      `${frame}.isna()`,
      `${frame}["k"].value_counts()`,
      `${frame}.merge(${frame}, on="a")`,
      `${frame}.reset_index()`,
      `${frame}["a"].sort_values()`,
      m,
    ]);
  }

  private someValue(): string {
    return this.rng.chance(0.75) ? this.rng.pick(this.pool) : this.value(this.frame);
  }

  private show(value: string): string {
    const { rng } = this;
    const frameLike = /^df(\[\(?df|\.(sort|drop|reset|merge|dropna))/.test(value) && !value.includes('"]["') && !value.endsWith('"]');
    const uses = [`print(${value})`, `print(repr(${value}))`, `print(f"{${value.includes('"') ? "1" : value}}")`];
    if (/groupby\("k"\)$/.test(value)) {
      const kind = rng.pick(["sum", "max", "size", "count", "first", "ngroup"]);
      return `print(${value}${kind === "size" || kind === "ngroup" ? "" : `["${this.column}"]`}.${kind}())`;
    }
    if (frameLike)
      uses.push(
        `print(len(${value}))`,
        `print(${value}["${this.column}"].tolist())`,
        `print(${value}.shape)`,
        `print(${value}["${this.column}"].sum(), ${value}["${this.column}"].max())`,
        `print(${value}.head(2)["a"].tolist())`,
      );
    else if (/unique\(\)$/.test(value)) uses.push(`print(list(${value}))`, `for item in ${value}: print(item)`);
    else uses.push(`print((${value}) is (${value}))`);
    return rng.pick(uses);
  }

  private statement(): string[] {
    const { rng } = this;
    const choice = rng.weighted({ show: 10, name: 4, change: 5, block: this.depth < 2 ? 2 : 0, keep: 1 });
    switch (choice) {
      case "show":
        return [this.show(this.someValue())];
      case "name":
        return this.name();
      case "change":
        return this.change();
      case "keep":
        return [
          rng.pick([
            `kept = [${this.someValue()}]`,
            `kept = {"x": ${this.someValue()}}`,
            `pair = (${this.someValue()}, ${this.someValue()})`,
          ]),
        ];
      case "block":
        return this.block();
    }
  }

  private name(): string[] {
    const { rng } = this;
    const target = rng.pick(["x", "y", "m", "z"]);
    if (target === "m") return [`m = ${this.someMask()}`, rng.pick(["print(m.sum())", "print(df[m])", 'print(df.loc[m, "a"].tolist())'])];
    const value = this.someValue();
    if (/^df\[|sort_values|dropna|drop_dup|reset/.test(value) && !value.includes('"]') && !this.frames.includes(target))
      this.frames.push(target);
    return [`${target} = ${value}`];
  }

  /** Something after which an expression may give something else, or just not. */
  private change(): string[] {
    const { rng } = this;
    const f = this.frame;
    const c = this.column;
    const guarded = (line: string): string[] =>
      rng.chance(0.6) ? ["try:", `    ${line}`, "except Exception as error:", "    print(type(error).__name__)"] : [line];
    const line = rng.pick([
      () => `${f}["${c}"] = ${f}["${c}"] + 1`,
      () => `${f}["new"] = ${f}["b"] * 2`,
      () => `${f}["new"] = ${rng.int(3)}`,
      () => `${f}["new"] = pd.Series([1, 2, 3])`,
      () => `${f}["${c}"] = pd.Series([1, 2, 3])`,
      () => `${f}["new"] = [1, 2]`,
      () => `${f}["${c}"] = ${f}["d"]`,
      () => `${f}.loc[${this.someMask()}, "${c}"] = ${rng.int(4)}`,
      () => `${f}.loc[${this.someMask()}, "${c}"] = "text"`,
      () => `${f}.loc[${this.someMask()}] = 0`,
      () => `${f}.loc[99, "${c}"] = 5`,
      () => `${f}.loc[99] = 5`,
      () => `${f}.at[0, "${c}"] = 9`,
      () => `${f}.iloc[0, 1] = 7`,
      () => `${f}.drop(columns="${c}", inplace=True)`,
      () => `${f}.drop(index=0, inplace=True)`,
      () => `${f}.sort_values("a", inplace=True, ascending=False)`,
      () => `${f}.rename(columns={"b": "c", "c": "b"}, inplace=True)`,
      () => `${f}.columns = ["b", "a", "c", "d", "k", "s"]`,
      () => `${f}.index = range(10, 10 + len(${f}))`,
      () => `${f}.index.name = "n"`,
      () => `${f}.columns.name = "m"`,
      () => `${f}.reset_index(drop=True, inplace=True)`,
      () => `${f}.fillna(0, inplace=True)`,
      () => `${f}["b"].fillna(0, inplace=True)`,
      () => `${f}.dropna(inplace=True)`,
      () => `del ${f}["${c}"]`,
      () => `${f}.pop("${c}")`,
      () => `${f}.insert(0, "i", 1)`,
      () => `${f} = ${f}[${this.someMask()}]`,
      () => `${f} = ${f}.copy()`,
      () => `${f} = ${f}.sort_values("a")`,
      () => `${f}.update(pd.DataFrame({"${c}": [5]}))`,
      () => `${f}["${c}"].values[0] = 50`,
      () => `${f}.values[0, 0] = 50`,
      () => `${f}["${c}"] += 1`,
      () => `${f}.${c} = 4`,
      () => `pd.options.display.max_rows = ${rng.pick([5, 60])}`,
      () => `${f}[["a", "b"]] = 0`,
      () => `${f}[${f}["a"] > 1] = 0`,
      () => `${f}.attrs["note"] = 1`,
      () => `${f}["k"] = ${f}["k"].astype("category")`,
      () => `${f}.eval("a = a + 1", inplace=True)`,
      () => `${f}.where(${f}["a"] > 1, 0, inplace=True)`,
      () => `${f}["${c}"] = ${f}["${c}"].astype(str)`,
    ]);
    if (rng.chance(0.7)) return guarded(line());
    return rng.pick([
      () => ["same = df", `same["${c}"] = 0`],
      () => [`column = df["${c}"]`, ...guarded("column[0] = 100")],
      () => [`column = df["${c}"]`, ...guarded("column += 1")],
      () => ["part = df.head(2)", ...guarded(`part["${c}"] = 5`)],
      () => ["part = df.iloc[:2]", ...guarded(`part.loc[:, "${c}"] = 5`)],
      () => [
        `x = ${this.someValue()}`,
        ...guarded(rng.pick([`x["${c}"] = 1`, "x[0] = 1", "x.index.name = 'q'", "x += 1", `x.loc[0, "${c}"] = 8`, "x.iloc[0] = 3"])),
      ],
      () => [
        `m = ${this.someMask()}`,
        ...guarded(rng.pick(["m[0] = True", "m |= True", "m.iloc[0] = False", "m.index.name = 'q'", "m.name = 'other'"])),
        "print(df[m])",
      ],
      () => [`r = df.groupby("k")["${c}"].sum()`, rng.pick(["r.index.name = 'z'", "r['x'] = 0", "r.name = 'q'", "r = r.reset_index()"])],
      () => {
        this.functions++;
        return [rng.pick(["change(df)", "print(look(df))", "change(df.copy())"])];
      },
      () => ["g = df.groupby('k')", `print(g["${c}"].sum())`, ...guarded(`df["${c}"] = 1`), `print(g["${c}"].max())`],
      () => [
        "for name in list(df.columns):",
        rng.pick(["    df[name] = df[name]", "    print(name, df[name].tolist())", "    df = df.rename(columns={name: name})"]),
      ],
      () => ["with pd.option_context('display.max_rows', 3):", `    ${this.show(this.someValue())}`],
      () => ["fresh = pd.read_csv('data.csv')", "print(fresh['a'].tolist())"],
      () => [`numbers = ${this.someValue()}`, "print([number for number in [1, 2] if number])"],
      () => ["import gc", "gc.collect()"],
    ])();
  }

  private block(): string[] {
    const { rng } = this;
    this.depth++;
    const lines = [...this.statement(), ...(rng.chance(0.7) ? this.statement() : [])];
    const more = rng.chance(0.3) ? this.statement() : undefined;
    this.depth--;
    const inner = lines.map((line) => `    ${line}`);
    const rest = more?.map((line) => `    ${line}`) ?? [];
    switch (rng.weighted({ for: 4, if: 3, try: 2, while: 1, key: 2, cells: 4, growth: 3, items: 2 })) {
      case "for":
        return [
          `for step in range(${rng.int(4)}):`,
          ...inner,
          ...(more && rng.chance(0.4) ? ["    if step == 1:", `        ${rng.pick(["break", "continue"])}`, ...rest] : []),
        ];
      case "if":
        return [
          `if ${rng.pick(["len(df) > 2", 'df["a"].max() > 2', '"new" in df.columns', "df.empty"])}:`,
          ...inner,
          ...(more ? ["else:", ...rest] : []),
        ];
      case "try":
        return ["try:", ...inner, `except ${rng.pick(["KeyError", "Exception"])} as error:`, "    print(type(error).__name__)", ...rest];
      case "while":
        this.loops++;
        return [`turn${this.loops} = 0`, `while turn${this.loops} < ${rng.int(3) + 1}:`, `    turn${this.loops} += 1`, ...inner];
      case "cells":
        return cellLoop(rng, this.frame, () => this.column, rng.chance(0.3) ? inner : []);
      case "growth":
        return growthLoop(rng, this.frame, () => this.column, rng.chance(0.3) ? inner : []);
      case "items":
        return itemsLoop(rng, this.frame, () => this.column, rng.chance(0.3) ? inner : []);
      case "key":
        return [
          'for key in df["k"].unique():',
          ...inner,
          `    print(key, ${rng.pick([this.someValue(), 'df[df["k"] == key]["a"].sum()'])})`,
        ];
    }
  }
}
