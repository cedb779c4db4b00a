import { z } from "zod";
import type { PullRequest } from "#lib/git/types";

/** The file in each commit of a pull request's chain. */
export const RECORD_FILE = "pull-request.json";

const time = z.iso.datetime();
const person = z.object({ id: z.string(), name: z.string() });

const record = z.object({
  title: z.string(),
  body: z.string(),
  branch: z.string(),
  /** The commit of the target branch that the work started from. */
  base: z.string(),
  /** The commit that the portal wrote for the author. Later commits are pushes. */
  work: z.string().optional(),
  /** The later commits that the portal wrote for the author. */
  amendments: z.array(z.string()).optional(),
  state: z.enum(["open", "merged", "closed"]),
  author: person,
  createdAt: time,
  updatedAt: time,
  reviews: z.array(
    z.object({
      actor: person,
      verdict: z.enum(["approved", "changes-requested", "commented"]),
      comment: z.string().optional(),
      at: time,
      /** The reviewed commit. */
      head: z.string(),
      /** The reviewed `ChangeSet.result`. */
      result: z.string().optional(),
    }),
  ),
  mergeCommit: z.string().optional(),
  mergedAt: time.optional(),
  mergedBy: person.optional(),
  closedAt: time.optional(),
  closedBy: person.optional(),
});

/** The stored part of a pull request. The rest follows from the refs. */
export type PullRequestRecord = z.infer<typeof record>;

/** A pull request with the refs that it was read from, to compare before a change. */
export interface StoredPullRequest {
  pullRequest: PullRequest;
  record: PullRequestRecord;
  refs: PullRequestRefs;
}

export interface PullRequestRefs {
  /** Tip of the chain of events; undefined where the ref is missing or broken. */
  meta: string | undefined;
  /**
   * `refs/pull/<n>/head`, which keeps the work after the branch is deleted; undefined where missing or
   * broken.
   */
  head: string | undefined;
  /** The branch, while it exists. */
  branch: string | undefined;
  /** The target branch. */
  target: string | undefined;
}

export function formatRecord(value: PullRequestRecord): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Undefined for bytes that are not a record. */
export function parseRecord(content: Buffer | undefined): PullRequestRecord | undefined {
  if (content === undefined) return undefined;
  try {
    return record.safeParse(JSON.parse(content.toString())).data;
  } catch {
    return undefined;
  }
}

/**
 * The public form of the pull request. `head` is the current commit of its branch. While the pull request is
 * open, an approval of an earlier commit does not count, because a later push would otherwise be approved
 * without a review.
 */
export function describePullRequest(
  value: PullRequestRecord,
  { number, url, head, problem }: { number: number; url: string; head: string; problem: string | undefined },
): PullRequest {
  const { base: _base, work: _work, amendments: _amendments, reviews, ...rest } = value;
  const counts = (review: PullRequestRecord["reviews"][number]) =>
    value.state !== "open" || review.verdict !== "approved" || review.head === head;
  return {
    number,
    url,
    ...rest,
    reviews: reviews.filter(counts).map(({ head: _head, ...review }) => review),
    // The repository does not record who pushes. The commits name their authors (`ChangeSet.authors`).
    pushers: [],
    headCommit: head,
    ...(problem !== undefined && { problem }),
  };
}

/**
 * Stands for a pull request whose record cannot be parsed. It appears in lists, and no action on it is
 * possible.
 */
export function createUnreadableRecord(number: number): PullRequestRecord {
  const never = new Date(0).toISOString();
  return {
    title: `Pull request ${number} cannot be read`,
    body: "",
    branch: "",
    base: "",
    state: "closed",
    author: { id: "", name: "Unknown" },
    createdAt: never,
    updatedAt: never,
    reviews: [],
  };
}
