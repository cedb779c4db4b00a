import { PortalError } from "#lib/errors";
import { assertBranchName } from "#lib/git/branch-name";
import type { createChangeSets } from "#lib/git/embedded/change-set";
import { branchRef, headRef, listNumbers, metaRef, type PullRequestReader } from "#lib/git/embedded/reader";
import {
  formatRecord,
  type PullRequestRecord,
  RECORD_FILE,
  type StoredPullRequest,
} from "#lib/git/embedded/record";
import { ATTEMPTS, changeRefs } from "#lib/git/embedded/ref-change";
import type { RefTable } from "#lib/git/embedded/ref-table";
import type { Git } from "#lib/git/process/process";
import { addChangedTree, assertChanges } from "#lib/git/repository/changes";
import { addCommit } from "#lib/git/repository/commit";
import { movedOn } from "#lib/git/repository/merge";
import { createObjectBatch, type ObjectBatch } from "#lib/git/repository/object-batch";
import type { RefMove } from "#lib/git/repository/refs";
import type {
  AmendPullRequestInput,
  ChangeSet,
  GitActor,
  Judged,
  OpenPullRequestInput,
} from "#lib/git/types";

interface WriterContext {
  git: Git;
  table: RefTable;
  reader: PullRequestReader;
  changeSets: ReturnType<typeof createChangeSets>;
  /** The target branch. */
  target: string;
}

/** Changes pull requests, and returns each one as it is after the change. */
export function createPullRequestWriter(context: WriterContext) {
  const read = async (change: Promise<number>) => getExisting(context.reader, await change);
  return {
    open: (input: OpenPullRequestInput, actor: GitActor) => read(open(context, input, actor)),
    amend: (number: number, input: AmendPullRequestInput, actor: GitActor) =>
      read(amend(context, number, input, actor)),
    approve: (number: number, actor: GitActor, judged: Judged, comment?: string) =>
      read(approve(context, number, actor, judged, comment)),
    merge: (number: number, actor: GitActor, judged: Judged) => read(merge(context, number, actor, judged)),
    close: (number: number, actor: GitActor) => read(close(context, number, actor)),
  };
}

async function open(context: WriterContext, input: OpenPullRequestInput, actor: GitActor): Promise<number> {
  assertChanges(input.files);
  assertBranchName(input.branch);
  const { git, table, target } = context;
  return changeRefs(context, async (attempt) => {
    const refs = await table.read();
    const base = requireTarget(refs.get(branchRef(target)), target);
    await assertBranchFree(git, input.branch, refs);
    // Broken refs are not listed and cannot be written, so this number cannot be used.
    const broken = Math.floor(attempt / (ATTEMPTS / 2));
    const number = (listNumbers(refs.keys())[0] ?? 0) + 1 + broken;
    const at = new Date().toISOString();
    const batch = createObjectBatch(git, base);
    const tree = await addChangedTree(git, batch, base, input.files);
    const head = addCommit(batch, { tree, parents: [base], actor, message: input.message, at });
    const record: PullRequestRecord = {
      title: input.title,
      body: input.body,
      branch: input.branch,
      base,
      work: head,
      state: "open",
      author: { id: actor.id, name: actor.name },
      createdAt: at,
      updatedAt: at,
      reviews: [],
    };
    const meta = addEvent(batch, record, actor, `Open pull request ${number}: ${input.title}`, undefined);
    await batch.store();
    const moves = [
      { ref: metaRef(number), from: null, to: meta },
      { ref: headRef(number), from: null, to: head },
      { ref: branchRef(input.branch), from: null, to: head },
    ];
    return { number, moves };
  });
}

