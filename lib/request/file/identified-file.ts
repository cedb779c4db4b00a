/** The objects in a pull request's file. Each text is parsed once, because a large text takes long. */
import type { ChangedFile } from "#lib/git/types";
import { readValue } from "#lib/manifest/yaml/reader";
import { type Manifest, parseIdentity, parseText } from "#lib/request/file/manifest";
import { isRecord } from "#lib/schema/pointer";

/** The identity fields of a manifest. */
export interface FileIdentity {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string | undefined };
}

/** One side of a file: its object, or the parse error as a sentence. */
export type SideReading =
  | { identity: FileIdentity; refusal?: undefined }
  | { identity?: undefined; refusal: string };

/** A file, with parsed sides where available. */
export interface IdentifiedFile extends ChangedFile {
  readings?: { before?: SideReading | undefined; after?: SideReading | undefined };
}

/** Reads both sides. */
export function identifyFile(file: ChangedFile): IdentifiedFile {
  return { ...file, readings: { before: readBefore(file), after: readSide(file.after) } };
}

/** One side: the stored reading, else parsed now. Undefined for an absent side. */
export function readingOf(file: IdentifiedFile, side: "before" | "after"): SideReading | undefined {
  if (file[side] === undefined) return undefined;
  if (!file.readings) return side === "before" ? readBefore(file) : readSide(file.after);
  return file.readings[side] ?? { refusal: "Reading the file takes too long." };
}

/** For a removed file only the identity matters, not errors elsewhere in the file. */
function readBefore({ before, after }: ChangedFile): SideReading | undefined {
  return readSide(before, after === undefined ? parseIdentity : undefined);
}

function readSide(text: string | undefined, parse?: (text: string) => Manifest): SideReading | undefined {
  if (text === undefined) return undefined;
  const { manifest, errors } = parseText(text, parse);
  if (!manifest) return { refusal: errors[0]?.message ?? "" };
  const { apiVersion, kind, metadata } = manifest;
  return { identity: { apiVersion, kind, metadata: { name: metadata.name, namespace: metadata.namespace } } };
}

/** The objects in any file of the repository. */
export interface FileReading {
  identities: FileIdentity[];
  /** The `namespace` field at the top level, which a kustomization gives to its objects. */
  namespace?: string;
}

/**
 * The objects that GitOps agents find in a text: in each document, and in the items of each List. A document
 * that is not YAML or has no object adds nothing. Documents are split as in kubectl, at lines that begin with
 * `---` (k8s.io/apimachinery, pkg/util/yaml).
 */
export function readObjects(text: string): FileReading {
  const values = text.split(/^---(?=\s|$)/m).flatMap((document) => {
    const read = readValue(document);
    return read.ok && isRecord(read.value) ? [read.value] : [];
  });
  const namespace = values.find((value) => typeof value.namespace === "string")?.namespace;
  return {
    identities: values.flatMap(listIdentities),
    ...(typeof namespace === "string" && { namespace }),
  };
}

function listIdentities(value: Record<string, unknown>): FileIdentity[] {
  const { apiVersion, kind, metadata, items } = value;
  if (Array.isArray(items)) return items.filter(isRecord).flatMap(listIdentities);
  if (typeof apiVersion !== "string" || typeof kind !== "string" || !isRecord(metadata)) return [];
  const { name, namespace } = metadata;
  if (typeof name !== "string") return [];
  return [{ apiVersion, kind, metadata: { name, ...(typeof namespace === "string" && { namespace }) } }];
}
