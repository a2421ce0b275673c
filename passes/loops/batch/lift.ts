/**
 * Expressions of one iteration become expressions for a block of iterations: every value gets an axis for each loop that it depends
 * on, in front of the axes that it has in each iteration.
 */
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { type BinaryOperator, build, type CompareOperator, type Expression, type Keyword, type Node } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import { shortText } from "../../guards/short-text.js";
import { layoutFree } from "../vectorize/kinds.js";
import type { Builder } from "../vectorize/tree.js";
import type { Arrays } from "./arrays.js";
import { isElementwise, keepsKind, type RowFunction, refusals, rowFunctions, variesByVersion, vectorProducts } from "./functions.js";
import { combinedKind, type Notes, noteComparison } from "./notes.js";
import { type ProductForm, productOf } from "./products.js";
import { type Integers, parts, referenceText, subscriptOf } from "./subscripts.js";
import { type BatchLoop, type Kind, NeedsRank, NotBatchable, type Reference, type Value } from "./values.js";

type Call = Extract<Expression, { kind: "Call" }>;

export class Lifter {
  /** What variables are, as far as the iteration has come. */
  env = new Map<string, Value>();
  /** Loops around what is lifted. */
  readonly loops: BatchLoop[] = [];
  /** What has been stored to elements in this iteration. */
  readonly stored = new Map<string, Value>();
  /** Variables that are the same in all iterations and stand next to elements, with the most axes that they may have. */
  readonly numbers = new Map<string, number>();
  /** Elements that a row needs at least: `std(…, ddof=1)`. */
  leastSize = 1;
  /** Widths of windows that have to be more than one. */
  readonly wide: Expression[] = [];
  /** Whether anything goes over whole rows: otherwise it is not for this pass. */
  usesRows = false;

  constructor(
    private readonly facts: TypeFacts,
    readonly arrays: Arrays,
    readonly integers: Integers,
    readonly notes: Notes,
    private readonly b: Builder,
    /** The placeholder for the runtime's name, the name of NumPy, and the block of iterations. */
    private readonly names: { readonly runtime: string; readonly numpy: string; readonly block: string },
    /** Names that the loops bind. */
    private readonly bound: ReadonlySet<string>,
    /** Variables of which nothing is known, and how many axes they have if the loop is to make sense. */
    private readonly assumed: ReadonlyMap<string, number>,
  ) {}

  lift(node: Expression): Value {
    switch (node.kind) {
      case "Constant":
        if (typeof node.value !== "bigint" && typeof node.value !== "number") throw new NotBatchable("a constant is no number", node);
        return this.number(this.b.copy(node));
      case "Name":
        return this.variable(node);
      case "Attribute":
        return this.attribute(node);
      case "Subscript":
        return this.subscript(node);
      case "BinOp":
        if (node.op === "MatMult") return this.product(node.left, node.right, "@", node);
        return this.binary(node.op, this.lift(node.left), this.lift(node.right), node);
      case "UnaryOp":
        return this.unary(node);
      case "Compare":
        return this.compare(node);
      case "Call":
        return this.call(node);
      default:
        throw new NotBatchable("an expression has no form for whole arrays", node);
    }
  }

  // --- variables ------------------------------------------------------------------------------------------------------

  private number(expr: Expression): Value {
    return { expr, axes: [], rank: 0, kind: "number", isFresh: true, mayBeEmpty: false };
  }

