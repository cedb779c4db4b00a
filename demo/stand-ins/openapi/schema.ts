/** Schemas of OpenAPI 3.0 as JSON Schema. */

export type JsonSchema = Record<string, unknown>;

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Keywords whose value is not a schema. */
const LITERAL = new Set(["example", "examples", "enum", "default", "required"]);
/** Keywords that OpenAPI adds, or that JSON Schema has with another meaning. */
const REMOVED = new Set([
  "nullable",
  "discriminator",
  "example",
  "examples",
  "externalDocs",
  "xml",
  "deprecated",
]);

/**
 * `nullable` becomes a choice with null: https://spec.openapis.org/oas/v3.0.3#schema-object. References point to
 * `component:<name>`.
 * @returns the schema, and the names of the components that it refers to
 */
export function convertSchema(source: JsonSchema): { schema: JsonSchema; references: Set<string> } {
  const references = new Set<string>();

  function convert(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(convert);
    return isObject(value) ? convertOne(value) : value;
  }

  function convertOne(value: JsonSchema): JsonSchema {
    const { $ref } = value;
    if (typeof $ref === "string") {
      const name = $ref.slice($ref.lastIndexOf("/") + 1);
      references.add(name);
      return { $ref: `component:${name}` };
    }
    const entries = Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
      if (REMOVED.has(key)) return [];
      if (key === "properties" && isObject(item)) return [[key, convertProperties(item)]];
      return [[key, LITERAL.has(key) ? item : convert(item)]];
    });
    const converted: JsonSchema = Object.fromEntries(entries);
    return value.nullable === true ? { anyOf: [converted, { type: "null" }] } : converted;
  }

  /** Names of properties are not keywords. */
  function convertProperties(properties: JsonSchema): JsonSchema {
    return Object.fromEntries(Object.entries(properties).map(([name, item]) => [name, convert(item)]));
  }

  return { schema: convertOne(source), references };
}
