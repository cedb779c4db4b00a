import { expect, it, vi } from "vitest";
import type { Discovery } from "#lib/kubernetes/discovery/discovery";
import { createFakeClock, startFakeApi } from "#lib/kubernetes/testing/fake-api";
import { watchServedResources } from "#lib/kubernetes/watch/cluster-freshness";
import { createInformerCache } from "#lib/kubernetes/watch/informer";
import type { InformerFactory } from "#lib/kubernetes/watch/informer-factory";

const LIVE = { state: "live" as const, asOf: "2026-11-20T10:00:00Z" };
const resource = { cluster: "fake", group: "", version: "v1", kind: "", plural: "", namespaced: false };

it("reports a server that does not answer as unreachable despite open watches, and recovers", async () => {
  const api = await startFakeApi();
  const clock = createFakeClock();
  const onListenerError = (error: unknown) => {
    throw error;
  };
  const invalidate = vi.fn();
  const discovery: Discovery = {
    all: () => [],
    findByKind: () => undefined,
    findByPlural: () => undefined,
    hasLoaded: () => true,
    whenLoaded: async () => {},
    freshness: () => LIVE,
    invalidate,
    subscribe: () => () => {},
    close: () => {},
  };
  const informers: InformerFactory = {
    informer() {
      const cache = createInformerCache({ resource, clock, onListenerError });
      cache.sink.replace([]);
      cache.sink.live();
      return Object.assign(cache, { close: () => {} });
    },
    running: () => [],
    figures: () => [],
    close: () => {},
  };
  const serving = watchServedResources({ client: api.client, discovery, informers, clock, onListenerError });
  const told: string[] = [];
  serving.subscribe(({ state }) => told.push(state));

  for (const wait of [5_000, 1_000]) {
    await vi.waitFor(() => expect(clock.pending()).toEqual([wait]));
    clock.advance(wait);
    await api.next();
    clock.advance(3_000);
  }
  await vi.waitFor(() => expect(told).toEqual(["away"]));
  expect(serving.current()).toMatchObject({ state: "away", code: "cluster-unavailable", asOf: LIVE.asOf });

  await vi.waitFor(() => expect(clock.pending()).toEqual([1_000]));
  clock.advance(1_000);
  (await api.next()).answer(200, {});
  await vi.waitFor(() => expect(told).toEqual(["away", "live"]));
  expect(invalidate).not.toHaveBeenCalled();
  serving.close();
  await api.close();
});
