import { createHash, randomBytes } from "node:crypto";
import { NextRequest } from "next/server";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { describeMe } from "#lib/api/me";
import {
  describeOidcSite,
  type OidcServer,
  startOidcServer,
  type TestClient,
} from "#lib/auth/oidc/testing/oidc-server";
import type { Identity } from "#lib/auth/types";
import { handle } from "#lib/server/http/route";
import { handleSignIn } from "#lib/server/http/sign-in";
import {
  openBrowser,
  passTime,
  identify as readIdentity,
  type SignInBrowser,
} from "#lib/server/testing/sign-in-fixture";

const PORTAL = "http://portal.test";
const SECRET = "secret+of/the portal%";

const STRANGERS = "http://stranger.test/callback";

/** Claims by account. */
const people = new Map<string, object>();

const client = (id: string, changes: Partial<TestClient> = {}): TestClient => ({
  id,
  secret: SECRET,
  redirectUri: `${PORTAL}/api/auth/callback/${id}`,
  ...changes,
});

const { secret: _, ...open } = client("public");
const CLIENTS = [
  client("company"),
  open,
  client("brief", { hasRefreshTokens: false }),
  client("wrong-secret"),
  client("required"),
  client("by-email"),
  client("other-algorithm"),
  // Another application of the company, which the portal does not know.
  { id: "stranger", redirectUri: STRANGERS },
  client("unregistered", { redirectUri: "https://elsewhere.test/callback" }),
];

let server: OidcServer;
let asked: Identity | undefined;

const handlers = {
  auth: handleSignIn,
  api: handle("GET /api/v1/me", async ({ identity }) => {
    asked = identity;
    return describeMe(identity);
  }),
};

/** The portal's sign-ins, one for each client: the id is the client's. */
function describeSignIns(issuer: string): object[] {
  const entry = (clientId: string, changes: object = {}) => ({
    provider: "oidc",
    id: clientId,
    name: "Example Inc.",
    issuer,
    clientId,
    clientSecret: SECRET,
    scopes: ["openid", "profile", "email", "groups"],
    usernamePrefix: "-",
    ...changes,
  });
  return [
    entry("company"),
    entry("public", { clientSecret: undefined, usernamePrefix: undefined, groupsPrefix: "oidc:" }),
    entry("brief"),
    entry("wrong-secret", { clientSecret: "another" }),
    entry("required", { requiredClaims: { tenant: "a" } }),
    entry("by-email", { usernameClaim: "email" }),
    entry("other-algorithm", { signingAlgorithms: ["ES256"] }),
    entry("unregistered"),
    entry("unknown"),
    entry("away", { issuer: "http://127.0.0.1:1" }),
    entry("renamed", { issuer: issuer.replace("127.0.0.1", "localhost") }),
  ];
}

