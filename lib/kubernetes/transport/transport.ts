import http from "node:http";
import https from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";

export interface HttpCall {
  method: string;
  url: URL;
  headers: Record<string, string | string[]>;
  body?: string;
  signal?: AbortSignal;
  /** Milliseconds without data after which the call fails; absent for a watch, which has its own watchdog. */
  idleTimeout?: number;
}

/** Sends HTTP calls as the kubeconfig's user; resolves when the response's headers arrive. */
export interface Transport {
  send(call: HttpCall): Promise<http.IncomingMessage>;
  close(): void;
}

const KEEP_ALIVE = { keepAlive: true, keepAliveMsecs: 30_000 };
/** Calls at one time; further ones wait for a connection. A watch has a connection for as long as it runs. */
const CALLS_AT_ONCE = 64;

/** One pool for each protocol. */
function createPools(options: http.AgentOptions) {
  return { "http:": new http.Agent(options), "https:": new https.Agent(options) };
}

/**
 * HTTP/1.1 with Node's own client. client-node applies the credentials at each call, so that tokens, exec
 * plugins and rotated certificates stay valid. Its own dispatcher is created for each call and would need a
 * TLS handshake each time, so connections are pooled here; the pool separates sockets by certificate. TCP
 * keep-alive detects a dead peer.
 */
export function createTransport(config: KubeConfig): Transport {
  const calls = createPools({ ...KEEP_ALIVE, maxSockets: CALLS_AT_ONCE });
  const watches = createPools(KEEP_ALIVE);
  const proxied = config.getCurrentCluster()?.proxyUrl !== undefined;

  async function send(call: HttpCall): Promise<http.IncomingMessage> {
    const secure = call.url.protocol === "https:";
    const pools = call.idleTimeout === undefined ? watches : calls;
    const { credentials, headers } = await readCredentials(config);
    const options: https.RequestOptions = {
      ...credentials,
      agent: proxied ? credentials.agent : pools[secure ? "https:" : "http:"],
      method: call.method,
      headers: { ...headers, ...call.headers },
      timeout: call.idleTimeout,
      signal: call.signal,
    };
    return exchange((secure ? https : http).request(call.url, options), call);
  }

  return {
    send: (call) => retryStaleSocket(call, send),
    close: () => {
      for (const pool of [calls, watches].flatMap((pools) => Object.values(pools))) pool.destroy();
    },
  };
}

/**
 * The kubeconfig's credentials (exec plugin, token file, identity provider) could not be loaded; nothing was
 * sent.
 */
export class CredentialsError extends Error {}

/**
 * TLS options, and the headers (bearer token, impersonation) that client-node writes into the given object.
 */
async function readCredentials(config: KubeConfig) {
  const headers: http.OutgoingHttpHeaders = {};
  const credentials: https.RequestOptions = { headers };
  try {
    await config.applyToHTTPSOptions(credentials);
  } catch (cause) {
    throw new CredentialsError("the credentials of the kubeconfig are not available", { cause });
  }
  return { credentials, headers };
}

class StaleSocket extends Error {}

/**
 * A pooled socket that the server has just closed fails at once. Repeating a read on a new socket is safe.
 */
async function retryStaleSocket(call: HttpCall, send: Transport["send"]): Promise<http.IncomingMessage> {
  try {
    return await send(call);
  } catch (error) {
    if (error instanceof StaleSocket && call.method === "GET") return send(call);
    throw error instanceof StaleSocket ? error.cause : error;
  }
}

function exchange(request: http.ClientRequest, call: HttpCall): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on("response", resolve);
    request.on("timeout", () => request.destroy(timeoutError()));
    request.on("error", (error: NodeJS.ErrnoException) => {
      const stale = request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      reject(stale ? new StaleSocket("stale socket", { cause: error }) : error);
    });
    request.end(call.body);
  });
}

function timeoutError(): Error {
  return Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" });
}