  private variable(node: Extract<Expression, { kind: "Name" }>): Value {
    const loop = this.loops.find(({ counter }) => counter === node.id);
    if (loop) return this.counter(loop);
    const known = this.env.get(node.id);
    if (known) return (known.reference && this.readBack(known.reference)) ?? known;
    if (this.bound.has(node.id)) throw new NotBatchable(`${node.id} comes from an iteration before`, node);
    const type = this.facts.expectedTypeOf(node);
    const rank = type.kind === "array" && type.shape ? type.shape.length : this.assumed.get(node.id);
    if (rank !== undefined && rank > 0) {
      this.arrays.read(node.id, node, rank);
      this.arrays.noteWhole(node.id, rank);
      return { expr: this.b.name(node.id), axes: [], rank, kind: "main", isFresh: false, mayBeEmpty: true };
    }
    const isNumber = type.kind === "scalar" || type.kind === "numpy-scalar" || this.assumed.has(node.id);
    return { ...this.number(this.b.name(node.id)), isOpen: true, ...(isNumber ? {} : { openNames: [node.id] }) };
  }

  private counter({ depth, start, stop }: BatchLoop): Value {
    const { b } = this;
    const bounds =
      depth === 0 ? [b.attribute(b.name(this.names.block), "start"), b.attribute(b.name(this.names.block), "stop")] : [start, stop];
    const expr = b.call(b.attribute(b.name(this.names.numpy), "arange"), ...bounds.map((each) => b.copy(each)));
    return { expr, axes: [depth], rank: 0, kind: "counter", isFresh: true, isPython: true, mayBeEmpty: false };
  }

  private attribute(node: Extract<Expression, { kind: "Attribute" }>): Value {
    const owner = this.facts.typeOf(node.value);
    const type = this.facts.typeOf(node);
    if (owner.kind === "module" && type.kind === "scalar" && (type.class === "float" || type.class === "int"))
      return this.number(this.b.copy(node));
    throw new NotBatchable(`the attribute ${node.attr} has no form for whole arrays`, node);
  }

  // --- subscripts -----------------------------------------------------------------------------------------------------

  /** The elements of an array of the program that a subscript means; `undefined` when it is one of a value of the iteration. */
  reference(node: Extract<Expression, { kind: "Subscript" }>): Reference | undefined {
    const found = parts(node);
    if (!found) return undefined;
    const { name } = found;
    const known = this.env.get(name);
    if (!known && this.bound.has(name)) throw new NotBatchable(`${name} comes from an iteration before`, node);
    const subscripts = found.subscripts.map((each) => subscriptOf(each, this.loops, this.integers));
    if (!known) return { array: name, subscripts, node: nameIn(node) };
    const { reference } = known;
    if (!reference || reference.subscripts.some(({ kind }) => kind === "window" || kind === "slice")) return undefined;
    return { array: reference.array, subscripts: [...reference.subscripts, ...subscripts], node: reference.node };
  }

  /** What has been stored to elements in this iteration. */
  private readBack(reference: Reference): Value | undefined {
    const value = this.stored.get(referenceText(reference));
    // It has the dtype of the array then.
    if (value) this.arrays.read(reference.array, reference.node);
    return value;
  }

  private subscript(node: Extract<Expression, { kind: "Subscript" }>): Value {
    const length = this.length(node);
    if (length) return length;
    const reference = this.reference(node);
    if (reference) return this.readBack(reference) ?? this.arrays.load(reference);
    const value = this.lift(node.value);
    const elements = node.slice.kind === "Tuple" ? node.slice.elts : [node.slice];
    const subscripts = elements.map((each) => subscriptOf(each, this.loops, this.integers));
    if (value.axes.length === 0) throw new NotBatchable("a subscript of what is the same in all iterations", node);
    if (subscripts.length > value.rank) throw new NotBatchable("a value has more subscripts than axes", node);
    if (subscripts.some(({ kind }) => kind === "loop" || kind === "window"))
      throw new NotBatchable("a value of the iteration is subscripted by the counter of a loop", node);
    const { b } = this;
    const front = value.axes.map(() => b.slice(null, null));
    const taken = subscripts.map((each) =>
      b.copy((each as { index?: Expression; slice?: Expression }).index ?? (each as { slice: Expression }).slice),
    );
    const fixed = subscripts.filter(({ kind }) => kind === "fixed").length;
    const part = b.subscript(value.expr, [...front, ...taken]);
    return {
      ...withoutReference(value),
      expr: value.rank === fixed ? this.inOnePiece(part) : part,
      rank: value.rank - fixed,
      // Single elements are objects of their own.
      isFresh: value.rank === fixed,
      isStrided: value.rank > fixed && (value.isStrided === true || subscripts[value.rank - 1]?.kind === "fixed"),
      mayBeEmpty: value.mayBeEmpty || fixed < subscripts.length,
    };
  }

