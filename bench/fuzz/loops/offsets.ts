/**
 * Random functions with loops over neighbours: short inner loops over constants, subscripts that go round or count from the end,
 * conditions on counters that keep subscripts within bounds, `continue`, `in`, rows that are unpacked.
 */
import type { Random } from "../../harness/random.js";

/** A function with one such nest. */
export const offsetFunction = (name: string, rng: Random): string => new OffsetMaker(rng).make(name);

class OffsetMaker {
  private readonly used = new Set<string>();
  private readonly offsets: string[] = [];
  private readonly counters: string[] = [];
  private readonly values: string[] = [];
  private readonly rank: 1 | 2;
  private readonly sizes: readonly string[];
  private readonly results = new Set<string>();

  constructor(private readonly rng: Random) {
    this.rank = rng.chance(0.5) ? 1 : 2;
    const own = this.rank === 1 ? ["n", "len(a)", "n"] : ["n", "len(A)", "A.shape[0]", "n"];
    const second = ["m", "A.shape[1]", "m", "12"];
    this.sizes = this.rank === 1 ? [rng.pick(own)] : [rng.pick(own), rng.pick(second)];
  }

  make(name: string): string {
    const { rng, rank } = this;
    const lines: string[] = [];
    const names = ["i", "j"].slice(0, rank);
    for (const [at, counter] of names.entries()) {
      this.note(this.sizes[at] as string);
      lines.push(
        `${"    ".repeat(at + 1)}for ${counter} in range(${rng.pick(["", "", "", "1, "])}${this.sizes[at]}${rng.pick(["", "", "", " - 1"])}):`,
      );
      this.counters.push(counter);
    }
    const indent = "    ".repeat(rank + 1);
    if (rng.chance(0.2)) this.rows(lines);
    if (rng.chance(0.25)) lines.push(`${indent}if ${this.test()}:`, `${indent}    continue`);
    else if (rng.chance(0.15)) this.branches(lines, indent);
    if (rng.chance(0.75)) this.neighbours(lines, indent);
    for (let count = rng.pick([1, 1, 2]); count > 0; count--) this.store(lines, indent);
    const results = rng.chance(0.3) ? [...this.results, ...this.counters] : [...this.results];
    const head = [...this.used].sort().join(", ");
    const starts = results.map((each) => `    ${each} = 0`);
    return `def ${name}(${head}):\n${[...starts, ...lines, `    return ${results.length > 0 ? `(${results.join(", ")},)` : "None"}`].join("\n")}\n`;
  }

  private note(text: string): void {
    for (const [, name] of text.matchAll(/\b([a-dA-DTnms])\b/g)) this.used.add(name as string);
  }

  /** `for u, v, w in T` in place of the first loop. */
  private rows(lines: string[]): void {
    const { rng } = this;
    const heads = ["for u, v, w in T:", "for i, (u, v, w) in enumerate(T):", undefined];
    const head = rng.pick(heads);
    this.used.add("T");
    this.values.push("u", "v", "w");
    if (head === undefined) {
      const indent = "    ".repeat(this.rank + 1);
      lines.push(`${indent}u, v, w = T[${this.counters[0]}]`);
      return;
    }
    lines[0] = `    ${head}`;
    if (!head.includes("i,")) this.counters.shift();
  }

  /** A short loop, or two, over offsets, which adds something up. */
  private neighbours(lines: string[], indent: string): void {
    const { rng } = this;
    const total = "total";
    lines.push(`${indent}${total} = ${rng.pick(["0", "0.0", "0", "1.5"])}`);
    this.results.add(total);
    let inner = indent;
    const items = (): string => rng.pick(["(-1, 0, 1)", "[-1, 1]", "range(-1, 2)", "range(2)", "(0, 1, 2)", "(-2, 1)", "range(3)", "(1,)"]);
    const pairs = "((0, 1), (1, 0), (0, -1), (-1, 0))";
    if (this.rank === 2 && rng.chance(0.35)) {
      lines.push(`${inner}for d, e in ${rng.pick([pairs, `[${pairs.slice(1, -1)}]`, "zip((0, 1), (1, 0))", "enumerate((-1, 1))"])}:`);
      this.offsets.push("d", "e");
      inner += "    ";
    } else {
      for (const offset of ["d", "e"].slice(0, this.rank)) {
        lines.push(`${inner}for ${offset} in ${items()}:`);
        this.offsets.push(offset);
        inner += "    ";
      }
      const skip = rng.pick([
        "d == 0 and e == 0",
        "abs(d) + abs(e) == 2",
        "(d, e) == (0, 0)",
        "not (d or e)",
        "d in (0, 1) and e != 1",
        "d * e == 0",
      ]);
      if (rng.chance(0.5)) lines.push(`${inner}if ${this.rank === 2 ? skip : "d == 0"}:`, `${inner}    continue`);
    }
    if (rng.chance(0.4)) {
      const targets = ["p", "q"].slice(0, this.counters.length);
      for (const [at, target] of targets.entries()) lines.push(`${inner}${target} = ${this.position(at)}`);
      const bounds = targets.map((target, at) => `0 <= ${target} < ${this.sizes.at(at - targets.length)}`);
      const isGuarded = rng.chance(0.85);
      const element = this.rank === targets.length ? this.elementAt(targets) : this.element();
      const more = rng.chance(0.3) ? ` and ${element} > ${this.number()}` : "";
      if (isGuarded && targets.length > 0) {
        lines.push(`${inner}if ${bounds.join(" and ")}${more}:`);
        inner += "    ";
      }
      lines.push(`${inner}${total} ${rng.pick(["+=", "+=", "-="])} ${element}`);
      return;
    }
    if (rng.chance(0.2)) {
      lines.push(`${inner}if ${this.test()}:`);
      inner += "    ";
    }
    lines.push(
      `${inner}${total} ${rng.pick(["+=", "+=", "-="])} ${rng.pick([this.element(), `${this.element()} * ${rng.pick(this.offsets)}`])}`,
    );
  }

