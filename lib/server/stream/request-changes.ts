import "server-only";
import { createHash } from "node:crypto";
import { coalesce } from "#lib/async/coalesce";
import { callListeners } from "#lib/async/listeners";
import type { Identity } from "#lib/auth/types";
import { toPortalError } from "#lib/errors";
import type { GitFile } from "#lib/git/types";
import { referenceKey } from "#lib/graph/graph-builder";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import type { RequestObject } from "#lib/request/object";
import type { Portal } from "#lib/server/portal";
import { readSync } from "#lib/server/requests/progress";
import { maySee } from "#lib/server/requests/request-rights";
import { findFile, listSources, type RequestSource } from "#lib/server/requests/request-source";
import { shared } from "#lib/server/shared";

/** The requests as they are after a change in Git or of an agent's report, read once for all who follow them. */
export interface RequestSnapshot {
  sources: readonly RequestSource[];
  /** By request id: another text whenever the request changes, or what its agent says of it. */
  stamps: ReadonlyMap<string, string>;
  /** An object's file on the target branch; looked up once for all while the branch stays where it is. */
  findFile(object: RequestObject): Promise<FilePlace | undefined>;
}

/** Where a file is, and which content it has. */
export type FilePlace = Pick<GitFile, "path" | "blob">;

/** Follows requests for many at once: each change costs one listing, whoever listens. */
export interface RequestChanges {
  /** The newest snapshot; without a repository it is empty. Rejects with `git-unavailable`. */
  current(): Promise<RequestSnapshot>;
  /** Calls the listener with each new snapshot. Returns unsubscribe. */
  subscribe(listener: (snapshot: RequestSnapshot) => void): () => void;
  /** Calls the listener when the repository can be read again, or no longer. Returns unsubscribe. */
  subscribeHealth(listener: () => void): () => void;
}

/** Milliseconds to wait before Git is asked again after it could not be read, doubled each time. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 60_000;
/** Milliseconds for which a snapshot that was asked for is kept up to date for the next who asks. */
const KEPT_FOR = 10_000;

/** The changes of a portal's requests, the same for all who follow them. */
export function requestChangesOf(portal: Portal): RequestChanges {
  const known = shared("request-changes", () => new WeakMap<Portal, RequestChanges>());
  const changes = known.get(portal) ?? createRequestChanges(portal);
  known.set(portal, changes);
  return changes;
}

function createRequestChanges(portal: Portal): RequestChanges {
  const listeners = new Set<(snapshot: RequestSnapshot) => void>();
  const healthListeners = new Set<() => void>();
  let works: boolean | undefined;
  let latest: Promise<RequestSnapshot> | undefined;
  let previous: Branch | undefined;
  let pause = FIRST_PAUSE;
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};
  let reading = coalesce(async () => {});

  async function read(): Promise<void> {
    clearTimeout(timer);
    latest = readSnapshot(portal, previous).then(({ snapshot, branch }) => {
      previous = branch;
      return snapshot;
    });
    // Whoever asks for the snapshot is told why it cannot be read; those who follow hear when it can be read again.
    const snapshot = await latest.catch(() => undefined);
    noteHealth(snapshot !== undefined && previous?.head !== undefined);
    if (!snapshot) {
      tryLater();
      return;
    }
    pause = FIRST_PAUSE;
    callListeners([...listeners].map((listener) => () => listener(snapshot)));
  }

  function tryLater(): void {
    if (listeners.size === 0) return;
    timer = setTimeout(reading.ask, pause);
    timer.unref();
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }

  function noteHealth(now: boolean): void {
    const changed = works !== undefined && works !== now;
    works = now;
    if (changed) callListeners(healthListeners);
  }

  function subscribe(listener: (snapshot: RequestSnapshot) => void): () => void {
    const own = (snapshot: RequestSnapshot) => listener(snapshot);
    listeners.add(own);
    if (listeners.size === 1) start();
    return () => {
      if (listeners.delete(own) && listeners.size === 0) stop();
    };
  }

  function start(): void {
    const { git, sync } = portal;
    reading = coalesce(read);
    const stops = [git?.subscribe(reading.ask), sync.subscribe(reading.ask), reading.stop];
    stop = () => {
      for (const end of stops) end?.();
      clearTimeout(timer);
      latest = undefined;
      previous = undefined;
      works = undefined;
    };
    reading.ask();
  }

  return {
    current() {
      // Without followers nothing tells when a snapshot is old.
      if (!latest)
        setTimeout(
          subscribe(() => {}),
          KEPT_FOR,
        ).unref();
      return latest ?? readSnapshot(portal, undefined).then(({ snapshot }) => snapshot);
    },
    subscribe,
    subscribeHealth(listener) {
      const own = () => listener();
      healthListeners.add(own);
      const unsubscribe = subscribe(() => {});
      return () => {
        healthListeners.delete(own);
        unsubscribe();
      };
    },
  };
}

/** Where the target branch is, and the files that were looked up on it. */
interface Branch {
  head: string | undefined;
  files: Map<string, Promise<FilePlace | undefined>>;
}

async function readSnapshot(
  portal: Portal,
  before: Branch | undefined,
): Promise<{ snapshot: RequestSnapshot; branch: Branch }> {
  const head = await portal.git?.headCommit();
  const sources = portal.git ? await listSources(portal) : [];
  const branch: Branch = before && before.head === head ? before : { head, files: new Map() };
  const stamps = await mapConcurrently(sources, async (source) => {
    return [source.request.id, await stampOf(portal, source, head)] as const;
  });
  const snapshot: RequestSnapshot = {
    sources,
    stamps: new Map(stamps),
    findFile(object) {
      const key = referenceKey(object);
      const known = branch.files.get(key);
      if (known) return known;
      const file = findFile(portal, object).then((found) => found && { path: found.path, blob: found.blob });
      // What could not be read is asked for again.
      file.catch(() => branch.files.delete(key));
      branch.files.set(key, file);
      return file;
    },
  };
  return { snapshot, branch };
}

/** An open request changes with the target branch too: a new file there may hold its object. */
async function stampOf(
  portal: Portal,
  { pullRequest, request, files }: RequestSource,
  head: string | undefined,
): Promise<string> {
  const sync = await readSync(portal, pullRequest, request).catch((error) => toPortalError(error).code);
  return digest([pullRequest, request, files, sync, pullRequest.state === "open" ? head : ""]);
}

/**
 * What the person sees of the wanted requests, as one text: it changes when one of these does, when one comes or goes,
 * and never for a request that the person may not see.
 */
export async function digestSeen(
  portal: Portal,
  identity: Identity,
  { sources, stamps }: RequestSnapshot,
  wanted: (source: RequestSource) => boolean = () => true,
): Promise<string> {
  const answers = new Map<string, Promise<boolean>>();
  const seen = await mapConcurrently(sources.filter(wanted), async (source) => {
    const key = sightKey(source, identity);
    const answer = answers.get(key) ?? maySee(portal, identity, source);
    answers.set(key, answer);
    return (await answer) ? stamps.get(source.request.id) : undefined;
  });
  return digest(seen.filter((stamp) => stamp !== undefined));
}

/** Requests of one key are seen by the same people: hundreds of closed requests are about few places. */
function sightKey({ request: { id, author, object }, files }: RequestSource, identity: Identity): string {
  if (files) return id;
  const { cluster, group, plural, namespace } = object;
  return JSON.stringify([author.id === identity.user, cluster, group, plural, namespace]);
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64");
}
