/** A manifest from elsewhere: what of it can be asked for here, and what has to stay behind. */

import { KEPT_METADATA, type ManifestType, type Parsed, type Unread } from "#lib/form/manifest/manifest-text";
import { editYaml } from "#lib/manifest/edit/yaml-edit";
import { readValue } from "#lib/manifest/yaml/reader";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";

export interface TakenManifest {
  /** As it was pasted where nothing had to go. */
  text: string;
  /** What the cluster writes and was left out, as paths: `metadata.uid`. */
  leftOut: string[];
  /** How many other documents were pasted along. */
  others: number;
}

/** What kubectl keeps of the last apply: a copy of the whole object. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** True for text that holds a whole object: one that says what it is. */
export function isManifestText(text: string): boolean {
  return splitDocuments(text).some((part) => {
    const value = read(part);
    return isRecord(value) && value.apiVersion !== undefined && value.kind !== undefined;
  });
}

/**
 * The one of the pasted documents that this form is about, without what the cluster writes. Where several would do,
 * the first. Refused: none of this type; `found` says what the nearest one is.
 */
export function takeManifest(type: ManifestType, pasted: string): Parsed<TakenManifest> {
  const documents = splitDocuments(pasted).map((text) => ({ text, value: read(text) }));
  const known = documents.filter(({ value }) => isRecord(value) && value.kind !== undefined);
  const own = known.find(({ value }) => isSame(type, value));
  if (!own || !isRecord(own.value))
    return refuse(
      type,
      known.map(({ value }) => value),
    );
  const { next, leftOut } = leaveOut(own.value);
  return {
    ok: true,
    value: {
      text: leftOut.length > 0 ? editYaml(own.text, next) : own.text,
      leftOut,
      others: documents.length - 1,
    },
  };
}

/** The documents that hold anything; a single one with all that stands around it. */
function splitDocuments(text: string): string[] {
  const unified = text.replace(/\r\n?/g, "\n");
  const parts = unified.split(/^---(?=\s|$).*\n?/m);
  const filled = parts.filter((part) => read(part) !== null);
  return filled.length > 1 ? filled.map((part) => part.replace(/^\.\.\.$/m, "")) : [unified];
}

/** Undefined for a text that is refused; null for an empty one. */
function read(text: string): unknown {
  const result = readValue(text);
  return result.ok ? result.value : undefined;
}

function isSame(type: ManifestType, value: unknown): boolean {
  return isRecord(value) && value.kind === type.kind && value.apiVersion === type.apiVersion;
}

function refuse(type: ManifestType, others: unknown[]): Unread {
  const nearest = others.find((value) => isRecord(value) && value.kind === type.kind) ?? others[0];
  if (!isRecord(nearest)) return { ok: false, message: "This is no manifest: it needs apiVersion and kind." };
  const found = { apiVersion: String(nearest.apiVersion), kind: String(nearest.kind) };
  const message = `This is ${found.kind} of ${found.apiVersion}; the form asks for ${type.kind} of ${type.apiVersion}.`;
  return { ok: false, message, found };
}

function leaveOut(manifest: JsonRecord): { next: JsonRecord; leftOut: string[] } {
  const { status, metadata, ...rest } = manifest;
  const leftOut = status === undefined ? [] : ["status"];
  if (!isRecord(metadata)) return { next: { ...rest, ...(metadata !== undefined && { metadata }) }, leftOut };
  const { annotations, ...own } = metadata;
  const kept = Object.entries(own).filter(([key]) => KEPT_METADATA.includes(key));
  const gone = Object.keys(own).filter((key) => !KEPT_METADATA.includes(key));
  const notes = isRecord(annotations)
    ? Object.entries(annotations).filter(([key]) => key !== LAST_APPLIED)
    : [];
  const isCopied = isRecord(annotations) && LAST_APPLIED in annotations;
  const keptNotes = isCopied
    ? notes.length > 0 && { annotations: Object.fromEntries(notes) }
    : annotations !== undefined && { annotations };
  return {
    next: { ...rest, metadata: { ...Object.fromEntries(kept), ...keptNotes } },
    leftOut: [
      ...gone.map((key) => `metadata.${key}`),
      ...(isCopied ? [`metadata.annotations["${LAST_APPLIED}"]`] : []),
      ...leftOut,
    ],
  };
}
