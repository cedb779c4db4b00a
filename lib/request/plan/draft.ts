/** The first stages of a plan: what is asked for and what is in Git, read and put together as one file. */
import { type FieldError, isPortalError } from "#lib/errors";
import { settleValues } from "#lib/form/layout/visibility";
import type { FormSchema } from "#lib/form/types";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { RequestObject } from "#lib/request/context";
import {
  buildManifest,
  formatManifest,
  type Manifest,
  parseIdentity,
  parseManifest,
  updateManifest,
} from "#lib/request/file/manifest";
import type { PlanQuestion } from "#lib/request/plan/types";
import { portalError, validateFields, validateManifest } from "#lib/request/validate";

export interface Draft {
  /** With the version that the file will have. */
  object: RequestObject;
  /** Empty for a removal. */
  text: string;
  /** The object in Git; absent for a new one, and for a text that is no manifest. */
  before?: Manifest | undefined;
  /** The object as it will be; absent for a removal, and for a text that is no manifest. */
  after?: Manifest | undefined;
  errors: FieldError[];
}

/** A text, read: errors say why there is no manifest. */
export interface ParsedText {
  manifest?: Manifest | undefined;
  errors: FieldError[];
}

/** Parse: the file in Git and the text that was sent. Of a create, what is in Git plays no part. */
export function parseTexts({ input, file }: PlanQuestion): { inGit: ParsedText; sent: ParsedText } {
  const none: ParsedText = { errors: [] };
  return {
    inGit: input.operation === "create" || file === undefined ? none : parseText(file),
    sent: input.operation === "delete" || input.manifest === undefined ? none : parseText(input.manifest),
  };
}

/** Nothing for a text that is not there. @throws only for a fault of the portal */
function parseText(
  text: string | undefined,
  parse: (text: string) => Manifest = (own) => parseManifest(own).manifest,
): ParsedText {
  if (text === undefined) return { errors: [] };
  try {
    return { manifest: parse(text), errors: [] };
  } catch (error) {
    if (isPortalError(error)) return { errors: error.errors };
    throw error;
  }
}

/** Place: the version, the object and the text of the file; with what is wrong where they name something else. */
export function placeDraft(
  question: PlanQuestion,
  { inGit, sent }: ReturnType<typeof parseTexts>,
  form: FormSchema | undefined,
): Draft {
  const { input, object } = question;
  const inFile = inGit.manifest && splitApiVersion(inGit.manifest.apiVersion).version;
  // A removal takes the file in whatever version it is.
  const asked = input.operation === "delete" ? undefined : input.version;
  const placed = { ...object, version: asked ?? inFile ?? object.version };
  if (input.operation === "delete") return placeRemoval(question, inGit, placed);
  const draft = draftFile({ ...question, object: placed }, inGit.manifest, sent, form);
  return { ...draft, before: inGit.manifest, errors: [...sayUnread(inGit.errors), ...draft.errors] };
}

/**
 * The path says what will be removed; the file must agree. A file that readers refuse for something else than which object
 * it is can be removed as well.
 */
function placeRemoval({ file }: PlanQuestion, inGit: ParsedText, object: RequestObject): Draft {
  const identity = inGit.manifest ? { manifest: inGit.manifest, errors: [] } : parseText(file, parseIdentity);
  const errors = identity.manifest
    ? validateManifest(identity.manifest, object, identity.manifest)
    : sayUnread(identity.errors);
  return { object, text: "", before: inGit.manifest, errors };
}

function sayUnread(errors: readonly FieldError[]): FieldError[] {
  return errors.map(({ message }) => portalError("", `The file in Git is not a manifest. ${message}`));
}

function draftFile(
  { input, object, file }: PlanQuestion,
  current: Manifest | undefined,
  sent: ParsedText,
  form: FormSchema | undefined,
): Draft {
  if (input.manifest !== undefined)
    return placeText(input.manifest, { sent, current }, object, isVersionFree(input, sent));
  const values = form ? settleValues(form, input.values ?? {}) : (input.values ?? {});
  const built = buildManifest({ type: object, ...object, values }, form);
  const after = current ? replaceValues(current, built) : built;
  const errors = [...validateFields(values), ...validateManifest(after, object, current)];
  const written = writeText(after, current && file);
  return {
    object,
    text: written.text,
    after: written.text === "" ? undefined : after,
    errors: [...errors, ...written.errors],
  };
}

/** The text of the file; empty, with why, where no text of the allowed size means the object. */
function writeText(after: Manifest, file: string | undefined): { text: string; errors: FieldError[] } {
  try {
    return { text: file === undefined ? formatManifest(after) : updateManifest(file, after), errors: [] };
  } catch (error) {
    if (isPortalError(error)) return { text: "", errors: error.errors };
    throw error;
  }
}

/** A change may move to another version of the API; a new object starts with the one that was offered. */
function isVersionFree({ operation, version }: PlanQuestion["input"], { manifest }: ParsedText): boolean {
  return operation === "update" && !version && manifest !== undefined;
}

function placeText(
  text: string,
  { sent: { manifest, errors }, current }: { sent: ParsedText; current: Manifest | undefined },
  object: RequestObject,
  isFree: boolean,
): Draft {
  const version = manifest && isFree ? splitApiVersion(manifest.apiVersion).version : object.version;
  const own = { ...object, version };
  const found = manifest ? validateManifest(manifest, own, current) : [];
  return { object: own, text: endLine(text), after: manifest, errors: [...errors, ...found] };
}

/** The file's own identity, labels and annotations, with the values of the form in place of the old ones. */
function replaceValues({ kind, metadata }: Manifest, built: Manifest): Manifest {
  return { ...built, kind, metadata };
}

function endLine(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
