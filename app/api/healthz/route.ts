import { answerHealth } from "#lib/server/probes";
import { handleOpenly } from "#lib/server/route";

export const GET = handleOpenly(answerHealth);
