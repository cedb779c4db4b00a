/** A stand-in for GitLab on loopback, with the address of the API of a self-managed GitLab. It keeps real state. */

import { randomBytes } from "node:crypto";
import { answerGit, findGitService } from "#demo/stand-ins/gitlab/git-edge";
import { answerGraphQL } from "#demo/stand-ins/gitlab/graphql/api";
import type { Host } from "#demo/stand-ins/gitlab/host";
import { createGrants, type OAuthClient } from "#demo/stand-ins/gitlab/oauth/grants";
import { answerIdentity } from "#demo/stand-ins/gitlab/oauth/pages";
import { answerPages } from "#demo/stand-ins/gitlab/pages/site";
import { type ApiAnswer, answerRest } from "#demo/stand-ins/gitlab/rest/api";
import type { Viewer } from "#demo/stand-ins/gitlab/state/access";
import { addProjectBot, createState, type PersonInput } from "#demo/stand-ins/gitlab/state/state";
import type { AccessLevel, ProjectSettings, State } from "#demo/stand-ins/gitlab/state/types";
import { createRateLimits, DEFAULT_LIMITS, type Limits } from "#demo/stand-ins/gitlab/tokens/rate-limits";
import { issueAccessToken, type TokenInput } from "#demo/stand-ins/gitlab/tokens/sender";
import { createWebhooks, type Webhook } from "#demo/stand-ins/gitlab/webhooks";
import { findOperationName } from "#demo/stand-ins/graphql/call";
import { type Call, createCallLog } from "#demo/stand-ins/http/call-log";
import { createFaults, type Fault, type FaultyCall } from "#demo/stand-ins/http/faults";
import { type Answer, type Exchange, startServer } from "#demo/stand-ins/http/server";
import { createSessions } from "#demo/stand-ins/pages/session";
import { answerStyle, STYLE_PATH } from "#demo/stand-ins/pages/shell";
import { createTokens } from "#demo/stand-ins/tokens/tokens";

export interface GitLabStandInOptions {
  /** Full path of the group. */
  group: string;
  /** Path of the project in the group. */
  project: string;
  /** Path of an existing bare repository with that content. */
  path: string;
  people: readonly PersonInput[];
  settings?: Partial<ProjectSettings>;
  limits?: Partial<Limits>;
  /** Addresses that people may come back to after they signed in. */
  callbacks?: readonly string[];
  webhooks?: readonly Webhook[];
  port?: number;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

export interface GitLabStandIn {
  /** `http://127.0.0.1:<port>`; the API is below `/api/v4`, GraphQL at `/api/graphql`. */
  url: string;
  /** Full path: `group/project`. */
  project: string;
  /** Path of its bare repository. */
  path: string;
  /** A personal access token of each person, by user name, with the scope `api`. */
  tokens: Readonly<Record<string, string>>;
  /** The application that signs people in. */
  application: Pick<OAuthClient, "clientId" | "clientSecret">;
  /** Everything it remembers; tests may change it. */
  state: State;
  limits: Limits;
  /** Another personal access token. */
  issueToken(username: string, input?: TokenInput): string;
  /** A project access token, with a bot of its own. */
  issueProjectToken(level: AccessLevel, input?: TokenInput): string;
  revokeToken(token: string): void;
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Oldest first. */
  calls(): readonly Call[];
  clearCalls(): void;
  /** Requests and answers that do not match GitLab's published descriptions. */
  violations(): readonly string[];
  /** Resolves when the deliveries of past events have ended. */
  delivered(): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_SETTINGS: ProjectSettings = {
  defaultBranch: "main",
  visibility: "private",
  isArchived: false,
  mergeMethod: "merge",
  squashOption: "default_off",
  pipelineMustSucceed: false,
  discussionsMustBeResolved: false,
  removesSourceBranch: false,
  approvalsRequired: 0,
  resetsApprovalsOnPush: true,
  authorCanApprove: false,
  committersCanApprove: true,
};

/** Starts the stand-in. Nothing but the bare repository outlives it. */
export async function startGitLabStandIn(options: GitLabStandInOptions): Promise<GitLabStandIn> {
  const { group, project, path, people, clock = Date.now } = options;
  let host: Host | undefined;
  const server = await startServer(
    async (exchange) => (host ? answer(host, exchange) : { status: 503 }),
    options.port ?? 0,
    (error) => host?.violations.push(String(error instanceof Error ? error.stack : error)),
  );
  const state = createState({
    group,
    name: project,
    path,
    people,
    settings: { ...DEFAULT_SETTINGS, ...options.settings },
    clock,
    emit: (event) => webhooks.deliver(event),
  });
  const webhooks = createWebhooks(options.webhooks ?? [], () => started);
  const tokens = createTokens<Viewer>(clock);
  const client = createApplication(options.callbacks ?? []);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const started: Host = {
    url: server.url,
    state,
    tokens,
    client,
    grants: createGrants({ client, tokens, nextId: state.nextId, clock }),
    sessions: createSessions("vitrine_stand_in_gitlab"),
    webhooks,
    limits,
    rateLimits: createRateLimits(clock),
    faults: createFaults(),
    calls: createCallLog(),
    violations: [],
  };
  host = started;
  return {
    url: server.url,
    project: `${group}/${project}`,
    path,
    tokens: Object.fromEntries(people.map(({ username }) => [username, issueAccessToken(started, username)])),
    application: client,
    state,
    limits,
    issueToken: (username, input) => issueAccessToken(started, username, input),
    issueProjectToken: (level, input) =>
      issueAccessToken(started, addProjectBot(state, level).username, input),
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

function createApplication(callbacks: readonly string[]): OAuthClient {
  return {
    name: "Vitrine",
    clientId: "application-of-vitrine",
    clientSecret: `gloas-${randomBytes(32).toString("hex")}`,
    callbacks,
    scopes: ["api", "read_api", "read_user", "openid", "profile", "email"],
  };
}

const REST = "/api/v4";
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
  const status = result === "drop" ? undefined : result.status;
  const isApi = url.pathname.startsWith("/api/");
  host.calls.add({ ...call, status, cost: isApi ? 1 : 0, viewer: given?.viewer });
  return result;
}

async function answerApi(host: Host, exchange: Exchange, path: string): Promise<ApiAnswer> {
  const { pathname } = exchange.url;
  if (pathname === GRAPHQL) return answerGraphQL(host, exchange);
  if (pathname.startsWith(`${REST}/`)) return answerRest(host, exchange, path);
  return answerWeb(host, exchange);
}

async function answerWeb(host: Host, exchange: Exchange): Promise<Answer> {
  const { pathname } = exchange.url;
  if (pathname === STYLE_PATH) return answerStyle();
  const service = findGitService(host, pathname);
  if (service !== undefined) return answerGit(host, exchange, service);
  return (await answerIdentity(host, exchange)) ?? answerPages(host, exchange);
}
