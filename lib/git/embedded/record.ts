import { z } from "zod";
import type { PullRequest } from "#lib/git/types";

/** The file that each commit of a pull request's chain holds. */
export const RECORD_FILE = "pull-request.json";

const time = z.iso.datetime();
const person = z.object({ id: z.string(), name: z.string() });

const record = z.object({
  title: z.string(),
  body: z.string(),
  branch: z.string(),
  /** The commit of the target branch that the work started from. */
  base: z.string(),
  /** The commit that the portal wrote for the author; later ones are somebody's pushes. */
  work: z.string().optional(),
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
      /** The commit that was judged. */
      head: z.string(),
      /** `ChangeSet.result` that was judged. */
      result: z.string().optional(),
    }),
  ),
  mergeCommit: z.string().optional(),
  mergedAt: time.optional(),
  mergedBy: person.optional(),
  closedAt: time.optional(),
  closedBy: person.optional(),
});

/** What is stored of a pull request; the rest follows from the refs. */
export type PullRequestRecord = z.infer<typeof record>;

/** A pull request with the refs it was read from, which are what a change compares against. */
export interface StoredPullRequest {
  pullRequest: PullRequest;
  record: PullRequestRecord;
  refs: PullRequestRefs;
}

export interface PullRequestRefs {
  /** Tip of the chain of events; undefined where the ref is missing or broken. */
  meta: string | undefined;
  /** `refs/pull/<n>/head`, which keeps the work when the branch is gone; undefined as above. */
  head: string | undefined;
  /** The branch, while there is one. */
  branch: string | undefined;
  /** The target branch. */
  target: string | undefined;
}

export function formatRecord(value: PullRequestRecord): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Undefined where the bytes are no record. */
export function parseRecord(content: Buffer | undefined): PullRequestRecord | undefined {
  if (content === undefined) return undefined;
  try {
    return record.safeParse(JSON.parse(content.toString())).data;
  } catch {
    return undefined;
  }
}

/**
 * The pull request as everyone sees it. `head` is where its branch is now: an approval of an earlier commit no longer
 * counts while it is open, or whoever pushes after it would have unread content approved.
 */
export function describePullRequest(
  value: PullRequestRecord,
  { number, url, head, problem }: { number: number; url: string; head: string; problem: string | undefined },
): PullRequest {
  const { base: _base, work: _work, reviews, ...rest } = value;
  const counts = (review: PullRequestRecord["reviews"][number]) =>
    value.state !== "open" || review.verdict !== "approved" || review.head === head;
  return {
    number,
    url,
    ...rest,
    reviews: reviews.filter(counts).map(({ head: _head, ...review }) => review),
    // The repository does not know who pushes to it: the commits say who wrote them (`ChangeSet.authors`).
    pushers: [],
    headCommit: head,
    ...(problem !== undefined && { problem }),
  };
}

/** Stands in for a pull request whose record cannot be read: shown, so that no list is cut in silence, but inert. */
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
