/**
 * Values against a form's schema, decided as the API server decides (k8s.io/kube-openapi/pkg/validation/validate, and
 * listtype and objectmeta of k8s.io/apiextensions-apiserver), which is not always what JSON Schema says.
 */
import { isNumber } from "#lib/exact-json";
import { fitsFormat } from "#lib/schema/formats/formats";
import { compilePattern } from "#lib/schema/patterns/pattern";
import { childPointer, isRecord, ownValue } from "#lib/schema/pointer";
import { findBrokenIdentity } from "#lib/schema/structural/embedded";
import { findTwice } from "#lib/schema/structural/list-keys";
import { findBrokenLimit, isChoice, isServerInteger } from "#lib/schema/structural/server-numbers";
import type { JsonSchema } from "#lib/schema/types";

/** One keyword that a value breaks. */
export interface Breach {
  /** JSON Pointer of the value. */
  pointer: string;
  keyword: string;
  /** The schema that has the keyword: a field's, or that of a rule over it. */
  schema: JsonSchema;
}

/** Everything that is wrong with `value`, which has its defaults filled in; empty when nothing is. */
export function findBreaches(schema: JsonSchema, value: unknown, pointer = ""): Breach[] {
  const breach = (keyword: string): Breach => ({ pointer, keyword, schema });
  if (!fitsType(schema.type, value)) return [breach(isLongInteger(schema.type, value) ? "int64" : "type")];
  const choices = Array.isArray(schema.enum) && !isChoice(schema.enum, value) ? [breach("enum")] : [];
  // Of null the server asks nothing further.
  if (value === null) return choices;
  return [
    ...choices,
    ...findBrokenScalar(schema, value).map(breach),
    ...(Array.isArray(value) ? checkList(schema, value, pointer) : []),
    ...(isRecord(value) ? checkObject(schema, value, pointer) : []),
    ...checkRules(schema, value, pointer),
  ];
}

function fits(schema: JsonSchema, value: unknown): boolean {
  return findBreaches(schema, value).length === 0;
}

function fitsType(expected: JsonSchema["type"], value: unknown): boolean {
  if (expected === undefined) return true;
  const types: string[] = [expected].flat();
  if (value === null) return types.includes("null");
  if (Array.isArray(value)) return types.includes("array");
  if (!isNumber(value)) return types.includes(typeof value);
  return types.includes("number") || (types.includes("integer") && isServerInteger(value));
}

/** A whole number beyond 64 bits in place of an integer; a form keeps the text, as no number holds it. */
function isLongInteger(expected: JsonSchema["type"], value: unknown): boolean {
  if (![expected].flat().includes("integer")) return false;
  return typeof value === "bigint" || (typeof value === "string" && /^[-+]?\d{19,}$/.test(value));
}

function findBrokenScalar(schema: JsonSchema, value: unknown): string[] {
  if (isNumber(value)) return [findBrokenLimit(schema, value) ?? []].flat();
  if (typeof value !== "string") return [];
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format } = schema;
  // Lengths first: a text that is too long is not searched.
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

function checkList(schema: JsonSchema, list: unknown[], pointer: string): Breach[] {
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  const inside = isRecord(items)
    ? list.flatMap((item, index) => findBreaches(items, item, childPointer(pointer, index)))
    : [];
  const broken = { minItems: list.length < minItems, maxItems: list.length > maxItems };
  const twice = findTwice(schema, list).map(
    ({ keyword, index }): Breach => ({
      pointer: index === undefined ? pointer : childPointer(pointer, index),
      keyword,
      schema,
    }),
  );
  return [...namesOf(broken).map((keyword) => ({ pointer, keyword, schema })), ...twice, ...inside];
}

function checkObject(schema: JsonSchema, object: Record<string, unknown>, pointer: string): Breach[] {
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
    return isRecord(child) ? findBreaches(child, object[name], childPointer(pointer, name)) : [];
  });
  const identity = schema["x-kubernetes-embedded-resource"] === true ? findBrokenIdentity(object) : [];
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

/** What `allOf` breaks is told field by field; of alternatives, that none or too many hold. */
function checkRules(schema: JsonSchema, value: unknown, pointer: string): Breach[] {
  const { anyOf, oneOf, not } = schema;
  const broken = {
    anyOf: Array.isArray(anyOf) && !rulesOf(anyOf).some((rule) => fits(rule, value)),
    oneOf: Array.isArray(oneOf) && rulesOf(oneOf).filter((rule) => fits(rule, value)).length !== 1,
    not: isRecord(not) && fits(not, value),
  };
  const all = [...rulesOf(schema["x-vitrine-rules"]), ...rulesOf(schema.allOf)];
  return [
    ...all.flatMap((rule) => findBreaches(rule, value, pointer)),
    ...namesOf(broken).map((keyword) => ({ pointer, keyword, schema })),
  ];
}

function rulesOf(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function namesOf(broken: Record<string, boolean>): string[] {
  return Object.keys(broken).filter((keyword) => broken[keyword]);
}
