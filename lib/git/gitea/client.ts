import type { z } from "zod";
import { PortalError, type PortalErrorOptions } from "#lib/errors";
import { createLimit } from "#lib/git/concurrency-limit";
import { describeFailedCall, isTimeout, LostAnswer } from "#lib/git/remote/lost-answer";

const READ_TIMEOUT_MILLISECONDS = 15_000;
/** Longer than for reads, because the outcome of an aborted change is unknown. */
const WRITE_TIMEOUT_MILLISECONDS = 60_000;
/** Gitea's largest page (`MAX_RESPONSE_ITEMS`). */
const PAGE_SIZE = 50;
const PAGES_AT_ONCE = 6;

/** An error response of a reachable server. */
export class GiteaRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "GiteaRefusal";
    this.status = status;
  }
}

export interface GiteaPage<T> {
  items: T[];
  /** Total number on all pages. */
  total: number;
  /** Gitea's own clock, in milliseconds. */
  at: number;
  last: boolean;
}

type Method = "GET" | "POST" | "PATCH" | "DELETE";

/**
 * The HTTP API of Gitea and Forgejo (https://docs.gitea.com/api). Paths begin with a slash and are below
 * `/api/v1`. All errors are PortalErrors; for an error response, their cause is a GiteaRefusal.
 */
export interface GiteaClient {
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  /** Undefined for a 404. */
  find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /** The first page is 1. */
  getPage<T>(path: string, schema: z.ZodType<T>, page: number): Promise<GiteaPage<T>>;
  /** All pages. */
  getAll<T>(path: string, schema: z.ZodType<T>): Promise<T[]>;
  /** As `send`, with the parsed response. */
  post<T>(path: string, body: unknown, schema: z.ZodType<T>, token?: string): Promise<T>;
  /** `token` is the person's own; default: the portal's. */
  send(method: Exclude<Method, "GET">, path: string, body?: unknown, token?: string): Promise<void>;
  /** Aborts running calls. */
  close(): void;
}

/** `readToken` is called for each call, so a renewed token needs no restart. */
export function createGiteaClient(url: string, readToken: () => Promise<string>): GiteaClient {
  const closed = new AbortController();

  async function call(method: Method, path: string, body?: unknown, own?: string) {
    const token = own ?? (await readToken());
    const timeout = method === "GET" ? READ_TIMEOUT_MILLISECONDS : WRITE_TIMEOUT_MILLISECONDS;
    const isWrite = method !== "GET";
    const response = await reach(url, isWrite, () =>
      fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `token ${token}`,
          accept: "application/json",
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.any([closed.signal, AbortSignal.timeout(timeout)]),
      }),
    );
    const text = await reach(url, isWrite, () => response.text());
    if (!response.ok) throw describeRefusal(url, response.status, readMessage(text), own !== undefined);
    return { headers: response.headers, body: parseBody(url, isWrite, text) };
  }

  async function get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return parse(url, schema, (await call("GET", path)).body);
  }

  async function getPage<T>(path: string, schema: z.ZodType<T>, page: number): Promise<GiteaPage<T>> {
    const separator = path.includes("?") ? "&" : "?";
    const { headers, body } = await call("GET", `${path}${separator}page=${page}&limit=${PAGE_SIZE}`);
    const items = parse(url, schema.array(), body ?? []);
    const total = Number(headers.get("x-total-count") ?? Number.NaN);
    const at = Date.parse(headers.get("date") ?? "");
    // A server can return fewer items than requested.
    const last = items.length === 0 || !/rel="next"/.test(headers.get("link") ?? "");
    return { items, total: Number.isNaN(total) ? items.length : total, at, last };
  }

  return {
    get,
    find: (path, schema) => get(path, schema).catch(ignoreMissing),
    getPage,
    async getAll(path, schema) {
      const first = await getPage(path, schema, 1);
      if (first.last) return first.items;
      const limit = createLimit(PAGES_AT_ONCE);
      const others = Array.from({ length: Math.ceil(first.total / first.items.length) - 1 }, (_, index) =>
        limit(() => getPage(path, schema, index + 2)),
      );
      const pages = [first, ...(await Promise.all(others))];
      // The list can have grown meanwhile.
      while (pages.at(-1)?.last === false) pages.push(await getPage(path, schema, pages.length + 1));
      return pages.flatMap(({ items }) => items);
    },
    post: async (path, body, schema, token) =>
      parse(url, schema, (await call("POST", path, body, token)).body),
    send: async (method, path, body, token) => {
      await call(method, path, body, token);
    },
    close: () => closed.abort(),
  };
}

