import { handle } from "#lib/server/http/route";
import { readBundle } from "#lib/server/use-cases/diagnostics";

export const GET = handle("GET /api/v1/diagnostics/bundle", ({ identity }) => readBundle(identity));
