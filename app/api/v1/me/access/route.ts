import { handle } from "#lib/server/http/route";
import { readAccessToPages } from "#lib/server/use-cases/diagnostics";

export const GET = handle("GET /api/v1/me/access", ({ identity }) => readAccessToPages(identity));
