import { handle } from "#lib/server/http/route";
import { listResources } from "#lib/server/use-cases/resource-list/resource-list";

export const GET = handle("GET /api/v1/resources", ({ identity, query }) => listResources(identity, query));
