/** Events from a real repository, delivered to a real HTTP receiver that checks each signature. */
import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callListeners } from "#lib/async/listeners";
import type { Identity } from "#lib/auth/types";
import { parseConfig } from "#lib/config/config";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import type { GitProvider } from "#lib/git/types";
import type { SyncReport } from "#lib/gitops/types";
import { openEvents } from "#lib/server/events/open";
import { printMetrics } from "#lib/server/metrics";
import {
  alterPortal,
  createFakePortal,
  type FakePortal,
  makeObject,
  makeType,
} from "#lib/server/testing/fake-portal";
import { actOnRequest } from "#lib/server/use-cases/requests";
import { submitRequest } from "#lib/server/use-cases/submission";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
vi.mock("#lib/server/portal", () => ({ getPortal: () => portal }));

const person = (user: string): Identity => ({
  user,
  name: user,
  email: `${user}@x.org`,
  groups: [],
  via: "demo",
});
const [ANA, BO] = [person("ana"), person("bo")];
const THING = makeType("demo.test", "Thing");
const KEY = randomBytes(32);
const SECRET_VALUE = "a-value-of-the-form";
const WAIT = { timeout: 20_000, interval: 50 };

interface Delivery {
  id: string;
  body: string;
  isSigned: boolean;
  event: { id: string; event: string; request: Record<string, unknown> };
}

let folder: string;
let git: GitProvider;
let portal: FakePortal;
let reports: SyncReport[];
let syncListeners: Set<() => void>;
let server: http.Server;
let deliveries: Delivery[];
/** The answers to the next deliveries; then 200. */
let answers: number[];
let closers: (() => unknown)[];

beforeEach(async () => {
  [deliveries, answers, closers, reports, syncListeners] = [[], [], [], [], new Set()];
  server = http.createServer(receive);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  folder = mkdtempSync(join(tmpdir(), "vitrine-events-"));
  await createBareRepository(folder, { branch: "main", files: { "README.md": "# Requests\n" } });
  git = createLocalProvider({ path: folder, name: "requests", branch: "main" });
  portal = openPortal(git);
});

afterEach(async () => {
  for (const close of closers) close();
  portal.close();
  git.dispose();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function receive(request: http.IncomingMessage, response: http.ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    const [id, at, signature] = ["id", "timestamp", "signature"].map((name) =>
      String(request.headers[`webhook-${name}`]),
    );
    const expected = `v1,${createHmac("sha256", KEY).update(`${id}.${at}.${body}`).digest("base64")}`;
    deliveries.push({ id: `${id}`, body, isSigned: signature === expected, event: JSON.parse(body) });
    response.writeHead(answers.shift() ?? 200, { location: "/elsewhere" }).end();
  });
}

const addressOf = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;

function openPortal(own: GitProvider, more: object = {}): FakePortal {
  const made = createFakePortal({
    types: [THING],
    offers: [THING],
    granted: [
      "list customresourcedefinitions _",
      ...["request", "get", "list", "approve"].map((verb) => `${verb} things team-a`),
    ],
    git: own,
  });
  const [record] = made.catalog.list();
  if (!record) throw new Error("The fake portal offers nothing.");
  record.versions = [
    { name: "v1", served: true, storage: true, deprecated: false, schema: { type: "object" } },
  ];
  const secret = `whsec_${KEY.toString("base64")}`;
  const config = parseConfig({
    VITRINE_SECRET: "x".repeat(32),
    VITRINE_URL: "https://portal.example.com",
    VITRINE_EVENT_WEBHOOKS: JSON.stringify([{ url: addressOf(), secret, ...more }]),
  });
  const sync = {
    list: () => reports,
    subscribe(listener: () => void) {
      syncListeners.add(listener);
      return () => syncListeners.delete(listener);
    },
    close: () => undefined,
  };
  return alterPortal(made, { config, sync });
}

/** Starts to send events, once the requests of now are known. */
async function start(own = portal, pauses: readonly number[] = [20, 20, 20, 20]): Promise<void> {
  const events = openEvents(own, pauses);
  closers.push(events.close);
  await events.whenStarted();
}

function report(phase: SyncReport["phase"], revision: string, message?: string): void {
  const attempt = phase === "failed" ? { attemptedRevision: revision } : { appliedRevision: revision };
  reports = [{ agent: "Test sync", cluster: "local", phase, ...attempt, ...(message && { message }) }];
  callListeners([...syncListeners]);
}

const ask = (name: string) =>
  submitRequest(ANA, {
    ...{ entry: "crd.local.things.demo.test", operation: "create", name, namespace: "team-a" },
    values: { spec: { note: SECRET_VALUE } },
  });

const names = () => deliveries.map(({ event }) => event.event);
const receives = (...expected: string[]) =>
  vi.waitFor(() => expect(names()).toEqual(expected.map((name) => `request.${name}`)), WAIT);

const approve = (id: string, commit: string) => actOnRequest(BO, id, "approve", { commit });

async function merge(id: string, commit: string): Promise<string> {
  await actOnRequest(BO, id, "merge", { commit });
  return (await git.headCommit()) ?? "";
}

