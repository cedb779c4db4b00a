/** The stages of a plan between reading the file in Git and the dry run. Pure: no I/O. */
import { basename } from "node:path/posix";
import type { FieldError } from "#lib/errors";
import { formatJson, parseJson } from "#lib/exact-json";
import { checkRules, type RuleVerdict } from "#lib/form/rules/check-rules";
import type { FormSchema } from "#lib/form/types";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import { listChanges, shortenChanges } from "#lib/request/derive/changes";
import { type DriftSides, listDrift } from "#lib/request/derive/drift";
import { formatEntryDiff, formatFileDiff } from "#lib/request/file/file-diff";
import { addEntry, removeEntry } from "#lib/request/file/kustomization";
import { collectErrors, type Manifest } from "#lib/request/file/manifest";
import { type Draft, parseTexts, placeDraft } from "#lib/request/plan/draft";
import type { FilePlan, PlanQuestion } from "#lib/request/plan/types";
import { validateDraft } from "#lib/request/plan/validate";
import { digestConfirmed, type GuardedSide, guardSide, listNoSecrets, maskKeys } from "#lib/request/secrets";
import type { NoSecret } from "#lib/request/trailers";
import type { FieldChange, FieldDrift } from "#lib/request/types";
import { SERVER_LIMITS } from "#lib/schema/cel/cost";

/** Parse, place, validate, mask, judge, render. Throws only for a bug in the portal. */
export function buildFilePlan(question: PlanQuestion, form: FormSchema | undefined): FilePlan {
  const parsed = parseTexts(question);
  const draft = placeDraft(question, parsed, form);
  const errors = validateDraft(draft, form);
  const masked = maskDraft(question, draft, form);
  const verdict = judgeDraft(draft, masked, errors, form);
  return renderFile(question, draft, masked, verdict, form);
}

/** The result of the stage "mask". */
interface MaskedDraft {
  before: GuardedSide;
  after: GuardedSide;
  /** The places that the request confirms as not secret. */
  confirmed: NoSecret[];
}

/** Stage "mask": masks both sides. */
function maskDraft(
  { input }: PlanQuestion,
  { before, after, text, textInGit }: Draft,
  form: FormSchema | undefined,
): MaskedDraft {
  const [inGit, next] = [
    { manifest: before, text: textInGit },
    { manifest: after, text },
  ];
  const confirmed = digestConfirmed(next, input);
  return {
    before: guardSide(inGit, confirmed, form),
    after: guardSide(next, confirmed, form, inGit),
    confirmed,
  };
}

/** Stage "judge": all errors of the values, with those of the form's rules (CEL) at fields without an error. */
function judgeDraft(
  { before, after }: Draft,
  { after: { errors: secrets, open } }: MaskedDraft,
  errors: readonly FieldError[],
  form: FormSchema | undefined,
): RuleVerdict {
  const found = [...errors, ...secrets];
  const known = new Set(found.map(({ path }) => path));
  // The message of a rule can quote the value, so rules do not run when a secret was found.
  const isJudged = after && form && secrets.length === 0;
  const rules = isJudged ? checkRules(form, after, before, SERVER_LIMITS) : { errors: [], unchecked: [] };
  return {
    errors: maskKeys([...found, ...rules.errors.filter(({ path }) => !known.has(path))], open),
    unchecked: maskKeys(rules.unchecked, open),
  };
}

/**
 * Stage "render": texts, diff and changes; and, as text, what the comparison with the cluster's object needs.
 */
function renderFile(
  question: PlanQuestion,
  draft: Draft,
  { before, after, confirmed }: MaskedDraft,
  verdict: RuleVerdict,
  form: FormSchema | undefined,
): FilePlan {
  const { input, path, file, hidesFile } = question;
  const { operation } = input;
  const { content } = draft;
  const entry = planEntry(question, draft);
  const changes = listChanges(before.manifest, after.manifest, form);
  const shown = { before: before.manifest, after: after.manifest };
  return {
    object: draft.object,
    content,
    text: draft.text,
    ...(entry.content !== undefined && { kustomization: { path: entry.path, content: entry.content } }),
    ...verdict,
    errors: [...verdict.errors, ...entry.errors],
    noSecrets: listNoSecrets(confirmed, after.held),
    manifest: after.text ?? "",
    diff: `${formatFileDiff(
      path,
      hidesFile ? { before: undefined, after: draft.text } : { before: file, after: content ?? undefined },
      { before: mapText(draft.textInGit, before), after: mapText(draft.text, after) },
    )}${entry.diff}`,
    changes: shortenChanges(changes),
    amendment: renderAmendment(question, draft, confirmed, form),
    after: draft.after && formatJson(draft.after),
    comparison:
      operation === "update" && draft.before
        ? {
            version: splitApiVersion(draft.before.apiVersion).version,
            sides: formatJson({ inGit: draft.before, shown, changes, confirmed } satisfies Sides),
          }
        : undefined,
  };
}

interface EntryPlan {
  path: string;
  /** Undefined where the kustomization stays. */
  content?: string | undefined;
  diff: string;
  errors: FieldError[];
}

/** The entry of the file in the kustomization of its folder. A file with other documents keeps its entry. */
function planEntry(
  { input: { operation }, object: { namespace }, path, kustomization }: PlanQuestion,
  { content }: Draft,
): EntryPlan {
  const none = { path: kustomization?.path ?? "", diff: "", errors: [] };
  if (!kustomization || (operation === "delete" && content !== null)) return none;
  const { path: own, text } = kustomization;
  const entry = basename(path);
  const { result, errors } = collectErrors(() =>
    operation === "delete"
      ? removeEntry(text ?? "", entry, own)
      : addEntry(text, entry, { path: own, namespace }),
  );
  if (result === undefined || result === text) return { ...none, errors };
  return { path: own, content: result, diff: formatEntryDiff(own, text, result), errors };
}

/** The difference from the file on the branch; undefined where the request amends no other. */
function renderAmendment(
  { path, proposed }: PlanQuestion,
  { proposal, after, text, content, textOnBranch }: Draft,
  confirmed: readonly NoSecret[],
  form: FormSchema | undefined,
): FilePlan["amendment"] {
  if (proposed === undefined) return undefined;
  const onBranch = { manifest: proposal, text: textOnBranch };
  const shown = guardSide(onBranch, confirmed, form);
  const next = guardSide({ manifest: after, text }, confirmed, form, onBranch);
  return {
    diff: formatFileDiff(
      path,
      { before: proposed, after: content ?? undefined },
      { before: mapText(textOnBranch, shown), after: mapText(text, next) },
    ),
    changes: shortenChanges(listChanges(shown.manifest, next.manifest, form)),
  };
}

function mapText(text: string | undefined, shown: GuardedSide): ReadonlyMap<string, string | undefined> {
  return new Map(text === undefined ? [] : [[text, shown.text]]);
}

/** The content of `sides` from `renderFile`. */
interface Sides {
  /** The unmasked object in Git: a secret that differs in the cluster gets another placeholder. */
  inGit: Manifest;
  shown: DriftSides;
  changes: FieldChange[];
  confirmed: readonly NoSecret[];
}

/** The drift of a change: `sides` from `buildFilePlan`, `live` the object as JSON. */
export function compareLive(sides: string, live: string, form: FormSchema | undefined): FieldDrift[] {
  const { inGit, shown, changes, confirmed } = parseJson<Sides>(sides);
  const object = parseJson<Manifest>(live);
  const other = { manifest: inGit, text: undefined };
  const masked = guardSide({ manifest: object, text: undefined }, confirmed, form, other).manifest;
  return listDrift({ ...shown, live: masked }, changes, form);
}
