import { handle } from "#lib/server/http/route";
import { readStatus } from "#lib/server/status";

export const GET = handle("GET /api/v1/status", () => readStatus());
