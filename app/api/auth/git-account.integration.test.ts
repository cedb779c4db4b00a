import { NextRequest } from "next/server";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { startGitea, type TestGitea } from "#demo/local-stack/testing/test-gitea";
import type { Identity } from "#lib/auth/types";
import { readConfig } from "#lib/config/config";
import { handleAccountCallback } from "#lib/server/http/account-callback";
import { handle } from "#lib/server/http/route";
import { handleSignIn } from "#lib/server/http/sign-in";
import { connectGitAccount, disconnectGitAccount, listGitAccounts } from "#lib/server/session/git-accounts";
import {
  describeGitea,
  openBrowser,
  type ProviderSite,
  passTime,
  type SignInBrowser,
} from "#lib/server/testing/sign-in-fixture";
import { actorOf } from "#lib/server/use-cases/requests";

const PORTAL = "http://portal.test";
const HOUR = 3_600_000;
const PASSWORD = "password-of-people-1";
const SESSION = "vitrine.session";
const ACCOUNT = "vitrine.git-gitea";

vi.setConfig({ testTimeout: 60_000 });

let gitea: TestGitea;
/** A token that Ana made for scripts. */
let script: string;
let asked: Identity | undefined;

const application = z.object({ client_id: z.string(), client_secret: z.string() });

beforeAll(async () => {
  gitea = await startGitea({ oauth2: { INVALIDATE_REFRESH_TOKENS: true } });
  const scopes = ["read:user", "write:repository"];
  const account = { name: "Ana", email: "ana@example.org", password: PASSWORD, scopes };
  script = await gitea.addUser({ login: "ana-r", ...account });
  const made = application.parse(
    await gitea.call("POST", "/user/applications/oauth2", {
      name: "Vitrine",
      redirect_uris: ["", "/account"].map((path) => `${PORTAL}/api/auth/callback/gitea${path}`),
      confidential_client: true,
    }),
  );
  const { url } = gitea;
  const { client_id: clientId, client_secret: clientSecret } = made;
  const git = { provider: "gitea", url, owner: "platform", repository: "requests", branch: "main" };
  const people = ["ana", "bo"].map((user) => ({ user, name: user, email: "", groups: [] }));
  vi.stubEnv("VITRINE_URL", PORTAL);
  vi.stubEnv("VITRINE_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("VITRINE_GIT", JSON.stringify({ ...git, token: "of-the-portal" }));
  vi.stubEnv(
    "VITRINE_SIGN_IN",
    JSON.stringify({ provider: "gitea", url, clientId, clientSecret, connectOnly: true }),
  );
  vi.stubEnv("VITRINE_DEMO_PEOPLE", JSON.stringify(people));
  vi.stubEnv("LOG_LEVEL", "silent");
}, 120_000);

afterAll(async () => {
  await gitea.stop();
  vi.unstubAllEnvs();
});

afterEach(() => vi.useRealTimers());

const readMe = handle("GET /api/v1/me", async ({ identity }) => {
  asked = identity;
  return Response.json({});
});
const start = handle("POST /api/v1/me/git-accounts/{id}", ({ identity, session, params }) =>
  connectGitAccount(identity, session, params.id),
);
const end = handle("POST /api/v1/me/git-accounts/{id}/disconnect", async ({ identity, session, params }) =>
  disconnectGitAccount(identity, session, params.id),
);
const finish = (request: NextRequest) =>
  handleAccountCallback(request, { params: Promise.resolve({ provider: "gitea" }) });

/** A person of the configuration in a browser, with their account at Gitea. */
async function comeIn(user: string): Promise<SignInBrowser> {
  const person = describeGitea(gitea.url, { login: "ana-r", password: PASSWORD });
  const site: ProviderSite = { ...person, id: "gitea" };
  const browser = openBrowser(PORTAL, site, {
    auth: handleSignIn,
    account: finish,
    api: readMe,
  });
  await browser.enter("demo", { user });
  return browser;
}

/** Calls a handler as the browser does, and keeps the cookies of the answer. */
async function send(browser: SignInBrowser, handler: typeof start): Promise<Response> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const headers = { cookie, origin: PORTAL, "content-type": "application/json" };
  const request = new NextRequest(`${PORTAL}/api/v1/me/git-accounts/gitea`, {
    method: "POST",
    headers,
    body: "{}",
  });
  const response = await handler(request, { params: Promise.resolve({ id: "gitea" }) });
  browser.keep(response);
  return response;
}

const begun = z.object({ page: z.string() });

async function begin(browser: SignInBrowser): Promise<string> {
  return begun.parse(await (await send(browser, start)).json()).page;
}

/** Goes the way of the button in the settings, and gives the address that it ends at. */
async function connect(browser: SignInBrowser, allow = true): Promise<URL> {
  const page = await begin(browser);
  return browser.visit(page, allow);
}

async function identify(browser: SignInBrowser): Promise<Identity> {
  asked = undefined;
  await browser.ask();
  if (!asked) throw new Error("Nobody is signed in.");
  return asked;
}

function actAs(identity: Identity) {
  const config = readConfig();
  const [configured] = config.repositories;
  if (!configured) throw new Error("There is no repository.");
  return actorOf({ config, configured }, identity);
}

