import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { shared } from "#lib/server/shared";

/** Headers that the front writes into each request, whatever came under these names. */
export const REQUEST_ID_HEADER = "x-request-id";
export const CLIENT_HEADER = "x-vitrine-client";

/** The object that a call is about, by names alone. */
export interface AuditSubject {
  cluster?: string;
  group?: string;
  kind?: string;
  plural?: string;
  namespace?: string | undefined;
  name?: string | undefined;
}

/** What is known of the HTTP request that is answered now. */
export interface RequestContext {
  /** Stands in the answer, in problems and in the log. */
  readonly id: string;
  /** Address of the client, as limits count it. */
  readonly address: string;
  /** Once known. */
  identity?: { user: string; via: string };
  /** For the audit: what the call is about, once known. */
  subject?: AuditSubject;
  /** For the audit: the action, where the address alone does not say it. */
  action?: "amend" | "adopt";
  /** For the audit: the commit that was judged, approved or merged. */
  commit?: string | undefined;
  /** For the audit: the id of the request, where the address does not name it. */
  request?: string;
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The context of a request. Where the front did not see it, as in a test, its id is made here. */
export function openRequestContext({ headers }: Pick<Request, "headers">): RequestContext {
  const id = headers.get(REQUEST_ID_HEADER) ?? "";
  return { id: UUID.test(id) ? id : randomUUID(), address: headers.get(CLIENT_HEADER) ?? "unknown" };
}

function storage(): AsyncLocalStorage<RequestContext> {
  return shared("request-context", () => new AsyncLocalStorage<RequestContext>());
}

/** Runs a task, and all that it starts, with the context of its request. */
export function runInRequest<T>(context: RequestContext, task: () => T): T {
  return storage().run(context, task);
}

/** The request that is answered now; undefined outside of one. */
export function findRequestContext(): RequestContext | undefined {
  return storage().getStore();
}
