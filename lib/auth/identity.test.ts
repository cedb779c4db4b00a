import { encode } from "next-auth/jwt";
import { describe, expect, it } from "vitest";
import { authenticate, requireAuthenticated } from "#lib/auth/identity";
import { buildAuthOptions, sessionCookieName, signInOptions } from "#lib/auth/session";

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
  git: undefined,
  signIn: undefined,
  guest,
  demoPeople: [ana],
  demoToken: script,
};

function session(token: Record<string, unknown>, withSecret = secret, maxAge = 60): Promise<string> {
  return encode({ token, secret: withSecret, maxAge });
}

function ask(cookie: string | undefined, authorization: string | null = null, changes: object = {}) {
  const cookies: Record<string, string | undefined> = { "vitrine.session": cookie };
  return authenticate(
    { authorization, cookie: (name) => cookies[name], readOnly: true },
    { ...config, ...changes },
  );
}

describe("a session", () => {
  it("is the person with the groups that the configuration names now", async () => {
    const cookie = await session({ sub: "ana", via: "demo" });
    expect(await ask(cookie)).toEqual({ identity: { ...ana, via: "demo" }, credential: "cookie" });
    const promoted = { ...ana, groups: ["approvers"] };
    expect((await ask(cookie, null, { demoPeople: [promoted] }))?.identity.groups).toEqual(["approvers"]);
  });

  it.each([
    ["there is none", undefined, {}],
    [
      "it is of an earlier start with another secret",
      session({ sub: "ana", via: "demo" }, "x".repeat(32)),
      {},
    ],
    ["it has ended", session({ sub: "ana", via: "demo" }, secret, -60), {}],
    ["it is noise", "noise", {}],
    ["the person was removed", session({ sub: "ana", via: "demo" }), { demoPeople: [] }],
    ["guests were switched off", session({ sub: "guest", via: "guest" }), { guest: undefined }],
    ["a guest calls themselves ana", session({ sub: "ana", via: "guest" }), {}],
    ["it claims another way of signing in", session({ sub: "script", via: "token" }), {}],
  ])("is nobody when %s", async (_why, cookie, changes) => {
    const authenticated = await ask(await cookie, null, changes);
    expect(authenticated).toBeUndefined();
    expect(() => requireAuthenticated(authenticated)).toThrow(
      expect.objectContaining({ code: "unauthenticated", status: 401 }),
    );
  });
});

describe("a bearer token", () => {
  it("is the person it was made for", async () => {
    const { token, ...person } = script;
    expect(await ask(undefined, `Bearer ${token}`)).toEqual({
      identity: { ...person, via: "token" },
      credential: "bearer",
    });
  });

  it.each([
    ["another token", "Bearer another-token", {}],
    ["another scheme", `Basic ${script.token}`, {}],
    ["an empty one", "Bearer ", {}],
    ["no token is configured", `Bearer ${script.token}`, { demoToken: undefined }],
  ])("is refused, even beside a good session: %s", async (_why, authorization, changes) => {
    const cookie = await session({ sub: "ana", via: "demo" });
    await expect(ask(cookie, authorization, changes)).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

describe("signing in", () => {
  it("offers what is configured and nothing else", () => {
    expect(signInOptions(config)).toEqual({
      guest: { name: "Guest" },
      people: [{ user: "ana", name: "Ana" }],
    });
    const about = "Asks for things.";
    const told = { signIn: undefined, guest: { ...guest, about }, demoPeople: [{ ...ana, about }] };
    expect(signInOptions(told)).toEqual({
      guest: { name: "Guest", about },
      people: [{ user: "ana", name: "Ana", about }],
    });
    const closed = { ...config, guest: undefined, demoPeople: [] };
    expect(signInOptions(closed)).toEqual({ people: [] });
    expect(buildAuthOptions(closed).providers).toEqual([]);
  });

  it("keeps only who and how in the session", async () => {
    const jwt = buildAuthOptions(config).callbacks?.jwt;
    const user = { id: "ana", name: "Ana", email: "ana@demo.test" };
    const account = { provider: "demo", type: "credentials" as const, providerAccountId: "ana" };
    expect(await jwt?.({ token: { name: "Ana" }, user, account })).toEqual({ sub: "ana", via: "demo" });
  });

  it("ties the cookie to the host where the connection is encrypted", () => {
    expect(sessionCookieName("https://portal.test")).toBe("__Host-vitrine.session");
    expect(sessionCookieName("http://localhost:3000")).toBe("vitrine.session");
  });
});
