/** The first stages of a plan: parse the input and the file in Git, and build the new file from them. */
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
  /** Has the version of the resulting file. */
  object: RequestObject;
  /** Empty for a removal. */
  text: string;
  /** The object in Git; absent for a new one, and for a text that is not a manifest. */
  before?: Manifest | undefined;
  /** The resulting object; absent for a removal, and for a text that is not a manifest. */
  after?: Manifest | undefined;
  errors: FieldError[];
}

/** A parsed text. `errors` has the reasons when there is no manifest. */
export interface ParsedText {
  manifest?: Manifest | undefined;
  errors: FieldError[];
}

/** Stage "parse": the file in Git and the sent text. A create ignores the file in Git. */
export function parseTexts({ input, file }: PlanQuestion): { inGit: ParsedText; sent: ParsedText } {
  const none: ParsedText = { errors: [] };
  return {
    inGit: input.operation === "create" || file === undefined ? none : parseText(file),
    sent: input.operation === "delete" || input.manifest === undefined ? none : parseText(input.manifest),
  };
}

/** Undefined for an absent text. @throws only for a bug in the portal */
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

/**
 * Stage "place": the version, the object and the text of the file, with errors where they name another
 * object.
 */
export function placeDraft(
  question: PlanQuestion,
  { inGit, sent }: ReturnType<typeof parseTexts>,
  form: FormSchema | undefined,
): Draft {
  const { input, object } = question;
  const inFile = inGit.manifest && splitApiVersion(inGit.manifest.apiVersion).version;
  // A removal accepts the file in any version.
  const asked = input.operation === "delete" ? undefined : input.version;
  const placed = { ...object, version: asked ?? inFile ?? object.version };
  if (input.operation === "delete") return placeRemoval(question, inGit, placed);
  const draft = draftFile({ ...question, object: placed }, inGit.manifest, sent, form);
  return {
    ...draft,
    before: inGit.manifest,
    errors: [...describeParseErrors(inGit.errors), ...draft.errors],
  };
}

/**
 * The path names the object to remove, and the file must match it. A file with parse errors outside its
 * identity can be removed as well.
 */
function placeRemoval({ file }: PlanQuestion, inGit: ParsedText, object: RequestObject): Draft {
  const identity = inGit.manifest ? { manifest: inGit.manifest, errors: [] } : parseText(file, parseIdentity);
  const errors = identity.manifest
    ? validateManifest(identity.manifest, object, identity.manifest)
    : describeParseErrors(identity.errors);
  return { object, text: "", before: inGit.manifest, errors };
}

function describeParseErrors(errors: readonly FieldError[]): FieldError[] {
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

/** The text of the file; empty, with an error, where no text within the limits means the object. */
function writeText(after: Manifest, file: string | undefined): { text: string; errors: FieldError[] } {
  try {
    return { text: file === undefined ? formatManifest(after) : updateManifest(file, after), errors: [] };
  } catch (error) {
    if (isPortalError(error)) return { text: "", errors: error.errors };
    throw error;
  }
}

/** A change can move to another API version. A new object starts with the offered version. */
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

/** The file's own identity, labels and annotations, with the form's values instead of the old ones. */
function replaceValues({ kind, metadata }: Manifest, built: Manifest): Manifest {
  return { ...built, kind, metadata };
}

function endLine(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
