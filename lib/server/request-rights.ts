import "server-only";
import { decide } from "#lib/auth/permissions";
import type { Action, Decision, Identity } from "#lib/auth/types";
import { toPortalError } from "#lib/errors";
import type { PullRequest } from "#lib/git/types";
import type { RequestObject } from "#lib/request/context";
import { listTouchedObjects } from "#lib/request/request";
import type { PortalRequestDetail } from "#lib/request/types";
import type { Portal } from "#lib/server/portal";
import { describeContext, type RequestSource, type RequestSurroundings } from "#lib/server/request-source";

export type RequestRights = Pick<PortalRequestDetail["may"], "approve" | "merge" | "close">;

const YES: Decision = { allowed: true, reason: "" };
const no = (reason: string): Decision => ({ allowed: false, reason });

/**
 * A request is seen by its author, and by who may list, or approve, each object that it is about: its files show them
 * as they were and as they will be.
 */
export async function maySee(
  portal: RequestSurroundings & Pick<Portal, "rules">,
  identity: Identity,
  { request: { author, object }, files = [] }: RequestSource,
): Promise<boolean> {
  if (author.id === identity.user) return true;
  const { objects } = listTouchedObjects(files, describeContext(portal));
  for (const shown of [object, ...objects]) {
    if (!(await maySeeObject(portal, identity, shown))) return false;
  }
  return true;
}

async function maySeeObject(
  { rules }: Pick<Portal, "rules">,
  identity: Identity,
  object: RequestObject,
): Promise<boolean> {
  const { cluster, group, plural: resource, namespace } = object;
  const place = { cluster, group, resource, namespace };
  for (const action of ["list", "approve"] as const) {
    const decision = await decide(identity, { action, ...place }, rules).catch(() =>
      no("The cluster is away."),
    );
    if (decision.allowed) return true;
  }
  return false;
}

/**
 * What the person may do with a request, each with why not. Nobody approves their own; merging takes an approval by
 * another and the right to approve; the author may close. The right is asked for everything that the files touch.
 */
export async function readRights(
  portal: RequestSurroundings & Pick<Portal, "rules">,
  identity: Identity,
  source: RequestSource,
): Promise<RequestRights> {
  const { pullRequest } = source;
  if (pullRequest.state !== "open") {
    const decision = no(pullRequest.state === "merged" ? "It is merged already." : "It is closed already.");
    return { approve: decision, merge: decision, close: decision };
  }
  // Who cannot be asked about cannot act; the page shows why and stands.
  const right = await decideAll(portal, identity, source).catch((error) => no(toPortalError(error).detail));
  const isAuthor = pullRequest.author.id === identity.user;
  return {
    approve: right.allowed ? decideApproval(pullRequest, identity) : right,
    merge: right.allowed ? decideMerge(pullRequest) : right,
    close: isAuthor ? YES : right,
  };
}

function decideApproval({ author, reviews }: PullRequest, identity: Identity): Decision {
  if (author.id === identity.user)
    return no("You asked for this yourself, so someone else has to approve it.");
  const approved = reviews.some(({ actor, verdict }) => verdict === "approved" && actor.id === identity.user);
  return approved ? no("You have approved it already.") : YES;
}

function decideMerge({ author, reviews }: PullRequest): Decision {
  const approved = reviews.some(({ actor, verdict }) => verdict === "approved" && actor.id !== author.id);
  return approved ? YES : no("It waits for an approval first.");
}

/** The right to approve each object that a merge would touch; files that hold no object are not ours to judge. */
async function decideAll(
  portal: RequestSurroundings & Pick<Portal, "rules">,
  identity: Identity,
  { files = [] }: RequestSource,
): Promise<Decision> {
  const { objects, otherPaths } = listTouchedObjects(files, describeContext(portal));
  const [other] = otherPaths;
  if (other !== undefined) {
    return no(
      `It also changes ${other}, which is no object the portal knows. Judge it where the repository is.`,
    );
  }
  for (const { cluster, group, plural: resource, namespace } of objects) {
    const action: Action = { action: "approve", cluster, group, resource, namespace };
    const decision = await decide(identity, action, portal.rules);
    if (!decision.allowed) return decision;
  }
  return objects.length > 0 ? YES : no("It changes nothing that the portal knows.");
}
