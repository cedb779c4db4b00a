import type { JWTPayload } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createOidcSignIn } from "#lib/auth/oidc/oidc-provider";
import { type FakeIssuer, startFakeIssuer } from "#lib/auth/oidc/testing/fake-issuer";
import { nameFailure, type SignInFailure } from "#lib/auth/session/sign-in-failure";
import { signIn as schema } from "#lib/config/sign-in";

let fake: FakeIssuer;

beforeAll(async () => {
  fake = await startFakeIssuer();
});

afterAll(() => fake.stop());

beforeEach(() => {
  fake.metadata = {};
  fake.received = [];
});

function open(changes: object = {}) {
  const entry = {
    provider: "oidc",
    issuer: fake.issuer,
    clientId: "portal",
    usernamePrefix: "-",
    ...changes,
  };
  const [signIn] = schema.parse(entry);
  if (signIn?.provider !== "oidc") throw new Error("The entry is of another provider.");
  return createOidcSignIn(signIn);
}

interface WayBack {
  params?: Record<string, string>;
  checks?: Record<string, string>;
}

/** Ends a sign-in, as next-auth does with the address that the person comes back to. */
async function comeBack(claims: JWTPayload | undefined, { params, checks }: WayBack = {}, changes = {}) {
  const body = claims ? { id_token: await fake.sign({ aud: "portal", nonce: "n", ...claims }) } : {};
  fake.answer = { status: 200, body: { access_token: "a", refresh_token: "r", ...body } };
  const flow = await open(changes).buildFlow();
  const { request } = typeof flow.token === "object" ? flow.token : {};
  if (!request) throw new Error("The flow does not exchange the code itself.");
  const provider = { ...flow, signinUrl: "", callbackUrl: "https://portal.test/callback" };
  const given = {
    provider,
    params: { code: "c", state: "s", ...params },
    checks: { state: "s", code_verifier: "v", nonce: "n", ...checks },
  };
  return Reflect.apply(request, undefined, [given]);
}

const refused: [why: string, claims: JWTPayload | undefined, way: WayBack, failure: SignInFailure][] = [
  ["an ID token of another issuer", { iss: "https://evil.test" }, {}, "token"],
  ["an ID token for another client", { aud: "other" }, {}, "token"],
  ["an ID token for several clients, issued to nobody named", { aud: ["portal", "other"] }, {}, "token"],
  ["an ID token issued to another client", { aud: ["portal", "other"], azp: "other" }, {}, "token"],
  ["no ID token", undefined, {}, "token"],
  ["an ID token without a nonce", { nonce: undefined }, {}, "token"],
  ["the nonce of another sign-in", { nonce: "other" }, {}, "token"],
  ["the state of another sign-in", {}, { params: { state: "other" } }, "late"],
  ["another issuer in the address", {}, { params: { iss: "https://evil.test" } }, "token"],
];

describe("way back from the provider", () => {
  it("gives the claims, the refresh token and the end of the ID token", async () => {
    const { tokens } = await comeBack({ groups: ["a"], picture: "x" });
    expect(JSON.parse(tokens.access_token)).toEqual({ sub: "ana", groups: ["a"] });
    expect(tokens).toMatchObject({ refresh_token: "r", expires_at: expect.any(Number) });
    const form = Object.fromEntries(fake.received[0] ?? []);
    expect(form).toMatchObject({
      code: "c",
      code_verifier: "v",
      redirect_uri: "https://portal.test/callback",
    });
  });

  it.each(refused)("is refused with %s", async (_why, claims, way, failure) => {
    const error: unknown = await comeBack(claims, way).catch((thrown: unknown) => thrown);
    expect(nameFailure(error)).toBe(failure);
  });

  it.each([
    ["the state of this browser is missing", { state: "" }],
    ["the verifier of this browser is missing", { code_verifier: "" }],
  ])("is refused when %s", async (_why, checks) => {
    await expect(comeBack({}, { checks })).rejects.toBeDefined();
    expect(fake.received).toEqual([]);
  });

  it("must name the issuer where the issuer says that it does", async () => {
    fake.metadata = { authorization_response_iss_parameter_supported: true };
    const error: unknown = await comeBack({}).catch((thrown: unknown) => thrown);
    expect(nameFailure(error)).toBe("token");
    expect(await comeBack({}, { params: { iss: fake.issuer } })).toBeDefined();
  });

  it("accepts an ID token for several clients that was issued to the portal", async () => {
    expect(await comeBack({ aud: ["portal", "other"], azp: "portal" })).toBeDefined();
  });
});

