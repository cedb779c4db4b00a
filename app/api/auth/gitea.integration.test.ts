import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NextRequest } from "next/server";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { startGitea, type TestGitea } from "#demo/local-stack/testing/test-gitea";
import { describeMe } from "#lib/api/me";
import type { Identity } from "#lib/auth/types";
import { readConfig } from "#lib/config/config";
import { createGiteaProvider } from "#lib/git/gitea/provider";
import type { GitProvider } from "#lib/git/types";
import { handle } from "#lib/server/http/route";
import { handleSignIn } from "#lib/server/http/sign-in";
import {
  describeGitea,
  openBrowser,
  passTime,
  identify as readIdentity,
  type SignInBrowser,
} from "#lib/server/testing/sign-in-fixture";
import { actorOf } from "#lib/server/use-cases/requests";

const PORTAL = "http://portal.test";
const TEAM = "platform";
const HOUR = 3_600_000;
const PEOPLE = [
  { login: "ana", name: "Ana", password: "password-of-ana-1" },
  { login: "bo", name: "Bo", password: "password-of-bo-12" },
  { login: "cy", name: "Cy", password: "password-of-cy-12" },
  { login: "di", name: "Di", password: "password-of-di-12" },
] as const;

vi.setConfig({ testTimeout: 60_000 });

let gitea: TestGitea;
let folder: string;
let secretFile: string;
let secret: string;
let provider: GitProvider;
/** Made for scripts, with the rights that docs/sign-in.md names. */
const tokens = new Map<string, string>();
/** Whom the API was asked as, last. */
let asked: Identity | undefined;

const idOf = z.object({ id: z.number() });
const application = z.object({ client_id: z.string(), client_secret: z.string() });

const handlers = {
  auth: handleSignIn,
  api: handle("GET /api/v1/me", async ({ identity }) => {
    asked = identity;
    return describeMe(identity);
  }),
};

