/**
 * The places of a form that have rules and a value, each with its old value where the portal can identify it.
 */

import type { RJSFSchema } from "@rjsf/utils";
import { applyDefaults } from "#lib/form/fields/defaults";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema, FormValues } from "#lib/form/types";
import type { Rule } from "#lib/schema/cel/field-path";
import { childPointer, isRecord, ownValue } from "#lib/schema/pointer";
import { identifyItem, MAP_KEYS } from "#lib/schema/structural/list-keys";

export interface RuleNode {
  path: string;
  schema: RJSFSchema;
  rules: Rule[];
  value: unknown;
  /** Undefined for a new value, and for an item of a list whose items cannot be identified. */
  before: unknown;
  isUnchanged: boolean;
}

type Place = Pick<RuleNode, "path" | "schema" | "value" | "before">;

/** From the innermost outwards, because errors of the smallest part help most. */
export function listNodes(form: FormSchema, values: FormValues, before?: FormValues): RuleNode[] {
  const fill = (object: FormValues) => applyDefaults(treeOf(form), object);
  const unknown = NOT_IN_FORM.filter((name) => !Object.hasOwn(values, name) && (name !== "status" || before));
  const own = {
    ...form.schema.properties,
    ...OBJECT,
    ...Object.fromEntries(unknown.map((name) => [name, {}])),
  };
  // Null stands for a value that exists and is unknown.
  const value = fill({ ...values, ...Object.fromEntries(unknown.map((name) => [name, null])) });
  return visit({
    path: "",
    schema: { ...form.schema, properties: own },
    value,
    before: before && fill(before),
  });
}

const TEXT: RJSFSchema = { type: "string" };
/** Fields that rules of the whole object read beside the form's own. */
const OBJECT: Record<string, RJSFSchema> = {
  apiVersion: TEXT,
  kind: TEXT,
  metadata: { type: "object", properties: { name: TEXT, generateName: TEXT } },
};
const NOT_IN_FORM = [...Object.keys(OBJECT), "status"];

function visit(place: Place): RuleNode[] {
  if (place.value === undefined || place.value === null) return [];
  const rules = readRules(place.schema);
  const inner = listChildren(place).flatMap(visit);
  if (rules.length === 0) return inner;
  const isUnchanged = place.before !== undefined && isSame(place.before, place.value);
  return [...inner, { ...place, rules, isUnchanged }];
}

function readRules(schema: RJSFSchema): Rule[] {
  const rules: unknown = schema["x-kubernetes-validations"];
  return Array.isArray(rules) ? rules.flatMap(readRule) : [];
}

function readRule(given: unknown): Rule[] {
  if (!isRecord(given) || typeof given.rule !== "string") return [];
  const { rule, optionalOldSelf } = given;
  const texts = ["message", "messageExpression", "fieldPath"].filter((key) => typeof given[key] === "string");
  return [
    {
      rule,
      ...Object.fromEntries(texts.map((key) => [key, given[key]])),
      ...(optionalOldSelf === true && { optionalOldSelf }),
    },
  ];
}

function listChildren({ path, schema, value, before }: Place): Place[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!isRecord(items)) return [];
    const findItem = indexItems(schema, before);
    return value.map((item, index) => ({
      path: childPointer(path, index),
      schema: items,
      value: item,
      before: findItem(item),
    }));
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, child]): Place[] => {
    const inner = ownValue(schema.properties, name) ?? schema.additionalProperties;
    if (!isRecord(inner)) return [];
    return [{ path: childPointer(path, name), schema: inner, value: child, before: ownValue(before, name) }];
  });
}

/** Finds the same item in the old list. Only items with keys can be identified. */
function indexItems(schema: RJSFSchema, before: unknown): (item: unknown) => unknown {
  const keys: unknown = schema[MAP_KEYS];
  if (!Array.isArray(keys) || !Array.isArray(before)) return () => undefined;
  const index = new Map<string, unknown>();
  for (const item of before) {
    const identity = identifyItem(item, keys);
    if (!index.has(identity)) index.set(identity, item);
  }
  return (item) => index.get(identifyItem(item, keys));
}

function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => isSame(a[key], ownValue(b, key)));
}
