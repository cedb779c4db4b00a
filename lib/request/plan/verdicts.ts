/** What the rules of an API and its server say of a request that is worked out, but not made. */

import type { FieldError } from "#lib/errors";
import { parseJson } from "#lib/exact-json";
import { checkRules, type RuleVerdict } from "#lib/form/rules/check-rules";
import type { FormSchema } from "#lib/form/types";
import type { RequestContext, ServerAnswer } from "#lib/request/context";
import type { Manifest } from "#lib/request/file/manifest";
import type { WorkedOut } from "#lib/request/plan/types";
import { SERVER_LIMITS } from "#lib/schema/cel/cost";

/** The rules (CEL) of the form against the object, and against what it was; none for a removal. */
export function judgeRules(
  { before, after }: { before?: Manifest | undefined; after?: Manifest | undefined },
  form: FormSchema | undefined,
): RuleVerdict {
  return after && form ? checkRules(form, after, before, SERVER_LIMITS) : { errors: [], unchecked: [] };
}

/** The errors with those that say something new: one thing a field. */
export function addErrors(errors: FieldError[], more: readonly FieldError[]): FieldError[] {
  const known = new Set(errors.map(({ path }) => path));
  return [...errors, ...more.filter(({ path }) => !known.has(path))];
}

/**
 * What the API server says. It is asked only for what the portal itself has nothing against: then the manifest is
 * about the object that the person may ask for, and no other. `after` is that object as JSON.
 */
export async function askServer(
  { tryOnServer }: RequestContext,
  { object, after }: Pick<WorkedOut, "object" | "after">,
  found: readonly FieldError[],
): Promise<ServerAnswer> {
  if (found.length > 0) return notAsked("It is asked once everything else is right.");
  if (after === undefined) return notAsked("A removal is not tried beforehand.");
  if (!tryOnServer) return notAsked("The cluster has its say when the pull request is merged.");
  return tryOnServer(readAfter(after), object);
}

// A stage of the plan wrote it.
function readAfter(after: string): Manifest {
  return parseJson<Manifest>(after);
}

/** An answer that blames nobody: the request can be made without the server's word. */
export function notAsked(reason: string, warnings: string[] = []): ServerAnswer {
  return { verdict: { state: "unchecked", reason, warnings }, errors: [] };
}
