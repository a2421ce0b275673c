/** Random functions with loop nests over arrays: what people write, with shifts, branches, temporaries, sums and traps in it. */
import { type Random, random } from "../../harness/random.js";
import { nearestFunction } from "./nearest.js";
import { offsetFunction } from "./offsets.js";
import { searchFunction } from "./searches.js";
import { walkFunction } from "./walks.js";

/** Names by their first letter, as `run_pairs.py` makes arguments for them. */
const vectors = ["a", "b", "c", "d"];
const matrices = ["A", "B", "C"];

/** What functions of programs are: most are nests, or all are of one shape. */
export const shapes = ["mixed", "searches", "inductions", "calls", "shared", "walks", "offsets", "nearest"] as const;
export type FunctionShape = (typeof shapes)[number];

/** A program with functions `f0`, `f1`, … */
export function nestProgram(seed: number, index: number, functions = 12, shape: FunctionShape = "mixed"): string {
  const parts = Array.from({ length: functions }, (_, number) => {
    const rng = random(seed, index, number);
    const isSearch = shape === "searches" || number === functions - 1;
    if (shape === "nearest" || (shape === "mixed" && number % 12 === 6)) return nearestFunction(`f${number}`, rng);
    if (shape === "offsets" || (shape === "mixed" && number % 6 === 4)) return offsetFunction(`f${number}`, rng);
    if (shape === "walks" || (shape === "mixed" && number % 4 === 3 && !isSearch)) return walkFunction(`f${number}`, rng);
    return isSearch ? searchFunction(`f${number}`, rng) : new NestMaker(rng, shape).make(`f${number}`);
  });
  return `import math\nimport numpy as np\n\n\n${helpers(random(seed, index, 7919))}\n\n${parts.join("\n\n")}`;
}

/** Small functions that nests call: `g0` … `g4` take numbers, `g5` an array. */
function helpers(rng: Random): string {
  const term = (names: readonly string[]): string => {
    const leaf = (): string => rng.pick([...names, ...names, "0.5", "2.0", "3", "W"]);
    return rng.pick([
      `${leaf()} ${rng.pick(["+", "-", "*", "*", "/"])} ${leaf()}`,
      `${leaf()} * ${leaf()} + ${leaf()}`,
      `np.sqrt(abs(${leaf()}))`,
      `math.sqrt(abs(${leaf()}))`,
      `abs(${leaf()})`,
      leaf(),
      `(${leaf()} if ${leaf()} > ${leaf()} else ${leaf()})`,
    ]);
  };
  const test = (names: readonly string[]): string => `${term(names)} ${rng.pick(["<", ">", ">="])} ${term(names)}`;
  const body = (names: readonly string[]): string[] => {
    const lines: string[] = [];
    const known = [...names];
    for (let count = rng.pick([0, 0, 1, 2]); count > 0; count--) {
      const name = rng.pick(["w", "z", ...names]);
      lines.push(`    ${name} ${known.includes(name) ? rng.pick(["=", "+=", "*="]) : "="} ${term(known)}`);
      if (!known.includes(name)) known.push(name);
    }
    for (let count = rng.pick([0, 0, 1, 2]); count > 0; count--) {
      lines.push(`    if ${test(known)}:`, `        return ${term(known)}`);
      if (rng.chance(0.3)) lines.push(`    elif ${test(known)}:`, `        return ${term(known)}`);
      if (rng.chance(0.3)) lines.push(`    ${rng.pick(known)} = ${term(known)}`);
    }
    return [...lines, `    return ${term(known)}`];
  };
  const functions = [
    ["def g0(u):", ...body(["u"])],
    ["def g1(u, v=1.5):", ...body(["u", "v"])],
    ["def g2(u, v):", ...body(["u", "v"])],
    [`g3 = lambda u: ${term(["u"])}`],
    ["def g4(u, *, v):", ...body(["u", "v"]).slice(0, -1), `    return g0(u) + ${term(["u", "v"])}`],
    ["def g5(x, i, v):", `    x[i] ${rng.pick(["=", "+=", "*="])} ${term(["v", "x[i]"])}`],
  ];
  return `W = ${rng.pick(["2.0", "3", "0.1"])}\n\n\n${functions.map((lines) => lines.join("\n")).join("\n\n\n")}\n`;
}

