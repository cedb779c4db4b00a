import { readFileSync } from "node:fs";
import { NextRequest } from "next/server";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { listRoutes } from "#lib/api/contract/contract";
import { PortalError } from "#lib/errors";
import { noteRequest, noteSubject } from "#lib/server/http/audit";
import { type DeclaredInput, handleDeclared } from "#lib/server/http/route";
import { handleSignIn } from "#lib/server/http/sign-in";
import { shared } from "#lib/server/shared";

const documented = readFileSync("docs/audit.md", "utf8");
const TOKEN = "a-token-of-this-test";
const ORIGIN = "http://portal.test";
const OBJECT = {
  cluster: "local",
  group: "demo.example",
  kind: "Database",
  plural: "databases",
  namespace: "team-a",
  name: "db",
};
const COMMIT = "0123456789abcdef0123456789abcdef01234567";
/** No line of the log may contain it. */
const SECRET_TEXT = "hunter2-in-a-form";

let lines: Record<string, unknown>[];
let text: string;

beforeAll(() => {
  vi.stubEnv("VITRINE_URL", ORIGIN);
  vi.stubEnv("VITRINE_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("VITRINE_DEMO_TOKEN", JSON.stringify({ token: TOKEN, user: "bo", name: "Bo" }));
  const stream = {
    write(line: string) {
      text += line;
      lines.push(JSON.parse(line));
    },
  };
  // The audit is written even when the log level is "error".
  shared("log", () => pino({ base: undefined, level: "error" }, stream));
});
afterAll(() => void vi.unstubAllEnvs());
beforeEach(() => {
  lines = [];
  text = "";
});

type Params = Record<string, string>;

async function call(
  path: string,
  handler: (input: DeclaredInput<Params>) => Promise<object>,
  { params = {}, method = "POST", headers = {} }: { params?: Params; method?: string; headers?: Params } = {},
) {
  const request = new NextRequest(ORIGIN + path, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, "x-vitrine-client": "10.0.0.1", ...headers },
    ...(method === "GET" ? {} : { body: JSON.stringify({ comment: SECRET_TEXT }) }),
  });
  const route = handleDeclared<Params>({ summary: "A route of this test", answer: z.object({}) }, handler);
  return route(request, { params: Promise.resolve(params) });
}

const refuse = (code: "forbidden" | "conflict" | "invalid") => async () => {
  throw new PortalError(code, { detail: "No." });
};

