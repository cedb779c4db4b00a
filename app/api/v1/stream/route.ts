import { handle } from "#lib/server/http/route";
import { openStream, STREAM_HEADERS } from "#lib/server/stream/stream";

export const GET = handle(async ({ identity, request, signal }) => {
  const topics = (request.nextUrl.searchParams.get("topics") ?? "").split(",").filter(Boolean);
  return openStream(identity, topics, signal);
});

/** What GET would begin with; nothing is followed for it. */
export const HEAD = handle(async () => new Response(null, { headers: STREAM_HEADERS }));