const axis = (axes: readonly Axis[]): Axis => axes.at(-1) as Axis;

interface Axis {
  readonly name: string;
  /** Names of variables whose lengths go with the axis: its counter may subscript them. */
  readonly size: "n" | "m" | "12";
  readonly low: number;
  readonly cut: number;
}

class NestMaker {
  private readonly used = new Set<string>();
  private readonly temporaries: string[] = [];
  private readonly sums = new Set<string>();
  private readonly places = new Set<string>();
  private readonly lists = new Set<string>();
  private readonly made: string[] = [];
  private elements: string[] = [];

  constructor(
    private readonly rng: Random,
    private readonly favours: FunctionShape = "mixed",
  ) {}

  make(name: string): string {
    const { rng } = this;
    const depth = this.favours === "shared" ? 2 : rng.weighted({ 1: 5, 2: 4, 3: 1 });
    const lines: string[] = [];
    this.nest(Number(depth), [], lines, "    ");
    if (rng.chance(0.25)) {
      const more: string[] = [];
      this.temporaries.length = 0;
      this.nest(1, [], more, "    ");
      lines.push(...more);
    }
    if (rng.chance(0.35)) lines.push(...this.comprehension());
    // What a loop leaves is read in all the ways that there are.
    for (const sum of this.sums) if (rng.chance(0.3)) lines.push(`    ${rng.pick([`${sum} /= 2`, `${sum} = [${sum}]`, `${sum} *= 1`])}`);
    const places = [...this.places].map((place) => `    ${place} = ${rng.pick(["0", "0", "0", "1", "-1", "2", "30", "m", "True", "0.0"])}`);
    if (places.some((line) => line.endsWith("= m"))) this.used.add("m");
    const starts = [...this.sums].map((sum) => `    ${sum} = ${rng.pick(["0.0", "0.0", "0", "1.0", "s"])}`);
    if (starts.some((line) => line.endsWith("= s"))) this.used.add("s");
    for (const list of this.lists) starts.push(`    ${list} = []`);
    // Arrays whose dtype is known.
    for (const vector of vectors) {
      if (!this.used.has(vector) || !rng.chance(0.12)) continue;
      this.used.delete(vector);
      this.made.push(vector);
      starts.push(
        `    ${vector} = np.${rng.pick(["zeros", "ones"])}(95, dtype=np.${rng.pick(["float64", "float32", "int64", "int64", "uint8", "int32"])})`,
      );
    }
    const parameters = [...this.used].sort();
    const results = [
      ...this.sums,
      ...this.made,
      ...this.lists,
      ...(rng.chance(0.6) ? this.places : []),
      ...(rng.chance(0.3) ? ["i"] : []),
      ...(rng.chance(0.3) ? this.temporaries : []),
    ];
    const body = [...places, ...starts, ...lines, `    return ${results.length > 0 ? `(${results.join(", ")},)` : "None"}`];
    return `def ${name}(${parameters.join(", ")}):\n${body.join("\n")}\n`;
  }

  /** A comprehension as the value of a variable. */
  private comprehension(): string[] {
    const { rng } = this;
    const axis: Axis = { name: "i", size: rng.pick(["n", "m"] as const), low: 0, cut: rng.pick([0, 2]) };
    this.temporaries.length = 0;
    this.elements = [];
    const head = this.head(axis, 1, []).replace(/:$/, "");
    const value = rng.chance(0.15) ? "1" : this.expression([axis], 2);
    const test = rng.chance(0.4) ? ` if ${this.condition([axis])}` : "";
    this.sums.add("e");
    const whole = rng.pick([`[${value} ${head}${test}]`, `np.array([${value} ${head}${test}])`, `sum(${value} ${head}${test})`]);
    return [`    e = ${whole}`];
  }

