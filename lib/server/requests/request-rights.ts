import "server-only";
import { decide } from "#lib/auth/permissions/permissions";
import type { Action, Decision, Identity } from "#lib/auth/types";
import { PortalError, toPortalError } from "#lib/errors";
import type { PullRequest } from "#lib/git/types";
import { trustReference } from "#lib/kubernetes/objects/reference";
import { isUnknown } from "#lib/request/derive/request";
import type { RequestObject } from "#lib/request/object";
import type { PortalRequestDetail } from "#lib/request/types";
import type { Portal } from "#lib/server/portal";
import { hasPushed, listTouched, type RequestSource } from "#lib/server/requests/request-source";
import { isAuthorOf, selvesIn } from "#lib/server/requests/self";

export type RequestRights = Pick<PortalRequestDetail["may"], "approve" | "merge" | "close">;

const YES: Decision = { allowed: true, reason: "" };
const no = (reason: string): Decision => ({ allowed: false, reason });

/**
 * A request is seen by its author, by everyone where its record is lost and shows nothing, and by who may list, or
 * approve, each object that it is about: its files show them
 * as they were and as they will be.
 *
 * @param onOutage told why it is unknown, where the cluster does not answer; the result is then false.
 */
export async function maySee(
  portal: Pick<Portal, "repositories" | "rules">,
  identity: Identity,
  source: RequestSource,
  onOutage: OnOutage = () => undefined,
): Promise<boolean> {
  const { request } = source;
  const { author, object } = request;
  if (isAuthorOf(portal, identity, source)) return true;
  if (isUnknown(request)) return author.id === "";
  const { objects } = listTouched(portal, source);
  for (const shown of [object, ...objects]) {
    if (!(await maySeeObject(portal, identity, shown, onOutage))) return false;
  }
  return true;
}

/**
 * Throws where the person may not see a request.
 * @throws PortalError `forbidden`; `cluster-unavailable` where the access is unknown, which is not the same as none
 */
export async function assertSeen(
  portal: Pick<Portal, "repositories" | "rules">,
  identity: Identity,
  source: RequestSource,
): Promise<void> {
  let outage: PortalError | undefined;
  const seen = await maySee(portal, identity, source, (error) => {
    outage = error;
  });
  if (seen) return;
  if (outage) throw outage;
  throw new PortalError("forbidden", {
    detail: "You can't see this request: another person opened it for an object that you have no access to.",
    suggestion: "Ask its author, or ask the platform team for access.",
  });
}

async function maySeeObject(
  { rules }: Pick<Portal, "rules">,
  identity: Identity,
  object: RequestObject,
  onOutage: OnOutage,
): Promise<boolean> {
  const { cluster, group, plural: resource, namespace } = object;
  for (const ask of [
    // A hand-made file may name a place that cannot exist: nobody may list there.
    async () => decide(identity, { action: "list", scope: trustReference(object) }, rules),
    () => decide(identity, { action: "approve", cluster, group, resource, namespace }, rules),
  ]) {
    const decision = await ask().catch((error: unknown) => {
      reportOutage(error, onOutage);
      return no("");
    });
    if (decision.allowed) return true;
  }
  return false;
}

/** Told of a cluster that did not answer: the person's access is unknown then, which is not the same as none. */
type OnOutage = (error: PortalError) => void;

function reportOutage(thrown: unknown, onOutage: OnOutage): void {
  const error = toPortalError(thrown);
  if (error.code === "cluster-unavailable") onOutage(error);
}

/**
 * What the person may do with a request, each with why not. Nobody approves their own; merging takes an approval by
 * another and the right to approve; the author may close. The right is asked for everything that the files touch.
 *
 * @param onOutage told why the right to approve is unknown, where the cluster does not answer.
 */
export async function readRights(
  portal: Pick<Portal, "repositories" | "rules">,
  identity: Identity,
  source: RequestSource,
  onOutage: OnOutage = () => undefined,
): Promise<RequestRights> {
  const { pullRequest } = source;
  if (pullRequest.state !== "open") {
    const decision = no(pullRequest.state === "merged" ? "It is merged already." : "It is closed already.");
    return { approve: decision, merge: decision, close: decision };
  }
  // Who cannot be asked about cannot act; the page shows why and stands.
  const right = await decideAll(portal, identity, source).catch((error: unknown) => {
    reportOutage(error, onOutage);
    return no(toPortalError(error).detail);
  });
  const selves = selvesIn(portal, identity, source.request.id);
  const isAuthor = selves.includes(pullRequest.author.id);
  return {
    // To the author, what they may approve of others' is no reason.
    approve:
      right.allowed || (isAuthor && source.request.problem === undefined)
        ? decideApproval(source, identity, selves)
        : right,
    merge: right.allowed ? decideMerge(pullRequest) : right,
    close: isAuthor || right.allowed ? YES : await decideClosing(portal, identity, source, right),
  };
}

