import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { text as readBody } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { exchangeCode, refreshTokens } from "#lib/auth/providers/token-endpoint";
import { nameFailure } from "#lib/auth/session/sign-in-failure";

const HOUR = 3_600_000;
const SECRETS = ["secret-of-the-portal", "refresh-of-ana", "access-of-ana"];
const good = { access_token: "access-of-ana", refresh_token: "next", expires_in: 3600, token_type: "bearer" };

let server: Server;
/** The last call. */
let received: { authorization: string | undefined; body: string } | undefined;

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  if (server.listening) await once(server, "close");
});

async function start(status: number, body: string): Promise<string> {
  server = createServer(async (request, response) => {
    received = { authorization: request.headers.authorization, body: await readBody(request) };
    if (request.url === "/elsewhere") response.end(JSON.stringify(good));
    else response.writeHead(status, { location: "/elsewhere" }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

function describeEndpoint(url: string) {
  return { url, name: "Gitea", clientId: "portal", clientSecret: "secret-of-the-portal" };
}

function refresh(url: string) {
  return refreshTokens(describeEndpoint(url), "refresh-of-ana");
}

const refused = (error: string, error_description = "no") => JSON.stringify({ error, error_description });

describe("refreshTokens", () => {
  it("returns the new tokens and their expiry", async () => {
    const before = Date.now();
    const tokens = await refresh(await start(200, JSON.stringify(good)));
    expect(tokens).toMatchObject({ access: "access-of-ana", refresh: "next" });
    expect(tokens?.expiresAt).toBeGreaterThanOrEqual(before + HOUR);
    expect(tokens?.expiresAt).toBeLessThanOrEqual(Date.now() + HOUR);
  });

  it.each(["unauthorized_client", "invalid_grant", "invalid_request"])(
    "returns undefined for %s, so that the person has to sign in again",
    async (error) => {
      expect(await refresh(await start(400, refused(error)))).toBeUndefined();
    },
  );

  it.each([
    ["the portal's secret is invalid", 400, refused("invalid_client"), "misconfigured"],
    ["a gateway fails", 502, "<html>Bad Gateway</html>", "sign-in-unavailable"],
    ["Gitea fails with a JSON error", 500, refused("server_error"), "sign-in-unavailable"],
    ["another site answers", 200, "<html>Welcome</html>", "sign-in-unavailable"],
    ["the answer has an unexpected shape", 200, '{"token":"access-of-ana"}', "sign-in-unavailable"],
    ["the answer is a redirect, which must not receive the secret", 307, "", "sign-in-unavailable"],
  ])("keeps the session when %s", async (_why, status, body, code) => {
    const error: unknown = await refresh(await start(status, body)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, suggestion: expect.any(String) });
    for (const secret of SECRETS) expect(print(error)).not.toContain(secret);
  });

  it("keeps the session when Gitea refuses the connection", async () => {
    const url = await start(200, "");
    server.close();
    await once(server, "close");
    await expect(refresh(url)).rejects.toMatchObject({ code: "sign-in-unavailable" });
  });
});

it("refreshTokens keeps the old refresh token when the answer has none", async () => {
  const answer = { access_token: "access-of-ana", token_type: "bearer" };
  expect(await refresh(await start(200, JSON.stringify(answer)))).toEqual({
    access: "access-of-ana",
    refresh: "refresh-of-ana",
    expiresAt: undefined,
    idToken: undefined,
  });
});

describe("exchangeCode", () => {
  const exchange = async (status: number, body: string, usesBasic = false) => {
    const endpoint = { ...describeEndpoint(await start(status, body)), usesBasic };
    return exchangeCode(endpoint, { code: "c", redirectUri: "https://portal.test/cb", verifier: "v" });
  };

  it.each([
    [
      "Gitea refuses the client secret",
      400,
      refused("unauthorized_client", "invalid client secret"),
      "secret",
    ],
    ["a provider refuses the client", 401, refused("invalid_client"), "secret"],
    ["GitHub refuses the client secret", 200, refused("incorrect_client_credentials"), "secret"],
    ["GitHub refuses the code", 200, refused("bad_verification_code"), "late"],
    ["the code is too old", 400, refused("invalid_grant"), "late"],
    ["the callback address is another", 200, refused("redirect_uri_mismatch"), "address"],
    [
      "Gitea refuses the callback address",
      400,
      refused("unauthorized_client", "unexpected redirect URI"),
      "address",
    ],
    ["the provider has another reason", 400, refused("server_says_no"), "failed"],
  ])("names the failure when %s", async (_why, status, body, failure) => {
    const error: unknown = await exchange(status, body).catch((thrown: unknown) => thrown);
    expect(nameFailure(error)).toBe(failure);
    for (const secret of SECRETS) expect(print(error)).not.toContain(secret);
  });

  it.each([
    ["in the body", false, undefined, "portal"],
    ["in the header", true, `Basic ${btoa("portal:secret-of-the-portal")}`, null],
  ])("sends the credentials %s", async (_where, usesBasic, header, inBody) => {
    await exchange(200, JSON.stringify(good), usesBasic);
    expect(received?.authorization).toBe(header);
    const form = new URLSearchParams(received?.body);
    expect(form.get("client_id")).toBe(inBody);
    expect(form.get("code_verifier")).toBe("v");
  });
});

/** An error with its causes, as a log may write it. */
function print(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message} ${JSON.stringify(error)} ${error.cause === undefined ? "" : print(error.cause)}`;
}
