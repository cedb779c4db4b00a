import { getEntry } from "#lib/server/catalog";
import { handle } from "#lib/server/route";

export const GET = handle<{ id: string }>(({ identity, request, params }) =>
  getEntry(identity, params.id, request.nextUrl.searchParams.get("version") ?? undefined),
);
