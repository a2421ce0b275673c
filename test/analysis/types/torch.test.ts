/** Types of PyTorch's operations against what PyTorch gave (`torch/operations.py`). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { admits } from "../../../compiler/analysis/types/admits.js";
import { callLibrary } from "../../../compiler/analysis/types/call-library.js";
import type { Outcome, RuleCall, RuleContext } from "../../../compiler/analysis/types/rule.js";
import { torchRules } from "../../../compiler/analysis/types/rules/torch.js";
import { Targets } from "../../../compiler/analysis/types/targets.js";
import { type ArrayType, join as joined, membersOf, type TensorType, type Type, unknown } from "../../../compiler/analysis/types/type.js";
import { loadCatalog } from "../../../compiler/catalog/index.js";
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../../../compiler/ir/nodes.js";
import { packageRoot } from "../../../compiler/package-root.js";
import { type Case, readCase } from "./torch/read-cases.js";

const oracle: { readonly cases: Readonly<Record<string, readonly string[]>> } = JSON.parse(
  gunzipSync(readFileSync(join(packageRoot, "test/analysis/types/torch/oracle.json.gz"))).toString("utf8"),
);
const catalog = loadCatalog();

const context: RuleContext = {
  targets: new Targets(),
  elementOf: (type) => (type.kind === "list" || type.kind === "tuple" ? type.element : unknown("an item")),
  callFunction: () => unknown("a call"),
  symbol: (name) => name,
  lengthOf: (type) => (type.kind === "list" || type.kind === "tuple" ? (type.items?.length ?? null) : null),
  assumes: false,
  programCalls: () => false,
  binary: () => unknown("an operation"),
};

/** Ways to know less of the operands: claims have to stay true. */
const blurs: Readonly<Record<string, (type: Type) => Type>> = {
  "everything is known": (type) => type,
  "no lengths": (type) => onTensors(type, (tensor) => ({ ...tensor, shape: tensor.shape?.map(() => null) ?? null })),
  "no shapes": (type) => onTensors(type, (tensor) => ({ ...tensor, shape: null })),
  "no dtypes": (type) => onTensors(type, (tensor) => ({ ...tensor, dtype: null })),
  "no devices and gradients": (type) =>
    onTensors(type, (tensor) => (tensor.kind === "tensor" ? { ...tensor, device: null, requiresGrad: null } : tensor)),
  "no constants": withoutConstants,
  "nothing but classes": (type) => onTensors(withoutConstants(type), (tensor) => ({ ...tensor, dtype: null, shape: null })),
  "nothing of containers": (type) =>
    type.kind === "list" || (type.kind === "tuple" && type.class === undefined)
      ? { kind: type.kind, element: joined(...(type.items ?? [])) }
      : type,
};

function onTensors(type: Type, change: (tensor: TensorType | ArrayType) => Type): Type {
  if (type.kind === "tensor" || type.kind === "array") return change(type);
  if ((type.kind !== "list" && type.kind !== "tuple") || !type.items) return type;
  const items = type.items.map((item) => onTensors(item, change));
  return { ...type, items, element: joined(...items) };
}

function withoutConstants(type: Type): Type {
  switch (type.kind) {
    case "scalar":
      return { kind: "scalar", class: type.class };
    case "object":
      return { kind: "object", class: type.class };
    case "list":
    case "tuple":
      return { ...type, element: withoutConstants(type.element), ...(type.items ? { items: type.items.map(withoutConstants) } : {}) };
    case "slice":
    case "range":
      return { ...type, start: withoutConstants(type.start), stop: withoutConstants(type.stop), step: withoutConstants(type.step) };
    default:
      return type;
  }
}

const emptyCall = (positional: readonly Type[]): RuleCall => ({
  ...context,
  name: "",
  receiver: undefined,
  argument: () => undefined,
  positional,
  keyword: [],
  spreads: false,
});

