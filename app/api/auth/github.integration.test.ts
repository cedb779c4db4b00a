import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import { startStandIn } from "#demo/stand-ins/github/testing/test-stand-in";
import { describeMe } from "#lib/api/me";
import type { Identity } from "#lib/auth/types";
import { readConfig } from "#lib/config/config";
import { handle } from "#lib/server/http/route";
import { handleSignIn } from "#lib/server/http/sign-in";
import {
  openBrowser,
  type ProviderSite,
  passTime,
  readHiddenFields,
  identify as readIdentity,
  type SignInBrowser,
} from "#lib/server/testing/sign-in-fixture";
import { actorOf } from "#lib/server/use-cases/requests";

const PORTAL = "http://portal.test";
const HOUR = 3_600;
const NAMES = ["github", "app", "wrong"];

let standIn: GitHubStandIn;
let asked: Identity | undefined;

const handlers = {
  auth: handleSignIn,
  api: handle("GET /api/v1/me", async ({ identity }) => {
    asked = identity;
    return describeMe(identity);
  }),
};

beforeAll(async () => {
  standIn = await startStandIn({ callbacks: NAMES.map((id) => `${PORTAL}/api/auth/callback/${id}`) });
  const { url, oauthApp, app } = standIn;
  const entry = { provider: "github", url, organizations: ["acme"], groupPrefix: "github:" };
  const { clientId, clientSecret } = oauthApp;
  const repository = { owner: "acme", repository: "requests", branch: "main", token: "of-the-portal" };
  vi.stubEnv("VITRINE_URL", PORTAL);
  vi.stubEnv("VITRINE_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("VITRINE_GIT", JSON.stringify({ provider: "github", url, ...repository }));
  vi.stubEnv(
    "VITRINE_SIGN_IN",
    JSON.stringify([
      { ...entry, clientId, clientSecret },
      { ...entry, id: "app", clientId: app.clientId, clientSecret: app.clientSecret },
      { ...entry, id: "wrong", clientId, clientSecret: "another" },
      { ...entry, id: "unregistered", clientId, clientSecret },
    ]),
  );
  vi.stubEnv("LOG_LEVEL", "silent");
}, 60_000);

afterAll(async () => {
  await standIn.close();
  vi.unstubAllEnvs();
});

afterEach(() => {
  vi.useRealTimers();
  expect(standIn.violations()).toEqual([]);
});

function open(id = "github", login = "ana"): SignInBrowser {
  const site: ProviderSite = {
    id,
    origin: standIn.url,
    answerPage: (page, url, call) => call(new URL(url.pathname, url), { ...readHiddenFields(page), login }),
  };
  return openBrowser(PORTAL, site, handlers);
}

async function comeIn(id?: string): Promise<SignInBrowser> {
  const browser = open(id);
  expect((await browser.signIn()).href).toBe(`${PORTAL}/catalog`);
  standIn.clearCalls();
  return browser;
}

/** Since the person came in. */
const countRenewals = () => standIn.calls().filter(({ path }) => path === "/login/oauth/access_token").length;

const identify = (browser: SignInBrowser) => readIdentity(browser, () => asked);

const later = (seconds: number) => passTime(seconds * 1_000);

describe("signing in with GitHub", () => {
  it("gives the person with organizations and teams as groups, and their token for Git", async () => {
    const identity = await identify(await comeIn());
    expect(identity).toMatchObject({
      user: "ana",
      groups: ["github:acme", "github:acme/developers"],
      via: "github",
    });
    expect(identity.gitToken).toMatch(/^gho_/);
    const config = readConfig();
    const [configured] = config.repositories;
    if (!configured) throw new Error("The portal has no repository.");
    expect(actorOf({ config, configured }, identity)).toMatchObject({
      id: "ana",
      token: identity.gitToken,
    });
  });

  it.each([
    ["the person is in none of the organizations", "github", "eve", "barred"],
    ["GitHub does not know the callback address", "unregistered", "ana", "address"],
    ["GitHub refuses the client secret", "wrong", "ana", "secret"],
  ])("leads to a page that names the reason when %s", async (_why, id, login, failure) => {
    const end = await open(id, login).signIn();
    expect([end.pathname, end.searchParams.get("error")]).toEqual(["/sign-in", failure]);
  });
});

describe("a session with GitHub", () => {
  it("goes on with a token that has no end, until the person revokes the token", async () => {
    const browser = await comeIn();
    for (let passed = 0; passed < HOUR; passed += 600) {
      later(600);
      expect((await browser.ask()).status).toBe(200);
    }
    standIn.revokeToken((await identify(browser)).gitToken ?? "");
    later(61);
    expect((await browser.ask()).status).toBe(401);
    expect(countRenewals()).toBe(0);
  });

  it("renews the token of a GitHub App once for calls at once", async () => {
    const browser = await comeIn("app");
    for (let passed = 0; passed < 7 * HOUR + 3_000; passed += 600) {
      later(600);
      expect((await browser.ask()).status).toBe(200);
    }
    expect(countRenewals()).toBe(0);
    later(520);
    const all = await Promise.all([browser.ask(), browser.ask(), browser.ask()]);
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(countRenewals()).toBe(1);
  });
});