  /** `row.shape[0]` */
  private length(node: Extract<Expression, { kind: "Subscript" }>): Value | undefined {
    const { value, slice } = node;
    if (value.kind !== "Attribute" || value.attr !== "shape" || slice.kind !== "Constant" || typeof slice.value !== "bigint")
      return undefined;
    const form = this.integers.form(node);
    if (form) return this.number(this.integers.expression(form));
    const of = this.lift(value.value);
    if (of.axes.length === 0 || slice.value < 0n || slice.value >= BigInt(of.rank)) throw new NotBatchable("a length is not known", node);
    return this.lengthOf(of, Number(slice.value));
  }

  private lengthOf(value: Value, axis: number): Value {
    const { b } = this;
    return this.number(b.subscript(b.attribute(value.expr, "shape"), [b.number(BigInt(value.axes.length + axis))]));
  }

  // --- operators ------------------------------------------------------------------------------------------------------

  binary(op: BinaryOperator, left: Value, right: Value, node: Node): Value {
    if (op === "MatMult") throw new NotBatchable("a product of matrices is stored in the place of one of them", node);
    if (op === "LShift" || op === "RShift") throw new NotBatchable("bits are shifted", node);
    if (op === "BitAnd" || op === "BitOr" || op === "BitXor") {
      if (left.kind !== "bool" || right.kind !== "bool") throw new NotBatchable("bits of numbers are combined", node);
    }
    const isInvariant = left.axes.length + right.axes.length === 0;
    if (isInvariant) {
      if (left.rank + right.rank > 0)
        throw new NotBatchable("whole arrays that are the same in all iterations are combined in the loop", node);
      return { ...this.number(this.b.binary(left.expr, op, right.expr)), isOpen: true, openNames: namesOf([left, right], "openNames") };
    }
    const rank = Math.max(left.rank, right.rank);
    if (op === "Pow" && rank > 0) {
      this.checkPower(left, right, node);
      return this.combined(op, this.withoutGaps(left), right, rank, node);
    }
    return this.combined(op, left, right, rank, node);
  }

  private inOnePiece(expr: Expression): Expression {
    return this.b.call(this.b.attribute(this.b.name(this.names.numpy), "ascontiguousarray"), expr);
  }

  private withoutGaps(value: Value): Value {
    const mayHaveGaps = !value.isFresh && value.mayBeEmpty && value.axes.length > 0 && !value.isCopied;
    return mayHaveGaps ? { ...value, expr: this.inOnePiece(value.expr) } : value;
  }

  private combined(op: BinaryOperator, left: Value, right: Value, rank: number, node: Node): Value {
    if ((op === "FloorDiv" || op === "Mod") && rank === 0 && left.isPython && right.isPython)
      throw new NotBatchable("numbers of Python are divided without rest", node);
    const kind = combinedKind(op, left, right, this.notes, node);
    const [a, c, axes] = this.aligned(left, right, rank);
    return this.made(this.b.binary(a, op, c), axes, rank, kind, [left, right]);
  }

  /** Powers are a function of one argument that depends on how elements lie, and squares are not. */
  private checkPower(base: Value, exponent: Value, node: Node): void {
    const isNumber = exponent.axes.length === 0 && exponent.expr.kind === "Constant";
    if (!isNumber || base.axes.length === 0) throw new NotBatchable("exponents are no constants", node);
    if (base.isStrided && exponent.expr.kind === "Constant" && exponent.expr.value !== 2n)
      throw new NotBatchable("powers of elements that do not lie one behind the other round in another way", node);
  }

