import { handle } from "#lib/server/http/route";
import { getRequest } from "#lib/server/use-cases/requests";

export const GET = handle("GET /api/v1/requests/{id}", ({ identity, params }) =>
  getRequest(identity, params.id),
);
