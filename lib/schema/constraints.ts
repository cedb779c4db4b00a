/** The keywords that narrow one value, in JSON Schema draft-07. */
import type { RJSFSchema } from "@rjsf/utils";
import { MAP_KEYS } from "#lib/schema/list-keys";
import { translatePattern } from "#lib/schema/pattern";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";

const NUMBERS = [
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "multipleOf",
] as const;

/** Of one node, what the browser can check as the API server does; the rest is left to the server. */
export function convertConstraints(node: JsonRecord): RJSFSchema {
  const pattern = typeof node.pattern === "string" ? translatePattern(node.pattern) : undefined;
  return {
    ...Object.fromEntries(
      NUMBERS.filter((key) => typeof node[key] === "number").map((key) => [key, node[key]]),
    ),
    ...convertRange(node),
    ...(pattern !== undefined && { pattern }),
    ...(typeof node.format === "string" && { format: node.format }),
    ...(Array.isArray(node.enum) && node.enum.length > 0 && { enum: node.enum }),
    ...convertUniqueness(node),
  };
}

// Booleans beside minimum and maximum, as in OpenAPI 3.0; numbers of their own in draft-07.
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
  if (typeof exclusive === "number") return { [exclusiveKey]: exclusive };
  if (typeof bound !== "number") return {};
  return { [exclusive === true ? exclusiveKey : inclusiveKey]: bound };
}

// https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
function convertUniqueness(node: JsonRecord): JsonRecord {
  const keys = node[MAP_KEYS];
  if (node["x-kubernetes-list-type"] === "set") return { uniqueItems: true };
  if (node["x-kubernetes-list-type"] !== "map" || !Array.isArray(keys) || !isRecord(node.items)) return {};
  return { [MAP_KEYS]: keys.filter((key) => typeof key === "string") };
}
