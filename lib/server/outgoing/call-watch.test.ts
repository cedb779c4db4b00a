/** The calls of this process, counted through Node's own channels against a real server. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printMetrics } from "#lib/server/metrics";
import { countCalls } from "#lib/server/outgoing/call-metrics";
import { watchCalls } from "#lib/server/outgoing/call-watch";
import {
  type FindNeighbour,
  findNeighbours,
  type Neighbour,
  nameCall,
} from "#lib/server/outgoing/neighbours";

const SERVER: Neighbour = { kind: "git", name: "requests" };
let server: http.Server;
let url: string;
let received: http.IncomingHttpHeaders[] = [];

beforeAll(async () => {
  server = http.createServer((request, response) => {
    received.push(request.headers);
    if (request.url === "/lost") return request.socket.destroy();
    response.writeHead(request.url === "/refused" ? 503 : 200, {
      "x-ratelimit-remaining": "7",
      "x-ratelimit-limit": "60",
    });
    return response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const find: FindNeighbour = (host) => (host === new URL(url).host ? SERVER : undefined);
  watchCalls(find, [
    countCalls,
    (call) => {
      call.addHeader("x-added", call.call);
      return () => undefined;
    },
  ]);
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const listCounted = async () =>
  (await printMetrics(undefined))
    .split("\n")
    .filter((line) => line.startsWith("vitrine_outgoing_calls_total{"));

const countOf = (call: string, status: string) =>
  `vitrine_outgoing_calls_total{neighbour="git",name="requests",call="${call}",status="${status}"}`;

describe("watchCalls", () => {
  it("counts answers and lost calls of fetch, notes the quota, and adds headers", async () => {
    received = [];
    await fetch(`${url}/api/one?secret=hunter2`);
    await fetch(`${url}/refused`, { method: "POST", body: "{}" });
    await fetch(`${url}/lost`).catch(() => undefined);
    expect(await listCounted()).toEqual([
      `${countOf("read", "200")} 1`,
      `${countOf("write", "503")} 1`,
      `${countOf("read", "none")} 1`,
    ]);
    expect(await printMetrics(undefined)).toContain('vitrine_git_host_quota_remaining{name="requests"} 7\n');
    expect(received.map((headers) => headers["x-added"])).toEqual(["read", "write", "read"]);
  });

  it("counts answers and lost calls of node:http", async () => {
    const call = (path: string) =>
      new Promise<unknown>((resolve) => {
        http.get(`${url}${path}`, (response) => response.resume().on("end", resolve)).on("error", resolve);
      });
    const before = await listCounted();
    await call("/api/two");
    await call("/lost");
    expect(before).toContain(`${countOf("read", "200")} 1`);
    expect(await listCounted()).toEqual(
      expect.arrayContaining([`${countOf("read", "200")} 2`, `${countOf("read", "none")} 2`]),
    );
  });

  it("does not count calls to other servers", async () => {
    const other = http.createServer((_request, response) => response.end());
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const before = await listCounted();
    await fetch(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    expect(await listCounted()).toEqual(before);
    other.close();
  });
});

describe("findNeighbours", () => {
  it("knows the hosts of the configuration and no other", () => {
    const repository = { branch: "main", repository: "requests", owner: "acme", layout: undefined };
    const find = findNeighbours(
      {
        repositories: [
          {
            ...repository,
            provider: "github",
            url: "https://github.com",
            pullRequest: undefined,
            token: "t",
          },
        ] as unknown as Parameters<typeof findNeighbours>[0]["repositories"],
        signIn: [
          { provider: "oidc", id: "login", issuer: "https://login.example.com/realms/a" },
        ] as unknown as Parameters<typeof findNeighbours>[0]["signIn"],
      },
      [{ name: "prod", client: { server: "https://10.0.0.1:6443" } }] as unknown as Parameters<
        typeof findNeighbours
      >[1],
    );
    expect(find("10.0.0.1:6443")).toEqual({ kind: "cluster", name: "prod" });
    expect(find("api.github.com")).toEqual({ kind: "git", name: "requests" });
    expect(find("login.example.com")).toEqual({ kind: "identity", name: "login" });
    expect(find("evil.example.com")).toBeUndefined();
  });

  it.each([
    ["cluster", "POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", "access-review"],
    ["cluster", "GET", "/api/v1/pods?watch=1&resourceVersion=7", "watch"],
    ["cluster", "PATCH", "/api/v1/namespaces/a/pods/b?dryRun=All", "dry-run"],
    ["cluster", "GET", "/api/v1/pods", "read"],
    ["git", "POST", "/graphql", "graphql"],
    ["git", "PATCH", "/api/v1/repos/a/b/pulls/1", "write"],
  ] as const)("names a call to a %s: %s %s", (kind, method, path, expected) => {
    expect(nameCall({ kind, name: "x" }, method, path)).toBe(expected);
  });
});
