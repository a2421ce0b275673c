/**
 * Random programs that run: objects that are shared, changed, captured, iterated over while they change, and passed around
 * between functions, classes, generators and handlers. What the type analysis claims of them can be compared with a run.
 *
 * Statements may raise; those that are likely to stand in a `try`, so that the rest of the program still runs.
 */
import { type Random, random } from "../harness/random.js";

const names = ["a", "b", "c", "d", "e"] as const;

interface Scope {
  readonly variables: readonly string[];
  readonly functions: readonly string[];
  readonly classes: readonly string[];
  readonly inLoop: boolean;
  readonly inFunction: boolean;
  readonly depth: number;
}

/** The program with a number, in the sequence of a seed; about 80 lines. */
export function runnableProgram(seed: number, index: number): string {
  return new Generator(random(seed, index)).program();
}

class Generator {
  private counter = 0;

  constructor(private readonly random: Random) {}

  program(): string {
    const lines = ["import copy, sys", "sys.setrecursionlimit(150)", ...swallow];
    const scope: Scope = { variables: names, functions: [], classes: [], inLoop: false, inFunction: false, depth: 0 };
    for (const name of names) lines.push(`${name} = ${this.literal()}`);
    let { functions, classes } = scope;
    for (let part = 0; part < 6; part++) {
      if (this.random.chance(0.5)) {
        const name = `f${this.counter++}`;
        lines.push(...this.function(name, { ...scope, functions, classes }));
        functions = [...functions, name];
      } else if (this.random.chance(0.4)) {
        const name = `C${this.counter++}`;
        lines.push(...this.class(name, { ...scope, functions, classes }));
        classes = [...classes, name];
      }
      lines.push(...this.block({ ...scope, functions, classes }, 3 + this.random.int(4)), ...names.filter(() => this.random.chance(0.6)));
    }
    return `${lines.join("\n")}\n`;
  }

  private block(scope: Scope, count: number): string[] {
    const lines = Array.from({ length: count }, () => this.statement(scope)).flat();
    return lines.length > 0 ? lines : ["pass"];
  }

  private statement(scope: Scope): string[] {
    const kind = this.random.weighted({
      assign: 6,
      change: 6,
      show: 3,
      branch: scope.depth < 3 ? 2 : 0,
      loop: scope.depth < 2 ? 2 : 0,
      while: scope.depth < 2 ? 1 : 0,
      try: scope.depth < 3 ? 2 : 0,
      leave: scope.inLoop || scope.inFunction ? 1 : 0,
      delete: 0.3,
      unpack: 0.7,
      with: scope.depth < 2 ? 0.4 : 0,
    });
    const variable = this.random.pick(scope.variables);
    const inner: Scope = { ...scope, depth: scope.depth + 1 };
    switch (kind) {
      case "assign": {
        if (this.random.chance(0.3)) return [`${variable} = ${this.random.chance(0.5) ? this.literal() : this.random.pick(names)}`];
        return this.safely([`${variable} = ${this.expression(scope)}`]);
      }
      case "change":
        return this.safely([this.change(scope)]);
      case "show":
        return this.safely([this.expression(scope)]);
      case "branch": {
        const lines = [`if ${this.condition(scope)}:`, ...indent(this.block(inner, 1 + this.random.int(3)))];
        if (this.random.chance(0.6)) lines.push("else:", ...indent(this.block(inner, 1 + this.random.int(2))));
        return lines;
      }
      case "loop": {
        const body = [...(this.random.chance(0.5) ? [variable] : []), ...this.block({ ...inner, inLoop: true }, 1 + this.random.int(3))];
        // Loops over what their body makes longer would not end.
        const guard = `_n${this.counter++}`;
        const lines = [
          `${guard} = 0`,
          `for ${variable} in ${this.iterable(scope)}:`,
          ...indent([`${guard} += 1`, `if ${guard} > 6: break`, ...body]),
        ];
        if (this.random.chance(0.2)) lines.push("else:", ...indent(this.block(inner, 1)));
        return this.safely(lines);
      }
      case "while": {
        const guard = `_n${this.counter++}`;
        return [
          `${guard} = 0`,
          `while ${guard} < ${1 + this.random.int(4)}:`,
          ...indent([`${guard} += 1`, ...this.block({ ...inner, inLoop: true }, 1 + this.random.int(3))]),
        ];
      }
      case "try": {
        const lines = [
          "try:",
          ...indent([
            ...this.block(inner, 1 + this.random.int(3)),
            ...(this.random.chance(0.4) ? [`raise ${this.random.pick(exceptions)}("x")`] : []),
          ]),
        ];
        for (const exception of this.random.shuffle(exceptions).slice(0, this.random.int(3))) {
          const name = this.random.chance(0.3) ? " as err" : "";
          lines.push(`except ${exception}${name}:`, ...indent(this.block(inner, 1 + this.random.int(2))));
        }
        lines.push("except Exception:", ...indent(this.block(inner, 1)));
        if (this.random.chance(0.3)) lines.push("else:", ...indent(this.block(inner, 1)));
        if (this.random.chance(0.4))
          lines.push("finally:", ...indent(this.block({ ...inner, inLoop: false, inFunction: false }, 1 + this.random.int(2))));
        return lines;
      }
      case "leave":
        if (scope.inFunction && this.random.chance(0.5)) return [`if ${this.condition(scope)}: return ${this.expression(scope)}`];
        return scope.inLoop ? [`if ${this.condition(scope)}: ${this.random.pick(["break", "continue"])}`] : ["pass"];
      case "delete":
        return this.safely([`del ${this.place(scope)}`]);
      case "unpack": {
        const targets = this.random.pick([
          `${variable}, *_rest`,
          `*_rest, ${variable}`,
          `${variable}, ${this.random.pick(scope.variables)}`,
        ]);
        return this.safely([`${targets} = ${this.expression(scope)}`, "_rest"]);
      }
      case "with":
        return ["with Swallow() as _w:", ...indent(["_w", ...this.block(inner, 1 + this.random.int(2))])];
    }
  }

