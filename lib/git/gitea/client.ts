import type { z } from "zod";
import { PortalError, type PortalErrorOptions } from "#lib/errors";

const READ_TIMEOUT_MILLISECONDS = 15_000;
/** Longer: of a change that was given up on nobody knows whether it was made. */
const WRITE_TIMEOUT_MILLISECONDS = 60_000;
/** The most that Gitea gives at once (`MAX_RESPONSE_ITEMS`). */
const PAGE_SIZE = 50;

/** The answer of a server that is there and says no. */
export class GiteaRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "GiteaRefusal";
    this.status = status;
  }
}

/** A change was sent, and no answer came that says what became of it. */
class LostAnswer extends Error {
  constructor(cause: unknown) {
    super("The answer to a change was lost.", { cause });
    this.name = "LostAnswer";
  }
}

/** Errors before anything is sent: https://nodejs.org/api/errors.html#common-system-errors and undici's own. */
const UNSENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

export interface GiteaPage<T> {
  items: T[];
  /** How many there are on all pages. */
  total: number;
  /** Gitea's own clock, in milliseconds. */
  at: number;
  last: boolean;
}

type Method = "GET" | "POST" | "PATCH" | "DELETE";

/**
 * Gitea's and Forgejo's HTTP API (https://docs.gitea.com/api). Paths begin with a slash and are below `/api/v1`.
 * Everything throws PortalErrors; where the server said no, their cause is a GiteaRefusal.
 */
export interface GiteaClient {
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  /** Undefined where the server says that there is none. */
  find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /** Pages count from 1. */
  getPage<T>(path: string, schema: z.ZodType<T>, page: number): Promise<GiteaPage<T>>;
  getAll<T>(path: string, schema: z.ZodType<T>): Promise<T[]>;
  /** As `send`, where the answer is of use. */
  post<T>(path: string, body: unknown, schema: z.ZodType<T>, token?: string): Promise<T>;
  /** `token` is the person's own; the portal's where it is left out. */
  send(method: Exclude<Method, "GET">, path: string, body?: unknown, token?: string): Promise<void>;
  /** Ends what is under way. */
  close(): void;
}

/** `readToken` is asked for each call, so that a renewed token needs no restart. */
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
    // A server may give fewer at once than it was asked for.
    const last = items.length === 0 || !/rel="next"/.test(headers.get("link") ?? "");
    return { items, total: Number.isNaN(total) ? items.length : total, at, last };
  }

  return {
    get,
    find: (path, schema) => get(path, schema).catch(ignoreMissing),
    getPage,
    async getAll(path, schema) {
      const first = await getPage(path, schema, 1);
      const all = [...first.items];
      for (let page = 2, { last } = first; !last; page += 1) {
        const next = await getPage(path, schema, page);
        all.push(...next.items);
        last = next.last;
      }
      return all;
    },
    post: async (path, body, schema, token) =>
      parse(url, schema, (await call("POST", path, body, token)).body),
    send: async (method, path, body, token) => {
      await call(method, path, body, token);
    },
    close: () => closed.abort(),
  };
}

/** The server's own no behind an error. */
export function findRefusal(error: unknown): GiteaRefusal | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof GiteaRefusal ? cause : undefined;
}

/** What proxies answer in place of a server behind them (RFC 9110, 15.6.3 to 15.6.5). */
const FROM_PROXY = new Set([502, 503, 504]);

/**
 * True where a change may have been made although no answer says so: the answer was lost, or a proxy gave up on it.
 * Gitea's own 500 is an answer: of changes that race, Git lets one through, and Gitea answers the others so.
 */
export function isAnswerLost(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof LostAnswer || (cause instanceof GiteaRefusal && FROM_PROXY.has(cause.status));
}

function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && UNSENT.has(String(cause.code));
}

function ignoreMissing(error: unknown): undefined {
  if (findRefusal(error)?.status === 404) return undefined;
  throw error;
}

async function reach<T>(url: string, isWrite: boolean, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (cause) {
    const slow = cause instanceof Error && cause.name === "TimeoutError";
    throw unavailable({
      detail: slow ? `Gitea at ${url} takes too long to answer.` : `Gitea at ${url} cannot be reached.`,
      suggestion: "Try again in a moment. If it stays, ask the platform team whether Gitea runs.",
      cause: isWrite && !isUnsent(cause) ? new LostAnswer(cause) : cause,
    });
  }
}

/** Undefined for an answer without a body. */
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
    detail: `What answers at ${url} does not speak Gitea's API.`,
    suggestion: "Ask the platform team to check the address of Gitea, and what stands in front of it.",
    cause,
  });
}

function readMessage(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && "message" in body && typeof body.message === "string")
      return body.message.trim().slice(0, 300);
  } catch {
    // A page for people, whose text says nothing here.
  }
  return "";
}

function describeRefusal(url: string, status: number, message: string, own: boolean): PortalError {
  const cause = new GiteaRefusal(status, message);
  const said = message ? ` It says: ${message}` : "";
  if (status === 401) return own ? describeOldSignIn(cause) : describeBadToken(url, cause);
  if (status === 429 || status >= 500) {
    const why = status === 429 ? "is asked too much" : `failed (${status})`;
    return unavailable({
      detail: `Gitea at ${url} ${why}.`,
      suggestion: "Try again in a moment. If it stays, ask the platform team to look at Gitea.",
      cause,
    });
  }
  if (status === 404) {
    return new PortalError("not-found", { detail: `Gitea at ${url} has no such thing.${said}`, cause });
  }
  if (status === 403 || status === 405 || status === 423) {
    return new PortalError("forbidden", {
      detail: `Gitea does not allow this.${said}`,
      suggestion: "Ask whoever looks after the repository in Gitea.",
      cause,
    });
  }
  const code = status === 409 || status === 412 ? "conflict" : "invalid";
  return new PortalError(code, { detail: `Gitea refuses this.${said}`, cause });
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
