import "server-only";
import { coalesce } from "#lib/async/coalesce";
import { callListeners } from "#lib/async/listeners";
import { untilClockStep } from "#lib/request/timeline/timeline";
import type { Portal, PortalRepository } from "#lib/server/portal";
import {
  deriveRequests,
  describeSurroundings,
  type Entry,
  type Inputs,
  isSameList,
  type Repository,
  readRepository,
  renewStamps,
} from "#lib/server/read-model/request-entries";
import {
  createRequestIndex,
  type FilePlace,
  joinIndexes,
  type RequestIndex,
} from "#lib/server/read-model/request-index";
import type { RequestSource } from "#lib/server/requests/request-source";
import { sharedBy } from "#lib/server/shared";

/**
 * The requests, kept up to date by events: a pull request changed, the target branch moved, an agent reports something
 * else, a kind is offered or served differently. A request is derived once for its inputs, whoever looks at it. The
 * model is an index: it can be thrown away at any time, and is read anew from the cluster and Git.
 */
export interface RequestModel {
  /**
   * The requests as they are now; without a repository there are none. A change by this process is always in it, a
   * change by another one as soon as the Git host tells of it. Rejects with `git-unavailable`.
   */
  current(): Promise<RequestIndex>;
  /** The requests that are in memory, which may be old or none: nothing is read. */
  kept(): readonly RequestSource[];
  /** Calls the listener after each change. Returns unsubscribe. */
  subscribe(listener: (change: RequestChange) => void): () => void;
  /** Calls the listener when the repository can be read again, or no longer. Returns unsubscribe. */
  subscribeHealth(listener: () => void): () => void;
}

export interface RequestChange {
  index: RequestIndex;
  /**
   * The requests that changed, by id, as they were and are; none where only the target branch or an agent's report did.
   * Undefined where any may have changed.
   */
  changed: ReadonlyMap<string, ChangedRequest> | undefined;
}

/** `before` is undefined for a new request, `after` for one that is gone. */
export interface ChangedRequest {
  before: RequestSource | undefined;
  after: RequestSource | undefined;
}

/** Milliseconds to wait before Git is asked again after it could not be read, doubled each time. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 60_000;
/** Milliseconds for which the model follows Git after somebody asked for it last. */
const KEPT_FOR = 10 * 60_000;

/** Milliseconds: timers hold no more than 32 bits. */
const LONGEST_WAIT = 60 * 60_000;

/** The model of a portal's requests in all its repositories, the same for all who ask. */
export function requestModelOf(portal: Portal): RequestModel {
  const { repositories } = portal;
  return sharedBy("request-model", repositories, () =>
    // Without a repository there are no requests, and the agents still report.
    repositories.length === 0
      ? createRequestModel(portal, undefined)
      : joinModels(repositories.map((repository) => createRequestModel(portal, repository))),
  );
}

/**
 * One model over the models of several repositories. While one of them cannot be read, its requests are as they were;
 * the status of the portal says so.
 */
function joinModels(models: readonly RequestModel[]): RequestModel {
  const [only] = models;
  if (only && models.length === 1) return only;
  let joined: { parts: readonly RequestIndex[]; index: RequestIndex } | undefined;
  const known = new Map<RequestModel, RequestIndex>();

  async function current(): Promise<RequestIndex> {
    const found = await Promise.allSettled(models.map((model) => model.current()));
    for (const [place, model] of models.entries()) {
      const result = found[place];
      if (result?.status === "fulfilled") known.set(model, result.value);
    }
    const failure = found.find((result) => result.status === "rejected");
    if (failure && known.size === 0) throw failure.reason;
    const parts = models.flatMap((model) => known.get(model) ?? []);
    if (joined && isSameParts(joined.parts, parts)) return joined.index;
    joined = { parts, index: joinIndexes(parts) };
    return joined.index;
  }

  return {
    current,
    kept: () => models.flatMap((model) => model.kept()),
    subscribe(listener) {
      const stops = models.map((model) =>
        model.subscribe(({ changed }) => {
          current().then(
            (index) => listener({ index, changed }),
            () => undefined,
          );
        }),
      );
      return () => callListeners(stops);
    },
    subscribeHealth(listener) {
      const stops = models.map((model) => model.subscribeHealth(listener));
      return () => callListeners(stops);
    },
  };
}