  private position(at: number): string {
    const { rng } = this;
    const counter = this.counters[at] as string;
    const offset = this.offsets[at] ?? "1";
    return rng.pick([
      `${counter} + ${offset}`,
      `${counter} - ${offset}`,
      `${counter} + ${offset}`,
      `(${counter} + ${offset}) % ${this.sizes[at]}`,
    ]);
  }

  private elementAt(subscripts: readonly string[]): string {
    const array = this.rng.pick(subscripts.length === 1 ? ["a", "b"] : ["A", "B"]);
    this.used.add(array);
    return subscripts.length === 2 && this.rng.chance(0.3) ? `${array}[${subscripts.join("][")}]` : `${array}[${subscripts.join(", ")}]`;
  }

  private subscript(counter: string, at: number): string {
    const { rng } = this;
    const offset = rng.pick([...this.offsets, "1", "1", "2", "-1"]);
    const size = this.sizes.at(at) as string;
    this.note(size);
    return rng.pick([
      counter,
      `(${counter} + ${offset}) % ${size}`,
      `(${counter} - ${offset}) % ${size}`,
      `${counter} - ${offset}`,
      `${counter} + ${offset}`,
      rng.pick([
        counter,
        `min(${counter} + ${offset}, ${size} - 1)`,
        `min(max(${counter} - ${offset}, 0), ${size} - 1)`,
        `${size} - 1 - ${counter}`,
      ]),
      rng.pick([counter, `(2 * ${counter} + 1) % ${size}`, `(3 - ${counter}) % ${size}`, `${counter} % 3`, `(${counter} + 1) % n`]),
    ]);
  }

  private element(): string {
    if (this.counters.length < this.rank) return this.values[0] ?? "1";
    if (this.values.length > 0 && this.rng.chance(0.4)) return this.rng.pick(this.values);
    if (this.rank === 1 && this.rng.chance(0.12)) {
      this.used.add("pk").add("n");
      return this.elementAt([
        this.rng.pick([`n - 1 - pk[${this.counters[0]}]`, `n - pk[${this.counters[0]}]`, `n // 2 + pk[${this.counters[0]}]`]),
      ]);
    }
    return this.elementAt(this.counters.map((counter, at) => this.subscript(counter, at)));
  }

  /** Branches some of which end the iteration. */
  private branches(lines: string[], indent: string): void {
    const { rng } = this;
    const branch = (inner: string): void => {
      if (rng.chance(0.4)) lines.push(`${inner}if ${this.test()}:`, `${inner}    continue`);
      if (rng.chance(0.7)) this.store(lines, inner);
      else lines.push(`${inner}${rng.pick(["continue", "pass"])}`);
      if (rng.chance(0.3)) lines.push(`${inner}continue`);
    };
    lines.push(`${indent}if ${this.test()}:`);
    branch(`${indent}    `);
    if (rng.chance(0.5)) {
      lines.push(`${indent}else:`);
      branch(`${indent}    `);
    }
  }

  private number(): string {
    return this.rng.pick(["0", "1", "0.5", "2"]);
  }

  private test(): string {
    const { rng } = this;
    const counter = rng.pick(this.counters.length > 0 ? this.counters : ["s"]);
    if (counter === "s") this.used.add("s");
    return rng
      .pick([
        `${this.element()} < ${this.number()}`,
        `${this.element()} in (0, 1, 2.5)`,
        `${this.element()} not in [1, -1]`,
        `${counter} > 0`,
        `${counter} == 0`,
        `${counter} < n - 1 and ${this.element()} > ${this.number()}`,
        `${counter} == 0 or ${this.element()} > ${this.number()}`,
        `not ${counter} > 1`,
      ])
      .replace(/\bn\b/g, () => (this.used.add("n"), "n"));
  }

  private store(lines: string[], indent: string): void {
    const { rng } = this;
    if (this.counters.length < this.rank) {
      lines.push(`${indent}u ${rng.pick(["*=", "+="])} 2`);
      return;
    }
    const array = this.rank === 1 ? "c" : "C";
    this.used.add(array);
    const target = `${array}[${this.counters.join(", ")}]`;
    const total = this.results.has("total") ? ["total", "total", `total + ${this.element()}`] : [];
    const value = (): string =>
      rng.pick([...total, this.element(), `${this.element()} - ${this.element()}`, `${this.element()} * 0.5`, "1"]);
    if (rng.chance(0.2)) {
      lines.push(`${indent}if ${this.test()}:`, `${indent}    ${target} = ${value()}`);
      if (rng.chance(0.6)) lines.push(`${indent}else:`, `${indent}    ${target} = ${value()}`);
      return;
    }
    if (rng.chance(0.15)) {
      const other = this.rank === 1 ? "d" : "D";
      if (this.rank === 1) {
        lines.push(`${indent}${target}, b[${this.counters[0]}] = ${value()}, ${value()}`);
        this.used.add("b");
        return;
      }
      this.used.add(other);
      lines.push(`${indent}${target}, ${other}[${this.counters.join(", ")}] = ${value()}, ${value()}`);
      return;
    }
    if (rng.chance(0.15)) lines.push(`${indent}${target} = ${value()} if ${this.test()} else ${value()}`);
    else lines.push(`${indent}${target} ${rng.pick(["=", "=", "=", "+="])} ${value()}`);
  }
}