  private nest(depth: number, axes: readonly Axis[], lines: string[], indent: string): void {
    const { rng } = this;
    const name = ["i", "j", "k"][axes.length] as string;
    const size = axes.length === 0 && depth === 1 ? rng.pick(["n", "n", "n", "m"] as const) : rng.pick(["m", "12", "n"] as const);
    const axis: Axis = { name, size, low: rng.pick([0, 0, 0, 1, 2]), cut: rng.pick([0, 0, 1, 2]) };
    const inner = `${indent}    `;
    const isWhile = axes.length === 0 && depth === 1 && rng.chance(0.12);
    if (isWhile) {
      this.elements = [];
      if (size !== "12") this.used.add(size);
      lines.push(`${indent}${name} = ${axis.low}`);
      lines.push(
        `${indent}while ${rng.pick([`${name} < ${size}`, `${name} < ${size} - 1`, `${name} <= ${size} - 2`, `${size} > ${name}`])}:`,
      );
    } else lines.push(`${indent}${this.head(axis, depth, axes)}`);
    const all = [...axes, axis];
    const count = rng.weighted({ 1: 6, 2: 3, 3: 1 });
    for (let number = 0; number < Number(count); number++) {
      if (depth > 1 && number === Number(count) - 1) {
        const sum = rng.chance(0.4) ? `u${all.length}` : undefined;
        if (sum) lines.push(`${inner}${sum} = ${rng.pick(["0.0", "0", "1.0"])}`);
        this.nest(depth - 1, all, lines, inner);
        if (sum) {
          lines.push(
            `${" ".repeat(inner.length + 4)}${sum} ${rng.pick(["+=", "+=", "-=", "*="])} ${this.expression([...all, this.innermost(all, lines)], 1)}`,
          );
          lines.push(`${inner}${this.target(all)} = ${sum}`);
        }
      } else this.statement(all, lines, inner);
    }
    if (isWhile) lines.push(`${inner}${name} += 1`);
  }

  /** The axis of the loop that was opened last inside of these. */
  private innermost(axes: readonly Axis[], lines: readonly string[]): Axis {
    const name = ["i", "j", "k"][axes.length] as string;
    const head = [...lines].reverse().find((line) => line.trim().startsWith(`for ${name} `)) ?? "";
    return { name, size: head.includes("12") ? "12" : head.includes("m") ? "m" : "n", low: 0, cut: 0 };
  }

  private head({ name, size, low, cut }: Axis, depth: number, axes: readonly Axis[]): string {
    const { rng } = this;
    if (axes.length === 0 && depth === 1 && rng.chance(0.25)) {
      const source = this.vector();
      this.elements = ["v"];
      if (rng.chance(0.4)) return `for v in ${source}:`;
      if (rng.chance(0.3)) {
        this.elements = ["v", "w"];
        return `for v, w in zip(${source}, ${this.vector()}):`;
      }
      return `for ${name}, v in enumerate(${source}):`;
    }
    if (size !== "12") this.used.add(size);
    const stop = cut > 0 ? `${size} - ${cut}` : size;
    if (rng.chance(0.06)) return `for ${name} in range(${low}, ${stop}, ${rng.pick([2, 3, -1])}):`;
    if (size === "n" && rng.chance(0.2)) return `for ${name} in range(len(${this.vector()})):`;
    return low > 0 ? `for ${name} in range(${low}, ${stop}):` : `for ${name} in range(${stop}):`;
  }