  private unary(node: Extract<Expression, { kind: "UnaryOp" }>): Value {
    const value = this.lift(node.operand);
    if (node.op === "Not") throw new NotBatchable("`not` asks whether a value is true", node);
    const expr = build.UnaryOp({ op: node.op, operand: value.expr }, this.b.loc);
    if (value.axes.length === 0) return { ...value, expr };
    if (value.kind === "counter") throw new NotBatchable("the loop computes with its counter alone", node);
    if (node.op === "Invert" && value.kind !== "bool") throw new NotBatchable("bits of numbers are inverted", node);
    if (value.rank === 0 && node.op === "USub") this.notes.noWholes();
    return this.made(expr, value.axes, value.rank, value.kind, [value]);
  }

  private compare(node: Extract<Expression, { kind: "Compare" }>): Value {
    const [op] = node.ops as [CompareOperator];
    if (node.ops.length !== 1 || !["Lt", "LtE", "Gt", "GtE", "Eq", "NotEq"].includes(op))
      throw new NotBatchable("a comparison has no form for whole arrays", node);
    const [left, right] = [this.lift(node.left), this.lift(node.comparators[0] as Expression)];
    if (left.axes.length + right.axes.length === 0)
      throw new NotBatchable("what is the same in all iterations is compared in the loop", node);
    const rank = Math.max(left.rank, right.rank);
    noteComparison(left, right, this.notes, node);
    if ([left, right].some(({ kind, axes }) => kind === "number" && axes.length === 0) && rank === 0) this.notes.needsNumpy2();
    const [a, c, axes] = this.aligned(left, right, rank);
    return this.made(this.b.compare(a, op, c), axes, rank, "bool", [left, right]);
  }

  private made(expr: Expression, axes: readonly number[], rank: number, kind: Kind, from: readonly Value[]): Value {
    if (rank > 0) this.usesRows = true;
    if (
      rank === 0 &&
      from.some((value) => value.isPython) &&
      from.some((value) => value.axes.length === 0 && value.expr.kind !== "Constant")
    )
      throw new NotBatchable("it is not known whether a result is a number of Python or of NumPy", undefined);
    const isPython = rank === 0 && from.every((value) => value.isPython === true || value.expr.kind === "Constant");
    return {
      expr,
      axes,
      rank,
      kind,
      isFresh: true,
      isPython,
      mayBeEmpty: from.some(({ mayBeEmpty, axes: own }) => mayBeEmpty && own.length > 0),
      openNames: namesOf(from, "openNames"),
      guessed: namesOf(from, "guessed"),
    };
  }

  /** Two values with axes for the same loops. */
  private aligned(left: Value, right: Value, rank: number): [Expression, Expression, number[]] {
    const axes = [...new Set([...left.axes, ...right.axes])].sort((a, b) => a - b);
    return [this.spread(left, axes, rank), this.spread(right, axes, rank), axes];
  }

  /** A value with axes of length 1 where it has none of its own. */
  spread(value: Value, axes: readonly number[], rank: number): Expression {
    const { b } = this;
    if (value.axes.length === 0) {
      if (value.isOpen) this.besides(value.expr, rank);
      return value.expr;
    }
    const positions = axes.map((axis): Expression => (value.axes.includes(axis) ? b.slice(null, null) : b.none()));
    for (let missing = value.rank; missing < rank; missing++) positions.push(b.none());
    while (positions[0]?.kind === "Constant") positions.shift();
    if (positions.every(({ kind }) => kind === "Slice")) return value.expr;
    return b.subscript(value.expr, positions);
  }

  /** What stands next to elements and is the same in all iterations. */
  private besides(expr: Expression, rank: number): void {
    walk(expr, (node) => {
      if (node.kind === "Name" && !node.id.startsWith("~") && !this.arrays.all.has(node.id) && !this.integers.names.has(node.id))
        this.numbers.set(node.id, Math.min(rank, this.numbers.get(node.id) ?? rank));
    });
  }

