/** A person's session as a browser keeps it: signed in through the portal's own endpoints, its cookies renewed. */
import { type Answer, readJson, type Sent, send } from "./http";
import type { Person } from "./people";

export interface Session {
  /** Sends as the person's browser does from the portal's own page. */
  send(sent: Sent): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The `Cookie` header now. */
  cookie(): string;
}

const COOKIE = "vitrine.session";

/** Keeps cookies by name, as far as the attack suite needs it. */
function createJar() {
  const cookies = new Map<string, string>();
  return {
    take({ headers }: Pick<Answer, "headers">) {
      for (const line of headers["set-cookie"] ?? []) {
        const [pair = ""] = line.split(";");
        const equals = pair.indexOf("=");
        cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
      }
    },
    print: () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
    has: (name: string) => Boolean(cookies.get(name)),
  };
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** Signs a person in. Throws when no session comes of it. */
export async function signInOver(url: string, person: Person | "ana" | "bo", user: string): Promise<Session> {
  const jar = createJar();
  const call = async (sent: Sent) => {
    const answer = await send(url, { ...sent, headers: { cookie: jar.print(), ...sent.headers } });
    jar.take(answer);
    return answer;
  };
  const { csrfToken } = readJson(await call({ path: "/api/auth/csrf" }));
  const fields = new URLSearchParams({ csrfToken, user, json: "true", callbackUrl: url });
  const provider = person === "guest" ? "guest" : "demo";
  await call({
    method: "POST",
    path: `/api/auth/callback/${provider}`,
    headers: { ...FORM, origin: url },
    body: `${fields}`,
  });
  if (!jar.has(COOKIE)) throw new Error(`${person} could not sign in.`);
  return {
    send: call,
    get: (path) => call({ path }),
    post: (path, body, headers = {}) =>
      call({ method: "POST", path, body, headers: { origin: url, ...headers } }),
    cookie: jar.print,
  };
}
