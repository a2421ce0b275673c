/** Checks a value against a JSON schema, as far as the schemas in docs/schemas/ go: anything else in a schema is an error. */
type Schema = Readonly<Record<string, unknown>>;

const annotations = new Set(["$schema", "$defs", "title", "description"]);

/** What is wrong, one line per finding with its path. */
export function violations(value: unknown, schema: Schema, root: Schema = schema, path = "$"): string[] {
  const found: string[] = [];
  const check = (ok: boolean, what: string): void => {
    if (!ok) found.push(`${path}: ${what}`);
  };
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const properties = (schema["properties"] ?? {}) as Record<string, Schema>;
  for (const [keyword, rule] of Object.entries(schema)) {
    if (annotations.has(keyword)) continue;
    switch (keyword) {
      case "$ref":
        found.push(...violations(value, definition(root, rule as string), root, path));
        break;
      case "type":
        check(
          [rule].flat().includes(typeOf(value)) || ([rule].flat().includes("number") && typeof value === "number"),
          `is ${typeOf(value)}`,
        );
        break;
      case "enum":
        check((rule as unknown[]).includes(value), `${String(value)} is not among ${String(rule)}`);
        break;
      case "pattern":
        check(typeof value !== "string" || new RegExp(rule as string).test(value), `${String(value)} is not like ${String(rule)}`);
        break;
      case "required":
        for (const name of rule as string[]) check(!isObject || name in value, `${name} is missing`);
        break;
      case "properties":
        for (const [name, part] of Object.entries(properties)) {
          if (isObject && name in value) found.push(...violations((value as Schema)[name], part, root, `${path}.${name}`));
        }
        break;
      case "additionalProperties":
        for (const name of isObject ? Object.keys(value) : []) check(rule !== false || name in properties, `${name} is unknown`);
        break;
      case "items":
        for (const [index, item] of (Array.isArray(value) ? value : []).entries()) {
          found.push(...violations(item, rule as Schema, root, `${path}[${index}]`));
        }
        break;
      default:
        throw new Error(`the schema uses ${keyword}, which this check does not know`);
    }
  }
  return found;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function definition(root: Schema, reference: string): Schema {
  return reference
    .split("/")
    .slice(1)
    .reduce((part, name) => part[name] as Schema, root);
}
