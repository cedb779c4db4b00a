/** The manifest as text and back, for the editor beside the form. */

import type { FormValues } from "#lib/form/types";
import { writeYaml } from "#lib/manifest/edit/yaml-options";
import { readObject, readValue, type YamlRefusal } from "#lib/manifest/yaml/reader";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";

/** What a form is about, and what it holds. */
export interface ManifestParts {
  name: string;
  /** Empty for a cluster-scoped kind, or while none is chosen. */
  namespace: string;
  values: FormValues;
}

export interface ManifestType {
  apiVersion: string;
  kind: string;
}

/** What of `metadata` a request may say; all else is the cluster's to write. */
export const KEPT_METADATA: readonly string[] = ["name", "namespace", "labels", "annotations"];

/** The manifest as a person would write it: type, name, then the values in the order of the schema. */
export function writeManifest(type: ManifestType, parts: ManifestParts): string {
  const metadata = {
    ...(parts.name && { name: parts.name }),
    ...(parts.namespace && { namespace: parts.namespace }),
  };
  return writeYaml({ apiVersion: type.apiVersion, kind: type.kind, metadata, ...parts.values });
}

/** Why a text is not taken. */
export interface Unread {
  ok: false;
  message: string;
  /** Where in the text, from and to. */
  at?: readonly [number, number];
  /** What it is about instead, where it is about something else. */
  found?: ManifestType;
}

export type Parsed<T> = { ok: true; value: T } | Unread;

/** One YAML document as a value; the message names the line. */
export function readYaml(text: string): Parsed<unknown> {
  const read = readValue(text);
  return read.ok ? { ok: true, value: read.value } : describeRefusal(read);
}

function describeRefusal({ line, message, at, isSyntax }: YamlRefusal): Unread {
  return { ok: false, message: `${isSyntax ? "Not YAML yet: line" : "Line"} ${line}: ${message}`, at };
}

/** Text that is YAML, and no object, is told apart from text that hides which object it is. */
function describeNoObject(type: ManifestType, text: string, refusal: YamlRefusal): Unread {
  const read = readYaml(text);
  if (read.ok && read.value === null) return { ok: false, message: `kind is ${type.kind} for this offer.` };
  if (read.ok && !isRecord(read.value))
    return { ok: false, message: "A manifest is a set of fields: kind, metadata, spec." };
  return describeRefusal(refusal);
}

/**
 * The parts of an edited manifest. Labels and annotations are left to the text, as is what else of `metadata` is
 * `kept`; what could not be kept is refused, never dropped in silence.
 */
export function readManifest(
  type: ManifestType,
  text: string,
  kept: readonly string[] = KEPT_METADATA,
): Parsed<ManifestParts> {
  const read = readObject(text);
  if (!read.ok) return describeNoObject(type, text, read);
  const manifest = isRecord(read.value) ? read.value : {};
  const refusal = findRefusal(type, manifest, kept);
  if (refusal) {
    const { path, ...unread } = refusal;
    const at = read.keyAt(path);
    return { ok: false, ...unread, ...(at && { at }) };
  }
  const { apiVersion: _version, kind: _kind, metadata, ...values } = manifest;
  const { name, namespace } = isRecord(metadata) ? metadata : {};
  return { ok: true, value: { name: asText(name), namespace: asText(namespace), values } };
}

interface Refusal extends Omit<Unread, "ok" | "at"> {
  path: string[];
}

function findRefusal(type: ManifestType, manifest: JsonRecord, kept: readonly string[]): Refusal | undefined {
  const { apiVersion, kind, metadata, status } = manifest;
  const found = { apiVersion: String(apiVersion), kind: String(kind) };
  const isOther = apiVersion !== undefined && kind !== undefined && { found };
  if (kind !== type.kind)
    return { path: ["kind"], message: `kind is ${type.kind} for this offer.`, ...isOther };
  if (apiVersion !== type.apiVersion)
    return { path: ["apiVersion"], message: `apiVersion is ${type.apiVersion} for this offer.`, ...isOther };
  if (status !== undefined)
    return { path: ["status"], message: "status is written by the cluster. Remove it here." };
  return checkMetadata(metadata ?? {}, kept);
}

function checkMetadata(metadata: unknown, kept: readonly string[]): Refusal | undefined {
  if (!isRecord(metadata))
    return { path: ["metadata"], message: "metadata is a set of fields: name, namespace." };
  const unknown = Object.keys(metadata).find((key) => !kept.includes(key));
  if (unknown !== undefined) {
    const message = `metadata.${unknown} cannot be set here: only ${kept.join(", ")} are kept.`;
    return { path: ["metadata", unknown], message };
  }
  const { name, namespace, labels, annotations } = metadata;
  return (
    checkTexts({ name, namespace }, ["metadata"]) ??
    checkTexts(labels, ["metadata", "labels"]) ??
    checkTexts(annotations, ["metadata", "annotations"])
  );
}

// Kubernetes takes text only; an unquoted 12 or yes is none.
function checkTexts(value: unknown, path: string[]): Refusal | undefined {
  if (value === undefined || value === null) return undefined;
  const field = path.join(".");
  if (!isRecord(value)) return { path, message: `${field} is a set of fields, each of them text.` };
  const wrong = Object.keys(value).find((key) => typeof (value[key] ?? "") !== "string");
  if (wrong === undefined) return undefined;
  return { path: [...path, wrong], message: `${field}.${wrong} is text. Write it in quotes.` };
}

function asText(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