beforeAll(async () => {
  vi.spyOn(console, "info").mockReturnValue();
  vi.spyOn(console, "warn").mockReturnValue();
  server = await startOidcServer(CLIENTS, people);
  vi.stubEnv("VITRINE_URL", PORTAL);
  vi.stubEnv("VITRINE_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("VITRINE_SIGN_IN", JSON.stringify(describeSignIns(server.issuer)));
  vi.stubEnv("LOG_LEVEL", "silent");
});

afterAll(async () => {
  await server.stop();
  vi.unstubAllEnvs();
});

afterEach(() => {
  server.setClock(undefined);
  vi.useRealTimers();
});

/** A new person, so that no test finds the sessions of another. */
function addPerson(login: string, claims: object = {}): string {
  const email = `${login}@example.com`;
  people.set(login, { name: "Ana", email, email_verified: true, groups: ["platform"], ...claims });
  return login;
}

function openAs(login: string, id = "company"): SignInBrowser {
  return openBrowser(PORTAL, describeOidcSite(server.issuer, id, login), handlers);
}

async function comeIn(login: string, id = "company"): Promise<SignInBrowser> {
  const browser = openAs(login, id);
  const end = await browser.signIn();
  expect(end.href).toBe(`${PORTAL}/catalog`);
  return browser;
}

const identify = (browser: SignInBrowser) => readIdentity(browser, () => asked);

const later = (seconds: number) => passTime(seconds * 1_000);

/** Answers the pages of the provider, and gives the address that leads back to the portal. */
async function findWayBack(browser: SignInBrowser, way: URL): Promise<URL> {
  let url = way;
  while (url.origin === server.issuer) {
    const page = await browser.visitProvider(url.href);
    const [, prompt = ""] = /name="prompt" value="(\w+)"/.exec(await page.text()) ?? [];
    const login = [...people.keys()].at(-1) ?? "";
    const response = page.ok
      ? await browser.visitProvider(url.href, { prompt, login, password: "any" })
      : page;
    url = new URL(response.headers.get("location") ?? "", url);
  }
  return url;
}

const readFailure = ({ pathname, searchParams }: URL) => [pathname, searchParams.get("error")];

describe("signing in", () => {
  it("gives the person of the ID token, without groups that Kubernetes reserves", async () => {
    const browser = openAs(addPerson("ana", { groups: ["platform", "system:masters"] }));
    const end = await browser.signIn({ callbackUrl: "/requests?mine=1" });
    expect(end.href).toBe(`${PORTAL}/requests?mine=1`);
    expect(await identify(browser)).toEqual({
      user: "ana",
      name: "Ana",
      email: "ana@example.com",
      groups: ["platform"],
      via: "company",
    });
  });

  it("works for a public client, and prefixes user and groups as the kube-apiserver does", async () => {
    const browser = await comeIn(addPerson("paul", { groups: ["system:masters"] }), "public");
    expect(await identify(browser)).toMatchObject({
      user: `${server.issuer}#paul`,
      groups: ["oidc:system:masters"],
      via: "public",
    });
  });

  it("keeps the sign-ins of two providers apart", async () => {
    const login = addPerson("nina");
    const first = await comeIn(login, "company");
    const second = await comeIn(login, "public");
    expect((await identify(first)).user).toBe("nina");
    expect((await identify(second)).user).toBe(`${server.issuer}#nina`);
  });
});

describe("a sign-in that fails leads to a page that names the reason", () => {
  const rows: [why: string, id: string, claims: object, failure: string][] = [
    ["the provider refuses the client secret", "wrong-secret", {}, "secret"],
    ["a required claim is missing", "required", {}, "claims"],
    ["a required claim has another value", "required", { tenant: "b" }, "claims"],
    ["the groups are no texts", "company", { groups: [1, 2] }, "claims"],
    ["the email address is not verified", "by-email", { email_verified: false }, "email"],
    ["the user is reserved in Kubernetes", "by-email", { email: "system:admin" }, "barred"],
    ["the ID token has another algorithm", "other-algorithm", {}, "token"],
    ["the provider is unreachable", "away", {}, "away"],
    ["the provider has another name than the issuer", "renamed", {}, "setup"],
    [
      "the groups are too many for a session",
      "company",
      { groups: Array.from({ length: 400 }, (_value, index) => `group-with-a-long-name-${index}`) },
      "large",
    ],
  ];

  it.each(rows)("%s", async (_why, id, claims, failure) => {
    const browser = openAs(addPerson(`${id}-${failure}`, claims), id);
    const end = await browser.signIn({ callbackUrl: "/requests" });
    expect(readFailure(end)).toEqual(["/sign-in", failure]);
    expect(end.searchParams.get("provider")).toBe(id);
    expect(end.searchParams.get("callbackUrl")).toBe("/requests");
    expect((await browser.ask()).status).toBe(401);
  });

  it("the clocks differ: by the clock of the portal, the ID token has ended already", async () => {
    server.setClock(() => {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 600_000 });
      return () => vi.useRealTimers();
    });
    const end = await openAs(addPerson("chris")).signIn();
    expect(readFailure(end)).toEqual(["/sign-in", "clock"]);
  });

  it("the person declines", async () => {
    const end = await openAs(addPerson("dora")).signIn({ allow: false });
    expect(readFailure(end)).toEqual(["/sign-in", "refused"]);
  });

  it.each([
    ["the cookies of the sign-in are missing, as at another host name or after 15 minutes", () => true],
    ["the cookie with the state is missing", (name: string) => name === "vitrine.state"],
    ["the cookie for PKCE is missing", (name: string) => name === "vitrine.pkce"],
    ["the cookie with the nonce is missing", (name: string) => name === "vitrine.nonce"],
  ])("%s", async (_why, isLost) => {
    const browser = openAs(addPerson("lost"));
    const way = await browser.startSignIn();
    for (const name of [...browser.cookies.keys()].filter(isLost)) browser.cookies.delete(name);
    expect(readFailure(await browser.visitPortal(way.href))).toEqual(["/sign-in", "late"]);
  });

  it.each([
    ["the state is another", "state", "forged"],
    ["the code is another", "code", "forged"],
    ["the issuer that sent the person back is another", "iss", "https://evil.test"],
  ])("%s", async (_why, parameter, value) => {
    const browser = openAs(addPerson("forged"));
    const way = await browser.startSignIn();
    const back = await findWayBack(browser, way);
    back.searchParams.set(parameter, value);
    const [, failure] = readFailure(await browser.visitPortal(back.href));
    expect(failure).toBe(parameter === "iss" ? "token" : "late");
    expect((await browser.ask()).status).toBe(401);
  });

  it("the issuer does not name itself, although it always does", async () => {
    const browser = openAs(addPerson("unnamed"));
    const back = await findWayBack(browser, await browser.startSignIn());
    back.searchParams.delete("iss");
    expect(readFailure(await browser.visitPortal(back.href))).toEqual(["/sign-in", "token"]);
  });

  it("somebody sends a person a code of their own, so that the person would act as them", async () => {
    const attacker = openAs(addPerson("attacker"));
    const theirs = await findWayBack(attacker, await attacker.startSignIn());
    const browser = openAs(addPerson("victim"));
    const own = await findWayBack(browser, await browser.startSignIn());
    own.searchParams.set("code", theirs.searchParams.get("code") ?? "");
    expect(readFailure(await browser.visitPortal(own.href))).toEqual(["/sign-in", "late"]);
  });

  it.each(["unregistered", "unknown"])("the provider itself shows the reason: %s", async (id) => {
    const browser = openAs(addPerson("x"), id);
    const response = await browser.visitProvider((await browser.startSignIn()).href);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/invalid_redirect_uri|invalid_client/);
  });
});

