import "server-only";
import { RESOURCE_PATH } from "#lib/api/resource-path";
import { matchRoute } from "#lib/api/route-match";
import type { RouteName } from "#lib/api/types";
import type { PortalError } from "#lib/errors";
import { type AuditResult, audit } from "#lib/server/http/audit";
import { type AuditSubject, findRequestContext } from "#lib/server/http/request-context";

export interface AnsweredWrite {
  method: string;
  pathname: string;
  /** Of the route. */
  params: Record<string, string | string[]>;
  status: number;
  /** Why it was not done. */
  failure: PortalError | undefined;
}

/** How the audit names a write, and which of its calls have a line. */
interface AuditedRoute {
  /** Undefined where the address names the action. */
  action?: string;
  /** Every call has a line; otherwise refusals alone. */
  always: boolean;
}

type WriteRoute = Extract<RouteName, `POST ${string}`>;

/** Each route that writes, so that a new one needs an action. */
const WRITES: Record<WriteRoute, AuditedRoute> = {
  "POST /api/v1/requests": { action: "submit", always: true },
  "POST /api/v1/requests/preview": { action: "preview", always: false },
  "POST /api/v1/requests/{id}/{action}": { always: true },
  [`POST ${RESOURCE_PATH}/refresh` as const]: { action: "refresh", always: true },
  // The way back from the Git host writes the line of the connection.
  "POST /api/v1/me/git-accounts/{id}": { action: "connect-account", always: false },
  "POST /api/v1/me/git-accounts/{id}/disconnect": { action: "disconnect-account", always: true },
  "POST /api/v1/webhooks/{repository}": { action: "webhook", always: false },
};

/** Of one request, in its address. */
const ACTIONS = new Set(["approve", "merge", "close"]);

/** What someone may try at another's cost; a preview that is merely invalid is part of filling in a form. */
const REFUSALS = new Set([401, 403, 409, 429]);

/**
 * The audit line of a call of the API that is no read: of each submit and action, whatever its result, and of each
 * refusal.
 */
export function auditWrite({ method, pathname, params, status, failure }: AnsweredWrite): void {
  const template = matchRoute(pathname)?.template ?? "";
  const route = findWrite(`${method} ${template}`);
  const action = route?.action ?? nameAction(method, params);
  const always = route?.always === true && action !== method;
  if (!always && !REFUSALS.has(status)) return;
  const isAccount = template.startsWith(ACCOUNTS);
  audit({
    action: findRequestContext()?.action ?? action,
    result: nameResult(status),
    status,
    code: failure?.code,
    // What the address says is anything that somebody sent.
    request: findRequestContext()?.request ?? (isAccount ? undefined : readParam(params, "id")),
    ...(isAccount && { account: readParam(params, "id") }),
    subject: readSubject(params),
  });
}

const ACCOUNTS = "/api/v1/me/git-accounts/";

function findWrite(name: string): AuditedRoute | undefined {
  return new Map<string, AuditedRoute>(Object.entries(WRITES)).get(name);
}

function nameAction(method: string, params: AnsweredWrite["params"]): string {
  const action = method === "POST" ? readParam(params, "action") : undefined;
  return action !== undefined && ACTIONS.has(action) ? action : method;
}

/** What came of an action that was answered with an HTTP status. */
export function nameResult(status: number): AuditResult {
  if (status < 400) return "done";
  return status < 500 ? "refused" : "failed";
}

function readSubject(params: AnsweredWrite["params"]): AuditSubject | undefined {
  const cluster = readParam(params, "cluster");
  if (cluster === undefined) return undefined;
  const [group, plural, namespace, name] = ["group", "plural", "namespace", "name"].map((part) =>
    readParam(params, part),
  );
  return {
    cluster,
    ...(group === undefined || group === "_" ? {} : { group }),
    ...(plural === undefined ? {} : { plural }),
    namespace: namespace === "_" ? undefined : namespace,
    name,
  };
}

/** It is anything that somebody sent: long enough for every name, and no longer. */
function readParam(params: AnsweredWrite["params"], name: string): string | undefined {
  const value = params[name];
  return typeof value === "string" ? value.slice(0, 253) : undefined;
}
