import { LRUCache } from "lru-cache";
import { z } from "zod";
import { describeRefusal, GITHUB, readPause } from "#lib/git/github/api/refusal";
import { readTokenExpiry } from "#lib/git/github/api/token-expiry";
import { createTransport, type Endpoint, readMessage } from "#lib/git/github/api/transport";
import { createExchange, type ReadToken } from "#lib/git/remote/exchange";
import { LostAnswer } from "#lib/git/remote/lost-answer";
import { createQuotaRecord } from "#lib/git/remote/quota";
import { type Answer, describeForeignAnswer, describeLimit } from "#lib/git/remote/refusal";

const MAX_TAGS_KEPT = 500;

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
 * their cause is a HostRefusal.
 * @param url the address that people open
 */
export function createGitHubClient(url: string, readToken: ReadToken) {
  const transport = createTransport(url);
  const exchange = createExchange<Endpoint>({
    readToken,
    send: transport.send,
    findPause,
    describeLimit: (seconds, isOwn) => describeLimit(GITHUB, { url, isOwn }, seconds),
  });
  /** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
  const quotas = createQuotaRecord("x-ratelimit", "x-ratelimit-resource");
  let tokenExpiresAt: string | undefined;
  /** By address: the last answers with a tag. */
  const tagged = new LRUCache<string, { etag: string; data: unknown }>({ max: MAX_TAGS_KEPT });

  function note(headers: Answer["headers"]): void {
    quotas.note(headers);
    tokenExpiresAt = readTokenExpiry(headers);
  }

  async function call(endpoint: Endpoint, own: string | undefined): Promise<Answer> {
    const answer = await exchange(endpoint, own);
    const { status, headers, data } = answer;
    if (own === undefined) note(headers);
    if ((status >= 200 && status < 300) || status === 304) return answer;
    throw describeRefusal({ url, status, headers, message: readMessage(data), isOwn: own !== undefined });
  }

  function parse<T>(schema: z.ZodType<T>, data: unknown, isWrite: boolean): T {
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    throw describeForeignAnswer("GitHub", url, isWrite ? new LostAnswer(parsed.error) : parsed.error);
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

    /** The quotas of the portal's account, and the end of its token, as the last answers said. */
    limits: () => ({ quotas: quotas.list(), ...(tokenExpiresAt !== undefined && { tokenExpiresAt }) }),

    close: transport.close,
  };
}

function describeEndpoint({ path, ...rest }: Omit<RestCall<unknown>, "schema">, isWrite: boolean): Endpoint {
  return { ...rest, url: path, isWrite };
}

/** The pause that one of the errors of an answer asks for. */
function findPause({ status, headers, data }: Answer): number | undefined {
  const errors = status === 200 ? (graphqlAnswer.safeParse(data).data?.errors ?? []) : undefined;
  const refusals = errors ?? [{ message: readMessage(data), type: undefined }];
  return refusals
    .map(({ type, message }) => readPause({ status, headers, message, type: type ?? undefined }))
    .find((pause) => pause !== undefined);
}