/** What the rules say of a case; `undefined` for nothing. */
function answer(name: string, { operands, keyword, called }: Case, blur: (type: Type) => Type): Outcome | undefined {
  const values = operands.map(blur);
  const [first = unknown("no operand"), second = unknown("no operand"), third = unknown("no operand")] = values;
  const [kind = "", operator = ""] = name.split(":");
  switch (kind) {
    case "op":
      return torchRules.binary?.(operator as BinaryOperator, first, second, context);
    case "iop":
      return torchRules.inPlace?.(operator as BinaryOperator, first, second, context);
    case "un":
      return torchRules.unary?.(operator as UnaryOperator, first, context);
    case "cmp":
      return torchRules.compare?.(operator as CompareOperator, first, second, context);
    case "sub":
      return torchRules.subscript?.(first, second, context);
    case "put": {
      const receiver = torchRules.storeSubscript?.(first, second, third, context);
      return receiver && { result: { kind: "none" }, receiver };
    }
    case "attr":
      return torchRules.attribute?.(first, operator, context);
    case "iter":
      return torchRules.iterate?.(first, context);
    case "len": {
      const length = torchRules.length?.(first, context);
      return typeof length === "number" ? { kind: "scalar", class: "int", value: BigInt(length) } : undefined;
    }
  }
  const entry = catalog.lookUp(name);
  if (!entry) throw new Error(`${name} is not in the catalogue`);
  const given = keyword.map(([key, type]) => [key, blur(type)] as const);
  const { outcome } = callLibrary(entry, undefined, { positional: values, keyword: given, spreads: false }, context, catalog);
  if (!called) return outcome;
  return torchRules.callInstance?.("kind" in outcome ? outcome : outcome.result, emptyCall(called.map(blur)));
}

/** The first wrong claim about which objects and memory a result shares. */
function sharing(claim: Type, actual: Type): string | undefined {
  if (actual.kind === "tuple" || actual.kind === "list") {
    if (claim.kind !== actual.kind) return undefined;
    return actual.items?.map((item, index) => sharing(claim.items?.[index] ?? claim.element, item)).find((wrong) => wrong);
  }
  if (actual.kind !== "tensor" && actual.kind !== "array") return undefined;
  const members = membersOf(claim).filter((member) => member.kind === actual.kind) as (TensorType | ArrayType)[];
  if (members.length !== 1) return undefined;
  const [member] = members as [TensorType | ArrayType];
  if (member.sites) return actual.sites?.[0] === member.sites[0] ? undefined : "claimed to be an operand, is not";
  if (actual.sites) return member.view === "maybe" && remembers(member, actual.sites) ? undefined : "claimed to be new, is an operand";
  const isEmpty = actual.shape?.includes(0);
  if (actual.view === "owned") return member.view === "view" && !isEmpty ? "claimed to be a view, is not" : undefined;
  if (member.view === "owned") return "claimed to have its own memory, is a view";
  return remembers(member, actual.memory ?? []) ? undefined : "claimed to lie in the memory of something else";
}

const remembers = (claim: TensorType | ArrayType, sites: readonly number[]): boolean =>
  claim.memory === undefined || sites.every((site) => claim.memory?.includes(site));

function mistake(claim: Type, actual: Type): string | undefined {
  return admits(claim, withoutSharing(actual), { canonical: (name) => catalog.lookUp(name)?.name ?? name }) ?? sharing(claim, actual);
}

/** `admits` compares types; who shares memory is compared here. */
function withoutSharing(type: Type): Type {
  if (type.kind !== "tensor" && type.kind !== "array") return type;
  const { sites: _, memory: _memory, ...rest } = type;
  return rest.view === "maybe" ? { ...rest, view: "view" } : rest;
}

const unshared = (claim: Type): Type => onTensors(claim, (tensor) => ({ ...tensor, view: "maybe" }));

/** Everything that a type can say is said. */
function isExact(type: Type): boolean {
  switch (type.kind) {
    case "tensor":
      return type.dtype !== null && type.device !== null && type.shape !== null && !type.shape.includes(null);
    case "array":
      return type.dtype !== null && type.shape !== null && !type.shape.includes(null);
    case "tuple":
    case "list":
      return type.items?.every(isExact) ?? false;
    case "unknown":
    case "union":
      return false;
    default:
      return true;
  }
}

test.each(Object.keys(blurs))("%s: no claim is wrong", (way) => {
  const blur = blurs[way] as (type: Type) => Type;
  const wrong: string[] = [];
  let exact = 0;
  let count = 0;
  for (const [name, texts] of Object.entries(oracle.cases)) {
    for (const text of texts) {
      const one = readCase(text);
      const outcome = answer(name, one, blur);
      count++;
      if (!outcome) continue;
      const { result, receiver } = "kind" in outcome ? { result: outcome, receiver: undefined } : outcome;
      if (isExact(result)) exact++;
      const problem = mistake(unshared(result), one.result) ?? sharing(result, one.result);
      if (problem) wrong.push(`${name}(${text}: ${problem}`);
      const changed = receiver ?? (name.startsWith("iop") ? result : undefined);
      const after = one.after && changed ? admits(unshared(changed), withoutSharing(one.after)) : undefined;
      if (after) wrong.push(`${name}(${text}: afterwards ${after}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(10_000);
  if (way === "everything is known") expect(exact / count).toBeGreaterThan(0.5);
});
