/** Calls to a remote host that end without an answer. */

/** The change was sent, and no response shows its outcome. */
export class LostAnswer extends Error {
  constructor(cause: unknown) {
    super("The answer to a change was lost.", { cause });
    this.name = "LostAnswer";
  }
}

/**
 * Errors before anything is sent: https://nodejs.org/api/errors.html#common-system-errors and those of
 * undici.
 */
const UNSENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** The cause of a failed `fetch`: a `LostAnswer` for a change that may have reached the host. */
export function describeFailedCall(cause: unknown, isWrite: boolean): unknown {
  return isWrite && !isUnsent(cause) ? new LostAnswer(cause) : cause;
}

/** True where the time of a call was over before the answer came. */
export function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && cause.name === "TimeoutError";
}

function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && UNSENT.has(String(cause.code));
}
