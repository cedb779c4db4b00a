/** A stand-in for GitHub on loopback, in the layout of GitHub Enterprise Server. It keeps real state. */

import { randomBytes } from "node:crypto";
import { answerGit, findGitService } from "#demo/stand-ins/github/git-edge";
import { answerGraphQL } from "#demo/stand-ins/github/graphql/api";
import type { Host } from "#demo/stand-ins/github/host";
import { createGrants, type OAuthClient } from "#demo/stand-ins/github/oauth/grants";
import { answerAccessToken } from "#demo/stand-ins/github/oauth/pages";
import { answerPages } from "#demo/stand-ins/github/pages/site";
import { type ApiAnswer, answerRest } from "#demo/stand-ins/github/rest/api";
import { createLinks } from "#demo/stand-ins/github/rest/links";
import type { Viewer } from "#demo/stand-ins/github/state/access";
import { createState, getAccount, type PersonInput } from "#demo/stand-ins/github/state/state";
import type { Permissions, RepositorySettings, State } from "#demo/stand-ins/github/state/types";
import { createApp, type GitHubApp } from "#demo/stand-ins/github/tokens/app";
import { createRateLimits, DEFAULT_LIMITS, type Limits } from "#demo/stand-ins/github/tokens/rate-limits";
import { createWebhooks, type Webhook } from "#demo/stand-ins/github/webhooks";
import { findOperationName } from "#demo/stand-ins/graphql/call";
import type { Call } from "#demo/stand-ins/http/call-log";
import { createCallLog } from "#demo/stand-ins/http/call-log";
import { createFaults, type Fault, type FaultyCall } from "#demo/stand-ins/http/faults";
import { type Answer, type Exchange, startServer } from "#demo/stand-ins/http/server";
import { createSessions } from "#demo/stand-ins/pages/session";
import { answerStyle, STYLE_PATH } from "#demo/stand-ins/pages/shell";
import { createTokens } from "#demo/stand-ins/tokens/tokens";

