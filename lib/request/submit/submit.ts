import { scheduler } from "node:timers/promises";
import { isPortalError, PortalError } from "#lib/errors";
import type { GitActor, GitProvider, OpenedPullRequest, PullRequest } from "#lib/git/types";
import { formatRequestId } from "#lib/request/derive/request-id";
import { openDocument } from "#lib/request/file/document";
import { formatPlace, isSameObject, type RequestObject } from "#lib/request/object";
import { planRequest, type RequestPlan } from "#lib/request/plan/plan";
import type { PlanContext } from "#lib/request/plan/types";
import { describeChange, nameRequestBranch, readBranchId } from "#lib/request/submit/pull-request";
import { hashInput, hashKey, parseTrailers, type RequestTrailers } from "#lib/request/trailers";
import type { Operation, RequestInput, SubmittedRequest } from "#lib/request/types";

/** How long a submission waits for another one that has created the branch and not yet the pull request. */
const RACE_MILLISECONDS = 5_000;
const POLL_MILLISECONDS = 200;

/**
 * Opens the pull request. Returns the existing request for the same key with the same input, or for the same
 * content while that request is open, in whichever process it was sent. The caller must authorize first.
 * @throws PortalError `invalid` (with field errors), `already-exists` (the object, a file for it anywhere in
 * the repository, or an open request for it), `conflict` (the file changed since `base`, or the key is in use
 * for another request), `not-found` (nothing to change or remove), `git-unavailable`
 */
export async function openRequest(
  input: RequestInput,
  context: PlanContext,
  actor: GitActor,
  idempotencyKey?: string,
): Promise<SubmittedRequest> {
  const { provider } = context;
  if (idempotencyKey === undefined) {
    return openOnce(input, context, actor, {}, await provider.listPullRequests({ state: "open" }));
  }
  const marks = { key: hashKey(actor.id, idempotencyKey), input: hashInput(actor.id, input) };
  const release = await provider.claim(marks.key, marks.input);
  try {
    // Read after the claim: the previous holder of the claim has opened its pull request by now.
    const all = await provider.listPullRequests();
    const made = findByKey(all, marks);
    if (made) return describeSubmitted(provider, made.pullRequest, made.path);
    const open = all.filter(({ state }) => state === "open");
    return await openOnce(input, context, actor, marks, open);
  } finally {
    // A claim that is not removed expires. The pull request stays open.
    await release().catch(() => undefined);
  }
}

type Marks = Pick<RequestTrailers, "key" | "input">;

/** @throws PortalError `conflict` where the key is in use with another input */
function findByKey(
  all: readonly PullRequest[],
  { key, input }: Marks,
): { pullRequest: PullRequest; path: string } | undefined {
  for (const pullRequest of all) {
    const trailers = parseTrailers(pullRequest.body);
    if (trailers === undefined || trailers.key !== key) continue;
    if (trailers.input === undefined || trailers.input === input) return { pullRequest, path: trailers.path };
    throw new PortalError("conflict", {
      detail: "This idempotency key is already in use for another request.",
      suggestion: `Use a new key for each request. The other request is at ${pullRequest.url}.`,
    });
  }
  return undefined;
}

/** Opens the pull request, unless one of the `open` ones is the same request. */
async function openOnce(
  input: RequestInput,
  context: PlanContext,
  actor: GitActor,
  marks: Marks,
  open: readonly PullRequest[],
): Promise<SubmittedRequest> {
  const { provider, replaces, entry, attributes, templates, requestId } = context;
  const plan = await planRequest(input, context);
  assertAcceptable(input, plan);
  const { path } = plan.preview;
  const { operation } = input;
  const { object, content, files } = plan;
  const base = files[0]?.base ?? null;
  const branch = nameRequestBranch(
    { operation, object, path, content, base, replaces },
    { entry, actor, templates },
  );
  const isOther = ({ number }: PullRequest) => number !== replaces;
  const sought = { operation, branch, path, object: context.layout === "documents" ? object : undefined };
  const other = findOpen(open.filter(isOther), sought);
  if (other) return describeExistingRequest(context, actor, other, plan);
  assertNoOpenRequest(plan);
  const { adopts } = input;
  const id = readBranchId(branch);
  const marked = { ...marks, ...(requestId && { requestId }), ...(adopts && { adopts }) };
  const { labels, ...words } = describeChange(plan, { operation, entry, actor, id, templates, ...marked });
  const change = {
    branch,
    ...words,
    files,
    attributes: { ...attributes, labels },
  };
  try {
    return describeSubmitted(provider, await provider.openPullRequest(change, actor), path);
  } catch (error) {
    const raced = await findConcurrentRequest(provider, { ...sought, isOther }, error);
    return describeExistingRequest(context, actor, raced, plan);
  }
}

