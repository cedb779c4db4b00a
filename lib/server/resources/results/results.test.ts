import { afterEach, describe, expect, it } from "vitest";
import type { Identity } from "#lib/auth/types";
import { walkParts } from "#lib/server/resources/parts";
import { listResults } from "#lib/server/resources/results/results";
import { createFakePortal, type FakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";

const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
const shop = makeType("demo.test", "Shop");
const database = { ...makeType("demo.test", "Database"), reportsStatus: true as const };
const deployment = makeType("apps", "Deployment");
const types = [shop, database, deployment];

const whole = makeObject(shop, "orders");
const owned = {
  ...makeObject(database, "orders-db", { owner: whole }),
  status: {
    host: "db.example.com",
    password: "hunter2hunter2",
    url: "postgres://app:hunter2hunter2@db:5432/app",
  },
};
const web = makeObject(deployment, "web", { owner: whole });

let portal: FakePortal | undefined;
afterEach(() => portal?.close());

async function read(granted: readonly string[], { offers = [database], object = whole } = {}) {
  portal = createFakePortal({ types, objects: [whole, owned, web], offers, granted });
  const graph = await walkParts(portal, ana, object, shop, { kinds: "search" });
  return listResults(portal, graph, { object, type: shop });
}

const ALL = ["list shops team-a", "list databases team-a", "list deployments team-a"];

describe("listResults", () => {
  it("names the parts of offered kinds in the words of the offers", async () => {
    const results = await read(ALL);
    expect(results.map(({ reference, offer }) => [reference.name, offer?.title])).toEqual([
      ["orders-db", "Database"],
    ]);
  });

  it("names the nearest results where no part is of an offered kind", async () => {
    const results = await read(ALL, { offers: [] });
    expect(results.map(({ reference }) => reference.name).toSorted()).toEqual(["orders-db", "web"]);
  });

  it("begins with the resource itself where it reports outputs", async () => {
    const results = await read(ALL, { object: { ...whole, status: { url: "https://orders.dev" } } });
    expect(results[0]).toMatchObject({
      reference: { name: "orders" },
      outputs: [{ name: "url", value: "https://orders.dev" }],
    });
  });

  it("shows outputs without secrets", async () => {
    const [result] = await read(ALL);
    expect(result?.outputs.map(({ name }) => name)).toEqual(["host", "url"]);
    expect(JSON.stringify(result)).not.toContain("hunter2");
  });

  it("shows nothing of a part that the person may not list", async () => {
    const results = await read(["list shops team-a", "list deployments team-a"]);
    expect(JSON.stringify(results)).not.toContain("db.example.com");
    expect(results.map(({ reference }) => reference.name)).toEqual(["web"]);
  });
});