  private statement(axes: readonly Axis[], lines: string[], indent: string): void {
    const { rng } = this;
    switch (
      rng.weighted({
        store: 8,
        update: 3,
        temporary: 2,
        sum: 3,
        scan: 1.5,
        extreme: 1.5,
        append: 0.7,
        scatter: 0.7,
        branch: 2,
        count: 1,
        odd: 1.5,
        split: 1.5,
        wrap: 0.8,
        winner: 1,
        last: 0.7,
        put: 0.7,
        terms: 0.8,
        shared: this.favours === "shared" ? 40 : 0.8,
        move: this.favours === "inductions" ? 9 : 1,
        call: this.favours === "calls" ? 4 : 0.3,
      })
    ) {
      case "split":
        return this.split(axes, lines, indent);
      case "shared":
        return this.shared(axes, lines, indent);
      case "move":
        return this.move(axes, lines, indent);
      case "call":
        return void lines.push(`${indent}g5(${this.vector()}, ${axis(axes).name}, ${this.expression(axes, 1)})`);
      case "wrap": {
        // What the iteration before has left.
        const name = rng.pick(["r", "q"]);
        this.sums.add(name);
        const value = rng.pick([this.expression(axes, 1), this.expression(axes, 1), axis(axes).name]);
        const use = rng.chance(0.3) && value === axis(axes).name ? `${this.vector()}[${name}]` : name;
        lines.push(`${indent}${this.target(axes)} = ${this.expression(axes, 1)} ${rng.pick(["+", "*", "-"])} ${use}`);
        return void lines.push(`${indent}${name} = ${value}`);
      }
      case "winner": {
        const [name, place] = rng.pick([
          ["h", "w"],
          ["g", "y"],
        ] as const);
        this.sums.add(name).add(place);
        const value = this.expression(axes, 1);
        const op = rng.pick([">", "<", ">=", "<="]);
        lines.push(`${indent}if ${rng.chance(0.7) ? `${value} ${op} ${name}` : `${name} ${op} ${value}`}:`);
        const parts = [`${name} = ${value}`, `${place} = ${rng.pick([axis(axes).name, this.expression(axes, 1), "1", name])}`];
        if (rng.chance(0.3)) parts.reverse();
        return void lines.push(...parts.map((part) => `${indent}    ${part}`));
      }
      case "last": {
        const name = rng.pick(["y", "w"]);
        this.sums.add(name);
        lines.push(
          `${indent}if ${this.condition(axes)}:`,
          `${indent}    ${name} = ${rng.pick([axis(axes).name, this.expression(axes, 1)])}`,
        );
        if (rng.chance(0.3)) lines.push(`${indent}    ${this.target(axes)} = ${name}`);
        return;
      }
      case "put": {
        this.used.add("p");
        const index = rng.pick([`p[${axis(axes).name}]`, `p[${axis(axes).name}]`, `${axis(axes).name} // 3`]);
        const isMasked = rng.chance(0.3);
        if (isMasked) lines.push(`${indent}if ${this.condition(axes)}:`);
        return void lines.push(`${isMasked ? `${indent}    ` : indent}${this.vector()}[${index}] = ${this.expression(axes, 1)}`);
      }
      case "terms": {
        const name = rng.pick(["r", "q"]);
        this.sums.add(name);
        const sign = (): string => rng.pick(["+", "+", "-"]);
        if (rng.chance(0.5))
          return void lines.push(`${indent}${name} = ${name} ${sign()} ${this.expression(axes, 1)} ${sign()} ${this.expression(axes, 1)}`);
        lines.push(`${indent}${name} ${sign()}= ${this.expression(axes, 1)}`);
        if (rng.chance(0.5)) lines.push(`${indent}${this.target(axes)} = ${this.expression(axes, 1)}`);
        const isMasked = rng.chance(0.3);
        if (isMasked) lines.push(`${indent}if ${this.condition(axes)}:`);
        return void lines.push(`${isMasked ? `${indent}    ` : indent}${name} ${sign()}= ${this.expression(axes, 1)}`);
      }
      case "store":
        return void lines.push(`${indent}${this.target(axes)} = ${this.expression(axes, 2)}`);
      case "update":
        return void lines.push(`${indent}${this.target(axes)} ${rng.pick(["+=", "-=", "*=", "/="])} ${this.expression(axes, 1)}`);
      case "temporary": {
        const name = rng.pick(["t1", "t2"]);
        lines.push(`${indent}${name} = ${this.expression(axes, 2)}`);
        if (!this.temporaries.includes(name)) this.temporaries.push(name);
        return void lines.push(`${indent}${this.target(axes)} = ${this.expression(axes, 1)} ${rng.pick(["+", "*", "-"])} ${name}`);
      }
      case "sum": {
        const name = rng.pick(["r", "q"]);
        this.sums.add(name);
        return void lines.push(`${indent}${name} ${rng.pick(["+=", "+=", "-=", "*="])} ${this.expression(axes, 1)}`);
      }
      case "scan": {
        const name = rng.pick(["r", "q"]);
        this.sums.add(name);
        lines.push(`${indent}${name} ${rng.pick(["+=", "+=", "-=", "*="])} ${this.expression(axes, 1)}`);
        return void lines.push(`${indent}${this.target(axes)} = ${name}${rng.chance(0.3) ? ` * ${this.leaf(axes)}` : ""}`);
      }
      case "extreme": {
        const name = rng.pick(["h", "g"]);
        this.sums.add(name);
        const value = this.expression(axes, 1);
        if (rng.chance(0.5))
          return void lines.push(
            `${indent}${name} = ${rng.pick(["max", "min"])}(${rng.chance(0.6) ? `${name}, ${value}` : `${value}, ${name}`})`,
          );
        const test = rng.chance(0.8)
          ? `${value} ${rng.pick([">", "<", ">=", "<="])} ${name}`
          : `${name} ${rng.pick([">", "<", ">=", "<="])} ${value}`;
        lines.push(`${indent}if ${test}:`);
        return void lines.push(`${indent}    ${name} = ${value}`);
      }
      case "scatter": {
        this.used.add("p");
        const vector = this.vector();
        const index = rng.pick([
          `p[${axis(axes).name}]`,
          `p[${axis(axes).name}]`,
          `int(abs(${this.leaf(axes)}))`,
          `${axis(axes).name} // 3`,
        ]);
        if (rng.chance(0.3)) lines.push(`${indent}if ${this.condition(axes)}:`);
        const inner = lines.at(-1)?.endsWith(":") && lines.at(-1)?.trim().startsWith("if ") ? `${indent}    ` : indent;
        return void lines.push(`${inner}${vector}[${index}] ${rng.pick(["+=", "-="])} ${rng.chance(0.4) ? "1" : this.leaf(axes)}`);
      }
      case "append":
        this.lists.add("o");
        if (rng.chance(0.4)) {
          lines.push(`${indent}if ${this.condition(axes)}:`);
          return void lines.push(`${indent}    o.append(${this.expression(axes, 1)})`);
        }
        return void lines.push(`${indent}o.append(${this.expression(axes, 1)})`);
      case "count":
        this.sums.add("z");
        lines.push(`${indent}if ${this.condition(axes)}:`);
        return void lines.push(`${indent}    z += 1`);
      case "branch":
        lines.push(`${indent}if ${this.condition(axes)}:`);
        lines.push(`${indent}    ${this.target(axes)} = ${this.expression(axes, 1)}`);
        if (rng.chance(0.5)) lines.push(`${indent}else:`, `${indent}    ${this.target(axes)} = ${this.expression(axes, 1)}`);
        return;
      default:
        return void lines.push(`${indent}${this.odd(axes)}`);
    }
  }

