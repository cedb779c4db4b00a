/** The embedded repository of the benchmark: its pull requests as the portal writes them, with what they changed. */
import { execFileSync } from "node:child_process";
import type { History, SeededRequest } from "#bench/size/history";
import { APPROVER, type Person } from "#bench/size/people";
import { branchRef, headRef, metaRef } from "#lib/git/embedded/reader";
import { formatRecord, type PullRequestRecord, RECORD_FILE } from "#lib/git/embedded/record";
import { openFastImport } from "#lib/git/testing/fast-import";
import type { OpenPullRequestInput } from "#lib/git/types";
import { listChanges } from "#lib/request/derive/changes";
import { formatManifest, type Manifest } from "#lib/request/file/manifest";
import { formatBody, formatTitle, nameBranch } from "#lib/request/submit/pull-request";
import { formatTrailers } from "#lib/request/trailers";

export const REPOSITORY = "requests";
export const BRANCH = "main";
const PLATFORM = { name: "Platform", email: "platform@bench.vitrine.dev" };

/** Marks of a request's commits in the import. */
interface Work {
  request: SeededRequest;
  base: string;
  head: string;
  /** Only of a merged one. */
  merge?: string;
}

/**
 * Creates the bare repository and writes the history into it, in two imports: the records of the second one name the
 * commits of the first. Returns the commit of the target branch.
 */
export function createRepository(path: string, { requests }: History): string {
  execFileSync("git", ["init", "--quiet", "--bare", `--initial-branch=${BRANCH}`, path]);
  const { works, idOf, tip } = importWork(path, requests);
  const records = openFastImport(path);
  for (const { request, base, head, merge } of works) {
    const commits = { base: idOf(base), work: idOf(head), mergeCommit: merge && idOf(merge) };
    const { number, author, updatedAt: at } = request;
    const files = { [RECORD_FILE]: formatRecord(describeRecord(request, commits)) };
    const message = `Pull request ${number}: ${request.state}`;
    records.setRef(metaRef(number), records.addCommit({ parents: [], files, message, author, at }));
  }
  records.store();
  return tip;
}

function importWork(path: string, requests: readonly SeededRequest[]) {
  const commits = openFastImport(path);
  const at = requests[0]?.openedAt ?? new Date(0).toISOString();
  const files = { "README.md": "# Requests\n" };
  let tip = commits.addCommit({ parents: [], files, message: "Start the repository", author: PLATFORM, at });
  const works = requests.map((request): Work => {
    const { number, state, author, openedAt, updatedAt } = request;
    const base = tip;
    const { message, title, branch, files: changes } = describeProposal(request);
    const changed = Object.fromEntries(changes.map(({ path: file, content }) => [file, content]));
    const head = commits.addCommit({ parents: [base], files: changed, message, author, at: openedAt });
    commits.setRef(headRef(number), head);
    if (state === "open") commits.setRef(branchRef(branch), head);
    if (state !== "merged") return { request, base, head };
    const merged = `Merge pull request ${number} from ${branch}\n\n${title}`;
    const parents = [base, head];
    tip = commits.addCommit({ parents, files: changed, message: merged, author: APPROVER, at: updatedAt });
    return { request, base, head, merge: tip };
  });
  commits.setRef(branchRef(BRANCH), tip);
  const idOf = commits.store();
  return { works, idOf, tip: idOf(tip) };
}

/** The branch, the texts and the file of a request, as the portal writes them when a person submits it. */
export function describeProposal(
  request: Pick<SeededRequest, "operation" | "offer" | "object" | "path" | "author" | "before" | "after">,
): OpenPullRequestInput {
  const { operation, offer, object, path, author, before, after } = request;
  const title = formatTitle(operation, offer.title, object);
  const words = formatBody(operation, offer.title, object, author.name, listChanges(before, after));
  const body = `${words}\n\n${formatTrailers({ operation, entry: offer.id, object, path })}\n`;
  const content = formatText(after);
  const branch = nameBranch({ operation, object, path, content, base: null });
  return { branch, title, body, message: `${title}\n\n${body}`, files: [{ path, content, base: null }] };
}

const formatText = (manifest: Manifest | undefined) =>
  manifest === undefined ? null : formatManifest(manifest);

function describeRecord(
  request: SeededRequest,
  { mergeCommit, ...commits }: { base: string; work: string; mergeCommit: string | undefined },
): PullRequestRecord {
  const { state, author, openedAt: createdAt, updatedAt } = request;
  const { title, body, branch } = describeProposal(request);
  const opened = { title, body, branch, ...commits, state, author: nameOf(author), createdAt, updatedAt };
  const approver = nameOf(APPROVER);
  if (state === "open") return { ...opened, reviews: [] };
  if (state === "closed") return { ...opened, reviews: [], closedAt: updatedAt, closedBy: approver };
  const approval = { actor: approver, verdict: "approved" as const, at: updatedAt, head: commits.work };
  return { ...opened, reviews: [approval], mergeCommit, mergedAt: updatedAt, mergedBy: approver };
}

const nameOf = ({ user: id, name }: Person) => ({ id, name });
