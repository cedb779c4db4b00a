import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { refreshTokens } from "#lib/auth/gitea/gitea-tokens";

const HOUR = 3_600_000;
const SECRETS = ["secret-of-the-portal", "refresh-of-ana", "access-of-ana"];
const good = { access_token: "access-of-ana", refresh_token: "next", expires_in: 3600, token_type: "bearer" };

let server: Server;

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  if (server.listening) await once(server, "close");
});

async function start(status: number, body: string): Promise<string> {
  server = createServer((request, response) => {
    if (request.url === "/elsewhere") response.end(JSON.stringify(good));
    else response.writeHead(status, { location: "/elsewhere" }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

function refresh(url: string) {
  const portal = { url, clientId: "portal", clientSecret: "secret-of-the-portal" };
  return refreshTokens(portal, "refresh-of-ana");
}

const refused = (error: string) => JSON.stringify({ error, error_description: "no" });

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
    ["a gateway fails", 502, "<html>Bad Gateway</html>", "git-unavailable"],
    ["Gitea fails with a JSON error", 500, refused("server_error"), "git-unavailable"],
    ["another site answers", 200, "<html>Welcome</html>", "git-unavailable"],
    ["the answer has an unexpected shape", 200, '{"access_token":"access-of-ana"}', "git-unavailable"],
    ["the answer is a redirect, which must not receive the secret", 307, "", "git-unavailable"],
  ])("keeps the session when %s", async (_why, status, body, code) => {
    const error: unknown = await refresh(await start(status, body)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, suggestion: expect.any(String) });
    for (const secret of SECRETS) expect(print(error)).not.toContain(secret);
  });

  it("keeps the session when Gitea refuses the connection", async () => {
    const url = await start(200, "");
    server.close();
    await once(server, "close");
    await expect(refresh(url)).rejects.toMatchObject({ code: "git-unavailable" });
  });
});

/** An error with its causes, as a log may write it. */
function print(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message} ${JSON.stringify(error)} ${error.cause === undefined ? "" : print(error.cause)}`;
}
