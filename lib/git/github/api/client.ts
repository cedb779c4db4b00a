import { LRUCache } from "lru-cache";
import { z } from "zod";
import { createLimit } from "#lib/git/concurrency-limit";
import {
  describeLimit,
  describeRefusal,
  findRefusal,
  type Refused,
  readPause,
  unavailable,
} from "#lib/git/github/api/refusal";
import { type Answer, createTransport, type Endpoint, readMessage } from "#lib/git/github/api/transport";
import { LostAnswer } from "#lib/git/remote/lost-answer";

/** GitHub refuses more than 100 calls at once, and asks for few. */
const CALLS_AT_ONCE = 8;
const MAX_TAGS_KEPT = 500;
const MAX_PAUSES_KEPT = 1_000;

/** Returns the token of the portal's account. `rejected` is a token that GitHub no longer accepts. */
export type ReadToken = (rejected?: string) => Promise<string>;

export interface RestCall<T> {
  method: Endpoint["method"];
  /** A path with placeholders, such as "/repos/{owner}/{repo}". */
  path: string;
  /** Values of the placeholders; others are the query of a GET, or the body. */
  parameters: Record<string, unknown>;
  schema: z.ZodType<T>;
  /** The person's own token; default: the portal's. */
  token?: string | undefined;
}

export interface GraphqlCall<T> {
  document: string;
  variables: Record<string, unknown>;
  schema: z.ZodType<T>;
  /** The person's own token; default: the portal's. */
  token?: string | undefined;
  /** True for a mutation. */
  isWrite?: boolean;
  /** True for an error that the data shows too: a field that is null. */
  accepts?: ((error: GraphqlError) => boolean) | undefined;
}

const graphqlError = z.object({
  type: z.string().nullish(),
  message: z.string().default(""),
  path: z.array(z.union([z.string(), z.number()])).nullish(),
});

export type GraphqlError = z.infer<typeof graphqlError>;

const graphqlAnswer = z.object({ data: z.unknown(), errors: z.array(graphqlError).nullish() });

export type GitHubClient = ReturnType<typeof createGitHubClient>;

/**
 * GitHub's API: REST (https://docs.github.com/en/rest, version 2022-11-28) and GraphQL
 * (https://docs.github.com/en/graphql). All errors are PortalErrors without a token; for an error response,
 * their cause is a GitHubRefusal. After an exceeded limit, calls with the same token fail unsent until GitHub
 * accepts calls again, because GitHub bans clients that go on.
 * @param url the address that people open
 */