/** The server's error response behind an error. */
export function findRefusal(error: unknown): GiteaRefusal | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof GiteaRefusal ? cause : undefined;
}

/** Status codes that proxies send for the server behind them (RFC 9110, 15.6.3 to 15.6.5). */
const FROM_PROXY = new Set([502, 503, 504]);

/**
 * True where a change may have been made although no response confirms it: the response was lost, or a proxy
 * gave up. A 500 of Gitea itself is a response: of concurrent changes, Git accepts one, and Gitea returns 500
 * for the others.
 */
export function isAnswerLost(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof LostAnswer || (cause instanceof GiteaRefusal && FROM_PROXY.has(cause.status));
}

function ignoreMissing(error: unknown): undefined {
  if (findRefusal(error)?.status === 404) return undefined;
  throw error;
}

async function reach<T>(url: string, isWrite: boolean, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (cause) {
    throw unavailable({
      detail: isTimeout(cause)
        ? `Gitea at ${url} takes too long to answer.`
        : `Gitea at ${url} is unreachable.`,
      suggestion: "Try again in a moment. If the problem persists, ask the platform team whether Gitea runs.",
      cause: describeFailedCall(cause, isWrite),
    });
  }
}

/** Undefined for a response without a body. */
function parseBody(url: string, isWrite: boolean, text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notGitea(url, isWrite ? new LostAnswer(cause) : cause);
  }
}

function parse<T>(url: string, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw notGitea(url, parsed.error);
}

function notGitea(url: string, cause: unknown): PortalError {
  return unavailable({
    detail: `The server at ${url} does not provide Gitea's API.`,
    suggestion: "Ask the platform team to check the address of Gitea, and the proxies in front of Gitea.",
    cause,
  });
}

function readMessage(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && "message" in body && typeof body.message === "string")
      return body.message.trim().slice(0, 300);
  } catch {
    // An HTML page, whose text does not help.
  }
  return "";
}

function describeRefusal(url: string, status: number, message: string, own: boolean): PortalError {
  const cause = new GiteaRefusal(status, message);
  const said = message ? ` It says: ${message}` : "";
  if (status === 401) return own ? describeOldSignIn(cause) : describeBadToken(url, cause);
  if (status === 429 || status >= 500) {
    const why = status === 429 ? "received too many calls" : `failed (${status})`;
    return unavailable({
      detail: `Gitea at ${url} ${why}.`,
      suggestion: "Try again in a moment. If the problem persists, ask the platform team to check Gitea.",
      cause,
    });
  }
  if (status === 404) {
    return new PortalError("not-found", { detail: `Gitea at ${url} did not find this.${said}`, cause });
  }
  if (status === 403 || status === 405 || status === 423) {
    return new PortalError("forbidden", {
      detail: `Gitea does not allow this.${said}`,
      suggestion: "Ask the owner of the repository in Gitea.",
      cause,
    });
  }
  const code = status === 409 || status === 412 ? "conflict" : "invalid";
  return new PortalError(code, { detail: `Gitea refused the call.${said}`, cause });
}

function describeOldSignIn(cause: unknown): PortalError {
  return new PortalError("forbidden", {
    detail: "Gitea no longer accepts your sign-in.",
    suggestion: "Sign out and in again.",
    cause,
  });
}

function describeBadToken(url: string, cause: unknown): PortalError {
  return unavailable({
    detail: `Gitea at ${url} does not accept the portal's token.`,
    suggestion: "Ask the platform team to give the portal a new token.",
    cause,
  });
}

function unavailable(options: PortalErrorOptions): PortalError {
  return new PortalError("git-unavailable", options);
}
