import "server-only";
import { decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { PortalError } from "#lib/errors";
import type { Portal } from "#lib/server/portal";
import { type RequestChange, requestModelOf } from "#lib/server/read-model/request-model";
import { digestSeen, filterSeen } from "#lib/server/read-model/sight";
import { requireRepositories } from "#lib/server/repositories";
import { assertSeen } from "#lib/server/requests/request-rights";
import type { RequestSource } from "#lib/server/requests/request-source";
import { findReference } from "#lib/server/resources/objects";
import { followDigest } from "#lib/server/stream/digest-follower";
import { buildObjectSteps } from "#lib/server/stream/object-follower";

/**
 * Tells which requests changed, as far as the person may see them, before or after the change. Without ids any may have
 * changed. Without a repository there are no requests to follow. Returns unsubscribe.
 */
export function followRequests(
  portal: Portal,
  identity: Identity,
  notify: (ids?: readonly string[]) => void,
): () => void {
  if (portal.repositories.length === 0) return () => undefined;
  let stopped = false;
  async function tell({ changed }: RequestChange): Promise<void> {
    const states = changed && [...changed.values()].flatMap(({ before, after }) => [before, after]);
    const seen =
      states &&
      (await filterSeen(
        portal,
        identity,
        states.filter((source) => source !== undefined),
      ));
    if (stopped) return;
    if (!seen) notify();
    else if (seen.length > 0) notify([...new Set(seen.map(({ request }) => request.id))]);
  }
  // Where nobody can say what the person may see, they are told nothing.
  const unsubscribe = requestModelOf(portal).subscribe((change) => void tell(change).catch(() => undefined));
  return () => {
    stopped = true;
    unsubscribe();
  };
}

/**
 * Tells of changes of one request, of the other requests about its object, and of the object. Returns unsubscribe.
 * Throws `not-found`, `forbidden`, `cluster-unavailable`, `git-unavailable`.
 */
export async function followRequest(
  portal: Portal,
  identity: Identity,
  id: string,
  notify: () => void,
): Promise<() => void> {
  requireRepositories(portal);
  const model = requestModelOf(portal);
  const source = (await model.current()).find(id);
  if (!source) {
    throw new PortalError("not-found", {
      detail: `There is no request "${id.slice(0, 200)}".`,
      suggestion: "Find it in the list of requests.",
    });
  }
  await assertSeen(portal, identity, source);
  const { object } = source.request;
  const stopRequests = await followDigest(
    model,
    (index) => digestSeen(portal, identity, index, index.about(object)),
    notify,
  );
  const stopObject = await followReadable(portal, identity, object, notify);
  return () => {
    stopRequests();
    stopObject?.();
  };
}

/** The object of a request, for who may read it. It need not exist, and its kind need not be served. */
async function followReadable(
  portal: Portal,
  identity: Identity,
  object: RequestSource["request"]["object"],
  notify: () => void,
): Promise<(() => void) | undefined> {
  try {
    const reference = findReference(portal, object);
    if (!reference) return undefined;
    const { allowed } = await decide(identity, { action: "read", object: reference }, portal.rules);
    return allowed ? buildObjectSteps(portal, identity, reference, notify) : undefined;
  } catch {
    // A Secret, a name that cannot exist, or nobody can say: the request itself is followed all the same.
    return undefined;
  }
}
