import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  createFakeClock,
  type FakeApi,
  type FakeClock,
  startFakeApi,
} from "#lib/kubernetes/testing/fake-api";
import { type Heartbeat, startHeartbeat } from "#lib/kubernetes/watch/heartbeat";

let api: FakeApi;
let clock: FakeClock;
let heartbeat: Heartbeat;
let changes: string[];

beforeEach(async () => {
  api = await startFakeApi();
  clock = createFakeClock();
  changes = [];
  heartbeat = startHeartbeat(api.client, clock, () =>
    changes.push(heartbeat.failure() === undefined ? "live" : "away"),
  );
});

afterEach(async () => {
  heartbeat.close();
  await api.close();
});

/** Advances until the next check. */
async function waitUntil(pending: number): Promise<void> {
  await vi.waitFor(() => expect(clock.pending()).toEqual([pending]));
}

async function answer(status = 200): Promise<void> {
  const request = await api.next();
  expect(request.path).toBe("/version");
  request.answer(status, {});
}

/** The server accepts the call and does not respond. */
async function hang(): Promise<void> {
  await api.next();
  clock.advance(3_000);
}

describe("heartbeat", () => {
  it("reports a server after two calls without an answer, and its recovery", async () => {
    await waitUntil(5_000);
    clock.advance(5_000);
    await hang();
    await waitUntil(1_000);
    expect(heartbeat.failure()).toBeUndefined();
    clock.advance(1_000);
    await hang();
    await waitUntil(1_000);
    expect(heartbeat.failure()).toMatchObject({ code: "cluster-unavailable" });
    clock.advance(1_000);
    await answer();
    await waitUntil(5_000);
    expect(heartbeat.failure()).toBeUndefined();
    expect(changes).toEqual(["away", "live"]);
  });

  it("ignores one lost answer", async () => {
    for (const reply of [hang, answer, hang, answer]) {
      await vi.waitFor(() => expect(clock.pending()).toHaveLength(1));
      clock.advance(5_000);
      await reply();
      await waitUntil(reply === hang ? 1_000 : 5_000);
    }
    expect(changes).toEqual([]);
  });

  it.each([401, 403, 404, 500])("treats status %s as an answer", async (status) => {
    for (let times = 0; times < 2; times += 1) {
      await waitUntil(5_000);
      clock.advance(5_000);
      await answer(status);
    }
    await waitUntil(5_000);
    expect(changes).toEqual([]);
  });

  it("reports a server that refuses connections", async () => {
    await api.stopListening();
    await waitUntil(5_000);
    clock.advance(5_000);
    await waitUntil(1_000);
    clock.advance(1_000);
    await vi.waitFor(() => expect(changes).toEqual(["away"]));
  });

  it("stops its calls when it is closed", async () => {
    await waitUntil(5_000);
    heartbeat.close();
    expect(clock.pending()).toEqual([]);
    clock.advance(60_000);
    expect(api.waiting()).toBe(0);
  });
});