describe("page of the provider", () => {
  it("gets the scopes and the configured parameters", async () => {
    const { authorization, checks } = await open({
      authorizationParameters: { prompt: "consent" },
    }).buildFlow();
    expect(authorization).toEqual({
      url: `${fake.issuer}/auth`,
      params: { scope: "openid profile email", prompt: "consent" },
    });
    expect(checks).toEqual(["pkce", "state", "nonce"]);
  });

  it.each([
    ["the issuer has another name", () => ({ issuer: `${fake.issuer}/` }), "misconfigured"],
    ["the metadata lack an address", () => ({ jwks_uri: undefined }), "sign-in-unavailable"],
  ])("is not opened when %s", async (_why, metadata, code) => {
    fake.metadata = metadata();
    await expect(open().buildFlow()).rejects.toMatchObject({ code });
  });
});

describe("renewal", () => {
  const old = { access: JSON.stringify({ sub: "ana", groups: ["old"] }), refresh: "r" };
  const renew = async (status: number, body: object) => {
    fake.answer = { status, body };
    return open().refresh(old);
  };
  const withToken = async (claims: JWTPayload) => ({
    access_token: "a",
    id_token: await fake.sign({ aud: "portal", ...claims }),
  });

  it("gives the claims of the new ID token, and keeps the refresh token where there is no new one", async () => {
    const tokens = await renew(200, await withToken({ groups: ["new"] }));
    expect(JSON.parse(tokens?.access ?? "")).toMatchObject({ groups: ["new"] });
    expect(tokens).toMatchObject({ refresh: "r", expiresAt: expect.any(Number) });
  });

  it("keeps the claims when the answer has no ID token", async () => {
    const tokens = await renew(200, { access_token: "a", expires_in: 60, refresh_token: "r2" });
    expect(tokens).toMatchObject({ access: old.access, refresh: "r2" });
    expect(tokens?.expiresAt).toBeGreaterThan(Date.now() + 50_000);
  });

  it.each([
    ["the provider refuses", 400, async () => ({ error: "invalid_grant" })],
    ["the ID token is of another person", 200, () => withToken({ sub: "bo" })],
    ["the ID token is for another client", 200, () => withToken({ aud: "other" })],
  ])("ends the session when %s", async (_why, status, body) => {
    expect(await renew(status, await body())).toBeUndefined();
  });

  it("keeps the session while the provider is unreachable", async () => {
    await expect(renew(503, {})).rejects.toMatchObject({ code: "sign-in-unavailable" });
  });
});

describe("token of a script", () => {
  const ask = async (claims: JWTPayload, changes = {}) =>
    open(changes).readScriptAccount(await fake.sign(claims));

  it.each([
    ["its audience is the portal", { aud: "portal" }, {}],
    ["its audience is configured", { aud: "scripts" }, { audiences: ["scripts"] }],
  ])("is accepted when %s", async (_why, claims, changes) => {
    expect(await ask(claims, changes)).toMatchObject({
      account: { user: "ana" },
      expiresAt: expect.any(Number),
    });
  });

  it.each([
    ["its audience is another client", { aud: "other" }, {}],
    ["its audience is the portal, and others are configured", { aud: "portal" }, { audiences: ["scripts"] }],
    ["it has ended", { aud: "portal", exp: 1 }, {}],
    ["a required claim is missing", { aud: "portal" }, { requiredClaims: { tenant: "a" } }],
    ["its user is reserved", { aud: "portal", sub: "system:admin" }, {}],
  ])("is refused when %s", async (_why, claims, changes) => {
    expect(await ask(claims, changes)).toBeUndefined();
  });

  it("belongs to its issuer and its audience alone", async () => {
    const { isScriptToken } = open();
    expect(isScriptToken(await fake.sign({ aud: ["other", "portal"] }))).toBe(true);
    expect(isScriptToken(await fake.sign({ aud: "other" }))).toBe(false);
    expect(isScriptToken(await fake.sign({ aud: "portal", iss: "https://evil.test" }))).toBe(false);
    expect(isScriptToken("0".repeat(40))).toBe(false);
  });
});

describe("account", () => {
  it("follows the configuration, which may have changed since the sign-in", async () => {
    const access = JSON.stringify({ sub: "ana" });
    expect(await open().readAccount(access)).toMatchObject({ user: "ana" });
    expect(await open({ requiredClaims: { tenant: "a" } }).readAccount(access)).toEqual({ refused: 403 });
  });
});
