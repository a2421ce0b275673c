/** Random functions with loops over rows and windows of arrays, as people write them, and traps in them. */
import { type Random, random } from "../../harness/random.js";

/** A program with functions `f0`, `f1`, …; `run_pairs.py` makes arguments by the first letters of parameters. */
export function rowProgram(seed: number, index: number, functions = 12): string {
  const parts = Array.from({ length: functions }, (_, number) => new RowMaker(random(seed, index, number)).make(`f${number}`));
  return `import numpy as np\n\n\n${parts.join("\n\n")}`;
}

const reductions = ["sum", "max", "min", "mean", "std", "var", "prod", "argmax", "argmin", "any", "all", "ptp", "median"];
const functionsOfElements = ["exp", "log", "sqrt", "abs", "sin", "tanh", "square", "negative", "floor", "sign", "arctan", "log1p"];

class RowMaker {
  private readonly used = new Set<string>();
  private rows: string[] = [];
  private scalars: string[] = [];
  private readonly live = new Set<string>();
  private index = "i";
  private made = 0;

  constructor(private readonly rng: Random) {}

  make(name: string): string {
    const { rng } = this;
    const form = rng.weighted({ rows: 6, nested: 2, windows: 2, comprehension: 2, columns: 5 });
    const lines: string[] = [];
    if (form === "rows") this.overRows(lines);
    else if (form === "nested") this.nested(lines);
    else if (form === "windows") this.windows(lines);
    else if (form === "columns") this.columns(lines);
    else this.comprehension(lines);
    const result = [...this.live].filter(() => rng.chance(0.3));
    if (rng.chance(0.3) && form === "rows") result.push("l");
    if (result.includes("l")) lines.unshift("    l = []");
    const known = rng.chance(0.15) && this.used.has("R");
    if (known) {
      this.used.delete("R");
      lines.unshift(`    R = np.zeros(X.shape, dtype=np.${rng.pick(["float64", "float32", "int64"])})`);
      this.used.add("X");
      result.push("R");
    }
    const parameters = [...this.used].filter((each) => !(each === "l" && result.includes("l"))).sort();
    return `def ${name}(${parameters.join(", ")}):\n${lines.join("\n")}\n    return ${result.length > 0 ? `(${result.join(", ")},)` : "None"}\n`;
  }

  private use(...names: string[]): void {
    for (const each of names) this.used.add(each);
  }

  private overRows(lines: string[]): void {
    const { rng } = this;
    const head = rng.weighted({ shape: 3, len: 3, n: 2, each: 3, enumerate: 2, from: 1, zip: 1 });
    this.use("X");
    this.scalars = ["1.5", "2", "s"];
    if (head === "each") lines.push("    for row in X:");
    else if (head === "enumerate") lines.push("    for i, row in enumerate(X):");
    else if (head === "zip") {
      this.use("Y");
      lines.push("    for row, other in zip(X, Y):");
    } else if (head === "from") lines.push(`    for i in range(${rng.pick(["1", "n - 1", "2"])}, ${rng.pick(["len(X)", "n"])}):`);
    else lines.push(`    for i in range(${head === "shape" ? "X.shape[0]" : head === "len" ? "len(X)" : "n"}):`);
    if (lines[0]?.includes("n - 1") || lines[0]?.includes("n)")) this.use("n");
    if (head === "zip") this.rows.push("other", "other");
    if (head === "each" || head === "enumerate" || head === "zip") {
      this.rows.push("row", "row");
      this.live.add("row");
    } else this.rows.push("X[i]", "X[i]", "X[i, :]");
    const hasIndex = head !== "each" && head !== "zip";
    if (hasIndex) {
      this.rows.push("Y[i]", "u");
      this.scalars.push("v[i]", "X[i, 0]", "X[i, -1]");
      if (rng.chance(0.1)) this.scalars.push("i");
      this.live.add("i");
    } else this.rows.push("u");
    if (rng.chance(0.1)) this.rows.push("X[i, 1:]", "X[i, :-1]");
    this.statements(lines, "        ", hasIndex, 1 + rng.int(4));
  }

