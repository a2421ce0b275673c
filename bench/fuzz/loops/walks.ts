/**
 * Random functions whose loops stay loops: recurrences, tables, automata, walks with branches, inner `while` loops, variables that are
 * numbers of Python on one way and of NumPy on another, rows, lists and texts beside arrays, and traps for whole numbers and floats.
 */
import type { Random } from "../../harness/random.js";

/** A function whose loops mostly stay loops. */
export const walkFunction = (name: string, rng: Random): string => new WalkMaker(rng).make(name);

type Kind = "float" | "int" | "bool";

/** Lists and a text of the function's own, as long as its arrays. */
const sequences = {
  lf: "[0.5, -1.0, 2.0, 1e200, 0.0] * 19",
  li: "[3, -1, 0, 7, 10 ** 6] * 19",
  lt: "(2, 5, 1, 0, 9) * 19",
  tx: '"abcab" * 19',
} as const;

class WalkMaker {
  private readonly parameters = new Set<string>();
  private readonly starts = new Map<string, string>();
  private readonly sequences = new Set<keyof typeof sequences>();
  private readonly kinds = new Map<string, Kind>();
  private readonly made = new Set<string>();
  private readonly results = new Set<string>();
  /** Variables of loops around, innermost last. */
  private counters: string[] = [];
  private rows: string[] = [];
  private items: [string, Kind][] = [];
  private depth = 0;
  /** How many of the loops around count at their end. */
  private whiles = 0;

  constructor(private readonly rng: Random) {}

  make(name: string): string {
    const { rng } = this;
    const lines: string[] = [];
    const count = rng.weighted({ 1: 5, 2: 1 });
    for (let number = 0; number < Number(count); number++) this.loop(lines, "    ", 0);
    const starts: string[] = [];
    for (const array of this.made) {
      const isMatrix = array.length > 1 && array[1] === array[1]?.toUpperCase();
      const dtype = array.startsWith("zi") ? "np.int64" : array.startsWith("zk") ? "bool" : "float";
      starts.push(`    ${array} = np.${rng.pick(["zeros", "ones"])}(${isMatrix ? "(95, 14)" : "95"}, dtype=${dtype})`);
    }
    for (const each of this.sequences) starts.push(`    ${each} = ${sequences[each]}`);
    for (const [variable, start] of this.starts) starts.push(`    ${variable} = ${start}`);
    const results = [...this.results, ...this.made];
    if (rng.chance(0.3) && this.counters.length === 0) results.push("i");
    const head = [...this.parameters].sort().join(", ");
    return `def ${name}(${head}):\n${[...starts, ...lines, `    return ${results.length > 0 ? `(${results.join(", ")},)` : "None"}`].join("\n")}\n`;
  }

  private parameter(name: string): string {
    this.parameters.add(name);
    return name;
  }

  // --- loops ----------------------------------------------------------------------------------------------------------

  private loop(lines: string[], indent: string, depth: number): void {
    const { rng } = this;
    const counter = ["i", "j", "l"][depth] as string;
    const inner = `${indent}    `;
    const size = depth === 0 ? rng.pick(["n", "n", "m"]) : rng.pick(["m", "12", "m - 1", "i", "i + 1"]);
    if (/^[nm]/.test(size)) this.parameter(size[0] as string);
    const [items, rows] = [[...this.items], [...this.rows]];
    let isWhile = false;
    switch (rng.weighted({ range: 8, down: 1, while: 1.5, items: 1.5, enumerate: 1, zip: 0.7, rows: 0.7, reversed: 0.3 })) {
      case "down":
        lines.push(`${indent}for ${counter} in range(${size} - 1, ${rng.pick(["-1", "0"])}, -1):`);
        break;
      case "while":
        isWhile = true;
        lines.push(`${indent}${counter} = ${rng.pick(["0", "1"])}`);
        lines.push(`${indent}while ${counter} < ${size}${rng.chance(0.2) ? ` and ${this.condition()}` : ""}:`);
        break;
      case "items": {
        const [source, kind] = this.vector();
        lines.push(`${indent}for v${depth} in ${source}:`);
        this.items.push([`v${depth}`, kind]);
        break;
      }
      case "enumerate": {
        const [source, kind] = this.vector();
        lines.push(`${indent}for ${counter}, v${depth} in enumerate(${source}):`);
        this.items.push([`v${depth}`, kind]);
        this.counters.push(counter);
        break;
      }
      case "zip": {
        const [[one, first], [two, second]] = [this.vector(), this.vector()];
        lines.push(`${indent}for v${depth}, w${depth} in zip(${one}, ${two}):`);
        this.items.push([`v${depth}`, first], [`w${depth}`, second]);
        break;
      }
      case "rows": {
        const row = `r${depth}`;
        lines.push(`${indent}for ${row} in ${this.parameter(rng.pick(["A", "B"]))}:`);
        this.rows.push(row);
        break;
      }
      case "reversed":
        lines.push(`${indent}for ${counter} in reversed(range(${size})):`);
        break;
      default:
        lines.push(`${indent}for ${counter} in range(${rng.pick(["", "", "1, ", "2, "])}${size}):`);
    }
    if (/ (i|j|l) in |while/.test(lines.at(-1) ?? "") && !this.counters.includes(counter)) this.counters.push(counter);
    const count = Number(rng.weighted({ 1: 3, 2: 4, 3: 2 }));
    if (isWhile) this.whiles++;
    for (let number = 0; number < count; number++) this.statement(lines, inner, depth);
    if (isWhile) this.whiles--;
    if (isWhile) lines.push(`${inner}${counter} += ${rng.pick(["1", "1", "1", "2"])}`);
    if (rng.chance(0.05)) lines.push(`${indent}else:`, `${inner}${this.assignment()}`);
    this.counters = this.counters.filter((each) => each !== counter);
    [this.items, this.rows] = [items, rows];
  }

