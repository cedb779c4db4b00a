/** The REST API: authentication, limits, checks against the description, errors, ETags. */
import { createHash, randomUUID } from "node:crypto";
import type { Host } from "#demo/stand-ins/github/host";
import { loadDescription } from "#demo/stand-ins/github/openapi";
import { ACCOUNT_ROUTES } from "#demo/stand-ins/github/rest/account-routes";
import { BRANCH_ROUTES } from "#demo/stand-ins/github/rest/branch-routes";
import type { RestAnswer, RestCall, RestRoute, Sender } from "#demo/stand-ins/github/rest/call";
import { GIT_ROUTES } from "#demo/stand-ins/github/rest/git-routes";
import { HISTORY_ROUTES } from "#demo/stand-ins/github/rest/history-routes";
import { ISSUE_ROUTES } from "#demo/stand-ins/github/rest/issue-routes";
import { PULL_ROUTES } from "#demo/stand-ins/github/rest/pull-routes";
import { canSee, requirePermission, requireUnarchived } from "#demo/stand-ins/github/state/access";
import { notFound, Refusal } from "#demo/stand-ins/github/state/refusal";
import { type Quota, showQuota } from "#demo/stand-ins/github/tokens/rate-limits";
import { findSender } from "#demo/stand-ins/github/tokens/sender";
import { createRoutes, type RouteMatch } from "#demo/stand-ins/http/routes";
import type { Answer, Exchange } from "#demo/stand-ins/http/server";

const VERSION = "2022-11-28";
const routes = createRoutes<RestRoute>(
  [...ACCOUNT_ROUTES, ...GIT_ROUTES, ...HISTORY_ROUTES, ...BRANCH_ROUTES, ...PULL_ROUTES, ...ISSUE_ROUTES],
  new Set(["ref", "basehead", "tree_sha", "branch"]),
);

export interface ApiAnswer extends Answer {
  cost: number;
  viewer?: string;
}

interface Reply {
  headers: Record<string, string>;
  cost: number;
  viewer?: string;
}

/** @param path below the root of the API */
export async function answerRest(host: Host, exchange: Exchange, path: string): Promise<ApiAnswer> {
  const call: Reply = { headers: {}, cost: 1 };
  try {
    const sender = await findSender(exchange.headers, host);
    call.viewer = sender.kind === "account" ? sender.viewer.account.login : undefined;
    const isConditional = exchange.method === "GET" && exchange.headers["if-none-match"] !== undefined;
    // A 304 is free, and only the answer shows whether it is one.
    const before = takeQuota(host, sender, isConditional ? 0 : 1);
    call.headers = { ...showQuota(before), ...showScopes(sender) };
    requireQuota(host, exchange, sender, before);
    const answer = await handle(host, exchange, path, sender);
    const text = answer.body === undefined ? undefined : JSON.stringify(answer.body);
    const etag = `W/"${createHash("sha256").update(`${call.viewer} ${text}`).digest("hex")}"`;
    const caching: Record<string, string> =
      exchange.method === "GET" ? { etag, "cache-control": "private, max-age=60, s-maxage=60" } : {};
    if (isConditional && exchange.headers["if-none-match"] === etag && answer.status === 200)
      return finish({ ...call, cost: 0 }, { status: 304, headers: caching });
    if (isConditional) Object.assign(call.headers, showQuota(takeQuota(host, sender, 1)));
    return finish(call, { ...answer, headers: { ...caching, ...answer.headers } }, text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, body, headers } = showRefusal(error);
    return finish(call, { status, headers }, JSON.stringify(body));
  }
}

function finish({ headers, cost, viewer }: Reply, answer: RestAnswer, text?: string): ApiAnswer {
  return {
    status: answer.status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "x-github-media-type": "github.v3; format=json",
      "x-github-api-version-selected": VERSION,
      "x-github-request-id": randomUUID(),
      vary: "Accept, Authorization, Cookie, X-GitHub-OTP",
      ...headers,
      ...answer.headers,
    },
    body: text,
    cost,
    viewer,
  };
}

