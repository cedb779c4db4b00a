import { editManifest } from "#lib/form/manifest/manifest-document";
import { type ManifestParts, type ManifestType, writeManifest } from "#lib/form/manifest/manifest-text";
import type { FormSchema } from "#lib/form/types";
import { completeValues } from "#lib/form/values/values";

/** What a manifest is written from. */
interface Source extends ManifestParts {
  type: ManifestType;
  form: FormSchema;
  /** The file in Git that is changed, and what of its `metadata` stays. */
  base?: { metadata: readonly string[] } | undefined;
}

/** The text of the manifest, with what it says. */
export interface DocumentText extends Omit<Source, "base"> {
  content: string;
  /** As it was last written by hand. Fields are changed in this one, so that what is taken back is as it was. */
  written: string;
  /**
   * It holds what the fields cannot: comments, labels, a layout of its own. Undefined while it is being typed: a
   * keystroke does not wait for the answer.
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

/** True while the text says what the fields hold, and it is known whose text it is. */
export function isWritten(state: Source & { document: DocumentText }): boolean {
  return saysTheSame(state) && state.document.isOwn !== undefined;
}

function saysTheSame({ document, ...now }: Source & { document: DocumentText }): boolean {
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
  // What is being typed is never changed below the cursor.
  if (saysTheSame(state)) return { ...document, isOwn };
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

/** True for text that differs from what the fields alone would give. */
function isWrittenByHand(text: string, source: Source): boolean {
  return text.trimEnd() !== write(source).trimEnd();
}

function write(source: Source): string {
  return writeManifest(source.type, complete(source));
}

function complete({ name, namespace, values, form }: Source): ManifestParts {
  return { name, namespace, values: completeValues(form, values) };
}
