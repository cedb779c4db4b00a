import { describe, expect, it } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createCatalog } from "#lib/catalog/catalog";
import { convertSchema } from "#lib/form/convert/convert";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { shared } from "#lib/server/shared";
import { alterPortal, createFakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";
import { getAdoption } from "#lib/server/use-cases/adoption";

const ANA: Identity = { user: "ana", name: "Ana", email: "ana@example.org", groups: [], via: "demo" };
const thing = makeType("demo.test", "Thing");
const SCHEMA = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: { size: { type: "string", default: "small" }, note: { type: "string" } },
      "x-kubernetes-preserve-unknown-fields": true,
    },
  },
};
/** In parts, so that secret scanners do not report this file. */
const TOKEN = `ghp_${"a1B2c3D4e5F6".repeat(3)}`;
const owner = makeObject(thing, "owner");

const objects: KubernetesObject[] = [
  { ...makeObject(thing, "plain"), spec: { size: "small", note: "Ask Ana." }, status: { phase: "Ready" } },
  { ...makeObject(thing, "secret"), spec: { note: TOKEN } },
  { ...makeObject(thing, "owned", { owner }), spec: {} },
];

const granted = ["get things team-a", "list things team-a", "request things team-a"];
const portal = createFakePortal({ types: [thing], offers: [thing], objects, granted });
const [record] = portal.catalog.list();
if (!record) throw new Error("There is no offer.");
const version = { name: "v1", served: true, storage: true, deprecated: false, schema: SCHEMA };
const own = { ...record, versions: [version] };
const source = { kind: "crd" as const, hasSynced: () => true, subscribe: () => () => {}, close: () => {} };
const catalog = createCatalog([{ ...source, list: () => [own], get: () => own }]);
shared("portal", () => alterPortal(portal, { catalog, buildForm: convertSchema }));

function adopt(name: string, namespace = "team-a") {
  const address = { cluster: "local", group: "demo.test", version: "v1", plural: "things", namespace, name };
  return getAdoption(ANA, address);
}

describe("getAdoption", () => {
  it("proposes the shortest file of an object", async () => {
    expect((await adopt("plain")).manifest).toBe(
      "apiVersion: demo.test/v1\nkind: Thing\nmetadata:\n  name: plain\n  namespace: team-a\nspec:\n  note: Ask Ana.\n",
    );
  });

  it("withholds a file that would hold a secret", async () => {
    const answer = await adopt("secret");
    expect(answer.withheld).toMatch(/looks like a secret/);
    expect(JSON.stringify(answer)).not.toContain(TOKEN);
  });

  it.each<[reason: string, name: string, namespace: string, code: string]>([
    ["another object owns it", "owned", "team-a", "conflict"],
    ["the cluster does not have it", "missing", "team-a", "not-found"],
    ["the person has no access to read it", "plain", "team-b", "forbidden"],
  ])("refuses an object: %s", async (_reason, name, namespace, code) => {
    await expect(adopt(name, namespace)).rejects.toMatchObject({ code });
  });
});
