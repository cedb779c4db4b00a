/** One node of a structural schema → one node of the form's schema with its uiSchema. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { convertConstraints } from "#lib/schema/constraints";
import { type FieldOptions, orderNames, readDefault, readHints } from "#lib/schema/hints";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";
import { convertRules } from "#lib/schema/rules";
import { humaniseName } from "#lib/schema/title";

export interface ConvertedNode {
  schema: RJSFSchema;
  ui: UiSchema;
}

/** What one type contributes; `field` adds what every field has. */
interface OwnPart {
  schema: RJSFSchema;
  ui?: UiSchema;
  options?: FieldOptions;
}

interface Place {
  /** The field's name, for its title. */
  name: string;
  depth: number;
}

// Beyond any schema a person wrote; a schema that contains itself ends here.
const MAX_DEPTH = 60;
const SCALARS = new Set(["string", "integer", "number", "boolean"]);
// Kept as they are, for the evaluator of CEL.
const CEL_RULES = "x-kubernetes-validations";
// How the generators of CRDs write resource.Quantity.
const QUANTITY = "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))";

/** Never throws: a node that cannot be understood becomes a YAML field with the reason. */
export function convertNode(node: unknown, place: Place): ConvertedNode {
  if (!isRecord(node)) return yamlField({}, place, "Its schema is not an object.");
  if (place.depth > MAX_DEPTH) return yamlField(node, place, "Its schema is nested too deeply.");
  try {
    return convertByType(node, place);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unreadable";
    return yamlField(node, place, `Its schema cannot be read: ${reason}.`);
  }
}

function convertByType(node: JsonRecord, place: Place): ConvertedNode {
  if (node["x-kubernetes-embedded-resource"] === true)
    return yamlField(node, place, "A whole Kubernetes object.");
  if (isIntOrString(node)) return intOrString(node, place);
  const type = inferType(node);
  if (type === "object") return convertObject(node, place);
  if (type === "array") return convertList(node, place);
  if (type !== undefined && SCALARS.has(type)) return convertScalar(node, type, place);
  if (node["x-kubernetes-preserve-unknown-fields"] === true)
    return yamlField(node, place, "It takes any value.");
  return yamlField(node, place, type ? `Its type "${type}" has no field.` : "Its schema names no type.");
}

function inferType(node: JsonRecord): string | undefined {
  if (typeof node.type === "string") return node.type;
  if (isRecord(node.properties) || node.additionalProperties !== undefined) return "object";
  if (node.items !== undefined) return "array";
  return undefined;
}

function isIntOrString(node: JsonRecord): boolean {
  if (node["x-kubernetes-int-or-string"] === true || node.format === "int-or-string") return true;
  if (node.type !== undefined || !Array.isArray(node.anyOf)) return false;
  const types = node.anyOf.map((branch) => (isRecord(branch) ? branch.type : undefined));
  return types.length === 2 && types.includes("integer") && types.includes("string");
}

function intOrString(node: JsonRecord, place: Place): ConvertedNode {
  const isQuantity = typeof node.pattern === "string" && node.pattern.startsWith(QUANTITY);
  const { anyOf: _branches, allOf: _more, ...rest } = node;
  return field(rest, place, {
    schema: { type: withNull(node, ["integer", "string"]), ...convertConstraints(rest) },
    ui: { "ui:field": isQuantity ? "QuantityField" : "IntOrStringField" },
  });
}

function convertScalar(node: JsonRecord, type: string, place: Place): ConvertedNode {
  const quantity = type === "string" && node.format === "quantity";
  return field(node, place, {
    schema: { type: withNull(node, type), ...convertConstraints(node) },
    ui: quantity ? { "ui:field": "QuantityField" } : {},
  });
}

