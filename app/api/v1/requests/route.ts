import { handle } from "#lib/server/http/route";
import { listRequests } from "#lib/server/use-cases/request-list";
import { submitRequest } from "#lib/server/use-cases/submission";

export const GET = handle("GET /api/v1/requests", ({ identity, query }) => listRequests(identity, query));

export const POST = handle("POST /api/v1/requests", ({ identity, body, headers }) =>
  submitRequest(identity, body, headers["idempotency-key"]),
);
