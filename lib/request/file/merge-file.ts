/** Merges one file: merges the object of both changes and writes it into one of the two texts. */

import { findField } from "#lib/form/tree/lookup";
import type { FormSchema } from "#lib/form/types";
import type { FileMerge, FileSides } from "#lib/git/types";
import { tokenizeComments } from "#lib/manifest/edit/yaml-comments";
import { editYaml } from "#lib/manifest/edit/yaml-edit";
import { mergeFields } from "#lib/manifest/merge/merge-fields";
import type { ConflictingField, FindListKeys, MergeSides } from "#lib/manifest/merge/types";
import { listDocumentChanges } from "#lib/request/file/document-changes";
import { mergeDocuments } from "#lib/request/file/document-merge";
import { isWhole } from "#lib/request/file/file-diff";
import { isKustomization, mergeKustomizations } from "#lib/request/file/kustomization";
import { type Manifest, parseIdentity, parseText } from "#lib/request/file/manifest";
import { isEqual } from "#lib/schema/equal";
import { isRecord, readPointer } from "#lib/schema/pointer";
import { MAP_KEYS } from "#lib/schema/structural/list-keys";

/**
 * Merges a file: that of one object by its fields, one with several documents as a set of objects. Undefined where a
 * side has no object; then Git's merge by lines counts.
 * @param form the form of the object that `head` changes
 */
export function mergeFile(texts: FileSides, form: FormSchema | undefined): FileMerge | undefined {
  const { path, base, target, head } = texts;
  if (isKustomization(path)) return mergeKustomizations(texts);
  if (base !== undefined && [base, target, head].every(isWhole)) return mergeObject({ ...texts, base }, form);
  const [changed] = listDocumentChanges({ before: base, after: head });
  const type = changed && typeOf(changed.texts.after ?? changed.texts.before);
  return mergeDocuments(texts, (sides) => mergeObject(sides, typeOf(sides.head) === type ? form : undefined));
}

function typeOf(text: string | undefined): string | undefined {
  const manifest = parseText(text, parseIdentity).manifest;
  return manifest && `${manifest.apiVersion} ${manifest.kind}`;
}

type ObjectSides = FileSides & { base: string };

/**
 * Merges an object field by field. Git's merge by lines is kept where it means the same, or where it is clean and both
 * changes touch only a list without keys in the schema. Undefined where a side is not an object.
 */
function mergeObject(texts: ObjectSides, form: FormSchema | undefined): FileMerge | undefined {
  const [base, target, head] = [texts.base, texts.target, texts.head].map((text) => parseText(text).manifest);
  if (!base || !target || !head) return undefined;
  const { value, conflicts } = mergeManifests({ base, target, head }, form);
  const sides = { base, target, head };
  const lines = parseText(texts.lines).manifest;
  if (texts.lines !== undefined && lines) {
    const stands =
      conflicts.length === 0
        ? isEqual(lines, value)
        : conflicts.every((conflict) => isListConflict(conflict, sides));
    if (stands) return { state: "merged", text: texts.lines };
  }
  if (conflicts.length > 0 || !isRecord(value))
    return { state: "conflict", ...(form === undefined && { isProvisional: true }) };
  const text = writeMerge(texts, value);
  return text === undefined ? { state: "conflict" } : { state: "merged", text };
}

/**
 * The fields that both changes of one object touch. It is also a conflict if both move the object to
 * different API versions, or if one moves it and the other changes its fields, because a field can mean
 * something else in another version.
 */
export function mergeManifests(
  sides: MergeSides<Manifest | undefined>,
  form: FormSchema | undefined,
): { value: unknown; conflicts: ConflictingField[] } {
  const merged = mergeFields(sides, findListKeys(form));
  const { base, target, head } = sides;
  if (!target || !head || target.apiVersion === head.apiVersion) return merged;
  const at = { base: base && "/apiVersion", target: "/apiVersion", head: "/apiVersion" };
  const others = merged.conflicts.filter(({ path }) => path !== "/apiVersion");
  return { value: merged.value, conflicts: [{ path: "/apiVersion", at }, ...others] };
}

function findListKeys(form: FormSchema | undefined): FindListKeys {
  return (pointer) => {
    const keys: unknown = form && findField(form, pointer)?.field.rules[MAP_KEYS];
    return Array.isArray(keys) ? keys.map(String) : undefined;
  };
}

function isListConflict({ at }: ConflictingField, sides: MergeSides<Manifest>): boolean {
  return (["base", "target", "head"] as const).every(
    (side) => at[side] !== undefined && Array.isArray(readPointer(sides[side], at[side] ?? "")),
  );
}

/**
 * Writes the object into the text of the side with comments that the other side lacks, because an edit keeps
 * the comments of the edited text. Undefined where both sides have new comments, because no text could keep
 * all of them.
 */
function writeMerge(
  { base, target, head }: ObjectSides,
  merged: Record<string, unknown>,
): string | undefined {
  const started = new Set(listComments(base));
  const hasOwn = (text: string) => listComments(text).some((comment) => !started.has(comment));
  if (!hasOwn(head)) return editYaml(target, merged);
  return hasOwn(target) ? undefined : editYaml(head, merged);
}

function listComments(text: string): string[] {
  return [...tokenizeComments(text)].filter(({ isComment }) => isComment).map(({ text: comment }) => comment);
}