function amend(
  context: WriterContext,
  number: number,
  input: AmendPullRequestInput,
  actor: GitActor,
): Promise<number> {
  const { body, message, files } = input;
  const { git, reader } = context;
  return changeRefs(context, async () => {
    if (files.length > 0) assertChanges(files);
    const { record, pullRequest, refs } = await getOpen(reader, number);
    if (pullRequest.headCommit !== input.head) throw movedOn(number);
    const at = new Date().toISOString();
    const batch = createObjectBatch(git, input.head);
    const renewed = { ...record, body, updatedAt: at };
    const added = { actor, message, at, parents: [input.head] };
    const head =
      files.length > 0
        ? addCommit(batch, { ...added, tree: await addChangedTree(git, batch, input.head, files) })
        : undefined;
    const amended = head ? { ...renewed, amendments: [...(record.amendments ?? []), head] } : renewed;
    const meta = addEvent(batch, amended, actor, `Amend pull request ${number}`, refs.meta);
    await batch.store();
    const moves = head
      ? [moveRef(headRef(number), refs.head, head), moveRef(branchRef(record.branch), refs.branch, head)]
      : [];
    return { number, moves: [moveRef(metaRef(number), refs.meta, meta), ...moves] };
  });
}

function approve(
  context: WriterContext,
  number: number,
  actor: GitActor,
  judged: Judged,
  comment?: string,
): Promise<number> {
  const { git } = context;
  return changeRefs(context, async () => {
    const { record, refs, changes } = await getJudged(context, number, judged);
    const { head, result } = changes;
    const own = record.reviews.find(
      (review) => review.actor.id === actor.id && review.head === head && review.result === result,
    );
    if (own) return { number, moves: [] };
    const at = new Date().toISOString();
    const verdict = "approved" as const;
    const review = { actor: { id: actor.id, name: actor.name }, verdict, comment, at, head, result };
    const others = record.reviews.filter((review) => review.actor.id !== actor.id);
    const reviewed = { ...record, updatedAt: at, reviews: [...others, review] };
    const batch = createObjectBatch(git, head);
    const meta = addEvent(batch, reviewed, actor, `Approve pull request ${number}`, refs.meta);
    await batch.store();
    return { number, moves: [moveRef(metaRef(number), refs.meta, meta)] };
  });
}

function merge(context: WriterContext, number: number, actor: GitActor, judged: Judged): Promise<number> {
  const { git, changeSets, target } = context;
  return changeRefs(context, async () => {
    const { record, pullRequest, refs, changes } = await getJudged(context, number, judged);
    const main = requireTarget(refs.target, target);
    const at = new Date().toISOString();
    const tree = await changeSets.writeMerge(changes, main);
    const message = `Merge pull request ${number} from ${pullRequest.branch}\n\n${pullRequest.title}`;
    const parents = [main, pullRequest.headCommit];
    const batch = createObjectBatch(git, main);
    const mergeCommit = addCommit(batch, { tree, parents, actor, message, at });
    const mergedBy = { id: actor.id, name: actor.name };
    const merged = {
      ...record,
      state: "merged" as const,
      updatedAt: at,
      mergedAt: at,
      mergedBy,
      mergeCommit,
    };
    const meta = addEvent(batch, merged, actor, `Merge pull request ${number}`, refs.meta);
    await batch.store();
    const moves = [
      { ref: branchRef(target), from: main, to: mergeCommit },
      moveRef(metaRef(number), refs.meta, meta),
      ...listFinalMoves(number, { pullRequest, record, refs }),
    ];
    return { number, moves };
  });
}

function close(context: WriterContext, number: number, actor: GitActor): Promise<number> {
  const { git, reader } = context;
  return changeRefs(context, async () => {
    const stored = await getOpen(reader, number);
    const at = new Date().toISOString();
    const closedBy = { id: actor.id, name: actor.name };
    const closed = { ...stored.record, state: "closed" as const, updatedAt: at, closedAt: at, closedBy };
    const batch = createObjectBatch(git, stored.record.base);
    const meta = addEvent(batch, closed, actor, `Close pull request ${number}`, stored.refs.meta);
    await batch.store();
    const last = (await isThere(git, stored.pullRequest.headCommit)) ? listFinalMoves(number, stored) : [];
    return { number, moves: [moveRef(metaRef(number), stored.refs.meta, meta), ...last] };
  });
}