  private statement(lines: string[], indent: string, depth: number): void {
    const { rng } = this;
    const inner = `${indent}    `;
    const nested = this.depth < 2 ? 1 : 0;
    switch (
      rng.weighted({
        assign: 8,
        store: 7,
        update: 4,
        if: 5 * nested,
        loop: depth < 2 ? 2.5 : 0,
        jump: 0.6,
        swap: 0.6,
        row: 0.5,
        state: 1,
        odd: 0.7,
      })
    ) {
      case "store":
        return void lines.push(`${indent}${this.element()} = ${this.value()}`);
      case "update":
        return void lines.push(`${indent}${this.element()} ${rng.pick(["+=", "-=", "*=", "+=", "/=", "//=", "%="])} ${this.value()}`);
      case "if":
        this.depth++;
        lines.push(`${indent}if ${this.condition()}:`);
        this.statement(lines, inner, depth);
        if (rng.chance(0.3)) {
          lines.push(`${indent}elif ${this.condition()}:`);
          this.statement(lines, inner, depth);
        }
        if (rng.chance(0.5)) {
          lines.push(`${indent}else:`);
          this.statement(lines, inner, depth);
        }
        this.depth--;
        return;
      case "loop":
        return this.loop(lines, indent, depth + 1);
      case "jump":
        lines.push(`${indent}if ${this.condition()}:`);
        return void lines.push(`${inner}${rng.pick(["break", ...(this.whiles > 0 ? [] : ["continue", "continue"])])}`);
      case "swap": {
        const [one, two] = [this.element(), this.element()];
        return void lines.push(`${indent}${one}, ${two} = ${two}, ${one}`);
      }
      case "row": {
        if (this.counters.length === 0) return void lines.push(`${indent}${this.assignment()}`);
        const row = `r${depth + 5}`;
        lines.push(`${indent}${row} = ${this.parameter(rng.pick(["A", "B"]))}[${this.index()}]`);
        this.rows.push(row);
        return void lines.push(`${indent}${row}[${this.index()}] ${rng.pick(["=", "+="])} ${this.value()}`);
      }
      case "state": {
        const state = this.variable("int", "0");
        lines.push(`${indent}if ${state} == ${rng.pick(["0", "1"])} and ${this.condition()}:`);
        return void lines.push(`${inner}${state} = ${rng.pick(["0", "1", "2"])}`);
      }
      case "odd":
        return void lines.push(`${indent}${this.odd()}`);
      default:
        return void lines.push(`${indent}${this.assignment()}`);
    }
  }

  private odd(): string {
    const { rng } = this;
    return rng.pick([
      () => `assert ${this.condition()}`,
      () => `${this.element()} = ${this.vector()[0]}[-1]`,
      () => `${this.variable("float", "0.0")} = ${rng.pick(["0", "None", "True"])}`,
      () => `${this.element()} = ${this.value()} == ${this.value()}`,
      () => `${this.variable("int", "0")} = ${this.float(1)} > ${this.float(1)}`,
      () => `${this.variable("int", "0")} += ${this.float(1)} > ${this.float(1)}`,
      () => `${this.element()} = ~${this.truth()}`,
      () => `${this.element()} = ${this.parameter("ia")}[${this.index()}] << 3`,
      () => `${this.element()} = 10 ** ${rng.pick(["2", "18", "19"])}`,
      () => `if ${this.condition()}: raise ValueError(${rng.pick(["'no'", "i"])})`,
    ])();
  }

