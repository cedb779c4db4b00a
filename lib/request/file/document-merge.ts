/** Merges a file as a set of documents, each known by its object. */
import type { FileMerge, FileSides } from "#lib/git/types";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import {
  appendDocument,
  hasContent,
  joinDocuments,
  matchLineEnds,
  removeDocument,
  splitDocuments,
  type YamlDocument,
} from "#lib/manifest/yaml/documents";
import { dropLineEnd } from "#lib/request/file/document-changes";
import { parseIdentity, parseText } from "#lib/request/file/manifest";
import { isEqual } from "#lib/schema/equal";

/** Merges one document, which all three sides have. */
type MergeOne = (sides: FileSides & { base: string }) => FileMerge | undefined;

/** The documents of a text by object; undefined where one has no object, or two have the same. */
type Documents = ReadonlyMap<string, string>;

const CONFLICT: FileMerge = { state: "conflict" };

/**
 * Applies the changes of `head` to the text of `target`: documents that `head` changed, added or removed. New documents
 * come last. Git's merge by lines is kept where it means the same. Undefined where an object of `base` or `head` is
 * unknown; then the merge by lines counts.
 */
export function mergeDocuments(sides: FileSides, mergeOne: MergeOne): FileMerge | undefined {
  const [base, head] = [readDocuments(sides.base ?? ""), readDocuments(sides.head)];
  if (!base || !head) return undefined;
  const lines = sides.lines === undefined ? undefined : readDocuments(sides.lines);
  let documents = splitDocuments(sides.target);
  for (const key of new Set([...base.keys(), ...head.keys()])) {
    const change = { base: base.get(key), head: head.get(key) };
    if (isSameText(change.base, change.head)) continue;
    const index = documents.findIndex((document) => keyOf(document) === key);
    const target = documents[index]?.body;
    const merged = mergeChange({ ...change, target, lines: lines?.get(key), path: sides.path }, mergeOne);
    if (merged === undefined) return CONFLICT;
    if (merged.text !== target) documents = applyText(documents, index, merged.text);
  }
  return chooseText(sides, documents, lines);
}

interface DocumentSides {
  path: string;
  base: string | undefined;
  target: string | undefined;
  head: string | undefined;
  lines: string | undefined;
}

/** The text of one document with both changes, `text` undefined for a removed one; undefined for a conflict. */
function mergeChange(
  { path, base, target, head, lines }: DocumentSides,
  mergeOne: MergeOne,
): { text: string | undefined } | undefined {
  if (isSameText(base, target)) return { text: head };
  if (isSameText(target, head)) return { text: target };
  if (base === undefined || target === undefined || head === undefined) return undefined;
  const merged = mergeOne({ path, base, target, head, lines });
  return merged?.state === "merged" ? { text: merged.text } : undefined;
}

function applyText(
  documents: readonly YamlDocument[],
  index: number,
  text: string | undefined,
): YamlDocument[] {
  if (text === undefined) return removeDocument(documents, index);
  if (index < 0) return appendDocument(documents, text);
  const isLast = index === documents.length - 1;
  const own = matchLineEnds(text, joinDocuments(documents));
  const body = isLast || own.endsWith("\n") ? own : `${own}\n`;
  return documents.map((document, at) => (at === index ? { ...document, body } : document));
}

/** Comments between documents that only `head` has are in no text but that of the merge by lines. */
function chooseText(
  { base, target, head, lines: text }: FileSides,
  documents: readonly YamlDocument[],
  lines: Documents | undefined,
): FileMerge {
  const merged = joinDocuments(documents);
  const values = readDocuments(merged);
  if (!documents.some(hasContent)) return CONFLICT;
  if (text !== undefined && values && lines && meansSame(values, lines)) return { state: "merged", text };
  const isCommented = !isEqual(listComments(base ?? ""), listComments(head)) && head !== target;
  return isCommented ? CONFLICT : { state: "merged", text: merged };
}

function meansSame(one: Documents, other: Documents): boolean {
  const read = (text: string | undefined) => parseText(text).manifest;
  return (
    one.size === other.size &&
    [...one].every(([key, text]) => {
      const found = other.get(key);
      return found !== undefined && (found === text || isEqual(read(found) ?? found, read(text) ?? text));
    })
  );
}

/** What stands between documents. */
function listComments(text: string): string[] {
  return splitDocuments(text)
    .filter((document) => !hasContent(document))
    .map(({ body }) => body.trim())
    .filter((body) => body !== "");
}

function readDocuments(text: string): Documents | undefined {
  const found = new Map<string, string>();
  for (const document of splitDocuments(text).filter(hasContent)) {
    const key = keyOf(document);
    if (key === undefined || found.has(key)) return undefined;
    found.set(key, document.body);
  }
  return found;
}

function keyOf(document: YamlDocument): string | undefined {
  const manifest = hasContent(document) ? parseText(document.body, parseIdentity).manifest : undefined;
  if (!manifest) return undefined;
  const { group } = splitApiVersion(manifest.apiVersion);
  const { name, namespace } = manifest.metadata;
  return JSON.stringify([group, manifest.kind, namespace ?? null, name]);
}

function isSameText(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return dropLineEnd(one) === dropLineEnd(other);
}
