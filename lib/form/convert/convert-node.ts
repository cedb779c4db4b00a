/** Converts one node of a structural schema to a node of the form's schema and its uiSchema. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { findAlternatives } from "#lib/form/convert/alternatives";
import { convertConstraints } from "#lib/form/convert/constraints";
import { chooseFieldKind, type FieldKind } from "#lib/form/convert/field-kind";
import { applyHints, type FieldOptions, orderNames, readFacts, readHints } from "#lib/form/convert/hints";
import { convertRules } from "#lib/form/convert/logical-rules";
import { distinguishTitles, humaniseName } from "#lib/form/fields/title";
import { dropMarks } from "#lib/manifest/direction-marks";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";
import { convertType, inferType, isIntOrString } from "#lib/schema/structural/value-type";

export interface ConvertedNode {
  schema: RJSFSchema;
  ui: UiSchema;
}

export interface Place {
  /** The field's name, for its title. */
  name: string;
  depth: number;
}

// No hand-written schema is this deep. The limit ends a schema that contains itself.
const MAX_DEPTH = 60;
/** Keywords that are copied: the CEL rules for their evaluator, the others for validation. */
const KEPT = [
  "x-kubernetes-validations",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-preserve-unknown-fields",
] as const;
const NOTHING: ConvertedNode = { schema: {}, ui: {} };

/** Never throws: a node that cannot be converted becomes a YAML field, with the reason. */
export function convertNode(node: unknown, place: Place): ConvertedNode {
  if (!isRecord(node))
    return assemble({}, place, NOTHING, yaml("The schema of this field is not an object."));
  if (place.depth > MAX_DEPTH)
    return assemble({}, place, NOTHING, yaml("The schema of this field is nested too deeply."));
  try {
    const inside = convertInside(node, place);
    return assemble(node, place, inside, chooseFieldKind(node, inside, place.depth));
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unreadable";
    return assemble({}, place, NOTHING, yaml(`The schema of this field can't be read: ${reason}.`));
  }
}

function yaml(reason: string): FieldKind {
  return { field: "YamlField", options: { reason } };
}

/**
 * Converts what a node contains: fields, the values of a map, the items of a list. Validation needs this part
 * for every widget.
 */
function convertInside(node: JsonRecord, place: Place): ConvertedNode {
  const depth = place.depth + 1;
  const { properties, additionalProperties: values, items } = node;
  const names = isRecord(properties) ? orderNames(node, properties) : [];
  const members = names.map((name): [string, ConvertedNode] => [
    name,
    convertNode(ownValue(properties, name), { name, depth }),
  ]);
  const value = isRecord(values) ? convertNode(values, { name: "Value", depth }) : undefined;
  const item = isRecord(items) ? convertNode(items, { name: "Item", depth }) : undefined;
  return {
    schema: {
      ...(isRecord(properties) && {
        properties: distinguishTitles(members.map(([name, { schema }]) => [name, schema] as const)),
      }),
      ...(value && { additionalProperties: value.schema }),
      ...(values === true && { additionalProperties: true }),
      ...(item && { items: item.schema }),
    },
    ui: {
      ...Object.fromEntries(members.map(([name, { ui }]) => [name, ui]).filter(([, ui]) => hasKeys(ui))),
      ...(value && { additionalProperties: value.ui }),
      ...(item && { items: item.ui }),
    },
  };
}

/** The converted node: its content, the keywords of every field, and its widget. */
function assemble(node: JsonRecord, place: Place, inside: ConvertedNode, kind: FieldKind): ConvertedNode {
  const rules = convertRules(node);
  const alternatives = findAlternatives(node);
  const options: FieldOptions = {
    ...readFacts(node, place.name),
    ...kind.options,
    ...(alternatives.length > 0 && { alternatives }),
  };
  const assembled = {
    schema: {
      title:
        typeof node.title === "string" && node.title !== ""
          ? dropMarks(node.title)
          : humaniseName(place.name),
      ...(typeof node.description === "string" && { description: dropMarks(node.description) }),
      ...convertTypes(node),
      ...inside.schema,
      ...convertRequired(node),
      ...convertConstraints(node),
      ...(rules.length > 0 && { "x-vitrine-rules": rules }),
      ...Object.fromEntries(KEPT.filter((key) => node[key] !== undefined).map((key) => [key, node[key]])),
    },
    ui: {
      ...inside.ui,
      ...(kind.field && { "ui:field": kind.field }),
      ...(hasKeys(options) && { "ui:options": { ...options } }),
    },
  };
  return applyHints(assembled, readHints(node));
}

function convertTypes(node: JsonRecord): RJSFSchema {
  const type = isIntOrString(node) ? ["integer", "string"] : inferType(node);
  const known = type !== undefined && (Array.isArray(type) || TYPES.has(type));
  return {
    ...(known && { type: convertType(node, type) }),
    ...(node.nullable === true && { nullable: true }),
  };
}

const TYPES = new Set(["string", "integer", "number", "boolean", "object", "array"]);

// The API server fills in defaults before it checks `required`.
function convertRequired(node: JsonRecord): { required?: string[] } {
  if (!Array.isArray(node.required)) return {};
  const required = node.required.filter(
    (name): name is string =>
      typeof name === "string" && (ownValue(ownValue(node.properties, name), "default") ?? null) === null,
  );
  return required.length > 0 ? { required } : {};
}

function hasKeys(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length > 0;
}
