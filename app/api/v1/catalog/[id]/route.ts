import { apiVersionName } from "#lib/api/identifiers";
import { parseInput } from "#lib/server/http/parse-input";
import { handle } from "#lib/server/http/route";
import { getEntry } from "#lib/server/use-cases/catalog";

export const GET = handle<{ id: string }>(({ identity, request, params }) => {
  const version = request.nextUrl.searchParams.get("version") ?? undefined;
  return getEntry(identity, params.id, parseInput(apiVersionName.optional(), version));
});