describe("connecting an account", () => {
  // The first: Gitea remembers a person who allowed it, and does not ask again.
  it("says that the person refused", async () => {
    const browser = await comeIn("ana");
    const { pathname, searchParams } = await connect(browser, false);
    expect([pathname, searchParams.get("error")]).toEqual(["/settings", "refused"]);
    expect(browser.cookies.has(ACCOUNT)).toBe(false);
  });

  it.each<[why: string, forge: (own: URL) => Promise<{ browser: SignInBrowser; address: URL }>]>([
    ["was started by another session", async (address) => ({ browser: await comeIn("bo"), address })],
    [
      "has another state",
      async (address) => {
        const browser = await comeIn("ana");
        await begin(browser);
        return { browser, address };
      },
    ],
  ])("fails where it %s", async (_, forge) => {
    const victim = await comeIn("ana");
    const page = new URL(await begin(victim));
    const address = new URL(`${PORTAL}/api/auth/callback/gitea/account`);
    address.search = String(
      new URLSearchParams({ code: "gta_x", state: page.searchParams.get("state") ?? "" }),
    );
    const { browser, address: sent } = await forge(address);
    const { searchParams } = await browser.visit(sent.href, true);
    expect(searchParams.get("error")).toBe("late");
    expect(browser.cookies.has(ACCOUNT)).toBe(false);
  });

  it("needs a session", async () => {
    const browser = await comeIn("ana");
    const page = await begin(browser);
    browser.cookies.delete(SESSION);
    expect((await browser.visit(page, true)).searchParams.get("error")).toBe("ended");
  });
});

describe("a connected Git account", () => {
  it("lets the person act in Git under its name, and keeps its token from the browser", async () => {
    const browser = await comeIn("ana");
    expect(actAs(await identify(browser))).toEqual({ id: "ana", name: "ana", email: "" });
    expect((await connect(browser)).href).toBe(`${PORTAL}/settings`);
    const identity = await identify(browser);
    expect(actAs(identity)).toMatchObject({ id: "ana-r", name: "ana", token: expect.stringMatching(/./) });
    expect(listGitAccounts(identity)).toEqual({
      accounts: [{ id: "gitea", name: "Gitea", url: gitea.url, login: "ana-r" }],
    });
    expect([...browser.cookies.values()].join()).not.toContain(actAs(identity).token);
  });

  it("stays connected when its tokens are renewed", async () => {
    const browser = await comeIn("ana");
    await connect(browser);
    const before = browser.cookies.get(ACCOUNT);
    for (let passed = 0; passed < HOUR; passed += HOUR / 6) {
      passTime(HOUR / 6);
      await identify(browser);
    }
    expect(actAs(await identify(browser)).id).toBe("ana-r");
    expect(browser.cookies.get(ACCOUNT)).not.toBe(before);
  });

  it("ends with its session, and a copy of its cookie is useless", async () => {
    const browser = await comeIn("ana");
    await connect(browser);
    const copy = browser.cookies.get(ACCOUNT) ?? "";
    await browser.signOut();
    await browser.enter("demo", { user: "ana" });
    browser.cookies.set(ACCOUNT, copy);
    expect((await identify(browser)).gitAccounts).toEqual([]);
    expect(browser.cookies.has(ACCOUNT)).toBe(false);
  });

  it("can be disconnected, and a copy of its cookie is useless", async () => {
    const browser = await comeIn("ana");
    await connect(browser);
    const copy = browser.cookies.get(ACCOUNT) ?? "";
    const answer = await send(browser, end);
    expect(await answer.json()).toMatchObject({ accounts: [{ id: "gitea" }] });
    expect(browser.cookies.has(ACCOUNT)).toBe(false);
    browser.cookies.set(ACCOUNT, copy);
    expect((await identify(browser)).gitAccounts).toEqual([]);
  });

  it("belongs to one session: the cookie of another is refused", async () => {
    const [ana, bo] = [await comeIn("ana"), await comeIn("bo")];
    await connect(ana);
    bo.cookies.set(ACCOUNT, ana.cookies.get(ACCOUNT) ?? "");
    expect((await identify(bo)).gitAccounts).toEqual([]);
  });

  it("is no session, and a session is no account", async () => {
    const browser = await comeIn("ana");
    await connect(browser);
    const [session = "", account = ""] = [browser.cookies.get(SESSION), browser.cookies.get(ACCOUNT)];
    browser.cookies.set(ACCOUNT, session);
    expect((await identify(browser)).gitAccounts).toEqual([]);
    browser.cookies.set(SESSION, account);
    expect((await browser.ask()).status).toBe(401);
  });
});

describe("a host that people only connect", () => {
  it("signs nobody in, and its tokens are no tokens of the portal", async () => {
    const browser = openBrowser(PORTAL, describeGitea(gitea.url, { login: "ana-r", password: PASSWORD }), {
      auth: handleSignIn,
      account: finish,
      api: readMe,
    });
    await browser.signIn().catch(() => undefined);
    expect((await browser.ask()).status).toBe(401);
    const request = new NextRequest(`${PORTAL}/api/v1/me`, {
      headers: { authorization: `Bearer ${script}` },
    });
    expect((await readMe(request, { params: Promise.resolve({}) })).status).toBe(401);
  });
});
