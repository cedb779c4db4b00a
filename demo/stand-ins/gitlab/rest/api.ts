/** The REST API: authentication, limits, validation of requests and answers, errors. */
import { createHash, randomUUID } from "node:crypto";
import type { Host } from "#demo/stand-ins/gitlab/host";
import { loadDescription } from "#demo/stand-ins/gitlab/openapi/description";
import { BRANCH_ROUTES } from "#demo/stand-ins/gitlab/rest/branch-routes";
import type { RestAnswer, RestCall, RestRoute } from "#demo/stand-ins/gitlab/rest/call";
import { MERGE_REQUEST_ROUTES } from "#demo/stand-ins/gitlab/rest/merge-request-routes";
import { PROJECT_ROUTES } from "#demo/stand-ins/gitlab/rest/project-routes";
import { REPOSITORY_ROUTES } from "#demo/stand-ins/gitlab/rest/repository-routes";
import { REVIEW_ROUTES } from "#demo/stand-ins/gitlab/rest/review-routes";
import {
  canSee,
  requireLevel,
  requireScope,
  requireUnarchived,
  type Viewer,
} from "#demo/stand-ins/gitlab/state/access";
import { invalidParameter, notFound, Refusal, unauthorized } from "#demo/stand-ins/gitlab/state/refusal";
import { getProjectPath } from "#demo/stand-ins/gitlab/state/state";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
import { findSender } from "#demo/stand-ins/gitlab/tokens/sender";
import { createRoutes, type RouteMatch } from "#demo/stand-ins/http/routes";
import type { Answer, Exchange } from "#demo/stand-ins/http/server";

const routes = createRoutes<RestRoute>([
  ...PROJECT_ROUTES,
  ...BRANCH_ROUTES,
  ...REPOSITORY_ROUTES,
  ...MERGE_REQUEST_ROUTES,
  ...REVIEW_ROUTES,
]);

export interface ApiAnswer extends Answer {
  viewer?: string;
}

/** @param path below the root of the API */
export async function answerRest(host: Host, exchange: Exchange, path: string): Promise<ApiAnswer> {
  let headers: Record<string, string> = {};
  let username: string | undefined;
  try {
    const viewer = findSender(exchange.headers, host.tokens);
    username = viewer?.account.username;
    headers = takeCall(host, viewer);
    const answer = await handle(host, exchange, path, viewer);
    return { ...finish(exchange, answer, headers), viewer: username };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, body, headers: own } = error;
    return { ...finish(exchange, { status, body, headers: own }, headers), viewer: username };
  }
}

/** Counts a call. The limit of a person holds for REST and GraphQL together. */
export function takeCall({ limits, rateLimits }: Host, viewer: Viewer | undefined): Record<string, string> {
  if (!viewer) return rateLimits.take("anonymous", "throttle_unauthenticated_api", limits.anonymous);
  return rateLimits.take(viewer.account.username, "throttle_authenticated_api", limits.authenticated);
}

function finish(exchange: Exchange, answer: RestAnswer, headers: Record<string, string>): Answer {
  const { status, body } = answer;
  const isText = typeof body === "string";
  const content = Buffer.isBuffer(body) || isText || body === undefined ? body : JSON.stringify(body);
  const etag = `W/"${createHash("md5")
    .update(content ?? "")
    .digest("hex")}"`;
  const isRead = exchange.method === "GET" && status === 200;
  const isSame = isRead && exchange.headers["if-none-match"] === etag;
  return {
    status: isSame ? 304 : status,
    headers: {
      "content-type": isText ? "text/plain" : "application/json",
      "cache-control": "max-age=0, private, must-revalidate",
      "x-request-id": randomUUID(),
      vary: "Origin",
      ...(isRead ? { etag } : {}),
      ...headers,
      ...answer.headers,
    },
    body: isSame ? undefined : content,
  };
}

