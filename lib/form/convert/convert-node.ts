/** Converts one node of a structural schema to a field of the form. */
import type { RJSFSchema } from "@rjsf/utils";
import { findAlternatives } from "#lib/form/convert/alternatives";
import { convertConstraints } from "#lib/form/convert/constraints";
import { type ChosenKind, chooseFieldKind, type Inside } from "#lib/form/convert/field-kind";
import { applyHints, orderNames, readFacts, readHints } from "#lib/form/convert/hints";
import { convertRules } from "#lib/form/convert/logical-rules";
import { distinguishTitles, humaniseName } from "#lib/form/fields/title";
import type { FieldOptions, FormField } from "#lib/form/tree/field";
import { kindOfType } from "#lib/form/tree/rjsf";
import { dropMarks } from "#lib/manifest/direction-marks";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";
import { convertType, inferType, isIntOrString } from "#lib/schema/structural/value-type";

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

/** Never throws: a node that cannot be converted becomes a YAML field, with the reason. */
export function convertNode(node: unknown, place: Place): FormField {
  if (!isRecord(node)) return assemble({}, place, {}, yaml("The schema of this field is not an object."));
  if (place.depth > MAX_DEPTH)
    return assemble({}, place, {}, yaml("The schema of this field is nested too deeply."));
  try {
    const inside = convertInside(node, place);
    return assemble(node, place, inside, chooseFieldKind(node, inside, place.depth));
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unreadable";
    return assemble({}, place, {}, yaml(`The schema of this field can't be read: ${reason}.`));
  }
}

function yaml(reason: string): ChosenKind {
  return { kind: "yaml", options: { reason } };
}

/**
 * Converts what a node contains: fields, the values of a map, the items of a list. Validation needs this part
 * for every widget.
 */
function convertInside(node: JsonRecord, place: Place): Inside {
  const depth = place.depth + 1;
  const { properties, additionalProperties: values, items } = node;
  const required = convertRequired(node).required ?? [];
  return {
    ...(isRecord(properties) && {
      fields: distinguishTitles(
        orderNames(node, properties).map((name): [string, FormField] => {
          const field = convertNode(ownValue(properties, name), { name, depth });
          return [name, { ...field, required: required.includes(name) }];
        }),
      ),
    }),
    ...(isRecord(items) && { item: convertNode(items, { name: "Item", depth }) }),
    ...(isRecord(values) && { value: convertNode(values, { name: "Value", depth }) }),
  };
}

/** The field: its content, the keywords of every field, and its kind. */
function assemble(node: JsonRecord, place: Place, inside: Inside, chosen: ChosenKind): FormField {
  const crossRules = convertRules(node);
  const alternatives = findAlternatives(node);
  const options: FieldOptions = {
    ...readFacts(node, place.name),
    ...chosen.options,
    ...(alternatives.length > 0 && { alternatives }),
  };
  const rules = {
    ...convertTypes(node),
    ...(node.additionalProperties === true && { additionalProperties: true }),
    ...convertRequired(node),
    ...convertConstraints(node),
    ...(crossRules.length > 0 && { "x-vitrine-rules": crossRules }),
    ...Object.fromEntries(KEPT.filter((key) => node[key] !== undefined).map((key) => [key, node[key]])),
  };
  const field: FormField = {
    title:
      typeof node.title === "string" && node.title !== "" ? dropMarks(node.title) : humaniseName(place.name),
    ...(typeof node.description === "string" && { description: dropMarks(node.description) }),
    ...{ required: false, rules, options, ...inside },
    kind: chosen.kind ?? kindOfType(rules),
  };
  return applyHints(field, readHints(node));
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