describe("audit log", () => {
  it("records once who approved a request at which commit", async () => {
    const response = await call(
      "/api/v1/requests/r-1/approve",
      async () => {
        noteSubject({ ...OBJECT });
        noteRequest("r-1", COMMIT);
        // The handler reads the request again for its response, possibly at a later commit.
        noteRequest("r-1", "f".repeat(40));
        return {};
      },
      { params: { id: "r-1", action: "approve" } },
    );
    expect(lines).toEqual([
      {
        level: 30,
        time: expect.any(Number),
        audit: true,
        action: "approve",
        result: "done",
        status: 200,
        user: "bo",
        via: "token",
        request: "r-1",
        object: OBJECT,
        commit: COMMIT,
        address: "10.0.0.1",
        requestId: response.headers.get("x-request-id"),
        msg: "audit: approve done",
      },
    ]);
  });

  it.each<[why: string, path: string, params: Params, run: () => Promise<object>, expected: object]>([
    ["a submit", "/api/v1/requests", {}, async () => ({}), { action: "submit", result: "done" }],
    [
      "an invalid submit",
      "/api/v1/requests",
      {},
      refuse("invalid"),
      { action: "submit", result: "refused", code: "invalid", status: 422 },
    ],
    [
      "a merge with a conflict",
      "/api/v1/requests/r-1/merge",
      { id: "r-1", action: "merge" },
      refuse("conflict"),
      { action: "merge", result: "refused", code: "conflict", request: "r-1" },
    ],
    [
      "a merge that fails",
      "/api/v1/requests/r-1/merge",
      { id: "r-1", action: "merge" },
      async () => {
        throw new Error("git broke");
      },
      { action: "merge", result: "failed", status: 500 },
    ],
    [
      "a refused refresh, with the object of the URL",
      "/api/v1/resources/local/_/v1/pods/team-a/db/refresh",
      { cluster: "local", group: "_", version: "v1", plural: "pods", namespace: "team-a", name: "db" },
      refuse("forbidden"),
      {
        action: "refresh",
        result: "refused",
        object: { cluster: "local", plural: "pods", namespace: "team-a", name: "db" },
      },
    ],
    [
      "a preview of an object that the person may not request",
      "/api/v1/requests/preview",
      {},
      refuse("forbidden"),
      { action: "preview", result: "refused", code: "forbidden" },
    ],
    [
      "an unknown action",
      "/api/v1/requests/r-1/forge",
      { id: "r-1", action: "forge\nline" },
      refuse("forbidden"),
      { action: "POST", result: "refused" },
    ],
  ])("writes a line for %s", async (_why, path, params, run, expected) => {
    await call(path, run, { params });
    expect(lines.filter(({ audit }) => audit)).toEqual([expect.objectContaining(expected)]);
  });

  it.each(listRoutes().filter(({ method }) => method !== "GET"))(
    "names the action of a refused $method $path",
    async ({ method, path }) => {
      const params = { id: "one-1", action: "merge" };
      const address = path.replaceAll(
        /\{(\w+)\}/g,
        (_, name: string) => new Map(Object.entries(params)).get(name) ?? "x",
      );
      await call(address, refuse("forbidden"), { method, params });
      const [line] = lines;
      expect(line).toMatchObject({
        result: "refused",
        user: "bo",
        action: expect.stringMatching(/^[a-z-]+$/),
      });
      expect(documented).toContain(`\`${line?.action}\``);
    },
  );

  it("names the disconnected account, and no request", async () => {
    await call("/api/v1/me/git-accounts/gitea/disconnect", async () => ({}), { params: { id: "gitea" } });
    const [line] = lines;
    expect(line).toMatchObject({ action: "disconnect-account", result: "done", account: "gitea" });
    expect(line).not.toHaveProperty("request");
  });

  it.each([
    ["a preview with form errors", "POST", "/api/v1/requests/preview", refuse("invalid")],
    ["a read", "GET", "/api/v1/requests", refuse("forbidden")],
  ])("writes no line for %s", async (_why, method, path, run) => {
    await call(path, run, { method });
    expect(lines).toEqual([]);
  });

  it("writes a line for a write with an invalid token", async () => {
    await call("/api/v1/requests", async () => ({}), { headers: { authorization: "Bearer guess" } });
    expect(lines).toEqual([
      expect.objectContaining({ action: "submit", result: "refused", status: 401, address: "10.0.0.1" }),
    ]);
  });

  it("contains neither the request body nor the token", async () => {
    await call("/api/v1/requests/r-1/approve", async ({ request }) => request.json(), {
      params: { id: "r-1", action: "approve" },
    });
    expect(text).not.toContain(SECRET_TEXT);
    expect(text).not.toContain(TOKEN);
  });

  it("writes a line for a refused sign-in", async () => {
    const attempt = new NextRequest(`${ORIGIN}/api/auth/callback/gitea?code=${SECRET_TEXT}`, {
      headers: { "x-vitrine-client": "10.0.0.2" },
    });
    const context = { params: Promise.resolve({ nextauth: ["callback", "gitea"] }) };
    for (let call = 0; call < 61; call += 1) await handleSignIn(attempt, context);
    const refused = lines.filter(({ action }) => action === "sign-in").at(-1);
    expect(refused).toMatchObject({ result: "refused", code: "too-many-requests", address: "10.0.0.2" });
    expect(text).not.toContain(SECRET_TEXT);
  });
});
