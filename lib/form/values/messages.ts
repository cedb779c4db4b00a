/** Messages for values that violate their schema: each states the rule, and so the fix. */

import type { RJSFSchema } from "@rjsf/utils";
import { MAX_INT64, MIN_INT64 } from "#lib/exact-json";
import { QUANTITY } from "#lib/form/convert/field-kind";
import { humaniseName } from "#lib/form/fields/title";
import { describeFormat } from "#lib/schema/formats/formats";
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

/** The message for one violated keyword of `schema`, with the field's title in front. */
export function describeViolation(keyword: string, schema: RJSFSchema, title: string): string {
  return `${title} ${describeRule(keyword, schema)}`;
}

function describeRule(keyword: string, schema: RJSFSchema): string {
  switch (keyword) {
    case "type":
      return `${describeTypeRule(schema.type)}.`;
    case "int64":
      return `${describeTypeRule(schema.type)} between ${MIN_INT64} and ${MAX_INT64}.`;
    case "enum":
      return `must be ${describeChoices(schema.enum ?? [])}.`;
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return `must be ${describeRange(schema)}.`;
    case "multipleOf":
      return `must be a multiple of ${schema.multipleOf}.`;
    case "minLength":
      return schema.minLength === 1
        ? "must not be empty."
        : `must have at least ${schema.minLength} characters.`;
    case "maxLength":
      return `must have at most ${schema.maxLength} characters.`;
    case "pattern":
      return describePattern(String(schema.pattern));
    case "minItems":
      return `must have at least ${count(schema.minItems, "item")}.`;
    case "maxItems":
      return `must have at most ${count(schema.maxItems, "item")}.`;
    case "minProperties":
      return `must have at least ${count(schema.minProperties, "entry")}.`;
    case "maxProperties":
      return `must have at most ${count(schema.maxProperties, "entry")}.`;
    case "uniqueItems":
      return "must not contain the same item twice.";
    case "format":
      return `must be ${describeFormat(schema.format)}.`;
    case "x-kubernetes-embedded-resource":
      return "must name the type of the object, for example apiVersion: apps/v1 and kind: Deployment.";
    default:
      return describeFieldRule(keyword, schema);
  }
}

const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

/** Messages for the patterns of Kubernetes names, which many APIs use. */
const PATTERNS: Record<string, string> = {
  [`^${LABEL}$`]: "must be lower-case letters, digits and hyphens, with no hyphen at an end.",
  "^[a-z]([-a-z0-9]*[a-z0-9])?$":
    "must be lower-case letters, digits and hyphens, with a letter first and no hyphen last.",
  [`^${LABEL}(\\.${LABEL})*$`]:
    "must be lower-case letters, digits, hyphens and dots, with a letter or digit at each end.",
};

function describePattern(pattern: string): string {
  if (pattern.startsWith(QUANTITY)) return "must be an amount like 2, 500m or 10Gi.";
  // Some authors write the same pattern with non-capturing groups, or with unneeded escapes.
  const plain = pattern.replaceAll("(?:", "(").replaceAll("\\-", "-");
  return PATTERNS[plain] ?? `must match ${pattern}`;
}

function describeTypeRule(type: RJSFSchema["type"]): string {
  return `must be ${describeType(type)}`;
}

function describeType(type: RJSFSchema["type"]): string {
  const types = [type ?? []].flat().filter((name) => name !== "null");
  if (types.length === 2) return "a whole number or text";
  return TYPES[types[0] ?? ""] ?? "a value of another type";
}

function describeChoices(choices: readonly unknown[]): string {
  const shown = choices.filter((choice) => choice !== null).map(String);
  if (shown.length === 1) return String(shown[0]);
  const rest = shown.length - MAX_LISTED;
  return `one of ${shown.slice(0, MAX_LISTED).join(", ")}${rest > 0 ? ` or ${rest} more` : ""}`;
}

function describeRange(schema: RJSFSchema): string {
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

/** Rules over several fields. Rules that hold only `required` get a message that names the fields. */
function describeFieldRule(keyword: string, schema: RJSFSchema): string {
  const branches: unknown = schema[keyword];
  const names = Array.isArray(branches) ? branches.map(requiredOnly) : [];
  const listed = names.filter((name) => name !== undefined).join(", ");
  if (names.length > 0 && names.every((name) => name !== undefined)) {
    return keyword === "oneOf" ? `needs exactly one of: ${listed}.` : `needs at least one of: ${listed}.`;
  }
  const forbidden = keyword === "not" ? requiredOnly(schema.not) : undefined;
  if (forbidden !== undefined) return `cannot have ${forbidden}.`;
  return "doesn't meet a rule across its fields. Read their help, or open the schema with ⓘ.";
}

function requiredOnly(branch: unknown): string | undefined {
  if (!isRecord(branch) || Object.keys(branch).some((key) => key !== "required")) return undefined;
  const required = ownValue(branch, "required");
  return Array.isArray(required)
    ? required.map((name) => humaniseName(String(name))).join(" with ")
    : undefined;
}
