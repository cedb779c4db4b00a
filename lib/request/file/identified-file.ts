/** The objects in a pull request's file. Each text is parsed once, because a large text takes long. */
import type { ChangedFile } from "#lib/git/types";
import { readValue } from "#lib/manifest/yaml/reader";
import {
  type DocumentReading,
  type FileIdentity,
  listDocumentChanges,
} from "#lib/request/file/document-changes";
import { compareEntries, type EntryChanges, isKustomization } from "#lib/request/file/kustomization";
import { isRecord } from "#lib/schema/pointer";

/** A file, with its changed documents where they were read. */
export interface IdentifiedFile extends ChangedFile {
  readings?: readonly DocumentReading[];
  /** The changed entries of a kustomization; absent where more changed. */
  entries?: EntryChanges | undefined;
}

/** Reads the changed documents. */
export function identifyFile(file: ChangedFile): IdentifiedFile {
  const readings = listDocumentChanges(file).map(({ reading }) => reading);
  return isKustomization(file.path)
    ? { ...file, readings, entries: compareEntries(file) }
    : { ...file, readings };
}

/** The changed documents of a file: the stored readings, else read now. */
export function readingsOf(file: IdentifiedFile): readonly DocumentReading[] {
  return file.readings ?? listDocumentChanges(file).map(({ reading }) => reading);
}

/** The file as one document without an object: its texts take too long to read. */
export function leaveUnread(file: ChangedFile): IdentifiedFile {
  const refuse = (text: string | undefined) =>
    text === undefined ? undefined : { refusal: "Reading the file takes too long." };
  const [before, after] = [refuse(file.before), refuse(file.after)];
  return { ...file, readings: before || after ? [{ before, after }] : [] };
}

/** The objects in any file of the repository. */
export interface FileReading {
  /** `isListed`: the object is an item of a List, not a document. */
  identities: (FileIdentity & { isListed?: true })[];
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

function listIdentities(value: Record<string, unknown>): FileReading["identities"] {
  const { apiVersion, kind, metadata, items } = value;
  if (Array.isArray(items)) {
    const listed = items.filter(isRecord).flatMap(listIdentities);
    return listed.map((identity) => ({ ...identity, isListed: true }));
  }
  if (typeof apiVersion !== "string" || typeof kind !== "string" || !isRecord(metadata)) return [];
  const { name, namespace } = metadata;
  if (typeof name !== "string") return [];
  return [{ apiVersion, kind, metadata: { name, ...(typeof namespace === "string" && { namespace }) } }];
}
