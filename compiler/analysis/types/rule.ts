/**
 * What a library's rules get to see of a call, and what they answer. The catalogue names a rule (`"result": "@reduction(float)"`);
 * `rules/<library>.ts` holds its code. A rule says only what is certain for every value that the types of its arguments allow
 * and for all targeted versions; otherwise it answers a less exact type.
 */
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../../ir/nodes.js";
import type { Targets } from "./targets.js";
import type { Type } from "./type.js";

/** What all rules may ask the interpreter. */
export interface RuleContext {
  readonly targets: Targets;
  /**
   * The question is what to expect, not what is certain. Facts come from a run in which this is false. In a second run, whose answers
   * nobody takes for facts, it is true: a rule may then take for granted what holds in nearly every program (an array of unknown
   * dtype is not one of objects, an array is of no subclass, a module has no hooks). What can as well be one as the other stays unknown.
   */
  readonly assumes: boolean;
  /**
   * Type of one item when a value is iterated over, `unknown` when that cannot be known. Rules that take items need no
   * knowledge of their own about lists, dicts, arrays, series and user classes.
   */
  elementOf(type: Type): Type;
  /** Runs a function abstractly: the type that it returns for arguments of these types. Its effects are accounted for. */
  callFunction(callee: Type, positional: readonly Type[], keyword?: readonly (readonly [string, Type])[]): Type;
  /** A symbol for a length that is not known, the same for the same call site and name in every visit: `n12`. */
  symbol(name: string): string;
  /** Number of items of a value, as a dimension of a shape. */
  lengthOf(type: Type): number | string | null;
  /**
   * Whether the program may use a name of a library anywhere: `torch.set_default_dtype`, `torch.Tensor.data`. For facts that
   * hold only while nobody changes a global state. `C.__enter__` asks whether a `with` statement may enter such an object.
   */
  programCalls(name: string): boolean;
  /** A builtin operation on two values, as the interpreter knows it for all kinds of values. */
  binary(op: BinaryOperator, left: Type, right: Type): Type;
}

/** One call of a library function, method or class, or one access of a property. */
export interface RuleCall extends RuleContext {
  /** Canonical name of what is called: `numpy.ndarray.sum`. */
  readonly name: string;
  /** What a method is called on; for a class, `undefined`. */
  readonly receiver: Type | undefined;
  /**
   * The argument that is bound to a parameter, by the catalogue's signature; `undefined` when it is certainly not passed. For
   * `*args` the tuple of the rest, for `**kwargs` the dict of the rest.
   */
  argument(parameter: string): Type | undefined;
  readonly positional: readonly Type[];
  readonly keyword: readonly (readonly [string, Type])[];
  /** There is a `*x` or `**x` whose content is not known: parameters may be passed that `argument` does not show (it then gives `unknown`). */
  readonly spreads: boolean;
  /** Only the former: for rules that bind their arguments themselves, because the function has several signatures. */
  readonly stars?: boolean;
}

/** The answer of a rule: the result, and the new contents of what was changed in place. */
export type Outcome =
  | Type
  | {
      readonly result: Type;
      /** The receiver after the call. Absent: as before. */
      readonly receiver?: Type;
      /** Arguments after the call, by parameter. */
      readonly arguments?: Readonly<Record<string, Type>>;
    };

/**
 * @param parameters what stands in parentheses behind the rule's name in the catalogue, split at commas and trimmed
 */
export type Rule = (call: RuleCall, ...parameters: string[]) => Outcome;

/**
 * Rules of one library. Every hook may answer `undefined`: "not mine", and the next library is asked. Results that carry
 * `sites` are existing objects (the receiver itself, say); results without are new objects.
 */
export interface LibraryRules {
  /** By the name that the catalogue uses, without `@`. Names are shared by all libraries: prefix them (`frame-merge`, `ufunc`). */
  readonly rules: Readonly<Record<string, Rule>>;
  /** Python operators on this library's values. */
  binary?(op: BinaryOperator, left: Type, right: Type, context: RuleContext): Type | undefined;
  /** `x op= y`: the value that `x` has then, and whether it is the same object, changed in place. */
  inPlace?(op: BinaryOperator, target: Type, value: Type, context: RuleContext): Type | undefined;
  unary?(op: UnaryOperator, operand: Type, context: RuleContext): Type | undefined;
  compare?(op: CompareOperator, left: Type, right: Type, context: RuleContext): Type | undefined;
  /** `value[index]` */
  subscript?(value: Type, index: Type, context: RuleContext): Type | undefined;
  /** `value[index] = stored`: what `value` is then. */
  storeSubscript?(value: Type, index: Type, stored: Type, context: RuleContext): Type | undefined;
  /** `del value[index]`: what `value` is then. */
  deleteSubscript?(value: Type, index: Type, context: RuleContext): Type | undefined;
  /** Attributes that are not in the catalogue (columns) or whose type depends on the value (`x.shape`, `df.columns`). */
  attribute?(value: Type, name: string, context: RuleContext): Type | undefined;
  /** `value.name = stored`: what `value` is then. */
  storeAttribute?(value: Type, name: string, stored: Type, context: RuleContext): Type | undefined;
  /** An item when `value` is iterated over. */
  iterate?(value: Type, context: RuleContext): Type | undefined;
  /** `len(value)` */
  length?(value: Type, context: RuleContext): number | string | null | undefined;
  /** The value that a context manager's `__enter__` gives. */
  enter?(value: Type, context: RuleContext): Type | undefined;
  /** `value(…)` for an instance that can be called (a `torch.nn.Module`). */
  callInstance?(value: Type, call: RuleCall): Outcome | undefined;
}
