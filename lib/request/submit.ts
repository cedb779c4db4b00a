import { isPortalError, PortalError } from "#lib/errors";
import type { GitActor, GitProvider, PullRequest } from "#lib/git/types";
import { nameBranch } from "#lib/request/branch";
import type { RequestContext } from "#lib/request/context";
import { planRequest, type RequestPlan } from "#lib/request/preview";
import { formatRequestId } from "#lib/request/request-id";
import { formatTrailers, hashKey, parseTrailers } from "#lib/request/trailers";
import type { RequestInput, SubmittedRequest } from "#lib/request/types";
import { formatBody, formatPlace, formatTitle } from "#lib/request/words";

/**
 * Opens the pull request. The same key, or the same content while still open, gives the same request back.
 * Whoever calls has asked whether the person may.
 * @throws PortalError `invalid` (with field errors), `already-exists` (the file, or an open request for it),
 *   `conflict` (the file changed since `base`), `not-found` (nothing to change or remove), `git-unavailable`
 */
export async function submitRequest(
  input: RequestInput,
  context: RequestContext,
  actor: GitActor,
  idempotencyKey?: string,
): Promise<SubmittedRequest> {
  const { provider } = context;
  const key = idempotencyKey === undefined ? undefined : hashKey(actor.id, idempotencyKey);
  const made = key === undefined ? undefined : await findByKey(provider, key);
  if (made) return made;

  const plan = await planRequest(input, context);
  assertAcceptable(input, plan);
  const { path, base } = plan.preview;
  const { operation } = input;
  const branch = nameBranch({ operation, object: plan.object, path, content: plan.content, base });
  const open = await provider.listPullRequests({ state: "open" });
  const same = open.find((pullRequest) => pullRequest.branch === branch);
  if (same) return describeSubmitted(provider, same, path);
  if (operation === "create") assertNotRequested(provider, open, plan);

  const { object, noSecrets } = plan;
  const trailers = formatTrailers({ operation, entry: context.entry.id, object, path, key, noSecrets });
  const title = formatTitle(operation, context.entry.title, object);
  const words = formatBody(operation, context.entry.title, object, actor.name, plan.preview.changes);
  const body = `${words}\n\n${trailers}\n`;
  const files = [{ path, content: plan.content, base }];
  try {
    const change = { branch, title, body, message: `${title}\n\n${body}`, files };
    return describeSubmitted(provider, await provider.openPullRequest(change, actor), path);
  } catch (error) {
    const winner = await findRaced(provider, branch, error);
    return describeSubmitted(provider, winner, path);
  }
}

async function findByKey(provider: GitProvider, key: string): Promise<SubmittedRequest | undefined> {
  for (const pullRequest of await provider.listPullRequests()) {
    const trailers = parseTrailers(pullRequest.body);
    if (trailers?.key === key) return describeSubmitted(provider, pullRequest, trailers.path);
  }
  return undefined;
}

/** Someone made the same request a moment before: theirs is ours. Any other error is thrown on. */
async function findRaced(provider: GitProvider, branch: string, error: unknown): Promise<PullRequest> {
  if (!isPortalError(error) || error.code !== "already-exists") throw error;
  const open = await provider.listPullRequests({ state: "open" });
  const winner = open.find((pullRequest) => pullRequest.branch === branch);
  if (!winner) throw error;
  return winner;
}

function assertAcceptable(input: RequestInput, { preview, refusal }: RequestPlan): void {
  if (refusal) throw refusal;
  const { ok, errors } = preview.validation;
  if (!ok) {
    const [first] = errors;
    throw new PortalError("invalid", {
      detail: errors.length === 1 && first ? first.message : `${errors.length} things are to fix.`,
      suggestion: "Correct what is marked and try again.",
      errors,
    });
  }
  if (input.operation !== "create" && input.base === undefined) {
    throw new PortalError("invalid", {
      detail: "This request does not say which version of the file it started from.",
      suggestion: "Send the `base` that the preview gave.",
    });
  }
  if (preview.diff === "") {
    throw new PortalError("invalid", {
      detail: "This would change nothing: Git already has exactly this.",
      suggestion: "Change a value first.",
    });
  }
}

/** Two open requests for one new file could not both be merged. */
function assertNotRequested(
  provider: GitProvider,
  open: readonly PullRequest[],
  { object, preview }: RequestPlan,
): void {
  const other = open.find(({ body }) => {
    const trailers = parseTrailers(body);
    return trailers?.operation === "create" && trailers.path === preview.path;
  });
  if (!other) return;
  const id = formatRequestId(provider.repository.name, other.number);
  throw new PortalError("already-exists", {
    detail: `${formatPlace(object)} is already requested by ${other.author.name}: request ${id} is open.`,
    suggestion: `Follow it at ${other.url}, close it first, or choose another name.`,
  });
}

function describeSubmitted(
  { repository }: GitProvider,
  { number, url, branch }: PullRequest,
  path: string,
): SubmittedRequest {
  const id = formatRequestId(repository.name, number);
  return { id, branch, path, pullRequest: { provider: repository.provider, number, url } };
}
