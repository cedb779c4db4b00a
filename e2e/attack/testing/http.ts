/** HTTP as an attacker speaks it: any method, any path as it is written, any header. */
import http from "node:http";

export interface Sent {
  method?: string;
  /** Sent as it is: `..` and `%2e` are not resolved. */
  path: string;
  headers?: Record<string, string>;
  /** A string and bytes are sent as they are, anything else as JSON. */
  body?: unknown;
  /** The answer's headers are enough: what follows, such as an event stream, is left unread. */
  headersOnly?: boolean;
  /** Milliseconds until the answer has to be whole; 60,000 by default. */
  timeout?: number;
}

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  /** Milliseconds from the request to the end of the answer. */
  took: number;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

function payloadOf(body: unknown): string | Buffer | undefined {
  if (body === undefined || typeof body === "string" || Buffer.isBuffer(body)) return body;
  return JSON.stringify(body);
}

/** One request to the portal at `url`. Rejects when the connection fails or the answer takes too long. */
export function send(url: string, sent: Sent): Promise<Answer> {
  const { method = "GET", path, headers = {}, headersOnly = false, timeout = 60_000 } = sent;
  const { hostname, port } = new URL(url);
  const payload = payloadOf(sent.body);
  const length = payload === undefined ? {} : { "content-length": `${Buffer.byteLength(payload)}` };
  const type = payload === undefined ? {} : { "content-type": "application/json" };
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const options = {
      hostname,
      port,
      method,
      path,
      agent,
      headers: { ...type, ...length, ...headers },
      // A redirect repeats a long address twice.
      maxHeaderSize: 64 * 1024,
    };
    const request = http.request({ ...options, signal: AbortSignal.timeout(timeout) }, (response) => {
      const chunks: Buffer[] = [];
      const finish = () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString("utf8"),
          took: performance.now() - started,
        });
      if (headersOnly) {
        response.on("error", () => {});
        response.destroy();
        finish();
        return;
      }
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", finish);
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      // The portal closed the idle connection as this was sent on it: browsers open another one, and so does this.
      // https://nodejs.org/api/http.html#requestreusedsocket
      if (request.reusedSocket && error.code === "ECONNRESET") resolve(send(url, sent));
      else reject(error);
    });
    request.end(payload);
  });
}

/** The answer's body as JSON. Throws with the status and the first words of a body that is none. */
export function readJson(answer: Answer) {
  try {
    return JSON.parse(answer.text);
  } catch {
    throw new Error(`No JSON in an answer with status ${answer.status}: ${answer.text.slice(0, 200)}`);
  }
}
