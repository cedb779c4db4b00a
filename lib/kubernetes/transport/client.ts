import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { isPortalError, PortalError } from "#lib/errors";
import { formatJson, formatJsonForYaml, parseJson } from "#lib/exact-json";
import { malformedAnswer, noAnswer, readApiError } from "#lib/kubernetes/transport/api-error";
import { JsonLinesError, readJsonLines } from "#lib/kubernetes/transport/json-lines";
import { type KubeconfigSource, loadKubeconfig } from "#lib/kubernetes/transport/kubeconfig";
import { CredentialsError, createTransport, type Transport } from "#lib/kubernetes/transport/transport";
import type { Subject } from "#lib/kubernetes/types";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface RequestOptions {
  /** Undefined values are left out. */
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  /** Default `application/json`. */
  accept?: string;
  /** Content type of the body; patches have several. Default `application/json`. */
  contentType?: string;
  signal?: AbortSignal;
  /** Impersonates this person; needs the `impersonate` verb. */
  impersonate?: Subject;
  /** Called with each warning of the API server, also for an error response. */
  onWarning?: (warning: string) => void;
}

export interface ClusterConfig extends KubeconfigSource {
  /** The portal's name of the cluster; every reference carries it. */
  name: string;
}

/** A connection to one API server. All errors are PortalErrors; those of the API are KubernetesApiErrors. */
export interface ClusterClient {
  readonly name: string;
  /** `https://host:port`, for messages. */
  readonly server: string;
  /** The parsed JSON of a successful response; `undefined` for an empty one. */
  request(method: Method, path: string, options?: RequestOptions): Promise<unknown>;
  /** Opens a stream of JSON lines. Resolves at the headers; the values then fail with the same errors. */
  stream(path: string, options: RequestOptions): Promise<AsyncIterable<unknown>>;
  close(): void;
}

/** Milliseconds without data. A list of thousands takes long, but data arrives steadily. */
const IDLE_TIMEOUT = 30_000;

/** Connects to a cluster. Throws `misconfigured` for an unusable kubeconfig. Does not call the server yet. */
export function connectCluster(config: ClusterConfig): ClusterClient {
  const kubeconfig = loadKubeconfig(config);
  const server = (kubeconfig.getCurrentCluster()?.server ?? "").replace(/\/$/, "");
  const transport = createTransport(kubeconfig);
  const connection: Connection = { name: config.name, server, transport };
  return {
    name: config.name,
    server,
    request: (method, path, options = {}) => request(connection, method, path, options),
    stream: (path, options) => stream(connection, path, options),
    close: () => transport.close(),
  };
}

interface Connection {
  name: string;
  server: string;
  transport: Transport;
}

async function request(connection: Connection, method: Method, path: string, options: RequestOptions) {
  const response = await open(connection, method, path, options, IDLE_TIMEOUT);
  return readJson(connection, response, options.signal);
}

async function stream(connection: Connection, path: string, options: RequestOptions) {
  const response = await open(connection, "GET", path, options);
  return readValues(connection, response, options.signal);
}

/** Sends the call; throws for an error response. */
async function open(
  connection: Connection,
  method: Method,
  path: string,
  options: RequestOptions,
  idleTimeout?: number,
): Promise<IncomingMessage> {
  const { name, server, transport } = connection;
  try {
    const response = await transport.send({
      method,
      url: buildUrl(server, path, options.query),
      headers: buildHeaders(options),
      body: options.body === undefined ? undefined : formatBody(options),
      signal: options.signal,
      idleTimeout,
    });
    for (const warning of readWarnings(response)) options.onWarning?.(warning);
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) return response;
    throw readApiError(name, status, parseOrText(await text(response)), readRetryAfter(response));
  } catch (error) {
    throw asClientError(connection, error, options.signal);
  }
}

async function readJson(connection: Connection, response: IncomingMessage, signal: AbortSignal | undefined) {
  try {
    const body = await text(response);
    return body === "" ? undefined : parseJson(body);
  } catch (error) {
    throw asClientError(connection, error, signal);
  }
}

async function* readValues(
  connection: Connection,
  response: IncomingMessage,
  signal: AbortSignal | undefined,
) {
  try {
    yield* readJsonLines(response);
  } catch (error) {
    throw asClientError(connection, error, signal);
  }
}

/** The error for the caller: its own abort, an API error, or a missing response. */
function asClientError(
  { name, server }: Connection,
  error: unknown,
  signal: AbortSignal | undefined,
): unknown {
  if (signal?.aborted) return signal.reason;
  if (isPortalError(error)) return error;
  if (error instanceof CredentialsError) return credentialsFailed(name, error.cause);
  if (error instanceof SyntaxError) return malformedAnswer(name, "the response is not JSON", error);
  if (error instanceof JsonLinesError) return malformedAnswer(name, error.message, error);
  return noAnswer(name, server, error);
}

function credentialsFailed(name: string, cause: unknown): PortalError {
  return new PortalError("misconfigured", {
    detail: `The portal could not sign in to the cluster ${name} with the credentials of its kubeconfig.`,
    suggestion: "Run the sign-in command or renew the token of the kubeconfig, then reload the page.",
    cause,
  });
}

function buildUrl(server: string, path: string, query: RequestOptions["query"]): URL {
  const url = new URL(server + path);
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(key, String(value));
  }
  return url;
}

function formatBody({ body, contentType = "" }: RequestOptions): string {
  return contentType.endsWith("yaml") ? formatJsonForYaml(body) : formatJson(body);
}

/**
 * The API server needs a separate header line for each group.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 */
function buildHeaders(options: RequestOptions): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {
    accept: options.accept ?? "application/json",
    "user-agent": "vitrine",
  };
  if (options.body !== undefined) headers["content-type"] = options.contentType ?? "application/json";
  if (options.impersonate) {
    headers["impersonate-user"] = options.impersonate.user;
    if (options.impersonate.groups.length > 0) headers["impersonate-group"] = [...options.impersonate.groups];
  }
  return headers;
}

/** `299 - "text"`. https://kubernetes.io/blog/2020/09/03/warnings/ */
function readWarnings({ headersDistinct }: IncomingMessage): string[] {
  const texts = (headersDistinct.warning ?? []).join(", ").matchAll(/\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g);
  return [...texts].map(([, text = ""]) => text.replace(/\\(.)/g, "$1"));
}

function readRetryAfter(response: IncomingMessage): number | undefined {
  const seconds = Number(response.headers["retry-after"]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

function parseOrText(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return body;
  }
}
