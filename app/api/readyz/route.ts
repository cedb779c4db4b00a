import { handleOpenly } from "#lib/server/http/route";
import { answerReadiness, requirePublicProbes } from "#lib/server/probes/probes";

export const GET = handleOpenly("GET /api/readyz", async () => {
  requirePublicProbes();
  return answerReadiness();
});
