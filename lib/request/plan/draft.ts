/** Stages "parse" and "place" of a file: the input, the file in Git, and the new file from both. */
import type { FieldError } from "#lib/errors";
import { settleValues } from "#lib/form/layout/visibility";
import type { FormSchema, FormValues } from "#lib/form/types";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
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
export function parseTexts({
  input: { operation, manifest },
  file,
  proposed: onBranch,
}: PlanQuestion): ParsedTexts {
  const proposed = parseText(onBranch);
  const inGit = operation === "create" ? NO_TEXT : parseText(file);
  if (operation !== "delete") return { inGit, proposed, sent: parseText(manifest), removed: NO_TEXT };
  return { inGit, proposed, sent: NO_TEXT, removed: inGit.manifest ? inGit : parseText(file, parseIdentity) };
}

/** The result of the stage "place". */
export interface Draft {
  /** Has the version of the resulting file. */
  object: RequestObject;
  /** Empty for a removal, and where no text within the limits means the object. */
  text: string;
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
  { input, object, file, proposed: onBranch }: PlanQuestion,
  { inGit, proposed, sent, removed }: ParsedTexts,
  form: FormSchema | undefined,
): Draft {
  const before = inGit.manifest;
  // An amended request goes on from the file on its branch.
  const start = proposed.manifest ?? before;
  const placed = { ...object, version: chooseVersion(input, start, sent.manifest) ?? object.version };
  if (input.operation === "delete") {
    const named = removed.manifest;
    const parseErrors = describeParseErrors(removed);
    return { object: placed, text: "", before, named, inGit: named, parseErrors, writeErrors: [] };
  }
  const parseErrors = [...describeParseErrors(inGit), ...sent.errors];
  const own = { object: placed, before, proposal: proposed.manifest, inGit: before, parseErrors };
  if (input.manifest !== undefined) {
    const { manifest } = sent;
    return { ...own, text: endLine(input.manifest), after: manifest, named: manifest, writeErrors: [] };
  }
  const values = form ? settleValues(form, input.values ?? {}) : (input.values ?? {});
  const built = buildManifest({ type: placed, ...placed, values }, form);
  // The file keeps its own identity, labels and annotations.
  const next = start ? { ...built, kind: start.kind, metadata: start.metadata } : built;
  const startText = onBranch ?? file;
  const { result: text = "", errors: writeErrors } = collectErrors(() =>
    start && startText !== undefined ? updateManifest(startText, next) : formatManifest(next),
  );
  return { ...own, text, after: text === "" ? undefined : next, named: next, values, writeErrors };
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