beforeAll(async () => {
  // As strict as Gitea can be: a refresh token is good once.
  gitea = await startGitea({ oauth2: { INVALIDATE_REFRESH_TOKENS: true } });
  for (const { login, name, password } of PEOPLE) {
    const scopes = ["read:user", "write:repository"];
    tokens.set(login, await gitea.addUser({ login, name, email: `${login}@example.org`, password, scopes }));
  }
  await gitea.call("POST", "/orgs", { username: TEAM });
  await gitea.call("POST", "/orgs", { username: "system" });
  await gitea.call("POST", `/orgs/${TEAM}/repos`, {
    name: "requests",
    auto_init: true,
    default_branch: "main",
  });
  await addTeam(TEAM, "Developers", ["ana", "bo"]);
  await addTeam(TEAM, "approvers", ["bo"]);
  // A name that would make Ana an administrator of every cluster, were it taken as it is.
  await addTeam("system", "masters", ["ana"]);
  const made = application.parse(
    await gitea.call("POST", "/user/applications/oauth2", {
      name: "Vitrine",
      redirect_uris: [`${PORTAL}/api/auth/callback/gitea`],
      confidential_client: true,
    }),
  );
  folder = await mkdtemp(join(tmpdir(), "vitrine-sign-in-"));
  secretFile = join(folder, "secret");
  secret = made.client_secret;
  await writeFile(secretFile, secret);
  const { url } = gitea;
  const portalToken = await gitea.addUser({
    login: "vitrine",
    name: "Vitrine",
    email: "vitrine@example.org",
  });
  const git = {
    provider: "gitea",
    url,
    owner: TEAM,
    repository: "requests",
    branch: "main",
    token: portalToken,
  };
  vi.stubEnv("VITRINE_URL", PORTAL);
  vi.stubEnv("VITRINE_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("VITRINE_GIT", JSON.stringify(git));
  vi.stubEnv(
    "VITRINE_SIGN_IN",
    JSON.stringify({ provider: "gitea", url, clientId: made.client_id, clientSecretFile: secretFile }),
  );
  vi.stubEnv("LOG_LEVEL", "silent");
  provider = createGiteaProvider({
    url,
    owner: TEAM,
    repository: "requests",
    branch: "main",
    readToken: async () => portalToken,
  });
}, 120_000);

afterAll(async () => {
  provider.dispose();
  await gitea.stop();
  await rm(folder, { recursive: true });
  vi.unstubAllEnvs();
});

afterEach(async () => {
  vi.useRealTimers();
  await writeFile(secretFile, secret);
});

async function addTeam(organisation: string, name: string, members: readonly string[]): Promise<number> {
  const units = { "repo.code": "write", "repo.pulls": "write", "repo.issues": "write" };
  const team = { name, permission: "write", includes_all_repositories: true, units_map: units };
  const { id } = idOf.parse(await gitea.call("POST", `/orgs/${organisation}/teams`, team));
  for (const member of members) await gitea.call("PUT", `/teams/${id}/members/${member}`);
  return id;
}

function open(login: (typeof PEOPLE)[number]["login"]): SignInBrowser {
  const person = PEOPLE.find((known) => known.login === login) ?? PEOPLE[0];
  return openBrowser(PORTAL, describeGitea(gitea.url, person), handlers);
}

async function comeIn(login: (typeof PEOPLE)[number]["login"]): Promise<SignInBrowser> {
  const browser = open(login);
  await browser.signIn();
  return browser;
}

const identify = (browser: SignInBrowser) => readIdentity(browser, () => asked);

const STEP = 10 * 60_000;

/** Lets an hour pass for a person whose page is open, up to its last ten minutes: each answer renews their cookie. */
async function stayAlmostAnHour(browser: SignInBrowser): Promise<void> {
  for (let passed = STEP; passed < HOUR; passed += STEP) {
    passTime(STEP);
    await identify(browser);
  }
}

async function readCode(response: Response): Promise<unknown> {
  const { code } = await response.json();
  return [response.status, code];
}

const NOBODY = [401, "unauthenticated"];

describe("signing in", () => {
  it("gives the person of Gitea with their teams as groups, none of which Kubernetes reserves", async () => {
    const browser = open("ana");
    const end = await browser.signIn({ callbackUrl: "/requests?mine=1" });
    expect(end.href).toBe(`${PORTAL}/requests?mine=1`);
    const response = await browser.ask();
    expect(await response.json()).toEqual({
      user: "ana",
      name: "Ana",
      email: "ana@example.org",
      groups: [TEAM, `${TEAM}:developers`, "system"],
      via: "gitea",
    });
  });

  it("leads nowhere else, whatever the link says", async () => {
    const end = await open("ana").signIn({ callbackUrl: "https://evil.test/" });
    expect(end.origin).toBe(PORTAL);
  });

  it("keeps the tokens from the browser: in one cookie, encrypted", async () => {
    const browser = await comeIn("ana");
    const { gitToken = "" } = await identify(browser);
    const told = await (await browser.ask()).text();
    expect(gitToken).not.toBe("");
    expect(told).not.toContain(gitToken);
    expect(told).not.toContain("gitToken");
    const session = browser.cookies.get("vitrine.session") ?? "";
    expect(session).not.toContain(gitToken);
    // Browsers keep no more in one cookie, with its name and attributes.
    expect(session.length).toBeLessThan(3_900);
    expect([...browser.cookies.keys()].filter((name) => name.includes("session"))).toEqual([
      "vitrine.session",
    ]);
  });

  it("is told apart from being refused by the person, and comes back to where it began", async () => {
    const browser = open("cy");
    const end = await browser.signIn({ callbackUrl: "/requests", allow: false });
    expect(end.pathname).toBe("/sign-in");
    expect(end.searchParams.get("error")).toBe("refused");
    expect(new URL(end.searchParams.get("callbackUrl") ?? "", PORTAL).pathname).toBe("/requests");
    expect(await readCode(await browser.ask())).toEqual(NOBODY);
  });

  it("says when what was allowed earlier is not enough to know who it is", async () => {
    const browser = open("di");
    await browser.visitProvider("/user/login", { user_name: "di", password: "password-of-di-12" });
    const clientId = readConfig().signIn[0]?.clientId ?? "";
    const fields = { client_id: clientId, redirect_uri: `${PORTAL}/api/auth/callback/gitea`, state: "x" };
    const earlier = { ...fields, response_type: "code", scope: "read:misc" };
    await browser.visitProvider(`/login/oauth/authorize?${new URLSearchParams(earlier)}`);
    await browser.visitProvider("/login/oauth/grant", { ...fields, scope: "read:misc", granted: "true" });
    const end = await browser.signIn();
    expect(end.searchParams.get("error")).toBe("barred");
  });

  it("says when it took too long, or another site began it", async () => {
    const browser = open("ana");
    const back = `${PORTAL}/api/auth/callback/gitea?code=gta_x&state=forged`;
    const end = await browser.visitPortal(back);
    expect(end.searchParams.get("error")).toBe("late");
    expect(browser.cookies.has("vitrine.session")).toBe(false);
  });

  it("says when the portal is open at another host name, where the cookies do not count", async () => {
    const end = await open("ana").signIn({ from: "http://127.0.0.1:3000" });
    expect(end.searchParams.get("error")).toBe("host");
  });

  it("says when the browser does not send the portal's cookies", async () => {
    const browser = open("ana");
    browser.cookies.set = () => browser.cookies;
    const end = await browser.signIn();
    expect(end.searchParams.get("error")).toBe("cookies");
  });

  it("says when Gitea does not accept the portal itself", async () => {
    await writeFile(secretFile, "another secret");
    const end = await open("ana").signIn();
    expect(end.searchParams.get("error")).toBe("secret");
  });
});

it("shows a page, not JSON, to whom the portal cannot sign in for want of its own secret", async () => {
  await rm(secretFile);
  const end = await open("ana").signIn();
  expect(end.pathname).toBe("/sign-in");
  expect(end.searchParams.get("error")).toBe("setup");
  expect(end.searchParams.get("provider")).toBe("gitea");
});

/** The person as the portal's repository records them. */
function asActor(identity: Identity) {
  const config = readConfig();
  const [configured] = config.repositories;
  if (!configured) throw new Error("The portal has no repository.");
  return actorOf({ config, configured }, identity);
}

describe("what people do", () => {
  async function request(identity: Identity, branch: string) {
    const files = [{ path: `${branch}.yaml`, content: "x\n", base: null }];
    const input = { branch, title: "Add x", body: "Please.", message: "Add x", files };
    return provider.openPullRequest(input, asActor(identity));
  }

  it("is their own in Gitea: the request, its approval and its merge", async () => {
    const ana = await identify(await comeIn("ana"));
    const bo = asActor(await identify(await comeIn("bo")));
    const { number, author, headCommit: head } = await request(ana, "own");
    expect(author).toEqual({ id: ana.user, name: ana.name });
    const { reviews } = await provider.approve(number, bo, { head }, "Fine.");
    expect(reviews).toMatchObject([{ actor: { id: "bo" }, verdict: "approved" }]);
    expect(await provider.merge(number, bo, { head })).toMatchObject({
      state: "merged",
      mergedBy: { id: "bo" },
    });
    expect(await gitea.call("GET", `/repos/${TEAM}/requests/pulls/${number}`)).toMatchObject({
      user: { login: "ana" },
      merged_by: { login: "bo" },
    });
  });

  it("is what Gitea lets them do, and no more", async () => {
    const ana = await identify(await comeIn("ana"));
    const cy = await identify(await comeIn("cy"));
    const { number, headCommit: head } = await request(ana, "closed-to-cy");
    const refused = { code: "forbidden", detail: expect.stringContaining("Gitea does not allow this") };
    const actor = asActor(cy);
    await expect(provider.merge(number, actor, { head })).rejects.toMatchObject(refused);
    await expect(request(cy, "by-cy")).rejects.toMatchObject(refused);
  });
});

describe("a session", () => {
  it("follows the person's teams without signing in again", async () => {
    const browser = await comeIn("cy");
    expect((await identify(browser)).groups).toEqual([]);
    await addTeam(TEAM, "newcomers", ["cy"]);
    passTime(61_000);
    expect((await identify(browser)).groups).toEqual([TEAM, `${TEAM}:newcomers`]);
  });

  it("outlives its access token, also when two ask at once, and its cookie gets the new ones", async () => {
    const browser = await comeIn("ana");
    const session = () => browser.cookies.get("vitrine.session");
    const first = session();
    await stayAlmostAnHour(browser);
    passTime(STEP);
    const both = await Promise.all([browser.ask(), browser.ask()]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const second = session();
    expect(second).not.toBe(first);
    expect((await browser.ask()).headers.getSetCookie()).toEqual([]);
    await stayAlmostAnHour(browser);
    passTime(STEP);
    expect((await browser.ask()).status).toBe(200);
    expect(session()).not.toBe(second);
  });

  it("ends when nobody uses it for a quarter of an hour", async () => {
    const browser = await comeIn("ana");
    passTime(16 * 60_000);
    expect(await readCode(await browser.ask())).toEqual(NOBODY);
  });

  it("goes on with the cookie of before, which a page that was open may still send", async () => {
    const browser = await comeIn("ana");
    await stayAlmostAnHour(browser);
    const before = browser.cookies.get("vitrine.session") ?? "";
    passTime(STEP);
    await identify(browser);
    const after = browser.cookies.get("vitrine.session");
    browser.cookies.set("vitrine.session", before);
    expect((await browser.ask()).status).toBe(200);
    expect(browser.cookies.get("vitrine.session")).not.toBe(after);
  });

  it("ends when the person takes back in Gitea what they allowed", async () => {
    const browser = await comeIn("bo");
    await identify(browser);
    await revoke(browser);
    passTime(61_000);
    expect(await readCode(await browser.ask())).toEqual(NOBODY);
    vi.useRealTimers();
    await browser.signIn();
    expect((await identify(browser)).user).toBe("bo");
  });

  it("ends when Gitea bars the person", async () => {
    const browser = await comeIn("bo");
    await identify(browser);
    await bar("bo", true);
    passTime(61_000);
    expect(await readCode(await browser.ask())).toEqual(NOBODY);
    await bar("bo", false);
  });

  it("is over after signing out, also for a copy of its cookie", async () => {
    const browser = await comeIn("ana");
    const copy = browser.cookies.get("vitrine.session") ?? "";
    await browser.signOut();
    expect(browser.cookies.has("vitrine.session")).toBe(false);
    browser.cookies.set("vitrine.session", copy);
    expect(await readCode(await browser.ask())).toEqual(NOBODY);
  });

  /** As the person does under Settings, Applications. */
  async function revoke(browser: SignInBrowser): Promise<void> {
    const page = await (await browser.visitProvider("/user/settings/applications")).text();
    const [, address = ""] = /data-url="([^"]*\/revoke\/\d+)"/.exec(page) ?? [];
    expect((await browser.visitProvider(address, {})).status).toBe(200);
  }

  async function bar(login: string, prohibit_login: boolean): Promise<void> {
    await gitea.call("PATCH", `/admin/users/${login}`, { prohibit_login, login_name: login, source_id: 0 });
  }
});