  // --- calls ----------------------------------------------------------------------------------------------------------

  private call(node: Call): Value {
    const { func, args } = node;
    if (args.some(({ kind }) => kind === "Starred")) throw new NotBatchable("arguments are unpacked", node);
    if (func.kind === "Name" && this.facts.typeOf(func).kind === "library-function") {
      const type = this.facts.typeOf(func);
      if (type.kind === "library-function" && type.name === "builtins.len") return this.len(node);
      if (type.kind === "library-function" && type.name === "builtins.abs") return this.elementwise("abs", node);
    }
    if (func.kind === "Name" && (func.id === "float" || func.id === "int")) return this.converted(func.id, node);
    const type = this.facts.typeOf(func);
    const isLibrary = type.kind === "library-function" || type.kind === "library-class";
    if (isLibrary && type.name.startsWith("numpy.") && !type.name.startsWith("numpy.ndarray.")) {
      const name = type.name.slice("numpy.".length);
      const refusal = refusals.get(name);
      if (refusal !== undefined) throw new NotBatchable(refusal, node);
      if (name === "matmul" || vectorProducts.has(name)) return this.productCall(name, node.args, node);
      if (isElementwise(name)) return this.elementwise(name, node);
      const known = rowFunctions.get(name);
      if (known && args.length > 0) return this.overRow(name, known, this.lift(args[0] as Expression), args.slice(1), node.keywords, node);
      if (name === "where" || name === "clip") return this.several(name, node);
      throw new NotBatchable(`${name} has no exact form for many rows`, node);
    }
    if (func.kind === "Attribute") return this.method(func, node);
    throw new NotBatchable(`${shortText(func)} is called, which may do anything`, node);
  }

  // --- products -------------------------------------------------------------------------------------------------------

  private productCall(name: string, args: readonly Expression[], node: Call): Value {
    const [left, right] = args;
    if (!left || !right || args.length > 2 || node.keywords.length > 0) throw new NotBatchable(`${name} has other arguments`, node);
    return this.product(left, right, name === "matmul" ? "@" : name === "vdot" ? "vdot" : "dot", node);
  }

  /** `left @ right`, each product by the same function of BLAS on the same elements. */
  private product(left: Expression, right: Expression, form: ProductForm, node: Node): Value {
    const values = [this.operand(left), this.operand(right)] as const;
    const result = productOf(...values, form, this.b, this.names, node);
    this.notes.noWholes();
    this.notes.sameDtype = true;
    this.usesRows = true;
    const [one, other] = values;
    const kind = one.kind === "float" || other.kind === "float" ? "float" : "main";
    return { ...this.made(result.expr, result.axes, result.rank, kind, values), isPython: false };
  }

  private operand(node: Expression): Value {
    const value = this.lift(node);
    if (value.kind === "number") {
      if (node.kind === "Name" && value.openNames) throw new NeedsRank(new Map([[node.id, 1]]));
      throw new NotBatchable("a factor of a product is no array of the elements' dtype", node);
    }
    const { reference } = value;
    if (!reference || value.isFresh) return value;
    if (!this.stored.has(referenceText(reference))) return this.arrays.loadInPlace(reference);
    if (value.isStrided) throw new NotBatchable("a product of what has been stored to a column rounds in another way", node);
    return value;
  }

  private method(func: Extract<Expression, { kind: "Attribute" }>, node: Call): Value {
    if (func.attr === "dot") return this.productCall("dot", [func.value, ...node.args], node);
    const value = this.lift(func.value);
    if (value.axes.length === 0) throw new NotBatchable("a method of what is the same in all iterations is called in the loop", node);
    if (value.rank === 0) throw new NotBatchable("a method of a single element is called", node);
    if (func.attr === "copy" && node.args.length + node.keywords.length === 0) {
      this.usesRows = true;
      return { ...withoutReference(value), expr: this.b.call(this.b.attribute(value.expr, "copy")), isFresh: true };
    }
    const known = rowFunctions.get(func.attr);
    const refusal = refusals.get(func.attr);
    if (refusal !== undefined) throw new NotBatchable(refusal, node);
    if (!known?.isMethod) throw new NotBatchable(`the method ${func.attr} has no exact form for many rows`, node);
    return this.overRow(func.attr, known, value, node.args, node.keywords, node);
  }

