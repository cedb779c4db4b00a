import "server-only";
import { PAGE_LIMIT } from "#lib/api/contract/pages";
import type { ResourceFilter, ResourcesResponse } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { getPortal } from "#lib/server/portal";
import { findObjects } from "#lib/server/use-cases/resource-list/listed-objects";
import { countValues } from "#lib/server/use-cases/resource-list/resource-counts";
import { listConditions } from "#lib/server/use-cases/resource-list/resource-filter";
import { describeOrder } from "#lib/server/use-cases/resource-list/resource-order";
import { createRowReader } from "#lib/server/use-cases/resource-list/resource-row";

/**
 * One page of the objects of an offer, of an offered kind, or of all that is offered, however they were made, as far as
 * the person may list them. What could not be read is in `errors`. Throws `not-found` for an entry that does not exist,
 * and `git-unavailable` where the filter or the order needs Git.
 */
export async function listResources(
  identity: Identity,
  {
    limit = PAGE_LIMIT,
    cursor,
    sort = "place",
    groupBy,
    summary,
    group,
    kind,
    ...filter
  }: Partial<ResourceFilter>,
): Promise<ResourcesResponse> {
  const portal = getPortal();
  const { entry, namespace, cluster } = filter;
  // The numbers of the other values need the objects that the filter leaves out.
  const scope = summary ? { group, kind } : { group, kind, entry, namespace, cluster };
  const { found, errors } = await findObjects(portal, identity, scope);
  const needsState =
    summary !== undefined || filter.state !== undefined || sort === "state" || groupBy === "state";
  const needsGit = filter.mine !== undefined || filter.inGit !== undefined || sort === "change";
  const reader = await createRowReader(portal, identity, { needsGit });
  const rows = needsState ? await reader.readStates(found) : found.map(reader.start);
  const conditions = listConditions(filter);
  const fitting = rows.filter((row) => conditions.every(({ fits }) => fits(row)));
  const sorted = fitting
    .map((row) => ({ row, key: describeOrder(row, sort, groupBy) }))
    .toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const after = cursor === undefined ? undefined : Buffer.from(cursor, "base64url").toString();
  const rest = after === undefined ? sorted : sorted.filter(({ key }) => key > after);
  const page = rest.slice(0, limit);
  const last = rest.length > page.length ? page.at(-1) : undefined;
  return {
    resources: await mapConcurrently(page, ({ row }) => reader.summarise(row)),
    total: fitting.length,
    ...(last && { next: Buffer.from(last.key).toString("base64url") }),
    ...(summary && { counts: countValues(rows, conditions) }),
    errors,
  };
}