/** An object: a group of fields, or a map. Where keys beyond the fields are kept, the rest has a YAML editor too. */
export function convertObject(node: JsonRecord, place: Place): ConvertedNode {
  if (node.properties !== undefined && !isRecord(node.properties)) {
    return yamlField(node, place, "Its properties are not an object.");
  }
  const properties = node.properties ?? {};
  const names = orderNames(node, properties);
  const rest = node["x-kubernetes-preserve-unknown-fields"] === true;
  if (names.length === 0 && place.depth > 0) return convertFieldless(node, place, rest);
  const children = names.map((name): [string, ConvertedNode] => [
    name,
    convertNode(properties[name], { name, depth: place.depth + 1 }),
  ]);
  return field(node, place, {
    schema: {
      type: withNull(node, "object"),
      properties: Object.fromEntries(children.map(([name, child]) => [name, child.schema])),
      ...convertRequired(node),
      ...convertConstraints(node),
    },
    ui: Object.fromEntries(children.map(([name, child]) => [name, child.ui]).filter(([, ui]) => hasKeys(ui))),
    ...(rest && { options: { rest } }),
  });
}

function convertFieldless(node: JsonRecord, place: Place, rest: boolean): ConvertedNode {
  const values = node.additionalProperties;
  if (values === true || rest) return yamlField(node, place, "It takes any fields.");
  if (!isRecord(values)) return yamlField(node, place, "It has no fields of its own; {} switches it on.");
  const child = convertNode(values, { name: "Value", depth: place.depth + 1 });
  if (isOpenEnded(child))
    return yamlField(node, place, `Its values have no field of their own: ${reasonOf(child)}`);
  return field(node, place, {
    schema: {
      type: withNull(node, "object"),
      additionalProperties: child.schema,
      ...convertConstraints(node),
    },
    ui: { "ui:field": "MapField", additionalProperties: child.ui },
  });
}

function convertList(node: JsonRecord, place: Place): ConvertedNode {
  if (!isRecord(node.items)) return yamlField(node, place, "The schema of its items is missing.");
  const item = convertNode(node.items, { name: "Item", depth: place.depth + 1 });
  if (isOpenEnded(item))
    return yamlField(node, place, `Its items have no field of their own: ${reasonOf(item)}`);
  return field(node, place, {
    schema: { type: withNull(node, "array"), items: item.schema, ...convertConstraints(node) },
    ui: { "ui:field": "ListField", items: item.ui },
  });
}

// One editor for the whole reads better than one for each entry.
function isOpenEnded(child: ConvertedNode): boolean {
  return child.ui["ui:field"] === "YamlField";
}

function reasonOf(child: ConvertedNode): string {
  const reason = ownValue(child.ui["ui:options"], "reason");
  return typeof reason === "string" ? reason : "";
}

// The API server fills in defaults before it asks for what is required.
function convertRequired(node: JsonRecord): { required?: string[] } {
  if (!Array.isArray(node.required)) return {};
  const properties = isRecord(node.properties) ? node.properties : {};
  const required = node.required.filter(
    (name): name is string =>
      typeof name === "string" && ownValue(ownValue(properties, name), "default") === undefined,
  );
  return required.length > 0 ? { required } : {};
}

function withNull(node: JsonRecord, type: string | string[]): RJSFSchema["type"] {
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

function yamlField(node: JsonRecord, place: Place, reason: string): ConvertedNode {
  const known = node.type === "object" || node.type === "array" ? { type: withNull(node, node.type) } : {};
  return field(node, place, { schema: known, ui: { "ui:field": "YamlField" }, options: { reason } });
}

/** What every field has: title, description, rules, default and hints. */
function field(node: JsonRecord, place: Place, own: OwnPart): ConvertedNode {
  const rules = convertRules(node);
  const options: FieldOptions = {
    ...readDefault(node),
    ...readHints(node),
    ...own.options,
  };
  return {
    schema: {
      title: typeof node.title === "string" && node.title !== "" ? node.title : humaniseName(place.name),
      ...(typeof node.description === "string" && { description: node.description }),
      ...own.schema,
      ...(rules.length > 0 && { "x-vitrine-rules": rules }),
      ...(Array.isArray(node[CEL_RULES]) && { [CEL_RULES]: node[CEL_RULES] }),
    },
    ui: {
      ...own.ui,
      ...(hasKeys(options) && { "ui:options": { ...options } }),
      ...placeholder(options.default),
    },
  };
}

// Shown, never written: a default that is copied into a manifest outlives its change in the API.
function placeholder(initial: unknown): UiSchema {
  const shown = typeof initial === "number" || (typeof initial === "string" && initial !== "");
  return shown ? { "ui:placeholder": `${initial} (default)` } : {};
}

function hasKeys(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length > 0;
}