  /** `float(m)` of an element of double precision, `int(k)` of a place: the same numbers, as Python's. */
  private converted(name: "float" | "int", node: Call): Value {
    const type = this.facts.typeOf(node.func);
    const isBuiltin = (type.kind === "library-class" || type.kind === "library-function") && type.name === `builtins.${name}`;
    if (!isBuiltin || node.args.length !== 1 || node.keywords.length > 0) throw new NotBatchable(`${name} is called`, node);
    const value = this.lift(node.args[0] as Expression);
    if (value.axes.length === 0 || value.rank > 0) throw new NotBatchable(`${name} of what is no single element`, node);
    if (name === "int" && value.kind !== "index") throw new NotBatchable("numbers are cut off to whole ones", node);
    if (name === "float") {
      if (value.kind === "index" || value.kind === "bool" || value.kind === "counter")
        throw new NotBatchable("whole numbers become floats", node);
      // Next to single precision, numbers of Python are weak and those of arrays are not.
      this.notes.noFloat32();
      if (value.kind !== "float64") this.notes.noWholes();
    }
    return { ...withoutReference(value), kind: name === "int" ? "counter" : value.kind, isFresh: true, isPython: true };
  }

  private len(node: Call): Value {
    const form = this.integers.form(node);
    if (form) return this.number(this.integers.expression(form));
    const value = this.lift(node.args[0] as Expression);
    if (value.rank === 0 || value.axes.length === 0) throw new NotBatchable("a length is not known", node);
    return this.lengthOf(value, 0);
  }

  /** A function of elements. */
  private elementwise(name: string, node: Call): Value {
    if (node.keywords.length > 0) throw new NotBatchable(`${name} has keyword arguments`, node);
    const values = node.args.map((each) => this.lift(each));
    if (values.length === 0 || values.length > 2) throw new NotBatchable(`${name} has other arguments`, node);
    const call = (...args: Expression[]): Expression => this.b.call(this.b.attribute(this.b.name(this.names.numpy), name), ...args);
    if (values.every(({ axes }) => axes.length === 0)) {
      if (values.some(({ rank }) => rank > 0))
        throw new NotBatchable("a function of what is the same in all iterations is called in the loop", node);
      return { ...this.number(call(...values.map(({ expr }) => expr))), isOpen: true };
    }
    const isFree = layoutFree.has(`numpy.${name}`) || name === "abs";
    if (!isFree && values.some(({ isStrided }) => isStrided))
      throw new NotBatchable(`${name} of elements that do not lie one behind the other rounds in another way`, node);
    // Slices of one element would be gone through across the gaps between them.
    const pieces = isFree ? values : values.map((value) => this.withoutGaps(value));
    if (variesByVersion.has(name)) this.notes.noWholes();
    const keeps = keepsKind.has(name);
    if (!keeps) this.notes.narrow = false;
    const [first, second] = pieces as [Value, Value | undefined];
    const resultOf = (kind: Kind): Kind => (keeps ? kind : kind === "main" || kind === "float" || kind === "sum" ? "float" : "float64");
    if (!second) {
      if (first.kind === "counter") throw new NotBatchable("the loop computes with its counter alone", node);
      if (name === "abs" && first.rank === 0) this.notes.noWholes();
      const result = this.made(call(first.expr), first.axes, first.rank, resultOf(first.kind), [first]);
      return name === "abs" ? result : { ...result, isPython: false };
    }
    if (!isFree && (first.axes.join() !== second.axes.join() || first.rank !== second.rank))
      throw new NotBatchable(`${name} of values with different axes rounds in another way`, node);
    const rank = Math.max(first.rank, second.rank);
    const kind = combinedKind("function", first, second, this.notes, node);
    const [a, c, axes] = this.aligned(first, second, rank);
    return { ...this.made(call(a, c), axes, rank, resultOf(kind), [first, second]), isPython: false };
  }

