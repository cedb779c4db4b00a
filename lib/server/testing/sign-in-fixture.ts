/** For tests: a browser of someone who signs in to the portal with a real provider; it keeps cookies and follows links. */
import { createRequire } from "node:module";
import { NextRequest } from "next/server";
import { vi } from "vitest";
import type { Identity } from "#lib/auth/types";

/** The portal's handlers that such a browser meets. */
export interface PortalHandlers {
  auth: (request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }) => Promise<Response>;
  api: (request: NextRequest, context: { params: Promise<Record<never, string>> }) => Promise<Response>;
  /** The way back of a Git account that a person connects. */
  account?: (request: NextRequest) => Promise<Response>;
}

/** Opens a page of the provider as the person, or sends a form there. */
export type CallProvider = (url: URL, form?: Record<string, string>) => Promise<Response>;

/** A provider, and how a person acts on its pages. */
export interface ProviderSite {
  /** Its id in the portal's configuration. */
  id: string;
  origin: string;
  /** Before the first sign-in, where the provider has a page for that. */
  logIn?(call: CallProvider): Promise<unknown>;
  /** Answers a page on the way, such as the question whether the portal may know the person. */
  answerPage(page: string, url: URL, call: CallProvider, allow: boolean): Promise<Response>;
}

export interface SignInBrowser {
  /** Goes the way of the button on the sign-in page, and gives the address that it ends at. */
  signIn(options?: { callbackUrl?: string; allow?: boolean; from?: string }): Promise<URL>;
  /** As `signIn`, and stops at the address of the provider that the portal sends the browser to. */
  startSignIn(callbackUrl?: string): Promise<URL>;
  signOut(): Promise<void>;
  /** Signs in as a person of the configuration, such as `{ user }` of `demo`. */
  enter(id: string, fields: Record<string, string>): Promise<void>;
  /** Follows a link of the portal or the provider, and gives the address in the portal that it ends at. */
  visit(address: string, allow: boolean): Promise<URL>;
  /** Keeps the cookies of an answer of the portal. */
  keep(answer: Response): void;
  /** Follows a link, and gives the address in the portal that it ends at. */
  visitPortal(address: string): Promise<URL>;
  /** Opens a page of the provider as the person, or sends a form there. */
  visitProvider(path: string, form?: Record<string, string>): Promise<Response>;
  /** Asks the portal's API. */
  ask(method?: string): Promise<Response>;
  /** The portal's cookies. */
  cookies: Map<string, string>;
}

/**
 * The person as the API's handlers know them.
 * @param read the person of the last call, which the test's handler keeps
 */
export async function identify(browser: SignInBrowser, read: () => Identity | undefined): Promise<Identity> {
  const response = await browser.ask();
  const identity = read();
  if (response.status !== 200 || !identity) throw new Error(await response.text());
  return identity;
}

/** Moves the clock; the timers stay real. */
export function passTime(milliseconds: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + milliseconds });
}

const FOLLOWED = 15;

/** @param portal origin of the portal, which needs no server: its handlers are called. */
export function openBrowser(
  portal: string,
  site: ProviderSite,
  { auth, api, account }: PortalHandlers,
): SignInBrowser {
  const cookies = new Map<string, string>();
  const theirs = new Map<string, string>();

  async function callPortal(
    url: URL,
    init: { method: string; body?: URLSearchParams },
    from = portal,
  ): Promise<Response> {
    const headers = new Headers({ cookie: formatCookies(cookies) });
    if (init.method !== "GET") headers.set("origin", from);
    if (!init.body) headers.set("content-type", "application/json");
    const request = new NextRequest(url, { ...init, headers });
    const nextauth = url.pathname.split("/").slice(3);
    const isAccount = account && url.pathname.endsWith("/account");
    const response = isAccount
      ? await account(request)
      : url.pathname.startsWith("/api/auth/")
        ? await withNextHeaders(cookies, () => auth(request, { params: Promise.resolve({ nextauth }) }))
        : await api(request, { params: Promise.resolve({}) });
    takeCookies(cookies, response);
    return response;
  }

  const callProvider: CallProvider = async (url, form) => {
    const response = await fetch(url, {
      method: form ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie: formatCookies(theirs), ...(form ? { origin: site.origin } : {}) },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    takeCookies(theirs, response);
    return response;
  };

  async function post(path: string, fields: Record<string, string>, from?: string): Promise<Response> {
    const csrf = await (await callPortal(new URL("/api/auth/csrf", portal), { method: "GET" })).json();
    const body = new URLSearchParams({ ...fields, csrfToken: csrf.csrfToken, json: "true" });
    return callPortal(new URL(path, portal), { method: "POST", body }, from);
  }

  async function start(callbackUrl = "/catalog", from?: string): Promise<URL> {
    const { url } = await (await post(`/api/auth/signin/${site.id}`, { callbackUrl }, from)).json();
    return new URL(url, portal);
  }

  async function follow(first: URL, allow: boolean): Promise<URL> {
    let url = first;
    for (let step = 0; step < FOLLOWED; step += 1) {
      const isTheirs = url.origin === site.origin;
      if (!isTheirs && !url.pathname.startsWith("/api/")) return url;
      const opened = isTheirs ? await callProvider(url) : await callPortal(url, { method: "GET" });
      const response =
        isTheirs && opened.ok ? await site.answerPage(await opened.text(), url, callProvider, allow) : opened;
      const next = response.headers.get("location");
      if (!next) throw new Error(`${url.pathname}: ${response.status} ${await response.text()}`);
      url = new URL(next, url);
    }
    throw new Error(`It goes on and on, now at ${url.pathname}.`);
  }

  return {
    cookies,
    startSignIn: start,
    async signIn({ callbackUrl, allow = true, from } = {}) {
      await site.logIn?.(callProvider);
      return follow(await start(callbackUrl, from), allow);
    },
    async enter(id, fields) {
      await post(`/api/auth/callback/${id}`, fields);
    },
    async visit(address, allow) {
      await site.logIn?.(callProvider);
      return follow(new URL(address), allow);
    },
    keep: (answer) => takeCookies(cookies, answer),
    async signOut() {
      await post("/api/auth/signout", { callbackUrl: "/sign-in" });
    },
    visitPortal: (address) => follow(new URL(address), true),
    visitProvider: (path, form) => callProvider(new URL(path, site.origin), form),
    ask: (method = "GET") => callPortal(new URL("/api/v1/me", portal), { method }),
  };
}

/** Gitea, whose page that asks the person is a plain form. */
export function describeGitea(origin: string, person: { login: string; password: string }): ProviderSite {
  return {
    id: "gitea",
    origin,
    logIn: (call) =>
      call(new URL("/user/login", origin), { user_name: person.login, password: person.password }),
    answerPage(page, _url, call, allow) {
      const form = readHiddenFields(page);
      return call(new URL("/login/oauth/grant", origin), { ...form, granted: String(allow) });
    },
  };
}

export function readHiddenFields(page: string): Record<string, string> {
  const fields = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name = "", value = ""]) => [name, decodeHtml(value)]));
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
