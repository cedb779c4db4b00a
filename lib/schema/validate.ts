/** Values against the schema of their form, in the browser and on the server alike: no code is generated. */
import { type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";
import type { RJSFSchema } from "@rjsf/utils";
import type { FieldError } from "#lib/errors";
import { applyDefaults } from "#lib/schema/defaults";
import { findFields, titleOf } from "#lib/schema/find";
import { checkFormat } from "#lib/schema/formats";
import { describeBreach } from "#lib/schema/messages";
import { childPointer, formatPointer, isRecord, ownValue, parsePointer } from "#lib/schema/pointer";
import type { FormSchema, FormValues } from "#lib/schema/types";

const validators = new WeakMap<FormSchema, Validator>();
// They only say that something inside is wrong, which is then said itself.
const WRAPPERS = new Set(["properties", "additionalProperties", "items", "allOf"]);
// Formats are left to `checkFormat`: the validator's own are stricter than the API server's.
const CHECKED = [
  ...["type", "enum", "required", "pattern", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems"],
  ...[
    "minProperties",
    "maxProperties",
    "multipleOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
  ],
];
const BRANCHES = new Set(["anyOf", "oneOf", "not"]);

/**
 * What is wrong with `values`, a sentence per field; empty when nothing is. Paths are
 * JSON Pointers into the values. Defaults count as set, as for the API server. What only the server can check
 * (patterns without an equal, most formats, CEL) is not refused here.
 */
export function validateValues(form: FormSchema, values: FormValues): FieldError[] {
  const filled = withoutUndefined(applyDefaults(form.schema, form.uiSchema, values));
  const units = validatorOf(form).validate(filled).errors;
  const errors = [
    ...units.flatMap((unit) => describeUnit(form, unit, filled)),
    ...checkNode(form, form.schema, filled, ""),
  ];
  return keepOnePerField(errors);
}

function validatorOf(form: FormSchema): Validator {
  const known = validators.get(form);
  if (known) return known;
  const validator = new Validator(toStrictSchema(form.schema), "7", false);
  validators.set(form, validator);
  return validator;
}

/** The schema as the validator runs it: rules joined in, words left out. */
function toStrictSchema(schema: RJSFSchema): Schema {
  const members = Object.entries(schema.properties ?? {}).flatMap(([name, child]): [string, Schema][] =>
    isRecord(child) ? [[name, toStrictSchema(child)]] : [],
  );
  const { items, additionalProperties: values, "x-vitrine-rules": rules } = schema;
  return {
    ...Object.fromEntries(
      CHECKED.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]]),
    ),
    ...(members.length > 0 && { properties: Object.fromEntries(members) }),
    ...(isRecord(items) && { items: toStrictSchema(items) }),
    ...(isRecord(values) && { additionalProperties: toStrictSchema(values) }),
    ...(Array.isArray(rules) && { allOf: rules }),
  };
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutUndefined(item ?? null));
  if (!isRecord(value)) return value;
  const set = Object.entries(value).filter(([, child]) => child !== undefined);
  return Object.fromEntries(set.map(([name, child]) => [name, withoutUndefined(child)]));
}

function describeUnit(form: FormSchema, unit: OutputUnit, values: unknown): FieldError[] {
  if (WRAPPERS.has(unit.keyword) || isInsideBranch(unit.keywordLocation)) return [];
  const pointer = toPointer(unit.instanceLocation);
  const schema = schemaAt(form.schema, unit.keywordLocation);
  if (unit.keyword === "required") return describeMissing(form, pointer, schema, valueAt(values, pointer));
  const title = findFields(form, pointer).at(-1)?.title ?? titleOf(form.schema, "");
  return [{ path: pointer, message: describeBreach(unit.keyword, schema, title), source: "schema" }];
}

/** A missing object is said by its missing fields, which a person can fill in. */
function describeMissing(
  form: FormSchema,
  pointer: string,
  schema: RJSFSchema,
  value: unknown,
): FieldError[] {
  const missing = listOf(schema.required).filter((name) => ownValue(value, name) === undefined);
  return missing.flatMap((name): FieldError[] => {
    const path = childPointer(pointer, name);
    const child = findFields(form, path).at(-1);
    const inside = child ? describeMissing(form, path, child.schema, {}) : [];
    const known = child && parsePointer(path).length === findFields(form, path).length;
    const message = `${known ? child.title : name} is required.`;
    return inside.length > 0 ? inside : [{ path, message, source: "schema" }];
  });
}

/** What the validator does not know: string formats, and lists whose items have keys. */
function checkNode(form: FormSchema, schema: RJSFSchema, value: unknown, pointer: string): FieldError[] {
  if (typeof value === "string") {
    const rule = checkFormat(schema.format, value);
    const title = findFields(form, pointer).at(-1)?.title ?? "";
    return rule ? [{ path: pointer, message: `${title} must be ${rule}.`, source: "schema" }] : [];
  }
  if (Array.isArray(value)) return checkList(form, schema, value, pointer);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    const inner = ownValue(schema.properties, name) ?? schema.additionalProperties;
    return isRecord(inner) ? checkNode(form, inner, child, childPointer(pointer, name)) : [];
  });
}

function checkList(form: FormSchema, schema: RJSFSchema, list: unknown[], pointer: string): FieldError[] {
  const { items } = schema;
  if (!isRecord(items)) return [];
  const keys = listOf(schema["x-kubernetes-list-map-keys"]);
  const identities = list.map((item) => JSON.stringify(keys.map((key) => ownValue(item, key) ?? null)));
  const twice =
    keys.length === 0
      ? []
      : list.map((_, index) => index).filter((index) => identities.indexOf(identities[index] ?? "") < index);
  const names = keys.map((key) => titleOf(asSchema(ownValue(items.properties, key)), key)).join(" and ");
  return [
    ...twice.map(
      (index): FieldError => ({
        path: formatPointer([...parsePointer(pointer), index, keys[0] ?? ""]),
        message: `${names} must be different in every item; another has the same.`,
        source: "schema",
      }),
    ),
    ...list.flatMap((item, index) => checkNode(form, items, item, childPointer(pointer, index))),
  ];
}

// A field is told one thing at a time: the first is the most basic.
function keepOnePerField(errors: FieldError[]): FieldError[] {
  return errors.filter((error, index) => errors.findIndex((other) => other.path === error.path) === index);
}

/** `#/properties/a/anyOf/0/required`: a property may itself be called `anyOf`, so names are stepped over. */
function isInsideBranch(location: string): boolean {
  const tokens = locationTokens(location);
  for (let index = 0; index < tokens.length - 1; index++) {
    if (tokens[index] === "properties") index++;
    else if (BRANCHES.has(tokens[index] ?? "")) return true;
  }
  return false;
}

function schemaAt(schema: RJSFSchema, location: string): RJSFSchema {
  const found = locationTokens(location)
    .slice(0, -1)
    .reduce<unknown>((node, token) => ownValue(node, token) ?? rulesOf(node, token), schema);
  return asSchema(found);
}

function rulesOf(node: unknown, token: string): unknown {
  return token === "allOf" ? ownValue(node, "x-vitrine-rules") : undefined;
}

function locationTokens(location: string): string[] {
  return parsePointer(toPointer(location));
}

function toPointer(location: string): string {
  return decodeURIComponent(location).replace(/^#/, "");
}

function valueAt(values: unknown, pointer: string): unknown {
  return parsePointer(pointer).reduce<unknown>(ownValue, values);
}

function asSchema(value: unknown): RJSFSchema {
  return isRecord(value) ? value : {};
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}
