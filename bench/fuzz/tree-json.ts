/** IR trees as JSON that `noodle_bench.py` turns into Python's own `ast` objects. */
import { type ConstantValue, codePointsOf, isStringValue } from "../../compiler/ir/constants.js";
import { type FieldInfo, type Module, type Node, nodeFields } from "../../compiler/ir/nodes.js";

const operatorFields = new Set(["op", "ops", "ctx"]);

export const treeJson = (module: Module): string => JSON.stringify({ ...nodeJson(module), type_ignores: [] });

function nodeJson(node: Node): Record<string, unknown> {
  const json: Record<string, unknown> = { kind: node.kind };
  for (const field of nodeFields[node.kind] as readonly FieldInfo[]) {
    const value = (node as unknown as Record<string, unknown>)[field.name];
    // `kind` of a constant would clash with the name of the node's own kind; Python only knows "u" there.
    if (field.pythonName === "kind") json["kind"] = value === null ? "Constant" : "UnicodeConstant";
    else json[field.pythonName] = fieldJson(node, field, value);
  }
  return json;
}

function fieldJson(node: Node, field: FieldInfo, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => fieldJson(node, field, item));
  if (value === null) return null;
  if (field.node) return nodeJson(value as Node);
  if (operatorFields.has(field.name)) return { operator: value };
  if (field.name === "value") return constantJson(value as ConstantValue);
  return value;
}

function constantJson(value: ConstantValue): unknown {
  if (isStringValue(value)) return { points: codePointsOf(value) };
  if (typeof value === "bigint") return { int: value.toString(16) };
  if (typeof value === "number") return { float: floatText(value) };
  if (typeof value !== "object" || value === null) return value;
  switch (value.type) {
    case "bytes":
      return { bytes: [...value.bytes] };
    case "imaginary":
      return { imaginary: floatText(value.value) };
    case "ellipsis":
      return { ellipsis: true };
  }
}

const floatText = (value: number): string => (value === Number.POSITIVE_INFINITY ? "inf" : String(value));
