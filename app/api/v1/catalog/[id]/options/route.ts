import { handle } from "#lib/server/http/route";
import { listOptions } from "#lib/server/use-cases/options";

export const GET = handle("GET /api/v1/catalog/{id}/options", ({ identity, params, query }) =>
  listOptions(identity, params.id, query),
);
