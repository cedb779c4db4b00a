import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeApi, startFakeApi } from "#lib/kubernetes/testing/fake-api";
import { connectCluster } from "#lib/kubernetes/transport/client";

let api: FakeApi;
let folder: string;

beforeEach(async () => {
  api = await startFakeApi();
  folder = mkdtempSync(join(tmpdir(), "vitrine-client-"));
});

afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

function writeKubeconfig(user: object, server = api.client.server): string {
  const file = join(folder, "kubeconfig");
  const config = {
    clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

describe("request", () => {
  it("sends the query, the body and one header per impersonated group", async () => {
    const impersonate = { user: "ada", groups: ["a", "b,c"] };
    const answer = api.client.request("POST", "/path", {
      query: { limit: 5, none: undefined },
      body: { a: 1 },
      impersonate,
    });
    const request = await api.next();
    expect(`${request.path}?${request.query}`).toBe("/path?limit=5");
    expect(request.headers).toMatchObject({ "content-type": "application/json", "impersonate-user": "ada" });
    const groups = request.rawHeaders.filter(
      (_, index, all) => all[index - 1]?.toLowerCase() === "impersonate-group",
    );
    expect(groups).toEqual(["a", "b,c"]);
    request.answer(201, { ok: true });
    expect(await answer).toEqual({ ok: true });
  });

  it("keeps all digits of an integer", async () => {
    const answer = api.client.request("POST", "/path", { body: { id: 9007199254740993n } });
    (await api.next()).answer(201, '{"id":9223372036854775807}');
    expect(await answer).toEqual({ id: 9223372036854775807n });
  });

  it("keeps the path prefix of the server", async () => {
    const client = connectCluster({
      name: "c",
      kubeconfig: writeKubeconfig({ token: "t" }, `${api.client.server}/clusters/c1/`),
    });
    const answer = client.request("GET", "/api");
    const request = await api.next();
    expect(request.path).toBe("/clusters/c1/api");
    request.answer(200, "");
    expect(await answer).toBeUndefined();
    client.close();
  });

  it("ends with the reason of its signal", async () => {
    const stop = new AbortController();
    const answer = api.client.request("GET", "/slow", { signal: stop.signal });
    await api.next();
    stop.abort(new Error("the page was left"));
    await expect(answer).rejects.toThrow("the page was left");
  });

  it.each([
    ["GET", "is sent again when the server has just closed the kept connection"],
    ["POST", "is not sent again, because the server may have processed it"],
  ] as const)("%s %s", async (method, _why) => {
    const first = api.client.request("GET", "/first");
    (await api.next()).answer(200, {});
    await first;
    const second = api.client.request(method, "/second");
    (await api.next()).drop();
    if (method === "POST") {
      await expect(second).rejects.toMatchObject({ code: "cluster-unavailable", reason: "ECONNRESET" });
      return;
    }
    (await api.next()).answer(200, { ok: true });
    expect(await second).toEqual({ ok: true });
  });

  it("fails with cluster-unavailable when the connection is refused", async () => {
    await api.stopListening();
    await expect(api.client.request("GET", "/api")).rejects.toMatchObject({
      code: "cluster-unavailable",
      reason: "ECONNREFUSED",
    });
  });
});

describe("credentials", () => {
  it("come from an exec plugin", async () => {
    const credential = {
      apiVersion: "client.authentication.k8s.io/v1",
      kind: "ExecCredential",
      status: { token: "from-plugin" },
    };
    const script = `process.stdout.write(${JSON.stringify(JSON.stringify(credential))})`;
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: process.execPath,
      args: ["-e", script],
    };
    const client = connectCluster({ name: "c", kubeconfig: writeKubeconfig({ exec }) });
    const answer = client.request("GET", "/api");
    const request = await api.next();
    expect(request.headers.authorization).toBe("Bearer from-plugin");
    request.answer(200, {});
    await answer;
    client.close();
  });

  it("that are missing cause a misconfiguration error", async () => {
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "/nowhere/plugin" };
    const client = connectCluster({ name: "c", kubeconfig: writeKubeconfig({ exec }) });
    await expect(client.request("GET", "/api")).rejects.toMatchObject({ code: "misconfigured" });
    client.close();
  });

  it("that the server refuses cause a misconfiguration error", async () => {
    const answer = api.client.request("GET", "/api");
    (await api.next()).answer(401, { kind: "Status", reason: "Unauthorized" });
    await expect(answer).rejects.toMatchObject({ code: "misconfigured", httpStatus: 401 });
  });
});
