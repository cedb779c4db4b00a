import { resourceFilter } from "#lib/api/schemas";
import { parseInput } from "#lib/server/http/parse-input";
import { handle } from "#lib/server/http/route";
import { listResources } from "#lib/server/use-cases/resources";

export const GET = handle(({ identity, request: { nextUrl } }) =>
  listResources(identity, parseInput(resourceFilter, Object.fromEntries(nextUrl.searchParams))),
);