describe("events of a request", () => {
  it("arrive signed and in order from opened to ready, with names alone", async () => {
    await ask("before");
    await start();
    const { id, commit } = await ask("orders");
    await receives("opened");
    await approve(id, commit);
    await receives("opened", "approved");
    const head = await merge(id, commit);
    await receives("opened", "approved", "merged");
    report("succeeded", head);
    await receives("opened", "approved", "merged", "synced");
    const status = { conditions: [{ type: "Ready", status: "True" }] };
    portal.put({ ...makeObject(THING, "orders"), status });
    await receives("opened", "approved", "merged", "synced", "ready");

    expect(deliveries.every(({ isSigned, id, event }) => isSigned && id === event.id)).toBe(true);
    expect(new Set(deliveries.map(({ id }) => id)).size).toBe(5);
    const [opened] = deliveries;
    expect(opened?.event.request).toEqual({
      id,
      title: "Create Thing orders in team-a",
      operation: "create",
      entry: "crd.local.things.demo.test",
      object: expect.objectContaining({
        cluster: "local",
        kind: "Thing",
        namespace: "team-a",
        name: "orders",
      }),
      author: { id: "ana", name: "ana" },
      url: `https://portal.example.com/requests/${id}`,
      pullRequest: { number: 2, url: `https://portal.example.com/requests/${id}` },
      commit,
    });
    for (const { body } of deliveries) {
      expect(body).not.toContain(SECRET_VALUE);
      expect(body).not.toContain("apiVersion");
      expect(body).not.toContain(KEY.toString("base64"));
    }
  });

  it("tell of a failed sync, and of a closed request", async () => {
    await start();
    const first = await ask("one");
    await approve(first.id, first.commit);
    const head = await merge(first.id, first.commit);
    report("failed", head, "refused by a policy");
    await receives("opened", "approved", "merged", "failed");
    const second = await ask("two");
    await actOnRequest(ANA, second.id, "close", {});
    await receives("opened", "approved", "merged", "failed", "opened", "closed");
    // The message of an agent can quote the manifest.
    expect(deliveries.some(({ body }) => body.includes("refused by a policy"))).toBe(false);
  });

  it("have the same ids from two portals", async () => {
    const other = createLocalProvider({ path: folder, name: "requests", branch: "main" });
    const second = openPortal(other);
    closers.push(second.close, other.dispose);
    await start();
    await start(second);
    const { id, commit } = await ask("orders");
    await receives("opened", "opened");
    await approve(id, commit);
    await receives("opened", "opened", "approved", "approved");
    const idsOf = (name: string) =>
      new Set(deliveries.filter(({ event }) => event.event === name).map((one) => one.id));
    expect([idsOf("request.opened").size, idsOf("request.approved").size]).toEqual([1, 1]);
  });

  it("arrive only as far as the receiver wants them", async () => {
    portal.close();
    portal = openPortal(git, { events: ["request.merged"] });
    await start();
    const { id, commit } = await ask("orders");
    await approve(id, commit);
    await merge(id, commit);
    await receives("merged");
  });
});

describe("a receiver", () => {
  const readCounts = async () =>
    (await printMetrics(undefined))
      .split("\n")
      .filter(
        (line) =>
          line.startsWith("vitrine_event_deliveries_total{") && line.includes(new URL(addressOf()).host),
      )
      .map((line) => line.replace(/^.*result="(\w+)"\} /, "$1 "))
      .sort();

  it.each([
    ["answers 500 twice", [500, 500]],
    ["redirects", [302, 307]],
  ])("that %s gets the event again, and then the next one", async (_reason, statuses) => {
    answers = [...statuses];
    await start();
    await ask("one");
    await receives("opened", "opened", "opened");
    await ask("two");
    await receives("opened", "opened", "opened", "opened");
    expect(new Set(deliveries.slice(0, 3).map(({ id }) => id)).size).toBe(1);
    await vi.waitFor(async () => expect(await readCounts()).toEqual(["delivered 2", "retried 2"]), WAIT);
  });

  it("that is away costs the event after the last attempt, and the next one follows", async () => {
    answers = [503, 503, 503];
    await start(portal, [10, 10]);
    await ask("one");
    await vi.waitFor(async () => expect(await readCounts()).toEqual(["dropped 1", "retried 2"]), WAIT);
    await ask("two");
    await vi.waitFor(async () => expect(await readCounts()).toContain("delivered 1"), WAIT);
  });

  it("that cannot be reached is counted, and blocks no request", async () => {
    const { port } = server.address() as AddressInfo;
    const host = `127.0.0.1:${port}`;
    await start(portal, [10]);
    await new Promise((resolve) => server.close(resolve));
    const { id } = await ask("one");
    expect(id).toBe("requests-1");
    await vi.waitFor(
      async () =>
        expect(await printMetrics(undefined)).toContain(
          `vitrine_event_deliveries_total{receiver="${host}",result="dropped"} 1`,
        ),
      WAIT,
    );
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  });
});
