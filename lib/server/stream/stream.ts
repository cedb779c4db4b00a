import "server-only";
import { createConcurrencyCap } from "#lib/async/rate-limit";
import type { Identity } from "#lib/auth/types";
import { PortalError } from "#lib/errors";
import { toProblem } from "#lib/server/http/problem";
import { findRequestContext } from "#lib/server/http/request-context";
import { countStreams } from "#lib/server/metrics";
import { getPortal } from "#lib/server/portal";
import { shared } from "#lib/server/shared";
import { createEventStream, type EventStream } from "#lib/server/stream/event-stream";
import { STREAM_LIMITS } from "#lib/server/stream/stream-limits";
import { type Caller, createTopicHub } from "#lib/server/stream/topic-hub";
import { followTopic } from "#lib/server/stream/topics";

export const STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  // Without no-transform Next compresses the stream, and holds back what it compresses.
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

/**
 * The event stream of a person: `GET /api/v1/stream`. Each topic is authorized by itself; one that is refused is told
 * and the others go on. Ends with the request, after a while (rights and sessions are then looked at again), when
 * nobody reads it, and when the portal stops. Throws `invalid` for no or too many topics, and `too-many-requests`.
 */
export function openStream(identity: Identity, topics: readonly string[], signal: AbortSignal): Response {
  const wanted = new Set(topics);
  assertTopics(wanted);
  // The client left before its stream was opened: nothing is started for it.
  if (signal.aborted) return new Response(null, { headers: STREAM_HEADERS });
  const { hub } = getLimits();
  const caller = describeCaller(identity);
  hub.assertRoom(caller, wanted);
  const leave = enter(caller);
  const stream = createEventStream({ signal });
  const { streams } = getPortal();
  streams.add(stream.end);
  countStreams(streams.size);
  stream.onEnd(() => {
    leave();
    streams.delete(stream.end);
    countStreams(streams.size);
  });
  for (const topic of wanted) stream.onEnd(hub.follow(caller, topic, createListener(stream, topic)));
  return new Response(stream.body, { headers: STREAM_HEADERS });
}

function createListener(stream: EventStream, topic: string) {
  return {
    changed: (ids?: readonly string[]) => stream.send(topic, { topic, ...(ids && { ids }) }),
    refused: (error: PortalError) =>
      stream.send(`refused ${topic}`, { topic, ...toProblem(error) }, "refused"),
  };
}

function assertTopics({ size }: ReadonlySet<string>): void {
  const { topicsPerStream } = STREAM_LIMITS;
  if (size > 0 && size <= topicsPerStream) return;
  throw new PortalError("invalid", {
    detail: `A stream follows 1 to ${topicsPerStream} topics.`,
    suggestion: "Name them as ?topics=catalog,requests. They are listed at /api/v1/openapi.json.",
  });
}

/** Topics that the open streams follow; a topic of one person counts once. */
export function countTopics(): number {
  return getLimits().hub.countTopics();
}

/** What is counted over all streams of the process. */
function getLimits() {
  return shared("streams", () => ({
    hub: createTopicHub((topic, follower) => followTopic(getPortal(), topic, follower)),
    people: createConcurrencyCap({ perKey: STREAM_LIMITS.streamsPerPerson, maxKeys: 10_000 }),
    addresses: createConcurrencyCap({ perKey: STREAM_LIMITS.streamsPerAddress, maxKeys: 10_000 }),
  }));
}

/** Guests are many people of one name: each address counts for itself. */
function describeCaller(identity: Identity): Caller {
  const { user, via } = identity;
  return { key: via === "guest" ? `${user} ${findAddress()}` : user, identity };
}

/** Of the client. */
function findAddress(): string {
  return findRequestContext()?.address ?? "unknown";
}

/** Counts a stream that opens; the result ends it. */
function enter({ key }: Caller): () => void {
  const { people, addresses } = getLimits();
  const leavePerson = people.enter(key);
  if (!leavePerson) throw tooMany(`You have ${STREAM_LIMITS.streamsPerPerson} event streams open already.`);
  const leaveAddress = addresses.enter(findAddress());
  if (!leaveAddress) {
    leavePerson();
    throw tooMany("Too many event streams are open from your network address.");
  }
  return () => {
    leavePerson();
    leaveAddress();
  };
}

function tooMany(detail: string): PortalError {
  return new PortalError("too-many-requests", {
    detail,
    suggestion: "Close pages that you no longer need.",
    retryAfter: STREAM_LIMITS.retryStreamAfter,
  });
}
