/** Random expressions over the values of a row, as analysts put them into lambdas, small functions and loops. */
import type { Random } from "../../harness/random.js";

export type Kind = "int" | "float" | "text" | "group" | "date" | "bool";

/** Columns that an expression may read, and how it writes one of them: `r["a"]`, `row.a`, `v`. */
export interface Row {
  readonly columns: readonly (readonly [name: string, kind: Kind])[];
  read(name: string): string;
}

/** Words that are in columns of texts. */
export const groups = ["north", "south", "east", "west"] as const;
export const words = ["red-7", "blue-12", "green", "Dark Red", " grey ", "x1y2"] as const;

export class Scalars {
  constructor(
    private readonly rng: Random,
    private readonly row: Row,
    /** Functions of the program that take one number. */
    private readonly helpers: readonly string[] = [],
  ) {}

  any(depth = 2): string {
    const { rng } = this;
    return rng.pick([
      () => this.number(depth),
      () => this.number(depth),
      () => this.text(depth),
      () => this.truth(depth),
      () => this.choice(depth),
    ])();
  }

  /** Values of one kind in all branches, mostly. */
  choice(depth: number): string {
    const { rng } = this;
    const branch = rng.pick([
      () => this.number(depth - 1),
      () => this.number(depth - 1),
      () => `"${rng.pick(["low", "mid", "high", "A", "B"])}"`,
      () => rng.pick(["0", "1", "1.5", "-1"]),
      () => (rng.chance(0.5) ? this.any(depth - 1) : rng.pick(["None", "np.nan", "True", "0", '""'])),
    ]);
    return `${branch()} if ${this.truth(depth - 1)} else ${rng.chance(0.3) ? `(${branch()} if ${this.truth(depth - 1)} else ${branch()})` : branch()}`;
  }

  number(depth: number): string {
    const { rng } = this;
    if (depth <= 0 || rng.chance(0.25)) return this.leaf();
    const one = (): string => this.number(depth - 1);
    return rng.pick([
      () => `${one()} ${rng.pick(["+", "-", "*", "*"])} ${one()}`,
      () => `(${one()} ${rng.pick(["+", "-"])} ${one()}) ${rng.pick(["*", "/"])} ${rng.pick(["2", "100", "0.5", "1.19", one()])}`,
      () => `${one()} ${rng.pick(["/", "//", "%"])} ${rng.pick(["2", "3", "10", "7.0", this.leaf()])}`,
      () => `${one()} ** ${rng.pick(["2", "2", "3", "0.5", "-1"])}`,
      () => `abs(${one()})`,
      () => `round(${one()}${rng.pick([", 2", ", 1", ""])})`,
      () => `${rng.pick(["min", "max"])}(${rng.shuffle([one(), rng.pick(["0", "1.0", "10", one()])]).join(", ")})`,
      () => `${rng.pick(["int", "float", "float", "bool"])}(${one()})`,
      () => `math.${rng.pick(["sqrt", "floor", "ceil", "log", "exp"])}(${rng.chance(0.6) ? `abs(${one()})` : one()})`,
      () => `np.${rng.pick(["sqrt", "log1p", "abs", "floor", "sign"])}(${rng.chance(0.6) ? `abs(${one()})` : one()})`,
      () =>
        `list(map(${rng.pick(["math.sqrt", "math.radians", "np.sign", "float", "lambda x: x * 2 + 1", ...this.helpers])}, [${one()}, ${one()}]))[${rng.pick(["0", "1"])}]`,
      () => `(${this.choice(1)})`,
      () => (this.helpers.length > 0 ? `${rng.pick(this.helpers)}(${one()})` : one()),
      () => `-(${one()})`,
    ])();
  }

  truth(depth: number): string {
    const { rng } = this;
    const compared = (): string => {
      const operator = rng.pick([">", "<", ">=", "<=", "==", "!="]);
      const text = this.column("text", "group");
      return rng.pick([
        () => `${this.number(Math.min(depth, 1))} ${operator} ${rng.pick(["0", "1", "3", "0.5", "10", this.leaf()])}`,
        () => `${this.number(0)} ${operator} ${this.number(0)}`,
        () => (text ? `${text} ${rng.pick(["==", "!="])} "${rng.pick([...groups, ...words])}"` : this.truthOf()),
        () => this.truthOf(),
      ])();
    };
    if (depth <= 0) return compared();
    return rng.pick([
      compared,
      compared,
      () => `${compared()} ${rng.pick(["and", "or"])} ${compared()}`,
      () => `not ${compared()}`,
      () => `${rng.pick(["0", "-1", "1.5"])} ${rng.pick(["<", "<="])} ${this.leaf()} ${rng.pick(["<", "<="])} ${rng.pick(["5", "9.5"])}`,
    ])();
  }

