/** Bunches: dicts whose keys are attributes too. What is in them is known by the function that made them. */
import { object, type Type } from "../../type.js";

export const bunch = (content: Readonly<Record<string, Type>>): Type => object("sklearn.utils.Bunch", content);

const contentOf = (value: Type, name: string): Type | undefined =>
  value.kind === "object" && value.class === "sklearn.utils.Bunch" && value.parts && Object.hasOwn(value.parts, name)
    ? value.parts[name]
    : undefined;

export function bunchAttribute(value: Type, name: string): Type | undefined {
  return contentOf(value, name);
}

export function bunchItem(value: Type, index: Type): Type | undefined {
  return index.kind === "scalar" && typeof index.value === "string" ? contentOf(value, index.value) : undefined;
}
