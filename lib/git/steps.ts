/** Says in an error of a repository which step failed, because one action of a person needs several calls. */
import { type ErrorCode, isPortalError, PortalError } from "#lib/errors";
import type { GitProvider } from "#lib/git/types";

/** Refusals that the host words, where they have a cause. Other errors say themselves what cannot be done. */
const OF_HOST: readonly ErrorCode[] = ["forbidden", "invalid", "not-found"];

/** Refusals in the words of the host, where their cause is its answer. With another cause the portal words them. */
const OF_ANSWER: readonly ErrorCode[] = ["conflict", "too-many-requests"];

/** The same provider. The detail of an error of the host begins with the step: "Merging the pull request failed." */
export function nameSteps(provider: GitProvider): GitProvider {
  return {
    ...provider,
    readFile: at("Reading the file", provider.readFile),
    headCommit: at("Reading the branch", provider.headCommit),
    listFiles: at("Reading the list of files", provider.listFiles),
    readTexts: at("Reading the files", provider.readTexts),
    lastChange: at("Reading the history of the file", provider.lastChange),
    getPullRequest: at("Reading the pull request", provider.getPullRequest),
    listPullRequests: at("Reading the pull requests", provider.listPullRequests),
    changedFiles: at("Reading the changes of the pull request", provider.changedFiles),
    changedFilesOf: at("Reading the changes of the pull requests", provider.changedFilesOf),
    contains: at("Comparing commits", provider.contains),
    claim: at("Reserving the request", provider.claim),
    openPullRequest: at("Opening the pull request", provider.openPullRequest),
    amendPullRequest: at("Adding to the pull request", provider.amendPullRequest),
    approve: at("Approving the pull request", provider.approve),
    merge: at("Merging the pull request", provider.merge),
    describeAccess: at("Reading the access of the portal", provider.describeAccess),
    close: at("Closing the pull request", provider.close),
  };
}

function at<A extends unknown[], R>(step: string, call: (...given: A) => Promise<R>) {
  return (...given: A): Promise<R> =>
    call(...given).catch((error: unknown) => {
      throw addStep(step, error);
    });
}

function addStep(step: string, error: unknown): unknown {
  if (!isPortalError(error)) return error;
  const { code, detail, suggestion, errors, retryAfter, cause } = error;
  const isOfAnswer = !isPortalError(cause) && OF_ANSWER.includes(code);
  const isOfHost = cause !== undefined && (isOfAnswer || OF_HOST.includes(code));
  if (code !== "git-unavailable" && !isOfHost) return error;
  return new PortalError(code, {
    detail: `${step} failed. ${detail}`,
    ...(suggestion !== undefined && { suggestion }),
    errors,
    ...(retryAfter !== undefined && { retryAfter }),
    cause: error,
  });
}
