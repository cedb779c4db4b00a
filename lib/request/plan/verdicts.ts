/** The verdicts of an API's rules and of the API server on a planned request. */

import type { FieldError } from "#lib/errors";
import { parseJson } from "#lib/exact-json";
import { checkRules, type RuleVerdict } from "#lib/form/rules/check-rules";
import type { FormSchema } from "#lib/form/types";
import type { RequestContext, ServerAnswer } from "#lib/request/context";
import type { Manifest } from "#lib/request/file/manifest";
import type { FilePlan } from "#lib/request/plan/types";
import { SERVER_LIMITS } from "#lib/schema/cel/cost";

/** Checks the form's rules (CEL) against the new object and the old one. Empty for a removal. */
export function judgeRules(
  { before, after }: { before?: Manifest | undefined; after?: Manifest | undefined },
  form: FormSchema | undefined,
): RuleVerdict {
  return after && form ? checkRules(form, after, before, SERVER_LIMITS) : { errors: [], unchecked: [] };
}

/** Adds those errors whose field has none yet: one error for each field. */
export function addErrors(errors: FieldError[], more: readonly FieldError[]): FieldError[] {
  const known = new Set(errors.map(({ path }) => path));
  return [...errors, ...more.filter(({ path }) => !known.has(path))];
}

/**
 * Runs the dry run on the API server, only when the portal found no error. The manifest is then certainly
 * about the object that the person may request. `after` is that object as JSON.
 */
export async function runDryRun(
  { tryOnServer }: RequestContext,
  { object, after }: Pick<FilePlan, "object" | "after">,
  found: readonly FieldError[],
): Promise<ServerAnswer> {
  if (found.length > 0) return skipDryRun("The dry run starts after you fix the other errors.");
  if (after === undefined) return skipDryRun("The portal doesn't run a dry run for a removal.");
  if (!tryOnServer) return skipDryRun("The cluster checks the request after the merge.");
  return tryOnServer(readAfter(after), object);
}

// `after` comes from a stage of the plan, so it is valid.
function readAfter(after: string): Manifest {
  return parseJson<Manifest>(after);
}

/** A verdict for a skipped dry run. The request can be made without it. */
export function skipDryRun(reason: string, warnings: string[] = []): ServerAnswer {
  return { verdict: { state: "unchecked", reason, warnings }, errors: [] };
}
