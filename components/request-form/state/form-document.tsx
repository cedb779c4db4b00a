import { editManifest } from "#lib/form/manifest/manifest-document";
import { type ManifestParts, type ManifestType, writeManifest } from "#lib/form/manifest/manifest-text";
import type { FormSchema } from "#lib/form/types";
import { completeValues } from "#lib/form/values/values";

/** The input of a manifest. */
interface Source extends ManifestParts {
  type: ManifestType;
  form: FormSchema;
  /** The changed file in Git, with the `metadata` keys that it keeps. */
  base?: { metadata: readonly string[] } | undefined;
}

/** The text of the manifest, with the values that it holds. */
export interface DocumentText extends Omit<Source, "base"> {
  content: string;
  /** The last text that a person wrote. Fields write into this text, so that an undone change leaves it as it was. */
  written: string;
  /**
   * True for text with content that fields cannot hold: comments, labels, its own layout. Undefined while the person
   * types, because the check would delay a keystroke.
   */
  isOwn: boolean | undefined;
}

/** The document of a form that opens: written from its fields, or as it was written by hand. */
export function startDocument(source: Source, text?: string): DocumentText {
  const { name, namespace, values, type, form } = source;
  const own = { name, namespace, values, type, form };
  if (text === undefined) {
    const content = write(source);
    return { ...own, content, written: content, isOwn: false };
  }
  const content = edit(text, source);
  return { ...own, content, written: text, isOwn: isWrittenByHand(content, source) };
}

/** True while the text equals the fields, and `isOwn` is known. */
export function isWritten(state: Source & { document: DocumentText }): boolean {
  return hasSameInput(state) && state.document.isOwn !== undefined;
}

function hasSameInput({ document, ...now }: Source & { document: DocumentText }): boolean {
  const { name, namespace, values, form, type } = document;
  const isSameType = type.apiVersion === now.type.apiVersion && type.kind === now.type.kind;
  const isSamePlace = name === now.name && namespace === now.namespace;
  return isSameType && isSamePlace && values === now.values && form === now.form;
}

/** The text brought up to the fields: changed in place where it was written by hand. */
export function writeDocument(state: Source & { document: DocumentText }): DocumentText {
  const { document, ...now } = state;
  const { name, namespace, values, type, form } = now;
  const isOwn = document.isOwn ?? isWrittenByHand(document.content, document);
  // The text never changes while the person types in it.
  if (hasSameInput(state)) return { ...document, isOwn };
  const content = isOwn ? edit(document.written, now) : write(now);
  return { name, namespace, values, type, form, content, written: document.written, isOwn };
}

/** The text as it is sent: with the required objects that the fields take as there. */
export function finishDocument(document: DocumentText, base: Source["base"]): string {
  return edit(document.content, { ...document, base });
}

function edit(text: string, source: Source): string {
  return editManifest(text, source.type, complete(source), source.base?.metadata);
}

/** True for text that differs from the text that the fields alone give. */
function isWrittenByHand(text: string, source: Source): boolean {
  return text.trimEnd() !== write(source).trimEnd();
}

function write(source: Source): string {
  return writeManifest(source.type, complete(source));
}

function complete({ name, namespace, values, form }: Source): ManifestParts {
  return { name, namespace, values: completeValues(form, values) };
}