  private assignment(): string {
    const { rng } = this;
    const kind = rng.pick(["float", "float", "int"] as const);
    const name = this.variable(kind);
    const op = rng.pick(["=", "=", "+=", "-=", "*="]);
    if (op === "*=" && kind === "int" && rng.chance(0.7)) return `${name} = (${name} * 31 + ${this.int(1)}) % 1009`;
    if (rng.chance(0.15)) return `${name} = ${rng.pick(["max", "min"])}(${name}, ${this.of(kind, 1)})`;
    return `${name} ${op} ${this.of(kind, 2)}`;
  }

  private variable(kind: Kind, start?: string): string {
    const { rng } = this;
    const name = rng.pick(kind === "float" ? ["s1", "s2"] : ["q1", "q2"]);
    if (!this.starts.has(name)) {
      const other =
        kind === "float" ? rng.pick(["0.0", "0.0", "1.0", "0", "t", "a[0]", "float(t)"]) : rng.pick(["0", "0", "1", "n", "ia[0]", "-7"]);
      const value = start ?? other;
      for (const each of value.match(/\b(t|a|n|ia)\b/g) ?? []) this.parameter(each);
      this.starts.set(name, value);
      this.kinds.set(name, kind);
      if (rng.chance(0.75)) this.results.add(name);
    }
    return name;
  }

  // --- places ---------------------------------------------------------------------------------------------------------

  private vector(): [string, Kind] {
    const { rng } = this;
    const kind = rng.weighted({ float: 6, int: 3, bool: 1 });
    if (rng.chance(0.25)) {
      const name = kind === "float" ? "za" : kind === "int" ? "zi" : "zk";
      this.made.add(name);
      return [name, kind];
    }
    if (kind !== "bool" && rng.chance(0.12)) return [this.sequence(kind === "float" ? "lf" : rng.pick(["li", "lt"])), kind];
    return [this.parameter(rng.pick(kind === "float" ? ["a", "b", "c"] : kind === "int" ? ["ia", "ib"] : ["k"])), kind];
  }

  private sequence(name: keyof typeof sequences): string {
    this.sequences.add(name);
    return name;
  }

  private letter(): string {
    return this.rng.chance(0.2) ? this.rng.pick(["'a'", "'b'", "'ab'"]) : `${this.sequence("tx")}[${this.index()}]`;
  }

  private index(): string {
    const { rng } = this;
    const counter = this.counters.length > 0 ? rng.pick(this.counters) : rng.pick(["0", "1"]);
    if (rng.chance(0.06)) return `${this.parameter("p")}[${counter}]`;
    if (rng.chance(0.05)) return `int(abs(${this.float(0)})) % 7`;
    if (rng.chance(0.05)) return `(${counter} * 5) % 11`;
    return counter + rng.pick(["", "", "", " - 1", " - 1", " - 2", " + 1", " // 2"]);
  }

  private element(): string {
    return this.place()[0];
  }

  private place(): [string, Kind] {
    const { rng } = this;
    if (this.rows.length > 0 && rng.chance(0.4)) return [`${rng.pick(this.rows)}[${this.index()}]`, "float"];
    if (this.counters.length > 1 && rng.chance(0.6)) {
      const kind = rng.weighted({ float: 6, int: 3, bool: 1 });
      let name: string;
      if (rng.chance(0.3)) {
        name = kind === "float" ? "zA" : kind === "int" ? "ziI" : "zkK";
        name = kind === "float" ? "zA" : name;
        if (kind !== "float") name = kind === "int" ? "zi" : "zk";
        if (kind === "float") {
          this.made.add(name);
          return [`${name}[${this.index()}, ${this.index()}]`, kind];
        }
      }
      name = this.parameter(kind === "float" ? rng.pick(["A", "B"]) : kind === "int" ? "I" : "K");
      return [rng.chance(0.8) ? `${name}[${this.index()}, ${this.index()}]` : `${name}[${this.index()}][${this.index()}]`, kind];
    }
    const [name, kind] = this.vector();
    return [`${name}[${this.index()}]`, kind];
  }

  private elementOf(kind: Kind): string {
    for (let tries = 0; tries < 20; tries++) {
      const [text, found] = this.place();
      if (found === kind) return text;
    }
    return kind === "float" ? "0.5" : kind === "int" ? "3" : "True";
  }

  // --- expressions ----------------------------------------------------------------------------------------------------

  private value(): string {
    return this.of(this.rng.weighted({ float: 5, int: 3, bool: 0.6 }), 2);
  }

  private of(kind: Kind, depth: number): string {
    return kind === "float" ? this.float(depth) : kind === "int" ? this.int(depth) : this.truth();
  }

