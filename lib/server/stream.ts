import "server-only";
import type { StreamMessage } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import { PortalError, toPortalError } from "#lib/errors";
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

async function follow(stream: EventStream, identity: Identity, topic: string): Promise<void> {
  try {
    const message: StreamMessage = { topic };
    const notify = () => stream.send(topic, message);
    stream.onEnd(await followTopic(getPortal(), identity, topic, notify));
  } catch (error) {
    stream.send(`refused ${topic}`, { topic, ...toProblem(toPortalError(error)) }, "refused");
  }
}
