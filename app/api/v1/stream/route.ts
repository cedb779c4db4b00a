import { handle } from "#lib/server/http/route";
import { openStream, STREAM_HEADERS } from "#lib/server/stream/stream";

export const GET = handle("GET /api/v1/stream", async ({ identity, query, signal }) =>
  openStream(identity, query.topics.split(",").filter(Boolean), signal),
);

/** The headers that GET begins with; it follows nothing. */
export const HEAD = handle("GET /api/v1/stream", async () => new Response(null, { headers: STREAM_HEADERS }));
