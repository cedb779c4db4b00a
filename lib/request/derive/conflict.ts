/** Why a request cannot be merged, field by field. */

import { labelPointer } from "#lib/form/tree/lookup";
import type { FormSchema } from "#lib/form/types";
import type { Overlap } from "#lib/git/types";
import { shortenValue } from "#lib/request/derive/changes";
import { parseText } from "#lib/request/file/manifest";
import { mergeManifests } from "#lib/request/file/merge-file";
import { guardSide, maskKeys, type Side } from "#lib/request/secrets";
import type { NoSecret } from "#lib/request/trailers";
import type { FieldConflict, RequestConflict } from "#lib/request/types";
import { readPointer } from "#lib/schema/pointer";

/** Maximum number of fields that a page lists. */
const MOST_FIELDS = 200;

/**
 * The fields that both the request and the target branch changed, with masked values. A text that is not an
 * object has no fields, so the file as a whole is the conflict.
 */
export function describeConflict(
  overlap: Overlap,
  { base, head }: Record<"base" | "head", Side>,
  confirmed: readonly NoSecret[],
  form: FormSchema,
): RequestConflict {
  if (overlap.merged !== undefined) return { fields: [], fieldsFit: true };
  const text = overlap.target;
  const target: Side = { text, manifest: parseText(text).manifest };
  const isUnread = [base, target, head].some((side) => side.text !== undefined && !side.manifest);
  if (isUnread) return { fields: [], fieldsFit: false };
  const sides = { base: base.manifest, target: target.manifest, head: head.manifest };
  const { conflicts } = mergeManifests(sides, form);
  // A removal changes no comment: other documents of its file are the conflict.
  const fields = head.text === undefined ? [] : [COMMENTS];
  if (conflicts.length === 0) return { fields, fieldsFit: false };
  const shown = {
    base: guardSide(base, confirmed, form),
    target: guardSide(target, confirmed, form, head),
    head: guardSide(head, confirmed, form, base),
  };
  const read = (side: keyof typeof shown, pointer: string | undefined) =>
    pointer === undefined ? undefined : shortenValue(readPointer(shown[side].manifest, pointer));
  const open = Object.values(shown).flatMap((side) => side.open);
  const found = maskKeys(conflicts.slice(0, MOST_FIELDS), open).map(
    ({ path, at }): FieldConflict => ({
      path,
      label: labelPointer(form, path),
      before: read("base", at.base),
      inGit: read("target", at.target),
      after: read("head", at.head),
    }),
  );
  return { fields: found, fieldsFit: false };
}

/** Both sides changed comments, so no text can keep all of them. */
const COMMENTS: FieldConflict = { path: "", label: "Comments", inGit: "Changed", after: "Changed" };
