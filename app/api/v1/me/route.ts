import { describeMe } from "#lib/api/me";
import { handle } from "#lib/server/http/route";

export const GET = handle("GET /api/v1/me", async ({ identity }) => describeMe(identity));
