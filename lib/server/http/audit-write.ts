import "server-only";
import { matchRoute } from "#lib/api/route-match";
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

/** Of one request, in its address. */
const ACTIONS = new Set(["approve", "merge", "close", "refresh"]);

/** What someone may try at another's cost; a preview that is merely invalid is part of filling in a form. */
const REFUSALS = new Set([401, 403, 409, 429]);

/**
 * The audit line of a call of the API that is no read: of each submit and action, whatever its result, and of each
 * refusal.
 */
export function auditWrite({ method, pathname, params, status, failure }: AnsweredWrite): void {
  const action = nameAction(method, pathname, params);
  const writes = action !== "preview" && action !== method;
  if (!writes && !REFUSALS.has(status)) return;
  audit({
    action: findRequestContext()?.action ?? action,
    result: nameResult(status),
    status,
    code: failure?.code,
    // What the address says is anything that somebody sent.
    request: findRequestContext()?.request ?? readParam(params, "id"),
    subject: readSubject(params),
  });
}

function nameAction(method: string, pathname: string, params: AnsweredWrite["params"]): string {
  const template = matchRoute(pathname)?.template ?? "";
  if (method !== "POST") return method;
  if (template === "/api/v1/requests") return "submit";
  if (template === "/api/v1/requests/preview") return "preview";
  const action = template.endsWith("/refresh") ? "refresh" : readParam(params, "action");
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
