/** For tests: a browser of someone who signs in to the portal with a real Gitea; it keeps cookies and follows links. */
import { createRequire } from "node:module";
import { NextRequest } from "next/server";
import { vi } from "vitest";

/** The portal's handlers that such a browser meets. */
export interface PortalHandlers {
  auth: (request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }) => Promise<Response>;
  api: (request: NextRequest, context: { params: Promise<Record<never, string>> }) => Promise<Response>;
}

export interface SignInBrowser {
  /** Goes the way of the button on the sign-in page, and gives the address that it ends at. */
  signIn(options?: { callbackUrl?: string; allow?: boolean }): Promise<URL>;
  signOut(): Promise<void>;
  /** Follows a link to the portal, and gives the address that it ends at. */
  visitPortal(address: string): Promise<URL>;
  /** Opens a page of Gitea as the person, or sends a form there. */
  visitGitea(path: string, form?: Record<string, string>): Promise<Response>;
  /** Asks the portal's API. */
  ask(method?: string): Promise<Response>;
  /** The portal's cookies. */
  cookies: Map<string, string>;
}

const FOLLOWED = 10;

/**
 * @param portal origin of the portal, which needs no server: its handlers are called.
 * @param person an account of Gitea.
 */
export function openBrowser(
  portal: string,
  gitea: string,
  { auth, api }: PortalHandlers,
  person: { login: string; password: string },
): SignInBrowser {
  const cookies = new Map<string, string>();
  const theirs = new Map<string, string>();

  async function callPortal(url: URL, init: { method: string; body?: URLSearchParams }): Promise<Response> {
    const headers = new Headers({ cookie: formatCookies(cookies) });
    if (init.method !== "GET") headers.set("origin", portal);
    if (!init.body) headers.set("content-type", "application/json");
    const request = new NextRequest(url, { ...init, headers });
    const nextauth = url.pathname.split("/").slice(3);
    const response = url.pathname.startsWith("/api/auth/")
      ? await withNextHeaders(cookies, () => auth(request, { params: Promise.resolve({ nextauth }) }))
      : await api(request, { params: Promise.resolve({}) });
    takeCookies(cookies, response);
    return response;
  }

  async function callGitea(url: URL, body?: Record<string, string>): Promise<Response> {
    const response = await fetch(url, {
      method: body ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie: formatCookies(theirs) },
      ...(body ? { body: new URLSearchParams(body) } : {}),
    });
    takeCookies(theirs, response);
    return response;
  }

  async function post(path: string, fields: Record<string, string>): Promise<Response> {
    const csrf = await (await callPortal(new URL("/api/auth/csrf", portal), { method: "GET" })).json();
    const body = new URLSearchParams({ ...fields, csrfToken: csrf.csrfToken, json: "true" });
    return callPortal(new URL(path, portal), { method: "POST", body });
  }

  /** Gitea's page that asks the person, which is a plain form. */
  async function answerGrant(page: string, allow: boolean): Promise<Response> {
    const fields = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
    const form = Object.fromEntries(fields.map(([, name = "", value = ""]) => [name, decodeHtml(value)]));
    return callGitea(new URL("/login/oauth/grant", gitea), { ...form, granted: String(allow) });
  }

  async function follow(start: URL, allow: boolean): Promise<URL> {
    let url = start;
    for (let step = 0; step < FOLLOWED; step += 1) {
      const isGitea = url.origin === gitea;
      if (!isGitea && !url.pathname.startsWith("/api/")) return url;
      const first = isGitea ? await callGitea(url) : await callPortal(url, { method: "GET" });
      const response = isGitea && first.ok ? await answerGrant(await first.text(), allow) : first;
      const next = response.headers.get("location");
      if (!next) throw new Error(`${url.pathname}: ${response.status} ${await response.text()}`);
      url = new URL(next, url);
    }
    throw new Error(`It goes on and on, now at ${url.pathname}.`);
  }

  return {
    cookies,
    async signIn({ callbackUrl = "/catalog", allow = true } = {}) {
      await callGitea(new URL("/user/login", gitea), { user_name: person.login, password: person.password });
      const { url } = await (await post("/api/auth/signin/gitea", { callbackUrl })).json();
      return follow(new URL(url), allow);
    },
    async signOut() {
      await post("/api/auth/signout", { callbackUrl: "/sign-in" });
    },
    visitPortal: (address) => follow(new URL(address), true),
    visitGitea: (path, form) => callGitea(new URL(path, gitea), form),
    ask: (method = "GET") => callPortal(new URL("/api/v1/me", portal), { method }),
  };
}

function formatCookies(jar: ReadonlyMap<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
}

function takeCookies(jar: Map<string, string>, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === "" || /max-age=0/i.test(line)) jar.delete(name);
    else jar.set(name, decodeURIComponent(value));
  }
}

/** Outside a server of Next its own functions for cookies and headers have no request: next-auth asks them. */
async function withNextHeaders<T>(jar: ReadonlyMap<string, string>, task: () => Promise<T>): Promise<T> {
  const next = createRequire(import.meta.url)("next/headers");
  const given = [...jar].map(([name, value]) => ({ name, value }));
  const spies = [
    vi.spyOn(next, "cookies").mockResolvedValue({ getAll: () => given }),
    vi.spyOn(next, "headers").mockResolvedValue(new Headers()),
  ];
  try {
    return await task();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

function decodeHtml(text: string): string {
  return text.replaceAll("&#34;", '"').replaceAll("&#43;", "+").replaceAll("&amp;", "&");
}
