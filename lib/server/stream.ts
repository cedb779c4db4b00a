import "server-only";
import type { StreamMessage } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import { type ErrorCode, PortalError, toPortalError } from "#lib/errors";
import { createEventStream, type EventStream } from "#lib/server/event-stream";
import { countStreams } from "#lib/server/metrics";
import { getPortal } from "#lib/server/portal";
import { toProblem } from "#lib/server/problem";
import { followTopic } from "#lib/server/topics";

const MOST_TOPICS = 200;

/**
 * The event stream of a person: `GET /api/v1/stream`. Each topic is authorised by itself; one that is refused is told
 * and the others go on. Ends with the request, after a while (rights and sessions are then looked at again), and when
 * the portal stops.
 */
export function openStream(identity: Identity, topics: readonly string[], signal: AbortSignal): Response {
  if (topics.length === 0 || topics.length > MOST_TOPICS) {
    throw new PortalError("invalid", {
      detail: `A stream follows 1 to ${MOST_TOPICS} topics.`,
      suggestion: "Name them as ?topics=catalog,requests. They are listed at /api/v1/openapi.json.",
    });
  }
  const portal = getPortal();
  const stream = createEventStream({
    signal,
    onEnd() {
      portal.streams.delete(stream.end);
      countStreams(portal.streams.size);
    },
  });
  portal.streams.add(stream.end);
  countStreams(portal.streams.size);
  for (const topic of new Set(topics)) void follow(stream, identity, topic);
  return new Response(stream.body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // Without no-transform Next compresses the stream, and holds back what it compresses.
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

/** What may be there in a moment: a kind that is being installed, a cluster that is away. */
const PASSING = new Set<ErrorCode>(["not-found", "cluster-unavailable", "git-unavailable"]);
const TRY_AGAIN = 5_000;

async function follow(stream: EventStream, identity: Identity, topic: string, again = false): Promise<void> {
  const message: StreamMessage = { topic };
  const notify = () => stream.send(topic, message);
  try {
    stream.onEnd(await followTopic(getPortal(), identity, topic, notify));
    if (again) notify();
  } catch (thrown) {
    const error = toPortalError(thrown);
    if (!again) stream.send(`refused ${topic}`, { topic, ...toProblem(error) }, "refused");
    if (!PASSING.has(error.code)) return;
    const timer = setTimeout(() => void follow(stream, identity, topic, true), TRY_AGAIN);
    stream.onEnd(() => clearTimeout(timer));
  }
}
