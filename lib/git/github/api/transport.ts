import { Octokit } from "@octokit/core";
import { z } from "zod";
import { isPortalError } from "#lib/errors";
import { findApiAddresses } from "#lib/git/github/api/addresses";
import { describeFailedCall, isTimeout } from "#lib/git/remote/lost-answer";
import { type Answer, unavailable } from "#lib/git/remote/refusal";

const READ_TIMEOUT_MILLISECONDS = 15_000;
/** Longer than for reads, because the outcome of an aborted change is unknown. */
const WRITE_TIMEOUT_MILLISECONDS = 60_000;
const BODILESS = new Set([204, 205, 304]);
const HEADERS = { accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28" };
const noop = () => undefined;
const SILENT = { debug: noop, info: noop, warn: noop, error: noop };

export interface Endpoint {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** A path with placeholders such as `{owner}`, or an address. */
  url: string;
  /** Values of the placeholders; others are the query of a GET, or the body. */
  parameters: Record<string, unknown>;
  headers?: Record<string, string>;
  isWrite: boolean;
}

/**
 * Sends calls to one GitHub with octokit. A token goes to the configured address only: redirects are answers.
 * @param url the address that people open
 */
export function createTransport(url: string) {
  const closed = new AbortController();
  const { rest, graphql } = findApiAddresses(url);

  /** Reads the body too, because octokit takes half a body for text. */
  async function reach(address: string, init: RequestInit, isWrite: boolean): Promise<Response> {
    const timeout = AbortSignal.timeout(isWrite ? WRITE_TIMEOUT_MILLISECONDS : READ_TIMEOUT_MILLISECONDS);
    try {
      const signal = AbortSignal.any([closed.signal, timeout]);
      const response = await fetch(address, { ...init, redirect: "manual", signal });
      const { status, headers } = response;
      const text = await response.text();
      return new Response(BODILESS.has(status) ? null : text, { status, headers });
    } catch (cause) {
      throw unavailable({
        detail: isTimeout(cause)
          ? `GitHub at ${url} takes too long to answer.`
          : `GitHub at ${url} is unreachable.`,
        suggestion:
          "Try again in a moment. If the problem persists, ask the platform team whether GitHub is up and reachable.",
        cause: describeFailedCall(cause, isWrite),
      });
    }
  }

  const octokit = new Octokit({
    baseUrl: rest,
    userAgent: "vitrine",
    log: SILENT,
    request: { fetch: (address: string, init: RequestInit) => reach(address, init, false) },
  });

  return {
    graphqlAddress: graphql,
    /** Octokit's own function, for its plugins. Its errors are read by `readThrown`. */
    request: octokit.request,
    /** The address of a call, with its query. */
    addressOf: ({ method, url: path, parameters }: Endpoint): string =>
      octokit.request.endpoint({ ...parameters, method, url: path }).url,
    /** @throws PortalError `git-unavailable` without an answer; its cause is a `LostAnswer` for a change */
    async send(endpoint: Endpoint, token: string): Promise<Answer> {
      const { method, url: path, parameters, isWrite } = endpoint;
      const headers = { ...HEADERS, ...endpoint.headers, authorization: `Bearer ${token}` };
      const request = { fetch: (address: string, init: RequestInit) => reach(address, init, isWrite) };
      try {
        const options = { ...parameters, method, url: path, headers, request };
        const { status, headers: answered, data } = await octokit.request<unknown>(options);
        return { status, headers: answered, data };
      } catch (error) {
        return readThrown(error);
      }
    },
    /** Aborts running calls. */
    close: () => closed.abort(),
  };
}

const thrown = z.object({
  status: z.number(),
  response: z.object({
    headers: z.record(z.string(), z.union([z.string(), z.number(), z.undefined()])),
    data: z.unknown(),
  }),
});

/** The refusal that octokit throws as an error. Other errors are thrown again. */
export function readThrown(error: unknown): Answer {
  const cause = error instanceof Error ? error.cause : undefined;
  if (isPortalError(cause)) throw cause;
  const parsed = thrown.safeParse(error);
  if (!parsed.success) throw error;
  const { status, response } = parsed.data;
  return { status, ...response };
}

const message = z.object({ message: z.string().catch(""), errors: z.array(z.unknown()).catch([]) });
const detail = z.union([z.string(), z.object({ message: z.string() }).transform((given) => given.message)]);

/** The text of a refusal, with the errors of its fields; empty for a page of a proxy. */
export function readMessage(data: unknown): string {
  const parsed = message.safeParse(data);
  if (!parsed.success) return "";
  const details = parsed.data.errors.flatMap((error) => detail.safeParse(error).data ?? []);
  return [parsed.data.message, ...details].join(" ").trim().slice(0, 300);
}
