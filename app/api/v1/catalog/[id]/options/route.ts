import { handle } from "#lib/server/http/route";
import { listOptions, parseOptionsQuery } from "#lib/server/use-cases/options";

export const GET = handle<{ id: string }>(({ identity, request: { nextUrl }, params }) =>
  listOptions(identity, params.id, parseOptionsQuery(nextUrl.searchParams)),
);
