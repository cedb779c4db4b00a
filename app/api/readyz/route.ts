import { answerReadiness, requirePublicProbes } from "#lib/server/probes";
import { handleOpenly } from "#lib/server/route";

export const GET = handleOpenly(async () => {
  requirePublicProbes();
  return answerReadiness();
});
