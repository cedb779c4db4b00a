import { createHash, randomUUID } from "node:crypto";
import { isPortalError, PortalError } from "#lib/errors";
import { assertBranchName } from "#lib/git/branch-name";
import { addAuthor } from "#lib/git/gitea/author";
import { findRefusal, type GiteaClient, isAnswerLost } from "#lib/git/gitea/client";
import { createGiteaMerge } from "#lib/git/gitea/merge";
import { encodePath } from "#lib/git/gitea/names";
import { createGiteaOutcomes } from "#lib/git/gitea/outcome";
import { findState, type GiteaReader } from "#lib/git/gitea/reader";
import {
  type GiteaPullRequest,
  giteaBranch,
  giteaCommitted,
  giteaPullRequest,
  giteaRefs,
  giteaReview,
} from "#lib/git/gitea/shapes";
import { readOutcome } from "#lib/git/outcome";
import { assertBase, assertChanges, nothingChanges } from "#lib/git/repository/changes";
import { movedOn } from "#lib/git/repository/merge";
import type { FileChange, GitActor, Judged, OpenPullRequestInput, PullRequest } from "#lib/git/types";

/** Gitea's maximum length of a branch name. */
const MAX_BRANCH_LENGTH = 100;
const ATTEMPT = "Vitrine-Attempt";
const ABANDONED_MILLISECONDS = 5 * 60_000;

/**
 * Changes pull requests. When Gitea refuses, the current state at Gitea explains why, because its messages do
 * not.
 */