  private float(depth: number): string {
    const { rng } = this;
    if (depth === 0 || rng.chance(0.25)) {
      const item = this.items.filter(([, kind]) => kind === "float");
      if (item.length > 0 && rng.chance(0.4)) return (rng.pick(item) as [string, Kind])[0];
      if (rng.chance(0.2)) return rng.pick(["0.5", "2.0", "0.1", "-1.0", "3", "0", "1e200", "1"]);
      if (rng.chance(0.12)) return this.parameter(rng.pick(["s", "t"]));
      if (rng.chance(0.15)) return this.variable("float");
      return this.elementOf("float");
    }
    const inner = (): string => this.float(depth - 1);
    switch (rng.weighted({ binary: 12, call: 3, choice: 1, mixed: 1.5, power: 0.7, division: 0.7 })) {
      case "call":
        return rng.pick([
          () => `abs(${inner()})`,
          () => `max(${inner()}, ${inner()})`,
          () => `min(${inner()}, ${inner()}, ${inner()})`,
          () => `math.sqrt(abs(${inner()}))`,
          () => `np.sqrt(${inner()})`,
          () => `np.abs(${inner()})`,
          () => `math.${rng.pick(["sin", "exp", "floor", "tanh"])}(${inner()})`,
          () => `float(${inner()})`,
          () => `round(${inner()})`,
          () => `(-${inner()})`,
          () => `np.float64(${inner()})`,
        ])();
      case "choice":
        return `(${inner()} if ${this.condition()} else ${inner()})`;
      case "mixed":
        return `(${inner()} ${rng.pick(["+", "*", "-"])} ${this.int(depth - 1)})`;
      case "power":
        return `${this.float(0)} ** ${rng.pick(["2", "3", "2.0", "0.5", "-1"])}`;
      case "division":
        return `(${inner()} ${rng.pick(["//", "%"])} ${inner()})`;
      default:
        return `(${inner()} ${rng.pick(["+", "-", "*", "*", "/"])} ${inner()})`;
    }
  }

  private int(depth: number): string {
    const { rng } = this;
    if (depth === 0 || rng.chance(0.25)) {
      const item = this.items.filter(([, kind]) => kind === "int");
      if (item.length > 0 && rng.chance(0.4)) return (rng.pick(item) as [string, Kind])[0];
      if (rng.chance(0.3)) return rng.pick(["1", "2", "3", "-1", "7", "0", "255"]);
      if (this.counters.length > 0 && rng.chance(0.25)) return rng.pick(this.counters);
      if (rng.chance(0.15)) return this.variable("int");
      return this.elementOf("int");
    }
    const inner = (): string => this.int(depth - 1);
    switch (rng.weighted({ binary: 10, bits: 1.5, division: 2, call: 2, power: 0.5, truth: 0.5, choice: 1 })) {
      case "bits":
        return `(${inner()} ${rng.pick(["&", "|", "^", ">>"])} ${rng.pick([inner(), "1", "3"])})`;
      case "division":
        return `(${inner()} ${rng.pick(["//", "%", "%"])} ${rng.pick(["2", "10", "1009", inner()])})`;
      case "call":
        return rng.pick([
          () => `abs(${inner()})`,
          () => `max(${inner()}, ${inner()})`,
          () => `min(${inner()} + 1, ${inner()})`,
          () => `int(${this.float(0)})`,
          () => `len(${this.vector()[0]})`,
          () => `ord(${this.letter()})`,
          () => `(-${inner()})`,
        ])();
      case "power":
        return `${this.int(0)} ** 2`;
      case "truth":
        return `(${inner()} + (${this.condition()}))`;
      case "choice":
        return `(${inner()} if ${this.condition()} else ${inner()})`;
      default:
        return `(${inner()} ${rng.pick(["+", "-", "*", "+"])} ${inner()})`;
    }
  }

  private truth(): string {
    const item = this.items.filter(([, kind]) => kind === "bool");
    if (item.length > 0 && this.rng.chance(0.3)) return (this.rng.pick(item) as [string, Kind])[0];
    return this.elementOf("bool");
  }

  private condition(): string {
    const { rng } = this;
    const op = (): string => rng.pick(["<", ">", "<=", ">=", "==", "!="]);
    const simple = (): string =>
      rng.pick([
        () => `${this.float(0)} ${op()} ${this.float(0)}`,
        () => `${this.float(1)} ${op()} ${rng.pick(["0", "0.5"])}`,
        () => `${this.int(0)} ${op()} ${this.int(0)}`,
        () => `${this.int(0)} ${op()} ${this.float(0)}`,
        () => `${rng.pick(["", "not "])}${this.truth()}`,
        () => `0 <= ${this.int(0)} < 9`,
        () => `${this.letter()} ${op()} ${this.letter()}`,
      ])();
    return rng.chance(0.75) ? simple() : `${simple()} ${rng.pick(["and", "or"])} ${simple()}`;
  }
}
