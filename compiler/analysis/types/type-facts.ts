/** What the type analysis answers about one module. Made by `interpreter/`, read by passes, `annotate.ts`, `analyze` and the checker. */

import type { CatalogEntry } from "../../catalog/catalog.js";
import type { Facts } from "../../catalog/schema.js";
import type { AsyncFunctionDef, Call, ClassDef, Expression, FunctionDef, Lambda, Node } from "../../ir/nodes.js";
import type { Site, Type } from "./type.js";

export type FunctionNode = FunctionDef | AsyncFunctionDef | Lambda;

export interface TypeFacts {
  /**
   * What every value of an expression is, in every run of the program; in a function, for the calls that the analysis has to
   * expect (all, unless the world is closed). `never` for code that is not reached, `unknown` for nodes made after the analysis.
   */
  typeOf(expression: Expression): Type;
  /**
   * What to expect of it: an expectation, not a fact. Only the calls in the analysed files count, what is nearly always so is taken
   * for granted (an array of unknown dtype holds no objects), and where nothing is known, a docstring, an annotation, a default value or
   * the use of a value tells its class. A pass that relies on it needs a guard. Made when it is first asked for, by a second run
   * of the analysis; the sites in such a type mean nothing to `nodeOfSite` and `escapes`.
   */
  expectedTypeOf(expression: Expression): Type;
  /**
   * A fact: what a call (`f(x)`), an operator, a subscript, an attribute or a loop over a library value does; `undefined` for what is
   * never reached.
   */
  operationOf(node: Node): Operation | undefined;
  /** An expectation: what an operation is expected to do, as `expectedTypeOf` is meant. */
  expectedOperationOf(node: Node): Operation | undefined;
  /** All operations, in the order of the program. */
  readonly operations: readonly Operation[];
  /** The function or class that a `user-function` or `user-class` type means. */
  definitionOf(definition: number): FunctionNode | ClassDef;
  /** The expression at which objects of a site are made; `undefined` for those that came from outside. */
  nodeOfSite(site: Site): Node | undefined;
  /** Objects of a site may be known to code outside of the program. */
  escapes(site: Site): boolean;
  /** Whether the value of an attribute or name is the same library object whenever it is read: nobody in the program rebinds it. */
  readonly stats: { readonly contexts: number; readonly visits: number };
}

/** One place at which the program does something with values, over all visits of the analysis. */
export interface Operation {
  readonly node: Node;
  /** Function that it stands in, `undefined` for the module. */
  readonly within: FunctionNode | undefined;
  readonly kind: "call" | "attribute" | "subscript" | "operator" | "iterate" | "store";
  /** What may be reached. Empty when nothing is known. */
  readonly targets: readonly Target[];
  /** Not all targets are known: why. */
  readonly unresolved?: string;
  /** Types of the receiver (of a method), of positional arguments and keyword arguments, over all visits. */
  readonly receiver?: Type;
  readonly positional: readonly Type[];
  readonly keyword: readonly (readonly [string, Type])[];
  readonly result: Type;
}

export type Target =
  | {
      readonly kind: "library";
      readonly entry: CatalogEntry;
      /** Facts for the targeted versions. */
      readonly facts: Facts | undefined;
    }
  | { readonly kind: "user"; readonly definition: number }
  /** An operator or subscript of builtin or library values; `name` such as `numpy.ndarray.__add__`. */
  | { readonly kind: "operator"; readonly name: string; readonly library: string };

export interface TypeOptions {
  /** Functions are only called by the analysed files: `analyze` of a whole program. Default: false. */
  readonly closedWorld?: boolean;
  /** Versions by library and of `python`; what is not listed may be any. */
  readonly versions?: Readonly<Record<string, string>>;
}

export type CallOperation = Operation & { readonly node: Call };
