/** What a person is told of a value that its schema refuses: the rule, and with it the fix. */

import type { RJSFSchema } from "@rjsf/utils";
import { MAX_INT64, MIN_INT64 } from "#lib/exact-json";
import { QUANTITY } from "#lib/form/convert/field-kind";
import { humaniseName } from "#lib/form/fields/title";
import { sayFormat } from "#lib/schema/formats/formats";
import { isRecord, ownValue } from "#lib/schema/pointer";

const TYPES: Record<string, string> = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a set of fields",
};
const MAX_LISTED = 7;

/** A sentence for one broken keyword of `schema`, about the field called `title`. */
export function describeBreach(keyword: string, schema: RJSFSchema, title: string): string {
  return `${title} ${sayRule(keyword, schema)}`;
}

function sayRule(keyword: string, schema: RJSFSchema): string {
  switch (keyword) {
    case "type":
      return `${sayTypeRule(schema.type)}.`;
    case "int64":
      return `${sayTypeRule(schema.type)} between ${MIN_INT64} and ${MAX_INT64}.`;
    case "enum":
      return `must be ${sayChoices(schema.enum ?? [])}.`;
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return `must be ${sayRange(schema)}.`;
    case "multipleOf":
      return `must be a multiple of ${schema.multipleOf}.`;
    case "minLength":
      return schema.minLength === 1
        ? "must not be empty."
        : `must have at least ${schema.minLength} characters.`;
    case "maxLength":
      return `must have at most ${schema.maxLength} characters.`;
    case "pattern":
      return sayPattern(String(schema.pattern));
    case "minItems":
      return `needs at least ${count(schema.minItems, "item")}.`;
    case "maxItems":
      return `takes at most ${count(schema.maxItems, "item")}.`;
    case "minProperties":
      return `needs at least ${count(schema.minProperties, "entry")}.`;
    case "maxProperties":
      return `takes at most ${count(schema.maxProperties, "entry")}.`;
    case "uniqueItems":
      return "must not hold the same item twice.";
    case "format":
      return `must be ${sayFormat(schema.format)}.`;
    case "x-kubernetes-embedded-resource":
      return "must name the type of the object, as apiVersion: apps/v1 and kind: Deployment do.";
    default:
      return sayFieldRule(keyword, schema);
  }
}

const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

/** The patterns of Kubernetes names, which half of all APIs use, in words. */
const PATTERNS: Record<string, string> = {
  [`^${LABEL}$`]: "must be lower-case letters, digits and hyphens, with no hyphen at an end.",
  "^[a-z]([-a-z0-9]*[a-z0-9])?$":
    "must be lower-case letters, digits and hyphens, with a letter first and no hyphen last.",
  [`^${LABEL}(\\.${LABEL})*$`]:
    "must be lower-case letters, digits, hyphens and dots, with a letter or digit at each end.",
};

function sayPattern(pattern: string): string {
  if (pattern.startsWith(QUANTITY)) return "must be an amount like 2, 500m or 10Gi.";
  // Some authors write the same pattern with groups that capture nothing, or with escapes that it does not need.
  const plain = pattern.replaceAll("(?:", "(").replaceAll("\\-", "-");
  return PATTERNS[plain] ?? `must match ${pattern}`;
}

function sayTypeRule(type: RJSFSchema["type"]): string {
  return `must be ${sayType(type)}`;
}

function sayType(type: RJSFSchema["type"]): string {
  const types = [type ?? []].flat().filter((name) => name !== "null");
  if (types.length === 2) return "a whole number or text";
  return TYPES[types[0] ?? ""] ?? "another kind of value";
}

function sayChoices(choices: readonly unknown[]): string {
  const shown = choices.filter((choice) => choice !== null).map(String);
  if (shown.length === 1) return String(shown[0]);
  const rest = shown.length - MAX_LISTED;
  return `one of ${shown.slice(0, MAX_LISTED).join(", ")}${rest > 0 ? ` or ${rest} more` : ""}`;
}

function sayRange(schema: RJSFSchema): string {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  if (minimum !== undefined && maximum !== undefined) return `${minimum}–${maximum}`;
  const low = above !== undefined ? `more than ${above}` : minimum !== undefined ? `at least ${minimum}` : "";
  const high = below !== undefined ? `less than ${below}` : maximum !== undefined ? `at most ${maximum}` : "";
  return [low, high].filter((side) => side !== "").join(" and ");
}

function count(number: number | undefined, noun: string): string {
  if (number === 1) return `1 ${noun}`;
  return `${number} ${noun === "entry" ? "entries" : `${noun}s`}`;
}

/** Rules over several fields; those that hold only `required` can be said in plain words. */
function sayFieldRule(keyword: string, schema: RJSFSchema): string {
  const branches: unknown = schema[keyword];
  const names = Array.isArray(branches) ? branches.map(requiredOnly) : [];
  const listed = names.filter((name) => name !== undefined).join(", ");
  if (names.length > 0 && names.every((name) => name !== undefined)) {
    return keyword === "oneOf" ? `needs exactly one of: ${listed}.` : `needs at least one of: ${listed}.`;
  }
  const forbidden = keyword === "not" ? requiredOnly(schema.not) : undefined;
  if (forbidden !== undefined) return `cannot have ${forbidden}.`;
  return "breaks a rule over its fields. See their help, or open the schema behind ⓘ.";
}

function requiredOnly(branch: unknown): string | undefined {
  if (!isRecord(branch) || Object.keys(branch).some((key) => key !== "required")) return undefined;
  const required = ownValue(branch, "required");
  return Array.isArray(required)
    ? required.map((name) => humaniseName(String(name))).join(" with ")
    : undefined;
}