  /** A whole number that iterations move on, all of them or some, as a subscript or a value. */
  private move(axes: readonly Axis[], lines: string[], indent: string): void {
    const { rng } = this;
    const name = rng.pick(["at", "at", "to"]);
    const isInner = axes.length > 1 && rng.chance(0.4);
    if (isInner) {
      // In front of the loop that the statement stands in.
      const head = [...lines]
        .reverse()
        .find((line) => line.trimStart().startsWith("for ") && line.length - line.trimStart().length === indent.length - 4);
      const at = head === undefined ? -1 : lines.lastIndexOf(head);
      if (at < 0) return;
      lines.splice(at, 0, `${indent.slice(4)}${name} = ${rng.pick(["0", "1", (axes[0] as Axis).name])}`);
    }
    this.places.add(name);
    const isMasked = rng.chance(0.35);
    const inner = isMasked ? `${indent}    ` : indent;
    if (isMasked) lines.push(`${indent}if ${this.condition(axes)}:`);
    const use = (): string =>
      rng.pick([
        `${this.vector()}[${name}] = ${this.expression(axes, 1)}`,
        `${this.vector()}[${name}] += ${this.expression(axes, 1)}`,
        `${this.target(axes)} = ${this.vector()}[${name}]`,
        `${this.target(axes)} = ${this.expression(axes, 1)} ${rng.pick(["+", "*"])} ${this.vector()}[${name}${rng.pick(["", " + 1"])}]`,
        `${this.target(axes)} = ${this.leaf(axes)} ${rng.pick(["+", "*", "-"])} ${name}`,
      ]);
    const step = rng.pick(["1", "1", "1", "1", "2", "3"]);
    const moved = rng.pick([`${name} += ${step}`, `${name} += ${step}`, `${name} = ${name} + ${step}`, `${name} -= ${step}`]);
    const parts = rng.pick([[use(), moved], [moved, use()], [use(), moved, use()], [moved], [moved, use(), moved]]);
    for (const part of parts) lines.push(`${inner}${part}`);
    if (isMasked && rng.chance(0.3)) lines.push(`${indent}else:`, `${inner}${rng.pick([moved, use()])}`);
    if (rng.chance(0.2)) lines.push(`${indent}${use()}`);
  }

