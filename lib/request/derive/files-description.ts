/** The description of a request's files for an approver. */
import { labelPointer } from "#lib/form/tree/lookup";
import type { FormSchema } from "#lib/form/types";
import type { FoundSecret } from "#lib/form/values/secrets-check";
import { findUnknownFields } from "#lib/form/values/unknown-fields";
import type { ChangedFile, Overlap } from "#lib/git/types";
import { listChanges, NO_FORM, shortenChanges } from "#lib/request/derive/changes";
import { describeConflict } from "#lib/request/derive/conflict";
import { listDrift } from "#lib/request/derive/drift";
import { openDocument } from "#lib/request/file/document";
import { type DocumentChange, listDocumentChanges } from "#lib/request/file/document-changes";
import { formatEntryDiff, formatFileDiff } from "#lib/request/file/file-diff";
import { isKustomization } from "#lib/request/file/kustomization";
import { extractValues, type Manifest, parseText } from "#lib/request/file/manifest";
import type { RequestObject } from "#lib/request/object";
import { guardSide, type Side } from "#lib/request/secrets";
import type { NoSecret } from "#lib/request/trailers";
import type { PortalRequestDetail, SecretNotice } from "#lib/request/types";

/** What an approver reads. */
export type FilesDescription = Pick<
  PortalRequestDetail,
  "manifest" | "diff" | "changes" | "drift" | "conflict" | "noSecrets" | "secrets"
> & {
  /** Labels of the object's fields that the form does not have. */
  unknownFields: string[];
};

interface DescribedFiles {
  files: readonly ChangedFile[];
  /** Path of the request's file. */
  path: string;
  /** The request's object, where the file can hold several. */
  object?: Pick<RequestObject, "group" | "kind" | "name" | "namespace"> | undefined;
  form?: FormSchema | undefined;
  /** The object in the cluster. */
  live?: Manifest | undefined;
  /** The confirmations in the pull request that values are not secrets. */
  confirmed?: readonly NoSecret[];
  /** The file on the target branch, where the request conflicts with it. */
  overlap?: Overlap | undefined;
}

/**
 * Describes the files for an approver: the resulting manifest, and its differences from before and from
 * `live`. Unconfirmed secrets are masked in every file, and the result lists them. Of a file with several documents,
 * only the changed ones are described.
 */
export function describeFiles({
  files,
  path,
  object,
  form = NO_FORM,
  live,
  confirmed = [],
  overlap,
}: DescribedFiles): FilesDescription {
  const read = files.flatMap((file) => listDocumentChanges(file).map((change) => ({ file, ...change })));
  const found = pickOwn(
    read.filter((change) => change.file.path === path),
    object,
  );
  const guarded = read.map((change) => {
    const isOwn = change === found;
    const [before, after] = [readSide(change.texts.before), readSide(change.texts.after)];
    const [own, said] = isOwn ? [form, confirmed] : [NO_FORM, []];
    return {
      isOwn,
      file: change.file,
      read: before,
      proposed: after,
      before: guardSide(before, said, own),
      after: guardSide(after, said, own, before),
    };
  });
  const own = guarded.find(({ isOwn }) => isOwn);
  const [before, after] = [own?.before.manifest, own?.after.manifest];
  const changes = listChanges(before, after, form);
  const shown = live && guardSide({ manifest: live, text: undefined }, confirmed, form, own?.read).manifest;
  const reasons = new Map(confirmed.map(({ path: at, reason }) => [at, reason]));
  return {
    manifest: own?.after.text ?? "",
    diff: files
      .toSorted((one, other) => Number(other.path === path) - Number(one.path === path))
      .map((file) =>
        isKustomization(file.path)
          ? formatEntryDiff(file.path, file.before, file.after)
          : formatMasked(file, guarded),
      )
      .join(""),
    changes: shortenChanges(changes),
    // A request that cannot be merged does not change the cluster, so drift is not shown.
    drift: overlap ? [] : listDrift({ before, after, live: shown }, changes, form),
    ...(overlap &&
      own && {
        conflict: describeConflict(
          openOverlap(overlap, object),
          { base: own.read, head: own.proposed },
          confirmed,
          form,
        ),
      }),
    unknownFields: after
      ? findUnknownFields(form, extractValues(after)).map((at) => labelPointer(form, at))
      : [],
    noSecrets: (own?.after.held ?? []).map((notice) => {
      const reason = reasons.get(notice.pointer);
      return { ...describeNotice(notice, form), ...(reason !== undefined && { reason }) };
    }),
    secrets: guarded.flatMap((document) =>
      document.after.open.map((notice) =>
        document === own && document.after.manifest
          ? describeNotice(notice, form)
          : { ...describeNotice(notice), label: document.file.path },
      ),
    ),
  };
}

/** The changed document of the object; without it, the first one. */
function pickOwn<T extends DocumentChange>(
  changes: readonly T[],
  object: DescribedFiles["object"],
): T | undefined {
  const isOwn = ({ reading: { before, after } }: T) =>
    [after, before].some(
      (side) => side?.identity?.kind === object?.kind && side?.identity?.metadata.name === object?.name,
    );
  return changes.find(isOwn) ?? changes[0];
}

interface GuardedDocument {
  file: ChangedFile;
  read: Side;
  proposed: Side;
  before: Side;
  after: Side;
}

function formatMasked(file: ChangedFile, guarded: readonly GuardedDocument[]): string {
  const own = guarded.filter((document) => document.file === file);
  const pairTexts = (side: (document: GuardedDocument) => [Side, Side]) =>
    new Map(
      own.map(side).flatMap(([{ text }, shown]) => (text === undefined ? [] : [[text, shown.text] as const])),
    );
  const { before, after } = file;
  return formatFileDiff(
    file.path,
    { before, after },
    {
      before: pairTexts((document) => [document.read, document.before]),
      after: pairTexts((document) => [document.proposed, document.after]),
    },
  );
}

/** The overlap of the object's document. */
function openOverlap(overlap: Overlap, object: DescribedFiles["object"]): Overlap {
  if (overlap.target === undefined || !object) return overlap;
  const { text } = openDocument(overlap.target, object);
  return { ...overlap, target: text };
}

function readSide(text: string | undefined): Side {
  return { text, manifest: parseText(text).manifest };
}

function describeNotice({ pointer, hint, sure }: FoundSecret, form: FormSchema = NO_FORM): SecretNotice {
  return { path: pointer, label: pointer === "" ? "Comments" : labelPointer(form, pointer), hint, sure };
}
