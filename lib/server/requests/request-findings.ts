import "server-only";
import { decide } from "#lib/auth/permissions/permissions";
import type { Action, Identity } from "#lib/auth/types";
import { trustReference } from "#lib/kubernetes/objects/reference";
import { listExistingFindings } from "#lib/request/existing-resource";
import { parseTrailers } from "#lib/request/trailers";
import type { RequestFinding } from "#lib/request/types";
import type { Portal } from "#lib/server/portal";
import { type KnownSources, readExisting } from "#lib/server/requests/existing";
import type { RequestRights } from "#lib/server/requests/request-rights";
import type { RequestSource } from "#lib/server/requests/request-source";
import { findServedVersion } from "#lib/server/resources/objects";

/**
 * The facts that decide whether an open request can still be merged as what it is: its object exists by now, or its
 * version is no longer served. A person who may neither read the object nor approve requests for it learns nothing of
 * what exists.
 * @throws PortalError `git-unavailable`
 */
export async function readFindings(
  portal: Portal,
  identity: Identity,
  source: RequestSource,
  known: Omit<KnownSources, "own">,
): Promise<RequestFinding[]> {
  const { pullRequest, request } = source;
  if (pullRequest.state !== "open" || request.object.kind === "") return [];
  const version = describeVersion(portal, source);
  const found =
    isCreate(source) && (await mayKnow(portal, identity, source))
      ? listExistingFindings(
          request.object,
          await readExisting(portal, identity, request.object, { ...known, own: request.id }),
          parseTrailers(pullRequest.body)?.adopts,
        )
      : [];
  return [...(version ? [version] : []), ...found];
}

/** The rights with what the findings forbid. */
export function restrictByFindings(
  rights: RequestRights,
  findings: readonly RequestFinding[],
): RequestRights {
  const blocking = findings.find(({ blocks }) => blocks);
  if (!blocking) return rights;
  const refused = { allowed: false, reason: `${blocking.message} ${blocking.next}` };
  return {
    ...rights,
    approve: rights.approve.allowed ? refused : rights.approve,
    merge: rights.merge.allowed ? refused : rights.merge,
  };
}

/** A request that was made as a create stays one, even where its file is on the target branch by now. */
function isCreate({ pullRequest, request }: RequestSource): boolean {
  return request.operation === "create" || parseTrailers(pullRequest.body)?.operation === "create";
}

function describeVersion(portal: Portal, { request }: RequestSource): RequestFinding | undefined {
  const { object, operation } = request;
  const to = operation === "delete" ? undefined : findServedVersion(portal, object);
  if (to === undefined) return undefined;
  const { version: from, kind, cluster } = object;
  return {
    kind: "version-not-served",
    message: `The cluster ${cluster} no longer serves ${kind} ${from}, so a GitOps agent cannot apply this request.`,
    next: `Move the request to ${to}.`,
    blocks: true,
    move: { from, to, lost: [] },
  };
}

/**
 * True where the person may read the object or approve requests for it: an approver decides about the object, and so
 * may know that it exists. False also while the cluster cannot answer.
 */
async function mayKnow(
  { rules }: Pick<Portal, "rules">,
  identity: Identity,
  { request: { object } }: RequestSource,
): Promise<boolean> {
  const { cluster, group, plural: resource, namespace } = object;
  const ways: (() => Action)[] = [
    // A file that a person wrote by hand may name a place that cannot exist: nobody may read there.
    () => ({ action: "read", object: trustReference(object) }),
    () => ({ action: "approve", cluster, group, resource, namespace }),
  ];
  const askFor = async (way: () => Action) => decide(identity, way(), rules);
  for (const way of ways) {
    const decision = await askFor(way).catch(() => undefined);
    if (decision?.allowed) return true;
  }
  return false;
}
