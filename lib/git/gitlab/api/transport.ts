import { z } from "zod";
import { describeFailedCall, isTimeout } from "#lib/git/remote/lost-answer";
import { type Answer, unavailable } from "#lib/git/remote/refusal";

const READ_TIMEOUT_MILLISECONDS = 15_000;
/** Longer than for reads, because the outcome of an aborted change is unknown. */
const WRITE_TIMEOUT_MILLISECONDS = 60_000;

export interface Endpoint {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the address that people open, such as "/api/v4/version". */
  path: string;
  query?: Record<string, unknown> | undefined;
  body?: unknown;
  headers?: Record<string, string>;
  isWrite: boolean;
}

/**
 * Sends calls to one GitLab. A token goes to the configured address only: redirects are answers.
 * @param url the address that people open
 */
export function createTransport(url: string) {
  const closed = new AbortController();

  return {
    /** @throws PortalError `git-unavailable` without an answer; its cause is a `LostAnswer` for a change */
    async send(endpoint: Endpoint, token: string): Promise<Answer> {
      const { method, body, isWrite } = endpoint;
      const timeout = AbortSignal.timeout(isWrite ? WRITE_TIMEOUT_MILLISECONDS : READ_TIMEOUT_MILLISECONDS);
      try {
        const response = await fetch(addressOf(url, endpoint), {
          method,
          // Personal, project and group tokens are accepted like those of a sign-in:
          // https://docs.gitlab.com/api/rest/authentication/#personalprojectgroup-access-tokens
          headers: {
            authorization: `Bearer ${token}`,
            "user-agent": "vitrine",
            ...(body !== undefined && { "content-type": "application/json" }),
            ...endpoint.headers,
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          redirect: "manual",
          signal: AbortSignal.any([closed.signal, timeout]),
        });
        const bytes = Buffer.from(await response.arrayBuffer());
        const headers = Object.fromEntries(response.headers);
        return { status: response.status, headers, data: parseBody(headers["content-type"], bytes) };
      } catch (cause) {
        throw unavailable({
          detail: isTimeout(cause)
            ? `GitLab at ${url} takes too long to answer.`
            : `GitLab at ${url} is unreachable.`,
          suggestion:
            "Try again in a moment. If the problem persists, ask the platform team whether GitLab is up and reachable.",
          cause: describeFailedCall(cause, isWrite),
        });
      }
    },
    /** Aborts running calls. */
    close: () => closed.abort(),
  };
}

/** The address of a call. A list in the query has one `name[]` for each value. */
export function addressOf(url: string, { path, query = {} }: Pick<Endpoint, "path" | "query">): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value) search.append(`${name}[]`, String(one));
    else if (value !== undefined) search.append(name, String(value));
  }
  return `${url}${path}${search.size > 0 ? `?${search}` : ""}`;
}

/** JSON as a value, anything else as bytes. */
function parseBody(type: string | undefined, bytes: Buffer): unknown {
  if (!type?.startsWith("application/json")) return bytes;
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return bytes;
  }
}

const message = z.object({
  message: z.unknown().optional(),
  error: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
});

/**
 * The text of a refusal: GitLab has `message` with a text, a list or lists by field, or `error` with a
 * description (https://docs.gitlab.com/api/rest/troubleshooting/). Empty for a page of a proxy.
 */
export function readMessage(data: unknown): string {
  const parsed = message.safeParse(data);
  if (!parsed.success) return "";
  const { message: given, error, error_description } = parsed.data;
  const texts = [...listTexts(given), error, error_description];
  return texts
    .filter((text) => text !== undefined)
    .join(". ")
    .slice(0, 300);
}

function listTexts(given: unknown, field = ""): string[] {
  if (typeof given === "string") return [`${field}${given}`];
  if (Array.isArray(given)) return given.flatMap((one) => listTexts(one, field));
  if (typeof given !== "object" || given === null) return [];
  return Object.entries(given).flatMap(([name, value]) => listTexts(value, `${name} `));
}
