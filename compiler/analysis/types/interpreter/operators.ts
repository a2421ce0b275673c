/** Operators and subscripts of builtin, library and user values alike. */
import type { BinaryOperator, CompareOperator, Node, UnaryOperator } from "../../../ir/nodes.js";
import { anyTensor } from "../rules/tensorflow/values.js";
import { array, join, literal, membersOf, never, numpyScalar, scalar, type Type, type UnknownType, unknown } from "../type.js";
import { AttributeInterpreter } from "./attributes.js";
import { mayBeTensor } from "./autograph.js";
import { sitesOf } from "./objects.js";
import { argumentsOf, describe } from "./values.js";

export abstract class OperatorInterpreter extends AttributeInterpreter {
  // ---------------------------------------------------------------- operators

  binary(op: BinaryOperator, left: Type, right: Type, node: Node): Type {
    return this.pairs(left, right, (a, b) => {
      const user = this.userOperator(`__${dunders[op]}__`, `__r${dunders[op]}__`, a, b, node);
      if (user) return user;
      const [x, y] = [this.snapshot(a), this.snapshot(b)];
      const answer = this.ask((rules) => rules.binary?.(op, x, y, this.contextFor(node)));
      return answer ? this.place(answer, node) : unknown(`${describe(x)} ${op} ${describe(y)}`);
    });
  }

  /** `target op= value`: the new value of `target`. */
  protected inPlace(op: BinaryOperator, target: Type, value: Type, node: Node): Type {
    return this.pairs(target, value, (a, b, isOnly) => {
      if (a.kind === "instance") {
        const method = this.method(a, `__i${dunders[op]}__`);
        if (method) return this.call(method, argumentsOf(b), node);
      }
      const [x, y] = [this.snapshot(a), this.snapshot(b)];
      const answer = this.ask((rules) => rules.inPlace?.(op, x, y, this.contextFor(node)));
      if (!answer) return this.binary(op, a, b, node);
      if (sitesOf(answer).length === 0) return this.place(answer, node);
      this.updateShared(a, answer, node, !isOnly);
      return this.load(answer);
    });
  }

  protected unary(op: UnaryOperator, operand: Type, node: Node): Type {
    const isRewritten = op === "Not" && this.mayBeTraced && mayBeTensor(operand);
    const result = this.plainUnary(op, operand, node);
    return isRewritten ? join(result, anyTensor) : result;
  }

  private plainUnary(op: UnaryOperator, operand: Type, node: Node): Type {
    return this.each(this.load(operand), (member) => {
      if (member.kind === "instance" && op !== "Not") {
        const method = this.method(member, { Invert: "__invert__", UAdd: "__pos__", USub: "__neg__" }[op]);
        return method ? this.call(method, argumentsOf(), node) : unknown(`${op} of ${member.name}`);
      }
      const snapshot = this.snapshot(member);
      const answer = this.ask((rules) => rules.unary?.(op, snapshot, this.contextFor(node)));
      if (answer) return this.place(answer, node);
      return op === "Not" ? scalar("bool") : unknown(`${op} of ${describe(member)}`);
    });
  }

  protected compare(op: CompareOperator, left: Type, right: Type, node: Node): Type {
    if (op === "Is" || op === "IsNot") {
      const same = this.isIdentical(left, right);
      return same === undefined ? scalar("bool") : literal(op === "Is" ? same : !same);
    }
    return this.pairs(left, right, (a, b) => {
      if (op === "In" || op === "NotIn") {
        const contains = b.kind === "instance" ? this.method(b, "__contains__") : undefined;
        if (contains) this.call(contains, argumentsOf(a), node);
        return scalar("bool");
      }
      const user = this.userOperator(comparisons[op][0], comparisons[op][1], a, b, node);
      if (user) return user;
      const [x, y] = [this.snapshot(a), this.snapshot(b)];
      const answer = this.ask((rules) => rules.compare?.(op, x, y, this.contextFor(node)));
      return answer ? this.place(answer, node) : unknown(`${describe(x)} ${op} ${describe(y)}`);
    });
  }

