import "server-only";
import { coalesce } from "#lib/async/coalesce";
import { callListeners } from "#lib/async/listeners";
import type { Identity } from "#lib/auth/types";
import { isUnknown } from "#lib/request/derive/request";
import { describeEvent, keyOf, listReached } from "#lib/server/events/reached";
import type { RequestEvent } from "#lib/server/events/types";
import { describeError, log } from "#lib/server/log";
import type { Portal } from "#lib/server/portal";
import { objectStatesOf } from "#lib/server/read-model/object-states";
import { createProgressReader } from "#lib/server/read-model/progress";
import type { RequestIndex } from "#lib/server/read-model/request-index";
import { requestModelOf } from "#lib/server/read-model/request-model";
import type { RequestSource } from "#lib/server/requests/request-source";

/** The portal itself: it has every access here, because a receiver belongs to the operator and gets names alone. */
const PORTAL: Identity = { user: "vitrine", name: "Vitrine", email: "", groups: [], via: "token" };
/** Milliseconds after its merge for which a request is followed, until it is ready. */
const FOLLOWED_FOR = 7 * 24 * 60 * 60_000;
/** Milliseconds by which the clock of a Git host can be behind. */
const CLOCK_DIFFERENCE = 60_000;
/** Milliseconds between two looks where nothing changes. */
const LOOK_EVERY = 60_000;

export interface Following {
  /** Resolves after the first look: what happens from then on is told. */
  whenStarted(): Promise<void>;
  close(): void;
}

/**
 * Calls the listener for each event of a request that happens from now on, in order. What happened before the first look is
 * known then, and not told. A request is followed until it is ready or closed, at most seven days after its merge.
 */
export function followRequests(portal: Portal, listener: (event: RequestEvent) => void): Following {
  const all: Portal = { ...portal, rules: { ...portal.rules, review: async () => ({ allowed: true }) } };
  const model = requestModelOf(portal);
  /** By request: what it has reached. Requests that are over are not in it. */
  const known = new Map<string, Set<string>>();
  const over = new Set<string>();
  const since = Date.now() - CLOCK_DIFFERENCE;
  let isFirst = true;
  let start = () => {};
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  const looking = coalesce(() => look().catch(warn));

  async function look(): Promise<void> {
    const index = await model.current();
    const followed = index.sources.filter(isFollowed);
    await readAll(followed, index);
    forgetOthers(index);
    isFirst = false;
    start();
  }

  function isFollowed({ request, pullRequest: { state, mergedAt } }: RequestSource): boolean {
    if (over.has(request.id) || isUnknown(request)) return false;
    if (known.has(request.id) || !isFirst) return true;
    if (state === "closed") return false;
    return state === "open" || Date.now() - Date.parse(mergedAt ?? "") <= FOLLOWED_FOR;
  }

  /** Oldest first, one after another: a look must not use what pages need. */
  async function readAll(sources: readonly RequestSource[], index: RequestIndex): Promise<void> {
    const read = createProgressReader(all, PORTAL, index.about);
    for (const source of sources.toReversed()) tell(source, await read(source));
  }

  function tell(
    { pullRequest }: RequestSource,
    request: Awaited<ReturnType<ReturnType<typeof createProgressReader>>>,
  ): void {
    const reached = listReached(request, pullRequest);
    // A repository that could not be read at the first look has old requests later.
    const isOld = isFirst || (!known.has(request.id) && Date.parse(request.createdAt) < since);
    const before = known.get(request.id) ?? new Set();
    known.set(request.id, before);
    for (const one of reached) {
      const key = keyOf(one, pullRequest);
      if (before.has(key)) continue;
      before.add(key);
      const now = new Date().toISOString();
      if (!isOld) listener(describeEvent(one, request, pullRequest, { portal: portal.config.url, now }));
    }
    const isEnd = reached.some(({ event }) => event === "request.ready" || event === "request.closed");
    const age = Date.now() - Date.parse(pullRequest.mergedAt ?? "");
    if (isEnd || age > FOLLOWED_FOR) over.add(request.id);
  }

  /** A request that was over at the first look stays so, and takes no memory beside its id. */
  function forgetOthers({ sources, find }: RequestIndex): void {
    for (const id of [...known.keys()]) if (over.has(id) || !find(id)) known.delete(id);
    if (isFirst) for (const { request } of sources) if (!known.has(request.id)) over.add(request.id);
    for (const id of [...over]) if (!find(id)) over.delete(id);
  }

  const timer = setInterval(looking.ask, LOOK_EVERY).unref();
  const stops = [
    model.subscribe(looking.ask),
    objectStatesOf(all).subscribe(looking.ask),
    () => clearInterval(timer),
    looking.stop,
  ];
  looking.ask();
  return { whenStarted: () => started, close: () => callListeners(stops) };
}

/** Git cannot be read now: the next look tells what happened meanwhile. */
function warn(error: unknown): void {
  log().debug({ error: describeError(error) }, "the events of requests could not be read");
}
