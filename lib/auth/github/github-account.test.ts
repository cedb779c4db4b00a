import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GitHubAccess, readGitHubAccount } from "#lib/auth/github/github-account";

const team = (login: string, slug: string) => ({ slug, organization: { login } });
const ana = { login: "ana", name: "Ana", email: "ana@example.com" };

interface FakeAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** The answers of a fake GitHub by path, with its page. */
let answers: Record<string, FakeAnswer>;
let received: { path: string; headers: IncomingHttpHeaders }[];
let server: Server;
let url: string;

beforeEach(async () => {
  answers = { "/user": { body: ana }, "/user/teams 1": { body: [] }, "/user/orgs 1": { body: [] } };
  received = [];
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", url);
    const page = searchParams.get("page");
    const path = pathname.replace("/api/v3", "") + (page === null ? "" : ` ${page}`);
    received.push({ path, headers: request.headers });
    const { status = 200, headers = {}, body = {} } = answers[path] ?? { status: 404 };
    response.writeHead(status, headers).end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

const read = (changes: Partial<GitHubAccess> = {}) =>
  readGitHubAccount({ name: "GitHub", url, groupPrefix: "", ...changes }, "of-ana");

describe("account of a person in GitHub", () => {
  it("has organizations and teams as groups, once each", async () => {
    answers["/user/teams 1"] = { body: [team("acme", "platform"), team("acme", "devs")] };
    answers["/user/orgs 1"] = { body: [{ login: "acme" }, { login: "other" }] };
    expect(await read({ groupPrefix: "github:" })).toEqual({
      user: "ana",
      name: "Ana",
      email: "ana@example.com",
      groups: ["github:acme", "github:acme/devs", "github:acme/platform", "github:other"],
    });
    expect(received[0]?.headers).toMatchObject({
      authorization: "Bearer of-ana",
      "x-github-api-version": "2022-11-28",
    });
  });

  it("reads every page, and follows no address of an answer", async () => {
    const next = '<https://evil.test/user/teams?page=2>; rel="next"';
    answers["/user/teams 1"] = { headers: { link: next }, body: [team("acme", "a")] };
    answers["/user/teams 2"] = { body: [team("acme", "b")] };
    expect(await read()).toMatchObject({ groups: ["acme", "acme/a", "acme/b"] });
  });

  it("has the groups of the configured organizations alone, whose names have no case", async () => {
    answers["/user/teams 1"] = { body: [team("Acme", "devs"), team("mallory", "admins")] };
    answers["/user/orgs 1"] = { body: [{ login: "Acme" }, { login: "mallory" }] };
    expect(await read({ organizations: ["acme"] })).toMatchObject({ groups: ["Acme", "Acme/devs"] });
  });

  it("is refused for a person in none of the configured organizations", async () => {
    answers["/user/orgs 1"] = { body: [{ login: "mallory" }] };
    expect(await read({ organizations: ["acme"] })).toEqual({ refused: 403 });
  });

  it.each([
    ["the login of an account without a name", { name: null }, { name: "ana" }],
    [
      "the verified primary address of an account that hides it",
      { email: null },
      { email: "two@example.com" },
    ],
  ])("has %s", async (_what, changes, expected) => {
    answers["/user"] = { body: { ...ana, ...changes } };
    const address = (email: string, primary: boolean, verified: boolean) => ({ email, primary, verified });
    answers["/user/emails 1"] = {
      body: [address("one@example.com", false, true), address("two@example.com", true, true)],
    };
    expect(await read()).toMatchObject(expected);
  });

  it("has no address when the token may not read it, as that of a GitHub App", async () => {
    answers["/user"] = { body: { ...ana, email: null } };
    expect(await read()).toMatchObject({ email: "" });
  });
});

describe("refusal of GitHub", () => {
  const refused: [why: string, path: string, answer: FakeAnswer, status: number][] = [
    ["the token is invalid", "/user", { status: 401 }, 401],
    ["the token may not read the teams", "/user/teams 1", { status: 403 }, 403],
    ["the token may not read the organizations", "/user/orgs 1", { status: 404 }, 403],
  ];

  it.each(refused)("is returned when %s", async (_why, path, answer, status) => {
    answers[path] = answer;
    expect(await read()).toEqual({ refused: status });
  });

  const unknown: [why: string, answer: FakeAnswer][] = [
    ["the rate limit is exceeded", { status: 403, headers: { "x-ratelimit-remaining": "0" } }],
    ["a secondary rate limit is exceeded", { status: 403, headers: { "retry-after": "60" } }],
    ["there are too many calls", { status: 429 }],
    ["GitHub fails", { status: 502 }],
    ["another program answers", { body: "hello" }],
    ["the answer is a redirect, which must not get the token", { status: 302, headers: { location: "/" } }],
  ];

  it.each(unknown)("says nothing about the person when %s", async (_why, answer) => {
    answers["/user/teams 1"] = answer;
    await expect(read()).rejects.toMatchObject({ code: "sign-in-unavailable" });
  });
});
