import { handle } from "#lib/server/http/route";
import { actOnRequest } from "#lib/server/use-cases/requests";

export const POST = handle("POST /api/v1/requests/{id}/{action}", ({ identity, params, body }) =>
  actOnRequest(identity, params.id, params.action, body),
);
