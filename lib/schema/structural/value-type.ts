/** The type of a node of a structural schema. */
import { isRecord, type JsonRecord } from "#lib/schema/pointer";
import type { JsonSchema } from "#lib/schema/types";

/** The declared type of a node, else the type that its other keywords imply. */
export function inferType(node: JsonRecord): string | undefined {
  if (typeof node.type === "string") return node.type;
  // Without a type, such a node accepts any value, whatever its other keywords are.
  if (node["x-kubernetes-preserve-unknown-fields"] === true) return undefined;
  if (isRecord(node.properties) || node.additionalProperties !== undefined) return "object";
  return node.items === undefined ? undefined : "array";
}

export function isIntOrString(node: JsonRecord): boolean {
  if (node["x-kubernetes-int-or-string"] === true || node.format === "int-or-string") return true;
  return node.type === undefined && isIntOrStringChoice(node.anyOf);
}

/**
 * `anyOf: [{type: integer}, {type: string}]`, which authors write beside `x-kubernetes-int-or-string` or
 * instead of it.
 */
export function isIntOrStringChoice(anyOf: unknown): boolean {
  if (!Array.isArray(anyOf)) return false;
  const types = anyOf.map((branch) => (isRecord(branch) ? branch.type : undefined));
  return types.length === 2 && types.includes("integer") && types.includes("string");
}

/** The JSON Schema types of a node: its own type, and null for a nullable node. */
export function convertType(node: JsonRecord, type: string | string[]): JsonSchema["type"] {
  const types = [type, node.nullable === true ? "null" : []].flat();
  return types.length === 1 ? asType(types[0]) : types.map(asType);
}

function asType(
  type: string | undefined,
): "string" | "integer" | "number" | "boolean" | "object" | "array" | "null" {
  switch (type) {
    case "string":
    case "integer":
    case "number":
    case "boolean":
    case "object":
    case "array":
      return type;
    default:
      return "null";
  }
}
