/** A new commit on the branch of an open request. */
import { isPortalError } from "#lib/errors";
import type { GitActor, PullRequest } from "#lib/git/types";
import { planRequest, type RequestPlan } from "#lib/request/plan/plan";
import type { AmendedRequest, PlanContext } from "#lib/request/plan/types";
import { describeChange, readBranchId } from "#lib/request/submit/pull-request";
import { assertAcceptable, describeSubmitted } from "#lib/request/submit/submit";
import { hashInput, hashKey, parseTrailers } from "#lib/request/trailers";
import type { RequestInput, SubmittedRequest } from "#lib/request/types";

/** The open request is known. */
type AmendContext = PlanContext & { amends: AmendedRequest };

/**
 * Adds a commit with the planned file to the branch of the amended request, and describes the request anew. The
 * same content gives one commit, however often and in whichever process it is sent: a branch that moved to this
 * content has it already. The caller must authorize first.
 * @throws PortalError `invalid` (with field errors), `conflict` where the branch is not at the commit that the
 * person read, or where the key is in use for another request, `git-unavailable`, `outcome-unknown`
 */
export async function amendRequest(
  input: RequestInput,
  context: AmendContext,
  actor: GitActor,
  idempotencyKey?: string,
): Promise<SubmittedRequest> {
  if (idempotencyKey === undefined) return amendOnce(input, context, actor, {});
  const marks = { key: hashKey(actor.id, idempotencyKey), input: hashInput(actor.id, input) };
  const release = await context.provider.claim(marks.key, marks.input);
  try {
    return await amendOnce(input, context, actor, marks);
  } finally {
    // A claim that is not removed expires.
    await release().catch(() => undefined);
  }
}

async function amendOnce(
  input: RequestInput,
  context: AmendContext,
  actor: GitActor,
  marks: { key?: string; input?: string },
): Promise<SubmittedRequest> {
  const { provider, amends, requestId } = context;
  const { path, head, proposed, pullRequest } = amends;
  const { number } = pullRequest;
  const plan = await planRequest(input, context);
  const { operation } = input;
  const mark = requestId === undefined ? marks : { ...marks, requestId };
  const { message } = describeChange(plan, { operation, ...listWords(context, actor), ...mark });
  const body = describeBody(input, context, actor, plan);
  const moved = input.amends?.commit !== head;
  const made = moved ? await findMade(context, plan) : undefined;
  if (made) return complete(context, actor, made, body);
  assertAcceptable(input, plan);
  const files = [{ path, content: plan.content, base: proposed.blob }];
  try {
    const amended = await provider.amendPullRequest(number, { head, body, message, files }, actor);
    return describeSubmitted(provider, amended, path);
  } catch (error) {
    if (!isPortalError(error) || error.code !== "conflict") throw error;
    const other = await findMade(context, plan);
    if (!other) throw error;
    return complete(context, actor, other, body);
  }
}

/** The body keeps the marks of the submission that opened the request: its key still finds it. */
function describeBody(
  { operation }: RequestInput,
  context: AmendContext,
  actor: GitActor,
  plan: RequestPlan,
): string {
  const { key, input, requestId, adopts } = parseTrailers(context.amends.pullRequest.body) ?? {};
  const marks = {
    ...(key !== undefined && { key }),
    ...(input !== undefined && { input }),
    ...(requestId !== undefined && { requestId }),
    ...(adopts && { adopts }),
  };
  return describeChange(plan, { operation, ...listWords(context, actor), ...marks }).body;
}

function listWords({ entry, templates, amends: { pullRequest } }: AmendContext, actor: GitActor) {
  return { entry, actor, templates, id: readBranchId(pullRequest.branch) };
}

/** The pull request as it is now, where its branch moved to the planned content. */
async function findMade(
  { provider, amends: { path, pullRequest } }: AmendContext,
  { content }: RequestPlan,
): Promise<PullRequest | undefined> {
  const found = await provider.getPullRequest(pullRequest.number);
  if (found?.state !== "open") return undefined;
  const file = await provider.readFile(path, found.headCommit);
  return file?.content === content ? found : undefined;
}

/** A portal that stopped after the commit left the earlier body. */
async function complete(
  { provider, amends: { path } }: AmendContext,
  actor: GitActor,
  made: PullRequest,
  body: string,
): Promise<SubmittedRequest> {
  const { number, headCommit: head } = made;
  const described =
    made.body.trimEnd() === body.trimEnd()
      ? made
      : await provider.amendPullRequest(number, { head, body, message: "", files: [] }, actor);
  return describeSubmitted(provider, described, path);
}
