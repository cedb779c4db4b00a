import { describe, expect, it } from "vitest";
import { findReference, parseResourcePath, resolveAddress } from "#lib/server/resources/objects";
import { createFakePortal, makeType } from "#lib/server/testing/fake-portal";

const widget = makeType("demo.test", "Widget");
const region = makeType("demo.test", "Region", false);
const namespace = makeType("", "Namespace", false);
const secret = makeType("", "Secret");
const foreign = makeType("secrets.example.com", "Secret");
const portal = createFakePortal({ types: [widget, region, namespace, secret, foreign] });

const resolve = (path: string) => resolveAddress(portal, parseResourcePath(path));

describe("resolveAddress", () => {
  it.each([
    ["resolves an object in a namespace", "local/demo.test/v1/widgets/team-a/orders", "team-a", "orders"],
    ["resolves a cluster-scoped object", "local/demo.test/v1/regions/_/eu", undefined, "eu"],
    ["resolves a Namespace", "local/_/v1/namespaces/_/team-a", undefined, "team-a"],
    [
      "resolves a Secret of another API group",
      "local/secrets.example.com/v1/secrets/team-a/x",
      "team-a",
      "x",
    ],
  ])("%s", (_reason, path, place, name) => {
    expect(resolve(path)).toMatchObject({ namespace: place, name });
  });

  it.each([
    ["a namespace for a cluster-scoped kind", "local/_/v1/namespaces/team-a/kube-system", "not-found"],
    ["a namespace for a cluster-scoped custom kind", "local/demo.test/v1/regions/team-a/eu", "not-found"],
    [
      "an escaped namespace for a cluster-scoped kind",
      "local/_/v1/namespaces/team%2Da/kube-system",
      "not-found",
    ],
    ["no namespace for a namespaced kind", "local/demo.test/v1/widgets/_/orders", "invalid"],
    ["Secrets", "local/_/v1/secrets/team-a/key", "forbidden"],
    ["an unknown cluster", "else/demo.test/v1/widgets/team-a/x", "not-found"],
    ["a kind that is not served", "local/demo.test/v1/gadgets/team-a/x", "not-found"],
    ["a subresource", "local/demo.test/v1/widgets%2Fstatus/team-a/x", "invalid"],
    ["a version with a line break", "local/demo.test/v1%0A/widgets/team-a/x", "invalid"],
    ["a group that is not a domain", "local/..%2f..%2fapi/v1/widgets/team-a/x", "invalid"],
    ["a name of two dots", "local/demo.test/v1/widgets/team-a/..", "invalid"],
    ["a name with an escaped slash", "local/demo.test/v1/widgets/team-a/a%2Fb", "invalid"],
    ["a namespace of two dots", "local/demo.test/v1/widgets/%2e%2e/orders", "invalid"],
    ["an invalid escape", "local/demo.test/v1/widgets/team-a/%E0%A4%A", "invalid"],
    ["a path with too few segments", "local/widgets", "invalid"],
  ])("refuses %s", (_reason, path, code) => {
    expect(() => resolve(path)).toThrow(expect.objectContaining({ code }));
  });

  it("suggests the valid address of a cluster-scoped object", () => {
    expect(() => resolve("local/_/v1/namespaces/team-a/kube-system")).toThrow(
      expect.objectContaining({
        detail: expect.stringContaining("belong to the whole cluster"),
        suggestion: "Write _ for the namespace.",
      }),
    );
  });
});

describe("findReference", () => {
  const named = (kind: string, place?: string) => ({
    ...{ cluster: "local", group: "demo.test", version: "v1", kind, name: "x" },
    ...(place ? { namespace: place } : {}),
  });

  it("drops the namespace of a cluster-scoped kind", () => {
    expect(findReference(portal, named("Region", "team-a"))?.namespace).toBeUndefined();
  });

  it("finds the served version when the reference names another version", () => {
    expect(findReference(portal, { ...named("Widget", "team-a"), version: "v0" })?.type.version).toBe("v1");
  });

  it("returns nothing for a kind that is not served", () => {
    expect(findReference(portal, named("Gadget", "team-a"))).toBeUndefined();
  });

  it("refuses Secrets", () => {
    const key = {
      cluster: "local",
      group: "",
      version: "v1",
      kind: "Secret",
      namespace: "team-a",
      name: "x",
    };
    expect(() => findReference(portal, key)).toThrow(expect.objectContaining({ code: "forbidden" }));
  });
});
