import { handle } from "#lib/server/http/route";
import { listNames } from "#lib/server/use-cases/names";

export const GET = handle("GET /api/v1/catalog/{id}/names", ({ identity, params, query }) =>
  listNames(identity, params.id, query.namespace),
);
