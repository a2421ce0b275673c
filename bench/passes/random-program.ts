/** Random programs around what the passes look at: loops with calls that could move, and everything that could keep them in place. */
import { type Random, random } from "../harness/random.js";

const numbers = ["n", "m", "k"] as const;
const texts = ["s", "t"] as const;

/** The program with a number, in the sequence of a seed. It prints what it computes. */
export function loopProgram(seed: number, index: number): string {
  return new Generator(random(seed, index)).program();
}

class Generator {
  constructor(private readonly r: Random) {}

  program(): string {
    const lines = ["import math", "from math import sqrt, floor", "total, n, m, k = 0.0, 4.0, 9, 2", 's, t = "abc", "a"', ""];
    const count = 2 + this.r.int(3);
    for (let index = 0; index < count; index++) lines.push(...this.function(`f${index}`), "");
    lines.push(...this.loop(0, false, 0));
    for (let index = 0; index < count; index++)
      lines.push("try:", `    print(f${index}())`, "except Exception as error:", "    print(type(error).__name__, error)");
    return `${lines.join("\n")}\nprint(total)\n`;
  }

  private function(name: string): string[] {
    const body = [
      `n = ${this.number()}`,
      `m = ${this.number()}`,
      `k = ${this.r.int(5)}`,
      `s = "${"ab c".repeat(this.r.int(4))}"`,
      "t = s.upper()",
      "total = 0.0",
      ...this.r.pick([[], [], ["def change():", "    nonlocal n", "    n = n + 1.0", "    return n"]]),
    ];
    for (let part = 0; part < 1 + this.r.int(3); part++) body.push(...this.loop(0, body.includes("def change():"), 0));
    body.push("return n, m, k, s, total");
    return [`def ${name}():`, ...body.map((line) => `    ${line}`)];
  }

  /** @param hasChange whether a function that rebinds `n` is there */
  private loop(depth: number, hasChange: boolean, level: number): string[] {
    const variable = ["i", "j", "h"][depth] as string;
    const head = this.r.pick([
      `for ${variable} in range(${this.r.pick([0, 1, 2, 3, 20])}):`,
      `for ${variable} in range(${this.r.pick([1, 3, 20])}):`,
      `for ${variable} in [1, 2, 3]:`,
      `for ${variable} in "xyz":`,
      `for n in range(3):`,
    ]);
    const body: string[] = [];
    for (let part = 0; part < 1 + this.r.int(4); part++) body.push(...this.statement(depth, hasChange, level));
    const loop = [head, ...body.map((line) => `    ${line}`)];
    return this.r.chance(0.3) ? this.guarded(loop) : loop;
  }

  private guarded(lines: readonly string[]): string[] {
    return [
      "try:",
      ...lines.map((line) => `    ${line}`),
      "except (ValueError, TypeError, OverflowError, NameError) as error:",
      "    print(type(error).__name__)",
    ];
  }

  private statement(depth: number, hasChange: boolean, level: number): string[] {
    const call = this.call();
    switch (this.r.int(12)) {
      case 0:
        return depth < 2 ? this.loop(depth + 1, hasChange, level + 1) : [`total += ${call}`];
      case 1:
        return [`if ${this.r.pick(["n > 2", "total < 5", "k == 1"])}:`, `    total -= ${call}`];
      case 2:
        return [`print(${call})`];
      case 3:
        return [this.r.pick(["n = n + 1", "m = 2.0", "k += 1", 's += "x"', "n, m = m, n"])];
      case 4:
        return [`if total > ${this.r.int(50)}:`, `    ${this.r.pick(["break", "continue"])}`];
      case 5:
        return hasChange ? ["change()"] : [`unused = ${call}`];
      case 6:
        return [call];
      case 7:
        return ["try:", `    total += ${call}`, "except ValueError:", "    total -= 1"];
      default:
        return [`total ${this.r.pick(["+=", "-=", "="])} ${call}${this.r.pick(["", " * 2", ` + ${this.call()}`])}`];
    }
  }

  private number(): string {
    return this.r.pick(["4.0", "2.0", "0.5", "-1.0", "9", "0", "1e308"]);
  }

  private argument(): string {
    return this.r.pick([...numbers, ...numbers, "2.0", "9", "2.0 * math.pi", "n + m", "-1.0", "n * 2"]);
  }

  private call(): string {
    const argument = this.argument();
    return this.r.pick([
      `math.sqrt(${argument})`,
      `math.floor(${argument})`,
      `math.cos(${argument})`,
      `math.radians(${argument})`,
      `math.fabs(${argument})`,
      `math.log(${argument})`,
      `sqrt(${argument})`,
      `floor(math.pi) + math.tau`,
      `math.hypot(${argument}, m)`,
      `len(${this.r.pick(texts)})`,
      `${this.r.pick(texts)}.count("a")`,
      `len(${this.r.pick(texts)}.upper())`,
      `math.exp(math.sqrt(${argument}))`,
    ]);
  }
}
