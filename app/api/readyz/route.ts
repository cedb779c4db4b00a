import { handleOpenly, sendJson } from "#lib/server/route";
import { readReadiness } from "#lib/server/status";

export const GET = handleOpenly(async () => {
  const readiness = readReadiness();
  return sendJson(readiness, readiness.ready ? 200 : 503);
});
