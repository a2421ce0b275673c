/** The functions and classes of the program, numbered, with what can be said of them without running anything. */
import type { ClassDef, Expression, Module, Node } from "../../../ir/nodes.js";
import { childrenOf } from "../../../ir/visit.js";
import type { Binding, Scope, Scopes } from "../../scopes.js";
import type { Type } from "../type.js";
import type { FunctionNode } from "../type-facts.js";
import type { ModuleContext } from "./base.js";

export interface Definition {
  readonly number: number;
  readonly node: FunctionNode | ClassDef;
  readonly name: string;
  readonly module: ModuleContext;
  readonly scope: Scope;
  /** The class whose body it stands in. */
  readonly owner: Definition | undefined;
  readonly isGenerator: boolean;
  readonly isAsync: boolean;
}

/** What is known of a class once its definition has run. */
export interface ClassInfo {
  readonly definition: Definition;
  /** Values of its bases, in order. */
  bases: readonly Type[];
  /** Names bound in its body or set on it later, with every value that they ever have. */
  readonly members: Map<string, Type>;
  /** A metaclass, decorator or unknown base may add or change anything. */
  opaque: boolean;
  /** Code that is handed the new class: its own metaclass or decorator, or an `__init_subclass__`. Methods may be others, too. */
  remade: boolean;
  /** `@dataclass`, or a base that makes `__init__` of the annotated fields. */
  fields: readonly { readonly name: string; readonly default: Expression | undefined }[] | undefined;
}

/** Methods that Python hands the class to without being told so. */
const methodsOfClass = ["__new__", "__init_subclass__", "__class_getitem__"];

/** What is passed first when a function is called as an attribute of an instance; a decorator can change that. */
export function receiverOf({ node, name, owner }: Definition): "instance" | "class" | "nothing" | "decorated" {
  if (!owner || node.kind === "Lambda" || node.kind === "ClassDef") return "nothing";
  const decorators = node.decorator_list.map((decorator) => (decorator.kind === "Name" ? decorator.id : ""));
  if (decorators.includes("staticmethod")) return "nothing";
  if (decorators.includes("classmethod") || methodsOfClass.includes(name)) return "class";
  return decorators.length === 0 ? "instance" : "decorated";
}

export class Definitions {
  private readonly all: Definition[] = [];
  private readonly byNode = new Map<Node, Definition>();
  private readonly captured = new Map<Definition, readonly Binding[]>();
  private readonly methods = new Map<number, readonly Definition[]>();

  /** Numbers everything that a module defines, in the order of its text. */
  add(context: ModuleContext): void {
    const visit = (node: Node, owner: Definition | undefined): void => {
      let inner: Definition | undefined;
      if (node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef" || node.kind === "Lambda" || node.kind === "ClassDef") {
        inner = {
          number: this.all.length,
          node,
          name: node.kind === "Lambda" ? "<lambda>" : node.name,
          module: context,
          scope: context.scopes.scopeOf(node),
          owner,
          isGenerator: node.kind !== "ClassDef" && yields(node),
          isAsync: node.kind === "AsyncFunctionDef",
        };
        this.all.push(inner);
        this.byNode.set(node, inner);
      }
      const around = inner ? (node.kind === "ClassDef" ? inner : undefined) : owner;
      for (const child of childrenOf(node)) visit(child, around);
    };
    for (const statement of context.module.body) visit(statement, undefined);
  }

  get list(): readonly Definition[] {
    return this.all;
  }

  of(node: FunctionNode | ClassDef): Definition {
    return this.byNode.get(node) as Definition;
  }

  byNumber(number: number): Definition {
    return this.all[number] as Definition;
  }

  /** Functions in the body of a class. */
  methodsOf(number: number): readonly Definition[] {
    let methods = this.methods.get(number);
    if (!methods) {
      methods = this.all.filter(({ owner, node }) => owner?.number === number && node.kind !== "ClassDef");
      this.methods.set(number, methods);
    }
    return methods;
  }

  /** Variables of other functions that a function, or one inside of it, reads. */
  capturedBy(definition: Definition): readonly Binding[] {
    let bindings = this.captured.get(definition);
    if (!bindings) {
      bindings = [...captures(definition.node, definition.module.scopes, definition.scope)];
      this.captured.set(definition, bindings);
    }
    return bindings;
  }
}

export type { Module };

function captures(node: Node, scopes: Scopes, scope: Scope): Set<Binding> {
  const bindings = new Set<Binding>();
  const stack: Node[] = [node];
  for (let at = stack.pop(); at; at = stack.pop()) {
    if (at.kind === "Name" && at.ctx === "Load") {
      const resolution = scopes.resolve(at);
      if (resolution.kind === "binding" && !isWithin(resolution.binding.scope, scope)) bindings.add(resolution.binding);
    }
    stack.push(...childrenOf(at));
  }
  return bindings;
}

function isWithin(scope: Scope, outer: Scope): boolean {
  for (let at: Scope | undefined = scope; at; at = at.parent) if (at === outer) return true;
  return false;
}

/** Whether calling a function makes a generator. */
function yields(node: FunctionNode): boolean {
  const stack: Node[] = node.kind === "Lambda" ? [node.body] : [...node.body];
  for (let at = stack.pop(); at; at = stack.pop()) {
    if (at.kind === "Yield" || at.kind === "YieldFrom") return true;
    if (at.kind === "FunctionDef" || at.kind === "AsyncFunctionDef" || at.kind === "Lambda" || at.kind === "ClassDef") continue;
    stack.push(...childrenOf(at));
  }
  return false;
}
