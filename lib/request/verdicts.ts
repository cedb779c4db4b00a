/** What the rules of an API and its server say of a request that is worked out, but not made. */
import type { FieldError } from "#lib/errors";
import type { RequestContext, RequestObject, ServerAnswer } from "#lib/request/context";
import type { Manifest } from "#lib/request/manifest";
import type { RuleVerdict } from "#lib/schema/cel/check-rules";

interface Planned {
  object: RequestObject;
  before?: Manifest;
  /** Absent for a removal, and for text that is no manifest. */
  after?: Manifest;
}

export function judgeRules(
  { checkRules }: RequestContext,
  { before, after }: Omit<Planned, "object">,
): RuleVerdict {
  return after && checkRules ? checkRules(after, before) : { errors: [], unchecked: [] };
}

/** The errors with those that say something new: one thing a field. */
export function addErrors(errors: FieldError[], more: readonly FieldError[]): FieldError[] {
  const known = new Set(errors.map(({ path }) => path));
  return [...errors, ...more.filter(({ path }) => !known.has(path))];
}

/**
 * What the API server says. It is asked only for what the portal itself has nothing against: then the manifest is
 * about the object that the person may ask for, and no other.
 */
export async function askServer(
  { tryOnServer }: RequestContext,
  { object, after }: Planned,
  found: readonly FieldError[],
): Promise<ServerAnswer> {
  if (found.length > 0) return notAsked("It is asked once everything else is right.");
  if (!after) return notAsked("A removal is not tried beforehand.");
  if (!tryOnServer) return notAsked("The cluster has its say when the pull request is merged.");
  return tryOnServer(after, object);
}

/** An answer that blames nobody: the request can be made without the server's word. */
export function notAsked(reason: string, warnings: string[] = []): ServerAnswer {
  return { verdict: { state: "unchecked", reason, warnings }, errors: [] };
}
