import { handle } from "#lib/server/http/route";
import { getEntry } from "#lib/server/use-cases/catalog";

export const GET = handle("GET /api/v1/catalog/{id}", ({ identity, params, query }) =>
  getEntry(identity, params.id, query.version),
);
