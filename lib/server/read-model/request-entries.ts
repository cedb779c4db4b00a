import "server-only";
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { toPortalError } from "#lib/errors";
import { formatJson } from "#lib/exact-json";
import type { PullRequest } from "#lib/git/types";
import type { SyncVerdict } from "#lib/gitops/sync-verdict";
import type { SyncReport } from "#lib/gitops/types";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import type { Portal, PortalRepository } from "#lib/server/portal";
import type { IndexedRequest } from "#lib/server/read-model/request-index";
import { deriveSource, type RequestSource, readOpenChanges } from "#lib/server/requests/request-source";
import { readSync } from "#lib/server/requests/request-sync";

/**
 * A repository can hold thousands of pull requests that are none of the portal's. Of those that are done, the files of
 * this many newest ones are read, to find requests that people made by hand: each costs a call to the Git host.
 */
const MOST_READ_DONE = 200;

/** What requests are derived from. */
export interface Inputs extends Repository {
  surroundings: Surroundings;
}

export interface Repository {
  /** Newest first. */
  pullRequests: readonly PullRequest[];
  /** Tip of the target branch. */
  head: string | undefined;
}

/** What the portal knows beside Git. Two states with the same values give the same requests. */
interface Surroundings {
  /** The kinds that are served and offered, as a digest. */
  kinds: string;
  /** By the agents, in their order. */
  reports: readonly SyncReport[];
}

/** A pull request with what was derived from it, and for which inputs. */
export interface Entry {
  pullRequest: PullRequest;
  head: string | undefined;
  surroundings: Surroundings;
  /** False where a part could not be read, or may change although its inputs stay: it is derived again. */
  isFinal: boolean;
  /** False for one that is done, and older than those whose files are read. */
  mayRead: boolean;
  /** Undefined for a pull request that is about no one object and never claimed to be. */
  request: IndexedRequest | undefined;
  sync: SyncVerdict | { error: string } | undefined;
}

/** The pull requests now. Throws `git-unavailable`. */
export async function readRepository({ git }: Pick<PortalRepository, "git">): Promise<Repository> {
  const [pullRequests, head] = await Promise.all([git.listPullRequests(), git.headCommit()]);
  return { pullRequests, head };
}

/** What the portal knows now beside Git. */
export function describeSurroundings({ clusters, catalog, sync }: Portal): Surroundings {
  const served = [...clusters.values()].flatMap(({ discovery }) => discovery.all());
  const offered = catalog
    .list()
    .map(({ entry: { id, title, icon, cluster, group, kind, plural, scope } }) => {
      return [id, title, icon, cluster, group, kind, plural, scope];
    });
  return { kinds: digest([served, offered]), reports: sync.list() };
}

/**
 * The entries of all pull requests, newest first. One whose inputs are as they were is taken over; one that is derived
 * again to the same keeps its source and its stamp. Throws `git-unavailable`.
 */
export async function deriveRequests(
  portal: PortalRepository,
  inputs: Inputs,
  before: ReadonlyMap<number, Entry> = new Map(),
): Promise<Map<number, Entry>> {
  const { pullRequests, head, surroundings } = inputs;
  let done = 0;
  const reads = pullRequests.map((pullRequest) => {
    const entry = before.get(pullRequest.number);
    if (pullRequest.state !== "open") done += 1;
    const mayRead = pullRequest.state === "open" || done <= MOST_READ_DONE;
    const isSame =
      entry?.isFinal === true &&
      entry.mayRead === mayRead &&
      entry.surroundings.kinds === surroundings.kinds &&
      (pullRequest.state !== "open" || entry.head === head) &&
      isDeepStrictEqual(entry.pullRequest, pullRequest);
    return { pullRequest, entry, mayRead, known: isSame ? entry : undefined };
  });
  const changed = reads.filter(({ pullRequest, known }) => pullRequest.state === "open" && !known);
  await readOpenChanges(
    portal,
    changed.map(({ pullRequest }) => pullRequest),
    head,
  );
  const entries = await mapConcurrently(reads, async ({ pullRequest, entry, mayRead, known }) => {
    const derived = known
      ? { source: known.request?.source, isFinal: true }
      : await deriveSource(portal, pullRequest, { target: head, mayRead });
    return stamp(portal, inputs, { pullRequest, entry, mayRead, ...derived });
  });
  return new Map(entries.map((entry) => [entry.pullRequest.number, entry]));
}

interface Derived {
  pullRequest: PullRequest;
  source: RequestSource | undefined;
  isFinal: boolean;
  mayRead: boolean;
  /** The entry before. */
  entry: Entry | undefined;
}

/** The new entry; where nothing differs, with the source and stamp of the one before. */
async function stamp(
  portal: PortalRepository,
  { head, surroundings }: Inputs,
  { pullRequest, source, isFinal, mayRead, entry }: Derived,
): Promise<Entry> {
  const base = { pullRequest, head, surroundings, isFinal, mayRead };
  if (!source) return { ...base, request: undefined, sync: undefined };
  const before = entry?.request;
  const isSameSource = before?.source === source || (before && isDeepStrictEqual(before.source, source));
  const sync = await readVerdict(portal, { head, surroundings }, source, isSameSource ? entry : undefined);
  const hasMoved = pullRequest.state === "open" && entry?.head !== head;
  if (before && isSameSource && !hasMoved && isDeepStrictEqual(sync, entry?.sync))
    return { ...base, request: before, sync };
  const kept = before && isSameSource ? before.source : source;
  return { ...base, request: { source: kept, stamp: nextStamp() }, sync };
}

/** What the agent says of a merged request. An agent that reports the same again says the same. */
async function readVerdict(
  portal: PortalRepository,
  { head, surroundings: { reports } }: Pick<Inputs, "head" | "surroundings">,
  { pullRequest, request }: RequestSource,
  entry: Entry | undefined,
): Promise<Entry["sync"]> {
  if (pullRequest.state !== "merged") return undefined;
  const isSame = entry !== undefined && isSameList(entry.surroundings.reports, reports);
  // What waits for its agent may wait for the files beside it, or for a commit that the repository gets later.
  if (isSame && (entry.head === head || isSynced(entry.sync))) return entry.sync;
  return readSync(portal, pullRequest, request).catch((error) => ({ error: toPortalError(error).code }));
}

function isSynced(sync: Entry["sync"]): boolean {
  return sync !== undefined && "state" in sync && sync.state === "synced";
}

/** True for the same reports in the same order: an agent that reports something else has a new report. */
export function isSameList(one: readonly SyncReport[], other: readonly SyncReport[]): boolean {
  return one.length === other.length && one.every((report, index) => report === other[index]);
}

/** The entries, of which the ones that are due get new stamps. */
export function renewStamps(
  entries: ReadonlyMap<number, Entry>,
  due: readonly Entry[],
): ReadonlyMap<number, Entry> {
  const renewed = due.map((entry): [number, Entry] => {
    const { request, pullRequest } = entry;
    return [
      pullRequest.number,
      { ...entry, request: request && { source: request.source, stamp: nextStamp() } },
    ];
  });
  return new Map([...entries, ...renewed]);
}

let stamps = 0;

/** Differs from every other stamp of the process. */
function nextStamp(): string {
  stamps += 1;
  return String(stamps);
}

function digest(value: unknown): string {
  return createHash("sha256").update(formatJson(value)).digest("base64");
}
