import { createPrivateKey } from "node:crypto";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/core";
import { importPKCS8, SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import { AT, createClient, readTip, signIn } from "#demo/stand-ins/github/testing/client";
import { startStandIn } from "#demo/stand-ins/github/testing/test-stand-in";

let standIn: GitHubStandIn;
let now = Date.now();

beforeEach(async () => {
  now = Date.now();
  standIn = await startStandIn({ clock: () => now });
}, 60_000);
afterEach(async () => {
  const violations = standIn.violations();
  await standIn.close();
  expect(violations).toEqual([]);
});

async function signJwt({
  lifetime = 540,
  issuer = String(standIn.app.id),
  key = standIn.app.privateKey,
} = {}) {
  const pkcs8 = createPrivateKey(key).export({ type: "pkcs8", format: "pem" }).toString();
  const seconds = Math.floor(now / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: "RS256" })
    .setIssuedAt(seconds - 60)
    .setExpirationTime(seconds + lifetime)
    .setIssuer(issuer)
    .sign(await importPKCS8(pkcs8, "RS256"));
}

const JWT =
  "https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app";

describe("the App", () => {
  it("works as octokit's own authentication uses it", async () => {
    const { id, privateKey, installation } = standIn.app;
    const app = new Octokit({
      authStrategy: createAppAuth,
      auth: { appId: id, privateKey, installationId: installation },
      baseUrl: `${standIn.url}/api/v3`,
    });
    expect((await app.request("GET /app")).data).toMatchObject({ id });
    expect((await app.request("GET /repos/{owner}/{repo}/installation", AT)).data.id).toBe(installation);
    const sha = await readTip(app);
    await app.request("POST /repos/{owner}/{repo}/git/refs", { ...AT, ref: "refs/heads/app", sha });
    expect(standIn.state.activities.at(-1)?.actor).toBe("vitrine-portal[bot]");
    await expect(app.request("GET /user")).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining("Resource not accessible by integration"),
    });
  });

  it("has tokens that end after an hour", async () => {
    const client = createClient(standIn, await signJwt());
    const { data } = await client.request("POST /app/installations/{installation_id}/access_tokens", {
      installation_id: standIn.app.installation,
      permissions: { contents: "read" },
    });
    const installation = createClient(standIn, data.token);
    const sha = await readTip(installation);
    await expect(
      installation.request("POST /repos/{owner}/{repo}/git/refs", { ...AT, ref: "refs/heads/app", sha }),
    ).rejects.toMatchObject({ status: 403 });
    now += 60 * 60 * 1000;
    await expect(readTip(installation)).rejects.toMatchObject({ status: 401 });
  });

  it.each([
    ["has an end that is too far in the future", () => signJwt({ lifetime: 660 }), /too far in the future/],
    ["has ended", () => signJwt({ lifetime: -1 }), /'exp'/],
    ["names another App", () => signJwt({ issuer: "1" }), /Integration not found/],
    ["is not signed", async () => "a.b.c", /could not be decoded/],
  ])(`${JWT}: refuses a token that %s`, async (_why, sign, message) => {
    const client = createClient(standIn, await sign());
    await expect(client.request("GET /app")).rejects.toMatchObject({
      status: 401,
      message: expect.stringMatching(message),
    });
  });
});

describe("a token", () => {
  it.each([
    ["is unknown", "github_pat_none", 401, /Bad credentials/],
    ["is missing", undefined, 404, /Not Found/],
  ])("that %s is refused", async (_why, token, status, message) => {
    await expect(readTip(createClient(standIn, token))).rejects.toMatchObject({
      status,
      message: expect.stringMatching(message),
    });
  });

  it("can be revoked", async () => {
    const token = standIn.issueToken("ana", { contents: "read" });
    await readTip(createClient(standIn, token));
    standIn.revokeToken(token);
    await expect(readTip(createClient(standIn, token))).rejects.toMatchObject({ status: 401 });
  });

  it("does what its permissions and the role of the person allow", async () => {
    const token = standIn.issueToken("ana", { contents: "read", pull_requests: "write" });
    const client = createClient(standIn, token);
    const sha = await readTip(client);
    await expect(
      client.request("POST /repos/{owner}/{repo}/git/refs", { ...AT, ref: "refs/heads/one", sha }),
    ).rejects.toMatchObject({ status: 403 });
  });

  it("needs the header user-agent", async () => {
    const response = await fetch(`${standIn.url}/api/v3/user`, {
      headers: { authorization: `Bearer ${standIn.tokens.ana}`, "user-agent": "" },
    });
    expect(response.status).toBe(403);
  });
});

const LIMITS = "https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api";

describe("rate limits", () => {
  it(`${LIMITS}#exceeding-the-rate-limit: refuses calls until the hour is over`, async () => {
    standIn.limits.core = 2;
    const ana = signIn(standIn, "ana");
    await readTip(ana);
    await readTip(ana);
    const error = await readTip(ana).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      status: 403,
      message: expect.stringContaining("API rate limit exceeded"),
      response: { headers: { "x-ratelimit-limit": "2", "x-ratelimit-remaining": "0" } },
    });
    expect(await readTip(signIn(standIn, "bo"))).toBeDefined();
    now += 60 * 60 * 1000;
    expect(await readTip(ana)).toBeDefined();
  });

  it("https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api: answers a GraphQL call with an error", async () => {
    standIn.limits.graphql = 1;
    const ana = signIn(standIn, "ana");
    await ana.graphql("query { viewer { login } }");
    await expect(ana.graphql("query { viewer { login } }")).rejects.toMatchObject({
      errors: [{ type: "RATE_LIMITED" }],
      headers: { "x-ratelimit-remaining": "0" },
    });
  });

  it(`${LIMITS}#about-secondary-rate-limits: names the seconds to wait`, async () => {
    standIn.limits.writesPerMinute = 1;
    const ana = signIn(standIn, "ana");
    const sha = await readTip(ana);
    const create = (branch: string) =>
      ana.request("POST /repos/{owner}/{repo}/git/refs", { ...AT, ref: `refs/heads/${branch}`, sha });
    await create("one");
    await expect(create("two")).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining("secondary rate limit"),
      response: { headers: { "retry-after": "60" } },
    });
    now += 60_000;
    await create("two");
  });
});