  private isIdentical(left: Type, right: Type): boolean | undefined {
    const isNone = (type: Type): boolean | undefined => {
      const members = membersOf(type);
      if (members.some(({ kind }) => kind === "unknown") || members.length === 0) return undefined;
      if (members.every(({ kind }) => kind === "none")) return true;
      return members.some(({ kind }) => kind === "none") ? undefined : false;
    };
    const [a, b] = [isNone(left), isNone(right)];
    if (a === true && b !== undefined) return b;
    return b === true && a !== undefined ? a : undefined;
  }

  /** The result of an operator that a user class defines; `undefined` when neither side is of one. */
  private userOperator(name: string, reflected: string, left: Type, right: Type, node: Node): Type | undefined {
    if (left.kind !== "instance" && right.kind !== "instance") return undefined;
    const answers: Type[] = [];
    const own = left.kind === "instance" ? this.method(left, name) : undefined;
    if (own) answers.push(this.call(own, argumentsOf(right), node));
    const certain =
      answers.length > 0 && !membersOf(answers[0] as Type).some(({ kind }) => kind === "not-implemented" || kind === "unknown");
    if (certain && right.kind !== "instance") return answers[0];
    const other = right.kind === "instance" ? this.method(right, reflected) : undefined;
    if (other) answers.push(this.call(other, argumentsOf(left), node));
    const given = answers.flatMap((answer) => membersOf(answer)).filter(({ kind }) => kind !== "not-implemented");
    // Where both sides decline, equality falls back to identity.
    const falls = answers.length > 0 && !certain && (name === "__eq__" || name === "__ne__");
    if (given.length > 0 || falls) return join(...given, ...(falls ? [scalar("bool")] : []));
    if ((name === "__eq__" || name === "__ne__") && !this.isOpaque(left) && !this.isOpaque(right)) return scalar("bool");
    return unknown(`${describe(left)} has no known ${name}`);
  }

  private isOpaque(type: Type): boolean {
    if (type.kind !== "instance") return true;
    const info = this.classes.get(type.definition);
    return !info || this.lineage(info).opaque || this.libraryBases(type.definition).length > 0;
  }

  /** Answers for each combination of the two sides' members. */
  private pairs(left: Type, right: Type, answer: (a: Type, b: Type, isOnly: boolean) => Type): Type {
    const lefts = membersOf(this.load(left));
    const rights = membersOf(this.load(right));
    if (lefts.length * rights.length > maxPairs) return unknown("too many types meet in this operation");
    const isOnly = lefts.length === 1;
    return this.together(
      lefts.flatMap((a) =>
        rights.map((b) => {
          const nothing = [a, b].find((side): side is UnknownType => side.kind === "unknown");
          if (!nothing) return answer(a, b, isOnly);
          const [x, y] = this.assumes ? [usualOperand(a, b), usualOperand(b, a)] : [undefined, undefined];
          return x && y ? answer(x, y, isOnly) : unknown(nothing.reason);
        }),
      ),
    );
  }

  // ---------------------------------------------------------------- subscripts

  /** `value[index]` */
  protected subscript(value: Type, index: Type, node: Node): Type {
    const indices = this.load(index);
    return this.each(this.load(value), (member, isOnly) => {
      if (member.kind === "unknown") return unknown(member.reason);
      if (member.kind === "none") return never;
      if (member.kind === "user-class" || member.kind === "library-class") return member;
      if (member.kind === "instance") {
        const method = this.method(member, "__getitem__");
        return method ? this.call(method, argumentsOf(index), node) : unknown(`${member.name} has no known __getitem__`);
      }
      const snapshot = this.snapshot(member);
      return this.each(indices, (at) => {
        const answer = this.ask((rules) => rules.subscript?.(snapshot, this.snapshot(at), this.contextFor(node)));
        if (answer === undefined) return unknown(`${describe(member)}[${describe(at)}]`);
        const item = this.place(answer, node);
        if (member.kind === "dict" && member.class === "collections.defaultdict" && member.missing) {
          // Reading a key that is not there stores it.
          const content = this.ask((rules) =>
            rules.storeSubscript?.(snapshot, this.snapshot(at), this.snapshot(item), this.contextFor(node)),
          );
          if (content) this.storeIn(member, content, node, !isOnly || indices.kind === "union");
        }
        return this.takenFrom(member, this.load(item));
      });
    });
  }