  /** An element that may stay as it is, next to one that all iterations read. */
  private shared(axes: readonly Axis[], lines: string[], indent: string): void {
    const { rng } = this;
    const place = rng.pick(["0", "1", "2", "3", "n - 1", "m - 1", "m"]);
    for (const size of place.match(/[nm]/g) ?? []) this.used.add(size);
    const [outer, inner] = [axes.at(-2), axis(axes)];
    const matrix = this.matrix();
    const [own, other] = outer
      ? [
          `${matrix}[${outer.name}, ${inner.name}]`,
          rng.pick([
            `${matrix}[${outer.name}, ${place}] ${rng.pick(["+", "-", "*"])} ${matrix}[${place}, ${inner.name}]`,
            `${matrix}[${place}, ${inner.name}] + ${this.leaf(axes)}`,
            `${matrix}[${place}, ${place}] * ${this.leaf(axes)}`,
          ]),
        ]
      : (([name]: readonly [string]): [string, string] => [
          `${name}[${inner.name}]`,
          `${name}[${place}] ${rng.pick(["+", "*"])} ${this.leaf(axes)}`,
        ])([this.vector()]);
    const op = rng.pick(["<", ">", "<=", ">="]);
    switch (rng.pick(["call", "choice", "branch", "branch"])) {
      case "call":
        return void lines.push(`${indent}${own} = ${rng.pick(["min", "max"])}(${rng.pick([`${own}, ${other}`, `${other}, ${own}`])})`);
      case "choice":
        return void lines.push(`${indent}${own} = ${own} if ${own} ${op} ${other} else ${other}`);
      default:
        lines.push(`${indent}if ${other} ${op} ${own}:`, `${indent}    ${own} = ${rng.chance(0.8) ? other : this.expression(axes, 1)}`);
    }
  }

