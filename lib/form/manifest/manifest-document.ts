/** The manifest as one document with two views: its text, and the values that the form shows. */

import {
  KEPT_METADATA,
  type ManifestParts,
  type ManifestType,
  readYaml,
  writeManifest,
} from "#lib/form/manifest/manifest-text";
import { editYaml } from "#lib/manifest/edit/yaml-edit";
import { isEqual } from "#lib/schema/equal";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

/**
 * Changes the text so that it holds `parts` and has the type `type`. Comments, layout, labels, annotations
 * and the `metadata` fields in `kept` stay. The namespace is written only if it is one of `parts`. Returns
 * the same text when nothing changes, and a new text when the old one cannot be parsed.
 */
export function editManifest(
  text: string,
  type: ManifestType,
  parts: ManifestParts,
  kept: readonly string[] = KEPT_METADATA,
): string {
  const parsed = readYaml(text);
  const old = parsed.ok ? ownValue(parsed.value, "metadata") : undefined;
  if (!parsed.ok || !isRecord(parsed.value)) return writeManifest(type, parts);
  return editYaml(text, {
    apiVersion: type.apiVersion,
    kind: type.kind,
    metadata: joinMetadata(isRecord(old) ? old : {}, parts, kept),
    ...parts.values,
  });
}

function joinMetadata(
  old: JsonRecord,
  { name, namespace }: ManifestParts,
  kept: readonly string[],
): JsonRecord {
  const rest = Object.entries(old).filter(
    ([key]) => kept.includes(key) && key !== "name" && key !== "namespace",
  );
  const place = kept.includes("namespace") && namespace ? { namespace } : {};
  return { ...(name && { name }), ...place, ...Object.fromEntries(rest) };
}

/**
 * Merges two changes of the same value. Where both changed it, `theirs`, the later one, wins. A list or a
 * scalar is one value.
 */
export function mergeChanges(base: unknown, ours: unknown, theirs: unknown): unknown {
  if (isEqual(base, ours)) return theirs;
  if (isEqual(base, theirs)) return ours;
  if (!isRecord(ours) || !isRecord(theirs)) return theirs;
  const names = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  const merged = [...names].map((name): [string, unknown] => [
    name,
    mergeChanges(ownValue(base, name), ownValue(ours, name), ownValue(theirs, name)),
  ]);
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
}
