/** One call of the REST API, as its handlers see it. */
import type { z } from "zod";
import type { Scope, Viewer } from "#demo/stand-ins/gitlab/state/access";
import { invalidParameter, notFound, unauthorized } from "#demo/stand-ins/gitlab/state/refusal";
import type { AccessLevel, MergeRequest, State } from "#demo/stand-ins/gitlab/state/types";

/** What answers are built from. */
export interface Shapes {
  state: State;
  /** `http://127.0.0.1:<port>` */
  url: string;
}

export interface RestCall extends Shapes {
  /** Undefined without a token. */
  viewer: Viewer | undefined;
  params: Readonly<Record<string, string>>;
  /** Names without `[]`; the last value of each. */
  query: Readonly<Record<string, string | readonly string[]>>;
  /** Undefined without a body. */
  body: unknown;
  /** The address of the call, for links to other pages. */
  address: URL;
}

export interface RestAnswer {
  status: number;
  /** Sent as JSON, a buffer as it is; undefined for an empty answer. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface RestRoute {
  method: string;
  template: string;
  /** Role of the account in the project; default guest. */
  level?: AccessLevel;
  /** Scopes of which the token needs one; default those of the API. */
  scopes?: readonly Scope[];
  handle(call: RestCall): Promise<RestAnswer> | RestAnswer;
}

/** @throws Refusal 401 without a token */
export function requireViewer({ viewer }: Pick<RestCall, "viewer">): Viewer {
  if (!viewer) throw unauthorized();
  return viewer;
}

/** The body, which the check against the description has already accepted. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, { body }: RestCall): z.infer<Schema> {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw invalidParameter(`${first?.path.join("[") || "body"} is invalid`);
}

export function readText({ query }: RestCall, name: string): string | undefined {
  const value = query[name];
  return typeof value === "string" ? value : value?.at(-1);
}

export function readTexts({ query }: RestCall, name: string): readonly string[] {
  const value = query[name];
  return value === undefined ? [] : typeof value === "string" ? value.split(",") : value;
}

/** GitLab reads `true`, `1` and `yes`. */
export function readFlag(call: RestCall, name: string): boolean {
  return /^(true|t|yes|y|1|on)$/i.test(readText(call, name) ?? "");
}

/** @throws Refusal 404 for an unknown number */
export function getMergeRequest({ state, params }: RestCall): MergeRequest {
  const { merge_request_iid, noteable_id, eventable_id } = params;
  const found = state.mergeRequests.get(Number(merge_request_iid ?? noteable_id ?? eventable_id));
  if (!found) throw notFound();
  return found;
}