  /** `where` and `clip`: of rows, not of single elements, for which they give arrays without axes. */
  private several(name: "where" | "clip", node: Call): Value {
    if (node.keywords.length > 0 || node.args.length !== 3) throw new NotBatchable(`${name} has other arguments`, node);
    const values = node.args.map((each) => this.lift(each)) as [Value, Value, Value];
    const [first, second, third] = values;
    const rank = Math.max(...values.map((value) => value.rank));
    if (first.axes.length === 0 || first.rank !== rank || rank === 0) throw new NotBatchable(`${name} does not go over rows`, node);
    if (name === "where" && first.kind !== "bool") throw new NotBatchable("the condition is no comparison", node);
    const [one, other]: [Value, Value] = [second, third];
    if (one.kind === "number" || other.kind === "number") this.notes.needsNumpy2();
    const inner: Value = name === "where" ? one : { ...first, kind: combinedKind("function", first, one, this.notes, node) };
    const kind =
      one.kind === "number" && other.kind === "number" && name === "where"
        ? "float64"
        : combinedKind("function", inner, other, this.notes, node);
    if (name === "where" && (one.kind === "number" || other.kind === "number")) this.notes.noWholes();
    const axes = [...new Set(values.flatMap((value) => value.axes))].sort((a, c) => a - c);
    const args = values.map((value) => this.spread(value, axes, rank));
    return this.made(this.b.call(this.b.attribute(this.b.name(this.names.numpy), name), ...args), axes, rank, kind, values);
  }

  /** A reduction of a row, or a function that goes along it. */
  overRow(
    name: string,
    { gives, kind, warnsOfFew }: RowFunction,
    value: Value,
    args: readonly Expression[],
    keywords: readonly Keyword[],
    node: Node,
  ): Value {
    if (value.axes.length === 0) throw new NotBatchable("what is the same in all iterations is reduced in the loop", node);
    if (value.rank === 0) throw new NotBatchable(`${name} of a single element`, node);
    const { axis: along, rest } = this.options(name, value, args, keywords, node);
    if (value.rank > 2 || (value.rank > 1 && gives === "row" && along === undefined))
      throw new NotBatchable(`${name} of more axes than one`, node);
    if (warnsOfFew && value.mayBeEmpty) throw new NotBatchable(`${name} warns when there are no elements, and there may be none`, node);
    if (value.isStrided && kind === "same" && gives === "element")
      throw new NotBatchable(`of zeros of both signs, ${name} finds another one when elements do not lie one behind the other`, node);
    const last = value.rank > 1 ? value.reference?.subscripts.at(-1) : undefined;
    // Of zeros of both signs, it finds another one in a column than in a row.
    if (last?.kind === "window" && kind === "same" && gives === "element") this.wide.push(last.width);
    if (value.isStrided && value.rank > 1) throw new NotBatchable(`${name} of a matrix whose rows do not lie in one piece`, node);
    this.usesRows = true;
    const { b } = this;
    const isPlace = name === "argmax" || name === "argmin";
    let operand = value.expr;
    // Rows of several axes are added up as they lie, or as a copy of them does.
    if (value.rank > 1 && along === undefined && !value.isFresh && !value.isCopied) operand = this.inOnePiece(operand);
    let axis: Expression = b.number(BigInt(along ?? -1));
    if (value.rank > 1 && along === undefined && isPlace) {
      const kept = value.axes.map((_, index) => b.subscript(b.attribute(b.copy(value.expr), "shape"), [b.number(BigInt(index))]));
      operand = b.call(b.attribute(operand, "reshape"), ...kept, b.number(-1n));
    } else if (value.rank > 1 && along === undefined) axis = b.tuple([b.number(-2n), b.number(-1n)]);
    const call = build.Call(
      {
        func: b.attribute(b.name(this.names.numpy), name),
        args: [operand],
        keywords: [build.keyword({ arg: "axis", value: axis }, b.loc), ...rest],
      },
      b.loc,
    );
    const left = along === undefined ? 0 : value.rank - 1;
    return {
      ...this.made(call, value.axes, gives === "element" ? left : value.rank, this.reducedKind(kind, value.kind), [value]),
      isPython: false,
    };
  }