export interface GitHubStandInOptions {
  /** Login of the organization. */
  owner: string;
  /** Name of the repository. */
  repository: string;
  /** Path of an existing bare repository with that content. */
  path: string;
  people: readonly PersonInput[];
  settings?: Partial<RepositorySettings>;
  limits?: Partial<Limits>;
  /** Name of the App; its bot is `<slug>[bot]`. */
  appSlug?: string;
  /** Addresses that people may come back to after they signed in. */
  callbacks?: readonly string[];
  webhooks?: readonly Webhook[];
  port?: number;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

export interface GitHubStandIn {
  /** `http://127.0.0.1:<port>`; the API is below `/api/v3`, GraphQL at `/api/graphql`. */
  url: string;
  owner: string;
  /** Name of the repository. */
  repository: string;
  /** Path of its bare repository. */
  path: string;
  /** A token of each person, by login, with all permissions of the person. */
  tokens: Readonly<Record<string, string>>;
  app: Pick<Host["app"], "id" | "privateKey" | "installation" | "clientId" | "clientSecret">;
  /** An OAuth App, which signs people in. */
  oauthApp: Pick<OAuthClient, "clientId" | "clientSecret">;
  /** Everything it remembers; tests may change it. */
  state: State;
  limits: Limits;
  /** Another token of a person, with these permissions only. */
  issueToken(login: string, permissions: Permissions): string;
  revokeToken(token: string): void;
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Oldest first. */
  calls(): readonly Call[];
  clearCalls(): void;
  /** Requests and answers that do not match GitHub's published descriptions. */
  violations(): readonly string[];
  /** Resolves when the deliveries of past events have ended. */
  delivered(): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_SETTINGS: RepositorySettings = {
  defaultBranch: "main",
  isPrivate: true,
  isArchived: false,
  deleteBranchOnMerge: false,
  allowsDrafts: true,
  mergeMethods: ["merge", "squash", "rebase"],
};

/** Starts the stand-in. Nothing but the bare repository outlives it. */
export async function startGitHubStandIn(options: GitHubStandInOptions): Promise<GitHubStandIn> {
  const { owner, repository, path, people, appSlug = "vitrine-portal", clock = Date.now } = options;
  let host: Host | undefined;
  const server = await startServer(
    async (exchange) => (host ? answer(host, exchange) : { status: 503 }),
    options.port ?? 0,
    (error) => host?.violations.push(String(error instanceof Error ? error.stack : error)),
  );
  const state = createState({
    owner,
    name: repository,
    path,
    people,
    bot: `${appSlug}[bot]`,
    settings: { ...DEFAULT_SETTINGS, ...options.settings },
    clock,
    emit: (event) => webhooks.deliver(event),
  });
  const webhooks = createWebhooks(() => started);
  for (const webhook of options.webhooks ?? []) webhooks.add(webhook);
  const tokens = createTokens<Viewer>(clock);
  const bot = getAccount(state, `${appSlug}[bot]`);
  const app = createApp({ slug: appSlug, bot, tokens, nextId: state.nextId, clock });
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const clients = createClients(options.callbacks ?? [], app);
  const [oauthApp] = clients;
  const started: Host = {
    sessions: createSessions("vitrine_stand_in_github"),
    clients,
    grants: createGrants({ clients, tokens, clock }),
    webhooks,
    state,
    links: createLinks(server.url),
    tokens,
    app,
    limits,
    rateLimits: createRateLimits(clock),
    faults: createFaults(),
    calls: createCallLog(),
    violations: [],
  };
  host = started;
  const issue = (login: string, permissions?: Permissions) =>
    tokens.issue({ account: getAccount(state, login), token: "personal", permissions }, "github_pat_").token;
  return {
    url: server.url,
    owner,
    repository,
    path,
    tokens: Object.fromEntries(people.map(({ login }) => [login, issue(login)])),
    app,
    oauthApp,
    state,
    limits,
    issueToken: issue,
    revokeToken: tokens.revoke,
    fault: started.faults.add,
    clearFaults: started.faults.clear,
    calls: started.calls.list,
    clearCalls: started.calls.clear,
    violations: () => [...started.violations],
    delivered: webhooks.settled,
    close: async () => {
      await server.close();
      state.repository.close();
    },
  };
}

function createClients(callbacks: readonly string[], app: GitHubApp): [OAuthClient, OAuthClient] {
  const name = "Vitrine";
  const { clientId, clientSecret, permissions } = app;
  return [
    {
      kind: "oauth-app",
      name,
      clientId: "Ov23liStandInOfVitrine",
      clientSecret: randomBytes(20).toString("hex"),
      callbacks,
    },
    { kind: "github-app", name, clientId, clientSecret, callbacks, permissions },
  ];
}

const REST = "/api/v3";
const GRAPHQL = "/api/graphql";

async function answer(host: Host, exchange: Exchange): Promise<Answer | "drop"> {
  const { method, url } = exchange;
  const path = url.pathname.startsWith(`${REST}/`) ? url.pathname.slice(REST.length) : url.pathname;
  const operation = url.pathname === GRAPHQL ? findOperationName(exchange) : undefined;
  const call: FaultyCall = { method, path, operation };
  let given: ApiAnswer | undefined;
  const result = await host.faults.run(call, async () => {
    given = await answerApi(host, exchange, path);
    return given;
  });
  const { cost = 0, viewer } = given ?? {};
  host.calls.add({ ...call, status: result === "drop" ? undefined : result.status, cost, viewer });
  return result;
}

async function answerApi(host: Host, exchange: Exchange, path: string): Promise<ApiAnswer> {
  const { pathname } = exchange.url;
  if (pathname === GRAPHQL) return answerGraphQL(host, exchange);
  if (pathname.startsWith(`${REST}/`)) return answerRest(host, exchange, path);
  return { ...(await answerWeb(host, exchange)), cost: 0 };
}

async function answerWeb(host: Host, exchange: Exchange): Promise<Answer> {
  const { pathname } = exchange.url;
  if (pathname === STYLE_PATH) return answerStyle();
  if (exchange.method === "POST" && pathname === "/login/oauth/access_token")
    return answerAccessToken(host, exchange);
  const service = findGitService(host, pathname);
  return service === undefined ? answerPages(host, exchange) : answerGit(host, exchange, service);
}
