/** The document of one object in a file. Each file of the repository can hold documents of several objects. */
import { PortalError } from "#lib/errors";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import { LIMITS } from "#lib/manifest/limits";
import {
  appendDocument,
  hasContent,
  joinDocuments,
  matchLineEnds,
  removeDocument,
  splitDocuments,
  type YamlDocument,
} from "#lib/manifest/yaml/documents";
import { type Manifest, parseIdentity, parseText } from "#lib/request/file/manifest";
import type { RequestObject } from "#lib/request/object";
import { isEqual } from "#lib/schema/equal";

type Named = Pick<RequestObject, "group" | "kind" | "name" | "namespace">;

/** A file, and the document of one object in it. */
export interface OpenDocument {
  /** The text of the document; that of the file where it has no other document. Undefined: the file lacks it. */
  text: string | undefined;
  /** Why the document cannot be found in the file, as a sentence. */
  refusal?: string;
  /** A text for `replace`, with the line ends of the file. */
  finish(text: string): string;
  /**
   * The file with another text of the document; null removes it. Returns null where no other document is left. All
   * other bytes of the file stay.
   * @throws PortalError `invalid` where the text would change other documents
   */
  replace(next: string | null): string | null;
}

/**
 * Opens the document of an object. A file with one document is opened as a whole, whichever object it has.
 * @param file undefined: there is no file
 */
export function openDocument(file: string | undefined, object: Named): OpenDocument {
  const whole = openWhole(file);
  if (file === undefined) return whole;
  const documents = splitDocuments(file);
  if (documents.filter(hasContent).length <= 1) return whole;
  const found = findDocuments(documents, object);
  const [index] = found;
  const own = index === undefined ? undefined : documents[index];
  if (index === undefined || !own || found.length > 1) {
    const refusal = describeMissing(found.length, object);
    return { ...whole, text: undefined, refusal, replace: () => file };
  }
  return {
    text: own.body,
    finish: (text) => endLine(matchLineEnds(text, file), index + 1 < documents.length ? "\n" : own.body),
    replace: (next) => (next === null ? removeFrom(documents, index) : replaceIn(documents, index, next)),
  };
}

/** A file that a request replaces as a whole. */
export function openWhole(file: string | undefined): OpenDocument {
  return { text: file, finish: (text) => text, replace: (next) => next };
}

/** A file for a new object, which is added as another document. `refusal` is set where the file has the object. */
export function openForAppend(file: string | undefined, object: Named): OpenDocument {
  if (file === undefined) return openDocument(file, object);
  const documents = splitDocuments(file);
  const isPresent = findDocuments(documents, object).length > 0;
  return {
    text: undefined,
    ...(isPresent && { refusal: `The file has a document of ${object.kind} ${object.name} already.` }),
    finish: (text) => matchLineEnds(text, file),
    replace: (next) => (next === null ? file : joinSafely(appendDocument(documents, next))),
  };
}

/** Exact matches first. A document without a namespace gets it from the agent. */
function findDocuments(documents: readonly YamlDocument[], object: Named): number[] {
  const alike = documents.flatMap((document, index) => {
    const manifest = hasContent(document) ? parseText(document.body, parseIdentity).manifest : undefined;
    return manifest && isNamed(manifest, object) ? [{ index, namespace: manifest.metadata.namespace }] : [];
  });
  const exact = alike.filter(({ namespace }) => namespace === object.namespace);
  const found = exact.length > 0 ? exact : alike.filter(({ namespace }) => namespace === undefined);
  return found.map(({ index }) => index);
}

function isNamed({ apiVersion, kind, metadata }: Manifest, object: Named): boolean {
  const { group } = splitApiVersion(apiVersion);
  return group === object.group && kind === object.kind && metadata.name === object.name;
}

function describeMissing(count: number, { kind, name }: Named): string {
  return count === 0
    ? `No document of the file is ${kind} ${name}.`
    : `${count} documents of the file are ${kind} ${name}. Remove all of them except one.`;
}

function removeFrom(documents: readonly YamlDocument[], index: number): string | null {
  const left = removeDocument(documents, index);
  return left.some(hasContent) ? joinDocuments(left) : null;
}

function replaceIn(documents: readonly YamlDocument[], index: number, body: string): string {
  return joinSafely(documents.map((document, at) => (at === index ? { ...document, body } : document)));
}

/** A text that ends a line where another one does. */
function endLine(text: string, other: string): string {
  const isOpen = text !== "" && other.endsWith("\n") && !text.endsWith("\n");
  return isOpen ? `${text}${text.includes("\r\n") ? "\r\n" : "\n"}` : text;
}

/** Reads the result again: a text with separators of its own would become other documents. */
function joinSafely(documents: readonly YamlDocument[]): string {
  const text = joinDocuments(documents);
  if (text.length > LIMITS.manifestBytes) {
    throw invalid(
      `The file would be longer than ${LIMITS.manifestBytes / 1_024} KiB.`,
      "Shorten the values.",
    );
  }
  const [given, read] = [documents, splitDocuments(text)].map((list) =>
    list.map((one) => joinDocuments([one])),
  );
  if (isEqual(given, read)) return text;
  throw invalid(
    "The manifest cannot have the lines --- and ..., because its file has other documents.",
    "Remove these lines and try again.",
  );
}

function invalid(detail: string, suggestion: string): PortalError {
  const errors = [{ path: "", message: detail, source: "portal" as const }];
  return new PortalError("invalid", { detail, suggestion, errors });
}