  /** Statements that may raise. */
  private safely(lines: readonly string[]): string[] {
    return [
      "try:",
      ...indent(lines),
      `except ${this.random.chance(0.8) ? "Exception" : "(TypeError, AttributeError, LookupError, Exception)"}:`,
      "    pass",
    ];
  }

  private change(scope: Scope): string {
    const variable = this.random.pick(scope.variables);
    const value = (): string => this.expression({ ...scope, depth: scope.depth + 1 });
    return this.random.pick([
      () => `${variable}.append(${value()})`,
      () => `${variable}.append(${value()})`,
      () => `${variable}[${this.random.pick(["0", "-1", '"k"', "1"])}] = ${value()}`,
      () => `${variable}[${this.random.pick(['"k"', '"m"'])}] = ${value()}`,
      () => `${variable}.attr = ${value()}`,
      () => `${variable} += ${value()}`,
      () => `${variable}.extend(${value()})`,
      () => `${variable}.update(k=${value()})`,
      () => `${variable}.pop()`,
      () => `${variable}.insert(0, ${value()})`,
      () => `${variable}.setdefault("k", ${value()})`,
      () => `${variable}.add(${value()})`,
      () => `${variable}.sort(key=str)`,
      () => `${variable}.clear()`,
      () => `setattr(${variable}, "attr", ${value()})`,
      () => `${variable}.method(${value()})`,
    ])();
  }

  private place(scope: Scope): string {
    const variable = this.random.pick(scope.variables);
    return this.random.pick([`${variable}[0]`, `${variable}["k"]`, `${variable}.attr`]);
  }

  private condition(scope: Scope): string {
    const variable = this.random.pick(scope.variables);
    return this.random.pick([
      `len(sys.argv) > ${this.random.int(3)}`,
      `${variable} is None`,
      `${variable} is not None`,
      `isinstance(${variable}, ${this.random.pick(["int", "list", "str", "dict"])})`,
      `type(${variable}) is list`,
      `not ${variable}`,
      `len(str(${variable})) % 2 == 0`,
    ]);
  }

  private iterable(scope: Scope): string {
    const variable = this.random.pick(scope.variables);
    return this.random.pick([
      variable,
      `range(${1 + this.random.int(3)})`,
      `list(${variable})`,
      `enumerate(${variable})`,
      `zip(${variable}, [1, "z"])`,
      `(${variable}, 1, "s")`,
      `reversed(${variable})`,
      `map(str, ${variable})`,
      `dict(k=${variable}).items()`,
    ]);
  }

  private literal(): string {
    return this.random.pick([
      "1",
      "2.5",
      '"s"',
      "None",
      "True",
      "[]",
      "[1, 2]",
      '{"k": 1}',
      "{}",
      '(1, "t")',
      '[[1], "x"]',
      "{1, 2}",
      "object()",
    ]);
  }