function isSameParts(one: readonly RequestIndex[], other: readonly RequestIndex[]): boolean {
  return one.length === other.length && one.every((part, place) => part === other[place]);
}

/** The model at one state. */
interface State {
  inputs: Inputs;
  index: RequestIndex;
  entries: ReadonlyMap<number, Entry>;
  files: Map<string, Promise<FilePlace | undefined>>;
}

function createRequestModel(portal: Portal, repository: PortalRepository | undefined): RequestModel {
  const listeners = new Set<(change: RequestChange) => void>();
  const healthListeners = new Set<() => void>();
  let state: State | undefined;
  let isStale = true;
  /** False while only what is around the requests changed: the repository need not be asked again. */
  let isGitStale = true;
  let running: Promise<RequestIndex> | undefined;
  let next: Promise<RequestIndex> | undefined;
  let works: boolean | undefined;
  let pause = FIRST_PAUSE;
  let retry: NodeJS.Timeout | undefined;
  let clock: NodeJS.Timeout | undefined;
  let idle: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  const background = coalesce(async () => {
    await read().catch(() => undefined);
  });

  /** Reads once more. Whoever asks during a read waits for the next one, which they share. */
  function read(): Promise<RequestIndex> {
    if (!running) return start();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return !isStale && state ? state.index : start();
      });
    return next;
  }

  function start(): Promise<RequestIndex> {
    clearTimeout(retry);
    const known = isGitStale ? undefined : state?.inputs;
    isStale = false;
    isGitStale = false;
    const own = readNow(known)
      .then(accept, fail)
      .finally(() => {
        if (running === own) running = undefined;
      });
    running = own;
    return own;
  }

  /** @param known what the repository said before, where it says the same now */
  async function readNow(known: Repository | undefined): Promise<State> {
    const read = known ?? (repository ? await readRepository(repository) : NO_REQUESTS);
    // What is beside Git is read now, so that a change of it meanwhile takes no further read.
    isStale = isGitStale;
    return deriveState(repository, state, { ...read, surroundings: describeSurroundings(portal) });
  }

  function accept(read: State): RequestIndex {
    const before = state;
    state = read;
    wakeLater(read);
    pause = FIRST_PAUSE;
    const hasBranch = read.inputs.head !== undefined;
    const returned = works === false && hasBranch;
    noteHealth(hasBranch);
    const changed = before && !returned ? compare(before, read) : undefined;
    const hasMoved = before !== undefined && !isSameAround(before.inputs, read.inputs);
    if (returned || hasMoved || (changed && changed.size > 0))
      callListeners([...listeners].map((listener) => () => listener({ index: read.index, changed })));
    return read.index;
  }

  /** Some steps change with the clock alone, as the age of a request that waits for its agent. */
  function wakeLater({ entries }: State): void {
    clearTimeout(clock);
    let first = LONGEST_WAIT;
    for (const entry of entries.values()) first = Math.min(first, untilStep(entry, Date.now()) ?? first);
    clock = setTimeout(() => wake(first), first).unref();
  }

  function wake(waited: number): void {
    if (!state) return;
    const before = state;
    const due = [...before.entries.values()].filter(
      (entry) => (untilStep(entry, Date.now() - waited) ?? Infinity) <= waited,
    );
    const entries = renewStamps(before.entries, due);
    state = { ...before, entries, index: buildIndex(repository, before.inputs.head, entries, before.files) };
    wakeLater(state);
    const changed = compare(before, state);
    const { index } = state;
    if (changed.size > 0) callListeners([...listeners].map((listener) => () => listener({ index, changed })));
  }

  /** Whoever asked is told why; those who follow hear when it can be read again. */
  function fail(error: unknown): never {
    isStale = true;
    isGitStale = true;
    noteHealth(false);
    if (listeners.size + healthListeners.size > 0) {
      retry = setTimeout(background.ask, pause).unref();
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
    throw error;
  }

  function noteHealth(now: boolean): void {
    const changed = works !== undefined && works !== now;
    works = now;
    if (changed) callListeners(healthListeners);
  }

  function invalidate(): void {
    isStale = true;
    background.ask();
  }

  function invalidateGit(): void {
    isGitStale = true;
    invalidate();
  }

  /** Follows what the requests are derived from, until nobody has asked for a while. */
  function follow(): void {
    clearTimeout(idle);
    idle = setTimeout(rest, KEPT_FOR).unref();
    if (stop) return;
    const stops = [
      ...(repository ? [repository.git.subscribe(invalidateGit)] : []),
      portal.sync.subscribe(invalidate),
      portal.catalog.subscribe(invalidate),
      ...[...portal.clusters.values()].map(({ discovery }) => discovery.subscribe(invalidate)),
    ];
    stop = () => {
      for (const end of stops) end();
    };
  }

  function rest(): void {
    if (listeners.size + healthListeners.size > 0) {
      idle = setTimeout(rest, KEPT_FOR).unref();
      return;
    }
    stop?.();
    stop = undefined;
    clearTimeout(retry);
    clearTimeout(clock);
    isStale = true;
    isGitStale = true;
    works = undefined;
  }

  return {
    kept: () => state?.index.sources ?? [],
    current() {
      follow();
      if (!isStale && running) return running;
      return !isStale && state ? Promise.resolve(state.index) : read();
    },
    subscribe(listener) {
      const own = (change: RequestChange) => listener(change);
      listeners.add(own);
      follow();
      if (isStale) background.ask();
      return () => listeners.delete(own);
    },
    subscribeHealth(listener) {
      const own = () => listener();
      healthListeners.add(own);
      follow();
      if (isStale) background.ask();
      return () => healthListeners.delete(own);
    },
  };
}

