/**
 * Chooses the widget of a node: one of the portal's, rjsf's widget for the type, or a YAML editor with the
 * reason.
 */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import type { FieldOptions } from "#lib/form/convert/hints";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";
import { inferType, isIntOrString } from "#lib/schema/structural/value-type";

export interface FieldKind {
  /** `ui:field`; absent for a type that rjsf has a widget for, and for a group of fields. */
  field?: "QuantityField" | "IntOrStringField" | "MapField" | "ListField" | "YamlField";
  options?: Pick<FieldOptions, "reason" | "rest">;
}

interface Inside {
  schema: RJSFSchema;
  ui: UiSchema;
}

const SCALARS = new Set(["string", "integer", "number", "boolean"]);
/** The start of the pattern that CRD generators write for resource.Quantity. */
export const QUANTITY = "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))";

/** `inside` is the converted content of the node. `depth` 0 is the whole object. */
export function chooseFieldKind(node: JsonRecord, inside: Inside, depth: number): FieldKind {
  if (node["x-kubernetes-embedded-resource"] === true) return yaml("A whole Kubernetes object.");
  if (isIntOrString(node)) return { field: isQuantity(node) ? "QuantityField" : "IntOrStringField" };
  const type = inferType(node);
  if (type === "object") return chooseForObject(node, inside, depth);
  if (type === "array") return chooseForList(inside);
  if (type !== undefined && SCALARS.has(type)) return isQuantity(node) ? { field: "QuantityField" } : {};
  if (node["x-kubernetes-preserve-unknown-fields"] === true) return yaml("This field accepts any value.");
  return yaml(
    type ? `The form has no field for the type "${type}".` : "The schema of this field has no type.",
  );
}

function isQuantity(node: JsonRecord): boolean {
  if (isIntOrString(node)) return typeof node.pattern === "string" && node.pattern.startsWith(QUANTITY);
  return node.type === "string" && node.format === "quantity";
}

/**
 * An object: a group of fields, or a map. Where the object keeps keys beyond its fields, those keys get a
 * YAML editor too.
 */
function chooseForObject(node: JsonRecord, { schema, ui }: Inside, depth: number): FieldKind {
  if (node.properties !== undefined && !isRecord(node.properties))
    return yaml("The properties in the schema are not an object.");
  const rest = node["x-kubernetes-preserve-unknown-fields"] === true;
  if (depth === 0 || Object.keys(schema.properties ?? {}).length > 0)
    return rest ? { options: { rest } } : {};
  if (isRecord(schema.additionalProperties)) {
    const reason = reasonOf(ui.additionalProperties);
    return reason === undefined ? { field: "MapField" } : yaml(`The values need the YAML editor: ${reason}`);
  }
  if (node.additionalProperties === true || rest) return yaml("This object accepts any fields.");
  return yaml("This object has no fields. Set it to {} to enable it.");
}

function chooseForList({ schema, ui }: Inside): FieldKind {
  if (!isRecord(schema.items)) return yaml("The schema of the items is missing.");
  const reason = reasonOf(ui.items);
  return reason === undefined ? { field: "ListField" } : yaml(`The items need the YAML editor: ${reason}`);
}

// One editor for the whole map is easier to read than one for each entry.
function reasonOf(ui: unknown): string | undefined {
  if (ownValue(ui, "ui:field") !== "YamlField") return undefined;
  const reason = ownValue(ownValue(ui, "ui:options"), "reason");
  return typeof reason === "string" ? reason : "";
}

function yaml(reason: string): FieldKind {
  return { field: "YamlField", options: { reason } };
}
