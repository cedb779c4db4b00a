import { handleOpenly } from "#lib/server/http/route";
import { answerMetrics, requirePublicProbes } from "#lib/server/probes/probes";

export const GET = handleOpenly("GET /api/metrics", async () => {
  requirePublicProbes();
  return answerMetrics();
});
