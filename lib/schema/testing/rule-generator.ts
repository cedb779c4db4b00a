/**
 * Generates `allOf`, `anyOf`, `oneOf` and `not` that fit a node: about its own fields, or about its value.
 */
import { isRecord, type JsonRecord } from "#lib/schema/pointer";
import type { Random } from "#lib/schema/testing/random";

/** The keywords to add; none where the node already has some. */
export function generateRules(node: JsonRecord, random: Random): JsonRecord {
  if (node.anyOf !== undefined || node.allOf !== undefined) return {};
  const { properties } = node;
  const names = Object.keys(isRecord(properties) ? properties : {}).filter((name) => name !== "metadata");
  const branch = () =>
    names.length > 0 ? branchOfFields(names, properties, random) : branchOfValue(node, random);
  const keyword = random.pick(["oneOf", "anyOf", "allOf", "not"]);
  if (keyword === "not") return { not: branch() };
  const branches = Array.from({ length: random.int(1, 3) }, branch);
  return { [keyword]: branches };
}

function branchOfFields(names: readonly string[], properties: unknown, random: Random): JsonRecord {
  const name = random.pick(names);
  const child = isRecord(properties) ? properties[name] : undefined;
  const about = isRecord(child) ? branchOfValue(child, random) : {};
  const nested = isRecord(child) && isRecord(child.properties) ? Object.keys(child.properties) : [];
  const how = random.int(0, 5);
  if (how === 0) return { required: random.some(names, 0.6) };
  if (how === 1) return { properties: { [name]: about } };
  if (how === 2) return { required: [name], properties: { [name]: about } };
  if (how === 3 && nested.length > 0) return { properties: { [name]: { required: [random.pick(nested)] } } };
  if (how === 4) return { not: { required: [name] } };
  return { required: [name] };
}

/** A branch for a value of the node's type, or of any type. */
function branchOfValue(node: JsonRecord, random: Random): JsonRecord {
  switch (node.type) {
    case "string":
      return random.pick<JsonRecord>([
        { minLength: 2 },
        { maxLength: 3 },
        { pattern: "^[a-z]" },
        { enum: ["a", "abc", ""] },
        { format: "date" },
        { not: { pattern: "^$" } },
      ]);
    case "integer":
    case "number":
      return random.pick<JsonRecord>([
        { minimum: 1 },
        { maximum: 5, exclusiveMaximum: true },
        { multipleOf: 2 },
        { enum: [1, 2, 3] },
        { anyOf: [{ maximum: 0 }, { minimum: 10 }] },
      ]);
    case "array":
      return random.pick<JsonRecord>([{ minItems: 1 }, { maxItems: 2 }, { items: { maxLength: 3 } }]);
    case "object":
      return random.pick<JsonRecord>([{ minProperties: 1 }, { maxProperties: 2 }]);
    case "boolean":
      return { enum: [true] };
    default:
      return random.pick<JsonRecord>([
        { minLength: 1 },
        { maximum: 10 },
        { pattern: "a" },
        { enum: ["a", 1] },
      ]);
  }
}
