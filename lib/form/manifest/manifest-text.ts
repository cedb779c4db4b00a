/** Formats and parses the manifest's text, for the editor beside the form. */

import type { FormValues } from "#lib/form/types";
import { writeYaml } from "#lib/manifest/edit/yaml-options";
import { readObject, readValue, type YamlRefusal } from "#lib/manifest/yaml/reader";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";

/** The parts of a manifest that a form edits. */
export interface ManifestParts {
  name: string;
  /** Empty for a cluster-scoped kind, or while the person has not chosen a namespace. */
  namespace: string;
  values: FormValues;
}

export interface ManifestType {
  apiVersion: string;
  kind: string;
}

/** The fields of `metadata` that a request may set. The cluster writes the others. */
export const KEPT_METADATA: readonly string[] = ["name", "namespace", "labels", "annotations"];

/** Formats the manifest: type, name, then the values in the order of the schema. */
export function writeManifest(type: ManifestType, parts: ManifestParts): string {
  const metadata = {
    ...(parts.name && { name: parts.name }),
    ...(parts.namespace && { namespace: parts.namespace }),
  };
  return writeYaml({ apiVersion: type.apiVersion, kind: type.kind, metadata, ...parts.values });
}

/** Why a text cannot be parsed as the manifest. */
export interface ManifestParseError {
  ok: false;
  message: string;
  /** Offsets in the text, from and to. */
  at?: readonly [number, number];
  /** The type in the text, if it is another type. */
  found?: ManifestType;
}

export type ParseResult<T> = { ok: true; value: T } | ManifestParseError;

/** Parses one YAML document. The message names the line. */
export function readYaml(text: string): ParseResult<unknown> {
  const read = readValue(text);
  return read.ok ? { ok: true, value: read.value } : describeRefusal(read);
}

function describeRefusal({ line, message, at, isSyntax }: YamlRefusal): ManifestParseError {
  return { ok: false, message: `${isSyntax ? "Not YAML yet: line" : "Line"} ${line}: ${message}`, at };
}

/** Distinguishes YAML that is not an object from YAML whose object type is ambiguous. */
function describeNoObject(type: ManifestType, text: string, refusal: YamlRefusal): ManifestParseError {
  const read = readYaml(text);
  if (read.ok && read.value === null)
    return { ok: false, message: `kind must be ${type.kind} for this offer.` };
  if (read.ok && !isRecord(read.value))
    return { ok: false, message: "A manifest must be an object with the fields kind, metadata and spec." };
  return describeRefusal(refusal);
}

/**
 * The parts of an edited manifest. Labels, annotations and the `metadata` fields in `kept` stay in the text.
 * Any other field that the request could not keep is an error, and is never dropped silently.
 */
export function readManifest(
  type: ManifestType,
  text: string,
  kept: readonly string[] = KEPT_METADATA,
): ParseResult<ManifestParts> {
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

interface Refusal extends Omit<ManifestParseError, "ok" | "at"> {
  path: string[];
}

function findRefusal(type: ManifestType, manifest: JsonRecord, kept: readonly string[]): Refusal | undefined {
  const { apiVersion, kind, metadata, status } = manifest;
  const found = { apiVersion: String(apiVersion), kind: String(kind) };
  const isOther = apiVersion !== undefined && kind !== undefined && { found };
  if (kind !== type.kind)
    return { path: ["kind"], message: `kind must be ${type.kind} for this offer.`, ...isOther };
  if (apiVersion !== type.apiVersion)
    return {
      path: ["apiVersion"],
      message: `apiVersion must be ${type.apiVersion} for this offer.`,
      ...isOther,
    };
  if (status !== undefined)
    return { path: ["status"], message: "The cluster writes status. Remove it here." };
  return checkMetadata(metadata ?? {}, kept);
}

function checkMetadata(metadata: unknown, kept: readonly string[]): Refusal | undefined {
  if (!isRecord(metadata))
    return { path: ["metadata"], message: "metadata must be an object with the fields name and namespace." };
  const unknown = Object.keys(metadata).find((key) => !kept.includes(key));
  if (unknown !== undefined) {
    const message = `metadata.${unknown} can't be set here. Only ${kept.join(", ")} are kept.`;
    return { path: ["metadata", unknown], message };
  }
  const { name, namespace, labels, annotations } = metadata;
  return (
    checkTexts({ name, namespace }, ["metadata"]) ??
    checkTexts(labels, ["metadata", "labels"]) ??
    checkTexts(annotations, ["metadata", "annotations"])
  );
}

// Kubernetes accepts text only; an unquoted 12 or yes is another type.
function checkTexts(value: unknown, path: string[]): Refusal | undefined {
  if (value === undefined || value === null) return undefined;
  const field = path.join(".");
  if (!isRecord(value)) return { path, message: `${field} must be an object whose values are text.` };
  const wrong = Object.keys(value).find((key) => typeof (value[key] ?? "") !== "string");
  if (wrong === undefined) return undefined;
  return { path: [...path, wrong], message: `${field}.${wrong} must be text. Put the value in quotes.` };
}

function asText(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
