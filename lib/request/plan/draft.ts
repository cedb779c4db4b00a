/** Stages "parse" and "place" of a file: the input, the file in Git, and the new file from both. */
import type { FieldError } from "#lib/errors";
import { settleValues } from "#lib/form/layout/visibility";
import type { FormSchema, FormValues } from "#lib/form/types";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import { type OpenDocument, openDocument, openForAppend, openWhole } from "#lib/request/file/document";
import {
  buildManifest,
  collectErrors,
  formatManifest,
  type Manifest,
  type ParsedText,
  parseIdentity,
  parseText,
  updateManifest,
} from "#lib/request/file/manifest";
import type { RequestObject } from "#lib/request/object";
import type { PlanQuestion } from "#lib/request/plan/types";

/** The result of the stage "parse". */
export interface ParsedTexts {
  /** The object's document in the file in Git, and in the file on the branch of the amended request. */
  documents: { inGit: OpenDocument; onBranch?: OpenDocument | undefined };
  /** The file in Git. A create ignores it. */
  inGit: ParsedText;
  /** The file on the branch of the amended request. */
  proposed: ParsedText;
  /** The sent manifest. */
  sent: ParsedText;
  /** The object that a removal names. A file with parse errors outside its identity can be removed as well. */
  removed: ParsedText;
}

const NO_TEXT: ParsedText = { errors: [] };

/** Stage "parse": the file in Git and the sent text. */
export function parseTexts(question: PlanQuestion): ParsedTexts {
  const {
    input: { operation, manifest },
    proposed: onBranch,
    object,
  } = question;
  const documents = {
    inGit: openInGit(question),
    onBranch: onBranch === undefined ? undefined : openDocument(onBranch, object),
  };
  const proposed = parseDocument(documents.onBranch);
  const inGit = operation === "create" ? NO_TEXT : parseDocument(documents.inGit);
  if (operation !== "delete") {
    return { documents, inGit, proposed, sent: parseText(manifest), removed: NO_TEXT };
  }
  const removed = inGit.manifest ? inGit : parseDocument(documents.inGit, parseIdentity);
  return { documents, inGit, proposed, sent: NO_TEXT, removed };
}

function openInGit({ input: { operation }, object, file, appends }: PlanQuestion): OpenDocument {
  if (operation !== "create") return openDocument(file, object);
  return appends ? openForAppend(file, object) : openWhole(file);
}

function parseDocument(document: OpenDocument | undefined, parse?: (text: string) => Manifest): ParsedText {
  return document?.refusal === undefined ? parseText(document?.text, parse) : NO_TEXT;
}

/** The result of the stage "place". */
export interface Draft {
  /** Has the version of the resulting file. */
  object: RequestObject;
  /** The document. Empty for a removal, and where no text within the limits means the object. */
  text: string;
  /** The file with the document; null where the request removes it. */
  content: string | null;
  /** The document in Git. */
  textInGit?: string | undefined;
  /** The document on the branch of the amended request. */
  textOnBranch?: string | undefined;
  /** The object in Git; absent for a new one, and for a text that is not a manifest. */
  before?: Manifest | undefined;
  /** The object on the branch of the amended request. */
  proposal?: Manifest | undefined;
  /** The resulting object; absent for a removal, and without a text that means it. */
  after?: Manifest | undefined;
  /** The object that must be the requested one: the resulting one, or the removed one. */
  named?: Manifest | undefined;
  /** The object in Git with the identity that `named` may keep. */
  inGit?: Manifest | undefined;
  /** The values that the person sent, with the fields that a condition shows. */
  values?: FormValues;
  parseErrors: FieldError[];
  writeErrors: FieldError[];
}

/** Stage "place": the version, the object and the text of the file. */
export function placeDraft(
  { input, object }: PlanQuestion,
  { documents: { inGit: file, onBranch }, inGit, proposed, sent, removed }: ParsedTexts,
  form: FormSchema | undefined,
): Draft {
  const before = inGit.manifest;
  const target = onBranch ?? file;
  // An amended request goes on from the file on its branch.
  const start = proposed.manifest ?? before;
  const placed = { ...object, version: chooseVersion(input, start, sent.manifest) ?? object.version };
  const missing = describeMissing([file, onBranch]);
  const own = { object: placed, before, textInGit: file.text, textOnBranch: onBranch?.text };
  if (input.operation === "delete") {
    const named = removed.manifest;
    const { result: content = null, errors: writeErrors } = collectErrors(() => file.replace(null));
    const parseErrors = [...missing, ...describeParseErrors(removed)];
    return { ...own, text: "", content, named, inGit: named, parseErrors, writeErrors };
  }
  const parseErrors = [...missing, ...describeParseErrors(inGit), ...sent.errors];
  const more = { ...own, proposal: proposed.manifest, inGit: before, parseErrors };
  if (input.manifest !== undefined) {
    const { manifest } = sent;
    const text = target.finish(endLine(input.manifest));
    return { ...more, text, after: manifest, named: manifest, ...placeText(target, text) };
  }
  const values = form ? settleValues(form, input.values ?? {}) : (input.values ?? {});
  const built = buildManifest({ type: placed, ...placed, values }, form);
  // The file keeps its own identity, labels and annotations.
  const next = start ? { ...built, kind: start.kind, metadata: start.metadata } : built;
  const startText = target.text;
  const { result: text = "", errors } = collectErrors(() =>
    target.finish(start && startText !== undefined ? updateManifest(startText, next) : formatManifest(next)),
  );
  const { content, writeErrors } = placeText(target, text);
  const after = text === "" ? undefined : next;
  return { ...more, text, content, after, named: next, values, writeErrors: [...errors, ...writeErrors] };
}

function placeText(document: OpenDocument, text: string): Pick<Draft, "content" | "writeErrors"> {
  const { result: content = text, errors: writeErrors } = collectErrors(() => document.replace(text));
  return { content, writeErrors };
}

function describeMissing(documents: readonly (OpenDocument | undefined)[]): FieldError[] {
  const refusals = documents.flatMap((document) => document?.refusal ?? []);
  return refusals.map((message) => ({ path: "", message, source: "portal" }));
}

/**
 * A removal accepts the file in any version. A change without a version takes that of its text, else of the
 * file.
 */
function chooseVersion(
  { operation, version }: PlanQuestion["input"],
  inGit: Manifest | undefined,
  sent: Manifest | undefined,
): string | undefined {
  const found = (operation === "update" && sent) || inGit;
  const own = found && splitApiVersion(found.apiVersion).version;
  return operation === "delete" ? own : (version ?? own);
}

function describeParseErrors({ errors }: ParsedText): FieldError[] {
  return errors.map(({ message }) => {
    return { path: "", message: `The file in Git is not a manifest. ${message}`, source: "portal" };
  });
}

function endLine(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