describe("a session", () => {
  it("renews its tokens once for calls at once, and follows the groups", async () => {
    const browser = await comeIn(addPerson("renata"));
    addPerson("renata", { groups: ["approvers"] });
    expect((await identify(browser)).groups).toEqual(["platform"]);
    later(70);
    const all = await Promise.all([browser.ask(), browser.ask(), browser.ask()]);
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await identify(browser)).groups).toEqual(["approvers"]);
    // The provider ends all tokens of a person whose refresh token is used twice.
    later(70);
    expect((await browser.ask()).status).toBe(200);
  });

  it("ends with its tokens when the provider no longer knows the person", async () => {
    const browser = await comeIn(addPerson("rex"));
    people.delete("rex");
    // Another replica may have renewed them, so the tokens are used until their end.
    later(70);
    expect((await browser.ask()).status).toBe(200);
    later(120);
    expect((await browser.ask()).status).toBe(401);
  });

  it("ends with its ID token when the provider does not renew it", async () => {
    const browser = await comeIn(addPerson("brigid"), "brief");
    later(170);
    expect((await browser.ask()).status).toBe(200);
    later(20);
    expect((await browser.ask()).status).toBe(401);
  });

  it("is over after signing out, also for a copy of its cookie", async () => {
    const browser = await comeIn(addPerson("sam"));
    const copy = browser.cookies.get("vitrine.session") ?? "";
    await browser.signOut();
    browser.cookies.set("vitrine.session", copy);
    expect((await browser.ask()).status).toBe(401);
  });
});

describe("a bearer token of a script", () => {
  const ask = (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return handlers.api(new NextRequest(`${PORTAL}/api/v1/me`, { headers }), { params: Promise.resolve({}) });
  };

  /** The ID token that a script got from the provider itself, as for a kube-apiserver. */
  async function issueToken(login: string, clientId: string, redirectUri: string): Promise<string> {
    const browser = openAs(login, clientId);
    const verifier = randomBytes(32).toString("base64url");
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: "openid groups",
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    const back = await findWayBack(browser, new URL(`/auth?${query}`, server.issuer));
    const form = {
      grant_type: "authorization_code",
      client_id: clientId,
      code: back.searchParams.get("code") ?? "",
      redirect_uri: redirectUri,
      code_verifier: verifier,
    };
    const answer = await fetch(`${server.issuer}/token`, { method: "POST", body: new URLSearchParams(form) });
    return z.object({ id_token: z.string() }).parse(await answer.json()).id_token;
  }

  it("is the person of an ID token for the portal, until the token ends", async () => {
    const token = await issueToken(addPerson("script"), "public", `${PORTAL}/api/auth/callback/public`);
    const response = await ask(token);
    expect(await response.json()).toMatchObject({ groups: ["oidc:platform"], via: "public" });
    later(200);
    expect((await ask(token)).status).toBe(401);
  });

  it("is refused when the provider issued it to another client", async () => {
    const token = await issueToken(addPerson("stranger"), "stranger", STRANGERS);
    expect((await ask(token)).status).toBe(401);
  });

  it("is refused when it is no token of a configured issuer", async () => {
    for (const token of ["guess", "a.b.c", "0".repeat(40)]) expect((await ask(token)).status).toBe(401);
  });
});
