import { handle } from "#lib/server/http/route";
import { readAttention } from "#lib/server/use-cases/attention";

export const GET = handle("GET /api/v1/me/attention", ({ identity }) => readAttention(identity));
