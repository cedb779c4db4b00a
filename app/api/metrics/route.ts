import { handleOpenly } from "#lib/server/route";
import { readMetrics } from "#lib/server/status";

export const GET = handleOpenly(
  async () =>
    new Response(await readMetrics(), {
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
    }),
);
