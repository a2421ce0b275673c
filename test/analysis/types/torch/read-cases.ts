/** Reads the cases that `operations.py` writes. */
import {
  array,
  listOf,
  literal,
  none,
  numpyScalar,
  object,
  scalar,
  type TensorType,
  type Type,
  tupleOf,
} from "../../../../compiler/analysis/types/type.js";

export interface Case {
  readonly operands: readonly Type[];
  readonly keyword: readonly (readonly [string, Type])[];
  /** Arguments of the second call, of `Linear(4, 5)(x)`. */
  readonly called?: readonly Type[];
  readonly result: Type;
  /** The first operand afterwards. */
  readonly after?: Type;
}

/** Site of an operand, so that results can say which one they are or in whose memory they lie. */
export const siteOf = (operand: number): number => 100 + operand;

/** What stands behind the name of an operation: `T:float32[2,3],dim=1)=T:float32[2]`. */
export function readCase(text: string): Case {
  const reader = new Reader(text);
  let { positional, keyword } = reader.arguments();
  let called: readonly Type[] | undefined;
  if (text[reader.at] === "(") {
    reader.at++;
    called = reader.arguments().positional;
  }
  reader.expect("=");
  const result = reader.value();
  const after = text[reader.at] === ";" ? reader.skip().value() : undefined;
  if (called) called = called.map(placed);
  else {
    keyword = keyword.map(([name, type], index) => [name, placed(type, positional.length + index)]);
    positional = positional.map(placed);
  }
  return { operands: positional, keyword, ...(called ? { called } : {}), result, ...(after ? { after } : {}) };
}

const placed = (type: Type, index: number): Type =>
  type.kind === "tensor" || type.kind === "array" ? { ...type, sites: [siteOf(index)] } : type;

class Reader {
  at = 0;

  constructor(private readonly text: string) {}

  skip(): this {
    this.at++;
    return this;
  }

  expect(character: string): void {
    if (this.text[this.at] !== character) throw new Error(`${character} is missing at ${this.at} of ${this.text}`);
    this.at++;
  }

  /** Up to and with the closing bracket. */
  arguments(close = ")"): { positional: Type[]; keyword: [string, Type][] } {
    const positional: Type[] = [];
    const keyword: [string, Type][] = [];
    while (this.text[this.at] !== close) {
      const name = this.match(/[a-zA-Z_]\w*(?==)/y);
      if (name !== undefined) {
        this.expect("=");
        keyword.push([name, this.value()]);
      } else positional.push(this.value());
      if (this.text[this.at] === ",") this.at++;
    }
    this.at++;
    return { positional, keyword };
  }

  value(): Type {
    const form = this.match(/[TPADVNnO]:|[Zrs]\(|none|true|false|\.\.\.|[([']|-?1j|-?[\d.]+(?:e[-+]?\d+)?/y);
    switch (form) {
      case "T:":
      case "P:":
        return this.tensor(form === "P:");
      case "A:":
        return this.array();
      case "D:":
        return object("torch.dtype", { name: literal(this.match(/\w+/y) as string) });
      case "V:":
        return object("torch.device", { name: literal(this.match(/[\w:]+/y) as string) });
      case "n:":
        return numpyScalar(this.match(/\w+/y) as string);
      case "O:":
        return object(this.match(/[\w.]+/y) as string);
      case "N:": {
        const name = this.match(/\w+/y);
        this.expect("(");
        const { keyword } = this.arguments();
        return {
          ...tupleOf(keyword.map(([, type]) => type)),
          class: `torch.return_types.${name}`,
          fields: keyword.map(([field]) => field),
        };
      }
      case "Z(":
        return { ...tupleOf(this.arguments().positional), class: "torch.Size" };
      case "(":
        return tupleOf(this.arguments().positional);
      case "[":
        return listOf(this.arguments("]").positional);
      case "s(":
      case "r(": {
        const [start = none, stop = none, step = none] = this.arguments().positional;
        return { kind: form === "s(" ? "slice" : "range", start, stop, step };
      }
      case "'": {
        const content = this.match(/[^']*/y) as string;
        this.expect("'");
        return literal(content);
      }
      case "none":
        return none;
      case "...":
        return { kind: "ellipsis" };
      case "true":
      case "false":
        return literal(form === "true");
      case undefined:
        throw new Error(`no value at ${this.at} of ${this.text}`);
      default:
        if (form.endsWith("j")) return scalar("complex");
        return literal(/[.e]/.test(form) ? Number(form) : BigInt(form));
    }
  }

  private tensor(isParameter: boolean): TensorType {
    const dtype = this.match(/\w+/y) as string;
    const shape = this.shape();
    const requiresGrad = this.match(/\+/y) !== undefined;
    const device = this.match(/@[a-z:0-9]+/y)?.slice(1) ?? "cpu";
    return {
      kind: "tensor",
      class: isParameter ? "torch.nn.parameter.Parameter" : "torch.Tensor",
      dtype,
      shape,
      device,
      requiresGrad,
      ...this.alias(),
    };
  }

  private array(): Type {
    const dtype = this.match(/\w+/y) as string;
    return { ...array(dtype, this.shape()), ...this.alias() };
  }

  private shape(): number[] {
    this.expect("[");
    const text = this.match(/[\d,]*/y) as string;
    this.expect("]");
    return text === "" ? [] : text.split(",").map(Number);
  }

  private alias(): Pick<TensorType, "view" | "sites" | "memory"> {
    const alias = this.match(/[~^]\d+/y);
    if (alias === undefined) return { view: "owned" };
    const site = siteOf(Number(alias.slice(1)));
    return alias.startsWith("~") ? { view: "maybe", sites: [site] } : { view: "view", memory: [site] };
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}