  /** Statements that read what others write, of this iteration, of earlier and of later ones. */
  private split(axes: readonly Axis[], lines: string[], indent: string): void {
    const { rng } = this;
    const { name, low, cut } = axis(axes);
    const [one, two] = [this.vector(), this.vector()];
    const at = (): string => {
      const shift = rng.pick([0, 0, low > 0 ? -1 : 0, cut > 0 ? 1 : 0, 1]);
      return shift === 0 ? name : `${name} ${shift < 0 ? "-" : "+"} ${Math.abs(shift)}`;
    };
    const count = rng.pick([2, 2, 3]);
    for (let number = 0; number < count; number++) {
      const [target, other] = rng.chance(0.5) ? [one, two] : [two, one];
      const isMasked = rng.chance(0.15);
      if (isMasked) lines.push(`${indent}if ${this.condition(axes)}:`);
      lines.push(
        `${isMasked ? `${indent}    ` : indent}${target}[${rng.chance(0.75) ? name : at()}] ${rng.pick(["=", "=", "+="])} ${other}[${at()}] ${rng.pick(["+", "*", "-"])} ${rng.pick([`${target}[${at()}]`, this.leaf(axes)])}`,
      );
    }
  }

  /** What must not be rewritten, or only with care. */
  private odd(axes: readonly Axis[]): string {
    const { rng } = this;
    const vector = this.vector();
    const { name } = axes.at(-1) as Axis;
    return rng
      .pick([
        `${vector}[0] += ${this.expression(axes, 1)}`,
        `${vector}[${name}] = ${vector}[${name} - 1] + ${this.expression(axes, 1)}`,
        `${vector}[${name}] = ${vector}[${name} - 1] ${rng.pick(["+", "*", "-"])} ${this.leaf(axes)}`,
        `${vector}[${name}] = ${this.vector()}[${name}] + ${vector}[${name} - 1]`,
        `${vector}[${name}] = ${this.vector()}[${axis(axes).size} - 1 - ${name}]`,
        `${vector}[${axis(axes).size} - 1 - ${name}] = ${this.expression(axes, 1)}`,
        `${vector}[-1] = ${this.expression(axes, 1)}`,
        `${vector}[${name}] = ${name}`,
        `${vector}[${name}] = ${name} * ${rng.pick(["0.5", "s", "2"])}`,
        `${vector}[${name}] = 1 / ${this.expression(axes, 1)}`,
        `${vector}[${name}] = int(${this.expression(axes, 1)})`,
        `${vector}[${name}] = ${rng.pick(["255", "1", "0", "-1", "0.5"])} if ${this.condition(axes)} else ${rng.pick(["0", "1", "0.1"])}`,
        `${vector}[${name}] = ${this.leaf(axes)} ${rng.pick(["//", "%"])} ${rng.pick(["2", "3", this.leaf(axes)])}`,
        `${vector}[${name} // 2] = ${this.expression(axes, 1)}`,
        `${this.matrix()}[${name}, ${name}] = ${this.expression(axes, 1)}`,
        `${this.matrix()}[${name}, ${name}] += ${this.vector()}[${axes.map((each) => each.name).join(" + ")}]`,
      ])
      .replace(/\bs\b/, () => {
        this.used.add("s");
        return "s";
      });
  }

  private vector(): string {
    const name = this.rng.pick(vectors);
    this.used.add(name);
    return name;
  }

  private matrix(): string {
    const name = this.rng.pick(matrices);
    this.used.add(name);
    return name;
  }

  private target(axes: readonly Axis[]): string {
    if (axes.length >= 2 && this.rng.chance(0.75)) {
      const [first, second] = this.rng.chance(0.85) ? [axes.at(-2), axes.at(-1)] : [axes.at(-1), axes.at(-2)];
      return `${this.matrix()}[${(first as Axis).name}, ${(second as Axis).name}]`;
    }
    return `${this.vector()}[${this.rng.chance(0.85) ? (axes.at(-1) as Axis).name : this.rng.pick(axes).name}]`;
  }

  private condition(axes: readonly Axis[]): string {
    const { rng } = this;
    const simple = (): string =>
      `${this.expression(axes, 1)} ${rng.pick(["<", ">", "<=", ">=", "==", "!="])} ${rng.pick(["0", "0.5", "3", this.expression(axes, 0)])}`;
    if (rng.chance(0.12)) {
      this.used.add("k");
      return `${rng.pick(["", "", "not "])}k[${axis(axes).name}]`;
    }
    return rng.weighted({ one: 6, and: 1, or: 1, not: 1 }) === "one"
      ? simple()
      : rng.pick([`${simple()} and ${simple()}`, `${simple()} or ${simple()}`, `not ${simple()}`]);
  }

