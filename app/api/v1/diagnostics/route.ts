import { handle } from "#lib/server/http/route";
import { readDiagnostics } from "#lib/server/use-cases/diagnostics";

export const GET = handle("GET /api/v1/diagnostics", ({ identity }) => readDiagnostics(identity));
