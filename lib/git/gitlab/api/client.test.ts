import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { createGitLabClient } from "#lib/git/gitlab/api/client";
import { readMessage } from "#lib/git/gitlab/api/transport";
import { isAnswerLost } from "#lib/git/remote/refusal";

const URL = "https://gitlab.example.com/base";
const TOKEN = "glpat-secret";

afterEach(() => {
  vi.restoreAllMocks();
});

const connect = () => createGitLabClient(URL, async () => TOKEN);

function fail(isWrite: boolean): Promise<unknown> {
  const client = connect();
  const attempt = isWrite
    ? client.send({
        route: ({ branches }) => branches.create("acme/requests", "x", "main"),
        schema: z.unknown(),
      })
    : client.get({
        route: ({ branches }) => branches.show("acme/requests", "vitrine/x"),
        schema: z.unknown(),
      });
  return attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("a call without an answer", () => {
  const timeout = new DOMException("The operation was aborted due to timeout", "TimeoutError");
  const failed = (code: string) =>
    new TypeError("fetch failed", { cause: Object.assign(new Error("No"), { code }) });

  it.each([
    {
      cause: timeout,
      isWrite: false,
      isLost: false,
      detail: /too long/,
      reason: "a read has no effect",
    },
    { cause: timeout, isWrite: true, isLost: true, detail: /too long/, reason: "GitLab may go on" },
    {
      cause: failed("ECONNREFUSED"),
      isWrite: true,
      isLost: false,
      detail: /unreachable/,
      reason: "nothing was sent",
    },
    {
      cause: failed("UND_ERR_SOCKET"),
      isWrite: true,
      isLost: true,
      detail: /unreachable/,
      reason: "it may have been sent",
    },
  ])("is unavailable, and lost ($isLost): $reason", async ({ cause, isWrite, isLost, detail }) => {
    vi.spyOn(globalThis, "fetch").mockRejectedValue(cause);
    const error = await fail(isWrite);
    expect(error).toMatchObject({ code: "git-unavailable", detail: expect.stringMatching(detail) });
    expect(isAnswerLost(error)).toBe(isLost);
  });
});

it("sends the token to the API's address only, follows no redirect and repeats no call", async () => {
  const headers = { location: "https://elsewhere.example.com" };
  const fetched = vi.spyOn(globalThis, "fetch");
  for (const status of [302, 429, 502]) {
    fetched.mockResolvedValue(new Response("{}", { status, headers }));
    expect(await fail(false)).toMatchObject({ code: "git-unavailable" });
  }
  expect(fetched).toHaveBeenCalledTimes(3);
  const [address, init] = fetched.mock.calls[0] ?? [];
  const path = "/api/v4/projects/acme%2Frequests/repository/branches/vitrine%2Fx";
  expect(address).toBe(`${URL}${path}`);
  expect(init).toMatchObject({ redirect: "manual", headers: { authorization: `Bearer ${TOKEN}` } });
});

it("reads an unchanged answer again with a conditional call", async () => {
  const branch = () => Response.json({ name: "main" }, { headers: { etag: 'W/"1"' } });
  const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValueOnce(branch());
  fetched.mockResolvedValueOnce(new Response(null, { status: 304 }));
  const client = connect();
  const read = () =>
    client.getIfChanged({
      route: ({ branches }) => branches.show("acme/requests", "main"),
      schema: z.object({ name: z.string() }),
    });
  expect([await read(), await read()]).toEqual([{ name: "main" }, { name: "main" }]);
  expect(fetched.mock.calls[1]?.[1]).toMatchObject({ headers: { "if-none-match": 'W/"1"' } });
});

describe("the text of a refusal", () => {
  it.each<[data: unknown, text: string, reason: string]>([
    [{ message: "404 Project Not Found" }, "404 Project Not Found", "most refusals have one text"],
    [{ message: ["One", "Two"] }, "One. Two", "some have a list"],
    [{ message: { title: ["can't be blank"] } }, "title can't be blank", "others have lists by field"],
    [
      { error: "insufficient_scope", error_description: "The request requires more." },
      "insufficient_scope. The request requires more.",
      "OAuth has its own form",
    ],
    ["<html>Bad Gateway</html>", "", "a proxy has no text for people"],
  ])("of %j is %j: %s", (data, text, _reason) => {
    expect(readMessage(data)).toBe(text);
  });
});