const NO_REQUESTS: Repository = { pullRequests: [], head: undefined };

async function deriveState(
  repository: PortalRepository | undefined,
  before: State | undefined,
  inputs: Inputs,
): Promise<State> {
  const { head } = inputs;
  const entries = repository ? await deriveRequests(repository, inputs, before?.entries) : new Map();
  const isSameBranch = before?.inputs.head === head;
  const files = before && isSameBranch ? before.files : new Map<string, Promise<FilePlace | undefined>>();
  return { inputs, index: buildIndex(repository, head, entries, files), entries, files };
}

function buildIndex(
  repository: PortalRepository | undefined,
  head: string | undefined,
  entries: State["entries"],
  files: State["files"],
) {
  const requests = [...entries.values()].flatMap(({ request }) => request ?? []);
  return createRequestIndex(repository, head, requests, files);
}

/** Milliseconds until the clock changes the steps of a request. */
function untilStep({ request, sync }: Entry, now: number): number | undefined {
  if (!request || (sync && "error" in sync)) return undefined;
  return untilClockStep({ pullRequest: request.source.pullRequest, ...(sync && { sync }) }, now);
}

/** True where neither the target branch nor what the agents report changed: both are about more than requests. */
function isSameAround(one: Inputs, other: Inputs): boolean {
  return one.head === other.head && isSameList(one.surroundings.reports, other.surroundings.reports);
}

/** What differs between two states: an entry that is derived again from equal inputs keeps its source and stamp. */
function compare(before: State, now: State): Map<string, ChangedRequest> {
  const changed = new Map<string, ChangedRequest>();
  for (const number of new Set([...before.entries.keys(), ...now.entries.keys()])) {
    const [old, fresh] = [before.entries.get(number)?.request, now.entries.get(number)?.request];
    const id = (fresh ?? old)?.source.request.id;
    if (id === undefined || (old?.source === fresh?.source && old?.stamp === fresh?.stamp)) continue;
    changed.set(id, { before: old?.source, after: fresh?.source });
  }
  return changed;
}
