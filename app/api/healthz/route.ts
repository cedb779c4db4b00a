import { handleOpenly } from "#lib/server/http/route";
import { answerHealth } from "#lib/server/probes/probes";

export const GET = handleOpenly("GET /api/healthz", answerHealth);