export function createGiteaWriter(client: GiteaClient, reader: GiteaReader, root: string, target: string) {
  const outcomes = createGiteaOutcomes(client, reader, root);
  const mergeByRules = createGiteaMerge(client, reader, root, outcomes);

  async function open(input: OpenPullRequestInput, actor: GitActor): Promise<PullRequest> {
    const { branch, title, body, files } = input;
    assertChanges(files);
    assertBranchName(branch);
    if (branch.length > MAX_BRANCH_LENGTH) throw tooLong(branch);
    // In a repository without a commit, Gitea would make this branch the main one.
    if ((await reader.headCommit()) === undefined) throw noTarget(target);
    const head = await writeBranch(input, actor).catch(async (error: unknown) => {
      if (!isPortalError(error) || error.code !== "already-exists" || !(await isAbandoned(branch)))
        throw error;
      await client.send("DELETE", `${root}/branches/${encodePath(branch)}`);
      return writeBranch(input, actor);
    });
    // The portal's account opens it for a person without a token; then the body names the person.
    const text = actor.token === undefined ? addAuthor(body, actor) : body;
    const wanted = { head: branch, base: target, title, body: text };
    const made = await client
      .post(`${root}/pulls`, wanted, giteaPullRequest, actor.token)
      .catch(async (error: unknown) => {
        if (isAnswerLost(error)) return findOpened(branch, head, error);
        await takeBack(branch, head);
        throw error;
      });
    return readOutcome(`pull request ${made.number} is open`, () => reader.getChanged(made.number));
  }

  async function findOpened(branch: string, head: string, cause: unknown): Promise<{ number: number }> {
    return outcomes.findOpened(branch, head, cause).catch(async (error: unknown) => {
      // Gitea answered with an error: a branch without a pull request would block the next attempt.
      if (isPortalError(error) && error.code === "git-unavailable") await takeBack(branch, head);
      throw error;
    });
  }

  /** One call creates branch and commit, and checks each file against its base. Returns the commit. */
  async function writeBranch(input: OpenPullRequestInput, actor: GitActor): Promise<string> {
    const changed = input.files.filter(
      ({ content, base }) => content === null || hashBlob(content, base) !== base,
    );
    if (changed.length === 0) throw nothingChanges();
    const identity = { name: actor.name, email: actor.email };
    // Gitea knows the account of the token, and whether its address is public.
    const people = actor.token === undefined ? { author: identity, committer: identity } : {};
    const message = addAttempt(input.message);
    try {
      const commit = {
        branch: target,
        new_branch: input.branch,
        message,
        ...people,
        files: changed.map(describeChange),
      };
      const made = await client.post(`${root}/contents`, commit, giteaCommitted, actor.token);
      return made.commit.sha;
    } catch (error) {
      if (isAnswerLost(error)) return outcomes.findWritten(input.branch, message, error);
      if (findRefusal(error)) await explainNoBranch(input);
      throw error;
    }
  }

  async function explainNoBranch({ branch, files }: OpenPullRequestInput): Promise<void> {
    if (await isTaken(branch)) {
      throw new PortalError("already-exists", {
        detail: `The branch ${branch} already exists.`,
        suggestion: "Merge or close the request on the branch first, or delete the branch.",
      });
    }
    for (const file of files) assertBase(file, (await reader.readFile(file.path))?.blob ?? null);
    for (const { path, base } of files) if (base === null) await assertRoom(path);
  }

  /** A folder cannot become a file, nor a file a folder. */
  async function assertRoom(path: string): Promise<void> {
    const parts = path.split("/");
    const above = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
    for (const parent of above) {
      const file = await reader.readFile(parent);
      if (file) assertBase({ path: parent, content: null, base: null }, file.blob);
    }
    if (await reader.isFolder(path)) assertBase({ path, content: null, base: null }, path);
  }

  /** True also where the name is a folder of other branches, or inside another branch. */
  async function isTaken(branch: string): Promise<boolean> {
    const parts = branch.split("/");
    const names = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
    for (const name of names) if (await reader.headCommit(name)) return true;
    const below = await client.find(`${root}/git/refs/heads/${encodePath(branch)}/`, giteaRefs);
    return below !== undefined;
  }

  /**
   * True for a branch of a portal that stopped before it opened the pull request. A younger branch may still
   * get its pull request, because a call to Gitea takes at most a minute.
   */
  async function isAbandoned(branch: string): Promise<boolean> {
    const found = await client.find(`${root}/branches/${encodePath(branch)}`, giteaBranch);
    if (!found?.commit.message.includes(`\n${ATTEMPT}: `)) return false;
    const age = Date.now() - Date.parse(found.commit.timestamp);
    if (!(age > ABANDONED_MILLISECONDS)) return false;
    const open = await client.getAll(`${root}/pulls?state=open`, giteaPullRequest);
    return open.every(({ head, base }) => head.repo_id !== base.repo_id || head.label !== branch);
  }

  /** Deletes the branch that was just created, unless someone has pushed to it. */
  async function takeBack(branch: string, head: string): Promise<void> {
    try {
      if ((await reader.headCommit(branch)) === head)
        await client.send("DELETE", `${root}/branches/${encodePath(branch)}`);
    } catch {
      // The person gets the first error.
    }
  }

  /** Approvals in progress, by pull request and person: one at a time. */
  const approvals = new Map<string, Promise<unknown>>();

  async function approve(
    number: number,
    actor: GitActor,
    judged: Judged,
    comment = "",
  ): Promise<PullRequest> {
    const key = `${number} ${actor.id}`;
    const before = approvals.get(key) ?? Promise.resolve();
    const own = before.catch(() => undefined).then(() => approveOnce(number, actor, judged, comment));
    approvals.set(key, own);
    try {
      await own;
    } finally {
      if (approvals.get(key) === own) approvals.delete(key);
    }
    return readOutcome(`pull request ${number} is approved`, () => reader.getChanged(number));
  }

  async function approveOnce(
    number: number,
    actor: GitActor,
    judged: Judged,
    comment: string,
  ): Promise<void> {
    const found = await getJudged(number, judged);
    const token = requireToken(found, actor, "approve");
    const reviews = `${root}/pulls/${number}/reviews`;
    if ((await listApprovals(reviews, actor, judged.head)).some(({ dismissed }) => !dismissed)) return;
    const review = { event: "APPROVED", body: comment, commit_id: judged.head };
    try {
      const { id, stale } = await client.post(reviews, review, giteaReview, token);
      if (stale) {
        await client.send("DELETE", `${reviews}/${id}`, undefined, token);
        throw movedOn(number);
      }
    } catch (error) {
      if (isAnswerLost(error)) {
        await outcomes.findApproved(number, () => listApprovals(reviews, actor, judged.head), error);
        return;
      }
      await getJudged(number, judged);
      if (found.user?.id === actor.id) throw ownApproval(error);
      throw error;
    }
    // Another process may have approved for the same person in the meantime: the latest review counts.
    const surplus = (await listApprovals(reviews, actor, judged.head)).slice(0, -1);
    for (const { id } of surplus) {
      await client.send("DELETE", `${reviews}/${id}`, undefined, token).catch(() => undefined);
    }
  }

  /** The person's approvals of a commit, oldest first. */
  async function listApprovals(reviews: string, actor: GitActor, head: string) {
    const all = await client.getAll(reviews, giteaReview);
    return all
      .filter(
        ({ user, state, commit_id }) => user?.id === actor.id && state === "APPROVED" && commit_id === head,
      )
      .sort((a, b) => a.id - b.id);
  }

  async function merge(number: number, actor: GitActor, judged: Judged): Promise<PullRequest> {
    const found = await getJudged(number, judged);
    const token = requireToken(found, actor, "merge");
    await mergeByRules(found, judged.head, token, getOpen);
    return readOutcome(`pull request ${number} is merged`, () => reader.getChanged(number));
  }

  async function close(number: number, actor: GitActor): Promise<PullRequest> {
    const found = await getOpen(number);
    const token = requireToken(found, actor, "close");
    try {
      await client.send("PATCH", `${root}/pulls/${number}`, { state: "closed" }, token);
    } catch (error) {
      if (isAnswerLost(error)) await outcomes.findClosed(number, error);
      else {
        await getOpen(number);
        throw error;
      }
    }
    await deleteBranch(found, token);
    return readOutcome(`pull request ${number} is closed`, () => reader.getChanged(number));
  }

  /** For a fork, the branch belongs to the fork's owner. A branch that stays is not an error. */
  async function deleteBranch({ head, base }: GiteaPullRequest, token: string): Promise<void> {
    if (head.repo_id !== base.repo_id) return;
    const address = `${root}/branches/${encodePath(head.label)}`;
    await client.send("DELETE", address, undefined, token).catch(() => undefined);
  }

  async function getOpen(number: number): Promise<GiteaPullRequest> {
    const found = await reader.getExisting(number);
    if (found.state === "open") return found;
    const by = found.merged_by?.name;
    throw new PortalError("conflict", {
      detail: `Pull request ${number} is already ${findState(found)}${by ? ` by ${by}` : ""}.`,
      suggestion: "Reload to see the current state.",
    });
  }

  /** An open pull request whose branch is still at the reviewed commit. */
  async function getJudged(number: number, { head, result }: Judged): Promise<GiteaPullRequest> {
    const found = await getOpen(number);
    if (found.head.sha !== head) throw movedOn(number);
    if (result !== undefined && (await reader.changedFiles(number, head)).result !== result)
      throw movedOn(number);
    return found;
  }

  return { open, approve, merge, close };
}

