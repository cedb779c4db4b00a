import { handle } from "#lib/server/http/route";
import { listCatalog } from "#lib/server/use-cases/catalog";

export const GET = handle("GET /api/v1/catalog", ({ identity }) => listCatalog(identity));
