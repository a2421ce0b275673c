/** Random pipelines that join, filter and group frames step by step, and ask for a few columns in the end. */
import type { Random } from "../../harness/random.js";
import type { Pipeline } from "./pipelines.js";
import { groups, type Kind, words } from "./scalars.js";

interface Table {
  readonly name: string;
  readonly fields: (readonly [string, Kind])[];
}

const first: readonly (readonly [string, Kind])[] = [
  ["a", "int"],
  ["b", "int"],
  ["x", "float"],
  ["y", "float"],
  ["s", "text"],
  ["k", "group"],
  ["d", "date"],
  ["t", "bool"],
];
const second: readonly (readonly [string, Kind])[] = [
  ["k", "group"],
  ["v", "int"],
  ["w", "float"],
];

export function planPipeline(rng: Random): Pipeline {
  const maker = new PlanMaker(rng);
  return { helpers: [], steps: Array.from({ length: rng.small(4, 14) }, () => maker.step()) };
}

class PlanMaker {
  private readonly tables: Table[] = [
    { name: "df", fields: [...first] },
    { name: "other", fields: [...second] },
  ];
  private readonly masks: (readonly [string, Table])[] = [];
  private count = 0;
  private joins = 0;

  constructor(private readonly rng: Random) {}

  step(): string {
    return this[
      this.rng.weighted({ filter: 6, join: 6, store: 3, narrow: 3, end: 8, wide: 1, mask: 2, source: 1, made: 2, again: 1 } as const)
    ]();
  }

  private table(): Table {
    const own = this.tables.slice(2);
    return own.length > 0 && this.rng.chance(0.8)
      ? this.rng.chance(0.6)
        ? (own.at(-1) as Table)
        : this.rng.pick(own)
      : this.rng.pick(this.tables);
  }

  /** The same variable again, or a new one. */
  private target(table: Table, fields: readonly (readonly [string, Kind])[]): string {
    const isOwn = !["df", "other"].includes(table.name);
    if (isOwn && this.rng.chance(0.6)) {
      table.fields.splice(0, table.fields.length, ...fields);
      return table.name;
    }
    this.count++;
    const name = `p${this.count}`;
    this.tables.push({ name, fields: [...fields] });
    return name;
  }

  private column(table: Table, ...kinds: readonly Kind[]): string {
    const fitting = table.fields.filter(([, kind]) => kinds.length === 0 || kinds.includes(kind));
    return fitting.length === 0 || this.rng.chance(0.02) ? this.rng.pick(["a", "k", "zz"]) : this.rng.pick(fitting)[0];
  }

  private series(table: Table, ...kinds: readonly Kind[]): string {
    const name = this.column(table, ...kinds);
    return this.rng.chance(0.1) && /^[abxyskv]$/.test(name) ? `${table.name}.${name}` : `${table.name}["${name}"]`;
  }

  private condition(table: Table, depth = 2): string {
    const { rng } = this;
    if (depth > 0 && rng.chance(0.3))
      return `(${this.condition(table, depth - 1)}) ${rng.pick(["&", "|", "&"])} (${this.condition(table, depth - 1)})`;
    if (depth > 0 && rng.chance(0.1)) return `~(${this.condition(table, depth - 1)})`;
    const compare = rng.pick(["<", ">", "<=", ">=", "==", "!="]);
    return rng.pick([
      () => `${this.series(table, "int", "float")} ${compare} ${rng.pick(["3", "2.5", "0", "10"])}`,
      () => `${this.series(table, "int", "float")} ${compare} ${this.series(table, "int", "float")}`,
      () => `${this.series(table, "int", "float")} ${compare} ${this.number(table)}`,
      () => `${this.series(table, "group")} == ${JSON.stringify(rng.pick(groups))}`,
      () => `${this.series(table, "text", "group")} != ${JSON.stringify(rng.pick([...words, ...groups]))}`,
      () => `${this.series(table, "group")}.isin(${JSON.stringify([rng.pick(groups), rng.pick(groups)])})`,
      () => `${this.series(table, "int")}.isin([1, 2, 5])`,
      () => `${this.series(table, "group")}.isin(${this.series(this.table(), "group")})`,
      () => `${this.series(table, "text")}.str.contains(${rng.pick(['"e"', '"red"', '"r.*d"', '"("'])})`,
      () => `${this.series(table, "text")}.str.startswith("b")`,
      () =>
        `${this.series(table, "date")} ${compare} ${rng.pick(['pd.Timestamp("2020-01-01")', '"2020-01-01"', 'pd.Timestamp("2020-01-01", tz="UTC")', "5"])}`,
      () => `${this.series(table, "int", "float")}.between(1, 6)`,
      () => `${this.series(table)}.notna()`,
      () => `${this.series(table, "bool")}`,
      () => `${this.series(table, "int", "float")} > ${this.series(table, "int", "float")}.mean()`,
    ])();
  }

