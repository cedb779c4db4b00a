/** The documents that a change of a file touches, each before and after. Documents with equal bytes are untouched. */
import { hasContent, splitDocuments } from "#lib/manifest/yaml/documents";
import { type Manifest, parseIdentity, parseText } from "#lib/request/file/manifest";

/** The identity fields of a manifest. */
export interface FileIdentity {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string | undefined };
}

/** One side of a document: its object, or the parse error as a sentence. */
export type SideReading =
  | { identity: FileIdentity; refusal?: undefined }
  | { identity?: undefined; refusal: string };

/** The objects of a changed document. */
export interface DocumentReading {
  before?: SideReading | undefined;
  after?: SideReading | undefined;
}

/** A changed document: its texts, and its objects. An absent side: a new or a removed document. */
export interface DocumentChange {
  texts: { before?: string | undefined; after?: string | undefined };
  reading: DocumentReading;
}

interface Texts {
  before?: string | undefined;
  after?: string | undefined;
}

/**
 * The changed documents of a file. Where each side has at most one, the whole texts are compared, so that comments
 * count. A change of comments between documents changes no document.
 */
export function listDocumentChanges({ before, after }: Texts): DocumentChange[] {
  const [old, next] = [listBodies(before), listBodies(after)];
  if (old.length <= 1 && next.length <= 1) {
    if (before === undefined && after === undefined) return [];
    return [{ texts: { before, after }, reading: readTexts({ before, after }) }];
  }
  return pairBodies(leaveOut(old, next), leaveOut(next, old));
}

/** The texts of the documents with content. */
function listBodies(text: string | undefined): string[] {
  return splitDocuments(text ?? "")
    .filter(hasContent)
    .map(({ body }) => body);
}

/** The texts that the other list lacks; a text that is there twice counts twice. */
function leaveOut(texts: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others.map(dropLineEnd)) left.set(other, (left.get(other) ?? 0) + 1);
  return texts.filter((text) => {
    const key = dropLineEnd(text);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

const BLOCK_SCALAR = /[|>][-+\d]*[ \t]*(?:#.*)?\r?$/m;

/** The end of the last line matters only to a block scalar. A new document after it adds one. */
export function dropLineEnd(text: string): string {
  return BLOCK_SCALAR.test(text) ? text : text.replace(/\r?\n$/, "");
}

/** A document stays the same one while its object has the same name, or where it can no longer be parsed. */
function pairBodies(old: readonly string[], next: readonly string[]): DocumentChange[] {
  const removed = new Map(
    old.map((text, index) => [index, { text, reading: readBody(text, parseIdentity) }]),
  );
  const takeOld = (isOwn: (reading: SideReading) => boolean): string | undefined => {
    for (const [index, { text, reading }] of removed) {
      if (!isOwn(reading)) continue;
      removed.delete(index);
      return text;
    }
    return undefined;
  };
  const added = next.map((after) => ({ after, reading: readBody(after) }));
  const exact = added.map((one) => ({ ...one, before: takeOld((old) => isNamed(old, one.reading, true)) }));
  const named = exact.map((one) => ({
    ...one,
    before: one.before ?? takeOld((old) => isNamed(old, one.reading, false)),
  }));
  const isOnly = named.length === 1 && removed.size === 1;
  const texts: Texts[] = named.map(({ after, before, reading }) => ({
    after,
    before: before ?? (isOnly && !reading.identity ? takeOld(() => true) : undefined),
  }));
  const gone = [...removed.values()].map(({ text }): Texts => ({ before: text }));
  return [...texts, ...gone].map((sides) => ({ texts: sides, reading: readTexts(sides) }));
}

function isNamed(one: SideReading, other: SideReading, isExact: boolean): boolean {
  if (!one.identity || !other.identity) return false;
  const keys = [one.identity, other.identity].map(({ apiVersion, kind, metadata }) => {
    const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
    return JSON.stringify([group, kind, metadata.name, isExact ? (metadata.namespace ?? null) : null]);
  });
  return keys[0] === keys[1];
}

/** For a removed document only the identity matters, not errors elsewhere in its text. */
function readTexts({ before, after }: Texts): DocumentReading {
  return {
    before:
      before === undefined ? undefined : readBody(before, after === undefined ? parseIdentity : undefined),
    after: after === undefined ? undefined : readBody(after),
  };
}

function readBody(text: string, parse?: (text: string) => Manifest): SideReading {
  const { manifest, errors } = parseText(text, parse);
  if (!manifest) return { refusal: errors[0]?.message ?? "" };
  const { apiVersion, kind, metadata } = manifest;
  return { identity: { apiVersion, kind, metadata: { name: metadata.name, namespace: metadata.namespace } } };
}
