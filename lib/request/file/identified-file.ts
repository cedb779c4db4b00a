/** The objects that a file of a pull request holds, read once: a large text takes long. */
import { isPortalError } from "#lib/errors";
import type { ChangedFile } from "#lib/git/types";
import { readValue } from "#lib/manifest/yaml/reader";
import { type Manifest, parseIdentity, parseManifest } from "#lib/request/file/manifest";
import { isRecord } from "#lib/schema/pointer";

/** What a manifest says of which object it is. */
export interface FileIdentity {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string | undefined };
}

/** One side of a file: which object it is, or why the reader refuses it, as a sentence. */
export type SideReading =
  | { identity: FileIdentity; refusal?: undefined }
  | { identity?: undefined; refusal: string };

/** A file with both sides, where they were read already. */
export interface IdentifiedFile extends ChangedFile {
  readings?: { before?: SideReading | undefined; after?: SideReading | undefined };
}

/** Reads both sides. */
export function identifyFile(file: ChangedFile): IdentifiedFile {
  return { ...file, readings: { before: readBefore(file), after: readSide(file.after) } };
}

/** One side: what was read already, else read now. Undefined: it is not there. */
export function readingOf(file: IdentifiedFile, side: "before" | "after"): SideReading | undefined {
  if (file[side] === undefined) return undefined;
  if (!file.readings) return side === "before" ? readBefore(file) : readSide(file.after);
  return file.readings[side] ?? { refusal: "Reading the file takes too long." };
}

/** Of a file that is removed it matters which object it is, and not what else readers refuse in it. */
function readBefore({ before, after }: ChangedFile): SideReading | undefined {
  return readSide(before, after === undefined ? parseIdentity : undefined);
}

function readSide(text: string | undefined, parse?: (text: string) => Manifest): SideReading | undefined {
  if (text === undefined) return undefined;
  const { manifest, refusal } = readManifest(text, parse);
  if (!manifest) return { refusal };
  const { apiVersion, kind, metadata } = manifest;
  return { identity: { apiVersion, kind, metadata: { name: metadata.name, namespace: metadata.namespace } } };
}

/** The manifest that a text is; undefined where the reader refuses it. */
export function tryParse(text: string): Manifest | undefined {
  return readManifest(text).manifest;
}

type ReadManifest = { manifest: Manifest; refusal?: undefined } | { manifest?: undefined; refusal: string };

function readManifest(
  text: string,
  parse: (text: string) => Manifest = (own) => parseManifest(own).manifest,
): ReadManifest {
  try {
    return { manifest: parse(text) };
  } catch (error) {
    if (isPortalError(error)) return { refusal: error.detail };
    throw error;
  }
}

/** The objects in a file of the repository, whoever wrote the file. */
export interface FileReading {
  identities: FileIdentity[];
  /** `namespace` at the top level: a kustomization gives it to the objects that it lists. */
  namespace?: string;
}

/**
 * The objects that GitOps agents find in a text: of each document, and of each List the items. A document that is not
 * YAML or holds no object adds nothing. Documents are split as kubectl does it, at lines that begin with `---`
 * (k8s.io/apimachinery, pkg/util/yaml).
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