  private number(table: Table): string {
    const { rng } = this;
    return rng.pick([
      () => `${this.series(table, "int", "float")} * 2`,
      () => `${this.series(table, "int", "float")} * (1 - ${this.series(table, "int", "float")})`,
      () => `0.5 * ${this.series(table, "int", "float")}`,
      () => `${this.series(table, "int", "float")} / ${this.series(table, "int", "float")}`,
      () => `${this.series(table, "int")} // ${rng.pick(["2", "0"])}`,
      () => `-${this.series(table, "int", "float")}`,
      () => `${this.series(table, "int", "float")}.round(1)`,
      () => `${this.series(table, "float")}.fillna(0)`,
      () => `${this.series(table, "int", "float")}.apply(lambda v: v * 2 if v > 3 else v)`,
      () => `${this.series(table, "date")}.dt.year`,
      () => `${this.series(table, "text")}.str.len()`,
      () => `${table.name}.apply(lambda r: r["${this.column(table, "int", "float")}"] + 1, axis=1)`,
    ])();
  }

  filter(): string {
    const table = this.table();
    const mask = this.masks.find(([, of]) => of === table);
    const condition = mask && this.rng.chance(0.4) ? mask[0] : this.condition(table);
    const rows = `${table.name}[${condition}]`;
    return `${this.target(table, table.fields)} = ${rows}`;
  }

  mask(): string {
    const table = this.table();
    this.count++;
    this.masks.unshift([`m${this.count}`, table]);
    return `m${this.count} = ${this.condition(table)}`;
  }

  join(): string {
    const { rng } = this;
    const left = this.table();
    // Many rows on both sides would make too many.
    const rights = this.tables.filter(({ name }) => name === "other" || name.startsWith("g") || (name === "df" && this.joins++ === 0));
    const right = rng.pick(rights);
    const how = rng.chance(0.25) ? `, how="${rng.pick(["left", "left", "inner", "outer"])}"` : "";
    const both = left.fields.filter(([name]) => right.fields.some(([other]) => other === name));
    const [key] = both.length > 0 ? rng.pick(both) : ["k", "group" as Kind];
    if (rng.chance(0.7)) {
      const more = both.filter(([name]) => name !== key);
      const keys = more.length > 0 && rng.chance(0.2) ? [key, rng.pick(more)[0]] : [key];
      const overlap = new Set(both.map(([name]) => name).filter((name) => !keys.includes(name)));
      const fields = [
        ...left.fields.map(([name, kind]) => [overlap.has(name) ? `${name}_x` : name, kind] as const),
        ...right.fields
          .filter(([name]) => !keys.includes(name))
          .map(([name, kind]) => [overlap.has(name) ? `${name}_y` : name, kind] as const),
      ];
      const on = keys.length === 1 && rng.chance(0.7) ? `"${key}"` : JSON.stringify(keys);
      return `${this.target(left, fields)} = ${this.merge(left.name, right.name)}, on=${on}${how})`;
    }
    const kinds: Kind = rng.pick(["int", "group"]);
    const pair = [this.column(left, kinds), this.column(right, kinds)] as const;
    const overlap = new Set(both.map(([name]) => name));
    const fields = [...left.fields, ...right.fields].map(
      ([name, kind], at) =>
        [overlap.has(name) && name !== pair[0] ? `${name}_${at < left.fields.length ? "x" : "y"}` : name, kind] as const,
    );
    const known = [...new Map(fields)] as (readonly [string, Kind])[];
    return `${this.target(left, known)} = ${this.merge(left.name, right.name)}, left_on="${pair[0]}", right_on="${pair[1]}"${how})`;
  }

  private merge(left: string, right: string): string {
    return this.rng.chance(0.25) ? `pd.merge(${left}, ${right}` : `${left}.merge(${right}`;
  }

  store(): string {
    const table = this.table();
    this.count++;
    const name = this.rng.chance(0.7) ? `n${this.count}` : this.column(table, "int", "float");
    const value = this.rng.chance(0.15) ? this.rng.pick(["1", '"z"', "0.5", "None", this.condition(table)]) : this.number(table);
    if (!table.fields.some(([each]) => each === name)) table.fields.push([name, "float"]);
    return `${table.name}["${name}"] = ${value}`;
  }

