import { decode, encode } from "next-auth/jwt";
import { describe, expect, it, vi } from "vitest";
import { authenticate, requireAuthenticated } from "#lib/auth/identity";
import type { People } from "#lib/auth/providers/people";
import { listPeople } from "#lib/auth/session/configured-people";
import { sessionCookieName } from "#lib/auth/session/cookie-names";
import { buildAuthOptions, SESSION_SECONDS } from "#lib/auth/session/session";
import { createSessionEnds } from "#lib/auth/session/session-ends";
import { signInOptions } from "#lib/auth/session/sign-in-options";
import type { Identity } from "#lib/auth/types";
import { PortalError } from "#lib/errors";

const secret = "0123456789abcdef0123456789abcdef";
const ana = { user: "ana", name: "Ana", email: "ana@demo.test", groups: ["team-a"] };
const guest = { user: "guest", name: "Guest", email: "", groups: [] };
const script = {
  user: "script",
  name: "Script",
  email: "",
  groups: ["robots"],
  token: "a-token-of-the-demo",
};
const config = {
  url: "http://localhost:3000",
  secret,
  signIn: [],
  guest,
  demoPeople: [ana],
  demoToken: script,
};

const HOUR = 3_600;
const now = () => Math.floor(Date.now() / 1_000);
const started = () => ({ sid: "s", startedAt: now() });

function session(token: Record<string, unknown>, withSecret = secret, maxAge = 60): Promise<string> {
  return encode({ token: { ...started(), ...token }, secret: withSecret, maxAge });
}

/** The cookies of a request whose session fits into one cookie. */
const only = (cookie: string) => (name: string) => (name.endsWith("session") ? cookie : undefined);

/** A session cookie that is `age` seconds old. */
async function sessionOf(age: number, token: Record<string, unknown>): Promise<string> {
  vi.useFakeTimers({ now: Date.now() - age * 1_000, toFake: ["Date"] });
  try {
    return await session(token, secret, 900);
  } finally {
    vi.useRealTimers();
  }
}

const open = createSessionEnds({ lifetime: SESSION_SECONDS });

function ask(
  cookie: string | undefined,
  authorization: string | null = null,
  changes: object = {},
  ends = open,
) {
  const cookies: Record<string, string | undefined> = { "vitrine.session": cookie };
  return authenticate(
    { authorization, cookie: (name) => cookies[name], readOnly: true },
    { ...config, ...changes },
    { people: new Map(), ends },
  );
}

describe("session cookie", () => {
  it("belongs to the person, with the currently configured groups", async () => {
    const cookie = await session({ sub: "ana", via: "demo" });
    expect(await ask(cookie)).toEqual({
      identity: { ...ana, via: "demo" },
      credential: "cookie",
      session: "s",
    });
    const promoted = { ...ana, groups: ["approvers"] };
    expect((await ask(cookie, null, { demoPeople: [promoted] }))?.identity.groups).toEqual(["approvers"]);
  });

  it.each([
    ["there is no cookie", undefined, {}],
    ["the cookie was signed with another secret", session({ sub: "ana", via: "demo" }, "x".repeat(32)), {}],
    ["the session has expired", session({ sub: "ana", via: "demo" }, secret, -60), {}],
    ["the cookie is not a token", "noise", {}],
    [
      "the session has no ID, as in older versions of the portal",
      session({ sub: "ana", via: "demo", sid: undefined }),
      {},
    ],
    [
      "the maximum lifetime has passed, although its token was renewed",
      session({ sub: "ana", via: "demo", startedAt: now() - 9 * HOUR }),
      {},
    ],
    [
      "the person was removed from the configuration",
      session({ sub: "ana", via: "demo" }),
      { demoPeople: [] },
    ],
    ["guests were disabled", session({ sub: "guest", via: "guest" }), { guest: undefined }],
    ["a guest uses the name of another person", session({ sub: "ana", via: "guest" }), {}],
    ["it names an unknown way of signing in", session({ sub: "script", via: "token" }), {}],
  ])("is refused when %s", async (_why, cookie, changes) => {
    const authenticated = await ask(await cookie, null, changes);
    expect(authenticated).toBeUndefined();
    expect(() => requireAuthenticated(authenticated)).toThrow(
      expect.objectContaining({ code: "unauthenticated", status: 401 }),
    );
  });
});