  private reducedKind(kind: RowFunction["kind"], of: Kind): Kind {
    const isOfMain = of === "main" || of === "float" || of === "sum";
    switch (kind) {
      case "index":
      case "bool":
        return kind;
      case "same":
        return of;
      case "sum":
        return of === "main" ? "sum" : of === "bool" ? "index" : of;
      case "mean":
        return isOfMain ? "float" : "float64";
    }
  }

  /** Arguments besides the array: an axis, counted from the last one, and `ddof`. */
  private options(
    name: string,
    value: Value,
    args: readonly Expression[],
    keywords: readonly Keyword[],
    node: Node,
  ): { readonly axis: number | undefined; readonly rest: Keyword[] } {
    const axes = [...args, ...keywords.flatMap(({ arg, value: given }) => (arg === "axis" ? [given] : []))];
    if (axes.length > 1) throw new NotBatchable(`${name} has other arguments`, node);
    const [given] = axes;
    let axis = given && wholeNumber(given);
    if (given && axis === undefined) throw new NotBatchable(`${name} goes along an axis that is not known`, node);
    // What has only one axis here may have two, if a variable does.
    const { openNames: open = [], guessed = [] } = value;
    if (axis === 1 && value.rank === 1 && open.length > 0) throw new NeedsRank(new Map(open.map((each) => [each, 2])));
    // Places are rather looked for among the elements of an array that is the same in all iterations than among those of two rows.
    if ((name === "argmin" || name === "argmax") && value.rank === 1 && open.length > 0 && guessed.length > 0)
      throw new NeedsRank(new Map([...open, ...guessed].map((each) => [each, 1])));
    if (axis !== undefined && axis >= 0) axis -= value.rank;
    if (axis !== undefined && (axis < -value.rank || axis >= 0))
      throw new NotBatchable(`${name} goes along an axis that is not there`, node);
    if (axis === undefined && value.rank === 1) axis = -1;
    const rest = keywords.filter(({ arg }) => arg !== "axis");
    for (const { arg, value: other } of rest) {
      const isDdof = arg === "ddof" && (name === "std" || name === "var") && other.kind === "Constant" && typeof other.value === "bigint";
      if (!isDdof || value.rank > 1) throw new NotBatchable(`${name} has the argument ${arg ?? "**"}`, node);
      this.leastSize = Math.max(this.leastSize, Number(other.value) + 1);
    }
    return { axis, rest: rest.map(({ arg, value: other }) => build.keyword({ arg, value: this.b.copy(other) }, this.b.loc)) };
  }
}

/** `1`, `-1` */
function wholeNumber(node: Expression): number | undefined {
  if (node.kind === "Constant") return typeof node.value === "bigint" ? Number(node.value) : undefined;
  const inner = node.kind === "UnaryOp" && node.op === "USub" ? wholeNumber(node.operand) : undefined;
  return inner === undefined ? undefined : -inner;
}

const namesOf = (values: readonly Value[], which: "openNames" | "guessed"): string[] => [
  ...new Set(values.flatMap((value) => value[which] ?? [])),
];

function withoutReference(value: Value): Value {
  const { reference, ...rest } = value;
  void reference;
  return rest;
}

/** The variable that is subscripted. */
function nameIn(node: Expression): Expression {
  let at = node;
  while (at.kind === "Subscript") at = at.value;
  return at;
}