  private expression(axes: readonly Axis[], depth: number): string {
    const { rng } = this;
    if (depth === 0 || rng.chance(0.25)) return this.leaf(axes);
    const inner = (): string => this.expression(axes, depth - 1);
    if (rng.chance(this.favours === "calls" ? 0.4 : 0.02))
      return rng.pick([
        `g0(${inner()})`,
        `g1(${inner()})`,
        `g1(${inner()}, ${inner()})`,
        `g2(v=${inner()}, u=${inner()})`,
        `g3(${inner()})`,
        `g4(${inner()}, v=${inner()})`,
      ]);
    return rng.weighted({ binary: 10, unary: 1, call: 2, choice: 1, power: 1 } as const) === "binary"
      ? `(${inner()} ${rng.chance(0.06) ? rng.pick(["//", "%"]) : rng.pick(["+", "-", "*", "*", "/"])} ${inner()})`
      : rng.pick([
          `(-${inner()})`,
          `np.sqrt(${inner()})`,
          `np.exp(${inner()})`,
          `math.sqrt(abs(${inner()}))`,
          `math.${rng.pick(["sin", "exp", "atan", "tanh"])}(${inner()})`,
          `math.hypot(${inner()}, ${inner()})`,
          `abs(${inner()})`,
          `max(${inner()}, ${inner()})`,
          `min(${inner()}, ${inner()})`,
          `np.maximum(${inner()}, ${inner()})`,
          `(${inner()} if ${this.condition(axes)} else ${inner()})`,
          `${this.leaf(axes)} ** ${rng.pick(["2", "2", "0.5", "3", "2.0"])}`,
          `float(${inner()})`,
        ]);
  }

  private leaf(axes: readonly Axis[]): string {
    const { rng } = this;
    const axis = axes.at(-1) as Axis;
    const shifted = ({ name, low, cut }: Axis): string => {
      const shift = rng.pick([0, 0, 0, low > 0 ? -1 : 0, cut > 0 ? 1 : 0, 1]);
      return shift === 0 ? name : `${name} ${shift < 0 ? "-" : "+"} ${Math.abs(shift)}`;
    };
    switch (
      rng.weighted({
        vector: 8,
        matrix: axes.length >= 2 ? 8 : 0,
        number: 3,
        scalar: 2,
        counter: 1,
        element: this.elements.length > 0 ? 6 : 0,
        temporary: this.temporaries.length > 0 ? 2 : 0,
        gather: 1,
        fixed: 0.7,
        row: axes.length >= 1 ? 1 : 0,
      })
    ) {
      case "vector":
        return `${this.vector()}[${rng.chance(0.85) ? shifted(axis) : shifted(rng.pick(axes))}]`;
      case "matrix": {
        const [first, second] = rng.chance(0.8) ? [axes.at(-2), axis] : [axis, axes.at(-2)];
        return rng.chance(0.8)
          ? `${this.matrix()}[${shifted(first as Axis)}, ${shifted(second as Axis)}]`
          : `${this.matrix()}[${(first as Axis).name}][${shifted(second as Axis)}]`;
      }
      case "scalar": {
        const name = rng.pick(["s", "t"]);
        this.used.add(name);
        return name;
      }
      case "counter":
        return axis.name;
      case "element":
        return rng.pick(this.elements);
      case "temporary":
        return rng.pick(this.temporaries);
      case "gather":
        this.used.add("p");
        return `${this.vector()}[p[${axis.name}]]`;
      case "fixed":
        return `${this.vector()}[${rng.pick([0, 1])}]`;
      case "row":
        return `${this.matrix()}[${rng.pick(["0", "1", axis.name])}, ${axis.name}]`;
      default:
        return rng.pick(["0.5", "2.0", "2", "1", "3", "-1.0", "0.1", "-2", "255", "1e200"]);
    }
  }
}
