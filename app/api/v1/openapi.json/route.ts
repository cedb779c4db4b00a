import { buildOpenApi } from "#lib/api/openapi";
import { handleOpenly } from "#lib/server/route";

export const GET = handleOpenly(async () => buildOpenApi());
