import { LRUCache } from "lru-cache";
import { z } from "zod";
import { describeRefusal, GITLAB, readPause } from "#lib/git/gitlab/api/refusal";
import { createRoutes, type RouteCall, type Routes } from "#lib/git/gitlab/api/routes";
import { addressOf, createTransport, type Endpoint, readMessage } from "#lib/git/gitlab/api/transport";
import { createExchange, type ReadToken } from "#lib/git/remote/exchange";
import { LostAnswer } from "#lib/git/remote/lost-answer";
import { createQuotaRecord } from "#lib/git/remote/quota";
import { describeForeignAnswer, describeLimit } from "#lib/git/remote/refusal";

const MAX_TAGS_KEPT = 500;

export interface RestCall<T> {
  /** Calls one route. A list returns the page of the option `page`, by default the first one. */
  route: (routes: Routes) => Promise<unknown>;
  schema: z.ZodType<T>;
  /** The person's own token; default: the portal's. */
  token?: string | undefined;
}

export interface GraphqlCall<T> {
  document: string;
  variables: Record<string, unknown>;
  schema: z.ZodType<T>;
}

const graphqlAnswer = z.object({
  /** Absent for a query that GitLab does not execute. */
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string().default("") })).nullish(),
});

export type GitLabClient = ReturnType<typeof createGitLabClient>;

/**
 * GitLab's API: REST (https://docs.gitlab.com/api/rest/, version 4) and GraphQL
 * (https://docs.gitlab.com/api/graphql/). All errors are PortalErrors without a token; for an error response,
 * their cause is a HostRefusal.
 * @param url the address that people open
 */
export function createGitLabClient(url: string, readToken: ReadToken) {
  const transport = createTransport(url);
  const exchange = createExchange<Endpoint>({
    readToken,
    send: transport.send,
    findPause: readPause,
    describeLimit: (seconds, isOwn) => describeLimit(GITLAB, { url, isOwn }, seconds),
  });
  /** https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/#response-headers */
  const quotas = createQuotaRecord("ratelimit", "ratelimit-name");
  /** By address: the last answers with a tag. */
  const tagged = new LRUCache<string, { etag: string; data: unknown }>({ max: MAX_TAGS_KEPT });

  async function call(endpoint: Endpoint, token: string | undefined) {
    const answer = await exchange(endpoint, token);
    const { status, headers, data } = answer;
    if (token === undefined) quotas.note(headers);
    if ((status >= 200 && status < 300) || status === 304) return answer;
    throw describeRefusal({ url, status, headers, message: readMessage(data), isOwn: token !== undefined });
  }

  async function callTagged(endpoint: Endpoint): Promise<unknown> {
    const address = addressOf(url, endpoint);
    const known = tagged.get(address);
    const headers = known && { "if-none-match": known.etag };
    const answer = await call({ ...endpoint, ...(headers && { headers }) }, undefined);
    if (known && answer.status === 304) return known.data;
    const { etag } = answer.headers;
    if (typeof etag === "string") tagged.set(address, { etag, data: answer.data });
    return answer.data;
  }

  function parse<T>(schema: z.ZodType<T>, data: unknown, isWrite: boolean): T {
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    throw describeForeignAnswer("GitLab", url, isWrite ? new LostAnswer(parsed.error) : parsed.error);
  }

  /** Runs a route with the given way to send its call. */
  function run({ route }: Pick<RestCall<unknown>, "route">, isWrite: boolean, send: SendEndpoint) {
    const routes = createRoutes(url, ({ address, ...rest }: RouteCall) =>
      send({ ...rest, path: address.slice(url.length), isWrite }),
    );
    return route(routes);
  }

  return {
    async get<T>({ schema, token, ...rest }: RestCall<T>): Promise<T> {
      const data = await run(rest, false, async (endpoint) => (await call(endpoint, token)).data);
      return parse(schema, data, false);
    },

    /**
     * As `get`, with a conditional request: an unchanged answer has no body. GitLab counts such a call too.
     * Caches the 500 answers used last.
     */
    async getIfChanged<T>({ schema, ...rest }: Omit<RestCall<T>, "token">): Promise<T> {
      return parse(schema, await run(rest, false, callTagged), false);
    },

    /** A change. Without a response, the error's cause is a `LostAnswer`. */
    async send<T>({ schema, token, ...rest }: RestCall<T>): Promise<T> {
      const data = await run(rest, true, async (endpoint) => (await call(endpoint, token)).data);
      return parse(schema, data, true);
    },

    /** A query. GitLab answers with status 200 for a query that it refuses or could not finish in time. */
    async graphql<T>({ document, variables, schema }: GraphqlCall<T>): Promise<T> {
      const body = { query: document, variables };
      const endpoint = { method: "POST" as const, path: "/api/graphql", body, isWrite: false };
      const { headers, data } = await call(endpoint, undefined);
      const answer = parse(graphqlAnswer, data, false);
      const [error] = answer.errors ?? [];
      if (error === undefined) return parse(schema, answer.data, false);
      throw describeRefusal({ url, status: 500, headers, message: error.message, isOwn: false });
    },

    /** The quotas of the portal's account. */
    quotas: quotas.list,

    close: transport.close,
  };
}

type SendEndpoint = (endpoint: Endpoint) => Promise<unknown>;