async function handle(
  host: Host,
  exchange: Exchange,
  path: string,
  viewer: Viewer | undefined,
): Promise<RestAnswer> {
  const found = routes.find(exchange.method, path);
  if (!found) {
    host.violations.push(`${exchange.method} ${path}: the stand-in has no such operation`);
    throw notFound();
  }
  const { method, template } = found.route;
  const call = readCall(host, exchange, found, viewer);
  const { params, query, body } = call;
  const problem = loadDescription().findRequestProblem(method, template, { params, query, body });
  if (problem) {
    host.violations.push(`${method} ${path}: ${problem}`);
    throw invalidParameter(problem);
  }
  const answer = await run(host, found, call).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    assertAnswer(host, found, error);
    throw error;
  });
  assertAnswer(host, found, answer);
  return answer;
}

/** GitLab reads parameters of calls that write from the address and from the body, which is JSON or a form. */
function readCall(
  { state, url }: Host,
  exchange: Exchange,
  { params }: RouteMatch<RestRoute>,
  viewer: Viewer | undefined,
): RestCall {
  const query: Record<string, string | string[]> = {};
  for (const [key, value] of exchange.url.searchParams) {
    const name = key.replace(/\[\]$/, "");
    const known = query[name];
    query[name] = key === name ? value : [...(Array.isArray(known) ? known : []), value];
  }
  const sent = readBody(exchange);
  const isWrite = exchange.method === "POST" || exchange.method === "PUT";
  const isMerged = isWrite && (Object.keys(query).length > 0 || sent !== undefined);
  return {
    state,
    url,
    viewer,
    params,
    query: isWrite ? {} : query,
    body: isMerged ? { ...query, ...sent } : undefined,
    address: exchange.url,
  };
}

function readBody({ body, headers }: Exchange): object | undefined {
  if (body.length === 0) return undefined;
  const type = headers["content-type"] ?? "";
  if (type.startsWith("application/x-www-form-urlencoded"))
    return Object.fromEntries(new URLSearchParams(body.toString()));
  if (!type.startsWith("application/json"))
    throw new Refusal(415, "The provided content-type is not supported.", {
      body: { error: `The provided content-type '${type}' is not supported.` },
    });
  try {
    const parsed: unknown = JSON.parse(body.toString());
    if (typeof parsed === "object" && parsed !== null) return parsed;
  } catch {
    // Answered below.
  }
  throw new Refusal(400, "400 Bad request - Message body is not JSON");
}

async function run(
  { state }: Host,
  { route, params }: RouteMatch<RestRoute>,
  call: RestCall,
): Promise<RestAnswer> {
  const { viewer } = call;
  const { method, template, level = LEVELS.guest } = route;
  const isRead = method === "GET" || method === "HEAD";
  const scopes = route.scopes ?? (isRead ? (["api", "read_api"] as const) : (["api"] as const));
  if (viewer) requireScope(viewer, scopes);
  if (!template.startsWith("/projects/{id}")) return route.handle(call);
  const isKnown = params.id === getProjectPath(state) || params.id === String(state.projectId);
  if (!isKnown || !canSee(state, viewer)) {
    if (!viewer && !isRead) throw unauthorized();
    throw notFound("Project");
  }
  if (isRead) {
    if (viewer && state.settings.visibility === "private") requireLevel(viewer, level);
    return route.handle(call);
  }
  if (!viewer) throw unauthorized();
  return state.lock(async () => {
    requireLevel(viewer, level);
    requireUnarchived(state);
    return route.handle(call);
  });
}

/** An answer of the stand-in that GitLab would not give is a fault of the stand-in. */
function assertAnswer(
  { violations }: Host,
  { route: { method, template } }: RouteMatch<RestRoute>,
  { status, body }: RestAnswer,
): void {
  // As the client gets it: without the fields that are undefined.
  const isJson = body !== undefined && typeof body !== "string" && !Buffer.isBuffer(body);
  const sent: unknown = isJson ? JSON.parse(JSON.stringify(body)) : undefined;
  const problem = loadDescription().findAnswerProblem(method, template, status, sent);
  if (!problem) return;
  const text = `${method} ${template}: the answer does not match: ${problem}`;
  violations.push(text);
  throw new Error(text);
}
