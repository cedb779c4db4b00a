/** Marks the fields of a form with a kind of their own: choices from the cluster, and secrets. */
import { findSecretPlace } from "#lib/form/convert/secret-fields";
import { liveHint } from "#lib/form/options/live-options";
import { type FormField, mapInside, nameInside, typesOf } from "#lib/form/tree/field";
import { isRecord } from "#lib/schema/pointer";
import type { StructuralSchema } from "#lib/schema/types";

const SCALARS = new Set(["string", "integer", "number", "boolean"]);

/**
 * The field with the kind `live-choice` or `secret` where hints or shape require it, and so the fields inside it:
 * `live-choice` for valid hints of choices from the cluster, `secret` for fields about a secret. An invalid hint
 * leaves the kind of the type. The function can run again, because a layout brings its own hints. `name` is the
 * field's name, for an item that of its list.
 */
export function markFields(field: FormField, name = ""): FormField {
  return mapInside(field, (inside, token) => markField(nameInside(name, token), inside));
}

function markField(name: string, field: FormField): FormField {
  const place = findSecretPlace(name, field);
  return place ? { ...field, kind: "secret", place } : markFields(markLive(field), name);
}

function markLive(field: FormField): FormField {
  const { options: hint, ...options } = field.options;
  if (hint === undefined || !("from" in hint) || options.locked !== undefined) return field;
  if (!liveHint.safeParse(hint).success) return { ...field, options };
  if (typesOf(field).some((type) => SCALARS.has(type))) return { ...field, kind: "live-choice", live: hint };
  // A hint on a list applies to each item.
  const { item } = field;
  return {
    ...field,
    options,
    ...(item && { item: { ...item, options: { ...item.options, options: hint } } }),
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
