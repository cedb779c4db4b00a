/** Marks the fields of a form that have their own widget: choices from the cluster, and secrets. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { findSecretPlace, SECRET_FIELD } from "#lib/form/convert/secret-fields";
import { toUiSchema } from "#lib/form/fields/field-lookup";
import { LIVE_FIELD } from "#lib/form/options/live-choices";
import { liveHint } from "#lib/form/options/live-options";
import type { FormSchema } from "#lib/form/types";
import { isRecord, ownValue } from "#lib/schema/pointer";
import type { StructuralSchema } from "#lib/schema/types";

const SCALARS = new Set(["string", "integer", "number", "boolean"]);

/**
 * The form with `ui:field` set where a field's hints or shape require it: `LiveChoiceField` for valid hints
 * of choices from the cluster, `SecretField` for fields about a secret. An invalid hint leaves the widget of
 * the type. The function can run again, because a layout brings its own hints.
 */
export function markFields(form: FormSchema): FormSchema {
  return { ...form, uiSchema: markInside(form.schema, form.uiSchema) };
}

function markNode(name: string, schema: RJSFSchema, ui: UiSchema): UiSchema {
  const place = findSecretPlace(name, schema, ui);
  if (place) {
    return { ...ui, "ui:field": SECRET_FIELD, "ui:options": { ...ui["ui:options"], secretPlace: place } };
  }
  const live = markLive(schema, ui);
  return markInside(schema, live, name);
}

function markInside(schema: RJSFSchema, ui: UiSchema, name = ""): UiSchema {
  const { properties, items, additionalProperties: values } = schema;
  const own = Object.entries(properties ?? {}).flatMap(([child, node]) => markChild(child, node, ui, child));
  return Object.fromEntries([
    ...Object.entries(ui),
    ...own,
    // An item has the name of its list: `imagePullSecrets`.
    ...markChild("items", items, ui, name),
    ...markChild("additionalProperties", values, ui, name),
  ]);
}

function markChild(place: string, node: unknown, ui: UiSchema, name: string): [string, UiSchema][] {
  if (!isRecord(node)) return [];
  const marked = markNode(name, node, toUiSchema(ownValue(ui, place)));
  return Object.keys(marked).length > 0 ? [[place, marked]] : [];
}

function markLive(schema: RJSFSchema, ui: UiSchema): UiSchema {
  const { options: hint, ...rest } = ui["ui:options"] ?? {};
  if (!isRecord(hint) || ownValue(rest, "locked") !== undefined) return ui;
  if (!liveHint.safeParse(hint).success) return { ...ui, "ui:options": rest };
  if ([schema.type ?? []].flat().some((type) => SCALARS.has(type))) return { ...ui, "ui:field": LIVE_FIELD };
  // A hint on a list applies to each item.
  const items = toUiSchema(ui.items);
  const isList = isRecord(schema.items);
  return {
    ...ui,
    "ui:options": rest,
    ...(isList && { items: { ...items, "ui:options": { ...items["ui:options"], options: hint } } }),
  };
}

/**
 * What is invalid in the `x-ui-options` hints of a schema that read choices from the cluster, one sentence
 * for each.
 */
export function findInvalidLiveHints(schema: StructuralSchema, path: readonly string[] = []): string[] {
  const hint = schema["x-ui-options"];
  const parsed = isRecord(hint) ? liveHint.safeParse(hint) : undefined;
  const [issue] = parsed?.error?.issues ?? [];
  const own = issue
    ? [
        `Field '${path.join(".")}' can't list choices from the cluster, so its value is typed: ` +
          `${["options", ...issue.path.map(String)].join(".")} ${issue.message}.`,
      ]
    : [];
  const inside = Object.entries(isRecord(schema.properties) ? schema.properties : {});
  const nested: [string, unknown][] = [...inside, ["[]", schema.items], ["[*]", schema.additionalProperties]];
  return [
    ...own,
    ...nested.flatMap(([name, node]) =>
      isRecord(node) && path.length < 60 ? findInvalidLiveHints(node, [...path, name]) : [],
    ),
  ];
}
