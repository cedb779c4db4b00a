import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import { createClient, readTip } from "#demo/stand-ins/github/testing/client";
import { startStandIn } from "#demo/stand-ins/github/testing/test-stand-in";

const CALLBACK = "http://127.0.0.1:3000/api/auth/callback/github";
const VERIFIER = "a-verifier-of-at-least-forty-three-characters";
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

let standIn: GitHubStandIn;
let now = Date.now();

beforeAll(async () => {
  standIn = await startStandIn({ callbacks: [CALLBACK], clock: () => now });
}, 60_000);
afterAll(async () => {
  await standIn.close();
});

const WANTED = { redirect_uri: CALLBACK, state: "the-state", scope: "read:user user:email read:org repo" };

/** Picks a person on the page, as the browser sends its form. */
async function authorize(
  fields: Record<string, string>,
  login = "ana",
  site = "same-origin",
): Promise<Response> {
  return fetch(`${standIn.url}/login/oauth/authorize`, {
    method: "POST",
    headers: { "sec-fetch-site": site },
    body: new URLSearchParams({ client_id: standIn.oauthApp.clientId, ...WANTED, ...fields, login }),
    redirect: "manual",
  });
}

async function readCode(fields: Record<string, string> = {}): Promise<string> {
  const { headers } = await authorize(fields);
  return new URL(headers.get("location") ?? "").searchParams.get("code") ?? "";
}

const answer = z.object({
  access_token: z.string().optional(),
  refresh_token: z.string().optional(),
  expires_in: z.number().optional(),
  scope: z.string().optional(),
  error: z.string().optional(),
});

async function exchange(fields: Record<string, string>): Promise<z.infer<typeof answer>> {
  const { clientId, clientSecret } = standIn.oauthApp;
  const response = await fetch(`${standIn.url}/login/oauth/access_token`, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...fields }),
  });
  expect(response.status).toBe(200);
  return answer.parse(await response.json());
}

const FLOW = "https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps";
const ERRORS =
  "https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors";

describe("the web flow of an OAuth App", () => {
  it("shows a button for each person, and the scopes", async () => {
    const query = new URLSearchParams({ client_id: standIn.oauthApp.clientId, ...WANTED });
    const response = await fetch(`${standIn.url}/login/oauth/authorize?${query}`);
    const page = await response.text();
    expect(page).toContain("Stand-in for GitHub. This is not GitHub.");
    expect(page).toMatch(/<button name="login" value="ana">Continue as Ana/);
    expect(page).toContain("read:org");
    expect(response.headers.get("content-security-policy")).toContain(
      "form-action 'self' http://127.0.0.1:3000",
    );
  });

  it("gives a token for a code with the right verifier", async () => {
    const code = await readCode({ code_challenge: CHALLENGE, code_challenge_method: "S256" });
    const { access_token: token, scope } = await exchange({ code, code_verifier: VERIFIER });
    expect(scope).toBe("read:user,user:email,read:org,repo");
    const client = createClient(standIn, token);
    const { data, headers } = await client.request("GET /user");
    expect(data.login).toBe("ana");
    expect(headers["x-oauth-scopes"]).toBe("read:user, user:email, read:org, repo");
    expect(await readTip(client)).toBeDefined();
  });

  it.each([
    [
      `${ERRORS}#bad-verification-code`,
      "an unknown code",
      async () => ({ code: "none" }),
      "bad_verification_code",
    ],
    [
      `${FLOW}#2-users-are-redirected-back-to-your-site-by-github`,
      "a code with another verifier",
      async () => ({
        code: await readCode({ code_challenge: CHALLENGE, code_challenge_method: "S256" }),
        code_verifier: "another",
      }),
      "bad_verification_code",
    ],
    [
      `${ERRORS}#incorrect-client-credentials`,
      "another secret",
      async () => ({ code: await readCode(), client_secret: "none" }),
      "incorrect_client_credentials",
    ],
    [
      `${ERRORS}#redirect-uri-mismatch2`,
      "another address",
      async () => ({ code: await readCode(), redirect_uri: "http://127.0.0.1:3000/other" }),
      "redirect_uri_mismatch",
    ],
    [
      `${FLOW}#2-users-are-redirected-back-to-your-site-by-github`,
      "a code after ten minutes",
      async () => {
        const code = await readCode();
        now += 10 * 60 * 1000;
        return { code };
      },
      "bad_verification_code",
    ],
    [
      `${ERRORS}#bad-verification-code`,
      "a used code",
      async () => {
        const code = await readCode();
        await exchange({ code });
        return { code };
      },
      "bad_verification_code",
    ],
  ])("%s: refuses %s", async (_docs, _why, prepare, error) => {
    expect(await exchange(await prepare())).toMatchObject({ error });
  });

  it.each([
    ["of another site", "https://evil.test/"],
    ["beside the callback", "http://127.0.0.1:3000/api/auth/callback/githubs"],
  ])(
    "https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-authorization-request-errors#redirect-uri-mismatch: leads to the registered address in place of one %s",
    async (_where, redirect_uri) => {
      const response = await authorize({ redirect_uri });
      const { origin, pathname, searchParams } = new URL(response.headers.get("location") ?? "");
      expect(origin + pathname).toBe(CALLBACK);
      expect(searchParams.get("error")).toBe("redirect_uri_mismatch");
      expect(searchParams.has("code")).toBe(false);
    },
  );

  it("refuses an unknown application on the page, without a redirect", async () => {
    const response = await authorize({ client_id: "none" });
    expect([response.status, response.headers.get("location")]).toEqual([404, null]);
  });

  it("refuses a form of another site", async () => {
    const response = await authorize({}, "ana", "cross-site");
    expect([response.status, response.headers.get("location")]).toEqual([403, null]);
  });

  it("reports to the application that the person cancelled", async () => {
    const { headers } = await authorize({}, "");
    const { searchParams } = new URL(headers.get("location") ?? "");
    expect(Object.fromEntries(searchParams)).toMatchObject({ error: "access_denied", state: "the-state" });
  });

  it(`https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps: needs scopes for teams and private repositories`, async () => {
    const { access_token: token } = await exchange({ code: await readCode({ scope: "read:user" }) });
    const client = createClient(standIn, token);
    await expect(client.request("GET /user/teams")).rejects.toMatchObject({ status: 403 });
    await expect(client.request("GET /user/emails")).rejects.toMatchObject({ status: 404 });
    await expect(readTip(client)).rejects.toMatchObject({ status: 404 });
  });
});

describe("the web flow of a GitHub App", () => {
  it("gives tokens that expire, and new ones for the refresh token once", async () => {
    const { clientId: client_id, clientSecret: client_secret } = standIn.app;
    const first = await exchange({ client_id, client_secret, code: await readCode({ client_id }) });
    expect(first).toMatchObject({ expires_in: 28_800, scope: "" });
    const refresh = {
      client_id,
      client_secret,
      grant_type: "refresh_token",
      refresh_token: first.refresh_token ?? "",
    };
    const second = await exchange(refresh);
    expect((await createClient(standIn, second.access_token).request("GET /user")).data.login).toBe("ana");
    const old = createClient(standIn, first.access_token);
    await expect(old.request("GET /user")).rejects.toMatchObject({ status: 401 });
    expect(await exchange(refresh)).toMatchObject({ error: "bad_refresh_token" });
    now += 28_800_000;
    const late = createClient(standIn, second.access_token);
    await expect(late.request("GET /user")).rejects.toMatchObject({ status: 401 });
  });
});
