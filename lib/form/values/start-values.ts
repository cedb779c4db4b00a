/** What a new request takes from an object that exists. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { fieldDefault } from "#lib/form/fields/defaults";
import { asUi } from "#lib/form/fields/field-lookup";
import type { FormSchema, FormValues } from "#lib/form/types";
import { isEqual } from "#lib/schema/equal";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

const IDENTITY = new Set(["apiVersion", "kind", "metadata", "status"]);

/**
 * What Crossplane writes into `spec`, or into `spec.crossplane` from its version 2 on: what the object is bound to and
 * which composition was chosen for it.
 * https://docs.crossplane.io/latest/composition/composite-resources/
 */
const BOUND = [
  "claimRef",
  "compositionRef",
  "compositionRevisionRef",
  "resourceRef",
  "resourceRefs",
  "writeConnectionSecretToRef",
];

/** The values that a person chose, as far as that can be told: without what the cluster wrote and what equals a default. */
export function takeValues(form: FormSchema, object: JsonRecord, source: "xrd" | "other"): FormValues {
  const own = Object.fromEntries(Object.entries(object).filter(([name]) => !IDENTITY.has(name)));
  const chosen = withoutDefaults(form.schema, form.uiSchema, own);
  const values = isRecord(chosen) ? chosen : {};
  return source === "xrd" && isRecord(values.spec) ? { ...values, spec: unbind(values.spec) } : values;
}

function unbind(spec: JsonRecord): JsonRecord {
  const kept = without(spec, BOUND);
  if (!isRecord(kept.crossplane)) return kept;
  const { crossplane, ...rest } = kept;
  const inner = isRecord(crossplane) ? without(crossplane, BOUND) : {};
  return Object.keys(inner).length > 0 ? { ...rest, crossplane: inner } : rest;
}

function without(record: JsonRecord, names: readonly string[]): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

/** Undefined where nothing but defaults is left, and the field does not have to be there. */
function withoutDefaults(schema: RJSFSchema, ui: UiSchema, value: unknown): unknown {
  const { items, properties, additionalProperties: values } = schema;
  if (Array.isArray(value)) {
    return isRecord(items) ? value.map((item) => withoutDefaults(items, asUi(ui.items), item)) : value;
  }
  if (!isRecord(value)) return value;
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const entries = Object.entries(value).flatMap(([name, child]): [string, unknown][] => {
    const inner = ownValue(properties, name);
    if (!isRecord(inner)) {
      return [
        [name, isRecord(values) ? withoutDefaults(values, asUi(ui.additionalProperties), child) : child],
      ];
    }
    const innerUi = asUi(ownValue(ui, name));
    const initial = fieldDefault(innerUi);
    if (initial !== undefined && isEqual(initial, child)) return [];
    const left = withoutDefaults(inner, innerUi, child);
    const isGone =
      isRecord(left) && isRecord(child) && isBare(left) && !isBare(child) && !required.includes(name);
    return isGone ? [] : [[name, left]];
  });
  return Object.fromEntries(entries);
}

function isBare(record: JsonRecord): boolean {
  return Object.keys(record).length === 0;
}
