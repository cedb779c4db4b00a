/** A manifest pasted from elsewhere: the parts that can be requested, and the parts that are left out. */

import {
  KEPT_METADATA,
  type ManifestParseError,
  type ManifestType,
  type ParseResult,
} from "#lib/form/manifest/manifest-text";
import { editYaml } from "#lib/manifest/edit/yaml-edit";
import { readValue } from "#lib/manifest/yaml/reader";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";

export interface PastedManifest {
  /** The pasted text, unchanged when nothing was left out. */
  text: string;
  /** Paths of the fields that the cluster writes and that were left out: `metadata.uid`. */
  leftOut: string[];
  /** Number of other documents in the pasted text. */
  others: number;
}

/** kubectl's annotation of the last apply: a copy of the whole object. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** True for text that holds a whole object, with apiVersion and kind. */
export function isManifestText(text: string): boolean {
  return splitDocuments(text).some((part) => {
    const value = read(part);
    return isRecord(value) && value.apiVersion !== undefined && value.kind !== undefined;
  });
}

/**
 * The first of the pasted documents with the type of this form, without fields that the cluster writes.
 * Without such a document, `found` in the error is the type of the first object.
 */
export function parsePastedManifest(type: ManifestType, pasted: string): ParseResult<PastedManifest> {
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

/** The documents that are not empty. A single document keeps the text around it. */
function splitDocuments(text: string): string[] {
  const unified = text.replace(/\r\n?/g, "\n");
  const parts = unified.split(/^---(?=\s|$).*\n?/m);
  const filled = parts.filter((part) => read(part) !== null);
  return filled.length > 1 ? filled.map((part) => part.replace(/^\.\.\.$/m, "")) : [unified];
}

/** Undefined for text that cannot be parsed; null for an empty document. */
function read(text: string): unknown {
  const result = readValue(text);
  return result.ok ? result.value : undefined;
}

function isSame(type: ManifestType, value: unknown): boolean {
  return isRecord(value) && value.kind === type.kind && value.apiVersion === type.apiVersion;
}

function refuse(type: ManifestType, others: unknown[]): ManifestParseError {
  const nearest = others.find((value) => isRecord(value) && value.kind === type.kind) ?? others[0];
  if (!isRecord(nearest))
    return { ok: false, message: "This text is not a manifest: it has no apiVersion and kind." };
  const found = { apiVersion: String(nearest.apiVersion), kind: String(nearest.kind) };
  const message = `This manifest is ${found.kind} (${found.apiVersion}). The form requests ${type.kind} (${type.apiVersion}).`;
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