export function createGitHubClient(url: string, readToken: ReadToken) {
  const transport = createTransport(url);
  const limit = createLimit(CALLS_AT_ONCE);
  const pauses = createPauses(url);
  /** By address: the last answers with a tag. */
  const tagged = new LRUCache<string, { etag: string; data: unknown }>({ max: MAX_TAGS_KEPT });

  async function exchange(endpoint: Endpoint, own: string | undefined): Promise<Answer> {
    const token = own ?? (await readToken());
    pauses.assertOver(token, own !== undefined);
    const first = await transport.send(endpoint, token);
    // The portal's token was replaced in the meantime. GitHub did nothing, so the call can be sent again.
    const renewed = first.status === 401 && own === undefined ? await readToken(token) : token;
    const answer = renewed === token ? first : await transport.send(endpoint, renewed);
    pauses.note(renewed, answer);
    return answer;
  }

  async function call(endpoint: Endpoint, own: string | undefined): Promise<Answer> {
    const answer = await limit(() => exchange(endpoint, own));
    const { status, headers, data } = answer;
    if ((status >= 200 && status < 300) || status === 304) return answer;
    throw describeRefusal({ url, status, headers, message: readMessage(data), isOwn: own !== undefined });
  }

  function parse<T>(schema: z.ZodType<T>, data: unknown, isWrite: boolean): T {
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    throw unavailable({
      detail: `The server at ${url} does not provide GitHub's API.`,
      suggestion: "Ask the platform team to check the address of GitHub, and the proxies in front of GitHub.",
      cause: isWrite ? new LostAnswer(parsed.error) : parsed.error,
    });
  }

  async function readTagged(endpoint: Endpoint): Promise<unknown> {
    const address = transport.addressOf(endpoint);
    const known = tagged.get(address);
    const answer = await call(
      { ...endpoint, ...(known && { headers: { "if-none-match": known.etag } }) },
      undefined,
    );
    if (known && answer.status === 304) return known.data;
    const { etag } = answer.headers;
    if (typeof etag === "string") tagged.set(address, { etag, data: answer.data });
    return answer.data;
  }

  return {
    async get<T>({ schema, token, ...endpoint }: RestCall<T>): Promise<T> {
      return parse(schema, (await call(describeEndpoint(endpoint, false), token)).data, false);
    },

    /**
     * As `get`, with a conditional request: an unchanged answer costs nothing of the limit
     * (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api). Caches
     * the 500 answers used last.
     */
    async getIfChanged<T>({ schema, ...rest }: Omit<RestCall<T>, "token">): Promise<T> {
      return parse(schema, await readTagged(describeEndpoint(rest, false)), false);
    },

    /** A change. Without a response, the error's cause is a `LostAnswer`. */
    async send<T>({ schema, token, ...endpoint }: RestCall<T>): Promise<T> {
      return parse(schema, (await call(describeEndpoint(endpoint, true), token)).data, true);
    },

    async graphql<T>({ document, variables, schema, token, isWrite = false, accepts }: GraphqlCall<T>) {
      const parameters = { query: document, variables };
      const endpoint = { method: "POST" as const, url: transport.graphqlAddress, parameters, isWrite };
      const { status, headers, data } = await call(endpoint, token);
      const answer = parse(graphqlAnswer, data, isWrite);
      const error = answer.errors?.find((one) => !accepts?.(one));
      if (error === undefined) return parse(schema, answer.data, isWrite);
      const { message, type } = error;
      const isOwn = token !== undefined;
      throw describeRefusal({ url, status, headers, message, type: type ?? undefined, isOwn });
    },

    close: transport.close,
  };
}

function describeEndpoint({ path, ...rest }: Omit<RestCall<unknown>, "schema">, isWrite: boolean): Endpoint {
  return { ...rest, url: path, isWrite };
}

/** By token: until when GitHub refuses calls. Keeps the 1,000 tokens used last. */
function createPauses(url: string) {
  const until = new LRUCache<string, number>({ max: MAX_PAUSES_KEPT });
  return {
    /** @throws PortalError as `describeLimit` */
    assertOver(token: string, isOwn: boolean): void {
      const rest = (until.get(token) ?? 0) - Date.now();
      if (rest > 0) throw describeLimit(url, Math.ceil(rest / 1000), isOwn);
    },
    note(token: string, { status, headers, data }: Answer): void {
      const errors = status === 200 ? (graphqlAnswer.safeParse(data).data?.errors ?? []) : undefined;
      const refusals: Omit<Refused, "url" | "isOwn">[] = errors
        ? errors.map(({ type, message }) => ({ status, headers, message, type: type ?? undefined }))
        : [{ status, headers, message: readMessage(data) }];
      const seconds = refusals.map(readPause).find((pause) => pause !== undefined);
      if (seconds !== undefined) until.set(token, Date.now() + seconds * 1000);
    },
  };
}

/** True for a refusal with this status. GraphQL's types count as the status with the same meaning. */
export function isRefusedWith(error: unknown, ...statuses: number[]): boolean {
  return statuses.includes(findRefusal(error)?.status ?? 0);
}

/**
 * True where a change may have been made although no response confirms it: the response was lost, or GitHub
 * failed on the way.
 */
export function isAnswerLost(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof LostAnswer || (findRefusal(error)?.status ?? 0) >= 500;
}