describe("a token that a person made in Gitea for a script", () => {
  const ask = (authorization: string, cookie = "") => {
    const headers = { authorization, cookie };
    return handlers.api(new NextRequest(`${PORTAL}/api/v1/me`, { headers }), { params: Promise.resolve({}) });
  };

  it("is that person, with their own rights in Gitea", async () => {
    const response = await ask(`Bearer ${tokens.get("ana")}`);
    expect(await response.json()).toMatchObject({ user: "ana", groups: expect.arrayContaining([TEAM]) });
    expect(asked?.gitToken).toBe(tokens.get("ana"));
  });

  it("is nobody's when Gitea does not know it, even beside a good session", async () => {
    const browser = await comeIn("ana");
    const cookie = `vitrine.session=${browser.cookies.get("vitrine.session")}`;
    expect(await readCode(await ask(`Bearer ${"0".repeat(40)}`, cookie))).toEqual(NOBODY);
  });

  it("does not let in whom it was not made for: one that may not say who they are", async () => {
    const password = PEOPLE[0].password;
    const basic = `Basic ${Buffer.from(`ana:${password}`).toString("base64")}`;
    const made = await fetch(`${gitea.url}/api/v1/users/ana/tokens`, {
      method: "POST",
      headers: { authorization: basic, "content-type": "application/json" },
      body: JSON.stringify({ name: "packages", scopes: ["read:package"] }),
    });
    const { sha1 } = await made.json();
    expect(await readCode(await ask(`Bearer ${sha1}`))).toEqual(NOBODY);
  });

  it("is not the one that another application got, though Gitea would say whose it is", async () => {
    const { gitToken } = await identify(await comeIn("ana"));
    expect(await readCode(await ask(`Bearer ${gitToken}`))).toEqual(NOBODY);
  });
});
