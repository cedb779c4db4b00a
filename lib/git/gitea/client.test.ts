import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createGiteaProvider } from "#lib/git/gitea/provider";
import type { GitProvider } from "#lib/git/types";

const SECRET = "token-of-the-portal";

let server: Server;
let provider: GitProvider;

afterEach(async () => {
  provider.dispose();
  server.closeAllConnections();
  server.close();
  if (server.listening) await once(server, "close");
});

/** A fake Gitea that returns the same response for every call, as a real one does only in a failure. */
async function startFake(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  provider = createGiteaProvider({
    url,
    owner: "platform",
    repository: "requests",
    branch: "main",
    readToken: async () => SECRET,
  });
  return url;
}

const answer =
  (status: number, body: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status).end(body);
  };

describe("error when Gitea", () => {
  it.each([
    [
      "does not accept the token of the portal",
      401,
      '{"message":"token is invalid"}',
      "git-unavailable",
      "new token",
    ],
    [
      "denies access to the account of the portal",
      403,
      '{"message":"no scope"}',
      "forbidden",
      "owner of the repository",
    ],
    ["does not have the repository", 404, '{"message":"Not Found"}', "git-unavailable", "repository's name"],
    ["limits the rate of calls", 429, "", "git-unavailable", "Try again"],
    ["fails", 500, '{"message":""}', "git-unavailable", "check Gitea"],
    ["is behind a gateway that fails", 502, "<html>Bad Gateway</html>", "git-unavailable", "check Gitea"],
    ["is another site that returns HTML", 200, "<html>Sign in</html>", "git-unavailable", "address"],
    ["returns a list in another format", 200, '[{"id":"one"}]', "git-unavailable", "address"],
    ["returns null for a list", 200, "null5", "git-unavailable", "address"],
  ])("%s", async (_what, status, body, code, suggestion) => {
    await startFake(answer(status, body));
    await expect(provider.listPullRequests()).rejects.toMatchObject({
      code,
      suggestion: expect.stringContaining(suggestion),
    });
  });

  it("is unreachable", async () => {
    const url = await startFake(answer(200, "[]"));
    server.close();
    await once(server, "close");
    await expect(provider.readFile("x.yaml")).rejects.toMatchObject({
      code: "git-unavailable",
      detail: `Gitea at ${url} is unreachable.`,
    });
  });

  it("closes the connection during a response", async () => {
    await startFake((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("[", () => response.destroy());
    });
    await expect(provider.listPullRequests()).rejects.toMatchObject({ code: "git-unavailable" });
  });
});

it("sends the token to Gitea and does not show it in errors", async () => {
  const seen: (string | undefined)[] = [];
  await startFake((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(500).end(`{"message":"${request.headers.authorization}"}`);
  });
  const error: unknown = await provider.listPullRequests().catch((reason: unknown) => reason);
  expect(seen).toEqual([`token ${SECRET}`]);
  expect(error).toMatchObject({ detail: expect.not.stringContaining(SECRET) });
});

it("sends no notification and does not poll after dispose", async () => {
  let asked = 0;
  await startFake((_request, response) => {
    asked += 1;
    response.writeHead(200).end("[]");
  });
  provider.subscribe(() => {
    throw new Error("told");
  });
  provider.dispose();
  await expect(provider.listPullRequests()).rejects.toMatchObject({ code: "git-unavailable" });
  expect(asked).toBe(0);
});
