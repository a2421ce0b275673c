/** Walks over the types inside of a type, for everything that treats all forms alike. */
import { join, type Type } from "./type.js";

/**
 * The same type with every type directly inside of it replaced.
 * @param change gets each inner type and the name of its place, which is the same for equal places: `element`, `items.0`, `parts.of`
 */
export function mapChildren(type: Type, change: (inner: Type, place: string) => Type): Type {
  switch (type.kind) {
    case "list":
    case "set":
    case "frozenset":
    case "deque":
    case "tuple":
      if (type.items) {
        const items = mapAll(type.items, change, "items");
        // Known items say all about the elements: mapping both would make two of each.
        return items === type.items ? type : { ...type, items };
      }
      return replace(type, "element", change(type.element, "element"));
    case "iterator":
      return replace(type, "element", change(type.element, "element"));
    case "array":
      return type.element ? { ...type, element: change(type.element, "element") } : type;
    case "dict": {
      const entries = type.entries?.map(({ key, value }) => ({ key, value: change(value, `entries.${key}`) }));
      return {
        ...type,
        key: change(type.key, "key"),
        value: change(type.value, "value"),
        ...(entries ? { entries } : {}),
        ...(type.missing ? { missing: change(type.missing, "missing") } : {}),
      };
    }
    case "range":
    case "slice":
      return { ...type, start: change(type.start, "start"), stop: change(type.stop, "stop"), step: change(type.step, "step") };
    case "library-function":
    case "user-function":
      return type.receiver ? { ...type, receiver: change(type.receiver, "receiver") } : type;
    case "partial":
      return {
        ...type,
        function: change(type.function, "function"),
        positional: mapAll(type.positional, change, "positional"),
        keyword: type.keyword.map(([name, value]) => [name, change(value, `keyword.${name}`)] as const),
      };
    case "instance":
      return { ...type, attributes: mapAttributes(type.attributes, change) };
    case "object": {
      if (!type.parts && !type.attributes) return type;
      const parts =
        type.parts && Object.fromEntries(Object.entries(type.parts).map(([name, part]) => [name, change(part, `parts.${name}`)]));
      return {
        ...type,
        ...(parts ? { parts } : {}),
        ...(type.attributes ? { attributes: mapAttributes(type.attributes, change) } : {}),
      };
    }
    case "union": {
      const members = mapAll(type.members, change, "members");
      return members === type.members ? type : join(...members);
    }
    default:
      return type;
  }
}

/** The types directly inside of a type. */
export function childTypes(type: Type): readonly Type[] {
  const children: Type[] = [];
  mapChildren(type, (inner) => {
    children.push(inner);
    return inner;
  });
  return children;
}

function mapAll(types: readonly Type[], change: (inner: Type, place: string) => Type, place: string): readonly Type[] {
  let changed = false;
  const result = types.map((type, index) => {
    const next = change(type, `${place}.${index}`);
    changed ||= next !== type;
    return next;
  });
  return changed ? result : types;
}

function mapAttributes(
  attributes: readonly (readonly [string, Type])[],
  change: (inner: Type, place: string) => Type,
): readonly (readonly [string, Type])[] {
  return attributes.map(([name, type]) => [name, change(type, `attributes.${name}`)] as const);
}

function replace<Of extends Type & { readonly element: Type }>(type: Of, _name: "element", element: Type): Of {
  return element === type.element ? type : { ...type, element };
}
