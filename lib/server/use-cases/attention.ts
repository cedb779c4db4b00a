import "server-only";
import { LRUCache } from "lru-cache";
import type { Attention } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { hasStopped, isSuperseded, type RequestDecision } from "#lib/request/stopped";
import type { PortalRequest } from "#lib/request/types";
import { getPortal, type Portal } from "#lib/server/portal";
import { objectStatesOf } from "#lib/server/read-model/object-states";
import type { RequestIndex } from "#lib/server/read-model/request-index";
import { requestModelOf } from "#lib/server/read-model/request-model";
import { filterSeen } from "#lib/server/read-model/sight";
import { listWaiting } from "#lib/server/read-model/waiting";
import type { RequestSource } from "#lib/server/requests/request-source";
import { isAuthorOf } from "#lib/server/requests/self";
import { shared } from "#lib/server/shared";
import { readProgress } from "#lib/server/use-cases/request-list";

/** Requests of a group that the answer has in full. */
const FIRST = 3;

/** Milliseconds for which an answer stands while nothing changed: as long as an access review. */
const KEPT_FOR = 10_000;
const MOST_PEOPLE = 1_000;

interface Kept {
  index: RequestIndex;
  generation: number;
  answer: Promise<Attention>;
}

/**
 * What waits for the person. Every page shows it, so an answer stands until a request or an object changes. Throws
 * `git-unavailable`.
 */
export async function readAttention(identity: Identity): Promise<Attention> {
  const portal = getPortal();
  const index = await requestModelOf(portal).current();
  const answers = shared("attention", () => new LRUCache<string, Kept>({ max: MOST_PEOPLE, ttl: KEPT_FOR }));
  const key = JSON.stringify([
    identity.user,
    identity.groups.toSorted(),
    identity.gitAccounts?.map(({ via, login }) => [via, login]),
  ]);
  const generation = objectStatesOf(portal).generation();
  const known = answers.get(key);
  if (known && known.index === index && known.generation === generation) return known.answer;
  const answer = deriveAttention(portal, identity, index);
  // While a cluster is away rights and objects are unknown: what is derived then is not kept.
  if (![...portal.clusters.values()].every((cluster) => cluster.freshness().state === "live")) return answer;
  answers.set(key, { index, generation, answer });
  answer.catch(() => answers.delete(key));
  return answer;
}

/**
 * What waits for the person: requests that they can approve, their own that stopped, and their own that wait for an
 * approval. Without a repository nothing waits.
 */
async function deriveAttention(portal: Portal, identity: Identity, index: RequestIndex): Promise<Attention> {
  const own = index.sources.filter((source) => isAuthorOf(portal, identity, source));
  const held = own.filter(({ pullRequest }) => pullRequest.state === "open");
  const [waiting, failures, firstHeld] = await Promise.all([
    listWaiting(portal, identity, index),
    listStopped(portal, identity, index, own),
    readProgress(portal, identity, index, held.slice(0, FIRST)),
  ]);
  const firstWaiting = await readProgress(portal, identity, index, waiting.slice(0, FIRST));
  return {
    approvals: { total: waiting.length, first: firstWaiting },
    failures: { total: failures.length, first: failures.slice(0, FIRST) },
    held: { total: held.length, first: firstHeld },
  };
}

/**
 * The person's requests that stopped, the latest change first. One about an object that the person has removed, or that
 * somebody whom the person sees has requested again, needs nobody.
 */
async function listStopped(
  portal: Portal,
  identity: Identity,
  index: RequestIndex,
  own: readonly RequestSource[],
): Promise<PortalRequest[]> {
  const live = own.filter(({ pullRequest }) => pullRequest.state !== "closed");
  const progress = await readProgress(portal, identity, index, live);
  const found = live.flatMap((source, place) => {
    const request = progress[place];
    return request && hasStopped(request) ? [{ source, request }] : [];
  });
  const stopped = await mapConcurrently(found, async ({ source, request }) => {
    const known = await filterSeen(portal, identity, index.about(source.request.object));
    return isSuperseded({ ...decisionOf(source), request }, known.map(decisionOf)) ? undefined : request;
  });
  return stopped
    .filter((request) => request !== undefined)
    .toSorted((one, other) => other.updatedAt.localeCompare(one.updatedAt));
}

function decisionOf({ request, pullRequest }: RequestSource): RequestDecision {
  return { operation: request.operation, author: request.author.id, mergedAt: pullRequest.mergedAt };
}
