/**
 * Validates values against a form's schema with the API server's rules
 * (k8s.io/kube-openapi/pkg/validation/validate, and listtype and objectmeta of
 * k8s.io/apiextensions-apiserver). These rules differ from JSON Schema in places.
 */
import { isNumber } from "#lib/exact-json";
import { fitsFormat } from "#lib/schema/formats/formats";
import { compilePattern } from "#lib/schema/patterns/pattern";
import { childPointer, isRecord, ownValue } from "#lib/schema/pointer";
import { findInvalidIdentityFields } from "#lib/schema/structural/embedded";
import { findDuplicates } from "#lib/schema/structural/list-keys";
import { findViolatedLimit, isChoice, isServerInteger } from "#lib/schema/structural/server-numbers";
import type { JsonSchema } from "#lib/schema/types";

/** One keyword that a value violates. */
export interface Violation {
  /** JSON Pointer of the value. */
  pointer: string;
  keyword: string;
  /** The schema with the keyword: a field's schema, or that of a rule over the field. */
  schema: JsonSchema;
}

/** All violations of `value`, whose defaults are already filled in; empty for a valid value. */
export function findViolations(schema: JsonSchema, value: unknown, pointer = ""): Violation[] {
  const breach = (keyword: string): Violation => ({ pointer, keyword, schema });
  if (!fitsType(schema.type, value)) return [breach(isLongInteger(schema.type, value) ? "int64" : "type")];
  const choices = Array.isArray(schema.enum) && !isChoice(schema.enum, value) ? [breach("enum")] : [];
  // The server does not check null any further.
  if (value === null) return choices;
  return [
    ...choices,
    ...findScalarViolation(schema, value).map(breach),
    ...(Array.isArray(value) ? checkList(schema, value, pointer) : []),
    ...(isRecord(value) ? checkObject(schema, value, pointer) : []),
    ...checkRules(schema, value, pointer),
  ];
}

function fits(schema: JsonSchema, value: unknown): boolean {
  return findViolations(schema, value).length === 0;
}

function fitsType(expected: JsonSchema["type"], value: unknown): boolean {
  if (expected === undefined) return true;
  const types: string[] = [expected].flat();
  if (value === null) return types.includes("null");
  if (Array.isArray(value)) return types.includes("array");
  if (!isNumber(value)) return types.includes(typeof value);
  return types.includes("number") || (types.includes("integer") && isServerInteger(value));
}

/**
 * An integer field with a whole number beyond 64 bits. The form keeps it as text, because no number can hold
 * it.
 */
function isLongInteger(expected: JsonSchema["type"], value: unknown): boolean {
  if (![expected].flat().includes("integer")) return false;
  return typeof value === "bigint" || (typeof value === "string" && /^[-+]?\d{19,}$/.test(value));
}

function findScalarViolation(schema: JsonSchema, value: unknown): string[] {
  if (isNumber(value)) return [findViolatedLimit(schema, value) ?? []].flat();
  if (typeof value !== "string") return [];
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format } = schema;
  // Lengths are checked first, so that patterns do not run on texts that are too long.
  const length = countCharacters(value);
  if (length > maxLength) return ["maxLength"];
  return namesOf({
    minLength: length < minLength,
    pattern: pattern !== undefined && compilePattern(pattern)?.test(value) === false,
    format: !fitsFormat(format, value),
  });
}

/** Code points: a pair of surrogates is one character. */
function countCharacters(text: string): number {
  let count = text.length;
  for (let index = 1; index < text.length; index += 1) {
    if (isLow(text.charCodeAt(index)) && isHigh(text.charCodeAt(index - 1))) count -= 1;
  }
  return count;
}

const isHigh = (code: number) => code >= 0xd800 && code < 0xdc00;
const isLow = (code: number) => code >= 0xdc00 && code < 0xe000;

function checkList(schema: JsonSchema, list: unknown[], pointer: string): Violation[] {
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  const inside = isRecord(items)
    ? list.flatMap((item, index) => findViolations(items, item, childPointer(pointer, index)))
    : [];
  const broken = { minItems: list.length < minItems, maxItems: list.length > maxItems };
  const twice = findDuplicates(schema, list).map(
    ({ keyword, index }): Violation => ({
      pointer: index === undefined ? pointer : childPointer(pointer, index),
      keyword,
      schema,
    }),
  );
  return [...namesOf(broken).map((keyword) => ({ pointer, keyword, schema })), ...twice, ...inside];
}

function checkObject(schema: JsonSchema, object: Record<string, unknown>, pointer: string): Violation[] {
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema;
  const names = Object.keys(object);
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const broken = {
    required: required.some((name) => typeof name === "string" && !Object.hasOwn(object, name)),
    minProperties: names.length < minProperties,
    maxProperties: names.length > maxProperties,
  };
  const inside = names.flatMap((name) => {
    const child = ownValue(schema.properties, name) ?? schema.additionalProperties;
    return isRecord(child) ? findViolations(child, object[name], childPointer(pointer, name)) : [];
  });
  const identity = schema["x-kubernetes-embedded-resource"] === true ? findInvalidIdentityFields(object) : [];
  return [
    ...namesOf(broken).map((keyword) => ({ pointer, keyword, schema })),
    ...identity.map((name) => ({
      pointer: childPointer(pointer, name),
      keyword: "x-kubernetes-embedded-resource",
      schema,
    })),
    ...inside,
  ];
}

/**
 * Violations inside `allOf` are reported for each field. For alternatives, one violation says that none or
 * too many match.
 */
function checkRules(schema: JsonSchema, value: unknown, pointer: string): Violation[] {
  const { anyOf, oneOf, not } = schema;
  const broken = {
    anyOf: Array.isArray(anyOf) && !rulesOf(anyOf).some((rule) => fits(rule, value)),
    oneOf: Array.isArray(oneOf) && rulesOf(oneOf).filter((rule) => fits(rule, value)).length !== 1,
    not: isRecord(not) && fits(not, value),
  };
  const all = [...rulesOf(schema["x-vitrine-rules"]), ...rulesOf(schema.allOf)];
  return [
    ...all.flatMap((rule) => findViolations(rule, value, pointer)),
    ...namesOf(broken).map((keyword) => ({ pointer, keyword, schema })),
  ];
}

function rulesOf(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function namesOf(broken: Record<string, boolean>): string[] {
  return Object.keys(broken).filter((keyword) => broken[keyword]);
}
