import { expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { objectStatesOf } from "#lib/server/read-model/object-states";
import { seenStatesOf } from "#lib/server/read-model/seen-states";
import { createFakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";

const widget = makeType("demo.vitrine.dev", "Widget");
const pod = makeType("", "Pod");
const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };

/** A Ready widget with a Pod that has failed. */
function makePair(index: number): [KubernetesObject, KubernetesObject] {
  const made = makeObject(widget, `w${index}`);
  const parent = { ...made, status: { conditions: [{ type: "Ready", status: "True" }] } };
  const failed = { ...makeObject(pod, `p${index}`, { owner: parent }), status: { phase: "Failed" } };
  return [parent, failed];
}

function openPortal(count: number) {
  const pairs = Array.from({ length: count }, (_, index) => makePair(index));
  const portal = createFakePortal({
    types: [widget, pod],
    offers: [widget],
    objects: pairs.flat(),
    granted: [
      "list widgets team-a",
      "get widgets team-a",
      "list pods team-a",
      "get customresourcedefinitions _",
    ],
  });
  return { portal, rows: pairs.map(([object]) => ({ object, type: widget })) };
}

it("waits for the parts of some hundred objects", async () => {
  const { portal, rows } = openPortal(3);
  const states = await seenStatesOf(portal, ana).readAll(rows);
  expect(states.map(({ isWhole, health }) => [isWhole, health.state])).toEqual(
    rows.map(() => [true, "NeedsAttention"]),
  );
});

it("answers for thousands at once, tells what differs, and has the whole afterwards", async () => {
  const { portal, rows } = openPortal(400);
  const states = seenStatesOf(portal, ana);
  const told = new Set<string>();
  objectStatesOf(portal).subscribe(({ object }) => told.add(object.metadata.name));
  const first = await states.readAll(rows);
  expect(first.every(({ isWhole, health }) => !isWhole && health.state === "Ready")).toBe(true);
  await vi.waitFor(() => expect(told.size).toBe(400), { timeout: 10_000 });
  const then = await states.readAll(rows);
  expect(then.every(({ isWhole, health }) => isWhole && health.state === "NeedsAttention")).toBe(true);
});