  private statements(lines: string[], indent: string, hasIndex: boolean, count: number): void {
    const { rng, index } = this;
    const before = lines.length;
    for (let number = 0; number < count; number++) {
      const kind = rng.weighted({
        scalar: 4,
        row: 3,
        storeScalar: hasIndex ? 2 : 0,
        storeRow: hasIndex ? 2 : 0,
        append: 2,
        inPlace: 1.5,
        sort: 0.3,
      });
      if (kind === "scalar") this.assign(lines, indent, this.scalar(2), this.scalars, "m");
      else if (kind === "row") this.assign(lines, indent, this.row(2), this.rows, "t");
      else if (kind === "append") {
        lines.push(`${indent}l.append(${rng.chance(0.8) ? this.scalar(2) : this.row(2)})`);
        this.use("l");
      } else this.store(lines, indent, kind, hasIndex);
    }
    if (lines.length === before || !lines.slice(before).some((line) => /\[i|append|=/.test(line)))
      this.store(lines, indent, hasIndex ? "storeScalar" : "inPlace", hasIndex);
    void index;
  }

  private assign(lines: string[], indent: string, value: string, pool: string[], stem: string): void {
    const { rng } = this;
    const old = pool.filter((each) => each.startsWith(stem) && each.length === 2);
    const name = old.length > 0 && rng.chance(0.2) ? rng.pick(old) : `${stem}${this.made++}`;
    lines.push(`${indent}${name} = ${value}`);
    pool.push(name, name);
    this.live.add(name);
  }

  private store(lines: string[], indent: string, kind: string, hasIndex: boolean): void {
    const { rng } = this;
    const target = (): string => {
      if (!hasIndex) return "row";
      this.use("X");
      return rng.pick(["X[i]", "X[i, :]", "X[i]"]);
    };
    switch (kind) {
      case "storeScalar": {
        const place = rng.pick(["r[i]", "r[i]", "R[i, 0]", "R[i, 1]", "r[i - 1]", "r[0]"]);
        this.use(place[0] as string);
        lines.push(`${indent}${place} ${rng.pick(["=", "=", "=", "+="])} ${this.scalar(2)}`);
        return;
      }
      case "storeRow":
        this.use("R");
        lines.push(`${indent}R[i${rng.pick(["", "", ", :", " + 1"])}] ${rng.pick(["=", "=", "="])} ${this.row(2)}`);
        return;
      case "sort": {
        const name = hasIndex ? this.rows.find((each) => each.startsWith("t")) : "row";
        if (name) lines.push(`${indent}${name}.sort()`);
        return;
      }
      default: {
        const rows = this.rows.filter((each) => each.startsWith("t"));
        const name = rows.length > 0 && rng.chance(0.4) ? rng.pick(rows) : target();
        lines.push(`${indent}${name} ${rng.pick(["-=", "/=", "*=", "+="])} ${rng.chance(0.7) ? this.scalar(1) : this.row(1)}`);
      }
    }
  }

  private row(depth: number): string {
    const { rng } = this;
    if (depth === 0 || rng.chance(0.15)) return this.leaf(this.rows);
    switch (
      rng.weighted({ leaf: 1, matrix: 0.4, binary: 4, mixed: 4, function: 2, power: 1, running: 1, where: 0.5, maximum: 0.7, product: 0.4 })
    ) {
      case "product":
        this.use("W");
        return rng.pick([
          `(W @ ${this.row(depth - 1)})`,
          `(${this.row(depth - 1)} @ W.T)`,
          `np.matmul(W, ${this.row(0)})`,
          `np.dot(W, ${this.row(0)})`,
        ]);
      case "matrix":
        return this.overMatrix(depth);
      case "binary":
        return `(${this.row(depth - 1)} ${rng.pick(["+", "-", "*", "/"])} ${this.row(depth - 1)})`;
      case "mixed": {
        const [a, c] = [this.row(depth - 1), this.scalar(depth - 1)];
        const op = rng.pick(["+", "-", "*", "/", "-", "//", "%"]);
        return rng.chance(0.75) ? `(${a} ${op} ${c})` : `(${c} ${op} ${a})`;
      }
      case "function":
        return `np.${rng.pick(functionsOfElements)}(${this.row(depth - 1)})`;
      case "power":
        return `${this.row(depth - 1)} ** ${rng.pick(["2", "2", "3", "0.5"])}`;
      case "running":
        return `np.${rng.pick(["cumsum", "sort", "cumprod", "argsort"])}(${this.row(depth - 1)})`;
      case "where":
        return `np.where(${this.row(depth - 1)} > ${this.scalar(0)}, ${this.row(0)}, ${rng.pick(["0.0", this.row(0), this.scalar(0)])})`;
      case "maximum":
        return `np.${rng.pick(["maximum", "minimum"])}(${this.row(depth - 1)}, ${rng.chance(0.5) ? this.scalar(0) : this.row(0)})`;
      default:
        return this.leaf(this.rows);
    }
  }

  private scalar(depth: number): string {
    const { rng } = this;
    if (depth === 0) return this.leaf(this.scalars);
    switch (
      rng.weighted({ leaf: 1, reduce: 6, method: 3, binary: 2, function: 1, element: 0.5, count: 1, plain: 0.7, matrix: 0.6, product: 1.5 })
    ) {
      case "product": {
        const [a, c] = [this.row(depth - 1), this.row(0)];
        return rng.pick([
          `np.dot(${a}, ${c})`,
          `(${a} @ ${c})`,
          `np.inner(${c}, ${a})`,
          `np.vdot(${a}, ${c})`,
          `${this.parenthesised(a)}.dot(${c})`,
        ]);
      }
      case "plain":
        return rng.chance(0.3) ? `int(np.argmax(${this.row(depth - 1)}))` : `float(${this.scalar(depth - 1)})`;
      case "matrix":
        return `np.${rng.pick(["min", "argmin", "sum"])}(${this.overMatrix(depth)})`;
      case "reduce":
        return `np.${rng.pick(reductions)}(${this.row(depth - 1)})`;
      case "method": {
        const name = rng.pick(["sum", "max", "min", "mean", "std", "argmax", "any", "prod", "var"]);
        return `${this.parenthesised(this.row(depth - 1))}.${name}(${name === "std" && rng.chance(0.3) ? "ddof=1" : ""})`;
      }
      case "binary":
        return `(${this.scalar(depth - 1)} ${rng.pick(["+", "-", "*", "/"])} ${this.scalar(depth - 1)})`;
      case "function":
        return `np.${rng.pick(functionsOfElements)}(${this.scalar(depth - 1)})`;
      case "element":
        return `${this.parenthesised(this.row(depth - 1))}[${rng.pick(["0", "-1", "1"])}]`;
      case "count":
        return `np.sum(${this.row(depth - 1)} ${rng.pick([">", "<", "==", ">="])} ${this.scalar(depth - 1)})`;
      default:
        return this.leaf(this.scalars);
    }
  }

  /** A row for each of the rows of a matrix that all iterations read, reduced. */
  private overMatrix(depth: number): string {
    const { rng } = this;
    this.use("W");
    const [axis, name] = [rng.pick(["1", "1", "-1", "0"]), rng.pick(["sum", "max", "mean", "std", "argmin", "any"])];
    return `np.${name}((${this.row(depth - 1)} - W)${rng.pick(["", " ** 2"])}, axis=${axis})`;
  }

  private parenthesised(text: string): string {
    return /^[\w[\], :()-]+$/.test(text) && !text.includes(" - ") && !text.startsWith("-") ? text : `(${text})`;
  }

  private leaf(pool: readonly string[]): string {
    const chosen = this.rng.pick(pool);
    const [letter] = chosen as unknown as [string];
    if (/[XYuvsWABC]/.test(letter) && chosen !== "row") this.use(letter);
    return chosen;
  }

  private nested(lines: string[]): void {
    const { rng } = this;
    this.use("X", "W", "Q");
    lines.push(`    for i in range(${rng.pick(["len(X)", "X.shape[0]", "n"])}):`);
    if (lines[0]?.includes("(n)")) this.use("n");
    this.scalars = ["1.5", "2", "v[i]"];
    this.rows = ["X[i]", "X[i]"];
    if (rng.chance(0.4)) this.assign(lines, "        ", rng.chance(0.5) ? this.scalar(1) : this.row(1), rng.chance(0.5) ? [] : [], "o");
    lines.push("        for j in range(len(W)):");
    this.rows.push("W[j]", "W[j]", "W[j]");
    this.live.add("i").add("j");
    if (rng.chance(0.4)) this.assign(lines, "            ", this.row(2), this.rows, "t");
    if (rng.chance(0.3)) this.assign(lines, "            ", this.scalar(2), this.scalars, "m");
    if (rng.chance(0.85)) lines.push(`            Q[i, j] ${rng.pick(["=", "=", "+="])} ${this.scalar(2)}`);
    else {
      this.use("l");
      lines.push(`            l.append(${this.scalar(2)})`);
    }
  }

  private windows(lines: string[]): void {
    const { rng } = this;
    if (rng.chance(0.4)) {
      this.use("v", "r");
      const width = rng.pick(["3", "4", "w"]);
      if (width === "w") this.use("w");
      lines.push(`    for i in range(len(v) - ${width} + 1):`);
      this.rows = [`v[i:i + ${width}]`];
      this.scalars = ["1.5", "v[i]"];
      this.live.add("i");
      if (rng.chance(0.4)) this.assign(lines, "        ", this.row(1), this.rows, "t");
      lines.push(`        r[i] = ${this.scalar(2)}`);
      return;
    }
    this.use("X", "R");
    const [height, width] = [rng.pick(["2", "3", "w"]), rng.pick(["2", "3", "w"])];
    if (height === "w" || width === "w") this.use("w");
    lines.push(`    for i in range(X.shape[0] - ${height} + 1):`, `        for j in range(X.shape[1] - ${width} + 1):`);
    const window = `X[i:i + ${height}, j:j + ${width}]`;
    this.live.add("i").add("j");
    const value = rng.pick([window, window, `${window} * h`, `(${window} - X[i, j])`, `np.abs(${window} - s)`, `np.exp(${window})`]);
    if (value.includes("h")) this.use("h");
    if (value.includes("s)") && value.includes("abs")) this.use("s");
    if (rng.chance(0.4)) {
      lines.push(`            p = ${value}`, `            R[i, j] = np.${rng.pick(reductions)}(p)`);
      this.live.add("p");
    } else lines.push(`            R[i, j] = np.${rng.pick(reductions)}(${value})`);
  }

  /** As in decompositions of matrices: rows, columns and parts of them, as far as an outer loop has come. */
  private columns(lines: string[]): void {
    const { rng } = this;
    const outer = rng.pick(["range(n)", "range(len(A))", "range(1, n)", "range(n - 1, -1, -1)", "range(A.shape[0])"]);
    this.use("A", "n");
    lines.push(`    for i in ${outer}:`);
    const part = rng.pick([":", ":", ":i", "i:", "i + 1:", "1:", ":-1"]);
    lines.push(`        for j in range(${rng.pick(["i", "i, n", "i + 1, n", "A.shape[1]", "n", "i + 1, A.shape[0]", "1, n"])}):`);
    this.live.add("i").add("j");
    const rows = [
      `A[${part}, j]`,
      `A[${part}, j]`,
      `B[${part}, j]`,
      `A[i, ${part}]`,
      `B[j, ${part}]`,
      `C[i, ${part}]`,
      `v[${part}]`,
      `B[${part}, i]`,
    ];
    this.rows = rng.chance(0.1) ? [...rows, "A[:j, j]", "A[i, :j]", "B[:, j]"] : rows;
    this.scalars = ["1.5", "A[i, j]", "B[i, j]", "B[j, i]", "u[j]", "A[j, j]", "B[i, i]", "s"];
    const take = (): string => this.leaf(rng.pick([this.rows, this.rows]));
    const product = (): string => {
      const [left, right] = [take(), rng.chance(0.8) ? take() : this.row(1)];
      return rng.pick([`np.dot(${left}, ${right})`, `${left} @ ${right}`, `${left}.dot(${right})`, `np.sum(${left} * ${right})`]);
    };
    const indent = "            ";
    for (let number = 1 + rng.int(3); number > 0; number--) {
      const op = rng.pick(["=", "+=", "-=", "*=", "/="]);
      switch (rng.weighted({ element: 4, line: 3, name: 1.5, vector: 1, sum: 2, total: 0.7 })) {
        case "element":
          lines.push(
            `${indent}${this.leaf(["A[i, j]", "A[i, j]", "C[i, j]", "C[j, i]", "A[j, i]"])} ${op} ${rng.chance(0.7) ? product() : this.scalar(1)}`,
          );
          break;
        case "line":
          lines.push(`${indent}${this.leaf([`A[${part}, j]`, `C[${part}, j]`, `C[j, ${part}]`])} ${op} ${this.factor()} * ${take()}`);
          break;
        case "name":
          lines.push(`${indent}m${this.made} = ${rng.chance(0.6) ? product() : this.scalar(1)}`);
          this.scalars.push(`m${this.made}`, `m${this.made}`);
          this.live.add(`m${this.made++}`);
          break;
        case "vector":
          lines.push(`${indent}u[j] ${op} ${product()}`);
          this.use("u");
          break;
        case "sum":
          lines.push(
            `${indent}${this.leaf([`C[i, ${part}]`, `C[${part}, i]`, "C[i, i]"])} ${rng.pick(["+=", "-=", "*="])} ${this.factor()} * ${rng.chance(0.8) ? take() : this.scalar(1)}`,
          );
          break;
        default:
          lines.push(`${indent}u ${rng.pick(["+=", "-="])} ${take()}`);
          this.use("u");
      }
    }
    for (const name of ["A", "B", "C", "u", "v", "s"]) if (lines.some((line) => new RegExp(`\\b${name}\\b`).test(line))) this.use(name);
  }

  private factor(): string {
    return this.rng.chance(0.3) ? "1.5" : this.leaf(this.scalars);
  }

  private comprehension(lines: string[]): void {
    const { rng } = this;
    this.use("X");
    this.scalars = ["1.5", "2", "s"];
    const each = rng.chance(0.5);
    this.rows = each ? ["q", "q", "u"] : ["X[i]", "X[i]", "Y[i]", "u"];
    if (!each) this.scalars.push("v[i]", "X[i, 0]");
    const value = rng.chance(0.7) ? this.scalar(2) : this.row(2);
    const list = `[${value} for ${each ? "q in X" : `i in range(${rng.pick(["len(X)", "X.shape[0]"])})`}]`;
    lines.push(`    z = ${rng.chance(0.5) ? `np.array(${list})` : list}`);
    this.live.clear();
    lines.push("    l.append(z)");
    this.use("l");
  }
}
