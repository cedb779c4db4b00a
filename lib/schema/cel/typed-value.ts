/** Types a form's value by its schema, as the API server types it. */
import { isNumber } from "#lib/exact-json";
import { parseDuration, parseTimestamp } from "#lib/schema/cel/library/time-text";
import { type CelValue, EvaluationError, makeMap } from "#lib/schema/cel/values";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";
import { isServerInteger } from "#lib/schema/structural/server-numbers";
import type { JsonSchema } from "#lib/schema/types";

const OPAQUE: CelValue = { kind: "opaque" };

/**
 * Rule: k8s.io/apiserver/pkg/cel/common/values.go (UnstructuredToVal). A value is opaque when it does not fit
 * its schema, or when the form does not know its schema. Only the API server checks rules that read inside an
 * opaque value.
 */
export function toTypedValue(schema: JsonSchema, value: unknown): CelValue {
  const types = [schema.type ?? []].flat();
  if (value === null) return types.includes("null") ? null : OPAQUE;
  if (typeof value === "string") return types.includes("string") ? toText(schema.format, value) : OPAQUE;
  if (typeof value === "boolean") return types.includes("boolean") ? value : OPAQUE;
  if (isNumber(value)) return toNumber(types, value);
  if (Array.isArray(value)) return types.includes("array") ? toList(schema, value) : OPAQUE;
  return isRecord(value) && types.includes("object") ? toFields(schema, value) : OPAQUE;
}

function toNumber(types: string[], value: number | bigint): CelValue {
  if (types.includes("number")) return Number(value);
  return types.includes("integer") && isServerInteger(value) ? BigInt(value) : OPAQUE;
}

function toText(format: string | undefined, text: string): CelValue {
  try {
    switch (format) {
      case "byte":
        return { kind: "bytes", bytes: Uint8Array.from(atob(text), (char) => char.charCodeAt(0)) };
      case "date":
        return { kind: "timestamp", nanos: parseTimestamp(`${text}T00:00:00Z`) };
      case "date-time":
        return { kind: "timestamp", nanos: parseTimestamp(text) };
      case "duration":
        return { kind: "duration", nanos: parseDuration(text) };
      default:
        return text;
    }
  } catch (error) {
    // `atob` and the time parsers refuse values of another format. Other duration formats count days and
    // weeks.
    if (error instanceof EvaluationError || error instanceof DOMException) return OPAQUE;
    throw error;
  }
}

function toList(schema: JsonSchema, list: unknown[]): CelValue {
  const { items } = schema;
  const typed = list.map((item) => (isRecord(items) ? toTypedValue(items, item ?? null) : OPAQUE));
  return { kind: "list", items: typed, ...readIdentity(schema) };
}

function readIdentity(schema: JsonSchema): { identity?: "set" | string[] } {
  const keys: unknown = schema["x-kubernetes-list-map-keys"];
  if (Array.isArray(keys)) return { identity: keys.map(String) };
  return schema.uniqueItems === true ? { identity: "set" } : {};
}

function toFields(schema: JsonSchema, fields: JsonRecord): CelValue {
  const { properties, additionalProperties: values } = schema;
  const set = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (isRecord(properties) && Object.keys(properties).length > 0) {
    // The server prunes fields that the schema does not declare, or rules cannot reach them.
    return makeMap(
      set.flatMap(([name, value]): [string, CelValue][] => {
        const child = ownValue(properties, name);
        return isRecord(child) ? [[escapeName(name), toTypedValue(child, value)]] : [];
      }),
    );
  }
  if (!isRecord(values)) return OPAQUE;
  return makeMap(set.map(([key, value]): [string, CelValue] => [key, toTypedValue(values, value)]));
}

const RESERVED = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);
const ESCAPES: Record<string, string> = {
  __: "__underscores__",
  ".": "__dot__",
  "-": "__dash__",
  "/": "__slash__",
};

/** A field's name as rules write it. Source: k8s.io/apiserver/pkg/cel/escaping.go (Escape). */
export function escapeName(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  return name.replace(/__|[.\-/]/g, (part) => ESCAPES[part] ?? part);
}