  /** `target[index] = value` */
  protected storeSubscript(target: Type, index: Type, value: Type, node: Node): void {
    this.each(this.load(target), (member, isOnly) => {
      if (member.kind === "unknown") this.unknownCodeRuns([value]);
      else if (member.kind === "instance") {
        const method = this.method(member, "__setitem__");
        if (method) this.call(method, argumentsOf(index, value), node);
        else this.unknownCodeRuns([member, value]);
      } else {
        const [before, at, stored] = [this.snapshot(member), this.snapshot(index), this.snapshot(value)];
        const answer = this.ask((rules) => rules.storeSubscript?.(before, at, stored, this.contextFor(node)));
        if (answer) this.storeIn(member, answer, node, !isOnly);
        else this.unknownCodeRuns([member, value]);
      }
      return never;
    });
  }

  protected deleteSubscript(target: Type, index: Type, node: Node): void {
    this.each(this.load(target), (member, isOnly) => {
      const [before, at] = [this.snapshot(member), this.snapshot(index)];
      const answer = this.ask((rules) => rules.deleteSubscript?.(before, at, this.contextFor(node)));
      if (answer) this.storeIn(member, answer, node, !isOnly);
      else if (member.kind !== "unknown") this.changeUnknown([member]);
      return never;
    });
  }

  /** Something was stored into an object. Indexers (`df.loc[…] = x`) are only the way to the object that they belong to. */
  private storeIn(target: Type, content: Type, node: Node, weak: boolean): void {
    this.updateShared(target, content, node, weak);
    if (content.kind !== "object") return;
    for (const part of Object.values(content.parts ?? {})) if (sitesOf(part).length > 0) this.updateShared(part, part, node, weak);
  }
}

export const dunders: Readonly<Record<BinaryOperator, string>> = {
  Add: "add",
  Sub: "sub",
  Mult: "mul",
  MatMult: "matmul",
  Div: "truediv",
  Mod: "mod",
  Pow: "pow",
  LShift: "lshift",
  RShift: "rshift",
  BitOr: "or",
  BitXor: "xor",
  BitAnd: "and",
  FloorDiv: "floordiv",
};

const comparisons: Readonly<Record<Exclude<CompareOperator, "Is" | "IsNot" | "In" | "NotIn">, readonly [string, string]>> = {
  Eq: ["__eq__", "__eq__"],
  NotEq: ["__ne__", "__ne__"],
  Lt: ["__lt__", "__gt__"],
  LtE: ["__le__", "__ge__"],
  Gt: ["__gt__", "__lt__"],
  GtE: ["__ge__", "__le__"],
};

/** What is expected of an operand that is not known, beside another; `undefined` when that says nothing of it. */
function usualOperand(side: Type, other: Type): Type | undefined {
  if (side.kind !== "unknown") return side;
  switch (other.kind) {
    case "array":
    case "numpy-scalar":
      return array(null, null, "maybe");
    case "series":
    case "frame":
      return numpyScalar(null);
    case "tensor": {
      const { sites: _, memory: __, ...rest } = other;
      return { ...rest, dtype: null, shape: null, device: null, requiresGrad: null };
    }
    default:
      return undefined;
  }
}

/** More combinations of types in one operation are not worth looking at. */
const maxPairs = 24;
