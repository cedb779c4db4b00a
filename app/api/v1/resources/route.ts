import { resourceFilter } from "#lib/api/schemas";
import { parseInput } from "#lib/server/http/parse-input";
import { listResources } from "#lib/server/resources";
import { handle } from "#lib/server/route";

export const GET = handle(({ identity, request: { nextUrl } }) =>
  listResources(identity, parseInput(resourceFilter, Object.fromEntries(nextUrl.searchParams))),
);
