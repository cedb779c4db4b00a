/** Chooses the kind of a field from its schema: the YAML editor, with the reason, where no other kind fits. */
import type { FieldKind, FieldOptions, FormField } from "#lib/form/tree/field";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";
import { inferType, isIntOrString } from "#lib/schema/structural/value-type";

export interface ChosenKind {
  /** Absent where the type alone tells the kind. */
  kind?: FieldKind;
  options?: Pick<FieldOptions, "reason" | "rest">;
}

/** The converted content of a node. */
export type Inside = Pick<FormField, "fields" | "item" | "value">;

const SCALARS = new Set(["string", "integer", "number", "boolean"]);
/** The start of the pattern that CRD generators write for resource.Quantity. */
export const QUANTITY = "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))";

/** `inside` is the converted content of the node. `depth` 0 is the whole object. */
export function chooseFieldKind(node: JsonRecord, inside: Inside, depth: number): ChosenKind {
  if (node["x-kubernetes-embedded-resource"] === true) return yaml("A whole Kubernetes object.");
  if (isIntOrString(node)) return { kind: isQuantity(node) ? "quantity" : "int-or-string" };
  const type = inferType(node);
  if (type === "object") return chooseForObject(node, inside, depth);
  if (type === "array") return chooseForList(inside);
  if (type !== undefined && SCALARS.has(type)) return isQuantity(node) ? { kind: "quantity" } : {};
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
function chooseForObject(node: JsonRecord, { fields, value }: Inside, depth: number): ChosenKind {
  if (node.properties !== undefined && !isRecord(node.properties))
    return yaml("The properties in the schema are not an object.");
  const rest = node["x-kubernetes-preserve-unknown-fields"] === true;
  if (depth === 0 || (fields?.size ?? 0) > 0) return { kind: "object", ...(rest && { options: { rest } }) };
  if (value) {
    return value.kind === "yaml"
      ? yaml(`The values need the YAML editor: ${value.options.reason ?? ""}`)
      : { kind: "map" };
  }
  if (node.additionalProperties === true || rest) return yaml("This object accepts any fields.");
  return yaml("This object has no fields. Set it to {} to enable it.");
}

// One editor for the whole list is easier to read than one for each item.
function chooseForList({ item }: Inside): ChosenKind {
  if (!item) return yaml("The schema of the items is missing.");
  return item.kind === "yaml"
    ? yaml(`The items need the YAML editor: ${item.options.reason ?? ""}`)
    : { kind: "list" };
}

function yaml(reason: string): ChosenKind {
  return { kind: "yaml", options: { reason } };
}