it("requireAuthenticated names the portal's own URL to a person on another host", () => {
  expect(() => requireAuthenticated(undefined, "https://portal.test")).toThrow(
    expect.objectContaining({ suggestion: expect.stringContaining("https://portal.test") }),
  );
});

describe("active session", () => {
  const anas = { sub: "ana", via: "demo" };

  it("is renewed by use, with the same ID and start, and never beyond its end", async () => {
    const startedAt = now() - 8 * HOUR + 600;
    const old = await sessionOf(300, { ...anas, startedAt });
    const header = (await ask(old))?.setCookie?.[0] ?? "";
    const [, value, maxAge] =
      /^vitrine\.session=([^;]+); Path=\/; Max-Age=(\d+); HttpOnly; SameSite=Lax$/.exec(header) ?? [];
    expect(Number(maxAge)).toBeLessThanOrEqual(600);
    const token = await decode({ token: value, secret });
    expect(token).toMatchObject({ ...anas, sid: "s", startedAt });
    expect(Number(token?.exp)).toBeLessThanOrEqual(startedAt + 8 * HOUR + 1);
  });

  it("does not set a cookie with every response", async () => {
    expect(await ask(await sessionOf(60, anas))).not.toHaveProperty("setCookie");
  });

  it("ends for all copies of the cookie when the person signs out", async () => {
    const ends = createSessionEnds({ lifetime: SESSION_SECONDS });
    const copy = await session(anas);
    const renewed = await sessionOf(300, anas);
    expect(await ask(copy, null, {}, ends)).toBeDefined();
    ends.end({ id: "s", startedAt: now() });
    expect(await ask(copy, null, {}, ends)).toBeUndefined();
    expect(await ask(renewed, null, {}, ends)).toBeUndefined();
    expect(await ask(await session({ ...anas, sid: "another" }), null, {}, ends)).toBeDefined();
  });

  it("ends for next-auth as well, which would renew it", async () => {
    const ends = createSessionEnds({ lifetime: SESSION_SECONDS });
    const token = await session(anas);
    const read = () => buildAuthOptions(config, { ends }).jwt?.decode?.({ token, secret });
    expect(await read()).toMatchObject(anas);
    ends.end({ id: "s", startedAt: now() });
    expect(await read()).toBeNull();
  });
});