/** No ref can point to a lost commit. */
async function isThere(git: Git, commit: string): Promise<boolean> {
  return commit !== "" && (await git.readObjects([commit]))[0] !== undefined;
}

async function getExisting(reader: PullRequestReader, number: number): Promise<StoredPullRequest> {
  const stored = await reader.get(number);
  if (stored) return stored;
  throw new PortalError("not-found", {
    detail: `There is no pull request ${number}.`,
    suggestion: "Look for the request in the list of requests.",
  });
}

async function getOpen(reader: PullRequestReader, number: number): Promise<StoredPullRequest> {
  const stored = await getExisting(reader, number);
  const { state, mergedBy, closedBy } = stored.pullRequest;
  if (state === "open") return stored;
  const by = (state === "merged" ? mergedBy : closedBy)?.name;
  throw new PortalError("conflict", {
    detail: `Pull request ${number} is already ${state}${by ? ` by ${by}` : ""}.`,
    suggestion: "Reload to see the current state.",
  });
}

/** An open pull request that equals the reviewed one. */
async function getJudged(
  { reader, changeSets }: WriterContext,
  number: number,
  { head, result }: Judged,
): Promise<StoredPullRequest & { changes: ChangeSet }> {
  const stored = await getOpen(reader, number);
  if (stored.pullRequest.headCommit !== head) throw movedOn(number);
  const changes = await changeSets.read(stored, head);
  if ((result ?? changes.proposed) !== changes.result) throw movedOn(number);
  return { ...stored, changes };
}

/** Adds one event: a commit on the pull request's chain. */
function addEvent(
  batch: ObjectBatch,
  record: PullRequestRecord,
  actor: GitActor,
  message: string,
  parent: string | undefined,
): string {
  const blob = batch.add("blob", formatRecord(record));
  const entry = Buffer.concat([Buffer.from(`100644 ${RECORD_FILE}\0`), Buffer.from(blob, "hex")]);
  const tree = batch.add("tree", entry);
  const parents = parent === undefined ? [] : [parent];
  return addCommit(batch, { tree, parents, actor, message, at: record.updatedAt });
}

function moveRef(ref: string, from: string | undefined, to: string): RefMove {
  return { ref, from: from ?? null, to };
}

/**
 * Deletes the branch; its last commit stays reachable through the head ref. Without that ref, the branch
 * stays.
 */
function listFinalMoves(number: number, { pullRequest, refs }: StoredPullRequest): RefMove[] {
  if (refs.head === undefined) return [];
  const moves = [moveRef(headRef(number), refs.head, pullRequest.headCommit)];
  if (refs.branch === undefined) return moves;
  return [...moves, { ref: branchRef(pullRequest.branch), from: refs.branch, to: null }];
}

function requireTarget(commit: string | undefined, branch: string): string {
  if (commit !== undefined) return commit;
  throw new PortalError("git-unavailable", {
    detail: `The Git repository has no commit on its branch ${branch} yet.`,
    suggestion: `Ask the platform team to push a first commit to ${branch}.`,
  });
}

/**
 * A new branch's name must not exist, must not be a prefix folder of other branches, and must not be inside
 * another branch.
 */
async function assertBranchFree(git: Git, branch: string, refs: ReadonlyMap<string, string>): Promise<void> {
  const ref = branchRef(branch);
  const sameOrBelow = [...refs.keys()].some((other) => other === ref || other.startsWith(`${ref}/`));
  const parts = branch.split("/");
  const above = parts.slice(1).map((_, index) => branchRef(parts.slice(0, index + 1).join("/")));
  const taken = sameOrBelow || (await git.readObjects(above)).some(Boolean);
  if (!taken) return;
  throw new PortalError("already-exists", {
    detail: `The branch ${branch} already exists.`,
    suggestion: "Merge or close the request on the branch first, or delete the branch.",
  });
}
