/** Opening pull requests at Gitea, which does not refuse a second one for a branch at the same moment. */
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { isPortalError } from "#lib/errors";
import { assertBranchName } from "#lib/git/branch-name";
import { formatGiteaTitle } from "#lib/git/gitea/attributes";
import { createBranch, takeBackBranch } from "#lib/git/gitea/branch";
import { isAnswerLost } from "#lib/git/gitea/client";
import type { GiteaWriterContext } from "#lib/git/gitea/precondition";
import { type GiteaPullRequest, giteaPullRequest } from "#lib/git/gitea/shapes";
import { addAuthor } from "#lib/git/remote/author";
import { assertChanges } from "#lib/git/repository/changes";
import type { GitActor, GitProvider, OpenPullRequestInput } from "#lib/git/types";

/** How long the attempt that wrote the branch has to open its pull request, if it still runs. */
const GRACE_MILLISECONDS = 2_000;
const POLL_MILLISECONDS = 200;
/** More than the pull requests that people open or change during one call. */
const RECENT = 30;

interface OpeningContext extends GiteaWriterContext {
  claim: GitProvider["claim"];
}

/** Returns the new pull request, without its attributes. Errors as `openPullRequest` of `GitProvider`. */
export async function openPullRequest(
  context: OpeningContext,
  input: OpenPullRequestInput,
  actor: GitActor,
): Promise<GiteaPullRequest> {
  const { branch, files } = input;
  assertChanges(files);
  assertBranchName(branch);
  const { head, isLeft } = await createBranch(context, input, actor);
  const create = () => createPullRequest(context, input, head, actor);
  const opened = isLeft ? await openLeft(context, branch, head, create) : await create();
  return keepFirst(context, opened, actor);
}

async function createPullRequest(
  context: GiteaWriterContext,
  input: OpenPullRequestInput,
  head: string,
  actor: GitActor,
): Promise<GiteaPullRequest> {
  const { client, outcomes, root, target } = context;
  const { branch, body } = input;
  const title = formatGiteaTitle(input.title, input.attributes);
  // The portal's account opens it for a person without a token; then the body names the person.
  const text = actor.token === undefined ? addAuthor(body, actor) : body;
  const wanted = { head: branch, base: target, title, body: text };
  return client.post(`${root}/pulls`, wanted, giteaPullRequest, actor.token).catch(async (error: unknown) => {
    if (isAnswerLost(error)) return findOpened(context, branch, head, error);
    // Another portal may have opened it from the same branch.
    const other = await outcomes.findOpen(branch, head);
    if (other) return other;
    await takeBackBranch(context, branch, head);
    throw error;
  });
}

async function findOpened(context: GiteaWriterContext, branch: string, head: string, cause: unknown) {
  return context.outcomes.findOpened(branch, head, cause).catch(async (error: unknown) => {
    // Gitea answered with an error: a branch without a pull request would block the next attempt.
    if (isPortalError(error) && error.code === "git-unavailable") await takeBackBranch(context, branch, head);
    throw error;
  });
}

/** Opens the pull request of a branch that another attempt wrote: one portal after another, and only where it is missing. */
async function openLeft(
  context: OpeningContext,
  branch: string,
  head: string,
  create: () => Promise<GiteaPullRequest>,
): Promise<GiteaPullRequest> {
  const other = await waitForOther(context, branch, head);
  if (other) return other;
  const name = createHash("sha256").update(branch).digest("hex").slice(0, 32);
  const release = await context.claim(name, branch).catch((error: unknown) => ({ error }));
  if (typeof release !== "function") {
    // Gitea can answer 500 where another portal claims the name at the same moment.
    const made = await waitForOther(context, branch, head);
    if (made) return made;
    throw release.error;
  }
  try {
    return (await context.outcomes.findOpen(branch, head)) ?? (await create());
  } finally {
    // A claim that is not removed expires. The pull request stays open.
    await release().catch(() => undefined);
  }
}

async function waitForOther({ outcomes }: OpeningContext, branch: string, head: string) {
  for (const started = Date.now(); Date.now() - started < GRACE_MILLISECONDS; ) {
    const other = await outcomes.findOpen(branch, head);
    if (other) return other;
    await wait(POLL_MILLISECONDS);
  }
  return undefined;
}

/**
 * Of two pull requests that were opened from one branch at the same moment, the first one counts, and the portal that opened
 * the second one closes it. Gitea gives the numbers one after another, so whoever has the second number sees the first one.
 */
async function keepFirst(
  { client, root }: GiteaWriterContext,
  opened: GiteaPullRequest,
  { token }: GitActor,
): Promise<GiteaPullRequest> {
  const address = `${root}/pulls?state=open&sort=recentupdate&limit=${RECENT}`;
  const recent = await client.get(address, z.array(giteaPullRequest)).catch(() => []);
  const first = recent.find(
    ({ number, head, base }) =>
      number < opened.number &&
      head.repo_id === opened.head.repo_id &&
      head.label === opened.head.label &&
      base.label === opened.base.label,
  );
  if (first === undefined) return opened;
  await client.send("PATCH", `${root}/pulls/${opened.number}`, { state: "closed" }, token);
  return first;
}
