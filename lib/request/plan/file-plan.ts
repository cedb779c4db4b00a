/** The stages of a plan between reading the file in Git and the dry run. Pure: no I/O. */

import type { FieldError } from "#lib/errors";
import { formatJson, parseJson } from "#lib/exact-json";
import { findOverrides } from "#lib/form/layout/visibility";
import type { FormSchema } from "#lib/form/types";
import { validateValues } from "#lib/form/values/validate";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import { formatUnifiedDiff } from "#lib/manifest/diff/unified-diff";
import { listChanges, shortenChanges } from "#lib/request/derive/changes";
import { type DriftSides, listDrift } from "#lib/request/derive/drift";
import { extractValues, type Manifest } from "#lib/request/file/manifest";
import { type Draft, parseTexts, placeDraft } from "#lib/request/plan/draft";
import type { FilePlan, PlanQuestion } from "#lib/request/plan/types";
import { addErrors, judgeRules } from "#lib/request/plan/verdicts";
import { digestConfirmed, type GuardedSide, guardSide, listNoSecrets, maskKeys } from "#lib/request/secrets";
import type { NoSecret } from "#lib/request/trailers";
import type { FieldChange, FieldDrift } from "#lib/request/types";

/** Parse, place, validate, mask, judge, render. Throws only for a bug in the portal. */
export function buildFilePlan(question: PlanQuestion, form: FormSchema | undefined): FilePlan {
  const draft = placeDraft(question, parseTexts(question), form);
  const valueErrors = validateDraft(draft, form);
  const confirmed = digestConfirmed({ manifest: draft.after, text: draft.text }, question.input);
  const { before, after } = maskDraft(question, draft, confirmed, form);
  // The message of a rule can quote the value, so rules do not run when a secret was found.
  const rules = judgeRules(after.errors.length === 0 ? draft : {}, form);
  const errors = addErrors([...draft.errors, ...valueErrors, ...after.errors], rules.errors);
  return {
    ...renderDraft(question, draft, { before, after }, confirmed, form),
    errors: maskKeys(errors, after.open),
    unchecked: maskKeys(rules.unchecked, after.open),
    noSecrets: listNoSecrets(confirmed, after.held),
  };
}

/** Stage "validate": checks values against the form's schema and the platform team's set values. */
function validateDraft({ after }: Draft, form: FormSchema | undefined): FieldError[] {
  if (!after || !form) return [];
  const values = extractValues(after);
  return [...validateValues(form, values), ...findOverrides(form, values)];
}

/** Stage "mask": masks both sides. */
function maskDraft(
  { file }: PlanQuestion,
  { before, after, text }: Draft,
  confirmed: readonly NoSecret[],
  form: FormSchema | undefined,
): Record<"before" | "after", GuardedSide> {
  const inGit = { manifest: before, text: file };
  return {
    before: guardSide(inGit, confirmed, form),
    after: guardSide({ manifest: after, text }, confirmed, form, inGit),
  };
}

/**
 * Stage "render": texts, diff and changes; and, as text, what the comparison with the cluster's object needs.
 */
function renderDraft(
  { input: { operation }, path }: PlanQuestion,
  draft: Draft,
  { before, after }: Record<"before" | "after", GuardedSide>,
  confirmed: readonly NoSecret[],
  form: FormSchema | undefined,
): Omit<FilePlan, "errors" | "unchecked" | "noSecrets"> {
  const content = operation === "delete" ? null : draft.text;
  const changes = listChanges(before.manifest, after.manifest, form);
  const shown = { before: before.manifest, after: after.manifest };
  return {
    object: draft.object,
    content,
    manifest: after.text ?? "",
    diff: formatUnifiedDiff(path, before.text, content === null ? undefined : after.text),
    changes: shortenChanges(changes),
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

/** The content of `sides` from `renderDraft`. */
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
