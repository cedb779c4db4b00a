import { LRUCache } from "lru-cache";
import type { PortalError } from "#lib/errors";
import { createLimit } from "#lib/git/concurrency-limit";
import type { Answer } from "#lib/git/remote/refusal";

/** Hosts limit the calls at once, and ask for few. */
const CALLS_AT_ONCE = 8;
const MAX_PAUSES_KEPT = 1_000;

/** Returns the token of the portal's account. `rejected` is a token that the host no longer accepts. */
export type ReadToken = (rejected?: string) => Promise<string>;

export interface ExchangeOptions<Call> {
  readToken: ReadToken;
  send: (call: Call, token: string) => Promise<Answer>;
  /** Seconds until the host accepts calls again, for an answer that reports an exceeded limit. */
  findPause: (answer: Answer) => number | undefined;
  describeLimit: (seconds: number, isOwn: boolean) => PortalError;
}

/**
 * Sends calls with a person's own token, or with the portal's. A token of the portal that was replaced in the
 * meantime is renewed once. After an exceeded limit, calls with the same token fail unsent until the host
 * accepts calls again, because hosts ban clients that go on. Keeps the pauses of the 1,000 tokens used last.
 */
export function createExchange<Call>({ readToken, send, findPause, describeLimit }: ExchangeOptions<Call>) {
  const limit = createLimit(CALLS_AT_ONCE);
  /** By token: until when the host refuses calls. */
  const pausedUntil = new LRUCache<string, number>({ max: MAX_PAUSES_KEPT });

  async function exchange(call: Call, own: string | undefined): Promise<Answer> {
    const token = own ?? (await readToken());
    const rest = (pausedUntil.get(token) ?? 0) - Date.now();
    if (rest > 0) throw describeLimit(Math.ceil(rest / 1000), own !== undefined);
    const first = await send(call, token);
    // With status 401 the host did nothing, so the call can be sent again.
    const renewed = first.status === 401 && own === undefined ? await readToken(token) : token;
    const answer = renewed === token ? first : await send(call, renewed);
    const seconds = findPause(answer);
    if (seconds !== undefined) pausedUntil.set(renewed, Date.now() + seconds * 1000);
    return answer;
  }

  /** `own` is the person's own token; default: the portal's. */
  return (call: Call, own?: string): Promise<Answer> => limit(() => exchange(call, own));
}