  narrow(): string {
    const { rng } = this;
    const table = this.table();
    const fields = rng.shuffle([...table.fields]).slice(0, 1 + rng.int(4));
    const [field] = fields;
    return rng.pick([
      () => `${this.target(table, fields)} = ${table.name}[${JSON.stringify(fields.map(([name]) => name))}]`,
      () => `${this.target(table, table.fields)} = ${table.name}.copy()`,
      () => `${this.target(table, table.fields)} = ${table.name}.reset_index(drop=True)`,
      () =>
        `${this.target(
          table,
          table.fields.filter(([name]) => name !== field?.[0]),
        )} = ${table.name}.drop(columns=["${field?.[0] ?? "a"}"])`,
      () =>
        `${this.target(
          table,
          table.fields.map(([name, kind]) => [name === field?.[0] ? `${name}2` : name, kind] as const),
        )} = ${table.name}.rename(columns={"${field?.[0] ?? "a"}": "${field?.[0] ?? "a"}2"})`,
    ])();
  }

  /** A small frame that comes of groups. */
  made(): string {
    const table = this.table();
    const [by, of] = [this.column(table, "group", "int"), this.column(table, "int", "float")];
    this.count++;
    this.tables.push({
      name: `g${this.count}`,
      fields: [
        [by, "group"],
        [`r${this.count}`, "float"],
      ],
    });
    return `g${this.count} = ${table.name}.groupby("${by}")["${of}"].${this.rng.pick(["sum", "mean", "max", "count"])}().reset_index(name="r${this.count}")`;
  }

  again(): string {
    const table = this.table();
    const column = this.column(table, "int", "float");
    return `if len(${table.name}) > 2:\n    ${table.name === "df" || table.name === "other" ? "pass" : `${table.name} = ${table.name}[${table.name}["${column}"] > 1]`}`;
  }

  /** A frame that stand-ins come from changes. */
  source(): string {
    const { rng } = this;
    const table = rng.pick(this.tables.slice(0, 2));
    const column = this.column(table, "int", "float");
    return rng.pick([
      () => `${table.name}["${column}"] = 0`,
      () => `${table.name}.loc[${table.name}["${column}"] > 2, "${column}"] = 1`,
      () => `${table.name}.iloc[:1, 0] = ${table.name}.iloc[-1:, 0]`,
      () => `${table.name}.drop(columns=["${column}"], inplace=True)`,
    ])();
  }

  end(): string {
    const { rng } = this;
    const table = this.table();
    const [by, of] = [this.column(table, "group", "int"), this.series(table, "int", "float")];
    const value = this.column(table, "int", "float");
    return rng.pick([
      () =>
        `out.append(${table.name}.groupby("${by}")["${value}"].${rng.pick(["sum", "mean", "min", "count", "nunique", "size", "median", "cumsum", "idxmax"])}())`,
      () => `out.append(${table.name}.groupby(["${by}", "${this.column(table)}"], as_index=False)["${value}"].sum())`,
      () => `out.append(${table.name}.groupby("${by}").agg(n=("${value}", "count"), m=("${this.column(table, "int", "float")}", "max")))`,
      () => `out.append(${table.name}.groupby("${by}").agg({"${value}": "${rng.pick(["sum", "mean"])}"}).reset_index())`,
      () => `out.append(${table.name}.groupby("${by}").size())`,
      () => `out.append(${of}.${rng.pick(["sum", "mean", "max", "nunique", "unique", "tolist", "count"])}())`,
      () => `out.append((${this.number(table)}).sum())`,
      () => `out.append(${this.number(table)})`,
      () => `out.append(${of})`,
      () => `out.append(len(${table.name}))`,
      () => `out.append(list(${of}))`,
      () => `for value in ${of}:\n    out.append(value)`,
      () => `out.append(${table.name}[${this.condition(table)}]["${value}"].sum())`,
      () => `out.append(${this.series(table, "text")}.str.upper())`,
      () => `out.append(np.where(${this.condition(table)}, 1, 0))`,
      () => `out.append(${table.name}[["${value}", "${by}"]].sort_values("${value}").head(3))`,
    ])();
  }

  wide(): string {
    const { rng } = this;
    const table = this.table();
    return rng.pick([
      () => `out.append(${table.name})`,
      () => `out.append(${table.name}.sort_values("${this.column(table, "int", "float")}", kind="stable").head(4))`,
      () => `out.append(${table.name}.index)`,
      () => `out.append(${table.name}.dtypes)`,
      () => `print(${table.name}.head(2))`,
      () => `out.append(pd.concat([${table.name}, ${table.name}]))`,
      () => `out.append(${table.name}.iloc[0])`,
    ])();
  }
}
