/** The keywords that constrain one value, in JSON Schema draft-07. */
import type { RJSFSchema } from "@rjsf/utils";
import { isNumber } from "#lib/exact-json";
import { compilePattern } from "#lib/schema/patterns/pattern";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";
import { MAP_KEYS } from "#lib/schema/structural/list-keys";

const NUMBERS = [
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "multipleOf",
] as const;

/**
 * The keywords of one node that the browser can check as the API server does. The server checks the others.
 */
export function convertConstraints(node: JsonRecord): RJSFSchema {
  const { pattern } = node;
  return {
    ...Object.fromEntries(NUMBERS.filter((key) => isNumber(node[key])).map((key) => [key, node[key]])),
    ...convertRange(node),
    ...(typeof pattern === "string" && compilePattern(pattern) && { pattern }),
    ...(typeof node.format === "string" && { format: node.format }),
    ...(Array.isArray(node.enum) && node.enum.length > 0 && { enum: node.enum }),
    ...convertUniqueness(node),
  };
}

// `exclusiveMinimum` and `exclusiveMaximum` are booleans in OpenAPI 3.0, and numbers in draft-07.
function convertRange(node: JsonRecord): RJSFSchema {
  return {
    ...convertBound(node.minimum, node.exclusiveMinimum, "minimum", "exclusiveMinimum"),
    ...convertBound(node.maximum, node.exclusiveMaximum, "maximum", "exclusiveMaximum"),
  };
}

function convertBound(
  bound: unknown,
  exclusive: unknown,
  inclusiveKey: string,
  exclusiveKey: string,
): JsonRecord {
  if (isNumber(exclusive)) return { [exclusiveKey]: exclusive };
  if (!isNumber(bound)) return {};
  return { [exclusive === true ? exclusiveKey : inclusiveKey]: bound };
}

// https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
function convertUniqueness(node: JsonRecord): JsonRecord {
  const keys = node[MAP_KEYS];
  if (node["x-kubernetes-list-type"] === "set") return { uniqueItems: true };
  if (node["x-kubernetes-list-type"] !== "map" || !Array.isArray(keys) || !isRecord(node.items)) return {};
  return { [MAP_KEYS]: keys.filter((key) => typeof key === "string") };
}