describe("bearer token", () => {
  it("belongs to its person", async () => {
    const { token, ...person } = script;
    expect(await ask(undefined, `Bearer ${token}`)).toEqual({
      identity: { ...person, via: "token" },
      credential: "bearer",
    });
  });

  it.each([
    ["another token", "Bearer another-token", {}],
    ["another scheme", `Basic ${script.token}`, {}],
    ["an empty token", "Bearer ", {}],
    ["no token is configured", `Bearer ${script.token}`, { demoToken: undefined }],
  ])("is refused even with a valid session: %s", async (_why, authorization, changes) => {
    const cookie = await session({ sub: "ana", via: "demo" });
    await expect(ask(cookie, authorization, changes)).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

describe("sign-in with an identity provider", () => {
  const bo: Identity = { user: "bo", name: "Bo", email: "", groups: [], via: "code", gitToken: "of-bo" };
  const away = new PortalError("git-unavailable", { detail: "Gitea is away." });
  const tokens = { access: "of-bo", refresh: "r", expiresAt: 1_000 };
  const code: People = {
    ofSession: async (_session, mayBeOld) => (mayBeOld ? { identity: bo, tokens } : undefined),
    isScriptToken: (token) => token !== "of-another-form",
    async ofToken(token) {
      if (token === "asked-while-away") throw away;
      return token === "made-by-bo" ? bo : undefined;
    },
    endSession: () => undefined,
  };
  const url = "https://git.example.com";
  const signIn = [
    {
      id: "code",
      provider: "gitea",
      url,
      clientId: "x",
      name: "Forgejo",
      usernamePrefix: "",
      groupPrefix: "",
    },
  ] as const;
  const { token: demoToken, ...scriptPerson } = script;

  async function send(
    authorization: string | null,
    given: object,
    changes: object = { signIn },
    readOnly = true,
  ) {
    const cookie = await session({ ...given });
    const credentials = { authorization, cookie: only(cookie), readOnly };
    return authenticate(
      credentials,
      { ...config, ...changes },
      { people: new Map([["code", code]]), ends: open },
    );
  }
  const anas = { sub: "ana", via: "demo" };
  const bos = { sub: "bo", via: "code", at: url, ...tokens };

  it("accepts sessions and personal tokens", async () => {
    expect(await send(null, bos)).toEqual({ identity: bo, credential: "cookie", session: "s" });
    expect(await send("Bearer made-by-bo", anas)).toEqual({ identity: bo, credential: "bearer" });
  });

  it("still accepts the people and the token of the demo", async () => {
    expect((await send(null, anas))?.identity).toEqual({ ...ana, via: "demo" });
    const asScript = await send(`Bearer ${demoToken}`, anas);
    expect(asScript?.identity).toEqual({ ...scriptPerson, via: "token" });
  });

  it("does not fall back to the cookie for an unknown token, or while Gitea is unreachable", async () => {
    await expect(send("Bearer guess", anas)).rejects.toMatchObject({
      code: "unauthenticated",
      suggestion: expect.stringContaining("Forgejo"),
    });
    await expect(send("Bearer asked-while-away", anas)).rejects.toBe(away);
  });

  it("refuses its sessions after it is disabled, and old data for a write", async () => {
    expect(await send(null, bos, { signIn: [] })).toBeUndefined();
    expect(await send(null, bos, { signIn }, false)).toBeUndefined();
  });

  it("asks no provider about a token of another form, which belongs to somebody else", async () => {
    await expect(send("Bearer of-another-form", anas)).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it.each([
    ["the id is configured no longer", { via: "other" }],
    ["the id belongs to a provider at another address, which must not get the tokens", { at: `${url}/new` }],
    ["the session has no address, as in older versions of the portal", { at: undefined }],
    ["the session has no tokens", { access: undefined }],
  ])("refuses a session when %s", async (_why, changes) => {
    expect(await send(null, { ...bos, ...changes })).toBeUndefined();
  });

  it("sets renewed tokens in a cookie that expires with the session", async () => {
    const renewed = { ...tokens, access: "newer", expiresAt: 2_000 };
    const people = { ...code, ofSession: async () => ({ identity: bo, tokens: renewed }) };
    const cookie = await session({ ...bos, startedAt: now() - 8 * HOUR + 60 });
    const secure = { ...config, signIn: [...signIn], url: "https://portal.test" };
    const credentials = { authorization: null, cookie: only(cookie), readOnly: true };
    const header =
      (await authenticate(credentials, secure, { people: new Map([["code", people]]), ends: open }))
        ?.setCookie?.[0] ?? "";
    const [, value, attributes] = /^__Host-vitrine\.session=([^;]+); (.*)$/.exec(header) ?? [];
    expect(attributes).toMatch(/^Path=\/; Max-Age=(60|59); HttpOnly; SameSite=Lax; Secure$/);
    expect(await decode({ token: value, secret })).toMatchObject({
      sub: "bo",
      via: "code",
      at: url,
      sid: "s",
      ...renewed,
    });
  });
});

describe("sign-in options", () => {
  it("list only the configured ways", () => {
    expect(signInOptions({ ...config, repositories: [] })).toEqual({
      providers: [],
      guest: { name: "Guest" },
      people: [{ user: "ana", name: "Ana" }],
      hasLink: false,
    });
    const about = "Asks for things.";
    const told = { signIn: [], guest: { ...guest, about }, demoPeople: [{ ...ana, about }] };
    expect(signInOptions({ ...told, repositories: [] })).toEqual({
      providers: [],
      guest: { name: "Guest", about },
      people: [{ user: "ana", name: "Ana", about }],
      hasLink: false,
    });
    const closed = { ...config, guest: undefined, demoPeople: [] };
    expect(signInOptions({ ...closed, repositories: [] })).toEqual({
      providers: [],
      people: [],
      hasLink: false,
    });
    // Only the setup code is left.
    expect(buildAuthOptions(closed).providers).toMatchObject([{ id: "setup" }]);
  });

  it("show no person with a code, whom only the link signs in", async () => {
    const code = "0123456789abcdef01234567";
    const people = [{ ...ana, code }];
    expect(signInOptions({ ...config, guest: undefined, demoPeople: people, repositories: [] })).toEqual({
      providers: [],
      people: [],
      hasLink: true,
    });
    const [, provider] = listPeople({ ...config, demoPeople: people });
    if (provider?.type !== "credentials") throw new Error("There is a provider for people.");
    const enter = (given: Record<string, string>) => provider.authorize(given, {});
    expect(await enter({ code })).toMatchObject({ id: ana.user });
    const guesses: Record<string, string>[] = [
      { user: ana.user },
      { user: ana.user, code: "" },
      { code: `${code}0` },
      {},
    ];
    for (const given of guesses) expect(await enter(given)).toBeNull();
  });

  it("say whether any of several repositories is at the host of the sign-in", () => {
    const [url, place] = [
      "https://git.example.com",
      { owner: "platform", repository: "requests", branch: "main" },
    ];
    const one = {
      id: "code",
      provider: "gitea" as const,
      url,
      clientId: "x",
      name: "Gitea",
      groupPrefix: "",
      usernamePrefix: "",
    };
    const local = { provider: "local" as const, path: "/x", name: "x", branch: "main" };
    const gitea = { provider: "gitea" as const, url, ...place };
    const options = (repositories: (typeof local | typeof gitea)[]) =>
      signInOptions({ ...config, signIn: [one], repositories }).providers;
    expect(options([local, gitea])).toMatchObject([{ id: "code", holdsRequests: true }]);
    expect(options([local])).toMatchObject([{ id: "code", holdsRequests: false }]);
  });

  it("store only the person and the way of sign-in in the session", async () => {
    const jwt = buildAuthOptions(config).callbacks?.jwt;
    const user = { id: "ana", name: "Ana", email: "ana@demo.test" };
    const account = { provider: "demo", type: "credentials" as const, providerAccountId: "ana" };
    expect(await jwt?.({ token: { name: "Ana" }, user, account })).toEqual({
      sub: "ana",
      via: "demo",
      sid: expect.stringMatching(/^[\da-f-]{36}$/),
      startedAt: expect.any(Number),
    });
  });

  it("do not extend a session beyond its lifetime", async () => {
    const again = async (token: Record<string, unknown>) => {
      const value = await buildAuthOptions(config).jwt?.encode?.({ token, secret, maxAge: 3_600 });
      return Number((await decode({ token: value, secret }))?.exp);
    };
    // The clock may move to the next second between the two calls.
    expect(await again({ sub: "ana", startedAt: now() - 8 * HOUR + 60 })).toBeLessThanOrEqual(now() + 61);
    const fresh = await again({ sub: "ana", startedAt: now() });
    expect(fresh).toBeGreaterThanOrEqual(now() + 14 * 60);
    expect(fresh).toBeLessThanOrEqual(now() + 15 * 60 + 1);
  });

  it("bind the cookie to the host when the connection is encrypted", () => {
    expect(sessionCookieName("https://portal.test")).toBe("__Host-vitrine.session");
    expect(sessionCookieName("http://localhost:3000")).toBe("vitrine.session");
  });
});
