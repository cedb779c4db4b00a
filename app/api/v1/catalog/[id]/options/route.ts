import { listOptions, parseOptionsQuery } from "#lib/server/options";
import { handle } from "#lib/server/route";

export const GET = handle<{ id: string }>(({ identity, request: { nextUrl }, params }) =>
  listOptions(identity, params.id, parseOptionsQuery(nextUrl.searchParams)),
);