/**
 * Approving, merging and closing need the person's own Gitea account. With the portal's account they would
 * belong to everyone: its approvals would count for any person, and nobody could find out who approved.
 */
function requireToken({ html_url }: GiteaPullRequest, { token }: GitActor, verb: string): string {
  if (token !== undefined) return token;
  throw new PortalError("forbidden", {
    detail: `The portal cannot ${verb} in your name: it does not know who you are in Gitea.`,
    suggestion: `Open ${html_url} and ${verb} it there.`,
  });
}

/**
 * Makes the commit unique. Two commits with equal content, person and second are the same to Git, which
 * treats the second push as done, so both attempts would believe that the branch is theirs.
 */
function addAttempt(message: string): string {
  return `${message.trimEnd()}\n\n${ATTEMPT}: ${randomUUID()}`;
}

/**
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage; the length of `base` shows which
 * hash is used.
 */
function hashBlob(content: string, base: string | null): string {
  const bytes = Buffer.from(content);
  const hash = createHash(base?.length === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

function describeChange({ path, content, base }: FileChange) {
  if (content === null) return { operation: "delete", path, sha: base };
  const encoded = Buffer.from(content).toString("base64");
  return base === null
    ? { operation: "create", path, content: encoded }
    : { operation: "update", path, content: encoded, sha: base };
}

function ownApproval(cause: unknown): PortalError {
  return new PortalError("forbidden", {
    detail: "Gitea does not let people approve their own requests.",
    suggestion: "Ask someone else to review the request.",
    cause,
  });
}

function tooLong(branch: string): PortalError {
  return new PortalError("invalid", {
    detail: `The branch ${branch} has a longer name than Gitea accepts (${MAX_BRANCH_LENGTH} characters).`,
    suggestion: "Choose a shorter name.",
  });
}

function noTarget(branch: string): PortalError {
  return new PortalError("git-unavailable", {
    detail: `The Git repository has no commit on its branch ${branch} yet, or the portal may not see it.`,
    suggestion: `Ask the platform team to push a first commit to ${branch}.`,
  });
}
