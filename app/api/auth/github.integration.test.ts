import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { describeMe } from "#lib/api/me";
import { type FakeGitHub, startFakeGitHub } from "#lib/auth/github/testing/fake-github";
import type { Identity } from "#lib/auth/types";
import { readConfig } from "#lib/config/config";
import { handle } from "#lib/server/http/route";
import { handleSignIn } from "#lib/server/http/sign-in";
import {
  openBrowser,
  passTime,
  identify as readIdentity,
  type SignInBrowser,
} from "#lib/server/testing/sign-in-fixture";
import { actorOf } from "#lib/server/use-cases/requests";

const PORTAL = "http://portal.test";
const SECRET = "secret of the portal";
const HOUR = 3_600;

let fake: FakeGitHub;
let asked: Identity | undefined;

const handlers = {
  auth: handleSignIn,
  api: handle("GET /api/v1/me", async ({ identity }) => {
    asked = identity;
    return describeMe(identity);
  }),
};

beforeAll(async () => {
  fake = await startFakeGitHub(`${PORTAL}/api/auth/callback/github`);
  const { url } = fake;
  const entry = {
    provider: "github",
    url,
    clientId: "portal",
    clientSecret: SECRET,
    organizations: ["acme"],
  };
  const repository = { owner: "acme", repository: "requests", branch: "main", token: "of-the-portal" };
  vi.stubEnv("VITRINE_URL", PORTAL);
  vi.stubEnv("VITRINE_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("VITRINE_GIT", JSON.stringify({ provider: "github", url, ...repository }));
  vi.stubEnv(
    "VITRINE_SIGN_IN",
    JSON.stringify([
      { ...entry, groupPrefix: "github:" },
      { ...entry, id: "unregistered", usernamePrefix: "github:" },
    ]),
  );
  vi.stubEnv("LOG_LEVEL", "silent");
});

afterAll(async () => {
  await fake.stop();
  vi.unstubAllEnvs();
});

afterEach(() => {
  vi.useRealTimers();
  fake.isApp = false;
});

function open(id = "github"): SignInBrowser {
  const site = { id, origin: fake.url, answerPage: () => Promise.reject(new Error("There is no page.")) };
  return openBrowser(PORTAL, site, handlers);
}

async function comeIn(): Promise<SignInBrowser> {
  Object.assign(fake, { teams: ["acme/devs"], clientSecret: SECRET });
  const browser = open();
  expect((await browser.signIn()).href).toBe(`${PORTAL}/catalog`);
  return browser;
}

const identify = (browser: SignInBrowser) => readIdentity(browser, () => asked);

const later = (seconds: number) => passTime(seconds * 1_000);

describe("signing in with GitHub", () => {
  it("gives the person with organizations and teams as groups, and their token for Git", async () => {
    const identity = await identify(await comeIn());
    expect(identity).toMatchObject({
      user: "ana",
      groups: ["github:acme", "github:acme/devs"],
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
    ["the person is in none of the organizations", "github", { teams: ["mallory/admins"] }, "barred"],
    ["GitHub does not know the callback address", "unregistered", {}, "address"],
    ["GitHub refuses the client secret", "github", { clientSecret: "another" }, "secret"],
  ])("leads to a page that names the reason when %s", async (_why, id, changes, failure) => {
    Object.assign(fake, { teams: ["acme/devs"], clientSecret: SECRET }, changes);
    const end = await open(id).signIn();
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
    fake.revoke();
    later(61);
    expect((await browser.ask()).status).toBe(401);
    expect(fake.renewals).toBe(0);
  });

  it("renews the token of a GitHub App once for calls at once", async () => {
    fake.isApp = true;
    const browser = await comeIn();
    for (let passed = 0; passed < 7 * HOUR + 3_000; passed += 600) {
      later(600);
      expect((await browser.ask()).status).toBe(200);
    }
    expect(fake.renewals).toBe(0);
    later(520);
    const all = await Promise.all([browser.ask(), browser.ask(), browser.ask()]);
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(fake.renewals).toBe(1);
  });
});
