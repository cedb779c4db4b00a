import "server-only";
import type { NamesResponse } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import { getPortal } from "#lib/server/portal";
import { requestModelOf } from "#lib/server/read-model/request-model";
import { filterSeen } from "#lib/server/read-model/sight";
import type { RequestSource } from "#lib/server/requests/request-source";
import { watchOffer, withSynced } from "#lib/server/resources/objects";
import { findSeenRecord } from "#lib/server/use-cases/catalog";
import { filterListable } from "#lib/server/use-cases/resource-list/listed-objects";

type UsedName = NamesResponse["names"][number];

/**
 * The names that objects of an offer have in a namespace, in the cluster, in Git or in an open request, as far as the
 * person may see them. Nothing is derived for it: a form asks while a name is typed. Throws as `findSeenRecord`,
 * `cluster-unavailable`, `git-unavailable`.
 */
export async function listNames(
  identity: Identity,
  id: string,
  namespace: string | undefined,
): Promise<NamesResponse> {
  const portal = getPortal();
  const { entry } = await findSeenRecord(portal, identity, id);
  const watch = watchOffer(portal, entry);
  const objects = watch
    ? await withSynced(watch, () => filterListable(portal, identity, watch, namespace))
    : [];
  const existing = objects.map(
    ({ metadata: { name, deletionTimestamp } }): UsedName => ({
      name,
      use: deletionTimestamp ? "removing" : "exists",
    }),
  );
  const { cluster, group, kind } = entry;
  const isHere = ({ request: { object } }: RequestSource) =>
    object.cluster === cluster &&
    object.group === group &&
    object.kind === kind &&
    object.namespace === namespace;
  const index = await requestModelOf(portal).current();
  const seen = await filterSeen(portal, identity, index.sources.filter(isHere));
  return { names: [...existing, ...listRequested(seen), ...listMerged(seen)] };
}

/** Names in open requests for a new object. */
function listRequested(seen: readonly RequestSource[]): UsedName[] {
  return seen
    .filter(({ pullRequest, request }) => pullRequest.state === "open" && request.operation === "create")
    .map(({ request: { id, object } }) => ({ name: object.name, use: "requested", request: id }));
}

/** Names that the last merged request did not remove from Git. */
function listMerged(seen: readonly RequestSource[]): UsedName[] {
  const last = new Map<string, RequestSource>();
  const mergedAt = ({ pullRequest }: RequestSource) => Date.parse(pullRequest.mergedAt ?? "");
  const merged = seen.filter(({ pullRequest }) => pullRequest.state === "merged");
  for (const source of merged.toSorted((one, other) => mergedAt(one) - mergedAt(other)))
    last.set(source.request.object.name, source);
  return [...last.values()]
    .filter(({ request }) => request.operation !== "delete")
    .map(({ request }) => ({ name: request.object.name, use: "merged" }));
}
