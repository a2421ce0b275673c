/** Calls of names of the catalogue: what they give, and what they do to objects. */
import type { CatalogEntry } from "../../../catalog/catalog.js";
import type { Node } from "../../../ir/nodes.js";
import { callLibrary, type LibraryCall } from "../call-library.js";
import { join, membersOf, sameType, type Type } from "../type.js";
import { livesInHeap } from "./objects.js";
import { OperatorInterpreter } from "./operators.js";
import { type Arguments, argumentsOf } from "./values.js";

export abstract class LibraryCallInterpreter extends OperatorInterpreter {
  protected valuesOf(args: Arguments): Type[] {
    return [...args.positional, ...args.keyword.map(([, type]) => type)];
  }

  /** Calls, or reads, a name of the catalogue. */
  protected callEntry(entry: CatalogEntry, receiver: Type | undefined, args: Arguments, node: Node, weak = false): Type {
    if (this.assumes) this.noteHanded(entry.name, args);
    const positional = args.positional.map((type) => this.snapshot(type));
    const keyword = args.keyword.map(([name, type]) => [name, this.snapshot(type)] as const);
    const calledBefore = this.called;
    this.called = new Set();
    const self = receiver && this.snapshot(receiver);
    const call = callLibrary(entry, self, { positional, keyword, spreads: args.spreads }, this.contextFor(node), this.catalog);
    const called = this.called;
    this.called = calledBefore;
    const { outcome } = call;
    const full = "result" in outcome ? outcome : { result: outcome };
    this.applyEffects(call, full, args, node, weak, called);
    return this.placeResult(full.result, call, node);
  }

  /** Functions of the program that a library is handed, with the name of what it is handed to. */
  protected readonly handedTo = new Map<number, string>();

  private noteHanded(name: string, args: Arguments): void {
    for (const type of this.valuesOf(args)) if (type.kind === "user-function") this.handedTo.set(type.definition, name);
  }

  protected readEntry(entry: CatalogEntry, receiver: Type | undefined, node: Node): Type {
    return this.callEntry(entry, receiver, argumentsOf(), node);
  }

  /** What a call does to objects, by the rule's answer and the catalogue's effects. */
  private applyEffects(
    call: LibraryCall,
    outcome: { readonly receiver?: Type; readonly arguments?: Readonly<Record<string, Type>> },
    args: Arguments,
    node: Node,
    weak: boolean,
    called: ReadonlySet<Type>,
  ): void {
    const operand = (name: string): Type | undefined => (name === "self" ? call.receiver : call.argument(name));
    const changed = new Set<string>();
    const change = (name: string, content: Type): void => {
      const target = operand(name);
      changed.add(name);
      if (!target) return;
      const members = membersOf(this.load(target));
      for (const member of members) this.updateShared(member, content, node, weak || members.length > 1);
    };
    if (outcome.receiver) change("self", outcome.receiver);
    for (const [name, content] of Object.entries(outcome.arguments ?? {})) change(name, content);

    if (!call.facts?.effects) {
      // Nothing is known of what it does: it may do anything to what it gets, but the program's variables are out of its reach.
      if (call.entry.kind !== "property" && call.entry.kind !== "constant") {
        this.unknownCodeRuns([...this.valuesOf(args), ...(call.receiver ? [call.receiver] : [])].filter(isNotScalar));
      }
      return;
    }
    for (const effect of call.facts.effects) {
      const [, form, parameter = ""] = /^([a-z-]+)(?:\((.*)\))?$/.exec(effect) ?? [];
      const target = parameter === "" ? undefined : operand(parameter);
      if (!target || (effect === "mutates(self)" && leavesAlone(call))) continue;
      if (form === "mutates" && !changed.has(parameter)) this.changeMetadata(target);
      if (form === "keeps") this.escape([target]);
      if (form === "calls") this.callBack(target, called);
    }
  }

  /** Something is stored into objects; arrays and tensors keep their dtype and shape. */
  private changeMetadata(target: Type): void {
    const keepsForm = (type: Type): boolean =>
      (type.kind === "array" && !type.element) || type.kind === "tensor" || type.kind === "iterator";
    const others = membersOf(this.load(target)).filter((type) => !keepsForm(type));
    if (others.length > 0) this.changeUnknown(others);
  }

  /** A library calls functions that it got, with arguments that are not known unless its rule has said which. */
  private callBack(target: Type, called: ReadonlySet<Type>): void {
    const wasCalled = (type: Type): boolean => [...called].some((other) => other === type || sameType(other, type));
    const rest = membersOf(this.load(target)).filter((member) => !wasCalled(member) && member.kind !== "library-function");
    const callables = rest.filter(({ kind }) => !uncallable.includes(kind));
    if (callables.length > 0) this.unknownCodeRuns(callables);
  }

  private placeResult(result: Type, call: LibraryCall, node: Node): Type {
    // One of several, each placed by itself: `squeeze` gives a new view, or the array itself.
    const placed =
      result.kind === "union"
        ? join(...result.members.map((member, index) => this.place(member, node, `members.${index}`)))
        : this.place(result, node);
    const isLive = placed.kind === "iterator" && call.values.some((type) => membersOf(type).some(isChangeable));
    if (isLive && !placed.live) this.update(placed, { ...placed, live: true }, node);
    const { receiver } = call;
    if (receiver && (receiver.kind === "frame" || receiver.kind === "series") && mayBeView(call)) {
      return join(...membersOf(this.load(placed)).map((member) => this.takenFrom(receiver, member)));
    }
    return this.load(placed);
  }
}

/** Kinds of values that cannot be called, nor hold what can. */
const uncallable: readonly Type["kind"][] = [
  "scalar",
  "none",
  "library-class",
  "numpy-scalar",
  "series",
  "index",
  "tensor",
  "range",
  "slice",
];

export const isNotScalar = (type: Type): boolean =>
  membersOf(type).some(({ kind }) => kind !== "scalar" && kind !== "none" && kind !== "numpy-scalar");

/** Containers from which items can be added and removed while something iterates over them. */
const isChangeable = (type: Type): boolean =>
  type.kind !== "array" && type.kind !== "tensor" && livesInHeap(type) && type.kind !== "iterator";

const viewMethods = new Set("head tail truncate first last xs squeeze transpose to_frame get swapaxes view set_flags".split(" "));

/** Methods of frames and series whose result lies in their memory before copy-on-write: slices, and those that are told not to copy. */
function mayBeView({ entry, argument }: LibraryCall): boolean {
  if (!entry.name.startsWith("pandas.DataFrame.") && !entry.name.startsWith("pandas.Series.")) return false;
  return (
    viewMethods.has(entry.name.slice(entry.name.lastIndexOf(".") + 1)) || argument("copy") !== undefined || argument("deep") !== undefined
  );
}

/** A method that only changes its object with `inplace=True`, called without. */
function leavesAlone({ entry, argument }: LibraryCall): boolean {
  if (!entry.parameters?.some(({ name }) => name === "inplace")) return false;
  const given = argument("inplace");
  return given === undefined || (given.kind === "scalar" && given.value === false);
}
