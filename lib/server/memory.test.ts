import { expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { MEMORY_BUDGETS, MEMORY_KINDS, measureMemory } from "#lib/server/memory";
import { printMetrics } from "#lib/server/metrics";
import { objectStatesOf } from "#lib/server/read-model/object-states";
import { requestModelOf } from "#lib/server/read-model/request-model";
import { createFakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";
import { createFakeRepository, makePullRequest } from "#lib/server/testing/fake-repository";

const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
const widget = makeType("demo.test", "Widget");

it("measureMemory counts each kind of things, and the metrics show it beside its budget", async () => {
  const objects = Array.from({ length: 100 }, (_, index) => ({
    ...makeObject(widget, `w${index}`),
    // Beyond 2^53, which JSON.stringify refuses.
    spec: { limit: 9_223_372_036_854_775_807n },
  }));
  const pulls = Array.from({ length: 30 }, (_, index) => makePullRequest(widget, { number: index + 1 }));
  const { git } = createFakeRepository(pulls);
  const portal = createFakePortal({
    ...{ types: [widget], offers: [widget], objects, git },
    granted: ["list widgets team-a", "get widgets team-a"],
  });
  await requestModelOf(portal).current();
  const states = objectStatesOf(portal);
  for (const object of objects.slice(0, 7)) await states.read(ana, object, widget);
  await vi.waitFor(() => expect(measureMemory(portal).objects.items).toBeGreaterThanOrEqual(100));

  const memory = measureMemory(portal);
  expect(memory.requests.items).toBe(30);
  expect(memory.health.items).toBe(7);
  const [first] = requestModelOf(portal).kept();
  expect(memory.requests.bytes).toBeGreaterThan(0.8 * 30 * JSON.stringify(first).length);
  expect(memory.requests.bytes).toBeLessThan(1.2 * 30 * JSON.stringify(first).length);

  const requests = { open: 0, approved: 0, merged: 0, closed: 0 };
  const printed = await printMetrics({ entries: 0, clusters: [], repositories: [], requests, memory });
  for (const kind of MEMORY_KINDS) {
    expect(printed).toContain(`vitrine_memory_items{kind="${kind}"} ${memory[kind].items}\n`);
    expect(printed).toContain(
      `vitrine_memory_budget_bytes{kind="${kind}"} ${MEMORY_BUDGETS[kind] * 2 ** 20}\n`,
    );
  }
});
