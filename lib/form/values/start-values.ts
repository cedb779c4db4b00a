/** Values for a new request, copied from an existing object. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { fieldDefault } from "#lib/form/fields/defaults";
import { toUiSchema } from "#lib/form/fields/field-lookup";
import type { FormSchema, FormValues } from "#lib/form/types";
import { isEqual } from "#lib/schema/equal";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

const IDENTITY = new Set(["apiVersion", "kind", "metadata", "status"]);

/**
 * Fields that Crossplane writes into `spec`, or into `spec.crossplane` from version 2 on: bindings of the
 * object, and the composition that was selected for it.
 * https://docs.crossplane.io/latest/composition/composite-resources/
 */
const BINDINGS = [
  "claimRef",
  "compositionRef",
  "compositionRevisionRef",
  "resourceRef",
  "resourceRefs",
  "writeConnectionSecretToRef",
];

/**
 * The values that a person probably chose: without fields that the cluster wrote, and without values that
 * equal a default.
 */
export function buildStartValues(form: FormSchema, object: JsonRecord, source: "xrd" | "other"): FormValues {
  const own = Object.fromEntries(Object.entries(object).filter(([name]) => !IDENTITY.has(name)));
  const chosen = withoutDefaults(form.schema, form.uiSchema, own);
  const values = isRecord(chosen) ? chosen : {};
  return source === "xrd" && isRecord(values.spec) ? { ...values, spec: omitBindings(values.spec) } : values;
}

function omitBindings(spec: JsonRecord): JsonRecord {
  const kept = without(spec, BINDINGS);
  if (!isRecord(kept.crossplane)) return kept;
  const { crossplane, ...rest } = kept;
  const inner = isRecord(crossplane) ? without(crossplane, BINDINGS) : {};
  return Object.keys(inner).length > 0 ? { ...rest, crossplane: inner } : rest;
}

function without(record: JsonRecord, names: readonly string[]): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

/** Undefined where only defaults remain and the field is not required. */
function withoutDefaults(schema: RJSFSchema, ui: UiSchema, value: unknown): unknown {
  const { items, properties, additionalProperties: values } = schema;
  if (Array.isArray(value)) {
    return isRecord(items) ? value.map((item) => withoutDefaults(items, toUiSchema(ui.items), item)) : value;
  }
  if (!isRecord(value)) return value;
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const entries = Object.entries(value).flatMap(([name, child]): [string, unknown][] => {
    const inner = ownValue(properties, name);
    if (!isRecord(inner)) {
      return [
        [
          name,
          isRecord(values) ? withoutDefaults(values, toUiSchema(ui.additionalProperties), child) : child,
        ],
      ];
    }
    const innerUi = toUiSchema(ownValue(ui, name));
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
