/** Layout hints that authors write into schemas today (`x-ui-*`), as `ui:options`. */
import { type JsonRecord, ownValue } from "#lib/schema/pointer";

/** Anything JSON holds. */
export type JsonValue = string | number | boolean | object | null;

/** What the form reads from `ui:options` of a field. */
export interface FieldOptions {
  /** What the API server fills in. */
  default?: JsonValue;
  /** Why the field is edited as YAML. */
  reason?: string;
  /** The object keeps keys that have no field. */
  rest?: boolean;
  /** Never shown in the form; the YAML still takes it. */
  hidden?: boolean;
  /** Shown last, folded. */
  advanced?: boolean;
  /** Always open, at the top. */
  essential?: boolean;
  /** Title of the folded group, after all others, that it stands in with what names the same. */
  group?: string;
}

/** The hints of one node; those that are absent or of another type are left out. */
export function readHints(
  node: JsonRecord,
): Pick<FieldOptions, "hidden" | "advanced" | "essential" | "group"> {
  const { "x-ui-group": group } = node;
  return {
    ...(node["x-ui-hidden"] === true && { hidden: true }),
    ...(node["x-ui-advanced"] === true && { advanced: true }),
    ...(node["x-ui-essential"] === true && { essential: true }),
    ...(typeof group === "string" && group.trim() !== "" && { group: group.trim() }),
  };
}

/** Names of an object's fields as its author ordered them: a list on the object, or a number on each field. */
export function orderNames(node: JsonRecord, properties: JsonRecord): string[] {
  const names = Object.keys(properties);
  const list: unknown[] = Array.isArray(node["x-ui-order"]) ? node["x-ui-order"] : [];
  const rank = (name: string): number => {
    if (list.includes(name)) return list.indexOf(name) - list.length;
    const own = ownValue(ownValue(properties, name), "x-ui-order");
    return typeof own === "number" ? own : Number.MAX_SAFE_INTEGER;
  };
  return names.sort((a, b) => rank(a) - rank(b));
}

/** The default of a node, where it has one. */
export function readDefault(node: JsonRecord): { default?: JsonValue } {
  const { default: initial } = node;
  return isJsonValue(initial) ? { default: initial } : {};
}

function isJsonValue(value: unknown): value is JsonValue {
  return value === null || ["string", "number", "boolean", "object"].includes(typeof value);
}
