/** A signed-in person who calls the HTTP API, as a browser does: with a session cookie, on connections that stay open. */
import { Agent, type IncomingHttpHeaders, type RequestOptions, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import type { Person } from "#bench/size/people";

export interface Answer {
  status: number;
  /** Milliseconds from the call to the last byte. */
  took: number;
  bytes: number;
  /** The parsed JSON. */
  body: unknown;
}

export interface Visitor {
  person: Person;
  /** Throws where the portal fails (5xx) or does not know the session. */
  get(path: string): Promise<Answer>;
  /** Throws for an answer that is no success. */
  post(path: string, body: object): Promise<Answer>;
  /** The `Cookie` header. */
  cookie: string;
}

const csrfAnswer = z.object({ csrfToken: z.string() });
const COOKIE = "vitrine.session";
const FORM = "application/x-www-form-urlencoded";

/** Signs in through the portal's own endpoints. Throws where the portal gives no session. */
export async function signIn(url: string, person: Person): Promise<Visitor> {
  const csrf = await send(`${url}/api/auth/csrf`, {});
  const { csrfToken } = csrfAnswer.parse(JSON.parse(csrf.bytes.toString()));
  const fields = new URLSearchParams({ csrfToken, user: person.user, json: "true", callbackUrl: url });
  const headers = { cookie: formatCookies(csrf.headers["set-cookie"]), origin: url, "content-type": FORM };
  const answer = await send(`${url}/api/auth/callback/demo`, { method: "POST", headers }, fields.toString());
  const cookie = formatCookies(answer.headers["set-cookie"]);
  if (!cookie.includes(`${COOKIE}=`)) throw new Error(`${person.name} cannot sign in at ${url}.`);
  return openVisitor(url, person, cookie);
}

function formatCookies(lines: readonly string[] = []): string {
  return lines.map((line) => line.split(";", 1)[0]).join("; ");
}

/** The cookies of a visitor, as a browser takes them. */
export function listCookies(
  { cookie }: Visitor,
  url: string,
): { name: string; value: string; url: string }[] {
  return cookie.split("; ").map((pair) => {
    const equals = pair.indexOf("=");
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1), url };
  });
}

function openVisitor(url: string, person: Person, cookie: string): Visitor {
  const call = async (path: string, options: RequestOptions, body?: string): Promise<Answer> => {
    const started = performance.now();
    const { status, bytes } = await send(url + path, options, body);
    const took = performance.now() - started;
    if (status >= 500 || status === 401 || status === 429)
      throw new Error(`${path}: ${status} ${bytes.toString("utf8", 0, 500)}`);
    return { status, took, bytes: bytes.length, body: JSON.parse(bytes.toString()) };
  };
  return {
    person,
    cookie,
    get: (path) => call(path, { headers: { cookie } }),
    async post(path, body) {
      const key = crypto.randomUUID();
      const headers = { cookie, origin: url, "content-type": "application/json", "idempotency-key": key };
      const answer = await call(path, { method: "POST", headers }, JSON.stringify(body));
      if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer;
    },
  };
}

/** Keeps as many idle connections as a few browsers do. */
const agent = new Agent({ keepAlive: true, maxFreeSockets: 32 });

interface Sent {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

/** Waits for as long as it takes: `fetch` gives up after five minutes. */
function send(url: string, options: RequestOptions, body?: string): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent, ...options }, (response) => {
      const { statusCode: status = 0, headers } = response;
      buffer(response).then((bytes) => resolve({ status, headers, bytes }), reject);
    });
    call.on("error", reject).end(body);
  });
}
