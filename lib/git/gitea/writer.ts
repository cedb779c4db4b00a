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

/** The most that Gitea takes for a branch's name. */
const MAX_BRANCH_LENGTH = 100;
const ATTEMPT = "Vitrine-Attempt";
const ABANDONED_MILLISECONDS = 5 * 60_000;

/** Changes pull requests. What Gitea refuses is explained from what is there afterwards, as its words do not say. */
export function createGiteaWriter(client: GiteaClient, reader: GiteaReader, root: string, target: string) {
  const outcomes = createGiteaOutcomes(client, reader, root);
  const mergeByRules = createGiteaMerge(client, reader, root, outcomes);

  async function open(input: OpenPullRequestInput, actor: GitActor): Promise<PullRequest> {
    const { branch, title, body, files } = input;
    assertChanges(files);
    assertBranchName(branch);
    if (branch.length > MAX_BRANCH_LENGTH) throw tooLong(branch);
    // To a repository without a commit Gitea would make this branch the first and main one.
    if ((await reader.headCommit()) === undefined) throw noTarget(target);
    const head = await writeBranch(input, actor).catch(async (error: unknown) => {
      if (!isPortalError(error) || error.code !== "already-exists" || !(await isAbandoned(branch)))
        throw error;
      await client.send("DELETE", `${root}/branches/${encodePath(branch)}`);
      return writeBranch(input, actor);
    });
    // Its account opens it where the person has none: then the body says for whom.
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
      // Gitea answers: without a pull request the branch is in the way of the next attempt.
      if (isPortalError(error) && error.code === "git-unavailable") await takeBack(branch, head);
      throw error;
    });
  }

  /** One call makes branch and commit, each file checked against what it started from. The answer is the commit. */
  async function writeBranch(input: OpenPullRequestInput, actor: GitActor): Promise<string> {
    const changed = input.files.filter(
      ({ content, base }) => content === null || hashBlob(content, base) !== base,
    );
    if (changed.length === 0) throw nothingChanges();
    const identity = { name: actor.name, email: actor.email };
    // Gitea knows whose token it is, and whether they show their address to everyone.
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
        suggestion: "Merge, close or delete what is on it first.",
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
   * True for a branch that a portal made and ended before it opened the pull request. Younger ones may be on their way:
   * a call to Gitea takes at most a minute.
   */
  async function isAbandoned(branch: string): Promise<boolean> {
    const found = await client.find(`${root}/branches/${encodePath(branch)}`, giteaBranch);
    if (!found?.commit.message.includes(`\n${ATTEMPT}: `)) return false;
    const age = Date.now() - Date.parse(found.commit.timestamp);
    if (!(age > ABANDONED_MILLISECONDS)) return false;
    const open = await client.getAll(`${root}/pulls?state=open`, giteaPullRequest);
    return open.every(({ head, base }) => head.repo_id !== base.repo_id || head.label !== branch);
  }

  /** Deletes the branch that was made a moment ago, unless someone has already put something on it. */
  async function takeBack(branch: string, head: string): Promise<void> {
    try {
      if ((await reader.headCommit(branch)) === head)
        await client.send("DELETE", `${root}/branches/${encodePath(branch)}`);
    } catch {
      // What went wrong first is what the person is told.
    }
  }

  /** Approvals under way, by pull request and person: one at a time. */
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
    // Another process may have approved for the same person meanwhile: the latest review is the one that counts.
    const surplus = (await listApprovals(reviews, actor, judged.head)).slice(0, -1);
    for (const { id } of surplus) {
      await client.send("DELETE", `${reviews}/${id}`, undefined, token).catch(() => undefined);
    }
  }

  /** The person's approvals of a commit, the oldest first. */
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

  /** Of a fork the branch is its owner's. One that stays is no reason to say that nothing happened. */
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
      suggestion: "Reload to see what became of it.",
    });
  }

  /** An open pull request whose branch is still at the commit that was judged. */
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
 * Approving, merging and closing are the person's own in Gitea. With the portal's account they would be everyone's:
 * its approvals would count for any of them, and nobody could tell afterwards who it was.
 */
function requireToken({ html_url }: GiteaPullRequest, { token }: GitActor, verb: string): string {
  if (token !== undefined) return token;
  throw new PortalError("forbidden", {
    detail: `The portal cannot ${verb} in your name: it does not know who you are in Gitea.`,
    suggestion: `Open ${html_url} and ${verb} it there.`,
  });
}

/**
 * Makes the commit one of its own. Two of the same content, person and second would be one and the same to Git, which
 * takes the second push of it as done already: both would think that the branch is theirs.
 */
function addAttempt(message: string): string {
  return `${message.trimEnd()}\n\n${ATTEMPT}: ${randomUUID()}`;
}

/** https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage; `base` tells which hash is used. */
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
    detail: "Gitea does not let people approve what they asked for themselves.",
    suggestion: "Ask someone else to look at it.",
    cause,
  });
}

function tooLong(branch: string): PortalError {
  return new PortalError("invalid", {
    detail: `The branch ${branch} has a longer name than Gitea takes (${MAX_BRANCH_LENGTH} letters).`,
    suggestion: "Choose a shorter name.",
  });
}

function noTarget(branch: string): PortalError {
  return new PortalError("git-unavailable", {
    detail: `The Git repository has no commit on its branch ${branch} yet, or the portal may not see it.`,
    suggestion: `Ask the platform team to push a first commit to ${branch}.`,
  });
}