  /** Truths that are no comparison. */
  private truthOf(): string {
    const { rng } = this;
    const text = this.column("text", "group");
    const bool = this.column("bool");
    const date = this.column("date");
    const any = this.anyColumn();
    return rng.pick([
      () => (text ? `"${rng.pick(["e", "-", "Re", "or"])}" in ${text}` : `${this.leaf()} > 2`),
      () =>
        text
          ? `${text} in [${rng
              .shuffle([...groups])
              .slice(0, 2)
              .map((each) => `"${each}"`)
              .join(", ")}]`
          : `${this.leaf()} in (1, 2, 3)`,
      () => (text ? `${text}.${rng.pick(["startswith", "endswith"])}("${rng.pick(["n", "r", "7", "th"])}")` : `${this.leaf()} == 2`),
      () => bool ?? `${this.leaf()} < 4`,
      () =>
        text ? `${text}.${rng.pick(["isdigit()", "isalpha()", "islower()", 'startswith(("n", "r"))'])}` : `${this.leaf()} in {1, 2.5, 3}`,
      () =>
        date
          ? `${date} ${rng.pick([">", "<=", "=="])} ${rng.pick(['pd.Timestamp("2024-03-01")', "datetime(2024, 3, 1)", date])}`
          : `${this.leaf()} > 1`,
      () =>
        date
          ? `${date}.${rng.pick(["weekday() >= 5", "month in (1, 2, 3)", "hour not in {7, 8}", "is_month_end"])}`
          : `${this.leaf()} != 1`,
      () => `pd.${rng.pick(["isna", "notnull"])}(${any})`,
    ])();
  }

  text(depth: number): string {
    const { rng } = this;
    const text = this.column("text", "group");
    const date = this.column("date");
    if (!text) return `str(${this.leaf()})`;
    if (depth <= 0) return text;
    return rng.pick([
      () => `${text}.${rng.pick(["upper()", "lower()", "strip()", "title()", 'replace("-", " ")', 'replace("e", "")', "capitalize()"])}`,
      () => `${text}.split("${rng.pick(["-", " ", "e"])}")[${rng.pick(["0", "0", "-1", "1"])}]`,
      () => `${text}[${rng.pick([":3", "1:", "0", "-1", "::-1"])}]`,
      () => `${text} + "${rng.pick(["_", "-", ""])}" + ${this.text(0)}`,
      () => `f"{${text.replaceAll('"', "'")}}: {${this.leaf().replaceAll('"', "'")}}"`,
      () => `str(${this.leaf()})`,
      () => `${text}.strip().lower().replace(" ", "_")`,
      () =>
        `"${rng.pick(["-", ""])}".join(${rng.pick([`${text}.split()`, `sorted(${text})`, `c for c in ${text} if c.isalpha()`, `[${text}, str(${this.leaf()})]`])})`,
      () =>
        `${rng.pick(['re.sub("[a-e]+", "#", TEXT)', 're.findall("[a-z]", TEXT)[0]', 're.search("[a-z]+", TEXT).group(0)', 're.split("[- ]", TEXT)[-1]']).replace("TEXT", text)}`,
      () => `{"north": "N", "red-7": "R", "": None}${rng.pick([".get(TEXT)", '.get(TEXT, "other")', "[TEXT]"]).replace("TEXT", text)}`,
      () =>
        date ? `${date}.${rng.pick(['strftime("%Y-%m")', 'strftime("%H:%M")', "day_name()", "isoformat()", "date().isoformat()"])}` : text,
      () => `"{}/{}".format(${text}, ${this.leaf()})`,
      () => `${text}.${rng.pick(["zfill(5)", 'partition("-")[2]', 'rsplit(" ", 1)[0]', "swapcase()", 'ljust(4, ".")'])}`,
    ])();
  }

  private leaf(): string {
    const { rng } = this;
    const number = this.column("int", "int", "float");
    const text = this.column("text");
    const date = this.column("date");
    return rng.pick([
      () => number ?? "1",
      () => number ?? "2.5",
      () => number ?? "3",
      () => rng.pick(["2", "10", "0.5", "100", "1"]),
      () => (date && rng.chance(0.5) ? `${date}.${rng.pick(["year", "month", "day", "weekday()", "hour", "dayofweek"])}` : (number ?? "4")),
      () =>
        date && rng.chance(0.5)
          ? `(${rng.pick([date, 'pd.Timestamp("2024-03-01")', "datetime(2024, 3, 1)"])} - ${date})${rng.pick([".days", ".seconds", ".total_seconds()", " / pd.Timedelta(days=1)"])}`
          : (number ?? "7"),
      () => (text && rng.chance(0.4) ? `len(${text})` : (number ?? "5")),
    ])();
  }

  private column(...kinds: readonly Kind[]): string | undefined {
    const fitting = this.row.columns.filter(([, kind]) => kinds.includes(kind));
    return fitting.length === 0 ? undefined : this.row.read(this.rng.pick(fitting)[0]);
  }

  private anyColumn(): string {
    return this.row.columns.length === 0 ? "None" : this.row.read(this.rng.pick(this.row.columns)[0]);
  }
}
