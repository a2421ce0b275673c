/**
 * Makes trees of operands and operators by precedence climbing, with a stack of its own instead of recursion: neither the
 * number of levels nor the length of a chain costs any depth.
 */
import { type Location, span } from "../ir/location.js";
import { type BoolOp, build, type Compare, type Expression } from "../ir/nodes.js";
import type { SourceFile } from "../ir/source-file.js";
import { type InfixMeaning, Level, type PrefixMeaning } from "./tokens.js";

/**
 * Shared by all expressions of a file: one that is nested in another one works above the other's entries. `mark` says
 * where an expression starts; what is above it is taken off by `finish`.
 */
export class OperatorStack {
  private readonly nodes: Expression[] = [];
  /** Where operands start and end, their parentheses included. */
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  /** The level of a chain that was made here and may still grow: `a < b` of `a < b < c`, but not `(a < b)`; else 0. */
  private readonly chains: number[] = [];
  private readonly operators: (InfixMeaning | PrefixMeaning)[] = [];
  private readonly operatorStarts: number[] = [];

  constructor(private readonly file: SourceFile) {}

  get mark(): number {
    return this.operators.length;
  }

  /** Forgets everything, after an error. */
  clear(): void {
    for (const stack of [this.nodes, this.starts, this.ends, this.chains, this.operators, this.operatorStarts]) stack.length = 0;
  }

  operand(node: Expression, start: number, end: number): void {
    this.push(node, start, end, 0);
  }

  prefix(meaning: PrefixMeaning, start: number): void {
    this.operators.push(meaning);
    this.operatorStarts.push(start);
  }

  infix(meaning: InfixMeaning, start: number, mark: number): void {
    const { operators } = this;
    while (operators.length > mark) {
      const { level } = operators[operators.length - 1] as InfixMeaning;
      // `**` groups to the right, all others to the left.
      if (level < meaning.level || (level === meaning.level && level === Level.Power)) break;
      this.reduce();
    }
    operators.push(meaning);
    this.operatorStarts.push(start);
  }

  /** The tree of all that came after `mark`. */
  finish(mark: number): Expression {
    while (this.operators.length > mark) this.reduce();
    this.starts.pop();
    this.ends.pop();
    this.chains.pop();
    return this.nodes.pop() as Expression;
  }

  private push(node: Expression, start: number, end: number, chain: number): void {
    this.nodes.push(node);
    this.starts.push(start);
    this.ends.push(end);
    this.chains.push(chain);
  }

  /** Applies the operator on top to its operands. */
  private reduce(): void {
    const meaning = this.operators.pop() as InfixMeaning | PrefixMeaning;
    const operatorStart = this.operatorStarts.pop() as number;
    const right = this.nodes.pop() as Expression;
    const end = this.ends.pop() as number;
    this.starts.pop();
    this.chains.pop();
    if (meaning.level === Level.Prefix) {
      this.push(build.UnaryOp({ op: meaning.op, operand: right }, span(this.file, operatorStart, end)), operatorStart, end, 0);
      return;
    }
    const left = this.nodes.pop() as Expression;
    const start = this.starts.pop() as number;
    const chain = this.chains.pop() as number;
    this.ends.pop();
    const loc = span(this.file, start, end);
    const isChain = meaning.level <= Level.Comparison;
    this.push(combine(meaning, left, right, chain === meaning.level, loc), start, end, isChain ? meaning.level : 0);
  }
}

/** The operation on two operands; `grows` says that `left` is an open chain of the same level. */
function combine(meaning: InfixMeaning, left: Expression, right: Expression, grows: boolean, loc: Location): Expression {
  if (meaning.level === Level.Or || meaning.level === Level.And) {
    if (!grows) return build.BoolOp({ op: meaning.op, values: [left, right] }, loc);
    (left as BoolOp).values.push(right);
  } else if (meaning.level === Level.Comparison) {
    if (!grows) return build.Compare({ left, ops: [meaning.op], comparators: [right] }, loc);
    (left as Compare).ops.push(meaning.op);
    (left as Compare).comparators.push(right);
  } else return build.BinOp({ left, op: meaning.op, right }, loc);
  left.loc = loc;
  return left;
}
