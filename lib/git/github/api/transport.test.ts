import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { createGitHubClient } from "#lib/git/github/api/client";
import { isAnswerLost } from "#lib/git/remote/refusal";

const TOKEN = "ghs_secret";
const call = {
  path: "/repos/{owner}/{repo}",
  parameters: { owner: "acme", repo: "requests" },
  schema: z.unknown(),
};

afterEach(() => {
  vi.restoreAllMocks();
});

function connect() {
  return createGitHubClient("https://github.com", async () => TOKEN);
}

async function fail(isWrite: boolean): Promise<unknown> {
  const client = connect();
  const attempt = isWrite ? client.send({ ...call, method: "POST" }) : client.get({ ...call, method: "GET" });
  return attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("a call without an answer", () => {
  const timeout = new DOMException("The operation was aborted due to timeout", "TimeoutError");
  const refused = new TypeError("fetch failed", {
    cause: Object.assign(new Error("No"), { code: "ECONNREFUSED" }),
  });
  const closed = new TypeError("fetch failed", {
    cause: Object.assign(new Error("No"), { code: "UND_ERR_SOCKET" }),
  });

  it.each([
    { name: "a read that takes too long", cause: timeout, isWrite: false, isLost: false, detail: /too long/ },
    { name: "a change that takes too long", cause: timeout, isWrite: true, isLost: true, detail: /too long/ },
    {
      name: "a change that was not sent",
      cause: refused,
      isWrite: true,
      isLost: false,
      detail: /unreachable/,
    },
    {
      name: "a change without a response",
      cause: closed,
      isWrite: true,
      isLost: true,
      detail: /unreachable/,
    },
  ])(
    "is unavailable, and lost only if it can have an effect: $name",
    async ({ cause, isWrite, isLost, detail }) => {
      vi.spyOn(globalThis, "fetch").mockRejectedValue(cause);
      const error = await fail(isWrite);
      expect(error).toMatchObject({ code: "git-unavailable", detail: expect.stringMatching(detail) });
      expect(isAnswerLost(error)).toBe(isLost);
    },
  );

  it("is lost where the body of the response breaks off", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(closed) });
    const headers = { "content-type": "application/json" };
    vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(body, { headers }));
    expect(isAnswerLost(await fail(true))).toBe(true);
  });
});

it("sends the token to the API's address only, and follows no redirect", async () => {
  const answer = new Response("{}", { status: 302, headers: { location: "https://elsewhere.example.com" } });
  const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(answer);
  expect(await fail(false)).toMatchObject({ code: "git-unavailable" });
  expect(fetched).toHaveBeenCalledTimes(1);
  const [address, init] = fetched.mock.calls[0] ?? [];
  expect(address).toBe("https://api.github.com/repos/acme/requests");
  expect(init).toMatchObject({ redirect: "manual", headers: { authorization: `Bearer ${TOKEN}` } });
});