  private expression(scope: Scope): string {
    const { random: choose } = this;
    const variable = choose.pick(scope.variables);
    if (scope.depth > 3) return choose.chance(0.5) ? variable : this.literal();
    const inner = (): string => this.expression({ ...scope, depth: scope.depth + 1 });
    return choose.pick([
      () => this.literal(),
      () => variable,
      () => variable,
      () => `[${inner()}, ${variable}]`,
      () => `{"k": ${inner()}, "m": ${variable}}`,
      () => `(${inner()}, ${variable})`,
      () => `${variable}[${choose.pick(["0", "-1", '"k"', "0:1", "len(sys.argv) - 1"])}]`,
      () => `${variable}.attr`,
      () => `${variable} + ${inner()}`,
      () => `${variable} * 2`,
      () => `${inner()} if ${this.condition(scope)} else ${inner()}`,
      () => `${variable} or ${inner()}`,
      () => `${variable} and ${inner()}`,
      () => `[${variable} for _i in ${this.iterable(scope)}]`,
      () => `[_x for _x in ${this.iterable(scope)}]`,
      () => `{str(_x): _x for _x in ${this.iterable(scope)}}`,
      () => `(_x for _x in ${variable})`,
      () => `list(${variable})`,
      () => `next(iter(${variable}))`,
      () => `copy.${choose.pick(["copy", "deepcopy"])}(${variable})`,
      () => `(lambda p=${inner()}: p)()`,
      () => `(lambda: ${variable})`,
      () => `${variable}()`,
      () => `sorted([2, 1], key=lambda q: ${inner()} and q)`,
      () => `getattr(${variable}, "attr", ${inner()})`,
      () => `str(${variable})`,
      () => `len(${variable})`,
      () => `${variable}.get("k")`,
      () => `${variable}.method(${inner()})`,
      () => `${variable}.prop`,
      () => (scope.functions.length > 0 ? `${choose.pick(scope.functions)}(${inner()})` : inner()),
      () => (scope.functions.length > 0 ? `${choose.pick(scope.functions)}(${variable}, q=${inner()})` : inner()),
      () => (scope.functions.length > 0 ? choose.pick(scope.functions) : inner()),
      () => (scope.classes.length > 0 ? `${choose.pick(scope.classes)}(${inner()})` : inner()),
      () => (scope.classes.length > 0 ? `${choose.pick(scope.classes)}(${inner()})` : inner()),
      () => (scope.classes.length > 0 ? `${choose.pick(scope.classes)}.shared` : inner()),
    ])();
  }

  private function(name: string, outer: Scope): string[] {
    const scope: Scope = { ...outer, variables: ["p", "q", this.random.pick(names)], inFunction: true, depth: 1 };
    const lines: string[] = [];
    if (this.random.chance(0.3)) lines.push(`global ${names.filter(() => this.random.chance(0.3)).join(", ") || "a"}`);
    lines.push("_depth[0] += 1", "if _depth[0] > 20: return None", ...(this.random.chance(0.5) ? ["p"] : []));
    if (this.random.chance(0.3)) {
      const change = `held = ${this.expression({ ...scope, variables: ["held", "r", "q"] })}`;
      lines.push("held = p", "def inner(r=None):", ...indent(["nonlocal held", "held", ...this.safely([change]), "return held"]));
      lines.push(...this.safely(["q = inner()"]), "held");
    }
    lines.push(...this.block(scope, 2 + this.random.int(3)));
    if (this.random.chance(0.25)) lines.push(...this.safely([`yield ${this.expression(scope)}`, "p", `yield ${this.expression(scope)}`]));
    else lines.push(...this.safely([`return ${this.expression({ ...scope, functions: [...outer.functions, name] })}`]));
    // Names that a function declares global cannot be its parameters.
    return ["_depth = [0]", `def ${name}(p, q=${this.literal()}):`, ...indent(lines)];
  }

  private class(name: string, outer: Scope): string[] {
    const base = outer.classes.length > 0 && this.random.chance(0.5) ? `(${this.random.pick(outer.classes)})` : "";
    const scope: Scope = { ...outer, variables: ["p", "self", this.random.pick(names)], inFunction: true, depth: 2 };
    const lines = [`shared = ${this.literal()}`];
    if (base === "" || this.random.chance(0.6)) {
      lines.push(
        "def __init__(self, p=None):",
        ...indent([
          ...(base !== "" && this.random.chance(0.7) ? ["super().__init__(p)"] : []),
          `self.attr = ${this.random.pick(["p", "[p]", this.literal()])}`,
          ...this.safely([this.change({ ...scope, variables: ["self", "p"] })]),
        ]),
      );
    }
    lines.push(
      "def method(self, p=None):",
      ...indent(["self.attr", ...this.block(scope, 1 + this.random.int(2)), ...this.safely([`return ${this.expression(scope)}`])]),
    );
    if (this.random.chance(0.5)) lines.push("@property", "def prop(self):", ...indent(["return self.attr"]));
    if (this.random.chance(0.3)) lines.push("def __getitem__(self, p):", ...indent(["return self.attr"]));
    if (this.random.chance(0.2)) lines.push("def __add__(self, p):", ...indent(["return (self, p)"]));
    return [`class ${name}${base}:`, ...indent(lines)];
  }
}

/** A context manager that lets its body fail. */
const swallow = ["class Swallow:", "    def __enter__(self): return self", "    def __exit__(self, *info): return True"];

const exceptions = ["ValueError", "KeyError", "TypeError"];

const indent = (lines: readonly string[]): string[] => lines.map((line) => `    ${line}`);