interface Sought {
  operation: Operation;
  branch: string;
  path: string;
  /** The new object, where its file can hold others. */
  object?: RequestObject | undefined;
}

/** The open request on the same branch, or, for a new object, the one that creates the same file or document. */
function findOpen(
  open: readonly PullRequest[],
  { operation, branch, path, object }: Sought,
): PullRequest | undefined {
  return open.find((pullRequest) => {
    if (pullRequest.branch === branch) return true;
    const trailers = operation === "create" ? parseTrailers(pullRequest.body) : undefined;
    if (trailers?.operation !== "create" || trailers.path !== path) return false;
    return object === undefined || isSameObject(trailers.object, object);
  });
}

/**
 * Another process created the branch a moment before: waits for its pull request. Other errors are rethrown.
 */
async function findConcurrentRequest(
  provider: GitProvider,
  { isOther, ...sought }: Sought & { isOther: (one: PullRequest) => boolean },
  error: unknown,
): Promise<PullRequest> {
  if (!isPortalError(error) || error.code !== "already-exists") throw error;
  for (const started = Date.now(); ; ) {
    const open = await provider.listPullRequests({ state: "open" });
    const winner = findOpen(open.filter(isOther), sought);
    if (winner) return winner;
    if (Date.now() - started > RACE_MILLISECONDS) throw error;
    await scheduler.wait(POLL_MILLISECONDS);
  }
}

/**
 * The open request, if its file equals the one that this request would write. A person without access to the
 * object only learns that another request exists.
 * @throws PortalError `already-exists` for another content, because two open requests for one object could
 * not both be merged
 */
async function describeExistingRequest(
  { provider, mayRead, layout }: PlanContext,
  actor: GitActor,
  other: PullRequest,
  { object, content, text, preview }: RequestPlan,
): Promise<SubmittedRequest> {
  if (!mayRead && other.author.id !== actor.id) {
    throw new PortalError("already-exists", {
      detail: `${formatPlace(object)} is already requested.`,
      suggestion: "Choose another name.",
    });
  }
  const file = await provider.readFile(preview.path, other.headCommit);
  const isSame =
    layout === "documents" && content !== null
      ? openDocument(file?.content, object).text === text
      : (file?.content ?? null) === content;
  if (isSame) return describeSubmitted(provider, other, preview.path);
  const id = formatRequestId(provider.repository.name, other.number);
  throw new PortalError("already-exists", {
    detail: `${formatPlace(object)} is already requested by ${other.author.name}: request ${id} is open.`,
    suggestion: `Follow it at ${other.url}, close it first, or choose another name.`,
  });
}

/** @throws PortalError `already-exists` where an open request creates the object in another file */
function assertNoOpenRequest({ preview }: RequestPlan): void {
  const found = preview.findings.find(({ kind }) => kind === "request-open");
  if (found) throw new PortalError("already-exists", { detail: found.message, suggestion: found.next });
}

/** @throws PortalError where the plan has errors, names no version of the file, or changes nothing */
export function assertAcceptable(input: RequestInput, { preview, refusal }: RequestPlan): void {
  if (refusal) throw refusal;
  const { ok, errors } = preview.validation;
  if (!ok) {
    const [first] = errors;
    throw new PortalError("invalid", {
      detail: errors.length === 1 && first ? first.message : `The request has ${errors.length} errors.`,
      suggestion: "Fix the marked fields and try again.",
      errors,
    });
  }
  if (input.operation !== "create" && input.base === undefined) {
    throw new PortalError("invalid", {
      detail: "This request doesn't name the version of the file that it changes.",
      suggestion: "Send the `base` from the preview.",
    });
  }
  if (preview.diff === "" || preview.amends?.diff === "") {
    throw new PortalError("invalid", {
      detail: "The request changes nothing: Git already has this content.",
      suggestion: "Change a value first.",
    });
  }
}

/** The answer for an open pull request. */
export function describeSubmitted(
  { repository }: GitProvider,
  { number, url, branch, headCommit: commit, missing }: OpenedPullRequest,
  path: string,
): SubmittedRequest {
  const id = formatRequestId(repository.name, number);
  const pullRequest = { provider: repository.provider, number, url };
  return { id, branch, commit, path, pullRequest, ...(missing && { missing }) };
}
