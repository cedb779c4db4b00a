import { handle } from "#lib/server/route";
import { openStream } from "#lib/server/stream";

export const GET = handle(async ({ identity, request }) => {
  const topics = (request.nextUrl.searchParams.get("topics") ?? "").split(",").filter(Boolean);
  return openStream(identity, topics, request.signal);
});