/** The author amends an open request that can still be merged. Its other rights, such as to request, are not asked here. */
export function decideAmendment(
  portal: Pick<Portal, "repositories">,
  identity: Identity,
  source: RequestSource,
): Decision {
  const { pullRequest, request } = source;
  const { state } = pullRequest;
  if (state !== "open") return no(state === "merged" ? "It is merged already." : "It is closed already.");
  if (!isAuthorOf(portal, identity, source))
    return no("Only the person who opened this request can change it.");
  if (request.problem !== undefined) return no(request.problem);
  return request.operation === "delete" ? no("A removal has no values. Withdraw it instead.") : YES;
}

function decideApproval(
  { pullRequest, changes }: RequestSource,
  { name, email }: Identity,
  selves: readonly string[],
): Decision {
  const { author, reviews, pushers } = pullRequest;
  if (selves.includes(author.id)) return no("You opened this request, so another person has to approve it.");
  if (selves.some((id) => hasPushed({ id, name, email }, pushers, changes?.authors ?? [])))
    return no("You pushed to the branch of this request, so another person has to approve it.");
  const approved = reviews.some(({ actor, verdict }) => verdict === "approved" && selves.includes(actor.id));
  return approved ? no("You have approved it already.") : YES;
}

function decideMerge({ author, reviews }: PullRequest): Decision {
  const approved = reviews.some(({ actor, verdict }) => verdict === "approved" && actor.id !== author.id);
  return approved ? YES : no("It waits for an approval first.");
}

/** The right to approve each object that a merge would touch; files that hold no object are not ours to judge. */
async function decideAll(
  portal: Pick<Portal, "repositories" | "rules">,
  identity: Identity,
  source: RequestSource,
): Promise<Decision> {
  const { problem } = source.request;
  if (problem !== undefined) return no(problem);
  const { objects, otherPaths, refusals } = listTouched(portal, source);
  const [other] = otherPaths;
  if (other !== undefined) return describeOther(other, refusals.get(other));
  return decideObjects(portal, identity, objects);
}

/**
 * Closing applies nothing: who may approve may close also what no cluster serves any more, and what cannot be read, by
 * the group and plural that its path or trailers name.
 */
async function decideClosing(
  portal: Pick<Portal, "repositories" | "rules">,
  identity: Identity,
  source: RequestSource,
  right: Decision,
): Promise<Decision> {
  const { object, problem } = source.request;
  const { objects, otherPaths, unservedPaths, refusals } = listTouched(portal, source);
  if (problem === undefined && unservedPaths.length === 0) return right;
  const other = otherPaths.find((path) => !unservedPaths.includes(path));
  if (other !== undefined) return describeOther(other, refusals.get(other));
  const asked = problem === undefined ? objects : [object, ...objects];
  if (asked.some(({ plural }) => plural === "")) return right;
  return decideObjects(portal, identity, asked).catch((error) => no(toPortalError(error).detail));
}

async function decideObjects(
  portal: Pick<Portal, "rules">,
  identity: Identity,
  objects: readonly RequestObject[],
): Promise<Decision> {
  for (const { cluster, group, plural: resource, namespace } of objects) {
    const action: Action = { action: "approve", cluster, group, resource, namespace };
    const decision = await decide(identity, action, portal.rules);
    if (!decision.allowed) return decision;
  }
  return objects.length > 0 ? YES : no("It changes nothing that the portal knows.");
}

/** `refusal` is why the reader refuses the file. */
function describeOther(path: string, refusal: string | undefined): Decision {
  if (refusal !== undefined) {
    return no(
      `The portal cannot tell which object ${path} is. ${refusal} Review the file in the repository.`,
    );
  }
  return no(
    `It also changes ${path}, which is no object the portal knows. Judge it where the repository is.`,
  );
}
