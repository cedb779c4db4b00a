import { handle } from "#lib/server/http/route";
import { getRequestFile } from "#lib/server/use-cases/amendment";

export const GET = handle("GET /api/v1/requests/{id}/file", ({ identity, params }) =>
  getRequestFile(identity, params.id),
);
