import "server-only";
import type { Logger } from "pino";
import type { ErrorCode } from "#lib/errors";
import { type AuditSubject, findRequestContext, type RequestContext } from "#lib/server/http/request-context";
import { log } from "#lib/server/log";
import { countAction } from "#lib/server/metrics";
import { shared } from "#lib/server/shared";

/** What came of an action: `failed` says nothing about what Git or the cluster did with it. */
export type AuditResult = "done" | "refused" | "failed";

export interface AuditEvent {
  /** One of the actions in docs/audit.md, or the method of another call. */
  action: string;
  result: AuditResult;
  status: number;
  /** Why, where it was not done. */
  code?: ErrorCode | undefined;
  /** Id of the request; absent: the one that was noted. */
  request?: string | undefined;
  /** Id of the identity provider whose account is connected or disconnected. */
  account?: string | undefined;
  /** Commit of the request; absent: the one that was noted. */
  commit?: string | undefined;
  /** Where the address names the object. */
  subject?: AuditSubject | undefined;
  /** Where no session tells who it is. */
  user?: string | undefined;
  via?: string | undefined;
}

/** Notes for the audit line of the current call which object it is about. Does nothing outside of a call. */
export function noteSubject({ cluster, group, kind, plural, namespace, name }: AuditSubject): void {
  const context = findRequestContext();
  if (context) context.subject = { cluster, group, kind, plural, namespace, name };
}

/** Notes for the audit line of the current call what it does, where the address alone does not say it. */
export function noteAction(action: "amend" | "adopt"): void {
  const context = findRequestContext();
  if (context) context.action = action;
}

/**
 * Notes for the audit line of the current call the request, and the commit that it judges, approves or merges. The first
 * note counts: the answer may be read at a later commit.
 */
export function noteRequest(request: string, commit: string): void {
  const context = findRequestContext();
  if (!context || context.request !== undefined) return;
  context.request = request;
  context.commit = commit;
}

/**
 * Writes one line for the audit, with the request that is answered now: who, what, which commit, and the result. Names
 * alone: no values of forms, no comments, no tokens. Every field is described in docs/audit.md.
 */
export function audit(event: AuditEvent): void {
  const context: Partial<RequestContext> = findRequestContext() ?? {};
  const { action, result, status, code } = event;
  countAction(action, result);
  auditLog().info(
    {
      action,
      result,
      status,
      code,
      user: context.identity?.user ?? event.user,
      via: context.identity?.via ?? event.via,
      request: event.request ?? context.request,
      account: event.account,
      object: context.subject ?? event.subject,
      commit: event.commit ?? context.commit,
      address: context.address,
      requestId: context.id,
    },
    `audit: ${action} ${result}`,
  );
}

/** LOG_LEVEL does not silence the audit, unless it is `silent`. */
function auditLog(): Logger {
  return shared("audit-log", () => {
    const level = log().level === "silent" ? "silent" : "info";
    return log().child({ audit: true }, { level });
  });
}
