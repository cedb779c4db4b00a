import { createHash } from "node:crypto";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { GitLabStandIn } from "#demo/stand-ins/gitlab/server";
import { startStandIn } from "#demo/stand-ins/gitlab/testing/test-stand-in";

const CALLBACK = "http://127.0.0.1:3000/api/auth/callback/gitlab";
const VERIFIER = "a-verifier-of-at-least-forty-three-characters";
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");
const WANTED = {
  redirect_uri: CALLBACK,
  response_type: "code",
  state: "the-state",
  scope: "openid profile email api",
  nonce: "the-nonce",
  code_challenge: CHALLENGE,
  code_challenge_method: "S256",
};

let standIn: GitLabStandIn;
let now = Date.now();

beforeAll(async () => {
  standIn = await startStandIn({ callbacks: [CALLBACK], clock: () => now });
}, 60_000);
afterAll(async () => {
  await standIn.close();
});

/** Picks a person on the page, as the browser sends its form. */
const authorize = (fields: Record<string, string> = {}, login = "ana", site = "same-origin") =>
  fetch(`${standIn.url}/oauth/authorize`, {
    method: "POST",
    headers: { "sec-fetch-site": site },
    body: new URLSearchParams({ client_id: standIn.application.clientId, ...WANTED, ...fields, login }),
    redirect: "manual",
  });

async function readCode(fields: Record<string, string> = {}): Promise<string> {
  const { headers } = await authorize(fields);
  return new URL(headers.get("location") ?? "").searchParams.get("code") ?? "";
}

const answer = z.object({
  access_token: z.string().default(""),
  refresh_token: z.string().default(""),
  id_token: z.string().default(""),
  expires_in: z.number().optional(),
  error: z.string().optional(),
});

async function exchange(fields: Record<string, string>) {
  const { clientId, clientSecret } = standIn.application;
  const response = await fetch(`${standIn.url}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
      client_id: clientId,
      client_secret: clientSecret,
      ...fields,
    }),
  });
  return { status: response.status, ...answer.parse(await response.json()) };
}

async function readUser(token: string) {
  const response = await fetch(`${standIn.url}/oauth/userinfo`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, body: await response.json() };
}

describe("OpenID Connect", () => {
  it("shows a button for each person, and the scopes", async () => {
    const query = new URLSearchParams({ client_id: standIn.application.clientId, ...WANTED });
    const response = await fetch(`${standIn.url}/oauth/authorize?${query}`);
    const page = await response.text();
    expect(page).toContain("Stand-in for GitLab. This is not GitLab.");
    expect(page).toMatch(/<button name="login" value="ana">Continue as Ana/);
    expect(page).toContain("openid");
    expect(response.headers.get("content-security-policy")).toContain(
      "form-action 'self' http://127.0.0.1:3000",
    );
  });

  it("signs an ID token whose keys and claims discovery leads to", async () => {
    const discovery = await fetch(`${standIn.url}/.well-known/openid-configuration`);
    const { issuer, jwks_uri } = z
      .object({ issuer: z.string(), jwks_uri: z.string() })
      .parse(await discovery.json());
    const { id_token } = await exchange({ code: await readCode() });
    const { payload } = await jwtVerify(id_token, createRemoteJWKSet(new URL(jwks_uri)), {
      issuer,
      audience: standIn.application.clientId,
    });
    expect(payload).toMatchObject({
      nonce: "the-nonce",
      nickname: "ana",
      name: "Ana",
      groups_direct: ["acme", "acme/platform/developers"],
    });
  });

  it("gives a token for the API and for the person with the groups", async () => {
    const { access_token: token, expires_in } = await exchange({ code: await readCode() });
    expect(expires_in).toBe(7200);
    expect(await readUser(token)).toMatchObject({
      status: 200,
      body: { nickname: "ana", groups: ["acme", "acme/platform/developers"] },
    });
    const user = await fetch(`${standIn.url}/api/v4/user`, { headers: { authorization: `Bearer ${token}` } });
    expect(await user.json()).toMatchObject({ username: "ana" });
  });

  it("renews a token once, and ends the old one", async () => {
    const first = await exchange({ code: await readCode() });
    const renewed = await exchange({ grant_type: "refresh_token", refresh_token: first.refresh_token });
    expect((await readUser(renewed.access_token)).status).toBe(200);
    expect((await readUser(first.access_token)).status).toBe(401);
    const again = await exchange({ grant_type: "refresh_token", refresh_token: first.refresh_token });
    expect(again).toMatchObject({ status: 400, error: "invalid_grant" });
  });

  it("ends a token after two hours", async () => {
    const { access_token: token } = await exchange({ code: await readCode() });
    now += 2 * 60 * 60 * 1000;
    expect((await readUser(token)).status).toBe(401);
  });

  it.each([
    ["an unknown code", async () => ({ code: "none" }), 400, "invalid_grant"],
    [
      "a code with another verifier",
      async () => ({ code: await readCode(), code_verifier: "another" }),
      400,
      "invalid_grant",
    ],
    [
      "another address",
      async () => ({ code: await readCode(), redirect_uri: "http://127.0.0.1:3000/" }),
      400,
      "invalid_grant",
    ],
    [
      "another secret",
      async () => ({ code: await readCode(), client_secret: "none" }),
      401,
      "invalid_client",
    ],
    [
      "a code after ten minutes",
      async () => {
        const code = await readCode();
        now += 10 * 60 * 1000 + 1;
        return { code };
      },
      400,
      "invalid_grant",
    ],
    ["a password", async () => ({ grant_type: "password" }), 400, "unsupported_grant_type"],
  ])("refuses %s", async (_what, prepare, status, error) => {
    expect(await exchange(await prepare())).toMatchObject({ status, error });
  });

  it.each([
    ["an address below the callback", { redirect_uri: `${CALLBACK}/more` }, 401],
    ["an unknown application", { client_id: "none" }, 401],
  ])("refuses %s on the page, without a redirect", async (_what, fields, status) => {
    expect((await authorize(fields)).status).toBe(status);
  });

  it.each([
    ["a scope that the application does not have", { scope: "openid sudo" }, "invalid_scope"],
    ["another flow", { response_type: "token" }, "unsupported_response_type"],
  ])("leads back with the reason for %s", async (_what, fields, error) => {
    const { headers } = await authorize(fields);
    expect(new URL(headers.get("location") ?? "").searchParams.get("error")).toBe(error);
  });

  it("leads back without a code when the person cancels, and refuses forms of other sites", async () => {
    const { headers } = await authorize({}, "");
    expect(headers.get("location")).toContain("error=access_denied");
    expect((await authorize({}, "ana", "cross-site")).status).toBe(403);
  });
});
