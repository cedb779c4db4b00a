import { describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { walkParts } from "#lib/server/resources/parts";
import { createFakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";

const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
const widget = makeType("demo.test", "Widget");
const deployment = makeType("apps", "Deployment");
const pod = makeType("", "Pod");
const types = [widget, deployment, pod];

const whole = makeObject(widget, "orders");
const web = makeObject(deployment, "web", { owner: whole });
const one = makeObject(pod, "web-1", { owner: web });
const stranger = makeObject(pod, "other");

describe("walkParts", () => {
  it.each([
    [
      "all owned objects at every depth",
      ["list deployments team-a", "list pods team-a"],
      ["orders", "web", "web-1"],
    ],
    ["only the kinds that the person may list", ["list deployments team-a"], ["orders", "web"]],
    [
      "nothing when the person may list only in another namespace",
      ["list deployments team-b", "list pods team-b"],
      ["orders"],
    ],
  ])("finds %s", async (_what, granted, names) => {
    const portal = createFakePortal({ types, objects: [whole, web, one, stranger], granted });
    const graph = await walkParts(portal, ana, whole, widget);
    expect(graph.nodes.map(({ reference }) => reference.name)).toEqual(names);
  });

  it("reports the kinds that the person may not list", async () => {
    const portal = createFakePortal({
      types,
      objects: [whole, web, one],
      granted: ["list deployments team-a"],
    });
    const { problems } = await walkParts(portal, ana, whole, widget);
    expect(problems).toEqual([expect.stringContaining("pods")]);
  });

  const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", name });
  const config = makeType("", "ConfigMap");
  const composite = {
    ...makeObject(widget, "shop"),
    spec: { crossplane: { compositionRef: { name: "c" }, resourceRefs: [named("one"), named("two")] } },
  };
  it.each([
    [
      "reviews access once when the person may list the kind in all namespaces",
      ["list configmaps _"],
      ["Ready", "Ready"],
      1,
    ],
    [
      "reviews access to no object when the person may list the kind",
      ["list configmaps team-a"],
      ["Ready", "Ready"],
      2,
    ],
    [
      "reviews access to each object when the person may not list the kind",
      ["get configmaps team-a"],
      ["Ready", "Ready"],
      6,
    ],
    ["shows objects that the person may not read as No access", [], ["NoAccess", "NoAccess"], 8],
    ["ignores access to another namespace", ["list configmaps team-b"], ["NoAccess", "NoAccess"], 8],
  ])("%s", async (_what, granted, states, asked) => {
    const objects = [composite, makeObject(config, "one"), makeObject(config, "two")];
    const portal = createFakePortal({ types: [widget, config], objects, granted });
    const review = vi.spyOn(portal.rules, "review");
    const { nodes } = await walkParts(portal, ana, composite, widget);
    expect(nodes.slice(1).map(({ health }) => health.state)).toEqual(states);
    expect(review).toHaveBeenCalledTimes(asked);
  });

  it("opens no watch for kinds that the person may not list", async () => {
    const portal = createFakePortal({ types, objects: [whole, web] });
    await walkParts(portal, ana, whole, widget);
    expect(portal.openWatches()).toEqual([]);
  });
});