/** The form of errors: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
function showRefusal({ status, message, errors, retryAfter }: Refusal): RestAnswer {
  return {
    status,
    body: {
      message,
      ...(errors ? { errors } : {}),
      documentation_url: "https://docs.github.com/rest",
      status: String(status),
    },
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
  };
}

function takeQuota({ limits, rateLimits }: Host, sender: Sender, cost: number) {
  if (sender.kind === "anonymous") return rateLimits.take("anonymous", "core", limits.anonymous, cost);
  const key = sender.kind === "app" ? "app" : sender.viewer.account.login;
  return rateLimits.take(key, "core", limits.core, cost);
}

function requireQuota(
  { limits, rateLimits }: Host,
  { method }: Exchange,
  sender: Sender,
  quota: Quota & { isExceeded: boolean },
): void {
  if (quota.isExceeded || quota.remaining < 0) {
    const who = sender.kind === "account" ? `user ID ${sender.viewer.account.id}` : "127.0.0.1";
    throw new Refusal(403, `API rate limit exceeded for ${who}.`, { type: "RATE_LIMITED" });
  }
  if (method === "GET" || sender.kind !== "account") return;
  requireWrite(rateLimits.takeWrite(sender.viewer.account.login, limits.writesPerMinute));
}

/** @throws Refusal 403 with `retry-after`: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
export function requireWrite(retryAfter: number | undefined): void {
  if (retryAfter === undefined) return;
  throw new Refusal(
    403,
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    { type: "RATE_LIMITED", retryAfter },
  );
}

function showScopes(sender: Sender): Record<string, string> {
  const scopes = sender.kind === "account" ? sender.viewer.scopes : undefined;
  return scopes ? { "x-oauth-scopes": scopes.join(", ") } : {};
}

async function handle(host: Host, exchange: Exchange, path: string, sender: Sender): Promise<RestAnswer> {
  requireClient(exchange);
  const found = routes.find(exchange.method, path);
  if (!found) {
    host.violations.push(`${exchange.method} ${path}: the stand-in has no such operation`);
    throw notFound();
  }
  const { method, template } = found.route;
  const body = readBody(exchange);
  const description = loadDescription();
  const query = exchange.url.searchParams;
  const problem = description.findRequestProblem(method, template, {
    params: found.params,
    query: Object.fromEntries(query),
    body,
  });
  if (problem) {
    host.violations.push(`${method} ${path}: ${problem}`);
    throw new Refusal(422, `Invalid request.\n\n${problem}`);
  }
  const call = { ...host, sender, params: found.params, query, body, url: exchange.url };
  const answer = await run(host, found, call).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    assertAnswer(host, found, showRefusal(error));
    throw error;
  });
  assertAnswer(host, found, answer);
  return answer;
}

async function run(
  { state }: Host,
  { route, params }: RouteMatch<RestRoute>,
  call: RestCall,
): Promise<RestAnswer> {
  const { method, template, needs: need } = route;
  if (!template.startsWith("/repos/")) return route.handle(call);
  const { owner = "", repo = "" } = params;
  const isKnown =
    owner.toLowerCase() === state.organization.login.toLowerCase() &&
    repo.toLowerCase() === state.name.toLowerCase();
  const viewer = call.sender.kind === "account" ? call.sender.viewer : undefined;
  if (!isKnown || (call.sender.kind !== "app" && !canSee(state, viewer))) throw notFound();
  if (method === "GET") {
    if (need && viewer) requirePermission(viewer, ...need);
    return route.handle(call);
  }
  if (!viewer) throw new Refusal(401, "Requires authentication");
  if (need) requirePermission(viewer, ...need);
  requireUnarchived(state);
  return state.lock(async () => route.handle(call));
}

/** An answer of the stand-in that GitHub would not give is a fault of the stand-in. */
function assertAnswer(
  { violations }: Host,
  { route: { method, template } }: RouteMatch<RestRoute>,
  { status, body }: RestAnswer,
): void {
  // As the client gets it: without the fields that are undefined.
  const sent: unknown = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
  const problem = loadDescription().findAnswerProblem(method, template, status, sent);
  if (!problem) return;
  const text = `${method} ${template}: the answer does not match: ${problem}`;
  violations.push(text);
  throw new Error(text);
}

/** https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api */
function requireClient({ headers }: Exchange): void {
  if (!headers["user-agent"]) throw new Refusal(403, "Request forbidden by administrative rules.");
  const version = headers["x-github-api-version"];
  if (version !== undefined && version !== VERSION)
    throw new Refusal(400, `The API version ${version} is not supported.`);
}

function readBody({ body }: Exchange): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new Refusal(400, "Problems parsing JSON");
  }
}
