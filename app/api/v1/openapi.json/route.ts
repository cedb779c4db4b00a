import { buildOpenApi } from "#lib/api/openapi";
import { handleOpenly } from "#lib/server/http/route";

export const GET = handleOpenly("GET /api/v1/openapi.json", async () => buildOpenApi());
