import { listResources, type ResourceFilter } from "#lib/server/resources";
import { handle } from "#lib/server/route";

const FILTERS = ["entry", "group", "kind", "namespace", "cluster"] as const;

export const GET = handle(({ identity, request: { nextUrl } }) => {
  const given = FILTERS.filter((name) => nextUrl.searchParams.has(name));
  const filter: ResourceFilter = Object.fromEntries(
    given.map((name) => [name, nextUrl.searchParams.get(name) ?? ""]),
  );
  return listResources(identity, filter);
});
